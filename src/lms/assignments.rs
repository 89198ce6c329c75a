//! LMS's assignments, which its panel calls liabilities (zobowiązania).

use rust_decimal::{Decimal, RoundingStrategy};
use sqlx::Row as _;

use super::tariffs::amount;
use crate::db::{Conn, DbError, on};

/// Whose an assignment is; `None` when there is none of that id.
///
/// # Errors
/// [`DbError`]
pub async fn customer(conn: &mut Conn, id: i64) -> Result<Option<i64>, DbError> {
    let statement = conn.sql("SELECT customerid FROM assignments WHERE id = ?");
    let found: Option<i32> =
        on!(conn, c => sqlx::query_scalar(statement).bind(id).fetch_optional(&mut **c).await)?;
    Ok(found.map(i64::from))
}

/// A liability that LMS bills again and again, now or from a later day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Liability {
    /// Assignment.
    pub id: i64,
    /// LMS customer.
    pub customer_id: i64,
    /// Tariff; `None` when it was typed in by hand.
    pub tariff_id: Option<i64>,
    /// Name of the tariff, or what was typed in.
    pub name: String,
    /// What it costs a month, gross, all pieces together, after discounts; LMS counts four weeks and thirty days a month.
    pub monthly: Option<Decimal>,
    /// How many pieces of it.
    pub count: Decimal,
    /// Currency of the price.
    pub currency: String,
    /// First day, in Unix seconds; 0 for always.
    pub from: i64,
    /// Last second, in Unix seconds; 0 for ever.
    pub to: i64,
    /// Suspended by itself.
    pub suspended: bool,
    /// All of the customer is suspended.
    pub all_suspended: bool,
}

/// Liabilities that were not over at that moment (Unix seconds; now, when it is not given) and are for Metroport's services:
/// recorded with one, or with a tariff that is tied.
///
/// # Errors
/// [`DbError`]
pub async fn of_services(
    conn: &mut Conn,
    customer: Option<i64>,
    at: Option<i64>,
) -> Result<Vec<Liability>, DbError> {
    let now = conn.now().await?;
    let of = if customer.is_some() { "a.customerid = ?" } else { "0 = ?" };
    let statement = conn.sql(&format!(
        "SELECT a.id, a.customerid, a.tariffid, COALESCE(t.name, l.name, ''), \
         CAST(ROUND((100 - a.pdiscount) * COALESCE(t.value, l.value) / 100 - a.vdiscount, 3) AS CHAR(20)), \
         CAST(a.count AS CHAR(20)), COALESCE(t.currency, l.currency, ''), COALESCE(t.period, a.period) + 0, \
         a.datefrom, a.dateto, a.suspended + 0, \
         CASE WHEN EXISTS (SELECT 1 FROM assignments s WHERE s.customerid = a.customerid AND s.tariffid IS NULL \
         AND s.liabilityid IS NULL AND s.datefrom <= ? AND (s.dateto = 0 OR s.dateto > ?)) THEN 1 ELSE 0 END \
         FROM assignments a LEFT JOIN tariffs t ON t.id = a.tariffid LEFT JOIN liabilities l ON l.id = a.liabilityid \
         WHERE a.commited = 1 AND a.period <> 0 AND (a.dateto = 0 OR a.dateto > ?) AND {of} \
         AND (a.tariffid IN (SELECT tariff_id FROM metroport_tariff_ties) OR a.id IN \
         (SELECT assignment_id FROM metroport_liabilities WHERE assignment_id IS NOT NULL)) ORDER BY a.id"
    ));
    on!(conn, c => {
        let rows = sqlx::query(statement)
            .bind(now)
            .bind(now)
            .bind(at.unwrap_or(now))
            .bind(customer.unwrap_or_default())
            .fetch_all(&mut **c)
            .await?;
        rows.iter().map(|row| {
            let number = |at: usize| Ok::<_, sqlx::Error>(row.try_get::<Option<&str>, _>(at)?.and_then(amount));
            let (price, count) = (number(4)?, number(5)?.unwrap_or(Decimal::ONE));
            let period = row.try_get::<i32, _>(7)?.into();
            Ok(Liability {
                id: row.try_get::<i32, _>(0)?.into(),
                customer_id: row.try_get::<i32, _>(1)?.into(),
                tariff_id: row.try_get::<Option<i32>, _>(2)?.map(i64::from),
                name: row.try_get(3)?,
                monthly: price.and_then(|price| monthly(price.checked_mul(count)?, period)),
                count,
                currency: row.try_get(6)?,
                from: row.try_get(8)?,
                to: row.try_get(9)?,
                suspended: row.try_get::<i32, _>(10)? != 0,
                all_suspended: row.try_get::<i32, _>(11)? != 0,
            })
        }).collect::<Result<Vec<_>, sqlx::Error>>()
    })
    .map_err(Into::into)
}

/// What LMS bills a month for F-Secure licences that run, gross: by liabilities that are recorded with one or, recorded with nothing,
/// have a tariff that is tied to a product of which their customer has a licence.
///
/// # Errors
/// [`DbError`]
pub async fn of_licences(conn: &mut Conn) -> Result<Decimal, DbError> {
    // Joined, not looked for in each row: databases do not turn conditions joined by OR into joins, and take minutes.
    const RUNS: &str = "s.service = 'fsecure' AND s.active = 1 AND s.gone_at IS NULL";
    let now = conn.now().await?;
    let statement = conn.sql(&format!(
        "SELECT COALESCE(t.period, a.period) + 0, CAST(SUM(ROUND((100 - a.pdiscount) * COALESCE(t.value, l.value) / 100 \
         - a.vdiscount, 3) * a.count) AS CHAR(40)) \
         FROM assignments a LEFT JOIN tariffs t ON t.id = a.tariffid LEFT JOIN liabilities l ON l.id = a.liabilityid \
         JOIN (SELECT p.assignment_id AS id FROM metroport_liabilities p \
         JOIN metroport_services s ON s.service = p.service AND s.mms_id = p.mms_id WHERE {RUNS} \
         UNION SELECT b.id FROM assignments b JOIN metroport_tariff_ties y ON y.tariff_id = b.tariffid \
         JOIN metroport_customers k ON k.lms_user_id = b.customerid JOIN metroport_services s \
         ON s.mms_user_id = k.metroport_user_id AND s.service = y.service AND s.item_id = y.item_id \
         LEFT JOIN metroport_liabilities p ON p.assignment_id = b.id WHERE p.assignment_id IS NULL AND {RUNS}) f ON f.id = a.id \
         WHERE a.commited = 1 AND a.period <> 0 AND a.suspended = 0 AND a.datefrom <= ? AND (a.dateto = 0 OR a.dateto > ?) \
         GROUP BY COALESCE(t.period, a.period) + 0"
    ));
    let rows: Vec<(i32, Option<String>)> =
        on!(conn, c => sqlx::query_as(statement).bind(now).bind(now).fetch_all(&mut **c).await)?;
    let sums = rows.iter().filter_map(|(period, sum)| monthly(amount(sum.as_deref()?)?, (*period).into()));
    Ok(sums.fold(Decimal::ZERO, Decimal::saturating_add))
}

/// A price for one of LMS's periods as a price for a month, as `lms-payments` converts it.
fn monthly(price: Decimal, period: i64) -> Option<Decimal> {
    let (times, parts) = match period {
        1 => (30, 1),
        2 => (4, 1),
        3 => (1, 1),
        4 => (1, 3),
        7 => (1, 6),
        5 => (1, 12),
        _ => return None,
    };
    let price = price.checked_mul(Decimal::from(times))?.checked_div(Decimal::from(parts))?;
    let mut price = price.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    price.rescale(2);
    Some(price)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_of_all_periods_are_compared_by_the_month() {
        let of = |price: &str, period| monthly(price.parse().unwrap(), period).map(|p| p.to_string());
        for (price, period, wanted) in [
            ("49.9", 3, Some("49.90")),
            ("149.70", 4, Some("49.90")),
            ("299.40", 7, Some("49.90")),
            ("100", 5, Some("8.33")),
            ("10", 2, Some("40.00")),
            ("1", 1, Some("30.00")),
            ("1", 0, None),
        ] {
            assert_eq!(of(price, period).as_deref(), wanted, "{price} {period}");
        }
    }
}
