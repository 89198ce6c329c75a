//! What each customer had in a month (`metroport_settlement`), and the positions made of it
//! (`metroport_settlement_positions`).

use rust_decimal::Decimal;
use sqlx::Row as _;

use super::StoreError;
use super::items::amount;
use super::locks::Service;
use crate::db::{Conn, DbError, on};

/// Rows written in one statement.
const CHUNK: usize = 500;

/// Where the records of a month are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// What was seen in MMS, day by day.
    Snapshot,
    /// The provider's own billing records.
    Billing,
}

impl Source {
    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshot",
            Self::Billing => "billing",
        }
    }
}

/// What a customer had in a month. Amounts are gross, for a whole month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Of which kind it is.
    pub service: Service,
    /// Order of MetroTV, or F-Secure service.
    pub mms_id: i64,
    /// LMS customer who was linked when the record was made.
    pub customer_id: Option<i64>,
    /// MMS user.
    pub user: i64,
    /// MetroTV package, or F-Secure product.
    pub item_id: i64,
    /// Its name.
    pub name: String,
    /// Of a licence: for how many devices.
    pub license_size: i64,
    /// On how many days of the month he had it.
    pub days: i64,
    /// What MMS says that the customer pays.
    pub price: Option<Decimal>,
    /// What Metroport charges the operator.
    pub charged: Option<Decimal>,
    /// What LMS billed for it; `None` when no liability paid for it.
    pub billed: Option<Decimal>,
}

/// Records of a month (as 202611), of one customer or of all, by id.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn load(conn: &mut Conn, month: i32, customer_id: Option<i64>) -> Result<Vec<Record>, StoreError> {
    let of = if customer_id.is_some() { "lms_user_id = ?" } else { "0 = ?" };
    let statement = conn.sql(&format!(
        "SELECT service, mms_id, lms_user_id, mms_user_id, item_id, name, license_size, days, \
         CAST(price AS CHAR(20)), CAST(charged AS CHAR(20)), CAST(billed AS CHAR(20)) \
         FROM metroport_settlement WHERE month = ? AND {of} ORDER BY id"
    ));
    let customer_id = customer_id.unwrap_or_default();
    let rows = on!(conn, c => {
        let rows = sqlx::query(statement).bind(month).bind(customer_id).fetch_all(&mut **c).await?;
        rows.iter().map(|row| Ok((row.try_get::<String, _>(0)?, Record {
            service: Service::MetroTv,
            mms_id: row.try_get(1)?,
            customer_id: row.try_get::<Option<i32>, _>(2)?.map(i64::from),
            user: row.try_get(3)?,
            item_id: row.try_get(4)?,
            name: row.try_get(5)?,
            license_size: row.try_get::<i32, _>(6)?.into(),
            days: row.try_get::<i16, _>(7)?.into(),
            price: amount(row.try_get(8)?),
            charged: amount(row.try_get(9)?),
            billed: amount(row.try_get(10)?),
        }))).collect::<Result<Vec<_>, sqlx::Error>>()
    })?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, record)| Some(Record { service: Service::from_word(&word)?, ..record }))
        .collect())
}

/// Whether a month has records of this source.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn has(conn: &mut Conn, month: i32, source: Source) -> Result<bool, StoreError> {
    let statement = conn.sql("SELECT COUNT(*) FROM metroport_settlement WHERE month = ? AND source = ?");
    let count: i64 = on!(conn, c => sqlx::query_scalar(statement).bind(month).bind(source.word()).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

/// Whether the month is over for the settlement: it has records, or nothing was counted in it, so that nobody knows what there was.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn is_settled(conn: &mut Conn, month: i32, text: &str) -> Result<bool, StoreError> {
    let statement = conn.sql(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM metroport_settlement WHERE month = ?) \
         OR NOT EXISTS (SELECT 1 FROM metroport_numbers WHERE day >= ? AND day <= ?) THEN 1 ELSE 0 END",
    );
    let (first, last) = (format!("{text}-01"), format!("{text}-31"));
    let settled: i32 = on!(conn, c => {
        sqlx::query_scalar(statement).bind(month).bind(first).bind(last).fetch_one(&mut **c).await
    })?;
    Ok(settled != 0)
}

/// Puts records in the place of all that the month has, in the transaction that the connection has begun.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn replace(
    conn: &mut Conn,
    month: i32,
    source: Source,
    records: &[Record],
) -> Result<(), StoreError> {
    const VALUES: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS DECIMAL(10,2)), CAST(? AS DECIMAL(10,2)), \
        CAST(? AS DECIMAL(10,2)), ?)";
    let now = conn.now().await?;
    let statement = conn.sql("DELETE FROM metroport_settlement WHERE month = ?");
    on!(conn, c => sqlx::query(statement).bind(month).execute(&mut **c).await.map(|_| ()))?;
    for chunk in records.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "INSERT INTO metroport_settlement (month, source, service, mms_id, lms_user_id, mms_user_id, item_id, name, \
             license_size, days, price, charged, billed, taken_at) VALUES {}",
            vec![VALUES; chunk.len()].join(", ")
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement);
            for record in chunk {
                query = query
                    .bind(month)
                    .bind(source.word())
                    .bind(record.service.word())
                    .bind(record.mms_id)
                    .bind(record.customer_id.and_then(|id| i32::try_from(id).ok()))
                    .bind(record.user)
                    .bind(record.item_id)
                    .bind(&record.name)
                    .bind(i32::try_from(record.license_size).unwrap_or_default())
                    .bind(i16::try_from(record.days).unwrap_or_default())
                    .bind(record.price.map(|amount| amount.to_string()))
                    .bind(record.charged.map(|amount| amount.to_string()))
                    .bind(record.billed.map(|amount| amount.to_string()))
                    .bind(now);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// A customer's position of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// LMS customer.
    pub customer_id: i64,
    /// Gross.
    pub amount: Decimal,
    /// Assignment in LMS; `None` when LMS has removed it, or it is not known to be made.
    pub assignment_id: Option<i64>,
    /// LMS is known to have made it. Otherwise it is being made, or whoever was to make it has died.
    pub made: bool,
}

/// Positions of a month.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn positions(conn: &mut Conn, month: i32) -> Result<Vec<Position>, StoreError> {
    let statement = conn.sql(
        "SELECT lms_user_id, CAST(amount AS CHAR(20)), assignment_id, made + 0 \
         FROM metroport_settlement_positions WHERE month = ?",
    );
    let rows: Vec<(i32, Option<String>, Option<i32>, i32)> =
        on!(conn, c => sqlx::query_as(statement).bind(month).fetch_all(&mut **c).await)?;
    let position = |(customer, text, assignment, made): (i32, Option<String>, Option<i32>, i32)| Position {
        customer_id: customer.into(),
        amount: amount(text).unwrap_or_default(),
        assignment_id: assignment.map(i64::from),
        made: made != 0,
    };
    Ok(rows.into_iter().map(position).collect())
}

/// How long a position may be in the making, in seconds; after that whoever made it has died.
const MAKING: i64 = 600;

/// Takes the one place that a customer has for a position of a month; false when it is taken. One that was taken and not used
/// for [`MAKING`] seconds is taken over: whether the position is there must be looked up then.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn claim(
    conn: &mut Conn,
    month: i32,
    customer_id: i64,
    amount: Decimal,
    by: &str,
) -> Result<bool, StoreError> {
    let now = conn.now().await?;
    let statement = conn.sql(
        "INSERT INTO metroport_settlement_positions (month, lms_user_id, amount, made_at, made_by, made) \
         VALUES (?, ?, CAST(? AS DECIMAL(10,2)), ?, ?, 0)",
    );
    let over = conn.sql(
        "UPDATE metroport_settlement_positions SET amount = CAST(? AS DECIMAL(10,2)), made_at = ?, made_by = ? \
         WHERE month = ? AND lms_user_id = ? AND made = 0 AND made_at <= ?",
    );
    let done = on!(conn, c => {
        sqlx::query(statement)
            .bind(month)
            .bind(i32::try_from(customer_id).unwrap_or_default())
            .bind(amount.to_string())
            .bind(now)
            .bind(by)
            .execute(&mut **c)
            .await
            .map(|_| ())
    });
    match done.map_err(DbError::from) {
        Ok(()) => Ok(true),
        Err(DbError::Duplicate) => Ok(on!(conn, c => {
            let query = sqlx::query(over).bind(amount.to_string()).bind(now).bind(by).bind(month).bind(customer_id);
            query.bind(now.saturating_sub(MAKING)).execute(&mut **c).await.map(|done| done.rows_affected())
        })? > 0),
        Err(error) => Err(error.into()),
    }
}

/// Records which assignment took the place, or, without one, gives the place back.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn settle(
    conn: &mut Conn,
    month: i32,
    customer_id: i64,
    assignment_id: Option<i64>,
) -> Result<(), StoreError> {
    let place = "WHERE month = ? AND lms_user_id = ? AND made = 0";
    let table = "metroport_settlement_positions";
    let statement = match assignment_id {
        Some(id) => format!("UPDATE {table} SET assignment_id = {id}, made = 1 {place}"),
        None => format!("DELETE FROM {table} {place}"),
    };
    let statement = conn.sql(&statement);
    on!(conn, c => {
        sqlx::query(statement).bind(month).bind(customer_id).execute(&mut **c).await.map(|_| ())
    })?;
    Ok(())
}
