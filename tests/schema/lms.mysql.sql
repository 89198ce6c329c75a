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
CREATE TABLE tariffs (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(255) NOT NULL DEFAULT '',
    type tinyint NOT NULL DEFAULT 1,
    value decimal(9,3) NOT NULL DEFAULT 0,
    period smallint DEFAULT NULL,
    disabled tinyint NOT NULL DEFAULT 0,
    datefrom int NOT NULL DEFAULT 0,
    dateto int NOT NULL DEFAULT 0,
    currency varchar(3) DEFAULT NULL,
    flags smallint NOT NULL DEFAULT 0
) ENGINE=InnoDB;
CREATE TABLE liabilities (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(255) NOT NULL DEFAULT '',
    value decimal(9,2) NOT NULL DEFAULT 0,
    currency varchar(3) DEFAULT NULL
) ENGINE=InnoDB;
CREATE TABLE assignments (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    tariffid int DEFAULT NULL,
    liabilityid int DEFAULT NULL,
    customerid int NOT NULL,
    period smallint NOT NULL DEFAULT 0,
    at int NOT NULL DEFAULT 0,
    datefrom int NOT NULL DEFAULT 0,
    dateto int NOT NULL DEFAULT 0,
    invoice smallint NOT NULL DEFAULT 0,
    suspended tinyint NOT NULL DEFAULT 0,
    pdiscount decimal(5,2) NOT NULL DEFAULT 0,
    vdiscount decimal(9,3) NOT NULL DEFAULT 0,
    count decimal(9,3) NOT NULL DEFAULT 1,
    commited smallint NOT NULL DEFAULT 1
) ENGINE=InnoDB;
INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion', '2026081100');
