<?php

// Made by migrations/make-lms-schema.php from migrations/mysql/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. There are no transactions around DDL here, so an
// interrupted upgrade stays half done; LMS starts it again with the next request, and every statement allows for that.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

try {
    // LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
    $this->Execute("DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);");
    if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112502') {
        $this->MultiExecute(<<<'SQL'
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

UPDATE uiconfig SET type = 1 WHERE section = 'metroport' AND type IN (0, 7)
    AND var IN ('automatically_update_customer_data', 'metrotv_suspend_billing', 'fsecure_suspend_billing',
        'show_fsecure_in_customer_tab', 'show_metrotv_in_customer_tab');
UPDATE uiconfig SET type = 2 WHERE section = 'metroport' AND type IN (0, 7)
    AND var IN ('api_token_expiration_time', 'list_pagelimit');
SQL);
        $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112502', 'dbversion_LMSMetroportPlugin']);
    }
    $this->Execute("DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));");
} catch (mysqli_sql_exception $e) {
    // Uncaught it would end every page of LMS; here it becomes what it is on PostgreSQL. The lock ends with the request.
    $this->errors[] = ['query' => 'dbversion_LMSMetroportPlugin 2026112502', 'error' => $e->getMessage()];
}
