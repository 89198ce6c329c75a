//! One world: LMS's database, MMS, what lies between them, and what is known of both.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use metroport::config::{Config, Database as Login, Raw};
use metroport::operations::Context;
use metroport::personal::Masked;
use metroport::sim::{Cell, Outcome, Reply, Severed, World, clock};
use mms_sim::Local;

use crate::database::Database;
use crate::executor::{mortal, process};
use crate::network;
use crate::plans;
use crate::truth::Truth;
use crate::weather::Weather;

pub struct House {
    pub mms: Local,
    pub lms: Rc<RefCell<Database>>,
    pub weather: RefCell<Weather>,
    pub truth: RefCell<Truth>,
    pub network: RefCell<network::Memory>,
    diary: RefCell<Diary>,
    config: Config,
    /// How many times faster one thing follows another than it usually does.
    pace: u64,
    /// Who each process works for.
    processes: RefCell<Vec<String>>,
}

/// Everything that happened.
struct Diary {
    hash: u64,
    /// Its words, for who wants to read them.
    text: Option<String>,
}

impl House {
    pub fn new(mms: Local, lms: Rc<RefCell<Database>>, weather: Weather, talk: bool) -> Self {
        let database = Login {
            kind: "postgres".into(),
            name: "lms".into(),
            user: "lms".into(),
            password: Masked::new("geheim"),
            ..Login::default()
        };
        let config = Config::new(Raw {
            url: "https://mms.invalid".into(),
            login: "operator".into(),
            password: Masked::new("sekret"),
            concurrency: Some(fastrand::choice([1, 2, 8]).unwrap_or(8)),
            actor: "nobody".into(),
            database: Some(database),
            ..Raw::default()
        })
        .expect("a configuration");
        Self {
            mms,
            lms,
            weather: RefCell::new(weather),
            truth: RefCell::default(),
            network: RefCell::default(),
            diary: RefCell::new(Diary { hash: 0xcbf2_9ce4_8422_2325, text: talk.then(String::new) }),
            config,
            pace: fastrand::choice([1, 1, 10, 30]).unwrap_or(1),
            processes: RefCell::default(),
        }
    }

    /// Some time passes, `longest` seconds at most where nobody is in a hurry.
    pub async fn wait(&self, longest: u64) {
        clock::sleep(Duration::from_millis(fastrand::u64(..longest * 1000 / self.pace))).await;
    }

    pub fn is_hurried(&self) -> bool {
        self.pace > 1
    }

    /// A process that has just started, and its number.
    pub fn process(&self, actor: &str) -> (u32, Context) {
        self.processes.borrow_mut().push(actor.to_owned());
        let number = u32::try_from(self.processes.borrow().len()).expect("a number");
        let config = Config { actor: actor.to_owned(), ..self.config.clone() };
        (number, Context::new(config).expect("a context"))
    }

    /// Who a process works for.
    pub fn is_of(&self, process: u32, actors: &[&str]) -> bool {
        let place = usize::try_from(process).unwrap_or_default().wrapping_sub(1);
        self.processes.borrow().get(place).is_some_and(|actor| actors.contains(&actor.as_str()))
    }

    /// Does work in a process that may die of it: then there is no result, and the process is another one afterwards.
    pub async fn work<R>(
        &self,
        who: &mut Option<(u32, Context)>,
        actor: &str,
        what: &str,
        work: impl AsyncFnOnce(Context) -> R,
    ) -> Option<R> {
        let (number, context) = who.take().unwrap_or_else(|| self.process(actor));
        self.note(format_args!("{actor} ({number}) begins: {what}"));
        self.network.borrow_mut().begins(number);
        let steps = self.weather.borrow().death();
        let result = mortal(number, steps, work(context.clone())).await;
        self.note(format_args!(
            "{actor} ({number}) {}: {what}",
            if result.is_some() { "ends" } else { "dies" }
        ));
        *who = result.is_some().then_some((number, context));
        result
    }

    /// LMS's own code changes its own tables.
    pub async fn in_lms(&self, sql: &str) {
        while !self.lms.borrow().is_at_rest() {
            clock::sleep(Duration::from_millis(1)).await;
        }
        self.note(format_args!("LMS: {sql}"));
        self.lms.borrow().batch(sql);
    }

    /// Customers who are linked now.
    pub fn linked(&self) -> BTreeSet<i64> {
        let rows = self.lms.borrow().rows("SELECT lms_user_id FROM metroport_customers");
        let id = |row: Vec<Cell>| if let [Cell::Int(id)] = row[..] { id } else { 0 };
        rows.into_iter().map(id).collect()
    }

    pub fn note(&self, words: std::fmt::Arguments<'_>) {
        let mut diary = self.diary.borrow_mut();
        let line = format!("{:>12.3} {words}\n", clock::passed().as_secs_f64());
        diary.hash = line
            .bytes()
            .fold(diary.hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        if let Some(text) = &mut diary.text {
            text.push_str(&line);
        }
    }

    /// What all of it comes to, and the words if they were asked for.
    pub fn diary(&self) -> (u64, String) {
        let diary = self.diary.borrow();
        (diary.hash, diary.text.clone().unwrap_or_default())
    }
}

/// The world as the crate sees it.
pub struct Outside(pub Rc<House>);

impl World for Outside {
    fn carry(&self, request: reqwest::Request) -> LocalBoxFuture<'static, Result<Reply, Severed>> {
        network::carry(Rc::clone(&self.0), &request).boxed_local()
    }

    fn connect(&self) -> Result<u64, sqlx::Error> {
        if self.0.weather.borrow().cuts() {
            return Err(sqlx::Error::Io(std::io::ErrorKind::ConnectionRefused.into()));
        }
        Ok(self.0.lms.borrow_mut().connect())
    }

    fn disconnect(&self, connection: u64) {
        self.0.lms.borrow_mut().disconnect(connection);
    }

    fn statement(
        &self,
        connection: u64,
        sql: &str,
        arguments: &[Cell],
    ) -> Result<Option<Outcome>, sqlx::Error> {
        let mut lms = self.0.lms.borrow_mut();
        let (before, after) = (self.0.weather.borrow().cuts(), self.0.weather.borrow().cuts());
        if before {
            self.0.note(format_args!("({}) database {connection}: cut before {sql}", process()));
            return Err(lms.cut(connection));
        }
        let outcome = lms.statement(connection, sql, arguments);
        if matches!(outcome, Ok(None)) {
            return outcome;
        }
        let mut words = String::new();
        if let Err(error) = &outcome {
            // Writing into a text does not fail.
            let _ = write!(words, ": {error}");
            // Not a fault that was drawn: a table that is missing here, or a dialect of its own.
            if !matches!(error, sqlx::Error::Io(_) | sqlx::Error::Database(_))
                || error.as_database_error().is_some_and(|error| !error.is_unique_violation())
            {
                self.0.network.borrow_mut().broken.push(format!("{sql}: {error}"));
            }
        }
        self.0.note(format_args!("({}) database {connection}: {sql}{words}", process()));
        if outcome.is_ok() && sql.contains(" metroport_plans ") {
            plans::watch(&self.0, sql);
        }
        if after && outcome.is_ok() {
            self.0.note(format_args!("({}) database {connection}: cut after it", process()));
            return Err(lms.cut(connection));
        }
        outcome
    }

    fn lock(&self, connection: u64, name: &str) -> bool {
        let got = self.0.lms.borrow_mut().lock(connection, name);
        if got {
            self.0.note(format_args!("({}) database {connection}: lock {name}", process()));
        }
        got
    }

    fn pause(&self) -> Option<Duration> {
        // Most statements are as good as immediate; the others let somebody else in.
        match fastrand::u8(..) {
            0..=99 => None,
            100..=200 => Some(Duration::ZERO),
            millis => Some(Duration::from_millis(u64::from(millis - 200))),
        }
    }
}
