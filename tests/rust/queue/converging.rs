//! Runs of the converger: customers' data.

use std::time::Duration;

use metroport::operations::Progress;
use metroport::operations::queue::{Kind as Item, Options, Outcome, converge};
use mms_sim::{Fault, Garbage, Rule, When};

use super::office::{Office, options};
use crate::support::{Kind, all, on_both};

on_both![
    what_changed_without_a_hook_is_found_and_sent_and_a_second_run_asks_nothing,
    after_an_upgrade_one_request_tells_who_differs,
    an_mms_that_shows_nobody_is_not_believed,
    a_run_sends_no_more_than_its_limit_and_the_next_ones_the_rest,
    one_that_fails_waits_and_stops_nobody,
    an_outage_is_not_waited_out_customer_by_customer,
    two_runs_at_once_do_not_meet,
    a_trial_run_tells_and_does_nothing,
    a_run_that_is_stopped_leaves_the_rest_due,
    it_is_recorded_when_it_ran_and_how_it_went,
    data_that_are_not_followed_stay_as_they_are,
];

fn limited(limit: usize) -> Options {
    Options { limit, ..options() }
}

async fn what_changed_without_a_hook_is_found_and_sent_and_a_second_run_asks_nothing(kind: Kind) {
    let office = Office::new(kind, 5).await;
    office.lms("UPDATE addresses SET house = '77' WHERE id IN (2, 4); UPDATE customers SET lastname = 'ŁOŚ' WHERE id = 5")
        .await;
    let report = office.converge().await;
    let lines: Vec<_> = report.lines.iter().map(|line| (line.kind, line.customer_id, line.outcome)).collect();
    assert_eq!(lines, [2, 4, 5].map(|customer| (Item::Data, customer, Outcome::Done)));
    assert_eq!(office.houses(5), ["1", "77", "3", "77", "5"]);
    assert_eq!((office.user(5).lastname.as_str(), office.sent()), ("ŁOŚ", 3));
    office.mms.control().reset_counters();
    assert_eq!(office.converge().await.lines, []);
    assert_eq!(office.mms.control().counters().requests, 0);
}

async fn after_an_upgrade_one_request_tells_who_differs(kind: Kind) {
    let office = Office::fresh(kind, 12).await;
    office.moves(7, "77").await;
    let report = office.converge().await;
    assert_eq!((report.lines.len(), report.done, report.lines[0].customer_id), (1, 1, 7));
    let counters = office.mms.control().counters();
    assert_eq!((counters.call("GET /Users/users"), office.sent(), counters.changing), (1, 1, 1));
    office.converge().await;
    assert_eq!((office.mms.control().counters().call("GET /Users/users"), office.sent()), (1, 1));
}

async fn an_mms_that_shows_nobody_is_not_believed(kind: Kind) {
    let office = Office::fresh(kind, 3).await;
    office.mms.control().add_fault(Rule::on("GET", "/Users/users", Fault::Garbage { what: Garbage::Empty }));
    let report = office.converge().await;
    let line = &report.lines[0];
    assert_eq!(
        (line.customer_id, line.outcome, line.code.as_deref()),
        (0, Outcome::Failed, Some("mms.protocol"))
    );
    assert_eq!((report.failed, office.sent(), office.open().await), (1, 0, 0));
    office.back();
    assert_eq!((office.converge().await.lines, office.sent()), (vec![], 0));
}

async fn a_run_sends_no_more_than_its_limit_and_the_next_ones_the_rest(kind: Kind) {
    let office = Office::new(kind, 20).await;
    office.lms("UPDATE addresses SET house = '77'").await;
    for (done, waiting) in [(9, 11), (9, 2), (2, 0), (0, 0)] {
        let report = office.converge_with(&limited(9)).await;
        assert_eq!((report.done, report.waiting), (done, waiting));
    }
    assert_eq!((office.sent(), office.houses(20)), (20, vec!["77".to_owned(); 20]));
}

async fn one_that_fails_waits_and_stops_nobody(kind: Kind) {
    let office = Office::new(kind, 3).await;
    office.lms("UPDATE addresses SET house = '77'").await;
    let fault = Fault::Status { status: 500, when: When::Before, retry_after: None, body: String::new() };
    office.mms.control().add_fault(Rule::on("PUT", "/Users/users/100002", fault));
    let report = office.converge().await;
    assert_eq!((report.done, report.failed, report.waiting), (2, 1, 1));
    let waits = async || -> i64 {
        let sql = "SELECT next_attempt_at FROM metroport_customer_data WHERE lms_user_id = 2";
        let now = office.db.db().with(async |conn| conn.now().await).await.unwrap();
        office.db.rows::<(i64,)>(sql).await[0].0 - now
    };
    assert!((55..=60).contains(&waits().await));
    let sent = office.sent();
    assert_eq!((office.converge().await.lines, office.sent()), (vec![], sent));
    office.time_passes().await;
    assert_eq!(office.converge().await.failed, 1);
    assert!((115..=120).contains(&waits().await));
    office.back();
    office.time_passes().await;
    assert_eq!((office.converge().await.done, office.houses(3)), (1, vec!["77".to_owned(); 3]));
}

async fn an_outage_is_not_waited_out_customer_by_customer(kind: Kind) {
    let office = Office::new(kind, 40).await;
    office.lms("UPDATE addresses SET house = '77'").await;
    office.away();
    let report = office.converge().await;
    assert_eq!((report.done, report.failed, report.waiting), (0, 16, 40));
    // Those that were not tried are due at once.
    office.back();
    assert_eq!(office.converge().await.done, 24);
}

async fn two_runs_at_once_do_not_meet(kind: Kind) {
    let office = Office::new(kind, 8).await;
    office.lms("UPDATE addresses SET house = '77'").await;
    // Longer than MariaDB counts waiting.
    office.mms.control().set_latency(Duration::from_millis(2500));
    let reports = all([office.converge(), office.converge(), office.converge()]).await;
    let busy = reports.iter().filter(|r| r.stopped.as_ref().is_some_and(|s| s.code == "queue.busy")).count();
    let done: usize = reports.iter().map(|report| report.done).sum();
    assert_eq!((busy, done, office.sent()), (2, 8, 8));
}

async fn a_trial_run_tells_and_does_nothing(kind: Kind) {
    let office = Office::new(kind, 4).await;
    office.lms("UPDATE addresses SET house = '77' WHERE id < 4; DELETE FROM metroport_customer_data WHERE lms_user_id = 3")
        .await;
    let before = office.db.count("metroport_customer_data").await;
    let report = office.converge_with(&Options { dry_run: true, ..limited(2) }).await;
    assert!(report.lines.iter().all(|line| line.outcome == Outcome::Planned));
    assert_eq!((report.done, office.sent(), office.open().await), (2, 0, 0));
    let report = office.converge_with(&Options { dry_run: true, ..options() }).await;
    assert_eq!((report.done, office.db.count("metroport_customer_data").await), (3, before));
    assert_eq!(
        office
            .db
            .count(
                "metroport_runs WHERE job = 'converge' AND note <> '0 done, 0 refused, 0 failed, 0 waiting'"
            )
            .await,
        0
    );
    assert_eq!(office.converge().await.done, 3);
}

async fn a_run_that_is_stopped_leaves_the_rest_due(kind: Kind) {
    let office = Office::new(kind, 3).await;
    office.lms("UPDATE addresses SET house = '77'").await;
    let progress = Progress::default();
    progress.stop();
    let report = converge(&office.process(), &options(), &progress).await.unwrap();
    assert_eq!((report.lines.len(), report.waiting, office.sent()), (0, 3, 0));
    assert_eq!(office.converge().await.done, 3);
}

async fn it_is_recorded_when_it_ran_and_how_it_went(kind: Kind) {
    let office = Office::new(kind, 2).await;
    let run = async || {
        let sql = "SELECT CASE WHEN ended_at >= started_at THEN 'ended' ELSE '' END, succeeded_at, note \
                   FROM metroport_runs WHERE job = 'converge'";
        let rows: Vec<(String, Option<i64>, String)> = office.db.rows(sql).await;
        rows.into_iter().next().unwrap()
    };
    office.lms("UPDATE metroport_runs SET succeeded_at = 5").await;
    office.away();
    office.moves(1, "11").await;
    office.converge().await;
    assert_eq!(run().await, ("ended".into(), Some(5), "0 done, 0 refused, 1 failed, 1 waiting".into()));
    office.back();
    office.time_passes().await;
    office.converge().await;
    let (ended, succeeded, note) = run().await;
    assert!(succeeded.unwrap() > 5 && ended == "ended");
    assert_eq!(note, "1 done, 0 refused, 0 failed, 0 waiting");
}

async fn data_that_are_not_followed_stay_as_they_are(kind: Kind) {
    let mut office = Office::new(kind, 1).await;
    office.moves(1, "11").await;
    office.set_follow_data(false);
    assert_eq!((office.converge().await.lines, office.sent()), (vec![], 0));
    office.set_follow_data(true);
    let only_locks = Options { kinds: [Item::MetroTv].into(), ..options() };
    assert_eq!((office.converge_with(&only_locks).await.lines, office.sent()), (vec![], 0));
    assert_eq!(office.converge().await.done, 1);
}
