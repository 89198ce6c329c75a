//! What a person sees of the queue, and does about it.

use metroport::operations::Context;
use metroport::operations::card;
use metroport::operations::customers::unlink;
use metroport::operations::listing::Wanted;
use metroport::operations::queue::{
    Fate, Item, Kind as What, Outcome, State, attention, data_of, differences, give_up, page, retry,
};
use metroport::personal::Masked;
use mms_sim::{CutAt, Edit, Fault, Rule, ServiceStatus, When};
use serde_json::json;

use super::office::{Office, text};
use crate::support::{House, Kind, on_both};

on_both![
    what_waits_is_shown_with_its_reason_to_those_who_may_see_the_customer,
    one_item_is_tried_again_at_once,
    all_of_a_kind_are_tried_again,
    all_of_a_kind_are_those_whom_the_asker_may_see,
    what_is_given_up_is_left_alone_until_it_changes,
    a_lock_that_is_given_up_leaves_holds_and_flags,
    what_needs_a_person_is_counted,
    differences_name_what_still_costs_and_what_nobody_repairs,
    the_card_knows_what_it_has_sent,
    a_link_that_goes_takes_its_record_along,
];

fn wanted() -> Wanted {
    Wanted {
        offset: 0,
        limit: 100,
        search: Masked::default(),
        sort: String::new(),
        descending: false,
        state: String::new(),
    }
}

/// LMS user 5, who sees division 5.
fn clerk(office: &Office) -> Context {
    let mut config = office.config.clone();
    (config.user, config.actor) = (5, "ewa".into());
    office.process().asked_by(config)
}

fn refuse(office: &Office, path: &str) {
    let fault = Fault::Status {
        status: 409,
        when: When::Before,
        retry_after: None,
        body: "Umowa <b>wygasła</b>".into(),
    };
    office.mms.control().add_fault(Rule::on("PUT", path, fault));
}

/// Customer 1 waits with his data, 2 is refused with his, 3 with his lock.
async fn stuck(kind: Kind) -> Office {
    let office = Office::new(kind, 4).await;
    office.lms("UPDATE customers SET divisionid = 5 WHERE id <> 2").await;
    refuse(&office, "*");
    office.moves(2, "22").await;
    assert_eq!(office.follow(2).await.0, Fate::Refused);
    office.television(true, [3]).await;
    office.back();
    office.mms.control().add_fault(Rule::on("PUT", "/Users/*", Fault::Cut { at: CutAt::Before }));
    office.moves(1, "11").await;
    assert_eq!(office.follow(1).await.0, Fate::Waiting);
    office.back();
    office
}

async fn what_waits_is_shown_with_its_reason_to_those_who_may_see_the_customer(kind: Kind) {
    let office = stuck(kind).await;
    let by_customer = Wanted { sort: "customer_id".into(), ..wanted() };
    let rows = page(&office.process(), &by_customer).await.unwrap().rows;
    let shown = |item: &Item| (item.kind.word(), item.customer_id, item.wanted, item.state == State::Refused);
    assert_eq!(
        rows.iter().map(shown).collect::<Vec<_>>(),
        [("data", 1, "data", false), ("data", 2, "data", true), ("metrotv", 3, "lock", true)]
    );
    assert_eq!((rows[0].code.clone(), rows[0].attempts), (text("mms.outcome_unknown"), 1));
    assert_eq!((rows[1].text.clone(), rows[1].next_attempt_at), (text("Umowa <b>wygasła</b>"), None));
    assert_eq!((rows[2].by.as_str(), rows[2].customer_name.expose()), ("test", "Żuk-3 Jan"));
    assert!(rows[0].next_attempt_at.unwrap() > rows[0].since && rows[2].next_attempt_at.is_some());
    let ids = async |wanted: Wanted| -> Vec<i64> {
        page(&clerk(&office), &wanted).await.unwrap().rows.iter().map(|item| item.customer_id).collect()
    };
    assert_eq!(ids(by_customer.clone()).await, [1, 3]);
    assert_eq!(ids(Wanted { state: "metrotv".into(), ..wanted() }).await, [3]);
    assert_eq!(ids(Wanted { state: "waiting".into(), ..wanted() }).await, [1]);
    assert_eq!(ids(Wanted { search: Masked::new("WYGASŁA"), ..wanted() }).await, [3]);
    // One customer's, as his card asks for them.
    assert_eq!(data_of(&office.process(), 1).await.unwrap().as_ref(), rows.first());
    assert_eq!(data_of(&clerk(&office), 3).await.unwrap(), None);
    let hidden = [
        data_of(&clerk(&office), 2).await.unwrap_err(),
        retry(&clerk(&office), What::Data, Some(2)).await.unwrap_err(),
        give_up(&clerk(&office), What::Data, 2, "bo tak").await.unwrap_err(),
    ];
    assert_eq!(hidden.map(|error| error.code()), ["customer.not_found"; 3]);
}

async fn one_item_is_tried_again_at_once(kind: Kind) {
    let office = stuck(kind).await;
    let report = retry(&office.process(), What::Data, Some(2)).await.unwrap();
    assert_eq!((report.done, report.waiting, office.user(2).streetno1.as_str()), (1, 1, "22"));
    let report = retry(&office.process(), What::MetroTv, Some(3)).await.unwrap();
    assert_eq!((report.done, report.waiting, office.blocked()), (1, 0, [3].into()));
    refuse(&office, "/Users/*");
    let report = retry(&clerk(&office), What::Data, Some(1)).await.unwrap();
    assert_eq!((report.refused, report.lines[0].outcome), (1, Outcome::Refused));
    assert_eq!(report.lines[0].message, text("Umowa <b>wygasła</b>"));
    for (what, customer) in [(What::Data, 4), (What::FSecure, 4), (What::Data, 99)] {
        assert_eq!(retry(&office.process(), what, Some(customer)).await.unwrap().lines, []);
    }
}

async fn all_of_a_kind_are_tried_again(kind: Kind) {
    let office = stuck(kind).await;
    let report = retry(&office.process(), What::Data, None).await.unwrap();
    assert_eq!((report.done, report.waiting, office.open().await), (2, 0, 0));
    assert_eq!(office.blocked(), [].into());
    let report = retry(&office.process(), What::MetroTv, None).await.unwrap();
    assert_eq!((report.done, report.waiting, office.blocked()), (1, 0, [3].into()));
}

async fn all_of_a_kind_are_those_whom_the_asker_may_see(kind: Kind) {
    let office = stuck(kind).await;
    let report = retry(&clerk(&office), What::Data, None).await.unwrap();
    assert_eq!(
        (report.done, report.waiting, office.open().await),
        (1, 0, 1),
        "his own; the hidden one stays open"
    );
    assert_eq!(report.lines.iter().map(|line| line.customer_id).collect::<Vec<_>>(), [1]);
    let report = retry(&clerk(&office), What::MetroTv, None).await.unwrap();
    assert_eq!((report.done, report.waiting, office.blocked()), (1, 0, [3].into()));
    let report = retry(&clerk(&office), What::MetroTv, None).await.unwrap();
    assert_eq!((report.lines.len(), report.waiting), (0, 0));
}

async fn what_is_given_up_is_left_alone_until_it_changes(kind: Kind) {
    let office = stuck(kind).await;
    let sent = office.sent();
    let reason = give_up(&clerk(&office), What::Data, 1, " ").await.unwrap_err();
    assert_eq!(reason.code(), "queue.reason");
    assert!(give_up(&clerk(&office), What::Data, 1, "Klient 44051401359 wyjechał").await.unwrap());
    assert!(!give_up(&clerk(&office), What::Data, 1, "bo tak").await.unwrap());
    assert_eq!(
        (office.follow(1).await.0, office.converge().await.lines.len(), office.sent()),
        (Fate::Same, 0, sent)
    );
    let sql = "SELECT userid, actor, lms_user_id, detail, outcome FROM metroport_journal WHERE action = 'queue.give_up'";
    let entries: Vec<(i32, String, Option<i32>, String, String)> = office.db.rows(sql).await;
    let entry = (5, "ewa".into(), Some(1), "kind=data reason=Klient … wyjechał".into(), "done".into());
    assert_eq!(entries, [entry]);
    office.moves(1, "12").await;
    assert_eq!((office.converge().await.done, office.user(1).streetno1.as_str()), (1, "12"));
}

async fn a_lock_that_is_given_up_leaves_holds_and_flags(kind: Kind) {
    let office = Office::new(kind, 2).await;
    office.television(true, [1]).await;
    let account = office.account(1);
    refuse(&office, "/Iptv/*");
    office.television(false, [1]).await;
    assert_eq!(office.open_locks().await, 1);
    assert!(give_up(&office.process(), What::MetroTv, 1, "zostaje").await.unwrap());
    assert_eq!((office.open_locks().await, office.flagged("metrotv_suspend").await), (0, [1].into()));
    assert_eq!(office.holds().await.into_keys().collect::<Vec<_>>(), [account]);
    office.back();
    office.time_passes().await;
    assert_eq!((office.converge().await.lines.len(), office.blocked()), (0, [1].into()));
    // Somebody blocks another account of his by hand; it is still known that this is not ours.
    assert_eq!(office.television(false, [1]).await.done, 1);
    office.assert_locked(&[].into()).await;
}

async fn what_needs_a_person_is_counted(kind: Kind) {
    let office = stuck(kind).await;
    office.mms.control().reset_counters();
    let count = async |who: Context| {
        let found = attention(&who).await.unwrap();
        (found.refused, found.late, found.deleted)
    };
    assert_eq!(count(office.process()).await, (2, 0, 0));
    assert_eq!(count(clerk(&office)).await, (1, 0, 0), "one of them is hidden from him");
    let day_ago = office.db.db().with(async |conn| conn.now().await).await.unwrap() - 86_401;
    for table in ["metroport_customer_data", "metroport_locks"] {
        office.lms(&format!("UPDATE {table} SET wanted_at = {day_ago}")).await;
    }
    office.lms("UPDATE customers SET deleted = 1 WHERE id = 4; DELETE FROM customers WHERE id = 3").await;
    assert_eq!(count(office.process()).await, (2, 1, 2));
    assert_eq!(
        count(clerk(&office)).await,
        (0, 1, 2),
        "as on the pages: whom LMS does not have is in no queue"
    );
    assert_eq!(office.mms.control().counters().requests, 0);
}

async fn differences_name_what_still_costs_and_what_nobody_repairs(kind: Kind) {
    let office = Office::new(kind, 5).await;
    office.lms("UPDATE customers SET divisionid = 5 WHERE id <> 4").await;
    office.television(true, [1, 2]).await;
    office
        .lms("UPDATE customers SET deleted = 1 WHERE id IN (3, 4); DELETE FROM customers WHERE id = 5")
        .await;
    let (account, service) = (office.account(1), office.service(5));
    office.mms.control().edit(&Edit::set("account", account, json!({"blocked": false}))).unwrap();
    office.mms.control().world(|world| {
        world.customers.remove(House::user(2));
        world.services.update(service, |service| service.status = ServiceStatus::Deleted);
    });
    let by_customer = Wanted { sort: "customer_id".into(), ..wanted() };
    let rows = differences(&office.process(), &by_customer).await.unwrap().rows;
    let word = |what| serde_json::to_value(what).unwrap().as_str().unwrap().to_owned();
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (word(row.what), row.customer_id, row.accounts.len(), row.services.len()))
        .collect();
    assert_eq!(
        shown,
        [
            ("unlocked".into(), 1, 1, 0),
            ("user_gone".into(), 2, 1, 1),
            ("customer_deleted".into(), 3, 1, 1),
            ("customer_deleted".into(), 4, 1, 1),
            ("customer_deleted".into(), 5, 1, 0),
        ]
    );
    assert_eq!(rows[0].accounts, [i64::try_from(account).unwrap()]);
    assert!(rows[2].monthly.unwrap() > rust_decimal::Decimal::ZERO && rows[2].monthly == rows[4].monthly);
    // Nobody hides whom LMS does not have any more; customer 4 belongs to others.
    let seen = differences(&clerk(&office), &by_customer).await.unwrap().rows;
    assert_eq!(seen.iter().map(|row| row.customer_id).collect::<Vec<_>>(), [1, 2, 3, 5]);
    let deleted = Wanted { state: "customer_deleted".into(), ..wanted() };
    assert_eq!(differences(&office.process(), &deleted).await.unwrap().total, 3);
}

async fn the_card_knows_what_it_has_sent(kind: Kind) {
    let office = Office::new(kind, 3).await;
    for customer in [1, 2] {
        unlink(&office.process(), customer).await.unwrap();
    }
    // Found as he is, found with other data, and added.
    office.moves(2, "22").await;
    let number = crate::support::pesel(9);
    office
        .lms(&format!(
            "INSERT INTO customers (id, lastname, name, ssn) VALUES (9, 'Nowa', 'Ewa', '{number}')"
        ))
        .await;
    for customer in [1, 2, 9] {
        card::match_user(&office.process(), customer).await.unwrap();
    }
    let settled = async || {
        let sql = "SELECT lms_user_id FROM metroport_customer_data WHERE settled IS NOT NULL AND wanted IS NULL \
                   ORDER BY lms_user_id";
        let rows: Vec<(i32,)> = office.db.rows(sql).await;
        rows.into_iter().map(|(id,)| id).collect::<Vec<_>>()
    };
    assert_eq!(settled().await, [1, 3, 9]);
    assert_eq!(card::update(&office.process(), 2).await.unwrap(), ["house"]);
    assert_eq!((settled().await, office.sent()), (vec![1, 2, 3, 9], 1));
    assert_eq!((office.converge().await.lines.len(), office.sent()), (0, 1));

    // What the card could not send is sent by the next run.
    refuse(&office, "/Users/*");
    office.moves(3, "33").await;
    assert_eq!(card::update(&office.process(), 3).await.unwrap_err().code(), "mms.rejected");
    assert_eq!(office.recorded(3).await, Some((true, 1, text("mms.rejected"))));
    office.back();
    assert_eq!(card::update(&office.process(), 3).await.unwrap(), ["house"]);
    assert_eq!((office.open().await, office.user(3).streetno1.as_str()), (0, "33"));
}

async fn a_link_that_goes_takes_its_record_along(kind: Kind) {
    let office = stuck(kind).await;
    assert!(unlink(&office.process(), 1).await.unwrap());
    assert_eq!(
        (office.recorded(1).await, office.db.count("metroport_customer_data WHERE lms_user_id = 1").await),
        (None, 0)
    );
    // Linked to another user, he is not taken for one who has his data already.
    office.lms("UPDATE metroport_customers SET metroport_user_id = 100001 WHERE lms_user_id = 4").await;
    assert_eq!(office.converge().await.lines.iter().map(|line| line.customer_id).collect::<Vec<_>>(), [4]);
}
