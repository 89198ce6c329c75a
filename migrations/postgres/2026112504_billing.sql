-- Which tariffs of LMS are for which MetroTV package or F-Secure product.
CREATE TABLE IF NOT EXISTS metroport_tariff_ties (
    id serial PRIMARY KEY,
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    item_id bigint NOT NULL,
    tariff_id integer NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE ON UPDATE CASCADE,
    tied_at bigint NOT NULL,
    tied_by varchar(64) NOT NULL,
    UNIQUE (service, item_id, tariff_id)
);
CREATE INDEX IF NOT EXISTS metroport_tariff_ties_tariff_id ON metroport_tariff_ties (tariff_id);

-- By which liability (assignment) of LMS a service is paid: an order of MetroTV, or an F-Secure service. A liability that
-- LMS has deleted leaves a row without one.
CREATE TABLE IF NOT EXISTS metroport_liabilities (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    lms_user_id integer NOT NULL,
    assignment_id integer REFERENCES assignments (id) ON DELETE SET NULL ON UPDATE CASCADE,
    tied_at bigint NOT NULL,
    tied_by varchar(64) NOT NULL,
    PRIMARY KEY (service, mms_id)
);
CREATE INDEX IF NOT EXISTS metroport_liabilities_assignment_id ON metroport_liabilities (assignment_id);
CREATE INDEX IF NOT EXISTS metroport_liabilities_lms_user_id ON metroport_liabilities (lms_user_id);

-- What MMS showed when somebody last looked: issued packages of MetroTV and F-Secure services. since: when it began, where
-- that is known.
CREATE TABLE IF NOT EXISTS metroport_services (
    id bigserial PRIMARY KEY,
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    mms_user_id bigint NOT NULL,
    account_id bigint,
    item_id bigint NOT NULL,
    name varchar(255) NOT NULL DEFAULT '',
    pkg_group smallint NOT NULL DEFAULT 0,
    license_size integer NOT NULL DEFAULT 0,
    price numeric(10,2),
    currency varchar(3) NOT NULL DEFAULT '',
    active smallint NOT NULL CHECK (active IN (0, 1)),
    since bigint,
    seen_at bigint NOT NULL,
    gone_at bigint,
    UNIQUE (service, mms_id)
);
CREATE INDEX IF NOT EXISTS metroport_services_mms_user_id ON metroport_services (mms_user_id);
