//! Links of customers and MMS users.

use metroport::operations::customers;
use metroport::operations::lists::conflicts;
use metroport::store::StoreError;
use metroport::store::links::{self, Link, Lock};

use crate::support::{House, Kind, TestDatabase, on_both};

on_both![
    linking_twice_is_linking_once,
    a_customer_and_a_user_have_one_link_each,
    unlinking_removes_what_was_recorded_of_the_locks,
    flags_come_with_the_links,
    a_link_that_was_set_aside_is_told_until_somebody_decides,
];

async fn linking_twice_is_linking_once(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let work = async |conn: &mut metroport::db::Conn| {
        assert_eq!(links::mms_id(conn, 1).await?, None);
        links::link(conn, 1, 100_001).await?;
        links::link(conn, 1, 100_001).await?;
        assert_eq!(links::mms_id(conn, 1).await?, Some(100_001));
        links::all(conn).await
    };
    let link = Link { customer_id: 1, mms_id: 100_001, metrotv: Lock::default(), fsecure: Lock::default() };
    assert_eq!(database.db().with(work).await, Ok::<_, StoreError>(vec![link]));
}

async fn a_customer_and_a_user_have_one_link_each(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    database
        .execute("INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES (1, 11), (2, 12)")
        .await;
    for (customer_id, mms_id) in [(1, 13), (3, 11), (1, 12)] {
        let taken = database.db().with(async |conn| links::link(conn, customer_id, mms_id).await).await;
        assert_eq!(taken, Err(StoreError::LinkTaken { customer_id, mms_id }));
        assert_eq!(taken.unwrap_err().code(), "link.taken");
    }
    assert_eq!(database.count("metroport_customers").await, 2);
}

async fn unlinking_removes_what_was_recorded_of_the_locks(kind: Kind) {
    let house = House::new(kind, 2).await;
    house.television(true, [1, 2]).await;
    let process = house.process();
    assert!(customers::unlink(&process, 1).await.unwrap());
    assert!(!customers::unlink(&process, 1).await.unwrap());
    assert_eq!(customers::mms_id(&process, 1).await.unwrap(), None);
    assert_eq!(house.recorded().await.into_keys().collect::<Vec<_>>(), [2]);
    assert_eq!(house.holds().await.into_keys().collect::<Vec<_>>(), [house.account(2)]);
    // Somebody else may have the user now.
    customers::link(&process, 7, 100_001).await.unwrap();
    assert_eq!(customers::mms_id(&process, 7).await.unwrap(), Some(100_001));
}

async fn flags_come_with_the_links(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    database
        .execute(
            "INSERT INTO metroport_customers (lms_user_id, metroport_user_id, metrotv_suspend, metro_fsecure_suspend) \
             VALUES (1, 11, 1, 0), (2, 12, 0, 1)",
        )
        .await;
    let links: Vec<Link> = database.db().with(async |conn| links::all(conn).await).await.unwrap();
    let flags: Vec<(bool, bool)> =
        links.iter().map(|link| (link.metrotv.suspend, link.fsecure.suspend)).collect();
    assert_eq!(flags, [(true, false), (false, true)]);
}

/// Customer 1 was linked to users 11 and 12 once, 2 and 3 both to 13; one link of each is left.
async fn a_link_that_was_set_aside_is_told_until_somebody_decides(kind: Kind) {
    let house = House::new(kind, 1).await;
    house
        .db
        .execute(
            "CREATE TABLE customerview (id integer, lastname varchar(128), name varchar(128));
             INSERT INTO customerview VALUES (1, 'Żak', 'Jan'), (2, 'Ćma', NULL), (3, 'Łoś', 'Ewa');
             DELETE FROM metroport_customers;
             INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES (1, 11), (2, 13);
             INSERT INTO metroport_link_conflicts VALUES (5, 12, 1, 1, 1, 0, 0, 'lms_user_id', 0), \
             (6, 13, 3, 0, 0, 1, 1, 'metroport_user_id', 0), (7, 14, 99, 0, 0, 0, 0, 'lms_user_id', 0)",
        )
        .await;
    let process = house.process();
    let told = async || -> Vec<(Option<i64>, i64, Vec<i64>)> {
        let open = conflicts::open(&process).await.unwrap();
        let instead = |c: &conflicts::Conflict| c.instead.iter().map(|pair| pair.mms_id).collect();
        open.iter().map(|c| (c.pair.customer_id, c.pair.mms_id, instead(c))).collect()
    };
    // Customer 99 is not to be seen by anybody here.
    assert_eq!(told().await, [(Some(1), 12, vec![11]), (Some(3), 13, vec![13])]);
    assert_eq!(customers::link(&process, 1, 12).await.unwrap_err().code(), "link.taken");

    customers::unlink(&process, 1).await.unwrap();
    assert_eq!(told().await, [(Some(1), 12, vec![]), (Some(3), 13, vec![13])]);
    customers::link(&process, 1, 12).await.unwrap();
    assert_eq!(told().await, [(Some(3), 13, vec![13])]);
    let flags = house
        .db
        .rows::<(i16, i16, i16, i16)>(
            "SELECT metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend, metro_fsecure_suspend_billing \
             FROM metroport_customers WHERE lms_user_id = 1",
        )
        .await;
    assert_eq!(flags, [(1, 1, 0, 0)], "what the set aside link had");

    assert!(conflicts::forget(&process, 3, 13).await.unwrap());
    assert!(!conflicts::forget(&process, 3, 13).await.unwrap());
    assert_eq!(told().await, []);
    assert_eq!(house.db.count("metroport_link_conflicts").await, 1);
    assert_eq!(customers::mms_id(&process, 2).await.unwrap(), Some(13), "the other one keeps his link");
}
