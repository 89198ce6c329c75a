//! Who may carry a plan out, and what is told of it.

use metroport::operations::listing::Wanted;
use metroport::operations::plan::{self, wish::Wish};
use metroport::operations::{Context, Progress, billing};
use metroport::personal::Masked;
use metroport::store::locks::Service;
use mms_sim::{Fault, Key, Rule, ServiceStatus, When};

use super::home::{Home, address, id, remove};
use crate::support::{Kind, on_both};

on_both![
    a_preview_sends_nothing_and_what_changed_since_is_not_begun,
    a_customer_has_one_plan_at_a_time,
    what_somebody_else_did_is_neither_repeated_nor_taken_back,
    what_lms_did_not_do_stops_the_plan,
    what_a_liability_pays_for_is_recorded_before_its_step_is_done,
    two_at_the_same_plan_do_everything_once,
    a_plan_that_is_given_up_leaves_things_as_they_are,
    the_journal_tells_who_began_a_plan_and_how_it_ended,
    what_is_hidden_from_a_user_is_not_his_to_carry_on,
    a_failed_change_takes_itself_back,
    what_is_issued_anew_is_paid_by_what_paid_before,
];

fn all() -> Wanted {
    Wanted {
        offset: 0,
        limit: 100,
        search: Masked::default(),
        sort: String::new(),
        descending: false,
        state: String::new(),
    }
}

async fn a_preview_sends_nothing_and_what_changed_since_is_not_begun(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    let shown = plan::preview(&context, 3, &home.issue()).await.unwrap();
    assert_eq!((shown.state, shown.steps.len(), shown.kind.as_str()), ("new", 10, "issue"));
    // 79.90, 15.00, 9.90, 10.00, 5.00; the tariff.
    assert_eq!((shown.monthly.to_string(), shown.billed.to_string()), ("119.80".into(), "89.90".into()));
    assert_eq!(shown.steps[0].detail, "added");
    assert_eq!(home.mms.control().counters().changing, 0);
    assert_eq!(home.db.count("metroport_plans").await, 0);

    home.db.execute("UPDATE tariffs SET value = 99 WHERE id = 2").await;
    let print = shown.print.as_deref();
    let refused = plan::begin(&context, 3, &home.issue(), print).await.unwrap_err();
    assert_eq!(refused.code(), "plan.changed");
    home.db.execute("UPDATE tariffs SET value = 89.9 WHERE id = 2").await;
    let begun = plan::begin(&context, 3, &home.issue(), print).await.unwrap();
    assert_eq!((begun.state, begun.by.as_str()), ("going", "test"));
    assert_eq!(home.mms.control().counters().changing, 0, "begun, and nothing sent");
}

async fn a_customer_has_one_plan_at_a_time(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    plan::begin(&context, 2, &home.issue(), None).await.unwrap();
    let refused = plan::begin(&context, 2, &home.issue(), None).await.unwrap_err();
    assert_eq!(refused.code(), "plan.unfinished");
    plan::begin(&context, 3, &home.issue(), None).await.unwrap();
    let rows = plan::page(&context, &all()).await.unwrap().rows;
    let told: Vec<_> =
        rows.iter().map(|row| (row.customer_id, row.customer_name.expose(), row.done, row.steps)).collect();
    assert_eq!(told, [(2, "Żuk-2 Jan", 0, 9), (3, "Żuk-3 Jan", 0, 10)]);
    assert_eq!(plan::step(&context, 1).await.unwrap_err().code(), "plan.gone");
}

async fn what_somebody_else_did_is_neither_repeated_nor_taken_back(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    plan::begin(&context, 3, &home.issue(), None).await.unwrap();
    // Link, account, base package.
    for _ in 0..3 {
        plan::step(&context, 3).await.unwrap();
    }
    let account = home.account(3);
    home.mms
        .control()
        .edit(
            &serde_json::from_value(serde_json::json!(
                {"kind": "order", "set": {"accountid": account, "pkg_id": 320, "pricebrutto": "1.00"}}
            ))
            .unwrap(),
        )
        .unwrap();
    let view = plan::step(&context, 3).await.unwrap();
    assert_eq!((view.state, view.steps[3].state), ("going", "found"), "the extra package is there");
    plan::step(&context, 3).await.unwrap();
    plan::direct(&context, 3, true).await.unwrap();
    let view = home.drive(&context, 3).await.unwrap();
    assert_eq!(view.state, "stopped", "somebody else's package stands on the base package");
    assert_eq!(view.code.as_deref(), Some("package.occupied"));
    let has = home.has(3).await;
    assert_eq!(has.accounts[0].3.iter().map(|order| order.0).collect::<Vec<_>>(), [312, 320]);
}

async fn what_lms_did_not_do_stops_the_plan(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    plan::begin(&context, 2, &home.issue(), None).await.unwrap();
    let view = plan::run(&context, 2, &Progress::default()).await.unwrap();
    assert_eq!(view.lms.as_ref().map(|lms| (lms.action, lms.tariff_id)), Some(("add", 2)));
    let view = plan::confirm(&context, 2).await.unwrap();
    assert_eq!((view.state, view.code.as_deref()), ("stopped", Some("liability.failed")));
    let view = home.drive(&context, 2).await.unwrap();
    assert_eq!(view.state, "done");
    assert_eq!(home.has(2).await.liabilities, [(2, 2000, 0)]);
    base_package_is_paid(&home).await;
}

/// The only liability of customer 2 is recorded with his base package.
async fn base_package_is_paid(home: &Home) {
    let account = home.account(2);
    let base = home.mms.control().world(|world| world.base_order(account).map(|order| id(order.id)));
    let tied: Vec<(String, i64, i32)> =
        home.db.rows("SELECT service, mms_id, assignment_id FROM metroport_liabilities").await;
    let assignment = home.assignments(2).await[0];
    assert_eq!(tied, [("metrotv".to_owned(), base.unwrap(), i32::try_from(assignment).unwrap())]);
}

async fn what_a_liability_pays_for_is_recorded_before_its_step_is_done(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    plan::begin(&context, 2, &home.issue(), None).await.unwrap();
    let view = plan::run(&context, 2, &Progress::default()).await.unwrap();
    home.lms(2, view.lms.as_ref().unwrap()).await;
    home.db.execute("ALTER TABLE metroport_liabilities RENAME TO away").await;
    let view = plan::confirm(&context, 2).await.unwrap();
    assert_eq!((view.state, view.code.as_deref()), ("stopped", Some("store.tables")));
    home.db.execute("ALTER TABLE away RENAME TO metroport_liabilities").await;
    assert_eq!(home.drive(&context, 2).await.unwrap().state, "done");
    base_package_is_paid(&home).await;
}

async fn two_at_the_same_plan_do_everything_once(kind: Kind) {
    let home = Home::new(kind).await;
    let (one, other) = (home.process(), home.process());
    plan::begin(&one, 2, &home.issue(), None).await.unwrap();
    let run = async |context: &Context| {
        let mut last = plan::step(context, 2).await;
        while last.as_ref().is_ok_and(|view| view.state == "going" && view.lms.is_none()) {
            last = plan::step(context, 2).await;
        }
    };
    futures_util::future::join(run(&one), run(&other)).await;
    let view = home.drive(&one, 2).await.unwrap();
    assert_eq!(view.state, "done");
    // Account, five packages, two decoders.
    assert_eq!(home.mms.control().counters().changing, 8);
}

async fn a_plan_that_is_given_up_leaves_things_as_they_are(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    plan::begin(&context, 2, &home.issue(), None).await.unwrap();
    plan::step(&context, 2).await.unwrap();
    assert!(plan::forget(&context, 2).await.unwrap());
    assert!(!plan::forget(&context, 2).await.unwrap());
    assert_eq!(home.has(2).await.accounts.len(), 1);
    assert_eq!(plan::unfinished(&context, 2).await.unwrap(), None);
    assert_eq!(
        told(&home, 2).await,
        ["plan.begin plan=issue steps=9", "account.add", "plan.leave plan=issue steps=1"].map(str::to_owned)
    );
}

/// The journal of a customer, the oldest first: actions, and the details of plans.
async fn told(home: &Home, customer: u64) -> Vec<String> {
    let sql = format!(
        "SELECT action, CASE WHEN subject = 'plan' THEN detail ELSE '' END, outcome FROM metroport_journal \
         WHERE lms_user_id = {customer} ORDER BY id"
    );
    let rows: Vec<(String, String, String)> = home.db.rows(&sql).await;
    rows.into_iter()
        .map(|(action, detail, outcome)| {
            assert_eq!(outcome, "done", "{action}");
            format!("{action} {detail}").trim().to_owned()
        })
        .collect()
}

async fn the_journal_tells_who_began_a_plan_and_how_it_ended(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    let issue = home.issue();
    let steps = plan::begin(&context, 2, &issue, None).await.unwrap().steps.len();
    home.drive(&context, 2).await.unwrap();
    plan::begin(&context, 2, &remove(home.assignments(2).await), None).await.unwrap();
    plan::step(&context, 2).await.unwrap();
    plan::direct(&context, 2, true).await.unwrap();
    home.drive(&context, 2).await.unwrap();
    let told = told(&home, 2).await;
    let of =
        |subject: &str| told.iter().filter(|entry| entry.starts_with(subject)).cloned().collect::<Vec<_>>();
    assert_eq!(of("liability"), ["liability.add"]);
    assert_eq!(
        of("plan"),
        [
            format!("plan.begin plan=issue steps={steps}"),
            format!("plan.finish plan=issue steps={steps}"),
            "plan.begin plan=remove steps=9".into(),
            "plan.take_back plan=remove steps=0".into(),
        ]
    );
}

async fn what_is_hidden_from_a_user_is_not_his_to_carry_on(kind: Kind) {
    let home = Home::new(kind).await;
    plan::begin(&home.process(), 2, &home.issue(), None).await.unwrap();
    let mut config = home.config.clone();
    config.user = 5;
    let clerk = Context::new(config).unwrap();
    for code in [
        plan::preview(&clerk, 2, &home.issue()).await.map(|_| ()).unwrap_err(),
        plan::step(&clerk, 2).await.map(|_| ()).unwrap_err(),
        plan::unfinished(&clerk, 2).await.map(|_| ()).unwrap_err(),
        plan::direct(&clerk, 2, true).await.map(|_| ()).unwrap_err(),
        plan::forget(&clerk, 2).await.map(|_| ()).unwrap_err(),
    ] {
        assert_eq!(code.code(), "customer.not_found");
    }
    assert_eq!(plan::page(&clerk, &all()).await.unwrap().rows, []);
}

async fn a_failed_change_takes_itself_back(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    let start = home.has(1).await;
    plan::begin(&context, 1, &home.change(), None).await.unwrap();
    let refusal =
        Fault::Status { status: 409, when: When::Before, retry_after: None, body: "Nie dziś".into() };
    home.mms.control().add_fault(Rule::on("PUT", "/Iptv/Accounts/*", refusal));
    let stopped = plan::run(&context, 1, &Progress::default()).await.unwrap();
    assert_eq!(
        (stopped.state, stopped.back, stopped.mms_text.as_deref()),
        ("stopped", true, Some("Nie dziś"))
    );
    assert_ne!(home.has(1).await, start);
    let view = plan::run(&context, 1, &Progress::default()).await.unwrap();
    assert_eq!(view.state, "undone");
    assert_eq!(home.has(1).await, start);
    // An address alone is one step, and needs no decoder to come back.
    let wish =
        Wish::Change { account: id(home.account(1)), network: None, address: Some(address("7")), base: None };
    home.mms.control().clear_faults();
    plan::begin(&context, 1, &wish, None).await.unwrap();
    assert_eq!(plan::run(&context, 1, &Progress::default()).await.unwrap().state, "done");
    assert_eq!(home.has(1).await.accounts[0].1, "7");
}

/// What customer 1 has now: packages with their orders, and F-Secure.
fn ids(home: &Home) -> Vec<(Service, u64, i64)> {
    let (user, account) = (home.user(1).unwrap(), home.account(1));
    home.mms.control().world(|world| {
        let orders = world.active_orders(account).map(|order| (Service::MetroTv, order.pkg_id, id(order.id)));
        let services = world.services.find(&Key::User(user)).filter(|s| s.status != ServiceStatus::Deleted);
        let services = services.map(|service| (Service::FSecure, service.secur_serviceid, id(service.id)));
        orders.chain(services).collect()
    })
}

/// Of what customer 1 has, what is recorded with a liability.
async fn paid(home: &Home) -> Vec<u64> {
    let recorded: Vec<(String, i64)> =
        home.db.rows("SELECT service, mms_id FROM metroport_liabilities WHERE assignment_id > 0").await;
    let is_paid = |service: Service, id: i64| recorded.contains(&(service.word().to_owned(), id));
    let mut paid: Vec<u64> = ids(home)
        .into_iter()
        .filter(|(service, _, id)| is_paid(*service, *id))
        .map(|(_, item, _)| item)
        .collect();
    paid.sort_unstable();
    paid
}

async fn what_is_issued_anew_is_paid_by_what_paid_before(kind: Kind) {
    let home = Home::new(kind).await;
    let context = home.process();
    let assignment = home.assignments(1).await[0];
    let pay = async || {
        for (service, _, id) in ids(&home) {
            billing::record(&context, service, id, 1, assignment).await.unwrap();
        }
    };
    pay().await;
    let (first, all) = (ids(&home), paid(&home).await);
    assert!(first.len() >= 3 && all.len() == first.len(), "base package, multiroom, F-Secure: {first:?}");

    // A change that takes itself back: all of it has got another number.
    plan::begin(&context, 1, &home.change(), None).await.unwrap();
    let refusal = Fault::Status { status: 409, when: When::Before, retry_after: None, body: "Nie".into() };
    home.mms.control().add_fault(Rule::on("POST", "/Iptv/Orders", refusal));
    while plan::run(&context, 1, &Progress::default()).await.unwrap().state != "undone" {
        home.mms.control().clear_faults();
    }
    assert_ne!(ids(&home), first);
    assert_eq!(paid(&home).await, all);

    // Another base package: what stands on it is paid as before; the package itself is another one.
    plan::begin(&context, 1, &home.change(), None).await.unwrap();
    assert_eq!(home.drive(&context, 1).await.unwrap().state, "done");
    let kept: Vec<u64> = ids(&home).iter().map(|(_, item, _)| *item).filter(|item| *item != 312).collect();
    assert_eq!((paid(&home).await.len(), kept.len()), (all.len() - 1, all.len() - 1));

    // Everything goes, nearly, and comes back.
    pay().await;
    let (before, all) = (ids(&home), paid(&home).await);
    plan::begin(&context, 1, &remove(vec![assignment]), None).await.unwrap();
    let view = plan::run(&context, 1, &Progress::default()).await.unwrap();
    assert_eq!((view.lms.is_some(), has_nothing(&home)), (true, true), "only LMS has something to do yet");
    plan::direct(&context, 1, true).await.unwrap();
    assert_eq!(home.drive(&context, 1).await.unwrap().state, "undone");
    assert_ne!(ids(&home), before);
    assert_eq!(paid(&home).await, all);
}

/// Whether customer 1 has nothing left.
fn has_nothing(home: &Home) -> bool {
    let user = home.user(1).unwrap();
    home.mms.control().world(|world| {
        world.accounts.find(&Key::User(user)).next().is_none()
            && world.services.find(&Key::User(user)).all(|service| service.status == ServiceStatus::Deleted)
    })
}
