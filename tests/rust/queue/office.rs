//! An LMS whose customers are the users of an MMS, with the same data on both sides.

use std::ops::Deref;
use std::time::Duration;

use metroport::operations::Progress;
use metroport::operations::queue::{Fate, Kind, Options, Report, converge, follow};
use mms_sim::{Customer, Fault, Rule, When};
use serde_json::json;

use crate::support::{House, Kind as Database, person, pesel, raw, world};

/// A house, and LMS's tables. Customer 1 is user 100001, and so on.
pub struct Office {
    house: House,
}

impl Deref for Office {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

/// LMS's tables as far as they are read, and its view: LMS user 5 sees division 5 only.
pub fn tables(database: Database) -> String {
    let user = match database {
        Database::Postgres => {
            "CAST(COALESCE(NULLIF(current_setting('lms.current_user', true), ''), '0') AS integer)"
        }
        Database::MariaDb => "(SELECT lms_current_user())",
    };
    let function = match database {
        Database::Postgres => "",
        Database::MariaDb => {
            "CREATE FUNCTION lms_current_user() RETURNS int NO SQL RETURN @lms_current_user;"
        }
    };
    format!(
        "CREATE TABLE customers (id integer PRIMARY KEY, type smallint NOT NULL DEFAULT 0, \
         lastname varchar(128) NOT NULL DEFAULT '', name varchar(128) NOT NULL DEFAULT '', \
         ten varchar(50) NOT NULL DEFAULT '', ssn varchar(50) NOT NULL DEFAULT '', \
         deleted smallint NOT NULL DEFAULT 0, divisionid integer);
         CREATE TABLE customercontacts (id integer PRIMARY KEY, customerid integer NOT NULL, \
         contact varchar(255) NOT NULL DEFAULT '', type integer);
         CREATE INDEX customercontacts_customerid_idx ON customercontacts (customerid);
         CREATE TABLE addresses (id integer PRIMARY KEY, street varchar(255), house varchar(20), flat varchar(20), \
         zip varchar(10), city varchar(100));
         CREATE TABLE customer_addresses (id integer PRIMARY KEY, customer_id integer, address_id integer, type smallint, \
         UNIQUE (customer_id, address_id));
         {function}
         CREATE VIEW customerview AS SELECT c.* FROM customers c WHERE {user} = 0 OR c.divisionid = {user};"
    )
}

impl Office {
    /// Nothing is recorded yet, as after an upgrade.
    pub async fn fresh(database: Database, customers: i64) -> Self {
        let persons: Vec<_> = (1..=customers)
            .map(|n| person(n.unsigned_abs(), json!({"fsecure": "active", "decoders": false})))
            .collect();
        let office = Self { house: Box::pin(House::with(database, world(&persons, 0))).await };
        office.db.execute(&tables(database)).await;
        for n in 1..=customers {
            let number = pesel(n.unsigned_abs());
            office
                .lms(&format!(
                    "INSERT INTO customers (id, lastname, name, ssn) VALUES ({n}, 'Żuk-{n}', 'Jan', '{number}');
                     INSERT INTO customercontacts VALUES ({n}, {n}, 'jan{n}@example.com', 8);
                     INSERT INTO addresses VALUES ({n}, 'ul. Długa', '{n}', NULL, '90-001', 'Łódź');
                     INSERT INTO customer_addresses VALUES ({n}, {n}, {n}, 3)"
                ))
                .await;
        }
        office
    }

    /// It is known that both sides agree.
    pub async fn new(database: Database, customers: i64) -> Self {
        let office = Box::pin(Self::fresh(database, customers)).await;
        let report = office.converge().await;
        assert_eq!((report.lines.len(), report.waiting), (0, 0));
        office.mms.control().reset_counters();
        office
    }

    pub fn set_follow_data(&mut self, follow: bool) {
        self.house.config.follow_data = follow;
    }

    pub fn set_metrotv_billing(&mut self, suspend: bool) {
        self.house.config.locks.metrotv_billing = suspend;
    }

    pub fn set_timeout(&mut self, timeout: Duration) {
        self.house.config.mms.timeout = timeout;
    }

    pub async fn lms(&self, sql: &str) {
        self.db.execute(sql).await;
    }

    /// The same where the server may still be at what a dead process had begun: MariaDB lets one of both start again.
    pub async fn lms_in_the_end(&self, sql: &str) {
        for _ in 0..20 {
            if self.db.db().with(async |conn| raw(conn, sql).await).await.is_ok() {
                return;
            }
        }
        self.lms(sql).await;
    }

    /// A customer moves to another house of his street.
    pub async fn moves(&self, customer: i64, house: &str) {
        self.lms(&format!("UPDATE addresses SET house = '{house}' WHERE id = {customer}")).await;
    }

    /// The user of a customer.
    pub fn user(&self, customer: i64) -> Customer {
        self.mms.control().world(|world| world.customers.get(House::user(customer)).unwrap().clone())
    }

    /// The house that MMS has of each of the first customers.
    pub fn houses(&self, customers: i64) -> Vec<String> {
        (1..=customers).map(|customer| self.user(customer).streetno1).collect()
    }

    pub async fn follow(&self, customer: i64) -> (Fate, Option<String>) {
        let mut fates = Box::pin(follow(&self.process(), &[customer], true)).await.unwrap();
        let fate = fates.remove(0);
        (fate.outcome, fate.code)
    }

    pub async fn converge(&self) -> Report {
        self.converge_with(&options()).await
    }

    pub async fn converge_with(&self, options: &Options) -> Report {
        Box::pin(converge(&self.process(), options, &Progress::default())).await.unwrap()
    }

    /// How many changes of users arrived at MMS.
    pub fn sent(&self) -> u64 {
        self.mms.control().counters().call("PUT /Users/users/{id}")
    }

    /// MMS is there but cannot work.
    pub fn away(&self) {
        let fault = Fault::Status { status: 503, when: When::Before, retry_after: None, body: String::new() };
        self.mms.control().add_fault(Rule::always(fault));
    }

    /// MMS works again.
    pub fn back(&self) {
        self.mms.control().clear_faults();
    }

    /// So much time passes that everything which is not refused is due.
    pub async fn time_passes(&self) {
        for table in ["metroport_customer_data", "metroport_locks"] {
            self.lms_in_the_end(&format!(
                "UPDATE {table} SET next_attempt_at = 1 WHERE next_attempt_at IS NOT NULL"
            ))
            .await;
        }
    }

    /// What is recorded of a customer's data: refused, attempts, code.
    pub async fn recorded(&self, customer: i64) -> Option<(bool, i32, Option<String>)> {
        let sql = format!(
            "SELECT refused, attempts, error_code FROM metroport_customer_data \
             WHERE wanted IS NOT NULL AND lms_user_id = {customer}"
        );
        let rows: Vec<(i16, i32, Option<String>)> = self.db.rows(&sql).await;
        rows.into_iter().next().map(|(refused, attempts, code)| (refused != 0, attempts, code))
    }

    /// How many locks and releases are open.
    pub async fn open_locks(&self) -> i64 {
        self.db.count("metroport_locks WHERE confirmed IS NULL OR confirmed <> wanted").await
    }

    /// The house of each customer in LMS.
    pub async fn lms_houses(&self) -> Vec<(i32, String)> {
        self.db.rows("SELECT id, house FROM addresses ORDER BY id").await
    }

    /// How many customers' data are wanted and not settled.
    pub async fn open(&self) -> i64 {
        self.db.count("metroport_customer_data WHERE wanted IS NOT NULL").await
    }
}

pub fn options() -> Options {
    Options { kinds: Kind::ALL.into(), limit: 500, dry_run: false, until: None }
}

#[expect(clippy::unnecessary_wraps, reason = "what it is compared with may be missing")]
pub fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}
