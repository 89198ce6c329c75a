//! What there is of a step's thing: looked up before anything is done, and after what may have got lost.

use super::step::{Act, Record, Ref, Site, Thing, resolve};
use crate::lms::liabilities;
use crate::mms::calls::{ListAccounts, ListOrders, ListServices};
use crate::mms::models::{Account, Mac};
use crate::operations::{Context, OperationError, argument, card, customers, fsecure, metrotv, offer};
use crate::store::plans::State;

/// What looking has shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// It is there; with its id, if it has one.
    There(Option<i64>),
    /// It is not.
    Absent,
}

/// The customer's user, whom he must have.
pub(super) async fn user(context: &Context, customer: i64) -> Result<i64, OperationError> {
    customers::mms_id(context, customer).await?.ok_or(card::not_linked())
}

/// The account that is meant, if MMS has it. It must be the customer's.
pub(super) async fn account(
    context: &Context,
    customer: i64,
    records: &[Record],
    wanted: Ref,
) -> Result<Option<Account>, OperationError> {
    let Some(id) = resolve(records, wanted) else { return Ok(None) };
    let Some(found) = metrotv::read(context, id).await? else { return Ok(None) };
    if found.mms_id != user(context, customer).await? {
        return Err(card::no_account());
    }
    Ok(Some(found))
}

/// Ids of all that is of the step's kind and in its place: what the next one that is added is not among.
pub(super) async fn alike(
    context: &Context,
    customer: i64,
    records: &[Record],
    thing: &Thing,
) -> Result<Vec<i64>, OperationError> {
    let deadline = context.deadline();
    Ok(match thing {
        Thing::Account(_) => {
            let user = Some(user(context, customer).await?);
            context.mms.send(&ListAccounts { user }, deadline).await?.iter().map(|row| row.id).collect()
        }
        Thing::Package { account, package, .. } => match resolve(records, *account) {
            Some(account) => {
                let orders = context.mms.send(&ListOrders { account }, deadline).await?;
                let same = orders.iter().filter(|order| order.package_id == *package && order.active);
                same.map(|order| order.order_id).collect()
            }
            None => Vec::new(),
        },
        Thing::Service { product, .. } => {
            let user = Some(user(context, customer).await?);
            let services = context.mms.send(&ListServices { user }, deadline).await?;
            let same = services.iter().filter(|s| s.product_id == *product && !s.is_deleted());
            same.map(|service| service.id).collect()
        }
        Thing::Liability { tariff, from, .. } => {
            let own = liabilities(context, customer).await?;
            let same = own.iter().filter(|l| l.tariff_id == Some(*tariff) && l.from == *from);
            same.map(|liability| liability.id).collect()
        }
        Thing::Link | Thing::Decoder { .. } => Vec::new(),
    })
}

/// Where the account is now.
pub(super) async fn place(
    context: &Context,
    customer: i64,
    records: &[Record],
    wanted: Ref,
) -> Result<Site, OperationError> {
    let found = account(context, customer, records, wanted).await?;
    found.as_ref().map(super::make::site).ok_or(card::no_account())
}

async fn liabilities(
    context: &Context,
    customer: i64,
) -> Result<Vec<liabilities::Liability>, OperationError> {
    Ok(context.tables(async |conn| Ok(liabilities::of_customer(conn, customer).await?)).await?)
}

/// Whether the step's thing is there, or its change is made.
///
/// What was about to be added has no id yet: it is what is there now and was not before. Several of them cannot be told apart.
///
/// # Errors
/// `plan.unclear`; any of MMS's and of the store's.
pub(super) async fn look(
    context: &Context,
    customer: i64,
    records: &[Record],
    record: &Record,
) -> Result<Sight, OperationError> {
    let back = record.state == State::Returning;
    let thing = match &record.step.act {
        Act::Give(thing) | Act::Take(thing) => thing,
        // Where it was is written as MMS writes it; where it is to be may come back in another spelling.
        Act::Move { account, from, .. } => {
            return Ok(there(place(context, customer, records, *account).await? != *from, None));
        }
        Act::End { assignment, to, .. } => {
            let own = liabilities(context, customer).await?;
            return Ok(there(own.iter().any(|l| l.id == *assignment && l.to == *to), None));
        }
    };
    let numbered = !matches!(thing, Thing::Link | Thing::Decoder { .. });
    if numbered && record.is_under_way() && record.adds(back) {
        let new: Vec<i64> = alike(context, customer, records, thing)
            .await?
            .into_iter()
            .filter(|id| !record.before.contains(id))
            .collect();
        return match new.as_slice() {
            [] => Ok(Sight::Absent),
            [only] => Ok(Sight::There(Some(*only))),
            _ => Err(argument(
                "plan.unclear",
                "several were added at the same time: which one is the plan's cannot be told",
            )),
        };
    }
    let Some(id) = record.id.or((!numbered).then_some(0)) else { return Ok(Sight::Absent) };
    Ok(match thing {
        Thing::Link => match customers::mms_id(context, customer).await? {
            Some(user) => there(customers::get(context, user).await?.is_some(), Some(user)),
            None => Sight::Absent,
        },
        Thing::Account(_) => {
            there(account(context, customer, records, Ref::Id(id)).await?.is_some(), Some(id))
        }
        Thing::Package { account: on, .. } => {
            let whole = account(context, customer, records, *on).await?;
            there(whole.is_some_and(|whole| offer::runs(&whole, id)), Some(id))
        }
        Thing::Decoder { account, order, mac } => {
            let (account, order) = (resolve(records, *account), resolve(records, *order));
            let mac = Mac::parse(mac);
            let found = metrotv::decoders(context).await?;
            let found = found.into_iter().find(|d| mac.is_some() && Mac::parse(&d.mac.0) == mac);
            let is = found.is_some_and(|d| {
                d.status.0 != offer::IN_WAREHOUSE
                    && Some(d.iptv_accountid.0) == account
                    && order.is_some_and(|order| d.order_id.0 == order.to_string())
            });
            there(is, None)
        }
        Thing::Service { .. } => {
            let own = fsecure::services(context, Some(user(context, customer).await?)).await?;
            there(own.iter().any(|s| s.id == id && !s.is_deleted()), Some(id))
        }
        Thing::Liability { .. } => {
            there(liabilities(context, customer).await?.iter().any(|l| l.id == id), Some(id))
        }
    })
}

fn there(is: bool, id: Option<i64>) -> Sight {
    if is { Sight::There(id) } else { Sight::Absent }
}
