//! One customer, right after he was saved in LMS.

use metroport::operations::card;
use metroport::operations::queue::{Fate, Kind as Item, follow, give_up, retry};
use mms_sim::{CutAt, Fault, Rule};

use super::office::{Office, text};
use crate::support::{House, Kind, on_both};

on_both![
    a_change_is_sent_at_once_and_nothing_when_nothing_changed,
    what_goes_out_is_what_lms_has_and_mms_may_know,
    an_edit_while_mms_is_away_is_sent_later_by_itself,
    an_answer_that_was_lost_behind_its_effect_leaves_it_wanted_until_mms_confirms_it,
    what_mms_refuses_waits_for_other_data,
    a_number_that_is_none_is_not_sent_and_one_that_is_gone_erases_nothing,
    without_sending_mms_is_not_asked,
    who_is_new_to_the_queue_is_compared_with_mms_first,
    who_cannot_follow_is_passed_over,
    a_user_whom_mms_does_not_know_any_more_needs_a_person,
    nobody_sends_what_somebody_else_is_sending,
];

async fn a_change_is_sent_at_once_and_nothing_when_nothing_changed(kind: Kind) {
    let office = Office::new(kind, 2).await;
    assert_eq!(office.follow(1).await, (Fate::Same, None));
    assert_eq!(office.mms.control().counters().requests, 0);
    office.moves(1, "11").await;
    assert_eq!(office.follow(1).await, (Fate::Done, None));
    assert_eq!(office.follow(1).await, (Fate::Same, None));
    assert_eq!((office.sent(), office.houses(2)), (1, vec!["11".into(), "2".into()]));
    assert_eq!(office.mms.control().counters().unlisted_fields, 0);
    // The converger finds nothing that it would send once more.
    assert_eq!((office.converge().await.lines, office.sent()), (vec![], 1));
}

async fn what_goes_out_is_what_lms_has_and_mms_may_know(kind: Kind) {
    let office = Office::new(kind, 1).await;
    office
        .lms(
            "UPDATE customers SET type = 1, lastname = ' Żubr S.A. ', name = '', ten = 'PL 526 025 02 74' WHERE id = 1;
             INSERT INTO addresses VALUES (10, 'Pocztowa', '1', NULL, '00-001', 'Poczta'), (11, 'al. Nowa', '7', '2', '00-002', 'Opole'), \
             (12, 'Inna', '3', NULL, '00-003', 'Inne');
             INSERT INTO customer_addresses VALUES (10, 1, 10, 0), (11, 1, 11, 3), (12, 1, 12, 2);
             DELETE FROM customer_addresses WHERE address_id = 1;
             UPDATE customercontacts SET type = 8 + 16384;
             INSERT INTO customercontacts VALUES (7, 1, '123456789', 1), (9, 1, 'drugi@example.com', 8), (8, 1, 'biuro@example.com', 8 + 32)",
        )
        .await;
    assert_eq!(office.follow(1).await, (Fate::Done, None));
    let user = office.user(1);
    assert_eq!(
        (user.customertype, user.lastname.as_str(), user.nip.as_str()),
        (1, "Żubr S.A.", "526-025-02-74")
    );
    assert_eq!(
        (user.city1.as_str(), user.streetname1.as_str(), user.local1.as_str()),
        ("Opole", "Nowa", "2")
    );
    assert_eq!(user.email, "biuro@example.com");
    assert_eq!(user.pesel, crate::support::pesel(1), "what LMS does not send, MMS keeps");

    // Without a default location: the only location, and the billing address when there are two.
    office.lms("DELETE FROM customer_addresses WHERE id = 11").await;
    office.follow(1).await;
    assert_eq!(office.user(1).city1, "Inne");
    office
        .lms(
            "INSERT INTO addresses VALUES (14, 'Trzecia', '3', NULL, '00-004', 'Trzecie'), (15, 'Rachunkowa', '4', NULL, '00-005', 'Rachunki');
             INSERT INTO customer_addresses VALUES (14, 1, 14, 2), (15, 1, 15, 1)",
        )
        .await;
    office.follow(1).await;
    assert_eq!(office.user(1).city1, "Rachunki");
    office.lms("DELETE FROM customer_addresses WHERE id <> 10").await;
    assert_eq!((office.follow(1).await.0, office.user(1).city1.as_str()), (Fate::Done, "Rachunki"));
}

async fn an_edit_while_mms_is_away_is_sent_later_by_itself(kind: Kind) {
    let office = Office::new(kind, 2).await;
    // A server that fails may have done it all the same.
    office.away();
    office.moves(1, "11").await;
    let (fate, code) = office.follow(1).await;
    assert_eq!((fate, code), (Fate::Waiting, text("mms.outcome_unknown")));
    // Not before its time, and not for somebody who changed nothing.
    assert_eq!(office.follow(1).await, (Fate::Waiting, text("mms.outcome_unknown")));
    assert_eq!(office.recorded(1).await, Some((false, 1, text("mms.outcome_unknown"))));
    office.time_passes().await;
    let report = office.converge().await;
    assert_eq!((report.done, report.failed, report.waiting), (0, 1, 1));
    assert_eq!(office.recorded(1).await, Some((false, 2, text("mms.outcome_unknown"))));
    office.back();
    assert_eq!((office.converge().await.lines.len(), office.houses(1)), (0, vec!["1".to_owned()]));
    office.time_passes().await;
    let report = office.converge().await;
    assert_eq!((report.done, report.waiting, office.houses(1)), (1, 0, vec!["11".to_owned()]));
    assert_eq!((office.open().await, office.follow(1).await.0), (0, Fate::Same));
}

async fn an_answer_that_was_lost_behind_its_effect_leaves_it_wanted_until_mms_confirms_it(kind: Kind) {
    let office = Office::new(kind, 1).await;
    office.mms.control().add_fault(Rule::on("PUT", "/Users/*", Fault::Cut { at: CutAt::After }));
    office.moves(1, "11").await;
    assert_eq!(office.follow(1).await, (Fate::Waiting, text("mms.outcome_unknown")));
    assert_eq!((office.houses(1), office.open().await), (vec!["11".to_owned()], 1));
    office.back();
    office.time_passes().await;
    assert_eq!((office.converge().await.done, office.open().await), (1, 0));
    assert_eq!(office.houses(1), ["11"]);
}

async fn what_mms_refuses_waits_for_other_data(kind: Kind) {
    let office = Office::new(kind, 1).await;
    office.lms("UPDATE customercontacts SET contact = 'nie adres'").await;
    assert_eq!(office.follow(1).await, (Fate::Refused, text("mms.rejected")));
    let sent = office.sent();
    for _ in 0..2 {
        let again = follow(&office.process(), &[1], true).await.unwrap().remove(0);
        assert_eq!((again.outcome, again.message), (Fate::Refused, text("Nieprawidłowy adres e-mail")));
        office.time_passes().await;
        let report = office.converge().await;
        assert_eq!((report.lines.len(), report.waiting, office.sent()), (0, 0, sent));
    }
    office.lms("UPDATE customercontacts SET contact = 'ewa@example.com'").await;
    assert_eq!(office.follow(1).await, (Fate::Done, None));
    assert_eq!((office.user(1).email.as_str(), office.open().await), ("ewa@example.com", 0));
}

async fn a_number_that_is_none_is_not_sent_and_one_that_is_gone_erases_nothing(kind: Kind) {
    let office = Office::new(kind, 1).await;
    office.lms("UPDATE customers SET ssn = '12345678901'").await;
    assert_eq!(office.follow(1).await, (Fate::Refused, text("customer.pesel")));
    office.lms("UPDATE customers SET type = 1, ten = '123'").await;
    assert_eq!(office.follow(1).await, (Fate::Refused, text("customer.nip")));
    assert_eq!((office.converge().await.lines.len(), office.sent()), (0, 0));
    // As an operator may save it who does not see the number.
    office.lms("UPDATE customers SET type = 0, ssn = '', lastname = 'Nowak'").await;
    assert_eq!(office.follow(1).await, (Fate::Done, None));
    let user = office.user(1);
    assert_eq!((user.lastname.as_str(), user.pesel), ("Nowak", crate::support::pesel(1)));
    // Once more, so that MMS would have to refuse it.
    assert_eq!((office.follow(1).await.0, office.sent()), (Fate::Same, 1));
}

async fn without_sending_mms_is_not_asked(kind: Kind) {
    let office = Office::new(kind, 2).await;
    office.lms("DELETE FROM metroport_customer_data WHERE lms_user_id = 2").await;
    office.moves(1, "11").await;
    let fates = follow(&office.process(), &[1, 2], false).await.unwrap();
    assert!(fates.iter().all(|fate| fate.outcome == Fate::Waiting));
    assert_eq!((office.mms.control().counters().requests, office.open().await), (0, 1));
    // Both are seen to: the one is sent, the other one is found to be as it should.
    assert_eq!((office.converge().await.done, office.sent(), office.open().await), (1, 1, 0));
    let mut off = office.config.clone();
    off.follow_data = false;
    office.moves(1, "12").await;
    let context = office.process().asked_by(off);
    assert_eq!(follow(&context, &[1], true).await.unwrap(), []);
    assert_eq!((office.open().await, office.sent()), (0, 1));
}

async fn who_is_new_to_the_queue_is_compared_with_mms_first(kind: Kind) {
    let office = Office::fresh(kind, 2).await;
    assert_eq!(office.follow(1).await, (Fate::Same, None));
    assert_eq!((office.sent(), office.mms.control().counters().call("GET /Users/users/{id}")), (0, 1));
    office.moves(2, "22").await;
    assert_eq!(office.follow(2).await, (Fate::Done, None));
    assert_eq!((office.sent(), office.houses(2)), (1, vec!["1".into(), "22".into()]));
    assert_eq!(
        (office.follow(1).await.0, office.follow(2).await.0, office.sent()),
        (Fate::Same, Fate::Same, 1)
    );
}

async fn who_cannot_follow_is_passed_over(kind: Kind) {
    let office = Office::new(kind, 2).await;
    office.lms("UPDATE customers SET deleted = 1, lastname = 'Usunięty' WHERE id = 2").await;
    office.moves(1, "11").await;
    let fates = follow(&office.process(), &[2, 1, 77, 1], true).await.unwrap();
    let fates: Vec<_> = fates.into_iter().map(|fate| (fate.customer_id, fate.outcome)).collect();
    assert_eq!(fates, [(1, Fate::Done), (2, Fate::Unlinked), (77, Fate::Unlinked)]);
    assert_eq!(office.converge().await.lines, []);
    // Deleted while it was waiting: what is left of it goes.
    office.away();
    office.moves(1, "12").await;
    office.follow(1).await;
    office.back();
    office.lms("UPDATE customers SET deleted = 1").await;
    office.time_passes().await;
    let report = office.converge().await;
    assert_eq!((report.lines.len(), report.waiting, office.houses(1)), (0, 0, vec!["11".to_owned()]));
}

async fn a_user_whom_mms_does_not_know_any_more_needs_a_person(kind: Kind) {
    let office = Office::new(kind, 2).await;
    office.mms.control().world(|world| world.customers.remove(House::user(1)));
    office.moves(1, "11").await;
    assert_eq!(office.follow(1).await, (Fate::Refused, text("customer.gone")));
    assert_eq!((office.converge().await.lines.len(), office.sent()), (0, 1));
}

async fn nobody_sends_what_somebody_else_is_sending(kind: Kind) {
    let office = Office::new(kind, 1).await;
    // As it is while another process waits for MMS's answer, or when it died there.
    let soon = office.db.db().with(async |conn| conn.now().await).await.unwrap() + 60;
    let sending = format!(
        "UPDATE metroport_customer_data SET wanted = 'of yesterday', wanted_at = 1, attempts = 1, next_attempt_at = {soon}"
    );
    office.lms(&sending).await;
    office.moves(1, "11").await;
    assert_eq!(office.follow(1).await, (Fate::Waiting, None));
    assert_eq!(retry(&office.process(), Item::Data, Some(1)).await.unwrap().lines, []);
    let busy = [
        give_up(&office.process(), Item::Data, 1, "bo tak").await.unwrap_err(),
        card::update(&office.process(), 1).await.unwrap_err(),
    ];
    assert_eq!(busy.map(|error| error.code()), ["queue.busy"; 2]);
    let report = office.converge().await;
    assert_eq!((report.lines.len(), report.waiting, office.sent()), (0, 1, 0));
    office.time_passes().await;
    assert_eq!((office.converge().await.done, office.houses(1)), (1, vec!["11".to_owned()]));
}
