//! Locks that processes share.

use std::time::{Duration, Instant};

use metroport::db::{Db, DbError, LockName};

use crate::support::{Kind, Silence, TestDatabase, on_both};

on_both![
    one_process_has_a_lock_at_a_time_and_others_wait_as_long_as_they_said,
    a_lock_ends_with_its_holder,
    who_waits_gets_it_as_soon_as_it_is_free,
    locks_of_other_names_and_other_databases_are_others,
    nobody_waits_for_a_server_that_has_gone_silent,
];

const MOMENT: Duration = Duration::from_millis(300);

async fn one_process_has_a_lock_at_a_time_and_others_wait_as_long_as_they_said(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let held = database.db().lock(LockName::Locks, MOMENT).await.unwrap().unwrap();
    let begun = Instant::now();
    assert!(database.db().lock(LockName::Locks, MOMENT).await.unwrap().is_none());
    assert!((MOMENT..Duration::from_secs(10)).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    held.release().await;
    assert!(database.db().lock(LockName::Locks, MOMENT).await.unwrap().is_some());
}

async fn a_lock_ends_with_its_holder(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let waits = Duration::from_secs(10);
    drop(database.db().lock(LockName::Session, MOMENT).await.unwrap().unwrap());
    let killed = database.db().lock(LockName::Session, waits).await.unwrap().unwrap();
    database.kill_connections().await;
    assert!(database.db().lock(LockName::Session, waits).await.unwrap().is_some());
    drop(killed);
}

async fn who_waits_gets_it_as_soon_as_it_is_free(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let held = database.db().lock(LockName::Locks, MOMENT).await.unwrap().unwrap();
    let release = async {
        tokio::time::sleep(MOMENT).await;
        held.release().await;
    };
    let db = database.db();
    let (got, ()) = tokio::join!(db.lock(LockName::Locks, Duration::from_secs(20)), release);
    assert!(got.unwrap().is_some());
}

async fn locks_of_other_names_and_other_databases_are_others(kind: Kind) {
    let (first, second) = (TestDatabase::new(kind).await, TestDatabase::new(kind).await);
    let mut held = Vec::new();
    for database in [&first, &second] {
        for name in [LockName::Session, LockName::Locks, LockName::Customer(1), LockName::Customer(2)] {
            held.push(database.db().lock(name, MOMENT).await.unwrap().unwrap());
        }
    }
    assert_eq!(held.len(), 8);
}

async fn nobody_waits_for_a_server_that_has_gone_silent(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let asking = if kind == Kind::Postgres { "pg_advisory_lock" } else { "GET_LOCK" };
    let (_way, options) = Silence::after(asking, &database.config());
    let db = Db::new(options);
    db.with(async |conn| conn.now().await).await.unwrap();
    let asked = tokio::time::timeout(Duration::from_mins(1), db.lock(LockName::Locks, MOMENT));
    assert!(matches!(asked.await.unwrap(), Err(DbError::Late(_))));
}
