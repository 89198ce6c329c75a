//! A run that changes too much does nothing at all: a failed query in LMS makes everybody a debtor, or nobody.

use metroport::operations::locks::{Order, Report};
use metroport::store::locks::Service;
use mms_sim::{Fault, Rule, When};

use crate::support::{House, Kind, on_both, order};

on_both![
    a_run_over_the_limit_does_nothing_and_writes_nothing,
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
    assert_eq!(house.db.count("metroport_locks").await, 0);
    assert!(house.holds().await.is_empty() && house.flagged("metrotv_suspend").await.is_empty());
    assert_eq!((house.changes(), house.blocked().len()), (0, 0));
}

async fn a_run_over_the_limit_does_nothing_and_writes_nothing(kind: Kind) {
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
    house.assert_locked(&(1..=25).collect()).await;
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
