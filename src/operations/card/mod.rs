//! The customer's card: what MMS has of one LMS customer, and what the clerk in front of it can do about it.
//!
//! Everything here is asked for by the customer's id in LMS, and refused with `customer.not_found` when the asking LMS user
//! may not see him.

mod actions;
mod link;

use futures_util::future::{join, join3, try_join};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use serde::Serialize;

pub use self::actions::{
    account, add_account, add_service, change_address, issue_decoder, issue_package, offer, service,
};
pub(super) use self::actions::{fields, no_account, no_place};
pub use self::link::{Candidate, Matched, Outcome, link, match_user, update};
pub(super) use self::link::{foresee, to_choose};
use super::lists::NamedService;
use super::services::{self, Shown};
use super::{Context, OperationError, argument, catalogue, offer as decide};
use crate::lms::customer::{self, Address, Customer};
use crate::mms::MmsError;
use crate::mms::calls::{GetAccount, GetUser, ListAccounts, ListServices};
use crate::mms::models::{Account, Network, Product};
use crate::personal::Masked;
use crate::store::links;

/// Why a part of the card cannot be shown, while the others can.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable code.
    pub code: &'static str,
    /// English, for logs.
    pub message: String,
    /// MMS's own words, if it said any.
    pub mms_text: String,
}

impl From<OperationError> for Problem {
    fn from(error: OperationError) -> Self {
        let mms_text = match &error {
            OperationError::Mms(MmsError::Rejected { text, .. }) => text.as_str().to_owned(),
            _ => String::new(),
        };
        Self { code: error.code(), message: error.to_string(), mms_text }
    }
}

/// One part of the card: what it shows, or why not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part<T> {
    /// What it shows; `None` when the customer is not linked, or with an error.
    pub data: Option<T>,
    /// Why there are no data.
    pub error: Option<Problem>,
}

impl<T> Part<T> {
    const NOTHING: Self = Self { data: None, error: None };
}

impl<T> From<Result<T, OperationError>> for Part<T> {
    fn from(result: Result<T, OperationError>) -> Self {
        match result {
            Ok(data) => Self { data: Some(data), error: None },
            Err(error) => Self { data: None, error: Some(error.into()) },
        }
    }
}

/// What LMS knows of the customer and MMS needs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InLms {
    /// What keeps him from being looked for or added: `customer.no_pesel`, `customer.no_nip`, `customer.pesel`,
    /// `customer.nip`, `customer.name`, `customer.deleted`.
    pub problem: Option<&'static str>,
    /// First active e-mail address.
    pub email: Option<Masked>,
    /// Where he lives or works.
    #[serde(flatten)]
    pub address: Address,
}

/// The linked user, as far as the card shows him.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InMms {
    /// False when MMS does not know him any more.
    pub known: bool,
    /// Where MMS mails licences to.
    pub email: Option<Masked>,
}

/// The F-Secure box.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FSecureBox {
    /// The customer's services that are not deleted.
    pub services: Vec<NamedService>,
    /// What can be sold.
    pub products: Vec<Product>,
}

/// An account, and what may be taken off it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountOnCard {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// Name of its network.
    pub network: String,
    /// Whether nothing stands on it.
    pub removable: bool,
    /// Orders that nothing stands on.
    pub removable_orders: Vec<i64>,
    /// Orders that a decoder can be issued to.
    pub places: Vec<i64>,
}

/// The MetroTV box.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetroTvBox {
    /// The customer's accounts.
    pub accounts: Vec<AccountOnCard>,
    /// Networks that can take one more account.
    pub networks: Vec<Network>,
}

/// The whole card.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct State {
    /// MMS user that the customer is linked to.
    pub mms_id: Option<i64>,
    /// The customer in LMS.
    pub customer: InLms,
    /// The user in MMS.
    pub user: Part<InMms>,
    /// F-Secure.
    pub fsecure: Part<FSecureBox>,
    /// MetroTV.
    pub metrotv: Part<MetroTvBox>,
}

/// What MMS has of the customer. Everything is asked for at once; only the accounts, whose ids must be known first, take a
/// second round trip.
///
/// # Errors
/// `customer.not_found`; the store's. What MMS refuses is told in the part that it belongs to.
pub async fn state(context: &Context, customer: i64) -> Result<State, OperationError> {
    let (found, mms_id) = known(context, customer).await?;
    let in_lms = InLms {
        problem: link::identity(&found).err().map(|error| error.code()),
        email: found.email,
        address: found.address,
    };
    let (user, fsecure, metrotv) = match mms_id {
        Some(id) => {
            let (user, fsecure, metrotv) =
                join3(in_mms(context, id), fsecure(context, id), metrotv(context, id)).await;
            saw(context, id, fsecure.as_ref().ok(), metrotv.as_ref().ok()).await;
            (user.into(), fsecure.into(), metrotv.into())
        }
        None => (Part::NOTHING, Part::NOTHING, Part::NOTHING),
    };
    Ok(State { mms_id, customer: in_lms, user, fsecure, metrotv })
}

/// What is seen here brings the plugin's own record of services up to date. The card does not depend on that.
async fn saw(context: &Context, user: i64, fsecure: Option<&FSecureBox>, metrotv: Option<&MetroTvBox>) {
    let mut shown = Shown::default();
    shown.looked_at(fsecure.is_some(), metrotv.is_some());
    if let Some(fsecure) = fsecure {
        shown.add_named(&fsecure.services);
    }
    for on_card in metrotv.into_iter().flat_map(|metrotv| &metrotv.accounts) {
        shown.add_account(&on_card.account);
    }
    let _unrecorded = services::saw(context, user, &shown).await;
}

/// The MMS user whom the customer is linked to.
pub(super) async fn user(context: &Context, customer: i64) -> Result<Option<i64>, OperationError> {
    Ok(known(context, customer).await?.1)
}

async fn in_mms(context: &Context, id: i64) -> Result<InMms, OperationError> {
    let user = context.mms.send(&GetUser { id }, context.deadline()).await?;
    Ok(InMms { known: user.is_some(), email: user.and_then(|user| user.email) })
}

async fn fsecure(context: &Context, user: i64) -> Result<FSecureBox, OperationError> {
    let services =
        async { Ok(context.mms.send(&ListServices { user: Some(user) }, context.deadline()).await?) };
    let (services, products) = try_join(services, catalogue::products(context)).await?;
    let name = |id| products.iter().find(|p| p.id == id).map(|p| p.name.clone()).unwrap_or_default();
    let services = services
        .into_iter()
        .filter(|service| !service.is_deleted())
        .map(|service| NamedService { product: name(service.product_id), service })
        .collect();
    Ok(FSecureBox { services, products: products.to_vec() })
}

async fn metrotv(context: &Context, user: i64) -> Result<MetroTvBox, OperationError> {
    // Without their names accounts are still worth showing.
    let (accounts, networks) = join(accounts(context, user), catalogue::networks(context)).await;
    let networks = networks.unwrap_or_default();
    let name = |id| networks.iter().find(|n| n.id == id).map(|n| n.name.clone()).unwrap_or_default();
    let accounts = accounts?.into_iter().map(|account| on_card(name(account.network_id), account)).collect();
    Ok(MetroTvBox { accounts, networks: decide::networks(&networks) })
}

/// A user's accounts as they are in MMS.
pub(super) async fn accounts(context: &Context, user: i64) -> Result<Vec<Account>, OperationError> {
    let deadline = context.deadline();
    let rows = context.mms.send(&ListAccounts { user: Some(user) }, deadline).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let whole: Vec<Option<Account>> = stream::iter(ids)
        .map(async |id| context.mms.send(&GetAccount { id }, deadline).await)
        .buffered(context.mms.concurrency())
        .try_collect()
        .await?;
    // One that was removed between the two calls is not there any more.
    Ok(whole.into_iter().flatten().collect())
}

fn on_card(network: String, account: Account) -> AccountOnCard {
    let orders: Vec<i64> = decide::running(&account).map(|order| order.order_id).collect();
    let all = |fits: fn(&Account, i64) -> bool| -> Vec<i64> {
        orders.iter().copied().filter(|order| fits(&account, *order)).collect()
    };
    let (removable_orders, places) = (all(decide::can_remove_package), all(decide::takes_decoder));
    AccountOnCard {
        removable: decide::can_remove_account(&account),
        removable_orders,
        places,
        network,
        account,
    }
}

/// The customer and the MMS user that he is linked to.
pub(super) async fn known(context: &Context, id: i64) -> Result<(Customer, Option<i64>), OperationError> {
    let asker = context.config.user;
    let found = context
        .tables(async |conn| Ok((customer::visible(conn, asker, id).await?, links::mms_id(conn, id).await?)))
        .await?;
    match found {
        (Some(customer), mms_id) => Ok((customer, mms_id)),
        (None, _) => Err(not_found()),
    }
}

pub(super) fn not_found() -> OperationError {
    argument("customer.not_found", "there is no such customer, or the user may not see him")
}

pub(super) fn not_linked() -> OperationError {
    argument("customer.not_linked", "the customer is not linked to an MMS user")
}

/// Refuses a customer who is deleted in LMS: he can lose what he has, but gets nothing new.
pub(super) fn living(customer: &Customer) -> Result<(), OperationError> {
    if customer.deleted {
        return Err(argument("customer.deleted", "the customer is deleted in LMS"));
    }
    Ok(())
}

/// The customer and his MMS user, whom he must have.
async fn linked(context: &Context, id: i64) -> Result<(Customer, i64), OperationError> {
    match known(context, id).await? {
        (customer, Some(user)) => Ok((customer, user)),
        (_, None) => Err(not_linked()),
    }
}
