//! What is recorded of locks: wishes, holds, flags.

use std::collections::BTreeSet;

use metroport::db::Conn;
use metroport::store::StoreError;
use metroport::store::locks::{Hold, HoldState, Service, Wish, forget, hold, holds, save, set_flags, wishes};

use crate::support::{Kind, TestDatabase, on_both};

on_both![
    wishes_come_back_as_they_were_written_however_many,
    texts_of_errors_survive_whatever_is_in_them,
    holds_are_recorded_changed_and_forgotten_however_many,
    flags_are_set_for_whom_they_are_meant_and_by_hand_set_billing_stays,
];

/// More than one statement takes.
const MANY: i64 = 1203;

async fn work<R>(database: &TestDatabase, work: impl AsyncFnOnce(&mut Conn) -> Result<R, StoreError>) -> R {
    database.db().with(work).await.unwrap()
}

fn wish(customer_id: i64, service: Service) -> Wish {
    Wish::new(customer_id, service, true, 1_800_000_000, "lms-notify")
}

async fn wishes_come_back_as_they_were_written_however_many(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let mut all: Vec<Wish> = (1..=MANY)
        .flat_map(|customer| [wish(customer, Service::MetroTv), wish(customer, Service::FSecure)])
        .collect();
    let read = async || {
        let mut read = work(&database, async |conn| wishes(conn).await).await;
        read.sort_by_key(|wish| (wish.customer_id, wish.service));
        read
    };
    work(&database, async |conn| save(conn, &[]).await).await;
    work(&database, async |conn| save(conn, &all).await).await;
    assert!(read().await == all);
    for wish in &mut all {
        wish.wanted = wish.customer_id % 2 == 0;
        wish.confirmed = Some(false);
        wish.confirmed_at = Some(1_800_000_100);
        wish.attempts = 3;
        wish.next_attempt_at = Some(1_800_000_200);
        wish.error_code = Some("mms.rejected".into());
        wish.error_text = Some("Nie".into());
        wish.refused = true;
    }
    work(&database, async |conn| save(conn, &all).await).await;
    assert!(read().await == all);
}

async fn texts_of_errors_survive_whatever_is_in_them(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let texts = [
        "Zażółć gęślą jaźń",
        "it's \"quoted\" `so` \\ and \\' so",
        "<script>alert(1)</script>; DROP TABLE metroport_locks; --",
        "📺🔒 ?, $1, %s, :name",
        "",
    ];
    let all: Vec<Wish> = texts
        .iter()
        .zip(1..)
        .map(|(text, customer)| Wish { error_text: Some((*text).into()), ..wish(customer, Service::MetroTv) })
        .collect();
    work(&database, async |conn| save(conn, &all).await).await;
    let mut read = work(&database, async |conn| wishes(conn).await).await;
    read.sort_by_key(|wish| wish.customer_id);
    assert_eq!(read, all);
}

async fn holds_are_recorded_changed_and_forgotten_however_many(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let of = |state: HoldState| -> Vec<Hold> {
        let hold = |service| move |id| Hold { service, mms_id: id, customer_id: id % 7, state };
        (1..=MANY).map(hold(Service::MetroTv)).chain((1..=MANY).map(hold(Service::FSecure))).collect()
    };
    let read = async || {
        let mut read = work(&database, async |conn| holds(conn).await).await;
        read.sort_by_key(|hold| (hold.service, hold.mms_id));
        read
    };
    for state in [HoldState::Intended, HoldState::Held] {
        work(&database, async |conn| hold(conn, &of(state), 1_800_000_000).await).await;
        assert!(read().await == of(state), "{state:?}");
    }
    let gone: Vec<i64> = (2..=MANY).collect();
    work(&database, async |conn| forget(conn, Service::MetroTv, &gone).await).await;
    let left = read().await;
    assert_eq!(left.iter().filter(|hold| hold.service == Service::MetroTv).count(), 1);
    assert_eq!(i64::try_from(left.len()).unwrap(), MANY + 1);
}

async fn flags_are_set_for_whom_they_are_meant_and_by_hand_set_billing_stays(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let values: Vec<String> = (1..=MANY).map(|n| format!("({n}, {})", n + 100_000)).collect();
    let values = values.join(", ");
    database
        .execute(&format!("INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES {values}"))
        .await;
    let flagged = async |column: &str| -> BTreeSet<i64> {
        let sql = format!("SELECT lms_user_id FROM metroport_customers WHERE {column} = 1");
        database.rows::<(i32,)>(&sql).await.into_iter().map(|(id,)| id.into()).collect()
    };
    let some: Vec<i64> = (1..MANY).collect();
    let wanted: BTreeSet<i64> = some.iter().copied().collect();
    work(&database, async |conn| set_flags(conn, Service::MetroTv, &some, true, true).await).await;
    work(&database, async |conn| set_flags(conn, Service::FSecure, &some, true, false).await).await;
    assert!(flagged("metrotv_suspend").await == wanted && flagged("metrotv_suspend_billing").await == wanted);
    assert!(flagged("metro_fsecure_suspend").await == wanted);
    assert!(flagged("metro_fsecure_suspend_billing").await.is_empty());

    // An operator changed the billing of one who is flagged as before.
    database
        .execute("UPDATE metroport_customers SET metrotv_suspend_billing = 0 WHERE lms_user_id = 5")
        .await;
    work(&database, async |conn| set_flags(conn, Service::MetroTv, &some, true, true).await).await;
    assert!(!flagged("metrotv_suspend_billing").await.contains(&5));
    work(&database, async |conn| set_flags(conn, Service::MetroTv, &[5, 6], false, true).await).await;
    assert_eq!(wanted.difference(&flagged("metrotv_suspend").await).copied().collect::<Vec<_>>(), [5, 6]);
}
