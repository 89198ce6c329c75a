//! The queue as a person sees it: what waits and why; once more; no more.

use serde::Serialize;

use super::converge::Report;
use super::send::send;
use super::wish;
use super::{Kind, Line};
use crate::db::LockName;
use crate::lms::{self, customer};
use crate::operations::alone::alone_after;
use crate::operations::journal::{Entry, cleaned, journalled};
use crate::operations::listing::{self, Key, Listed, Page, Wanted, any_contains};
use crate::operations::locks::{self, Order};
use crate::operations::{Context, OperationError, Progress};
use crate::personal::Masked;
use crate::store::data::{self, Record};
use crate::store::links;
use crate::store::locks::{self as wishes, Service, Wish};

/// Something that is wanted and not yet so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// LMS customer.
    pub customer_id: i64,
    /// His name in LMS.
    pub customer_name: Masked,
    /// `data`, `lock` or `release`.
    pub wanted: &'static str,
    /// Unix seconds.
    pub since: i64,
    /// Login or script.
    pub by: String,
    /// Failed attempts.
    pub attempts: i32,
    /// Unix seconds; `None` when no run will try it.
    pub next_attempt_at: Option<i64>,
    /// Whether MMS said no, or it cannot be sent.
    pub state: State,
    /// Stable code of the last failure.
    pub code: Option<String>,
    /// MMS's words.
    pub text: Option<String>,
}

/// Whether MMS said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It has not.
    Waiting,
    /// It has, or the data cannot be sent.
    Refused,
}

impl State {
    pub(in crate::operations) fn of(refused: bool) -> Self {
        if refused { Self::Refused } else { Self::Waiting }
    }
}

impl Listed for Item {
    const COLUMNS: &'static [&'static str] =
        &["since", "customer_name", "customer_id", "kind", "by", "attempts", "next_attempt_at"];
    const STATES: &'static [&'static str] = &["waiting", "refused", "data", "metrotv", "fsecure"];

    fn id(&self) -> i64 {
        // A customer has at most one of each kind.
        let place = Kind::ALL.iter().position(|kind| *kind == self.kind).unwrap_or_default();
        self.customer_id.saturating_mul(4).saturating_add(i64::try_from(place).unwrap_or_default())
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "customer_name" => Key::text(self.customer_name.expose()),
            "customer_id" => Key::Number(self.customer_id),
            "kind" => Key::text(self.kind.word()),
            "by" => Key::text(&self.by),
            "attempts" => Key::Number(self.attempts.into()),
            "next_attempt_at" => Key::maybe(self.next_attempt_at),
            _ => Key::Number(self.since),
        }
    }

    fn is(&self, state: &str) -> bool {
        match state {
            "waiting" => self.state == State::Waiting,
            "refused" => self.state == State::Refused,
            kind => self.kind.word() == kind,
        }
    }

    fn has(&self, needle: &str) -> bool {
        let text = self.text.as_deref().unwrap_or_default();
        any_contains(&[self.customer_name.expose(), &self.by, text], needle)
            || self.customer_id.to_string() == needle
    }
}

impl Item {
    fn data(record: Record, customer_name: Masked) -> Self {
        Self {
            kind: Kind::Data,
            customer_id: record.customer_id,
            customer_name,
            wanted: "data",
            since: record.wanted_at.unwrap_or_default(),
            by: record.wanted_by.unwrap_or_default(),
            attempts: record.attempts,
            next_attempt_at: record.next_attempt_at,
            state: State::of(record.refused),
            code: record.error_code,
            text: record.error_text,
        }
    }

    fn lock(wish: Wish, customer_name: Masked) -> Self {
        Self {
            kind: Kind::of(wish.service),
            customer_id: wish.customer_id,
            customer_name,
            wanted: if wish.wanted { "lock" } else { "release" },
            since: wish.wanted_at,
            by: wish.wanted_by,
            attempts: wish.attempts,
            next_attempt_at: wish.next_attempt_at,
            state: State::of(wish.refused),
            code: wish.error_code,
            text: wish.error_text,
        }
    }
}

/// One page of what is wanted and not yet so, of the customers whom the asker may see.
///
/// # Errors
/// `list.*`; the store's.
pub async fn page(context: &Context, wanted: &Wanted) -> Result<Page<Item>, OperationError> {
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        let names = lms::names_of_linked(conn, asker).await?;
        Ok((names, data::open(conn).await?, wishes::wishes(conn).await?))
    });
    let (names, records, wishes) = work.await?;
    let name = |customer: i64| match names.get(&customer) {
        Some(name) => Some(Masked::new(name.as_str())),
        // A script sees all, also whom LMS does not have any more.
        None => (asker == 0).then(Masked::default),
    };
    let data = records.into_iter().filter_map(|record| {
        let name = name(record.customer_id)?;
        Some(Item::data(record, name))
    });
    let locks = wishes.into_iter().filter(Wish::is_open).filter_map(|wish| {
        let name = name(wish.customer_id)?;
        Some(Item::lock(wish, name))
    });
    listing::page(data.chain(locks).collect(), wanted)
}

/// The customer's data that MMS does not have yet; `None` when it has them.
///
/// # Errors
/// `customer.not_found`; the store's.
pub async fn data_of(context: &Context, customer: i64) -> Result<Option<Item>, OperationError> {
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        Ok((lms::name_of(conn, asker, customer).await?, data::open_of(conn, customer).await?))
    });
    let (name, record) = work.await?;
    if name.is_none() && asker != 0 {
        return Err(HIDDEN);
    }
    Ok(record.map(|record| Item::data(record, Masked::new(name.unwrap_or_default()))))
}

/// Tries again, also what was refused: one customer's item to its end, or what a page's time is enough for of all of a kind
/// whose customers the asker may see.
///
/// # Errors
/// `customer.not_found`; the store's. What MMS says is in the report.
pub async fn retry(context: &Context, kind: Kind, customer: Option<i64>) -> Result<Report, OperationError> {
    let customers = if let Some(customer) = customer {
        visible(context, customer).await?;
        vec![customer]
    } else {
        open_of(context, kind).await?.into_iter().map(|(customer, _)| customer).collect()
    };
    make_due(context, kind, &customers).await?;
    let limit = context.mms.concurrency().saturating_mul(4);
    let first = customers.get(..limit).unwrap_or(&customers);
    let progress = Progress::default();
    let lines = match kind.service() {
        None => Box::pin(send(context, first, "retry", Some(context.deadline()), &progress)).await?,
        // Nobody asked for is everything that is due.
        Some(_) if first.is_empty() => Vec::new(),
        Some(service) => {
            // Which of the two is wanted may change until the run begins.
            let (customers, services) = (first.iter().copied().collect(), [service].into());
            let order = Order { lock: None, customers, services, dry_run: false, due: Some(0) };
            let report = Box::pin(locks::run(context, &order, &progress)).await?;
            if let Some(stopped) = report.stopped {
                return Ok(Report::stopped(stopped));
            }
            report.lines.into_iter().filter_map(Line::of).collect()
        }
    };
    let left = open_of(context, kind).await?;
    Ok(Report::of(lines, left.iter().filter(|(_, refused)| !refused).count()))
}

/// Customers of what is open of a kind, as far as the asker may see them, those that have waited longest first; and whether
/// their data were refused.
async fn open_of(context: &Context, kind: Kind) -> Result<Vec<(i64, bool)>, OperationError> {
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        let names = lms::names_of_linked(conn, asker).await?;
        let mut open: Vec<(Option<i64>, i64, bool)> = match kind.service() {
            None => {
                let records = data::open(conn).await?.into_iter();
                records.map(|record| (record.wanted_at, record.customer_id, record.refused)).collect()
            }
            Some(service) => {
                let open = wishes::wishes(conn).await?.into_iter().filter(Wish::is_open);
                let open = open.filter(|wish| wish.service == service);
                open.map(|wish| (Some(wish.wanted_at), wish.customer_id, false)).collect()
            }
        };
        // A script sees all, also whom LMS does not have any more.
        open.retain(|(_, customer, _)| asker == 0 || names.contains_key(customer));
        open.sort_unstable();
        Ok(open.into_iter().map(|(_, customer, refused)| (customer, refused)).collect())
    });
    Ok(work.await?)
}

async fn make_due(context: &Context, kind: Kind, customers: &[i64]) -> Result<(), OperationError> {
    let work = context.tables(async |conn| {
        if let Some(service) = kind.service() {
            return wishes::make_due(conn, service, customers).await;
        }
        data::change(conn, customers, |record, now| {
            wish::make_due(record, now);
            false
        })
        .await?;
        Ok(())
    });
    Ok(work.await?)
}

/// Gives an item up, with a reason for the journal; false when there is nothing to give up. Data count as settled until they
/// change again; of a lock or release nothing is wanted any more but what the suspend flag says, and holds stay.
///
/// # Errors
/// `queue.reason` without a reason, `queue.busy` while the item is being sent, `customer.not_found`; the store's.
pub async fn give_up(
    context: &Context,
    kind: Kind,
    customer: i64,
    reason: &str,
) -> Result<bool, OperationError> {
    if reason.trim().is_empty() {
        return Err(OperationError::Argument { code: "queue.reason", message: "the reason is missing" });
    }
    visible(context, customer).await?;
    let user = context.tables(async |conn| links::mms_id(conn, customer).await).await?;
    let is_open = if let Some(service) = kind.service() {
        open_wish(context, service, customer).await?.is_some()
    } else {
        let open = context.tables(async |conn| data::open(conn).await).await?;
        open.iter().any(|record| record.customer_id == customer)
    };
    if !is_open {
        return Ok(false);
    }
    let entry = Entry::new("queue.give_up", None).about(customer).with("kind", kind.word());
    let entry = Entry { mms_id: user, ..entry.with("reason", cleaned(reason)) };
    let work = async {
        match kind.service() {
            Some(service) => {
                // A run that has begun would write over it, or it over what the run has found.
                let patience = context.config.mms.timeout;
                let work = give_up_lock(context, service, customer);
                alone_after(context, LockName::Locks, patience, work).await?.ok_or_else(super::card::busy)
            }
            None => give_up_data(context, customer).await,
        }
    };
    Box::pin(journalled(context, entry, work)).await
}

async fn give_up_data(context: &Context, customer: i64) -> Result<bool, OperationError> {
    let work = context.tables(async |conn| {
        let (mut given_up, mut taken) = (false, false);
        data::change(conn, &[customer], |record, now| {
            taken = wish::is_taken(record, now);
            given_up = wish::give_up(record, now);
            false
        })
        .await?;
        Ok((given_up, taken))
    });
    match work.await? {
        (_, true) => Err(super::card::busy()),
        (given_up, false) => Ok(given_up),
    }
}

async fn give_up_lock(context: &Context, service: Service, customer: i64) -> Result<bool, OperationError> {
    let work = context.tables(async |conn| {
        let links = links::all(conn).await?;
        let flagged =
            links.iter().find(|link| link.customer_id == customer).is_some_and(|link| match service {
                Service::MetroTv => link.metrotv.suspend,
                Service::FSecure => link.fsecure.suspend,
            });
        let all = wishes::wishes(conn).await?;
        let open = all
            .into_iter()
            .find(|wish| wish.customer_id == customer && wish.service == service && wish.is_open());
        let Some(wish) = open else { return Ok(false) };
        // Not removed: a flag with nothing confirmed behind it is taken for one of the original plugin's, and everything that
        // is blocked for one of its blocks.
        let as_it_is = Wish {
            wanted: flagged,
            confirmed: Some(flagged),
            // Whether the flag is ours or the original's is told by whether anything was ever confirmed.
            confirmed_at: wish.confirmed_at,
            ..Wish::new(customer, service, flagged, wish.wanted_at, &wish.wanted_by)
        };
        wishes::save(conn, &[as_it_is]).await?;
        Ok(true)
    });
    Ok(work.await?)
}

async fn open_wish(
    context: &Context,
    service: Service,
    customer: i64,
) -> Result<Option<Wish>, OperationError> {
    let all = context.tables(async |conn| wishes::wishes(conn).await).await?;
    let is_it = |wish: &Wish| wish.customer_id == customer && wish.service == service && wish.is_open();
    Ok(all.into_iter().find(is_it))
}

/// Refuses a customer whom the asker may not see. A script sees all, also whom LMS does not have any more.
async fn visible(context: &Context, id: i64) -> Result<(), OperationError> {
    let asker = context.config.user;
    if asker == 0 {
        return Ok(());
    }
    let found = context.tables(async |conn| Ok(customer::visible(conn, asker, id).await?)).await?;
    found.map(|_| ()).ok_or(HIDDEN)
}

const HIDDEN: OperationError = OperationError::Argument {
    code: "customer.not_found",
    message: "there is no such customer, or the user may not see him",
};
