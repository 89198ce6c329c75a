//! What MMS and LMS have now, as far as a wish needs it.

use chrono::Local;
use futures_util::future::join;

use super::make::{Link, Seen};
use super::wish::{Choice, Ground, Wish};
use crate::lms::customer::{Address, Customer};
use crate::lms::liabilities;
use crate::mms::calls::ListStbs;
use crate::operations::{Context, OperationError, card, catalogue, customers, fsecure};

/// The wish with its address as MMS takes it, and what there is.
///
/// # Errors
/// `customer.*`, `account.address`; any of MMS's and of the store's.
pub(super) async fn seen(
    context: &Context,
    customer_id: i64,
    wish: &Wish,
) -> Result<(Wish, Seen), OperationError> {
    let (customer, linked) = card::known(context, customer_id).await?;
    if !matches!(wish, Wish::Remove { .. }) {
        card::living(&customer)?;
    }
    let wish = normalised(wish.clone())?;
    let mut seen = Seen { day: Local::now().date_naive(), ..Seen::default() };
    let mut user = None;
    if let Some(id) = linked {
        user = customers::get(context, id).await?.map(|user| user.mms_id);
    }
    seen.link = link(context, &customer, user, &wish).await?;

    let (packages, networks) = join(catalogue::packages(context), catalogue::networks(context)).await;
    (seen.packages, seen.networks) = (packages?.to_vec(), networks?.to_vec());
    if let Some(user) = user {
        seen.accounts = card::accounts(context, user).await?;
        if matches!(wish, Wish::Remove { account: None, .. }) {
            seen.services = fsecure::services(context, Some(user)).await?;
            seen.products = catalogue::products(context).await?.to_vec();
        }
    }
    if needs_decoders(&wish) {
        seen.decoders = context.mms.send(&ListStbs {}, context.deadline()).await?;
    }
    match &wish {
        Wish::Issue { base, extras, multirooms, .. } => {
            for id in base.iter().chain(extras).chain(multirooms).filter_map(|choice| choice.tariff) {
                let found = context.tables(async |conn| Ok(liabilities::tariff(conn, id).await?)).await?;
                seen.tariffs.extend(found.map(|(name, price)| (id, name, price)));
            }
        }
        Wish::Remove { ending, .. } if !ending.is_empty() => {
            seen.liabilities =
                context.tables(async |conn| Ok(liabilities::of_customer(conn, customer_id).await?)).await?;
        }
        Wish::Remove { .. } | Wish::Change { .. } => {}
    }
    Ok((wish, seen))
}

async fn link(
    context: &Context,
    customer: &Customer,
    user: Option<i64>,
    wish: &Wish,
) -> Result<Link, OperationError> {
    match (user, wish) {
        (Some(_), _) => Ok(Link::Linked),
        (None, Wish::Issue { .. }) => {
            let known = card::foresee(context, customer).await?;
            Ok(if known.is_some() { Link::Known } else { Link::Unknown })
        }
        // What ends in LMS needs nothing of MMS.
        (None, Wish::Remove { account: None, ending, .. }) if !ending.is_empty() => Ok(Link::Linked),
        (None, _) => Err(card::not_linked()),
    }
}

fn needs_decoders(wish: &Wish) -> bool {
    match wish {
        Wish::Issue { base, multirooms, extras, .. } => {
            let wants = |choice: &Choice| choice.decoder.is_some();
            base.iter().chain(multirooms).chain(extras).any(wants)
        }
        Wish::Remove { .. } | Wish::Change { .. } => false,
    }
}

fn normalised(wish: Wish) -> Result<Wish, OperationError> {
    let taken = |network: i64, address: &Address| {
        let fields = card::fields(0, network, address)?;
        Ok::<_, OperationError>(Address {
            street: fields.street,
            house: fields.house,
            flat: fields.flat,
            zip: fields.zip,
            city: fields.city,
        })
    };
    Ok(match wish {
        Wish::Issue { ground: Ground::New(network, address), base, extras, multirooms, due } => {
            let ground = Ground::New(network, taken(network, &address)?);
            Wish::Issue { ground, base, extras, multirooms, due }
        }
        Wish::Change { account, network, address: Some(address), base } => {
            let address = Some(taken(0, &address)?);
            Wish::Change { account, network, address, base }
        }
        other => other,
    })
}
