//! Every step of every plan fails before its effect and after it; whoever is left with it goes on, or takes it back.

use std::time::Duration;

use metroport::operations::plan;
use metroport::operations::plan::wish::Wish;
use mms_sim::{Fault, Rule, When};

use super::home::{Has, Home, id, remove};
use crate::support::{Kind, on_both};

on_both![issuing, removing, changing, whom_mms_keeps_is_told];

/// How a step fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// MMS says no.
    Refused,
    /// The process dies when it has sent the change, which does not arrive.
    Before,
    /// The process dies when the change has taken effect, before it knows.
    After,
}

async fn wish(home: &Home, kind: &str) -> (u64, Wish) {
    match kind {
        "issue" => (3, home.issue()),
        "remove" => (1, remove(home.assignments(1).await)),
        _ => (1, home.change()),
    }
}

/// What a plan does when nothing fails.
struct Clean {
    start: Has,
    end: Has,
    /// For each step whether LMS does it.
    lms: Vec<bool>,
    changes: u64,
}

async fn clean(home: &Home, kind: &str) -> Clean {
    let (customer, wish) = wish(home, kind).await;
    let context = home.process();
    let start = home.has(customer).await;
    let mut view = plan::begin(&context, id(customer), &wish, None).await.unwrap();
    assert_eq!(view.state, "going");
    let (mut lms, mut changes) = (Vec::new(), 0);
    while view.state == "going" {
        home.mms.control().reset_counters();
        view = plan::step(&context, id(customer)).await.unwrap();
        lms.push(view.lms.is_some());
        if let Some(order) = view.lms.clone() {
            home.lms(customer, &order).await;
            view = plan::confirm(&context, id(customer)).await.unwrap();
        } else {
            assert_eq!(home.mms.control().counters().changing, 1, "one change a step");
            changes += 1;
        }
    }
    assert_eq!(view.state, "done", "{view:?}");
    assert_eq!(home.db.count("metroport_plans").await + home.db.count("metroport_plan_steps").await, 0);
    Clean { start, end: home.has(customer).await, lms, changes }
}

fn arm(home: &Home, failure: Failure) {
    let fault = match failure {
        Failure::Refused => {
            Fault::Status { status: 409, when: When::Before, retry_after: None, body: "Nie".into() }
        }
        Failure::Before => Fault::Hang { when: When::Before },
        Failure::After => Fault::Hang { when: When::After },
    };
    for method in ["POST", "PUT", "DELETE"] {
        for path in ["/Iptv/*", "/services/*", "/Users/*"] {
            home.mms.control().add_fault(Rule::on(method, path, fault.clone()));
        }
    }
}

/// Waits until a change has met the fault: it has taken effect by then, or never will.
async fn struck(home: &Home) {
    while home.mms.control().log().iter().all(|entry| entry.fault.is_none()) {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Tries the next step, which fails; then another process has the plan.
async fn stumble(home: &Home, customer: u64, failure: Failure) {
    let context = home.process();
    let before = plan::unfinished(&context, id(customer)).await.unwrap().unwrap();
    let position = before.next.unwrap();
    if before.steps[position].thing == "liability" {
        // PHP dies before or after LMS has done it, or LMS does not do it.
        let view = plan::step(&context, id(customer)).await.unwrap();
        match failure {
            Failure::After => home.lms(customer, view.lms.as_ref().unwrap()).await,
            Failure::Refused => {
                let view = plan::confirm(&context, id(customer)).await.unwrap();
                assert_eq!((view.state, view.code.as_deref()), ("stopped", Some("liability.failed")));
            }
            Failure::Before => {}
        }
        return;
    }
    home.mms.control().reset_counters();
    arm(home, failure);
    if failure == Failure::Refused {
        let view = plan::step(&context, id(customer)).await.unwrap();
        assert_eq!(view.code.as_deref(), Some("mms.rejected"), "{view:?}");
        assert_eq!(
            view.back,
            before.back || before.kind == "change",
            "what must not stay half done goes back"
        );
    } else {
        tokio::select! {
            view = plan::step(&context, id(customer)) => panic!("it has not died: {view:?}"),
            () = struck(home) => {}
        }
        // A minute later: what was sent is there or never comes.
        home.db.execute("UPDATE metroport_plans SET changed_at = changed_at - 60").await;
    }
    home.mms.control().clear_faults();
}

async fn begin(home: &Home, kind: &str, steps: usize) -> u64 {
    let (customer, wish) = wish(home, kind).await;
    let context = home.process();
    plan::begin(&context, id(customer), &wish, None).await.unwrap();
    for position in 0..steps {
        let mut view = plan::step(&context, id(customer)).await.unwrap();
        if let Some(order) = view.lms.clone() {
            home.lms(customer, &order).await;
            view = plan::confirm(&context, id(customer)).await.unwrap();
        }
        assert_eq!((view.state, view.next), ("going", Some(position + 1)));
    }
    customer
}

/// From every step that failed there is a way back.
async fn goes_back(home: &Home, kind: &str, clean: &Clean) {
    for failing in 0..clean.lms.len() {
        for failure in [Failure::Before, Failure::After] {
            let what = format!("{kind}, step {failing}, {failure:?}");
            let customer = begin(home, kind, failing).await;
            stumble(home, customer, failure).await;
            let context = home.process();
            let view = plan::direct(&context, id(customer), true).await.unwrap();
            assert_eq!((view.state, view.back), ("going", true), "{what}");
            let view = home.drive(&context, customer).await.unwrap();
            assert_eq!(view.state, "undone", "{what}: {view:?}");
            assert_eq!(home.has(customer).await, clean.start, "{what}");
            assert_eq!(home.strayed().len(), 0, "{what}");
        }
    }
}

/// Every step fails in every way, and the plan goes on to its end all the same, this way or that.
async fn goes_on(home: &Home, kind: &str, clean: &Clean, back: bool) {
    let customer = begin(home, kind, if back { clean.lms.len() - 1 } else { 0 }).await;
    let mut changes = 0;
    let context = home.process();
    let mut view = plan::direct(&context, id(customer), back).await.unwrap();
    while let ("going", Some(position)) = (view.state, view.next) {
        let link = view.steps[position].thing == "link";
        for failure in [Failure::Refused, Failure::Before, Failure::After] {
            // The link is the plugin's own: MMS cannot fail it on its way back.
            if !(back && link) {
                stumble(home, customer, failure).await;
                plan::direct(&context, id(customer), back).await.unwrap();
                changes += home.mms.control().counters().changing;
                home.mms.control().reset_counters();
            }
        }
        view = plan::step(&context, id(customer)).await.unwrap();
        assert!(view.next.is_none_or(|next| next != position), "{kind} {position}: {view:?}");
        changes += home.mms.control().counters().changing;
        home.mms.control().reset_counters();
    }
    assert_eq!(view.state, if back { "undone" } else { "done" });
    assert_eq!(&home.has(customer).await, if back { &clean.start } else { &clean.end });
    assert_eq!(home.db.count("metroport_plans").await, 0);
    if !back {
        assert_eq!(changes, clean.changes, "{kind}: something was done twice");
    }
}

async fn fails_everywhere(database: Kind, kind: &str) {
    let mut home = Home::new(database).await;
    let clean = clean(&home, kind).await;
    assert_ne!(clean.start, clean.end);
    home.renew().await;
    goes_back(&home, kind, &clean).await;
    goes_on(&home, kind, &clean, true).await;
    home.renew().await;
    goes_on(&home, kind, &clean, false).await;
}

async fn issuing(kind: Kind) {
    Box::pin(fails_everywhere(kind, "issue")).await;
}

async fn removing(kind: Kind) {
    Box::pin(fails_everywhere(kind, "remove")).await;
}

async fn changing(kind: Kind) {
    Box::pin(fails_everywhere(kind, "change")).await;
}

/// Takes back the plan that adds customer 3, and gives the user who is said to stay.
async fn stays(home: &Home) -> Option<i64> {
    let context = home.process();
    plan::direct(&context, 3, true).await.unwrap();
    let view = home.drive(&context, 3).await.unwrap();
    let link = &view.steps[0];
    assert_eq!(
        (view.state, link.thing, link.detail.as_str(), link.state),
        ("undone", "link", "added", "open")
    );
    assert!(!home.has(3).await.linked);
    link.id
}

async fn whom_mms_keeps_is_told(kind: Kind) {
    let mut home = Home::new(kind).await;
    for failure in [Failure::Refused, Failure::Before, Failure::After] {
        begin(&home, "issue", 0).await;
        stumble(&home, 3, failure).await;
        let told = stays(&home).await;
        assert_eq!(told, home.user(3).map(id), "{failure:?}");
        assert_eq!(told.is_some(), failure == Failure::After);
        home.renew().await;
    }
    begin(&home, "issue", 1).await;
    assert_eq!(stays(&home).await, home.user(3).map(id), "linked, and not any more");
    home.renew().await;

    // MMS has added him, and the link cannot be recorded.
    home.db
        .execute("ALTER TABLE metroport_customers ADD CONSTRAINT not_three CHECK (lms_user_id <> 3)")
        .await;
    begin(&home, "issue", 0).await;
    let view = plan::step(&home.process(), 3).await.unwrap();
    assert_eq!((view.state, view.steps[0].state), ("stopped", "begun"), "{view:?}");
    home.db.execute("UPDATE metroport_plans SET changed_at = changed_at - 60").await;
    assert_eq!(stays(&home).await, Some(home.user(3).map(id).unwrap()));
}
