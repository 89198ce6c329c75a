<?php

// Made by migrations/make-lms-schema.php from migrations/postgres/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. An error ends in its list of errors and undoes
// the whole upgrade; LMS starts it again with the next request.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

$this->BeginTrans();

// LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
$this->Execute('SELECT pg_advisory_xact_lock(7237400816123047280);');
if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112506') {
    $this->MultiExecute(<<<'SQL'
CREATE TABLE IF NOT EXISTS metroport_numbers (
    day varchar(10) NOT NULL,
    number varchar(32) NOT NULL,
    value numeric(14,2) NOT NULL,
    PRIMARY KEY (day, number)
);
SQL);
    $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112506', 'dbversion_LMSMetroportPlugin']);
}

$this->CommitTrans();
