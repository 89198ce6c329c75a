//! MetroTV accounts, packages, networks and decoders.

use super::journal::{Entry, journalled};
use super::offer::{self, IN_WAREHOUSE};
use super::settle::{add, settle};
use super::{Context, OperationError, argument};
use crate::mms::MmsError;
use crate::mms::calls::{
    AccountFields, AddAccount, AddOrder, AddStb, BlockAccount, ChangeAccount, DeleteAccount, DeleteOrder,
    DeleteStb, GetAccount, LinkStb, ListAccounts, ListNetworks, ListOrders, ListPackages, ListStbModels,
    ListStbs, UnblockAccount, UnlinkStb,
};
use crate::mms::models::{Account, AccountRow, Mac, Model, Network, Package, Stb};

/// `Stb::status` of a deleted decoder, which MMS keeps for its records only.
pub(super) const DELETED: i64 = 3;

/// Everything that can be ordered.
///
/// # Errors
/// Any of MMS's.
pub async fn packages(context: &Context) -> Result<Vec<Package>, OperationError> {
    Ok(context.mms.send(&ListPackages {}, context.deadline()).await?)
}

/// Networks.
///
/// # Errors
/// Any of MMS's.
pub async fn networks(context: &Context) -> Result<Vec<Network>, OperationError> {
    Ok(context.mms.send(&ListNetworks {}, context.deadline()).await?)
}

/// Decoder models.
///
/// # Errors
/// Any of MMS's.
pub async fn models(context: &Context) -> Result<Vec<Model>, OperationError> {
    Ok(context.mms.send(&ListStbModels {}, context.deadline()).await?)
}

/// The warehouse and everything issued.
///
/// # Errors
/// Any of MMS's.
pub async fn decoders(context: &Context) -> Result<Vec<Stb>, OperationError> {
    Ok(context.mms.send(&ListStbs {}, context.deadline()).await?)
}

/// Puts a decoder into the warehouse.
///
/// # Errors
/// `decoder.mac`, `decoder.serial`; any of MMS's.
pub async fn add_decoder(
    context: &Context,
    model: &str,
    serial_number: &str,
    mac: &str,
) -> Result<(), OperationError> {
    let mac = valid_mac(mac)?;
    let serial_number = serial_number.trim();
    if serial_number.is_empty() {
        return Err(argument("decoder.serial", "the serial number is missing"));
    }
    let call = AddStb { model: model.to_owned(), serial_number: serial_number.to_owned(), mac };
    let entry = about_decoder("decoder.add", mac).with("serial", serial_number).with("model", model);
    let sent = async {
        match context.mms.send(&call, context.deadline()).await {
            Ok(_) => Ok(()),
            // Unlike after a refusal, a decoder that is there now is the one that was sent.
            Err(error @ MmsError::OutcomeUnknown { .. }) => {
                context.extend();
                match decoder(context, mac).await {
                    Ok(Some(found)) if found.serialnumber.0 == serial_number && found.status.0 != DELETED => {
                        Ok(())
                    }
                    Ok(_) | Err(_) => Err(error.into()),
                }
            }
            Err(error) => Err(error.into()),
        }
    };
    journalled(context, entry, sent).await
}

/// Deletes a decoder from the warehouse.
///
/// # Errors
/// Any of MMS's.
pub async fn delete_decoder(context: &Context, id: i64) -> Result<(), OperationError> {
    let all = async || context.mms.send(&ListStbs {}, context.deadline()).await;
    // Its history is found by its MAC, which nobody can look up afterwards.
    let mac = all().await?.into_iter().find(|d| d.id.0 == id).and_then(|d| Mac::parse(&d.mac.0));
    let entry =
        mac.map_or_else(|| Entry::new("decoder.delete", None), |mac| about_decoder("decoder.delete", mac));
    settle(context, Entry { subject_id: Some(id), ..entry }, &DeleteStb { id }, async || {
        Ok(all().await?.iter().find(|d| d.id.0 == id).is_none_or(|d| d.status.0 == DELETED))
    })
    .await
}

/// Issues a decoder to an order.
///
/// # Errors
/// `decoder.mac`; any of MMS's.
pub async fn issue_decoder(
    context: &Context,
    account: i64,
    order: i64,
    network: i64,
    mac: &str,
) -> Result<(), OperationError> {
    let mac = valid_mac(mac)?;
    let entry = about_decoder("decoder.issue", mac).with("account", account).with("order", order);
    settle(context, entry, &LinkStb { account, order, network, mac }, async || {
        Ok(decoder(context, mac).await?.is_some_and(|d| {
            d.iptv_accountid.0 == account && d.order_id.0 == order.to_string() && d.status.0 != IN_WAREHOUSE
        }))
    })
    .await
}

/// Returns a decoder to the warehouse.
///
/// # Errors
/// `decoder.mac`; any of MMS's.
pub async fn return_decoder(context: &Context, account: i64, mac: &str) -> Result<(), OperationError> {
    let mac = valid_mac(mac)?;
    let entry = about_decoder("decoder.return", mac).with("account", account);
    settle(context, entry, &UnlinkStb { account, mac }, async || {
        Ok(decoder(context, mac).await?.is_some_and(|d| d.status.0 == IN_WAREHOUSE))
    })
    .await
}

/// Accounts of one user or of all, as short rows.
///
/// # Errors
/// Any of MMS's.
pub async fn accounts(context: &Context, user: Option<i64>) -> Result<Vec<AccountRow>, OperationError> {
    Ok(context.mms.send(&ListAccounts { user }, context.deadline()).await?)
}

/// One account with its packages and decoders.
///
/// # Errors
/// Any of MMS's.
pub async fn account(context: &Context, id: i64) -> Result<Option<Account>, OperationError> {
    Ok(context.mms.send(&GetAccount { id }, context.deadline()).await?)
}

/// Adds an account and gives its id.
///
/// # Errors
/// Any of MMS's.
pub async fn add_account(context: &Context, account: AccountFields) -> Result<i64, OperationError> {
    let user = account.user;
    let own = async || {
        let rows = context.mms.send(&ListAccounts { user: Some(user) }, context.deadline()).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    };
    let entry = Entry::new("account.add", None).of(user).with("network", account.network);
    add(context, entry, &AddAccount { account }, own).await
}

/// Changes an account's address.
///
/// # Errors
/// Any of MMS's.
pub async fn change_account(
    context: &Context,
    id: i64,
    account: AccountFields,
) -> Result<(), OperationError> {
    let wanted = account.clone();
    let entry = Entry::new("account.change", Some(id)).of(account.user).with("network", account.network);
    settle(context, entry, &ChangeAccount { id, account }, async || {
        Ok(read(context, id).await?.is_some_and(|a| {
            (a.mms_id, a.network_id) == (wanted.user, wanted.network)
                && (&a.street, &a.house, &a.flat) == (&wanted.street, &wanted.house, &wanted.flat)
                && (&a.zip, &a.city) == (&wanted.zip, &wanted.city)
        }))
    })
    .await
}

/// Removes an account that nothing stands on.
///
/// # Errors
/// `account.occupied`; any of MMS's.
pub async fn remove_account(context: &Context, id: i64) -> Result<(), OperationError> {
    let user = match read(context, id).await? {
        None => return Ok(()),
        Some(account) if !offer::can_remove_account(&account) => {
            return Err(argument("account.occupied", "there are packages or decoders on the account"));
        }
        Some(account) => account.mms_id,
    };
    let entry = Entry::new("account.remove", Some(id)).of(user);
    settle(context, entry, &DeleteAccount { id }, async || Ok(read(context, id).await?.is_none())).await
}

/// Blocks an account.
///
/// # Errors
/// Any of MMS's.
pub async fn block_account(context: &Context, id: i64) -> Result<(), OperationError> {
    settle(context, Entry::new("account.block", Some(id)), &BlockAccount { id }, async || {
        Ok(read(context, id).await?.is_some_and(|a| !a.active))
    })
    .await
}

/// Unblocks an account.
///
/// # Errors
/// Any of MMS's.
pub async fn unblock_account(context: &Context, id: i64) -> Result<(), OperationError> {
    settle(context, Entry::new("account.unblock", Some(id)), &UnblockAccount { id }, async || {
        Ok(read(context, id).await?.is_some_and(|a| a.active))
    })
    .await
}

/// Issues a package and gives the order's id. `price` is gross, decimal.
///
/// # Errors
/// `package.price`; any of MMS's.
pub async fn issue_package(
    context: &Context,
    account: i64,
    package: i64,
    price: &str,
) -> Result<i64, OperationError> {
    let price = offer::price(price)?;
    let own = async || {
        let orders = context.mms.send(&ListOrders { account }, context.deadline()).await?;
        Ok(orders.into_iter().filter(|o| o.package_id == package && o.active).map(|o| o.order_id).collect())
    };
    let entry = Entry::new("package.issue", None)
        .with("package", package)
        .with("price", format_args!("{price:.2}"))
        .with("account", account);
    add(context, entry, &AddOrder { account, package, price }, own).await
}

/// Removes a package that nothing stands on.
///
/// # Errors
/// `package.occupied`; any of MMS's.
pub async fn remove_package(context: &Context, account: i64, order: i64) -> Result<(), OperationError> {
    let whole = read(context, account).await?;
    if let Some(whole) = &whole
        && offer::runs(whole, order)
        && !offer::can_remove_package(whole, order)
    {
        return Err(argument("package.occupied", "there are decoders or other packages on the package"));
    }
    let mut entry = Entry::new("package.remove", Some(order)).with("account", account);
    if let Some(whole) = whole {
        entry.mms_id = Some(whole.mms_id);
        if let Some(running) = offer::running(&whole).find(|running| running.order_id == order) {
            entry = entry.with("package", running.package_id);
        }
    }
    settle(context, entry, &DeleteOrder { id: order, account }, async || {
        let orders = context.mms.send(&ListOrders { account }, context.deadline()).await?;
        Ok(orders.iter().find(|o| o.order_id == order).is_none_or(|o| !o.active))
    })
    .await
}

pub(super) async fn read(context: &Context, id: i64) -> Result<Option<Account>, MmsError> {
    context.mms.send(&GetAccount { id }, context.deadline()).await
}

/// A decoder's history is found by its MAC.
fn about_decoder(action: &'static str, mac: Mac) -> Entry {
    Entry::new(action, None).with("mac", mac.plain())
}

/// MMS cannot be asked for one decoder, so all are.
async fn decoder(context: &Context, mac: Mac) -> Result<Option<Stb>, MmsError> {
    let decoders = context.mms.send(&ListStbs {}, context.deadline()).await?;
    Ok(decoders.into_iter().find(|d| Mac::parse(&d.mac.0) == Some(mac)))
}

fn valid_mac(text: &str) -> Result<Mac, OperationError> {
    Mac::parse(text).ok_or(argument("decoder.mac", "this is no MAC address"))
}
