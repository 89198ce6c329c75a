//! A database of the world as sqlx sees one: statements and texts out, numbers and texts back.

use std::str::FromStr;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use sqlx::{
    Column, ColumnIndex, ConnectOptions, Connection, Database, Either, Error, Execute, Executor, Row, SqlStr,
    Statement, Transaction,
};
use sqlx_core::transaction::TransactionManager;

use super::values::{AnyType, Bound, Cell, CellRef};
use super::{clock, world};

/// How long a statement waits before it looks again whether somebody else's transaction is over.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(2);

/// What a statement brought.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Rows that it gave.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that it changed.
    pub changed: u64,
}

/// An open connection.
#[derive(Debug)]
pub struct SimConn {
    number: u64,
}

impl SimConn {
    pub(crate) async fn open() -> Result<Self, Error> {
        pause().await;
        let number = world().ok_or(Error::PoolClosed)?.connect()?;
        Ok(Self { number })
    }

    /// The locks of all processes, without waiting.
    pub(crate) fn lock(&self, name: &str) -> bool {
        world().is_some_and(|world| world.lock(self.number, name))
    }

    async fn run(&mut self, sql: SqlStr, arguments: Vec<Cell>) -> Result<Outcome, Error> {
        pause().await;
        loop {
            let turn = self.turn(sql.as_str(), &arguments)?;
            if let Some(outcome) = turn {
                pause().await;
                return Ok(outcome);
            }
            clock::sleep(LOOK_AGAIN).await;
        }
    }

    fn turn(&self, sql: &str, arguments: &[Cell]) -> Result<Option<Outcome>, Error> {
        world().ok_or(Error::PoolClosed)?.statement(self.number, sql, arguments)
    }
}

async fn pause() {
    let wait = world().and_then(|world| world.pause());
    if let Some(wait) = wait {
        clock::sleep(wait).await;
    }
}

impl Drop for SimConn {
    fn drop(&mut self) {
        if let Some(world) = world() {
            world.disconnect(self.number);
        }
    }
}

/// How a connection is asked for: in no way but [`SimConn::open`].
#[derive(Debug, Clone, Default)]
pub struct Connecting;

impl FromStr for Connecting {
    type Err = Error;

    fn from_str(_: &str) -> Result<Self, Error> {
        Ok(Self)
    }
}

impl ConnectOptions for Connecting {
    type Connection = SimConn;

    fn from_url(_: &url::Url) -> Result<Self, Error> {
        Ok(Self)
    }

    async fn connect(&self) -> Result<SimConn, Error> {
        SimConn::open().await
    }

    fn log_statements(self, _: log::LevelFilter) -> Self {
        self
    }

    fn log_slow_statements(self, _: log::LevelFilter, _: std::time::Duration) -> Self {
        self
    }
}

/// The kind of database.
#[derive(Debug)]
pub struct Sim;

impl Database for Sim {
    type Connection = SimConn;
    type TransactionManager = NoTransactions;
    type Row = SimRow;
    type QueryResult = Changed;
    type Column = NoColumn;
    type TypeInfo = AnyType;
    type Value = Cell;
    type ValueRef<'r> = CellRef<'r>;
    type Arguments = Bound;
    type ArgumentBuffer = Vec<Cell>;
    type Statement = Unprepared;

    const NAME: &'static str = "simulation";
    const URL_SCHEMES: &'static [&'static str] = &[];
}

impl Connection for SimConn {
    type Database = Sim;
    type Options = Connecting;

    async fn close(self) -> Result<(), Error> {
        pause().await;
        Ok(())
    }

    async fn close_hard(self) -> Result<(), Error> {
        Ok(())
    }

    async fn ping(&mut self) -> Result<(), Error> {
        self.run(SqlStr::from_static("SELECT 1"), Vec::new()).await.map(|_| ())
    }

    async fn begin(&mut self) -> Result<Transaction<'_, Sim>, Error> {
        Transaction::begin(self, None).await
    }

    fn shrink_buffers(&mut self) {}

    async fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn should_flush(&self) -> bool {
        false
    }
}

impl<'c> Executor<'c> for &'c mut SimConn {
    type Database = Sim;

    fn fetch_many<'e, 'q: 'e, E>(self, mut query: E) -> BoxStream<'e, Result<Either<Changed, SimRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sim>,
    {
        let arguments = query.take_arguments().map_err(Error::Encode);
        let sql = query.sql();
        let run = async move {
            let bound = arguments?.unwrap_or_default();
            let outcome = self.run(sql, bound.into_cells()).await?;
            let rows = outcome.rows.into_iter().map(|cells| Ok(Either::Right(SimRow(cells))));
            let end = Ok(Either::Left(Changed(outcome.changed)));
            Ok::<_, Error>(stream::iter(rows.chain([end])))
        };
        stream::once(run).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<SimRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sim>,
    {
        let mut rows = self.fetch(query);
        Box::pin(async move { rows.try_next().await })
    }

    fn prepare_with<'e>(self, sql: SqlStr, _: &'e [AnyType]) -> BoxFuture<'e, Result<Unprepared, Error>>
    where
        'c: 'e,
    {
        Box::pin(std::future::ready(Ok(Unprepared(sql))))
    }
}

/// Transactions are statements here, as they are in the rest of the crate.
#[derive(Debug)]
pub struct NoTransactions;

impl TransactionManager for NoTransactions {
    type Database = Sim;

    async fn begin(conn: &mut SimConn, _: Option<SqlStr>) -> Result<(), Error> {
        conn.run(SqlStr::from_static("BEGIN"), Vec::new()).await.map(|_| ())
    }

    async fn commit(conn: &mut SimConn) -> Result<(), Error> {
        conn.run(SqlStr::from_static("COMMIT"), Vec::new()).await.map(|_| ())
    }

    async fn rollback(conn: &mut SimConn) -> Result<(), Error> {
        conn.run(SqlStr::from_static("ROLLBACK"), Vec::new()).await.map(|_| ())
    }

    fn start_rollback(_: &mut SimConn) {}

    fn get_transaction_depth(_: &SimConn) -> usize {
        0
    }
}

/// How many rows were changed.
#[derive(Debug, Default)]
pub struct Changed(u64);

impl Changed {
    pub(crate) fn rows_affected(&self) -> u64 {
        self.0
    }
}

impl Extend<Self> for Changed {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, more: I) {
        self.0 = more.into_iter().fold(self.0, |sum, Self(changed)| sum.saturating_add(changed));
    }
}

/// A row.
#[derive(Debug)]
pub struct SimRow(Vec<Cell>);

impl Row for SimRow {
    type Database = Sim;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn columns(&self) -> &[NoColumn] {
        &[]
    }

    fn try_get_raw<I: ColumnIndex<Self>>(&self, index: I) -> Result<CellRef<'_>, Error> {
        let index = index.index(self)?;
        self.0.get(index).map(CellRef::of).ok_or(Error::ColumnIndexOutOfBounds { index, len: self.0.len() })
    }
}

sqlx_core::impl_column_index_for_row!(SimRow);

/// Columns are known by their numbers.
#[derive(Debug)]
pub struct NoColumn;

impl Column for NoColumn {
    type Database = Sim;

    fn ordinal(&self) -> usize {
        0
    }

    fn name(&self) -> &'static str {
        ""
    }

    fn type_info(&self) -> &AnyType {
        &AnyType
    }
}

/// Nothing is prepared.
#[derive(Debug, Clone)]
pub struct Unprepared(SqlStr);

impl Statement for Unprepared {
    type Database = Sim;

    fn into_sql(self) -> SqlStr {
        self.0
    }

    fn sql(&self) -> &SqlStr {
        &self.0
    }

    fn parameters(&self) -> Option<Either<&[AnyType], usize>> {
        None
    }

    fn columns(&self) -> &[NoColumn] {
        &[]
    }

    sqlx_core::impl_statement_query!(Bound);
}
