-- The original plugin, schema 2025122900: catalogues
CREATE TABLE metroport_metrotv_packages (
    id BIGSERIAL PRIMARY KEY UNIQUE NOT NULL,
    firmid bigint NOT NULL,
    iptv_program varchar(255),
    active smallint DEFAULT 0,
    sort bigint DEFAULT 0,
    creationdate bigint DEFAULT 0,
    moddate bigint DEFAULT 0,
    deletedate bigint DEFAULT 0,
    http_export smallint DEFAULT 0,
    provider varchar(255),
    ext_pkg_id varchar(255),
    tariffcode varchar(255),
    pkg_name varchar(255),
    pkg_desc text,
    pkg_tvpanel_desc text,
    pkg_autoinclude text,
    pkg_denied text,
    pkg_valid_from date,
    pkg_valid_to date,
    self_service smallint DEFAULT 0,
    npvr_quota bigint DEFAULT 0,
    timeshift_allow smallint DEFAULT 0,
    ext_device_allow bigint DEFAULT 0,
    tvonline_maxsessions bigint DEFAULT 0,
    pkg_group bigint DEFAULT 0,
    iptv_ozz smallint DEFAULT 0,
    firmName varchar(255),
    contracttime bigint DEFAULT 0,
    pricenetto numeric(10,2) DEFAULT 0.00,
    vat bigint DEFAULT 0,
    pricebrutto numeric(10,2) DEFAULT 0.00,
    pricenetto_provider numeric(10,2) DEFAULT 0.00,
    vat_provider bigint DEFAULT 0,
    pricebrutto_provider numeric(10,2) DEFAULT 0.00,
    promotiontime bigint DEFAULT 0,
    promotion_pricenetto_provider numeric(10,2) DEFAULT 0.00,
    promotion_pricebrutto_provider numeric(10,2) DEFAULT 0.00,
    countActive bigint DEFAULT 0
);
CREATE INDEX metroport_metrotv_packages_firmid ON metroport_metrotv_packages (firmid);
CREATE INDEX metroport_metrotv_packages_active ON metroport_metrotv_packages (active);
CREATE INDEX metroport_metrotv_packages_provider ON metroport_metrotv_packages (provider);
CREATE TABLE metroport_fsecure_packages (
    id BIGSERIAL PRIMARY KEY UNIQUE NOT NULL,
    ext_id varchar(255),
    name varchar(255) NOT NULL,
    description text,
    license_size bigint DEFAULT 0
);
CREATE INDEX metroport_fsecure_packages_ext_id ON metroport_fsecure_packages (ext_id);
CREATE INDEX metroport_fsecure_packages_license_size ON metroport_fsecure_packages (license_size);
CREATE TABLE metroport_metrotv_stb (
    id BIGSERIAL PRIMARY KEY UNIQUE NOT NULL,
    firmid bigint DEFAULT 0,
    iptv_program varchar(255),
    iptv_portalid bigint DEFAULT 0,
    status bigint DEFAULT 0,
    userid bigint DEFAULT 0,
    contractid bigint DEFAULT 0,
    actualtariffid bigint DEFAULT 0,
    networkid bigint DEFAULT 0,
    ext_linked bigint DEFAULT 0,
    mac varchar(255) NOT NULL UNIQUE,
    ipaddr varchar(255),
    serialnumber varchar(255),
    vcasid varchar(255),
    customer_sn varchar(255),
    hdcp_ksv varchar(255),
    modelid bigint DEFAULT 0,
    devel smallint DEFAULT 0,
    servicetype varchar(255),
    servicetype_force smallint DEFAULT 0,
    must_reboot smallint DEFAULT 0,
    description text,
    activedate bigint DEFAULT 0,
    error_log bigint DEFAULT 0,
    fwlog bigint DEFAULT 0,
    boot_options text,
    creationdate bigint DEFAULT 0,
    creatorid bigint DEFAULT 0,
    moddate bigint DEFAULT 0,
    modid bigint DEFAULT 0,
    nodeid bigint DEFAULT 0,
    private smallint DEFAULT 0,
    active smallint DEFAULT 0,
    AddressIp varchar(255),
    ModelName varchar(255),
    iptv_accountid bigint DEFAULT 0,
    order_id varchar(255),
    firmname varchar(255),
    UserName varchar(255),
    usertype varchar(255),
    StatusName varchar(255),
    channels text,
    iptv_portal varchar(255)
);
CREATE INDEX metroport_metrotv_stb_firmid ON metroport_metrotv_stb (firmid);
CREATE INDEX metroport_metrotv_stb_mac ON metroport_metrotv_stb (mac);
CREATE INDEX metroport_metrotv_stb_serialnumber ON metroport_metrotv_stb (serialnumber);
CREATE INDEX metroport_metrotv_stb_status ON metroport_metrotv_stb (status);
CREATE INDEX metroport_metrotv_stb_userid ON metroport_metrotv_stb (userid);
CREATE INDEX metroport_metrotv_stb_iptv_accountid ON metroport_metrotv_stb (iptv_accountid);
CREATE INDEX metroport_metrotv_stb_active ON metroport_metrotv_stb (active);
ALTER TABLE metroport_metrotv_stb ADD CONSTRAINT metroport_metrotv_stb_serial_unique UNIQUE (serialnumber);
UPDATE dbinfo SET keyvalue = '2025122900' WHERE keytype = 'dbversion_LMSMetroportPlugin';
