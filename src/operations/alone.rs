//! Runs that must not meet one another, on whichever of LMS's machines they are started.

use std::time::Duration;

use super::{Context, OperationError};
use crate::db::LockName;

/// How long a run waits for another one to end.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Does the work while nobody else holds the lock; `None` when somebody does for longer than `patience`.
pub(super) async fn alone_after<R>(
    context: &Context,
    name: LockName,
    patience: Duration,
    work: impl Future<Output = Result<R, OperationError>>,
) -> Result<Option<R>, OperationError> {
    let Some(lock) = context.db()?.lock(name, patience).await? else { return Ok(None) };
    let result = work.await;
    // The lock ends with its connection in any case.
    lock.release().await;
    result.map(Some)
}
