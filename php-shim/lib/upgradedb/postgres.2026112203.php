<?php

// Made by migrations/make-lms-schema.php from migrations/postgres/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. An error ends in its list of errors and undoes
// the whole upgrade; LMS starts it again with the next request.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

$this->BeginTrans();

// LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
$this->Execute('SELECT pg_advisory_xact_lock(7237400816123047280);');
if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112203') {
    $this->MultiExecute(<<<'SQL'
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
SQL);
    $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112203', 'dbversion_LMSMetroportPlugin']);
}

$this->CommitTrans();
