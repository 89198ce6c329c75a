//! The page of differences, and what mending one customer begins with.

use metroport::operations::Context;
use metroport::operations::Progress;
use metroport::operations::billing;
use metroport::operations::billing::compare::{Mend, What};
use metroport::operations::billing::differences::{Differences, of_customer, page, pairings};
use metroport::operations::listing::Wanted;
use metroport::operations::services::update;
use metroport::personal::Masked;
use metroport::store::locks::Service::MetroTv;
use mms_sim::Edit;
use serde_json::json;

use crate::queue::office::Office;
use crate::support::{Kind, on_both};

on_both![
    the_page_has_what_the_asker_may_see,
    one_customer_is_looked_at_again,
    a_locked_customer_is_no_difference_while_billing_follows,
    discounts_pieces_and_periods_are_counted_as_lms_does,
];

fn wanted(state: &str) -> Wanted {
    Wanted {
        offset: 0,
        limit: 1000,
        search: Masked::default(),
        sort: "customer_id".into(),
        descending: false,
        state: state.into(),
    }
}

/// Customers with one television package of 49.90 and nothing else; tariff 11 (49.90) and 12 (59.90) are for it.
pub(super) async fn office(kind: Kind, customers: i64) -> Office {
    let office = Office::fresh(kind, customers).await;
    let control = office.mms.control();
    let (orders, services): (Vec<_>, Vec<_>) = control.world(|world| {
        let orders = world.orders.iter().map(|order| (order.id, order.accountid)).collect();
        (orders, world.services.iter().map(|service| service.id).collect())
    });
    for id in services {
        control.edit(&Edit::remove("service", id)).unwrap();
    }
    for (id, _) in &orders {
        control.edit(&Edit::remove("order", *id)).unwrap();
    }
    for customer in 1..=customers {
        let fields = json!({"id": 700_000 + customer, "accountid": office.account(customer), "pkg_id": 310, "pricebrutto": "49.90"});
        control.edit(&Edit::add("order", fields)).unwrap();
    }
    for (id, price) in [(11, "49.9"), (12, "59.90")] {
        let values = format!("({id}, 'TV-{id}', 5, {price}, 3, 'PLN')");
        office
            .lms(&format!("INSERT INTO tariffs (id, name, type, value, period, currency) VALUES {values}"))
            .await;
        let tie = format!("('metrotv', 310, {id}, 0, 'test')");
        office
            .lms(&format!("INSERT INTO metroport_tariff_ties (service, item_id, tariff_id, tied_at, tied_by) VALUES {tie}"))
            .await;
    }
    update(&office.process(), false, &Progress::default()).await.unwrap();
    office
}

pub(super) async fn bill(office: &Office, id: i64, customer: i64, tariff: i64, more: &str) {
    office
        .lms(&format!("INSERT INTO assignments (id, customerid, tariffid, period) VALUES ({id}, {customer}, {tariff}, 3)"))
        .await;
    if !more.is_empty() {
        office.lms(&format!("UPDATE assignments SET {more} WHERE id = {id}")).await;
    }
}

fn short(found: &Differences) -> Vec<(i64, What, Option<String>)> {
    found
        .page
        .rows
        .iter()
        .map(|row| (row.customer_id, row.what, row.monthly.map(|m| m.to_string())))
        .collect()
}

#[expect(clippy::unnecessary_wraps, reason = "what it is compared with may be missing")]
fn zl(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub(super) fn clerk(office: &Office) -> Context {
    let mut config = office.config.clone();
    (config.user, config.actor) = (5, "ewa".into());
    office.process().asked_by(config)
}

async fn the_page_has_what_the_asker_may_see(kind: Kind) {
    let office = office(kind, 4).await;
    office.lms("UPDATE customers SET divisionid = 5 WHERE id <> 2").await;
    office.lms("INSERT INTO customers (id, lastname, divisionid) VALUES (9, 'Bez MMS', 5)").await;
    bill(&office, 71, 1, 11, "").await;
    bill(&office, 73, 3, 12, "").await;
    bill(&office, 79, 9, 11, "").await;
    bill(&office, 80, 9, 11, "dateto = 5").await;
    bill(&office, 81, 9, 11, "commited = 0").await;
    let all = page(&office.process(), &wanted("")).await.unwrap();
    assert_eq!(
        short(&all),
        [
            (2, What::NoLiability, zl("-49.90")),
            (3, What::Price, zl("10.00")),
            (4, What::NoLiability, zl("-49.90")),
            (9, What::NoService, zl("49.90")),
        ]
    );
    assert_eq!((all.too_little.to_string(), all.too_much.to_string()), ("99.80".into(), "59.90".into()));
    assert!(all.looked_at.is_some());
    office.lms("UPDATE customers SET deleted = 1 WHERE id = 4").await;
    assert_eq!(
        page(&office.process(), &wanted("no_liability")).await.unwrap().page.total,
        1,
        "who is deleted is not billed"
    );
    office.lms("UPDATE customers SET deleted = 0 WHERE id = 4").await;
    let row = &all.page.rows[1];
    assert_eq!(
        (row.mend, row.tariff.as_ref().map(|t| t.id)),
        (Some(Mend::Change { tariff_id: 11 }), Some(11))
    );
    assert_eq!(row.key, "price:metrotv:700003:73");
    let seen = page(&clerk(&office), &wanted("no_liability")).await.unwrap();
    assert_eq!(short(&seen), [(4, What::NoLiability, zl("-49.90"))]);
    assert_eq!(seen.too_little.to_string(), "49.90", "of what he may see");
    let cut = Wanted { offset: 1, limit: 1, ..wanted("") };
    let second = page(&clerk(&office), &cut).await.unwrap();
    assert_eq!((second.page.total, second.page.rows[0].customer_id), (3, 4));
    let found = Wanted { search: Masked::new("BEZ MMS"), ..wanted("mendable") };
    assert_eq!(page(&office.process(), &found).await.unwrap().page.total, 1);
    assert_eq!(pairings(&clerk(&office), 2).await.unwrap(), []);
}

async fn one_customer_is_looked_at_again(kind: Kind) {
    let office = office(kind, 2).await;
    bill(&office, 71, 1, 11, "").await;
    assert_eq!(of_customer(&office.process(), 1).await.unwrap(), []);
    let pair = pairings(&office.process(), 1).await.unwrap();
    assert_eq!((pair[0].mms_id, pair[0].assignment_id, pair[0].recorded), (700_001, Some(71), false));
    billing::record(&office.process(), MetroTv, 700_001, 1, 71).await.unwrap();
    assert!(pairings(&office.process(), 1).await.unwrap()[0].recorded);
    // In MMS's own panel somebody changes what nobody here has seen.
    office.mms.control().edit(&Edit::remove("order", 700_001)).unwrap();
    office.mms.control().edit(&Edit::set("order", 700_002, json!({"pricebrutto": "59.90"}))).unwrap();
    assert_eq!(
        short(&page(&office.process(), &wanted("")).await.unwrap()),
        [(2, What::NoLiability, zl("-49.90"))]
    );
    let rows = of_customer(&office.process(), 1).await.unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.what, row.mend)).collect::<Vec<_>>(),
        [(What::NoService, Some(Mend::End))]
    );
    let rows = of_customer(&office.process(), 2).await.unwrap();
    assert_eq!((rows[0].what, rows[0].mend), (What::NoLiability, Some(Mend::Add { tariff_id: 12 })));
    office.lms("UPDATE customers SET divisionid = 6 WHERE id = 1").await;
    assert_eq!(of_customer(&clerk(&office), 1).await.unwrap_err().code(), "customer.not_found");
}

async fn a_locked_customer_is_no_difference_while_billing_follows(kind: Kind) {
    let mut office = office(kind, 2).await;
    bill(&office, 71, 1, 11, "").await;
    bill(&office, 72, 2, 11, "suspended = 1").await;
    office.television(true, [1]).await;
    assert_eq!(
        short(&page(&office.process(), &wanted("")).await.unwrap()),
        [(2, What::SuspendedWhileRunning, zl("-49.90"))]
    );
    // A row that is billed by hand, and one that nobody has locked: whether that is left out lms-payments knows where it is recorded.
    office.lms("UPDATE metroport_customers SET metrotv_suspend_billing = 0").await;
    assert_eq!(short(&page(&office.process(), &wanted("")).await.unwrap())[0].1, What::BilledWhileBlocked);
    office.lms("UPDATE metroport_customers SET metrotv_suspend = 0").await;
    assert_eq!(short(&page(&office.process(), &wanted("")).await.unwrap())[0].1, What::BilledWhileBlocked);
    billing::record(&office.process(), MetroTv, 700_001, 1, 71).await.unwrap();
    assert_eq!(
        short(&page(&office.process(), &wanted("")).await.unwrap()),
        [(2, What::SuspendedWhileRunning, zl("-49.90"))]
    );
    office.set_metrotv_billing(false);
    let found = short(&page(&office.process(), &wanted("")).await.unwrap());
    assert_eq!(found[0], (1, What::BilledWhileBlocked, zl("49.90")));
}

async fn discounts_pieces_and_periods_are_counted_as_lms_does(kind: Kind) {
    let office = office(kind, 5).await;
    bill(&office, 71, 1, 12, "pdiscount = 10, vdiscount = 4.01").await;
    bill(&office, 72, 2, 11, "count = 2").await;
    office.lms("INSERT INTO tariffs (id, name, type, value, period, currency) VALUES (13, 'TV rocznie', 5, 598.80, 5, 'PLN')").await;
    office.lms("INSERT INTO metroport_tariff_ties (service, item_id, tariff_id, tied_at, tied_by) VALUES ('metrotv', 310, 13, 0, 'x')").await;
    bill(&office, 73, 3, 13, "period = 5").await;
    office
        .lms("INSERT INTO liabilities (id, name, value, currency) VALUES (1, 'Telewizja', 99.8, 'PLN')")
        .await;
    office.lms("INSERT INTO assignments (id, customerid, liabilityid, period) VALUES (74, 4, 1, 3)").await;
    billing::record(&office.process(), MetroTv, 700_004, 4, 74).await.unwrap();
    bill(&office, 75, 5, 11, "").await;
    office.lms("INSERT INTO assignments (id, customerid, period) VALUES (76, 5, 3)").await;
    let found = page(&office.process(), &wanted("")).await.unwrap();
    assert_eq!(
        short(&found),
        [
            // 59.90 less 10 % less 4.01 is 49.90.
            (2, What::Price, zl("49.90")),
            (4, What::Price, zl("49.90")),
            // All of customer 5 is suspended, but not in MMS.
            (5, What::SuspendedWhileRunning, zl("-49.90")),
        ]
    );
    assert!(found.page.rows.iter().all(|row| row.mend.is_none()), "a person has to decide");
}
