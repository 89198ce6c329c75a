-- The original plugin, schema 2025090303: the first install
CREATE SEQUENCE metroport_settings_id_seq;
CREATE TABLE metroport_settings (
    id integer DEFAULT nextval('metroport_settings_id_seq'::regclass) NOT NULL,
    name character varying(60) NOT NULL,
    value text NOT NULL,
    updated timestamp without time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (name)
);
CREATE SEQUENCE metroport_customers_id_seq;
CREATE TABLE metroport_customers (
    id integer DEFAULT nextval('metroport_customers_id_seq'::regclass) NOT NULL,
    metroport_user_id integer NOT NULL,
    lms_user_id integer NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (metroport_user_id, lms_user_id)
);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'serwer_url', 'api.mmsc.metroport.pl ', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'api_login', 'loginki ', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'api_pass', 'pass', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'automatically_update_customer_data', 'true', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'api_token_expiration_time', '1200', 'original', 7);
INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion_LMSMetroportPlugin', '2025090303');
