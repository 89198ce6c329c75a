//! What each row shows on the wire, field by field as `mms-api.md` lists them.

use std::net::Ipv4Addr;

use crate::render::{Json, Object};
use crate::shape::{ExtraPackages, StbData, UserIds};
use crate::world::{
    Account, Customer, Model, Money, Network, Operation, Order, Package, PackageGroup, Product, Service, Stb,
    World,
};

const VAT: u64 = 23;
const FIRM: &str = "Operator Testowy";
const PROGRAM: &str = "METROTV";

pub(crate) fn user(json: &mut Json<'_>, customer: &Customer, in_list: bool) {
    json.object(|o| {
        let ids = o.shape().user_ids;
        if in_list || ids != UserIds::Id {
            o.number("userid", customer.id);
        }
        if ids != UserIds::Userid {
            o.number("id", customer.id);
        }
        o.code("customertype", customer.customertype);
        o.text("name", &customer.name);
        o.text("lastname", &customer.lastname);
        o.exact("pesel", &customer.pesel);
        o.exact("nip", &customer.nip);
        o.exact("email", &customer.email);
        o.text("city1", &customer.city1);
        o.exact("zip1", &customer.zip1);
        o.text("streetname1", &customer.streetname1);
        o.text("streetno1", &customer.streetno1);
        o.text("local1", &customer.local1);
    });
}

pub(crate) fn product(json: &mut Json<'_>, product: &Product) {
    json.object(|o| {
        o.number("id", product.id);
        o.exact("ext_id", &product.ext_id);
        o.text("name", &product.name);
        o.text("description", &product.description);
        o.number("license_size", product.license_size);
    });
}

pub(crate) fn service(json: &mut Json<'_>, service: &Service) {
    json.object(|o| {
        o.number("id", service.id);
        o.number("userid", service.userid);
        o.number("secur_serviceid", service.secur_serviceid);
        o.number("license_size", service.license_size);
        o.exact("status", service.status.as_str());
        o.stamp("activedate", service.activedate);
        o.stamp("blockdate", service.blockdate);
    });
}

pub(crate) fn operation(json: &mut Json<'_>, operation: &Operation) {
    json.object(|o| {
        o.number("id", operation.id);
        o.number("userid", operation.userid);
        o.number("secur_accountid", operation.secur_accountid);
        o.exact("status", &operation.status);
        o.exact("type", &operation.kind);
        o.text("errormsg", &operation.errormsg);
        o.stamp("creationdate", operation.creationdate);
        o.stamp("execdate", operation.execdate);
    });
}

pub(crate) fn package(json: &mut Json<'_>, world: &World, package: &Package) {
    let (price, provider) = (package.pricebrutto, package.pricebrutto_provider);
    let denied = package.pkg_denied.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    json.object(|o| {
        o.number("id", package.id);
        o.number("firmid", 1);
        o.exact("iptv_program", PROGRAM);
        o.flag("active", package.active);
        o.number("sort", package.id);
        o.stamp("creationdate", 1_704_067_200);
        o.stamp("moddate", 0);
        o.stamp("deletedate", 0);
        o.flag("http_export", false);
        o.exact("provider", "METROPORT");
        o.exact("ext_pkg_id", &format!("PKG{}", package.id));
        o.exact("tariffcode", &format!("T{}", package.id));
        o.text("pkg_name", &package.pkg_name);
        o.text("pkg_desc", &package.pkg_desc);
        o.text("pkg_tvpanel_desc", &package.pkg_desc);
        o.text("pkg_autoinclude", &package.pkg_autoinclude);
        o.exact("pkg_denied", &denied);
        o.date("pkg_valid_from", package.pkg_valid_from.as_deref());
        o.date("pkg_valid_to", package.pkg_valid_to.as_deref());
        o.flag("self_service", package.pkg_group == PackageGroup::Ppv);
        o.number("npvr_quota", 0);
        o.flag("timeshift_allow", true);
        o.number("ext_device_allow", 2);
        o.number("tvonline_maxsessions", 2);
        o.number("pkg_group", package.pkg_group.number());
        o.flag("iptv_ozz", false);
        o.text("firmName", FIRM);
        o.number("contracttime", 24);
        prices(o, "pricenetto", "vat", "pricebrutto", price);
        prices(o, "pricenetto_provider", "vat_provider", "pricebrutto_provider", provider);
        o.number("promotiontime", package.promotiontime);
        let promotion = if package.promotiontime == 0 { Money(0) } else { Money(provider.0.div_euclid(2)) };
        o.money("promotion_pricenetto_provider", promotion.net_of(VAT));
        o.money("promotion_pricebrutto_provider", promotion);
        o.number("countActive", world.sold(package.id));
    });
}

fn prices(o: &mut Object<'_, '_>, net: &str, vat: &str, gross: &str, amount: Money) {
    o.money(net, amount.net_of(VAT));
    o.number(vat, VAT);
    o.money(gross, amount);
}

pub(crate) fn network(json: &mut Json<'_>, world: &World, network: &Network, count: bool) {
    let mask = u32::MAX.checked_shl(32u32.saturating_sub(network.mask_prefix.into())).unwrap_or(0);
    let dotted = Ipv4Addr::from(network.address).to_string();
    json.object(|o| {
        o.number("id", network.id);
        o.text("name", &network.name);
        o.text("NetworkSelectName", &format!("{} ({dotted}/{})", network.name, network.mask_prefix));
        o.number("address", network.address.into());
        o.exact("address_long", &dotted);
        o.exact("mask", &Ipv4Addr::from(mask).to_string());
        o.number("mask_prefix", network.mask_prefix.into());
        o.number("size", network.size);
        o.exact("transport", &network.transport);
        if count {
            o.number("TotalSTBs", world.stbs_in_network(network.id));
        }
    });
}

pub(crate) fn model(json: &mut Json<'_>, model: &Model) {
    json.object(|o| {
        o.number("id", model.id);
        o.exact("name", &model.name);
        o.text("description", &model.description);
        o.flag("mycast_supported", model.mycast_supported);
        o.flag("probe", model.probe);
    });
}

pub(crate) fn stb(json: &mut Json<'_>, world: &World, stb: &Stb) {
    let user = stb.userid.and_then(|id| world.customers.get(id));
    let model = world.models.get(stb.modelid).map_or("", |model| model.name.as_str());
    json.object(|o| {
        o.number("id", stb.id);
        o.number("firmid", 1);
        o.exact("iptv_program", PROGRAM);
        o.number("iptv_portalid", 1);
        o.number("status", stb.status.number());
        o.reference("userid", stb.userid);
        o.missing("contractid");
        o.missing("actualtariffid");
        o.reference("networkid", stb.networkid);
        o.flag("ext_linked", false);
        o.mac("mac", &stb.mac);
        o.stamp("ipaddr", stb.ipaddr.into());
        o.exact("serialnumber", &stb.serialnumber);
        o.missing("vcasid");
        o.missing("customer_sn");
        o.missing("hdcp_ksv");
        o.number("modelid", stb.modelid);
        o.flag("devel", false);
        o.exact("servicetype", if stb.networkid.is_some() { "multicast" } else { "" });
        o.flag("servicetype_force", false);
        o.flag("must_reboot", false);
        o.text("description", &stb.description);
        o.stamp("activedate", stb.activedate);
        o.flag("error_log", false);
        o.flag("fwlog", false);
        o.missing("boot_options");
        o.stamp("creationdate", stb.creationdate);
        o.number("creatorid", 1);
        o.stamp("moddate", stb.moddate);
        o.number("modid", 1);
        o.missing("nodeid");
        o.flag("private", false);
        o.flag("active", stb.accountid.is_some());
        let dotted = if stb.ipaddr == 0 { String::new() } else { Ipv4Addr::from(stb.ipaddr).to_string() };
        o.exact("AddressIp", &dotted);
        o.exact("ModelName", model);
        o.reference("iptv_accountid", stb.accountid);
        o.reference("order_id", stb.orderid);
        o.text("firmname", FIRM);
        o.text("UserName", &user.map(full_name).unwrap_or_default());
        o.reference("usertype", user.map(|user| user.customertype.into()));
        o.exact("StatusName", stb.status.name());
        o.missing("channels");
        o.exact("iptv_portal", "portal");
    });
}

fn full_name(customer: &Customer) -> String {
    if customer.is_company() {
        customer.lastname.clone()
    } else {
        format!("{} {}", customer.name, customer.lastname)
    }
}

pub(crate) fn short_account(json: &mut Json<'_>, world: &World, account: &Account) {
    json.object(|o| {
        account_head(o, world, account);
        sums(o, world.total(account.id));
    });
}

pub(crate) fn whole_account(json: &mut Json<'_>, world: &World, account: &Account) {
    let total = world.total(account.id);
    json.object(|o| {
        account_head(o, world, account);
        sums(o, total);
        o.number("iptv_networkid", account.networkid);
        if let Some(found) = world.networks.get(account.networkid) {
            o.nested("NetworkData", |json| network(json, world, found, true));
        }
        if let Some(found) = world.customers.get(account.userid) {
            o.nested("UserData", |json| user(json, found, false));
        }
        o.text("locationstreetname", &account.location.street);
        o.text("locationstreetno", &account.location.house);
        o.text("locationlocal", &account.location.flat);
        o.exact("locationzip", &account.location.zip);
        o.text("locationcity", &account.location.city);
        o.exact("currency", "PLN");
        o.nested("PackagesSums", |json| json.object(|o| sums(o, total)));
        o.nested("Packages", |json| json.object(|o| packages(o, world, account)));
    });
}

fn account_head(o: &mut Object<'_, '_>, world: &World, account: &Account) {
    o.number("id", account.id);
    o.number("userid", account.userid);
    o.exact("status", if account.blocked { "blocked" } else { "active" });
    o.flag("active", !account.blocked);
    o.stamp("activedate", account.activedate);
    o.stamp("lastdeactivdate", account.lastdeactivdate);
    o.stamp("blockdate", account.blockdate);
    o.number("TotalSTBs", world.stbs_of_account(account.id));
}

fn sums(o: &mut Object<'_, '_>, brutto: Money) {
    o.money("TotalNetto", brutto.net_of(VAT));
    o.money("TotalVat", brutto.minus(brutto.net_of(VAT)));
    o.money("TotalBrutto", brutto);
}

fn packages(o: &mut Object<'_, '_>, world: &World, account: &Account) {
    let shape = o.shape();
    let of = |group: PackageGroup| {
        world.shown_orders(account.id, shape).filter(move |order| world.group_of(order) == Some(group))
    };
    // An ended base package is shown when there is no other; a client must look at `active`.
    match of(PackageGroup::Base).max_by_key(|order| (order.is_active(), order.id)) {
        Some(main) => o.nested("MainPackage", |json| order(json, world, main, true)),
        None => o.missing("MainPackage"),
    }
    let extras: Vec<&Order> = of(PackageGroup::Extra).chain(of(PackageGroup::Ppv)).collect();
    o.nested("ExtraPackages", |json| {
        // PHP writes an empty map as an empty list.
        if extras.is_empty() || shape.extra_packages == ExtraPackages::List {
            return json.list(extras, |json, extra| order(json, world, extra, true));
        }
        json.map(extras.into_iter().map(|extra| (extra.id, extra)), |json, extra| {
            order(json, world, extra, true);
        });
    });
    o.nested("MultiroomPackages", |json| {
        json.list(of(PackageGroup::Multiroom), |json, room| order(json, world, room, true));
    });
}

pub(crate) fn order(json: &mut Json<'_>, world: &World, order: &Order, with_stb: bool) {
    let package = world.packages.get(order.pkg_id);
    json.object(|o| {
        o.number("id", order.id);
        o.number("pkg_id", order.pkg_id);
        o.text("pkg_name", package.map_or("", |package| &package.pkg_name));
        o.reference("pkg_group", package.map(|package| package.pkg_group.number()));
        o.flag("active", order.is_active());
        o.date("date_end", order.date_end.as_deref());
        o.date("pkg_valid_from", package.and_then(|package| package.pkg_valid_from.as_deref()));
        o.date("pkg_valid_to", package.and_then(|package| package.pkg_valid_to.as_deref()));
        o.money("pricebrutto", package.map(|package| package.pricebrutto).unwrap_or_default());
        o.money("actual_pricebrutto", order.pricebrutto);
        o.exact("currency", "PLN");
        if with_stb {
            let linked = world.stb_of_order(order.id);
            match (o.shape().stb_data, linked) {
                (StbData::Object, None) => o.missing("stb_data"),
                (StbData::Object, Some(linked)) => o.nested("stb_data", |json| stb(json, world, linked)),
                (StbData::List, linked) => {
                    o.nested("stb_data", |json| json.list(linked, |json, linked| stb(json, world, linked)));
                }
            }
        }
    });
}
