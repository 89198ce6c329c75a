//! Catalogues and the warehouse in the plugin's tables.

use std::time::{Duration, Instant};

use metroport::operations::sync::{Counts, Report, decoders, fsecure_packages, metrotv_packages};
use metroport::operations::{Context, Progress};
use mms_sim::{Edit, Simulator, StbStatus};
use serde_json::{Value, json};

use crate::support::{Kind, TestDatabase, all, config, on_both, person, simulator, world};

on_both![
    a_second_run_writes_nothing,
    tables_say_what_mms_shows,
    a_change_writes_one_row,
    what_vanishes_is_marked_and_may_return,
    a_decoder_that_is_added_again_keeps_its_mac,
    what_the_original_left_is_brought_up_to_date,
    values_that_do_not_fit_are_cut,
    a_trial_run_writes_nothing,
    an_mms_that_shows_nothing_is_not_believed,
    runs_at_once_do_not_collide,
    who_stops_it_in_time_changes_nothing,
    ten_thousand_decoders,
];

const TABLES: [&str; 3] =
    ["metroport_fsecure_packages", "metroport_metrotv_packages", "metroport_metrotv_stb"];

struct Warehouse {
    mms: Simulator,
    db: TestDatabase,
}

impl Warehouse {
    async fn new(kind: Kind, decoders: usize) -> Self {
        let customers: Vec<Value> = (1..=3).map(|number| person(number, json!(true))).collect();
        let db = TestDatabase::new(kind).await;
        if kind == Kind::MariaDb {
            db.execute("SET GLOBAL userstat = 1").await;
        }
        Self { mms: simulator(world(&customers, decoders)), db }
    }

    fn process(&self) -> Context {
        Context::new(config(&self.mms.url(), Some(self.db.config()))).unwrap()
    }

    async fn decoders(&self) -> Counts {
        let report = decoders(&self.process(), false, &Progress::default()).await.unwrap();
        assert_eq!(report.stopped, None);
        report.counts
    }

    /// Rows that were ever written to a table, as the database itself counts them.
    async fn written(&self, table: &str) -> i64 {
        let sql = match self.db.kind {
            Kind::Postgres => {
                // A connection counts when it ends.
                let others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
                while !self.db.rows::<(i32,)>(others).await.is_empty() {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                format!(
                    "SELECT n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables WHERE relname = '{table}'"
                )
            }
            Kind::MariaDb => format!(
                "SELECT CAST(COALESCE(SUM(ROWS_CHANGED), 0) AS SIGNED) FROM information_schema.TABLE_STATISTICS \
                 WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{table}'"
            ),
        };
        self.db.rows::<(i64,)>(&sql).await[0].0
    }

    async fn stb(&self, id: u64) -> (String, Option<String>, i64, i16, Option<String>, bool) {
        let sql = format!(
            "SELECT mac, serialnumber, status, active, statusname, COALESCE(gone_at, 0) FROM {} WHERE id = {id}",
            TABLES[2]
        );
        let (mac, serial, status, active, name, gone): (_, _, _, _, _, i64) =
            self.db.rows(&sql).await.remove(0);
        (mac, serial, status, active, name, gone > 0)
    }

    /// A decoder in the warehouse: id, MAC, serial number.
    fn one(&self) -> (u64, String, String) {
        self.mms.control().world(|world| {
            let stb = world.stbs.iter().find(|stb| stb.status == StbStatus::Warehouse).unwrap();
            (stb.id, stb.mac.clone(), stb.serialnumber.clone())
        })
    }

    fn edit(&self, edit: &Edit) -> u64 {
        self.mms.control().edit(edit).unwrap()
    }
}

fn in_full(mac: &str) -> String {
    metroport::mms::models::Mac::parse(mac).unwrap().to_string()
}

async fn a_second_run_writes_nothing(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    for again in [false, true] {
        let before = [
            warehouse.written(TABLES[0]).await,
            warehouse.written(TABLES[1]).await,
            warehouse.written(TABLES[2]).await,
        ];
        let process = warehouse.process();
        let progress = Progress::default();
        let reports = [
            fsecure_packages(&process, false, &progress).await.unwrap(),
            metrotv_packages(&process, false, &progress).await.unwrap(),
            decoders(&process, false, &progress).await.unwrap(),
        ];
        drop(process);
        for ((table, before), report) in TABLES.into_iter().zip(before).zip(reports) {
            let rows = usize::try_from(warehouse.db.count(table).await).unwrap();
            let wanted = if again {
                Counts { unchanged: rows, ..Counts::default() }
            } else {
                Counts { added: rows, ..Counts::default() }
            };
            assert!(rows > 3, "{table}");
            assert_eq!(report, Report { stopped: None, counts: wanted }, "{table}");
            let written = warehouse.written(table).await - before;
            assert_eq!(written, i64::try_from(wanted.added).unwrap(), "{table}");
        }
    }
}

async fn tables_say_what_mms_shows(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    let (process, progress) = (warehouse.process(), Progress::default());
    fsecure_packages(&process, false, &progress).await.unwrap();
    metrotv_packages(&process, false, &progress).await.unwrap();
    decoders(&process, false, &progress).await.unwrap();
    let (products, packages) = warehouse.mms.control().world(|world| {
        let products: Vec<(i64, String, i64)> = world
            .products
            .iter()
            .map(|p| (p.id.cast_signed(), p.name.clone(), p.license_size.cast_signed()))
            .collect();
        let packages: Vec<(i64, String, Option<String>, i16)> = world
            .packages
            .iter()
            .map(|p| (p.id.cast_signed(), p.pkg_name.clone(), p.pkg_valid_to.clone(), p.active.into()))
            .collect();
        (products, packages)
    });
    let sql = "SELECT id, name, license_size FROM metroport_fsecure_packages ORDER BY id";
    assert_eq!(warehouse.db.rows::<(i64, String, i64)>(sql).await, products);
    let day =
        if kind == Kind::Postgres { "CAST(pkg_valid_to AS text)" } else { "CAST(pkg_valid_to AS char)" };
    let sql = format!("SELECT id, pkg_name, {day}, active FROM metroport_metrotv_packages ORDER BY id");
    assert_eq!(warehouse.db.rows::<(i64, String, Option<String>, i16)>(&sql).await, packages);
    let sql = "SELECT id FROM metroport_metrotv_packages WHERE pricebrutto > pricenetto AND pricenetto > 0 AND vat = 23";
    assert_eq!(warehouse.db.rows::<(i64,)>(sql).await.len(), packages.len());
    let (id, mac, serial) = warehouse.one();
    let wanted = (in_full(&mac), Some(serial), 1, 0, Some("w magazynie".to_owned()), false);
    assert_eq!(warehouse.stb(id).await, wanted);
    let sql = "SELECT id FROM metroport_metrotv_stb WHERE status = 2 AND username LIKE '%uk-%' AND addressip IS NOT NULL";
    assert!(!warehouse.db.rows::<(i64,)>(sql).await.is_empty());
}

async fn a_change_writes_one_row(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    warehouse.decoders().await;
    let before = warehouse.written(TABLES[2]).await;
    let (id, ..) = warehouse.one();
    warehouse.edit(&Edit::set("stb", id, json!({"status": "damaged"})));
    let counts = warehouse.decoders().await;
    assert_eq!((counts.added, counts.changed, counts.gone), (0, 1, 0));
    assert_eq!(warehouse.stb(id).await.2, 5);
    // MariaDB counts a row that gave way to its new self twice.
    let written = warehouse.written(TABLES[2]).await - before;
    assert!((1..=2).contains(&written), "{written}");
}

async fn what_vanishes_is_marked_and_may_return(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    warehouse.decoders().await;
    let (id, mac, serial) = warehouse.one();
    let kept = warehouse.mms.control().world(|world| world.stbs.remove(id).unwrap());
    assert_eq!(warehouse.decoders().await.gone, 1);
    let gone = (in_full(&mac), Some(serial), 3, 0, Some("usunięte".to_owned()), true);
    assert_eq!(warehouse.stb(id).await, gone);
    let again = warehouse.decoders().await;
    assert_eq!((again.gone, again.changed), (0, 0));

    warehouse.mms.control().world(|world| world.stbs.add(kept));
    assert_eq!(warehouse.decoders().await.changed, 1);
    let (.., name, is_gone) = warehouse.stb(id).await;
    assert_eq!((name.as_deref(), is_gone), (Some("w magazynie"), false));
}

async fn a_decoder_that_is_added_again_keeps_its_mac(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    warehouse.decoders().await;
    let (old, mac, serial) = warehouse.one();
    let mut stb = warehouse.mms.control().world(|world| world.stbs.remove(old).unwrap());
    stb.id = 0;
    let new = warehouse.mms.control().world(|world| world.stbs.add(stb));
    let counts = warehouse.decoders().await;
    assert_eq!((counts.added, counts.gone, counts.doubled), (1, 1, 0));
    assert_eq!(warehouse.stb(new).await.0, in_full(&mac));
    let (old_mac, old_serial, ..) = warehouse.stb(old).await;
    assert_eq!((old_mac, old_serial), (format!("{}#{old}", in_full(&mac)), None));
    assert_eq!(warehouse.stb(new).await.1, Some(serial));
    let again = warehouse.decoders().await;
    assert_eq!((again.added, again.changed, again.gone), (0, 0, 0));

    // MMS loses serial numbers, and has one MAC twice.
    let (other, ..) = warehouse.one();
    assert_ne!(other, new);
    warehouse.edit(&Edit::set("stb", other, json!({"mac": mac, "serialnumber": ""})));
    let third = warehouse
        .mms
        .control()
        .world(|world| world.stbs.iter().map(|stb| stb.id).find(|id| *id != other && *id != new).unwrap());
    warehouse.edit(&Edit::set("stb", third, json!({"serialnumber": ""})));
    let counts = warehouse.decoders().await;
    assert_eq!((counts.changed, counts.doubled), (2, 1));
    assert_eq!(warehouse.stb(new).await.0, in_full(&mac));
}

async fn what_the_original_left_is_brought_up_to_date(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    let (id, mac, serial) = warehouse.one();
    let values = format!("({id}, 'aa', '{serial}', ''), (7, '{}', 'S7', NULL)", in_full(&mac));
    let insert = format!("INSERT INTO {} (id, mac, serialnumber, description) VALUES {values}", TABLES[2]);
    warehouse.db.execute(&insert).await;
    let counts = warehouse.decoders().await;
    assert_eq!((counts.changed, counts.gone), (1, 1));
    assert_eq!(warehouse.stb(id).await.0, in_full(&mac));
    assert_eq!(warehouse.stb(7).await.0, format!("{}#7", in_full(&mac)));
    assert_eq!(warehouse.decoders().await.changed, 0);
}

async fn values_that_do_not_fit_are_cut(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    let (id, ..) = warehouse.one();
    let long = "ż".repeat(300);
    let description = "ą".repeat(40_000) + "\u{0}😀";
    warehouse.edit(&Edit::set("stb", id, json!({"serialnumber": long, "description": description})));
    let counts = warehouse.decoders().await;
    assert_eq!(
        (counts.added, counts.clipped),
        (usize::try_from(warehouse.db.count(TABLES[2]).await).unwrap(), 1)
    );
    assert_eq!(warehouse.stb(id).await.1, Some("ż".repeat(255)));
    let again = warehouse.decoders().await;
    assert_eq!((again.changed, again.clipped), (0, 1));
}

async fn a_trial_run_writes_nothing(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    let (process, progress) = (warehouse.process(), Progress::default());
    let report = decoders(&process, true, &progress).await.unwrap();
    assert!(report.counts.added > 3);
    assert_eq!((warehouse.db.count(TABLES[2]).await, progress.get()), (0, (0, 0)));
}

async fn an_mms_that_shows_nothing_is_not_believed(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    warehouse.decoders().await;
    let ids: Vec<u64> = warehouse.mms.control().world(|world| world.stbs.iter().map(|stb| stb.id).collect());
    warehouse.mms.control().world(|world| ids.iter().for_each(|id| drop(world.stbs.remove(*id))));
    let report = decoders(&warehouse.process(), false, &Progress::default()).await.unwrap();
    assert_eq!(report.stopped.map(|stopped| stopped.code), Some("sync.empty"));
    let sql = "SELECT id FROM metroport_metrotv_stb WHERE gone_at IS NOT NULL";
    assert_eq!(warehouse.db.rows::<(i64,)>(sql).await, []);
}

async fn runs_at_once_do_not_collide(kind: Kind) {
    let warehouse = Warehouse::new(kind, 200).await;
    let runs = all((0..4).map(|_| warehouse.decoders())).await;
    let rows = usize::try_from(warehouse.db.count(TABLES[2]).await).unwrap();
    assert_eq!(runs.iter().map(|counts| counts.added).sum::<usize>(), rows);
    assert_eq!(runs.iter().map(|counts| counts.changed).sum::<usize>(), 0);
}

async fn who_stops_it_in_time_changes_nothing(kind: Kind) {
    let warehouse = Warehouse::new(kind, 30).await;
    let progress = Progress::default();
    progress.stop();
    let report = decoders(&warehouse.process(), false, &progress).await.unwrap();
    assert_eq!(report.stopped.map(|stopped| stopped.code), Some("sync.stopped"));
    assert_eq!(warehouse.db.count(TABLES[2]).await, 0);
}

async fn ten_thousand_decoders(kind: Kind) {
    let warehouse = Warehouse::new(kind, 10_000).await;
    let rows = 10_000;
    warehouse.mms.control().set_latency(Duration::from_millis(50));
    let start = Instant::now();
    let counts = warehouse.decoders().await;
    let first = start.elapsed();
    assert_eq!(counts, Counts { added: rows, ..Counts::default() });
    let before = warehouse.written(TABLES[2]).await;
    let start = Instant::now();
    let counts = warehouse.decoders().await;
    println!("{kind:?}: {rows} decoders in {first:?}, unchanged in {:?}", start.elapsed());
    assert_eq!(counts, Counts { unchanged: rows, ..Counts::default() });
    assert_eq!(warehouse.written(TABLES[2]).await, before);
    assert_eq!(warehouse.mms.control().counters().call("GET /Iptv/Stbs"), 2);
}
