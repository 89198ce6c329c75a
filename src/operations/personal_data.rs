//! What the plugin holds of one person, and forgetting him (RODO, articles 15 and 17).
//!
//! What LMS itself knows of him, and what Metroport does, is theirs: LMS's own tables are only read, and MMS offers no
//! removal of a user.

use serde::Serialize;

use super::alone::{PATIENCE, alone_after};
use super::journal::{self, Ending, Entry};
use super::{Context, OperationError, argument, card};
use crate::db::LockName;
use crate::lms::customer;
use crate::mms::calls::{ListAccounts, ListServices};
use crate::store::personal_data::{self, FORGOTTEN, Tables};

/// What LMS has of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InLms {
    /// He is a customer.
    Present,
    /// He is marked as deleted; his data are still there.
    Deleted,
    /// Nothing.
    Gone,
}

/// Everything that is held of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// LMS customer.
    pub customer_id: i64,
    /// What LMS has of him.
    pub in_lms: InLms,
    /// Whom he is or was in MMS.
    pub mms_ids: Vec<i64>,
    /// His MetroTV accounts in MMS.
    pub accounts: Vec<i64>,
    /// His F-Secure services in MMS that are not deleted.
    pub services: Vec<i64>,
    /// Stable code of the error that kept MMS from telling the last two.
    pub mms_error: Option<&'static str>,
    /// The plugin's rows.
    pub tables: Tables,
}

/// What became of forgetting him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// Whether the rows are gone.
    pub removed: bool,
    /// Stable code of what stands in the way.
    pub obstacle: Option<&'static str>,
    /// What there was.
    #[serde(flatten)]
    pub holding: Holding,
}

/// What is held of a customer, also of one whom LMS does not have any more.
///
/// # Errors
/// `customer.not_found` when the asker may not see him; the store's.
pub async fn of(context: &Context, customer_id: i64) -> Result<Holding, OperationError> {
    let asker = context.config.user;
    let work = context.tables(async |conn| {
        let found = customer::visible(conn, asker, customer_id).await?;
        let users = personal_data::users(conn, customer_id).await?;
        let tables = personal_data::of(conn, customer_id, &users).await?;
        Ok((found.map(|customer| customer.deleted), users, tables))
    });
    let (deleted, mms_ids, tables) = work.await?;
    let in_lms = match deleted {
        Some(false) => InLms::Present,
        Some(true) => InLms::Deleted,
        // A script sees all.
        None if asker == 0 => InLms::Gone,
        None => {
            return Err(card::not_found());
        }
    };
    let (accounts, services, mms_error) = match in_mms(context, &mms_ids).await {
        Ok((accounts, services)) => (accounts, services, None),
        Err(error) => (Vec::new(), Vec::new(), Some(error.code())),
    };
    Ok(Holding { customer_id, in_lms, mms_ids, accounts, services, mms_error, tables })
}

/// What the users have in MMS: accounts and services.
async fn in_mms(context: &Context, users: &[i64]) -> Result<(Vec<i64>, Vec<i64>), OperationError> {
    let (mms, deadline) = (&context.mms, context.deadline());
    let (mut accounts, mut services) = (Vec::new(), Vec::new());
    for user in users.iter().copied() {
        accounts
            .extend(mms.send(&ListAccounts { user: Some(user) }, deadline).await?.iter().map(|row| row.id));
        let licences = mms.send(&ListServices { user: Some(user) }, deadline).await?;
        services.extend(licences.iter().filter(|licence| !licence.is_deleted()).map(|licence| licence.id));
    }
    Ok((accounts, services))
}

/// Removes all that is held of a customer and leaves one entry in the journal which says so. Nothing is removed while he
/// has services in MMS, or MMS does not tell, but with `despite_services`: who is forgotten is neither locked nor released
/// any more, and goes on costing money.
///
/// # Errors
/// `customer.not_found` when the asker may not see him, `locks.busy` while a run of locks is at work; the store's.
pub async fn forget(
    context: &Context,
    customer_id: i64,
    despite_services: bool,
    dry_run: bool,
) -> Result<Forgotten, OperationError> {
    let holding = of(context, customer_id).await?;
    let obstacle = obstacle(&holding, despite_services);
    let removed = obstacle.is_none() && !dry_run && remove(context, &holding).await?;
    Ok(Forgotten { removed, obstacle, holding })
}

fn obstacle(holding: &Holding, despite_services: bool) -> Option<&'static str> {
    let has_services = !(holding.accounts.is_empty() && holding.services.is_empty());
    match holding.mms_error {
        _ if despite_services => None,
        Some(code) => Some(code),
        None => has_services.then_some("customer.services"),
    }
}

/// False when there was nothing to remove.
async fn remove(context: &Context, holding: &Holding) -> Result<bool, OperationError> {
    // A run of locks would write down again what it has read before.
    let removing = alone_after(context, LockName::Locks, PATIENCE, async {
        let work = context.tables(async |conn| {
            conn.begin().await?;
            let rows = personal_data::remove(conn, holding.customer_id, &holding.mms_ids).await?;
            if rows > 0 {
                let entry = Entry::new(FORGOTTEN, None).about(holding.customer_id).with("rows", rows);
                let ids = journal::open_on(conn, context, vec![entry]).await?;
                let endings: Vec<_> = ids.into_iter().map(|id| (id, Ending::DONE)).collect();
                journal::complete_on(conn, &endings).await?;
            }
            conn.commit().await?;
            Ok(rows > 0)
        });
        Ok(work.await?)
    });
    removing.await?.ok_or(argument("locks.busy", "a run is setting or releasing locks"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_services_is_not_forgotten_by_accident() {
        let holding = |accounts: &[i64], services: &[i64], mms_error| Holding {
            customer_id: 1,
            in_lms: InLms::Deleted,
            mms_ids: vec![100_001],
            accounts: accounts.to_vec(),
            services: services.to_vec(),
            mms_error,
            tables: Tables::new(),
        };
        for (held, wanted) in [
            (holding(&[], &[], None), None),
            (holding(&[7], &[], None), Some("customer.services")),
            (holding(&[], &[8], None), Some("customer.services")),
            (holding(&[], &[], Some("mms.timeout")), Some("mms.timeout")),
        ] {
            assert_eq!((obstacle(&held, false), obstacle(&held, true)), (wanted, None));
        }
    }
}
