//! What a clerk removes from MMS: packages, decoders, accounts, licences; and links.

use metroport::mms::MmsError;
use metroport::operations::{Context, OperationError, customers, fsecure, metrotv};
use mms_sim::{Key, PackageGroup, ServiceStatus, World};

use crate::beginning::user;
use crate::clerks::{Process, page};
use crate::errands::Ending;
use crate::house::House;

/// Something that was removed once.
#[derive(Debug)]
pub struct Removal {
    pub what: What,
    ending: Ending,
}

/// What it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Package { account: u64, order: u64 },
    Account(u64),
    Licence(u64),
    Decoder { account: u64, mac: String },
}

/// Removes one thing of a customer's.
pub async fn run(house: &House, process: &mut Process, customer: i64) {
    if house.truth.borrow().planned == Some(customer) {
        return;
    }
    let things = house.mms.control().world(|world| removable(world, user(customer)));
    let Some(what) = fastrand::choice(things) else { return };
    house.truth.borrow_mut().changed.insert(customer);
    let work = async |context: Context| remove(&context, &what).await;
    let ending = match house.work(process, "clerk", &format!("remove {what:?}"), work).await {
        Some(Ok(())) => Ending::Done(0),
        Some(Err(OperationError::Mms(MmsError::OutcomeUnknown { .. }))) | None => Ending::Unknown,
        Some(Err(error)) => {
            house.note(format_args!("    {}: {error}", error.code()));
            Ending::Failed
        }
    };
    house.truth.borrow_mut().removals.push(Removal { what, ending });
}

fn removable(world: &World, user: u64) -> Vec<What> {
    let mut things: Vec<What> = Vec::new();
    let licences = world.services.find(&Key::User(user));
    let licences = licences.filter(|licence| licence.status != ServiceStatus::Deleted);
    things.extend(licences.map(|licence| What::Licence(licence.id)));
    for account in world.accounts.find(&Key::User(user)) {
        let orders: Vec<_> = world.orders.find(&Key::Account(account.id)).filter(|o| o.is_active()).collect();
        for order in &orders {
            let decoder = world.stbs.find(&Key::Order(order.id)).next();
            let is_base = |id| world.packages.get(id).is_some_and(|p| p.pkg_group == PackageGroup::Base);
            if let Some(stb) = decoder {
                things.push(What::Decoder { account: account.id, mac: stb.mac.clone() });
            } else if orders.len() == 1 || !is_base(order.pkg_id) {
                things.push(What::Package { account: account.id, order: order.id });
            }
        }
        if orders.is_empty() {
            things.push(What::Account(account.id));
        }
    }
    things
}

async fn remove(context: &Context, what: &What) -> Result<(), OperationError> {
    let id = |id: &u64| i64::try_from(*id).unwrap_or_default();
    match what {
        What::Package { account, order } => metrotv::remove_package(context, id(account), id(order)).await,
        What::Account(account) => metrotv::remove_account(context, id(account)).await,
        What::Licence(licence) => fsecure::remove(context, id(licence)).await,
        What::Decoder { account, mac } => metrotv::return_decoder(context, id(account), mac).await,
    }
}

/// Lets go of the customer's link: nobody is responsible for what is locked of his any more.
pub async fn unlink(house: &House, process: &mut Process, customer: i64) {
    if house.truth.borrow().planned == Some(customer) {
        return;
    }
    house.truth.borrow_mut().edited(customer);
    house.truth.borrow_mut().unlinked.insert(customer);
    let work = async |context: Context| customers::unlink(&context, customer).await;
    page(house, process, "unlink", customer, work).await;
}

/// What the clerk was told is so.
pub fn judge(house: &House, wrong: &mut Vec<String>) {
    let truth = house.truth.borrow();
    for removal in &truth.removals {
        let is_there = house.mms.control().world(|world| match &removal.what {
            What::Package { order, .. } => world.orders.get(*order).is_some_and(mms_sim::Order::is_active),
            What::Account(account) => world.accounts.get(*account).is_some(),
            What::Licence(licence) => {
                world.services.get(*licence).is_some_and(|licence| licence.status != ServiceStatus::Deleted)
            }
            What::Decoder { account, mac } => {
                world.stbs.find(&Key::Account(*account)).any(|stb| stb.mac == *mac)
            }
        });
        let by_another =
            || truth.removals.iter().any(|r| r.what == removal.what && r.ending != Ending::Failed);
        let right = match removal.ending {
            Ending::Done(_) => !is_there,
            Ending::Failed => is_there || by_another(),
            Ending::Unknown => true,
        };
        if !right {
            wrong.push(format!("{removal:?}: there {is_there}"));
        }
    }
}
