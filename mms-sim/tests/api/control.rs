//! Watching and poking a running simulator over HTTP, and the program itself.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::client::{Mms, small_world};
use mms_sim::{Options, Simulator};
use serde_json::{Value, json};

/// Asks without a session; controls take JSON whatever the method.
async fn sim(mms: &Mms, method: &str, path: &str, body: Value) -> (u16, Value) {
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = mms.http.request(method, format!("{}/_sim/{path}", mms.simulator.url()));
    if !body.is_null() {
        request = request.json(&body);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn counters_and_log_tell_what_was_asked_and_of_nobody() {
    let mms = Mms::small().await;
    let (_, counters) = sim(&mms, "GET", "counters", Value::Null).await;
    assert_eq!((&counters["logins"], &counters["requests"]), (&json!(1), &json!(1)));
    sim(&mms, "POST", "reset-counters", Value::Null).await;
    mms.get("/Users/users?pesel=90010112345").await;
    mms.call("PUT", "/services/security/1/block", Value::Null).await;
    mms.call("PUT", "/nowhere", Value::Null).await;
    let (_, counters) = sim(&mms, "GET", "counters", Value::Null).await;
    assert_eq!(
        counters["calls"],
        json!({"GET /Users/users": 1, "PUT /services/security/{id}/block": 1, "PUT (unknown)": 1})
    );
    assert_eq!((&counters["refused"], &counters["changing"]), (&json!(2), &json!(0)));
    let (_, log) = sim(&mms, "GET", "log", Value::Null).await;
    assert!(!log.to_string().contains("90010112345"));
    assert_eq!((&log[0]["path"], &log[0]["status"]), (&json!("/Users/users?pesel"), &json!(200)));
}

#[tokio::test]
async fn shapes_are_changed_whole_or_in_part() {
    let mms = Mms::small().await;
    let (_, shape) = sim(&mms, "POST", "shape", json!({"preset": "strings", "missing": "absent"})).await;
    assert_eq!((&shape["numbers"], &shape["missing"]), (&json!("text"), &json!("absent")));
    let (_, shape) = sim(&mms, "POST", "shape", json!({"numbers": "native"})).await;
    assert_eq!((&shape["numbers"], &shape["missing"]), (&json!("native"), &json!("absent")));
    let (status, _) = sim(&mms, "POST", "shape", json!({"missing": "gone"})).await;
    assert_eq!((status, mms.control().shape().missing), (400, mms_sim::Missing::Absent));
    assert_eq!(sim(&mms, "POST", "shape", json!({"mising": "null"})).await.0, 400);
    assert_eq!(sim(&mms, "GET", "shape", Value::Null).await.1, shape);
}

#[tokio::test]
async fn faults_come_and_go() {
    let mms = Mms::small().await;
    let rules = json!([
        {"method": "GET", "path": "/Iptv/Stbs", "nth": 2, "count": 1,
         "fault": {"kind": "status", "status": 502, "when": "before"}},
        {"probability": 0.0, "fault": {"kind": "cut", "at": "body"}},
    ]);
    assert_eq!(sim(&mms, "POST", "faults", rules).await, (200, json!({"ids": [1, 2]})));
    let statuses = [mms.get("/Iptv/Stbs").await.status, mms.get("/Iptv/Stbs").await.status];
    assert_eq!(statuses, [200, 502]);
    let one = json!({"fault": {"kind": "status", "status": 500, "when": "after"}});
    assert_eq!(sim(&mms, "POST", "faults", one).await.1, json!({"ids": [3]}));
    assert_eq!(sim(&mms, "GET", "faults", Value::Null).await.1.as_array().unwrap().len(), 3);
    assert_eq!(mms.get("/Iptv/Stbs").await.status, 500);
    sim(&mms, "DELETE", "faults", Value::Null).await;
    assert_eq!(mms.get("/Iptv/Stbs").await.status, 200);
    for wrong in
        [json!({"fault": {"kind": "cut"}}), json!({"pth": "*", "fault": {"kind": "duplicate"}}), json!({})]
    {
        assert_eq!(sim(&mms, "POST", "faults", wrong.clone()).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_world_is_seen_and_poked() {
    let mms = Mms::small().await;
    let (_, world) = sim(&mms, "GET", "world", Value::Null).await;
    let account = world["accounts"][0]["id"].as_u64().unwrap();
    let stb = world["stbs"][0]["id"].as_u64().unwrap();
    let firm = world["customers"][1]["id"].as_u64().unwrap();
    let edits = json!([
        {"kind": "account", "id": account, "set": {"blocked": true, "locationcity": "Ełk"}},
        {"kind": "stb", "id": stb, "set": {"status": "damaged"}},
        {"kind": "customer", "id": firm, "remove": true},
        {"kind": "customer", "set": {"customertype": 2, "lastname": "Nowa", "pesel": "80010112345"}},
    ]);
    let (_, ids) = sim(&mms, "POST", "edit", edits).await;
    assert_eq!(ids["ids"], json!([account, stb, firm, firm + 1]));
    let whole = mms.get(&format!("/Iptv/Accounts/{account}")).await.json();
    assert_eq!((&whole["active"], &whole["locationcity"]), (&json!(0), &json!("Ełk")));
    assert_eq!(mms.get("/Iptv/Stbs").await.json()[0]["StatusName"], "uszkodzone");
    assert_eq!(mms.get(&format!("/Users/users/{firm}")).await.status, 404);
    let found = mms.get("/Users/users?pesel=80010112345").await.json();
    assert_eq!(found[1][0]["userid"], firm + 1);
    for wrong in [
        json!({"kind": "stb", "id": 1, "set": {}}),
        json!({"kind": "stb", "id": stb, "set": {"state": 1}}),
        json!({"kind": "stb", "id": stb, "set": {"status": "lost"}}),
        json!({"kind": "stb", "id": stb, "set": {"id": 7}}),
        json!({"kind": "sbt"}),
    ] {
        assert_eq!(sim(&mms, "POST", "edit", wrong.clone()).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn sessions_and_latency() {
    let mms = Mms::small().await;
    assert_eq!(sim(&mms, "POST", "revoke-sessions", Value::Null).await.1, json!({"revoked": 1}));
    assert_eq!(mms.get("/Iptv/Packages").await.status, 401);
    assert_eq!(sim(&mms, "POST", "session-ttl", json!({"seconds": 5})).await.0, 200);
    assert_eq!(sim(&mms, "POST", "latency", json!({"ms": 30})).await.0, 200);
    let start = std::time::Instant::now();
    mms.get("/Iptv/Packages").await;
    assert!(start.elapsed().as_millis() >= 30);
    assert_eq!(sim(&mms, "POST", "latency", json!({})).await.0, 400);
    assert_eq!(sim(&mms, "GET", "nothing", Value::Null).await.0, 404);
}

#[tokio::test]
async fn a_simulator_can_go_away_and_come_back() {
    // On an address that nobody else uses: while it is away, any connection of 127.0.0.1 could get its port.
    let listen = "127.53.17.9:0".parse().unwrap();
    let mms = Mms::start(Options { listen, world: Some(small_world()), ..Options::default() }).await;
    let address = mms.simulator.address();
    let customers = mms.get("/Users/users").await.text;
    let world = mms.simulator.stop();
    assert!(mms.http.get(format!("http://{address}/Users/users")).send().await.is_err());
    let back = Mms::start(Options { listen: address, world: Some(world), ..Options::default() }).await;
    assert_eq!(back.simulator.address(), address);
    assert_eq!(back.get("/Users/users").await.text, customers);
    assert!(Simulator::start(Options { listen: address, ..Options::default() }).is_err());
}

#[test]
fn the_program_tells_where_it_listens_and_ends_when_told() {
    let folder = std::env::temp_dir().join(format!("mms-sim-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (file, list) = (folder.join("port"), folder.join("customers.json"));
    std::fs::write(&list, r#"[{"customertype":"2","name":"Jan","lastname":"Żuk","services":false}]"#)
        .unwrap();
    for signal in ["TERM", "INT"] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_mms-sim"));
        program.arg("--port-file").arg(&file).arg("--customers-file").arg(&list).args(["--shape", "legacy"]);
        let mut program = program.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = std::fs::read_to_string(&file).unwrap();
        assert_eq!(line, format!("mms-sim listening on http://{address}\n"));
        let kill =
            Command::new("kill").arg(format!("-{signal}")).arg(program.id().to_string()).status().unwrap();
        assert!(kill.success() && program.wait().unwrap().success(), "{signal}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
    for wrong in [vec!["--seed"], vec!["--seed", "x"], vec!["--sed", "1"], vec!["--shape", "odd"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_mms-sim")).args(&wrong).output().unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{wrong:?}");
    }
}
