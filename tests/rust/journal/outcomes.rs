//! One change, one entry, whatever becomes of it.

use metroport::operations::{Context, customers};
use mms_sim::{CutAt, Fault, Rule, When};

use super::{CHANGES, change, house, id, prepare};
use crate::support::{House, Kind, config, context, on_both};

on_both![
    what_is_done_is_told_once,
    what_mms_refuses_is_told_without_personal_data,
    what_did_not_arrive_has_failed,
    an_answer_that_was_lost_is_done_if_mms_shows_it_and_unknown_otherwise,
    a_process_that_dies_leaves_the_entry_open,
    what_cannot_be_recorded_is_not_made,
    what_is_done_stays_done_although_its_entry_cannot_be_completed,
    links_are_told_too,
    actors_and_details_that_are_too_long_are_cut,
];

/// Makes the change possible and has it meet a fault.
async fn spoil(house: &House, action: &str, fault: Option<&Fault>) -> i64 {
    let target = prepare(house, action).await;
    for (method, path) in ["POST", "PUT", "DELETE"]
        .iter()
        .flat_map(|method| ["Iptv", "services", "Users"].map(|path| (method, path)))
    {
        if let Some(fault) = fault {
            house.mms.control().add_fault(Rule::on(method, &format!("/{path}/*"), fault.clone()));
        }
    }
    house.mms.control().reset_counters();
    target
}

/// Makes every change with a fault, and looks at what is told of it.
async fn each(kind: Kind, fault: Option<Fault>, look: impl AsyncFn(&House, &str, Result<(), String>)) {
    let mut house = house(kind).await;
    for action in CHANGES {
        house.renew().await;
        let target = spoil(&house, action, fault.as_ref()).await;
        let result = change(&house, &house.process(), action, target).await;
        look(&house, action, result.map_err(|error| error.code().to_owned())).await;
    }
}

fn status(status: u16, when: When, body: &str) -> Fault {
    Fault::Status { status, when, retry_after: None, body: body.to_owned() }
}

async fn what_is_done_is_told_once(kind: Kind) {
    each(kind, None, async |house, action, result| {
        assert_eq!(result, Ok(()), "{action}");
        assert_eq!(house.mms.control().counters().changing, 1, "{action}");
        assert_eq!(house.only_entry().await, (action.to_owned(), "done".to_owned(), None));
        let (who, script, subject): (String, i32, String) =
            house.db.rows("SELECT actor, userid, subject FROM metroport_journal").await.remove(0);
        assert_eq!((who.as_str(), script, Some(subject.as_str())), ("test", 0, action.split('.').next()));
        let told = house.journal().await.remove(0);
        // An account's id alone does not tell whose it is, and a decoder in the warehouse is nobody's.
        let known = match action {
            "user.add" => Some(2),
            "user.update" | "service.add" | "service.change" | "account.add" | "account.change"
            | "account.remove" | "package.remove" => Some(1),
            _ => None,
        };
        assert_eq!(told.3, known, "{action}");
        if action.starts_with("decoder") {
            assert!(told.4.starts_with("mac=001b"), "{}", told.4);
        }
        let made: Vec<(Option<i64>, Option<i64>)> =
            house.db.rows("SELECT subject_id, mms_user_id FROM metroport_journal").await;
        match action {
            "package.issue" => {
                assert_eq!(told.4, format!("package=323 price=9.90 account={}", house.account(1)));
            }
            "user.update" => assert_eq!(told.4, "fields=city"),
            "user.add" => assert!(made[0].0.is_some() && made[0].0 == made[0].1, "{made:?}"),
            _ => {}
        }
        if action.ends_with("add") && action != "decoder.add" || action == "package.issue" {
            assert!(made[0].0.is_some(), "{action}: {made:?}");
        }
    })
    .await;
}

async fn what_mms_refuses_is_told_without_personal_data(kind: Kind) {
    let words = "Nie. Klient 800101 04447, NIP 526-025-02-74, jan.kanarek@example.com";
    each(kind, Some(status(422, When::Before, words)), async |house, action, result| {
        assert_eq!(result, Err("mms.rejected".to_owned()), "{action}");
        let wanted = (action.to_owned(), "refused".to_owned(), Some("mms.rejected".to_owned()));
        assert_eq!(house.only_entry().await, wanted);
        let told: Vec<(Option<String>, String)> =
            house.db.rows("SELECT answer, detail FROM metroport_journal").await;
        assert_eq!(told[0].0.as_deref(), Some("Nie. Klient …, NIP …, …"), "{action}");
        assert!(!told[0].1.to_lowercase().contains("kanark"), "{}", told[0].1);
    })
    .await;
}

async fn what_did_not_arrive_has_failed(kind: Kind) {
    // Too many requests: MMS has not looked at it.
    each(kind, Some(status(429, When::Before, "")), async |house, action, result| {
        assert_eq!(result, Err("mms.unavailable".to_owned()), "{action}");
        let wanted = (action.to_owned(), "failed".to_owned(), Some("mms.unavailable".to_owned()));
        assert_eq!(house.only_entry().await, wanted);
        assert_eq!(house.mms.control().counters().changing, 0, "{action}");
    })
    .await;
    let mut house = house(kind).await;
    let target = spoil(&house, "service.block", None).await;
    house.config = config("http://127.0.0.1:9", Some(house.db.config()));
    change(&house, &house.process(), "service.block", target).await.unwrap_err();
    let (action, outcome, code) = house.only_entry().await;
    assert_eq!(
        (action.as_str(), outcome.as_str(), code.as_deref()),
        ("service.block", "failed", Some("mms.unreachable"))
    );
}

async fn an_answer_that_was_lost_is_done_if_mms_shows_it_and_unknown_otherwise(kind: Kind) {
    each(kind, Some(Fault::Cut { at: CutAt::After }), async |house, action, result| {
        // Editing is the only change that nobody can look up: it may have been so before.
        let outcome = if action == "user.update" { "unknown" } else { "done" };
        assert_eq!(result.is_ok(), outcome == "done", "{action} {result:?}");
        let told = house.only_entry().await;
        assert_eq!((told.0.as_str(), told.1.as_str()), (action, outcome));
    })
    .await;
    let house = house(kind).await;
    let target = spoil(&house, "package.issue", Some(&Fault::Cut { at: CutAt::Before })).await;
    change(&house, &house.process(), "package.issue", target).await.unwrap_err();
    let (_, outcome, code) = house.only_entry().await;
    assert_eq!((outcome.as_str(), code.as_deref()), ("unknown", Some("mms.outcome_unknown")));
}

async fn a_process_that_dies_leaves_the_entry_open(kind: Kind) {
    let house = house(kind).await;
    let target = spoil(&house, "account.block", Some(&Fault::Hang { when: When::After })).await;
    let process = house.process();
    tokio::select! {
        _ = change(&house, &process, "account.block", target) => panic!("it did not die"),
        () = house.has_changed(1) => {}
    }
    assert_eq!(house.blocked(), [1].into());
    let told = house.only_entry().await;
    assert_eq!((told.0.as_str(), told.1.as_str()), ("account.block", "open"));
}

async fn what_cannot_be_recorded_is_not_made(kind: Kind) {
    let mut house = house(kind).await;
    for action in CHANGES {
        house.renew().await;
        let target = spoil(&house, action, None).await;
        let process = house.process();
        // The session is there already, so that nothing but the journal needs the table.
        customers::get(&process, id(House::user(1))).await.unwrap();
        house.db.execute("ALTER TABLE metroport_journal RENAME TO gone").await;
        let error = change(&house, &process, action, target).await.unwrap_err();
        assert_eq!(error.code(), "store.tables", "{action}");
        assert_eq!(house.mms.control().counters().changing, 0, "{action}");
        house.db.execute("ALTER TABLE gone RENAME TO metroport_journal").await;
    }
}

async fn what_is_done_stays_done_although_its_entry_cannot_be_completed(kind: Kind) {
    let house = house(kind).await;
    let target = spoil(&house, "account.block", None).await;
    house.db.execute("ALTER TABLE metroport_journal ADD CONSTRAINT stuck CHECK (outcome = 'open')").await;
    change(&house, &house.process(), "account.block", target).await.unwrap();
    assert_eq!(house.blocked(), [1].into());
    assert_eq!(house.only_entry().await.1, "open");
}

async fn links_are_told_too(kind: Kind) {
    let house = house(kind).await;
    let (process, user) = (house.process(), id(House::user(1)));
    assert!(customers::unlink(&process, 1).await.unwrap());
    // Nothing happens, so there is nothing to tell.
    assert!(!customers::unlink(&process, 1).await.unwrap());
    customers::link(&process, 1, user).await.unwrap();
    customers::link(&process, 1, user).await.unwrap();
    customers::link(&process, 7, user).await.unwrap_err();
    let told: Vec<_> = house.journal().await.into_iter().map(|t| (t.0, t.1, t.2, t.3)).collect();
    let told: Vec<_> = told.iter().map(|t| (t.0.as_str(), t.1.as_str(), t.2.as_deref(), t.3)).collect();
    assert_eq!(
        told,
        [
            ("user.unlink", "done", None, Some(1)),
            ("user.link", "done", None, Some(1)),
            ("user.link", "refused", Some("link.taken"), Some(7)),
        ]
    );
}

async fn actors_and_details_that_are_too_long_are_cut(kind: Kind) {
    let house = house(kind).await;
    let config = metroport::config::Config { actor: "ż".repeat(70), user: 5, ..house.config.clone() };
    let model = "ź".repeat(300);
    let process = Context::new(config).unwrap();
    metroport::operations::metrotv::add_decoder(&process, &model, "SN-1", super::MAC).await.unwrap_err();
    let told: Vec<(String, i32, String, String)> =
        house.db.rows("SELECT actor, userid, detail, outcome FROM metroport_journal").await;
    assert_eq!((told[0].0.chars().count(), told[0].1, told[0].2.chars().count()), (64, 5, 191));
    assert_eq!(told[0].3, "refused");
}

#[tokio::test]
async fn without_a_database_there_is_no_journal() {
    let house = house(Kind::Postgres).await;
    let target = prepare(&house, "service.block").await;
    change(&house, &context(&house.mms), "service.block", target).await.unwrap();
    assert_eq!(house.journal().await, []);
}
