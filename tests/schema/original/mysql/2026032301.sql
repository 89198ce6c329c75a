-- The original plugin, schema 2026032301, as somebody would have brought it to MySQL: a page limit
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('metroport', 'list_pagelimit', '100', 'original', 7);
UPDATE dbinfo SET keyvalue = '2026032301' WHERE keytype = 'dbversion_LMSMetroportPlugin';
