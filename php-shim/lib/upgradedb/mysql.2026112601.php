<?php

// Made by migrations/make-lms-schema.php from migrations/mysql/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. There are no transactions around DDL here, so an
// interrupted upgrade stays half done; LMS starts it again with the next request, and every statement allows for that.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

try {
    // LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
    $this->Execute("DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);");
    if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112601') {
        $this->MultiExecute(<<<'SQL'
CREATE TABLE IF NOT EXISTS metroport_costs (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    item_id bigint NOT NULL,
    cost decimal(10,2) NOT NULL CHECK (cost >= 0),
    set_at bigint NOT NULL,
    set_by varchar(64) NOT NULL,
    PRIMARY KEY (service, item_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_settlement_positions' AND column_name = 'made'),
    'DO 0', 'ALTER TABLE metroport_settlement_positions ADD COLUMN made smallint NOT NULL DEFAULT 1');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SQL);
        $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112601', 'dbversion_LMSMetroportPlugin']);
    }
    $this->Execute("DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));");
} catch (mysqli_sql_exception $e) {
    // Uncaught it would end every page of LMS; here it becomes what it is on PostgreSQL. The lock ends with the request.
    $this->errors[] = ['query' => 'dbversion_LMSMetroportPlugin 2026112601', 'error' => $e->getMessage()];
}
