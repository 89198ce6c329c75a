//! The converger: finds what changed unnoticed and finishes what is wanted and due.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::detect::{Detected, detect, note};
use super::send::send;
use super::{Kind, Line, Outcome};
use crate::db::LockName;
use crate::operations::job::{Note, job};
use crate::operations::locks::{self, Order, words};
use crate::operations::{Context, OperationError, Progress, Stopped, business};
use crate::store::locks::Wish;
use crate::store::{StoreError, data, locks as wishes};

/// What a run is to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which kinds of items.
    pub kinds: BTreeSet<Kind>,
    /// At most so many items.
    pub limit: usize,
    /// Only look and tell.
    pub dry_run: bool,
    /// Begins no more data after this moment.
    pub until: Option<Instant>,
}

/// The whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Set when nothing was done: `queue.busy`.
    pub stopped: Option<Stopped>,
    /// What became of each attempt.
    pub lines: Vec<Line>,
    /// Lines that were done, or are planned.
    pub done: usize,
    /// Lines that were refused.
    pub refused: usize,
    /// Lines that failed.
    pub failed: usize,
    /// What is left for later runs; refused data are not.
    pub waiting: usize,
}

impl Report {
    pub(super) fn of(lines: Vec<Line>, waiting: usize) -> Self {
        let count = |outcomes: &[Outcome]| lines.iter().filter(|l| outcomes.contains(&l.outcome)).count();
        let done = count(&[Outcome::Done, Outcome::Planned]);
        let (refused, failed) = (count(&[Outcome::Refused]), count(&[Outcome::Failed]));
        Self { stopped: None, done, refused, failed, waiting, lines }
    }

    pub(super) fn stopped(stopped: Stopped) -> Self {
        Self { stopped: Some(stopped), ..Self::default() }
    }
}

/// Finds customers whose data changed, unless data are not followed, and finishes what is due of the kinds asked for. Another
/// run at work is no error.
///
/// # Errors
/// The store's. What MMS says is in the report.
pub async fn converge(
    context: &Context,
    options: &Options,
    progress: &Progress,
) -> Result<Report, OperationError> {
    let work = Box::pin(converge_alone(context, options, progress));
    if options.dry_run {
        return work.await;
    }
    let note = |report: &Report| Note {
        succeeded: report.failed == 0,
        text: format!(
            "{} done, {} refused, {} failed, {} waiting",
            report.done, report.refused, report.failed, report.waiting
        ),
    };
    let done = Box::pin(job(context, LockName::Converge, "converge", Duration::ZERO, work, note)).await?;
    Ok(done.unwrap_or_else(|| {
        let message = "another run is finishing what is wanted".to_owned();
        Report::stopped(Stopped { code: "queue.busy", message })
    }))
}

async fn converge_alone(
    context: &Context,
    options: &Options,
    progress: &Progress,
) -> Result<Report, OperationError> {
    // What is locked costs money; what is left of the limit is for data.
    let mut lines = locks(context, options, progress).await?;
    let items: BTreeSet<(Kind, i64)> = lines.iter().map(|line| (line.kind, line.customer_id)).collect();
    let left = options.limit.saturating_sub(items.len());
    if options.kinds.contains(&Kind::Data) && context.config.follow_data {
        let Detected { mut findings, failed } = detect(context).await?;
        if let Some(error) = failed {
            lines.push(Line {
                kind: Kind::Data,
                customer_id: 0,
                outcome: Outcome::Failed,
                code: Some(error.code().to_owned()),
                message: Some(words(&error)),
            });
        }
        if options.dry_run {
            let found = findings.iter().filter(|(_, finding)| !finding.seen && finding.trouble.is_none());
            let mut found: BTreeSet<i64> = found.map(|(customer, _)| *customer).collect();
            found.extend(context.tables(async |conn| data::due(conn, left).await).await?);
            lines.extend(found.into_iter().take(left).map(planned));
        } else {
            let by = context.config.actor.as_str();
            let ids: Vec<i64> = findings.keys().copied().collect();
            let work = context.tables(async |conn| {
                data::change(conn, &ids, |record, now| {
                    if let Some(finding) = findings.remove(&record.customer_id) {
                        note(record, finding, by, now);
                    }
                    false
                })
                .await?;
                data::due(conn, left).await
            });
            let due = work.await?;
            progress.expect(due.len());
            lines.extend(send(context, &due, "converge", options.until, progress).await?);
        }
    }
    let waiting = context.tables(async |conn| waiting(conn, &options.kinds).await).await?;
    if !options.dry_run {
        business::record(context).await?;
    }
    Ok(Report::of(lines, waiting))
}

fn planned(customer_id: i64) -> Line {
    Line { kind: Kind::Data, customer_id, outcome: Outcome::Planned, code: None, message: None }
}

/// What is due of locks and releases. While lms-notify is at them, they are left to it.
async fn locks(
    context: &Context,
    options: &Options,
    progress: &Progress,
) -> Result<Vec<Line>, OperationError> {
    let services: BTreeSet<_> = options.kinds.iter().filter_map(|kind| kind.service()).collect();
    if services.is_empty() {
        return Ok(Vec::new());
    }
    let order = Order {
        lock: None,
        customers: BTreeSet::new(),
        services,
        dry_run: options.dry_run,
        due: Some(options.limit),
    };
    let report = locks::run(context, &order, progress).await?;
    Ok(report.lines.into_iter().filter_map(Line::of).collect())
}

impl Line {
    pub(super) fn of(line: locks::Line) -> Option<Self> {
        let outcome = match line.outcome {
            locks::Outcome::Done => Outcome::Done,
            locks::Outcome::Planned => Outcome::Planned,
            locks::Outcome::Failed => Outcome::Failed,
            locks::Outcome::Refused => Outcome::Refused,
        };
        let locks::Line { customer_id, service, code, message, .. } = line;
        Some(Self { kind: Kind::from_word(service)?, customer_id, outcome, code, message })
    }
}

/// How many items later runs have to finish.
pub(super) async fn waiting(conn: &mut crate::db::Conn, kinds: &BTreeSet<Kind>) -> Result<usize, StoreError> {
    let mut waiting = 0_usize;
    if kinds.contains(&Kind::Data) {
        waiting = data::waiting(conn).await?;
    }
    let wanted = |wish: &&Wish| wish.is_open() && kinds.contains(&Kind::of(wish.service));
    Ok(waiting.saturating_add(wishes::wishes(conn).await?.iter().filter(wanted).count()))
}
