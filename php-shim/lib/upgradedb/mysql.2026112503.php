<?php

// Made by migrations/make-lms-schema.php from migrations/mysql/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. There are no transactions around DDL here, so an
// interrupted upgrade stays half done; LMS starts it again with the next request, and every statement allows for that.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

try {
    // LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
    $this->Execute("DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);");
    if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112503') {
        $this->MultiExecute(<<<'SQL'
CREATE TABLE IF NOT EXISTS metroport_plans (
    id bigint NOT NULL AUTO_INCREMENT,
    lms_user_id int NOT NULL,
    kind varchar(16) NOT NULL,
    back smallint NOT NULL DEFAULT 0 CHECK (back IN (0, 1)),
    auto_undo smallint NOT NULL DEFAULT 0 CHECK (auto_undo IN (0, 1)),
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    userid int NOT NULL,
    actor varchar(64) NOT NULL,
    error_code varchar(64),
    error_text text,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_plans_lms_user_id (lms_user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE IF NOT EXISTS metroport_plan_steps (
    plan_id bigint NOT NULL,
    lms_user_id int NOT NULL,
    position int NOT NULL,
    step text NOT NULL,
    state varchar(16) NOT NULL CHECK (state IN ('open', 'begun', 'done', 'found', 'returning')),
    subject_id bigint,
    before_ids text,
    PRIMARY KEY (plan_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
SQL);
        $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112503', 'dbversion_LMSMetroportPlugin']);
    }
    $this->Execute("DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));");
} catch (mysqli_sql_exception $e) {
    // Uncaught it would end every page of LMS; here it becomes what it is on PostgreSQL. The lock ends with the request.
    $this->errors[] = ['query' => 'dbversion_LMSMetroportPlugin 2026112503', 'error' => $e->getMessage()];
}
