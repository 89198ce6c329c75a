<?php

// Made by migrations/make-lms-schema.php from migrations/postgres/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. An error ends in its list of errors and undoes
// the whole upgrade; LMS starts it again with the next request.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

$this->BeginTrans();

// LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
$this->Execute('SELECT pg_advisory_xact_lock(7237400816123047280);');
if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112505') {
    $this->MultiExecute(<<<'SQL'
CREATE TABLE IF NOT EXISTS metroport_settlement (
    id bigserial PRIMARY KEY,
    month integer NOT NULL,
    source varchar(16) NOT NULL CHECK (source IN ('snapshot', 'billing')),
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    lms_user_id integer,
    mms_user_id bigint NOT NULL,
    item_id bigint NOT NULL,
    name varchar(255) NOT NULL DEFAULT '',
    license_size integer NOT NULL DEFAULT 0,
    days smallint NOT NULL,
    price numeric(10,2),
    charged numeric(10,2),
    billed numeric(10,2),
    taken_at bigint NOT NULL,
    UNIQUE (month, service, mms_id)
);
CREATE INDEX IF NOT EXISTS metroport_settlement_lms_user_id ON metroport_settlement (lms_user_id);

CREATE TABLE IF NOT EXISTS metroport_settlement_positions (
    month integer NOT NULL,
    lms_user_id integer NOT NULL,
    amount numeric(10,2) NOT NULL,
    assignment_id integer REFERENCES assignments (id) ON DELETE SET NULL ON UPDATE CASCADE,
    made_at bigint NOT NULL,
    made_by varchar(64) NOT NULL,
    PRIMARY KEY (month, lms_user_id)
);
CREATE INDEX IF NOT EXISTS metroport_settlement_positions_lms_user_id ON metroport_settlement_positions (lms_user_id);
CREATE INDEX IF NOT EXISTS metroport_settlement_positions_assignment_id ON metroport_settlement_positions (assignment_id);
SQL);
    $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112505', 'dbversion_LMSMetroportPlugin']);
}

$this->CommitTrans();
