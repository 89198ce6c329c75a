//! Runs that change many things: the journal costs statements by the batch, not by the change.

use metroport::operations::Progress;
use metroport::operations::locks::run;
use metroport::operations::pairing;
use metroport::store::locks::Service;
use mms_sim::{Fault, Rule, When};

use crate::support::{House, Kind, on_both, order};

on_both![
    a_lock_run_leaves_one_entry_for_each_service,
    a_lock_run_that_dies_leaves_its_entries_open,
    a_lock_run_that_cannot_be_recorded_changes_nothing,
    pairing_tells_whom_it_linked,
];

async fn a_lock_run_leaves_one_entry_for_each_service(kind: Kind) {
    let mut house = House::new(kind, 150).await;
    house.config.locks.limit_percent = 100;
    let refusing = house.account(9);
    house.mms.control().add_fault(Rule::on(
        "PUT",
        &format!("/Iptv/Accounts/{refusing}/blockAccount"),
        Fault::Status { status: 422, when: When::Before, retry_after: None, body: "Nie wolno".into() },
    ));
    house.run(&order(true, 1..=150, [Service::MetroTv, Service::FSecure])).await.unwrap();
    let told = house.journal().await;
    let count = |action: &str, outcome: &str| {
        told.iter().filter(|t| (t.0.as_str(), t.1.as_str()) == (action, outcome)).count()
    };
    assert_eq!((count("account.block", "done"), count("service.block", "done")), (149, 150));
    assert_eq!((count("account.block", "refused"), told.len()), (1, 300));
    let refused: Vec<(i32, i64, String)> = house
        .db
        .rows("SELECT lms_user_id, subject_id, answer FROM metroport_journal WHERE outcome = 'refused'")
        .await;
    assert_eq!(refused, [(9, i64::try_from(refusing).unwrap(), "Nie wolno".to_owned())]);
    // Each entry is about its own service.
    let pairs: Vec<(i64, i64)> = house
        .db
        .rows("SELECT mms_user_id, subject_id FROM metroport_journal WHERE action = 'account.block'")
        .await;
    for (user, account) in pairs {
        let owner =
            house.mms.control().world(|world| world.accounts.get(account.unsigned_abs()).unwrap().userid);
        assert_eq!(owner, user.unsigned_abs());
    }
    house.mms.control().clear_faults();
    house.television(false, 1..=150).await;
    assert_eq!(
        house.journal().await.iter().filter(|t| t.0 == "account.unblock" && t.1 == "done").count(),
        149
    );
}

async fn a_lock_run_that_dies_leaves_its_entries_open(kind: Kind) {
    let house = House::new(kind, 20).await;
    house.mms.control().add_fault(Rule::on("PUT", "*", Fault::Hang { when: When::After }));
    let (process, television) = (house.process(), order(true, 1..=3, [Service::MetroTv]));
    let progress = Progress::default();
    tokio::select! {
        _ = run(&process, &television, &progress) => panic!("it did not die"),
        () = house.has_changed(3) => {}
    }
    let outcomes: Vec<String> = house.journal().await.into_iter().map(|t| t.1).collect();
    assert_eq!(outcomes, ["open", "open", "open"]);
}

async fn a_lock_run_that_cannot_be_recorded_changes_nothing(kind: Kind) {
    let house = House::new(kind, 20).await;
    house.db.execute("ALTER TABLE metroport_journal RENAME TO gone").await;
    house.run(&order(true, 1..=3, [Service::MetroTv])).await.unwrap_err();
    assert_eq!((house.changes(), house.recorded().await.len()), (0, 0), "not even the wish");
}

async fn pairing_tells_whom_it_linked(kind: Kind) {
    let house = House::new(kind, 4).await;
    house.db.execute("DELETE FROM metroport_customers WHERE lms_user_id > 1").await;
    let columns = "id integer, type smallint, ten varchar(16), ssn varchar(11), deleted smallint";
    house.db.execute(&format!("CREATE TABLE customers ({columns})")).await;
    for customer in 1..=4_u64 {
        let number = crate::support::pesel(customer);
        house.db.execute(&format!("INSERT INTO customers VALUES ({customer}, 0, '', '{number}', 0)")).await;
    }
    pairing::run(&house.process(), false, false, &Progress::default()).await.unwrap();
    let told: Vec<_> = house.journal().await.into_iter().map(|t| (t.0, t.1, t.3, t.4)).collect();
    let wanted =
        |customer| ("user.link".to_owned(), "done".to_owned(), Some(customer), "run=pairing".to_owned());
    assert_eq!(told, [wanted(2), wanted(3), wanted(4)]);
}
