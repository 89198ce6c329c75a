//! Metroport (MetroTV, F-Secure) for LMS: a typed client of the MMS API, the plugin's tables, and the operations that make
//! what LMS knows true in MMS. With the feature `php` (the default) this is a PHP extension; without it a plain library
//! that builds and tests on a machine without PHP. `ARCHITECTURE.md` has the map.

#![cfg_attr(
    test,
    expect(
        clippy::arithmetic_side_effects,
        clippy::needless_pass_by_value,
        clippy::needless_for_each,
        reason = "tests may be short"
    )
)]

mod clock;
pub mod config;
pub mod db;
pub mod lms;
pub mod mms;
pub mod operations;
pub mod personal;
#[cfg(feature = "php")]
mod php;
#[cfg(feature = "sim")]
pub mod sim;
pub mod store;
pub mod tally;

/// Version of the extension and of the shell that belongs to it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The schema (`dbinfo.dbversion_LMSMetroportPlugin`) that this code works with.
pub const SCHEMA_VERSION: i64 = 2_026_112_601;
