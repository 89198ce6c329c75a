//! What runs by itself: billing, the converger, the script that pairs.

use std::collections::BTreeSet;
use std::rc::Rc;

use metroport::operations::locks::{self, Order};
use metroport::operations::queue::{self, Kind, Options};
use metroport::operations::{Context, OperationError, Progress, pairing};
use metroport::store::locks::Service;

use crate::house::House;

/// Everything that a run of the converger may do.
fn all(limit: usize) -> Options {
    Options { kinds: Kind::ALL.into(), limit, dry_run: false, until: None }
}

/// Cron's converger, each time another process.
pub async fn converger(house: Rc<House>, runs: u32) {
    for _ in 0..runs {
        house.wait(90).await;
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
        house.wait(90).await;
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
        let order =
            Order { lock: Some(lock), customers: customers.clone(), services, dry_run: false, due: None };
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

/// The script that pairs customers with MMS's.
pub async fn pairing(house: Rc<House>) {
    house.wait(120).await;
    let work = async |context: Context| pairing::run(&context, false, false, &Progress::default()).await;
    let result = house.work(&mut None, "cron", "pair", work).await;
    house.note(format_args!("{}", told(result.as_ref())));
}

/// A result in words.
pub fn told<R: std::fmt::Debug>(result: Option<&Result<R, OperationError>>) -> String {
    match result {
        Some(Ok(done)) => format!("    {done:?}"),
        Some(Err(error)) => format!("    {}: {error}", error.code()),
        None => "    …".to_owned(),
    }
}
