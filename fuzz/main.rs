//! One target of `tests/fuzz/targets.rs`, chosen by the variable `METROPORT_FUZZ`, in libFuzzer. `make fuzz` builds and runs it.

#![no_main]

#[path = "../tests/fuzz/targets.rs"]
mod targets;

use std::sync::LazyLock;

static TARGET: LazyLock<targets::Target> = LazyLock::new(|| {
    let wanted = std::env::var("METROPORT_FUZZ").unwrap_or_default();
    let found = targets::TARGETS.into_iter().find(|(name, _)| *name == wanted);
    found.unwrap_or_else(|| panic!("METROPORT_FUZZ is none of {:?}", targets::TARGETS.map(|(name, _)| name)))
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| (TARGET.1)(data));
