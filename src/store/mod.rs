//! The plugin's own tables. Knows SQL; nothing of MMS, nothing of LMS's tables.

pub mod calls;
pub mod catalogues;
pub mod data;
pub mod items;
pub mod journal;
pub mod liabilities;
pub mod links;
pub mod locks;
pub mod numbers;
pub mod personal_data;
pub mod plans;
pub mod rights;
pub mod runs;
pub mod schema;
pub mod services;
pub mod session;
pub mod settings;
pub mod settlement;
pub mod ties;

use crate::db::DbError;

/// What can go wrong with the plugin's tables. Messages are for logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database itself.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The plugin's tables are missing or of another version.
    #[error("the plugin's tables are of version {found}, {wanted} is needed")]
    Schema {
        /// What is there, 0 for none.
        found: i64,
        /// What is needed.
        wanted: i64,
    },
    /// A link would give a customer a second MMS user or the other way round.
    #[error("customer {customer_id} or MMS user {mms_id} is linked to another one already")]
    LinkTaken {
        /// LMS customer.
        customer_id: i64,
        /// MMS user.
        mms_id: i64,
    },
    /// There is no database in the configuration.
    #[error("this needs LMS's database, and the configuration has none")]
    NoDatabase,
}

impl StoreError {
    /// The stable code by which the shell translates it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Db(DbError::Unreachable(_)) => "store.unreachable",
            Self::Db(DbError::Crowded(_)) => "store.crowded",
            Self::Db(DbError::Full(_)) => "store.full",
            Self::Db(DbError::Late(_)) => "store.timeout",
            Self::Db(DbError::ReadOnly(_)) => "store.read_only",
            Self::Db(DbError::Denied(_)) => "store.rights",
            Self::Db(DbError::Lacking(_)) => "store.tables",
            Self::Db(DbError::Query(_) | DbError::Duplicate) => "store.query",
            Self::Schema { .. } => "store.schema",
            Self::LinkTaken { .. } => "link.taken",
            Self::NoDatabase => "config.missing",
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}
