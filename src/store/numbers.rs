//! What there is, in numbers, and what there was on each day (`metroport_numbers`): counted from the plugin's own tables.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::StoreError;
use super::items::amount;
use crate::db::{Conn, on};

/// Services that are alike, out of the copy of what MMS showed (`metroport_services`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `metrotv` or `fsecure`.
    pub service: String,
    /// MetroTV package, or F-Secure product.
    pub item_id: i64,
    /// Of a package: 1 base, 2 extra, 3 multiroom; of a product 0.
    pub pkg_group: i64,
    /// How many there are.
    pub count: i64,
    /// Devices that their licences are for.
    pub devices: i64,
    /// What their customers pay a month, as MMS knows it.
    pub price: Option<Decimal>,
}

/// Services that are there and not over, by what they are.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn services(conn: &mut Conn) -> Result<Vec<Group>, StoreError> {
    type Row = (String, i64, String, i64, Option<String>, Option<String>);
    let statement = conn.sql(
        "SELECT service, item_id, CAST(pkg_group AS CHAR(20)), COUNT(*), CAST(SUM(license_size) AS CHAR(20)), \
         CAST(SUM(price) AS CHAR(20)) FROM metroport_services WHERE gone_at IS NULL AND active = 1 \
         GROUP BY service, item_id, pkg_group",
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    let whole = |text: &str| text.trim().parse().unwrap_or(0);
    Ok(rows
        .into_iter()
        .map(|(service, item_id, pkg_group, count, devices, price)| Group {
            service,
            item_id,
            pkg_group: whole(&pkg_group),
            count,
            devices: whole(devices.as_deref().unwrap_or_default()),
            price: amount(price),
        })
        .collect())
}

/// What is counted with one statement each: links, accounts, locked customers, decoders.
const COUNTS: [(&str, &str); 8] = [
    ("customers.linked", "SELECT CAST(COUNT(*) AS CHAR(20)) FROM metroport_customers"),
    (
        "customers.locked_tv",
        "SELECT CAST(COUNT(*) AS CHAR(20)) FROM metroport_customers WHERE metrotv_suspend = 1",
    ),
    (
        "customers.locked_fsecure",
        "SELECT CAST(COUNT(*) AS CHAR(20)) FROM metroport_customers WHERE metro_fsecure_suspend = 1",
    ),
    (
        "accounts",
        "SELECT CAST(COUNT(DISTINCT account_id) AS CHAR(20)) FROM metroport_services \
         WHERE service = 'metrotv' AND gone_at IS NULL AND active = 1",
    ),
    (
        "decoders.issued",
        "SELECT CAST(COUNT(*) AS CHAR(20)) FROM metroport_metrotv_stb \
         WHERE gone_at IS NULL AND status <> 3 AND iptv_accountid > 0",
    ),
    (
        "decoders.warehouse",
        "SELECT CAST(COUNT(*) AS CHAR(20)) FROM metroport_metrotv_stb WHERE gone_at IS NULL AND status = 1",
    ),
    (
        "decoders.reserved",
        "SELECT CAST(COUNT(*) AS CHAR(20)) FROM metroport_metrotv_stb \
         WHERE gone_at IS NULL AND status <> 3 AND statusname = 'zarezerwowane'",
    ),
    (
        "decoders.damaged",
        "SELECT CAST(COUNT(*) AS CHAR(20)) FROM metroport_metrotv_stb \
         WHERE gone_at IS NULL AND status <> 3 AND statusname = 'uszkodzone'",
    ),
];

/// Numbers that the database counts, by name.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn counts(conn: &mut Conn) -> Result<BTreeMap<String, Decimal>, StoreError> {
    let mut found = BTreeMap::new();
    for (name, statement) in COUNTS {
        let statement = conn.sql(statement);
        let value: String = on!(conn, c => sqlx::query_scalar(statement).fetch_one(&mut **c).await)?;
        found.insert(name.to_owned(), amount(Some(value)).unwrap_or_default());
    }
    Ok(found)
}

/// Numbers of one day.
pub type Day = (String, BTreeMap<String, Decimal>);

/// What was recorded on that day (`YYYY-MM-DD`) and after it, the oldest first.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn since(conn: &mut Conn, day: &str) -> Result<Vec<Day>, StoreError> {
    let statement = conn.sql(
        "SELECT day, number, CAST(value AS CHAR(20)) FROM metroport_numbers WHERE day >= ? ORDER BY day, number",
    );
    let rows: Vec<(String, String, String)> =
        on!(conn, c => sqlx::query_as(statement).bind(day).fetch_all(&mut **c).await)?;
    let mut days: BTreeMap<String, BTreeMap<String, Decimal>> = BTreeMap::new();
    for (day, number, value) in rows {
        days.entry(day).or_default().insert(number, amount(Some(value)).unwrap_or_default());
    }
    Ok(days.into_iter().collect())
}

/// Records the numbers of a day; writes only what differs from what is recorded.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn record(
    conn: &mut Conn,
    day: &str,
    numbers: &BTreeMap<String, Decimal>,
) -> Result<(), StoreError> {
    let recorded = since(conn, day).await?.into_iter().find(|(found, _)| found == day).map(|(_, n)| n);
    let recorded = recorded.unwrap_or_default();
    for (number, value) in numbers.iter().filter(|(number, value)| recorded.get(*number) != Some(*value)) {
        let statement = conn.sql(&format!(
            "INSERT INTO metroport_numbers (day, number, value) VALUES (?, ?, CAST(? AS decimal(14,2))){}",
            conn.on_conflict("day, number", &["value"]),
        ));
        on!(conn, c => {
            sqlx::query(statement)
                .bind(day)
                .bind(number.as_str())
                .bind(value.to_string())
                .execute(&mut **c)
                .await
                .map(|_| ())
        })?;
    }
    Ok(())
}

/// Changes that went to MMS and ended alike on one day, out of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// What was done.
    pub action: String,
    /// How it ended.
    pub outcome: String,
    /// How many.
    pub count: i64,
}

/// Changes since that moment (Unix seconds), by day.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn changes(conn: &mut Conn, from: i64) -> Result<Vec<Changes>, StoreError> {
    let statement = conn.sql(
        "SELECT CAST(FLOOR(at / 86400) AS CHAR(20)), action, outcome, COUNT(*) FROM metroport_journal \
         WHERE at >= ? AND subject NOT IN ('plan', 'liability') GROUP BY 1, action, outcome",
    );
    let rows: Vec<(String, String, String, i64)> =
        on!(conn, c => sqlx::query_as(statement).bind(from).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .filter_map(|(day, action, outcome, count)| {
            let day = day.trim().parse().ok()?;
            Some(Changes { day, action, outcome, count })
        })
        .collect())
}
