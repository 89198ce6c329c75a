//! The page *Usługi a zobowiązania*: all customers, from the database alone.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;
use serde::Serialize;

use super::compare::{self, Difference, House, Mend, Part, Rules, Unbilled, What, Why};
use crate::config::LockRules;
use crate::db::Conn;
use crate::lms;
use crate::lms::assignments::{self, Liability};
use crate::lms::customer::{self, Customer};
use crate::lms::tariffs::{self, Tariff};
use crate::operations::listing::{self, Key, Listed, Page, Wanted};
use crate::operations::{Context, OperationError, services as look};
use crate::personal::Masked;
use crate::store::StoreError;
use crate::store::liabilities::{self, Paid};
use crate::store::links::{self, Link};
use crate::store::locks::Service;
use crate::store::runs;
use crate::store::services::{self, Seen, Which};
use crate::store::ties::{self, Tie};

/// The liability of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Billed {
    /// Assignment in LMS.
    pub id: i64,
    /// Tariff; `None` when it was typed in by hand.
    pub tariff_id: Option<i64>,
    /// Its name.
    pub name: String,
    /// What it costs a month, gross.
    pub monthly: Option<Decimal>,
    /// Currency.
    pub currency: String,
    /// Unix seconds, 0 for always.
    pub from: i64,
    /// Unix seconds, 0 for ever.
    pub to: i64,
}

/// A difference, and whose it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// How they differ.
    pub what: What,
    /// The same difference has the same key.
    pub key: String,
    /// LMS customer.
    pub customer_id: i64,
    /// His name in LMS.
    pub customer_name: Masked,
    /// The services that it is about.
    pub services: Vec<Part>,
    /// Since when what is unpaid runs, in Unix seconds, where that is known.
    pub since: Option<i64>,
    /// The liability that it is about.
    pub liability: Option<Billed>,
    /// What the services cost a month, gross.
    pub due: Option<Decimal>,
    /// What is billed too much a month, gross; below zero: too little.
    pub monthly: Option<Decimal>,
    /// What would mend it.
    pub mend: Option<Mend>,
    /// Why nothing would, and a person has to decide.
    pub why: Option<Why>,
    /// The tariff that mending brings, in words.
    pub tariff: Option<Tariff>,
}

impl Row {
    fn of(difference: Difference, name: &str, tariffs: &[Tariff]) -> Self {
        let first = difference
            .services
            .first()
            .map_or_else(String::new, |part| format!("{}:{}", part.service, part.mms_id));
        let assignment = difference.liability.as_ref().map(|liability| liability.id);
        let key = format!("{}:{first}:{}", difference.what.word(), assignment.unwrap_or_default());
        let tariff = match difference.mend {
            Some(Mend::Add { tariff_id } | Mend::Change { tariff_id }) => {
                tariffs.iter().find(|tariff| tariff.id == tariff_id).cloned()
            }
            _ => None,
        };
        Self {
            what: difference.what,
            key,
            customer_id: difference.customer_id,
            customer_name: Masked::new(name),
            services: difference.services,
            since: difference.since,
            liability: difference.liability.map(|l: Liability| Billed {
                id: l.id,
                tariff_id: l.tariff_id,
                name: l.name,
                monthly: l.monthly,
                currency: l.currency,
                from: l.from,
                to: l.to,
            }),
            due: difference.due,
            monthly: difference.monthly,
            mend: difference.mend,
            why: difference.why,
            tariff,
        }
    }
}

impl Listed for Row {
    const COLUMNS: &'static [&'static str] =
        &["customer_name", "customer_id", "what", "due", "billed", "monthly"];
    const STATES: &'static [&'static str] = &[
        "no_liability",
        "no_service",
        "price",
        "begins_later",
        "ends_soon",
        "billed_while_blocked",
        "suspended_while_running",
        "mendable",
    ];

    fn id(&self) -> i64 {
        self.customer_id
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "customer_id" => Key::Number(self.customer_id),
            "what" => Key::text(self.what.word()),
            "due" => Key::money(self.due),
            "billed" => Key::money(self.liability.as_ref().and_then(|liability| liability.monthly)),
            "monthly" => Key::money(self.monthly),
            _ => Key::text(self.customer_name.expose()),
        }
    }

    fn is(&self, state: &str) -> bool {
        if state == "mendable" { self.mend.is_some() } else { self.what.word() == state }
    }

    fn has(&self, needle: &str) -> bool {
        let services = self.services.iter().map(|part| part.name.as_str());
        let liability = self.liability.as_ref().map(|liability| liability.name.as_str());
        let texts: Vec<&str> = services.chain(liability).chain([self.customer_name.expose()]).collect();
        listing::any_contains(&texts, needle) || self.customer_id.to_string() == needle
    }
}

/// A page of differences, and what it is made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Differences {
    /// The page.
    #[serde(flatten)]
    pub page: Page<Row>,
    /// What is billed too little a month on all pages together, gross, without a sign.
    pub too_little: Decimal,
    /// What is billed too much.
    pub too_much: Decimal,
    /// When all services were looked at last, in Unix seconds; `None` for never.
    pub looked_at: Option<i64>,
}

/// What LMS's database has.
struct Known {
    links: Vec<Link>,
    names: HashMap<i64, String>,
    services: Vec<Seen>,
    liabilities: Vec<Liability>,
    recorded: Vec<Paid>,
    ties: Vec<Tie>,
    tariffs: Vec<Tariff>,
    looked_at: Option<i64>,
    now: i64,
}

async fn known(context: &Context, customer: Option<i64>) -> Result<Known, OperationError> {
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        let (names, links, services) = match customer {
            Some(id) => of_one(conn, asker, id).await?,
            None => (
                lms::names_of_billed(conn, asker).await?,
                links::all(conn).await?,
                services::load(conn, Which::Present).await?,
            ),
        };
        Ok(Known {
            names,
            links,
            services,
            liabilities: assignments::of_services(conn, customer, None).await?,
            recorded: liabilities::load(conn, customer).await?,
            ties: ties::all(conn).await?,
            tariffs: tariffs::all(conn).await?,
            looked_at: runs::succeeded_at(conn, look::JOB).await?,
            now: conn.now().await?,
        })
    });
    Ok(work.await?)
}

/// The name of a customer whom the asker may see, unless he is deleted; his link, and what he has in MMS.
async fn of_one(
    conn: &mut Conn,
    asker: i64,
    id: i64,
) -> Result<(HashMap<i64, String>, Vec<Link>, Vec<Seen>), StoreError> {
    let found = customer::visible(conn, asker, id).await?.filter(|found| !found.deleted);
    let name = |found: Customer| format!("{} {}", found.lastname.expose(), found.name.expose());
    let names = found.map(|found| (id, name(found).trim().to_owned())).into_iter().collect();
    let link = links::of_customer(conn, id).await?;
    let mut services = match link {
        Some(link) => services::load(conn, Which::Of(link.mms_id)).await?,
        None => Vec::new(),
    };
    services.retain(|seen| seen.gone_at.is_none());
    Ok((names, link.into_iter().collect(), services))
}

/// What `lms-payments` leaves out of a customer's. Who is locked with the flag taken away by hand is billed.
fn unbilled(link: &Link, rules: LockRules) -> Unbilled {
    let mut unbilled = Unbilled::default();
    for (service, wanted, lock) in [
        (Service::MetroTv, rules.metrotv_billing, link.metrotv),
        (Service::FSecure, rules.fsecure_billing, link.fsecure),
    ] {
        if wanted && lock.suspend && lock.billing {
            unbilled.locked.insert(service);
        } else if wanted && !lock.suspend {
            unbilled.recorded.insert(service);
        }
    }
    unbilled
}

/// Differences of the customers whom the asker may see.
fn rows(context: &Context, known: &Known) -> Vec<Row> {
    let rules = context.config.locks;
    let customers: BTreeMap<i64, i64> =
        known.links.iter().map(|link| (link.mms_id, link.customer_id)).collect();
    let unbilled: BTreeMap<i64, Unbilled> =
        known.links.iter().map(|link| (link.customer_id, unbilled(link, rules))).collect();
    let houses = compare::houses(&customers, &known.services, &known.liabilities, &known.recorded, &unbilled);
    let rules = Rules { ties: &known.ties, tariffs: &known.tariffs, now: known.now };
    let mut rows = Vec::new();
    for (customer, house) in &houses {
        let Some(name) = known.names.get(customer) else { continue };
        let found: Vec<Difference> = compare::compare(house, &rules);
        rows.extend(found.into_iter().map(|difference| Row::of(difference, name, &known.tariffs)));
    }
    rows
}

/// One page of all differences.
///
/// # Errors
/// `list.*`; the store's.
pub async fn page(context: &Context, wanted: &Wanted) -> Result<Differences, OperationError> {
    let known = known(context, None).await?;
    let all =
        listing::page(rows(context, &known), &Wanted { offset: 0, limit: usize::MAX, ..wanted.clone() })?;
    let (mut too_little, mut too_much) = (Decimal::ZERO, Decimal::ZERO);
    for monthly in all.rows.iter().filter_map(|row| row.monthly) {
        if monthly.is_sign_negative() {
            too_little = too_little.saturating_sub(monthly);
        } else {
            too_much = too_much.saturating_add(monthly);
        }
    }
    let rows = all.rows.into_iter().skip(wanted.offset).take(wanted.limit).collect();
    Ok(Differences {
        page: Page { total: all.total, rows },
        too_little,
        too_much,
        looked_at: known.looked_at,
    })
}

/// Differences of one customer, after a look at what he has in MMS now.
///
/// # Errors
/// `customer.not_found` when the asker may not see him; any of MMS's and of the store's.
pub async fn of_customer(context: &Context, customer_id: i64) -> Result<Vec<Row>, OperationError> {
    look::update_customer(context, customer_id).await?;
    let known = known(context, Some(customer_id)).await?;
    Ok(rows(context, &known))
}

/// A service of a customer and the liability that it is paid by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pairing {
    /// `metrotv` or `fsecure`.
    pub service: &'static str,
    /// Order of MetroTV, or F-Secure service.
    pub mms_id: i64,
    /// Assignment in LMS; `None` when nothing pays for it.
    pub assignment_id: Option<i64>,
    /// It is recorded, and not only found by tariff and price.
    pub recorded: bool,
}

/// By which liabilities a customer's services are paid, as last seen. Asks the database only.
///
/// # Errors
/// The store's.
pub async fn pairings(context: &Context, customer_id: i64) -> Result<Vec<Pairing>, OperationError> {
    let known = known(context, Some(customer_id)).await?;
    if known.names.is_empty() {
        return Ok(Vec::new());
    }
    let customers: BTreeMap<i64, i64> =
        known.links.iter().map(|link| (link.mms_id, link.customer_id)).collect();
    let houses =
        compare::houses(&customers, &known.services, &known.liabilities, &known.recorded, &BTreeMap::new());
    let rules = Rules { ties: &known.ties, tariffs: &known.tariffs, now: known.now };
    let Some(house) = houses.get(&customer_id) else { return Ok(Vec::new()) };
    Ok(all_pairings(house, &rules))
}

fn all_pairings(house: &House<'_>, rules: &Rules<'_>) -> Vec<Pairing> {
    let (pairs, unpaid) = compare::pair(house, rules);
    let of = |seen: &Seen, assignment_id: Option<i64>| Pairing {
        service: seen.service.word(),
        mms_id: seen.mms_id,
        assignment_id,
        recorded: assignment_id.is_some() && house.recorded.get(&seen.key()).copied() == assignment_id,
    };
    let paid = pairs
        .iter()
        .flat_map(|(liability, services)| services.iter().map(move |seen| of(seen, Some(liability.id))));
    paid.chain(unpaid.into_iter().map(|seen| of(seen, None))).collect()
}
