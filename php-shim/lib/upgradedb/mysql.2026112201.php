<?php

// Made by migrations/make-lms-schema.php from migrations/mysql/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. There are no transactions around DDL here, so an
// interrupted upgrade stays half done; LMS starts it again with the next request, and every statement allows for that.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

try {
    // LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
    $this->Execute("DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);");
    if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112201') {
        $this->MultiExecute(<<<'SQL'
CREATE TABLE IF NOT EXISTS metroport_settings (
    id int NOT NULL AUTO_INCREMENT,
    name varchar(60) NOT NULL,
    value text NOT NULL,
    updated timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_settings_name_key (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS metroport_customers (
    id int NOT NULL AUTO_INCREMENT,
    metroport_user_id int NOT NULL,
    lms_user_id int NOT NULL,
    metrotv_suspend smallint NOT NULL DEFAULT 0,
    metrotv_suspend_billing smallint NOT NULL DEFAULT 0,
    metro_fsecure_suspend smallint NOT NULL DEFAULT 0,
    metro_fsecure_suspend_billing smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_customers_metroport_user_id_lms_user_id_key (metroport_user_id, lms_user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_customers' AND column_name = 'metrotv_suspend'),
    'DO 0', 'ALTER TABLE metroport_customers ADD COLUMN metrotv_suspend smallint NOT NULL DEFAULT 0');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_customers' AND column_name = 'metrotv_suspend_billing'),
    'DO 0', 'ALTER TABLE metroport_customers ADD COLUMN metrotv_suspend_billing smallint NOT NULL DEFAULT 0');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_customers' AND column_name = 'metro_fsecure_suspend'),
    'DO 0', 'ALTER TABLE metroport_customers ADD COLUMN metro_fsecure_suspend smallint NOT NULL DEFAULT 0');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_customers' AND column_name = 'metro_fsecure_suspend_billing'),
    'DO 0', 'ALTER TABLE metroport_customers ADD COLUMN metro_fsecure_suspend_billing smallint NOT NULL DEFAULT 0');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;

CREATE TABLE IF NOT EXISTS metroport_metrotv_packages (
    id bigint NOT NULL AUTO_INCREMENT,
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
    pricenetto decimal(10,2) DEFAULT 0.00,
    vat bigint DEFAULT 0,
    pricebrutto decimal(10,2) DEFAULT 0.00,
    pricenetto_provider decimal(10,2) DEFAULT 0.00,
    vat_provider bigint DEFAULT 0,
    pricebrutto_provider decimal(10,2) DEFAULT 0.00,
    promotiontime bigint DEFAULT 0,
    promotion_pricenetto_provider decimal(10,2) DEFAULT 0.00,
    promotion_pricebrutto_provider decimal(10,2) DEFAULT 0.00,
    countactive bigint DEFAULT 0,
    PRIMARY KEY (id),
    KEY metroport_metrotv_packages_firmid (firmid),
    KEY metroport_metrotv_packages_active (active),
    KEY metroport_metrotv_packages_provider (provider)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS metroport_fsecure_packages (
    id bigint NOT NULL AUTO_INCREMENT,
    ext_id varchar(255),
    name varchar(255) NOT NULL,
    description text,
    license_size bigint DEFAULT 0,
    PRIMARY KEY (id),
    KEY metroport_fsecure_packages_ext_id (ext_id),
    KEY metroport_fsecure_packages_license_size (license_size)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS metroport_metrotv_stb (
    id bigint NOT NULL AUTO_INCREMENT,
    firmid bigint DEFAULT 0,
    iptv_program varchar(255),
    iptv_portalid bigint DEFAULT 0,
    status bigint DEFAULT 0,
    userid bigint DEFAULT 0,
    contractid bigint DEFAULT 0,
    actualtariffid bigint DEFAULT 0,
    networkid bigint DEFAULT 0,
    ext_linked bigint DEFAULT 0,
    mac varchar(255) NOT NULL,
    ipaddr varchar(255),
    serialnumber varchar(255),
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
    iptv_portal varchar(255),
    PRIMARY KEY (id),
    UNIQUE KEY metroport_metrotv_stb_mac_key (mac),
    KEY metroport_metrotv_stb_firmid (firmid),
    KEY metroport_metrotv_stb_mac (mac),
    KEY metroport_metrotv_stb_serialnumber (serialnumber),
    KEY metroport_metrotv_stb_status (status),
    KEY metroport_metrotv_stb_userid (userid),
    KEY metroport_metrotv_stb_iptv_accountid (iptv_accountid),
    KEY metroport_metrotv_stb_active (active)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

UPDATE metroport_metrotv_stb s JOIN metroport_metrotv_stb k ON k.serialnumber = s.serialnumber AND k.id < s.id
SET s.serialnumber = NULL;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'metroport_metrotv_stb_serial_unique'),
    'DO 0', 'CREATE UNIQUE INDEX metroport_metrotv_stb_serial_unique ON metroport_metrotv_stb (serialnumber)');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;

INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'serwer_url', 'api.mmsc.metroport.pl', 'Adres serwera API Metroport (MMS)', 0, 0 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'serwer_url' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_login', '', 'Login do API Metroport. Puste oznacza: jeszcze nie skonfigurowano', 0, 0 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_login' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_pass', '', 'Hasło do API Metroport. Puste oznacza: jeszcze nie skonfigurowano', 0, 0 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_pass' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'automatically_update_customer_data', 'true', 'Czy zapis klienta w LMS ma od razu aktualizować jego dane w MMS (true lub false)', 0, 1 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'automatically_update_customer_data' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'api_token_expiration_time', '1200', 'Po ilu sekundach odnawiać sesję w API Metroport', 0, 2 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'api_token_expiration_time' AND userid IS NULL AND divisionid IS NULL)
    AND NOT EXISTS (SELECT 1 FROM dbinfo WHERE keytype = 'dbversion_LMSMetroportPlugin');

INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'metrotv_suspend_billing', '1', 'Czy przy blokadzie MetroTV oznaczać też wstrzymanie naliczania opłat (1 - tak, 0 - nie)', 0, 1 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'metrotv_suspend_billing' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'fsecure_suspend_billing', '1', 'Czy przy blokadzie F-Secure oznaczać też wstrzymanie naliczania opłat (1 - tak, 0 - nie)', 0, 1 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'fsecure_suspend_billing' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'list_pagelimit', '100', 'Liczba wierszy na stronie list Metroport', 0, 2 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'list_pagelimit' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'show_fsecure_in_customer_tab', '1', 'Czy pokazywać F-Secure na karcie klienta (1 - tak, 0 - nie)', 0, 1 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'show_fsecure_in_customer_tab' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'show_metrotv_in_customer_tab', '1', 'Czy pokazywać MetroTV na karcie klienta (1 - tak, 0 - nie)', 0, 1 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'show_metrotv_in_customer_tab' AND userid IS NULL AND divisionid IS NULL);

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

INSERT IGNORE INTO metroport_customers (id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing,
    metro_fsecure_suspend, metro_fsecure_suspend_billing)
SELECT id, metroport_user_id, lms_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend,
    metro_fsecure_suspend_billing
FROM metroport_link_conflicts ORDER BY id;
DELETE x FROM metroport_link_conflicts x JOIN metroport_customers c ON c.id = x.id;

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
SQL);
        $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112201', 'dbversion_LMSMetroportPlugin']);
    }
    $this->Execute("DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));");
} catch (mysqli_sql_exception $e) {
    // Uncaught it would end every page of LMS; here it becomes what it is on PostgreSQL. The lock ends with the request.
    $this->errors[] = ['query' => 'dbversion_LMSMetroportPlugin 2026112201', 'error' => $e->getMessage()];
}
