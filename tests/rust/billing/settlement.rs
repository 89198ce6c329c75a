//! A month, as it is kept, shown and billed once.

use chrono::Local;
use metroport::operations::Context;
use metroport::operations::Progress;
use metroport::operations::billing::month::Month;
use metroport::operations::billing::settlement::{By, Row, claim, import, keep, page, settle, take};
use metroport::operations::listing::Wanted;
use metroport::operations::sync::metrotv_packages;
use metroport::personal::Masked;
use metroport::store::locks::Service::MetroTv;
use metroport::store::settlement::{Record, Source};

use super::differences::{bill, clerk, office};
use crate::queue::office::Office;
use crate::support::{Kind, all, on_both};

on_both![
    a_month_is_made_of_what_was_seen,
    what_was_paid_in_the_month_is_not_billed_once_more,
    the_first_look_of_a_month_settles_the_last_one,
    a_customer_gets_one_position_a_month_whoever_asks_at_once,
    the_providers_own_records_stay,
];

fn wanted() -> Wanted {
    Wanted {
        offset: 0,
        limit: 1000,
        search: Masked::default(),
        sort: "customer_id".into(),
        descending: false,
        state: String::new(),
    }
}

async fn rows(context: &Context, month: &str, by: By) -> Vec<Row> {
    page(context, month, by, &wanted()).await.unwrap().page.rows
}

fn last() -> String {
    Month::current().before().text()
}

/// Three customers with a package of 49.90, all through last month; a liability pays for the first one's.
async fn settled(kind: Kind) -> Office {
    let office = office(kind, 3).await;
    office.lms("UPDATE customers SET divisionid = 5 WHERE id <> 3").await;
    bill(&office, 71, 1, 11, "").await;
    metrotv_packages(&office.process(), false, &Progress::default()).await.unwrap();
    office.lms("UPDATE metroport_metrotv_packages SET pricebrutto_provider = 30 WHERE id = 310").await;
    let report = take(&office.process(), None, false).await.unwrap();
    assert_eq!((report.stopped, report.month, report.records, report.customers), (None, last(), 3, 3));
    office
}

async fn a_month_is_made_of_what_was_seen(kind: Kind) {
    let office = settled(kind).await;
    let days = Month::current().before().days();
    let seen = rows(&clerk(&office), &last(), By::Customer).await;
    let told: Vec<_> = seen
        .iter()
        .map(|row| (row.customer_id, row.days, row.margin.to_string(), row.unbilled.to_string()))
        .collect();
    let zero = seen[0].unbilled.to_string();
    assert!(seen[0].unbilled.is_zero());
    assert_eq!(
        told,
        [(Some(1), days, "19.90".into(), zero), (Some(2), days, "19.90".into(), "49.90".into())]
    );
    let by_package = rows(&office.process(), &last(), By::Item).await;
    assert_eq!((by_package[0].services, by_package[0].income.to_string()), (3, "149.70".into()));
    assert_eq!(rows(&office.process(), &last(), By::Service).await.len(), 3);
    // Taken again it is the same, and nothing is doubled; what ended before it is not in it.
    office.lms("UPDATE metroport_services SET gone_at = 5 WHERE mms_id = 700003").await;
    let trial = take(&office.process(), Some(&last()), true).await.unwrap();
    assert_eq!((trial.records, rows(&office.process(), &last(), By::Service).await.len()), (2, 3));
    take(&office.process(), Some(&last()), false).await.unwrap();
    assert_eq!(rows(&office.process(), &last(), By::Service).await.len(), 2);
    assert_eq!(take(&office.process(), Some("2026"), false).await.unwrap_err().code(), "settlement.month");
}

async fn what_was_paid_in_the_month_is_not_billed_once_more(kind: Kind) {
    let office = office(kind, 6).await;
    let month = Month::current().before();
    let (first, end) = month.bounds(&Local);
    let middle = first.midpoint(end);
    let service = async |mms_id: i64, set: &str| {
        office.lms(&format!("UPDATE metroport_services SET {set} WHERE mms_id = {mms_id}")).await;
    };
    // Both ended in the middle of the month.
    bill(&office, 71, 1, 11, &format!("dateto = {middle}")).await;
    service(700_001, &format!("gone_at = {middle}")).await;
    // The liability has ended since, and was there all through the month.
    bill(&office, 72, 2, 11, &format!("dateto = {end}")).await;
    // It had ended before the month, or began after it, by LMS's clock, which is two hours behind or ahead.
    bill(&office, 73, 3, 11, &format!("dateto = {}", first + 7199)).await;
    bill(&office, 74, 4, 11, &format!("datefrom = {}", end - 7200)).await;
    // One package came after the other, on one liability: also if it was seen on the next day only that the first was gone.
    bill(&office, 75, 5, 11, "").await;
    service(700_005, &format!("gone_at = {}", middle + 80_000)).await;
    let columns = "service, mms_id, mms_user_id, account_id, item_id, name, pkg_group, license_size, price, currency, active, since, seen_at";
    let values =
        format!("('metrotv', 700055, 100005, 1, 310, 'TV', 1, 0, 49.90, 'PLN', 1, {middle}, {middle})");
    office.lms(&format!("INSERT INTO metroport_services ({columns}) VALUES {values}")).await;
    // Two at once on a liability of one piece.
    bill(&office, 76, 6, 11, "").await;
    let values =
        format!("('metrotv', 700066, 100006, 1, 310, 'TV', 1, 0, 49.90, 'PLN', 1, {first}, {middle})");
    office.lms(&format!("INSERT INTO metroport_services ({columns}) VALUES {values}")).await;
    take(&office.process(), None, false).await.unwrap();
    let seen = rows(&office.process(), &last(), By::Customer).await;
    let unbilled: Vec<_> =
        seen.iter().map(|row| (row.customer_id.unwrap(), format!("{:.2}", row.unbilled))).collect();
    let wanted = [(1, "0.00"), (2, "0.00"), (3, "49.90"), (4, "49.90"), (5, "0.00"), (6, "49.90")];
    assert_eq!(unbilled, wanted.map(|(customer, amount)| (customer, amount.to_owned())));
}

async fn the_first_look_of_a_month_settles_the_last_one(kind: Kind) {
    let office = settled(kind).await;
    office.lms("DELETE FROM metroport_settlement").await;
    let count = async || rows(&office.process(), &last(), By::Service).await.len();
    keep(&office.process()).await.unwrap();
    assert_eq!(count().await, 0, "nothing was counted in that month");
    office
        .lms(&format!(
            "INSERT INTO metroport_numbers (day, number, value) VALUES ('{}-30', 'accounts', 1)",
            last()
        ))
        .await;
    keep(&office.process()).await.unwrap();
    assert_eq!(count().await, 3);
    // What it has stays as it was settled.
    office.lms("UPDATE metroport_services SET gone_at = 5 WHERE mms_id = 700003").await;
    keep(&office.process()).await.unwrap();
    assert_eq!(count().await, 3);
}

async fn a_customer_gets_one_position_a_month_whoever_asks_at_once(kind: Kind) {
    let office = settled(kind).await;
    let code =
        async |month: &str, customer| claim(&clerk(&office), month, customer).await.map_err(|e| e.code());
    assert_eq!(code(&Month::current().text(), 2).await, Err("settlement.open"));
    assert_eq!(code(&last(), 1).await, Err("settlement.nothing"), "his liability pays for it");
    assert_eq!(code(&last(), 3).await, Err("settlement.nothing"), "the clerk may not see him");
    let month = last();
    let processes: Vec<Context> = (0..6).map(|_| clerk(&office)).collect();
    let claims = all(processes.iter().map(|process| claim(process, &month, 2))).await;
    let (won, lost): (Vec<_>, Vec<_>) = claims.into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), won[0].as_ref().unwrap().to_string()), (1, "49.90".into()));
    assert!(lost.iter().all(|error| error.as_ref().unwrap_err().code() == "settlement.done"));
    // What LMS did not do can be claimed again; what it did cannot, and is not given back.
    settle(&office.process(), &month, 2, None).await.unwrap();
    assert!(code(&month, 2).await.is_ok());
    // Who claimed it dies: it is told of, and after ten minutes the next one gets it.
    let row = rows(&clerk(&office), &month, By::Customer).await.remove(1);
    assert_eq!((row.position, row.adding), (None, true));
    assert_eq!(code(&month, 2).await, Err("settlement.done"));
    office.lms("UPDATE metroport_settlement_positions SET made_at = made_at - 600").await;
    assert!(code(&month, 2).await.is_ok());
    assert_eq!(code(&month, 2).await, Err("settlement.done"));
    bill(&office, 75, 2, 11, "").await;
    settle(&office.process(), &month, 2, Some(75)).await.unwrap();
    settle(&office.process(), &month, 2, None).await.unwrap();
    assert_eq!(code(&month, 2).await, Err("settlement.done"));
    // Also after lms-payments has cleaned up what is billed, and after the month was made anew.
    office.lms("DELETE FROM assignments WHERE id = 75").await;
    take(&office.process(), Some(&month), false).await.unwrap();
    assert_eq!(code(&month, 2).await, Err("settlement.done"));
    let row = rows(&clerk(&office), &month, By::Customer).await.remove(1);
    assert_eq!(row.position.map(|amount| amount.to_string()).as_deref(), Some("49.90"));
    assert!(!row.adding);
}

async fn the_providers_own_records_stay(kind: Kind) {
    let office = settled(kind).await;
    let month = Month::current().before();
    let record = Record {
        service: MetroTv,
        mms_id: 700_001,
        customer_id: Some(1),
        user: 100_001,
        item_id: 310,
        name: "Z rozliczenia".into(),
        license_size: 0,
        days: 10,
        price: None,
        charged: Some("31.00".parse().unwrap()),
        billed: None,
    };
    import(&office.process(), month, Source::Billing, &[record], false).await.unwrap();
    let report = take(&office.process(), None, false).await.unwrap();
    assert_eq!(report.stopped.map(|stopped| stopped.code), Some("settlement.billing"));
    let found = rows(&office.process(), &month.text(), By::Service).await;
    assert_eq!((found.len(), found[0].name.as_str(), found[0].days), (1, "Z rozliczenia", 10));
}
