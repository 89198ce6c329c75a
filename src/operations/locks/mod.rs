//! Locking of debtors' services and their release: what should be is recorded, MMS is made to agree, and what could not be
//! done stays wanted for the next run.

mod case;
mod plan;
mod record;
mod run;
mod sight;

pub use self::plan::{Plan, Seen, Situation, exceeds_limit, plan, wait_after};
pub(super) use self::record::words;
pub use self::run::{Line, Order, Outcome, Report, run};
