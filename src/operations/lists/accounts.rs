//! Accounts, and the packages that run on them: MMS tells those of one account at a time, so a page may show its rows first.

use futures_util::future::{join, try_join3};
use futures_util::stream::{self, StreamExt};
use serde::Serialize;

use super::{Of, ask};
use crate::mms::calls::{GetAccount, ListAccounts, ListUsers};
use crate::mms::models::{Account, AccountRow};
use crate::operations::listing::{self, Page, Wanted};
use crate::operations::people::People;
use crate::operations::{Context, OperationError};

/// An account with the names of its running packages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AccountWithPackages {
    /// The short row.
    #[serde(flatten)]
    pub account: AccountRow,
    /// Base package first; `None` when MMS would not tell in time, or was not asked.
    pub packages: Option<Vec<String>>,
}

/// Names of the packages that run on one account.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PackagesOf {
    /// The account.
    pub id: i64,
    /// Base package first; `None` when MMS would not tell in time, or does not know the account.
    pub packages: Option<Vec<String>>,
}

/// Accounts. `packages` asks for them too: one request more for each row that is shown.
///
/// # Errors
/// `list.*`; any of MMS's and of the store's.
pub async fn accounts(
    context: &Context,
    wanted: &Wanted,
    packages: bool,
) -> Result<Page<Of<AccountWithPackages>>, OperationError> {
    let (people, accounts, users) = try_join3(
        People::load(context),
        ask(context, ListAccounts { user: None }),
        ask(context, ListUsers {}),
    )
    .await?;
    let people = people.with_users(&users);
    let rows = accounts.into_iter().filter_map(|account| {
        let whose = people.of(account.mms_id)?;
        Some(Of { whose, row: AccountWithPackages { account, packages: None } })
    });
    let mut page = listing::page(rows.collect(), wanted)?;
    if packages {
        let ids: Vec<i64> = page.rows.iter().map(|row| row.row.account.id).collect();
        for (row, account) in page.rows.iter_mut().zip(whole(context, &ids).await) {
            row.row.packages = account.as_ref().map(names);
        }
    }
    Ok(page)
}

/// Packages of the accounts of a page, in the order asked for. Those of customers whom the asker may not see are left out.
///
/// # Errors
/// The store's.
pub async fn packages_of(context: &Context, ids: &[i64]) -> Result<Vec<PackagesOf>, OperationError> {
    let (people, accounts) = join(People::load(context), whole(context, ids)).await;
    let people = people?;
    let seen = |account: &Option<Account>| {
        account.as_ref().is_none_or(|account| people.of(account.mms_id).is_some())
    };
    let told = ids.iter().zip(accounts).filter(|(_, account)| seen(account));
    Ok(told.map(|(id, account)| PackagesOf { id: *id, packages: account.as_ref().map(names) }).collect())
}

/// The accounts, in their order. Without its packages a row is still worth showing, so one that MMS does not tell is `None`.
async fn whole(context: &Context, ids: &[i64]) -> Vec<Option<Account>> {
    let deadline = context.deadline();
    stream::iter(ids)
        .map(async |id| context.mms.send(&GetAccount { id: *id }, deadline).await.ok().flatten())
        .buffered(context.mms.concurrency())
        .collect()
        .await
}

fn names(account: &Account) -> Vec<String> {
    let orders = account.base.iter().chain(&account.extras).chain(&account.multirooms);
    orders.filter(|order| order.active).map(|order| order.name.clone()).collect()
}
