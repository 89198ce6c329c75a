//! A run that changes too much does nothing at all: a failed query in LMS makes everybody a debtor, or nobody.

use std::collections::BTreeSet;

use metroport::operations::locks::{Order, Report};
use metroport::store::locks::Service;
use mms_sim::{Fault, Rule, When};

use crate::support::{House, Kind, on_both, order};

on_both![
    a_run_over_the_limit_does_nothing,
    what_was_not_allowed_is_done_by_a_run_that_may_though_lms_names_nobody_any_more,
    what_was_not_allowed_is_done_when_a_person_approves_it,
    what_was_not_allowed_does_not_keep_a_small_run_from_working,
    what_lms_does_not_want_any_more_cannot_be_approved,
    a_release_has_the_same_limit,
    the_limit_holds_with_mms_away_too,
    what_an_earlier_run_left_open_does_not_count_again,
    up_to_twenty_or_the_percentage_a_run_goes_on,
];

fn away() -> Rule {
    Rule::always(Fault::Status { status: 503, when: When::Before, retry_after: None, body: String::new() })
}

fn assert_stopped(report: &Report) {
    let stopped = report.stopped.as_ref().unwrap();
    assert_eq!(stopped.code, "locks.limit");
    assert!(stopped.message.contains("lock_limit_percent"), "{}", stopped.message);
    assert_eq!((report.lines.len(), report.done, report.failed), (0, 0, 0));
}

async fn assert_untouched(house: &House) {
    let (open, waiting) = (
        "SELECT COUNT(*) FROM metroport_locks",
        "refused = 1 AND confirmed IS NULL AND error_code = 'locks.limit'",
    );
    let counted: Vec<(i64,)> = house.db.rows(&format!("{open} WHERE NOT ({waiting})")).await;
    assert_eq!(counted, [(0,)]);
    assert!(house.holds().await.is_empty() && house.flagged("metrotv_suspend").await.is_empty());
    assert_eq!((house.changes(), house.blocked().len()), (0, 0));
}

async fn a_run_over_the_limit_does_nothing(kind: Kind) {
    let house = House::new(kind, 60).await;
    assert_stopped(&house.television(true, 1..=21).await);
    let dry = Order { dry_run: true, ..order(true, 1..=21, [Service::MetroTv]) };
    assert_stopped(&house.run(&dry).await.unwrap());
    // A customer with two services is one customer.
    assert_stopped(&house.run(&order(true, 1..=21, [Service::MetroTv, Service::FSecure])).await.unwrap());
    assert_untouched(&house).await;
}

async fn a_release_has_the_same_limit(kind: Kind) {
    let mut house = House::new(kind, 25).await;
    house.config.locks.limit_percent = 100;
    assert_eq!(house.television(true, 1..=25).await.done, 25);
    house.config.locks.limit_percent = 30;
    assert_stopped(&house.television(false, 1..=25).await);
    house.assert_locked_and_more_wanted(&(1..=25).collect()).await;
}

async fn the_limit_holds_with_mms_away_too(kind: Kind) {
    let house = House::new(kind, 30).await;
    house.mms.control().add_fault(away());
    assert_stopped(&house.television(true, 1..=30).await);
    assert_untouched(&house).await;
}

async fn what_an_earlier_run_left_open_does_not_count_again(kind: Kind) {
    let mut house = House::new(kind, 30).await;
    house.config.locks.limit_percent = 100;
    house.mms.control().add_fault(away());
    assert_eq!(house.television(true, 1..=25).await.failed, 25);
    house.mms.control().clear_faults();
    house.config.locks.limit_percent = 30;
    assert_eq!(house.television(true, 1..=25).await.done, 25);
    house.assert_locked(&(1..=25).collect()).await;
}

async fn up_to_twenty_or_the_percentage_a_run_goes_on(kind: Kind) {
    for (customers, changed) in [(20, 20), (70, 21)] {
        let house = House::new(kind, customers).await;
        assert_eq!(house.television(true, 1..=changed).await.stopped, None);
        house.assert_locked(&(1..=changed).collect()).await;
    }
}

/// What a run with this limit does when LMS names nobody.
async fn unasked(house: &mut House, percent: u8) -> usize {
    let usual = std::mem::replace(&mut house.config.locks.limit_percent, percent);
    let report = house.television(true, []).await;
    house.config.locks.limit_percent = usual;
    assert_eq!(report.stopped, None);
    report.done
}

async fn what_was_not_allowed_is_done_by_a_run_that_may_though_lms_names_nobody_any_more(kind: Kind) {
    let mut house = House::new(kind, 30).await;
    assert_stopped(&house.television(true, 1..=25).await);
    assert_eq!(unasked(&mut house, 30).await, 0);
    assert_eq!(unasked(&mut house, 100).await, 25);
    house.assert_locked(&(1..=25).collect()).await;
    // And back, as after everybody has paid.
    assert_stopped(&house.television(false, 1..=25).await);
    house.assert_locked_and_more_wanted(&(1..=25).collect()).await;
    assert_eq!(unasked(&mut house, 100).await, 25);
    house.assert_locked(&BTreeSet::new()).await;
}

async fn what_was_not_allowed_is_done_when_a_person_approves_it(kind: Kind) {
    let house = House::new(kind, 30).await;
    assert_stopped(&house.television(true, 1..=25).await);
    let due = Order { due: Some(100), ..order(false, [], [Service::MetroTv]) };
    assert_eq!(house.run(&due).await.unwrap().done, 0, "the converger approves nothing");
    house
        .db
        .execute("UPDATE metroport_locks SET refused = 0, next_attempt_at = 0 WHERE lms_user_id <= 24")
        .await;
    assert_eq!(house.run(&due).await.unwrap().done, 24);
    house.assert_locked_and_more_wanted(&(1..=24).collect()).await;
}

async fn what_was_not_allowed_does_not_keep_a_small_run_from_working(kind: Kind) {
    let house = House::new(kind, 30).await;
    assert_stopped(&house.television(true, 1..=25).await);
    let report = house.television(true, [3, 27]).await;
    assert_eq!((report.stopped, report.done), (None, 2));
    house.assert_locked_and_more_wanted(&[3, 27].into()).await;
}

async fn what_lms_does_not_want_any_more_cannot_be_approved(kind: Kind) {
    let mut house = House::new(kind, 60).await;
    house.config.locks.limit_percent = 100;
    assert_eq!(house.television(true, 1..=25).await.done, 25);
    house.config.locks.limit_percent = 30;
    // A failed query: nobody is in debt.
    assert_stopped(&house.television(false, 1..=25).await);
    // The next one is right, and too large for another reason.
    assert_stopped(&house.television(true, 1..=55).await);
    house.db.execute("UPDATE metroport_locks SET refused = 0, next_attempt_at = 0").await;
    let due = Order { due: Some(100), ..order(false, [], [Service::MetroTv]) };
    assert_eq!(house.run(&due).await.unwrap().done, 30);
    house.assert_locked(&(1..=55).collect()).await;
}
