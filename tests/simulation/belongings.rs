//! What a customer has in MMS, and what he would have after a plan: without ids, which change when something is added anew.

use std::collections::BTreeMap;

use metroport::operations::plan::wish::{Choice, Ground, Wish};
use mms_sim::{Key, PackageGroup, ServiceStatus, World};

use crate::beginning::pesel;
use crate::house::House;

/// Everything of one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Belongings {
    /// By id.
    pub accounts: BTreeMap<u64, Account>,
    /// Products and sizes.
    pub licences: Vec<(u64, u64)>,
}

/// An account with all that stands on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    pub network: u64,
    pub house: String,
    /// Sorted.
    pub orders: Vec<Order>,
}

/// An issued package.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    pub package: u64,
    /// In grosze.
    pub price: u64,
    /// MAC of its decoder.
    pub decoder: Option<String>,
}

impl Belongings {
    pub fn of(house: &House, customer: i64) -> Self {
        house.mms.control().world(|world| {
            let Some(user) = world.customers.find(&Key::Pesel(pesel(customer))).next() else {
                return Self::default();
            };
            let accounts = world.accounts.find(&Key::User(user.id)).map(|found| {
                let orders = world.orders.find(&Key::Account(found.id)).filter(|order| order.is_active());
                let orders = orders.map(|order| Order {
                    package: order.pkg_id,
                    price: order.pricebrutto.0,
                    decoder: world.stbs.find(&Key::Order(order.id)).next().map(|stb| stb.mac.clone()),
                });
                let account = Account {
                    network: found.networkid,
                    house: found.location.house.clone(),
                    orders: orders.collect(),
                };
                (found.id, account.sorted())
            });
            let licences = world.services.find(&Key::User(user.id));
            let licences = licences.filter(|licence| licence.status != ServiceStatus::Deleted);
            Self {
                accounts: accounts.collect(),
                licences: licences.map(|licence| (licence.secur_serviceid, licence.license_size)).collect(),
            }
        })
    }

    /// Whether it is the same but for ids.
    pub fn is_like(&self, other: &Self) -> bool {
        let sorted = |of: &Self| {
            let (mut accounts, mut licences) =
                (of.accounts.values().cloned().collect::<Vec<_>>(), of.licences.clone());
            accounts.sort();
            licences.sort_unstable();
            (accounts, licences)
        };
        sorted(self) == sorted(other)
    }

    /// What it is after the wish was fulfilled.
    pub fn after(&self, house: &House, wish: &Wish) -> Self {
        let mut after = self.clone();
        let number = |id: &i64| id.unsigned_abs();
        house.mms.control().world(|world| match wish {
            Wish::Issue { ground, base, extras, multirooms, .. } => {
                let account = match ground {
                    Ground::Present(id) => after.accounts.entry(number(id)).or_default(),
                    Ground::New(network, address) => {
                        let account = after.accounts.entry(0).or_default();
                        account.network = number(network);
                        address.house.expose().clone_into(&mut account.house);
                        account
                    }
                };
                let given = base.iter().chain(extras).chain(multirooms);
                account.orders.extend(given.map(|choice| order(world, choice)));
            }
            Wish::Remove { account: Some(id), .. } => _ = after.accounts.remove(&number(id)),
            Wish::Remove { account: None, .. } => after = Self::default(),
            Wish::Change { account, network, address, base } => {
                let Some(account) = after.accounts.get_mut(&number(account)) else { return };
                account.network = network.as_ref().map_or(account.network, number);
                if let Some(address) = address {
                    address.house.expose().clone_into(&mut account.house);
                }
                if let Some(choice) = base {
                    account.change_base(world, choice);
                }
            }
        });
        after.accounts = after.accounts.into_iter().map(|(id, account)| (id, account.sorted())).collect();
        after
    }
}

fn order(world: &World, choice: &Choice) -> Order {
    let package = choice.package.unsigned_abs();
    let price = world.packages.get(package).map_or(0, |package| package.pricebrutto.0);
    Order { package, price, decoder: choice.decoder.clone() }
}

impl Account {
    fn sorted(mut self) -> Self {
        self.orders.sort();
        self
    }

    /// Another base package has its decoder; what cannot stand on it goes.
    fn change_base(&mut self, world: &World, choice: &Choice) {
        let is_base = |order: &Order| {
            world.packages.get(order.package).is_some_and(|package| package.pkg_group == PackageGroup::Base)
        };
        let new = order(world, choice);
        let held = self.orders.iter().position(is_base).map(|held| self.orders.remove(held));
        if held.as_ref().is_some_and(|held| held.package == new.package) {
            self.orders.extend(held);
            return;
        }
        let denies = |one: u64, other: u64| {
            world.packages.get(one).is_some_and(|package| package.pkg_denied.contains(&other))
        };
        let fits = |order: &Order| !denies(new.package, order.package) && !denies(order.package, new.package);
        self.orders.retain(fits);
        self.orders.push(Order { decoder: held.and_then(|held| held.decoder), ..new });
    }
}
