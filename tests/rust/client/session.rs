//! One process and its session.

use std::time::Duration;

use metroport::mms::MmsError;
use metroport::mms::calls::{BlockAccount, ListNetworks, ListUsers};
use metroport::personal::Masked;
use mms_sim::{CutAt, Fault, Rule, When};

use crate::support::{all, client, client_of, small_mms};

fn status(status: u16) -> Fault {
    Fault::Status { status, when: When::Before, retry_after: None, body: "Brak dostępu".into() }
}

#[tokio::test]
async fn many_calls_at_once_log_in_once() {
    let mms = small_mms();
    let client = client(&mms);
    let calls = (0..20).map(async |_| client.send(&ListUsers {}, client.deadline()).await.unwrap().len());
    assert_eq!(all(calls).await, [3; 20]);
    let counters = mms.control().counters();
    assert_eq!((counters.logins, counters.unauthorized), (1, 0));
}

#[tokio::test]
async fn a_refused_session_is_renewed_and_the_call_repeated_once() {
    for code in [401, 403] {
        let mms = small_mms();
        let client = client(&mms);
        client.send(&ListUsers {}, client.deadline()).await.unwrap();
        mms.control().add_fault(Rule::on("GET", "/Users/users", status(code)).times(1));
        assert_eq!(client.send(&ListUsers {}, client.deadline()).await.unwrap().len(), 3);
        let counters = mms.control().counters();
        assert_eq!((counters.logins, counters.call("GET /Users/users")), (2, 3), "{code}");
    }
}

#[tokio::test]
async fn a_session_that_is_refused_again_is_an_error_and_no_third_attempt() {
    let mms = small_mms();
    let client = client(&mms);
    mms.control().add_fault(Rule::on("PUT", "/Iptv/*", status(401)));
    let error = client.send(&BlockAccount { id: 40_001 }, client.deadline()).await.unwrap_err();
    assert!(matches!(&error, MmsError::Session { text, .. } if text.as_str() == "Brak dostępu"), "{error:?}");
    assert_eq!(error.code(), "mms.session");
    let counters = mms.control().counters();
    assert_eq!((counters.logins, counters.call("PUT /Iptv/Accounts/{id}/blockAccount")), (2, 2));
}

#[tokio::test]
async fn a_change_that_may_have_arrived_is_not_a_failure_because_the_session_is_refused_afterwards() {
    let mms = small_mms();
    let client = client(&mms);
    mms.control().add_fault(Rule::on("PUT", "/Iptv/*", Fault::Cut { at: CutAt::After }).times(1));
    mms.control().add_fault(Rule::on("PUT", "/Iptv/*", status(401)));
    let error = client.send(&BlockAccount { id: 40_001 }, client.deadline()).await.unwrap_err();
    assert!(matches!(&error, MmsError::OutcomeUnknown { .. }), "{error:?}");
    assert_eq!(mms.control().counters().changing, 1);
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_however_many_calls_wait_for_it() {
    let mms = small_mms();
    let client = client_of(&mms.url(), |options| options.password = Masked::new("tajne-haslo"));
    let call = ListUsers {};
    let errors = all((0..8).map(|_| client.send(&call, client.deadline()))).await;
    assert!(errors.iter().all(|error| matches!(error, Err(MmsError::Login { .. }))));
    assert_eq!(mms.control().counters().failed_logins, 1);
    assert!(client.send(&call, client.deadline()).await.is_err());
    assert_eq!(mms.control().counters().failed_logins, 2);
}

#[tokio::test]
async fn a_wrong_password_is_a_login_error_in_the_words_of_mms_and_is_not_tried_again() {
    let mms = small_mms();
    let client = client_of(&mms.url(), |options| options.password = Masked::new("tajne-haslo"));
    let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
    assert!(
        matches!(&error, MmsError::Login { text } if text.as_str() == "Nieprawidłowy login lub hasło"),
        "{error:?}"
    );
    assert!(!format!("{error} {error:?}").contains("tajne"));
    assert_eq!((mms.control().counters().failed_logins, mms.control().counters().requests), (1, 1));
}

#[tokio::test]
async fn a_session_that_is_revoked_under_many_calls_costs_one_login() {
    let mms = small_mms();
    mms.control().set_latency(Duration::from_millis(20));
    let client = client_of(&mms.url(), |options| options.concurrency = 4);
    client.send(&ListUsers {}, client.deadline()).await.unwrap();
    let revoke = async {
        tokio::time::sleep(Duration::from_millis(70)).await;
        assert_eq!(mms.control().revoke_sessions(), 1);
    };
    let calls =
        all((0..40).map(async |_| client.send(&ListNetworks {}, client.deadline()).await.map(|n| n.len())));
    let (results, ()) = tokio::join!(calls, revoke);
    assert!(results.iter().all(|result| matches!(result, Ok(3))), "{results:?}");
    let counters = mms.control().counters();
    assert!(counters.unauthorized > 0, "no call met the end of the session");
    assert_eq!(counters.logins, 2);
}

#[tokio::test]
async fn a_session_is_renewed_before_it_ends_by_age() {
    let mms = small_mms();
    let client = client_of(&mms.url(), |options| options.session_lifetime = Duration::from_millis(400));
    client.send(&ListUsers {}, client.deadline()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(350)).await;
    client.send(&ListUsers {}, client.deadline()).await.unwrap();
    let counters = mms.control().counters();
    assert_eq!((counters.logins, counters.unauthorized), (2, 0));
}

#[tokio::test]
async fn a_login_is_tried_again_when_its_answer_is_lost_or_mms_is_busy() {
    let mms = small_mms();
    let client = client(&mms);
    mms.control()
        .add_fault(Rule::on("POST", "/Admins/Auth/login", Fault::Cut { at: mms_sim::CutAt::After }).times(1));
    mms.control().add_fault(Rule::on("POST", "/Admins/Auth/login", status(503)).times(1));
    assert_eq!(client.send(&ListUsers {}, client.deadline()).await.unwrap().len(), 3);
    assert_eq!(mms.control().counters().call("POST /Admins/Auth/login"), 3);
}
