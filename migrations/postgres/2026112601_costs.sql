-- What Metroport charges for packages and products, where the operator tells it: MMS tells no price of F-Secure at all.
CREATE TABLE IF NOT EXISTS metroport_costs (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    item_id bigint NOT NULL,
    cost numeric(10,2) NOT NULL CHECK (cost >= 0),
    set_at bigint NOT NULL,
    set_by varchar(64) NOT NULL,
    PRIMARY KEY (service, item_id)
);

-- Whether LMS is known to have made the position: whoever was to make it may have died in between.
ALTER TABLE metroport_settlement_positions ADD COLUMN IF NOT EXISTS made smallint NOT NULL DEFAULT 1;
