//! What the clerk does from the card: each thing is checked to belong to the customer, and to be possible, before MMS is
//! asked to change anything.

use chrono::Local;
use rust_decimal::Decimal;
use serde::Serialize;

use super::{linked, living};
use crate::lms::customer::Address;
use crate::mms::calls::{AccountFields, GetAccount, GetUser, ListServices, ListStbs};
use crate::mms::models::{Account, Service};
use crate::operations::offer::{self as decide, Group, Item, Unit};
use crate::operations::{Context, OperationError, argument, catalogue, fsecure, metrotv};
use crate::personal::Masked;

/// What can be issued to an account today.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offer {
    /// Base packages.
    pub base: Vec<Item>,
    /// Extra packages.
    pub extras: Vec<Item>,
    /// Multiroom packages.
    pub multirooms: Vec<Item>,
    /// Decoders in the warehouse.
    pub decoders: Vec<Unit>,
    /// The most a package may cost.
    pub highest_price: Decimal,
}

/// What can be issued to the customer's account.
///
/// # Errors
/// `customer.*`, `account.foreign`; any of MMS's and of the store's.
pub async fn offer(context: &Context, customer: i64, id: i64) -> Result<Offer, OperationError> {
    let account = account(context, customer, id).await?;
    let packages = catalogue::packages(context).await?;
    let decoders = context.mms.send(&ListStbs {}, context.deadline()).await?;
    let of = |group| decide::packages(&packages, &account, group, Local::now().date_naive());
    Ok(Offer {
        base: of(Group::Base),
        extras: of(Group::Extra),
        multirooms: of(Group::Multiroom),
        decoders: decide::decoders(&decoders, account.network_id),
        highest_price: decide::HIGHEST_PRICE,
    })
}

/// The account, if it is this customer's.
///
/// # Errors
/// `customer.*`, `account.foreign`; any of MMS's and of the store's.
pub async fn account(context: &Context, customer: i64, id: i64) -> Result<Account, OperationError> {
    let (_, user) = linked(context, customer).await?;
    let found = context.mms.send(&GetAccount { id }, context.deadline()).await?;
    found.filter(|account| account.mms_id == user).ok_or(no_account())
}

pub(in crate::operations) fn no_account() -> OperationError {
    argument("account.foreign", "the customer has no such account")
}

/// The F-Secure service, if it is this customer's.
///
/// # Errors
/// `customer.*`, `service.foreign`; any of MMS's and of the store's.
pub async fn service(context: &Context, customer: i64, id: i64) -> Result<Service, OperationError> {
    let (_, user) = linked(context, customer).await?;
    let services = context.mms.send(&ListServices { user: Some(user) }, context.deadline()).await?;
    services
        .into_iter()
        .find(|service| service.id == id && service.mms_id == user)
        .ok_or(argument("service.foreign", "the customer has no such service"))
}

/// Issues an F-Secure licence. MMS mails it to the address that it has of the customer, so there must be one.
///
/// # Errors
/// `customer.*`; any of MMS's and of the store's.
pub async fn add_service(
    context: &Context,
    customer: i64,
    product: i64,
    license_size: i64,
) -> Result<i64, OperationError> {
    let (customer, user) = linked(context, customer).await?;
    living(&customer)?;
    let known = context.mms.send(&GetUser { id: user }, context.deadline()).await?;
    if known.and_then(|user| user.email).is_none_or(|email| email.is_empty()) {
        return Err(argument("customer.no_email", "MMS has no e-mail address of the customer"));
    }
    fsecure::issue(context, user, product, license_size).await
}

/// Adds an account.
///
/// # Errors
/// `customer.*`, `account.address`; any of MMS's and of the store's.
pub async fn add_account(
    context: &Context,
    customer: i64,
    network: i64,
    address: &Address,
) -> Result<i64, OperationError> {
    let (customer, user) = linked(context, customer).await?;
    living(&customer)?;
    metrotv::add_account(context, fields(user, network, address)?).await
}

/// Changes where an account's decoders stand.
///
/// # Errors
/// `customer.*`, `account.foreign`, `account.address`; any of MMS's and of the store's.
pub async fn change_address(
    context: &Context,
    customer: i64,
    id: i64,
    address: &Address,
) -> Result<(), OperationError> {
    let account = account(context, customer, id).await?;
    metrotv::change_account(context, id, fields(account.mms_id, account.network_id, address)?).await
}

/// What an account is made of. A village has houses without a street; nothing else may be missing.
///
/// # Errors
/// `account.address`
pub(in crate::operations) fn fields(
    user: i64,
    network: i64,
    address: &Address,
) -> Result<AccountFields, OperationError> {
    let trimmed = |text: &Masked| Masked::new(text.expose().trim());
    let Address { street, house, flat, zip, city } = address;
    let [street, house, flat, zip, city] = [street, house, flat, zip, city].map(trimmed);
    let digits = zip.expose().bytes().filter(u8::is_ascii_digit).count();
    if house.is_empty() || city.is_empty() || digits != 5 {
        return Err(argument("account.address", "house number, postal code or city is missing"));
    }
    Ok(AccountFields { user, network, street, house, flat, zip, city })
}

/// Issues a package that the account can have today.
///
/// # Errors
/// `customer.*`, `account.foreign`, `package.not_offered`, `package.price`; any of MMS's and of the store's.
pub async fn issue_package(
    context: &Context,
    customer: i64,
    id: i64,
    package: i64,
    price: &str,
) -> Result<i64, OperationError> {
    let account = account(context, customer, id).await?;
    let packages = catalogue::packages(context).await?;
    let today = Local::now().date_naive();
    let offered = [Group::Base, Group::Extra, Group::Multiroom]
        .into_iter()
        .flat_map(|group| decide::packages(&packages, &account, group, today))
        .any(|item| item.id == package);
    if !offered {
        return Err(argument("package.not_offered", "the package cannot be issued to this account today"));
    }
    metrotv::issue_package(&context.about(customer), id, package, price).await
}

/// Issues a decoder to a package of the account, in the account's network.
///
/// # Errors
/// `customer.*`, `account.foreign`, `decoder.no_place`, `decoder.mac`; any of MMS's and of the store's.
pub async fn issue_decoder(
    context: &Context,
    customer: i64,
    id: i64,
    order: i64,
    mac: &str,
) -> Result<(), OperationError> {
    let account = account(context, customer, id).await?;
    if !decide::takes_decoder(&account, order) {
        return Err(no_place());
    }
    metrotv::issue_decoder(&context.about(customer), id, order, account.network_id, mac).await
}

pub(in crate::operations) fn no_place() -> OperationError {
    argument("decoder.no_place", "the package takes no decoder, or has one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_all_but_street_and_flat() {
        let address = |house: &str, zip: &str, city: &str| Address {
            house: Masked::new(house),
            zip: Masked::new(zip),
            city: Masked::new(city),
            ..Address::default()
        };
        for (house, zip, city, taken) in [
            (" 5 ", "90-001", "Łódź", true),
            ("5", "90001", "Łódź", true),
            ("5", "90-01", "Łódź", false),
            ("5", "", "Łódź", false),
            (" ", "90-001", "Łódź", false),
            ("5", "90-001", "", false),
        ] {
            assert_eq!(fields(1, 2, &address(house, zip, city)).is_ok(), taken, "{house} {zip} {city}");
        }
        assert_eq!(fields(1, 2, &address(" 5 ", "90-001", "Łódź")).unwrap().house.expose(), "5");
    }
}
