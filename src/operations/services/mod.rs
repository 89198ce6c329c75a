//! What customers have in MMS, kept in the plugin's tables for those who must not wait for MMS: it has no list of issued
//! packages, so all of them cost a request for each account. A script looks at all; whoever looks at one customer brings his up
//! to date.

mod plan;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join3;
use futures_util::stream::{self, StreamExt as _};
use serde::Serialize;

use self::plan::has_new;
pub use self::plan::{Counts, Look, Shown, plan};
use super::alone::PATIENCE;
use super::billing::settlement;
use super::job::{Note, job};
use super::{Context, OperationError, Progress, Stopped, card, catalogue};
use crate::db::{Conn, LockName};
use crate::mms::calls::{GetAccount, ListAccounts, ListProducts, ListServices};
use crate::store::services::{self, Which};
use crate::store::{StoreError, runs};

/// The job's name in `metroport_runs`.
pub const JOB: &str = "services";
/// Answers that fail one after another because of MMS as a whole, after which the rest is not asked for any more.
const IN_VAIN: usize = 10;

/// The whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Set when nothing at all was done: `sync.busy`, `sync.empty`, `sync.stopped`.
    pub stopped: Option<Stopped>,
    /// Services.
    #[serde(flatten)]
    pub counts: Counts,
    /// Accounts that MMS would not tell of. What was known of them stays.
    pub failed: usize,
    /// Stable code of the first such failure.
    pub code: Option<&'static str>,
}

impl Report {
    fn stopped(code: &'static str, message: &str) -> Self {
        Self { stopped: Some(Stopped { code, message: message.to_owned() }), ..Self::default() }
    }
}

/// Looks at all services of all customers: two lists, and one request for each account.
///
/// # Errors
/// Any of MMS's and of the store's.
pub async fn update(context: &Context, dry_run: bool, progress: &Progress) -> Result<Report, OperationError> {
    let work = Box::pin(update_alone(context, dry_run, progress));
    if dry_run {
        return work.await;
    }
    let done = Box::pin(job(context, LockName::Services, JOB, PATIENCE, work, note)).await?;
    if done.as_ref().is_some_and(|report| note(report).succeeded) {
        Box::pin(settlement::keep(context)).await?;
    }
    Ok(done.unwrap_or_else(|| Report::stopped("sync.busy", "another run is looking at the services")))
}

fn note(report: &Report) -> Note {
    let Counts { added, changed, gone, .. } = report.counts;
    let text = match &report.stopped {
        Some(stopped) => stopped.code.to_owned(),
        None => format!("{added} added, {changed} changed, {gone} gone, {} accounts failed", report.failed),
    };
    Note { succeeded: report.stopped.is_none() && report.failed == 0, text }
}

async fn update_alone(
    context: &Context,
    dry_run: bool,
    progress: &Progress,
) -> Result<Report, OperationError> {
    let asked = context.tables(async |conn| Ok(conn.now().await?)).await?;
    let (mms, deadline) = (&context.mms, context.deadline());
    let (rows, licences, products) = try_join3(
        mms.send(&ListAccounts { user: None }, deadline),
        mms.send(&ListServices { user: None }, deadline),
        mms.send(&ListProducts {}, deadline),
    )
    .await?;
    progress.expect(rows.len());
    let mut shown = Shown::default();
    shown.add_licences(&licences, &products);
    let mut failed = BTreeSet::new();
    let (mut code, mut in_vain) = (None, 0_usize);
    let mut details = stream::iter(&rows)
        // A deadline of its own: many accounts take longer than one operation may.
        .map(async |row| (row.id, mms.send(&GetAccount { id: row.id }, mms.deadline()).await))
        .buffer_unordered(mms.concurrency());
    while let Some((id, answer)) = details.next().await {
        match answer {
            Ok(account) => {
                in_vain = 0;
                // One that was removed between the two calls is not there any more.
                if let Some(account) = account {
                    shown.add_account(&account);
                }
            }
            Err(error) => {
                failed.insert(id);
                code.get_or_insert(error.code());
                in_vain = in_vain.saturating_add(usize::from(error.is_outage()));
                if in_vain >= IN_VAIN {
                    return Err(error.into());
                }
            }
        }
        progress.step();
        if progress.is_stopped() {
            return Ok(Report::stopped("sync.stopped", "stopped by the user"));
        }
    }
    drop(details);
    let work = context.tables(async |conn| {
        conn.begin().await?;
        let counts = compare_and_write(conn, Which::All, &shown, &failed, Some(asked), dry_run).await?;
        conn.commit().await?;
        Ok(counts)
    });
    match work.await? {
        Some(counts) => Ok(Report { stopped: None, counts, failed: failed.len(), code }),
        None => {
            Ok(Report::stopped("sync.empty", "MMS shows nothing at all, though there was something before"))
        }
    }
}

/// Looks at the services of one customer, and brings his rows up to date. One who is not linked has none.
///
/// # Errors
/// `customer.not_found` when the asker may not see him; any of MMS's and of the store's.
pub async fn update_customer(context: &Context, customer_id: i64) -> Result<(), OperationError> {
    let Some(user) = card::user(context, customer_id).await? else { return Ok(()) };
    let licences =
        async { Ok(context.mms.send(&ListServices { user: Some(user) }, context.deadline()).await?) };
    let (licences, products, accounts) =
        try_join3(licences, catalogue::products(context), card::accounts(context, user)).await?;
    let mut shown = Shown::default();
    shown.add_licences(&licences, &products);
    for account in &accounts {
        shown.add_account(account);
    }
    saw(context, user, &shown).await
}

/// What somebody has just seen of a user.
///
/// # Errors
/// The store's.
pub(super) async fn saw(context: &Context, user: i64, shown: &Shown) -> Result<(), OperationError> {
    let work = context.tables(async |conn| {
        compare_and_write(conn, Which::Of(user), shown, &BTreeSet::new(), None, false).await.map(|_| ())
    });
    Ok(work.await?)
}

/// `asked`: when MMS was, if that was long ago. `None` when MMS shows nobody anything, which is not believed.
async fn compare_and_write(
    conn: &mut Conn,
    which: Which,
    shown: &Shown,
    failed: &BTreeSet<i64>,
    asked: Option<i64>,
    dry_run: bool,
) -> Result<Option<Counts>, StoreError> {
    let stored = services::load(conn, which).await?;
    let whole = matches!(which, Which::All);
    if whole && shown.is_empty() && failed.is_empty() && stored.iter().any(|row| row.gone_at.is_none()) {
        return Ok(None);
    }
    let user = if let Which::Of(user) = which { Some(user) } else { None };
    let now = conn.now().await?;
    // What is new since everything was looked at has begun since.
    let known_before = runs::succeeded_at(conn, JOB).await?.is_some();
    // The journal is long, and mostly there is nothing new.
    let issued = if has_new(&stored, shown) { services::issued(conn, user).await? } else { BTreeMap::new() };
    let look = Look { asked: asked.unwrap_or(now), begun: known_before.then_some(now), now };
    let plan = plan(&stored, shown, failed, &issued, look);
    if !dry_run {
        services::write(conn, &plan.write).await?;
        for (service, ids) in &plan.touch {
            services::touch(conn, *service, ids, now).await?;
        }
    }
    Ok(Some(plan.counts))
}
