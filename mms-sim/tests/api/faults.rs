//! Each fault as a client meets it, and whether the request took effect.

use std::time::{Duration, Instant};

use crate::client::Mms;
use mms_sim::{CutAt, Fault, Garbage, Rule, When};
use serde_json::{Value, json};

const BLOCK: &str = "/Iptv/Accounts/{id}/blockAccount";

/// A simulator with one fault, and the path and field that block its account.
async fn faulty(fault: Fault) -> (Mms, String, Value) {
    let mms = Mms::small().await;
    let id = mms.control().world(|world| world.accounts.iter().next().unwrap().id);
    mms.control().add_fault(Rule::on("PUT", BLOCK, fault).times(1));
    (mms, BLOCK.replace("{id}", &id.to_string()), json!({ "accountid": id }))
}

fn blocked(mms: &Mms) -> bool {
    mms.control().world(|world| world.accounts.iter().next().unwrap().blocked)
}

#[tokio::test]
async fn a_status_before_or_after_the_effect() {
    for (when, effect) in [(When::Before, false), (When::After, true)] {
        let fault = Fault::Status { status: 503, when, retry_after: Some(2), body: "Przerwa".into() };
        let (mms, path, fields) = faulty(fault).await;
        let answer = mms.prepared("PUT", &path, &fields).send().await.unwrap();
        assert_eq!(
            (answer.status().as_u16(), &answer.headers()["retry-after"]),
            (503, &"2".parse().unwrap())
        );
        assert_eq!(answer.text().await.unwrap(), "Przerwa");
        assert_eq!(blocked(&mms), effect);
        let next = mms.call("PUT", &path, fields).await.status;
        assert_eq!(next, if effect { 409 } else { 200 });
        let counters = mms.control().counters();
        assert_eq!((counters.faults, counters.changing, counters.call(&format!("PUT {BLOCK}"))), (1, 1, 2));
    }
}

#[tokio::test]
async fn a_cut_before_the_effect_after_it_or_in_the_body() {
    for (at, effect) in [(CutAt::Before, false), (CutAt::After, true), (CutAt::Body, true)] {
        let (mms, path, fields) = faulty(Fault::Cut { at }).await;
        let sent = mms.prepared("PUT", &path, &fields).send().await;
        if at == CutAt::Body {
            let answer = sent.unwrap();
            assert_eq!(answer.status(), 200);
            assert!(answer.text().await.is_err());
        } else {
            assert!(sent.is_err());
        }
        assert_eq!(blocked(&mms), effect, "{at:?}");
        let log = mms.control().log();
        let entry = log.last().unwrap();
        assert_eq!((entry.fault.as_deref(), entry.effects), (Some("cut"), u8::from(effect)));
        assert_eq!(mms.get("/Iptv/Packages").await.status, 200);
    }
}

#[tokio::test]
async fn a_hanging_request_hangs_until_the_client_gives_up() {
    for (when, effect) in [(When::Before, false), (When::After, true)] {
        let (mms, path, fields) = faulty(Fault::Hang { when }).await;
        let sent = mms.prepared("PUT", &path, &fields).timeout(Duration::from_millis(150)).send().await;
        assert!(sent.unwrap_err().is_timeout());
        assert_eq!(blocked(&mms), effect);
        let start = Instant::now();
        drop(mms);
        assert!(start.elapsed() < Duration::from_secs(1));
    }
}

#[tokio::test]
async fn garbage_comes_with_200_after_the_effect() {
    for what in
        [Garbage::Html, Garbage::Truncated, Garbage::Types, Garbage::Empty, Garbage::NotUtf8, Garbage::Deep]
    {
        let (mms, path, fields) = faulty(Fault::Garbage { what }).await;
        let answer = mms.prepared("PUT", &path, &fields).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let body = answer.bytes().await.unwrap();
        let understood = serde_json::from_slice::<Value>(&body).ok();
        assert_eq!(understood.is_some(), what == Garbage::Types, "{what:?}");
        assert!(blocked(&mms));
    }
}

#[tokio::test]
async fn bodies_drip_or_do_not_end() {
    let mms = Mms::small().await;
    mms.control().add_fault(Rule::always(Fault::Drip { bytes: 200, every_ms: 5 }).times(1));
    let start = Instant::now();
    assert_eq!(mms.get("/Iptv/StbModels").await.json().as_array().unwrap().len(), 3);
    assert!(start.elapsed() >= Duration::from_millis(10));
    for declared in [true, false] {
        let bytes = 3_000_000;
        mms.control().add_fault(Rule::always(Fault::Huge { bytes, declared }).times(1));
        let answer = mms.request("GET", "/Iptv/Stbs").send().await.unwrap();
        assert_eq!(answer.content_length(), declared.then_some(bytes));
        let body = answer.bytes().await.unwrap();
        assert_eq!(u64::try_from(body.len()).unwrap(), bytes);
        assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), json!([]));
    }
}

#[tokio::test]
async fn a_request_is_delivered_twice() {
    let mms = Mms::small().await;
    mms.control().add_fault(Rule::on("POST", "/services/security", Fault::Duplicate));
    let user = mms.control().world(|world| world.customers.iter().next().unwrap().id);
    mms.done("POST", "/services/security", json!({"userid": user, "secur_serviceid": 51, "license_size": 1}))
        .await;
    assert_eq!(mms.control().world(|world| world.services.len()), 3);
    let counters = mms.control().counters();
    assert_eq!((counters.changing, counters.call("POST /services/security")), (2, 1));
    assert_eq!(mms.control().log().last().unwrap().effects, 2);
}

#[tokio::test]
async fn a_redirect_leads_elsewhere_and_does_nothing() {
    let to = "http://192.0.2.1/Iptv";
    let (mms, path, fields) = faulty(Fault::Redirect { to: to.into(), status: 307 }).await;
    let answer = mms.prepared("PUT", &path, &fields).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (307, to));
    assert!(!blocked(&mms));
}

#[tokio::test]
async fn latency_delays_each_request_and_not_one_after_the_other() {
    let mms = Mms::small().await;
    mms.control().set_latency(Duration::from_millis(100));
    mms.control().add_fault(Rule::on("GET", "/Iptv/*", Fault::Latency { ms: 100, jitter_ms: 10 }));
    let start = Instant::now();
    let (a, b, c) = tokio::join!(mms.get("/Iptv/Stbs"), mms.get("/Iptv/Packages"), mms.get("/Users/users"));
    let elapsed = start.elapsed();
    assert_eq!([a.status, b.status, c.status], [200; 3]);
    assert!(elapsed >= Duration::from_millis(200) && elapsed < Duration::from_millis(400), "{elapsed:?}");
    assert_eq!(mms.control().counters().max_concurrent, 3);
}
