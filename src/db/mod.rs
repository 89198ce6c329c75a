//! One connection to LMS's database, PostgreSQL or MySQL/MariaDB, kept open between operations. Knows SQL dialects and no
//! tables.
//!
//! One connection and no pool: a process does one thing at a time here, a pool would open more behind its back (its
//! connections come back only on the next turn of a `current_thread` runtime), and php-fpm has many processes.

mod advisory;

use std::cell::RefCell;
use std::rc::Rc;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::mysql::{MySqlConnectOptions, MySqlDatabaseError, MySqlSslMode};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, MySqlConnection, PgConnection};

pub use self::advisory::{Advisory, LockName};
use crate::clock;
use crate::config;

/// How long a connection may take to stand, and any unit of work on it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const WORK_TIMEOUT: Duration = Duration::from_mins(1);
/// The same where somebody sits before a page: web servers give a page up after a minute, and then nobody reads why.
const PAGE_WORK_TIMEOUT: Duration = Duration::from_secs(10);
/// As LMS does, we do not leave to the server what our statements mean: in some modes an empty text is NULL, or a name a text.
const SQL_MODE: &str = "SET sql_mode = 'PIPES_AS_CONCAT,STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'";
/// Statements that a connection keeps prepared. Each number of rows is a statement of its own, some of a hundred kB.
const STATEMENTS: usize = 32;
/// A connection that has rested longer is asked whether it still lives, and has so long to say so.
const RESTED: Duration = Duration::from_millis(500);
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

/// Runs the same code on whichever connection it is. The body is compiled once for each database.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Pg($c) => $body,
            $crate::db::Conn::My($c) => $body,
            #[cfg(feature = "sim")]
            $crate::db::Conn::Sim($c) => $body,
        }
    };
}
pub(crate) use on;

/// An open connection.
pub enum Conn {
    /// PostgreSQL.
    Pg(Box<PgConnection>),
    /// MySQL or MariaDB.
    My(Box<MySqlConnection>),
    /// A simulation's, which speaks PostgreSQL's dialect.
    #[cfg(feature = "sim")]
    Sim(Box<crate::sim::SimConn>),
}

impl Conn {
    /// Whether it speaks MySQL's and MariaDB's dialect; PostgreSQL's otherwise.
    pub fn is_mysql(&self) -> bool {
        matches!(self, Self::My(_))
    }

    /// A statement of this crate, written with `?` for each parameter, as this database wants it.
    pub fn sql(&self, statement: &str) -> AssertSqlSafe<String> {
        let Self::Pg(_) = self else { return AssertSqlSafe(statement.to_owned()) };
        let mut out = String::with_capacity(statement.len().saturating_add(8));
        let mut number = 0_u32;
        for c in statement.chars() {
            if c == '?' {
                number = number.saturating_add(1);
                out.push('$');
                out.push_str(&number.to_string());
            } else {
                out.push(c);
            }
        }
        AssertSqlSafe(out)
    }

    /// `(?, ?, …)` for `rows` rows of `columns` values.
    pub fn rows(rows: usize, columns: usize) -> String {
        let row = format!("({})", vec!["?"; columns].join(", "));
        vec![row; rows].join(", ")
    }

    /// What follows `INSERT … VALUES …` so that rows which are there already are changed instead.
    pub fn on_conflict(&self, key: &str, columns: &[&str]) -> String {
        let (head, value): (String, fn(&str) -> String) = if self.is_mysql() {
            (" ON DUPLICATE KEY UPDATE ".to_owned(), |c| format!("{c} = VALUES({c})"))
        } else {
            (format!(" ON CONFLICT ({key}) DO UPDATE SET "), |c| format!("{c} = EXCLUDED.{c}"))
        };
        head + &columns.iter().map(|c| value(c)).collect::<Vec<_>>().join(", ")
    }

    /// The same, but numbers are added to those that are there.
    pub fn add_on_conflict(&self, table: &str, key: &str, columns: &[&str]) -> String {
        let (head, value): (String, fn(&str) -> String) = if self.is_mysql() {
            (" ON DUPLICATE KEY UPDATE ".to_owned(), |c| format!("VALUES({c})"))
        } else {
            (format!(" ON CONFLICT ({key}) DO UPDATE SET "), |c| format!("EXCLUDED.{c}"))
        };
        let sums: Vec<_> = columns.iter().map(|c| format!("{c} = {table}.{c} + {}", value(c))).collect();
        head + &sums.join(", ")
    }

    /// The database's clock, in Unix seconds: what is stored is compared in it and in no other.
    ///
    /// # Errors
    /// [`DbError`]
    pub async fn now(&mut self) -> Result<i64, DbError> {
        let statement = match self {
            Self::Pg(_) => "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS bigint)",
            Self::My(_) => "SELECT CAST(UNIX_TIMESTAMP() AS SIGNED)",
            #[cfg(feature = "sim")]
            Self::Sim(_) => "SELECT sim_now()",
        };
        let statement = self.sql(statement);
        Ok(on!(self, c => sqlx::query_scalar(statement).fetch_one(&mut **c).await)?)
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// [`DbError`]
    pub async fn begin(&mut self) -> Result<(), DbError> {
        self.run("BEGIN").await
    }

    /// Ends a transaction that is to stay.
    ///
    /// # Errors
    /// [`DbError`]
    pub async fn commit(&mut self) -> Result<(), DbError> {
        self.run("COMMIT").await
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), DbError> {
        on!(self, c => sqlx::raw_sql(statement).execute(&mut **c).await.map(|_| ()))?;
        Ok(())
    }

    async fn open(options: &config::Database) -> Result<Self, DbError> {
        #[cfg(feature = "sim")]
        if crate::sim::world().is_some() {
            let opened = crate::sim::SimConn::open().await;
            return opened.map(|c| Self::Sim(Box::new(c))).map_err(|e| DbError::Unreachable(e.to_string()));
        }
        let opening = async {
            if options.kind == "postgres" {
                postgres(options).connect().await.map(|c| Self::Pg(Box::new(c)))
            } else {
                let mut c = mysql(options).connect().await?;
                sqlx::raw_sql(SQL_MODE).execute(&mut c).await?;
                Ok(Self::My(Box::new(c)))
            }
        };
        match clock::timeout(CONNECT_TIMEOUT, opening).await {
            Ok(opened) => opened.map_err(|e| match Reason::of(&e) {
                Reason::Crowded => DbError::Crowded(e.to_string()),
                _ => DbError::Unreachable(e.to_string()),
            }),
            Err(_) => Err(DbError::silent(CONNECT_TIMEOUT)),
        }
    }

    async fn lives(&mut self) -> bool {
        let asked = async { on!(self, c => c.ping().await) };
        matches!(clock::timeout(SIGN_OF_LIFE, asked).await, Ok(Ok(())))
    }
}

/// `name:port` and `/directory` as LMS takes them; empty is libpq's default, the local socket.
fn postgres(options: &config::Database) -> PgConnectOptions {
    let mut pg = PgConnectOptions::new_without_pgpass()
        .username(&options.user)
        .database(&options.name)
        .application_name("metroport")
        .statement_cache_capacity(STATEMENTS);
    if !options.password.is_empty() {
        pg = pg.password(options.password.expose());
    }
    let (host, port) = host_and_port(&options.host);
    pg = match host {
        "" => pg.socket("/var/run/postgresql"),
        directory if directory.starts_with('/') => pg.socket(directory),
        name => pg.host(name),
    };
    match port.or(options.port) {
        Some(port) => pg.port(port),
        None => pg,
    }
}

/// As mysqli does it: `localhost` is the socket, `p:` before a name asks for what we do anyway.
fn mysql(options: &config::Database) -> MySqlConnectOptions {
    let mut my = MySqlConnectOptions::new()
        .username(&options.user)
        .database(&options.name)
        .ssl_mode(MySqlSslMode::Preferred)
        // All of it is set by SQL_MODE.
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .statement_cache_capacity(STATEMENTS)
        .charset("utf8mb4");
    if !options.password.is_empty() {
        my = my.password(options.password.expose());
    }
    let (host, port) = host_and_port(options.host.strip_prefix("p:").unwrap_or(&options.host));
    if matches!(host, "" | "localhost") {
        let socket = if options.socket.is_empty() { "/run/mysqld/mysqld.sock" } else { &options.socket };
        return my.socket(socket);
    }
    my = my.host(host);
    match port.or(options.port) {
        Some(port) => my.port(port),
        None => my,
    }
}

/// A host as LMS has it, `name` or `name:port`; an IPv6 address has no port here.
pub fn host_and_port(host: &str) -> (&str, Option<u16>) {
    match host.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') => match u16::from_str(port) {
            Ok(port) => (name, Some(port)),
            Err(_) => (host, None),
        },
        _ => (host, None),
    }
}

/// What can go wrong with the database. Messages are for logs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// No connection.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// It takes no more connections.
    #[error("the database takes no more connections: {0}")]
    Crowded(String),
    /// It has no room to write.
    #[error("the database has no room left: {0}")]
    Full(String),
    /// It is there and did not answer in time, or gave the statement up for that.
    #[error("the database does not answer in time: {0}")]
    Late(String),
    /// It takes no changes: a standby, or set so.
    #[error("the database takes no changes: {0}")]
    ReadOnly(String),
    /// Its user may not do this.
    #[error("the database does not allow it: {0}")]
    Denied(String),
    /// A table or column is not there.
    #[error("the database lacks something: {0}")]
    Lacking(String),
    /// A statement failed.
    #[error("the database refused: {0}")]
    Query(String),
    /// A row that must be unique is there already.
    #[error("already in the database")]
    Duplicate,
}

impl DbError {
    /// Nothing was heard of it for so long.
    fn silent(waited: Duration) -> Self {
        Self::Late(format!("nothing for {} s", waited.as_secs()))
    }
}

/// What a server means by an error, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    Duplicate,
    Crowded,
    Full,
    Late,
    ReadOnly,
    Denied,
    Lacking,
    Gone,
    Other,
}

impl Reason {
    fn of(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(e) if e.is_unique_violation() => Self::Duplicate,
            sqlx::Error::Database(e) => {
                let number = e.try_downcast_ref::<MySqlDatabaseError>().map(MySqlDatabaseError::number);
                Self::told(&e.code().unwrap_or_default(), number)
            }
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) => Self::Gone,
            _ => Self::Other,
        }
    }

    /// By the SQLSTATE and MySQL's own number.
    fn told(state: &str, number: Option<u16>) -> Self {
        match (state, number) {
            // ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED; too_many_connections
            (_, Some(1040 | 1203 | 1226)) | ("53300", None) => Self::Crowded,
            // EE_WRITE, EE_DISK_FULL, ER_DISK_FULL, ER_RECORD_FILE_FULL; disk_full
            (_, Some(3 | 20 | 1021 | 1114)) | ("53100", None) => Self::Full,
            // ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK, ER_STATEMENT_TIMEOUT, ER_QUERY_TIMEOUT; query_canceled,
            // lock_not_available, deadlock_detected, serialization_failure
            (_, Some(1205 | 1213 | 1969 | 3024)) | ("57014" | "55P03" | "40P01" | "40001", None) => {
                Self::Late
            }
            // ER_OPTION_PREVENTS_STATEMENT, ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE;
            // read_only_sql_transaction
            (_, Some(1290 | 1792 | 1836)) | ("25006", None) => Self::ReadOnly,
            // ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_PROCACCESS_DENIED_ERROR; insufficient_privilege
            (_, Some(1142 | 1143 | 1370)) | ("42501", None) => Self::Denied,
            // ER_BAD_FIELD_ERROR, ER_NO_SUCH_TABLE; undefined_table, undefined_column
            (_, Some(1054 | 1146)) | ("42P01" | "42703", None) => Self::Lacking,
            // A server takes its leave with an ordinary error: PostgreSQL's 57P.. when it goes, 08... for a lost connection.
            (state, _) if state.starts_with("57P") || state.starts_with("08") => Self::Gone,
            _ => Self::Other,
        }
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        let words = match &error {
            sqlx::Error::Database(e) => e.message().to_owned(),
            other => other.to_string(),
        };
        match Reason::of(&error) {
            Reason::Duplicate => Self::Duplicate,
            Reason::Crowded => Self::Crowded(words),
            Reason::Full => Self::Full(words),
            Reason::Late => Self::Late(words),
            Reason::ReadOnly => Self::ReadOnly(words),
            Reason::Denied => Self::Denied(words),
            Reason::Lacking => Self::Lacking(words),
            Reason::Gone => Self::Unreachable(words),
            Reason::Other => Self::Query(words),
        }
    }
}

/// A unit of work, unless the server has gone silent: a way that was cut never ends by itself.
async fn in_time<R, E: From<DbError>>(
    limit: Duration,
    work: impl Future<Output = Result<R, E>>,
) -> Result<R, E> {
    clock::timeout(limit, work).await.map_err(|_| DbError::silent(limit))?
}

/// The database of one LMS.
pub struct Db {
    options: Rc<config::Database>,
    resting: Rc<RefCell<Option<(Conn, Instant)>>>,
    patience: Duration,
}

impl Db {
    /// Opens nothing yet.
    pub fn new(options: config::Database) -> Self {
        Self { options: Rc::new(options), resting: Rc::default(), patience: WORK_TIMEOUT }
    }

    /// The same connection for a page, whose user does not wait as long as a script.
    #[must_use]
    pub fn for_page(&self) -> Self {
        let (options, resting) = (Rc::clone(&self.options), Rc::clone(&self.resting));
        Self { options, resting, patience: PAGE_WORK_TIMEOUT }
    }

    /// Does a unit of work on the connection. Work that fails or is cut off closes it, and with it its transaction.
    ///
    /// # Errors
    /// What the work returns; [`DbError::Unreachable`], [`DbError::Crowded`], [`DbError::Late`].
    pub async fn with<R, E: From<DbError>>(
        &self,
        work: impl AsyncFnOnce(&mut Conn) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut conn = self.take().await?;
        let result = in_time(self.patience, work(&mut conn)).await?;
        *self.resting.borrow_mut() = Some((conn, clock::now()));
        Ok(result)
    }

    /// The resting connection if it is there and lives, or a new one.
    async fn take(&self) -> Result<Conn, DbError> {
        let rested = self.resting.borrow_mut().take();
        if let Some((mut conn, since)) = rested
            && (clock::since(since) < RESTED || conn.lives().await)
        {
            return Ok(conn);
        }
        Conn::open(&self.options).await
    }

    /// Waits for a lock that all processes of this LMS share; `None` when somebody else keeps it for longer than `wait`.
    ///
    /// # Errors
    /// [`DbError`]
    pub async fn lock(&self, name: LockName, wait: Duration) -> Result<Option<Advisory>, DbError> {
        let conn = Conn::open(&self.options).await?;
        // The server keeps to `wait`, unless it has gone silent.
        in_time(wait.saturating_add(CONNECT_TIMEOUT), Advisory::acquire(conn, name, wait)).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_as_lms_reads_them() {
        for (host, wanted) in [
            ("db.example.pl", ("db.example.pl", None)),
            ("db.example.pl:5433", ("db.example.pl", Some(5433))),
            ("/run/postgresql", ("/run/postgresql", None)),
            ("::1", ("::1", None)),
            ("db:x", ("db:x", None)),
            ("", ("", None)),
        ] {
            assert_eq!(host_and_port(host), wanted, "{host}");
        }
    }

    #[test]
    fn errors_are_told_apart_by_what_an_administrator_does_about_them() {
        for (state, number, wanted) in [
            ("53300", None, Reason::Crowded),
            ("08004", Some(1040), Reason::Crowded),
            ("42000", Some(1203), Reason::Crowded),
            ("53100", None, Reason::Full),
            ("HY000", Some(1114), Reason::Full),
            ("HY000", Some(1021), Reason::Full),
            ("57014", None, Reason::Late),
            ("40P01", None, Reason::Late),
            ("HY000", Some(1205), Reason::Late),
            ("70100", Some(1969), Reason::Late),
            ("25006", None, Reason::ReadOnly),
            ("HY000", Some(1290), Reason::ReadOnly),
            ("42501", None, Reason::Denied),
            ("42000", Some(1142), Reason::Denied),
            ("57P01", None, Reason::Gone),
            ("57P03", None, Reason::Gone),
            ("08S01", Some(1053), Reason::Gone),
            ("42P01", None, Reason::Lacking),
            ("42S02", Some(1146), Reason::Lacking),
            ("42601", None, Reason::Other),
            ("42000", Some(1064), Reason::Other),
        ] {
            assert_eq!(Reason::told(state, number), wanted, "{state} {number:?}");
        }
    }

    #[test]
    fn rows_of_placeholders() {
        assert_eq!(Conn::rows(2, 3), "(?, ?, ?), (?, ?, ?)");
    }
}
