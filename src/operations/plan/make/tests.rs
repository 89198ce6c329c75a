//! Tables and properties of the planner. A tiny MMS carries plans out, by its rule that nothing is removed on which something
//! stands, and nothing added without what it stands on.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::operations::plan::step::resolve;

fn package(id: i64, group: i64, denied: &str) -> Package {
    serde_json::from_value(json!({"id": id, "pkg_group": group, "active": 1, "pkg_denied": denied,
        "pkg_name": format!("P{id}"), "pricebrutto": format!("{id}.00")}))
    .unwrap()
}

fn stb(id: i64, status: i64) -> Value {
    json!({"id": id, "mac": mac(id), "serialnumber": format!("SN{id}"), "status": status})
}

fn mac(id: i64) -> String {
    format!("00:1B:00:00:00:{id:02X}")
}

fn order(order: i64, package: i64, group: i64, decoders: &[i64]) -> Value {
    let stbs: Vec<Value> = decoders.iter().map(|id| stb(*id, 2)).collect();
    json!({"id": order, "pkg_id": package, "pkg_name": format!("P{package}"), "pkg_group": group, "active": 1,
        "pricebrutto": "5.00", "stb_data": stbs})
}

/// Account 1 in network 7: base package 10 with decoder 1, extra packages 20 and 21, multiroom 30 with decoder 2.
fn full() -> Account {
    serde_json::from_value(json!({"id": 1, "userid": 9, "active": 1, "iptv_networkid": 7,
        "locationstreetname": "Długa", "locationstreetno": "1", "locationzip": "90-001", "locationcity": "Łódź",
        "Packages": {"MainPackage": order(101, 10, 1, &[1]), "ExtraPackages": [order(102, 20, 2, &[]),
            order(103, 21, 2, &[])], "MultiroomPackages": [order(104, 30, 3, &[2])]}}))
    .unwrap()
}

fn seen(accounts: Vec<Account>) -> Seen {
    Seen {
        accounts,
        packages: vec![
            package(10, 1, ""),
            package(11, 1, "21"),
            package(20, 2, ""),
            package(21, 2, ""),
            package(30, 3, ""),
            package(31, 3, "11"),
        ],
        networks: serde_json::from_value(json!([
            {"id": 7, "name": "N7", "size": 10, "TotalSTBs": 2}, {"id": 8, "name": "N8", "size": 10, "TotalSTBs": 8},
            {"id": 9, "name": "N9", "size": 10, "TotalSTBs": 9}
        ]))
        .unwrap(),
        decoders: serde_json::from_value(json!([stb(1, 2), stb(5, 1), stb(6, 1)])).unwrap(),
        services: serde_json::from_value(json!([
            {"id": 71, "secur_serviceid": 51, "license_size": 3, "status": "active"},
            {"id": 72, "secur_serviceid": 51, "license_size": 1, "status": "deleted"}
        ]))
        .unwrap(),
        tariffs: vec![(4, "TV".into(), Some(Decimal::new(5000, 2)))],
        liabilities: vec![Liability {
            id: 81,
            tariff_id: Some(4),
            name: "TV".into(),
            price: Some(Decimal::new(5000, 2)),
            from: 1000,
            to: 0,
        }],
        day: "2026-03-15".parse().unwrap(),
        ..Seen::default()
    }
}

fn choice(package: i64, decoder: Option<i64>) -> Choice {
    Choice { package, price: None, decoder: decoder.map(mac), tariff: None }
}

fn address() -> Address {
    Address {
        house: Masked::new("5"),
        zip: Masked::new("90-001"),
        city: Masked::new("Łódź"),
        ..Address::default()
    }
}

fn issue(base: Option<Choice>, extras: Vec<Choice>, multirooms: Vec<Choice>) -> Wish {
    Wish::Issue { ground: Ground::New(7, address()), base, extras, multirooms, due: None }
}

/// The steps in short: `+` give, `-` take, `~` change.
fn short(draft: &Draft) -> Vec<String> {
    let thing = |thing: &Thing| match thing {
        Thing::Link => "link".to_owned(),
        Thing::Account(_) => "account".to_owned(),
        Thing::Package { package, .. } => format!("p{package}"),
        Thing::Decoder { mac, .. } => format!("d{}", mac.rsplit(':').next().unwrap().trim_start_matches('0')),
        Thing::Service { .. } => "service".to_owned(),
        Thing::Liability { .. } => "liability".to_owned(),
    };
    let act = |act: &Act| match act {
        Act::Give(given) => format!("+{}", thing(given)),
        Act::Take(taken) => format!("-{}", thing(taken)),
        Act::Move { to, .. } => format!("~n{}", to.network),
        Act::End { assignment, .. } => format!("~a{assignment}"),
    };
    draft.records.iter().map(|record| act(&record.step.act)).collect()
}

fn plan(wish: &Wish, seen: &Seen) -> Result<Vec<String>, &'static str> {
    make(wish, seen).map(|draft| short(&draft)).map_err(|error| error.code())
}

#[test]
fn everything_is_issued_from_the_bottom() {
    let mut seen = seen(Vec::new());
    seen.link = Link::Unknown;
    let wish = Wish::Issue {
        ground: Ground::New(7, address()),
        base: Some(Choice { tariff: Some(4), ..choice(10, Some(5)) }),
        extras: vec![choice(20, None)],
        multirooms: vec![Choice { decoder: Some("sn6".into()), ..choice(30, None) }],
        due: Some(Due { from: 100, to: 0, day: 1 }),
    };
    assert_eq!(
        plan(&wish, &seen).unwrap(),
        ["+link", "+account", "+p10", "+p20", "+p30", "+d5", "+d6", "+liability"]
    );
}

#[test]
fn what_cannot_be_issued_is_refused_before_anything_is_sent() {
    let mut seen = seen(vec![full()]);
    seen.packages.push(package(22, 2, "20"));
    let base = || Some(choice(10, None));
    for (wish, code) in [
        (issue(Some(choice(20, None)), vec![], vec![]), "package.not_offered"),
        (issue(None, vec![choice(20, None)], vec![]), "package.not_offered"),
        (issue(Some(choice(99, None)), vec![], vec![]), "package.not_offered"),
        (issue(Some(choice(11, None)), vec![choice(21, None)], vec![]), "package.not_offered"),
        (issue(base(), vec![choice(20, None), choice(20, None)], vec![]), "package.not_offered"),
        (issue(base(), vec![choice(20, None), choice(22, None)], vec![]), "package.not_offered"),
        (issue(base(), vec![choice(20, Some(5))], vec![]), "decoder.no_place"),
        (issue(Some(choice(10, Some(1))), vec![], vec![]), "decoder.not_in_warehouse"),
        (issue(Some(choice(10, Some(99))), vec![], vec![]), "decoder.unknown"),
        (issue(Some(choice(10, Some(5))), vec![], vec![choice(30, Some(5))]), "decoder.two_places"),
        (
            issue(Some(Choice { price: Some("x".into()), ..choice(10, None) }), vec![], vec![]),
            "package.price",
        ),
        (
            Wish::Issue {
                ground: Ground::New(9, address()),
                base: Some(choice(10, Some(5))),
                extras: vec![],
                multirooms: vec![choice(30, Some(6))],
                due: None,
            },
            "network.full",
        ),
        (
            Wish::Issue {
                ground: Ground::Present(2),
                base: None,
                extras: vec![],
                multirooms: vec![],
                due: None,
            },
            "account.foreign",
        ),
        (Wish::Remove { account: Some(2), ending: vec![], end: 0 }, "account.foreign"),
        (Wish::Remove { account: None, ending: vec![82], end: 5000 }, "liability.foreign"),
        (Wish::Remove { account: None, ending: vec![81], end: 900 }, "liability.dates"),
        (Wish::Change { account: 1, network: Some(7), address: None, base: None }, "plan.nothing"),
        (Wish::Change { account: 1, network: Some(9), address: None, base: None }, "network.full"),
        (Wish::Change { account: 1, network: Some(5), address: None, base: None }, "network.unknown"),
        (Wish::Change { account: 1, network: None, address: None, base: base() }, "plan.nothing"),
        (
            Wish::Change { account: 1, network: None, address: None, base: Some(choice(20, None)) },
            "package.not_offered",
        ),
    ] {
        assert_eq!(plan(&wish, &seen).unwrap_err(), code, "{wish:?}");
    }
}

#[test]
fn everything_is_removed_from_the_top() {
    let seen = seen(vec![full()]);
    let account = ["-d2", "-d1", "-p30", "-p20", "-p21", "-p10", "-account"];
    assert_eq!(plan(&Wish::Remove { account: Some(1), ending: vec![], end: 0 }, &seen).unwrap(), account);
    let all = Wish::Remove { account: None, ending: vec![81], end: 5000 };
    assert_eq!(plan(&all, &seen).unwrap(), [&account[..], &["-service", "~a81"]].concat());
}

#[test]
fn a_change_takes_off_no_more_than_it_must_and_puts_back_what_it_can() {
    let seen = seen(vec![full()]);
    let change = |network, address, base| Wish::Change { account: 1, network, address, base };
    assert_eq!(plan(&change(None, Some(address()), None), &seen).unwrap(), ["~n7"]);
    assert_eq!(
        plan(&change(Some(8), None, None), &seen).unwrap(),
        ["-d2", "-d1", "~n8", "+d1", "+d2"],
        "the packages stay"
    );
    let base = make(&change(None, None, Some(choice(11, None))), &seen).unwrap();
    let steps = ["-d2", "-d1", "-p30", "-p20", "-p21", "-p10", "+p11", "+p20", "+p30", "+d1", "+d2"];
    assert_eq!(short(&base), steps);
    let dropped: Vec<_> = base.dropped.iter().map(|d| (d.name.as_str(), d.why)).collect();
    assert_eq!((dropped, base.unsold.as_slice()), (vec![("P21", "denied")], &[] as &[String]));
    assert_eq!(base.records[7].step.price, Some(Decimal::new(500, 2)), "at the price it had");
    assert_eq!(base.records[6].step.price, Some(Decimal::new(1100, 2)), "at its usual price");

    let mut seen = seen;
    seen.packages.retain(|package| ![10, 30].contains(&package.id.0));
    let base = make(&change(Some(8), None, Some(choice(11, None))), &seen).unwrap();
    let steps = ["-d2", "-d1", "-p30", "-p20", "-p21", "-p10", "~n8", "+p11", "+p20", "+d1"];
    assert_eq!(short(&base), steps, "the decoder of what is not sold any more stays in the warehouse");
    assert!(base.dropped.iter().any(|d| d.name == "P30" && d.why == "not_sold"));
    assert_eq!(base.unsold, ["P30", "P10"], "what cannot be taken back is told before");
    assert!(make(&change(Some(8), None, None), &seen).unwrap().unsold.is_empty(), "they are not touched");
}

/// What a tiny MMS has: accounts; orders with their account and group; decoders with their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tiny {
    accounts: Vec<i64>,
    orders: BTreeMap<i64, (i64, i64)>,
    decoders: BTreeMap<String, i64>,
    next: i64,
}

impl Tiny {
    fn of(accounts: &[Account]) -> Self {
        let mut tiny = Self { next: 1000, ..Self::default() };
        for account in accounts {
            tiny.accounts.push(account.id);
            for order in from_the_top(account) {
                tiny.orders.insert(order.order_id, (account.id, order.group));
                for decoder in &order.decoders {
                    tiny.decoders.insert(decoder.mac.0.clone(), order.order_id);
                }
            }
        }
        tiny
    }

    /// What it is like, whatever the ids are: there is one account.
    fn like(&self) -> Vec<(i64, Vec<String>)> {
        let on = |order| self.decoders.iter().filter(move |d| *d.1 == order).map(|d| d.0.clone()).collect();
        let mut all: Vec<_> = self.orders.iter().map(|(id, (_, group))| (*group, on(*id))).collect();
        all.sort();
        all
    }

    /// Does a step, or the opposite of one.
    fn go(&mut self, records: &mut [Record], position: usize, back: bool) -> Result<(), String> {
        let record = records[position].clone();
        let adds = record.adds(back);
        let id = |wanted| resolve(records, wanted).ok_or("nobody knows its id".to_owned());
        match record.thing() {
            Some(Thing::Account(_)) if adds => {
                self.next += 1;
                self.accounts.push(self.next);
                records[position].id = Some(self.next);
            }
            Some(Thing::Account(_)) => {
                let gone = record.id.unwrap();
                if self.orders.values().any(|order| order.0 == gone) {
                    return Err("there are packages on the account".into());
                }
                self.accounts.retain(|account| *account != gone);
            }
            Some(Thing::Package { account, group, .. }) => {
                let account = id(*account)?;
                let mut others = self.orders.values().filter(|order| order.0 == account);
                if adds {
                    let has_base = others.any(|order| order.1 == 1);
                    if !self.accounts.contains(&account) || has_base == (*group == 1) {
                        return Err("it stands on nothing".into());
                    }
                    self.next += 1;
                    self.orders.insert(self.next, (account, *group));
                    records[position].id = Some(self.next);
                } else {
                    let gone = record.id.unwrap();
                    if self.decoders.values().any(|order| *order == gone)
                        || (*group == 1 && others.count() > 1)
                    {
                        return Err("something stands on it".into());
                    }
                    self.orders.remove(&gone).ok_or("it is not there")?;
                }
            }
            Some(Thing::Decoder { order, mac, .. }) => {
                let order = id(*order)?;
                if adds {
                    if !self.orders.contains_key(&order) || self.decoders.values().any(|o| *o == order) {
                        return Err("no place for the decoder".into());
                    }
                    self.decoders.insert(mac.clone(), order);
                } else if self.decoders.remove(mac) != Some(order) {
                    return Err("the decoder is not there".into());
                }
            }
            _ => {
                let network =
                    matches!(&record.step.act, Act::Move { from, to, .. } if from.network != to.network);
                if network && !self.decoders.is_empty() {
                    return Err("decoders are in the old network".into());
                }
            }
        }
        Ok(())
    }
}

/// Any account that can be: a base package or none, and on it what may be, with decoders or without.
fn accounts() -> impl Strategy<Value = Account> {
    let decoders = proptest::collection::vec(any::<bool>(), 4);
    (0..3_i64, any::<[bool; 2]>(), 0..4_usize, decoders).prop_map(|(base, extras, multirooms, decoders)| {
        let mut next = 0;
        let mut made = |package: i64, group: i64, decoder: bool| {
            next += 1;
            order(100 + next, package, group, if decoder { std::slice::from_ref(&next) } else { &[] })
        };
        if base == 0 {
            return serde_json::from_value(json!({"id": 1, "userid": 9, "active": 1, "iptv_networkid": 7}))
                .unwrap();
        }
        let main = made(9 + base, 1, decoders[3]);
        let mut extra = Vec::new();
        for (package, has) in [20, 21].into_iter().zip(extras) {
            if has && !(base == 2 && package == 21) {
                extra.push(made(package, 2, false));
            }
        }
        let multirooms: Vec<Value> = (0..multirooms).map(|n| made(30, 3, decoders[n])).collect();
        serde_json::from_value(json!({"id": 1, "userid": 9, "active": 1, "iptv_networkid": 7,
            "Packages": {"MainPackage": main, "ExtraPackages": extra, "MultiroomPackages": multirooms}}))
        .unwrap()
    })
}

fn wishes() -> impl Strategy<Value = Wish> {
    let base = || proptest::option::of((10..12_i64).prop_map(|package| choice(package, None)));
    let some = |ids: &'static [i64]| {
        proptest::sample::subsequence(ids, 0..=ids.len())
            .prop_map(|ids| ids.into_iter().map(|id| choice(id, None)).collect::<Vec<_>>())
    };
    let issue = (any::<bool>(), base(), some(&[20, 21]), some(&[30, 31]), any::<bool>());
    prop_oneof![
        issue.prop_map(|(new, mut base, extras, multirooms, decoder)| {
            if let Some(base) = base.as_mut().filter(|_| decoder) {
                base.decoder = Some(mac(5));
            }
            let ground = if new { Ground::New(7, address()) } else { Ground::Present(1) };
            Wish::Issue { ground, base, extras, multirooms, due: None }
        }),
        any::<bool>().prop_map(|one| Wish::Remove { account: one.then_some(1), ending: Vec::new(), end: 0 }),
        (any::<bool>(), any::<bool>(), base()).prop_map(|(network, moves, base)| Wish::Change {
            account: 1,
            network: network.then_some(8),
            address: moves.then(address),
            base,
        }),
    ]
}

proptest! {
    /// Every step is possible when its turn comes, from every point there is a way back to what was there before, and from
    /// there forth again to the same end.
    #[test]
    fn a_plan_can_be_carried_out_and_taken_back_from_anywhere(
        account in accounts(),
        wish in wishes(),
        turn in any::<proptest::sample::Index>(),
    ) {
        let mut seen = seen(vec![account]);
        seen.networks.iter_mut().for_each(|network| network.free = 20);
        let Ok(draft) = make(&wish, &seen) else { return Ok(()) };
        let start = Tiny::of(&seen.accounts);
        let run = |tiny: &mut Tiny, records: &mut Vec<Record>, steps: std::ops::Range<usize>, back: bool| {
            let order: Vec<usize> = if back { steps.rev().collect() } else { steps.collect() };
            for position in order {
                if let Err(why) = tiny.go(records, position, back) {
                    return Err(format!("{:?} at {position} (back: {back}): {why}", short(&draft)));
                }
            }
            Ok(())
        };
        let last = draft.records.len();
        let (mut straight, mut records) = (start.clone(), draft.records.clone());
        prop_assert_eq!(run(&mut straight, &mut records, 0..last, false), Ok(()));

        let (mut tiny, mut records) = (start.clone(), draft.records.clone());
        let turn = turn.index(last + 1);
        prop_assert_eq!(run(&mut tiny, &mut records, 0..turn, false), Ok(()));
        prop_assert_eq!(run(&mut tiny, &mut records, 0..turn, true), Ok(()));
        prop_assert_eq!(tiny.like(), start.like(), "taken back from {}", turn);
        prop_assert_eq!(tiny.accounts.len(), start.accounts.len());
        prop_assert_eq!(run(&mut tiny, &mut records, 0..last, false), Ok(()));
        if matches!(wish, Wish::Remove { .. }) {
            prop_assert!(tiny.accounts.is_empty() && tiny.orders.is_empty() && tiny.decoders.is_empty());
        }
        prop_assert_eq!(tiny.decoders.len(), straight.decoders.len());
        prop_assert_eq!(tiny.orders.len(), straight.orders.len());
    }
}
