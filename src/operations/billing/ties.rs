//! The page of tariff ties: what can be issued, which tariffs are for it, and which could be.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use serde::Serialize;

use super::suggest::{propose, suggest};
use crate::lms::tariffs::{self, Tariff};
use crate::operations::listing::{self, Key, Listed, Page, Wanted};
use crate::operations::offer::price;
use crate::operations::{Context, OperationError, argument};
use crate::store::items::{self, Item};
use crate::store::locks::Service;
use crate::store::ties::{self, Tie};

/// A package or product with one of the tariffs that are for it, or without any.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TiedItem {
    /// `metrotv` or `fsecure`.
    pub service: &'static str,
    /// MetroTV package, or F-Secure product.
    pub item_id: i64,
    /// Its name.
    pub name: String,
    /// Of a package: 1 base, 2 extra, 3 multiroom, 4 PPV; of a product 0.
    pub group: i64,
    /// What the customer usually pays a month, gross.
    pub price: Option<Decimal>,
    /// What Metroport charges a month, gross, as far as MMS or the operator has told it.
    pub charged: Option<Decimal>,
    /// The operator has told it.
    pub told: bool,
    /// MMS still sells it.
    pub on_sale: bool,
    /// The tariff that is tied to it.
    pub tariff: Option<Tariff>,
    /// The tariff that could be, while none is.
    pub suggestion: Option<Tariff>,
}

impl Listed for TiedItem {
    const COLUMNS: &'static [&'static str] = &["name", "item_id", "price", "charged", "tariff"];
    const STATES: &'static [&'static str] =
        &["untied", "suggested", "tied", "differs", "without_cost", "metrotv", "fsecure"];

    fn id(&self) -> i64 {
        self.item_id
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "item_id" => Key::Number(self.item_id),
            "price" => Key::money(self.price),
            "charged" => Key::money(self.charged),
            "tariff" => {
                Key::text(self.tariff.as_ref().map(|tariff| tariff.name.as_str()).unwrap_or_default())
            }
            _ => Key::text(&self.name),
        }
    }

    fn is(&self, state: &str) -> bool {
        match state {
            "untied" => self.tariff.is_none(),
            "suggested" => self.suggestion.is_some(),
            "tied" => self.tariff.is_some(),
            "differs" => {
                self.tariff.as_ref().is_some_and(|tariff| self.price.is_some() && tariff.price != self.price)
            }
            "without_cost" => self.charged.is_none(),
            service => self.service == service,
        }
    }

    fn has(&self, needle: &str) -> bool {
        let tariffs =
            [&self.tariff, &self.suggestion].map(|tariff| tariff.as_ref().map_or("", |t| t.name.as_str()));
        listing::any_contains(&[self.name.as_str(), tariffs[0], tariffs[1]], needle)
            || self.item_id.to_string() == needle
    }
}

/// What the page is made from.
struct Known {
    items: Vec<Item>,
    tariffs: Vec<Tariff>,
    ties: Vec<Tie>,
}

async fn known(context: &Context) -> Result<Known, OperationError> {
    let work = context.tables(async |conn| {
        Ok(Known {
            items: items::all(conn).await?,
            tariffs: tariffs::all(conn).await?,
            ties: ties::all(conn).await?,
        })
    });
    Ok(work.await?)
}

/// One row for each tie, and one for each item on sale without any.
fn rows(known: &Known) -> Vec<TiedItem> {
    let tariffs: HashMap<i64, &Tariff> = known.tariffs.iter().map(|tariff| (tariff.id, tariff)).collect();
    let mut rows = Vec::new();
    for item in &known.items {
        let row = |tariff: Option<&Tariff>, suggestion: Option<&Tariff>| TiedItem {
            service: item.service.word(),
            item_id: item.id,
            name: item.name.clone(),
            group: item.group,
            price: item.price,
            charged: item.charged,
            told: item.told,
            on_sale: item.on_sale,
            tariff: tariff.cloned(),
            suggestion: suggestion.cloned(),
        };
        let tied = known.ties.iter().filter(|tie| (tie.service, tie.item_id) == (item.service, item.id));
        let tied: Vec<&Tariff> = tied.filter_map(|tie| tariffs.get(&tie.tariff_id).copied()).collect();
        if tied.is_empty() && item.on_sale {
            rows.push(row(None, suggest(item, &known.items, &known.tariffs)));
        }
        rows.extend(tied.into_iter().map(|tariff| row(Some(tariff), None)));
    }
    rows
}

/// One page of packages and products with their tariffs. Asks the database only.
///
/// # Errors
/// `list.*`; the store's.
pub async fn page(context: &Context, wanted: &Wanted) -> Result<Page<TiedItem>, OperationError> {
    listing::page(rows(&known(context).await?), wanted)
}

/// Ties a tariff to a package or product; nothing happens when it is so already.
///
/// # Errors
/// `tie.item` when the catalogues have no such item, `liability.tariff` when LMS has no such tariff; the store's.
pub async fn tie(
    context: &Context,
    service: Service,
    item_id: i64,
    tariff_id: i64,
) -> Result<(), OperationError> {
    let known = known(context).await?;
    must_be_there(&known, service, item_id)?;
    if !known.tariffs.iter().any(|tariff| tariff.id == tariff_id) {
        return Err(argument("liability.tariff", "LMS has no such tariff"));
    }
    let by = context.config.actor.as_str();
    context.tables(async |conn| ties::add(conn, Tie { service, item_id, tariff_id }, by).await).await?;
    Ok(())
}

fn must_be_there(known: &Known, service: Service, item_id: i64) -> Result<(), OperationError> {
    if known.items.iter().any(|item| (item.service, item.id) == (service, item_id)) {
        return Ok(());
    }
    Err(argument("tie.item", "the plugin's tables have no such package or product"))
}

/// Records what Metroport charges for one of it a month, gross, in place of what MMS tells, which of F-Secure is nothing;
/// `None` takes that back.
///
/// # Errors
/// `tie.item` when the catalogues have no such item, `package.price` when the amount cannot be; the store's.
pub async fn tell_cost(
    context: &Context,
    service: Service,
    item_id: i64,
    cost: Option<&str>,
) -> Result<(), OperationError> {
    let cost = cost.map(price).transpose()?;
    must_be_there(&known(context).await?, service, item_id)?;
    let by = context.config.actor.as_str();
    Ok(context.tables(async |conn| items::tell_cost(conn, service, item_id, cost, by).await).await?)
}

/// Takes a tie away; false when there is none.
///
/// # Errors
/// The store's.
pub async fn untie(
    context: &Context,
    service: Service,
    item_id: i64,
    tariff_id: i64,
) -> Result<bool, OperationError> {
    Ok(context.tables(async |conn| ties::remove(conn, Tie { service, item_id, tariff_id }).await).await?)
}

/// Makes all ties that the page suggests, and tells how many.
///
/// # Errors
/// The store's.
pub async fn tie_suggested(context: &Context) -> Result<usize, OperationError> {
    let by = context.config.actor.as_str();
    let suggested: Vec<Tie> = rows(&known(context).await?)
        .into_iter()
        .filter_map(|row| {
            let (service, tariff) = (Service::from_word(row.service)?, row.suggestion?);
            Some(Tie { service, item_id: row.item_id, tariff_id: tariff.id })
        })
        .collect();
    let work = context.tables(async |conn| {
        let mut made = HashSet::new();
        for tie in &suggested {
            if ties::add(conn, *tie, by).await? {
                made.insert((tie.service, tie.item_id));
            }
        }
        Ok(made.len())
    });
    Ok(work.await?)
}

/// The tariff that a new service is to be paid by: of those that are tied to it the one with its price, else the first.
///
/// # Errors
/// The store's.
pub async fn tariff_of(
    context: &Context,
    service: Service,
    item_id: i64,
    price: Option<Decimal>,
) -> Result<Option<i64>, OperationError> {
    let work = context.tables(async |conn| Ok((ties::all(conn).await?, tariffs::all(conn).await?)));
    let (all, tariffs) = work.await?;
    let tied: Vec<i64> = all
        .iter()
        .filter(|tie| (tie.service, tie.item_id) == (service, item_id))
        .map(|tie| tie.tariff_id)
        .collect();
    Ok(propose(&tied, &tariffs, price).map(|tariff| tariff.id))
}
