//! The simulator as its clients meet it: over HTTP.
#![cfg(test)]

mod client;
mod control;
mod faults;
mod rules;
mod sessions;
mod shapes;
