//! What MMS shows of the customers' services.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use futures_util::stream::{self, StreamExt};

use super::Seen;
use crate::mms::calls::{ListAccounts, ListServices};
use crate::mms::{Client, MmsError};
use crate::operations::Context;
use crate::store::locks::Service;

/// Services of MMS users, or why they could not be read.
pub(super) enum Sight {
    /// One list for all: who is not in it has none.
    Whole(HashMap<i64, Vec<Seen>>),
    /// One call for each.
    Each(HashMap<i64, Result<Vec<Seen>, MmsError>>),
    /// Nothing could be read.
    Failed(MmsError),
}

impl Sight {
    /// Looks at the services of `users`: all at once where that takes fewer turns than a call for each.
    pub(super) async fn take(context: &Context, service: Service, users: &BTreeSet<i64>) -> Self {
        if users.len() > context.mms.concurrency() {
            return Self::take_whole(context, service).await;
        }
        let each = stream::iter(users.iter().copied())
            .map(async |user| {
                let seen = look(&context.mms, service, Some(user), context.deadline()).await;
                (user, seen.map(|mut by_user| by_user.remove(&user).unwrap_or_default()))
            })
            .buffer_unordered(context.mms.concurrency());
        Self::Each(each.collect().await)
    }

    /// Looks at everybody's services.
    pub(super) async fn take_whole(context: &Context, service: Service) -> Self {
        match look(&context.mms, service, None, context.deadline()).await {
            Ok(seen) => Self::Whole(seen),
            Err(error) => Self::Failed(error),
        }
    }

    /// The services of one user.
    pub(super) fn of(&self, user: i64) -> Result<&[Seen], MmsError> {
        match self {
            Self::Whole(seen) => Ok(seen.get(&user).map(Vec::as_slice).unwrap_or_default()),
            Self::Each(seen) => match seen.get(&user) {
                Some(Ok(seen)) => Ok(seen),
                Some(Err(error)) => Err(error.clone()),
                None => Ok(&[]),
            },
            Self::Failed(error) => Err(error.clone()),
        }
    }
}

/// Whether one service of a user is blocked; `None` when he has it no more. Asked after a change, so with time of its own.
pub(super) async fn is_blocked(
    mms: &Client,
    service: Service,
    user: i64,
    id: i64,
) -> Result<Option<bool>, MmsError> {
    let seen = look(mms, service, Some(user), mms.deadline()).await?;
    Ok(seen.get(&user).and_then(|seen| seen.iter().find(|s| s.id == id)).map(|s| s.blocked))
}

/// What can be locked, by user. Reserved and new licences can: they cost and are about to work.
async fn look(
    mms: &Client,
    service: Service,
    user: Option<i64>,
    deadline: Instant,
) -> Result<HashMap<i64, Vec<Seen>>, MmsError> {
    let mut by_user: HashMap<i64, Vec<Seen>> = HashMap::new();
    match service {
        Service::MetroTv => {
            for account in mms.send(&ListAccounts { user }, deadline).await? {
                by_user
                    .entry(account.mms_id)
                    .or_default()
                    .push(Seen { id: account.id, blocked: !account.active });
            }
        }
        Service::FSecure => {
            for licence in mms.send(&ListServices { user }, deadline).await? {
                // Who has none any more is in the list as well: it is not empty.
                let of_user = by_user.entry(licence.mms_id).or_default();
                if !licence.is_deleted() {
                    of_user.push(Seen { id: licence.id, blocked: licence.is_blocked() });
                }
            }
        }
    }
    Ok(by_user)
}
