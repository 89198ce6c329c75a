//! Many processes and one session, in the database.

use std::time::Duration;

use metroport::mms::calls::ListUsers;
use metroport::operations::{Context, OperationError};

use crate::support::{House, Kind, all, on_both};

on_both![
    twenty_processes_that_start_at_once_log_in_once,
    twenty_processes_with_an_expired_session_log_in_once,
    calls_of_one_process_with_an_expired_session_log_in_once,
    a_process_with_an_older_session_than_the_stored_one_logs_in_when_both_have_ended,
    a_process_that_dies_while_logging_in_keeps_nobody_waiting,
    without_the_tables_nobody_logs_in,
    a_session_ends_by_the_clock_of_the_database,
];

async fn ask(context: &Context) -> Result<usize, OperationError> {
    Ok(context.mms.send(&ListUsers {}, context.mms.deadline()).await?.len())
}

async fn everybody_asks(house: &House, processes: &[Context]) {
    let answers = all(processes.iter().map(ask)).await;
    assert!(answers.iter().all(|answer| matches!(answer, Ok(2))), "{answers:?}");
    assert_eq!(house.mms.control().counters().logins, 1);
}

async fn twenty_processes_that_start_at_once_log_in_once(kind: Kind) {
    let house = House::new(kind, 2).await;
    let processes: Vec<Context> = (0..20).map(|_| house.process()).collect();
    everybody_asks(&house, &processes).await;
}

async fn twenty_processes_with_an_expired_session_log_in_once(kind: Kind) {
    let house = House::new(kind, 2).await;
    ask(&house.process()).await.unwrap();
    house.mms.control().revoke_sessions();
    house.mms.control().reset_counters();
    let processes: Vec<Context> = (0..20).map(|_| house.process()).collect();
    everybody_asks(&house, &processes).await;
    // The same processes, who remember the session that has ended.
    house.mms.control().revoke_sessions();
    house.mms.control().reset_counters();
    everybody_asks(&house, &processes).await;
}

async fn calls_of_one_process_with_an_expired_session_log_in_once(kind: Kind) {
    let house = House::new(kind, 2).await;
    let process = house.process();
    ask(&process).await.unwrap();
    house.mms.control().revoke_sessions();
    house.mms.control().reset_counters();
    let processes: Vec<Context> = (0..20).map(|_| process.clone()).collect();
    everybody_asks(&house, &processes).await;
}

/// As after a look at the diagnostics, which log in anew, when MMS forgets all sessions.
async fn a_process_with_an_older_session_than_the_stored_one_logs_in_when_both_have_ended(kind: Kind) {
    let house = House::new(kind, 2).await;
    let process = house.process();
    ask(&process).await.unwrap();
    let other = house.process();
    other.mms.log_in(other.mms.deadline()).await.unwrap();
    house.mms.control().revoke_sessions();
    house.mms.control().reset_counters();
    everybody_asks(&house, &[process, other]).await;
}

async fn a_process_that_dies_while_logging_in_keeps_nobody_waiting(kind: Kind) {
    let house = House::new(kind, 2).await;
    house.mms.control().set_latency(Duration::from_secs(2));
    let died = tokio::time::timeout(Duration::from_millis(500), ask(&house.process())).await;
    assert!(died.is_err());
    house.mms.control().set_latency(Duration::ZERO);
    house.mms.control().reset_counters();
    assert_eq!(ask(&house.process()).await.unwrap(), 2);
}

async fn without_the_tables_nobody_logs_in(kind: Kind) {
    let house = House::new(kind, 2).await;
    house.db.set_version(2_026_032_302).await;
    let error = ask(&house.process()).await.unwrap_err();
    assert_eq!(error.code(), "store.schema");
    assert!(error.to_string().contains("2026032302"), "{error}");
    assert_eq!(house.mms.control().counters().requests, 0);
}

async fn a_session_ends_by_the_clock_of_the_database(kind: Kind) {
    let mut house = House::new(kind, 2).await;
    house.config.mms.session_lifetime = Duration::from_secs(2);
    ask(&house.process()).await.unwrap();
    ask(&house.process()).await.unwrap();
    assert_eq!(house.mms.control().counters().logins, 1);
    tokio::time::sleep(Duration::from_millis(2100)).await;
    ask(&house.process()).await.unwrap();
    let counters = house.mms.control().counters();
    assert_eq!((counters.logins, counters.unauthorized), (2, 0));
}
