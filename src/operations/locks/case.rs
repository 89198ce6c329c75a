//! The cases of a run: whom it is about, what MMS shows of them, what has to be done.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::run::Order;
use super::sight::Sight;
use super::{Plan, Situation, exceeds_limit, plan};
use crate::mms::MmsError;
use crate::operations::journal::Entry;
use crate::operations::{Context, OperationError, Stopped};
use crate::store::links::{self, Link};
use crate::store::locks::{self, Hold, HoldState, LIMIT, Service, Wish};

/// Everything about one customer and one kind of service in this run.
pub(super) struct Case {
    /// Customer and MMS user.
    pub(super) link: Link,
    /// Which service.
    pub(super) service: Service,
    /// Locked, or released.
    pub(super) wanted: bool,
    /// Asked for now, rather than left over from an earlier run.
    pub(super) asked: bool,
    /// The suspend flag as it is.
    pub(super) flagged: bool,
    /// What is recorded of it.
    pub(super) wish: Option<Wish>,
    /// What has to be done, or why MMS could not be asked.
    pub(super) plan: Result<Plan, MmsError>,
}

/// Looks at tables and MMS, and plans. Gives the cases and the number of all links.
pub(super) async fn prepare(context: &Context, order: &Order) -> Result<(Vec<Case>, usize), OperationError> {
    let (all_links, wishes, left_out, holds) = context
        .tables(async |conn| {
            let wishes = locks::wishes(conn).await?;
            let left_out = left_out(order, &wishes, conn.now().await?);
            Ok((links::all(conn).await?, wishes, left_out, locks::holds(conn).await?))
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
                Service::MetroTv => link.metrotv.suspend,
                Service::FSecure => link.fsecure.suspend,
            };
            let wish = wish_of.remove(&key);
            let open = wish.as_ref().is_some_and(Wish::is_open);
            // Most of those who are not in debt have nothing that we could release.
            let nothing_ours =
                !flagged && !holds_of.contains_key(&key) && !wish.as_ref().is_some_and(|w| w.wanted);
            let wanted = match (order.lock, &wish) {
                (Some(lock), _) if asked && (lock || !only_own || !nothing_ours || open) => lock,
                (None, Some(wish)) if open && asked => wish.wanted,
                (_, Some(wish)) if open && !asked && !left_out.contains(&key) => wish.wanted,
                _ => continue,
            };
            // Filled in once MMS has been looked at.
            let plan = Ok(Plan::default());
            cases.push(Case { link: *link, service: *service, wanted, asked, flagged, wish, plan });
        }
        let users = cases.iter().skip(first).map(|case| case.link.mms_id).collect();
        let mut sight = Sight::take(context, *service, &users).await;
        let any_held = holds_of.keys().any(|(_, held)| held == service);
        let hides_held = |case: &Case| {
            holds_of.contains_key(&(case.link.customer_id, *service))
                && matches!(sight.of(case.link.mms_id), Ok([]))
        };
        if matches!(&sight, Sight::Each(_)) && cases.iter().skip(first).any(hides_held) {
            // He has none any more, or MMS is not well: the list of all tells which.
            sight = Sight::take_whole(context, *service).await;
        }
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
            // We set the flag only with a confirmed lock. Without one it is the original's, however often we have tried; and
            // after a confirmed release too: the operator went back to the original for a while.
            let not_ours = case.wish.as_ref().is_none_or(Wish::flags_nobody);
            let inherited = case.flagged && not_ours && !holds_of.contains_key(&key);
            if let Some(wish) = case.wish.as_mut().filter(|_| inherited) {
                wish.confirmed_at = None;
            }
            let situation = |seen| Situation {
                wanted: case.wanted,
                seen,
                holds: holds_of.get(&key).unwrap_or(&none),
                inherited,
            };
            case.plan = sight.of(case.link.mms_id).map(|seen| plan(situation(seen), only_own));
        }
    }
    Ok((cases, all_links.len()))
}

/// What is open and yet not for this run: it is not due, or there is too much of it. What has waited longest comes first.
fn left_out(order: &Order, wishes: &[Wish], now: i64) -> HashSet<(i64, Service)> {
    let Some(limit) = order.due else { return HashSet::new() };
    let mut open: Vec<&Wish> =
        wishes.iter().filter(|wish| wish.is_open() && order.services.contains(&wish.service)).collect();
    open.sort_by_key(|wish| (wish.next_attempt_at, wish.customer_id));
    let is_due = |wish: &&&Wish| !wish.is_held_back() && wish.next_attempt_at.is_none_or(|at| at <= now);
    let due: HashSet<_> =
        open.iter().filter(is_due).take(limit).map(|wish| (wish.customer_id, wish.service)).collect();
    open.iter().map(|wish| (wish.customer_id, wish.service)).filter(|key| !due.contains(key)).collect()
}

/// Leaves out what an earlier, larger run was not allowed to do, unless it may be done together with what is asked for now.
///
/// # Errors
/// Why nothing at all may be done: what is asked for changes more customers than can be meant.
pub(super) fn allowed(cases: &mut Vec<Case>, linked: usize, context: &Context) -> Result<(), Stopped> {
    let percent = context.config.locks.limit_percent;
    let all: BTreeSet<i64> = cases.iter().filter(|case| case.counts()).map(Case::customer).collect();
    if !exceeds_limit(all.len(), linked, percent) {
        return Ok(());
    }
    cases.retain(|case| case.asked || !case.is_held_back());
    let asked: BTreeSet<i64> = cases.iter().filter(|case| case.counts()).map(Case::customer).collect();
    if !exceeds_limit(asked.len(), linked, percent) {
        return Ok(());
    }
    Err(Stopped {
        code: LIMIT,
        message: format!(
            "{} of {linked} linked customers would change, more than {percent} percent (metroport.lock_limit_percent); \
             it waits for somebody's approval",
            asked.len()
        ),
    })
}

impl Case {
    fn customer(&self) -> i64 {
        self.link.customer_id
    }

    pub(super) fn is_held_back(&self) -> bool {
        self.wish.as_ref().is_some_and(Wish::is_held_back)
    }

    /// Whether it is a change that nobody has allowed yet. What earlier runs left open was allowed then.
    fn counts(&self) -> bool {
        let fresh = self.asked && !(self.is_open() && self.wish_is_same());
        (fresh || self.is_held_back()) && self.would_change()
    }

    /// Whether there is anything to change in MMS; where MMS could not be asked, a changed wish says so.
    pub(super) fn would_change(&self) -> bool {
        match &self.plan {
            Ok(plan) => !plan.change.is_empty(),
            Err(_) => !self.wish_is_same() || self.is_held_back(),
        }
    }

    pub(super) fn wish_is_same(&self) -> bool {
        self.wish.as_ref().is_some_and(|wish| wish.wanted == self.wanted)
    }

    /// What is wanted from now on. That something was confirmed before is not forgotten.
    pub(super) fn new_wish(&self, now: i64, by: &str) -> Wish {
        let confirmed_at = self.wish.as_ref().and_then(|wish| wish.confirmed_at);
        Wish { confirmed_at, ..Wish::new(self.link.customer_id, self.service, self.wanted, now, by) }
    }

    /// The wish of a run that is not allowed, if it is to be kept.
    pub(super) fn held_back(&self, now: i64, by: &str) -> Option<Wish> {
        let wish = self.new_wish(now, by);
        if self.would_change() {
            return Some(Wish { refused: true, error_code: Some(LIMIT.to_owned()), ..wish });
        }
        // MMS is as LMS wants it now: the opposite must not be approved any more.
        let confirmed = Some(self.wanted);
        self.is_held_back().then_some(Wish { confirmed, confirmed_at: Some(now), ..wish })
    }

    pub(super) fn is_open(&self) -> bool {
        self.wish.as_ref().is_some_and(Wish::is_open)
    }

    /// Whether there is anything to remember. A customer without services is not, nor one who is as wanted.
    pub(super) fn matters(&self) -> bool {
        let Ok(plan) = &self.plan else { return true };
        let anything = [&plan.change, &plan.keep, &plan.forget].iter().any(|ids| !ids.is_empty());
        anything || self.wish.is_some() || plan.flag.is_some_and(|flag| flag != self.flagged)
    }

    /// For the journal: a service that is about to be changed.
    pub(super) fn entry(&self, id: i64) -> Entry {
        let action = match (self.service, self.wanted) {
            (Service::MetroTv, true) => "account.block",
            (Service::MetroTv, false) => "account.unblock",
            (Service::FSecure, true) => "service.block",
            (Service::FSecure, false) => "service.unblock",
        };
        Entry::new(action, Some(id)).of(self.link.mms_id).about(self.link.customer_id).with("run", "locks")
    }

    pub(super) fn hold(&self, id: i64, state: HoldState) -> Hold {
        Hold { service: self.service, mms_id: id, customer_id: self.link.customer_id, state }
    }
}
