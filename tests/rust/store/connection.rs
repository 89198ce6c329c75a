//! The connection itself, and the version of the tables.

use metroport::config::Database;
use metroport::db::{Conn, Db};
use metroport::operations::{Context, doctor};
use metroport::personal::Masked;
use metroport::store::{StoreError, links, runs, schema, settings};

use crate::support::{House, Kind, TestDatabase, config, on_both};

on_both![
    a_connection_that_the_server_cut_is_replaced,
    work_that_fails_or_is_dropped_leaves_nothing_half_done,
    tables_of_another_version_are_refused_and_newer_ones_taken,
    what_is_wrong_with_the_way_to_the_database_is_told_without_the_password,
    the_connection_test_tells_database_and_version,
    a_table_that_is_missing_is_named,
    what_the_server_is_set_to_changes_no_meaning,
];

async fn now(db: &Db) -> Result<i64, StoreError> {
    db.with(async |conn| Ok(conn.now().await?)).await
}

async fn a_connection_that_the_server_cut_is_replaced(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let db = database.db();
    now(&db).await.unwrap();
    database.kill_connections().await;
    // A connection that was used a moment ago is trusted; nothing of it is used again.
    let fresh = now(&db).await;
    assert!(fresh.is_ok() || fresh.unwrap_err().code() == "store.unreachable");
    now(&db).await.unwrap();
    database.kill_connections().await;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    now(&db).await.unwrap();
}

async fn work_that_fails_or_is_dropped_leaves_nothing_half_done(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let db = database.db();
    let begun = async |conn: &mut Conn| {
        conn.begin().await?;
        links::link(conn, 1, 11).await
    };
    let failed: Result<(), StoreError> = db
        .with(async |conn| {
            begun(conn).await?;
            Err(StoreError::NoDatabase)
        })
        .await;
    assert_eq!(failed, Err(StoreError::NoDatabase));
    let dropped = tokio::time::timeout(
        std::time::Duration::from_millis(500),
        db.with::<(), StoreError>(async |conn| {
            begun(conn).await?;
            std::future::pending().await
        }),
    );
    assert!(dropped.await.is_err());
    let seen = db.with(async |conn| links::all(conn).await).await;
    assert_eq!(seen, Ok::<_, StoreError>(vec![]));
}

async fn tables_of_another_version_are_refused_and_newer_ones_taken(kind: Kind) {
    let database = TestDatabase::without_plugin(kind).await;
    let context = Context::new(config("http://127.0.0.1:1", Some(database.config()))).unwrap();
    let require = async || context.tables(async |conn| schema::require(conn).await).await;
    let wanted = metroport::SCHEMA_VERSION;
    assert_eq!(require().await, Err(StoreError::Schema { found: 0, wanted }));
    database.set_version(2_026_032_302).await;
    let error = require().await.unwrap_err();
    assert_eq!(error, StoreError::Schema { found: 2_026_032_302, wanted });
    assert_eq!(error.code(), "store.schema");
    for version in [wanted, wanted + 1] {
        database.set_version(version).await;
        assert_eq!(require().await, Ok(version));
    }
}

async fn what_is_wrong_with_the_way_to_the_database_is_told_without_the_password(kind: Kind) {
    let right = TestDatabase::new(kind).await.config();
    let nowhere = "/nowhere".to_owned();
    let wrong = [
        Database { password: Masked::new("tajne"), ..right.clone() },
        Database { name: "there_is_no_such_database".into(), ..right.clone() },
        if kind == Kind::Postgres {
            Database { host: nowhere, ..right.clone() }
        } else {
            Database { socket: nowhere, ..right.clone() }
        },
    ];
    for options in wrong {
        let error = now(&Db::new(options)).await.unwrap_err();
        assert_eq!(error.code(), "store.unreachable");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("tajne") && !shown.contains(right.password.expose()), "{shown}");
    }
}

async fn a_table_that_is_missing_is_named(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    database.execute("DROP TABLE metroport_runs").await;
    let context = Context::new(config("http://127.0.0.1:1", Some(database.config()))).unwrap();
    let steps = doctor::database(context.db().unwrap()).await;
    let schema = steps.iter().find(|step| step.step == "schema").unwrap();
    assert_eq!((schema.ok, schema.code), (false, Some("store.tables")));
    assert!(schema.detail.contains("metroport_runs"), "{}", schema.detail);
    let error = context.tables(async |conn| runs::all(conn).await).await.unwrap_err();
    assert_eq!(error.code(), "store.tables");
}

async fn what_the_server_is_set_to_changes_no_meaning(kind: Kind) {
    let database = TestDatabase::new(kind).await;
    let name = database.config().name;
    let settings: &[String] = if kind == Kind::Postgres {
        &["standard_conforming_strings = off", "timezone = 'Asia/Kathmandu'", "datestyle = 'German'"]
            .map(|setting| format!("ALTER DATABASE {name} SET {setting}"))
    } else {
        &["GLOBAL sql_mode = 'ORACLE,ANSI,TRADITIONAL,ONLY_FULL_GROUP_BY'", "GLOBAL time_zone = '+05:45'"]
            .map(|setting| format!("SET {setting}"))
    };
    for setting in settings {
        database.execute(setting).await;
    }
    let db = database.db();
    let done = db
        .with(async |conn| {
            // As often as needed for a statement that is kept.
            for customer in 1..=4 {
                links::link(conn, customer, 100 + customer).await?;
            }
            settings::put(conn, "nothing", "").await?;
            settings::put(conn, "quoted", r#"\' "" ||"#).await?;
            let now = conn.now().await?;
            Ok::<_, StoreError>((
                links::all(conn).await?.len(),
                settings::get(conn, "nothing").await?,
                settings::get(conn, "quoted").await?,
                now,
            ))
        })
        .await;
    if kind == Kind::MariaDb {
        database.execute("SET GLOBAL sql_mode = DEFAULT").await;
        database.execute("SET GLOBAL time_zone = DEFAULT").await;
    }
    let (linked, nothing, quoted, now) = done.unwrap();
    assert_eq!((linked, nothing.as_deref(), quoted.as_deref()), (4, Some(""), Some(r#"\' "" ||"#)));
    let ours = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
    assert!(now.abs_diff(i64::try_from(ours).unwrap()) < 60, "{now} {ours}");
}

async fn the_connection_test_tells_database_and_version(kind: Kind) {
    let house = House::new(kind, 1).await;
    let steps = doctor::examine(&house.process()).await;
    let names: Vec<(&str, bool)> = steps.iter().map(|step| (step.step.as_str(), step.ok)).collect();
    let well = names.iter().filter(|(name, _)| !name.starts_with("job_")).copied().collect::<Vec<_>>();
    let all = [
        "configuration",
        "database",
        "schema",
        "rights",
        "queue",
        "dns",
        "tcp",
        "server",
        "login",
        "session",
        "customers",
        "fsecure",
        "metrotv",
        "decoders",
        "clock",
    ];
    assert_eq!(well, all.map(|name| (name, true)));
    // No cron here.
    let jobs: Vec<_> = steps.iter().filter(|step| step.code == Some("job.never")).collect();
    assert_eq!(jobs.len(), names.len() - all.len());
    assert_eq!(steps[2].detail, metroport::SCHEMA_VERSION.to_string());

    house.db.set_version(2_026_032_302).await;
    let steps = doctor::examine(&house.process()).await;
    let names: Vec<(&str, bool)> = steps.iter().map(|step| (step.step.as_str(), step.ok)).collect();
    let behind = [
        ("configuration", true),
        ("database", true),
        ("schema", false),
        ("rights", true),
        ("dns", true),
        ("tcp", true),
        ("server", true),
        ("clock", true),
    ];
    assert_eq!(names, behind);
    assert_eq!(steps[2].code, Some("store.schema"));
}
