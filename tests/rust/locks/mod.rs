//! Runs of lms-notify: what is locked, what is released, and what remains when something fails.

mod crash;
mod failures;
mod limit;
mod ownership;
mod rules;
