//! A hundred thousand customers: found by one query, kept in no memory, sent in the portions that are asked for.

use metroport::operations::queue::{Kind as Item, Options};

use super::office::{Office, options};
use crate::support::{Kind, on_both};

on_both![those_who_changed_are_found_among_a_hundred_thousand];

const MANY: usize = 100_000;

async fn those_who_changed_are_found_among_a_hundred_thousand(kind: Kind) {
    let office = Office::new(kind, 3).await;
    let numbers = match kind {
        Kind::Postgres => format!("SELECT generate_series(4, {MANY}) AS n"),
        Kind::MariaDb => format!("SELECT seq AS n FROM seq_4_to_{MANY}"),
    };
    for (table, values) in [
        ("customers (id, lastname, name, ssn)", "n, CONCAT('Żuk-', n), 'Jan', '44051401359'"),
        ("customercontacts", "n, n, CONCAT('jan', n, '@example.com'), 8"),
        ("addresses", "n, 'ul. Długa', CAST(n AS char(6)), NULL, '90-001', 'Łódź'"),
        ("customer_addresses", "n, n, n, 3"),
        ("metroport_customers (lms_user_id, metroport_user_id)", "n, 100000 + n"),
        ("metroport_customer_data (lms_user_id, settled)", "n, 'something else'"),
    ] {
        office.lms(&format!("INSERT INTO {table} SELECT {values} FROM ({numbers}) s")).await;
    }
    office.lms("ANALYZE TABLE customers, customercontacts, addresses, customer_addresses, metroport_customers, metroport_customer_data"
        .replace("TABLE ", if kind == Kind::Postgres { "" } else { "TABLE " }).as_str()).await;

    let data = Options { kinds: [Item::Data].into(), limit: 2, ..options() };
    let report = office.converge_with(&data).await;
    assert_eq!((report.lines.len(), report.waiting), (2, MANY - 5));
    office
        .lms(
            "UPDATE metroport_customer_data SET settled = wanted, wanted = NULL, next_attempt_at = NULL, refused = 0 \
             WHERE wanted IS NOT NULL;
             UPDATE addresses SET house = '77' WHERE id IN (1, 2, 3)",
        )
        .await;
    office.mms.control().reset_counters();
    let report = office.converge_with(&data).await;
    assert_eq!((report.done, report.waiting), (2, 1));
    assert_eq!(office.mms.control().counters().requests, 2);
}
