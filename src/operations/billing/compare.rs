//! Which services and liabilities of a customer belong together, and where they differ. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Serialize;

use super::suggest::{is_monthly, propose};
use crate::lms::assignments::Liability;
use crate::lms::tariffs::Tariff;
use crate::store::liabilities::Paid;
use crate::store::locks::Service;
use crate::store::services::Seen;
use crate::store::ties::Tie;

/// Seconds before its end in which a liability is told of.
const SOON: i64 = 31 * 86_400;
/// Seconds in which one service takes the place of another: that the first is gone may have been seen a day later.
const CHANGE: i64 = 86_400;
/// What two prices may differ by: LMS keeps three decimals and splits periods.
const ROUNDING: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// How they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A service that nobody pays for.
    NoLiability,
    /// A liability for nothing.
    NoService,
    /// They cost different amounts.
    Price,
    /// The service runs, and its liability begins later.
    BeginsLater,
    /// The service runs, and its liability ends within a month with none after it.
    EndsSoon,
    /// The service is blocked in MMS, and its liability is billed.
    BilledWhileBlocked,
    /// The liability is suspended, and its service runs.
    SuspendedWhileRunning,
}

impl What {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::NoLiability,
        Self::NoService,
        Self::Price,
        Self::BeginsLater,
        Self::EndsSoon,
        Self::BilledWhileBlocked,
        Self::SuspendedWhileRunning,
    ];

    /// The word in the PHP interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoLiability => "no_liability",
            Self::NoService => "no_service",
            Self::Price => "price",
            Self::BeginsLater => "begins_later",
            Self::EndsSoon => "ends_soon",
            Self::BilledWhileBlocked => "billed_while_blocked",
            Self::SuspendedWhileRunning => "suspended_while_running",
        }
    }
}

/// What would mend it, by LMS's own functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase", tag = "how")]
pub enum Mend {
    /// A liability with this tariff, from today on.
    Add {
        /// Tariff.
        tariff_id: i64,
    },
    /// The liability ends yesterday.
    End,
    /// The liability gets this tariff.
    Change {
        /// Tariff.
        tariff_id: i64,
    },
    /// The liability has no end.
    Extend,
    /// The liability is suspended.
    Suspend,
    /// The liability is not suspended any more.
    Resume,
}

/// Why nothing mends it by itself, and a person has to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// What is blocked is not to be billed.
    Blocked,
    /// No valid tariff is tied to the service.
    NoTariff,
    /// A later beginning may be meant: months for nothing, a promotion.
    BeginsLater,
    /// LMS suspends all liabilities of the customer.
    AllSuspended,
    /// The liability pays for several services, or is several pieces.
    Several,
    /// The liability has a discount, or a price of its own.
    Discount,
    /// No tariff that is tied to the service has its price.
    NoPrice,
}

/// A service in a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// `metrotv` or `fsecure`.
    pub service: &'static str,
    /// Order of MetroTV, or F-Secure service.
    pub mms_id: i64,
    /// Package or product.
    pub name: String,
}

/// Where services and a liability differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How.
    pub what: What,
    /// LMS customer.
    pub customer_id: i64,
    /// The services that it is about.
    pub services: Vec<Part>,
    /// Since when what is unpaid runs, where that is known.
    pub since: Option<i64>,
    /// The liability that it is about.
    pub liability: Option<Liability>,
    /// What MMS says that the services cost a month, gross; of F-Secure it does not.
    pub due: Option<Decimal>,
    /// What is billed too much a month, gross; below zero: too little. `None` when nobody can say.
    pub monthly: Option<Decimal>,
    /// What would mend it; `None` when a person has to decide.
    pub mend: Option<Mend>,
    /// Why a person has to.
    pub why: Option<Why>,
}

/// What is known of all, besides the customers' own things.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// All ties.
    pub ties: &'a [Tie],
    /// All tariffs.
    pub tariffs: &'a [Tariff],
    /// Unix seconds.
    pub now: i64,
}

/// A customer's services and liabilities.
#[derive(Debug, Clone, Default)]
pub struct House<'a> {
    /// LMS customer.
    pub customer_id: i64,
    /// What he has in MMS.
    pub services: Vec<&'a Seen>,
    /// What LMS bills.
    pub liabilities: Vec<&'a Liability>,
    /// Which liability pays for which service, where that is recorded.
    pub recorded: BTreeMap<(Service, i64), i64>,
    /// Kinds of which `lms-payments` bills nothing that is blocked, without a suspended liability.
    pub unbilled: Unbilled,
}

/// What `lms-payments` leaves out because of the plugin, as `php-shim/lib/SuspendedBilling.php` does it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unbilled {
    /// Kinds of which the customer is locked: all that is for them.
    pub locked: BTreeSet<Service>,
    /// Kinds of which he is not: what is recorded with a service that MMS blocks.
    pub recorded: BTreeSet<Service>,
}

/// All houses by customer: services of users who are linked, liabilities of anybody. What is gone is a service too: who does not
/// look back leaves it out.
pub fn houses<'a>(
    customer_of: &BTreeMap<i64, i64>,
    services: &'a [Seen],
    liabilities: &'a [Liability],
    recorded: &[Paid],
    unbilled: &BTreeMap<i64, Unbilled>,
) -> BTreeMap<i64, House<'a>> {
    let mut houses: BTreeMap<i64, House<'a>> = BTreeMap::new();
    for seen in services {
        if let Some(customer) = customer_of.get(&seen.user) {
            houses.entry(*customer).or_default().services.push(seen);
        }
    }
    for liability in liabilities {
        houses.entry(liability.customer_id).or_default().liabilities.push(liability);
    }
    for paid in recorded {
        if let Some(house) = houses.get_mut(&paid.customer_id) {
            house.recorded.insert((paid.service, paid.mms_id), paid.assignment_id);
        }
    }
    for (customer, house) in &mut houses {
        house.customer_id = *customer;
        house.unbilled = unbilled.get(customer).cloned().unwrap_or_default();
    }
    houses
}

/// Which services each liability pays for, in the order of the liabilities, and which services none does.
///
/// What is recorded comes first. Others go to a liability whose tariff is tied to them: one with their price before others,
/// one that is billed now before one that is suspended or begins later. A liability of three pieces pays for three services at a
/// time.
pub fn pair<'a>(
    house: &House<'a>,
    rules: &Rules<'_>,
) -> (Vec<(&'a Liability, Vec<&'a Seen>)>, Vec<&'a Seen>) {
    let mut pairs: Vec<(&Liability, Vec<&Seen>)> =
        house.liabilities.iter().map(|liability| (*liability, Vec::new())).collect();
    let mut left = Vec::new();
    for seen in &house.services {
        let recorded = house.recorded.get(&seen.key());
        match pairs.iter_mut().find(|(liability, _)| Some(&liability.id) == recorded) {
            Some((_, paid)) => paid.push(*seen),
            None => left.push(*seen),
        }
    }
    let mut unpaid = left;
    // Whose price fits chooses first, so that nobody takes it from him.
    for by_price in [true, false] {
        let mut left = Vec::new();
        for seen in unpaid {
            let fits = |(liability, paid): &&mut (&Liability, Vec<&Seen>)| {
                at_once(paid, seen) < pieces(liability)
                    && is_tied(rules, seen, liability)
                    && (!by_price || (seen.price.is_some() && seen.price == each(liability)))
            };
            let state = |liability: &Liability| {
                (liability.from > rules.now, (liability.suspended || liability.all_suspended) == seen.active)
            };
            let found =
                pairs.iter_mut().filter(fits).min_by_key(|(liability, _)| (state(liability), liability.id));
            match found {
                Some((_, paid)) => paid.push(seen),
                None => left.push(seen),
            }
        }
        unpaid = left;
    }
    (pairs, unpaid)
}

/// How many of the services were there at the same time, at most, while this one was.
pub(super) fn at_once(services: &[&Seen], seen: &Seen) -> usize {
    let was_there = |other: &Seen, at: Option<i64>| {
        let end = at.map(|at| at.saturating_add(CHANGE));
        other.since <= at && other.gone_at.is_none_or(|gone| Some(gone) > end)
    };
    let beginnings = services.iter().map(|other| other.since.max(seen.since)).chain([seen.since]);
    let counts = beginnings
        .filter(|at| was_there(seen, *at))
        .map(|at| services.iter().filter(|other| was_there(other, at)).count());
    counts.max().unwrap_or_default()
}

fn is_tied(rules: &Rules<'_>, seen: &Seen, liability: &Liability) -> bool {
    rules.ties.iter().any(|tie| {
        (tie.service, tie.item_id) == (seen.service, seen.item_id)
            && Some(tie.tariff_id) == liability.tariff_id
    })
}

/// How many services a liability can pay for.
fn pieces(liability: &Liability) -> usize {
    liability.count.ceil().to_usize().unwrap_or(1).max(1)
}

/// The price of one of its pieces.
fn each(liability: &Liability) -> Option<Decimal> {
    liability.monthly?.checked_div(Decimal::from(pieces(liability))).map(|price| price.round_dp(2))
}

/// All differences of a customer.
pub fn compare(house: &House<'_>, rules: &Rules<'_>) -> Vec<Difference> {
    let (pairs, unpaid) = pair(house, rules);
    // What is free needs no liability.
    let unpaid = unpaid.into_iter().filter(|seen| seen.price.is_none_or(|price| !price.is_zero()));
    let mut found: Vec<Difference> = unpaid.map(|seen| unpaid_service(house, rules, seen)).collect();
    for (liability, services) in &pairs {
        let of = |what, monthly, cure: Result<Mend, Why>| Difference {
            what,
            customer_id: house.customer_id,
            services: services.iter().map(|seen| part(seen)).collect(),
            since: None,
            liability: Some((*liability).clone()),
            due: due(services),
            monthly,
            mend: cure.ok(),
            why: cure.err(),
        };
        if services.is_empty() {
            // One that follows another is no liability for nothing yet.
            if !pairs.iter().any(|(other, paid)| !paid.is_empty() && follows(liability, other)) {
                found.push(of(What::NoService, liability.monthly, Ok(Mend::End)));
            }
            continue;
        }
        found.extend(
            pair_differences(house, rules, &pairs, liability, services)
                .into_iter()
                .map(|(what, monthly, cure)| of(what, monthly, cure)),
        );
    }
    found
}

fn part(seen: &Seen) -> Part {
    Part { service: seen.service.word(), mms_id: seen.mms_id, name: seen.name.clone() }
}

/// What services cost together, if MMS says it of all.
fn due(services: &[&Seen]) -> Option<Decimal> {
    if services.is_empty() {
        return None;
    }
    services.iter().try_fold(Decimal::ZERO, |sum, seen| sum.checked_add(seen.price?))
}

/// The same amount too little.
fn less(amount: Decimal) -> Decimal {
    Decimal::ZERO.saturating_sub(amount)
}

fn unpaid_service(house: &House<'_>, rules: &Rules<'_>, seen: &Seen) -> Difference {
    let tied: Vec<i64> = rules
        .ties
        .iter()
        .filter(|tie| (tie.service, tie.item_id) == (seen.service, seen.item_id))
        .map(|tie| tie.tariff_id)
        .collect();
    let tariff = propose(&tied, rules.tariffs, seen.price);
    let price = seen.price.or_else(|| tariff.and_then(|tariff| tariff.price));
    let cure = match tariff {
        // What is blocked is not to be billed.
        _ if !seen.active => Err(Why::Blocked),
        Some(tariff) => Ok(Mend::Add { tariff_id: tariff.id }),
        None => Err(Why::NoTariff),
    };
    Difference {
        what: What::NoLiability,
        customer_id: house.customer_id,
        services: vec![part(seen)],
        since: seen.since,
        liability: None,
        due: price,
        monthly: price.map(less),
        mend: cure.ok(),
        why: cure.err(),
    }
}

/// The same customer's liability begins within a day of the other's end.
fn follows(later: &Liability, earlier: &Liability) -> bool {
    earlier.to != 0
        && later.from > earlier.to.saturating_sub(86_400)
        && later.from <= earlier.to.saturating_add(86_400)
}

fn pair_differences(
    house: &House<'_>,
    rules: &Rules<'_>,
    pairs: &[(&Liability, Vec<&Seen>)],
    liability: &Liability,
    services: &[&Seen],
) -> Vec<(What, Option<Decimal>, Result<Mend, Why>)> {
    let mut found = Vec::new();
    let due = due(services);
    let suspended = liability.suspended || liability.all_suspended;
    let runs = services.iter().any(|seen| seen.active);
    if runs && liability.from > rules.now {
        found.push((What::BeginsLater, due.or(liability.monthly).map(less), Err(Why::BeginsLater)));
    } else if runs && suspended {
        let cure = if liability.all_suspended { Err(Why::AllSuspended) } else { Ok(Mend::Resume) };
        found.push((What::SuspendedWhileRunning, liability.monthly.map(less), cure));
    } else if !runs && !suspended && services.iter().any(|seen| is_billed_blocked(house, liability, seen)) {
        found.push((What::BilledWhileBlocked, liability.monthly, Ok(Mend::Suspend)));
    }
    if let (Some(due), Some(monthly)) = (due, liability.monthly)
        && let Some(difference) = monthly.checked_sub(due)
        && difference.abs() > ROUNDING
    {
        found.push((What::Price, Some(difference), better(rules, liability, services)));
    }
    let ends_soon = liability.to != 0 && liability.to <= rules.now.saturating_add(SOON);
    if runs && ends_soon && !pairs.iter().any(|(other, _)| follows(other, liability)) {
        found.push((What::EndsSoon, due.or(liability.monthly).map(less), Ok(Mend::Extend)));
    }
    found
}

/// Whether `lms-payments` bills a service that is blocked.
fn is_billed_blocked(house: &House<'_>, liability: &Liability, seen: &Seen) -> bool {
    let is_recorded = house.recorded.get(&seen.key()) == Some(&liability.id);
    let Unbilled { locked, recorded } = &house.unbilled;
    !(locked.contains(&seen.service) || is_recorded && recorded.contains(&seen.service))
}

/// The tariff with the right price, if one is tied to what it is for. Only where one service is paid by one piece without a
/// discount: otherwise a person has to say what was meant.
fn better(rules: &Rules<'_>, liability: &Liability, services: &[&Seen]) -> Result<Mend, Why> {
    let [seen] = services else { return Err(Why::Several) };
    if liability.count != Decimal::ONE {
        return Err(Why::Several);
    }
    let present = rules.tariffs.iter().find(|tariff| Some(tariff.id) == liability.tariff_id);
    if present.is_none_or(|present| present.price != liability.monthly) {
        return Err(Why::Discount);
    }
    let tied = rules.ties.iter().filter(|tie| (tie.service, tie.item_id) == (seen.service, seen.item_id));
    let ids: BTreeSet<i64> = tied.map(|tie| tie.tariff_id).collect();
    let fits = |tariff: &&Tariff| {
        ids.contains(&tariff.id)
            && tariff.valid
            && is_monthly(tariff)
            && seen.price.is_some()
            && tariff.price == seen.price
    };
    let fitting = rules.tariffs.iter().find(fits).ok_or(Why::NoPrice)?;
    Ok(Mend::Change { tariff_id: fitting.id })
}

#[cfg(test)]
mod tests;
