-- What the schema needs of LMS itself: the tables it writes to, with LMS's columns.
CREATE TABLE dbinfo (
    keytype varchar(255) NOT NULL DEFAULT '' PRIMARY KEY,
    keyvalue varchar(255) NOT NULL DEFAULT ''
);
CREATE TABLE uiconfig (
    id serial PRIMARY KEY,
    section varchar(64) NOT NULL DEFAULT '',
    var varchar(64) NOT NULL DEFAULT '',
    value text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    disabled smallint NOT NULL DEFAULT 0,
    type smallint NOT NULL DEFAULT 0,
    userid integer,
    divisionid integer,
    configid integer REFERENCES uiconfig (id) ON DELETE CASCADE,
    UNIQUE (section, var, userid, divisionid)
);
CREATE TABLE tariffs (
    id serial PRIMARY KEY,
    name varchar(255) NOT NULL DEFAULT '',
    type smallint NOT NULL DEFAULT 1,
    value numeric(9,3) NOT NULL DEFAULT 0,
    period smallint DEFAULT NULL,
    disabled smallint NOT NULL DEFAULT 0,
    datefrom bigint NOT NULL DEFAULT 0,
    dateto bigint NOT NULL DEFAULT 0,
    currency varchar(3) DEFAULT NULL,
    flags smallint NOT NULL DEFAULT 0
);
CREATE TABLE liabilities (
    id serial PRIMARY KEY,
    name varchar(255) NOT NULL DEFAULT '',
    value numeric(9,3) NOT NULL DEFAULT 0,
    currency varchar(3) DEFAULT NULL
);
CREATE TABLE assignments (
    id serial PRIMARY KEY,
    tariffid integer DEFAULT NULL,
    liabilityid integer DEFAULT NULL,
    customerid integer NOT NULL,
    period smallint NOT NULL DEFAULT 0,
    at bigint NOT NULL DEFAULT 0,
    datefrom bigint NOT NULL DEFAULT 0,
    dateto bigint NOT NULL DEFAULT 0,
    invoice smallint NOT NULL DEFAULT 0,
    suspended smallint NOT NULL DEFAULT 0,
    pdiscount numeric(5,2) NOT NULL DEFAULT 0,
    vdiscount numeric(9,3) NOT NULL DEFAULT 0,
    count numeric(9,3) NOT NULL DEFAULT 1,
    commited smallint NOT NULL DEFAULT 1
);
INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion', '2026081100');
