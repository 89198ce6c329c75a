-- The original plugin, schema 2025090303, as somebody would have brought it to MySQL: the first install
CREATE TABLE metroport_settings (
    id int NOT NULL AUTO_INCREMENT,
    name varchar(60) NOT NULL,
    value text NOT NULL,
    updated timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_settings_name_key (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE metroport_customers (
    id int NOT NULL AUTO_INCREMENT,
    metroport_user_id int NOT NULL,
    lms_user_id int NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY metroport_customers_metroport_user_id_lms_user_id_key (metroport_user_id, lms_user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'serwer_url', 'api.mmsc.metroport.pl ', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'api_login', 'loginki ', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'api_pass', 'pass', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'automatically_update_customer_data', 'true', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'api_token_expiration_time', '1200', 'original', 7);
INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion_LMSMetroportPlugin', '2025090303');
