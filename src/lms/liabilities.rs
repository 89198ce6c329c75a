//! What a customer pays for: LMS's tariffs and assignments. Changed by LMS's own functions only.

use rust_decimal::Decimal;
use serde::Serialize;

use super::tariffs::amount;
use crate::db::{Conn, DbError, on};

/// A liability of a customer (`assignments`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Liability {
    /// Assignment id.
    pub id: i64,
    /// Its tariff, if it has one.
    pub tariff_id: Option<i64>,
    /// Name of the tariff, or of the single liability.
    pub name: String,
    /// Its price, as LMS has it.
    pub price: Option<Decimal>,
    /// First second, Unix; 0: always.
    pub from: i64,
    /// Last second, Unix; 0: for ever.
    pub to: i64,
}

/// Assignment, tariff, name, price, first and last second.
type Row = (i32, Option<i32>, String, Option<String>, i64, i64);

/// The customer's liabilities, also those that are over.
///
/// # Errors
/// [`DbError`]
pub async fn of_customer(conn: &mut Conn, customer: i64) -> Result<Vec<Liability>, DbError> {
    let statement = conn.sql(
        "SELECT a.id, a.tariffid, COALESCE(t.name, l.name, ''), CAST(COALESCE(t.value, l.value) AS char(24)), \
         a.datefrom + 0, a.dateto + 0 FROM assignments a \
         LEFT JOIN tariffs t ON t.id = a.tariffid LEFT JOIN liabilities l ON l.id = a.liabilityid \
         WHERE a.customerid = ? ORDER BY a.datefrom, a.id",
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(statement).bind(customer).fetch_all(&mut **c).await)?;
    let liability = |(id, tariff, name, price, from, to): Row| Liability {
        id: id.into(),
        tariff_id: tariff.map(i64::from),
        name,
        price: price.as_deref().and_then(amount),
        from,
        to,
    };
    Ok(rows.into_iter().map(liability).collect())
}

/// Name and price of a tariff.
///
/// # Errors
/// [`DbError`]
pub async fn tariff(conn: &mut Conn, id: i64) -> Result<Option<(String, Option<Decimal>)>, DbError> {
    let statement = conn.sql("SELECT name, CAST(value AS char(24)) FROM tariffs WHERE id = ?");
    let found: Option<(String, Option<String>)> =
        on!(conn, c => sqlx::query_as(statement).bind(id).fetch_optional(&mut **c).await)?;
    Ok(found.map(|(name, price)| (name, price.as_deref().and_then(amount))))
}
