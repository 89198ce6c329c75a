//! The state behind the API: tables of rows, found by id and by what refers to them. What may change is decided in
//! `rules`; how a row looks on the wire in `views`.

mod catalogue;
mod money;
mod names;
mod rows;
mod seed;
mod sower;
mod table;

use serde::Serialize;

pub use money::Money;
pub(crate) use rows::bare_mac;
pub use rows::{
    Account, Customer, Location, Model, Network, Operation, Order, Package, PackageGroup, Product, Service,
    ServiceStatus, Stb, StbStatus,
};
pub use seed::{Seed, SeedCustomer, Services};
pub use table::{Key, Row, Table};

use crate::shape::Shape;

/// Everything MMS knows.
#[derive(Clone, Serialize)]
pub struct World {
    /// Customers, which MMS calls users.
    pub customers: Table<Customer>,
    /// F-Secure products.
    pub products: Table<Product>,
    /// F-Secure services.
    pub services: Table<Service>,
    /// F-Secure operations.
    pub operations: Table<Operation>,
    /// Television packages.
    pub packages: Table<Package>,
    /// Networks.
    pub networks: Table<Network>,
    /// Decoder models.
    pub models: Table<Model>,
    /// Decoders.
    pub stbs: Table<Stb>,
    /// Television accounts.
    pub accounts: Table<Account>,
    /// Issued packages.
    pub orders: Table<Order>,
    /// State a new F-Secure service starts in: `New` or `Active`.
    pub new_service_status: ServiceStatus,
}

impl World {
    /// A world with nothing in it.
    pub fn empty() -> Self {
        Self {
            customers: Table::starting_at(100_001),
            products: Table::starting_at(51),
            services: Table::starting_at(20_001),
            operations: Table::starting_at(900_001),
            packages: Table::starting_at(301),
            networks: Table::starting_at(61),
            models: Table::starting_at(71),
            stbs: Table::starting_at(500_001),
            accounts: Table::starting_at(40_001),
            orders: Table::starting_at(700_001),
            new_service_status: ServiceStatus::New,
        }
    }

    /// The orders of an account that are not over.
    pub fn active_orders(&self, account: u64) -> impl Iterator<Item = &Order> {
        self.orders.find(&Key::Account(account)).filter(|order| order.is_active())
    }

    /// The base order of an account, if it has one that is not over.
    pub fn base_order(&self, account: u64) -> Option<&Order> {
        self.active_orders(account).find(|order| self.group_of(order) == Some(PackageGroup::Base))
    }

    /// What kind of package an order is of.
    pub fn group_of(&self, order: &Order) -> Option<PackageGroup> {
        self.packages.get(order.pkg_id).map(|package| package.pkg_group)
    }

    /// The decoder linked to an order.
    pub fn stb_of_order(&self, order: u64) -> Option<&Stb> {
        self.stbs.find(&Key::Order(order)).next()
    }

    /// The decoder with this MAC, in any notation, unless it has been deleted.
    pub fn stb_by_mac(&self, mac: &str) -> Option<&Stb> {
        self.stbs.find(&Key::Mac(bare_mac(mac))).find(|stb| stb.status != StbStatus::Deleted)
    }

    /// How many decoders are issued in a network.
    pub fn stbs_in_network(&self, network: u64) -> u64 {
        u64::try_from(self.stbs.count(&Key::Network(network))).unwrap_or(u64::MAX)
    }

    /// Whether a network has no place left.
    pub fn is_full(&self, network: &Network) -> bool {
        self.stbs_in_network(network.id) >= network.size
    }

    /// How many decoders an account has.
    pub fn stbs_of_account(&self, account: u64) -> u64 {
        u64::try_from(self.stbs.count(&Key::Account(account))).unwrap_or(u64::MAX)
    }

    /// How many orders of a package are not over.
    pub fn sold(&self, package: u64) -> u64 {
        let active = self.orders.find(&Key::Package(package)).filter(|order| order.is_active()).count();
        u64::try_from(active).unwrap_or(u64::MAX)
    }

    /// What the packages of an account cost in a month, gross.
    pub fn total(&self, account: u64) -> Money {
        self.active_orders(account).fold(Money(0), |sum, order| sum.plus(order.pricebrutto))
    }

    /// The orders of an account that a list shows.
    pub(crate) fn shown_orders<'w>(
        &'w self,
        account: u64,
        shape: &'w Shape,
    ) -> impl Iterator<Item = &'w Order> {
        self.orders.find(&Key::Account(account)).filter(|order| shape.deleted_rows || order.is_active())
    }
}
