//! From what is wanted and what there is to the steps that lead there. No I/O.
//!
//! A thing can be removed only when nothing stands on it, and added only on what it stands on: so all that is taken is taken
//! from the top, and all that is given is given from the bottom.

use std::collections::HashSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use super::step::{Act, Record, Ref, Site, Step, Thing};
use super::wish::{Choice, Due, Ground, Wish};
use crate::lms::customer::Address;
use crate::lms::liabilities::Liability;
use crate::mms::models::{Account, Mac, Network, Order, Package, Product, Service, Stb};
use crate::operations::offer::{self, Group};
use crate::operations::{OperationError, argument, card, metrotv};
use crate::personal::Masked;

/// What MMS and LMS have now, as far as the wish needs it.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The customer's link, or what becomes of it.
    pub link: Link,
    /// The customer's accounts.
    pub accounts: Vec<Account>,
    /// Everything that can be ordered.
    pub packages: Vec<Package>,
    /// Networks.
    pub networks: Vec<Network>,
    /// The warehouse and everything issued.
    pub decoders: Vec<Stb>,
    /// The customer's F-Secure services.
    pub services: Vec<Service>,
    /// F-Secure products.
    pub products: Vec<Product>,
    /// The customer's liabilities in LMS.
    pub liabilities: Vec<Liability>,
    /// Id, name and price of the tariffs that are wished for.
    pub tariffs: Vec<(i64, String, Option<Decimal>)>,
    /// Today.
    pub day: NaiveDate,
}

/// Whether the customer is a user of MMS.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Link {
    /// He is linked.
    #[default]
    Linked,
    /// MMS knows him: he will be linked.
    Known,
    /// MMS does not know him: he will be added.
    Unknown,
}

/// A plan that is not carried out yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// What is done, in this order.
    pub records: Vec<Record>,
    /// What cannot be issued again, and so goes.
    pub dropped: Vec<Dropped>,
    /// Names of what is removed and not sold any more: of a plan that fails half-way it cannot be taken back.
    pub unsold: Vec<String>,
    /// Whether it takes itself back when a step fails: otherwise the customer would be left without what he had.
    pub undo: bool,
}

/// A package that is removed and cannot be issued again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Its name.
    pub name: String,
    /// `not_sold`, or `denied` by what is on the account then.
    pub why: &'static str,
    /// What it cost a month, gross.
    pub price: Option<Decimal>,
}

impl Draft {
    fn push(&mut self, act: Act, name: &str, price: Option<Decimal>) -> Ref {
        self.push_of(act, None, name, "", price)
    }

    fn push_of(
        &mut self,
        act: Act,
        id: Option<i64>,
        name: &str,
        detail: &str,
        price: Option<Decimal>,
    ) -> Ref {
        let step = Step { act, name: name.to_owned(), detail: detail.to_owned(), price };
        let position = self.records.len();
        self.records.push(Record::new(step, id));
        Ref::Step(position)
    }

    fn decoder(&mut self, give: bool, account: Ref, order: Ref, decoder: &Stb) {
        let thing = Thing::Decoder { account, order, mac: decoder.mac.0.clone() };
        let act = if give { Act::Give(thing) } else { Act::Take(thing) };
        self.push_of(act, None, &decoder.modelname.0, &decoder.serialnumber.0, None);
    }
}

/// The plan for a wish.
///
/// # Errors
/// `plan.nothing` when it is so already; `account.*`, `network.*`, `package.*`, `decoder.*`, `liability.*` when it cannot be.
pub fn make(wish: &Wish, seen: &Seen) -> Result<Draft, OperationError> {
    let draft = match wish {
        Wish::Issue { ground, base, extras, multirooms, due } => {
            let packages = base.iter().chain(extras).chain(multirooms).collect::<Vec<_>>();
            issue(seen, ground, &packages, *due)?
        }
        Wish::Remove { account, ending, end } => remove(seen, *account, ending, *end)?,
        Wish::Change { account, network, address, base } => {
            change(seen, own(seen, *account)?, *network, address.as_ref(), base.as_ref())?
        }
    };
    if draft.records.is_empty() {
        return Err(argument("plan.nothing", "there is nothing to be done"));
    }
    Ok(draft)
}

fn own(seen: &Seen, id: i64) -> Result<&Account, OperationError> {
    let found = seen.accounts.iter().find(|account| account.id == id);
    found.ok_or(card::no_account())
}

fn network(seen: &Seen, id: i64, places: usize) -> Result<&Network, OperationError> {
    let found = seen.networks.iter().find(|network| network.id == id);
    let found = found.ok_or(argument("network.unknown", "there is no such network"))?;
    if found.free < i64::try_from(places.max(1)).unwrap_or(i64::MAX) {
        return Err(argument("network.full", "the network has no room for that many decoders"));
    }
    Ok(found)
}

/// What the account would be with one package more, if it can be issued on that day.
fn with(seen: &Seen, account: &mut Account, package: i64) -> Result<Package, OperationError> {
    let refuse = argument("package.not_offered", "the package cannot be issued to this account today");
    let found = seen.packages.iter().find(|found| found.id.0 == package).ok_or_else(|| refuse.clone())?;
    let group = [Group::Base, Group::Extra, Group::Multiroom]
        .into_iter()
        .find(|group| *group as i64 == found.pkg_group.0)
        .ok_or_else(|| refuse.clone())?;
    let offered = offer::packages(&seen.packages, account, group, seen.day);
    if offered.iter().all(|item| item.id != package) {
        return Err(refuse);
    }
    let order = Order {
        order_id: 0,
        package_id: package,
        name: found.pkg_name.0.clone(),
        group: found.pkg_group.0,
        active: true,
        ends: None,
        price: found.pricebrutto.0,
        currency: String::new(),
        decoders: Vec::new(),
    };
    match group {
        Group::Base => account.base = Some(order),
        Group::Extra => account.extras.push(order),
        Group::Multiroom => account.multirooms.push(order),
    }
    Ok(found.clone())
}

fn issue(
    seen: &Seen,
    ground: &Ground,
    packages: &[&Choice],
    due: Option<Due>,
) -> Result<Draft, OperationError> {
    let mut draft = Draft::default();
    let places = packages.iter().filter(|choice| choice.decoder.is_some()).count();
    if seen.link != Link::Linked {
        let detail = if seen.link == Link::Known { "linked" } else { "added" };
        draft.push_of(Act::Give(Thing::Link), None, "", detail, None);
    }
    let (mut account, on) = match ground {
        Ground::Present(id) => {
            let account = own(seen, *id)?;
            if places > 0 {
                network(seen, account.network_id, places)?;
            }
            (account.clone(), Ref::Id(*id))
        }
        Ground::New(id, address) => {
            let network = network(seen, *id, places)?;
            let site = Site { network: *id, address: address.clone() };
            let on = draft.push(Act::Give(Thing::Account(site)), &network.name, None);
            (empty(*id), on)
        }
    };
    let mut used = HashSet::new();
    let (mut decoders, mut bills) = (Vec::new(), Vec::new());
    for choice in packages {
        let package = with(seen, &mut account, choice.package)?;
        let group = package.pkg_group.0;
        let price = match &choice.price {
            Some(text) => offer::price(text)?,
            None => package.pricebrutto.0.unwrap_or_default(),
        };
        let act =
            Act::Give(Thing::Package { account: on, package: choice.package, group, price, anew: None });
        let order = draft.push(act, &package.pkg_name.0, Some(price));
        bills.extend(choice.tariff.map(|tariff| (order, tariff)));
        if let Some(text) = &choice.decoder {
            if group == Group::Extra as i64 {
                return Err(argument("decoder.no_place", "an extra package takes no decoder"));
            }
            let decoder = in_warehouse(&seen.decoders, text, account.network_id)?;
            if !used.insert(decoder.mac.0.as_str()) {
                return Err(argument("decoder.two_places", "the same decoder is meant for two places"));
            }
            decoders.push((order, decoder));
        }
    }
    for (order, decoder) in decoders {
        draft.decoder(true, on, order, decoder);
    }
    for (order, id) in bills {
        let tariff = seen.tariffs.iter().find(|tariff| tariff.0 == id);
        let (_, name, price) = tariff.ok_or(argument("liability.tariff", "LMS has no such tariff"))?;
        let dates = argument("liability.dates", "the liability's dates are missing or make no sense");
        let Due { from, to, day } = due.ok_or_else(|| dates.clone())?;
        if !(0..=28).contains(&day) || from < 0 || (to != 0 && to < from) {
            return Err(dates);
        }
        draft.push(Act::Give(Thing::Liability { order, tariff: id, from, to, day }), name, *price);
    }
    Ok(draft)
}

/// An account that nothing stands on.
fn empty(network: i64) -> Account {
    Account {
        id: 0,
        mms_id: 0,
        active: true,
        network_id: network,
        street: Masked::default(),
        house: Masked::default(),
        flat: Masked::default(),
        zip: Masked::default(),
        city: Masked::default(),
        currency: String::new(),
        net: None,
        vat: None,
        gross: None,
        base: None,
        extras: Vec::new(),
        multirooms: Vec::new(),
    }
}

/// The decoder of that MAC or serial number, if it can be issued in the network.
fn in_warehouse<'a>(decoders: &'a [Stb], text: &str, network: i64) -> Result<&'a Stb, OperationError> {
    let text = text.trim();
    let mac = Mac::parse(text);
    let mut found = decoders.iter().filter(|d| d.status.0 != metrotv::DELETED).filter(|d| {
        mac.is_some_and(|mac| Mac::parse(&d.mac.0) == Some(mac))
            || d.serialnumber.0.to_lowercase() == text.to_lowercase()
    });
    let (only, other) = (found.next(), found.next());
    let only =
        only.ok_or(argument("decoder.unknown", "MMS has no decoder with this MAC or serial number"))?;
    if other.is_some() {
        return Err(argument("decoder.ambiguous", "several decoders have this serial number"));
    }
    if only.status.0 != offer::IN_WAREHOUSE {
        return Err(argument("decoder.not_in_warehouse", "the decoder is not in the warehouse"));
    }
    if offer::decoders(std::slice::from_ref(only), network).is_empty() {
        return Err(argument("decoder.other_network", "the decoder is set aside for another network"));
    }
    Ok(only)
}

/// All that stands on an account, the uppermost first: multiroom packages, extra and PPV packages, the base package.
fn from_the_top(account: &Account) -> impl Iterator<Item = &Order> {
    account.multirooms.iter().chain(&account.extras).chain(&account.base)
}

/// Returns the decoders, removes the packages and, if wanted, the account. Gives for each order that had a decoder the place of
/// the step that removes it.
fn clear(draft: &mut Draft, account: &Account, packages: bool, with_account: bool) {
    let first = draft.records.len();
    let decoders: usize = from_the_top(account).map(|order| order.decoders.len()).sum();
    let removed: Vec<&Order> = from_the_top(account).filter(|order| packages && order.active).collect();
    let place = |offset: usize| Ref::Step(first.saturating_add(decoders).saturating_add(offset));
    let on = if with_account { place(removed.len()) } else { Ref::Id(account.id) };
    let of = |order: &Order| {
        let at = removed.iter().position(|removed| removed.order_id == order.order_id);
        at.map_or(Ref::Id(order.order_id), place)
    };
    for order in from_the_top(account) {
        for decoder in &order.decoders {
            draft.decoder(false, on, of(order), decoder);
        }
    }
    for order in &removed {
        let thing = Thing::Package {
            account: on,
            package: order.package_id,
            group: order.group,
            price: order.price.unwrap_or_default(),
            anew: None,
        };
        draft.push_of(Act::Take(thing), Some(order.order_id), &order.name, "", order.price);
    }
    if with_account {
        let thing = Thing::Account(site(account));
        draft.push_of(Act::Take(thing), Some(account.id), "", "", None);
    }
}

/// What has decoders, the base package first.
fn places(account: &Account) -> impl Iterator<Item = &Order> {
    account.base.iter().chain(&account.multirooms).chain(&account.extras)
}

/// Where an account is.
pub(super) fn site(account: &Account) -> Site {
    let Account { street, house, flat, zip, city, .. } = account.clone();
    Site { network: account.network_id, address: Address { street, house, flat, zip, city } }
}

fn remove(seen: &Seen, account: Option<i64>, ending: &[i64], end: i64) -> Result<Draft, OperationError> {
    let mut draft = Draft::default();
    let name = |id| seen.networks.iter().find(|n| n.id == id).map_or("", |n| n.name.as_str());
    let accounts: Vec<&Account> = match account {
        Some(id) => vec![own(seen, id)?],
        None => seen.accounts.iter().collect(),
    };
    for account in accounts {
        clear(&mut draft, account, true, true);
        if let Some(last) = draft.records.last_mut() {
            name(account.network_id).clone_into(&mut last.step.name);
        }
    }
    if account.is_none() {
        for service in seen.services.iter().filter(|service| !service.is_deleted()) {
            let product = seen.products.iter().find(|product| product.id == service.product_id);
            let thing = Thing::Service { product: service.product_id, size: service.license_size };
            let name = product.map_or("", |product| product.name.as_str());
            draft.push_of(Act::Take(thing), Some(service.id), name, &service.license_size.to_string(), None);
        }
    }
    for id in ending {
        let liability = seen
            .liabilities
            .iter()
            .find(|liability| liability.id == *id)
            .ok_or(argument("liability.foreign", "the customer has no such liability"))?;
        if end <= liability.from {
            return Err(argument("liability.dates", "the liability would end before it begins"));
        }
        // What ends earlier stays so.
        if liability.to == 0 || liability.to > end {
            let act = Act::End { assignment: *id, from: liability.to, to: end };
            draft.push(act, &liability.name, liability.price);
        }
    }
    Ok(draft)
}

fn change(
    seen: &Seen,
    account: &Account,
    to_network: Option<i64>,
    address: Option<&Address>,
    base: Option<&Choice>,
) -> Result<Draft, OperationError> {
    let mut draft = Draft { undo: true, ..Draft::default() };
    let here = site(account);
    let there = Site {
        network: to_network.unwrap_or(here.network),
        address: address.cloned().unwrap_or_else(|| here.address.clone()),
    };
    let held = account.base.as_ref().filter(|base| base.active);
    let base = base.filter(|base| held.is_none_or(|held| held.package_id != base.package));
    let decoders: usize = from_the_top(account).map(|order| order.decoders.len()).sum();
    let network = if there.network == here.network {
        seen.networks.iter().find(|network| network.id == here.network)
    } else {
        Some(network(seen, there.network, decoders)?)
    };
    if there.network != here.network || base.is_some() {
        clear(&mut draft, account, base.is_some(), false);
    }
    if base.is_some() {
        let unsold = from_the_top(account).filter(|order| order.active && !is_sold(seen, order));
        draft.unsold = unsold.map(|order| order.name.clone()).collect();
    }
    if there != here {
        let act = Act::Move { account: Ref::Id(account.id), from: here.clone(), to: there.clone() };
        draft.push(act, network.map_or("", |network| network.name.as_str()), None);
    }
    let on = Ref::Id(account.id);
    let again = match base {
        Some(base) => reissue(seen, &mut draft, account, base)?,
        None if there.network == here.network => Vec::new(),
        None => places(account).map(|order| (Ref::Id(order.order_id), order)).collect(),
    };
    for (order, had) in again {
        for decoder in &had.decoders {
            draft.decoder(true, on, order, decoder);
        }
    }
    Ok(draft)
}

/// Whether what was issued once could be issued today, as far as its package is concerned.
fn is_sold(seen: &Seen, order: &Order) -> bool {
    order.group <= Group::Multiroom as i64
        && seen.packages.iter().any(|package| {
            package.id.0 == order.package_id
                && package.pkg_group.0 == order.group
                && offer::is_sold(package, seen.day)
        })
}

/// Issues another base package and what can stand on it of what the account has, and tells which of the new orders is in the
/// place of which.
fn reissue<'a>(
    seen: &Seen,
    draft: &mut Draft,
    account: &'a Account,
    base: &Choice,
) -> Result<Vec<(Ref, &'a Order)>, OperationError> {
    let on = Ref::Id(account.id);
    let mut then = empty(account.network_id);
    let give = |draft: &mut Draft, package: &Package, price: Decimal, anew: Option<Ref>| {
        let group = package.pkg_group.0;
        let thing = Thing::Package { account: on, package: package.id.0, group, price, anew };
        draft.push(Act::Give(thing), &package.pkg_name.0, Some(price))
    };
    let package = with(seen, &mut then, base.package)?;
    let price = match &base.price {
        Some(text) => offer::price(text)?,
        None => package.pricebrutto.0.unwrap_or_default(),
    };
    // Another package, which the old liability is not for.
    let order = give(draft, &package, price, None);
    let mut again: Vec<_> =
        account.base.iter().filter(|held| held.active).map(|held| (order, held)).collect();
    for had in account.extras.iter().chain(&account.multirooms).filter(|had| had.active) {
        if let Ok(package) = with(seen, &mut then, had.package_id) {
            let price = had.price.or(package.pricebrutto.0).unwrap_or_default();
            let taken = draft.records.iter().position(|record| record.id == Some(had.order_id));
            again.push((give(draft, &package, price, taken.map(Ref::Step)), had));
            continue;
        }
        let why = if is_sold(seen, had) { "denied" } else { "not_sold" };
        draft.dropped.push(Dropped { name: had.name.clone(), why, price: had.price });
    }
    Ok(again)
}

#[cfg(test)]
mod tests;
