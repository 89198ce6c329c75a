//! The section of `phpinfo()`.

use ext_php_rs::zend::ModuleEntry;
use ext_php_rs::{info_table_end, info_table_row, info_table_start};

/// Version, build, PHP API, TLS; nothing of the configuration.
pub extern "C" fn info(_module: *mut ModuleEntry) {
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    let api = ext_php_rs::ffi::ZEND_MODULE_API_NO.to_string();
    let schema = crate::SCHEMA_VERSION.to_string();
    let _ = std::panic::catch_unwind(|| {
        info_table_start!();
        info_table_row!("Metroport for LMS", "enabled");
        info_table_row!("Version", crate::VERSION);
        info_table_row!("Database schema", schema);
        info_table_row!("Build", build);
        info_table_row!("PHP API", api);
        info_table_row!("TLS", "rustls, ring");
        info_table_end!();
    });
}
