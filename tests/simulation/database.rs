//! LMS's database: one `SQLite` in memory, which many connections share. A transaction keeps everybody else waiting until it
//! is over, and ends with its connection; so do locks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;

use metroport::SCHEMA_VERSION;
use metroport::sim::{Cell, Outcome, clock};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, ToSql, params_from_iter};
use sqlx::error::{BoxDynError, DatabaseError, ErrorKind};

use crate::schema::schema;

/// When every world begins, in Unix seconds.
pub const BEGINNING: i64 = 1_800_000_000;

pub struct Database {
    sqlite: Connection,
    tables: Vec<String>,
    next: u64,
    /// Whose transaction is under way.
    owner: Option<u64>,
    locks: BTreeMap<String, u64>,
    /// Connections that were cut.
    cut: BTreeSet<u64>,
}

impl Database {
    pub fn new() -> Self {
        let sqlite = Connection::open_in_memory().expect("SQLite");
        sqlite.set_prepared_statement_cache_capacity(200);
        let flags = FunctionFlags::SQLITE_UTF8;
        sqlite.create_scalar_function("sim_now", 0, flags, |_| Ok(now())).expect("a function");
        // A day is a text already.
        let as_it_is = |context: &Context<'_>| context.get::<Option<String>>(0);
        sqlite.create_scalar_function("to_char", 2, flags, as_it_is).expect("a function");
        // Some of its tables belong to others of LMS that are not here.
        sqlite.execute_batch("PRAGMA foreign_keys = OFF").expect("a pragma");
        sqlite.execute_batch(&schema()).expect("the schema");
        let tables = {
            let mut names =
                sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").expect("tables");
            let names = names.query_map([], |row| row.get(0)).expect("tables");
            names.collect::<Result<_, _>>().expect("tables")
        };
        let (locks, cut) = (BTreeMap::new(), BTreeSet::new());
        Self { sqlite, tables, next: 0, owner: None, locks, cut }
    }

    /// Empties it for the next world.
    pub fn clear(&mut self) {
        if self.owner.take().is_some() {
            self.batch("ROLLBACK");
        }
        (self.next, self.locks, self.cut) = (0, BTreeMap::new(), BTreeSet::new());
        for table in &self.tables {
            self.batch(&format!("DELETE FROM {table}"));
        }
        self.batch(&format!(
            "INSERT INTO dbinfo (keytype, keyvalue) VALUES ('dbversion_LMSMetroportPlugin', '{SCHEMA_VERSION}')"
        ));
    }

    /// Statements of somebody who is not simulated.
    pub fn batch(&self, sql: &str) {
        self.sqlite.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Rows for whoever judges.
    pub fn rows(&self, sql: &str) -> Vec<Vec<Cell>> {
        run(&self.sqlite, sql, &[]).unwrap_or_else(|error| panic!("{sql}: {error}")).rows
    }

    /// Whether no transaction is under way.
    pub fn is_at_rest(&self) -> bool {
        self.owner.is_none()
    }

    pub fn connect(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub fn disconnect(&mut self, connection: u64) {
        if self.owner == Some(connection) {
            self.batch("ROLLBACK");
            self.owner = None;
        }
        self.locks.retain(|_, holder| *holder != connection);
    }

    /// The connection breaks.
    pub fn cut(&mut self, connection: u64) -> sqlx::Error {
        self.disconnect(connection);
        self.cut.insert(connection);
        sqlx::Error::Io(io::ErrorKind::ConnectionReset.into())
    }

    pub fn lock(&mut self, connection: u64, name: &str) -> bool {
        !self.cut.contains(&connection)
            && *self.locks.entry(name.to_owned()).or_insert(connection) == connection
    }

    pub fn statement(
        &mut self,
        connection: u64,
        sql: &str,
        arguments: &[Cell],
    ) -> Result<Option<Outcome>, sqlx::Error> {
        if self.cut.contains(&connection) {
            return Err(sqlx::Error::Io(io::ErrorKind::BrokenPipe.into()));
        }
        if self.owner.is_some_and(|owner| owner != connection) {
            return Ok(None);
        }
        // Nobody else is here while a transaction is under way.
        let sql = sql.strip_suffix(" FOR UPDATE").unwrap_or(sql);
        let outcome = run(&self.sqlite, sql, arguments).map_err(|error| refused(&error))?;
        match sql {
            "BEGIN" => self.owner = Some(connection),
            "COMMIT" | "ROLLBACK" => self.owner = None,
            _ => {}
        }
        Ok(Some(outcome))
    }
}

/// The database's clock, in Unix seconds.
pub fn now() -> i64 {
    BEGINNING + i64::try_from(clock::passed().as_secs()).unwrap_or(i64::MAX)
}

fn run(sqlite: &Connection, sql: &str, arguments: &[Cell]) -> rusqlite::Result<Outcome> {
    let mut statement = sqlite.prepare_cached(sql)?;
    let width = statement.column_count();
    let mut rows = statement.query(params_from_iter(arguments.iter().map(Bound)))?;
    let mut outcome = Outcome::default();
    while let Some(row) = rows.next()? {
        let cell = |n| {
            Ok(match row.get_ref(n)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Int(number),
                ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Real(_) | ValueRef::Blob(_) => return Err(rusqlite::Error::InvalidQuery),
            })
        };
        outcome.rows.push((0..width).map(cell).collect::<rusqlite::Result<_>>()?);
    }
    drop(rows);
    if width == 0 {
        outcome.changed = sqlite.changes();
    }
    Ok(outcome)
}

struct Bound<'a>(&'a Cell);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Cell::Null => ValueRef::Null,
            Cell::Int(number) => ValueRef::Integer(*number),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

#[derive(Debug)]
struct Refused {
    message: String,
    duplicate: bool,
}

fn refused(error: &rusqlite::Error) -> sqlx::Error {
    let duplicate = error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
        && error.to_string().starts_with("UNIQUE");
    sqlx::Error::Database(Box::new(Refused { message: error.to_string(), duplicate }))
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refused {}

impl DatabaseError for Refused {
    fn message(&self) -> &str {
        &self.message
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> BoxDynError {
        self
    }

    fn kind(&self) -> ErrorKind {
        if self.duplicate { ErrorKind::UniqueViolation } else { ErrorKind::Other }
    }
}
