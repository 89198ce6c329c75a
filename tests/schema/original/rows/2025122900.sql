INSERT INTO metroport_metrotv_packages (firmid, pkg_name, pkg_desc, pricenetto, sort, pkg_valid_from, countactive) VALUES
    (1, 'Zażółć <b>gęślą</b>', 'opis; z ''apostrofem''', 12.34, -5, '2025-01-01', 17),
    (1, 'Zażółć <b>gęślą</b>', NULL, 99999999.99, NULL, NULL, NULL);
INSERT INTO metroport_fsecure_packages (ext_id, name, description, license_size) VALUES ('SAFE-3', 'SAFE', '', 3), (NULL, '', NULL, NULL);
INSERT INTO metroport_metrotv_stb (mac, serialnumber, modelname, username, channels) VALUES
    ('00:11:22:33:44:55', 'SN1', 'Korbox', 'Łucja', 'TVN;TVP'), ('00:11:22:33:44:56', NULL, NULL, '', NULL), ('', '', '', '', '');
INSERT INTO metroport_metrotv_stb (mac) VALUES ('no serial');
