-- What Metroport charges for packages and products, where the operator tells it: MMS tells no price of F-Secure at all.
CREATE TABLE IF NOT EXISTS metroport_costs (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    item_id bigint NOT NULL,
    cost decimal(10,2) NOT NULL CHECK (cost >= 0),
    set_at bigint NOT NULL,
    set_by varchar(64) NOT NULL,
    PRIMARY KEY (service, item_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Whether LMS is known to have made the position: whoever was to make it may have died in between.
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_settlement_positions' AND column_name = 'made'),
    'DO 0', 'ALTER TABLE metroport_settlement_positions ADD COLUMN made smallint NOT NULL DEFAULT 1');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
