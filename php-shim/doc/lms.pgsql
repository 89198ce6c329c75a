-- Made by migrations/make-lms-schema.php from migrations/postgres/*.sql: edit those.
SELECT pg_advisory_xact_lock(7237400816123047280);

CREATE SEQUENCE IF NOT EXISTS metroport_settings_id_seq;
CREATE TABLE IF NOT EXISTS metroport_settings (
    id integer NOT NULL DEFAULT nextval('metroport_settings_id_seq'::regclass),
    name varchar(60) NOT NULL,
    value text NOT NULL,
    updated timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE (name)
);

CREATE SEQUENCE IF NOT EXISTS metroport_customers_id_seq;
CREATE TABLE IF NOT EXISTS metroport_customers (
    id integer NOT NULL DEFAULT nextval('metroport_customers_id_seq'::regclass),
    metroport_user_id integer NOT NULL,
    lms_user_id integer NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (metroport_user_id, lms_user_id)
);
ALTER TABLE metroport_customers
    ADD COLUMN IF NOT EXISTS metrotv_suspend smallint NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS metrotv_suspend_billing smallint NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS metro_fsecure_suspend smallint NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS metro_fsecure_suspend_billing smallint NOT NULL DEFAULT 0;

CREATE TABLE IF NOT EXISTS metroport_metrotv_packages (
    id bigserial PRIMARY KEY,
    firmid bigint NOT NULL,
    iptv_program varchar(255),
    active smallint DEFAULT 0,
    sort bigint DEFAULT 0,
    creationdate bigint DEFAULT 0,
    moddate bigint DEFAULT 0,
    deletedate bigint DEFAULT 0,
    http_export smallint DEFAULT 0,
    provider varchar(255),
    ext_pkg_id varchar(255),
    tariffcode varchar(255),
    pkg_name varchar(255),
    pkg_desc text,
    pkg_tvpanel_desc text,
    pkg_autoinclude text,
    pkg_denied text,
    pkg_valid_from date,
    pkg_valid_to date,
    self_service smallint DEFAULT 0,
    npvr_quota bigint DEFAULT 0,
    timeshift_allow smallint DEFAULT 0,
    ext_device_allow bigint DEFAULT 0,
    tvonline_maxsessions bigint DEFAULT 0,
    pkg_group bigint DEFAULT 0,
    iptv_ozz smallint DEFAULT 0,
    firmname varchar(255),
    contracttime bigint DEFAULT 0,
    pricenetto numeric(10,2) DEFAULT 0.00,
    vat bigint DEFAULT 0,
    pricebrutto numeric(10,2) DEFAULT 0.00,
    pricenetto_provider numeric(10,2) DEFAULT 0.00,
    vat_provider bigint DEFAULT 0,
    pricebrutto_provider numeric(10,2) DEFAULT 0.00,
    promotiontime bigint DEFAULT 0,
    promotion_pricenetto_provider numeric(10,2) DEFAULT 0.00,
    promotion_pricebrutto_provider numeric(10,2) DEFAULT 0.00,
    countactive bigint DEFAULT 0
);
CREATE INDEX IF NOT EXISTS metroport_metrotv_packages_firmid ON metroport_metrotv_packages (firmid);
CREATE INDEX IF NOT EXISTS metroport_metrotv_packages_active ON metroport_metrotv_packages (active);
CREATE INDEX IF NOT EXISTS metroport_metrotv_packages_provider ON metroport_metrotv_packages (provider);

CREATE TABLE IF NOT EXISTS metroport_fsecure_packages (
    id bigserial PRIMARY KEY,
    ext_id varchar(255),
    name varchar(255) NOT NULL,
    description text,
    license_size bigint DEFAULT 0
);
CREATE INDEX IF NOT EXISTS metroport_fsecure_packages_ext_id ON metroport_fsecure_packages (ext_id);
CREATE INDEX IF NOT EXISTS metroport_fsecure_packages_license_size ON metroport_fsecure_packages (license_size);

CREATE TABLE IF NOT EXISTS metroport_metrotv_stb (
    id bigserial PRIMARY KEY,
    firmid bigint DEFAULT 0,
    iptv_program varchar(255),
    iptv_portalid bigint DEFAULT 0,
    status bigint DEFAULT 0,
    userid bigint DEFAULT 0,
    contractid bigint DEFAULT 0,
    actualtariffid bigint DEFAULT 0,
    networkid bigint DEFAULT 0,
    ext_linked bigint DEFAULT 0,
    mac varchar(255) NOT NULL UNIQUE,
    ipaddr varchar(255),
    serialnumber varchar(255) CONSTRAINT metroport_metrotv_stb_serial_unique UNIQUE,
    vcasid varchar(255),
    customer_sn varchar(255),
    hdcp_ksv varchar(255),
    modelid bigint DEFAULT 0,
    devel smallint DEFAULT 0,
    servicetype varchar(255),
    servicetype_force smallint DEFAULT 0,
    must_reboot smallint DEFAULT 0,
    description text,
    activedate bigint DEFAULT 0,
    error_log bigint DEFAULT 0,
    fwlog bigint DEFAULT 0,
    boot_options text,
    creationdate bigint DEFAULT 0,
    creatorid bigint DEFAULT 0,
    moddate bigint DEFAULT 0,
    modid bigint DEFAULT 0,
    nodeid bigint DEFAULT 0,
    private smallint DEFAULT 0,
    active smallint DEFAULT 0,
    addressip varchar(255),
    modelname varchar(255),
    iptv_accountid bigint DEFAULT 0,
    order_id varchar(255),
    firmname varchar(255),
    username varchar(255),
    usertype varchar(255),
    statusname varchar(255),
    channels text,
    iptv_portal varchar(255)
);
CREATE INDEX IF NOT EXISTS metroport_metrotv_stb_firmid ON metroport_metrotv_stb (firmid);
CREATE INDEX IF NOT EXISTS metroport_metrotv_stb_mac ON metroport_metrotv_stb (mac);
CREATE INDEX IF NOT EXISTS metroport_metrotv_stb_serialnumber ON metroport_metrotv_stb (serialnumber);
CREATE INDEX IF NOT EXISTS metroport_metrotv_stb_status ON metroport_metrotv_stb (status);
CREATE INDEX IF NOT EXISTS metroport_metrotv_stb_userid ON metroport_metrotv_stb (userid);
CREATE INDEX IF NOT EXISTS metroport_metrotv_stb_iptv_accountid ON metroport_metrotv_stb (iptv_accountid);
CREATE INDEX IF NOT EXISTS metroport_metrotv_stb_active ON metroport_metrotv_stb (active);

UPDATE metroport_metrotv_stb s SET serialnumber = NULL
WHERE EXISTS (SELECT 1 FROM metroport_metrotv_stb first WHERE first.serialnumber = s.serialnumber AND first.id < s.id);
CREATE UNIQUE INDEX IF NOT EXISTS metroport_metrotv_stb_serial_unique ON metroport_metrotv_stb (serialnumber);

INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'serwer_url', 'api.mmsc.metroport.pl', 'Adres serwera API Metroport (MMS)', 0, 0
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'serwer_url' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_login', '', 'Login do API Metroport. Puste oznacza: jeszcze nie skonfigurowano', 0, 0
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_login' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_pass', '', 'Hasło do API Metroport. Puste oznacza: jeszcze nie skonfigurowano', 0, 0
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_pass' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'automatically_update_customer_data', 'true', 'Czy zapis klienta w LMS ma od razu aktualizować jego dane w MMS (true lub false)', 0, 1
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'automatically_update_customer_data' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_token_expiration_time', '1200', 'Po ilu sekundach odnawiać sesję w API Metroport', 0, 2
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_token_expiration_time' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');

INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'metrotv_suspend_billing', '1', 'Czy przy blokadzie MetroTV oznaczać też wstrzymanie naliczania opłat (1 - tak, 0 - nie)', 0, 1
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'metrotv_suspend_billing' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'fsecure_suspend_billing', '1', 'Czy przy blokadzie F-Secure oznaczać też wstrzymanie naliczania opłat (1 - tak, 0 - nie)', 0, 1
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'fsecure_suspend_billing' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'list_pagelimit', '100', 'Liczba wierszy na stronie list Metroport', 0, 2
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'list_pagelimit' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'show_fsecure_in_customer_tab', '1', 'Czy pokazywać F-Secure na karcie klienta (1 - tak, 0 - nie)', 0, 1
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'show_fsecure_in_customer_tab' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'show_metrotv_in_customer_tab', '1', 'Czy pokazywać MetroTV na karcie klienta (1 - tak, 0 - nie)', 0, 1
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'show_metrotv_in_customer_tab' AND userid IS NULL AND divisionid IS NULL);

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

LOCK TABLE metroport_customers IN SHARE ROW EXCLUSIVE MODE;

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

INSERT INTO metroport_customers (id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing,
    metro_fsecure_suspend, metro_fsecure_suspend_billing)
SELECT id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend,
    metro_fsecure_suspend_billing
FROM metroport_link_conflicts ORDER BY id
ON CONFLICT DO NOTHING;
DELETE FROM metroport_link_conflicts x USING metroport_customers c WHERE c.id = x.id;

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

ALTER TABLE metroport_fsecure_packages ADD COLUMN IF NOT EXISTS gone_at bigint;
ALTER TABLE metroport_metrotv_packages ADD COLUMN IF NOT EXISTS gone_at bigint;
ALTER TABLE metroport_metrotv_stb ADD COLUMN IF NOT EXISTS gone_at bigint;

CREATE TABLE IF NOT EXISTS metroport_customer_data (
    lms_user_id integer PRIMARY KEY,
    settled varchar(64),
    settled_at bigint,
    wanted varchar(64),
    wanted_at bigint,
    wanted_by varchar(64),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at bigint,
    error_code varchar(64),
    error_text text,
    refused smallint NOT NULL DEFAULT 0 CHECK (refused IN (0, 1))
);
CREATE INDEX IF NOT EXISTS metroport_customer_data_wanted ON metroport_customer_data (next_attempt_at)
    WHERE wanted IS NOT NULL;

CREATE TABLE IF NOT EXISTS metroport_journal (
    id bigserial PRIMARY KEY,
    at bigint NOT NULL,
    userid integer NOT NULL,
    actor varchar(64) NOT NULL,
    lms_user_id integer,
    mms_user_id bigint,
    action varchar(32) NOT NULL,
    subject varchar(16) NOT NULL,
    subject_id bigint,
    detail varchar(191) NOT NULL DEFAULT '',
    outcome varchar(16) NOT NULL CHECK (outcome IN ('open', 'done', 'refused', 'failed', 'unknown')),
    code varchar(64),
    answer varchar(255)
);
CREATE INDEX IF NOT EXISTS metroport_journal_at ON metroport_journal (at);
CREATE INDEX IF NOT EXISTS metroport_journal_lms_user_id ON metroport_journal (lms_user_id, id);

CREATE TABLE IF NOT EXISTS metroport_runs (
    job varchar(32) PRIMARY KEY,
    started_at bigint NOT NULL,
    ended_at bigint,
    succeeded_at bigint,
    note varchar(191) NOT NULL DEFAULT ''
);

INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'journal_days', '365', 'Przez ile dni przechowywać dziennik zmian wysłanych do MMS', 0, 2
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'journal_days' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'converge_limit', '500', 'Ile zaległych zmian wysłać do MMS najwyżej w jednym przebiegu metroport_converge.php', 0, 2
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'converge_limit' AND userid IS NULL AND divisionid IS NULL);

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
);

UPDATE uiconfig SET type = 1 WHERE section = 'metroport' AND type IN (0, 7)
    AND var IN ('automatically_update_customer_data', 'metrotv_suspend_billing', 'fsecure_suspend_billing',
        'show_fsecure_in_customer_tab', 'show_metrotv_in_customer_tab');
UPDATE uiconfig SET type = 2 WHERE section = 'metroport' AND type IN (0, 7)
    AND var IN ('api_token_expiration_time', 'list_pagelimit');

CREATE TABLE IF NOT EXISTS metroport_plans (
    id bigserial PRIMARY KEY,
    lms_user_id integer NOT NULL UNIQUE,
    kind varchar(16) NOT NULL,
    back smallint NOT NULL DEFAULT 0 CHECK (back IN (0, 1)),
    auto_undo smallint NOT NULL DEFAULT 0 CHECK (auto_undo IN (0, 1)),
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    userid integer NOT NULL,
    actor varchar(64) NOT NULL,
    error_code varchar(64),
    error_text text
);
CREATE TABLE IF NOT EXISTS metroport_plan_steps (
    plan_id bigint NOT NULL,
    lms_user_id integer NOT NULL,
    position integer NOT NULL,
    step text NOT NULL,
    state varchar(16) NOT NULL CHECK (state IN ('open', 'begun', 'done', 'found', 'returning')),
    subject_id bigint,
    before_ids text,
    PRIMARY KEY (plan_id, position)
);

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

CREATE TABLE IF NOT EXISTS metroport_numbers (
    day varchar(10) NOT NULL,
    number varchar(32) NOT NULL,
    value numeric(14,2) NOT NULL,
    PRIMARY KEY (day, number)
);

CREATE TABLE IF NOT EXISTS metroport_costs (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    item_id bigint NOT NULL,
    cost numeric(10,2) NOT NULL CHECK (cost >= 0),
    set_at bigint NOT NULL,
    set_by varchar(64) NOT NULL,
    PRIMARY KEY (service, item_id)
);

ALTER TABLE metroport_settlement_positions ADD COLUMN IF NOT EXISTS made smallint NOT NULL DEFAULT 1;

INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion_LMSMetroportPlugin', '2026112601')
ON CONFLICT (keytype) DO UPDATE SET keyvalue = EXCLUDED.keyvalue;
