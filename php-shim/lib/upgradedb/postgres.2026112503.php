<?php

// Made by migrations/make-lms-schema.php from migrations/postgres/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. An error ends in its list of errors and undoes
// the whole upgrade; LMS starts it again with the next request.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

$this->BeginTrans();

// LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
$this->Execute('SELECT pg_advisory_xact_lock(7237400816123047280);');
if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112503') {
    $this->MultiExecute(<<<'SQL'
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
SQL);
    $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112503', 'dbversion_LMSMetroportPlugin']);
}

$this->CommitTrans();
