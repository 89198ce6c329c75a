//! What a clerk orders from MMS: each thing carries a mark, so that MMS can be asked afterwards how often it got it.

use std::time::Duration;

use metroport::lms::customer::Address;
use metroport::mms::MmsError;
use metroport::operations::{Context, OperationError, card};
use metroport::personal::Masked;
use metroport::sim::clock;
use mms_sim::{Key, PackageGroup, StbStatus};

use crate::house::House;
use crate::plans;

/// Something that was ordered once.
#[derive(Debug)]
pub struct Errand {
    pub what: What,
    pub ending: Ending,
    /// Times that the clerk tried it.
    pub tries: u32,
}

/// What it was, with its mark.
#[derive(Debug, Clone)]
pub enum What {
    /// A package at a price that nothing else has, in grosze.
    Package { account: u64, package: u64, price: u64 },
    /// An account at a house number that nothing else has.
    Account { house: String },
    /// So many licences as nobody else has.
    Licences { product: u64, size: u64 },
    /// A decoder for a package.
    Decoder { account: u64, order: u64, mac: String },
}

/// How it ended, as the clerk was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It was done; the id of what was added, 0 for nothing.
    Done(i64),
    /// It was not.
    Failed,
    /// Nobody knows.
    Unknown,
}

/// Orders one thing for a customer. Where the clerk is told that it was not done he may try once more.
pub async fn run(house: &House, process: &mut Option<(u32, Context)>, customer: i64) {
    let Some(what) = drawn(house, customer) else { return };
    let tries = fastrand::u32(1..=2);
    let mut errand = Errand { what, ending: Ending::Failed, tries: 0 };
    while errand.ending == Ending::Failed && errand.tries < tries {
        errand.tries += 1;
        if errand.tries > 1 {
            // He reads what is written there before he tries again.
            clock::sleep(Duration::from_secs(5)).await;
        }
        let title = format!("{:?} for {customer}", errand.what);
        let what = errand.what.clone();
        let work = async move |context: Context| order(&context, customer, &what).await;
        errand.ending = match house.work(process, "clerk", &title, work).await {
            Some(Ok(id)) => Ending::Done(id),
            Some(Err(OperationError::Mms(MmsError::OutcomeUnknown { .. }))) | None => Ending::Unknown,
            Some(Err(error)) => {
                house.note(format_args!("    {}: {error}", error.code()));
                Ending::Failed
            }
        };
        house.note(format_args!("    {:?}", errand.ending));
    }
    house.truth.borrow_mut().errands.push(errand);
}

/// Something that MMS would probably do.
fn drawn(house: &House, customer: i64) -> Option<What> {
    let mut truth = house.truth.borrow_mut();
    if truth.planned == Some(customer) {
        return None;
    }
    truth.marks += 1;
    let mark = truth.marks;
    house.mms.control().world(|world| {
        let user = crate::beginning::user(customer);
        let account = world.accounts.find(&Key::User(user)).next().map(|account| account.id);
        match fastrand::u8(..4) {
            0 => {
                let account = account?;
                let group = if world.base_order(account).is_some() {
                    PackageGroup::Extra
                } else {
                    PackageGroup::Base
                };
                let fits = |package: &&mms_sim::Package| {
                    package.active
                        && package.pkg_group == group
                        && package.pkg_valid_from.is_none()
                        && package.pkg_valid_to.is_none()
                };
                let package = world.packages.iter().find(fits)?.id;
                Some(What::Package { account, package, price: 500_000 + mark })
            }
            1 => Some(What::Account { house: format!("{mark}m") }),
            2 => {
                let product = world.products.iter().next()?.id;
                Some(What::Licences { product, size: 10 + mark })
            }
            _ => {
                let account = account?;
                let order = world.base_order(account)?.id;
                let mac = world
                    .stbs
                    .iter()
                    .take(plans::FIRST_DECODER)
                    .find(|stb| stb.status == StbStatus::Warehouse)?
                    .mac
                    .clone();
                // Each package and each decoder once.
                let fresh = truth.places.insert(order.to_string()) && truth.places.insert(mac.clone());
                fresh.then_some(What::Decoder { account, order, mac })
            }
        }
    })
}

async fn order(context: &Context, customer: i64, what: &What) -> Result<i64, OperationError> {
    let id = |id: &u64| i64::try_from(*id).unwrap_or_default();
    match what {
        What::Package { account, package, price } => {
            let price = format!("{}.{:02}", price / 100, price % 100);
            card::issue_package(context, customer, id(account), id(package), &price).await
        }
        What::Account { house } => {
            let address = Address {
                house: Masked::new(house.clone()),
                zip: Masked::new("90-001"),
                city: Masked::new("Łódź"),
                ..Address::default()
            };
            card::add_account(context, customer, 61, &address).await
        }
        What::Licences { product, size } => card::add_service(context, customer, id(product), id(size)).await,
        What::Decoder { account, order, mac } => {
            card::issue_decoder(context, customer, id(account), id(order), mac).await.map(|()| 0)
        }
    }
}
