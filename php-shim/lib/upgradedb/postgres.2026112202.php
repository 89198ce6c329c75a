<?php

// Made by migrations/make-lms-schema.php from migrations/postgres/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. An error ends in its list of errors and undoes
// the whole upgrade; LMS starts it again with the next request.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

$this->BeginTrans();

// LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
$this->Execute('SELECT pg_advisory_xact_lock(7237400816123047280);');
if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112202') {
    $this->MultiExecute(<<<'SQL'
ALTER TABLE metroport_fsecure_packages ADD COLUMN IF NOT EXISTS gone_at bigint;
ALTER TABLE metroport_metrotv_packages ADD COLUMN IF NOT EXISTS gone_at bigint;
ALTER TABLE metroport_metrotv_stb ADD COLUMN IF NOT EXISTS gone_at bigint;
SQL);
    $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112202', 'dbversion_LMSMetroportPlugin']);
}

$this->CommitTrans();
