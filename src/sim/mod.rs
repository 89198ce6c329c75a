//! What the operations stand on in a simulation: another world in the place of the network, the database and the clock of
//! the thread that has entered it. A build with the feature `sim` is never released; a thread that has entered no world
//! works as always.

pub mod clock;
mod database;
mod values;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;

pub use self::database::{Outcome, SimConn};
pub use self::values::Cell;
pub use crate::mms::{Reply, Severed};

/// A world: the other end of everything.
pub trait World {
    /// Carries a request to MMS and its answer back. Dropping the future does not call the request back.
    fn carry(&self, request: reqwest::Request) -> LocalBoxFuture<'static, Result<Reply, Severed>>;

    /// Opens a connection to the database and tells its number.
    ///
    /// # Errors
    /// Why there is none.
    fn connect(&self) -> Result<u64, sqlx::Error>;

    /// A connection is gone, and with it its transaction and its locks.
    fn disconnect(&self, connection: u64);

    /// Runs a statement, written with `?`; `None` when it has to wait for somebody else's transaction.
    ///
    /// # Errors
    /// The database's.
    fn statement(
        &self,
        connection: u64,
        sql: &str,
        arguments: &[Cell],
    ) -> Result<Option<Outcome>, sqlx::Error>;

    /// Takes a lock that all processes share; false when somebody else has it.
    fn lock(&self, connection: u64, name: &str) -> bool;

    /// How long the way to the database, or back, takes this time.
    fn pause(&self) -> Option<Duration>;
}

thread_local! {
    static WORLD: RefCell<Option<Rc<dyn World>>> = const { RefCell::new(None) };
}

/// Puts this thread into a world.
pub fn enter(world: Rc<dyn World>) {
    WORLD.replace(Some(world));
}

/// Takes this thread out of it.
pub fn leave() {
    WORLD.take();
}

/// The world of this thread.
pub(crate) fn world() -> Option<Rc<dyn World>> {
    WORLD.with_borrow(Clone::clone)
}
