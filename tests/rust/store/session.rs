//! The shared session in `metroport_settings`.

use std::time::Duration;

use metroport::mms::calls::ListUsers;
use metroport::personal::Masked;
use metroport::store::StoreError;
use metroport::store::session::{Seal, load, save};

use crate::support::{House, Kind, TestDatabase, on_both, raw};

on_both![
    a_session_is_stored_sealed_and_opens_with_its_own_key_only,
    the_token_of_a_running_plugin_is_nowhere_in_the_database,
    a_session_ages_by_the_clock_of_the_database,
    the_token_of_the_original_is_neither_read_nor_changed,
    another_password_of_mms_does_not_open_the_session,
];

fn seal(secret: &str) -> Seal {
    Seal::new(&[&Masked::new("db"), &Masked::new(secret)], "https://api.example.pl|operator").unwrap()
}

async fn a_session_is_stored_sealed_and_opens_with_its_own_key_only(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let work = async |conn: &mut metroport::db::Conn| {
        assert_eq!(load(conn, &seal("x")).await?, None);
        save(conn, &seal("x"), &Masked::new("first")).await?;
        save(conn, &seal("x"), &Masked::new("second")).await?;
        let (token, age) = load(conn, &seal("x")).await?.unwrap();
        assert!(token.expose() == "second" && age < 60);
        load(conn, &seal("y")).await
    };
    let other: Result<_, StoreError> = database.db().with(work).await;
    assert_eq!(other, Ok(None));
    let [(stored,)] = &database.rows::<(String,)>("SELECT value FROM metroport_settings").await[..] else {
        panic!()
    };
    assert!(stored.starts_with("sealed1:") && !stored.contains("second"), "{stored}");
}

async fn the_token_of_a_running_plugin_is_nowhere_in_the_database(kind: Kind) {
    let house = House::new(kind, 1).await;
    let process = house.process();
    process.mms.send(&ListUsers {}, process.mms.deadline()).await.unwrap();
    let stored = house.db.rows::<(String, String)>("SELECT name, value FROM metroport_settings").await;
    let [(name, value)] = &stored[..] else { panic!("{stored:?}") };
    assert_eq!(name, "session");
    // A token of the simulator is 32 hexadecimal digits.
    let longest = value.split(|c: char| !c.is_ascii_hexdigit()).map(str::len).max();
    assert!(longest < Some(32) && !value.contains("sekret"), "{value}");
}

async fn a_session_ages_by_the_clock_of_the_database(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let db = database.db();
    let saving: Result<(), StoreError> =
        db.with(async |conn| save(conn, &seal("x"), &Masked::new("token")).await).await;
    saving.unwrap();
    tokio::time::sleep(Duration::from_millis(2100)).await;
    // What the session's time zone is does not matter.
    let zone = if kind == Kind::Postgres { "SET TIME ZONE 'Asia/Tokyo'" } else { "SET time_zone = '+09:00'" };
    let aged: Result<_, StoreError> = db
        .with(async |conn| {
            raw(conn, zone).await?;
            load(conn, &seal("x")).await
        })
        .await;
    let (_, age) = aged.unwrap().unwrap();
    assert!((2..60).contains(&age), "{age}");
}

async fn the_token_of_the_original_is_neither_read_nor_changed(kind: Kind) {
    let house = House::new(kind, 1).await;
    house
        .db
        .execute("INSERT INTO metroport_settings (name, value) VALUES ('token', 'plain-old-token')")
        .await;
    let process = house.process();
    process.mms.send(&ListUsers {}, process.mms.deadline()).await.unwrap();
    let counters = house.mms.control().counters();
    assert_eq!((counters.logins, counters.unauthorized), (1, 0));
    let kept = house.db.rows::<(String,)>("SELECT value FROM metroport_settings WHERE name = 'token'").await;
    assert_eq!(kept, [("plain-old-token".to_owned(),)]);
}

async fn another_password_of_mms_does_not_open_the_session(kind: Kind) {
    let mut house = House::new(kind, 1).await;
    let process = house.process();
    process.mms.send(&ListUsers {}, process.mms.deadline()).await.unwrap();
    house.config.mms.password = Masked::new("wrong");
    let other = house.process();
    let error = other.mms.send(&ListUsers {}, other.mms.deadline()).await.unwrap_err();
    assert_eq!(error.code(), "mms.login");
    // Who has the right one goes on as before.
    process.mms.send(&ListUsers {}, process.mms.deadline()).await.unwrap();
    assert_eq!(house.mms.control().counters().logins, 1);
}
