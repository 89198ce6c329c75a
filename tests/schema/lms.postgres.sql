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
INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion', '2026081100');
