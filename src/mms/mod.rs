//! The MMS API: one type per call, the session, retries. Knows HTTP; no database, no PHP.

pub mod calls;
mod client;
mod error;
mod lenient;
pub mod models;
pub mod retry;
mod session;
mod url;
mod wire;

pub use self::client::{Client, Options, Reached};
pub use self::error::MmsError;
pub use self::session::{MemorySession, SessionError, SessionLock, SessionStore, StoredSession};
pub use self::url::{BaseUrl, UrlError};
