//! One run: look, plan, record what is wanted, change MMS, record what it confirmed.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use serde::Serialize;

use super::sight::{Sight, is_blocked};
use super::{Plan, Situation, exceeds_limit, plan, wait_after};
use crate::db::LockName;
use crate::mms::MmsError;
use crate::mms::calls::{BlockAccount, BlockService, UnblockAccount, UnblockService};
use crate::operations::{Context, OperationError, Progress};
use crate::store::links::{self, Link};
use crate::store::locks::{self, Hold, HoldState, Service, Wish};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Order {
    /// To lock, or to release.
    pub lock: bool,
    /// LMS customers.
    pub customers: BTreeSet<i64>,
    /// Which services.
    pub services: BTreeSet<Service>,
    /// Only look and tell.
    pub dry_run: bool,
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

/// Why nothing at all was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// `locks.limit` or `locks.busy`.
    pub code: &'static str,
    /// In English.
    pub message: String,
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

/// How long a run waits for another one to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// Changes between two writes to the database. What is lost with the process in between is found again by the holds that
/// were recorded before.
const BATCH: usize = 64;

/// Everything about one customer and one kind of service in this run.
struct Case {
    link: Link,
    service: Service,
    wanted: bool,
    /// Asked for now, rather than left over from an earlier run.
    asked: bool,
    /// The suspend flag as it is.
    flagged: bool,
    wish: Option<Wish>,
    plan: Result<Plan, MmsError>,
}

/// One change to make.
#[derive(Clone, Copy)]
struct Change {
    case: usize,
    id: i64,
}

/// Sets locks or releases them, and tries again what earlier runs left open.
///
/// # Errors
/// Only what keeps a run from beginning: the store's. Failures of single customers are in the report.
pub async fn run(context: &Context, order: &Order, progress: &Progress) -> Result<Report, OperationError> {
    if order.dry_run {
        let (cases, linked) = prepare(context, order).await?;
        return Ok(match too_many(&cases, linked, context) {
            Some(stopped) => Report { stopped: Some(stopped), ..Report::default() },
            None => report(&cases, planned(&cases)),
        });
    }
    let Some(lock) = context.db()?.lock(LockName::Locks, PATIENCE).await? else {
        let message = "another run is setting or releasing locks".to_owned();
        return Ok(Report { stopped: Some(Stopped { code: "locks.busy", message }), ..Report::default() });
    };
    let report = run_alone(context, order, progress).await;
    // The lock ends with its connection in any case.
    let _ = lock.release().await;
    report
}

async fn run_alone(context: &Context, order: &Order, progress: &Progress) -> Result<Report, OperationError> {
    let (mut cases, linked) = prepare(context, order).await?;
    if let Some(stopped) = too_many(&cases, linked, context) {
        return Ok(Report { stopped: Some(stopped), ..Report::default() });
    }
    let changes: Vec<Change> = cases
        .iter()
        .enumerate()
        .flat_map(|(case, c)| c.plan.iter().flat_map(|p| &p.change).map(move |id| Change { case, id: *id }))
        .collect();
    progress.expect(changes.len());
    record_wanted(context, &mut cases, &changes).await?;

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

/// Looks at tables and MMS, and plans. Gives the cases and the number of all links.
async fn prepare(context: &Context, order: &Order) -> Result<(Vec<Case>, usize), OperationError> {
    let (all_links, wishes, holds) = context
        .tables(async |conn| {
            Ok((links::all(conn).await?, locks::wishes(conn).await?, locks::holds(conn).await?))
        })
        .await?;
    let only_own = context.config.locks.unblock_only_own;
    let mut wish_of: HashMap<(i64, Service), Wish> =
        wishes.into_iter().map(|wish| ((wish.customer_id, wish.service), wish)).collect();
    let mut holds_of: HashMap<(i64, Service), BTreeMap<i64, HoldState>> = HashMap::new();
    for hold in holds {
        holds_of.entry((hold.customer_id, hold.service)).or_default().insert(hold.mms_id, hold.state);
    }

    let mut cases = Vec::new();
    for service in &order.services {
        let first = cases.len();
        for link in &all_links {
            let key = (link.customer_id, *service);
            let asked = order.customers.contains(&link.customer_id);
            let flagged = match service {
                Service::MetroTv => link.metrotv_suspend,
                Service::FSecure => link.fsecure_suspend,
            };
            let wish = wish_of.remove(&key);
            let open = wish.as_ref().is_some_and(Wish::is_open);
            // Most of those who are not in debt have nothing that we could release.
            let nothing_ours =
                !flagged && !holds_of.contains_key(&key) && !wish.as_ref().is_some_and(|w| w.wanted);
            let wanted = match &wish {
                _ if asked && (order.lock || !only_own || !nothing_ours || open) => order.lock,
                Some(wish) if open && !asked => wish.wanted,
                _ => continue,
            };
            // Filled in once MMS has been looked at.
            let plan = Ok(Plan::default());
            cases.push(Case { link: *link, service: *service, wanted, asked, flagged, wish, plan });
        }
        let users = cases.iter().skip(first).map(|case| case.link.mms_id).collect();
        let mut sight = Sight::take(&context.mms, *service, &users).await;
        let any_held = holds_of.keys().any(|(_, held)| held == service);
        if matches!(&sight, Sight::Whole(seen) if seen.is_empty() && any_held) {
            // Believing it would forget everything that we hold, for good.
            sight = Sight::Failed(MmsError::Protocol {
                call: "list of services",
                path: ".".into(),
                detail: "MMS shows no service at all, though some are locked".into(),
            });
        }
        let none = BTreeMap::new();
        for case in cases.iter_mut().skip(first) {
            let key = (case.link.customer_id, *service);
            let situation = |seen| Situation {
                wanted: case.wanted,
                seen,
                holds: holds_of.get(&key).unwrap_or(&none),
                inherited: case.flagged && case.wish.is_none(),
            };
            case.plan = sight.of(case.link.mms_id).map(|seen| plan(situation(seen), only_own));
        }
    }
    Ok((cases, all_links.len()))
}

/// Whether the run changes more customers than can be meant. What earlier runs left open was allowed then; where MMS could
/// not be asked, a changed wish counts.
fn too_many(cases: &[Case], linked: usize, context: &Context) -> Option<Stopped> {
    let changed: BTreeSet<i64> = cases
        .iter()
        .filter(|case| case.asked && !(case.is_open() && case.wish_is_same()))
        .filter(|case| match &case.plan {
            Ok(plan) => !plan.change.is_empty(),
            Err(_) => !case.wish_is_same(),
        })
        .map(|case| case.link.customer_id)
        .collect();
    let percent = context.config.locks.limit_percent;
    exceeds_limit(changed.len(), linked, percent).then(|| Stopped {
        code: "locks.limit",
        message: format!(
            "{} of {linked} linked customers would change, more than {percent} percent (metroport.lock_limit_percent)",
            changed.len()
        ),
    })
}

impl Case {
    fn wish_is_same(&self) -> bool {
        self.wish.as_ref().is_some_and(|wish| wish.wanted == self.wanted)
    }

    fn is_open(&self) -> bool {
        self.wish.as_ref().is_some_and(Wish::is_open)
    }

    /// Whether there is anything to remember. A customer without services is not, nor one who is as wanted.
    fn matters(&self) -> bool {
        let Ok(plan) = &self.plan else { return true };
        let anything = [&plan.change, &plan.keep, &plan.forget].iter().any(|ids| !ids.is_empty());
        anything || self.wish.is_some() || plan.flag.is_some_and(|flag| flag != self.flagged)
    }

    fn hold(&self, id: i64, state: HoldState) -> Hold {
        Hold { service: self.service, mms_id: id, customer_id: self.link.customer_id, state }
    }
}

/// Before MMS is touched: what is wanted, and which services we are about to block. A process that dies after this leaves
/// enough behind for the next one.
async fn record_wanted(
    context: &Context,
    cases: &mut [Case],
    changes: &[Change],
) -> Result<(), OperationError> {
    let actor = context.config.actor.as_str();
    let mut intended = Vec::new();
    let mut kept = Vec::new();
    for change in changes {
        if let Some(case) = cases.get(change.case).filter(|case| case.wanted) {
            intended.push(case.hold(change.id, HoldState::Intended));
        }
    }
    for case in &*cases {
        kept.extend(case.plan.iter().flat_map(|plan| &plan.keep).map(|id| case.hold(*id, HoldState::Held)));
    }
    let work = context.tables(async |conn| {
        let now = conn.now().await?;
        let mut wishes = Vec::new();
        for case in cases.iter_mut().filter(|case| case.matters()) {
            let same = case.wish_is_same();
            let wish =
                case.wish.take().filter(|_| same).unwrap_or_else(|| {
                    Wish::new(case.link.customer_id, case.service, case.wanted, now, actor)
                });
            // Open until the end of the run says otherwise.
            let wish = Wish { confirmed: None, ..wish };
            wishes.push(wish.clone());
            case.wish = Some(wish);
        }
        conn.begin().await?;
        locks::save(conn, &wishes).await?;
        locks::hold(conn, &intended, now).await?;
        locks::hold(conn, &kept, now).await?;
        conn.commit().await.map_err(Into::into)
    });
    Ok(work.await?)
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
    let (id, deadline) = (change.id, mms.deadline());
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

/// Records which blocks MMS confirmed, and which are gone.
async fn record_changes(
    context: &Context,
    cases: &[Case],
    results: &[(Change, Result<(), MmsError>)],
) -> Result<(), OperationError> {
    let mut held = Vec::new();
    let mut released: BTreeMap<Service, Vec<i64>> = BTreeMap::new();
    for (change, result) in results {
        let Some(case) = cases.get(change.case) else { continue };
        match result {
            Ok(()) if case.wanted => held.push(case.hold(change.id, HoldState::Held)),
            Ok(()) => released.entry(case.service).or_default().push(change.id),
            // It is not ours to release if we could not block it.
            Err(MmsError::Rejected { .. }) if case.wanted => {
                released.entry(case.service).or_default().push(change.id);
            }
            Err(_) => {}
        }
    }
    if held.is_empty() && released.is_empty() {
        return Ok(());
    }
    let work = context.tables(async |conn| {
        let now = conn.now().await?;
        locks::hold(conn, &held, now).await?;
        for (service, ids) in &released {
            locks::forget(conn, *service, ids).await?;
        }
        Ok(())
    });
    Ok(work.await?)
}

/// After MMS: what is confirmed, what failed and when to try again, and the flags that operators' code reads.
async fn record_outcome(
    context: &Context,
    cases: &mut [Case],
    results: &[(Change, Result<(), MmsError>)],
) -> Result<(), OperationError> {
    let mut error_of: HashMap<usize, &MmsError> = HashMap::new();
    for (change, result) in results {
        if let Err(error) = result {
            error_of.entry(change.case).or_insert(error);
        }
    }
    let rules = context.config.locks;
    let work = context.tables(async |conn| {
        let now = conn.now().await?;
        let mut wishes = Vec::new();
        let mut forget: BTreeMap<Service, Vec<i64>> = BTreeMap::new();
        let mut flags: BTreeMap<(Service, bool), Vec<i64>> = BTreeMap::new();
        for (index, case) in cases.iter_mut().enumerate() {
            let error = error_of.get(&index).copied().or(case.plan.as_ref().err()).cloned();
            let Some(wish) = case.wish.as_mut() else { continue };
            settle(wish, error.as_ref(), now);
            wishes.push(wish.clone());
            if let (None, Ok(plan)) = (&error, &case.plan) {
                forget.entry(case.service).or_default().extend(&plan.forget);
                if let Some(flag) = plan.flag {
                    flags.entry((case.service, flag)).or_default().push(case.link.customer_id);
                }
            }
        }
        conn.begin().await?;
        locks::save(conn, &wishes).await?;
        for (service, ids) in &forget {
            locks::forget(conn, *service, ids).await?;
        }
        for ((service, suspended), customers) in &flags {
            let billing = match service {
                Service::MetroTv => rules.metrotv_billing,
                Service::FSecure => rules.fsecure_billing,
            };
            locks::set_flags(conn, *service, customers, *suspended, billing).await?;
        }
        conn.commit().await.map_err(Into::into)
    });
    Ok(work.await?)
}

/// A wish after its run.
fn settle(wish: &mut Wish, error: Option<&MmsError>, now: i64) {
    match error {
        None => {
            wish.confirmed = Some(wish.wanted);
            wish.confirmed_at = Some(now);
            wish.attempts = 0;
            wish.next_attempt_at = None;
            wish.error_code = None;
            wish.error_text = None;
            wish.refused = false;
        }
        Some(error) => {
            wish.attempts = wish.attempts.saturating_add(1);
            wish.next_attempt_at = Some(now.saturating_add(wait_after(wish.attempts)));
            wish.error_code = Some(error.code().to_owned());
            wish.error_text = Some(words(error));
            wish.refused = matches!(error, MmsError::Rejected { .. });
        }
    }
}

/// MMS's own words where it said any.
fn words(error: &MmsError) -> String {
    match error {
        MmsError::Rejected { text, .. } if !text.as_str().is_empty() => text.to_string(),
        other => other.to_string(),
    }
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
