//! Several clerks who add the same customer to MMS at once.

use std::time::Duration;

use metroport::db::LockName;
use metroport::operations::Context;
use metroport::operations::card::{Outcome, match_user};
use serde_json::json;

use crate::support::{House, Kind, all, on_both, person, pesel, world};

on_both![a_customer_is_added_once_however_many_ask, only_the_same_customer_waits_and_not_for_ever,];

/// LMS has customers 1 and 2, of whom MMS has never heard.
async fn house(kind: Kind) -> House {
    let house = House::with(kind, world(&[person(9, json!(false))], 0)).await;
    house
        .db
        .execute(&format!(
            "CREATE TABLE customerview (id integer, lastname varchar(128), name varchar(128), ssn varchar(11), \
             ten varchar(20), type smallint, deleted smallint);
             CREATE TABLE customercontacts (id integer, customerid integer, contact varchar(255), type integer);
             CREATE TABLE customer_addresses (customer_id integer, address_id integer, type smallint);
             CREATE TABLE addresses (id integer, street varchar(255), house varchar(20), flat varchar(20), \
             zip varchar(10), city varchar(100));
             INSERT INTO customerview VALUES (1, 'Żak', 'Jan', '{}', '', 0, 0), (2, 'Ćma', 'Ewa', '{}', '', 0, 0);
             DELETE FROM metroport_customers",
            pesel(1),
            pesel(2)
        ))
        .await;
    house
}

async fn a_customer_is_added_once_however_many_ask(kind: Kind) {
    let house = house(kind).await;
    // So slow that without a lock all would have looked before the first has added him.
    house.mms.control().set_latency(Duration::from_millis(200));
    let processes: Vec<Context> = (0..4).map(|_| house.process()).collect();
    let done = all(processes.iter().map(|process| match_user(process, 1))).await;

    assert_eq!(house.mms.control().counters().call("POST /Users/users"), 1);
    let done: Vec<_> = done.into_iter().map(|matched| matched.unwrap()).collect();
    assert_eq!(done.iter().filter(|matched| matched.outcome == Outcome::Added).count(), 1);
    assert_eq!(done.iter().filter(|matched| matched.outcome == Outcome::Linked).count(), 3);
    assert!(done.iter().all(|matched| matched.mms_id.is_some() && matched.mms_id == done[0].mms_id));
    assert_eq!(house.db.count("metroport_customers").await, 1);
}

async fn only_the_same_customer_waits_and_not_for_ever(kind: Kind) {
    let house = house(kind).await;
    let held = house.db.db().lock(LockName::Customer(2), Duration::from_secs(1)).await.unwrap();
    let mut impatient = house.config.clone();
    impatient.mms.timeout = Duration::from_secs(1);
    let (one, other) = (house.process(), house.process().asked_by(impatient));
    let (one, other) = tokio::join!(match_user(&one, 1), match_user(&other, 2));
    assert_eq!(one.unwrap().outcome, Outcome::Added);
    assert_eq!(other.unwrap_err().code(), "customer.busy");
    drop(held);
}
