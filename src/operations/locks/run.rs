//! One run: look, plan, record what is wanted, change MMS, record what it confirmed.

use std::cell::Cell;
use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt};
use serde::Serialize;

use super::case::{Case, allowed, prepare};
use super::record::{record_changes, record_held_back, record_outcome, record_wanted, words};
use super::sight::is_blocked;
use crate::db::LockName;
use crate::mms::MmsError;
use crate::mms::calls::{BlockAccount, BlockService, UnblockAccount, UnblockService};
use crate::operations::alone::{PATIENCE, alone_after};
use crate::operations::{Context, OperationError, Progress, Stopped};
use crate::store::locks::{self, Service};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Order {
    /// To lock, or to release; `None`: to finish what is wanted of them and open when the run begins.
    pub lock: Option<bool>,
    /// LMS customers.
    pub customers: BTreeSet<i64>,
    /// Which services.
    pub services: BTreeSet<Service>,
    /// Only look and tell.
    pub dry_run: bool,
    /// Of what earlier runs left open only what is due, and at most so many; `None` for all of it.
    pub due: Option<usize>,
}

/// What became of one service of one customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// LMS customer.
    pub customer_id: i64,
    /// `metrotv` or `fsecure`.
    pub service: &'static str,
    /// Its id in MMS, 0 when MMS could not be asked.
    pub service_id: i64,
    /// `lock` or `release`.
    pub action: &'static str,
    /// How it went.
    pub outcome: Outcome,
    /// Stable code of the error.
    pub code: Option<String>,
    /// The error, or MMS's words.
    pub message: Option<String>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// MMS confirmed it.
    Done,
    /// It would be done (dry run).
    Planned,
    /// Not this time; it stays wanted.
    Failed,
    /// MMS said no; it stays wanted.
    Refused,
}

/// The whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Set when nothing at all was done.
    pub stopped: Option<Stopped>,
    /// One for each service that was to be changed, or could not be looked at.
    pub lines: Vec<Line>,
    /// Lines that were done, or are planned.
    pub done: usize,
    /// Lines that failed or were refused.
    pub failed: usize,
    /// Linked customers among those asked for who were as wanted already.
    pub unchanged: usize,
}

/// Changes between two writes to the database. What is lost with the process in between is found again by the holds that
/// were recorded before.
const BATCH: usize = 64;

/// One change to make.
#[derive(Clone, Copy)]
pub(super) struct Change {
    pub(super) case: usize,
    pub(super) id: i64,
    /// Its entry in the journal.
    pub(super) entry: i64,
}

/// Sets locks or releases them, and tries again what earlier runs left open.
///
/// # Errors
/// Only what keeps a run from beginning: the store's. Failures of single customers are in the report.
pub async fn run(context: &Context, order: &Order, progress: &Progress) -> Result<Report, OperationError> {
    if order.dry_run {
        let (mut cases, linked) = prepare(context, order).await?;
        return Ok(match allowed(&mut cases, linked, context) {
            Err(stopped) => Report { stopped: Some(stopped), ..Report::default() },
            Ok(()) => report(&cases, planned(&cases)),
        });
    }
    // Who only finishes what is open has time, and perhaps somebody who waits in front of a page.
    let patience = order.due.map_or(PATIENCE, |_| context.config.mms.timeout.min(PATIENCE));
    let work = Box::pin(run_alone(context, order, progress));
    let report = alone_after(context, LockName::Locks, patience, work).await?;
    Ok(report.unwrap_or_else(|| {
        let message = "another run is setting or releasing locks".to_owned();
        Report { stopped: Some(Stopped { code: "locks.busy", message }), ..Report::default() }
    }))
}

async fn run_alone(context: &Context, order: &Order, progress: &Progress) -> Result<Report, OperationError> {
    context.tables(async |conn| locks::forget_unlinked(conn).await).await?;
    let (mut cases, linked) = prepare(context, order).await?;
    if let Err(stopped) = allowed(&mut cases, linked, context) {
        record_held_back(context, &cases).await?;
        return Ok(Report { stopped: Some(stopped), ..Report::default() });
    }
    let mut changes: Vec<Change> = cases
        .iter()
        .enumerate()
        .flat_map(|(case, c)| {
            c.plan.iter().flat_map(|p| &p.change).map(move |id| Change { case, id: *id, entry: 0 })
        })
        .collect();
    progress.expect(changes.len());
    record_wanted(context, &mut cases, &mut changes).await?;

    let mut results: Vec<(Change, Result<(), MmsError>)> = Vec::with_capacity(changes.len());
    let outages = Cell::new(0_usize);
    let mut running = stream::iter(changes)
        .map(async |change| (change, carry_out(context, &cases, change, &outages, progress).await))
        .buffer_unordered(context.mms.concurrency());
    let mut written = 0;
    while let Some(result) = running.next().await {
        progress.step();
        results.push(result);
        let fresh = results.get(written..).unwrap_or_default();
        if fresh.len() >= BATCH {
            record_changes(context, &cases, fresh).await?;
            written = results.len();
        }
    }
    drop(running);
    record_changes(context, &cases, results.get(written..).unwrap_or_default()).await?;
    record_outcome(context, &mut cases, &results).await?;
    let lines =
        results.iter().filter_map(|(change, result)| Some(line(cases.get(change.case)?, change.id, result)));
    let lines = lines.collect();
    Ok(report(&cases, lines))
}

/// Changes one service. What MMS refuses or leaves open is looked at: it may be so already.
async fn carry_out(
    context: &Context,
    cases: &[Case],
    change: Change,
    outages: &Cell<usize>,
    progress: &Progress,
) -> Result<(), MmsError> {
    let Some(case) = cases.get(change.case) else { return Ok(()) };
    if progress.is_stopped() {
        return Err(MmsError::Unreachable { detail: "stopped by the user".into() });
    }
    let mms = &context.mms;
    // With MMS away, hundreds of customers would wait for their deadlines one after another.
    if outages.get() > mms.concurrency().saturating_mul(2) {
        return Err(MmsError::Unreachable { detail: "given up after many failures in a row".into() });
    }
    let (id, deadline) = (change.id, context.deadline());
    let sent = match (case.service, case.wanted) {
        (Service::MetroTv, true) => mms.send(&BlockAccount { id }, deadline).await,
        (Service::MetroTv, false) => mms.send(&UnblockAccount { id }, deadline).await,
        (Service::FSecure, true) => mms.send(&BlockService { id }, deadline).await,
        (Service::FSecure, false) => mms.send(&UnblockService { id }, deadline).await,
    };
    let result = match sent {
        Ok(_) => Ok(()),
        Err(error @ (MmsError::Rejected { .. } | MmsError::OutcomeUnknown { .. })) => {
            match is_blocked(mms, case.service, case.link.mms_id, id).await {
                Ok(Some(blocked)) if blocked == case.wanted => Ok(()),
                // Gone: there is nothing to lock or to release any more.
                Ok(None) => Ok(()),
                Ok(Some(_)) => Err(error),
                // "It is blocked already" may well be the answer to our own first attempt.
                Err(_) => Err(MmsError::OutcomeUnknown { call: "lock", detail: error.to_string() }),
            }
        }
        Err(error) => Err(error),
    };
    outages.set(match &result {
        Err(error) if error.is_outage() => outages.get().saturating_add(1),
        _ => 0,
    });
    result
}

fn line(case: &Case, id: i64, result: &Result<(), MmsError>) -> Line {
    Line {
        customer_id: case.link.customer_id,
        service: case.service.word(),
        service_id: id,
        action: if case.wanted { "lock" } else { "release" },
        outcome: match result {
            Ok(()) => Outcome::Done,
            Err(MmsError::Rejected { .. }) => Outcome::Refused,
            Err(_) => Outcome::Failed,
        },
        code: result.as_ref().err().map(|e| e.code().to_owned()),
        message: result.as_ref().err().map(words),
    }
}

fn planned(cases: &[Case]) -> Vec<Line> {
    let ids = |case: &'_ Case| case.plan.as_ref().map(|plan| plan.change.clone()).unwrap_or_default();
    let planned = |case, id| Line { outcome: Outcome::Planned, ..line(case, id, &Ok(())) };
    cases.iter().flat_map(|case| ids(case).into_iter().map(move |id| planned(case, id))).collect()
}

/// Adds the customers who could not be looked at, and counts.
fn report(cases: &[Case], mut lines: Vec<Line>) -> Report {
    for case in cases {
        if let Err(error) = &case.plan {
            lines.push(line(case, 0, &Err(error.clone())));
        }
    }
    lines.sort_by_key(|line| (line.customer_id, line.service, line.service_id));
    let failed = lines.iter().filter(|l| matches!(l.outcome, Outcome::Failed | Outcome::Refused)).count();
    let touched: BTreeSet<i64> = lines.iter().map(|l| l.customer_id).collect();
    let as_wanted: BTreeSet<i64> =
        cases.iter().map(|c| c.link.customer_id).filter(|id| !touched.contains(id)).collect();
    Report {
        stopped: None,
        done: lines.len().saturating_sub(failed),
        failed,
        unchanged: as_wanted.len(),
        lines,
    }
}
