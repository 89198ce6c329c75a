<?php

// Made by migrations/make-lms-schema.php from migrations/mysql/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. There are no transactions around DDL here, so an
// interrupted upgrade stays half done; LMS starts it again with the next request, and every statement allows for that.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

try {
    // LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
    $this->Execute("DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);");
    if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112202') {
        $this->MultiExecute(<<<'SQL'
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_fsecure_packages' AND column_name = 'gone_at'),
    'DO 0', 'ALTER TABLE metroport_fsecure_packages ADD COLUMN gone_at bigint');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_metrotv_packages' AND column_name = 'gone_at'),
    'DO 0', 'ALTER TABLE metroport_metrotv_packages ADD COLUMN gone_at bigint');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_metrotv_stb' AND column_name = 'gone_at'),
    'DO 0', 'ALTER TABLE metroport_metrotv_stb ADD COLUMN gone_at bigint');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SQL);
        $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112202', 'dbversion_LMSMetroportPlugin']);
    }
    $this->Execute("DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));");
} catch (mysqli_sql_exception $e) {
    // Uncaught it would end every page of LMS; here it becomes what it is on PostgreSQL. The lock ends with the request.
    $this->errors[] = ['query' => 'dbversion_LMSMetroportPlugin 2026112202', 'error' => $e->getMessage()];
}
