//! Who is at work: billing, the converger, clerks, and whoever else may be in LMS at the same time.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use metroport::operations::locks::{self, Order};
use metroport::operations::queue::{self, Kind, Options};
use metroport::operations::{Context, OperationError, Progress, card, pairing};
use metroport::sim::clock;
use metroport::store::locks::Service;

use crate::errands;
use crate::house::House;

/// Everything that a run of the converger may do.
fn all(limit: usize) -> Options {
    Options { kinds: Kind::ALL.into(), limit, dry_run: false, until: None }
}

async fn wait(longest: u64) {
    clock::sleep(Duration::from_millis(fastrand::u64(..longest * 1000))).await;
}

/// Cron's converger, each time another process.
pub async fn converger(house: Rc<House>, runs: u32) {
    for _ in 0..runs {
        wait(90).await;
        converge(&house, fastrand::choice([1, 3, 500]).unwrap_or(500)).await;
    }
}

/// One run of it; true when nothing is left for later ones.
pub async fn converge(house: &House, limit: usize) -> bool {
    let work = async |context: Context| queue::converge(&context, &all(limit), &Progress::default()).await;
    let result = house.work(&mut None, "cron", "converge", work).await;
    house.note(format_args!("{}", told(result.as_ref())));
    matches!(result, Some(Ok(report)) if report.waiting == 0 && report.stopped.is_none())
}

/// lms-notify: locks who is in debt and releases who is not. Nobody but it decides of that, and it runs once at a time.
pub async fn billing(house: Rc<House>, customers: i64, runs: u32) {
    for _ in 0..runs {
        wait(90).await;
        for customer in 1..=customers {
            if fastrand::u8(..3) == 0 {
                let mut truth = house.truth.borrow_mut();
                if !truth.in_debt.remove(&customer) {
                    truth.in_debt.insert(customer);
                }
            }
        }
        bill(&house, customers).await;
    }
}

/// One run of it.
pub async fn bill(house: &House, customers: i64) {
    let in_debt = house.truth.borrow().in_debt.clone();
    let paid: BTreeSet<i64> = (1..=customers).filter(|customer| !in_debt.contains(customer)).collect();
    for (lock, customers) in [(true, in_debt), (false, paid)] {
        let services = BTreeSet::from([Service::MetroTv, Service::FSecure]);
        let order = Order { lock, customers: customers.clone(), services, dry_run: false, due: None };
        let what = format!("{} {customers:?}", if lock { "lock" } else { "release" });
        house.truth.borrow_mut().ordered(&customers, lock);
        let linked = customers.intersection(&house.linked()).copied().collect();
        let work = async |context: Context| locks::run(&context, &order, &Progress::default()).await;
        let result = house.work(&mut None, "lms-notify", &what, work).await;
        house.note(format_args!("{}", told(result.as_ref())));
        if matches!(&result, Some(Ok(report)) if report.stopped.is_none()) {
            house.truth.borrow_mut().recorded(&linked, lock);
        }
    }
}

/// A clerk at the panel, whose process lives on from page to page.
pub async fn clerk(house: Rc<House>, customers: i64, pages: u32) {
    let mut process = None;
    for _ in 0..pages {
        wait(40).await;
        let customer = fastrand::i64(1..=customers);
        let (house, process) = (&house, &mut process);
        match fastrand::u8(..10) {
            0..=2 => edit(house, process, customer).await,
            3 => {
                let work = async |context: Context| card::match_user(&context, customer).await;
                page(house, process, "look for", customer, work).await;
            }
            4 => {
                let work = async |context: Context| card::update(&context, customer).await;
                page(house, process, "update", customer, work).await;
            }
            5 => {
                let kind = fastrand::choice(Kind::ALL).unwrap_or(Kind::Data);
                let one = fastrand::bool().then_some(customer);
                let work = async |context: Context| queue::retry(&context, kind, one).await;
                page(house, process, "try again", customer, work).await;
            }
            _ => errands::run(house, process, customer).await,
        }
    }
}

/// LMS's own form is saved, and the plugin's hook may hear of it.
async fn edit(house: &House, process: &mut Option<(u32, Context)>, customer: i64) {
    let new = fastrand::u32(1..1000);
    let change = match fastrand::u8(..8) {
        0 => format!("UPDATE customers SET ssn = '123' WHERE id = {customer}"),
        1 => format!("UPDATE customercontacts SET contact = 'nobody' WHERE customerid = {customer}"),
        2 => format!(
            "UPDATE customercontacts SET contact = 'jan{new}@example.com' WHERE customerid = {customer}"
        ),
        3 => format!(
            "UPDATE customers SET ssn = '{}' WHERE id = {customer}",
            crate::beginning::pesel(customer)
        ),
        4 => format!("UPDATE addresses SET house = '{customer}' WHERE id = {customer}"),
        _ => format!("UPDATE addresses SET house = '{new}' WHERE id = {customer}"),
    };
    house.in_lms(&change).await;
    if fastrand::u8(..3) > 0 {
        let now = fastrand::bool();
        let work = async |context: Context| queue::follow(&context, &[customer], now).await;
        page(house, process, "follow", customer, work).await;
    }
}

/// A page of the panel.
async fn page<R: std::fmt::Debug>(
    house: &House,
    process: &mut Option<(u32, Context)>,
    what: &str,
    customer: i64,
    work: impl AsyncFnOnce(Context) -> Result<R, OperationError>,
) {
    let result = house.work(process, "clerk", &format!("{what} {customer}"), work).await;
    house.note(format_args!("{}", told(result.as_ref())));
}

/// The script that pairs customers with MMS's.
pub async fn pairing(house: Rc<House>) {
    wait(120).await;
    let work = async |context: Context| pairing::run(&context, false, false, &Progress::default()).await;
    let result = house.work(&mut None, "cron", "pair", work).await;
    house.note(format_args!("{}", told(result.as_ref())));
}

fn told<R: std::fmt::Debug>(result: Option<&Result<R, OperationError>>) -> String {
    match result {
        Some(Ok(done)) => format!("    {done:?}"),
        Some(Err(error)) => format!("    {}: {error}", error.code()),
        None => "    …".to_owned(),
    }
}
