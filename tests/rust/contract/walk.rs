//! One client that notes what it sends, and what it must have sent in the end.

use std::cell::RefCell;
use std::collections::BTreeSet;

use metroport::mms::calls::{self, Call};
use metroport::mms::{Client, MmsError};
use mms_sim::{Shape, Simulator};
use serde_json::json;

use crate::support::{client, person, simulator, world};

/// Names of types and of calls.
macro_rules! calls {
    ($($name:ident),+ $(,)?) => {
        const CALLS: &[(&str, &str)] = &[$((stringify!($name), <calls::$name as Call>::NAME)),+];
    };
}

calls!(
    AddAccount,
    AddOrder,
    AddService,
    AddStb,
    AddUser,
    BlockAccount,
    BlockService,
    ChangeAccount,
    ChangeService,
    ChangeUser,
    DeleteAccount,
    DeleteOrder,
    DeleteService,
    DeleteStb,
    FindUsers,
    GetAccount,
    GetUser,
    LinkStb,
    ListAccounts,
    ListNetworks,
    ListOperations,
    ListOrders,
    ListPackages,
    ListProducts,
    ListServices,
    ListStbModels,
    ListStbs,
    ListUsers,
    Login,
    UnblockAccount,
    UnblockService,
    UnlinkStb,
);

/// Exported with the calls, and no calls: the names begin the bodies of two each.
const NO_CALLS: [&str; 2] = ["AccountFields", "UserFields"];

pub struct Walk {
    pub mms: Simulator,
    client: Client,
    sent: RefCell<BTreeSet<&'static str>>,
}

impl Walk {
    /// A small world with one of everything that is hard to read: a company without a first name and without services,
    /// somebody without an e-mail, a blocked account, an account with nothing on it, decoders in the warehouse.
    pub fn new(shape: impl Into<Shape>) -> Self {
        let mms = simulator(world(
            &[
                person(1, json!({"multiroom": true})),
                json!({"customertype": 1, "lastname": "Kłos \"i\" <b>S-ka</b>", "nip": "5260250274", "services": false}),
                json!({"customertype": 2, "name": "Ewa", "lastname": "Ós", "services": {"fsecure": "blocked", "blocked": true}}),
            ],
            8,
        ));
        mms.control().set_shape(shape);
        Self { client: client(&mms), mms, sent: RefCell::new(BTreeSet::from([calls::Login::NAME])) }
    }

    pub async fn try_send<C: Call>(&self, call: &C) -> Result<C::Answer, MmsError> {
        self.sent.borrow_mut().insert(C::NAME);
        self.client.send(call, self.client.deadline()).await
    }

    pub async fn send<C: Call>(&self, call: &C) -> C::Answer {
        self.try_send(call)
            .await
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.mms.control().shape()))
    }

    /// A call that MMS refuses.
    pub async fn refused<C: Call<Answer: std::fmt::Debug>>(&self, call: &C, status: u16, text: &str) {
        match self.try_send(call).await {
            Err(MmsError::Rejected { status: seen, text: said, .. }) => {
                assert_eq!((seen, said.as_str()), (status, text));
            }
            other => panic!("{other:?} in {:?}", self.mms.control().shape()),
        }
    }

    /// Nothing was left out, and nothing was said that the API does not know.
    pub fn assert_complete(&self) {
        let counters = self.mms.control().counters();
        for (name, call) in CALLS {
            assert!(self.sent.borrow().contains(call), "{name} was never sent");
            let route = call.split('?').next().unwrap().trim_end_matches('/');
            assert!(counters.call(route) > 0, "{call} never arrived: {:?}", counters.calls);
        }
        let unknown: Vec<&String> =
            counters.calls.keys().filter(|name| name.ends_with("(unknown)")).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert_eq!((counters.unlisted_fields, counters.faults, counters.logins), (0, 0, 1));
    }
}

#[test]
fn the_walk_knows_every_call_that_is_exported() {
    let source = include_str!("../../../src/mms/calls/mod.rs");
    let mut exported = BTreeSet::new();
    for list in source.split("pub use self::").skip(1) {
        let list = list.split(';').next().unwrap();
        let names = list.split("::").nth(1).unwrap();
        exported.extend(names.split(|c: char| !c.is_alphanumeric()).filter(|name| !name.is_empty()));
    }
    let known: BTreeSet<&str> = CALLS.iter().map(|(name, _)| *name).chain(NO_CALLS).collect();
    assert_eq!(exported, known);
}
