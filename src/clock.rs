//! The monotonic clock: deadlines, pauses, ages. Everything that waits asks here, so that a simulation can have a clock of
//! its own.

use std::time::{Duration, Instant};

#[cfg(not(feature = "sim"))]
pub(crate) use tokio::time::{sleep, timeout};

#[cfg(feature = "sim")]
pub(crate) use crate::sim::clock::{sleep, timeout};

/// This moment.
pub(crate) fn now() -> Instant {
    #[cfg(feature = "sim")]
    if let Some(now) = crate::sim::clock::now() {
        return now;
    }
    Instant::now()
}

/// How long ago that was.
pub(crate) fn since(moment: Instant) -> Duration {
    now().saturating_duration_since(moment)
}
