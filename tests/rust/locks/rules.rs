//! A run when all goes well.

use std::collections::BTreeSet;
use std::time::Duration;

use metroport::operations::Progress;
use metroport::operations::locks::{Order, Outcome, Report, run};
use metroport::store::locks::Service;
use serde_json::json;

use crate::support::{House, Kind, on_both, order, person, world};

on_both![
    a_dry_run_tells_what_it_would_do_and_changes_nothing,
    a_run_locks_and_a_repeated_one_asks_for_nothing,
    a_release_frees_whom_it_names_and_a_repeated_one_asks_for_nothing,
    both_services_go_by_their_own_flags,
    billing_flags_follow_only_where_they_are_wanted,
    every_account_of_a_customer_is_locked_also_one_that_came_later,
    the_whole_list_is_read_once_or_each_customer_by_himself_whichever_is_cheaper,
    customers_without_services_or_links_are_left_alone,
    calls_run_at_once_but_no_more_than_allowed,
];

const TELEVISION: [Service; 1] = [Service::MetroTv];
const BOTH: [Service; 2] = [Service::MetroTv, Service::FSecure];

fn summary(report: &Report) -> (usize, usize, usize) {
    assert_eq!(report.stopped, None);
    (report.done, report.failed, report.unchanged)
}

fn set(customers: impl IntoIterator<Item = i64>) -> BTreeSet<i64> {
    customers.into_iter().collect()
}

/// Requests that would change something in MMS.
fn asked(house: &House) -> usize {
    let log = house.mms.control().log();
    log.iter().filter(|entry| entry.method != "GET" && entry.path != "/Admins/Auth/login").count()
}

async fn a_dry_run_tells_what_it_would_do_and_changes_nothing(kind: Kind) {
    let house = House::new(kind, 3).await;
    let dry = Order { dry_run: true, ..order(true, [1, 2], BOTH) };
    let report = house.run(&dry).await.unwrap();
    assert_eq!(summary(&report), (4, 0, 0));
    assert!(report.lines.iter().all(|line| line.outcome == Outcome::Planned && line.action == "lock"));
    let told: Vec<(i64, &str, u64)> = report
        .lines
        .iter()
        .map(|line| (line.customer_id, line.service, line.service_id.unsigned_abs()))
        .collect();
    let wanted = [1, 2].map(|n| [(n, "fsecure", house.service(n)), (n, "metrotv", house.account(n))]);
    assert_eq!(told, wanted.concat());
    assert_eq!(
        (asked(&house), house.db.count("metroport_locks").await, house.holds().await.len()),
        (0, 0, 0)
    );
    assert!(house.flagged("metrotv_suspend").await.is_empty() && house.blocked().is_empty());
}

async fn a_run_locks_and_a_repeated_one_asks_for_nothing(kind: Kind) {
    let house = House::new(kind, 5).await;
    let report = house.television(true, [1, 2]).await;
    assert_eq!(summary(&report), (2, 0, 0));
    house.assert_locked(&set([1, 2])).await;
    assert_eq!(house.changes(), 2);

    let report = house.television(true, [1, 2]).await;
    assert_eq!(summary(&report), (0, 0, 2));
    assert_eq!((report.lines.len(), asked(&house)), (0, 0));
    house.assert_locked(&set([1, 2])).await;
}

async fn a_release_frees_whom_it_names_and_a_repeated_one_asks_for_nothing(kind: Kind) {
    let house = House::new(kind, 5).await;
    house.television(true, [1, 2, 3]).await;
    house.changes();
    // lms-notify names everybody who is not in debt.
    let report = house.television(false, [1, 3, 4, 5]).await;
    assert_eq!((report.done, report.failed, house.changes()), (2, 0, 2));
    house.assert_locked(&set([2])).await;

    let report = house.television(false, [1, 3, 4, 5]).await;
    assert_eq!((report.done, report.failed, asked(&house)), (0, 0, 0));
    house.assert_locked(&set([2])).await;
}

async fn both_services_go_by_their_own_flags(kind: Kind) {
    let house = House::new(kind, 3).await;
    house.run(&order(true, [1, 2], BOTH)).await.unwrap();
    assert_eq!((house.blocked(), house.suspended()), (set([1, 2]), set([1, 2])));
    house.run(&order(false, [1], [Service::FSecure])).await.unwrap();
    assert_eq!((house.blocked(), house.suspended()), (set([1, 2]), set([2])));
    assert_eq!(house.flagged("metrotv_suspend").await, set([1, 2]));
    assert_eq!(house.flagged("metro_fsecure_suspend").await, set([2]));
    house.run(&order(false, [1, 2], BOTH)).await.unwrap();
    assert_eq!((house.blocked(), house.suspended()), (set([]), set([])));
    assert!(house.flagged("metrotv_suspend").await.is_empty() && house.holds().await.is_empty());
}

async fn billing_flags_follow_only_where_they_are_wanted(kind: Kind) {
    let mut house = House::new(kind, 2).await;
    house.config.locks.fsecure_billing = false;
    house.run(&order(true, [1], BOTH)).await.unwrap();
    assert_eq!(house.flagged("metrotv_suspend_billing").await, set([1]));
    assert_eq!(house.flagged("metro_fsecure_suspend_billing").await, set([]));
    house.run(&order(false, [1], BOTH)).await.unwrap();
    assert_eq!(house.flagged("metrotv_suspend_billing").await, set([]));
}

async fn every_account_of_a_customer_is_locked_also_one_that_came_later(kind: Kind) {
    let house = House::with(kind, world(&[person(1, json!({"accounts": 2, "fsecure": null}))], 10)).await;
    assert_eq!(house.television(true, [1]).await.done, 2);
    house.mms.control().world(|world| {
        let account =
            mms_sim::Account { id: 0, blocked: false, ..world.accounts.iter().next().unwrap().clone() };
        world.accounts.add(account);
    });
    assert_eq!(house.television(true, [1]).await.done, 1);
    let (blocked, all) = house.mms.control().world(|world| {
        (world.accounts.iter().filter(|account| account.blocked).count(), world.accounts.len())
    });
    assert_eq!((blocked, all, house.holds().await.len()), (3, 3, 3));
    assert_eq!(house.television(false, [1]).await.done, 3);
    house.assert_locked(&set([])).await;
}

async fn the_whole_list_is_read_once_or_each_customer_by_himself_whichever_is_cheaper(kind: Kind) {
    let house = House::new(kind, 12).await;
    let reads = || {
        let reads = house.mms.control().counters().call("GET /Iptv/Accounts");
        house.mms.control().reset_counters();
        reads
    };
    house.television(true, 1..=10).await;
    assert_eq!(reads(), 1);
    house.television(false, 1..=3).await;
    assert_eq!(reads(), 3);
    // Nothing of theirs is locked, so MMS need not be asked at all.
    house.television(false, 11..=12).await;
    assert_eq!(reads(), 0);
}

async fn customers_without_services_or_links_are_left_alone(kind: Kind) {
    let house = House::with(kind, world(&[person(1, json!(false)), person(2, json!(true))], 5)).await;
    let report = house.run(&order(true, [1, 2, 77], BOTH)).await.unwrap();
    assert_eq!(summary(&report), (2, 0, 1));
    assert_eq!(house.flagged("metrotv_suspend").await, set([2]));
    assert_eq!(house.recorded().await.into_keys().collect::<Vec<_>>(), [2]);
}

async fn calls_run_at_once_but_no_more_than_allowed(kind: Kind) {
    let mut house = House::new(kind, 20).await;
    house.config.mms.concurrency = 5;
    house.mms.control().set_latency(Duration::from_millis(10));
    let progress = Progress::default();
    let report = run(&house.process(), &order(true, 1..=20, TELEVISION), &progress).await.unwrap();
    assert_eq!((summary(&report), progress.get()), ((20, 0, 0), (20, 20)));
    assert_eq!(house.mms.control().counters().max_concurrent, 5);
}
