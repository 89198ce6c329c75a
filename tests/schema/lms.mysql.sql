-- What the schema needs of LMS itself: the tables it writes to, with LMS's columns.
CREATE TABLE dbinfo (
    keytype varchar(255) NOT NULL DEFAULT '' PRIMARY KEY,
    keyvalue varchar(255) NOT NULL DEFAULT ''
) ENGINE=InnoDB;
CREATE TABLE uiconfig (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    section varchar(64) NOT NULL DEFAULT '',
    var varchar(64) NOT NULL DEFAULT '',
    value text NOT NULL,
    description text NOT NULL,
    disabled tinyint(1) NOT NULL DEFAULT 0,
    type smallint NOT NULL DEFAULT 0,
    userid int,
    divisionid int,
    configid int,
    UNIQUE KEY uiconfig_section_var_userid_divisionid_ukey (section, var, userid, divisionid),
    CONSTRAINT uiconfig_configid_fkey FOREIGN KEY (configid) REFERENCES uiconfig (id) ON DELETE CASCADE
) ENGINE=InnoDB;
INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion', '2026081100');
