//! Services in MMS beside liabilities in LMS.

mod ties;
