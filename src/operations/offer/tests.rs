//! Tables and properties of the decisions.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const TODAY: &str = "2026-03-15";

fn day() -> NaiveDate {
    TODAY.parse().unwrap()
}

fn package(id: i64, group: i64, denied: &str) -> Package {
    serde_json::from_value(json!({"id": id, "pkg_group": group, "active": 1, "pkg_denied": denied, "pkg_name": format!("P{id}"), "pricebrutto": "49.90"})).unwrap()
}

fn order(order: i64, package: i64, active: bool, decoder: bool) -> Value {
    let stb = if decoder { json!({"id": 1, "mac": "001b00000001"}) } else { Value::Null };
    json!({"id": order, "pkg_id": package, "active": i32::from(active), "stb_data": stb})
}

fn account(base: Value, extras: Vec<Value>, multirooms: Vec<Value>) -> Account {
    serde_json::from_value(json!({"id": 1, "active": 1, "iptv_networkid": 7,
        "Packages": {"MainPackage": base, "ExtraPackages": extras, "MultiroomPackages": multirooms}}))
    .unwrap()
}

fn find(account: &mut Account, id: i64) -> &mut Order {
    let mut all = account.base.iter_mut().chain(&mut account.extras).chain(&mut account.multirooms);
    all.find(|order| order.order_id == id).unwrap()
}

fn ids(catalogue: &[Package], account: &Account, group: Group) -> Vec<i64> {
    packages(catalogue, account, group, day()).into_iter().map(|item| item.id).collect()
}

#[test]
fn a_package_is_sold_from_its_first_day_to_its_last() {
    for (active, from, to, sold) in [
        (1, "", "", true),
        (0, "", "", false),
        (1, TODAY, "", true),
        (1, "2026-03-16", "", false),
        (1, "0000-00-00", TODAY, true),
        (1, "", "2026-03-14", false),
        (1, TODAY, TODAY, true),
    ] {
        let package: Package = serde_json::from_value(
            json!({"id": 1, "active": active, "pkg_valid_from": from, "pkg_valid_to": to}),
        )
        .unwrap();
        assert_eq!(is_sold(&package, day()), sold, "{active} {from} {to}");
    }
}

#[test]
fn an_account_is_offered_what_fits_on_it() {
    let catalogue = [
        package(10, 1, ""),
        package(12, 1, "21"),
        package(20, 2, ""),
        package(21, 2, ""),
        package(22, 2, "10, 20"),
        package(30, 3, ""),
        package(31, 3, "10"),
        package(40, 4, ""),
    ];
    let bare = account(Value::Null, vec![], vec![]);
    assert_eq!(ids(&catalogue, &bare, Group::Base), [10, 12]);
    assert_eq!(ids(&catalogue, &bare, Group::Extra), [0_i64; 0], "nothing stands without a base");

    let ten = account(order(1, 10, true, false), vec![], vec![order(2, 30, true, true)]);
    assert_eq!(ids(&catalogue, &ten, Group::Base), [0_i64; 0], "there is one");
    assert_eq!(ids(&catalogue, &ten, Group::Extra), [20, 21], "22 denies 10");
    assert_eq!(ids(&catalogue, &ten, Group::Multiroom), [30], "30 may repeat, 31 denies 10");

    let twelve = account(order(1, 12, true, false), vec![order(2, 20, true, false)], vec![]);
    assert_eq!(ids(&catalogue, &twelve, Group::Extra), [0_i64; 0], "12 denies 21, 20 is there, 22 denies 20");

    let over = account(order(1, 10, false, false), vec![order(2, 20, false, false)], vec![]);
    assert_eq!(ids(&catalogue, &over, Group::Base), [10, 12], "what is over does not count");
}

#[test]
fn only_what_nothing_stands_on_can_be_removed() {
    let free = order(1, 10, true, false);
    let busy = order(1, 10, true, true);
    let extra = order(2, 20, true, false);
    let room = order(3, 30, true, true);
    for (base, extras, multirooms, of_account, of_base, of_extra, of_room) in [
        (Value::Null, vec![], vec![], true, false, false, false),
        (free.clone(), vec![], vec![], false, true, false, false),
        (busy.clone(), vec![], vec![], false, false, false, false),
        (free.clone(), vec![extra.clone()], vec![], false, false, true, false),
        (free.clone(), vec![], vec![room.clone()], false, false, false, false),
        (free.clone(), vec![], vec![order(3, 30, true, false)], false, false, false, true),
        (order(1, 10, false, false), vec![order(2, 20, false, false)], vec![], true, false, false, false),
        (order(1, 10, false, true), vec![], vec![], false, false, false, false),
    ] {
        let account = account(base, extras, multirooms);
        let found = (
            can_remove_account(&account),
            can_remove_package(&account, 1),
            can_remove_package(&account, 2),
            can_remove_package(&account, 3),
        );
        assert_eq!(found, (of_account, of_base, of_extra, of_room), "{account:?}");
    }
}

#[test]
fn a_decoder_goes_from_the_warehouse_to_a_place_that_is_free() {
    let stb = |id: i64, status: i64, network: i64| -> Stb {
        serde_json::from_value(json!({"id": id, "status": status, "networkid": network, "mac": format!("001b0000000{id}"), "serialnumber": "S", "ModelName": "M"})).unwrap()
    };
    let all = [stb(1, 1, 0), stb(2, 1, 7), stb(3, 1, 8), stb(4, 2, 7), stb(5, 3, 0)];
    let found: Vec<String> = decoders(&all, 7).into_iter().map(|unit| unit.mac).collect();
    assert_eq!(found, ["00:1B:00:00:00:01", "00:1B:00:00:00:02"]);

    let account = account(
        order(1, 10, true, false),
        vec![order(2, 20, true, false)],
        vec![order(3, 30, true, true), order(4, 30, false, false)],
    );
    let places: Vec<i64> = (1..=5).filter(|id| takes_decoder(&account, *id)).collect();
    assert_eq!(places, [1]);
}

#[test]
fn full_networks_are_left_out() {
    let network = |id: i64, size: i64| -> Network {
        serde_json::from_value(json!({"id": id, "size": size, "TotalSTBs": 10})).unwrap()
    };
    let found = networks(&[network(1, 10), network(2, 11), network(3, 5)]);
    assert_eq!(found.iter().map(|n| n.id).collect::<Vec<_>>(), [2]);
}

#[test]
fn prices() {
    for (text, wanted) in [
        ("49.90", Some("49.90")),
        ("0", Some("0.00")),
        ("99999.99", Some("99999.99")),
        ("49.900", Some("49.90")),
        ("-1", None),
        ("100000", None),
        ("49,90", None),
        ("1.234", None),
        ("NaN", None),
        ("", None),
        ("1e3", None),
    ] {
        assert_eq!(price(text).ok().map(|p| format!("{p:.2}")).as_deref(), wanted, "{text}");
    }
}

proptest! {
    /// Taking off what can be taken off, in any order, ends with a bare account that can be removed: there is always a
    /// way from the bottom up, and the account never goes before it.
    #[test]
    fn there_is_always_a_way_down(extras in 0_i64..4, rooms in 0_i64..4, decoders in 0_u8..32, picks in prop::collection::vec(0_usize..20, 40)) {
        let has = |bit: i64| decoders >> bit & 1 == 1;
        let mut account = account(
            order(1, 10, true, has(0)),
            (0..extras).map(|n| order(10 + n, 20 + n, true, false)).collect(),
            (0..rooms).map(|n| order(20 + n, 30, true, has(1 + n))).collect(),
        );
        let ids: Vec<i64> = running(&account).map(|order| order.order_id).collect();
        for pick in picks {
            let id = ids[pick % ids.len()];
            if pick % 2 == 0 {
                find(&mut account, id).decoders.clear();
            }
            if can_remove_package(&account, id) {
                find(&mut account, id).active = false;
            }
            prop_assert_eq!(can_remove_account(&account), running(&account).next().is_none());
        }
        ids.iter().for_each(|id| find(&mut account, *id).decoders.clear());
        // The base goes last, so one way round after another is enough.
        for id in ids.iter().rev() {
            if runs(&account, *id) {
                prop_assert!(can_remove_package(&account, *id), "{}", id);
                find(&mut account, *id).active = false;
            }
        }
        prop_assert!(can_remove_account(&account));
    }

    /// Whatever is offered is sold, of the group, and neither denies nor is denied by what the account has.
    #[test]
    fn nothing_that_is_denied_is_offered(denials in prop::collection::vec(prop::collection::vec(10_i64..18, 0..3), 8), held in prop::collection::btree_set(11_i64..18, 0..4)) {
        let catalogue: Vec<Package> = (10..18).zip(&denials).map(|(id, denied)| {
            let denied: Vec<String> = denied.iter().map(i64::to_string).collect();
            package(id, if id == 10 { 1 } else { 2 }, &denied.join(","))
        }).collect();
        let extras = held.iter().map(|id| order(100 + id, *id, true, false)).collect();
        let account = account(order(1, 10, true, false), extras, vec![]);
        let denies = |a: i64, b: i64| denials[usize::try_from(a - 10).unwrap()].contains(&b);
        let has: Vec<i64> = held.iter().copied().chain([10]).collect();
        let offered = ids(&catalogue, &account, Group::Extra);
        for id in 11..18 {
            let fits = !held.contains(&id) && has.iter().all(|other| !denies(id, *other) && !denies(*other, id));
            prop_assert_eq!(offered.contains(&id), fits, "{}", id);
        }
    }
}
