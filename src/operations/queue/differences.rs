//! What LMS and MMS disagree about and no run changes by itself, and whether anything needs a person at all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use futures_util::future::try_join3;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::lms::{self, customer};
use crate::mms::calls::{ListAccounts, ListServices, ListUsers};
use crate::mms::models::{AccountRow, Service as Licence, User};
use crate::operations::listing::{self, Key, Listed, Page, Wanted};
use crate::operations::{Context, OperationError, monitoring};
use crate::personal::Masked;
use crate::store::data;
use crate::store::links::{self, Link};
use crate::store::locks::{self, Hold, HoldState, Service, Wish};

/// Seconds after which something that is wanted is late.
pub(in crate::operations) const LATE: i64 = 86_400;

/// What they disagree about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The customer is deleted in LMS and still has services in MMS.
    CustomerDeleted,
    /// MMS does not know the linked user any more.
    UserGone,
    /// We locked services that MMS shows running.
    Unlocked,
}

impl What {
    /// All.
    pub const ALL: [Self; 3] = [Self::CustomerDeleted, Self::UserGone, Self::Unlocked];

    /// The word in the PHP interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::CustomerDeleted => "customer_deleted",
            Self::UserGone => "user_gone",
            Self::Unlocked => "unlocked",
        }
    }
}

/// Something that they disagree about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// What.
    pub what: What,
    /// LMS customer.
    pub customer_id: i64,
    /// His name in LMS; empty when LMS has nothing of him any more.
    pub customer_name: Masked,
    /// MMS user.
    pub mms_id: i64,
    /// MetroTV accounts that it is about.
    pub accounts: Vec<i64>,
    /// F-Secure services that it is about.
    pub services: Vec<i64>,
    /// What the accounts' packages cost per month, gross, as far as MMS tells it.
    pub monthly: Option<Decimal>,
}

impl Listed for Difference {
    const COLUMNS: &'static [&'static str] = &["what", "customer_name", "customer_id", "mms_id", "monthly"];
    const STATES: &'static [&'static str] = &["customer_deleted", "user_gone", "unlocked"];

    fn id(&self) -> i64 {
        self.customer_id
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "customer_name" => Key::text(self.customer_name.expose()),
            "customer_id" => Key::Number(self.customer_id),
            "mms_id" => Key::Number(self.mms_id),
            "monthly" => Key::money(self.monthly),
            _ => Key::text(self.what.word()),
        }
    }

    fn is(&self, state: &str) -> bool {
        self.what.word() == state
    }

    fn has(&self, needle: &str) -> bool {
        listing::any_contains(&[self.customer_name.expose()], needle)
            || [self.customer_id, self.mms_id].iter().any(|id| id.to_string() == needle)
    }
}

/// One page of what LMS and MMS disagree about. Three lists are asked for, whatever the number of customers.
///
/// # Errors
/// `list.*`; any of MMS's and of the store's.
pub async fn differences(context: &Context, wanted: &Wanted) -> Result<Page<Difference>, OperationError> {
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        let deleted: HashSet<i64> = customer::deleted(conn).await?.into_iter().collect();
        let names = lms::names_of_linked(conn, asker).await?;
        let (holds, wishes) = (locks::holds(conn).await?, locks::wishes(conn).await?);
        let locked: HashSet<(i64, Service)> = wishes
            .iter()
            .filter(|wish| wish.wanted && !wish.is_open())
            .map(|wish| (wish.customer_id, wish.service))
            .collect();
        // What is being changed is no difference yet.
        let held = holds
            .into_iter()
            .filter(|hold| hold.state == HoldState::Held)
            .filter(|hold| locked.contains(&(hold.customer_id, hold.service)))
            .collect();
        Ok((Ours { links: links::all(conn).await?, deleted, held }, names))
    });
    let (ours, names) = work.await?;
    let (mms, deadline) = (&context.mms, context.deadline());
    let (users, accounts, licences) = try_join3(
        mms.send(&ListUsers {}, deadline),
        mms.send(&ListAccounts { user: None }, deadline),
        mms.send(&ListServices { user: None }, deadline),
    )
    .await?;
    let mut rows = compare(&ours, &users, &accounts, &licences);
    monitoring::keep_differences(context, rows.iter().map(|row| row.what)).await?;
    let known = customers_of_lms(context, &rows).await?;
    rows.retain_mut(|row| match names.get(&row.customer_id) {
        Some(name) => {
            row.customer_name = Masked::new(name.as_str());
            true
        }
        // Whom LMS does not have at all, it hides from nobody.
        None => asker == 0 || !known.contains(&row.customer_id),
    });
    listing::page(rows, wanted)
}

/// Those of these customers whom LMS has, deleted or not, whoever may see them.
async fn customers_of_lms(context: &Context, rows: &[Difference]) -> Result<HashSet<i64>, OperationError> {
    let ids: BTreeSet<i64> = rows.iter().map(|row| row.customer_id).collect();
    let work = context.tables(async |conn| Ok(lms::names_of_linked(conn, 0).await?));
    Ok(work.await?.into_keys().filter(|id| ids.contains(id)).collect())
}

/// What our tables and LMS's say.
struct Ours {
    links: Vec<Link>,
    deleted: HashSet<i64>,
    held: Vec<Hold>,
}

/// The differences, by customer.
fn compare(ours: &Ours, users: &[User], accounts: &[AccountRow], licences: &[Licence]) -> Vec<Difference> {
    let users: HashSet<i64> = users.iter().map(|user| user.mms_id).collect();
    let mut accounts_of: HashMap<i64, Vec<&AccountRow>> = HashMap::new();
    for account in accounts {
        accounts_of.entry(account.mms_id).or_default().push(account);
    }
    let mut licences_of: HashMap<i64, Vec<&Licence>> = HashMap::new();
    for licence in licences.iter().filter(|licence| !licence.is_deleted()) {
        licences_of.entry(licence.mms_id).or_default().push(licence);
    }
    let mut held_of: BTreeMap<i64, HashSet<(Service, i64)>> = BTreeMap::new();
    for hold in &ours.held {
        held_of.entry(hold.customer_id).or_default().insert((hold.service, hold.mms_id));
    }
    let mut rows = Vec::new();
    for link in &ours.links {
        let accounts = accounts_of.remove(&link.mms_id).unwrap_or_default();
        let licences = licences_of.remove(&link.mms_id).unwrap_or_default();
        if ours.deleted.contains(&link.customer_id) && !(accounts.is_empty() && licences.is_empty()) {
            rows.push(difference(What::CustomerDeleted, link, &accounts, &licences));
        }
        // An MMS that shows nobody is not believed.
        if !users.is_empty() && !users.contains(&link.mms_id) {
            rows.push(difference(What::UserGone, link, &accounts, &licences));
        }
        if let Some(held) = held_of.get(&link.customer_id) {
            let accounts: Vec<&AccountRow> = accounts
                .into_iter()
                .filter(|account| account.active && held.contains(&(Service::MetroTv, account.id)))
                .collect();
            let licences: Vec<&Licence> = licences
                .into_iter()
                .filter(|licence| !licence.is_blocked() && held.contains(&(Service::FSecure, licence.id)))
                .collect();
            if !(accounts.is_empty() && licences.is_empty()) {
                rows.push(difference(What::Unlocked, link, &accounts, &licences));
            }
        }
    }
    rows
}

fn difference(what: What, link: &Link, accounts: &[&AccountRow], licences: &[&Licence]) -> Difference {
    let prices: Vec<Decimal> = accounts.iter().filter_map(|account| account.gross).collect();
    Difference {
        what,
        customer_id: link.customer_id,
        customer_name: Masked::default(),
        mms_id: link.mms_id,
        accounts: accounts.iter().map(|account| account.id).collect(),
        services: licences.iter().map(|licence| licence.id).collect(),
        monthly: (!prices.is_empty())
            .then(|| prices.iter().fold(Decimal::ZERO, |sum, price| sum.saturating_add(*price))),
    }
}

/// What needs a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Attention {
    /// Items that MMS refused, or that cannot be sent.
    pub refused: i64,
    /// Others that have been wanted for more than a day.
    pub late: i64,
    /// Customers who are deleted in LMS, with a link that is still there.
    pub deleted: i64,
}

/// What needs a person, from the database alone: of the customers whom the asker may see, so that he finds it on the pages.
///
/// # Errors
/// The store's.
pub async fn attention(context: &Context) -> Result<Attention, OperationError> {
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        let late = conn.now().await?.saturating_sub(LATE);
        let (data, locks) = (data::stuck(conn, late).await?, locks::stuck(conn, late).await?);
        let deleted = customer::deleted(conn).await?;
        let all = Attention {
            refused: data.0.saturating_add(locks.0),
            late: data.1.saturating_add(locks.1),
            deleted: count(&deleted),
        };
        // Mostly there is nothing, and nobody's names are needed.
        if asker == 0 || all == Attention::default() {
            return Ok(all);
        }
        let names = lms::names_of_linked(conn, asker).await?;
        let known = lms::names_of_linked(conn, 0).await?;
        let data = data::open(conn).await?.into_iter();
        let data = data.map(|record| (record.customer_id, record.refused, record.wanted_at));
        let locks = locks::wishes(conn).await?.into_iter().filter(Wish::is_open);
        let locks = locks.map(|wish| (wish.customer_id, wish.refused, Some(wish.wanted_at)));
        let open: Vec<_> = data.chain(locks).filter(|(id, ..)| names.contains_key(id)).collect();
        let (refused, waiting): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, refused, _)| *refused);
        let waiting: Vec<_> =
            waiting.iter().filter(|(.., since)| since.is_some_and(|at| at < late)).collect();
        let deleted: Vec<_> =
            deleted.iter().filter(|id| names.contains_key(id) || !known.contains_key(id)).collect();
        Ok(Attention { refused: count(&refused), late: count(&waiting), deleted: count(&deleted) })
    });
    Ok(work.await?)
}

fn count<T>(of: &[T]) -> i64 {
    i64::try_from(of.len()).unwrap_or(i64::MAX)
}
