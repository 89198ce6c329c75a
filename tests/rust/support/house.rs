//! One LMS with its customers linked to an MMS that has their services.

use std::collections::{BTreeMap, BTreeSet};

use metroport::config::Config;
use metroport::operations::locks::{Order, Report, run};
use metroport::operations::{Context, OperationError, Progress};
use metroport::store::StoreError;
use metroport::store::locks::{Service, Wish, wishes};
use mms_sim::{Key, ServiceStatus, Simulator, World};
use serde_json::{Value, json};

use super::{Kind, TestDatabase, config, person, simulator, world};

/// LMS customer 1 is MMS user 100001, and so on; each has an account and an F-Secure service that work.
pub struct House {
    pub mms: Simulator,
    pub db: TestDatabase,
    pub config: Config,
}

impl House {
    pub async fn new(kind: Kind, customers: i64) -> Self {
        let persons: Vec<Value> = (1..=customers)
            .map(|n| person(n.unsigned_abs(), json!({"fsecure": "active", "decoders": false})))
            .collect();
        Self::with(kind, world(&persons, 0)).await
    }

    /// Every customer of the world is linked, in its order.
    pub async fn with(kind: Kind, world: World) -> Self {
        let db = TestDatabase::new(kind).await;
        let links: Vec<String> = world
            .customers
            .iter()
            .zip(1..)
            .map(|(user, customer)| format!("({customer}, {})", user.id))
            .collect();
        let links = links.join(", ");
        db.execute(&format!(
            "INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES {links}"
        ))
        .await;
        let mms = simulator(world);
        let config = config(&mms.url(), Some(db.config()));
        Self { mms, db, config }
    }

    /// A process that has just started.
    pub fn process(&self) -> Context {
        Context::new(self.config.clone()).unwrap()
    }

    pub async fn run(&self, order: &Order) -> Result<Report, OperationError> {
        run(&self.process(), order, &Progress::default()).await
    }

    /// Locks or releases television of these customers.
    pub async fn television(&self, lock: bool, customers: impl IntoIterator<Item = i64>) -> Report {
        self.run(&order(lock, customers, [Service::MetroTv])).await.unwrap()
    }

    /// The MMS id of a customer.
    pub fn user(customer: i64) -> u64 {
        100_000 + customer.unsigned_abs()
    }

    /// The first account of a customer.
    pub fn account(&self, customer: i64) -> u64 {
        self.mms.control().world(|world| first(&world.accounts, customer))
    }

    /// The first F-Secure service of a customer.
    pub fn service(&self, customer: i64) -> u64 {
        self.mms.control().world(|world| first(&world.services, customer))
    }

    /// Customers with a blocked account.
    pub fn blocked(&self) -> BTreeSet<i64> {
        self.mms.control().world(|world| {
            world
                .accounts
                .iter()
                .filter(|account| account.blocked)
                .map(|account| customer(account.userid))
                .collect()
        })
    }

    /// Customers with a blocked F-Secure service.
    pub fn suspended(&self) -> BTreeSet<i64> {
        self.mms.control().world(|world| {
            let blocked = world.services.iter().filter(|service| service.status == ServiceStatus::Blocked);
            blocked.map(|service| customer(service.userid)).collect()
        })
    }

    /// Customers who are flagged in a column of `metroport_customers`.
    pub async fn flagged(&self, column: &str) -> BTreeSet<i64> {
        let sql = format!("SELECT lms_user_id FROM metroport_customers WHERE {column} = 1");
        self.db.rows::<(i32,)>(&sql).await.into_iter().map(|(id,)| id.into()).collect()
    }

    /// Ids in MMS of the services that this plugin holds, and whether that is for sure.
    pub async fn holds(&self) -> BTreeMap<u64, String> {
        let rows: Vec<(i64, String)> = self.db.rows("SELECT mms_id, state FROM metroport_lock_holds").await;
        rows.into_iter().map(|(id, state)| (id.unsigned_abs(), state)).collect()
    }

    /// What is recorded for television, by customer.
    pub async fn recorded(&self) -> BTreeMap<i64, Wish> {
        let wishes: Result<_, StoreError> = self.db.db().with(async |conn| wishes(conn).await).await;
        let television = wishes.unwrap().into_iter().filter(|wish| wish.service == Service::MetroTv);
        television.map(|wish| (wish.customer_id, wish)).collect()
    }

    /// Customers whose wish MMS has not confirmed.
    pub async fn open(&self) -> BTreeSet<i64> {
        let recorded = self.recorded().await;
        recorded.into_values().filter(Wish::is_open).map(|wish| wish.customer_id).collect()
    }

    /// Tables and MMS say the same: these customers' television is blocked, by us.
    pub async fn assert_locked(&self, customers: &BTreeSet<i64>) {
        self.assert_locked_and_more_wanted(customers).await;
        assert_eq!(self.open().await, BTreeSet::new(), "open");
    }

    /// The like, while something else is wanted.
    pub async fn assert_locked_and_more_wanted(&self, customers: &BTreeSet<i64>) {
        assert_eq!(&self.blocked(), customers, "blocked in MMS");
        assert_eq!(&self.flagged("metrotv_suspend").await, customers, "flagged");
        let held: BTreeMap<u64, String> =
            customers.iter().map(|customer| (self.account(*customer), "held".to_owned())).collect();
        assert_eq!(self.holds().await, held, "held");
    }

    /// How many changes took effect in MMS since the last time this was asked.
    pub fn changes(&self) -> u64 {
        let changes = self.mms.control().counters().changing;
        self.mms.control().reset_counters();
        changes
    }
}

pub fn order(
    lock: bool,
    customers: impl IntoIterator<Item = i64>,
    services: impl IntoIterator<Item = Service>,
) -> Order {
    Order {
        lock: Some(lock),
        customers: customers.into_iter().collect(),
        services: services.into_iter().collect(),
        dry_run: false,
        due: None,
    }
}

fn first<T: mms_sim::Row>(table: &mms_sim::Table<T>, customer: i64) -> u64 {
    table.find(&Key::User(House::user(customer))).next().unwrap().id()
}

fn customer(user: u64) -> i64 {
    i64::try_from(user).unwrap() - 100_000
}
