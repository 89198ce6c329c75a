//! What can be done with an account of MetroTV: what may be issued to it today, and what may be removed from it. No I/O.

use std::collections::HashSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use super::{OperationError, argument};
use crate::mms::models::{Account, Network, Order, Package, Stb};

/// `Stb::status` of a decoder in the warehouse.
pub(super) const IN_WAREHOUSE: i64 = 1;
/// What a package may cost: 0 to 99999.99.
pub const HIGHEST_PRICE: Decimal = Decimal::from_parts(9_999_999, 0, 0, false, 2);

/// `Package::pkg_group`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// What everything else on an account stands on.
    Base = 1,
    /// Channels besides.
    Extra = 2,
    /// One more decoder.
    Multiroom = 3,
}

/// A package that can be issued.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// Package id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Its usual price, gross.
    pub price: Option<Decimal>,
    /// The last day it is sold.
    pub valid_to: Option<NaiveDate>,
}

/// A decoder that can be issued.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unit {
    /// MAC.
    pub mac: String,
    /// Serial number.
    pub serial_number: String,
    /// Name of the model.
    pub model: String,
}

/// Packages of a group that can be issued to the account on that day, in MMS's own order.
///
/// A base package needs an account without one, all others an account with one. What denies a package that the account
/// has, or is denied by it, is left out, and so is an extra package that it has already; multiroom packages may repeat.
pub fn packages(packages: &[Package], account: &Account, group: Group, day: NaiveDate) -> Vec<Item> {
    let base = account.base.as_ref().is_some_and(|base| base.active);
    if base == (group == Group::Base) {
        return Vec::new();
    }
    let held: HashSet<i64> = running(account).map(|order| order.package_id).collect();
    let denied_by_held: HashSet<i64> =
        packages.iter().filter(|p| held.contains(&p.id.0)).flat_map(denied).collect();
    let found = packages
        .iter()
        .filter(|p| p.pkg_group.0 == group as i64 && is_sold(p, day))
        .filter(|p| !denied_by_held.contains(&p.id.0) && denied(p).all(|id| !held.contains(&id)))
        .filter(|p| group != Group::Extra || !held.contains(&p.id.0));
    in_order(found.collect())
}

/// Packages of a group that are sold on that day, in MMS's own order.
pub(super) fn sold(packages: &[Package], group: Group, day: NaiveDate) -> Vec<Item> {
    in_order(packages.iter().filter(|p| p.pkg_group.0 == group as i64 && is_sold(p, day)).collect())
}

fn in_order(mut packages: Vec<&Package>) -> Vec<Item> {
    packages.sort_by(|a, b| (a.sort.0, &a.pkg_name.0, a.id.0).cmp(&(b.sort.0, &b.pkg_name.0, b.id.0)));
    packages.into_iter().map(item).collect()
}

/// What a package cannot be combined with, whichever of the two says so.
pub(super) fn excluded(packages: &[Package], id: i64) -> Vec<i64> {
    let own = packages.iter().filter(|p| p.id.0 == id).flat_map(denied);
    let others = packages.iter().filter(|p| denied(p).any(|other| other == id)).map(|p| p.id.0);
    let all: HashSet<i64> = own.chain(others).collect();
    all.into_iter().collect()
}

fn item(package: &Package) -> Item {
    Item {
        id: package.id.0,
        name: package.pkg_name.0.clone(),
        description: package.pkg_desc.0.clone(),
        price: package.pricebrutto.0,
        valid_to: package.pkg_valid_to.0,
    }
}

/// Active, and the day lies between its ends, both included; an end that is not given is open.
pub fn is_sold(package: &Package, day: NaiveDate) -> bool {
    package.active.0 == 1
        && package.pkg_valid_from.0.is_none_or(|from| from <= day)
        && package.pkg_valid_to.0.is_none_or(|to| day <= to)
}

/// Ids of the packages that a package may not be combined with.
fn denied(package: &Package) -> impl Iterator<Item = i64> + '_ {
    package.pkg_denied.0.split(',').filter_map(|id| id.trim().parse().ok())
}

/// Everything on the account that is not over.
pub(super) fn running(account: &Account) -> impl Iterator<Item = &Order> {
    account.base.iter().chain(&account.extras).chain(&account.multirooms).filter(|order| order.active)
}

/// Whether the order is on the account and not over.
pub fn runs(account: &Account, order: i64) -> bool {
    running(account).any(|running| running.order_id == order)
}

/// Networks that can take one more account.
pub fn networks(networks: &[Network]) -> Vec<Network> {
    networks.iter().filter(|network| network.free > 0).cloned().collect()
}

/// Decoders that can be issued in a network: in the warehouse, and not set aside for another network.
pub fn decoders(decoders: &[Stb], network: i64) -> Vec<Unit> {
    let fits = |d: &&Stb| d.status.0 == IN_WAREHOUSE && (d.networkid.0 == 0 || d.networkid.0 == network);
    let unit = |d: &Stb| Unit {
        mac: d.mac.0.clone(),
        serial_number: d.serialnumber.0.clone(),
        model: d.modelname.0.clone(),
    };
    decoders.iter().filter(fits).map(unit).collect()
}

/// Whether a decoder can be issued to the order: one each, to a running base or multiroom package.
pub fn takes_decoder(account: &Account, order: i64) -> bool {
    let mut places = account.base.iter().chain(&account.multirooms);
    places.any(|place| place.order_id == order && place.active && place.decoders.is_empty())
}

/// Whether nothing stands on the account: no running package, no decoder.
pub fn can_remove_account(account: &Account) -> bool {
    let orders = account.base.iter().chain(&account.extras).chain(&account.multirooms);
    orders.into_iter().all(|order| !order.active && order.decoders.is_empty())
}

/// Whether the order runs and nothing stands on it: no decoder, and on a base package no other package.
pub fn can_remove_package(account: &Account, order: i64) -> bool {
    let Some(found) = running(account).find(|running| running.order_id == order) else { return false };
    let is_base = account.base.as_ref().is_some_and(|base| base.order_id == order);
    found.decoders.is_empty() && (!is_base || running(account).all(|other| other.order_id == order))
}

/// A price in range with at most two decimals, dot as separator.
///
/// # Errors
/// `package.price`
pub fn price(text: &str) -> Result<Decimal, OperationError> {
    let wrong = argument("package.price", "the price must be from 0 to 99999.99");
    let text = text.trim();
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return Err(wrong);
    }
    let price: Decimal = text.parse().map_err(|_| wrong.clone())?;
    let fits = !price.is_sign_negative() && price <= HIGHEST_PRICE && price.normalize().scale() <= 2;
    if fits { Ok(price) } else { Err(wrong) }
}

#[cfg(test)]
mod tests;
