-- The original plugin, schema 2025122300: suspend flags
ALTER TABLE metroport_customers ADD COLUMN metrotv_suspend smallint DEFAULT 0 NOT NULL;
ALTER TABLE metroport_customers ADD COLUMN metrotv_suspend_billing smallint DEFAULT 0 NOT NULL;
ALTER TABLE metroport_customers ADD COLUMN metro_fsecure_suspend smallint DEFAULT 0 NOT NULL;
ALTER TABLE metroport_customers ADD COLUMN metro_fsecure_suspend_billing smallint DEFAULT 0 NOT NULL;
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'metrotv_suspend_billing', '1', 'original', 7);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'fsecure_suspend_billing', '1', 'original', 7);
UPDATE dbinfo SET keyvalue = '2025122300' WHERE keytype = 'dbversion_LMSMetroportPlugin';
