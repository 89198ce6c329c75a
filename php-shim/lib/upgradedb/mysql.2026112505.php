<?php

// Made by migrations/make-lms-schema.php from migrations/mysql/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. There are no transactions around DDL here, so an
// interrupted upgrade stays half done; LMS starts it again with the next request, and every statement allows for that.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

try {
    // LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
    $this->Execute("DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);");
    if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112505') {
        $this->MultiExecute(<<<'SQL'
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
SQL);
        $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112505', 'dbversion_LMSMetroportPlugin']);
    }
    $this->Execute("DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));");
} catch (mysqli_sql_exception $e) {
    // Uncaught it would end every page of LMS; here it becomes what it is on PostgreSQL. The lock ends with the request.
    $this->errors[] = ['query' => 'dbversion_LMSMetroportPlugin 2026112505', 'error' => $e->getMessage()];
}
