//! What the tests stand on: a simulator with a world made for the test, a configuration, a database of its own.

mod database;
mod house;
mod silence;
mod wire;

use std::future::Future;

use metroport::config::{Config, Database, Raw};
use metroport::mms::{Client, MemorySession, Options};
use metroport::operations::Context;
use metroport::personal::Masked;
use mms_sim::{Seed, SeedCustomer, Simulator, World};
use serde::Serialize;
use serde_json::{Value, json};

pub use self::database::{Kind, TestDatabase, raw};
pub use self::house::{House, order};
pub use self::silence::Silence;
pub use self::wire::Wire;

/// Makes a test for each database of every `async fn name(kind: Kind)` that is named.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod postgres {
            $(#[tokio::test] async fn $name() { super::$name($crate::support::Kind::Postgres).await; })+
        }
        mod mariadb {
            $(#[tokio::test] async fn $name() { super::$name($crate::support::Kind::MariaDb).await; })+
        }
    };
}
pub(crate) use on_both;

/// A person for a world; what the fields do not say is usual.
pub fn person(number: u64, services: impl Serialize) -> Value {
    json!({"customertype": 2, "name": "Jan", "lastname": format!("Żuk-{number}"), "pesel": pesel(number),
        "email": format!("jan{number}@example.com"), "city1": "Łódź", "zip1": "90-001", "streetname1": "Długa",
        "streetno1": number.to_string(), "services": services})
}

/// A world with exactly these customers, who get the ids 100001, 100002…
pub fn world(customers: &[Value], decoders: usize) -> World {
    let list: Vec<SeedCustomer> = serde_json::from_value(customers.into()).unwrap();
    World::seeded(&Seed { seed: 1, customers: 0, list: Some(list), accounts: 0, decoders, networks: 2 })
}

pub fn simulator(world: World) -> Simulator {
    Simulator::start(mms_sim::Options { world: Some(world), ..mms_sim::Options::default() }).unwrap()
}

/// A simulator with three persons who have one of each service, and places in the warehouse.
pub fn small_mms() -> Simulator {
    let customers: Vec<Value> = (1..=3).map(|number| person(number, json!(true))).collect();
    simulator(world(&customers, 20))
}

/// A valid PESEL, another one for each number below 10000.
pub fn pesel(number: u64) -> String {
    let head = format!("800101{number:04}");
    let weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
    let sum: u32 =
        head.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{head}{}", (10 - sum % 10) % 10)
}

pub fn config(url: &str, database: Option<Database>) -> Config {
    Config::new(Raw {
        url: url.to_owned(),
        login: "operator".into(),
        password: Masked::new("sekret"),
        actor: "test".into(),
        database,
        ..Raw::default()
    })
    .unwrap()
}

/// What a client of `url` is made from, spoiled as the test wants it.
pub fn client_of(url: &str, spoil: impl FnOnce(&mut Options)) -> Client {
    let mut options = config(url, None).mms;
    spoil(&mut options);
    Client::new(options, Box::new(MemorySession::default())).unwrap()
}

pub fn client(mms: &Simulator) -> Client {
    client_of(&mms.url(), |_| {})
}

/// A process without a database.
pub fn context(mms: &Simulator) -> Context {
    Context::new(config(&mms.url(), None)).unwrap()
}

/// All at once, as one process does it.
pub async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    futures_util::future::join_all(futures).await
}
