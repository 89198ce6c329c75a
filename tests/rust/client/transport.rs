//! The way to MMS: addresses, connections, TLS, redirects.

use metroport::mms::MmsError;
use metroport::mms::calls::{BlockAccount, ListUsers};
use metroport::operations::{Context, doctor};
use mms_sim::{Fault, Options, Rule, Simulator};

use crate::support::{Wire, client, client_of, config, small_mms};

fn answer(head: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{head}connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn requests_are_what_the_contract_says_below_a_base_with_a_path() {
    let wire =
        Wire::answering(vec![answer("set-cookie: sess_ci=abc; Path=/\r\n", "true"), answer("", "true")]);
    let client = client_of(&format!(" {}/mms/v1/ ", wire.url()), |_| {});
    client.send(&BlockAccount { id: 5 }, client.deadline()).await.unwrap();
    let [login, block] = &wire.requests()[..] else { panic!() };
    assert!(login.starts_with("POST /mms/v1/Admins/Auth/login HTTP/1.1\r\n"), "{login}");
    assert!(login.contains("content-type: application/json\r\n"), "{login}");
    assert!(login.ends_with("\r\n\r\n{\"login\":\"operator\",\"password\":\"sekret\"}"), "{login}");
    assert!(!login.contains("cookie:"), "{login}");
    assert!(block.starts_with("PUT /mms/v1/Iptv/Accounts/5/blockAccount HTTP/1.1\r\n"), "{block}");
    assert!(block.contains("content-type: application/x-www-form-urlencoded\r\n"), "{block}");
    assert!(block.contains("cookie: sess_ci=abc\r\n") && block.ends_with("\r\n\r\naccountid=5"), "{block}");
}

#[tokio::test]
async fn a_login_without_a_session_is_told_as_such() {
    let wire = Wire::answering(vec![answer("set-cookie: other=1\r\n", "true")]);
    let client = client_of(&wire.url(), |_| {});
    let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
    assert!(matches!(&error, MmsError::Protocol { detail, .. } if detail.contains("sess_ci")), "{error:?}");
}

/// A wrong address is not taken for a wrong password, and whoever has many calls to make soon gives it up.
#[tokio::test]
async fn a_server_that_is_no_mms_is_told_as_such() {
    for status in ["404 Not Found", "405 Method Not Allowed", "301 Moved"] {
        let head =
            format!("HTTP/1.1 {status}\r\nlocation: https://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n");
        let wire = Wire::answering(vec![head]);
        let client = client_of(&wire.url(), |_| {});
        let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
        assert!(matches!(&error, MmsError::Protocol { .. }) && error.is_outage(), "{status}: {error:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_refused_and_nothing_is_sent_elsewhere() {
    let (mms, elsewhere) =
        (small_mms(), Simulator::start(Options { customers: 1, ..Options::default() }).unwrap());
    let client = client(&mms);
    for path in ["/Admins/Auth/login", "/Users/users"] {
        for status in [301, 302, 307, 308] {
            mms.control().clear_faults();
            let to = format!("{}{path}", elsewhere.url());
            mms.control()
                .add_fault(Rule { path: path.into(), ..Rule::always(Fault::Redirect { to, status }) });
            let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
            assert!(matches!(&error, MmsError::Protocol { .. }), "{path} {status} {error:?}");
        }
        mms.control().clear_faults();
        client.send(&ListUsers {}, client.deadline()).await.unwrap();
    }
    let seen = elsewhere.control().counters();
    assert_eq!((seen.requests, seen.connections), (0, 0));
}

#[tokio::test]
async fn nobody_at_the_address_is_unreachable() {
    let address = {
        let mms = small_mms();
        mms.url()
    };
    for address in [address.as_str(), "http://does-not-exist.invalid"] {
        let client = client_of(address, |_| {});
        let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
        assert!(matches!(error, MmsError::Unreachable { .. }), "{address} {error:?}");
        assert!(error.is_outage());
        // Nothing was sent, so nothing is left open.
        let error = client.send(&BlockAccount { id: 1 }, client.deadline()).await.unwrap_err();
        assert!(matches!(error, MmsError::Unreachable { .. }), "{address} {error:?}");
    }
}

#[tokio::test]
async fn https_to_a_server_without_tls_is_a_tls_error() {
    let mms = small_mms();
    let client = client_of(&mms.url().replace("http://", "https://"), |_| {});
    let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
    assert!(matches!(error, MmsError::Tls { .. }), "{error:?}");
    assert_eq!((error.code(), mms.control().counters().requests), ("mms.tls", 0));
}

#[tokio::test]
async fn the_connection_test_tells_each_step_and_no_secret() {
    let mms = small_mms();
    let steps = doctor::examine(&Context::new(config(&mms.url(), None)).unwrap()).await;
    let names: Vec<(&str, bool)> = steps.iter().map(|step| (step.step.as_str(), step.ok)).collect();
    let all = [
        "configuration",
        "dns",
        "tcp",
        "server",
        "login",
        "customers",
        "fsecure",
        "metrotv",
        "decoders",
        "clock",
    ];
    assert_eq!(names, all.map(|name| (name, true)));
    assert!(!format!("{steps:?}").contains("sekret"));

    let mut config = config(&mms.url(), None);
    config.mms.password = metroport::personal::Masked::new("tajne");
    let steps = doctor::examine(&Context::new(config).unwrap()).await;
    let login = steps.iter().find(|step| step.step == "login").unwrap();
    assert_eq!((login.step.as_str(), login.ok, login.code), ("login", false, Some("mms.login")));
    assert!(!format!("{steps:?}").contains("tajne"));
}
