//! Jobs that run alone and leave a note of how they went.

use std::time::Duration;

use super::alone::alone_after;
use super::{Context, OperationError};
use crate::db::LockName;
use crate::store::runs;

/// How a job went.
pub(super) struct Note {
    /// It did what it is for.
    pub(super) succeeded: bool,
    /// Counts, in English; no personal data.
    pub(super) text: String,
}

/// Does the work while nobody else holds the lock, and records when it began and how it ended; `None` when somebody does
/// hold it for longer than `patience`.
pub(super) async fn job<R>(
    context: &Context,
    lock: LockName,
    name: &str,
    patience: Duration,
    work: impl Future<Output = Result<R, OperationError>>,
    note: impl FnOnce(&R) -> Note,
) -> Result<Option<R>, OperationError> {
    let recorded = async {
        context.tables(async |conn| runs::begin(conn, name).await).await?;
        let result = work.await;
        let note = match &result {
            Ok(report) => note(report),
            Err(error) => Note { succeeded: false, text: error.code().to_owned() },
        };
        // What was done is done, also if nobody can read of it here.
        let _unsaid =
            context.tables(async |conn| runs::end(conn, name, note.succeeded, &note.text).await).await;
        result
    };
    alone_after(context, lock, patience, recorded).await
}
