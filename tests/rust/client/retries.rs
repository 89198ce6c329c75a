//! What is tried again, how often, and what never is.

use std::time::{Duration, Instant};

use metroport::mms::MmsError;
use metroport::mms::calls::{AddOrder, BlockAccount, ListPackages, ListUsers};
use mms_sim::{CutAt, Fault, Garbage, NewId, Rule, Shape, Simulator, When};
use rust_decimal::Decimal;

use crate::support::{all, client, client_of, small_mms};

fn status(status: u16, retry_after: Option<u64>) -> Fault {
    Fault::Status { status, when: When::Before, retry_after, body: "zajęte".into() }
}

/// An account with a base package.
fn account(mms: &Simulator) -> i64 {
    mms.control().world(|world| i64::try_from(world.accounts.iter().next().unwrap().id).unwrap())
}

fn order(mms: &Simulator) -> AddOrder {
    AddOrder { account: account(mms), package: 323, price: Decimal::new(990, 2) }
}

fn faults() -> Vec<Fault> {
    let mut faults = vec![
        Fault::Cut { at: CutAt::Before },
        Fault::Cut { at: CutAt::After },
        Fault::Cut { at: CutAt::Body },
        Fault::Hang { when: When::Before },
        Fault::Hang { when: When::After },
        status(500, None),
        status(502, None),
        status(503, None),
        status(408, None),
        status(429, None),
    ];
    let garbage = [Garbage::Html, Garbage::Truncated, Garbage::Types, Garbage::NotUtf8, Garbage::Deep];
    faults.extend(garbage.map(|what| Fault::Garbage { what }));
    faults
}

#[tokio::test]
async fn a_read_is_tried_again_after_every_failure_that_may_pass() {
    for fault in faults() {
        let mms = small_mms();
        let client = client_of(&mms.url(), |options| options.timeout = Duration::from_secs(1));
        client.send(&ListUsers {}, client.deadline()).await.unwrap();
        mms.control().add_fault(Rule::on("GET", "/Iptv/Packages", fault.clone()).times(1));
        let packages = client.send(&ListPackages {}, client.deadline()).await;
        assert!(packages.is_ok_and(|packages| packages.len() == 16), "{fault:?}");
        assert_eq!(mms.control().counters().call("GET /Iptv/Packages"), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn a_read_ends_after_three_attempts_with_what_was_wrong() {
    for (fault, code) in [
        (status(503, None), "mms.unavailable"),
        (Fault::Cut { at: CutAt::Before }, "mms.timeout"),
        (Fault::Garbage { what: Garbage::Html }, "mms.protocol"),
    ] {
        let mms = small_mms();
        let client = client(&mms);
        mms.control().add_fault(Rule::on("GET", "/Iptv/Packages", fault.clone()));
        let error = client.send(&ListPackages {}, client.deadline()).await.unwrap_err();
        assert_eq!(
            (error.code(), mms.control().counters().call("GET /Iptv/Packages")),
            (code, 3),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn adding_is_sent_once_when_its_answer_is_lost_and_its_outcome_is_unknown() {
    // An object that nobody expects is as good a yes as any.
    let senseless = faults().into_iter().filter(|fault| *fault != Fault::Garbage { what: Garbage::Types });
    for fault in senseless {
        let mms = small_mms();
        // Half of a bare number would be a number.
        mms.control().set_shape(Shape { new_id: NewId::Object, ..Shape::default() });
        let client = client_of(&mms.url(), |options| options.timeout = Duration::from_secs(1));
        client.send(&ListUsers {}, client.deadline()).await.unwrap();
        mms.control().add_fault(Rule::on("POST", "/Iptv/Orders", fault.clone()).times(1));
        let result = client.send(&order(&mms), client.deadline()).await;
        let sent = mms.control().counters().call("POST /Iptv/Orders");
        if fault == status(429, None) {
            // MMS did not look at it, so it may be sent again.
            assert!(result.is_ok() && sent == 2, "{result:?}");
        } else {
            assert!(matches!(&result, Err(MmsError::OutcomeUnknown { .. })), "{fault:?}: {result:?}");
            assert_eq!(sent, 1, "{fault:?}");
        }
        let orders = mms.control().world(|world| world.sold(323));
        assert!(orders <= 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_change_that_can_be_repeated_is_and_ends_unknown_only_if_it_may_have_arrived() {
    for (fault, unknown) in
        [(Fault::Cut { at: CutAt::Before }, true), (status(500, None), true), (status(429, None), false)]
    {
        let mms = small_mms();
        let client = client(&mms);
        mms.control().add_fault(Rule::on("PUT", "*/blockAccount", fault.clone()));
        let error = client.send(&BlockAccount { id: account(&mms) }, client.deadline()).await.unwrap_err();
        assert_eq!(matches!(error, MmsError::OutcomeUnknown { .. }), unknown, "{fault:?}: {error:?}");
        assert_eq!(mms.control().counters().call("PUT /Iptv/Accounts/{id}/blockAccount"), 3, "{fault:?}");
    }
}

#[tokio::test]
async fn mms_is_asked_again_when_it_said_it_may_be_and_not_before() {
    let mms = small_mms();
    let client = client(&mms);
    mms.control().add_fault(Rule::on("GET", "/Iptv/Packages", status(429, Some(1))).times(1));
    let begun = Instant::now();
    assert_eq!(client.send(&ListPackages {}, client.deadline()).await.unwrap().len(), 16);
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());

    mms.control().clear_faults();
    mms.control().add_fault(Rule::on("GET", "/Iptv/Packages", status(503, Some(3600))));
    let begun = Instant::now();
    let error = client.send(&ListPackages {}, client.deadline()).await.unwrap_err();
    assert!(matches!(error, MmsError::Unavailable { status: 503, .. }), "{error:?}");
    // Nobody waits for an hour, and nobody asks before it is over.
    assert!(begun.elapsed() < Duration::from_secs(8));
    assert_eq!(mms.control().counters().call("GET /Iptv/Packages"), 3);
}

#[tokio::test]
async fn in_an_outage_the_retries_of_all_calls_together_dry_up() {
    let mms = small_mms();
    let client = client(&mms);
    client.send(&ListUsers {}, client.deadline()).await.unwrap();
    mms.control().reset_counters();
    mms.control().add_fault(Rule::always(status(503, None)));
    let results = all((0..60).map(async |_| client.send(&ListPackages {}, client.deadline()).await)).await;
    assert!(results.iter().all(|result| matches!(result, Err(MmsError::Unavailable { .. }))));
    // Sixty calls and the twenty retries that a full budget pays; three attempts each would be 180.
    assert_eq!(mms.control().counters().requests, 80);

    mms.control().clear_faults();
    client.send(&ListPackages {}, client.deadline()).await.unwrap();
}
