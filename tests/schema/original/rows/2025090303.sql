-- What operators have in it. The numbers are the ids the rows get.
INSERT INTO metroport_settings (name, value, updated) VALUES ('token', 'O''Hara żółć "sess"', '2025-09-03 03:00:00');
INSERT INTO metroport_settings (name, value, updated) VALUES ('own note', '', '2001-01-01 00:00:00');

INSERT INTO metroport_customers (metroport_user_id, lms_user_id) VALUES
    (100, 1),                           --  1 stays
    (200, 2), (201, 2),                 --  2 stays,  3 repeats customer 2
    (200, 3),                           --  4 repeats MMS user 200
    (300, 4), (300, 5), (301, 5),       --  5 stays,  6 repeats MMS user 300,  7 comes back once 6 is gone
    (400, 6), (401, 6), (401, 7),       --  8 stays,  9 repeats customer 6, 10 stays
    (0, 0), (-1, 8),                    -- 11, 12 odd, but unique
    (2147483647, 2147483647),           -- 13
    (300, 9), (500, 9), (501, 9);       -- 14 repeats MMS user 300, 15 comes back, 16 repeats customer 9

UPDATE uiconfig SET value = 'https://mms.example:8443/' WHERE var = 'serwer_url';
UPDATE uiconfig SET value = 'p''a"ss%s;word' WHERE var = 'api_pass';
UPDATE uiconfig SET disabled = 1 WHERE var = 'automatically_update_customer_data';
-- This operator keeps the value in lms.ini, which a row would override.
DELETE FROM uiconfig WHERE var = 'api_token_expiration_time';
-- A division with a value of its own.
INSERT INTO uiconfig (section, var, value, description, type, divisionid) VALUES ('metroport', 'api_login', 'division', '', 7, 3);
INSERT INTO uiconfig (section, var, value, description, type) VALUES ('phpui', 'api_timeout', '5', 'not ours', 0);
