<?php

// Made by migrations/make-lms-schema.php from migrations/mysql/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. There are no transactions around DDL here, so an
// interrupted upgrade stays half done; LMS starts it again with the next request, and every statement allows for that.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

try {
    // LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
    $this->Execute("DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);");
    if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112504') {
        $this->MultiExecute(<<<'SQL'
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
SQL);
        $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112504', 'dbversion_LMSMetroportPlugin']);
    }
    $this->Execute("DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));");
} catch (mysqli_sql_exception $e) {
    // Uncaught it would end every page of LMS; here it becomes what it is on PostgreSQL. The lock ends with the request.
    $this->errors[] = ['query' => 'dbversion_LMSMetroportPlugin 2026112504', 'error' => $e->getMessage()];
}
