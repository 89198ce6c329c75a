-- MMS's lists are mirrored with what MMS does not show any more: marked with the time it was found missing.
ALTER TABLE metroport_fsecure_packages ADD COLUMN IF NOT EXISTS gone_at bigint;
ALTER TABLE metroport_metrotv_packages ADD COLUMN IF NOT EXISTS gone_at bigint;
ALTER TABLE metroport_metrotv_stb ADD COLUMN IF NOT EXISTS gone_at bigint;
