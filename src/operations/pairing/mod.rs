//! Pairing of LMS customers with MMS users: companies by NIP, people by PESEL. What is not beyond doubt is told, never
//! guessed. For scripts: whoever asks, all customers are looked at, since one whom he may not see may have the same number.

mod matching;

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

pub use self::matching::{Line, Number, Outcome, Party, pair};
use super::alone::PATIENCE;
use super::job::{Note, job};
use super::journal::{self, Ending, Entry};
use super::{Context, OperationError, Progress, Stopped};
use crate::db::LockName;
use crate::lms::identities;
use crate::mms::calls::ListUsers;
use crate::store::{StoreError, links};

/// The whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Set when nothing at all was done.
    pub stopped: Option<Stopped>,
    /// What was done, and what somebody has to look at.
    pub lines: Vec<Line>,
    /// How many there were of each outcome.
    pub counts: BTreeMap<Outcome, usize>,
}

impl Report {
    fn of(cases: Vec<Line>) -> Self {
        let mut counts: BTreeMap<_, _> = Outcome::ALL.into_iter().map(|outcome| (outcome, 0_usize)).collect();
        for case in &cases {
            let count = counts.entry(case.outcome).or_default();
            *count = count.saturating_add(1);
        }
        let lines = cases.into_iter().filter(|case| case.outcome.is_told()).collect();
        Self { stopped: None, lines, counts }
    }

    fn stopped(code: &'static str, message: &str) -> Self {
        Self { stopped: Some(Stopped { code, message: message.to_owned() }), ..Self::of(Vec::new()) }
    }
}

/// Pairs all customers who are not linked yet; with `relink` looks at the numbers of those who are. One request.
///
/// # Errors
/// Any of MMS's and of the store's.
pub async fn run(
    context: &Context,
    relink: bool,
    dry_run: bool,
    progress: &Progress,
) -> Result<Report, OperationError> {
    let work = Box::pin(run_alone(context, relink, dry_run, progress));
    if dry_run {
        return work.await;
    }
    let done = job(context, LockName::Sync, "pair", PATIENCE, work, note).await?;
    Ok(done.unwrap_or_else(|| Report::stopped("sync.busy", "another run is pairing or updating")))
}

fn note(report: &Report) -> Note {
    let count = |outcome| report.counts.get(&outcome).copied().unwrap_or_default();
    let text = match &report.stopped {
        Some(stopped) => stopped.code.to_owned(),
        None => format!("{} linked, {} lines", count(Outcome::Linked), report.lines.len()),
    };
    Note { succeeded: report.stopped.is_none(), text }
}

async fn run_alone(
    context: &Context,
    relink: bool,
    dry_run: bool,
    progress: &Progress,
) -> Result<Report, OperationError> {
    progress.expect(3);
    let users = context.mms.send(&ListUsers {}, context.deadline()).await?;
    progress.step();
    let (customers, old) =
        context.tables(async |conn| Ok((identities::all(conn).await?, links::all(conn).await?))).await?;
    progress.step();
    if users.is_empty() && !old.is_empty() {
        return Ok(Report::stopped("sync.empty", "MMS shows no user at all, though some are linked"));
    }
    let customers: Vec<Party> = customers.iter().map(Party::from).collect();
    let users: Vec<Party> = users.iter().map(Party::from).collect();
    let old: Vec<(i64, i64)> = old.iter().map(|link| (link.customer_id, link.mms_id)).collect();
    let mut cases = pair(&customers, &users, &old, relink);
    if progress.is_stopped() {
        return Ok(Report::stopped("sync.stopped", "stopped by the user"));
    }
    if !dry_run {
        write(context, &mut cases).await?;
    }
    progress.step();
    Ok(Report::of(cases))
}

/// Makes the links that are planned. Somebody who was linked by hand meanwhile stays as he is.
async fn write(context: &Context, cases: &mut [Line]) -> Result<(), OperationError> {
    let planned =
        |case: &Line| (case.outcome == Outcome::Planned).then_some((case.customer_id?, case.mms_id?));
    let wanted: Vec<(i64, i64)> = cases.iter().filter_map(planned).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let entry = |(customer, user): &(i64, i64)| {
        Entry::new("user.link", Some(*user)).of(*user).about(*customer).with("run", "pairing")
    };
    let entries = journal::open(context, wanted.iter().map(entry).collect()).await?;
    let work = context.tables(async |conn| {
        links::add(conn, &wanted).await?;
        links::all(conn).await
    });
    let now: HashMap<i64, i64> = work.await?.iter().map(|link| (link.customer_id, link.mms_id)).collect();
    let taken =
        |(customer, user): &(i64, i64)| StoreError::LinkTaken { customer_id: *customer, mms_id: *user };
    let ending = |pair: &(i64, i64)| {
        let done = now.get(&pair.0) == Some(&pair.1);
        if done { Ending::DONE } else { journal::ending(&taken(pair).into()) }
    };
    let endings: Vec<_> = entries.into_iter().zip(wanted.iter().map(ending)).collect();
    journal::close(context, &endings).await;
    for case in cases {
        if let Some((customer, user)) = planned(case) {
            let done = now.get(&customer) == Some(&user);
            case.outcome = if done { Outcome::Linked } else { Outcome::Taken };
        }
    }
    Ok(())
}
