//! Simulator of the MMS API.
