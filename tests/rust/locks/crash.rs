//! Processes that die in the middle of a run, and two runs at once.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use metroport::db::LockName;
use metroport::operations::Progress;
use metroport::operations::locks::run;
use metroport::store::locks::Service;
use mms_sim::{Fault, Rule};

use crate::support::{House, Kind, all, on_both, order};

on_both![
    a_process_may_die_at_any_moment_and_the_next_run_makes_it_right,
    two_runs_at_once_wait_for_one_another,
    a_run_that_waited_for_its_turn_sees_what_the_other_did,
];

const CUSTOMERS: i64 = 12;

/// Nothing is flagged that was not confirmed, and everything that we may have blocked is known to be ours.
async fn assert_safe(house: &House, lock: bool) {
    let (blocked, flagged) = (house.blocked(), house.flagged("metrotv_suspend").await);
    let (fewer, more) = if lock { (&flagged, &blocked) } else { (&blocked, &flagged) };
    assert!(fewer.is_subset(more), "blocked {blocked:?}, flagged {flagged:?}");
    let held: BTreeSet<u64> = house.holds().await.into_keys().collect();
    let ours: BTreeSet<u64> = blocked.iter().map(|customer| house.account(*customer)).collect();
    assert!(ours.is_subset(&held), "blocked {ours:?}, held {held:?}");
}

async fn a_process_may_die_at_any_moment_and_the_next_run_makes_it_right(kind: Kind) {
    let mut house = House::new(kind, CUSTOMERS).await;
    house.config.mms.concurrency = 4;
    // Most of a run is changing things, so that most deaths are in the middle of that.
    house.mms.control().add_fault(Rule::on("PUT", "*", Fault::Latency { ms: 60, jitter_ms: 20 }));
    let everybody: BTreeSet<i64> = (1..=CUSTOMERS).collect();
    let mut halfway = 0;
    // What a run usually takes may have changed since it was measured: then once more.
    for _ in 0..4 {
        halfway += deaths_halfway(&house, &everybody).await;
        if halfway > 2 {
            return;
        }
    }
    panic!("only {halfway} processes died in the middle of their changes");
}

/// Lets sixteen processes die, one later in its run than the other; tells how many had done a part of it.
async fn deaths_halfway(house: &House, everybody: &BTreeSet<i64>) -> usize {
    house.television(true, everybody.clone()).await;
    let begun = Instant::now();
    house.television(false, everybody.clone()).await;
    let usual = begun.elapsed();

    let mut halfway = 0;
    for moment in 1..=16 {
        let lock = moment % 2 == 1;
        let process = house.process();
        let (television, progress) =
            (order(lock, everybody.clone(), [Service::MetroTv]), Progress::default());
        let life = tokio::time::timeout(usual * moment / 16, run(&process, &television, &progress));
        let died = life.await.is_err();
        drop(process);
        assert_safe(house, lock).await;
        halfway += usize::from(died && (1..everybody.len()).contains(&house.blocked().len()));
        // Those who were not yet written down are asked for again, the others need not be.
        let rest: BTreeSet<i64> =
            if house.open().await.is_empty() { everybody.clone() } else { BTreeSet::new() };
        let report = house.television(lock, rest).await;
        assert_eq!((report.stopped, report.failed), (None, 0));
        house.assert_locked(&if lock { everybody.clone() } else { BTreeSet::new() }).await;
    }
    halfway
}

async fn two_runs_at_once_wait_for_one_another(kind: Kind) {
    let house = House::new(kind, CUSTOMERS).await;
    house.mms.control().set_latency(Duration::from_millis(10));
    let reports = all([house.television(true, 1..=8), house.television(true, 5..=12)]).await;
    let done: usize = reports.iter().map(|report| report.done).sum();
    let failed: usize = reports.iter().map(|report| report.failed).sum();
    assert_eq!((done, failed, house.changes()), (12, 0, 12));
    house.assert_locked(&(1..=CUSTOMERS).collect()).await;
}

async fn a_run_that_waited_for_its_turn_sees_what_the_other_did(kind: Kind) {
    let house = House::new(kind, 3).await;
    house.mms.control().set_latency(Duration::from_millis(20));
    let late = async {
        tokio::time::sleep(Duration::from_millis(40)).await;
        house.television(false, 1..=3).await
    };
    let (locked, released) = tokio::join!(house.television(true, 1..=3), late);
    assert_eq!((locked.done + locked.failed, released.failed), (locked.done, 0));
    house.assert_locked(&BTreeSet::new()).await;
}

async fn another_run_goes_on_and_on(kind: Kind) {
    let house = House::new(kind, 2).await;
    let held = house.db.db().lock(LockName::Locks, Duration::from_secs(1)).await.unwrap().unwrap();
    let report = house.television(true, [1]).await;
    assert_eq!(report.stopped.as_ref().map(|stopped| stopped.code), Some("locks.busy"));
    assert_eq!((report.lines.len(), house.mms.control().counters().requests), (0, 0));
    held.release().await;
    assert_eq!(house.television(true, [1]).await.done, 1);
}

/// Both databases in one test: it is half a minute of waiting.
#[tokio::test]
async fn a_run_that_has_waited_long_enough_says_that_another_one_is_on_and_does_nothing() {
    let both = [Kind::Postgres, Kind::MariaDb].map(|kind| Box::pin(another_run_goes_on_and_on(kind)));
    all(both).await;
}
