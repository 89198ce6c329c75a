//! The MMS API: one type per call, the session, retries. Knows HTTP; no database, no PHP.

pub mod calls;
mod certificate;
mod client;
mod error;
mod lenient;
pub mod models;
mod probe;
pub mod retry;
mod session;
mod transport;
mod url;
pub mod wire;

pub use self::client::{Client, Options};
pub use self::error::MmsError;
pub use self::probe::Reached;
pub use self::session::{MemorySession, SessionError, SessionLock, SessionStore, StoredSession};
#[cfg(feature = "sim")]
pub use self::transport::{Reply, Severed};
pub use self::url::{BaseUrl, UrlError};
