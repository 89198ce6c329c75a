//! What a clerk can choose from for a plan that issues or changes something.

use chrono::Local;
use futures_util::future::try_join3;
use serde::Serialize;

use crate::lms::customer::Address;
use crate::mms::calls::ListStbs;
use crate::mms::models::Network;
use crate::operations::offer::{self, Group, Item, Unit};
use crate::operations::{Context, OperationError, card, catalogue};

/// A package that is sold today.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sold {
    /// The package.
    #[serde(flatten)]
    pub item: Item,
    /// Packages that it cannot be combined with, whichever of the two says so.
    pub denied: Vec<i64>,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Choices {
    /// Where the customer lives or works.
    pub address: Address,
    /// Networks with free places.
    pub networks: Vec<Network>,
    /// Base packages.
    pub base: Vec<Sold>,
    /// Extra packages.
    pub extras: Vec<Sold>,
    /// Multiroom packages.
    pub multirooms: Vec<Sold>,
    /// Decoders in the warehouse.
    pub decoders: Vec<Unit>,
}

/// What can be chosen for a customer today.
///
/// # Errors
/// `customer.not_found`; any of MMS's and of the store's.
pub async fn choices(context: &Context, customer: i64) -> Result<Choices, OperationError> {
    let (customer, _) = card::known(context, customer).await?;
    let decoders = async { Ok(context.mms.send(&ListStbs {}, context.deadline()).await?) };
    let (packages, networks, decoders) =
        try_join3(catalogue::packages(context), catalogue::networks(context), decoders).await?;
    let today = Local::now().date_naive();
    let of = |group| {
        let items = offer::sold(&packages, group, today);
        let sold = |item: Item| Sold { denied: offer::excluded(&packages, item.id), item };
        items.into_iter().map(sold).collect()
    };
    Ok(Choices {
        address: customer.address,
        networks: offer::networks(&networks),
        base: of(Group::Base),
        extras: of(Group::Extra),
        multirooms: of(Group::Multiroom),
        decoders: offer::decoders(&decoders, 0),
    })
}
