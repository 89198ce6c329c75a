//! What the customer's card knows of his data, and the way in which it sends them.

use std::collections::HashMap;

use super::send::{ending, finish};
use super::wish::{self, Ending, Trouble};
use crate::mms::calls::UserFields;
use crate::operations::fields::fingerprint;
use crate::operations::{Context, OperationError, argument};
use crate::store::data;

/// Records that MMS has these fields of the customer's user. Without that they are compared with MMS once more, so it does
/// not matter if it cannot be recorded.
pub(in crate::operations) async fn seen(context: &Context, customer: i64, user: i64, fields: &UserFields) {
    let fresh = fingerprint(user, fields);
    let work = context.tables(async |conn| {
        data::change(conn, &[customer], |record, now| {
            wish::seen(record, &fresh, now);
            false
        })
        .await
    });
    let _unrecorded = work.await;
}

/// Sends these fields the way that `work` does it, while nobody else sends data of the same customer. What fails stays wanted
/// where data are followed.
pub(in crate::operations) async fn send_now(
    context: &Context,
    customer: i64,
    user: i64,
    fields: &UserFields,
    work: impl Future<Output = Result<(), OperationError>>,
) -> Result<(), OperationError> {
    let fresh = fingerprint(user, fields);
    let (by, seconds) = (context.config.actor.as_str(), context.lease());
    let taking = context.tables(async |conn| {
        let take = |record: &mut data::Record, now: i64| {
            if wish::is_taken(record, now) {
                return false;
            }
            // Also if MMS was thought to have them: somebody has seen that it has not.
            record.settled = None;
            wish::want(record, &fresh, by, now, None);
            wish::make_due(record, now);
            wish::take(record, seconds, now)
        };
        data::change(conn, &[customer], take).await
    });
    if taking.await?.is_empty() {
        return Err(busy());
    }
    let result = work.await;
    let ending = match &result {
        Ok(()) => Ending::Settled(fresh.clone()),
        Err(_) if !context.config.follow_data => Ending::Dropped,
        Err(OperationError::Mms(error)) => ending(error),
        Err(error) => Ending::Failed(Trouble { code: error.code(), text: error.to_string() }),
    };
    finish(context, HashMap::from([(customer, (Some(fresh), ending))])).await?;
    result
}

pub(super) fn busy() -> OperationError {
    argument("queue.busy", "somebody else is at it")
}
