//! What MMS says, made of numbers only: the same in every run.

use serde_json::{Value, json};

const SURNAMES: [&str; 5] = ["Żuk", "Łoś", "Kowalska-Wójcik", "Ćma", "Nowak"];

/// One of a few, most of them with Polish letters.
pub fn surname(id: i64) -> &'static str {
    SURNAMES[usize::try_from(id).unwrap() % SURNAMES.len()]
}

/// A list as it is sent.
fn list(count: i64, row: fn(i64) -> Value) -> String {
    Value::Array((1..=count).map(row).collect()).to_string()
}

/// A list behind its count.
fn counted(count: i64, row: fn(i64) -> Value) -> String {
    format!("[{count},{}]", list(count, row))
}

/// A valid PESEL, another one for each number below a million.
pub fn pesel(number: i64) -> String {
    let head = format!("8001{:02}{:04}", 1 + number / 10_000 % 28, number % 10_000);
    let weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
    let sum: u32 =
        head.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{head}{}", (10 - sum % 10) % 10)
}

pub fn users(count: i64) -> String {
    counted(count, |id| {
        json!({"userid": id, "id": id, "customertype": "2", "name": "Jan", "lastname": surname(id), "pesel": pesel(id),
            "nip": "", "email": format!("jan{id}@example.com"), "city1": "Łódź", "zip1": "90-001",
            "streetname1": "Piotrkowska", "streetno1": id.to_string(), "local1": "0"})
    })
}

pub fn services(count: i64) -> String {
    list(count, |id| {
        json!({"id": id, "userid": id, "secur_serviceid": "51", "license_size": "3", "status": "active",
            "activedate": 1_704_067_200 + id, "blockdate": 0})
    })
}

pub fn accounts(count: i64) -> String {
    counted(count, |id| {
        json!({"id": id, "userid": id, "status": "active", "active": "1", "activedate": 1_704_067_200 + id,
            "lastdeactivdate": 0, "blockdate": 0, "TotalSTBs": 1, "TotalNetto": "48.70", "TotalVat": "11.20",
            "TotalBrutto": "59.90"})
    })
}

pub fn stbs(count: i64) -> String {
    list(count, stb)
}

fn stb(id: i64) -> Value {
    let issued = id % 2 == 0;
    json!({"id": id, "firmid": 1, "iptv_program": "METROTV", "iptv_portalid": 1, "status": if issued { 2 } else { 1 },
        "userid": if issued { id } else { 0 }, "contractid": 0, "actualtariffid": 0, "networkid": 1, "ext_linked": 0,
        "mac": format!("00:1a:79:{:02x}:{:02x}:{:02x}", id / 65_536 % 256, id / 256 % 256, id % 256), "ipaddr": 167_772_160 + id,
        "serialnumber": format!("SN{id:08}"), "vcasid": "", "customer_sn": "", "hdcp_ksv": "", "modelid": 2, "devel": 0,
        "servicetype": "dvb", "servicetype_force": 0, "must_reboot": 0, "description": "", "activedate": 1_704_067_200,
        "error_log": 0, "fwlog": 0, "boot_options": "", "creationdate": 1_704_067_200, "creatorid": 1, "moddate": 0,
        "modid": 0, "nodeid": 0, "private": 0, "active": 1, "AddressIp": "10.0.0.1", "ModelName": "Arris VIP1113",
        "iptv_accountid": id, "order_id": id.to_string(), "firmname": "Operator Testowy",
        "UserName": format!("{} Jan", surname(id)), "usertype": "2", "StatusName": if issued { "wydane" } else { "w magazynie" },
        "channels": "", "iptv_portal": "portal"})
}

pub fn account() -> String {
    let order = |id: i64, stb: Value| {
        json!({"id": id, "pkg_id": 310, "pkg_name": "Pakiet Podstawowy", "pkg_group": 1, "active": "1", "date_end": null,
            "pkg_valid_from": "2024-01-01", "pkg_valid_to": "", "pricebrutto": "49.90", "actual_pricebrutto": "44.90",
            "currency": "PLN", "stb_data": stb})
    };
    json!({"id": 1, "userid": 1, "status": "active", "active": "1", "iptv_networkid": 1, "locationstreetname": "Długa",
        "locationstreetno": "1", "locationlocal": "0", "locationzip": "90-001", "locationcity": "Łódź", "currency": "PLN",
        "NetworkData": {"id": 1, "name": "IPTV-01"}, "UserData": {"userid": 1, "lastname": "Żuk"},
        "PackagesSums": {"TotalNetto": "48.70", "TotalVat": "11.20", "TotalBrutto": "59.90"},
        "Packages": {"MainPackage": order(1, stb(1)), "ExtraPackages": {"2": order(2, Value::Null)},
            "MultiroomPackages": [order(3, json!([stb(3)]))]}})
    .to_string()
}
