//! Targets that decide: what the rows of LMS and of MMS make of one another.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use metroport::lms::assignments::Liability;
use metroport::lms::customer::Address;
use metroport::lms::identities::Identity;
use metroport::lms::{liabilities, tariffs::Tariff};
use metroport::mms::calls::{
    GetAccount, ListNetworks, ListPackages, ListProducts, ListServices, ListStbs, ListUsers,
};
use metroport::operations::billing::compare::{Rules, compare, houses, pair};
use metroport::operations::billing::month::Month;
use metroport::operations::billing::suggest::suggest;
use metroport::operations::offer::price;
use metroport::operations::pairing::{self, Outcome, Party};
use metroport::operations::plan::make::{Link, Seen as There, make};
use metroport::operations::plan::step::{Act, Ref, Step, Thing};
use metroport::operations::plan::wish::{Choice, Due, Ground, Wish};
use metroport::operations::services::{Look, Shown, plan};
use metroport::personal::Masked;
use metroport::store::items::Item;
use metroport::store::liabilities::Paid;
use metroport::store::locks::Service;
use metroport::store::services::Seen;
use metroport::store::ties::Tie;

use super::{line, read, text};

/// Numbers apart by commas; what is none is 0.
fn numbers(data: &[u8]) -> impl Iterator<Item = i64> {
    text(data).split(',').map(|number| number.trim().parse().unwrap_or_default())
}

/// Rows apart by `|`, their cells by `;`.
fn rows(data: &[u8]) -> impl Iterator<Item = Vec<&str>> {
    text(data).split('|').filter(|row| !row.is_empty()).map(|row| row.split(';').collect())
}

fn number(row: &[&str], cell: usize) -> i64 {
    row.get(cell).and_then(|text| text.trim().parse().ok()).unwrap_or_default()
}

fn word(row: &[&str], cell: usize) -> String {
    row.get(cell).copied().unwrap_or_default().to_owned()
}

/// Who belongs to whom: links (customer, user, customer…), LMS's customers (id, company, number), and MMS's users.
pub fn pairing(data: &[u8]) {
    let (links, rest) = line(data);
    let (customers, users) = line(rest);
    let links: Vec<i64> = numbers(links).collect();
    let (mut ours, mut theirs) = (HashSet::new(), HashSet::new());
    let links: Vec<(i64, i64)> = links
        .chunks_exact(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(customer, user)| ours.insert(*customer) && theirs.insert(*user))
        .collect();
    let mut ids = HashSet::new();
    let customers: Vec<Party> = rows(customers)
        .map(|row| Identity {
            customer_id: number(&row, 0),
            company: number(&row, 1) == 1,
            number: Masked::new(word(&row, 2)),
        })
        .filter(|customer| ids.insert(customer.customer_id))
        .map(|customer| Party::from(&customer))
        .collect();
    let users: Vec<Party> = read::<ListUsers>(users).unwrap_or_default().iter().map(Party::from).collect();
    for relink in [false, true] {
        let told = pairing::pair(&customers, &users, &links, relink);
        let (mut ours, mut theirs) = (HashSet::new(), HashSet::new());
        for planned in told.iter().filter(|line| line.outcome == Outcome::Planned) {
            let (customer, user) = (planned.customer_id.unwrap(), planned.mms_id.unwrap());
            assert!(ours.insert(customer) && theirs.insert(user), "twice");
            assert!(links.iter().all(|(c, u)| *c != customer && *u != user), "linked already");
            assert!(i32::try_from(user).is_ok_and(|id| id > 0), "an id that no link can hold");
        }
    }
}

/// A plan: the wish (kind, account, network, how MMS knows the customer, end, from, to, day; then packages: place, id, price,
/// decoder, tariff), the account, packages, networks, decoders, F-Secure services, and the customer's liabilities (id, from, to).
pub fn plans(data: &[u8]) {
    let (wished, rest) = line(data);
    let (account, rest) = line(rest);
    let (packages, rest) = line(rest);
    let (networks, rest) = line(rest);
    let (decoders, rest) = line(rest);
    let (services, owed) = line(rest);
    let mut wished = rows(wished);
    let head = wished.next().unwrap_or_default();
    let there = There {
        link: [Link::Linked, Link::Known, Link::Unknown][usize::try_from(number(&head, 3) & 1).unwrap()],
        accounts: read::<GetAccount>(account).flatten().into_iter().collect(),
        packages: read::<ListPackages>(packages).unwrap_or_default(),
        networks: read::<ListNetworks>(networks).unwrap_or_default(),
        decoders: read::<ListStbs>(decoders).unwrap_or_default(),
        services: read::<ListServices>(services).unwrap_or_default(),
        liabilities: rows(owed)
            .map(|row| liabilities::Liability {
                id: number(&row, 0),
                tariff_id: None,
                name: word(&row, 3),
                price: row.get(4).and_then(|price| price.parse().ok()),
                from: number(&row, 1),
                to: number(&row, 2),
            })
            .collect(),
        tariffs: vec![(1, "Taryfa".to_owned(), price("49.90").ok())],
        day: chrono::NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(),
        ..There::default()
    };
    let wish = wish(&head, wished);
    let Ok(draft) = make(&wish, &there) else { return };
    assert!(!draft.records.is_empty());
    let at = |wanted: Ref| match wanted {
        Ref::Id(_) => None,
        Ref::Step(position) => Some(draft.records[position].step.act.clone()),
    };
    let is_account = |wanted| {
        at(wanted)
            .is_none_or(|act| matches!(act, Act::Give(Thing::Account(_)) | Act::Take(Thing::Account(_))))
    };
    let is_order = |wanted| {
        at(wanted).is_none_or(|act| {
            matches!(act, Act::Give(Thing::Package { .. }) | Act::Take(Thing::Package { .. }))
        })
    };
    for record in &draft.records {
        // As the database keeps it.
        let kept = serde_json::to_string(&record.step).unwrap();
        assert_eq!(serde_json::from_str::<Step>(&kept).unwrap(), record.step);
        match &record.step.act {
            Act::Give(Thing::Package { account, .. }) | Act::Take(Thing::Package { account, .. }) => {
                assert!(is_account(*account));
            }
            Act::Give(Thing::Decoder { account, order, .. })
            | Act::Take(Thing::Decoder { account, order, .. }) => {
                assert!(is_account(*account) && is_order(*order));
            }
            Act::Give(Thing::Liability { order, .. }) => assert!(is_order(*order)),
            _ => {}
        }
    }
}

fn wish<'a>(head: &[&str], packages: impl Iterator<Item = Vec<&'a str>>) -> Wish {
    let given = |row: &[&str], cell| Some(number(row, cell)).filter(|number| *number != 0);
    let (mut base, mut extras, mut multirooms) = (None, Vec::new(), Vec::new());
    for row in packages {
        let choice = Choice {
            package: number(&row, 1),
            price: Some(word(&row, 2)).filter(|text| !text.is_empty()),
            decoder: Some(word(&row, 3)).filter(|text| !text.is_empty()),
            tariff: given(&row, 4),
        };
        match row.first() {
            Some(&"extra") => extras.push(choice),
            Some(&"multiroom") => multirooms.push(choice),
            _ => base = Some(choice),
        }
    }
    let address = Address { city: Masked::new("Łódź"), house: Masked::new("5"), ..Address::default() };
    let (account, network) = (given(head, 1), given(head, 2));
    match head.first() {
        Some(&"issue") => Wish::Issue {
            ground: account.map_or(Ground::New(network.unwrap_or_default(), address), Ground::Present),
            base,
            extras,
            multirooms,
            due: given(head, 5).map(|from| Due { from, to: number(head, 6), day: number(head, 7) }),
        },
        Some(&"remove") => Wish::Remove { account, ending: vec![1], end: number(head, 4) },
        _ => Wish::Change {
            account: account.unwrap_or_default(),
            network,
            address: Some(address).filter(|_| number(head, 3) & 1 == 1),
            base,
        },
    }
}

/// Services and the liabilities that pay for them: now; two looks at an account and at F-Secure services each in a line;
/// products; tariffs (id, name, price, period, kind, valid), liabilities (id, tariff, monthly, count, from, to, suspended) and a month.
pub fn billing(data: &[u8]) {
    let (now, rest) = line(data);
    let (before, rest) = look(rest);
    let (after, rest) = look(rest);
    let (tariffs, rest) = line(rest);
    let (owed, month) = line(rest);
    let now = numbers(now).next().unwrap_or_default();
    let later = now.saturating_add(61);

    let compared = |stored: &[Seen], shown: &Shown, now| {
        let look = Look { asked: now, begun: Some(now), now };
        plan(stored, shown, &BTreeSet::new(), &BTreeMap::new(), look)
    };
    let first = compared(&[], &before, now);
    assert_eq!((first.write.len(), first.touch.len()), (first.counts.added, 0));
    let second = compared(&first.write, &after, later);
    let counted = second.counts.added.checked_add(second.counts.changed).unwrap();
    assert_eq!(second.write.len(), counted.checked_add(second.counts.gone).unwrap());
    let mut stored: BTreeMap<(Service, i64), Seen> =
        first.write.iter().map(|seen| (seen.key(), seen.clone())).collect();
    stored.extend(second.write.iter().map(|seen| (seen.key(), seen.clone())));
    let stored: Vec<Seen> = stored.into_values().collect();
    assert_eq!(compared(&stored, &after, later).write, [], "it is known by now");
    for seen in &stored {
        assert!(seen.name.chars().count() <= 255 && seen.currency.len() <= 3, "the table would not take it");
    }

    let tariffs: Vec<Tariff> = rows(tariffs)
        .map(|row| Tariff {
            id: number(&row, 0),
            name: word(&row, 1),
            price: row.get(2).and_then(|price| price.parse().ok()),
            currency: "PLN".to_owned(),
            period: Some(number(&row, 3)).filter(|period| *period != 0),
            kind: number(&row, 4),
            valid: number(&row, 5) == 1,
        })
        .collect();
    let owed: Vec<Liability> = rows(owed)
        .map(|row| Liability {
            id: number(&row, 0),
            customer_id: 1,
            tariff_id: Some(number(&row, 1)).filter(|id| *id != 0),
            name: String::new(),
            monthly: row.get(2).and_then(|price| price.parse().ok()),
            count: row.get(3).and_then(|count| count.parse().ok()).unwrap_or_default(),
            currency: "PLN".to_owned(),
            from: number(&row, 4),
            to: number(&row, 5),
            suspended: number(&row, 6) == 1,
            all_suspended: number(&row, 6) == 2,
        })
        .collect();
    let ties: Vec<Tie> = stored
        .iter()
        .zip(&tariffs)
        .map(|(seen, tariff)| Tie { service: seen.service, item_id: seen.item_id, tariff_id: tariff.id })
        .collect();
    let recorded: Vec<Paid> = stored
        .iter()
        .zip(&owed)
        .skip(1)
        .map(|(seen, owed)| Paid {
            service: seen.service,
            mms_id: seen.mms_id,
            customer_id: 1,
            assignment_id: owed.id,
        })
        .collect();
    let rules = Rules { ties: &ties, tariffs: &tariffs, now: later };
    let customer_of = stored.iter().map(|seen| (seen.user, 1)).collect();
    for house in houses(&customer_of, &stored, &owed, &recorded, &BTreeMap::new()).values() {
        let (pairs, unpaid) = pair(house, &rules);
        let mut once = HashSet::new();
        assert!(pairs.iter().flat_map(|(_, paid)| paid).chain(&unpaid).all(|seen| once.insert(seen.key())));
        assert_eq!((pairs.len(), once.len()), (house.liabilities.len(), house.services.len()));
        assert!(compare(house, &rules).iter().all(|difference| difference.customer_id == 1));
    }

    let items: Vec<Item> = stored.iter().map(item).collect();
    for item in &items {
        assert!(suggest(item, &items, &tariffs).is_none_or(|tariff| tariff.valid));
    }
    if let Ok(month) = Month::parse(text(month)) {
        assert_eq!(Month::parse(&month.text()).ok(), Some(month));
        for seen in &stored {
            let days = month.days_of(seen.since, seen.gone_at, later, &chrono::Utc);
            assert!((0..=month.days()).contains(&days));
        }
    }
}

fn look(data: &[u8]) -> (Shown, &[u8]) {
    let (account, rest) = line(data);
    let (services, rest) = line(rest);
    let (products, rest) = line(rest);
    let mut shown = Shown::default();
    if let Some(Some(account)) = read::<GetAccount>(account) {
        shown.add_account(&account);
    }
    let products = read::<ListProducts>(products).unwrap_or_default();
    shown.add_licences(&read::<ListServices>(services).unwrap_or_default(), &products);
    (shown, rest)
}

fn item(seen: &Seen) -> Item {
    Item {
        service: seen.service,
        id: seen.item_id,
        name: seen.name.clone(),
        group: seen.group,
        price: seen.price,
        charged: None,
        told: false,
        on_sale: true,
    }
}
