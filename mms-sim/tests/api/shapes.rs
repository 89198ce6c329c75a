//! The same facts in every shape: a reader as liberal as the contract asks for sees no difference.

use crate::client::Mms;
use mms_sim::{Errors, ExtraPackages, Nothing, Preset, Shape};
use serde_json::{Value, json};

/// A number, however it is written; nothing and 0 are one.
fn number(value: &Value) -> f64 {
    match value {
        Value::String(text) if text.is_empty() => 0.0,
        Value::String(text) => text.parse().unwrap(),
        Value::Null => 0.0,
        value => value.as_f64().unwrap(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().filter(|text| *text != "0").unwrap_or("")
}

fn rows(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(rows) => rows.iter().collect(),
        Value::Object(rows) => rows.values().collect(),
        other => panic!("no rows: {other}"),
    }
}

/// An object is there, or it is missing in one of the ways of a missing value.
fn object(value: &Value) -> Option<&Value> {
    match value {
        Value::Array(rows) => rows.first(),
        value => value.is_object().then_some(value),
    }
}

/// What a reader makes of the small world.
async fn facts(mms: &Mms) -> Value {
    let users = mms.get("/Users/users").await.json();
    let user_ids: Vec<f64> = rows(&users[1]).iter().map(|user| number(&user["userid"])).collect();
    let types: Vec<f64> = rows(&users[1]).iter().map(|user| number(&user["customertype"])).collect();
    let pesels: Vec<&str> = rows(&users[1]).iter().map(|user| text(&user["pesel"])).collect();

    let accounts = mms.get("/Iptv/Accounts").await.json();
    let id = number(&accounts[1][0]["id"]);
    let account = mms.get(&format!("/Iptv/Accounts/{id}")).await.json();
    let packages = &account["Packages"];
    let main = object(&packages["MainPackage"]).unwrap();
    let rooms = rows(&packages["MultiroomPackages"]);
    let extras: Vec<f64> =
        rows(&packages["ExtraPackages"]).iter().map(|order| number(&order["pkg_id"])).collect();
    let mac = |order: &Value| {
        let mac = object(&order["stb_data"]).map_or("", |stb| text(&stb["mac"]));
        mac.replace([':', '-'], "").to_lowercase()
    };

    let catalogue = mms.get("/Iptv/Packages").await.json();
    let valid: Vec<String> = rows(&catalogue)
        .iter()
        .map(|package| {
            text(&package["pkg_valid_to"]).chars().take(10).collect::<String>().replace("0000-00-00", "")
        })
        .collect();
    let stbs = mms.get("/Iptv/Stbs").await.json();
    let in_warehouse =
        rows(&stbs).iter().filter(|stb| number(&stb["status"]).total_cmp(&1.0).is_eq()).count();
    let services = mms.get("/services/security/").await.json();
    let networks = mms.get("/Iptv/Networks?count=1").await.json();
    json!({
        "users": [number(&users[0]), user_ids, types, pesels],
        "account": [number(&accounts[0]), number(&account["active"]), number(&account["blockdate"])],
        "total": number(&account["PackagesSums"]["TotalBrutto"]),
        "packages": [number(&main["pkg_id"]), number(&main["active"]), text(&main["date_end"]).replace("0000-00-00", "").replace(" 00:00:00", ""), extras],
        "decoders": [mac(main), mac(rooms[0]), in_warehouse],
        "valid": valid,
        "services": [text(&services[0]["status"]), number(&services[0]["userid"])],
        "networks": rows(&networks).iter().map(|n| number(&n["size"]) - number(&n["TotalSTBs"])).collect::<Vec<_>>(),
        "products": rows(&mms.get("/services/security/ext_services").await.json()).len(),
        "models": rows(&mms.get("/Iptv/StbModels").await.json()).iter().map(|m| number(&m["probe"])).collect::<Vec<_>>(),
        "operations": rows(&mms.get("/services/security/operations/").await.json()).len(),
        "orders": rows(&mms.get(&format!("/Iptv/Orders?accountid={id}")).await.json()).len(),
    })
}

#[tokio::test]
async fn every_shape_tells_the_same() {
    let mms = Mms::small().await;
    let canonical = facts(&mms).await;
    assert_eq!(canonical["packages"], json!([310.0, 1.0, "", [320.0]]));
    for &preset in Preset::ALL {
        for seed in 0..if preset == Preset::Chaotic { 40 } else { 1 } {
            let mut shape = Shape::from(preset);
            shape.chaotic = shape.chaotic.map(|_| seed);
            mms.control().set_shape(shape);
            assert_eq!(facts(&mms).await, canonical, "{preset:?} {seed}");
        }
    }
}

#[tokio::test]
async fn lists_have_all_the_fields_of_the_contract() {
    let mms = Mms::small().await;
    let contract = [
        (
            "/Iptv/Packages",
            "id, firmid, iptv_program, active, sort, creationdate, moddate, deletedate, http_export, provider, \
             ext_pkg_id, tariffcode, pkg_name, pkg_desc, pkg_tvpanel_desc, pkg_autoinclude, pkg_denied, \
             pkg_valid_from, pkg_valid_to, self_service, npvr_quota, timeshift_allow, ext_device_allow, \
             tvonline_maxsessions, pkg_group, iptv_ozz, firmName, contracttime, pricenetto, vat, pricebrutto, \
             pricenetto_provider, vat_provider, pricebrutto_provider, promotiontime, \
             promotion_pricenetto_provider, promotion_pricebrutto_provider, countActive",
        ),
        (
            "/Iptv/Networks?count=1",
            "id, name, NetworkSelectName, address, address_long, mask, mask_prefix, size, transport, TotalSTBs",
        ),
        ("/Iptv/StbModels", "id, name, description, mycast_supported, probe"),
        (
            "/Iptv/Stbs",
            "id, firmid, iptv_program, iptv_portalid, status, userid, contractid, actualtariffid, networkid, \
             ext_linked, mac, ipaddr, serialnumber, vcasid, customer_sn, hdcp_ksv, modelid, devel, servicetype, \
             servicetype_force, must_reboot, description, activedate, error_log, fwlog, boot_options, creationdate, \
             creatorid, moddate, modid, nodeid, private, active, AddressIp, ModelName, iptv_accountid, order_id, \
             firmname, UserName, usertype, StatusName, channels, iptv_portal",
        ),
        ("/services/security/ext_services", "id, ext_id, name, description, license_size"),
        ("/services/security/", "id, userid, secur_serviceid, license_size, status, activedate, blockdate"),
        (
            "/services/security/operations/",
            "id, userid, secur_accountid, status, type, errormsg, creationdate, execdate",
        ),
    ];
    for (path, fields) in contract {
        let list = mms.get(path).await.json();
        let mut seen: Vec<&String> = list[0].as_object().unwrap().keys().collect();
        let mut wanted: Vec<&str> = fields.split(", ").collect();
        seen.sort();
        wanted.sort_unstable();
        assert_eq!(seen, wanted, "{path}");
    }
}

#[tokio::test]
async fn toggles_work_alone() {
    let mms = Mms::small().await;
    let account = mms.control().world(|world| world.accounts.iter().next().unwrap().id);
    let user = mms.control().world(|world| world.customers.iter().next().unwrap().id);

    let shape = Shape { nothing: Nothing::EmptyBody, errors: Errors::Plain, ..Shape::default() };
    mms.control().set_shape(shape);
    let none = mms.get("/Users/users?pesel=00000000000").await;
    assert_eq!((none.status, none.text.as_str()), (200, ""));
    let path = format!("/Iptv/Accounts/{account}/unblockAccount");
    let refused = mms.call("PUT", &path, json!({"accountid": account})).await;
    assert_eq!((refused.status, refused.text.as_str()), (409, "Konto nie jest zablokowane"));

    let suffix = "<script>alert('ł')</script>";
    mms.control().set_shape(Shape { text_suffix: suffix.into(), errors: Errors::Error, ..Shape::default() });
    assert_eq!(mms.get(&format!("/Users/users/{user}")).await.json()["lastname"], format!("Żuk{suffix}"));
    let refused = mms.call("PUT", &path, json!({"accountid": account})).await;
    assert!(refused.json()["error"].as_str().unwrap().ends_with(suffix));

    for (extra_packages, is_list) in [(ExtraPackages::Object, false), (ExtraPackages::List, true)] {
        mms.control().set_shape(Shape { extra_packages, ..Shape::default() });
        let whole = mms.get(&format!("/Iptv/Accounts/{account}")).await.json();
        assert_eq!(whole["Packages"]["ExtraPackages"].is_array(), is_list);
    }
}

#[tokio::test]
async fn what_was_removed_stays_or_goes_with_the_shape() {
    let mms = Mms::small().await;
    let (service, stb, order, account) = mms.control().world(|world| {
        let stb = world.stbs.iter().find(|stb| stb.status == mms_sim::StbStatus::Damaged).unwrap().id;
        let order = world.orders.iter().find(|order| order.pkg_id == 320).unwrap();
        (world.services.iter().next().unwrap().id, stb, order.id, order.accountid)
    });
    mms.done("DELETE", &format!("/services/security/{service}"), Value::Null).await;
    mms.done("DELETE", &format!("/Iptv/Stbs/{stb}"), Value::Null).await;
    mms.done("DELETE", &format!("/Iptv/Orders/{order}"), json!({"orderid": order, "accountid": account}))
        .await;
    let orders = format!("/Iptv/Orders?accountid={account}");

    assert_eq!(mms.get("/services/security").await.json()[0]["status"], "deleted");
    let with = rows(&mms.get("/Iptv/Stbs").await.json()).len();
    assert_eq!(mms.get(&orders).await.json().as_array().unwrap().len(), 3);

    mms.control().set_shape(Shape { deleted_rows: false, ..Shape::default() });
    assert_eq!(mms.get("/services/security").await.json(), json!([]));
    assert_eq!(rows(&mms.get("/Iptv/Stbs").await.json()).len(), with - 3);
    assert_eq!(mms.get(&orders).await.json().as_array().unwrap().len(), 2);
}
