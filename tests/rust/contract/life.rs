//! The life of a customer, from his first day to his last.

use metroport::mms::calls::{
    Accepted, AccountFields, AddAccount, AddOrder, AddService, AddStb, AddUser, BlockAccount, BlockService,
    ChangeAccount, ChangeService, ChangeUser, DeleteAccount, DeleteOrder, DeleteService, DeleteStb,
    FindUsers, GetAccount, LinkStb, ListAccounts, ListOrders, ListServices, ListStbs, UnblockAccount,
    UnblockService, UnlinkStb, UserFields,
};
use metroport::mms::models::{Mac, Service};
use metroport::personal::{Masked, Pesel};
use rust_decimal::Decimal;

use super::compare::compare;
use super::walk::Walk;
use crate::support::pesel;

const MACS: [&str; 2] = ["00:1B:AA:00:00:01", "001baa000002"];

/// All of it, with a look at the whole world at its height and after.
pub async fn live(walk: &Walk) {
    let user = arrive(walk).await;
    let service = protect(walk, user).await;
    let (account, network) = subscribe(walk, user).await;
    let orders = order(walk, account).await;
    equip(walk, account, network, orders).await;
    owe(walk, account, service).await;
    compare(walk).await;
    leave(walk, user, account, service).await;
    compare(walk).await;
    walk.assert_complete();
}

/// The id that MMS told, or the one that is found.
async fn id(accepted: Accepted, find: impl AsyncFnOnce() -> Vec<i64>) -> i64 {
    match accepted.id {
        Some(id) => id,
        None => find().await.into_iter().max().unwrap(),
    }
}

async fn arrive(walk: &Walk) -> i64 {
    let number = pesel(77);
    let text = |value: &str| Some(Masked::new(value));
    let user = UserFields {
        company: Some(false),
        lastname: text("Święto & \"syn\""),
        name: text("Zażółć"),
        pesel: text(&number),
        city: text("Łódź"),
        zip: text("90-001"),
        house: text("1a"),
        ..UserFields::default()
    };
    let accepted = walk.send(&AddUser { user: user.clone() }).await;
    let find = FindUsers::Pesel(Pesel::parse(&number).unwrap());
    let id = id(accepted, async || walk.send(&find).await.iter().map(|user| user.mms_id).collect()).await;
    walk.refused(&AddUser { user }, 409, "Klient o podanym numerze PESEL już istnieje").await;
    let changed = UserFields { email: text("z@example.com"), flat: text("3"), ..UserFields::default() };
    walk.send(&ChangeUser { id, user: changed }).await;
    id
}

/// What this call answers is no id.
async fn protect(walk: &Walk, user: i64) -> i64 {
    walk.send(&AddService { user, product: 51, license_size: 1 }).await;
    let services = walk.send(&ListServices { user: Some(user) }).await;
    let [service] = &services[..] else { panic!("{services:?}") };
    walk.send(&ChangeService { id: service.id, user, product: 52, license_size: 3 }).await;
    service.id
}

async fn subscribe(walk: &Walk, user: i64) -> (i64, i64) {
    let network = walk.mms.control().world(|world| world.networks.iter().next().unwrap().id);
    let network = i64::try_from(network).unwrap();
    let at = |street: &str, flat: &str| AccountFields {
        user,
        network,
        street: Masked::new(street),
        house: Masked::new("1a"),
        flat: Masked::new(flat),
        zip: Masked::new("90-001"),
        city: Masked::new("Łódź"),
    };
    let accepted = walk.send(&AddAccount { account: at("", "") }).await;
    let own = async || walk.send(&ListAccounts { user: Some(user) }).await.iter().map(|row| row.id).collect();
    let account = id(accepted, own).await;
    walk.send(&ChangeAccount { id: account, account: at("Krótka", "3") }).await;
    (account, network)
}

/// A base and a multiroom order; besides them an extra package, and one that does not go with the base package.
async fn order(walk: &Walk, account: i64) -> [i64; 2] {
    let price = Decimal::new(4990, 2);
    let issue = async |package| {
        let accepted = walk.send(&AddOrder { account, package, price }).await;
        id(accepted, async || {
            let orders = walk.send(&ListOrders { account }).await;
            orders.iter().filter(|order| order.package_id == package).map(|order| order.order_id).collect()
        })
        .await
    };
    let base = issue(310).await;
    issue(320).await;
    let denied = AddOrder { account, package: 322, price };
    walk.refused(&denied, 409, "Pakietu Kino Max nie można łączyć z pakietem Podstawowy").await;
    [base, issue(330).await]
}

async fn equip(walk: &Walk, account: i64, network: i64, orders: [i64; 2]) {
    for (number, (order, mac)) in orders.into_iter().zip(MACS).enumerate() {
        let mac = Mac::parse(mac).unwrap();
        walk.send(&AddStb { model: "Motorola 1063".into(), serial_number: format!("SN-{number}"), mac })
            .await;
        walk.send(&LinkStb { account, order, network, mac }).await;
    }
    let again = LinkStb { account, order: orders[0], network, mac: Mac::parse(MACS[0]).unwrap() };
    walk.refused(&again, 409, "Do pakietu jest już przypisany dekoder").await;
}

async fn owe(walk: &Walk, account: i64, service: i64) {
    for _ in 0..2 {
        walk.send(&BlockAccount { id: account }).await;
        walk.send(&BlockService { id: service }).await;
        walk.refused(&BlockAccount { id: account }, 409, "Konto jest już zablokowane").await;
        assert!(!walk.send(&GetAccount { id: account }).await.unwrap().active);
        let services = walk.send(&ListServices { user: None }).await;
        assert!(services.iter().find(|s| s.id == service).unwrap().is_blocked());
        walk.send(&UnblockAccount { id: account }).await;
        walk.send(&UnblockService { id: service }).await;
    }
}

/// From the top down: nothing can go while something stands on it.
async fn leave(walk: &Walk, user: i64, account: i64, service: i64) {
    walk.refused(&DeleteAccount { id: account }, 409, "Nie można usunąć konta: są na nim wydane pakiety")
        .await;
    for mac in MACS.map(|mac| Mac::parse(mac).unwrap()) {
        walk.send(&UnlinkStb { account, mac }).await;
        let stbs = walk.send(&ListStbs {}).await;
        let id = stbs.iter().find(|stb| stb.mac.0 == mac.to_string() && stb.status.0 == 1).unwrap().id.0;
        walk.send(&DeleteStb { id }).await;
    }
    let whole = walk.send(&GetAccount { id: account }).await.unwrap();
    let upper = whole.multirooms.iter().chain(&whole.extras).map(|order| order.order_id);
    for id in upper.chain(whole.base.as_ref().map(|order| order.order_id)) {
        walk.send(&DeleteOrder { id, account }).await;
    }
    assert!(walk.send(&ListOrders { account }).await.iter().all(|order| !order.active));
    walk.send(&DeleteAccount { id: account }).await;
    assert_eq!(walk.send(&GetAccount { id: account }).await, None);
    assert_eq!(walk.send(&ListAccounts { user: Some(user) }).await, []);
    walk.send(&DeleteService { id: service }).await;
    assert!(walk.send(&ListServices { user: Some(user) }).await.iter().all(Service::is_deleted));
}
