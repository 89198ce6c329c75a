-- Which tariffs of LMS are for which MetroTV package or F-Secure product.
CREATE TABLE IF NOT EXISTS metroport_tariff_ties (
    id int NOT NULL AUTO_INCREMENT,
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    item_id bigint NOT NULL,
    tariff_id int NOT NULL,
    tied_at bigint NOT NULL,
    tied_by varchar(64) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_tariff_ties_item (service, item_id, tariff_id),
    KEY metroport_tariff_ties_tariff_id (tariff_id),
    CONSTRAINT metroport_tariff_ties_tariff_id_fkey FOREIGN KEY (tariff_id) REFERENCES tariffs (id) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- By which liability (assignment) of LMS a service is paid: an order of MetroTV, or an F-Secure service. A liability that
-- LMS has deleted leaves a row without one.
CREATE TABLE IF NOT EXISTS metroport_liabilities (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    lms_user_id int NOT NULL,
    assignment_id int,
    tied_at bigint NOT NULL,
    tied_by varchar(64) NOT NULL,
    PRIMARY KEY (service, mms_id),
    KEY metroport_liabilities_assignment_id (assignment_id),
    KEY metroport_liabilities_lms_user_id (lms_user_id),
    CONSTRAINT metroport_liabilities_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignments (id) ON DELETE SET NULL ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What MMS showed when somebody last looked: issued packages of MetroTV and F-Secure services. since: when it began, where
-- that is known.
CREATE TABLE IF NOT EXISTS metroport_services (
    id bigint NOT NULL AUTO_INCREMENT,
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    mms_user_id bigint NOT NULL,
    account_id bigint,
    item_id bigint NOT NULL,
    name varchar(255) NOT NULL DEFAULT '',
    pkg_group smallint NOT NULL DEFAULT 0,
    license_size int NOT NULL DEFAULT 0,
    price decimal(10,2),
    currency varchar(3) NOT NULL DEFAULT '',
    active smallint NOT NULL CHECK (active IN (0, 1)),
    since bigint,
    seen_at bigint NOT NULL,
    gone_at bigint,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_services_mms_id (service, mms_id),
    KEY metroport_services_mms_user_id (mms_user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
