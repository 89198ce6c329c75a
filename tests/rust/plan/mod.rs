//! Plans: whatever fails in the middle of one, it goes on to the end that it would have had, or back to where it began.

mod faults;
mod home;
mod rules;
