//! The pure and hot parts, each as a piece of work that can be repeated: `hot` measures their time, `instructions` counts
//! their instructions. Sizes are those of a big operator.

mod wire;

use std::collections::BTreeMap;
use std::hint::black_box;

use metroport::mms::calls::{Call, GetAccount, ListAccounts, ListServices, ListStbs, ListUsers};
use metroport::operations::listing::{self, Key, Listed, Wanted, any_contains};
use metroport::operations::locks::{self, Seen, Situation};
use metroport::operations::pairing::{Number, Party, pair};
use metroport::operations::sync;
use metroport::personal::Masked;
use metroport::store::catalogues::{DECODERS, Row};
use metroport::store::locks::HoldState;
use serde::Serialize;

/// Something to repeat, ready to start.
pub type Work = Box<dyn FnMut()>;

/// A name that the committed counts are found by, and how to make it ready.
pub type Part = (&'static str, fn() -> Work);

/// All of it.
pub const ALL: &[Part] = &[
    ("decode/10,000 users", || decode::<ListUsers>(wire::users(10_000))),
    ("decode/10,000 decoders", || decode::<ListStbs>(wire::stbs(10_000))),
    ("decode/5,000 accounts", || decode::<ListAccounts>(wire::accounts(5_000))),
    ("decode/10,000 F-Secure services", || decode::<ListServices>(wire::services(10_000))),
    ("decode/an account", || decode::<GetAccount>(wire::account())),
    ("decide/locks of 10,000 customers", decide_locks),
    ("decide/pairing of 10,000 customers", decide_pairing),
    ("diff/10,000 decoders, nothing changed", || diff(0)),
    ("diff/10,000 decoders, all new", || diff(10_000)),
    ("page/100 of 10,000 names", page),
    ("convert/100 decoders", || convert(100)),
    ("convert/10,000 decoders", || convert(10_000)),
];

fn decode<C: Call>(body: String) -> Work {
    assert!(C::decode(body.as_bytes()).is_ok(), "{} is not understood", C::NAME);
    Box::new(move || {
        let _ = black_box(C::decode(black_box(body.as_bytes())));
    })
}

/// A debtor in ten; every second account is blocked already, every fourth by us.
fn decide_locks() -> Work {
    let situations: Vec<(Vec<Seen>, BTreeMap<i64, HoldState>)> = (0..10_000_i64)
        .map(|id| {
            let ours = (id % 4 == 0).then_some((id, HoldState::Held));
            (vec![Seen { id, blocked: id % 2 == 0 }], ours.into_iter().collect())
        })
        .collect();
    Box::new(move || {
        for (number, (seen, holds)) in situations.iter().enumerate() {
            let situation = Situation { wanted: number % 10 == 0, seen, holds, inherited: false };
            black_box(locks::plan(black_box(situation), true));
        }
    })
}

/// Everybody has a match, half of them are linked.
fn decide_pairing() -> Work {
    let side = |offset: i64| -> Vec<Party> {
        let party = |id: i64| Party { id: id + offset, number: Number::read(false, &wire::pesel(id)) };
        (1..=10_000).map(party).collect()
    };
    let (customers, users) = (side(0), side(100_000));
    let links: Vec<(i64, i64)> = (1..=5_000).map(|id| (id, id + 100_000)).collect();
    assert_eq!(pair(&customers, &users, &links, true).len(), 10_000);
    Box::new(move || {
        black_box(pair(black_box(&customers), black_box(&users), &links, true));
    })
}

/// The table as it is, and as it should be with so many rows that are not there.
fn diff(new: i64) -> Work {
    let row = |id: i64| {
        let cell = |column: usize| match DECODERS.columns.get(column).map(|c| c.name) {
            Some("mac" | "serialnumber") => Some(format!("{id:012X}")),
            _ => Some(format!("value {column}")),
        };
        Row { id, gone_at: None, cells: (0..DECODERS.columns.len()).map(cell).collect() }
    };
    let fresh: Vec<Row> = (1..=10_000).map(row).collect();
    let stored: BTreeMap<i64, Row> =
        fresh.iter().skip(usize::try_from(new).unwrap()).map(|row| (row.id, row.clone())).collect();
    Box::new(move || {
        black_box(sync::plan(&DECODERS, black_box(&stored), fresh.clone(), 0));
    })
}

/// A row of a list, as far as search and sort look at it.
#[derive(Clone)]
struct Named(i64, String);

impl Listed for Named {
    const COLUMNS: &'static [&'static str] = &["person"];
    const STATES: &'static [&'static str] = &[];

    fn id(&self) -> i64 {
        self.0
    }

    fn key(&self, _: &str) -> Key {
        Key::text(&self.1)
    }

    fn is(&self, _: &str) -> bool {
        true
    }

    fn has(&self, needle: &str) -> bool {
        any_contains(&[&self.1], needle)
    }
}

/// Search, sort in Polish order, cut.
fn page() -> Work {
    let rows: Vec<Named> =
        (1..=10_000).map(|id| Named(id, format!("{} Jan {id}", wire::surname(id)))).collect();
    let wanted = Wanted {
        offset: 3_000,
        limit: 100,
        search: Masked::new("ó"),
        sort: "person".into(),
        descending: false,
        state: String::new(),
    };
    Box::new(move || {
        black_box(listing::page(rows.clone(), black_box(&wanted)).is_ok());
    })
}

/// Serialising, which is how rows become PHP's arrays; here they become nothing, since there is no Zend.
fn convert(count: i64) -> Work {
    let rows = ListStbs::decode(wire::stbs(count).as_bytes()).unwrap();
    Box::new(move || {
        black_box(&rows).serialize(&mut serde_json::Serializer::new(std::io::sink())).unwrap();
    })
}
