//! The numbers for who watches: what every process counted of its requests, the queue, the jobs, the differences.

use std::time::Duration;

use metroport::mms::calls::{ListProducts, ListUsers};
use metroport::operations::monitoring::{Calls, Numbers, keep_counts, numbers};
use metroport::operations::queue::{Kind as Wanted, State};
use mms_sim::{Fault, Rule, When};

use crate::support::{House, Kind, on_both};

on_both!(requests_of_all_processes_add_up, what_cannot_be_kept_now_is_kept_later, the_queue_has_its_depth);

fn of<'a>(numbers: &'a Numbers, call: &str) -> Vec<&'a Calls> {
    numbers.calls.iter().filter(|calls| calls.call == call).collect()
}

fn unavailable() -> Fault {
    Fault::Status { status: 503, when: When::Before, retry_after: None, body: String::new() }
}

async fn requests_of_all_processes_add_up(kind: Kind) {
    let house = House::new(kind, 1).await;
    for _ in 0..2 {
        let process = house.process();
        process.mms.send(&ListUsers {}, process.mms.deadline()).await.unwrap();
        process.mms.send(&ListUsers {}, process.mms.deadline()).await.unwrap();
        keep_counts(&process).await;
        keep_counts(&process).await;
    }
    // A request that fails and is tried again is two.
    house.mms.control().add_fault(Rule::on("GET", "/services/security/ext_services", unavailable()).times(1));
    let process = house.process();
    process.mms.send(&ListProducts {}, process.mms.deadline()).await.unwrap();
    keep_counts(&process).await;

    let numbers = numbers(&process).await.unwrap();
    let [users] = of(&numbers, "GET /Users/users")[..] else { panic!("{:?}", numbers.calls) };
    assert_eq!((users.outcome.as_str(), users.requests), ("ok", 4));
    assert!(users.within.windows(2).all(|bars| bars[0].requests <= bars[1].requests));
    assert_eq!(users.within.last().unwrap().requests, 4);
    // One login for all of them.
    assert_eq!(of(&numbers, "POST /Admins/Auth/login")[0].requests, 1);
    let products = of(&numbers, "GET /services/security/ext_services");
    let outcomes: Vec<_> = products.iter().map(|calls| (calls.outcome.as_str(), calls.requests)).collect();
    assert_eq!(outcomes, [("mms.unavailable", 1), ("ok", 1)]);
}

async fn what_cannot_be_kept_now_is_kept_later(kind: Kind) {
    let house = House::new(kind, 1).await;
    let process = house.process();
    process.mms.send(&ListUsers {}, process.mms.deadline()).await.unwrap();
    house.db.execute("ALTER TABLE metroport_api_calls RENAME TO elsewhere").await;
    keep_counts(&process).await;
    house.db.execute("ALTER TABLE elsewhere RENAME TO metroport_api_calls").await;
    process.mms.tally().add("GET /Users/users", "ok", Duration::ZERO);
    keep_counts(&process).await;
    assert_eq!(of(&numbers(&process).await.unwrap(), "GET /Users/users")[0].requests, 2);
}

async fn the_queue_has_its_depth(kind: Kind) {
    let house = House::new(kind, 3).await;
    house.mms.control().add_fault(Rule::on("PUT", "*", unavailable()));
    house.television(true, [1, 2]).await;
    let numbers = numbers(&house.process()).await.unwrap();
    assert_eq!(numbers.queue.len(), 6);
    for depth in &numbers.queue {
        let count = i64::from(depth.kind == Wanted::MetroTv && depth.state == State::Waiting) * 2;
        assert_eq!(depth.count, count, "{depth:?}");
        assert_eq!(depth.since.is_some(), count > 0, "{depth:?}");
        assert!(depth.since.is_none_or(|since| (numbers.now - since).abs() < 60), "{depth:?}");
    }
    assert_eq!(numbers.differences, None);
    assert_eq!(numbers.runs.len(), metroport::store::runs::JOBS.len());
    assert!(numbers.runs.iter().all(|run| run.started_at.is_none() && run.succeeded_at.is_none()));
}
