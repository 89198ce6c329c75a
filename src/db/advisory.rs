//! Locks that all processes of one LMS share, on all its web servers: they live in the database and end with the connection
//! that holds them, so a process that dies leaves none behind.

use std::borrow::Cow;
use std::time::Duration;

use super::{CONNECT_TIMEOUT, Conn, DbError, PAGE_WORK_TIMEOUT, in_time, on};
use crate::clock;

/// What is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockName {
    /// Renewing the MMS session.
    Session,
    /// A run that sets or releases locks of services.
    Locks,
    /// A run that pairs customers or updates catalogues.
    Sync,
    /// A run that finishes what is wanted.
    Converge,
    /// A run that looks at the services of all customers.
    Services,
    /// Looking for one LMS customer in MMS and adding him.
    Customer(i32),
    /// Carrying out the plan of one LMS customer.
    Plan(i32),
}

impl LockName {
    /// For PostgreSQL a key of two parts, for MariaDB a word.
    fn key(self) -> (i32, i32, Cow<'static, str>) {
        match self {
            Self::Session => (CLASS, 1, "session".into()),
            Self::Locks => (CLASS, 2, "locks".into()),
            Self::Sync => (CLASS, 3, "sync".into()),
            Self::Converge => (CLASS, 4, "converge".into()),
            Self::Services => (CLASS, 5, "services".into()),
            Self::Customer(id) => (CUSTOMERS, id, format!("customer.{id}").into()),
            Self::Plan(id) => (PLANS, id, format!("plan.{id}").into()),
        }
    }
}

/// Our half of PostgreSQL's two-part keys: "MP", and "MQ" and "MR" where the other half is a customer.
const CLASS: i32 = 0x4d50;
const CUSTOMERS: i32 = 0x4d51;
const PLANS: i32 = 0x4d52;

/// For how long to wait; and after how long the server looks whether the holder's machine is there: what loses its power says no
/// goodbye, and by default is missed after two hours.
const SETTINGS: &str = "SELECT set_config('lock_timeout', $1, false), set_config('tcp_keepalives_idle', '30', false), \
    set_config('tcp_keepalives_interval', '10', false), set_config('tcp_keepalives_count', '3', false)";

/// A lock that is held, on a connection of its own.
pub struct Advisory {
    conn: Conn,
}

impl Advisory {
    pub(super) async fn acquire(
        mut conn: Conn,
        name: LockName,
        wait: Duration,
    ) -> Result<Option<Self>, DbError> {
        let (class, key, word) = name.key();
        let held = match &mut conn {
            Conn::Pg(c) => {
                let wait = wait.as_millis().clamp(1, 600_000).to_string();
                sqlx::query(SETTINGS).bind(wait).execute(&mut **c).await?;
                let asked = sqlx::query("SELECT pg_advisory_lock($1, $2)")
                    .bind(class)
                    .bind(key)
                    .execute(&mut **c)
                    .await;
                match asked {
                    Ok(_) => true,
                    // lock_not_available
                    Err(sqlx::Error::Database(e)) if e.code().as_deref() == Some("55P03") => false,
                    Err(e) => return Err(e.into()),
                }
            }
            Conn::My(c) => {
                // GET_LOCK counts whole seconds, knows no database, and takes 64 characters at most.
                let statement =
                    "SELECT CAST(GET_LOCK(CONCAT(LEFT(DATABASE(), 40), '.metroport.', ?), ?) AS SIGNED)";
                let wait = i64::try_from(wait.as_millis().div_ceil(1000).clamp(1, 600)).unwrap_or(1);
                let got: Option<i64> =
                    sqlx::query_scalar(statement).bind(word).bind(wait).fetch_one(&mut **c).await?;
                got == Some(1)
            }
            #[cfg(feature = "sim")]
            Conn::Sim(c) => {
                let begun = crate::clock::now();
                loop {
                    if c.lock(&word) {
                        break true;
                    }
                    if crate::clock::since(begun) >= wait {
                        break false;
                    }
                    crate::clock::sleep(Duration::from_millis(100)).await;
                }
            }
        };
        Ok(held.then_some(Self { conn }))
    }

    /// Does something small on the connection that holds the lock.
    ///
    /// # Errors
    /// What the work returns, or [`DbError::Late`].
    pub async fn with<R, E: From<DbError>>(
        &mut self,
        work: impl AsyncFnOnce(&mut Conn) -> Result<R, E>,
    ) -> Result<R, E> {
        in_time(PAGE_WORK_TIMEOUT, work(&mut self.conn)).await
    }

    /// Gives the lock back by closing its connection.
    pub async fn release(self) {
        use sqlx::Connection as _;
        let closing = async { on!(self.conn, c => c.close().await) };
        // Closed it is in any case. A server that hangs up first, as MariaDB 11.8 does under TLS, is no failure.
        let _gone = clock::timeout(CONNECT_TIMEOUT, closing).await;
    }
}
