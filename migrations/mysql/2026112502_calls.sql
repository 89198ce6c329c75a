-- Requests to MMS since the installation, by call and outcome: how many, how long they took together, and how many took no
-- longer than so many milliseconds.
CREATE TABLE IF NOT EXISTS metroport_api_calls (
    name varchar(64) NOT NULL,
    outcome varchar(32) NOT NULL,
    requests bigint NOT NULL,
    milliseconds bigint NOT NULL,
    within_100 bigint NOT NULL,
    within_300 bigint NOT NULL,
    within_1000 bigint NOT NULL,
    within_3000 bigint NOT NULL,
    within_10000 bigint NOT NULL,
    PRIMARY KEY (name, outcome)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Settings that the original made without a type: with one, LMS refuses a number that is none.
UPDATE uiconfig SET type = 1 WHERE section = 'metroport' AND type IN (0, 7)
    AND var IN ('automatically_update_customer_data', 'metrotv_suspend_billing', 'fsecure_suspend_billing',
        'show_fsecure_in_customer_tab', 'show_metrotv_in_customer_tab');
UPDATE uiconfig SET type = 2 WHERE section = 'metroport' AND type IN (0, 7)
    AND var IN ('api_token_expiration_time', 'list_pagelimit');
