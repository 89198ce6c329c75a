//! Numbers for who owns the business: how many accounts, packages and decoders there are and were, what they bring in and
//! cost, who is locked, and how MMS answered.
//!
//! Levels are recorded once a day by the converger, changes are counted in the journal. Nothing asks MMS, and nothing is about
//! a single customer.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Context, OperationError, argument};
use crate::lms::assignments;
use crate::store::items::{self, Item};
use crate::store::numbers::{self, Changes, Day, Group};

/// Beyond so many days one point a month is shown.
const DAILY: i64 = 92;
/// How far back one may look, in days.
pub const FARTHEST: i64 = 3660;

/// The levels of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// `YYYY-MM-DD`, UTC.
    pub day: String,
    /// Number by name; what is not there was nothing, or is not known.
    pub values: BTreeMap<String, Decimal>,
}

/// What was changed on one day, or in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// Its first day, `YYYY-MM-DD`, UTC.
    pub day: String,
    /// Packages and licences that were issued.
    pub issued: i64,
    /// Packages and licences that were removed.
    pub removed: i64,
    /// Accounts and services that were locked.
    pub locked: i64,
    /// Accounts and services that were released.
    pub released: i64,
    /// Changes of all kinds that MMS confirmed.
    pub done: i64,
    /// Changes that MMS refused.
    pub refused: i64,
    /// Changes that did not arrive, or of which nobody knows.
    pub failed: i64,
}

/// Both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// Whether a point stands for a month.
    pub monthly: bool,
    /// Levels, the oldest first.
    pub levels: Vec<Point>,
    /// Changes, the oldest first, from the first to the last period with any.
    pub changes: Vec<Period>,
}

/// Records today's numbers, by the database's clock. Cheap, and can be repeated.
///
/// # Errors
/// The store's.
pub async fn record(context: &Context) -> Result<(), OperationError> {
    let work = context.tables(async |conn| {
        let mut today = numbers::counts(conn).await?;
        let (services, items) = (numbers::services(conn).await?, items::all(conn).await?);
        today.extend(levels(&services, &items));
        // MMS tells no price of them.
        today.insert("income.fsecure".to_owned(), assignments::of_licences(conn).await?);
        let day = day_of(conn.now().await?);
        numbers::record(conn, &day, &today).await
    });
    Ok(work.await?)
}

/// The numbers of the last `days` days (1 to [`FARTHEST`]), daily or, of a longer time, monthly.
///
/// # Errors
/// `business.days`; the store's.
pub async fn series(context: &Context, days: i64) -> Result<Numbers, OperationError> {
    if !(1..=FARTHEST).contains(&days) {
        return Err(argument("business.days", "the number of days must be from 1 to 3660"));
    }
    let work = context.tables(async |conn| {
        let from = conn.now().await?.saturating_sub(days.saturating_mul(86_400));
        Ok((numbers::since(conn, &day_of(from)).await?, numbers::changes(conn, from).await?))
    });
    let (levels, changes) = work.await?;
    let monthly = days > DAILY;
    Ok(Numbers { monthly, levels: points(levels, monthly), changes: periods(&changes, monthly) })
}

fn day_of(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().format("%Y-%m-%d").to_string()
}

/// What services come to. Money is a month's, gross.
fn levels(services: &[Group], items: &[Item]) -> BTreeMap<String, Decimal> {
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut add = |name: &str, value: Decimal| {
        let sum = sums.entry(name.to_owned()).or_default();
        *sum = sum.saturating_add(value);
    };
    for name in [
        "packages.base",
        "packages.extra",
        "packages.multiroom",
        "licences",
        "devices",
        "income.tv",
        "cost.tv",
        "cost.fsecure",
    ] {
        add(name, Decimal::ZERO);
    }
    for group in services {
        let count = Decimal::from(group.count);
        let item = items.iter().find(|item| item.service.word() == group.service && item.id == group.item_id);
        let charged = item.and_then(|item| item.charged).unwrap_or_default();
        let cost = charged.checked_mul(count).unwrap_or(Decimal::MAX);
        if group.service == "fsecure" {
            add("cost.fsecure", cost);
            add("licences", count);
            add("devices", Decimal::from(group.devices));
            continue;
        }
        match group.pkg_group {
            1 => add("packages.base", count),
            2 => add("packages.extra", count),
            3 => add("packages.multiroom", count),
            _ => {}
        }
        add("income.tv", group.price.unwrap_or_default());
        add("cost.tv", cost);
    }
    sums
}

/// All days, or the last one of each month that was recorded.
fn points(days: Vec<Day>, monthly: bool) -> Vec<Point> {
    let mut kept: BTreeMap<String, Point> = BTreeMap::new();
    for (day, values) in days {
        let key = if monthly { month(&day).to_owned() } else { day.clone() };
        // They come in order: the last one stays.
        kept.insert(key, Point { day, values });
    }
    kept.into_values().collect()
}

fn month(day: &str) -> &str {
    day.get(..7).unwrap_or(day)
}

/// Changes by day, or by month; what lies between two periods is there, too.
fn periods(changes: &[Changes], monthly: bool) -> Vec<Period> {
    let mut found: BTreeMap<String, Period> = BTreeMap::new();
    for change in changes {
        let Some(day) = date(change.day).map(|day| day.format("%Y-%m-%d").to_string()) else { continue };
        let day = if monthly { format!("{}-01", month(&day)) } else { day };
        let period = found.entry(day.clone()).or_insert_with(|| Period { day, ..Period::default() });
        let add = |to: &mut i64| *to = to.saturating_add(change.count);
        match change.outcome.as_str() {
            "done" => {
                add(&mut period.done);
                match change.action.as_str() {
                    "package.issue" | "service.add" => add(&mut period.issued),
                    "package.remove" | "service.remove" => add(&mut period.removed),
                    "account.block" | "service.block" => add(&mut period.locked),
                    "account.unblock" | "service.unblock" => add(&mut period.released),
                    _ => {}
                }
            }
            "refused" => add(&mut period.refused),
            _ => add(&mut period.failed),
        }
    }
    let ends = found.keys().next().zip(found.keys().next_back());
    for day in ends.map(|(first, last)| between(first, last, monthly)).unwrap_or_default() {
        found.entry(day.clone()).or_insert_with(|| Period { day, ..Period::default() });
    }
    found.into_values().collect()
}

/// The days, or first days of months, from the first to the last.
fn between(first: &str, last: &str, monthly: bool) -> Vec<String> {
    let next = |day: &NaiveDate| {
        if monthly { day.checked_add_months(Months::new(1)) } else { day.checked_add_days(Days::new(1)) }
    };
    let days = std::iter::successors(first.parse::<NaiveDate>().ok(), next);
    days.map(|day| day.format("%Y-%m-%d").to_string()).take_while(|day| day.as_str() <= last).collect()
}

fn date(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_signed(TimeDelta::try_days(day)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::locks::Service;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn services_come_to_numbers() {
        let group = |service: &str, item_id, pkg_group, count, devices, price: Option<&str>| Group {
            service: service.into(),
            item_id,
            pkg_group,
            count,
            devices,
            price: price.map(decimal),
        };
        let of = |service, id, charged: Option<&str>| Item {
            service,
            id,
            name: String::new(),
            group: 1,
            price: None,
            charged: charged.map(decimal),
            told: false,
            on_sale: true,
        };
        let item = |id, charged| of(Service::MetroTv, id, charged);
        let found = levels(
            &[
                group("metrotv", 310, 1, 3, 0, Some("149.70")),
                group("metrotv", 311, 1, 1, 0, None),
                group("metrotv", 320, 2, 2, 0, Some("20")),
                group("metrotv", 340, 4, 9, 0, Some("1")),
                group("fsecure", 310, 0, 2, 8, None),
            ],
            &[item(310, Some("30.10")), item(320, None), of(Service::FSecure, 310, Some("4.50"))],
        );
        let wanted = [
            ("cost.fsecure", "9.00"),
            ("cost.tv", "90.30"),
            ("devices", "8"),
            ("income.tv", "170.70"),
            ("licences", "2"),
            ("packages.base", "4"),
            ("packages.extra", "2"),
            ("packages.multiroom", "0"),
        ];
        assert_eq!(
            found,
            wanted.map(|(name, value)| (name.to_owned(), decimal(value))).into_iter().collect()
        );
    }

    #[test]
    fn a_month_is_its_last_day() {
        let day =
            |day: &str, value: &str| (day.to_owned(), BTreeMap::from([("x".to_owned(), decimal(value))]));
        let days = vec![day("2026-01-30", "1"), day("2026-01-31", "2"), day("2026-02-01", "3")];
        let shown = |points: Vec<Point>| points.into_iter().map(|p| p.day).collect::<Vec<_>>();
        assert_eq!(shown(points(days.clone(), true)), ["2026-01-31", "2026-02-01"]);
        assert_eq!(shown(points(days, false)), ["2026-01-30", "2026-01-31", "2026-02-01"]);
    }

    #[test]
    fn changes_are_counted_by_what_came_of_them() {
        let change = |day, action: &str, outcome: &str, count| Changes {
            day,
            action: action.into(),
            outcome: outcome.into(),
            count,
        };
        let found = periods(
            &[
                change(20_483, "package.issue", "done", 2),
                change(20_483, "account.block", "refused", 1),
                change(20_484, "service.unblock", "done", 1),
                change(20_484, "package.remove", "open", 1),
                change(20_485, "decoder.add", "done", 5),
                change(i64::MAX, "decoder.add", "done", 5),
            ],
            true,
        );
        let january = Period {
            day: "2026-01-01".into(),
            issued: 2,
            released: 1,
            done: 3,
            refused: 1,
            failed: 1,
            ..Period::default()
        };
        assert_eq!(found, [january, Period { day: "2026-02-01".into(), done: 5, ..Period::default() }]);
        let days =
            periods(&[change(20_483, "user.add", "done", 1), change(20_486, "user.add", "done", 1)], false);
        let days: Vec<(&str, i64)> = days.iter().map(|day| (day.day.as_str(), day.done)).collect();
        assert_eq!(days, [("2026-01-30", 1), ("2026-01-31", 0), ("2026-02-01", 0), ("2026-02-02", 1)]);
    }
}
