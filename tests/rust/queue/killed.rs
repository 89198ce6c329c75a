//! Processes that die at any moment of a run: by being dropped, and by SIGKILL. Nothing that is wanted is lost.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use metroport::operations::queue::converge;
use metroport::operations::{Context, Progress};

use super::office::{Office, options};
use crate::support::{Kind, config, on_both};

on_both![a_future_may_be_dropped_at_any_moment, a_process_may_be_killed_at_any_moment];

const CUSTOMERS: i64 = 6;
/// A thousand in all, of both kinds. Most on MariaDB: PostgreSQL's way to log in takes its time without optimisation.
fn deaths(kind: Kind) -> u32 {
    match kind {
        Kind::Postgres => 100,
        Kind::MariaDb => 400,
    }
}

/// Address of MMS and name of the database, for the process that is to be killed.
const VICTIM: &str = "METROPORT_TEST_VICTIM";

/// A little of everything is to be done: some customers move, some are to be locked or released.
async fn wish(office: &Office, round: u32) -> BTreeSet<i64> {
    let locked: BTreeSet<i64> =
        (1..=CUSTOMERS).filter(|customer| (customer + i64::from(round)) % 3 == 0).collect();
    let list = locked.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    office
        .lms_in_the_end(&format!(
            "UPDATE addresses SET house = '{round}' WHERE id % 2 = {};
             UPDATE metroport_locks SET wanted = CASE WHEN lms_user_id IN ({list}) THEN 1 ELSE 0 END, confirmed = NULL, \
             attempts = 0, next_attempt_at = NULL",
            round % 2
        ))
        .await;
    locked
}

async fn office(kind: Kind) -> Office {
    let office = Office::new(kind, CUSTOMERS).await;
    office.television(true, 1..=CUSTOMERS).await;
    office
}

/// The next run makes everything as it is wanted, and there is no more of anything than there was.
async fn assert_made_right(office: &Office, round: u32, locked: &BTreeSet<i64>) {
    office.time_passes().await;
    let report = office.converge().await;
    assert_eq!(
        (report.stopped, report.refused, report.failed, report.waiting),
        (None, 0, 0, 0),
        "round {round}"
    );
    for (customer, house) in office.lms_houses().await {
        assert_eq!(office.user(customer.into()).streetno1, house, "round {round}, customer {customer}");
    }
    office.assert_locked(locked).await;
    let there = office.mms.control().world(|w| (w.customers.len(), w.accounts.len(), w.services.len()));
    let each = usize::try_from(CUSTOMERS).unwrap();
    assert_eq!(there, (each, each, each));
}

/// How long a whole run takes.
async fn usual(office: &Office) -> Duration {
    let locked = wish(office, 1).await;
    let begun = Instant::now();
    assert_made_right(office, 1, &locked).await;
    begun.elapsed()
}

/// The machine may be busier, or less busy, than it was: most die, all over a run, and some live to its end.
fn next(usual: Duration, has_died: bool) -> Duration {
    usual.mul_f64(if has_died { 1.02 } else { 0.8 })
}

async fn a_future_may_be_dropped_at_any_moment(kind: Kind) {
    let office = office(kind).await;
    let mut usual = usual(&office).await;
    let mut died = 0;
    for round in 0..deaths(kind) {
        let locked = wish(&office, round).await;
        let process = office.process();
        let (options, progress) = (options(), Progress::default());
        let life = usual.mul_f64(fastrand::f64());
        let has_died = tokio::time::timeout(life, converge(&process, &options, &progress)).await.is_err();
        drop(process);
        died += u32::from(has_died);
        usual = next(usual, has_died);
        assert_made_right(&office, round, &locked).await;
    }
    assert!(died > deaths(kind) / 4, "only {died} died");
}

/// What is recorded while a run is under way must be enough for the next one, whenever it ends.
async fn a_process_may_be_killed_at_any_moment(kind: Kind) {
    if let Ok(victim) = env::var(VICTIM) {
        return be_killed(&victim).await;
    }
    let office = office(kind).await;
    let mut usual = usual(&office).await;
    let test = if kind == Kind::Postgres { "postgres" } else { "mariadb" };
    let test = format!("queue::killed::{test}::a_process_may_be_killed_at_any_moment");
    let database = serde_json::to_string(&(office.mms.url(), office.db.config().name)).unwrap();
    let mut died = 0;
    for round in 0..deaths(kind) {
        let locked = wish(&office, round).await;
        let mut victim = Command::new(env::current_exe().unwrap())
            .args([test.as_str(), "--exact", "--nocapture"])
            .env(VICTIM, &database)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = victim.stdout.take().unwrap();
        let mut seen = Vec::new();
        let mut byte = [0_u8];
        // The harness talks first.
        while !seen.ends_with(b"alive") {
            assert_eq!(
                out.read(&mut byte).unwrap(),
                1,
                "it has not begun: {}",
                String::from_utf8_lossy(&seen)
            );
            seen.push(byte[0]);
        }
        thread::sleep(usual.mul_f64(fastrand::f64()));
        victim.kill().unwrap();
        let has_died = !victim.wait().unwrap().success();
        died += u32::from(has_died);
        usual = next(usual, has_died);
        assert_made_right(&office, round, &locked).await;
    }
    assert!(died > deaths(kind) / 4, "only {died} died");
}

/// The other side of the test: a process that runs the converger and nothing else.
async fn be_killed(victim: &str) {
    use std::io::Write as _;
    let (url, name): (String, String) = serde_json::from_str(victim).unwrap();
    let kind = if thread::current().name().is_some_and(|test| test.contains("postgres")) {
        Kind::Postgres
    } else {
        Kind::MariaDb
    };
    let context = Context::new(config(&url, Some(kind.database(&name)))).unwrap();
    let mut out = std::io::stdout();
    out.write_all(b"alive").unwrap();
    out.flush().unwrap();
    converge(&context, &options(), &Progress::default()).await.unwrap();
}
