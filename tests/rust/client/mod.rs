//! The client and the operations when all is well, and when it is not.

mod errors;
mod limits;
mod retries;
mod session;
mod shared_session;
mod transport;
mod writes;
