//! The simulator's clock: the machine's own, in the two forms MMS uses.

use chrono::{Local, Utc};

/// Unix seconds now.
pub(crate) fn now() -> u64 {
    u64::try_from(Utc::now().timestamp()).unwrap_or(0)
}

/// Today as `YYYY-MM-DD`, which compares as text.
pub(crate) fn today() -> String {
    Local::now().format("%Y-%m-%d").to_string()
}
