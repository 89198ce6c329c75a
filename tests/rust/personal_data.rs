//! What is held of one person, and forgetting him.

use std::collections::BTreeSet;

use metroport::operations::personal_data::{self, InLms};
use metroport::operations::{OperationError, customers, queue};
use mms_sim::{Edit, Fault, Rule, When};

use crate::queue::office::Office;
use crate::support::{Kind, TestDatabase, on_both};

on_both![
    every_table_that_knows_a_customer_is_looked_into,
    all_of_him_is_told_and_nothing_of_others,
    he_is_forgotten_and_one_entry_says_so,
    who_has_services_or_may_have_them_is_not_forgotten_unasked,
    who_is_linked_to_somebody_else_now_is_not_his,
];

/// Whatever table a later version adds: it is told and removed, or this fails.
async fn every_table_that_knows_a_customer_is_looked_into(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let schema = if kind == Kind::Postgres { "current_schema()" } else { "DATABASE()" };
    let text = if kind == Kind::Postgres { "varchar" } else { "CHAR" };
    let known: Vec<(String,)> = database
        .rows(&format!(
            "SELECT DISTINCT CAST(table_name AS {text}) FROM information_schema.columns \
             WHERE table_schema = {schema} AND table_name LIKE 'metroport%' AND column_name IN \
             ('lms_user_id', 'customer_id', 'customerid', 'metroport_user_id', 'mms_user_id', 'userid', 'username')"
        ))
        .await;
    let known: BTreeSet<String> = known.into_iter().map(|(table,)| table).collect();
    let looked_into: BTreeSet<String> =
        metroport::store::personal_data::tables().map(str::to_owned).collect();
    assert_eq!(known, looked_into);
}

/// Customer 1 has something in every table, customer 2 too.
async fn house(kind: Kind) -> Office {
    let house = Office::fresh(kind, 3).await;
    house.lms("UPDATE customers SET deleted = 1 WHERE id = 1").await;
    house.television(true, [1, 2]).await;
    for customer in [1, 2] {
        for sql in [
            format!("INSERT INTO metroport_customer_data (lms_user_id, settled) VALUES ({customer}, 'abc')"),
            format!(
                "INSERT INTO metroport_link_conflicts VALUES ({customer}, {}, {customer}, 0, 0, 0, 0, 'lms_user_id', 5)",
                200_000 + customer
            ),
            format!(
                "INSERT INTO metroport_metrotv_stb (id, mac, userid, username) VALUES ({customer}, 'm{customer}', {}, 'Osoba-{customer}')",
                100_000 + customer
            ),
            format!(
                "INSERT INTO metroport_liabilities (service, mms_id, lms_user_id, tied_at, tied_by) \
                 VALUES ('metrotv', {customer}, {customer}, 5, 'x')"
            ),
            format!(
                "INSERT INTO metroport_plans (id, lms_user_id, kind, created_at, changed_at, userid, actor) \
                 VALUES ({customer}, {customer}, 'issue', 5, 5, 0, 'x')"
            ),
            format!(
                "INSERT INTO metroport_plan_steps (plan_id, lms_user_id, position, step, state) \
                 VALUES ({customer}, {customer}, 0, '{{}}', 'open')"
            ),
            format!(
                "INSERT INTO metroport_settlement (month, source, service, mms_id, lms_user_id, mms_user_id, item_id, days, taken_at) \
                 VALUES (202610, 'snapshot', 'metrotv', {customer}, {customer}, {}, 310, 31, 5)",
                100_000 + customer
            ),
            format!(
                "INSERT INTO metroport_settlement_positions (month, lms_user_id, amount, made_at, made_by) \
                 VALUES (202610, {customer}, 5, 5, 'x')"
            ),
            format!(
                "INSERT INTO metroport_services (service, mms_id, mms_user_id, item_id, active, seen_at) \
                 VALUES ('metrotv', {customer}, {}, 310, 1, 5)",
                100_000 + customer
            ),
            format!(
                "INSERT INTO metroport_journal (at, userid, actor, mms_user_id, action, subject, outcome) \
                 VALUES (5, 0, 'x', {}, 'user.update', 'user', 'done')",
                200_000 + customer
            ),
        ] {
            house.db.execute(&sql).await;
        }
    }
    house
}

/// Rows of each table.
async fn counted(house: &Office) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in metroport::store::personal_data::tables() {
        counts.push(house.db.count(table).await);
    }
    counts
}

/// He has nothing in MMS any more.
fn without_services(house: &Office, customer: i64) {
    for (kind, id) in [("account", house.account(customer)), ("service", house.service(customer))] {
        house.mms.control().edit(&Edit::remove(kind, id)).unwrap();
    }
}

async fn all_of_him_is_told_and_nothing_of_others(kind: Kind) {
    let house = house(kind).await;
    let held = personal_data::of(&house.process(), 1).await.unwrap();
    assert_eq!((held.in_lms, held.mms_ids.as_slice()), (InLms::Deleted, [100_001, 200_001].as_slice()));
    assert_eq!((held.accounts.len(), held.services.len(), held.mms_error), (1, 1, None));
    let tables: BTreeSet<&str> = held.tables.keys().copied().collect();
    assert_eq!(tables, metroport::store::personal_data::tables().collect());
    let rows: Vec<usize> = held.tables.values().map(Vec::len).collect();
    // Two entries: the lock, and one that knows the user only.
    assert_eq!(rows, [1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    let cell = |table: &str, column: &str| {
        held.tables[table][0][column].as_ref().map(|cell| cell.expose().to_owned())
    };
    assert_eq!(cell("metroport_metrotv_stb", "username").as_deref(), Some("Osoba-1"));
    assert_eq!(cell("metroport_customers", "metrotv_suspend").as_deref(), Some("1"));
    assert_eq!(cell("metroport_customer_data", "wanted"), None);
    assert!(!format!("{held:?}").contains("Osoba"), "not in logs");

    let nobody = personal_data::of(&house.process(), 99).await.unwrap();
    assert_eq!((nobody.in_lms, nobody.tables.len(), nobody.mms_ids.len()), (InLms::Gone, 0, 0));
}

async fn he_is_forgotten_and_one_entry_says_so(kind: Kind) {
    let house = house(kind).await;
    without_services(&house, 1);
    let before = counted(&house).await;
    let trial = personal_data::forget(&house.process(), 1, false, true).await.unwrap();
    assert_eq!((trial.removed, trial.obstacle, counted(&house).await), (false, None, before.clone()));

    let done = personal_data::forget(&house.process(), 1, false, false).await.unwrap();
    assert_eq!((done.removed, done.obstacle, done.holding), (true, None, trial.holding));
    let after: Vec<i64> = counted(&house).await;
    let gone: Vec<i64> = before.iter().zip(&after).map(|(before, after)| before - after).collect();
    // Of the journal two, and one came.
    assert_eq!(gone, [1; 13]);
    let entry: Vec<(String, Option<i64>, String, String)> = house
        .db
        .rows("SELECT action, mms_user_id, detail, outcome FROM metroport_journal WHERE lms_user_id = 1")
        .await;
    assert_eq!(entry, [("user.forget".into(), None, "rows=14".into(), "done".into())]);

    // Again there is nothing, and the proof stays.
    let again = personal_data::forget(&house.process(), 1, false, false).await.unwrap();
    assert_eq!((again.removed, again.obstacle, counted(&house).await), (false, None, after));
    assert_eq!(again.holding.tables.keys().copied().collect::<Vec<_>>(), ["metroport_journal"]);
    // What is wanted of others goes on.
    assert_eq!(customers::mms_id(&house.process(), 2).await.unwrap(), Some(100_002));
    assert_eq!(queue::attention(&house.process()).await.unwrap().refused, 0);
}

async fn who_has_services_or_may_have_them_is_not_forgotten_unasked(kind: Kind) {
    let house = house(kind).await;
    let before = counted(&house).await;
    let kept = personal_data::forget(&house.process(), 1, false, false).await.unwrap();
    assert_eq!((kept.removed, kept.obstacle), (false, Some("customer.services")));
    assert_eq!(counted(&house).await, before);

    without_services(&house, 1);
    let out_of_order =
        Fault::Status { status: 503, when: When::Before, retry_after: None, body: String::new() };
    house.mms.control().add_fault(Rule::always(out_of_order));
    let kept = personal_data::forget(&house.process(), 1, false, false).await.unwrap();
    assert_eq!((kept.removed, kept.obstacle), (false, Some("mms.unavailable")));
    assert_eq!(counted(&house).await, before);

    let done = personal_data::forget(&house.process(), 1, true, false).await.unwrap();
    assert_eq!((done.removed, done.obstacle), (true, None));

    let stranger = metroport::config::Config { user: 9, ..house.config.clone() };
    let hidden = personal_data::of(&house.process().asked_by(stranger), 99).await;
    assert!(matches!(hidden, Err(OperationError::Argument { code: "customer.not_found", .. })));
}

/// A link that went over: the journal of the first customer knows the user, who is the second one's.
async fn who_is_linked_to_somebody_else_now_is_not_his(kind: Kind) {
    let house = Office::fresh(kind, 2).await;
    customers::unlink(&house.process(), 1).await.unwrap();
    customers::link(&house.process(), 7, 100_001).await.unwrap();
    house
        .db
        .execute(
            "INSERT INTO metroport_metrotv_stb (id, mac, userid, username) VALUES (1, 'm', 100001, 'Osoba')",
        )
        .await;
    // What he had is his, also if nobody knows any more by which user.
    house
        .db
        .execute(
            "INSERT INTO metroport_settlement (month, source, service, mms_id, lms_user_id, mms_user_id, item_id, days, taken_at) \
             VALUES (202601, 'snapshot', 'metrotv', 1, 1, 999, 1, 31, 5), (202601, 'snapshot', 'metrotv', 2, 7, 100001, 1, 31, 5)",
        )
        .await;
    let held = personal_data::of(&house.process(), 1).await.unwrap();
    assert_eq!(
        (held.mms_ids.len(), held.tables.keys().copied().collect::<Vec<_>>()),
        (0, vec!["metroport_journal", "metroport_settlement"])
    );
    assert!(personal_data::forget(&house.process(), 1, false, false).await.unwrap().removed);
    assert_eq!(customers::mms_id(&house.process(), 7).await.unwrap(), Some(100_001));
    assert_eq!(house.db.count("metroport_metrotv_stb").await, 1);
    assert_eq!(house.db.count("metroport_settlement").await, 1);
}
