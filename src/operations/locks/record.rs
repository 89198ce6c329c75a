//! What a run writes down: before MMS is touched, while it goes on, and at its end.

use std::collections::{BTreeMap, HashMap};

use super::case::Case;
use super::run::Change;
use super::wait_after;
use crate::mms::MmsError;
use crate::operations::{Context, OperationError, journal};
use crate::store::journal::Ending;
use crate::store::locks::{self, HoldState, Service, Wish};
use crate::store::services;

/// Before MMS is touched: what is wanted, and which services we are about to block. A process that dies after this leaves
/// enough behind for the next one.
pub(super) async fn record_wanted(
    context: &Context,
    cases: &mut [Case],
    changes: &mut [Change],
) -> Result<(), OperationError> {
    let actor = context.config.actor.as_str();
    let mut intended = Vec::new();
    let mut kept = Vec::new();
    let mut entries = Vec::new();
    for change in &*changes {
        let Some(case) = cases.get(change.case) else { continue };
        entries.push(case.entry(change.id));
        if case.wanted {
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
            let wish = case
                .wish
                .clone()
                .filter(|wish| same && !wish.is_held_back())
                .unwrap_or_else(|| case.new_wish(now, actor));
            // Open until the end of the run says otherwise.
            let wish = Wish { confirmed: None, ..wish };
            wishes.push(wish.clone());
            case.wish = Some(wish);
        }
        conn.begin().await?;
        locks::save(conn, &wishes).await?;
        locks::hold(conn, &intended, now).await?;
        locks::hold(conn, &kept, now).await?;
        let ids = journal::open_on(conn, context, entries).await?;
        conn.commit().await?;
        Ok(ids)
    });
    for (change, id) in changes.iter_mut().zip(work.await?) {
        change.entry = id;
    }
    Ok(())
}

/// Before a run that is not allowed ends: LMS may name these customers only once, so what it wants of them must not be lost.
/// It waits until somebody approves it, or a run with a higher limit takes it, or LMS changes its mind.
pub(super) async fn record_held_back(context: &Context, cases: &[Case]) -> Result<(), OperationError> {
    let actor = context.config.actor.as_str();
    let work = context.tables(async |conn| {
        let now = conn.now().await?;
        let asked = cases.iter().filter(|case| case.asked && !(case.is_open() && case.wish_is_same()));
        let wishes: Vec<Wish> = asked.filter_map(|case| case.held_back(now, actor)).collect();
        locks::save(conn, &wishes).await
    });
    Ok(work.await?)
}

/// Records which blocks MMS confirmed, which are gone, and how each change ended.
pub(super) async fn record_changes(
    context: &Context,
    cases: &[Case],
    results: &[(Change, Result<(), MmsError>)],
) -> Result<(), OperationError> {
    let mut held = Vec::new();
    let mut released: BTreeMap<Service, Vec<i64>> = BTreeMap::new();
    let ending =
        |result: &Result<(), MmsError>| result.as_ref().err().map_or(Ending::DONE, journal::mms_ending);
    let endings: Vec<_> = results.iter().map(|(change, result)| (change.entry, ending(result))).collect();
    journal::close(context, &endings).await;
    let mut seen: BTreeMap<(Service, bool), Vec<i64>> = BTreeMap::new();
    for (change, result) in results {
        let Some(case) = cases.get(change.case) else { continue };
        if result.is_ok() {
            seen.entry((case.service, !case.wanted)).or_default().push(change.id);
        }
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
        for ((service, active), ids) in &seen {
            services::set_active(conn, *service, ids, *active, now).await?;
        }
        Ok(())
    });
    Ok(work.await?)
}

/// After MMS: what is confirmed, what failed and when to try again, and the flags that operators' code reads.
pub(super) async fn record_outcome(
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
pub(super) fn settle(wish: &mut Wish, error: Option<&MmsError>, now: i64) {
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

/// MMS's own words where it said no; its status when it said no more than that.
pub(in crate::operations) fn words(error: &MmsError) -> String {
    match error {
        MmsError::Rejected { text, status, .. } if text.as_str().is_empty() => format!("HTTP {status}"),
        MmsError::Rejected { text, .. } => text.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::personal::OperatorText;

    #[test]
    fn a_refusal_is_told_in_the_words_of_mms_or_by_its_status() {
        let refusal = |text: &str| {
            words(&MmsError::Rejected {
                call: "PUT /Users/users/{id}",
                status: 400,
                text: OperatorText::new(text),
            })
        };
        assert_eq!(refusal("Nieprawidłowy kod pocztowy"), "Nieprawidłowy kod pocztowy");
        assert_eq!(refusal(""), "HTTP 400");
        let lost = MmsError::Unreachable { detail: "connection refused".into() };
        assert_eq!(words(&lost), "MMS cannot be reached (connection refused)");
    }
}
