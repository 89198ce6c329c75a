<?php

// Made by migrations/make-lms-schema.php from migrations/mysql/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. There are no transactions around DDL here, so an
// interrupted upgrade stays half done; LMS starts it again with the next request, and every statement allows for that.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

try {
    // LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
    $this->Execute("DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);");
    if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112203') {
        $this->MultiExecute(<<<'SQL'
CREATE TABLE IF NOT EXISTS metroport_customer_data (
    lms_user_id int NOT NULL,
    settled varchar(64),
    settled_at bigint,
    wanted varchar(64),
    wanted_at bigint,
    wanted_by varchar(64),
    attempts int NOT NULL DEFAULT 0,
    next_attempt_at bigint,
    error_code varchar(64),
    error_text text,
    refused smallint NOT NULL DEFAULT 0 CHECK (refused IN (0, 1)),
    PRIMARY KEY (lms_user_id),
    KEY metroport_customer_data_wanted (next_attempt_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS metroport_journal (
    id bigint NOT NULL AUTO_INCREMENT,
    at bigint NOT NULL,
    userid int NOT NULL,
    actor varchar(64) NOT NULL,
    lms_user_id int,
    mms_user_id bigint,
    action varchar(32) NOT NULL,
    subject varchar(16) NOT NULL,
    subject_id bigint,
    detail varchar(191) NOT NULL DEFAULT '',
    outcome varchar(16) NOT NULL CHECK (outcome IN ('open', 'done', 'refused', 'failed', 'unknown')),
    code varchar(64),
    answer varchar(255),
    PRIMARY KEY (id),
    KEY metroport_journal_at (at),
    KEY metroport_journal_lms_user_id (lms_user_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS metroport_runs (
    job varchar(32) NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint,
    succeeded_at bigint,
    note varchar(191) NOT NULL DEFAULT '',
    PRIMARY KEY (job)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'journal_days', '365', 'Przez ile dni przechowywać dziennik zmian wysłanych do MMS', 0, 2 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'journal_days' AND userid IS NULL AND divisionid IS NULL);
INSERT INTO uiconfig (section, var, value, description, disabled, type)
SELECT 'metroport', 'converge_limit', '500', 'Ile zaległych zmian wysłać do MMS najwyżej w jednym przebiegu metroport_converge.php', 0, 2 FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM uiconfig WHERE section = 'metroport' AND var = 'converge_limit' AND userid IS NULL AND divisionid IS NULL);
SQL);
        $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112203', 'dbversion_LMSMetroportPlugin']);
    }
    $this->Execute("DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));");
} catch (mysqli_sql_exception $e) {
    // Uncaught it would end every page of LMS; here it becomes what it is on PostgreSQL. The lock ends with the request.
    $this->errors[] = ['query' => 'dbversion_LMSMetroportPlugin 2026112203', 'error' => $e->getMessage()];
}
