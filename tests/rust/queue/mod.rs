//! The queue: what is wanted becomes so, whatever fails in between.

mod converging;
mod following;
mod killed;
mod locking;
mod many;
pub mod office;
mod people;
