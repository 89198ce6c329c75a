<?php

// Made by migrations/make-lms-schema.php from migrations/postgres/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. An error ends in its list of errors and undoes
// the whole upgrade; LMS starts it again with the next request.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

$this->BeginTrans();

// LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
$this->Execute('SELECT pg_advisory_xact_lock(7237400816123047280);');
if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112601') {
    $this->MultiExecute(<<<'SQL'
CREATE TABLE IF NOT EXISTS metroport_costs (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    item_id bigint NOT NULL,
    cost numeric(10,2) NOT NULL CHECK (cost >= 0),
    set_at bigint NOT NULL,
    set_by varchar(64) NOT NULL,
    PRIMARY KEY (service, item_id)
);

ALTER TABLE metroport_settlement_positions ADD COLUMN IF NOT EXISTS made smallint NOT NULL DEFAULT 1;
SQL);
    $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112601', 'dbversion_LMSMetroportPlugin']);
}

$this->CommitTrans();
