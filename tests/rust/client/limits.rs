//! How long a call may take, how many may be under way, how large an answer may be.

use std::time::{Duration, Instant};

use metroport::mms::MmsError;
use metroport::mms::calls::{BlockAccount, GetUser, ListPackages, ListStbs, ListUsers};
use mms_sim::{Fault, Rule, When};

use crate::support::{Wire, all, client, client_of, small_mms};

/// Far more than anything here takes, far less than for ever.
const GENEROUS: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_server_that_hangs_keeps_nobody_longer_than_the_deadline() {
    let mms = small_mms();
    let client = client_of(&mms.url(), |options| options.timeout = Duration::from_millis(600));
    mms.control().add_fault(Rule::on("GET", "*", Fault::Hang { when: When::Before }));
    mms.control().add_fault(Rule::on("PUT", "*", Fault::Hang { when: When::After }));
    let begun = Instant::now();
    let read = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
    assert!(matches!(read, MmsError::Timeout { .. }), "{read:?}");
    let change = client.send(&BlockAccount { id: 40_001 }, client.deadline()).await.unwrap_err();
    assert!(matches!(change, MmsError::OutcomeUnknown { .. }), "{change:?}");
    assert!(begun.elapsed() < GENEROUS, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_server_that_hangs_at_the_login_or_drips_its_answer_is_given_up_too() {
    for fault in [Fault::Hang { when: When::Before }, Fault::Drip { bytes: 1, every_ms: 100 }] {
        for path in ["/Admins/Auth/login", "/Users/users"] {
            let mms = small_mms();
            let client = client_of(&mms.url(), |options| options.timeout = Duration::from_millis(300));
            mms.control().add_fault(Rule { path: path.into(), ..Rule::always(fault.clone()) });
            let begun = Instant::now();
            let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
            assert_eq!(error.code(), "mms.timeout", "{fault:?} {path}");
            assert!(begun.elapsed() < GENEROUS, "{:?}", begun.elapsed());
        }
    }
}

#[tokio::test]
async fn a_call_that_waits_for_its_turn_keeps_its_deadline() {
    let mms = small_mms();
    let client = client_of(&mms.url(), |options| {
        options.timeout = Duration::from_secs(4);
        options.concurrency = 1;
    });
    client.send(&ListUsers {}, client.deadline()).await.unwrap();
    mms.control().set_latency(Duration::from_millis(1400));
    mms.control().add_fault(Rule::on("GET", "/Iptv/Packages", Fault::Hang { when: When::Before }));
    let deadline = client.deadline();
    let begun = Instant::now();
    let slow = async { client.send(&ListUsers {}, deadline).await.map(|_| ()) };
    let hanging = all((0..3).map(async |_| client.send(&ListPackages {}, deadline).await));
    let (slow, hanging) = tokio::join!(slow, hanging);
    assert!(slow.is_ok() && hanging.iter().all(|answer| matches!(answer, Err(MmsError::Timeout { .. }))));
    // Who gets his turn after 1.4 and 2 seconds has 0.6 left, not the 2 that a request may usually take.
    assert!(begun.elapsed() < Duration::from_millis(4900), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn no_more_requests_are_under_way_than_allowed() {
    for concurrency in [1, 3] {
        let mms = small_mms();
        mms.control().set_latency(Duration::from_millis(5));
        let client = client_of(&mms.url(), |options| options.concurrency = concurrency);
        let calls =
            all((0..20).map(async |_| client.send(&ListUsers {}, client.deadline()).await.is_ok())).await;
        assert_eq!(calls, [true; 20]);
        assert_eq!(mms.control().counters().max_concurrent, u64::try_from(concurrency).unwrap());
    }
}

#[tokio::test]
async fn one_connection_serves_call_after_call() {
    let mms = small_mms();
    let client = client(&mms);
    for _ in 0..10 {
        client.send(&ListUsers {}, client.deadline()).await.unwrap();
    }
    assert_eq!(mms.control().counters().connections, 1);
}

#[tokio::test]
async fn a_huge_answer_is_refused() {
    for declared in [true, false] {
        let mms = small_mms();
        let client = client_of(&mms.url(), |options| options.timeout = Duration::from_mins(2));
        mms.control().add_fault(Rule::on("GET", "/Iptv/Stbs", Fault::Huge { bytes: 1 << 34, declared }));
        let error = client.send(&ListStbs {}, client.deadline()).await.unwrap_err();
        assert!(
            matches!(&error, MmsError::Protocol { detail, .. } if detail.contains("larger")),
            "{error:?}"
        );
        assert_eq!(mms.control().counters().call("GET /Iptv/Stbs"), 1);
    }
}

#[tokio::test]
async fn what_one_thing_or_a_yes_needs_is_less_than_what_a_list_needs() {
    let mms = small_mms();
    let client = client(&mms);
    for (method, path) in [("GET", "/Iptv/Stbs"), ("GET", "/Users/*"), ("PUT", "*")] {
        mms.control().add_fault(Rule::on(method, path, Fault::Huge { bytes: 2 << 20, declared: false }));
    }
    assert_eq!(client.send(&ListStbs {}, client.deadline()).await.unwrap(), []);
    let one = client.send(&GetUser { id: 100_001 }, client.deadline()).await.unwrap_err();
    assert!(matches!(&one, MmsError::Protocol { detail, .. } if detail.contains("larger")), "{one:?}");
    let change = client.send(&BlockAccount { id: 40_001 }, client.deadline()).await.unwrap_err();
    assert!(matches!(&change, MmsError::Protocol { detail, .. } if detail.contains("larger")), "{change:?}");
}

#[tokio::test]
async fn of_a_huge_error_the_beginning_is_read() {
    let mms = small_mms();
    let client = client(&mms);
    let body = format!("Nie wolno. {}", "a b ".repeat(4 << 20));
    let refused = Fault::Status { status: 400, when: When::Before, retry_after: None, body };
    mms.control().add_fault(Rule::on("GET", "/Users/*", refused));
    let error = client.send(&ListUsers {}, client.deadline()).await.unwrap_err();
    let MmsError::Rejected { status: 400, text, .. } = error else { panic!("{error:?}") };
    assert!(text.as_str().starts_with("Nie wolno. a b a b") && text.as_str().chars().count() == 500);
}

/// An answer of `head`, a blank line and `body`, behind that of a login.
fn after_login(head: &str, body: &[u8]) -> Wire {
    let login =
        "HTTP/1.1 200 OK\r\nSet-Cookie: sess_ci=abc\r\nContent-Length: 4\r\nConnection: close\r\n\r\ntrue";
    let answer = [head.as_bytes(), b"\r\n\r\n", body].concat();
    Wire::answering(vec![login.into(), answer.clone(), answer.clone(), answer])
}

#[tokio::test]
async fn a_bomb_is_counted_as_it_unpacks() {
    // 200 MiB of blanks in 200 kB.
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..200 {
        std::io::Write::write_all(&mut bomb, &vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}", bomb.len());
    let wire = after_login(&head, &bomb);
    let client = client_of(&wire.url(), |options| options.timeout = Duration::from_mins(2));
    let error = client.send(&ListStbs {}, client.deadline()).await.unwrap_err();
    assert!(
        matches!(&error, MmsError::Protocol { detail, .. } if detail.contains("larger than 131072 KiB")),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_head_without_end_is_given_up() {
    let wire = after_login(&format!("HTTP/1.1 200 OK\r\n{}", "X-More: and more\r\n".repeat(500_000)), b"");
    let client = client_of(&wire.url(), |options| options.timeout = Duration::from_secs(20));
    let error = client.send(&ListStbs {}, client.deadline()).await.unwrap_err();
    assert!(matches!(error.code(), "mms.timeout" | "mms.protocol"), "{error:?}");
}
