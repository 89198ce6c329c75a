-- A customer links to at most one MMS user and the other way round. Links that break this rule are kept aside with all
-- their columns: someone has to look at them.

CREATE TABLE IF NOT EXISTS metroport_link_conflicts (
    id integer PRIMARY KEY,
    metroport_user_id integer NOT NULL,
    lms_user_id integer NOT NULL,
    metrotv_suspend smallint NOT NULL,
    metrotv_suspend_billing smallint NOT NULL,
    metro_fsecure_suspend smallint NOT NULL,
    metro_fsecure_suspend_billing smallint NOT NULL,
    reason varchar(32) NOT NULL,
    found_at bigint NOT NULL
);

-- Nobody may add a link between looking for surplus ones and the index that forbids them.
LOCK TABLE metroport_customers IN SHARE ROW EXCLUSIVE MODE;

-- The oldest link of each customer stays, then the oldest of each MMS user.
INSERT INTO metroport_link_conflicts
SELECT id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend,
    metro_fsecure_suspend_billing, 'lms_user_id', extract(epoch FROM CURRENT_TIMESTAMP)::bigint
FROM metroport_customers c
WHERE EXISTS (SELECT 1 FROM metroport_customers k WHERE k.lms_user_id = c.lms_user_id AND k.id < c.id)
ON CONFLICT DO NOTHING;
DELETE FROM metroport_customers c
USING metroport_customers k WHERE k.lms_user_id = c.lms_user_id AND k.id < c.id;

INSERT INTO metroport_link_conflicts
SELECT id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend,
    metro_fsecure_suspend_billing, 'metroport_user_id', extract(epoch FROM CURRENT_TIMESTAMP)::bigint
FROM metroport_customers c
WHERE EXISTS (SELECT 1 FROM metroport_customers k WHERE k.metroport_user_id = c.metroport_user_id AND k.id < c.id)
ON CONFLICT DO NOTHING;
DELETE FROM metroport_customers c
USING metroport_customers k WHERE k.metroport_user_id = c.metroport_user_id AND k.id < c.id;

CREATE UNIQUE INDEX IF NOT EXISTS metroport_customers_lms_user_id ON metroport_customers (lms_user_id);
CREATE UNIQUE INDEX IF NOT EXISTS metroport_customers_metroport_user_id ON metroport_customers (metroport_user_id);

-- The second pass may have freed what the first one moved: such links come back, the oldest first.
INSERT INTO metroport_customers (id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing,
    metro_fsecure_suspend, metro_fsecure_suspend_billing)
SELECT id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend,
    metro_fsecure_suspend_billing
FROM metroport_link_conflicts ORDER BY id
ON CONFLICT DO NOTHING;
DELETE FROM metroport_link_conflicts x USING metroport_customers c WHERE c.id = x.id;

-- What should be locked, per customer and service, and what MMS confirmed.
CREATE TABLE IF NOT EXISTS metroport_locks (
    id serial PRIMARY KEY,
    lms_user_id integer NOT NULL,
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    wanted smallint NOT NULL CHECK (wanted IN (0, 1)),
    confirmed smallint CHECK (confirmed IN (0, 1)),
    wanted_at bigint NOT NULL,
    wanted_by varchar(64),
    confirmed_at bigint,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at bigint,
    error_code varchar(64),
    error_text text,
    refused smallint NOT NULL DEFAULT 0,
    UNIQUE (lms_user_id, service)
);
CREATE INDEX IF NOT EXISTS metroport_locks_pending ON metroport_locks (next_attempt_at)
    WHERE confirmed IS DISTINCT FROM wanted;

-- The services this plugin blocked itself, and so may release.
CREATE TABLE IF NOT EXISTS metroport_lock_holds (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    lms_user_id integer NOT NULL,
    state varchar(16) NOT NULL CHECK (state IN ('intended', 'held')),
    held_at bigint NOT NULL,
    PRIMARY KEY (service, mms_id)
);
CREATE INDEX IF NOT EXISTS metroport_lock_holds_lms_user_id ON metroport_lock_holds (lms_user_id);

INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_timeout', '10', 'Ile sekund najdłużej strona panelu czeka na odpowiedź MMS', 0, 2
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_timeout' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_concurrency', '8', 'Ile zapytań do MMS może trwać jednocześnie', 0, 2
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_concurrency' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'unblock_only_own', 'true', 'Czy odblokowywać tylko usługi zablokowane przez tę wtyczkę. Przy wartości false odblokowane zostaną także zablokowane ręcznie', 0, 1
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'unblock_only_own' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'lock_limit_percent', '30', 'Jaki największy procent powiązanych klientów wolno zablokować lub odblokować w jednym przebiegu lms-notify. Większa zmiana nie zostanie wykonana', 0, 2
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'lock_limit_percent' AND userid IS NULL AND divisionid IS NULL);
