-- A customer links to at most one MMS user and the other way round. Links that break this rule are kept aside with all
-- their columns: someone has to look at them.

CREATE TABLE IF NOT EXISTS metroport_link_conflicts (
    id int NOT NULL,
    metroport_user_id int NOT NULL,
    lms_user_id int NOT NULL,
    metrotv_suspend smallint NOT NULL,
    metrotv_suspend_billing smallint NOT NULL,
    metro_fsecure_suspend smallint NOT NULL,
    metro_fsecure_suspend_billing smallint NOT NULL,
    reason varchar(32) NOT NULL,
    found_at bigint NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The oldest link of each customer stays, then the oldest of each MMS user.
INSERT IGNORE INTO metroport_link_conflicts
SELECT c.id, c.metroport_user_id, c.lms_user_id, c.metrotv_suspend, c.metrotv_suspend_billing,
    c.metro_fsecure_suspend, c.metro_fsecure_suspend_billing, 'lms_user_id', UNIX_TIMESTAMP()
FROM metroport_customers c
WHERE EXISTS (SELECT 1 FROM metroport_customers k WHERE k.lms_user_id = c.lms_user_id AND k.id < c.id);
DELETE c FROM metroport_customers c
JOIN metroport_customers k ON k.lms_user_id = c.lms_user_id AND k.id < c.id;

INSERT IGNORE INTO metroport_link_conflicts
SELECT c.id, c.metroport_user_id, c.lms_user_id, c.metrotv_suspend, c.metrotv_suspend_billing,
    c.metro_fsecure_suspend, c.metro_fsecure_suspend_billing, 'metroport_user_id', UNIX_TIMESTAMP()
FROM metroport_customers c
WHERE EXISTS (SELECT 1 FROM metroport_customers k WHERE k.metroport_user_id = c.metroport_user_id AND k.id < c.id);
DELETE c FROM metroport_customers c
JOIN metroport_customers k ON k.metroport_user_id = c.metroport_user_id AND k.id < c.id;

-- MySQL has no CREATE INDEX IF NOT EXISTS.
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'metroport_customers_lms_user_id'),
    'DO 0', 'CREATE UNIQUE INDEX metroport_customers_lms_user_id ON metroport_customers (lms_user_id)');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'metroport_customers_metroport_user_id'),
    'DO 0', 'CREATE UNIQUE INDEX metroport_customers_metroport_user_id ON metroport_customers (metroport_user_id)');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
DEALLOCATE PREPARE metroport_step;

-- The second pass may have freed what the first one moved: such links come back, the oldest first.
INSERT IGNORE INTO metroport_customers (id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing,
    metro_fsecure_suspend, metro_fsecure_suspend_billing)
SELECT id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend,
    metro_fsecure_suspend_billing
FROM metroport_link_conflicts ORDER BY id;
DELETE x FROM metroport_link_conflicts x JOIN metroport_customers c ON c.id = x.id;

-- What should be locked, per customer and service, and what MMS confirmed.
CREATE TABLE IF NOT EXISTS metroport_locks (
    id int NOT NULL AUTO_INCREMENT,
    lms_user_id int NOT NULL,
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    wanted smallint NOT NULL CHECK (wanted IN (0, 1)),
    confirmed smallint CHECK (confirmed IN (0, 1)),
    wanted_at bigint NOT NULL,
    wanted_by varchar(64),
    confirmed_at bigint,
    attempts int NOT NULL DEFAULT 0,
    next_attempt_at bigint,
    error_code varchar(64),
    error_text text,
    refused smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_locks_lms_user_id_service_key (lms_user_id, service),
    KEY metroport_locks_pending (next_attempt_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The services this plugin blocked itself, and so may release.
CREATE TABLE IF NOT EXISTS metroport_lock_holds (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    lms_user_id int NOT NULL,
    state varchar(16) NOT NULL CHECK (state IN ('intended', 'held')),
    held_at bigint NOT NULL,
    PRIMARY KEY (service, mms_id),
    KEY metroport_lock_holds_lms_user_id (lms_user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_timeout', '10', 'Ile sekund najdłużej strona panelu czeka na odpowiedź MMS', 0, 2 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_timeout' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_concurrency', '8', 'Ile zapytań do MMS może trwać jednocześnie', 0, 2 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_concurrency' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'unblock_only_own', 'true', 'Czy odblokowywać tylko usługi zablokowane przez tę wtyczkę. Przy wartości false odblokowane zostaną także zablokowane ręcznie', 0, 1 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'unblock_only_own' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'lock_limit_percent', '30', 'Jaki największy procent powiązanych klientów wolno zablokować lub odblokować w jednym przebiegu lms-notify. Większa zmiana nie zostanie wykonana', 0, 2 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'lock_limit_percent' AND userid IS NULL AND divisionid IS NULL);
