//! Clerks who carry out plans for one customer, at whose services nobody else is: what a plan leads to can be foretold.

use std::rc::Rc;

use metroport::lms::customer::Address;
use metroport::operations::plan::wish::{Choice, Ground, Wish};
use metroport::operations::plan::{self, View};
use metroport::operations::{Context, OperationError, Progress};
use metroport::personal::Masked;
use metroport::sim::Cell;
use mms_sim::{StbStatus, World};

use crate::beginning::pesel;
use crate::belongings::{Account, Belongings};
use crate::clerks::Process;
use crate::house::House;
use crate::people::told;

/// Who carries plans out: two at a time, and the last when the weather is fine again.
pub const CLERKS: [&str; 3] = ["ewa", "jan", "ola"];
/// Decoders that are for plans; those before them are for whoever else issues some.
pub const FIRST_DECODER: usize = 3;

/// The plan that is under way.
pub struct Planned {
    /// Its number.
    id: i64,
    before: Belongings,
    after: Belongings,
    /// Changes that the network had done twice, or late, when it was begun.
    disturbed: u32,
}

/// A clerk with a name of his own.
pub async fn planner(house: Rc<House>, name: &'static str, customer: i64, pages: u32) {
    let mut process = None;
    for _ in 0..pages {
        house.wait(10).await;
        match row(&house, customer) {
            None => begin(&house, &mut process, name, customer).await,
            Some(_) => _ = carry_on(&house, &mut process, name, customer).await,
        }
    }
}

/// Number of the customer's plan that is under way, and who began it.
fn row(house: &House, customer: i64) -> Option<(i64, String)> {
    let sql = format!("SELECT id, actor FROM metroport_plans WHERE lms_user_id = {customer}");
    match house.lms.borrow().rows(&sql).concat().as_slice() {
        [Cell::Int(id), Cell::Text(actor)] => Some((*id, actor.clone())),
        _ => None,
    }
}

/// Plans are recorded and removed between two steps of whoever else is at work: what there is then counts.
pub fn watch(house: &House, sql: &str) {
    let Some(customer) = house.truth.borrow().planned else { return };
    let has = || Belongings::of(house, customer);
    if sql.starts_with("INSERT") {
        house.truth.borrow_mut().begun = (has(), house.network.borrow().disturbed);
    } else if sql.starts_with("DELETE") {
        house.truth.borrow_mut().over = has();
    }
}

async fn begin(house: &House, process: &mut Process, name: &'static str, customer: i64) {
    ended(house, None);
    let Some(wish) = drawn(house, &Belongings::of(house, customer)) else { return };
    let work = async |context: Context| {
        let shown = plan::preview(&context, customer, &wish).await?;
        plan::begin(&context, customer, &wish, shown.print.as_deref()).await
    };
    let result = house.work(process, name, &format!("begin {wish:?} for {customer}"), work).await;
    house.note(format_args!("{}", told(result.as_ref())));
    let known = house.truth.borrow().plan.as_ref().map(|plan| plan.id);
    if let Some((id, actor)) = row(house, customer)
        && actor == name
        && known != Some(id)
    {
        ended(house, None);
        let (before, disturbed) = house.truth.borrow().begun.clone();
        let after = before.after(house, &wish);
        house.truth.borrow_mut().plan = Some(Planned { id, before, after, disturbed });
    }
    if matches!(result, Some(Ok(_))) && fastrand::u8(..4) > 0 {
        carry_on(house, process, name, customer).await;
    }
}

/// Goes on with what is under way, or takes it back; gives the state that it has then.
async fn carry_on(house: &House, process: &mut Process, name: &'static str, customer: i64) -> &'static str {
    let (turn, whole, forget) = (fastrand::u8(..4), fastrand::u8(..4) > 0, fastrand::u8(..30) == 0);
    let work = async |context: Context| -> Result<Option<View>, OperationError> {
        if forget {
            plan::forget(&context, customer).await?;
            return Ok(None);
        }
        if turn < 2 {
            plan::direct(&context, customer, turn == 1).await?;
        }
        let view = if whole {
            plan::run(&context, customer, &Progress::default()).await?
        } else {
            plan::step(&context, customer).await?
        };
        Ok(Some(view))
    };
    let what = format!("carry the plan of {customer} on ({turn}, {whole}, {forget})");
    let result = house.work(process, name, &what, work).await;
    let state = result.as_ref().and_then(|result| result.as_ref().ok()?.as_ref()).map(|view| view.state);
    let code = result.as_ref().and_then(|result| result.as_ref().ok()?.as_ref()?.code.clone());
    house.note(format_args!("    {state:?}, {code:?}, {}", told(result.as_ref().map(|_| &Ok(())))));
    if forget {
        house.truth.borrow_mut().plan = None;
    } else if row(house, customer).is_none() {
        ended(house, state);
    }
    state.unwrap_or_default()
}

/// The plan is not under way any more: the customer has what he is to have, or had.
fn ended(house: &House, state: Option<&str>) {
    let Some(plan) = house.truth.borrow_mut().plan.take() else { return };
    let has = house.truth.borrow().over.clone();
    let (before, after) = (has.is_like(&plan.before), has.is_like(&plan.after));
    let right = match state {
        Some("done") => after,
        Some("undone") => before,
        // Its process died just then.
        _ => before || after,
    };
    if !right && house.network.borrow().disturbed == plan.disturbed {
        let Planned { id, before, after, .. } = plan;
        let wrong =
            format!("plan {id} is {state:?}: {has:?}\n      before {before:?}\n      after {after:?}");
        house.network.borrow_mut().broken.push(wrong);
    }
}

/// Whoever is at work when the weather is fine again brings it to its end, this way or that.
pub async fn finish(house: Rc<House>, customer: i64) {
    let mut process = None;
    // What kept him from being found by MMS is put right.
    let pesel = pesel(customer);
    house.in_lms(&format!("UPDATE customers SET ssn = '{pesel}' WHERE id = {customer}")).await;
    house.truth.borrow_mut().edited(customer);
    for _ in 0..20 {
        if row(&house, customer).is_none() {
            return ended(&house, None);
        }
        carry_on(&house, &mut process, "ola", customer).await;
    }
    let undisturbed = house
        .truth
        .borrow()
        .plan
        .as_ref()
        .is_some_and(|plan| plan.disturbed == house.network.borrow().disturbed);
    if undisturbed {
        let steps = house.lms.borrow().rows("SELECT error_code, back FROM metroport_plans");
        house.network.borrow_mut().broken.push(format!("a plan does not come to its end: {steps:?}"));
    }
}

/// What somebody may want who has this.
fn drawn(house: &House, has: &Belongings) -> Option<Wish> {
    let mut truth = house.truth.borrow_mut();
    truth.marks += 1;
    let address = Address {
        house: Masked::new(format!("{}p", truth.marks)),
        zip: Masked::new("90-001"),
        city: Masked::new("Łódź"),
        ..Address::default()
    };
    house.mms.control().world(|world| {
        let networks: Vec<i64> = world.networks.iter().take(2).map(|network| id(network.id)).collect();
        let present = fastrand::choice(&has.accounts);
        let mut spare = decoders(world);
        Some(match (fastrand::u8(..8), present) {
            (0..=1, Some((account, _))) => Wish::Change {
                account: id(*account),
                network: fastrand::choice(&networks).copied().filter(|_| fastrand::bool()),
                address: fastrand::bool().then_some(address),
                base: fastrand::bool()
                    .then(|| choice(fastrand::choice([310, 311, 312]).unwrap_or(310), None)),
            },
            (2..=3, Some((account, _))) => Wish::Remove {
                account: (fastrand::u8(..4) > 0).then_some(id(*account)),
                ending: Vec::new(),
                end: 0,
            },
            (4, Some((account, Account { orders, .. }))) => Wish::Issue {
                ground: Ground::Present(id(*account)),
                base: orders.is_empty().then(|| choice(310, spare.pop())),
                extras: Vec::new(),
                multirooms: vec![choice(330, spare.pop())],
                due: None,
            },
            _ => Wish::Issue {
                ground: Ground::New(fastrand::choice(&networks).copied()?, address),
                base: Some(choice(fastrand::choice([310, 311, 312]).unwrap_or(310), spare.pop())),
                extras: if fastrand::bool() {
                    vec![choice(320, None), choice(323, None)]
                } else {
                    Vec::new()
                },
                multirooms: if fastrand::bool() { vec![choice(330, spare.pop())] } else { Vec::new() },
                due: None,
            },
        })
    })
}

fn choice(package: i64, decoder: Option<String>) -> Choice {
    Choice { package, price: None, decoder: decoder.filter(|_| fastrand::bool()), tariff: None }
}

/// What of the warehouse is for plans.
fn decoders(world: &World) -> Vec<String> {
    let mine = world.stbs.iter().skip(FIRST_DECODER).filter(|stb| stb.status == StbStatus::Warehouse);
    mine.map(|stb| stb.mac.clone()).collect()
}

fn id(number: u64) -> i64 {
    i64::try_from(number).unwrap_or_default()
}
