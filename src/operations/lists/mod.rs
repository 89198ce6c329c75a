//! The lists of the menu: F-Secure and MetroTV, a page at a time.
//!
//! A page costs its list calls, all at once and while the database is asked for names; the packages of accounts one call more for
//! each row that is shown.

mod accounts;
pub mod conflicts;
mod rows;

use chrono::{Local, NaiveDate};
use futures_util::future::{try_join, try_join3, try_join4};
use serde::Serialize;

pub use self::accounts::{AccountWithPackages, PackagesOf, accounts, packages_of};
use super::listing::{self, Page, Wanted};
use super::offer::is_sold;
use super::people::People;
pub use super::people::Person;
use super::{Context, OperationError};
use crate::mms::calls::{
    Call, ListNetworks, ListOperations, ListPackages, ListProducts, ListServices, ListStbModels, ListStbs,
    ListUsers,
};
use crate::mms::models::{Model, Network, Operation, Package, Product, Service, Stb};

/// A row and whose it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Of<T> {
    /// The row itself.
    #[serde(flatten)]
    pub row: T,
    /// Whose.
    #[serde(flatten)]
    pub whose: Person,
}

impl<T> Of<T> {
    fn person(&self) -> &str {
        self.whose.person.expose()
    }

    fn customer_is(&self, needle: &str) -> bool {
        self.whose.customer_id.is_some_and(|id| id.to_string() == needle)
    }
}

/// A service with the name of its product.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedService {
    /// The service.
    #[serde(flatten)]
    pub service: Service,
    /// Name of its product; empty when MMS does not list it any more.
    pub product: String,
}

/// Whether a package is sold. What is none of the first three is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sale {
    /// It can be issued today.
    Active,
    /// Active, but its first day is still to come.
    Upcoming,
    /// Active, but its last day is over.
    Expired,
    /// MMS has withdrawn it.
    Inactive,
}

/// A package and whether it is sold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PackageOnSale {
    /// The package.
    #[serde(flatten)]
    pub package: Package,
    /// Whether it is sold.
    pub sale: Sale,
}

impl PackageOnSale {
    fn on(day: NaiveDate, package: Package) -> Self {
        let sale = match () {
            () if package.active.0 != 1 => Sale::Inactive,
            () if is_sold(&package, day) => Sale::Active,
            () if package.pkg_valid_to.0.is_some_and(|to| to < day) => Sale::Expired,
            () => Sale::Upcoming,
        };
        Self { package, sale }
    }
}

async fn ask<C: Call>(context: &Context, call: C) -> Result<C::Answer, OperationError> {
    Ok(context.mms.send(&call, context.deadline()).await?)
}

/// F-Secure products.
///
/// # Errors
/// `list.*`; any of MMS's.
pub async fn products(context: &Context, wanted: &Wanted) -> Result<Page<Product>, OperationError> {
    listing::page(ask(context, ListProducts {}).await?, wanted)
}

/// Customers' F-Secure services.
///
/// # Errors
/// `list.*`; any of MMS's and of the store's.
pub async fn services(context: &Context, wanted: &Wanted) -> Result<Page<Of<NamedService>>, OperationError> {
    let (people, services, products, users) = try_join4(
        People::load(context),
        ask(context, ListServices { user: None }),
        ask(context, ListProducts {}),
        ask(context, ListUsers {}),
    )
    .await?;
    let people = people.with_users(&users);
    let name = |id| products.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default();
    let rows = services.into_iter().filter_map(|service| {
        let whose = people.of(service.mms_id)?;
        Some(Of { whose, row: NamedService { product: name(service.product_id), service } })
    });
    listing::page(rows.collect(), wanted)
}

/// Operations on F-Secure services.
///
/// # Errors
/// `list.*`; any of MMS's and of the store's.
pub async fn operations(context: &Context, wanted: &Wanted) -> Result<Page<Of<Operation>>, OperationError> {
    let (people, operations, users) =
        try_join3(People::load(context), ask(context, ListOperations {}), ask(context, ListUsers {})).await?;
    let people = people.with_users(&users);
    let rows = operations.into_iter().filter_map(|row| Some(Of { whose: people.of(row.mms_id)?, row }));
    listing::page(rows.collect(), wanted)
}

/// MetroTV packages.
///
/// # Errors
/// `list.*`; any of MMS's.
pub async fn packages(context: &Context, wanted: &Wanted) -> Result<Page<PackageOnSale>, OperationError> {
    let today = Local::now().date_naive();
    let packages = ask(context, ListPackages {}).await?;
    listing::page(packages.into_iter().map(|package| PackageOnSale::on(today, package)).collect(), wanted)
}

/// Networks.
///
/// # Errors
/// `list.*`; any of MMS's.
pub async fn networks(context: &Context, wanted: &Wanted) -> Result<Page<Network>, OperationError> {
    listing::page(ask(context, ListNetworks {}).await?, wanted)
}

/// Decoder models.
///
/// # Errors
/// `list.*`; any of MMS's.
pub async fn models(context: &Context, wanted: &Wanted) -> Result<Page<Model>, OperationError> {
    listing::page(ask(context, ListStbModels {}).await?, wanted)
}

/// The warehouse and everything issued.
///
/// # Errors
/// `list.*`; any of MMS's and of the store's.
pub async fn decoders(context: &Context, wanted: &Wanted) -> Result<Page<Of<Stb>>, OperationError> {
    let (people, decoders) = try_join(People::load(context), ask(context, ListStbs {})).await?;
    let rows = decoders.into_iter().filter_map(|row| {
        let mut whose = people.of(row.userid.0)?;
        if whose.customer_id.is_none() {
            // MMS tells the name of who is not linked.
            whose.person = row.username.0.clone();
        }
        Some(Of { row, whose })
    });
    listing::page(rows.collect(), wanted)
}
