//! What becomes of the record of a customer's data: decisions without I/O.
//!
//! Two processes never send data of one customer at the same time, since what arrives last is what MMS keeps: who sends has
//! taken the record before ([`take`]), and until its time is over nobody else can. What changes meanwhile is recorded as
//! wanted and sent by whoever comes next.

use crate::operations::locks::wait_after;
use crate::store::data::Record;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// MMS has the data with this fingerprint.
    Settled(String),
    /// They need other data, or a person.
    Refused(Trouble),
    /// Try again later.
    Failed(Trouble),
    /// The customer is deleted in LMS, or not linked any more: his data do not follow.
    Dropped,
}

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Stable code.
    pub(super) code: &'static str,
    /// MMS's words, or ours.
    pub(super) text: String,
}

/// Whether the data with this fingerprint are settled, so that nothing has to be done at all.
pub(super) fn is_settled(settled: Option<&str>, wanted: Option<&str>, fresh: &str) -> bool {
    wanted.is_none() && settled == Some(fresh)
}

/// Wants the data with this fingerprint to be sent, unless they are settled or wanted already. `trouble` keeps them from
/// being sent at all.
///
/// What was wanted before and is not any more may have reached MMS: the new data are sent even if they are those that were
/// settled last.
pub(super) fn want(record: &mut Record, fresh: &str, by: &str, now: i64, trouble: Option<Trouble>) {
    if is_settled(record.settled.as_deref(), record.wanted.as_deref(), fresh)
        || record.wanted.as_deref() == Some(fresh)
    {
        return;
    }
    let waiting = record.wanted.is_some() && !record.refused;
    record.wanted = Some(fresh.to_owned());
    record.wanted_by = Some(by.to_owned());
    if !waiting {
        record.wanted_at = Some(now);
    }
    match trouble {
        // Whoever is sending keeps the record, and finds at his end that there is more to send.
        _ if is_taken(record, now) => {}
        Some(trouble) => refuse(record, trouble),
        None => make_due(record, now),
    }
}

/// Wants the next run to try, whatever happened before; a refusal is forgotten.
pub(super) fn make_due(record: &mut Record, now: i64) {
    if record.wanted.is_some() && !is_taken(record, now) {
        record.next_attempt_at = Some(now);
        record.refused = false;
        record.error_code = None;
        record.error_text = None;
        // Without an error, attempts would say that one is under way.
        record.attempts = 0;
    }
}

/// Whether somebody is sending, or was when he died, and his time is not over.
pub(super) fn is_taken(record: &Record, now: i64) -> bool {
    record.wanted.is_some()
        && record.attempts > 0
        && record.error_code.is_none()
        && record.next_attempt_at.is_some_and(|at| at > now)
}

/// Takes the record for `seconds` if it is due.
pub(super) fn take(record: &mut Record, seconds: i64, now: i64) -> bool {
    let due = record.wanted.is_some() && record.next_attempt_at.is_some_and(|at| at <= now);
    if due {
        record.attempts = record.attempts.saturating_add(1);
        record.next_attempt_at = Some(now.saturating_add(seconds));
        record.error_code = None;
        record.error_text = None;
    }
    due
}

/// After an attempt of who took it when `taken` was wanted.
pub(super) fn finish(record: &mut Record, taken: Option<&str>, ending: Ending, now: i64) {
    let same = record.wanted.as_deref() == taken;
    match ending {
        Ending::Settled(sent) => {
            let answered = same || record.wanted.as_ref() == Some(&sent);
            record.settled = Some(sent);
            record.settled_at = Some(now);
            if answered {
                withdraw(record);
                return;
            }
        }
        Ending::Dropped => {
            withdraw(record);
            return;
        }
        Ending::Refused(trouble) if same => return refuse(record, trouble),
        Ending::Failed(trouble) if same => {
            record.next_attempt_at = Some(now.saturating_add(wait_after(record.attempts)));
            record.error_code = Some(trouble.code.to_owned());
            record.error_text = Some(trouble.text);
            return;
        }
        Ending::Refused(_) | Ending::Failed(_) => {}
    }
    // Something else has been wanted since.
    if record.wanted.is_some() {
        record.attempts = 0;
        record.next_attempt_at = Some(now);
    }
}

/// Counts what is wanted as settled; false when nothing is, or when it is being sent.
pub(super) fn give_up(record: &mut Record, now: i64) -> bool {
    let Some(wanted) = record.wanted.clone().filter(|_| !is_taken(record, now)) else { return false };
    finish(record, Some(&wanted.clone()), Ending::Settled(wanted), now);
    true
}

/// MMS was seen to have the data with this fingerprint. What is on its way may change that again, and stays as it is.
pub(super) fn seen(record: &mut Record, fresh: &str, now: i64) {
    let same = record.wanted.as_deref().is_none_or(|wanted| wanted == fresh);
    if same && !is_taken(record, now) {
        finish(record, Some(fresh), Ending::Settled(fresh.to_owned()), now);
    }
}

fn refuse(record: &mut Record, trouble: Trouble) {
    record.refused = true;
    record.next_attempt_at = None;
    record.error_code = Some(trouble.code.to_owned());
    record.error_text = Some(trouble.text);
}

fn withdraw(record: &mut Record) {
    let Record { customer_id, settled, settled_at, .. } = record.clone();
    *record = Record { customer_id, settled, settled_at, ..Record::default() };
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_000_000;

    fn trouble(code: &'static str) -> Trouble {
        Trouble { code, text: "…".to_owned() }
    }

    fn settled(fresh: &str) -> Record {
        Record { settled: Some(fresh.to_owned()), settled_at: Some(1), ..Record::default() }
    }

    fn wanted(fresh: &str) -> Record {
        let mut record = settled("old");
        want(&mut record, fresh, "ewa", NOW, None);
        record
    }

    fn taken(fresh: &str) -> Record {
        let mut record = wanted(fresh);
        assert!(take(&mut record, 15, NOW));
        record
    }

    #[test]
    fn nothing_is_wanted_that_is_settled_or_wanted_already() {
        for mut record in [settled("a"), wanted("a"), taken("a")] {
            let before = record.clone();
            want(&mut record, "a", "jan", NOW + 5, None);
            assert_eq!(record, before);
        }
    }

    #[test]
    fn what_changed_is_due_at_once_and_keeps_the_time_since_when_something_waits() {
        let mut record = wanted("a");
        assert_eq!((record.next_attempt_at, record.attempts), (Some(NOW), 0));
        assert!(take(&mut record, 15, NOW));
        finish(&mut record, Some("a"), Ending::Failed(trouble("mms.unreachable")), NOW);
        assert_eq!(record.next_attempt_at, Some(NOW + 60));
        want(&mut record, "b", "jan", NOW + 5, None);
        assert_eq!((record.wanted_at, record.wanted_by.as_deref()), (Some(NOW), Some("jan")));
        assert_eq!((record.next_attempt_at, record.attempts, record.error_code), (Some(NOW + 5), 0, None));
    }

    #[test]
    fn going_back_to_what_was_settled_is_sent_too_since_the_other_may_have_arrived() {
        let mut record = wanted("a");
        want(&mut record, "old", "jan", NOW, None);
        assert_eq!(record.wanted.as_deref(), Some("old"));
    }

    #[test]
    fn one_takes_it_until_his_time_is_over() {
        let mut record = taken("a");
        assert!(is_taken(&record, NOW + 14) && !take(&mut record.clone(), 15, NOW + 14));
        assert!(!is_taken(&record, NOW + 15) && take(&mut record, 15, NOW + 15));
        assert_eq!(record.attempts, 2);
        assert!(!take(&mut settled("a"), 15, NOW));
    }

    #[test]
    fn what_changes_while_it_is_sent_waits_for_the_end_and_is_due_then() {
        for ending in [
            Ending::Settled("a".to_owned()),
            Ending::Refused(trouble("mms.rejected")),
            Ending::Failed(trouble("mms.timeout")),
        ] {
            for unsendable in [None, Some(trouble("customer.pesel"))] {
                let mut record = taken("a");
                want(&mut record, "b", "jan", NOW + 1, unsendable);
                assert!(is_taken(&record, NOW + 1) && !take(&mut record.clone(), 15, NOW + 1));
                assert!(!give_up(&mut record.clone(), NOW + 1));
                finish(&mut record, Some("a"), ending.clone(), NOW + 2);
                assert_eq!((record.wanted.as_deref(), record.refused), (Some("b"), false), "{ending:?}");
                assert!(take(&mut record, 15, NOW + 2), "{ending:?}");
            }
        }
    }

    #[test]
    fn the_sender_may_have_read_newer_data_than_he_was_called_for() {
        let mut record = taken("a");
        want(&mut record, "b", "jan", NOW, None);
        finish(&mut record, Some("a"), Ending::Settled("b".to_owned()), NOW + 1);
        assert_eq!(record, Record { settled_at: Some(NOW + 1), ..settled("b") });
    }

    #[test]
    fn what_is_refused_waits_for_other_data_or_a_person() {
        let mut record = taken("a");
        finish(&mut record, Some("a"), Ending::Refused(trouble("mms.rejected")), NOW);
        assert!(record.refused && !take(&mut record.clone(), 15, i64::MAX));
        let mut again = record.clone();
        make_due(&mut again, NOW + 9);
        assert!(!again.refused && take(&mut again, 15, NOW + 9));
        want(&mut record, "b", "jan", NOW + 9, None);
        assert!(!record.refused && record.wanted_at == Some(NOW + 9) && take(&mut record, 15, NOW + 9));

        let mut record = settled("old");
        want(&mut record, "c", "jan", NOW, Some(trouble("customer.pesel")));
        assert!(record.refused && !take(&mut record.clone(), 15, i64::MAX));
        assert!(give_up(&mut record, NOW));
        assert_eq!(record, Record { settled_at: Some(NOW), ..settled("c") });
        assert!(!give_up(&mut record, NOW));
    }

    #[test]
    fn what_mms_was_seen_to_have_is_settled_unless_something_else_is_wanted_or_on_its_way() {
        for (mut record, changes) in [
            (Record::default(), true),
            (settled("old"), true),
            (wanted("a"), true),
            (wanted("b"), false),
            (taken("a"), false),
        ] {
            let before = record.clone();
            seen(&mut record, "a", NOW);
            assert_eq!(is_settled(record.settled.as_deref(), record.wanted.as_deref(), "a"), changes);
            assert_eq!(record != before, changes);
        }
    }

    #[derive(Debug, Clone)]
    enum Event {
        Edit(u8),
        Take,
        Arrive,
        End(u8),
        Die,
        Retry,
        Pass(i64),
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            (0_u8..4).prop_map(Event::Edit),
            Just(Event::Take),
            Just(Event::Arrive),
            (0_u8..3).prop_map(Event::End),
            Just(Event::Die),
            Just(Event::Retry),
            (0_i64..40).prop_map(Event::Pass),
        ]
    }

    proptest! {
        /// Whatever happens, in whatever order: as soon as MMS takes what it gets, it has what LMS has; and nothing that
        /// differs is ever taken for settled.
        #[test]
        fn no_wish_is_lost(events in proptest::collection::vec(event(), 0..40)) {
            let (mut record, mut lms, mut mms, mut now) = (settled("0"), "0".to_owned(), "0".to_owned(), NOW);
            // Who is sending: what was wanted when he took it, and what he read afterwards.
            let mut sender: Option<(Option<String>, String)> = None;
            for event in events {
                match event {
                    Event::Edit(value) => {
                        lms = value.to_string();
                        want(&mut record, &lms, "x", now, None);
                    }
                    Event::Take if sender.is_none() => {
                        if take(&mut record, 15, now) {
                            sender = Some((record.wanted.clone(), lms.clone()));
                        }
                    }
                    Event::Arrive => {
                        if let Some((_, read)) = &sender { mms.clone_from(read); }
                    }
                    Event::End(how) => {
                        if let Some((taken, read)) = sender.take() {
                            let ending = match how {
                                0 => { mms.clone_from(&read); Ending::Settled(read) }
                                1 => Ending::Failed(trouble("mms.timeout")),
                                _ => Ending::Refused(trouble("mms.rejected")),
                            };
                            finish(&mut record, taken.as_deref(), ending, now);
                        }
                    }
                    // His time is over before anybody else begins.
                    Event::Die => { if sender.take().is_some() { now += 20; } }
                    Event::Retry => make_due(&mut record, now),
                    // Nobody sends for longer than he took it for.
                    Event::Pass(seconds) if sender.is_none() => now += seconds,
                    Event::Take | Event::Pass(_) => {}
                }
                if is_settled(record.settled.as_deref(), record.wanted.as_deref(), &lms) {
                    prop_assert_eq!(&mms, &lms);
                }
            }
            if let Some((taken, read)) = sender {
                mms.clone_from(&read);
                finish(&mut record, taken.as_deref(), Ending::Settled(read), now);
            }
            want(&mut record, &lms, "x", now, None);
            make_due(&mut record, now + 100_000);
            if take(&mut record, 15, now + 100_000) {
                mms.clone_from(&lms);
                let taken = record.wanted.clone();
                finish(&mut record, taken.as_deref(), Ending::Settled(lms.clone()), now + 100_001);
            }
            prop_assert_eq!(&mms, &lms);
            prop_assert!(is_settled(record.settled.as_deref(), record.wanted.as_deref(), &lms));
        }
    }
}
