-- The original plugin, schema 2026032302: tabs of the customer card
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'show_fsecure_in_customer_tab', '1', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'show_metrotv_in_customer_tab', '1', 'original', 7);
UPDATE dbinfo SET keyvalue = '2026032302' WHERE keytype = 'dbversion_LMSMetroportPlugin';
