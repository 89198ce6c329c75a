//! A run when something goes wrong: nothing is claimed that MMS did not confirm, and nothing that is wanted is lost.

use std::collections::BTreeSet;

use metroport::operations::Progress;
use metroport::operations::locks::{Outcome, Report, run};
use metroport::store::locks::Service;
use mms_sim::{CutAt, Fault, Garbage, Rule, When};

use crate::support::{House, Kind, on_both, order};

on_both![
    one_failure_stops_nobody_else_stays_wanted_and_is_finished_by_a_run_that_does_not_name_him,
    a_refusal_keeps_the_words_of_mms_and_what_was_refused_is_not_ours,
    a_change_of_mind_overtakes_what_was_left_open,
    an_answer_that_was_lost_behind_its_effect_is_confirmed_and_nothing_is_done_twice,
    a_request_that_was_lost_is_sent_again,
    with_mms_away_everything_stays_wanted_and_no_flag_moves,
    a_service_that_is_away_does_not_stop_the_other,
    an_outage_in_the_middle_is_not_waited_out_customer_by_customer,
    a_list_that_is_empty_for_no_reason_makes_us_forget_nothing,
    a_list_of_licences_that_were_removed_is_believed,
    a_run_that_is_stopped_leaves_the_rest_wanted,
    an_account_that_goes_during_the_run_is_no_failure,
];

fn set(customers: impl IntoIterator<Item = i64>) -> BTreeSet<i64> {
    customers.into_iter().collect()
}

fn status(status: u16, when: When, body: &str) -> Fault {
    Fault::Status { status, when, retry_after: None, body: body.into() }
}

/// Breaks the locking of one customer.
fn break_for(house: &House, customer: i64, fault: Fault) {
    let path = format!("/Iptv/Accounts/{}/*", house.account(customer));
    house.mms.control().add_fault(Rule::on("PUT", &path, fault));
}

fn outcome(report: &Report, customer: i64) -> Outcome {
    report.lines.iter().find(|line| line.customer_id == customer).unwrap().outcome
}

async fn one_failure_stops_nobody_else_stays_wanted_and_is_finished_by_a_run_that_does_not_name_him(
    kind: Kind,
) {
    let house = House::new(kind, 4).await;
    break_for(&house, 2, status(500, When::Before, ""));
    let report = house.television(true, 1..=3).await;
    assert_eq!((report.done, report.failed, outcome(&report, 2)), (2, 1, Outcome::Failed));
    assert_eq!(house.flagged("metrotv_suspend").await, set([1, 3]));
    let recorded = house.recorded().await.remove(&2).unwrap();
    assert_eq!((recorded.wanted, recorded.confirmed, recorded.attempts), (true, None, 1));
    assert_eq!((recorded.refused, recorded.error_code.as_deref()), (false, Some("mms.outcome_unknown")));

    let report = house.television(true, [4]).await;
    assert_eq!((report.done, report.failed), (1, 1));
    assert_eq!(house.recorded().await[&2].attempts, 2);
    house.mms.control().clear_faults();
    let report = house.television(true, []).await;
    assert_eq!((report.done, report.failed), (1, 0));
    house.assert_locked(&set(1..=4)).await;
    let recorded = house.recorded().await.remove(&2).unwrap();
    assert_eq!((recorded.attempts, recorded.error_code, recorded.error_text), (0, None, None));
}

async fn a_refusal_keeps_the_words_of_mms_and_what_was_refused_is_not_ours(kind: Kind) {
    let house = House::new(kind, 3).await;
    break_for(&house, 1, status(409, When::Before, "Umowa \"x\" <b>wygasła</b> 📺"));
    let report = house.television(true, [1, 2]).await;
    let line = &report.lines[0];
    assert_eq!(
        (line.customer_id, line.outcome, line.code.as_deref()),
        (1, Outcome::Refused, Some("mms.rejected"))
    );
    assert_eq!(line.message.as_deref(), Some("Umowa \"x\" <b>wygasła</b> 📺"));
    let recorded = house.recorded().await.remove(&1).unwrap();
    assert_eq!((recorded.refused, recorded.error_text.as_deref()), (true, line.message.as_deref()));
    assert_eq!((house.open().await, house.flagged("metrotv_suspend").await), (set([1]), set([2])));
    assert_eq!(house.holds().await.into_keys().collect::<Vec<_>>(), [house.account(2)]);
}

async fn a_change_of_mind_overtakes_what_was_left_open(kind: Kind) {
    let house = House::new(kind, 3).await;
    break_for(&house, 1, status(500, When::Before, ""));
    house.television(true, [1]).await;
    house.mms.control().clear_faults();
    // He has paid before he could be locked.
    let report = house.television(false, [1, 2, 3]).await;
    assert_eq!((report.done, report.failed, house.changes()), (0, 0, 0));
    house.assert_locked(&set([])).await;
    let report = house.television(true, []).await;
    assert_eq!((report.done, report.lines.len()), (0, 0));
    house.assert_locked(&set([])).await;
}

async fn an_answer_that_was_lost_behind_its_effect_is_confirmed_and_nothing_is_done_twice(kind: Kind) {
    let lost = [
        Fault::Cut { at: CutAt::After },
        status(502, When::After, ""),
        Fault::Garbage { what: Garbage::Html },
    ];
    for fault in lost {
        let house = House::new(kind, 6).await;
        house.mms.control().add_fault(Rule::on("PUT", "*", fault.clone()));
        let report = house.run(&order(true, 1..=6, [Service::MetroTv, Service::FSecure])).await.unwrap();
        assert_eq!((report.done, report.failed, house.changes()), (12, 0, 12), "{fault:?}");
        assert_eq!(house.flagged("metrotv_suspend").await, set(1..=6));
        let report = house.television(false, 1..=6).await;
        assert_eq!((report.done, report.failed, house.changes()), (6, 0, 6), "{fault:?}");
    }
}

async fn a_request_that_was_lost_is_sent_again(kind: Kind) {
    let house = House::new(kind, 6).await;
    house.mms.control().add_fault(Rule::on("PUT", "*", Fault::Cut { at: CutAt::Before }).times(4));
    let report = house.television(true, 1..=6).await;
    assert_eq!((report.done, report.failed, house.changes()), (6, 0, 6));
    house.assert_locked(&set(1..=6)).await;
}

async fn with_mms_away_everything_stays_wanted_and_no_flag_moves(kind: Kind) {
    let house = House::new(kind, 12).await;
    house.television(true, [1]).await;
    for (lock, customers) in [(true, set(1..=3)), (true, set(1..=12)), (false, set([1]))] {
        house.mms.control().add_fault(Rule::always(status(503, When::Before, "przerwa")));
        let report = house.television(lock, customers.clone()).await;
        let open = house.open().await;
        // Those whom an earlier run left open are tried too.
        assert_eq!((report.done, report.failed), (0, open.len()));
        assert!(open.is_superset(&customers));
        assert!(report.lines.iter().all(|line| line.code.as_deref() == Some("mms.unavailable")));
        assert_eq!((house.flagged("metrotv_suspend").await, house.blocked()), (set([1]), set([1])));
        house.mms.control().clear_faults();
        house.mms.control().revoke_sessions();
    }
    let report = house.television(false, 2..=12).await;
    assert_eq!((report.done, report.failed), (1, 0));
    house.assert_locked(&set([])).await;
}

async fn a_service_that_is_away_does_not_stop_the_other(kind: Kind) {
    let house = House::new(kind, 3).await;
    house
        .mms
        .control()
        .add_fault(Rule { path: "/services/*".into(), ..Rule::always(status(503, When::Before, "")) });
    let report = house.run(&order(true, [1, 2], [Service::MetroTv, Service::FSecure])).await.unwrap();
    assert_eq!((report.done, report.failed), (2, 2));
    assert_eq!((house.blocked(), house.suspended()), (set([1, 2]), set([])));
    assert_eq!(house.flagged("metro_fsecure_suspend").await, set([]));
    house.mms.control().clear_faults();
    house.run(&order(true, [], [Service::MetroTv, Service::FSecure])).await.unwrap();
    assert_eq!((house.suspended(), house.flagged("metro_fsecure_suspend").await), (set([1, 2]), set([1, 2])));
}

async fn an_outage_in_the_middle_is_not_waited_out_customer_by_customer(kind: Kind) {
    let mut house = House::new(kind, 60).await;
    house.config.locks.limit_percent = 100;
    house.mms.control().add_fault(Rule::on("PUT", "*", status(503, When::Before, "")));
    let report = house.television(true, 1..=60).await;
    assert_eq!((report.done, report.failed, house.open().await), (0, 60, set(1..=60)));
    // Each customer three times would be 180.
    let sent = house.mms.control().counters().call("PUT /Iptv/Accounts/{id}/blockAccount");
    assert!((17..60).contains(&sent), "{sent}");
    house.mms.control().clear_faults();
    assert_eq!(house.television(true, []).await.done, 60);
    house.assert_locked(&set(1..=60)).await;
}

async fn a_list_that_is_empty_for_no_reason_makes_us_forget_nothing(kind: Kind) {
    // More than are asked for one by one, and fewer.
    for customers in [12, 3] {
        let house = House::new(kind, customers).await;
        let locked = set(1..=customers);
        house.television(true, locked.clone()).await;
        for lock in [true, false] {
            house.mms.control().add_fault(Rule::on(
                "GET",
                "/Iptv/Accounts",
                Fault::Garbage { what: Garbage::Empty },
            ));
            house.television(lock, locked.clone()).await;
            assert_eq!(house.flagged("metrotv_suspend").await, locked, "of {customers}");
            assert_eq!(house.holds().await.len(), locked.len(), "of {customers}");
            house.mms.control().clear_faults();
        }
        let report = house.television(false, []).await;
        assert_eq!((report.done, report.failed), (locked.len(), 0));
        house.assert_locked(&set([])).await;
    }
}

async fn a_list_of_licences_that_were_removed_is_believed(kind: Kind) {
    // More than are asked for one by one, and fewer.
    for customers in [12, 3] {
        let house = House::new(kind, customers).await;
        let licences = |lock| order(lock, 1..=customers, [Service::FSecure]);
        house.run(&licences(true)).await.unwrap();
        assert!(!house.holds().await.is_empty());
        for customer in 1..=customers {
            let service = house.service(customer);
            house.mms.control().world(|world| world.delete_service(service).unwrap());
        }
        let report = house.run(&licences(false)).await.unwrap();
        assert_eq!((report.done, report.failed), (0, 0), "{report:?}");
        assert!(house.holds().await.is_empty() && house.open().await.is_empty());
    }
}

async fn a_run_that_is_stopped_leaves_the_rest_wanted(kind: Kind) {
    let house = House::new(kind, 4).await;
    let progress = Progress::default();
    progress.stop();
    let television = order(true, 1..=3, [Service::MetroTv]);
    let report = run(&house.process(), &television, &progress).await.unwrap();
    assert_eq!((report.done, report.failed, house.changes()), (0, 3, 0));
    assert_eq!((house.open().await, house.flagged("metrotv_suspend").await), (set(1..=3), set([])));
    assert_eq!(house.television(true, []).await.done, 3);
    house.assert_locked(&set(1..=3)).await;
}

async fn an_account_that_goes_during_the_run_is_no_failure(kind: Kind) {
    let house = House::new(kind, 3).await;
    let account = house.account(1);
    break_for(&house, 1, Fault::Latency { ms: 300, jitter_ms: 0 });
    let removal = async {
        while house.mms.control().counters().call("PUT /Iptv/Accounts/{id}/blockAccount") == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        house.mms.control().world(|world| world.accounts.remove(account));
    };
    let (report, ()) = tokio::join!(house.television(true, [1, 2]), removal);
    assert_eq!(report.failed, 0);
    house.television(false, [1]).await;
    house.assert_locked(&set([2])).await;
}
