//! What MMS refuses, and that a refusal changes nothing; and one whole life of a customer that it allows.

use crate::client::Mms;
use mms_sim::{Edit, StbStatus};
use serde_json::{Value, json};

/// The ids of what stands in the small world.
struct Ids {
    jan: u64,
    firm: u64,
    account: u64,
    base: u64,
    extra: u64,
    room: u64,
    network: u64,
    other_network: u64,
    full_network: u64,
    issued: String,
    free: String,
    reserved: String,
    issued_id: u64,
    serial: String,
    service: u64,
}

fn ids(mms: &Mms) -> Ids {
    mms.control().world(|world| {
        let order = |package| world.orders.iter().find(|order| order.pkg_id == package).unwrap().id;
        let stb = |status| world.stbs.iter().find(|stb| stb.status == status).unwrap();
        let networks: Vec<u64> = world.networks.iter().map(|network| network.id).collect();
        let customers: Vec<u64> = world.customers.iter().map(|customer| customer.id).collect();
        Ids {
            jan: customers[0],
            firm: customers[1],
            account: world.accounts.iter().next().unwrap().id,
            base: order(310),
            extra: order(320),
            room: order(330),
            network: networks[0],
            other_network: networks[1],
            full_network: networks[2],
            issued: stb(StbStatus::Issued).mac.clone(),
            free: stb(StbStatus::Warehouse).mac.clone(),
            reserved: stb(StbStatus::Reserved).mac.clone(),
            issued_id: stb(StbStatus::Issued).id,
            serial: stb(StbStatus::Issued).serialnumber.clone(),
            service: world.services.iter().next().unwrap().id,
        }
    })
}

fn person(pesel: &str) -> Value {
    json!({"customertype": "2", "name": "Ewa", "lastname": "Nowak", "pesel": pesel})
}

fn account(userid: u64, network: u64) -> Value {
    json!({"userid": userid, "iptv_networkid": network, "locationstreetname": "", "locationstreetno": "5",
        "locationlocal": "", "locationzip": "90-001", "locationcity": "Łódź"})
}

fn without(mut fields: Value, name: &str) -> Value {
    fields.as_object_mut().unwrap().remove(name);
    fields
}

fn with(mut fields: Value, name: &str, value: impl Into<Value>) -> Value {
    fields[name] = value.into();
    fields
}

async fn refused(mms: &Mms, cases: Vec<(u16, &str, String, Value)>) {
    let before = mms.control().world_json();
    for (number, (status, method, path, fields)) in cases.into_iter().enumerate() {
        let seen = mms.call(method, &path, fields.clone()).await;
        assert_eq!(seen.status, status, "{number}: {method} {path} {fields}: {}", seen.text);
        assert!(!seen.json()["message"].as_str().unwrap().is_empty());
        assert!(mms.control().world_json() == before, "{number}: {method} {path} changed something");
    }
    assert_eq!(mms.control().counters().changing, 0);
}

#[tokio::test]
async fn customers() {
    let mms = Mms::small().await;
    let Ids { jan, firm, .. } = ids(&mms);
    let users = || "/Users/users".to_owned();
    let user = |id| format!("/Users/users/{id}");
    let ewa = || person("80010112345");
    refused(
        &mms,
        vec![
            (409, "POST", users(), person("90010112345")),
            (400, "POST", users(), person("8001011234")),
            (400, "POST", users(), person("8001011234a")),
            (400, "POST", users(), person("")),
            (400, "POST", users(), without(ewa(), "customertype")),
            (400, "POST", users(), with(ewa(), "customertype", 3)),
            (400, "POST", users(), without(ewa(), "name")),
            (400, "POST", users(), with(ewa(), "lastname", "")),
            (400, "POST", users(), with(ewa(), "email", "ewa")),
            (400, "POST", users(), with(ewa(), "nip", "1234567890")),
            (409, "POST", users(), with(ewa(), "nip", "526-025-02-74")),
            (400, "POST", users(), with(ewa(), "phone", "500600700")),
            (400, "POST", users(), with(ewa(), "userid", 5)),
            (400, "POST", users(), with(ewa(), "name", json!(["Ewa"]))),
            (400, "POST", users(), json!({"customertype": "1", "name": "Firma"})),
            (400, "POST", users(), json!([])),
            (404, "PUT", user(1), json!({"name": "Ewa"})),
            (409, "PUT", user(firm), json!({"pesel": "90010112345"})),
            (400, "PUT", user(jan), json!({"pesel": ""})),
            (400, "PUT", user(firm), json!({"nip": ""})),
            (400, "PUT", user(jan), json!({"firstname": "Jan"})),
            (400, "PUT", user(jan), json!({"userid": firm})),
            (405, "DELETE", user(jan), json!(null)),
            (404, "GET", user(1), json!(null)),
            (404, "GET", "/Users/users?pesel=00000000000".into(), json!(null)),
            (404, "GET", "/Users/users?nip=5260250274".into(), json!(null)),
            (400, "GET", "/Users/users?pesel=".into(), json!(null)),
            (400, "GET", "/Users/users?pessel=90010112345".into(), json!(null)),
        ],
    )
    .await;
    let counters = mms.control().counters();
    assert_eq!((counters.unlisted_fields, counters.refused), (4, 25));
    assert_eq!(mms.get("/Users/users?nip=526-025-02-74").await.json()[0], 1);
}

#[tokio::test]
async fn fields_come_in_one_form() {
    let mms = Mms::small().await;
    let Ids { jan, account, .. } = ids(&mms);
    let add = mms.request("POST", "/Users/users").form(&person("80010112345")).send().await.unwrap();
    let edit = mms
        .request("PUT", &format!("/Users/users/{jan}"))
        .json(&json!({"name": "Ewa"}))
        .send()
        .await
        .unwrap();
    let remove = format!("/Iptv/Accounts/{account}");
    let remove = mms.request("DELETE", &remove).json(&json!({"accountid": account})).send().await.unwrap();
    let query =
        mms.request("POST", "/Users/users?name=Ewa").json(&person("80010112345")).send().await.unwrap();
    let body = mms.request("GET", "/Users/users").json(&json!({})).send().await.unwrap();
    let statuses = [add, edit, remove, query, body].map(|answer| answer.status().as_u16());
    assert_eq!(statuses, [415, 415, 415, 400, 400]);
    assert_eq!(mms.control().counters().changing, 0);
}

#[tokio::test]
async fn security_services() {
    let mms = Mms::small().await;
    let Ids { jan, firm, service, .. } = ids(&mms);
    let add = |user: u64, product: u64, size: u64| json!({"userid": user, "secur_serviceid": product, "license_size": size});
    let all = || "/services/security".to_owned();
    let one = |rest: &str| format!("/services/security/{service}{rest}");
    refused(
        &mms,
        vec![
            (404, "POST", all(), add(1, 51, 1)),
            (404, "POST", all(), add(jan, 1, 1)),
            (400, "POST", all(), add(jan, 51, 0)),
            (400, "POST", all(), without(add(jan, 51, 1), "license_size")),
            (400, "PUT", one(""), add(firm, 51, 1)),
            (404, "PUT", one(""), add(jan, 1, 1)),
            (400, "PUT", one("/block"), json!({"userid": jan})),
            (409, "PUT", one("/unblock"), json!(null)),
            (404, "PUT", "/services/security/1/block".into(), json!(null)),
            (404, "DELETE", "/services/security/1".into(), json!(null)),
        ],
    )
    .await;
    mms.done("PUT", &one("/block"), json!(null)).await;
    assert_eq!(mms.call("PUT", &one("/block"), json!(null)).await.status, 409);
    mms.done("PUT", &one("/unblock"), json!({})).await;
    mms.done("DELETE", &one(""), json!(null)).await;
    for (method, rest) in [("PUT", "/block"), ("PUT", "/unblock"), ("DELETE", "")] {
        assert_eq!(mms.call(method, &one(rest), json!(null)).await.status, 404);
    }
    mms.done("POST", "/services/security/", add(firm, 52, 3)).await;
    let rows = mms.get(&format!("/services/security/?userid={firm}")).await.json();
    assert_eq!((&rows[0]["status"], &rows[0]["license_size"]), (&json!("new"), &json!(3)));
    let operations = mms.get("/services/security/operations/").await.json();
    let kinds: Vec<&str> =
        operations.as_array().unwrap().iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["add", "block", "unblock", "delete", "add"]);
    // The company has no e-mail address for the licence to go to.
    assert_eq!(operations[4]["status"], "error");
}

#[tokio::test]
async fn accounts() {
    let mms = Mms::small().await;
    let Ids { jan, firm, account: id, network, other_network, full_network, .. } = ids(&mms);
    let all = || "/Iptv/Accounts".to_owned();
    let one = |rest: &str| format!("/Iptv/Accounts/{id}{rest}");
    refused(
        &mms,
        vec![
            (404, "POST", all(), account(1, network)),
            (404, "POST", all(), account(jan, 1)),
            (409, "POST", all(), account(jan, full_network)),
            (400, "POST", all(), without(account(jan, network), "locationzip")),
            (400, "POST", all(), with(account(jan, network), "locationcity", " ")),
            (400, "POST", all(), with(account(jan, network), "currency", "EUR")),
            (400, "PUT", one(""), account(firm, network)),
            (409, "PUT", one(""), account(jan, other_network)),
            (409, "PUT", one(""), account(jan, full_network)),
            (404, "PUT", "/Iptv/Accounts/1".into(), account(jan, network)),
            (400, "PUT", one("/blockAccount"), json!(null)),
            (400, "PUT", one("/blockAccount"), json!({"accountid": 1})),
            (409, "PUT", one("/unblockAccount"), json!({"accountid": id})),
            (404, "PUT", "/Iptv/Accounts/1/blockAccount".into(), json!({"accountid": 1})),
            (409, "DELETE", one(""), json!({"accountid": id})),
            (400, "DELETE", one(""), json!(null)),
            (404, "GET", "/Iptv/Accounts/1".into(), json!(null)),
            (400, "GET", "/Iptv/Accounts?userid=x".into(), json!(null)),
        ],
    )
    .await;
    mms.done("PUT", &one("/blockAccount"), json!({"accountid": id})).await;
    assert_eq!(mms.call("PUT", &one("/blockAccount"), json!({"accountid": id})).await.status, 409);
    assert_eq!(mms.get(&one("")).await.json()["active"], 0);
    mms.done("PUT", &one("/unblockAccount"), json!({"accountid": id})).await;
    assert_eq!(mms.get(&one("")).await.json()["active"], 1);
}

#[tokio::test]
async fn orders() {
    let mms = Mms::small().await;
    let Ids { firm, account: full, base, extra, room, network, .. } = ids(&mms);
    let empty = mms.done("POST", "/Iptv/Accounts", account(firm, network)).await.as_u64().unwrap();
    mms.control().reset_counters();
    let all = || "/Iptv/Orders".to_owned();
    let order =
        |account: u64, package: u64| json!({"accountid": account, "pkg_id": package, "pricebrutto": "49.90"});
    let one = |id: u64| format!("/Iptv/Orders/{id}");
    refused(
        &mms,
        vec![
            (404, "POST", all(), order(1, 310)),
            (404, "POST", all(), order(empty, 1)),
            (409, "POST", all(), order(full, 311)), // a second base package
            (409, "POST", all(), order(empty, 320)), // an extra without base
            (409, "POST", all(), order(empty, 330)),
            (409, "POST", all(), order(empty, 340)),
            (409, "POST", all(), order(full, 322)), // denies the base package
            (409, "POST", all(), order(full, 331)),
            (409, "POST", all(), order(empty, 313)), // not active
            (409, "POST", all(), order(empty, 314)), // over
            (409, "POST", all(), order(empty, 315)), // not begun
            (409, "POST", all(), order(full, 324)),
            (400, "POST", all(), with(order(empty, 310), "pricebrutto", "49,90")),
            (400, "POST", all(), with(order(empty, 310), "pricebrutto", "-1")),
            (400, "POST", all(), with(order(empty, 310), "pricebrutto", "10000.00")),
            (400, "POST", all(), without(order(empty, 310), "pricebrutto")),
            (409, "DELETE", one(base), json!({"orderid": base, "accountid": full})), // carries others
            (409, "DELETE", one(room), json!({"orderid": room, "accountid": full})), // has a decoder
            (400, "DELETE", one(extra), json!({"orderid": extra, "accountid": empty})),
            (400, "DELETE", one(extra), json!({"orderid": base, "accountid": full})),
            (404, "DELETE", one(1), json!({"orderid": 1, "accountid": full})),
            (400, "GET", "/Iptv/Orders".into(), json!(null)),
            (404, "GET", format!("/Iptv/Orders?accountid={empty}"), json!(null)),
        ],
    )
    .await;
    // The other direction: the base package denies the extra one.
    mms.done("POST", "/Iptv/Orders/", order(empty, 312)).await;
    assert_eq!(mms.call("POST", "/Iptv/Orders", order(empty, 321)).await.status, 409);
    mms.done("POST", "/Iptv/Orders", with(order(empty, 322), "pricebrutto", 0)).await;
}

#[tokio::test]
async fn decoders() {
    let mms = Mms::small().await;
    let ids = ids(&mms);
    let Ids { account: id, base, extra, network, issued, free, reserved, serial, .. } = &ids;
    let stbs = || "/Iptv/Stbs/".to_owned();
    let link = || "/Iptv/Stbs/linkSTB".to_owned();
    let unlink = || "/Iptv/Stbs/unlinkSTB".to_owned();
    let new = json!({"ModelName": "Arris VIP4302", "serialnumber": "S1", "mac": "02-00-00-00-00-01"});
    let order = json!({"accountid": id, "orderid": base, "networkid": network, "mac": free});
    refused(
        &mms,
        vec![
            (400, "POST", stbs(), with(new.clone(), "ModelName", "Arris")),
            (400, "POST", stbs(), with(new.clone(), "mac", "02-00-00-00-00")),
            (400, "POST", stbs(), with(new.clone(), "serialnumber", "S 1")),
            (409, "POST", stbs(), with(new.clone(), "mac", issued.to_uppercase().replace(':', ""))),
            (409, "POST", stbs(), with(new.clone(), "serialnumber", serial.as_str())),
            (409, "DELETE", format!("/Iptv/Stbs/{}", ids.issued_id), json!(null)),
            (404, "DELETE", "/Iptv/Stbs/1".into(), json!(null)),
            (409, "PUT", link(), order.clone()), // has one
            (409, "PUT", link(), with(order.clone(), "orderid", *extra)),
            (404, "PUT", link(), with(order.clone(), "orderid", 1)),
            (404, "PUT", link(), with(order.clone(), "accountid", 1)),
            (404, "PUT", unlink(), json!({"mac": "020000000001", "accountid": id})),
            (409, "PUT", unlink(), json!({"mac": free, "accountid": id})),
            (400, "PUT", unlink(), json!({"mac": issued})),
        ],
    )
    .await;

    mms.done("PUT", "/Iptv/Stbs/unlinkSTB", json!({"mac": issued, "accountid": id})).await;
    mms.control().reset_counters();
    refused(
        &mms,
        vec![
            (409, "PUT", link(), with(order.clone(), "mac", reserved.as_str())),
            // Its decoder is back, and the other packages still stand on it.
            (409, "DELETE", format!("/Iptv/Orders/{base}"), json!({"orderid": base, "accountid": id})),
            (400, "PUT", link(), with(order.clone(), "networkid", ids.other_network)),
            (404, "PUT", link(), with(order.clone(), "networkid", 1)),
            (404, "PUT", link(), with(order.clone(), "mac", "020000000001")),
            (400, "PUT", link(), with(order.clone(), "mac", "02")),
        ],
    )
    .await;
    mms.control().edit(&Edit::set("network", *network, json!({"size": 1}))).unwrap();
    assert_eq!(mms.call("PUT", "/Iptv/Stbs/linkSTB", order.clone()).await.status, 409);
    mms.control().edit(&Edit::set("network", *network, json!({"size": 2}))).unwrap();
    mms.done("PUT", "/Iptv/Stbs/linkSTB", with(order.clone(), "mac", free.to_uppercase())).await;
    let account = mms.get(&format!("/Iptv/Accounts/{id}")).await.json();
    assert_eq!(account["Packages"]["MainPackage"]["stb_data"]["mac"], free.as_str());
}

#[tokio::test]
async fn a_life_from_nothing_to_nothing() {
    let mms = Mms::small().await;
    let Ids { network, free, .. } = ids(&mms);
    let user = mms.done("POST", "/Users/users", person("80010112345")).await.as_u64().unwrap();
    mms.done("PUT", &format!("/Users/users/{user}"), json!({"email": "ewa@example.com", "userid": user}))
        .await;
    assert_eq!(mms.get(&format!("/Users/users/{user}")).await.json()["email"], "ewa@example.com");
    let accounts = format!("/Iptv/Accounts?userid={user}");
    assert_eq!(mms.get(&accounts).await.json(), json!([0, []]));
    let id = mms.done("POST", "/Iptv/Accounts", account(user, network)).await.as_u64().unwrap();
    let order = |package: u64, price: &str| json!({"accountid": id, "pkg_id": package, "pricebrutto": price});
    let base = mms.done("POST", "/Iptv/Orders", order(311, "49.90")).await.as_u64().unwrap();
    let extra = mms.done("POST", "/Iptv/Orders", order(320, "12.5")).await.as_u64().unwrap();
    mms.done(
        "PUT",
        "/Iptv/Stbs/linkSTB",
        json!({"accountid": id, "orderid": base, "networkid": network, "mac": free}),
    )
    .await;

    let whole = mms.get(&format!("/Iptv/Accounts/{id}")).await.json();
    assert_eq!(whole["PackagesSums"]["TotalBrutto"], 62.4);
    assert_eq!(whole["Packages"]["ExtraPackages"][extra.to_string()]["actual_pricebrutto"], 12.5);
    assert_eq!(whole["UserData"]["pesel"], "80010112345");
    assert_eq!(whole["NetworkData"]["TotalSTBs"], 3);
    assert_eq!(mms.get(&accounts).await.json()[1][0]["TotalSTBs"], 1);

    mms.done("PUT", "/Iptv/Stbs/unlinkSTB", json!({"mac": free, "accountid": id})).await;
    for order in [extra, base] {
        mms.done("DELETE", &format!("/Iptv/Orders/{order}"), json!({"orderid": order, "accountid": id}))
            .await;
    }
    let whole = mms.get(&format!("/Iptv/Accounts/{id}")).await.json();
    assert_eq!(whole["Packages"]["MainPackage"]["active"], 0);
    assert!(whole["Packages"]["MainPackage"]["date_end"].is_string());
    mms.done("DELETE", &format!("/Iptv/Accounts/{id}"), json!({"accountid": id})).await;
    assert_eq!(mms.get(&format!("/Iptv/Accounts/{id}")).await.status, 404);
    mms.control().world(|world| {
        assert_eq!(world.stb_by_mac(&free).unwrap().status, StbStatus::Warehouse);
        assert!(world.orders.get(base).is_none());
    });
    assert_eq!(mms.control().counters().refused, 0);
}
