-- The tables and views of LMS that a plugin touches: same names, columns and deletion rules, nothing else of LMS.

CREATE TABLE users (
    id serial PRIMARY KEY,
    login varchar(32) NOT NULL DEFAULT '',
    firstname varchar(64) NOT NULL DEFAULT '',
    lastname varchar(64) NOT NULL DEFAULT '',
    issuer varchar(100) DEFAULT NULL,
    email varchar(255) NOT NULL DEFAULT '',
    phone varchar(32) DEFAULT NULL,
    position varchar(255) NOT NULL DEFAULT '',
    rights text NOT NULL DEFAULT '',
    hosts varchar(255) NOT NULL DEFAULT '',
    trustedhosts varchar(255) DEFAULT NULL,
    passwd varchar(255) NOT NULL DEFAULT '',
    netpasswd varchar(255) DEFAULT NULL,
    passwdforcechange smallint NOT NULL DEFAULT 0,
    ntype smallint DEFAULT NULL,
    lastlogindate bigint NOT NULL DEFAULT 0,
    lastloginip varchar(40) NOT NULL DEFAULT '',
    failedlogindate bigint NOT NULL DEFAULT 0,
    failedloginip varchar(40) NOT NULL DEFAULT '',
    deleted smallint NOT NULL DEFAULT 0,
    passwdexpiration bigint NOT NULL DEFAULT 0,
    passwdlastchange bigint NOT NULL DEFAULT 0,
    access smallint NOT NULL DEFAULT 1,
    accessfrom bigint NOT NULL DEFAULT 0,
    accessto bigint NOT NULL DEFAULT 0,
    settings text NOT NULL DEFAULT '',
    persistentsettings text NOT NULL DEFAULT '',
    twofactorauth smallint NOT NULL DEFAULT 0,
    twofactorauthsecretkey varchar(255) DEFAULT NULL,
    CONSTRAINT users_login_ukey UNIQUE (login)
);

CREATE TABLE countries (
    id serial PRIMARY KEY,
    name varchar(255) NOT NULL DEFAULT '',
    ccode varchar(5) DEFAULT NULL,
    CONSTRAINT countries_name_ukey UNIQUE (name)
);

CREATE TABLE addresses (
    id serial PRIMARY KEY,
    name text DEFAULT NULL,
    state varchar(64) DEFAULT NULL,
    state_id integer DEFAULT NULL,
    city varchar(100) DEFAULT NULL,
    city_id integer DEFAULT NULL,
    postoffice varchar(32) DEFAULT NULL,
    street varchar(255) DEFAULT NULL,
    street_id integer DEFAULT NULL,
    zip varchar(10) DEFAULT NULL,
    country_id integer DEFAULT NULL CONSTRAINT addresses_country_id_fkey REFERENCES countries (id) ON DELETE SET NULL ON UPDATE CASCADE,
    house varchar(20) DEFAULT NULL,
    flat varchar(20) DEFAULT NULL
);

CREATE TABLE divisions (
    id serial PRIMARY KEY,
    shortname varchar(255) NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    label varchar(100) DEFAULT NULL,
    ten varchar(50) NOT NULL DEFAULT '',
    regon varchar(255) NOT NULL DEFAULT '',
    rbe varchar(255) NOT NULL DEFAULT '',
    rbename varchar(255) NOT NULL DEFAULT '',
    bank varchar(100) DEFAULT NULL,
    account varchar(48) NOT NULL DEFAULT '',
    email varchar(255) DEFAULT NULL,
    phone varchar(255) DEFAULT NULL,
    inv_header text NOT NULL DEFAULT '',
    inv_footer text NOT NULL DEFAULT '',
    inv_author text NOT NULL DEFAULT '',
    inv_cplace text NOT NULL DEFAULT '',
    inv_paytime smallint DEFAULT NULL,
    inv_paytype smallint DEFAULT NULL,
    description text NOT NULL DEFAULT '',
    status smallint NOT NULL DEFAULT 0,
    address_id integer DEFAULT NULL CONSTRAINT divisions_address_id_fkey REFERENCES addresses (id) ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT divisions_shortname_ukey UNIQUE (shortname)
);

CREATE TABLE userdivisions (
    id serial PRIMARY KEY,
    userid integer NOT NULL CONSTRAINT userdivisions_userid_fkey REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    divisionid integer NOT NULL CONSTRAINT userdivisions_divisionid_fkey REFERENCES divisions (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT userdivisions_userid_divisionid_ukey UNIQUE (userid, divisionid)
);

CREATE TABLE customers (
    id serial PRIMARY KEY,
    lastname varchar(128) NOT NULL DEFAULT '',
    name varchar(128) NOT NULL DEFAULT '',
    altname varchar(128) DEFAULT NULL,
    status smallint NOT NULL DEFAULT 0,
    type smallint NOT NULL DEFAULT 0,
    ten varchar(50) NOT NULL DEFAULT '',
    ssn varchar(50) NOT NULL DEFAULT '',
    regon varchar(255) NOT NULL DEFAULT '',
    rbe varchar(255) NOT NULL DEFAULT '',
    rbename varchar(255) NOT NULL DEFAULT '',
    ict smallint NOT NULL DEFAULT 0,
    icn varchar(255) NOT NULL DEFAULT '',
    icexpires bigint DEFAULT NULL,
    info text NOT NULL DEFAULT '',
    notes text NOT NULL DEFAULT '',
    creationdate bigint NOT NULL DEFAULT 0,
    moddate bigint NOT NULL DEFAULT 0,
    creatorid integer DEFAULT NULL CONSTRAINT customers_creatorid_fkey REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE,
    modid integer DEFAULT NULL CONSTRAINT customers_modid_fkey REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE,
    deleted smallint NOT NULL DEFAULT 0,
    message text NOT NULL DEFAULT '',
    pin varchar(255) NOT NULL DEFAULT '0',
    pinlastchange bigint NOT NULL DEFAULT 0,
    cutoffstop bigint NOT NULL DEFAULT 0,
    divisionid integer DEFAULT NULL CONSTRAINT customers_divisionid_fkey REFERENCES divisions (id) ON DELETE SET NULL ON UPDATE CASCADE,
    paytime smallint NOT NULL DEFAULT -1,
    paytype smallint DEFAULT NULL,
    documentmemo text DEFAULT NULL,
    flags smallint NOT NULL DEFAULT 0,
    karma smallint NOT NULL DEFAULT 0,
    origin smallint DEFAULT NULL
);

CREATE INDEX customers_lastname_idx ON customers (lastname, name);

CREATE TABLE customer_addresses (
    id serial PRIMARY KEY,
    customer_id integer DEFAULT NULL CONSTRAINT customer_addresses_customer_id_fkey REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
    address_id integer DEFAULT NULL CONSTRAINT customer_addresses_address_id_fkey REFERENCES addresses (id) ON DELETE CASCADE ON UPDATE CASCADE,
    type smallint DEFAULT NULL,
    ten varchar(50) DEFAULT NULL,
    entity_type smallint DEFAULT NULL,
    CONSTRAINT customer_addresses_customer_id_address_id_ukey UNIQUE (customer_id, address_id)
);

CREATE TABLE customerconsents (
    customerid integer NOT NULL CONSTRAINT customerconsents_customerid_fkey REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
    cdate bigint NOT NULL DEFAULT 0,
    type smallint NOT NULL,
    CONSTRAINT customerconsents_customerid_type_ukey UNIQUE (customerid, type)
);

CREATE TABLE customercontacts (
    id serial PRIMARY KEY,
    customerid integer NOT NULL CONSTRAINT customercontacts_customerid_fkey REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
    name varchar(10000) NOT NULL DEFAULT '',
    contact varchar(255) NOT NULL DEFAULT '',
    type integer DEFAULT NULL
);

CREATE INDEX customercontacts_customerid_idx ON customercontacts (customerid);

CREATE TABLE customercontactproperties (
    contactid integer NOT NULL CONSTRAINT customercontactproperties_contactid_fkey REFERENCES customercontacts (id) ON DELETE CASCADE ON UPDATE CASCADE,
    name varchar(255) NOT NULL DEFAULT '',
    value varchar(255) NOT NULL DEFAULT ''
);

CREATE TABLE serviceproviders (
    id serial PRIMARY KEY,
    name varchar(64) NOT NULL DEFAULT ''
);

CREATE TABLE customerextids (
    customerid integer NOT NULL CONSTRAINT customerextids_customerid_fkey REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
    extid varchar(64) NOT NULL DEFAULT '',
    serviceproviderid integer DEFAULT NULL CONSTRAINT customerextids_serviceproviderid_fkey REFERENCES serviceproviders (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT customerextids_customerid_extid_serviceproviderid_ukey UNIQUE (customerid, extid, serviceproviderid)
);

CREATE TABLE customergroups (
    id serial PRIMARY KEY,
    name varchar(255) NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    CONSTRAINT customergroups_name_ukey UNIQUE (name)
);

CREATE TABLE customerassignments (
    id serial PRIMARY KEY,
    customergroupid integer NOT NULL CONSTRAINT customerassignments_customergroupid_fkey REFERENCES customergroups (id) ON DELETE CASCADE ON UPDATE CASCADE,
    customerid integer NOT NULL CONSTRAINT customerassignments_customerid_fkey REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
    startdate bigint NOT NULL DEFAULT 0,
    enddate bigint NOT NULL DEFAULT 0,
    CONSTRAINT customerassignments_customergroupid_customerid_enddate_ukey UNIQUE (customergroupid, customerid, enddate)
);

CREATE TABLE excludedgroups (
    id serial PRIMARY KEY,
    customergroupid integer NOT NULL CONSTRAINT excludedgroups_customergroupid_fkey REFERENCES customergroups (id) ON DELETE CASCADE ON UPDATE CASCADE,
    userid integer NOT NULL CONSTRAINT excludedgroups_userid_fkey REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT excludedgroups_userid_customergroupid_ukey UNIQUE (userid, customergroupid)
);

CREATE TABLE numberplans (
    id serial PRIMARY KEY,
    template varchar(255) NOT NULL DEFAULT '',
    period smallint NOT NULL DEFAULT 0,
    doctype integer NOT NULL DEFAULT 0,
    isdefault smallint NOT NULL DEFAULT 0
);

CREATE TABLE documents (
    id serial PRIMARY KEY,
    type smallint NOT NULL DEFAULT 0,
    number integer NOT NULL DEFAULT 0,
    numberplanid integer DEFAULT NULL CONSTRAINT documents_numberplanid_fkey REFERENCES numberplans (id) ON DELETE SET NULL ON UPDATE CASCADE,
    cdate bigint NOT NULL DEFAULT 0,
    sdate bigint NOT NULL DEFAULT 0,
    customerid integer DEFAULT NULL CONSTRAINT documents_customerid_fkey REFERENCES customers (id) ON DELETE SET NULL ON UPDATE CASCADE,
    userid integer DEFAULT NULL CONSTRAINT documents_userid_fkey REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE,
    divisionid integer DEFAULT NULL CONSTRAINT documents_divisionid_fkey REFERENCES divisions (id) ON DELETE SET NULL ON UPDATE CASCADE,
    name varchar(255) NOT NULL DEFAULT '',
    paytime smallint NOT NULL DEFAULT 0,
    paytype smallint DEFAULT NULL,
    closed smallint NOT NULL DEFAULT 0,
    reference integer DEFAULT NULL CONSTRAINT documents_reference_fkey REFERENCES documents (id) ON DELETE SET NULL ON UPDATE CASCADE,
    fullnumber varchar(50) DEFAULT NULL,
    cancelled smallint NOT NULL DEFAULT 0,
    published smallint NOT NULL DEFAULT 0,
    archived smallint NOT NULL DEFAULT 0,
    currency varchar(3) DEFAULT NULL,
    currencyvalue numeric(17,10) NOT NULL DEFAULT 1.0
);

CREATE TABLE taxes (
    id serial PRIMARY KEY,
    value numeric(4,2) NOT NULL DEFAULT 0,
    taxed smallint NOT NULL DEFAULT 0,
    label varchar(16) NOT NULL DEFAULT '',
    validfrom bigint NOT NULL DEFAULT 0,
    validto bigint NOT NULL DEFAULT 0,
    reversecharge smallint NOT NULL DEFAULT 0
);

CREATE TABLE tariffs (
    id serial PRIMARY KEY,
    name varchar(255) NOT NULL DEFAULT '',
    type smallint NOT NULL DEFAULT 1,
    value numeric(9,3) NOT NULL DEFAULT 0,
    taxcategory smallint NOT NULL DEFAULT 0,
    period smallint DEFAULT NULL,
    taxid integer NOT NULL CONSTRAINT tariffs_taxid_fkey REFERENCES taxes (id) ON DELETE CASCADE ON UPDATE CASCADE,
    numberplanid integer DEFAULT NULL CONSTRAINT tariffs_numberplanid_fkey REFERENCES numberplans (id) ON DELETE CASCADE ON UPDATE CASCADE,
    prodid varchar(255) NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    disabled smallint NOT NULL DEFAULT 0,
    datefrom bigint NOT NULL DEFAULT 0,
    dateto bigint NOT NULL DEFAULT 0,
    currency varchar(3) DEFAULT NULL,
    flags smallint NOT NULL DEFAULT 0,
    netvalue numeric(9,3) DEFAULT NULL,
    serviceproviderid integer DEFAULT NULL CONSTRAINT tariffs_serviceproviderid_fkey REFERENCES serviceproviders (id) ON DELETE CASCADE ON UPDATE CASCADE,
    extid varchar(64) DEFAULT NULL,
    CONSTRAINT tariffs_name_value_currency_period_ukey UNIQUE (name, value, currency, period)
);

CREATE TABLE liabilities (
    id serial PRIMARY KEY,
    value numeric(9,3) NOT NULL DEFAULT 0,
    taxcategory smallint NOT NULL DEFAULT 0,
    currency varchar(3) DEFAULT NULL,
    name text NOT NULL DEFAULT '',
    note text DEFAULT NULL,
    taxid integer NOT NULL CONSTRAINT liabilities_taxid_fkey REFERENCES taxes (id) ON DELETE CASCADE ON UPDATE CASCADE,
    prodid varchar(255) NOT NULL DEFAULT '',
    type smallint NOT NULL DEFAULT -1,
    flags smallint NOT NULL DEFAULT 0,
    netvalue numeric(9,3) DEFAULT NULL
);

CREATE TABLE assignments (
    id serial PRIMARY KEY,
    tariffid integer DEFAULT NULL CONSTRAINT assignments_tariffid_fkey REFERENCES tariffs (id) ON DELETE CASCADE ON UPDATE CASCADE,
    liabilityid integer DEFAULT NULL CONSTRAINT assignments_liabilityid_fkey REFERENCES liabilities (id) ON DELETE CASCADE ON UPDATE CASCADE,
    customerid integer NOT NULL CONSTRAINT assignments_customerid_fkey REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
    period smallint NOT NULL DEFAULT 0,
    backwardperiod smallint NOT NULL DEFAULT 0,
    note text DEFAULT NULL,
    at bigint NOT NULL DEFAULT 0,
    datefrom bigint NOT NULL DEFAULT 0,
    dateto bigint NOT NULL DEFAULT 0,
    invoice smallint NOT NULL DEFAULT 0,
    suspended smallint NOT NULL DEFAULT 0,
    settlement smallint NOT NULL DEFAULT 0,
    pdiscount numeric(5,2) NOT NULL DEFAULT 0,
    vdiscount numeric(9,3) NOT NULL DEFAULT 0,
    paytime smallint DEFAULT NULL,
    paytype smallint DEFAULT NULL,
    numberplanid integer DEFAULT NULL CONSTRAINT assignments_numberplanid_fkey REFERENCES numberplans (id) ON DELETE SET NULL ON UPDATE CASCADE,
    attribute varchar(255) DEFAULT NULL,
    recipient_address_id integer DEFAULT NULL CONSTRAINT assignments_recipient_address_id_fkey REFERENCES addresses (id) ON DELETE SET NULL ON UPDATE CASCADE,
    recipient_address_id2 integer DEFAULT NULL CONSTRAINT assignments_recipient_address_id2_fkey REFERENCES addresses (id) ON DELETE SET NULL ON UPDATE CASCADE,
    docid integer DEFAULT NULL CONSTRAINT assignments_docid_fkey REFERENCES documents (id) ON DELETE CASCADE ON UPDATE CASCADE,
    commited smallint NOT NULL DEFAULT 1,
    separatedocument varchar(100) DEFAULT NULL,
    count numeric(9,3) NOT NULL DEFAULT 1,
    promotionschemaid integer DEFAULT NULL,
    separateitem smallint NOT NULL DEFAULT 0
);

CREATE TABLE cash (
    id serial PRIMARY KEY,
    time bigint NOT NULL DEFAULT 0,
    type smallint NOT NULL DEFAULT 0,
    servicetype smallint DEFAULT NULL,
    userid integer DEFAULT NULL CONSTRAINT cash_userid_fkey REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE,
    value numeric(9,2) NOT NULL DEFAULT 0,
    taxid integer DEFAULT NULL CONSTRAINT cash_taxid_fkey REFERENCES taxes (id) ON DELETE SET NULL ON UPDATE CASCADE,
    customerid integer DEFAULT NULL CONSTRAINT cash_customerid_fkey REFERENCES customers (id) ON DELETE SET NULL ON UPDATE CASCADE,
    comment text NOT NULL DEFAULT '',
    docid integer DEFAULT NULL CONSTRAINT cash_docid_fkey REFERENCES documents (id) ON DELETE CASCADE ON UPDATE CASCADE,
    itemid smallint NOT NULL DEFAULT 0,
    importid integer DEFAULT NULL,
    sourceid integer DEFAULT NULL,
    currency varchar(3) DEFAULT NULL,
    currencyvalue numeric(17,10) NOT NULL DEFAULT 1.0,
    notification smallint NOT NULL DEFAULT 1
);

CREATE INDEX cash_customerid_idx ON cash (customerid);

CREATE TABLE nodes (
    id serial PRIMARY KEY,
    name varchar(32) NOT NULL DEFAULT '',
    ownerid integer DEFAULT NULL CONSTRAINT nodes_ownerid_fkey REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
    ipaddr bigint NOT NULL DEFAULT 0,
    access smallint NOT NULL DEFAULT 1,
    warning smallint NOT NULL DEFAULT 0,
    address_id integer DEFAULT NULL CONSTRAINT nodes_address_id_fkey REFERENCES addresses (id) ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT nodes_name_ukey UNIQUE (name)
);

CREATE TABLE sessions (
    id varchar(100) NOT NULL DEFAULT '',
    ctime bigint NOT NULL DEFAULT 0,
    mtime bigint NOT NULL DEFAULT 0,
    atime bigint NOT NULL DEFAULT 0,
    vdata text NOT NULL DEFAULT '',
    content text NOT NULL DEFAULT '',
    PRIMARY KEY (id)
);

CREATE TABLE uiconfig (
    id serial PRIMARY KEY,
    section varchar(64) NOT NULL DEFAULT '',
    var varchar(64) NOT NULL DEFAULT '',
    value text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    disabled smallint NOT NULL DEFAULT 0,
    type smallint NOT NULL DEFAULT 0,
    userid integer DEFAULT NULL CONSTRAINT uiconfig_userid_fkey REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    divisionid integer DEFAULT NULL CONSTRAINT uiconfig_divisionid_fkey REFERENCES divisions (id) ON DELETE CASCADE ON UPDATE CASCADE,
    configid integer DEFAULT NULL CONSTRAINT uiconfig_configid_fkey REFERENCES uiconfig (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT uiconfig_section_var_userid_divisionid_ukey UNIQUE (section, var, userid, divisionid)
);

CREATE TABLE dbinfo (
    keytype varchar(255) NOT NULL DEFAULT '',
    keyvalue varchar(255) NOT NULL DEFAULT '',
    PRIMARY KEY (keytype)
);

CREATE TABLE logtransactions (
    id serial PRIMARY KEY,
    userid integer DEFAULT NULL CONSTRAINT logtransactions_userid_fkey REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE,
    time bigint NOT NULL DEFAULT 0,
    module varchar(50) NOT NULL DEFAULT ''
);

CREATE TABLE logmessages (
    id serial PRIMARY KEY,
    transactionid integer NOT NULL CONSTRAINT logmessages_transactionid_fkey REFERENCES logtransactions (id) ON DELETE CASCADE ON UPDATE CASCADE,
    resource integer NOT NULL DEFAULT 0,
    operation integer NOT NULL DEFAULT 0
);

CREATE TABLE logmessagekeys (
    logmessageid integer NOT NULL CONSTRAINT logmessagekeys_logmessageid_fkey REFERENCES logmessages (id) ON DELETE CASCADE ON UPDATE CASCADE,
    name varchar(32) NOT NULL DEFAULT '',
    value integer NOT NULL
);

CREATE TABLE logmessagedata (
    logmessageid integer NOT NULL CONSTRAINT logmessagedata_logmessageid_fkey REFERENCES logmessages (id) ON DELETE CASCADE ON UPDATE CASCADE,
    name varchar(32) NOT NULL DEFAULT '',
    value text DEFAULT NULL
);

CREATE FUNCTION lms_current_user() RETURNS integer AS $$
    SELECT CASE WHEN current_setting('lms.current_user') = '' THEN 0 ELSE current_setting('lms.current_user')::integer END
$$ LANGUAGE SQL STABLE;

CREATE VIEW vcustomerassignments AS
    SELECT ca.* FROM customerassignments ca WHERE ca.startdate <= EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(0))::bigint AND ca.enddate = 0;

CREATE VIEW vaddresses AS
    SELECT a.*, c.ccode AS ccode, a.country_id AS countryid, a.city_id AS location_city, a.street_id AS location_street,
        a.house AS location_house, a.flat AS location_flat,
        TRIM(COALESCE(a.street, a.city) || (CASE WHEN a.house IS NULL AND a.flat IS NULL THEN '' WHEN a.flat IS NULL THEN ' ' || a.house WHEN a.house IS NULL THEN ' ' || a.flat ELSE ' ' || a.house || '/' || a.flat END)) AS address,
        TRIM((CASE WHEN a.zip IS NULL THEN '' ELSE a.zip || ' ' END) || (CASE WHEN a.postoffice IS NOT NULL AND a.postoffice <> a.city THEN a.postoffice || ', ' ELSE '' END) || (CASE WHEN a.postoffice IS NULL OR a.postoffice = a.city OR a.street IS NOT NULL THEN a.city || ', ' ELSE '' END) || COALESCE(a.street, a.city) || (CASE WHEN a.house IS NULL AND a.flat IS NULL THEN '' WHEN a.flat IS NULL THEN ' ' || a.house WHEN a.house IS NULL THEN ' ' || a.flat ELSE ' ' || a.house || '/' || a.flat END)) AS location
    FROM addresses a
    LEFT JOIN countries c ON c.id = a.country_id;

CREATE VIEW customerconsentview AS
    SELECT c.id AS customerid,
        SUM(CASE WHEN cc.type = 1 THEN cc.cdate ELSE 0 END)::bigint AS consentdate,
        SUM(CASE WHEN cc.type = 2 THEN 1 ELSE 0 END)::smallint AS invoicenotice,
        SUM(CASE WHEN cc.type = 3 THEN 1 ELSE 0 END)::smallint AS mailingnotice,
        SUM(CASE WHEN cc.type = 8 THEN 1 ELSE 0 END)::smallint AS smsnotice,
        SUM(CASE WHEN cc.type = 4 THEN 1 ELSE 0 END)::smallint AS einvoice
    FROM customers c
    LEFT JOIN customerconsents cc ON cc.customerid = c.id
    GROUP BY c.id;

CREATE VIEW customerview AS
    SELECT c.*, cc.consentdate, cc.invoicenotice, cc.mailingnotice, cc.smsnotice, cc.einvoice,
        a1.country_id AS countryid, a1.ccode AS ccode, a1.zip AS zip, a1.city AS city, a1.street AS street, a1.house AS building, a1.flat AS apartment, a1.address AS address, a1.location AS full_address, a1.postoffice AS postoffice,
        a2.country_id AS post_countryid, a2.ccode AS post_ccode, a2.zip AS post_zip, a2.city AS post_city, a2.street AS post_street, a2.house AS post_building, a2.flat AS post_apartment, a2.address AS post_address, a2.location AS post_full_address, a2.postoffice AS post_postoffice, a2.name AS post_name,
        ce.extid
    FROM customers c
    JOIN customer_addresses ca1 ON ca1.customer_id = c.id AND ca1.type = 1
    LEFT JOIN vaddresses a1 ON a1.id = ca1.address_id
    LEFT JOIN customer_addresses ca2 ON ca2.customer_id = c.id AND ca2.type = 0
    LEFT JOIN vaddresses a2 ON a2.id = ca2.address_id
    LEFT JOIN customerconsentview cc ON cc.customerid = c.id
    LEFT JOIN customerextids ce ON ce.customerid = c.id AND ce.serviceproviderid IS NULL
    WHERE c.type < 2
        AND NOT EXISTS (
            SELECT 1 FROM vcustomerassignments va JOIN excludedgroups e ON e.customergroupid = va.customergroupid
            WHERE e.userid = lms_current_user() AND va.customerid = c.id)
        AND (lms_current_user() = 0
            OR c.divisionid IN (SELECT ud.divisionid FROM userdivisions ud WHERE ud.userid = lms_current_user()));

CREATE VIEW contractorview AS
    SELECT c.*, cc.consentdate, cc.invoicenotice, cc.mailingnotice, cc.smsnotice, cc.einvoice,
        a1.country_id AS countryid, a1.ccode AS ccode, a1.zip AS zip, a1.city AS city, a1.street AS street, a1.house AS building, a1.flat AS apartment, a1.address AS address, a1.location AS full_address, a1.postoffice AS postoffice,
        a2.country_id AS post_countryid, a2.ccode AS post_ccode, a2.zip AS post_zip, a2.city AS post_city, a2.street AS post_street, a2.house AS post_building, a2.flat AS post_apartment, a2.address AS post_address, a2.location AS post_full_address, a2.postoffice AS post_postoffice, a2.name AS post_name,
        ce.extid
    FROM customers c
    JOIN customer_addresses ca1 ON ca1.customer_id = c.id AND ca1.type = 1
    LEFT JOIN vaddresses a1 ON a1.id = ca1.address_id
    LEFT JOIN customer_addresses ca2 ON ca2.customer_id = c.id AND ca2.type = 0
    LEFT JOIN vaddresses a2 ON a2.id = ca2.address_id
    LEFT JOIN customerconsentview cc ON cc.customerid = c.id
    LEFT JOIN customerextids ce ON ce.customerid = c.id AND ce.serviceproviderid IS NULL
    WHERE c.type = 2;

CREATE VIEW customeraddressview AS
    SELECT c.*, cc.consentdate, cc.invoicenotice, cc.mailingnotice, cc.smsnotice, cc.einvoice,
        a1.country_id AS countryid, a1.ccode AS ccode, a1.zip AS zip, a1.city AS city, a1.street AS street, a1.house AS building, a1.flat AS apartment, a1.address AS address, a1.location AS full_address, a1.postoffice AS postoffice,
        a2.country_id AS post_countryid, a2.ccode AS post_ccode, a2.zip AS post_zip, a2.city AS post_city, a2.street AS post_street, a2.house AS post_building, a2.flat AS post_apartment, a2.address AS post_address, a2.location AS post_full_address, a2.postoffice AS post_postoffice, a2.name AS post_name,
        ce.extid
    FROM customers c
    JOIN customer_addresses ca1 ON ca1.customer_id = c.id AND ca1.type = 1
    LEFT JOIN vaddresses a1 ON a1.id = ca1.address_id
    LEFT JOIN customer_addresses ca2 ON ca2.customer_id = c.id AND ca2.type = 0
    LEFT JOIN vaddresses a2 ON a2.id = ca2.address_id
    LEFT JOIN customerconsentview cc ON cc.customerid = c.id
    LEFT JOIN customerextids ce ON ce.customerid = c.id AND ce.serviceproviderid IS NULL
    WHERE c.type < 2;

CREATE VIEW vusers AS
    SELECT u.*, u.firstname || ' ' || u.lastname AS name, u.lastname || ' ' || u.firstname AS rname FROM users u;

INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion', '2026081100');
