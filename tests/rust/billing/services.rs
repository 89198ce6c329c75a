//! What customers have in MMS, as the plugin's table has it.

use std::time::Duration;

use metroport::operations::services::{Counts, Report, update, update_customer};
use metroport::operations::{OperationError, Progress, card};
use mms_sim::{CutAt, Edit, Fault, Rule, When};
use serde_json::json;

use crate::queue::office::Office;
use crate::support::{House, Kind, on_both};

on_both![
    all_is_seen_and_a_second_look_writes_nothing,
    what_changes_and_goes_is_recorded_with_its_time,
    accounts_that_mms_would_not_tell_of_stay_as_they_were,
    a_dead_mms_is_not_asked_a_thousand_times,
    an_mms_that_shows_nothing_is_not_believed_and_a_trial_writes_nothing,
    the_card_brings_one_customer_up_to_date,
    a_lock_is_seen_at_once,
    what_others_see_while_all_is_looked_at_is_not_undone,
    a_thousand_accounts,
];

type Row = (String, i64, i64, Option<i64>, i64, Option<String>, i16, Option<i64>, Option<i64>);

/// Kind, id, user, account, item, price, active, since, gone.
async fn rows(house: &House) -> Vec<Row> {
    let sql = "SELECT service, mms_id, mms_user_id, account_id, item_id, CAST(price AS CHAR(12)), active, since, gone_at \
               FROM metroport_services ORDER BY service, mms_id";
    let rows: Vec<Row> = house.db.rows(sql).await;
    rows.into_iter()
        .map(|mut row| {
            row.5 = row.5.map(|price| price.trim().to_owned());
            row
        })
        .collect()
}

async fn look(house: &House) -> Report {
    let report = update(&house.process(), false, &Progress::default()).await.unwrap();
    assert_eq!(report.stopped, None);
    report
}

/// The order of a customer's account: its id, its package's, and its price.
fn order(house: &House, customer: i64) -> (i64, i64, String) {
    let account = house.account(customer);
    house.mms.control().world(|world| {
        let order =
            world.orders.iter().find(|order| order.accountid == account && order.is_active()).unwrap();
        (
            i64::try_from(order.id).unwrap(),
            i64::try_from(order.pkg_id).unwrap(),
            order.pricebrutto.to_string(),
        )
    })
}

fn id(id: u64) -> i64 {
    i64::try_from(id).unwrap()
}

async fn all_is_seen_and_a_second_look_writes_nothing(kind: Kind) {
    let house = House::new(kind, 3).await;
    let running = house.mms.control().world(|w| w.orders.iter().filter(|order| order.is_active()).count());
    let counts = look(&house).await.counts;
    assert_eq!(counts, Counts { added: running + 3, ..Counts::default() });
    let seen = rows(&house).await;
    let (order, package, price) = order(&house, 2);
    let wanted = (
        "metrotv".to_owned(),
        order,
        100_002,
        Some(id(house.account(2))),
        package,
        Some(price),
        1,
        None,
        None,
    );
    assert!(seen.contains(&wanted), "{wanted:?} in {seen:?}");
    let licence = seen.iter().find(|row| row.1 == id(house.service(2))).unwrap();
    assert_eq!(
        (licence.0.as_str(), licence.2, licence.5.as_deref(), licence.6),
        ("fsecure", 100_002, None, 1)
    );
    assert!(licence.7.is_some(), "MMS knows since when");
    assert_eq!(look(&house).await.counts, Counts { unchanged: running + 3, ..Counts::default() });
    assert_eq!(rows(&house).await, seen);
}

async fn what_changes_and_goes_is_recorded_with_its_time(kind: Kind) {
    let house = House::new(kind, 2).await;
    look(&house).await;
    let (first, second) = (order(&house, 1), order(&house, 2));
    house.mms.control().edit(&Edit::remove("order", first.0.unsigned_abs())).unwrap();
    house
        .mms
        .control()
        .edit(&Edit::set("order", second.0.unsigned_abs(), json!({"pricebrutto": "12.34"})))
        .unwrap();
    house.mms.control().edit(&Edit::set("account", house.account(2), json!({"blocked": true}))).unwrap();
    let (account, blocked) = (house.account(1), house.account(2));
    let of_the_blocked = house
        .mms
        .control()
        .world(|world| world.orders.iter().filter(|o| o.accountid == blocked && o.is_active()).count());
    let fields = json!({"id": 900_001, "accountid": account, "pkg_id": first.1, "pricebrutto": "5.00"});
    house.mms.control().edit(&Edit::add("order", fields)).unwrap();
    let counts = look(&house).await.counts;
    assert_eq!((counts.added, counts.changed, counts.gone), (1, of_the_blocked, 1));
    let seen = rows(&house).await;
    let of = |id: i64| seen.iter().find(|row| row.1 == id && row.0 == "metrotv").unwrap();
    assert!(of(first.0).8.is_some());
    assert_eq!((of(second.0).5.as_deref(), of(second.0).6), (Some("12.34"), 0));
    assert!(of(900_001).7.is_some(), "it was not there at the first look");
}

fn refuse_account(house: &House, customer: i64) {
    let fault = Fault::Status { status: 409, when: When::Before, retry_after: None, body: "nie".into() };
    let path = format!("/Iptv/Accounts/{}", house.account(customer));
    house.mms.control().add_fault(Rule::on("GET", &path, fault).times(100));
}

async fn accounts_that_mms_would_not_tell_of_stay_as_they_were(kind: Kind) {
    let house = House::new(kind, 2).await;
    look(&house).await;
    for customer in [1, 2] {
        house.mms.control().edit(&Edit::remove("order", order(&house, customer).0.unsigned_abs())).unwrap();
    }
    refuse_account(&house, 1);
    let report = look(&house).await;
    assert_eq!((report.counts.gone, report.failed, report.code), (1, 1, Some("mms.rejected")));
    let note: Vec<(Option<i64>, String)> =
        house.db.rows("SELECT succeeded_at, note FROM metroport_runs WHERE job = 'services'").await;
    assert!(note[0].1.contains("1 accounts failed"), "{note:?}");
}

async fn a_dead_mms_is_not_asked_a_thousand_times(kind: Kind) {
    let mut house = House::new(kind, 60).await;
    house.config.mms.timeout = Duration::from_millis(300);
    house
        .mms
        .control()
        .add_fault(Rule::on("GET", "/Iptv/Accounts/*", Fault::Cut { at: CutAt::Before }).times(10_000));
    let failed = update(&house.process(), false, &Progress::default()).await.unwrap_err();
    assert!(matches!(failed, OperationError::Mms(_)), "{failed:?}");
    assert_eq!(house.db.count("metroport_services").await, 0);
}

async fn an_mms_that_shows_nothing_is_not_believed_and_a_trial_writes_nothing(kind: Kind) {
    let house = House::new(kind, 1).await;
    let trial = update(&house.process(), true, &Progress::default()).await.unwrap();
    assert!(trial.counts.added >= 2 && house.db.count("metroport_services").await == 0);
    assert_eq!(house.db.count("metroport_runs").await, 0);
    look(&house).await;
    house.mms.control().edit(&Edit::remove("service", house.service(1))).unwrap();
    house.mms.control().edit(&Edit::remove("account", house.account(1))).unwrap();
    let report = update(&house.process(), false, &Progress::default()).await.unwrap();
    assert_eq!(report.stopped.unwrap().code, "sync.empty");
    assert_eq!(house.db.count("metroport_services WHERE gone_at IS NOT NULL").await, 0);
}

async fn the_card_brings_one_customer_up_to_date(kind: Kind) {
    let office = Office::fresh(kind, 2).await;
    look(&office).await;
    for customer in [1, 2] {
        let order = order(&office, customer).0.unsigned_abs();
        office.mms.control().edit(&Edit::set("order", order, json!({"pricebrutto": "12.34"}))).unwrap();
    }
    card::state(&office.process(), 1).await.unwrap();
    let prices = async || -> Vec<Option<String>> {
        let wanted = [order(&office, 1).0, order(&office, 2).0];
        let seen = rows(&office).await;
        wanted
            .iter()
            .map(|id| seen.iter().find(|row| row.1 == *id && row.0 == "metrotv").unwrap().5.clone())
            .collect()
    };
    let seen = prices().await;
    assert_eq!(seen[0].as_deref(), Some("12.34"));
    assert_ne!(seen[1].as_deref(), Some("12.34"));
    update_customer(&office.process(), 2).await.unwrap();
    assert_eq!(prices().await[1].as_deref(), Some("12.34"));
    // Part of a card is no proof of what is gone.
    refuse_account(&office, 1);
    assert!(card::state(&office.process(), 1).await.unwrap().metrotv.error.is_some());
    assert_eq!(office.db.count("metroport_services WHERE gone_at IS NOT NULL").await, 0);
    assert_eq!(update_customer(&office.process(), 1).await.unwrap_err().code(), "mms.rejected");
    let hidden = update_customer(&office.process(), 99).await.unwrap_err();
    assert_eq!(hidden.code(), "customer.not_found");
}

async fn a_lock_is_seen_at_once(kind: Kind) {
    let house = House::new(kind, 2).await;
    look(&house).await;
    let blocked = async || house.db.count("metroport_services WHERE active = 0").await;
    house.television(true, [1]).await;
    let television = blocked().await;
    assert!(television >= 1, "{television}");
    house.television(false, [1]).await;
    assert_eq!(blocked().await, 0);
}

async fn what_others_see_while_all_is_looked_at_is_not_undone(kind: Kind) {
    let office = Office::fresh(kind, 3).await;
    look(&office).await;
    let (account, last) = (office.account(1), office.account(2));
    let (removed, package, _) = order(&office, 1);
    let locked = order(&office, 3).0;
    let slow = Fault::Latency { ms: 3000, jitter_ms: 0 };
    office.mms.control().add_fault(Rule::on("GET", &format!("/Iptv/Accounts/{last}"), slow));
    let meanwhile = async {
        // Times are whole seconds.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        office.mms.control().edit(&Edit::remove("order", removed.unsigned_abs())).unwrap();
        let fields = json!({"id": 900_001, "accountid": account, "pkg_id": package, "pricebrutto": "5.00"});
        office.mms.control().edit(&Edit::add("order", fields)).unwrap();
        update_customer(&office.process(), 1).await.unwrap();
        office.television(true, [3]).await;
        rows(&office).await
    };
    let (_, seen) = tokio::join!(look(&office), meanwhile);
    let of = |id: i64| seen.iter().find(|row| row.1 == id && row.0 == "metrotv").unwrap();
    assert!(of(removed).8.is_some() && of(900_001).8.is_none() && of(locked).6 == 0);
    assert_eq!(rows(&office).await, seen);
}

/// Nothing here grows faster than the list does: one request for each account, and few statements.
async fn a_thousand_accounts(kind: Kind) {
    let house = House::new(kind, 1000).await;
    house.mms.control().reset_counters();
    let report = look(&house).await;
    assert!(report.counts.added >= 2000);
    let counters = house.mms.control().counters();
    assert_eq!(counters.call("GET /Iptv/Accounts/{id}"), 1000);
    assert_eq!(counters.call("GET /Iptv/Accounts"), 1);
}
