<?php

// Made by migrations/make-lms-schema.php from migrations/postgres/*.sql: edit those.
// LMS includes this inside UpgradeDb(): $this is its database driver. An error ends in its list of errors and undoes
// the whole upgrade; LMS starts it again with the next request.

// LMS's nginx sample serves plugins/ too.
isset($this) || exit;

$this->BeginTrans();

// LMS does not keep two requests from upgrading at once. Who waited here finds the work done.
$this->Execute('SELECT pg_advisory_xact_lock(7237400816123047280);');
if ($this->GetOne('SELECT keyvalue FROM dbinfo WHERE keytype = ?', ['dbversion_LMSMetroportPlugin']) < '2026112504') {
    $this->MultiExecute(<<<'SQL'
CREATE TABLE IF NOT EXISTS metroport_tariff_ties (
    id serial PRIMARY KEY,
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    item_id bigint NOT NULL,
    tariff_id integer NOT NULL REFERENCES tariffs (id) ON DELETE CASCADE ON UPDATE CASCADE,
    tied_at bigint NOT NULL,
    tied_by varchar(64) NOT NULL,
    UNIQUE (service, item_id, tariff_id)
);
CREATE INDEX IF NOT EXISTS metroport_tariff_ties_tariff_id ON metroport_tariff_ties (tariff_id);

CREATE TABLE IF NOT EXISTS metroport_liabilities (
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    lms_user_id integer NOT NULL,
    assignment_id integer REFERENCES assignments (id) ON DELETE SET NULL ON UPDATE CASCADE,
    tied_at bigint NOT NULL,
    tied_by varchar(64) NOT NULL,
    PRIMARY KEY (service, mms_id)
);
CREATE INDEX IF NOT EXISTS metroport_liabilities_assignment_id ON metroport_liabilities (assignment_id);
CREATE INDEX IF NOT EXISTS metroport_liabilities_lms_user_id ON metroport_liabilities (lms_user_id);

CREATE TABLE IF NOT EXISTS metroport_services (
    id bigserial PRIMARY KEY,
    service varchar(16) NOT NULL CHECK (service IN ('metrotv', 'fsecure')),
    mms_id bigint NOT NULL,
    mms_user_id bigint NOT NULL,
    account_id bigint,
    item_id bigint NOT NULL,
    name varchar(255) NOT NULL DEFAULT '',
    pkg_group smallint NOT NULL DEFAULT 0,
    license_size integer NOT NULL DEFAULT 0,
    price numeric(10,2),
    currency varchar(3) NOT NULL DEFAULT '',
    active smallint NOT NULL CHECK (active IN (0, 1)),
    since bigint,
    seen_at bigint NOT NULL,
    gone_at bigint,
    UNIQUE (service, mms_id)
);
CREATE INDEX IF NOT EXISTS metroport_services_mms_user_id ON metroport_services (mms_user_id);
SQL);
    $this->Execute('UPDATE dbinfo SET keyvalue = ? WHERE keytype = ?', ['2026112504', 'dbversion_LMSMetroportPlugin']);
}

$this->CommitTrans();
