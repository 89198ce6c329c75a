//! F-Secure products and services.

use super::journal::Entry;
use super::settle::{add, settle};
use super::{Context, OperationError};
use crate::mms::MmsError;
use crate::mms::calls::{
    AddService, BlockService, ChangeService, DeleteService, ListOperations, ListProducts, ListServices,
    UnblockService,
};
use crate::mms::models::{Operation, Product, Service};

/// What can be sold.
///
/// # Errors
/// Any of MMS's.
pub async fn products(context: &Context) -> Result<Vec<Product>, OperationError> {
    Ok(context.mms.send(&ListProducts {}, context.deadline()).await?)
}

/// Services of one user or of all.
///
/// # Errors
/// Any of MMS's.
pub async fn services(context: &Context, user: Option<i64>) -> Result<Vec<Service>, OperationError> {
    Ok(context.mms.send(&ListServices { user }, context.deadline()).await?)
}

/// Operations on services.
///
/// # Errors
/// Any of MMS's.
pub async fn operations(context: &Context) -> Result<Vec<Operation>, OperationError> {
    Ok(context.mms.send(&ListOperations {}, context.deadline()).await?)
}

/// Issues a licence and gives the service's id.
///
/// # Errors
/// Any of MMS's.
pub async fn issue(
    context: &Context,
    user: i64,
    product: i64,
    license_size: i64,
) -> Result<i64, OperationError> {
    let own = async || {
        let services = context.mms.send(&ListServices { user: Some(user) }, context.deadline()).await?;
        Ok(services.into_iter().filter(|s| s.product_id == product).map(|s| s.id).collect())
    };
    let entry =
        Entry::new("service.add", None).of(user).with("product", product).with("licences", license_size);
    add(context, entry, &AddService { user, product, license_size }, own).await
}

/// Changes product or licence size.
///
/// # Errors
/// Any of MMS's.
pub async fn change(
    context: &Context,
    id: i64,
    user: i64,
    product: i64,
    license_size: i64,
) -> Result<(), OperationError> {
    let entry = Entry::new("service.change", Some(id))
        .of(user)
        .with("product", product)
        .with("licences", license_size);
    settle(context, entry, &ChangeService { id, user, product, license_size }, async || {
        Ok(find(context, id)
            .await?
            .is_some_and(|s| s.product_id == product && s.license_size == license_size))
    })
    .await
}

/// Suspends a service.
///
/// # Errors
/// Any of MMS's.
pub async fn block(context: &Context, id: i64) -> Result<(), OperationError> {
    settle(context, Entry::new("service.block", Some(id)), &BlockService { id }, async || {
        Ok(find(context, id).await?.is_some_and(|s| s.is_blocked()))
    })
    .await
}

/// Resumes a service.
///
/// # Errors
/// Any of MMS's.
pub async fn unblock(context: &Context, id: i64) -> Result<(), OperationError> {
    settle(context, Entry::new("service.unblock", Some(id)), &UnblockService { id }, async || {
        Ok(find(context, id).await?.is_some_and(|s| !s.is_blocked() && !s.is_deleted()))
    })
    .await
}

/// Removes a service.
///
/// # Errors
/// Any of MMS's.
pub async fn remove(context: &Context, id: i64) -> Result<(), OperationError> {
    settle(context, Entry::new("service.remove", Some(id)), &DeleteService { id }, async || {
        Ok(find(context, id).await?.is_none_or(|s| s.is_deleted()))
    })
    .await
}

/// MMS cannot be asked for one service, so all are.
async fn find(context: &Context, id: i64) -> Result<Option<Service>, MmsError> {
    let services = context.mms.send(&ListServices { user: None }, context.deadline()).await?;
    Ok(services.into_iter().find(|s| s.id == id))
}
