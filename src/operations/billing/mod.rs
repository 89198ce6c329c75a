//! Services in MMS and liabilities in LMS: which tariff is for what, and by which liability a service is paid.

pub mod compare;
pub mod differences;
pub mod month;
pub mod settlement;
pub mod suggest;
pub mod ties;

use super::{Context, OperationError, argument};
use crate::lms::assignments;
use crate::store::liabilities::{self, Paid};
use crate::store::locks::Service;

/// Records that a service is paid by a liability.
///
/// # Errors
/// `liability.foreign` when the customer has no such liability in LMS; the store's.
pub async fn record(
    context: &Context,
    service: Service,
    mms_id: i64,
    customer_id: i64,
    assignment_id: i64,
) -> Result<(), OperationError> {
    let by = context.config.actor.as_str();
    let paid = Paid { service, mms_id, customer_id, assignment_id };
    let work = context.tables(async |conn| {
        let own = assignments::customer(conn, assignment_id).await? == Some(customer_id);
        if own {
            liabilities::record(conn, paid, by).await?;
        }
        Ok(own)
    });
    if work.await? {
        return Ok(());
    }
    Err(argument("liability.foreign", "the customer has no such liability in LMS"))
}
