//! The journal: who changed what in MMS, when, and how it ended.
//!
//! An entry is written before the change goes to MMS; when it cannot be written, nothing is sent: a change that cannot be
//! recorded is not made. It is completed afterwards; a process that dies in between leaves it open, which says that nobody
//! knows. Without a database in the configuration there is no journal.

mod answer;
mod page;

use std::fmt::Display;

pub use self::answer::cleaned;
pub use self::page::{Wanted, of_customer, own, page, purge};
use super::{Context, OperationError};
use crate::db::Conn;
use crate::mms::MmsError;
use crate::store::StoreError;
pub use crate::store::journal::page::Filter;
use crate::store::journal::{self, Actor};
pub use crate::store::journal::{Ending, Entry, Outcome};

impl Entry {
    /// What is done to what. The subject is the action's first word.
    pub fn new(action: &'static str, subject_id: Option<i64>) -> Self {
        let subject = action.split_once('.').map_or(action, |(subject, _)| subject);
        Self { action, subject, subject_id, ..Self::default() }
    }

    /// The MMS user whose it is.
    #[must_use]
    pub fn of(self, mms_id: i64) -> Self {
        Self { mms_id: Some(mms_id), ..self }
    }

    /// The LMS customer whom it is about, where it is not the one whom the whole context is about.
    #[must_use]
    pub fn about(self, customer_id: i64) -> Self {
        Self { customer_id: Some(customer_id), ..self }
    }

    /// Adds `name=value` to the details. Never personal data.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        let gap = if self.detail.is_empty() { "" } else { " " };
        self.detail = format!("{}{gap}{name}={value}", self.detail);
        self
    }
}

/// What a change gives back: nothing, whether there was anything to do, or the id of what was added.
pub(super) trait Made {
    fn id(&self) -> Option<i64>;
}

impl Made for () {
    fn id(&self) -> Option<i64> {
        None
    }
}

impl Made for bool {
    fn id(&self) -> Option<i64> {
        None
    }
}

impl Made for i64 {
    fn id(&self) -> Option<i64> {
        Some(*self)
    }
}

/// Does one change with its entry in the journal. Whatever becomes of the entry afterwards, the change's result stands.
///
/// # Errors
/// The store's when the entry cannot be written, and then nothing is done; those of the work.
pub(super) async fn journalled<R: Made>(
    context: &Context,
    entry: Entry,
    work: impl Future<Output = Result<R, OperationError>>,
) -> Result<R, OperationError> {
    let ids = open(context, vec![entry]).await?;
    let result = work.await;
    let ending = match &result {
        Ok(made) => Ending { made: made.id(), ..Ending::DONE },
        Err(error) => ending(error),
    };
    close(context, &ids.into_iter().map(|id| (id, ending.clone())).collect::<Vec<_>>()).await;
    result
}

/// Writes the entries of changes that are about to be made, and gives their ids in the same order; no ids without a
/// database.
///
/// # Errors
/// The store's; nothing may be changed then.
pub(super) async fn open(context: &Context, entries: Vec<Entry>) -> Result<Vec<i64>, StoreError> {
    if context.config.database.is_none() {
        return Ok(Vec::new());
    }
    context.tables(async |conn| open_on(conn, context, entries).await).await
}

/// The same on a connection that has begun a transaction.
pub(super) async fn open_on(
    conn: &mut Conn,
    context: &Context,
    mut entries: Vec<Entry>,
) -> Result<Vec<i64>, StoreError> {
    for entry in &mut entries {
        entry.customer_id = entry.customer_id.or(context.config.about);
    }
    let actor = Actor { user: context.config.user, name: &context.config.actor };
    let ids = journal::open(conn, actor, &entries).await?;
    context.config.trace.add(&ids);
    Ok(ids)
}

/// Completes entries. One that cannot be completed stays open: what was done is done all the same.
pub(super) async fn close(context: &Context, endings: &[(i64, Ending)]) {
    if endings.is_empty() {
        return;
    }
    let work = async |conn: &mut Conn| complete_on(conn, endings).await;
    let _: Result<(), StoreError> = context.tables(work).await;
}

/// The same on a connection that has begun a transaction, where it fails with the rest.
pub(super) async fn complete_on(conn: &mut Conn, endings: &[(i64, Ending)]) -> Result<(), StoreError> {
    journal::complete(conn, endings).await
}

/// How a change ended that failed.
pub(super) fn ending(error: &OperationError) -> Ending {
    let (outcome, answer) = match error {
        OperationError::Mms(error) => return mms_ending(error),
        // Another process was faster.
        OperationError::Store(StoreError::LinkTaken { .. }) => (Outcome::Refused, None),
        OperationError::Store(_) | OperationError::Config(_) | OperationError::Argument { .. } => {
            (Outcome::Failed, None)
        }
    };
    Ending { outcome, code: Some(error.code()), answer, made: None }
}

/// How a change ended that MMS, or the way to it, has failed.
pub(super) fn mms_ending(error: &MmsError) -> Ending {
    let (outcome, said) = match error {
        MmsError::Rejected { text, .. } => (Outcome::Refused, Some(text)),
        MmsError::OutcomeUnknown { .. } => (Outcome::Unknown, None),
        MmsError::Unavailable { text, .. } | MmsError::Login { text } | MmsError::Session { text, .. } => {
            (Outcome::Failed, Some(text))
        }
        // A change whose answer makes no sense is `OutcomeUnknown`: these are the reads before it.
        MmsError::Unreachable { .. }
        | MmsError::Tls { .. }
        | MmsError::Timeout { .. }
        | MmsError::Protocol { .. }
        | MmsError::SessionStore(_) => (Outcome::Failed, None),
    };
    let answer = said.map(|text| cleaned(text.as_str())).filter(|text| !text.is_empty());
    Ending { outcome, code: Some(error.code()), answer, made: None }
}
