//! Services in MMS beside liabilities in LMS.

mod differences;
mod services;
mod settlement;
mod ties;
