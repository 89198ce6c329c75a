-- MMS's lists are mirrored with what MMS does not show any more: marked with the time it was found missing.
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_fsecure_packages' AND column_name = 'gone_at'),
    'DO 0', 'ALTER TABLE metroport_fsecure_packages ADD COLUMN gone_at bigint');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_metrotv_packages' AND column_name = 'gone_at'),
    'DO 0', 'ALTER TABLE metroport_metrotv_packages ADD COLUMN gone_at bigint');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
SET @metroport_ddl = IF(
    EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'metroport_metrotv_stb' AND column_name = 'gone_at'),
    'DO 0', 'ALTER TABLE metroport_metrotv_stb ADD COLUMN gone_at bigint');
PREPARE metroport_step FROM @metroport_ddl;
EXECUTE metroport_step;
