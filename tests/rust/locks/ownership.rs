//! Whose a lock is: ours, the original plugin's, or somebody's by hand.

use std::collections::BTreeSet;

use mms_sim::{Fault, Rule, When};

use crate::support::{House, Kind, on_both};

on_both![
    what_was_blocked_by_hand_stays_blocked,
    what_was_blocked_by_hand_is_released_where_the_operator_wants_that,
    a_second_account_that_was_blocked_by_hand_stays_blocked,
    what_the_original_flagged_is_released,
    what_the_original_flagged_is_released_also_when_the_first_attempt_fails,
    what_the_original_flagged_is_released_also_when_mms_was_away_at_first,
    what_the_original_flagged_and_is_still_in_debt_becomes_ours,
    what_the_original_locked_while_it_was_back_is_released,
    what_was_released_by_hand_is_not_released_again_and_no_longer_ours,
    what_was_released_by_hand_is_locked_again_while_the_debt_stands,
    what_was_removed_in_mms_is_forgotten,
];

fn set(customers: impl IntoIterator<Item = i64>) -> BTreeSet<i64> {
    customers.into_iter().collect()
}

/// Somebody at MMS's own panel.
fn by_hand(house: &House, customer: i64, blocked: bool) {
    let account = house.account(customer);
    house.mms.control().world(|world| {
        if blocked { world.block_account(account).unwrap() } else { world.unblock_account(account).unwrap() }
    });
}

/// As the original plugin leaves a customer whose television it locked.
async fn locked_by_the_original(house: &House, customer: i64) {
    by_hand(house, customer, true);
    let sql = format!("UPDATE metroport_customers SET metrotv_suspend = 1 WHERE lms_user_id = {customer}");
    house.db.execute(&sql).await;
}

async fn what_was_blocked_by_hand_stays_blocked(kind: Kind) {
    let house = House::new(kind, 3).await;
    by_hand(&house, 1, true);
    house.television(true, [1, 2]).await;
    assert_eq!(house.flagged("metrotv_suspend").await, set([2]));
    assert_eq!(house.holds().await.into_keys().collect::<Vec<_>>(), [house.account(2)]);
    let report = house.television(false, [1, 2, 3]).await;
    assert_eq!((report.done, report.failed), (1, 0));
    assert_eq!((house.blocked(), house.changes()), (set([1]), 2));
    assert!(house.flagged("metrotv_suspend").await.is_empty());
}

async fn what_was_blocked_by_hand_is_released_where_the_operator_wants_that(kind: Kind) {
    let mut house = House::new(kind, 3).await;
    house.config.locks.unblock_only_own = false;
    by_hand(&house, 1, true);
    let report = house.television(false, [1, 2, 3]).await;
    assert_eq!((report.done, report.failed), (1, 0));
    house.assert_locked(&set([])).await;
}

async fn a_second_account_that_was_blocked_by_hand_stays_blocked(kind: Kind) {
    let house = House::new(kind, 1).await;
    let other = house.mms.control().world(|world| {
        let account = world.accounts.iter().next().unwrap().clone();
        world.accounts.add(mms_sim::Account { id: 0, blocked: true, ..account })
    });
    assert_eq!(house.television(true, [1]).await.done, 1);
    assert_eq!(house.television(false, [1]).await.done, 1);
    let blocked: Vec<u64> = house.mms.control().world(|world| {
        world.accounts.iter().filter(|account| account.blocked).map(|account| account.id).collect()
    });
    assert_eq!(blocked, [other]);
}

async fn what_the_original_flagged_is_released(kind: Kind) {
    let house = House::new(kind, 3).await;
    locked_by_the_original(&house, 1).await;
    let report = house.television(false, [1, 2, 3]).await;
    assert_eq!((report.done, report.failed), (1, 0));
    house.assert_locked(&set([])).await;
}

async fn what_the_original_flagged_is_released_also_when_the_first_attempt_fails(kind: Kind) {
    let house = House::new(kind, 3).await;
    locked_by_the_original(&house, 1).await;
    let fault = Fault::Status { status: 409, when: When::Before, retry_after: None, body: "Zajęte".into() };
    house.mms.control().add_fault(Rule::on("PUT", "*/unblockAccount", fault));
    let report = house.television(false, [1, 2, 3]).await;
    assert_eq!((report.done, report.failed, house.flagged("metrotv_suspend").await), (0, 1, set([1])));
    house.mms.control().clear_faults();
    let report = house.television(false, []).await;
    assert_eq!((report.done, report.failed), (1, 0));
    house.assert_locked(&set([])).await;
}

async fn what_the_original_flagged_is_released_also_when_mms_was_away_at_first(kind: Kind) {
    let house = House::new(kind, 3).await;
    locked_by_the_original(&house, 1).await;
    let fault = Fault::Status { status: 503, when: When::Before, retry_after: None, body: String::new() };
    house.mms.control().add_fault(Rule::always(fault));
    assert_eq!(house.television(false, [1]).await.failed, 1);
    house.mms.control().clear_faults();
    assert_eq!(house.television(false, []).await.done, 1);
    house.assert_locked(&set([])).await;
}

async fn what_the_original_flagged_and_is_still_in_debt_becomes_ours(kind: Kind) {
    let house = House::new(kind, 3).await;
    locked_by_the_original(&house, 1).await;
    let report = house.television(true, [1]).await;
    assert_eq!((report.done, report.failed, house.changes()), (0, 0, 0));
    house.assert_locked(&set([1])).await;
    house.television(false, [1]).await;
    house.assert_locked(&set([])).await;
}

/// An operator who went back to the original for a while, and came again. At first MMS is away.
async fn what_the_original_locked_while_it_was_back_is_released(kind: Kind) {
    let house = House::new(kind, 3).await;
    house.television(true, [1, 2]).await;
    house.television(false, [1, 2]).await;
    locked_by_the_original(&house, 1).await;
    by_hand(&house, 2, true);
    let fault = Fault::Status { status: 503, when: When::Before, retry_after: None, body: String::new() };
    house.mms.control().add_fault(Rule::always(fault));
    house.television(false, [1, 2]).await;
    assert_eq!(house.flagged("metrotv_suspend").await, set([1]));
    house.mms.control().clear_faults();
    assert_eq!(house.television(false, [1, 2]).await.done, 1);
    assert_eq!((house.blocked(), house.flagged("metrotv_suspend").await), (set([2]), set([])));
}

async fn what_was_released_by_hand_is_not_released_again_and_no_longer_ours(kind: Kind) {
    let house = House::new(kind, 3).await;
    house.television(true, [1, 2]).await;
    house.changes();
    by_hand(&house, 1, false);
    let report = house.television(false, [1]).await;
    assert_eq!((report.done, report.failed, house.changes()), (0, 0, 0));
    house.assert_locked(&set([2])).await;
    by_hand(&house, 1, true);
    house.television(false, [1]).await;
    assert_eq!(house.blocked(), set([1, 2]));
}

async fn what_was_released_by_hand_is_locked_again_while_the_debt_stands(kind: Kind) {
    let house = House::new(kind, 3).await;
    house.television(true, [1]).await;
    by_hand(&house, 1, false);
    assert_eq!(house.television(true, [1]).await.done, 1);
    house.assert_locked(&set([1])).await;
}

async fn what_was_removed_in_mms_is_forgotten(kind: Kind) {
    let house = House::new(kind, 3).await;
    house.television(true, [1, 2]).await;
    house.changes();
    let account = house.account(1);
    house.mms.control().world(|world| world.accounts.remove(account));
    let report = house.television(false, [1]).await;
    assert_eq!((report.done, report.failed, house.changes()), (0, 0, 0));
    house.assert_locked(&set([2])).await;
}
