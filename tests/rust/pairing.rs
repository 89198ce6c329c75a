//! Pairing of customers by PESEL and NIP.

use std::time::{Duration, Instant};

use metroport::operations::pairing::Outcome::{Ambiguous, CustomerGone, Differs, Invalid, Linked, UserGone};
use metroport::operations::pairing::{Outcome, Report, run};
use metroport::operations::{Context, Progress};
use metroport::store::{StoreError, links};
use mms_sim::{Fault, Rule, Simulator};
use serde_json::{Value, json};

use crate::support::{Kind, TestDatabase, all, config, on_both, person, pesel, simulator, world};

on_both![
    one_request_pairs_everybody_and_a_second_run_nobody,
    what_needs_a_person_is_told_by_ids_only,
    a_trial_run_links_nobody,
    who_is_linked_by_hand_meanwhile_stays_so,
    two_runs_at_once_do_not_collide,
    an_mms_that_shows_nobody_is_not_believed,
    an_mms_that_is_away_changes_nothing,
    ten_thousand_customers_are_paired_with_one_request,
];

struct Office {
    mms: Simulator,
    db: TestDatabase,
}

impl Office {
    /// `users` get the ids 100001, 100002…
    async fn new(kind: Kind, users: &[Value]) -> Self {
        let db = TestDatabase::new(kind).await;
        db.execute(
            "CREATE TABLE customers (id integer PRIMARY KEY, type smallint NOT NULL DEFAULT 0, \
             ten varchar(50) NOT NULL DEFAULT '', ssn varchar(50) NOT NULL DEFAULT '', \
             deleted smallint NOT NULL DEFAULT 0)",
        )
        .await;
        Self { mms: simulator(world(users, 0)), db }
    }

    fn process(&self) -> Context {
        Context::new(config(&self.mms.url(), Some(self.db.config()))).unwrap()
    }

    /// Rows of `(id, type, ten, ssn, deleted)`.
    async fn customers(&self, rows: &[String]) {
        for rows in rows.chunks(1000) {
            let rows = rows.join(", ");
            self.db
                .execute(&format!("INSERT INTO customers (id, type, ten, ssn, deleted) VALUES {rows}"))
                .await;
        }
    }

    async fn link(&self, customer: i64, user: i64) {
        let values = format!("({customer}, {user})");
        self.db
            .execute(&format!(
                "INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES {values}"
            ))
            .await;
    }

    async fn links(&self) -> Vec<(i32, i32)> {
        self.db
            .rows("SELECT lms_user_id, metroport_user_id FROM metroport_customers ORDER BY lms_user_id")
            .await
    }

    async fn pair(&self, relink: bool, dry_run: bool) -> Report {
        run(&self.process(), relink, dry_run, &Progress::default()).await.unwrap()
    }
}

fn told(report: &Report) -> Vec<(Option<i64>, Option<i64>, Outcome)> {
    report.lines.iter().map(|line| (line.customer_id, line.mms_id, line.outcome)).collect()
}

fn counted(report: &Report, outcome: Outcome) -> usize {
    report.counts[&outcome]
}

async fn one_request_pairs_everybody_and_a_second_run_nobody(kind: Kind) {
    let company = json!({"customertype": 1, "lastname": "Firma", "nip": "5260250274", "pesel": pesel(9), "services": false});
    let office = Office::new(kind, &[person(1, json!(false)), company, person(3, json!(false))]).await;
    let [one, three, nine] = [pesel(1), pesel(3), pesel(9)];
    office
        .customers(&[
            format!("(1, 0, '', '{one}', 0)"),
            "(2, 1, 'PL 526-025-02-74', '', 0)".to_owned(),
            format!("(3, 0, '', '{three}', 1)"),
            format!("(4, 0, '5260250274', '{nine}', 0)"),
            format!("(5, 2, '', '{three}', 0)"),
            "(6, 0, '', '', 0)".to_owned(),
        ])
        .await;
    office.process().mms.log_in(office.process().mms.deadline()).await.unwrap();
    office.mms.control().reset_counters();

    let report = office.pair(false, false).await;
    let linked = Outcome::Linked;
    assert_eq!(told(&report), [(Some(1), Some(100_001), linked), (Some(2), Some(100_002), linked)]);
    assert_eq!((counted(&report, Outcome::NoMatch), counted(&report, Outcome::NoNumber)), (1, 1));
    assert_eq!(office.mms.control().counters().requests, 1);
    assert_eq!(office.links().await, [(1, 100_001), (2, 100_002)]);

    let again = office.pair(true, false).await;
    assert_eq!((told(&again), counted(&again, Outcome::Already)), (vec![], 2));
}

async fn what_needs_a_person_is_told_by_ids_only(kind: Kind) {
    let users: Vec<Value> = [1, 2, 3, 3, 5, 6].iter().map(|number| person(*number, json!(false))).collect();
    let office = Office::new(kind, &users).await;
    let numbers = [1, 1, 2, 3, 4, 7].map(pesel);
    let mut rows: Vec<String> =
        numbers.iter().zip(1..).map(|(number, id)| format!("({id}, 0, '', '{number}', 0)")).collect();
    rows.push("(7, 0, '', '80010100001', 0)".to_owned());
    office.customers(&rows).await;
    // Customer 5 has another number than his user, 6's user is not there any more, 8 is not in LMS any more.
    office.link(5, 100_005).await;
    office.link(6, 900).await;
    office.link(8, 100_006).await;

    let report = office.pair(true, false).await;
    let wanted = [
        (Some(1), Some(100_001), Ambiguous),
        (Some(2), Some(100_001), Ambiguous),
        (Some(3), Some(100_002), Linked),
        (Some(4), None, Ambiguous),
        (Some(5), Some(100_005), Differs),
        (Some(6), Some(900), UserGone),
        (Some(7), None, Invalid),
        (Some(8), Some(100_006), CustomerGone),
        (None, Some(100_003), Ambiguous),
        (None, Some(100_004), Ambiguous),
    ];
    assert_eq!(told(&report), wanted);
    let text = serde_json::to_string(&report).unwrap() + &format!("{report:?}");
    assert!(!text.contains("800101"), "a PESEL in {text}");
    assert_eq!(office.links().await, [(3, 100_002), (5, 100_005), (6, 900), (8, 100_006)]);
}

async fn a_trial_run_links_nobody(kind: Kind) {
    let office = Office::new(kind, &[person(1, json!(false))]).await;
    office.customers(&[format!("(1, 0, '', '{}', 0)", pesel(1))]).await;
    let report = office.pair(false, true).await;
    assert_eq!(told(&report), [(Some(1), Some(100_001), Outcome::Planned)]);
    assert_eq!(office.links().await, []);
}

async fn who_is_linked_by_hand_meanwhile_stays_so(kind: Kind) {
    let office = Office::new(kind, &[person(1, json!(false)), person(2, json!(false))]).await;
    office.customers(&[1, 2].map(|id| format!("({id}, 0, '', '{}', 0)", pesel(id)))).await;
    // He is not to be seen when the links are read, and is there when they are written.
    let (begun, begins) = tokio::sync::oneshot::channel();
    let by_hand = async {
        let linked: Result<(), StoreError> = office
            .db
            .db()
            .with(async |conn| {
                conn.begin().await?;
                links::link(conn, 7, 100_001).await?;
                begun.send(()).unwrap();
                tokio::time::sleep(Duration::from_secs(3)).await;
                Ok(conn.commit().await?)
            })
            .await;
        linked.unwrap();
    };
    let pairing = async {
        begins.await.unwrap();
        office.pair(false, false).await
    };
    let ((), report) = tokio::join!(by_hand, pairing);
    let wanted = [(Some(1), Some(100_001), Outcome::Taken), (Some(2), Some(100_002), Outcome::Linked)];
    assert_eq!(told(&report), wanted);
    assert_eq!(office.links().await, [(2, 100_002), (7, 100_001)]);
}

async fn two_runs_at_once_do_not_collide(kind: Kind) {
    let users: Vec<Value> = (1..=50).map(|number| person(number, json!(false))).collect();
    let office = Office::new(kind, &users).await;
    let rows: Vec<String> = (1..=50).map(|id| format!("({id}, 0, '', '{}', 0)", pesel(id))).collect();
    office.customers(&rows).await;
    let reports = all((0..4).map(|_| office.pair(false, false))).await;
    let linked: Vec<usize> = reports.iter().map(|report| counted(report, Outcome::Linked)).collect();
    assert_eq!(linked.iter().sum::<usize>(), 50, "{linked:?}");
    assert_eq!(office.links().await.len(), 50);
    assert!(reports.iter().all(|report| report.stopped.is_none()));
}

async fn an_mms_that_shows_nobody_is_not_believed(kind: Kind) {
    let office = Office::new(kind, &[]).await;
    office.link(1, 5).await;
    let report = office.pair(false, false).await;
    assert_eq!(report.stopped.as_ref().map(|stopped| stopped.code), Some("sync.empty"));
    assert_eq!(report.lines, []);
}

async fn an_mms_that_is_away_changes_nothing(kind: Kind) {
    let office = Office::new(kind, &[person(1, json!(false))]).await;
    office.customers(&[format!("(1, 0, '', '{}', 0)", pesel(1))]).await;
    let down =
        Fault::Status { status: 503, when: mms_sim::When::Before, retry_after: None, body: String::new() };
    office.mms.control().add_fault(Rule::on("GET", "/Users/*", down));
    let failed = run(&office.process(), false, false, &Progress::default()).await.unwrap_err();
    assert_eq!(failed.code(), "mms.unavailable");
    assert_eq!(office.links().await, []);
    office.mms.control().clear_faults();
    assert_eq!(counted(&office.pair(false, false).await, Outcome::Linked), 1);
}

async fn ten_thousand_customers_are_paired_with_one_request(kind: Kind) {
    let users: Vec<Value> = (0..10_000).map(|number| person(number, json!(false))).collect();
    let office = Office::new(kind, &users).await;
    office.mms.control().set_latency(Duration::from_millis(50));
    let rows: Vec<String> =
        (0..10_000).map(|id| format!("({}, 0, '', '{}', 0)", id + 1, pesel(id))).collect();
    office.customers(&rows).await;
    let start = Instant::now();
    let report = office.pair(false, false).await;
    println!("{kind:?}: 10,000 customers paired in {:?}", start.elapsed());
    assert_eq!(counted(&report, Outcome::Linked), 10_000);
    let counters = office.mms.control().counters();
    assert_eq!((counters.requests, counters.call("GET /Users/users")), (2, 1));
    assert_eq!(office.links().await.len(), 10_000);
}
