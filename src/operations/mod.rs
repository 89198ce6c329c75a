//! What an operator can do with Metroport, one file per subject. Decisions are functions without I/O.

mod alone;
pub mod billing;
pub mod business;
pub mod card;
mod catalogue;
pub mod customers;
pub mod doctor;
mod fields;
pub mod fsecure;
pub mod intake;
mod job;
pub mod journal;
pub mod listing;
pub mod lists;
pub mod locks;
pub mod metrotv;
pub mod monitoring;
pub mod offer;
pub mod pairing;
mod people;
pub mod personal_data;
pub mod plan;
pub mod queue;
pub mod services;
mod session;
mod settle;
pub mod sync;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use serde::Serialize;

use self::catalogue::Catalogue;
use self::session::SharedSession;
use crate::config::{Config, ConfigError};
use crate::db::{Conn, Db, DbError};
use crate::mms::{self, MemorySession, MmsError, SessionStore};
use crate::store::{StoreError, schema};

/// Seconds that something may be under way beyond the time that an operation may take.
const GRACE: i64 = 5;

/// What every operation works with: one MMS account, one LMS database. Belongs to one thread; clones share the
/// connections.
#[derive(Clone)]
pub struct Context {
    /// The configuration that it was made from.
    pub config: Config,
    /// MMS.
    pub mms: Rc<mms::Client>,
    db: Option<Rc<Db>>,
    catalogue: Rc<Catalogue>,
    ends: Rc<Cell<Option<Instant>>>,
}

impl Context {
    /// Makes one; opens nothing.
    ///
    /// # Errors
    /// [`OperationError::Mms`] when the TLS library cannot be set up.
    pub fn new(config: Config) -> Result<Self, OperationError> {
        let db = config.database.clone().map(|database| Rc::new(Db::new(database)));
        let session: Box<dyn SessionStore> = match &db {
            Some(db) => Box::new(SharedSession::new(db.for_page(), &config)?),
            None => Box::new(MemorySession::default()),
        };
        Ok(Self {
            mms: Rc::new(mms::Client::new(config.mms.clone(), session)?),
            config,
            db,
            catalogue: Rc::default(),
            ends: Rc::default(),
        })
    }

    /// Whether its connections are those that this configuration asks for.
    pub fn serves(&self, config: &Config) -> bool {
        self.config.mms == config.mms && self.config.database == config.database
    }

    /// The same connections for somebody else, or with other rules.
    #[must_use]
    pub fn asked_by(&self, config: Config) -> Self {
        Self { config, ..self.clone() }
    }

    /// The same connections for changes to one LMS customer, whose history in the journal they belong to.
    #[must_use]
    pub fn about(&self, customer_id: i64) -> Self {
        self.asked_by(self.config.about(customer_id))
    }

    /// The same connections for one operation that begins now, and whose calls of MMS together may take no longer than
    /// `metroport.api_timeout`: somebody sits before a page. Without it each call has that time, for work that takes as long as
    /// there are customers.
    #[must_use]
    pub fn within_one_deadline(&self) -> Self {
        let db = self.db.as_ref().map(|db| Rc::new(db.for_page()));
        Self { ends: Rc::new(Cell::new(Some(self.mms.deadline()))), db, ..self.clone() }
    }

    /// Until when a call that is sent now may take.
    pub fn deadline(&self) -> Instant {
        self.ends.get().unwrap_or_else(|| self.mms.deadline())
    }

    /// Gives the operation its time once more. Only to look up how a change ended whose answer was lost: to know that is worth
    /// the waiting.
    fn extend(&self) {
        self.ends.set(self.ends.get().map(|_| self.mms.deadline()));
    }

    /// Seconds after which nothing of an operation that begins now can be under way any more, even if its process has died.
    fn lease(&self) -> i64 {
        i64::try_from(self.config.mms.timeout.as_secs()).unwrap_or(600).saturating_add(GRACE)
    }

    /// LMS's database.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`] when the configuration has none.
    pub fn db(&self) -> Result<&Db, StoreError> {
        self.db.as_deref().ok_or(StoreError::NoDatabase)
    }

    /// Does work on the plugin's tables, after a look that they are those this code knows.
    ///
    /// # Errors
    /// What the work returns; [`StoreError::Schema`], [`StoreError::NoDatabase`], [`StoreError::Db`].
    pub async fn tables<R>(
        &self,
        work: impl AsyncFnOnce(&mut Conn) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        self.db()?
            .with(async |conn: &mut Conn| {
                schema::require(conn).await?;
                work(conn).await
            })
            .await
    }
}

/// How far a long operation has come, and whether it is to go on.
#[derive(Debug, Default)]
pub struct Progress {
    done: Cell<u64>,
    total: Cell<u64>,
    stop: Cell<bool>,
}

impl Progress {
    /// Steps done, and steps in all as far as known.
    pub fn get(&self) -> (u64, u64) {
        (self.done.get(), self.total.get())
    }

    /// Asks the operation to begin nothing more.
    pub fn stop(&self) {
        self.stop.set(true);
    }

    fn is_stopped(&self) -> bool {
        self.stop.get()
    }

    fn expect(&self, steps: usize) {
        self.total.set(self.total.get().saturating_add(u64::try_from(steps).unwrap_or(0)));
    }

    fn set(&self, done: usize, total: usize) {
        self.done.set(u64::try_from(done).unwrap_or(0));
        self.total.set(u64::try_from(total).unwrap_or(0));
    }

    fn step(&self) {
        self.done.set(self.done.get().saturating_add(1));
    }
}

/// Why a run did nothing at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// Stable code: another run is at work (`locks.busy`, `sync.busy`, `queue.busy`), it would do too much (`locks.limit`), what
    /// MMS shows is not to be believed (`sync.empty`), somebody has stopped it (`sync.stopped`), there is something better
    /// (`settlement.billing`).
    pub code: &'static str,
    /// In English.
    pub message: String,
}

/// Anything that can keep an operation from being done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OperationError {
    /// MMS, or the way to it.
    #[error(transparent)]
    Mms(#[from] MmsError),
    /// The plugin's tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What was asked for makes no sense.
    #[error("{message}")]
    Argument {
        /// Stable code.
        code: &'static str,
        /// What is wrong with it; never its value.
        message: &'static str,
    },
}

/// What was asked for makes no sense, or cannot be.
const fn argument(code: &'static str, message: &'static str) -> OperationError {
    OperationError::Argument { code, message }
}

impl OperationError {
    /// The stable code by which the shell translates it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Mms(e) => e.code(),
            Self::Store(e) => e.code(),
            Self::Config(e) => e.code(),
            Self::Argument { code, .. } => code,
        }
    }
}

impl From<DbError> for OperationError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}
