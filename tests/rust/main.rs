//! The crate as a whole: against the simulator of MMS, and against both databases.
//!
//! Whatever needs a database fails without one: `tests/env/databases.sh up DIR both`, then `source DIR/env`.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows has failed")]

mod billing;
mod business;
mod client;
mod contract;
mod journal;
mod locks;
mod monitoring;
mod pairing;
mod personal_data;
mod plan;
mod queue;
mod store;
mod support;
mod sync;
