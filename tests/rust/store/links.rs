//! Links of customers and MMS users.

use metroport::operations::customers;
use metroport::store::StoreError;
use metroport::store::links::{self, Link};

use crate::support::{House, Kind, TestDatabase, on_both};

on_both![
    linking_twice_is_linking_once,
    a_customer_and_a_user_have_one_link_each,
    unlinking_removes_what_was_recorded_of_the_locks,
    flags_come_with_the_links,
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
    let link = Link { customer_id: 1, mms_id: 100_001, metrotv_suspend: false, fsecure_suspend: false };
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
        links.iter().map(|link| (link.metrotv_suspend, link.fsecure_suspend)).collect();
    assert_eq!(flags, [(true, false), (false, true)]);
}
