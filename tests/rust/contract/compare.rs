//! What the calls that read tell, against what is in the simulator's world.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use metroport::mms::calls::{
    FindUsers, GetAccount, GetUser, ListAccounts, ListNetworks, ListOperations, ListOrders, ListPackages,
    ListProducts, ListServices, ListStbModels, ListStbs, ListUsers,
};
use metroport::mms::models::{Account, AccountRow, Network, Order, Package, Service, Stb, User};
use metroport::personal::{Masked, Nip, Pesel};
use mms_sim::{Key, Money, PackageGroup, World};
use rust_decimal::Decimal;

use super::walk::Walk;

/// Reads everything and compares it.
pub async fn compare(walk: &Walk) {
    customers(walk).await;
    security(walk).await;
    catalogues(walk).await;
    decoders(walk).await;
    accounts(walk).await;
}

/// Every row that is in the world must be told as it is; one that is told must be in the world. Rows that are `gone` may
/// be left out.
fn same<T: Clone, R>(
    seen: &[T],
    id_of: impl Fn(&T) -> i64,
    rows: impl Iterator<Item = (u64, bool, R)>,
    mut compare: impl FnMut(&T, R),
) {
    let mut seen: BTreeMap<i64, T> = seen.iter().map(|row| (id_of(row), row.clone())).collect();
    for (id, gone, row) in rows {
        match seen.remove(&int(id)) {
            Some(shown) => compare(&shown, row),
            None => assert!(gone, "{id} is not told"),
        }
    }
    assert!(seen.is_empty(), "nobody knows {:?}", seen.keys());
}

fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}

fn time(seconds: u64) -> Option<i64> {
    (seconds != 0).then(|| int(seconds))
}

fn money(amount: Money) -> Decimal {
    Decimal::new(int(amount.0), 2)
}

fn day(text: Option<&str>) -> Option<NaiveDate> {
    text.map(|text| text.parse().unwrap())
}

/// A row that is kept whole keeps the `"0"` by which MMS may say that there is nothing.
fn kept(shown: &str) -> &str {
    if shown == "0" { "" } else { shown }
}

async fn customers(walk: &Walk) {
    let world = walk.mms.control().world(|world| world.clone());
    let users = walk.send(&ListUsers {}).await;
    same(
        &users,
        |user| user.mms_id,
        world.customers.iter().map(|c| (c.id, false, c)),
        |user, row| {
            let text =
                [&user.name, &user.lastname, &user.city, &user.zip, &user.street, &user.house, &user.flat];
            let wanted = [
                &row.name,
                &row.lastname,
                &row.city1,
                &row.zip1,
                &row.streetname1,
                &row.streetno1,
                &row.local1,
            ];
            assert_eq!(text.map(Masked::expose), wanted.map(String::as_str));
            let optional = [&user.pesel, &user.nip, &user.email];
            let optional = optional.map(|value| value.as_ref().map(Masked::expose).unwrap_or_default());
            assert_eq!(optional, [&row.pesel, &row.nip, &row.email].map(String::as_str));
            assert_eq!(user.company, row.customertype == 1);
        },
    );
    for user in &users {
        assert_eq!(walk.send(&GetUser { id: user.mms_id }).await.as_ref(), Some(user));
        let (pesel, nip) = (user.pesel.as_ref(), user.nip.as_ref());
        let by_pesel = pesel.map(|pesel| FindUsers::Pesel(Pesel::parse(pesel.expose()).unwrap()));
        let by_nip = nip.map(|nip| FindUsers::Nip(Nip::parse(nip.expose()).unwrap()));
        for find in [by_pesel, by_nip].into_iter().flatten() {
            assert_eq!(walk.send(&find).await, std::slice::from_ref(user));
        }
    }
    assert_eq!(walk.send(&GetUser { id: 7 }).await, None::<User>);
    assert_eq!(walk.send(&FindUsers::Pesel(Pesel::parse("44051401359").unwrap())).await, []);
}

async fn security(walk: &Walk) {
    let world = walk.mms.control().world(|world| world.clone());
    let products = walk.send(&ListProducts {}).await;
    same(
        &products,
        |p| p.id,
        world.products.iter().map(|p| (p.id, false, p)),
        |product, row| {
            assert_eq!(
                (&product.ext_id, &product.name, &product.description, product.license_size),
                (&row.ext_id, &row.name, &row.description, int(row.license_size))
            );
        },
    );
    let services = walk.send(&ListServices { user: None }).await;
    let rows = || world.services.iter().map(|s| (s.id, s.status == mms_sim::ServiceStatus::Deleted, s));
    let compare = |service: &Service, row: &mms_sim::Service| {
        assert_eq!(
            (service.mms_id, service.product_id, service.license_size, service.status.as_str()),
            (int(row.userid), int(row.secur_serviceid), int(row.license_size), row.status.as_str())
        );
        assert_eq!((service.activated_at, service.blocked_at), (time(row.activedate), time(row.blockdate)));
    };
    same(&services, |s| s.id, rows(), compare);
    for customer in world.customers.iter() {
        let own = walk.send(&ListServices { user: Some(int(customer.id)) }).await;
        same(&own, |s| s.id, rows().filter(|(_, _, row)| row.userid == customer.id), compare);
    }
    let operations = walk.send(&ListOperations {}).await;
    same(
        &operations,
        |o| o.id,
        world.operations.iter().map(|o| (o.id, false, o)),
        |operation, row| {
            assert_eq!(
                (
                    operation.mms_id,
                    operation.service_id,
                    &operation.status,
                    &operation.kind,
                    &operation.error
                ),
                (int(row.userid), int(row.secur_accountid), &row.status, &row.kind, &row.errormsg)
            );
            assert_eq!(
                (operation.created_at, operation.executed_at),
                (time(row.creationdate), time(row.execdate))
            );
        },
    );
}

async fn catalogues(walk: &Walk) {
    let world = walk.mms.control().world(|world| world.clone());
    let packages = walk.send(&ListPackages {}).await;
    same(
        &packages,
        |p| p.id.0,
        world.packages.iter().map(|p| (p.id, false, p)),
        |package, row| {
            compare_package(&world, package, row);
        },
    );
    let networks = walk.send(&ListNetworks {}).await;
    same(
        &networks,
        |n| n.id,
        world.networks.iter().map(|n| (n.id, false, n)),
        |network, row| {
            compare_network(&world, network, row);
        },
    );
    let models = walk.send(&ListStbModels {}).await;
    same(
        &models,
        |m| m.id,
        world.models.iter().map(|m| (m.id, false, m)),
        |model, row| {
            assert_eq!(
                (&model.name, &model.description, model.mycast_supported, model.probe.as_str()),
                (&row.name, &row.description, row.mycast_supported, if row.probe { "1" } else { "0" })
            );
        },
    );
}

fn compare_package(world: &World, package: &Package, row: &mms_sim::Package) {
    let denied: Vec<String> = row.pkg_denied.iter().map(u64::to_string).collect();
    let texts = [&package.pkg_name, &package.pkg_desc, &package.pkg_autoinclude, &package.pkg_denied];
    assert_eq!(
        texts.map(|text| kept(&text.0)),
        [&row.pkg_name, &row.pkg_desc, &row.pkg_autoinclude, &denied.join(",")].map(String::as_str)
    );
    assert_eq!(
        (package.active.0, package.pkg_group.0, package.promotiontime.0, package.countactive.0),
        (i64::from(row.active), int(row.pkg_group.number()), int(row.promotiontime), int(world.sold(row.id)))
    );
    assert_eq!(package.pkg_valid_from.0, day(row.pkg_valid_from.as_deref()));
    assert_eq!(package.pkg_valid_to.0, day(row.pkg_valid_to.as_deref()));
    assert_eq!(
        (package.pricebrutto.0, package.pricenetto.0),
        (Some(money(row.pricebrutto)), Some(money(row.pricebrutto.net_of(23))))
    );
    assert_eq!(package.pricebrutto_provider.0, Some(money(row.pricebrutto_provider)));
    assert_eq!((package.vat.0, package.moddate.0, package.timeshift_allow.0), (23, 0, 1));
}

fn compare_network(world: &World, network: &Network, row: &mms_sim::Network) {
    let decoders = world.stbs_in_network(row.id);
    assert_eq!((&network.name, &network.transport), (&row.name, &row.transport));
    assert_eq!(network.address, std::net::Ipv4Addr::from(row.address).to_string());
    assert_eq!(
        (network.mask_prefix, network.size, network.decoders, network.free),
        (Some(i64::from(row.mask_prefix)), int(row.size), int(decoders), int(row.size - decoders))
    );
}

async fn decoders(walk: &Walk) {
    let world = walk.mms.control().world(|world| world.clone());
    let stbs = walk.send(&ListStbs {}).await;
    let rows = world.stbs.iter().map(|s| (s.id, s.status == mms_sim::StbStatus::Deleted, s));
    same(&stbs, |s| s.id.0, rows, |stb, row| compare_stb(&world, stb, row));
}

fn compare_stb(world: &World, stb: &Stb, row: &mms_sim::Stb) {
    let model = world.models.get(row.modelid).map(|model| model.name.as_str()).unwrap_or_default();
    let texts = [&stb.mac.0, &stb.serialnumber.0, &stb.modelname.0, &stb.statusname.0];
    let wanted = [row.mac.to_uppercase(), row.serialnumber.clone(), model.into(), row.status.name().into()];
    assert_eq!(texts, wanted.each_ref());
    let references =
        [stb.userid.0, stb.iptv_accountid.0, stb.networkid.0, stb.order_id.0.parse().unwrap_or(0)];
    let wanted = [row.userid, row.accountid, row.networkid, row.orderid];
    assert_eq!(references, wanted.map(|id| int(id.unwrap_or(0))));
    assert_eq!(
        (stb.status.0, stb.modelid.0, stb.active.0, stb.activedate.0),
        (int(row.status.number()), int(row.modelid), i64::from(row.accountid.is_some()), int(row.activedate))
    );
    let address =
        if row.ipaddr == 0 { String::new() } else { std::net::Ipv4Addr::from(row.ipaddr).to_string() };
    assert_eq!(kept(&stb.addressip.0), address);
    let owner = row.userid.and_then(|id| world.customers.get(id));
    let owner = owner.map(|c| format!("{} {}", c.name, c.lastname)).unwrap_or_default();
    assert_eq!(kept(stb.username.0.expose()), owner);
}

async fn accounts(walk: &Walk) {
    let world = walk.mms.control().world(|world| world.clone());
    let rows = || world.accounts.iter().map(|a| (a.id, false, a));
    let compare = |account: &AccountRow, row: &mms_sim::Account| {
        let total = world.total(row.id);
        assert_eq!(
            (account.mms_id, account.active, account.activated_at, account.blocked_at, account.decoders),
            (
                int(row.userid),
                !row.blocked,
                time(row.activedate),
                time(row.blockdate),
                int(world.stbs_of_account(row.id))
            )
        );
        assert_eq!(
            [account.net, account.vat, account.gross],
            [total.net_of(23), total.minus(total.net_of(23)), total].map(|amount| Some(money(amount)))
        );
    };
    same(&walk.send(&ListAccounts { user: None }).await, |a| a.id, rows(), compare);
    for customer in world.customers.iter() {
        let own = walk.send(&ListAccounts { user: Some(int(customer.id)) }).await;
        same(&own, |a| a.id, rows().filter(|(_, _, row)| row.userid == customer.id), compare);
    }
    for row in world.accounts.iter() {
        compare_account(&world, &walk.send(&GetAccount { id: int(row.id) }).await.unwrap(), row);
        let orders = walk.send(&ListOrders { account: int(row.id) }).await;
        let rows =
            world.orders.find(&Key::Account(row.id)).map(|order| (order.id, !order.is_active(), order));
        // This list does not tell the decoders.
        same(&orders, |order| order.order_id, rows, |order, row| compare_order(&world, order, row));
    }
    assert_eq!(walk.send(&GetAccount { id: 7 }).await, None::<Account>);
    assert_eq!(walk.send(&ListOrders { account: 7 }).await, []);
}

fn compare_account(world: &World, account: &Account, row: &mms_sim::Account) {
    assert_eq!(
        (account.id, account.mms_id, account.active, account.network_id, account.currency.as_str()),
        (int(row.id), int(row.userid), !row.blocked, int(row.networkid), "PLN")
    );
    let place =
        [&account.street, &account.house, &account.flat, &account.zip, &account.city].map(Masked::expose);
    let location = &row.location;
    let wanted = [&location.street, &location.house, &location.flat, &location.zip, &location.city];
    assert_eq!(place, wanted.map(String::as_str));
    assert_eq!(account.gross, Some(money(world.total(row.id))));

    let base = account.base.as_ref().filter(|order| order.active);
    assert_eq!(base.map(|order| order.order_id), world.base_order(row.id).map(|order| int(order.id)));
    for (shown, groups) in [
        (base.cloned().into_iter().collect(), &[PackageGroup::Base][..]),
        (account.extras.clone(), &[PackageGroup::Extra, PackageGroup::Ppv]),
        (account.multirooms.clone(), &[PackageGroup::Multiroom]),
    ] {
        let of_group = world.orders.find(&Key::Account(row.id)).filter(|order| {
            let group = world.group_of(order);
            groups.iter().any(|wanted| group == Some(*wanted))
        });
        let rows = of_group.map(|order| (order.id, !order.is_active(), order));
        same(
            &shown,
            |order: &Order| order.order_id,
            rows,
            |order, row| {
                compare_order(world, order, row);
                let linked: Vec<i64> = order.decoders.iter().map(|stb| stb.id.0).collect();
                assert_eq!(
                    linked,
                    world.stb_of_order(row.id).map(|stb| int(stb.id)).into_iter().collect::<Vec<_>>()
                );
            },
        );
    }
}

fn compare_order(world: &World, order: &Order, row: &mms_sim::Order) {
    let package = world.packages.get(row.pkg_id).unwrap();
    assert_eq!(
        (order.package_id, &order.name, order.group, order.active, order.price),
        (
            int(row.pkg_id),
            &package.pkg_name,
            int(package.pkg_group.number()),
            row.is_active(),
            Some(money(row.pricebrutto))
        )
    );
    assert_eq!(order.ends, day(row.date_end.as_deref()));
}
