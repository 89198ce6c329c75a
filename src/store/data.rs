//! How far the data of linked customers have come on their way to MMS (`metroport_customer_data`).
//!
//! A row is changed in one way only, [`change`]: read under a lock, changed by a function without I/O, written back.

use sqlx::Row as _;

use super::StoreError;
use crate::db::{Conn, on};

/// Rows changed in one transaction.
const CHUNK: usize = 500;
const COLUMNS: [&str; 11] = [
    "lms_user_id",
    "settled",
    "settled_at",
    "wanted",
    "wanted_at",
    "wanted_by",
    "attempts",
    "next_attempt_at",
    "error_code",
    "error_text",
    "refused",
];

/// One customer's data. Times are Unix seconds by the database's clock.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// LMS customer.
    pub customer_id: i64,
    /// Fingerprint of the data that need no sending any more: MMS has them, or somebody gave them up.
    pub settled: Option<String>,
    /// Since when.
    pub settled_at: Option<i64>,
    /// Fingerprint of the data that are to be sent.
    pub wanted: Option<String>,
    /// Since when.
    pub wanted_at: Option<i64>,
    /// Login or script.
    pub wanted_by: Option<String>,
    /// Attempts since they were wanted, the one that is under way included.
    pub attempts: i32,
    /// When they are due; `None` while they are refused, or nothing is wanted.
    pub next_attempt_at: Option<i64>,
    /// Stable code of the last failure; `None` with attempts: one is under way, or its process died.
    pub error_code: Option<String>,
    /// MMS's words.
    pub error_text: Option<String>,
    /// They need other data, or a person.
    pub refused: bool,
}

/// Changes the rows of linked customers and gives those that `change` says true of. Rows that are not there yet come as empty
/// ones. `change` also gets the time.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn change(
    conn: &mut Conn,
    customers: &[i64],
    mut change: impl FnMut(&mut Record, i64) -> bool,
) -> Result<Vec<Record>, StoreError> {
    let mut kept = Vec::new();
    // Everybody takes them in the same order.
    let mut customers = customers.to_vec();
    customers.sort_unstable();
    customers.dedup();
    for chunk in customers.chunks(CHUNK) {
        conn.begin().await?;
        kept.extend(change_chunk(conn, chunk, &mut change).await?);
        conn.commit().await?;
    }
    Ok(kept)
}

/// The same in a transaction that has begun, for as many as one statement can name.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn change_chunk(
    conn: &mut Conn,
    customers: &[i64],
    mut change: impl FnMut(&mut Record, i64) -> bool,
) -> Result<Vec<Record>, StoreError> {
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    make(conn, customers).await?;
    let now = conn.now().await?;
    let mut changed = Vec::new();
    let mut kept = Vec::new();
    for before in read(conn, customers, " FOR UPDATE").await? {
        let mut record = before.clone();
        let keep = change(&mut record, now);
        if record != before {
            changed.push(record.clone());
        }
        if keep {
            kept.push(record);
        }
    }
    save(conn, &changed).await?;
    Ok(kept)
}

/// A row can only be locked once it is there.
async fn make(conn: &mut Conn, customers: &[i64]) -> Result<(), StoreError> {
    let untouched = if conn.is_mysql() {
        "ON DUPLICATE KEY UPDATE lms_user_id = metroport_customer_data.lms_user_id"
    } else {
        "ON CONFLICT DO NOTHING"
    };
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_customer_data (lms_user_id) SELECT k.lms_user_id FROM metroport_customers k \
         WHERE k.lms_user_id IN {} AND NOT EXISTS \
         (SELECT 1 FROM metroport_customer_data o WHERE o.lms_user_id = k.lms_user_id) \
         ORDER BY k.lms_user_id {untouched}",
        Conn::rows(1, customers.len()),
    ));
    on!(conn, c => {
        let mut query = sqlx::query(statement);
        for customer in customers {
            query = query.bind(customer);
        }
        query.execute(&mut **c).await.map(|_| ())
    })?;
    Ok(())
}

async fn read(conn: &mut Conn, customers: &[i64], how: &str) -> Result<Vec<Record>, StoreError> {
    let statement = conn.sql(&format!(
        "SELECT {} FROM metroport_customer_data WHERE lms_user_id IN {} ORDER BY lms_user_id{how}",
        COLUMNS.join(", "),
        Conn::rows(1, customers.len()),
    ));
    select(conn, statement, customers).await
}

/// Everything that is wanted and not settled.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn open(conn: &mut Conn) -> Result<Vec<Record>, StoreError> {
    let statement = conn
        .sql(&format!("SELECT {} FROM metroport_customer_data WHERE wanted IS NOT NULL", COLUMNS.join(", ")));
    select(conn, statement, &[]).await
}

/// What is wanted of one customer and not settled.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn open_of(conn: &mut Conn, customer: i64) -> Result<Option<Record>, StoreError> {
    let statement = conn.sql(&format!(
        "SELECT {} FROM metroport_customer_data WHERE lms_user_id = ? AND wanted IS NOT NULL",
        COLUMNS.join(", ")
    ));
    Ok(select(conn, statement, &[customer]).await?.pop())
}

async fn select(
    conn: &mut Conn,
    statement: sqlx::AssertSqlSafe<String>,
    bound: &[i64],
) -> Result<Vec<Record>, StoreError> {
    on!(conn, c => {
        let mut query = sqlx::query(statement);
        for value in bound {
            query = query.bind(value);
        }
        let rows = query.fetch_all(&mut **c).await?;
        rows.iter().map(|row| Ok(Record {
            customer_id: row.try_get::<i32, _>(0)?.into(),
            settled: row.try_get(1)?,
            settled_at: row.try_get(2)?,
            wanted: row.try_get(3)?,
            wanted_at: row.try_get(4)?,
            wanted_by: row.try_get(5)?,
            attempts: row.try_get(6)?,
            next_attempt_at: row.try_get(7)?,
            error_code: row.try_get(8)?,
            error_text: row.try_get(9)?,
            refused: row.try_get::<i16, _>(10)? != 0,
        })).collect()
    })
}

/// Linked customers whose data are due, those that have waited longest first.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn due(conn: &mut Conn, limit: usize) -> Result<Vec<i64>, StoreError> {
    let now = conn.now().await?;
    let statement = conn.sql(
        "SELECT d.lms_user_id FROM metroport_customer_data d \
         JOIN metroport_customers k ON k.lms_user_id = d.lms_user_id \
         WHERE d.wanted IS NOT NULL AND d.next_attempt_at <= ? ORDER BY d.next_attempt_at, d.lms_user_id LIMIT ?",
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<(i32,)> = on!(conn, c => {
        sqlx::query_as(statement).bind(now).bind(limit).fetch_all(&mut **c).await
    })?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

/// Removes what is recorded of a customer: his link is going.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn forget(conn: &mut Conn, customer: i64) -> Result<(), StoreError> {
    let statement = conn.sql("DELETE FROM metroport_customer_data WHERE lms_user_id = ?");
    on!(conn, c => sqlx::query(statement).bind(customer).execute(&mut **c).await.map(|_| ()))?;
    Ok(())
}

async fn save(conn: &mut Conn, records: &[Record]) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_customer_data ({}) VALUES {}{}",
        COLUMNS.join(", "),
        Conn::rows(records.len(), COLUMNS.len()),
        conn.on_conflict("lms_user_id", COLUMNS.split_at(1).1),
    ));
    on!(conn, c => {
        let mut query = sqlx::query(statement);
        for record in records {
            query = query
                .bind(i32::try_from(record.customer_id).unwrap_or_default())
                .bind(&record.settled)
                .bind(record.settled_at)
                .bind(&record.wanted)
                .bind(record.wanted_at)
                .bind(&record.wanted_by)
                .bind(record.attempts)
                .bind(record.next_attempt_at)
                .bind(&record.error_code)
                .bind(&record.error_text)
                .bind(i16::from(record.refused));
        }
        query.execute(&mut **c).await.map(|_| ())
    })?;
    Ok(())
}

/// How many customers' data are wanted, refused or not, and since when the oldest.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn depth(conn: &mut Conn) -> Result<Vec<(bool, i64, Option<i64>)>, StoreError> {
    let statement = conn.sql(
        "SELECT refused, COUNT(*), MIN(wanted_at) FROM metroport_customer_data \
         WHERE wanted IS NOT NULL GROUP BY refused",
    );
    let rows: Vec<(i16, i64, Option<i64>)> =
        on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(refused, count, since)| (refused != 0, count, since)).collect())
}

/// How many customers' data are wanted and not refused.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn waiting(conn: &mut Conn) -> Result<usize, StoreError> {
    let statement =
        conn.sql("SELECT COUNT(*) FROM metroport_customer_data WHERE wanted IS NOT NULL AND refused = 0");
    let count: i64 = on!(conn, c => sqlx::query_scalar(statement).fetch_one(&mut **c).await)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// How many customers' data are refused, and how many others have been waiting since before `late`.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn stuck(conn: &mut Conn, late: i64) -> Result<(i64, i64), StoreError> {
    let statement = conn.sql(
        "SELECT (SELECT COUNT(*) FROM metroport_customer_data WHERE wanted IS NOT NULL AND refused = 1), \
         (SELECT COUNT(*) FROM metroport_customer_data WHERE wanted IS NOT NULL AND refused = 0 AND wanted_at < ?)",
    );
    Ok(on!(conn, c => sqlx::query_as(statement).bind(late).fetch_one(&mut **c).await)?)
}
