//! LMS's tariffs, as far as they are for Metroport's services.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::db::{Conn, DbError, on};

/// `tariffs.type` of television (`SERVICE_TV` in LMS's `definitions.php`).
pub const TELEVISION: i64 = 5;

/// A tariff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tariff {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Gross price for its period.
    pub price: Option<Decimal>,
    /// Currency of the price.
    pub currency: String,
    /// LMS's number of the period, 3 being a month; `None` when the assignment says it.
    pub period: Option<i64>,
    /// LMS's type of service, 5 being television.
    #[serde(skip)]
    pub kind: i64,
    /// Not disabled, and today lies between its dates.
    pub valid: bool,
}

/// Id, name, price, currency, period, kind, valid or not.
type Row = (i32, String, Option<String>, String, Option<i32>, i32, i32);

/// All tariffs, in the order of their names.
///
/// # Errors
/// [`DbError`]
pub async fn all(conn: &mut Conn) -> Result<Vec<Tariff>, DbError> {
    let now = conn.now().await?;
    let statement = conn.sql(
        "SELECT t.id, t.name, CAST(t.value AS CHAR(20)), COALESCE(t.currency, ''), t.period + 0, t.type + 0, \
         CASE WHEN t.disabled = 0 AND t.datefrom <= ? AND (t.dateto = 0 OR t.dateto > ?) THEN 1 ELSE 0 END \
         FROM tariffs t ORDER BY t.name, t.id",
    );
    let rows: Vec<Row> =
        on!(conn, c => sqlx::query_as(statement).bind(now).bind(now).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .map(|(id, name, price, currency, period, kind, valid)| Tariff {
            id: id.into(),
            name,
            price: price.as_deref().and_then(amount),
            currency,
            period: period.map(i64::from),
            kind: kind.into(),
            valid: valid != 0,
        })
        .collect())
}

/// An amount that the database has written as a text. LMS keeps three decimals, and people read two, unless the third says something.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    let mut amount = text.trim().parse::<Decimal>().ok()?.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    Some(amount)
}
