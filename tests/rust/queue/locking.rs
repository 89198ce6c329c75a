//! Runs of the converger: locks and releases.

use std::time::Duration;

use metroport::db::LockName;
use metroport::operations::queue::{Kind as Item, Options, Outcome};
use metroport::store::locks::Service;
use mms_sim::{Fault, Rule, When};

use super::office::{Office, options};
use crate::support::{Kind, on_both, order};

on_both![
    a_lock_that_was_refused_once_is_set_although_nobody_asks_for_it_again,
    what_is_not_due_is_left_alone,
    a_run_takes_no_more_than_its_limit_and_those_that_waited_longest_first,
    while_another_run_is_at_the_locks_only_data_are_sent,
];

fn refuse(office: &Office, status: u16) {
    let fault = Fault::Status { status, when: When::Before, retry_after: None, body: "Nie dziś".into() };
    office.mms.control().add_fault(Rule::on("PUT", "/Iptv/*", fault));
}

async fn a_lock_that_was_refused_once_is_set_although_nobody_asks_for_it_again(kind: Kind) {
    let office = Office::new(kind, 3).await;
    refuse(&office, 409);
    assert_eq!(office.television(true, [1]).await.failed, 1);
    office.time_passes().await;
    let report = office.converge().await;
    let line = &report.lines[0];
    assert_eq!((line.kind, line.customer_id, line.outcome), (Item::MetroTv, 1, Outcome::Refused));
    assert_eq!((line.message.as_deref(), report.refused, report.waiting), (Some("Nie dziś"), 1, 1));
    office.back();
    assert_eq!(office.converge().await.lines, [], "it has been tried just now");
    office.time_passes().await;
    let report = office.converge().await;
    assert_eq!((report.done, report.waiting), (1, 0));
    office.assert_locked(&[1].into()).await;
}

async fn what_is_not_due_is_left_alone(kind: Kind) {
    let office = Office::new(kind, 3).await;
    office.away();
    office.run(&order(true, [1, 2], [Service::MetroTv, Service::FSecure])).await.unwrap();
    office.back();
    office.lms("UPDATE metroport_locks SET next_attempt_at = 1 WHERE lms_user_id = 2").await;
    let television = Options { kinds: [Item::MetroTv].into(), ..options() };
    let report = office.converge_with(&television).await;
    assert_eq!((report.done, report.waiting, office.blocked()), (1, 1, [2].into()));
    // What lms-notify is called for it finishes at once, due or not.
    assert_eq!(office.television(true, []).await.done, 1);
    assert_eq!(office.blocked(), [1, 2].into());
}

async fn a_run_takes_no_more_than_its_limit_and_those_that_waited_longest_first(kind: Kind) {
    let office = Office::new(kind, 6).await;
    office.lms("UPDATE addresses SET house = '77'").await;
    refuse(&office, 503);
    office.television(true, 1..=4).await;
    office.back();
    office.lms("UPDATE metroport_locks SET next_attempt_at = 100 - lms_user_id").await;
    let dry = Options { dry_run: true, limit: 3, ..options() };
    assert_eq!((office.converge_with(&dry).await.done, office.blocked()), (3, [].into()));
    let report = office.converge_with(&Options { limit: 3, ..options() }).await;
    assert_eq!((report.done, report.waiting, office.blocked()), (3, 7, [2, 3, 4].into()));
    let report = office.converge_with(&Options { limit: 3, ..options() }).await;
    // The rest of the limit is for data.
    assert_eq!((report.done, office.sent(), office.blocked()), (3, 2, [1, 2, 3, 4].into()));
    assert_eq!((office.converge().await.done, office.sent()), (4, 6));
}

async fn while_another_run_is_at_the_locks_only_data_are_sent(kind: Kind) {
    let mut office = Office::new(kind, 2).await;
    refuse(&office, 503);
    office.television(true, [1]).await;
    office.back();
    office.time_passes().await;
    office.moves(2, "22").await;
    office.set_timeout(Duration::from_secs(1));
    let held = office.db.db().lock(LockName::Locks, Duration::from_secs(1)).await.unwrap().unwrap();
    let report = office.converge().await;
    assert_eq!((report.done, report.failed, report.waiting, office.sent()), (1, 0, 1, 1));
    held.release().await;
    assert_eq!(office.converge().await.done, 1);
    office.assert_locked(&[1].into()).await;
}
