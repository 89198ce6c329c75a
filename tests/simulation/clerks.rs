//! Clerks at the panel: customers are changed, looked for and sent, what waits is tried again or given up.

use std::rc::Rc;

use metroport::operations::queue::{self, Kind};
use metroport::operations::{Context, OperationError, card};
use metroport::sim::Cell;
use metroport::store::locks::Service;

use crate::errands;
use crate::house::House;
use crate::people::told;
use crate::removals;

/// The process of a clerk, which lives on from page to page.
pub type Process = Option<(u32, Context)>;

/// A clerk, who may have nothing to do with orders.
pub async fn clerk(house: Rc<House>, customers: i64, pages: u32) {
    let mut process = None;
    let tasks = fastrand::choice([14, 14, 8]).unwrap_or(14);
    for _ in 0..pages {
        house.wait(40).await;
        let customer = fastrand::i64(1..=customers);
        let (house, process) = (&house, &mut process);
        match fastrand::u8(..tasks) {
            0..=2 => edit(house, process, customer).await,
            3 => {
                let work = async |context: Context| card::match_user(&context, customer).await;
                page(house, process, "look for", customer, work).await;
            }
            4 => {
                // Somebody wants them to be sent, whatever was given up before.
                house.truth.borrow_mut().edited(customer);
                let work = async |context: Context| card::update(&context, customer).await;
                page(house, process, "update", customer, work).await;
            }
            5..=6 => retry(house, process, customer).await,
            7 => give_up(house, process).await,
            8 => removals::run(house, process, customer).await,
            9 if fastrand::u8(..3) == 0 => removals::unlink(house, process, customer).await,
            _ => errands::run(house, process, customer).await,
        }
    }
}

/// LMS's own form is saved, and the plugin's hook may hear of it.
async fn edit(house: &House, process: &mut Process, customer: i64) {
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
    house.truth.borrow_mut().edited(customer);
    if fastrand::u8(..3) > 0 {
        let now = fastrand::bool();
        let work = async |context: Context| queue::follow(&context, &[customer], now).await;
        page(house, process, "follow", customer, work).await;
    }
}

/// What the queue's page shows.
fn open(house: &House) -> Vec<(Kind, i64)> {
    let rows = house.lms.borrow().rows(
        "SELECT 'data', lms_user_id FROM metroport_customer_data WHERE wanted IS NOT NULL \
         UNION ALL SELECT service, lms_user_id FROM metroport_locks WHERE confirmed IS NULL OR confirmed <> wanted",
    );
    let item = |row: Vec<Cell>| match row.as_slice() {
        [Cell::Text(kind), Cell::Int(customer)] => Some((Kind::from_word(kind)?, *customer)),
        _ => None,
    };
    rows.into_iter().filter_map(item).collect()
}

async fn retry(house: &House, process: &mut Process, customer: i64) {
    let any = (fastrand::choice(Kind::ALL).unwrap_or(Kind::Data), customer);
    let (kind, customer) = fastrand::choice(open(house)).unwrap_or(any);
    let one = (fastrand::u8(..4) > 0).then_some(customer);
    let work = async |context: Context| queue::retry(&context, kind, one).await;
    page(house, process, &format!("try {} again,", kind.word()), customer, work).await;
}

async fn give_up(house: &House, process: &mut Process) {
    let Some((kind, customer)) = fastrand::choice(open(house)) else { return };
    let service = [Service::MetroTv, Service::FSecure].into_iter().find(|s| s.word() == kind.word());
    let edits = house.truth.borrow().edits(customer);
    let wanted = fingerprint(house, customer, "wanted");
    if let Some(service) = service {
        house.truth.borrow_mut().unlocked.insert((customer, service));
    }
    let work = async |context: Context| queue::give_up(&context, kind, customer, "reason").await;
    let given_up = page(house, process, &format!("give {} up,", kind.word()), customer, work).await;
    let settled = fingerprint(house, customer, "settled");
    // Nobody heard of it, and they are wanted still: it was not done, or they were asked for again.
    let is_over = given_up.unwrap_or_else(|| fingerprint(house, customer, "wanted").is_none());
    let mut truth = house.truth.borrow_mut();
    if let Some(service) = service {
        // LMS may have ordered something new meanwhile, before this took effect.
        truth.unlocked.insert((customer, service));
    } else if is_over {
        let heard = wanted.filter(|_| given_up == Some(true));
        truth.given_up.entry(customer).or_default().extend(settled.into_iter().chain(heard));
        if truth.edits(customer) == edits {
            truth.quiet.insert(customer);
        }
    }
}

/// What is recorded of a customer's data.
fn fingerprint(house: &House, customer: i64, which: &str) -> Option<String> {
    let rows = house.lms.borrow().rows(&format!(
        "SELECT {which} FROM metroport_customer_data WHERE lms_user_id = {customer} AND {which} IS NOT NULL"
    ));
    match rows.concat().as_slice() {
        [Cell::Text(text)] => Some(text.clone()),
        _ => None,
    }
}

/// A page of the panel.
pub async fn page<R: std::fmt::Debug>(
    house: &House,
    process: &mut Process,
    what: &str,
    customer: i64,
    work: impl AsyncFnOnce(Context) -> Result<R, OperationError>,
) -> Option<R> {
    let result = house.work(process, "clerk", &format!("{what} {customer}"), work).await;
    house.note(format_args!("{}", told(result.as_ref())));
    result?.ok()
}
