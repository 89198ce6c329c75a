//! The journal: every change leaves one entry, written before it goes.

mod outcomes;
mod pages;
mod runs;

use metroport::mms::calls::{AccountFields, UserFields};
use metroport::operations::{Context, OperationError, customers, fsecure, metrotv};
use metroport::personal::Masked;
use mms_sim::{Key, StbStatus, World};
use serde_json::json;

use crate::support::{House, Kind, config, context, person, pesel, simulator, world};

/// What the journal says of one change: action, outcome, code, LMS customer, details.
type Told = (String, String, Option<String>, Option<i32>, String);

/// Every change of MMS that an operation makes.
const CHANGES: [&str; 18] = [
    "user.add",
    "user.update",
    "service.add",
    "service.change",
    "service.block",
    "service.unblock",
    "service.remove",
    "account.add",
    "account.change",
    "account.block",
    "account.unblock",
    "account.remove",
    "package.issue",
    "package.remove",
    "decoder.add",
    "decoder.delete",
    "decoder.issue",
    "decoder.return",
];

const MAC: &str = "00:1B:AA:00:00:77";

/// Two customers with one of each service and a decoder, and a warehouse.
fn people() -> World {
    let persons: Vec<_> = (1..=2).map(|number| person(number, json!(true))).collect();
    world(&persons, 5)
}

/// They are linked.
async fn house(kind: Kind) -> House {
    House::with(kind, people()).await
}

fn id(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}

fn place(house: &House) -> AccountFields {
    let text = |value: &str| Masked::new(value);
    let network = house.mms.control().world(|world| world.networks.iter().next().unwrap().id);
    let (street, number, city) = (text("Kanarkowa"), text("2"), text("Kanarkowo"));
    let user = id(House::user(1));
    AccountFields {
        user,
        network: id(network),
        street,
        house: number,
        flat: text(""),
        zip: text("90-001"),
        city,
    }
}

/// Makes the change possible, behind the journal's back, and gives the id of what it is about.
async fn prepare(house: &House, action: &str) -> i64 {
    let elsewhere = context(&house.mms);
    let (account, service) = (house.account(1), id(house.service(1)));
    let look = |look: &dyn Fn(&mut World) -> u64| id(house.mms.control().world(|world| look(world)));
    match action {
        "service.unblock" => {
            fsecure::block(&elsewhere, service).await.unwrap();
            service
        }
        "account.unblock" => {
            metrotv::block_account(&elsewhere, id(account)).await.unwrap();
            id(account)
        }
        "account.remove" => metrotv::add_account(&elsewhere, place(house)).await.unwrap(),
        "package.remove" => {
            look(&|world| world.active_orders(account).find(|order| order.pkg_id == 320).unwrap().id)
        }
        "decoder.delete" => {
            look(&|world| world.stbs.iter().find(|stb| stb.status == StbStatus::Warehouse).unwrap().id)
        }
        "decoder.issue" => look(&|world| {
            let mac = world.stbs.find(&Key::Account(account)).next().unwrap().mac.clone();
            world.unlink_stb(&mac, account).unwrap();
            world.stb_by_mac(&mac).unwrap().id
        }),
        "decoder.return" => look(&|world| world.stbs.find(&Key::Account(account)).next().unwrap().id),
        _ if action.starts_with("service") => service,
        _ => id(account),
    }
}

/// Makes the change, of customer 1.
async fn change(house: &House, context: &Context, action: &str, target: i64) -> Result<(), OperationError> {
    let (user, account) = (id(House::user(1)), id(house.account(1)));
    let (order, mac) = house.mms.control().world(|world| {
        let mac = world.stbs.iter().find(|stb| id(stb.id) == target).map(|stb| stb.mac.clone());
        (id(world.base_order(house_account(world)).unwrap().id), mac.unwrap_or_default())
    });
    match action {
        "user.add" => {
            let newcomer = UserFields {
                company: Some(false),
                name: Some(Masked::new("Anna")),
                lastname: Some(Masked::new("Kanarkowa")),
                pesel: Some(Masked::new(pesel(500))),
                ..UserFields::default()
            };
            customers::add(&context.about(2), newcomer).await.map(drop)
        }
        "user.update" => {
            let fields = UserFields { city: Some(Masked::new("Kanarkowo")), ..UserFields::default() };
            customers::update(context, user, fields).await
        }
        "service.add" => fsecure::issue(context, user, 53, 5).await.map(drop),
        "service.change" => fsecure::change(context, target, user, 53, 3).await,
        "service.block" => fsecure::block(context, target).await,
        "service.unblock" => fsecure::unblock(context, target).await,
        "service.remove" => fsecure::remove(context, target).await,
        "account.add" => metrotv::add_account(context, place(house)).await.map(drop),
        "account.change" => metrotv::change_account(context, target, place(house)).await,
        "account.block" => metrotv::block_account(context, target).await,
        "account.unblock" => metrotv::unblock_account(context, target).await,
        "account.remove" => metrotv::remove_account(context, target).await,
        "package.issue" => metrotv::issue_package(context, account, 323, "9.9").await.map(drop),
        "package.remove" => metrotv::remove_package(context, account, target).await,
        "decoder.add" => metrotv::add_decoder(context, "Motorola 1063", "SN-77", MAC).await,
        "decoder.delete" => metrotv::delete_decoder(context, target).await,
        "decoder.issue" => metrotv::issue_decoder(context, account, order, place(house).network, &mac).await,
        "decoder.return" => metrotv::return_decoder(context, account, &mac).await,
        other => panic!("{other} is no change"),
    }
}

fn house_account(world: &World) -> u64 {
    world.accounts.find(&Key::User(House::user(1))).next().unwrap().id
}

impl House {
    /// As it was at first, with an empty journal.
    async fn renew(&mut self) {
        self.mms = simulator(people());
        self.config = config(&self.mms.url(), Some(self.db.config()));
        self.db.execute("DELETE FROM metroport_journal").await;
        self.db.execute("DELETE FROM metroport_settings").await;
    }

    /// Waits until so many changes took effect in MMS.
    async fn has_changed(&self, times: u64) {
        while self.mms.control().counters().changing < times {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// The journal, the oldest entry first.
    async fn journal(&self) -> Vec<Told> {
        let sql = "SELECT action, outcome, code, lms_user_id, detail FROM metroport_journal ORDER BY id";
        self.db.rows(sql).await
    }

    /// Its only entry: action, outcome, code.
    async fn only_entry(&self) -> (String, String, Option<String>) {
        let mut entries = self.journal().await;
        assert_eq!(entries.len(), 1, "{entries:?}");
        let (action, outcome, code, ..) = entries.remove(0);
        (action, outcome, code)
    }
}
