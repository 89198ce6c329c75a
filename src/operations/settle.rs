//! Changes whose outcome can be read: what MMS refuses because it is so already, and what got lost on its way back, is
//! looked up instead of being repeated or reported as a failure.

use super::journal::{Entry, journalled};
use super::{Context, OperationError};
use crate::mms::MmsError;
use crate::mms::calls::{Accepted, Call};
use crate::mms::retry::Safety;

/// Sends a change, with its entry in the journal; when MMS refuses it or its outcome is unknown, `is_so` reads whether things are as wanted all the same.
pub(super) async fn settle<C: Call<Answer = Accepted>>(
    context: &Context,
    entry: Entry,
    call: &C,
    is_so: impl AsyncFnOnce() -> Result<bool, MmsError>,
) -> Result<(), OperationError> {
    journalled(context, entry, Box::pin(sent(context, call, is_so))).await
}

async fn sent<C: Call<Answer = Accepted>>(
    context: &Context,
    call: &C,
    is_so: impl AsyncFnOnce() -> Result<bool, MmsError>,
) -> Result<(), OperationError> {
    context.catalogue.forget();
    match context.mms.send(call, context.deadline()).await {
        Ok(_) => Ok(()),
        Err(error @ (MmsError::Rejected { .. } | MmsError::OutcomeUnknown { .. })) => {
            context.extend();
            match is_so().await {
                Ok(true) => Ok(()),
                // "There is no such thing" may well be the answer to our own first attempt.
                Err(_) if C::SAFETY == Safety::Repeatable => {
                    Err(MmsError::OutcomeUnknown { call: C::NAME, detail: error.to_string() }.into())
                }
                // What the look says of itself is less than what MMS said of the change.
                Ok(false) | Err(_) => Err(error.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

/// Adds something, with its entry in the journal, and gives its id, which is `candidates`' newest that was not there `before` when MMS does not tell it.
pub(super) async fn add<C: Call<Answer = Accepted>>(
    context: &Context,
    entry: Entry,
    call: &C,
    candidates: impl AsyncFn() -> Result<Vec<i64>, MmsError>,
) -> Result<i64, OperationError> {
    context.catalogue.forget();
    let before = candidates().await?;
    journalled(context, entry, Box::pin(added(context, call, before, candidates))).await
}

async fn added<C: Call<Answer = Accepted>>(
    context: &Context,
    call: &C,
    before: Vec<i64>,
    candidates: impl AsyncFn() -> Result<Vec<i64>, MmsError>,
) -> Result<i64, OperationError> {
    let unclear = match context.mms.send(call, context.deadline()).await {
        // 1 is as likely no more than a yes.
        Ok(Accepted { id: Some(id) }) if id != 1 => return Ok(id),
        Ok(_) => MmsError::OutcomeUnknown { call: C::NAME, detail: "no id in the answer".into() },
        Err(error @ MmsError::OutcomeUnknown { .. }) => error,
        Err(error) => return Err(error.into()),
    };
    context.extend();
    let after = candidates().await.unwrap_or_default();
    let mut new = after.into_iter().filter(|id| !before.contains(id));
    match (new.next(), new.next()) {
        (Some(only), None) => Ok(only),
        // None came, or somebody else was adding too: nobody can tell which one is ours.
        _ => Err(unclear.into()),
    }
}
