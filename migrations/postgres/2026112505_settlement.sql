-- What each customer had in a month, and what it costs. source: snapshot, made of metroport_services, or billing, the
-- provider's own records. Amounts are gross and for a whole month; days: on how many of its days he had it.
CREATE TABLE IF NOT EXISTS metroport_settlement (
    id bigserial PRIMARY KEY,
    month integer NOT NULL,
    source varchar(16) NOT NULL CHECK (source IN ('snapshot', 'billing')),
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    lms_user_id integer,
    mms_user_id bigint NOT NULL,
    item_id bigint NOT NULL,
    name varchar(255) NOT NULL DEFAULT '',
    license_size integer NOT NULL DEFAULT 0,
    days smallint NOT NULL,
    price numeric(10,2),
    charged numeric(10,2),
    billed numeric(10,2),
    taken_at bigint NOT NULL,
    UNIQUE (month, service, mms_id)
);
CREATE INDEX IF NOT EXISTS metroport_settlement_lms_user_id ON metroport_settlement (lms_user_id);

-- For which month which customer has got a position for what no liability pays for. The row comes before the position, so that
-- there is never a second one.
CREATE TABLE IF NOT EXISTS metroport_settlement_positions (
    month integer NOT NULL,
    lms_user_id integer NOT NULL,
    amount numeric(10,2) NOT NULL,
    assignment_id integer REFERENCES assignments (id) ON DELETE SET NULL ON UPDATE CASCADE,
    made_at bigint NOT NULL,
    made_by varchar(64) NOT NULL,
    PRIMARY KEY (month, lms_user_id)
);
CREATE INDEX IF NOT EXISTS metroport_settlement_positions_lms_user_id ON metroport_settlement_positions (lms_user_id);
CREATE INDEX IF NOT EXISTS metroport_settlement_positions_assignment_id ON metroport_settlement_positions (assignment_id);
