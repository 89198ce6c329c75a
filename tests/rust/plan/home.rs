//! An LMS with three customers: 1 has everything in MMS, 2 has nothing there, 3 MMS does not know. It has the tariffs 1 and 2,
//! and customer 1 pays for tariff 1.

use std::collections::BTreeSet;

use metroport::config::Config;
use metroport::lms::customer::Address;
use metroport::operations::plan::wish::{Choice, Due, Ground, Wish};
use metroport::operations::plan::{self, LmsOrder, View};
use metroport::operations::{Context, OperationError};
use metroport::personal::Masked;
use mms_sim::{Key, Seed, ServiceStatus, Simulator, StbStatus, World};
use serde_json::{Value, json};

use crate::queue::office;
use crate::support::{Kind, TestDatabase, config, person, pesel, simulator};

pub struct Home {
    pub mms: Simulator,
    pub db: TestDatabase,
    pub config: Config,
}

/// Package, price, decoder.
pub type Order = (u64, String, Option<String>);

/// What MMS and LMS have of a customer, whatever the ids are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Has {
    pub linked: bool,
    /// Network, house, whether it is blocked, packages.
    pub accounts: Vec<(u64, String, bool, Vec<Order>)>,
    pub services: Vec<(u64, u64)>,
    /// Tariff, first and last second.
    pub liabilities: Vec<(i32, i64, i64)>,
}

fn world() -> World {
    let has = json!({"fsecure": "active", "multiroom": true});
    let persons: Vec<Value> = vec![person(1, has), person(2, json!(false))];
    let list = Some(serde_json::from_value(persons.into()).unwrap());
    World::seeded(&Seed { seed: 1, customers: 0, list, accounts: 0, decoders: 9, networks: 3 })
}

impl Home {
    pub async fn new(kind: Kind) -> Self {
        let db = TestDatabase::new(kind).await;
        db.execute(&office::tables(kind)).await;
        db.execute(
            "INSERT INTO tariffs (id, name, value) VALUES (1, 'Telewizja', 49.900), (2, 'Telewizja duża', 89.900)",
        )
        .await;
        for n in 1..=3_u64 {
            let number = pesel(n);
            db.execute(&format!(
                "INSERT INTO customers (id, lastname, name, ssn) VALUES ({n}, 'Żuk-{n}', 'Jan', '{number}');
                 INSERT INTO addresses VALUES ({n}, 'ul. Długa', '{n}', NULL, '90-001', 'Łódź');
                 INSERT INTO customer_addresses VALUES ({n}, {n}, {n}, 3)"
            ))
            .await;
        }
        let mms = simulator(world());
        let config = config(&mms.url(), Some(db.config()));
        let home = Self { mms, db, config };
        home.link().await;
        home
    }

    async fn link(&self) {
        self.db
            .execute(
                "INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES (1, 100001), (2, 100002);
                 INSERT INTO assignments (tariffid, customerid, datefrom) VALUES (1, 1, 1000)",
            )
            .await;
    }

    /// As at first.
    pub async fn renew(&mut self) {
        self.mms = simulator(world());
        self.config = config(&self.mms.url(), Some(self.db.config()));
        for table in ["liabilities", "plan_steps", "plans", "customers", "journal", "settings"] {
            self.db.execute(&format!("DELETE FROM metroport_{table}")).await;
        }
        self.db.execute("DELETE FROM assignments").await;
        self.link().await;
    }

    /// A process that has just started.
    pub fn process(&self) -> Context {
        Context::new(self.config.clone()).unwrap()
    }

    pub fn user(&self, customer: u64) -> Option<u64> {
        let number = pesel(customer);
        self.mms.control().world(|world| world.customers.find(&Key::Pesel(number)).next().map(|user| user.id))
    }

    pub fn account(&self, customer: u64) -> u64 {
        let user = self.user(customer).unwrap();
        self.mms.control().world(|world| world.accounts.find(&Key::User(user)).next().unwrap().id)
    }

    /// MAC of the nth decoder in the warehouse.
    pub fn in_warehouse(&self, nth: usize) -> String {
        self.mms.control().world(|world| {
            let free = world.stbs.iter().filter(|stb| stb.status == StbStatus::Warehouse);
            free.map(|stb| stb.mac.clone()).nth(nth).unwrap()
        })
    }

    pub fn network(&self, nth: usize) -> i64 {
        self.mms.control().world(|world| id(world.networks.iter().nth(nth).unwrap().id))
    }

    pub async fn has(&self, customer: u64) -> Has {
        let linked = format!("metroport_customers WHERE lms_user_id = {customer}");
        let liabilities: Vec<(i32, i64, i64)> = self
            .db
            .rows(&format!(
                "SELECT tariffid, datefrom + 0, dateto + 0 FROM assignments WHERE customerid = {customer} ORDER BY 1, 2, 3"
            ))
            .await;
        let linked = self.db.count(&linked).await > 0;
        let Some(user) = self.user(customer) else {
            return Has { linked, accounts: Vec::new(), services: Vec::new(), liabilities };
        };
        self.mms.control().world(|world| {
            let mut accounts = Vec::new();
            for account in world.accounts.find(&Key::User(user)) {
                let mut orders: Vec<_> = world
                    .active_orders(account.id)
                    .map(|order| {
                        let mac = world.stbs.find(&Key::Order(order.id)).next().map(|stb| stb.mac.clone());
                        (order.pkg_id, order.pricebrutto.to_string(), mac)
                    })
                    .collect();
                orders.sort();
                accounts.push((account.networkid, account.location.house.clone(), account.blocked, orders));
            }
            accounts.sort();
            let services = world.services.find(&Key::User(user));
            let services = services.filter(|service| service.status != ServiceStatus::Deleted);
            let services = services.map(|service| (service.secur_serviceid, service.license_size)).collect();
            Has { linked, accounts, services, liabilities }
        })
    }

    /// Decoders that are neither in the warehouse nor at this customer's.
    pub fn strayed(&self) -> BTreeSet<String> {
        self.mms.control().world(|world| {
            let issued = world.stbs.iter().filter(|stb| stb.status == StbStatus::Issued);
            issued.filter(|stb| stb.orderid.is_none()).map(|stb| stb.mac.clone()).collect()
        })
    }

    /// Does in LMS what the plan tells.
    pub async fn lms(&self, customer: u64, order: &LmsOrder) {
        let LmsOrder { action, assignment_id, tariff_id, from, to, .. } = order;
        let id = assignment_id.unwrap_or_default();
        self.db
            .execute(&match *action {
                "add" => format!(
                    "INSERT INTO assignments (tariffid, customerid, datefrom, dateto) \
                     VALUES ({tariff_id}, {customer}, {from}, {to})"
                ),
                "delete" => format!("DELETE FROM assignments WHERE id = {id}"),
                _ => format!("UPDATE assignments SET dateto = {to} WHERE id = {id}"),
            })
            .await;
    }

    /// Carries a plan on, as the shell does it, until it ends or stops.
    pub async fn drive(&self, context: &Context, customer: u64) -> Result<View, OperationError> {
        let mut view = plan::step(context, id(customer)).await?;
        for _ in 0..100 {
            if let Some(order) = &view.lms {
                self.lms(customer, order).await;
                view = plan::confirm(context, id(customer)).await?;
            } else if view.state == "going" {
                view = plan::step(context, id(customer)).await?;
            } else {
                return Ok(view);
            }
        }
        panic!("the plan has no end: {view:?}");
    }

    /// From nothing to watching: for a customer whom MMS does not know, or who has nothing.
    pub fn issue(&self) -> Wish {
        let choice = |package, price: &str, decoder: Option<usize>| Choice {
            package,
            price: (!price.is_empty()).then(|| price.to_owned()),
            decoder: decoder.map(|nth| self.in_warehouse(nth)),
            tariff: (package == 312).then_some(2),
        };
        Wish::Issue {
            ground: Ground::New(self.network(0), address("14")),
            base: Some(choice(312, "79.90", Some(0))),
            extras: vec![choice(320, "", None), choice(323, "9.90", None)],
            multirooms: vec![choice(330, "", Some(1)), choice(330, "5.00", None)],
            due: Some(Due { from: 2000, to: 0, day: 1 }),
        }
    }

    /// The base package 312, another network and another house.
    pub fn change(&self) -> Wish {
        Wish::Change {
            account: id(self.account(1)),
            network: Some(self.other_network()),
            address: Some(address("99")),
            base: Some(Choice { package: 312, price: None, decoder: None, tariff: None }),
        }
    }

    fn other_network(&self) -> i64 {
        let account = self.account(1);
        self.mms.control().world(|world| {
            let here = world.accounts.get(account).unwrap().networkid;
            id(world.networks.iter().find(|n| n.id != here && !world.is_full(n)).unwrap().id)
        })
    }

    pub async fn assignments(&self, customer: u64) -> Vec<i64> {
        let sql = format!("SELECT id FROM assignments WHERE customerid = {customer}");
        self.db.rows::<(i32,)>(&sql).await.into_iter().map(|(number,)| number.into()).collect()
    }
}

/// Everything goes, and the liabilities end.
pub fn remove(assignments: Vec<i64>) -> Wish {
    Wish::Remove { account: None, ending: assignments, end: 5000 }
}

pub fn address(house: &str) -> Address {
    Address {
        street: Masked::new("Kanarkowa"),
        house: Masked::new(house),
        flat: Masked::default(),
        zip: Masked::new("90-001"),
        city: Masked::new("Kanarkowo"),
    }
}

pub fn id(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}
