-- What each customer had in a month, and what it costs. source: snapshot, made of metroport_services, or billing, the
-- provider's own records. Amounts are gross and for a whole month; days: on how many of its days he had it.
CREATE TABLE IF NOT EXISTS metroport_settlement (
    id bigint NOT NULL AUTO_INCREMENT,
    month int NOT NULL,
    source varchar(16) NOT NULL CHECK (source IN ('snapshot', 'billing')),
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    lms_user_id int,
    mms_user_id bigint NOT NULL,
    item_id bigint NOT NULL,
    name varchar(255) NOT NULL DEFAULT '',
    license_size int NOT NULL DEFAULT 0,
    days smallint NOT NULL,
    price decimal(10,2),
    charged decimal(10,2),
    billed decimal(10,2),
    taken_at bigint NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_settlement_mms_id (month, service, mms_id),
    KEY metroport_settlement_lms_user_id (lms_user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- For which month which customer has got a position for what no liability pays for. The row comes before the position, so that
-- there is never a second one.
CREATE TABLE IF NOT EXISTS metroport_settlement_positions (
    month int NOT NULL,
    lms_user_id int NOT NULL,
    amount decimal(10,2) NOT NULL,
    assignment_id int,
    made_at bigint NOT NULL,
    made_by varchar(64) NOT NULL,
    PRIMARY KEY (month, lms_user_id),
    KEY metroport_settlement_positions_lms_user_id (lms_user_id),
    KEY metroport_settlement_positions_assignment_id (assignment_id),
    CONSTRAINT metroport_settlement_positions_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignments (id) ON DELETE SET NULL ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
