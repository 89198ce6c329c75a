//! What each customer had in a month, what it brings and what it costs; and one position for what no liability pays for.
//!
//! Until Metroport offers billing records, the records of a month are made of what was seen in MMS. [`import`] takes records from
//! wherever they are: those of the provider stay when they are there.

use std::collections::{BTreeMap, HashMap};

use chrono::Local;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Serialize;

use super::compare::{self, Rules};
use super::month::Month;
use crate::lms::{self, assignments, customer, tariffs};
use crate::operations::listing::{self, Key, Listed, Page, Wanted};
use crate::operations::{Context, OperationError, Stopped, argument};
use crate::personal::Masked;
use crate::store::items::{self, Item};
use crate::store::locks::Service;
use crate::store::services::{self, Seen, Which};
use crate::store::settlement::{self as table, Record, Source};
use crate::store::{liabilities, links, ties};

/// Seconds by which LMS's midnight may be another than the machine's: PHP has a time zone of its own.
const OTHER_ZONE: i64 = 43_200;

/// What taking a month brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Set when nothing was done: `settlement.billing`, the provider's own records are there.
    pub stopped: Option<Stopped>,
    /// Which month, as 2026-11.
    pub month: String,
    /// How many records it has now.
    pub records: usize,
    /// How many customers they are of.
    pub customers: usize,
}

/// Makes the records of a month of what was seen in MMS; without one, of the month before this one. A month that is not over
/// is counted to today, and can be taken again.
///
/// # Errors
/// `settlement.month`; the store's.
pub async fn take(context: &Context, month: Option<&str>, dry_run: bool) -> Result<Report, OperationError> {
    let month = month.map_or_else(|| Ok(Month::current().before()), Month::parse)?;
    let records = snapshot(context, month).await?;
    import(context, month, Source::Snapshot, &records, dry_run).await
}

/// Takes last month's, if it was counted and has none yet: whoever has looked at the services calls this, so in the first night of
/// a month.
///
/// # Errors
/// The store's.
pub async fn keep(context: &Context) -> Result<(), OperationError> {
    let month = Month::current().before();
    let (number, text) = (month.number(), month.text());
    if context.tables(async |conn| table::is_settled(conn, number, &text).await).await? {
        return Ok(());
    }
    take(context, Some(&text), false).await.map(|_| ())
}

/// Puts records of a month, from wherever they are, in the place of those that were seen.
///
/// # Errors
/// The store's.
pub async fn import(
    context: &Context,
    month: Month,
    source: Source,
    records: &[Record],
    dry_run: bool,
) -> Result<Report, OperationError> {
    let work = context.tables(async |conn| {
        conn.begin().await?;
        let better = source == Source::Snapshot && table::has(conn, month.number(), Source::Billing).await?;
        if !better && !dry_run {
            table::replace(conn, month.number(), source, records).await?;
        }
        conn.commit().await?;
        Ok(better)
    });
    let stopped = work.await?.then(|| Stopped {
        code: "settlement.billing",
        message: "the month has the provider's own records".to_owned(),
    });
    let mut customers: Vec<i64> = records.iter().map(|record| record.user).collect();
    customers.sort_unstable();
    customers.dedup();
    Ok(Report { stopped, month: month.text(), records: records.len(), customers: customers.len() })
}

/// What was seen in MMS, as records.
async fn snapshot(context: &Context, month: Month) -> Result<Vec<Record>, OperationError> {
    let work = context.tables(async |conn| {
        let now = conn.now().await?;
        let (first, end) = month.bounds(&Local);
        let mut seen = services::load(conn, Which::All).await?;
        seen.retain(|seen| month.days_of(seen.since, seen.gone_at, now, &Local) > 0);
        let links = links::all(conn).await?;
        // What was there in the month, and not what is there now.
        let mut liabilities =
            assignments::of_services(conn, None, Some(first.saturating_add(OTHER_ZONE))).await?;
        liabilities.retain(|liability| liability.from < end.saturating_sub(OTHER_ZONE));
        let (recorded, ties) = (liabilities::load(conn, None).await?, ties::all(conn).await?);
        let (tariffs, items) = (tariffs::all(conn).await?, items::all(conn).await?);
        let customers: BTreeMap<i64, i64> =
            links.iter().map(|link| (link.mms_id, link.customer_id)).collect();
        let houses = compare::houses(&customers, &seen, &liabilities, &recorded, &BTreeMap::new());
        let rules = Rules { ties: &ties, tariffs: &tariffs, now };
        let mut billed: HashMap<(Service, i64), Decimal> = HashMap::new();
        for house in houses.values() {
            for (liability, paid) in compare::pair(house, &rules).0 {
                let parts =
                    paid.iter().map(|seen| compare::at_once(&paid, seen)).max().unwrap_or_default().max(1);
                let share = liability.monthly.and_then(|all| all.checked_div(Decimal::from(parts)));
                billed.extend(paid.iter().map(|seen| (seen.key(), cents(share.unwrap_or_default()))));
            }
        }
        Ok(records(month, &seen, &customers, &billed, &items, now))
    });
    Ok(work.await?)
}

/// Records of all that was there on a day of the month.
fn records(
    month: Month,
    seen: &[Seen],
    customers: &BTreeMap<i64, i64>,
    billed: &HashMap<(Service, i64), Decimal>,
    items: &[Item],
    now: i64,
) -> Vec<Record> {
    let items: HashMap<(Service, i64), &Item> =
        items.iter().map(|item| ((item.service, item.id), item)).collect();
    seen.iter()
        .map(|seen| Record {
            service: seen.service,
            mms_id: seen.mms_id,
            customer_id: customers.get(&seen.user).copied(),
            user: seen.user,
            item_id: seen.item_id,
            name: seen.name.clone(),
            license_size: seen.license_size,
            days: month.days_of(seen.since, seen.gone_at, now, &Local),
            price: seen.price,
            charged: items.get(&(seen.service, seen.item_id)).and_then(|item| item.charged),
            billed: billed.get(&seen.key()).copied(),
        })
        .filter(|record| record.days > 0)
        .collect()
}

fn cents(amount: Decimal) -> Decimal {
    let mut amount = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    amount.rescale(2);
    amount
}

/// The part of a monthly amount that so many days are.
fn part(amount: Option<Decimal>, days: i64, month: Month) -> Option<Decimal> {
    let days = Decimal::from(days);
    amount?.checked_mul(days)?.checked_div(Decimal::from(month.days())).map(cents)
}

/// By what records are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Not at all.
    Service,
    /// By customer.
    Customer,
    /// By package or product.
    Item,
}

impl By {
    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "service" => Some(Self::Service),
            "customer" => Some(Self::Customer),
            "item" => Some(Self::Item),
            _ => None,
        }
    }
}

/// One row of the page. Amounts are gross, for the days of the month.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Row {
    /// LMS customer; `None` by package, and for one who is linked to nobody.
    pub customer_id: Option<i64>,
    /// His name in LMS.
    pub customer_name: Masked,
    /// `metrotv` or `fsecure`; empty by customer.
    pub service: &'static str,
    /// Package or product; empty by customer.
    pub name: String,
    /// How many services.
    pub services: i64,
    /// Their days together.
    pub days: i64,
    /// What customers pay by MMS, where it tells it, else what LMS bills.
    pub income: Decimal,
    /// What Metroport charges, as far as MMS tells it.
    pub cost: Decimal,
    /// Services of which MMS does not tell what Metroport charges.
    pub without_cost: i64,
    /// The first less the second.
    pub margin: Decimal,
    /// What of the income no liability pays for.
    pub unbilled: Decimal,
    /// What the customer has got a position of already.
    pub position: Option<Decimal>,
    /// A position is being added, or whoever was to add it has died: what became of it is looked up by who adds it again.
    pub adding: bool,
}

impl Listed for Row {
    const COLUMNS: &'static [&'static str] =
        &["customer_name", "customer_id", "name", "services", "days", "income", "cost", "margin", "unbilled"];
    const STATES: &'static [&'static str] = &[];

    fn id(&self) -> i64 {
        self.customer_id.unwrap_or_default()
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "customer_id" => Key::maybe(self.customer_id),
            "name" => Key::text(&self.name),
            "services" => Key::Number(self.services),
            "days" => Key::Number(self.days),
            "income" => Key::Money(self.income),
            "cost" => Key::Money(self.cost),
            "margin" => Key::Money(self.margin),
            "unbilled" => Key::Money(self.unbilled),
            _ => Key::text(self.customer_name.expose()),
        }
    }

    fn is(&self, _: &str) -> bool {
        false
    }

    fn has(&self, needle: &str) -> bool {
        listing::any_contains(&[self.customer_name.expose(), &self.name], needle)
            || self.customer_id.is_some_and(|id| id.to_string() == needle)
    }
}

/// A page, and sums over all pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settlement {
    /// The page.
    #[serde(flatten)]
    pub page: Page<Row>,
    /// Income, cost and margin of all.
    pub income: Decimal,
    /// What Metroport charges.
    pub cost: Decimal,
    /// The difference.
    pub margin: Decimal,
}

/// One page of a month, of the customers whom the asker may see; who is linked to nobody is hidden from nobody.
///
/// # Errors
/// `settlement.month`, `list.*`; the store's.
pub async fn page(
    context: &Context,
    month: &str,
    by: By,
    wanted: &Wanted,
) -> Result<Settlement, OperationError> {
    let month = Month::parse(month)?;
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        let positions = table::positions(conn, month.number()).await?;
        let positions: Positions =
            positions.into_iter().map(|p| (p.customer_id, (p.amount, p.made))).collect();
        Ok((
            table::load(conn, month.number(), None).await?,
            lms::names_of_settled(conn, asker).await?,
            positions,
        ))
    });
    let (records, names, positions) = work.await?;
    let rows = rows(month, by, &records, &names, &positions);
    let all = listing::page(rows, &Wanted { offset: 0, limit: usize::MAX, ..wanted.clone() })?;
    let sum =
        |of: fn(&Row) -> Decimal| all.rows.iter().fold(Decimal::ZERO, |sum, row| sum.saturating_add(of(row)));
    let (income, cost, margin) = (sum(|row| row.income), sum(|row| row.cost), sum(|row| row.margin));
    let rows = all.rows.into_iter().skip(wanted.offset).take(wanted.limit).collect();
    Ok(Settlement { page: Page { total: all.total, rows }, income, cost, margin })
}

/// Of each customer the position, and whether it is known to be made.
type Positions = HashMap<i64, (Decimal, bool)>;

/// What is added up: a customer's, a package's or product's, a service's.
type Added = (Option<i64>, Option<(Service, i64)>, i64);

fn rows(
    month: Month,
    by: By,
    records: &[Record],
    names: &HashMap<i64, String>,
    positions: &Positions,
) -> Vec<Row> {
    let mut rows: BTreeMap<Added, Row> = BTreeMap::new();
    for record in records {
        let name = record.customer_id.map(|id| names.get(&id));
        if name == Some(None) {
            continue;
        }
        let key = match by {
            By::Service => (record.customer_id, Some((record.service, record.item_id)), record.mms_id),
            By::Customer => (record.customer_id, None, 0),
            By::Item => (None, Some((record.service, record.item_id)), 0),
        };
        let row = rows.entry(key).or_default();
        if by != By::Item {
            row.customer_id = record.customer_id;
            row.customer_name = Masked::new(name.flatten().cloned().unwrap_or_default());
            let position = record.customer_id.and_then(|id| positions.get(&id)).copied();
            row.position = position.filter(|(_, made)| *made).map(|(amount, _)| amount);
            row.adding = position.is_some_and(|(_, made)| !made);
        }
        if by != By::Customer {
            row.service = record.service.word();
            row.name.clone_from(&record.name);
        }
        let income = part(record.price.or(record.billed), record.days, month).unwrap_or_default();
        let cost = part(record.charged, record.days, month);
        row.services = row.services.saturating_add(1);
        row.days = row.days.saturating_add(record.days);
        row.income = row.income.saturating_add(income);
        row.cost = row.cost.saturating_add(cost.unwrap_or_default());
        row.without_cost = row.without_cost.saturating_add(i64::from(cost.is_none()));
        row.margin = row.income.saturating_sub(row.cost);
        if record.billed.is_none() {
            row.unbilled = row.unbilled.saturating_add(income);
        }
    }
    rows.into_values().collect()
}

/// Takes the one place that a customer has for a position of a month, and tells its gross amount: what he had in it and no
/// liability pays for. Whoever gets it makes the position, unless it is there already, and then calls [`settle`]; who has not
/// done so within ten minutes has died, and the next one gets the place.
///
/// # Errors
/// `settlement.month`, `settlement.open` when the month is not over, `settlement.nothing` when there is nothing to be paid or the
/// asker may not see the customer, `settlement.done` when the place is taken; the store's.
pub async fn claim(context: &Context, month: &str, customer_id: i64) -> Result<Decimal, OperationError> {
    let parsed = Month::parse(month)?;
    if parsed >= Month::current() {
        return Err(argument("settlement.open", "the month is not over"));
    }
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        if customer::visible(conn, asker, customer_id).await?.is_none() {
            return Ok(Vec::new());
        }
        table::load(conn, parsed.number(), Some(customer_id)).await
    });
    let names = HashMap::from([(customer_id, String::new())]);
    let row = rows(parsed, By::Customer, &work.await?, &names, &HashMap::new()).pop();
    let amount = row.map(|row| row.unbilled).filter(|amount| !amount.is_zero());
    let amount = amount.ok_or_else(|| argument("settlement.nothing", "there is nothing to be paid"))?;
    let by = context.config.actor.as_str();
    let work =
        context.tables(async |conn| table::claim(conn, parsed.number(), customer_id, amount, by).await);
    if work.await? {
        Ok(amount)
    } else {
        Err(argument("settlement.done", "the customer has a position already"))
    }
}

/// Records which assignment took the place; without one, gives the place back.
///
/// # Errors
/// `settlement.month`; the store's.
pub async fn settle(
    context: &Context,
    month: &str,
    customer_id: i64,
    assignment_id: Option<i64>,
) -> Result<(), OperationError> {
    let month = Month::parse(month)?.number();
    Ok(context.tables(async |conn| table::settle(conn, month, customer_id, assignment_id).await).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(mms_id: i64, customer: Option<i64>, days: i64, amounts: [Option<&str>; 3]) -> Record {
        let [price, charged, billed] = amounts.map(|amount| amount.map(|text| text.parse().unwrap()));
        Record {
            service: Service::MetroTv,
            mms_id,
            customer_id: customer,
            user: 1000 + mms_id,
            item_id: 310,
            name: "Standard".into(),
            license_size: 0,
            days,
            price,
            charged,
            billed,
        }
    }

    fn told(by: By, records: &[Record]) -> Vec<(Option<i64>, i64, String, String, String, String)> {
        let month = Month::parse("2026-11").unwrap();
        let names = HashMap::from([(1, "A".to_owned()), (2, "B".to_owned())]);
        rows(month, by, records, &names, &HashMap::new())
            .into_iter()
            .map(|row| {
                let [income, cost, margin, unbilled] =
                    [row.income, row.cost, row.margin, row.unbilled].map(|amount| format!("{amount:.2}"));
                (row.customer_id, row.services, income, cost, margin, unbilled)
            })
            .collect()
    }

    #[test]
    fn amounts_are_for_the_days_and_add_up_both_ways() {
        let records = [
            record(1, Some(1), 30, [Some("60.00"), Some("30.00"), Some("60.00")]),
            record(2, Some(1), 10, [Some("60.00"), Some("30.00"), None]),
            record(3, Some(2), 15, [None, None, Some("10.00")]),
            record(4, Some(9), 30, [Some("60.00"), Some("30.00"), None]),
            record(5, None, 30, [Some("60.00"), Some("30.00"), None]),
        ];
        let row = |customer, services, amounts: [&str; 4]| {
            let [a, b, c, d] = amounts.map(str::to_owned);
            (customer, services, a, b, c, d)
        };
        assert_eq!(
            told(By::Customer, &records),
            [
                row(None, 1, ["60.00", "30.00", "30.00", "60.00"]),
                row(Some(1), 2, ["80.00", "40.00", "40.00", "20.00"]),
                row(Some(2), 1, ["5.00", "0.00", "5.00", "0.00"]),
            ],
            "and nothing of who is hidden"
        );
        assert_eq!(told(By::Item, &records), [row(None, 4, ["145.00", "70.00", "75.00", "80.00"])]);
        assert_eq!(told(By::Service, &records).len(), 4);
    }
}
