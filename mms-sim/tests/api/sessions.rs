//! Logging in, and how a session ends.

use std::time::Duration;

use crate::client::Mms;
use serde_json::json;

#[tokio::test]
async fn nothing_goes_without_a_session() {
    let mut mms = Mms::small().await;
    assert_eq!(mms.get("/Iptv/Packages").await.status, 200);
    let good = std::mem::replace(&mut mms.cookie, "sess_ci=wrong".into());
    for path in ["/Iptv/Packages", "/nowhere"] {
        assert_eq!(mms.get(path).await.status, 401, "{path}");
    }
    mms.cookie = format!("lang=pl; {good}");
    assert_eq!(mms.get("/Iptv/Packages").await.status, 200);
    assert_eq!(mms.get("/nowhere").await.status, 404);
    assert_eq!(mms.control().counters().unauthorized, 2);
}

#[tokio::test]
async fn a_wrong_login_is_told_so() {
    let mms = Mms::small().await;
    let path = "/Admins/Auth/login";
    let wrong = mms.call("POST", path, json!({"login": "operator", "password": "x"})).await;
    assert_eq!(
        (wrong.status, wrong.json()["message"].as_str()),
        (401, Some("Nieprawidłowy login lub hasło"))
    );
    assert_eq!(mms.call("POST", path, json!({"login": "operator"})).await.status, 400);
    let form = mms.request("POST", path).form(&[("login", "operator"), ("password", "sekret")]);
    assert_eq!(form.send().await.unwrap().status(), 415);
    let counters = mms.control().counters();
    assert_eq!(
        (counters.logins, counters.failed_logins, counters.call("POST /Admins/Auth/login")),
        (1, 1, 4)
    );
}

#[tokio::test]
async fn sessions_expire_and_are_revoked() {
    let mut mms = Mms::small().await;
    let first = mms.cookie.clone();
    mms.login().await;
    assert_ne!(first, mms.cookie);
    assert_eq!(mms.control().revoke_sessions(), 2);
    assert_eq!(mms.get("/Iptv/Packages").await.status, 401);
    mms.login().await;
    assert_eq!(mms.get("/Iptv/Packages").await.status, 200);
    mms.control().set_session_ttl(Duration::ZERO);
    assert_eq!(mms.get("/Iptv/Packages").await.status, 401);
    mms.control().set_session_ttl(Duration::from_mins(20));
    assert_eq!(mms.get("/Iptv/Packages").await.status, 200);
    assert_eq!(mms.control().counters().logins, 3);
}
