//! What has to be done so that a customer's services are as they should be: decisions without I/O.

use std::collections::BTreeMap;

use crate::store::locks::HoldState;

/// A service that can be locked, as MMS shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Its id in MMS.
    pub id: i64,
    /// Whether it is blocked.
    pub blocked: bool,
}

/// All that matters for one customer and one kind of service.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// Locked, or released.
    pub wanted: bool,
    /// All of the customer's services of this kind.
    pub seen: &'a [Seen],
    /// Those of them that this plugin blocked.
    pub holds: &'a BTreeMap<i64, HoldState>,
    /// The original plugin flagged this customer as locked, and ours has not dealt with him yet: what is blocked counts as
    /// blocked by us.
    pub inherited: bool,
}

/// What has to be done, and what to remember.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Services to block, or to release, as wanted.
    pub change: Vec<i64>,
    /// Blocked services that are ours although nothing says so for sure yet.
    pub keep: Vec<i64>,
    /// Holds that have nothing behind them any more.
    pub forget: Vec<i64>,
    /// The suspend flag once all changes are confirmed; `None` leaves it.
    pub flag: Option<bool>,
}

/// Plans for one customer and one kind of service. `only_own`: release nothing that was blocked by hand.
pub fn plan(situation: Situation<'_>, only_own: bool) -> Plan {
    let Situation { wanted, seen, holds, inherited } = situation;
    let ours = |id: i64| holds.contains_key(&id) || inherited;
    let mut plan = Plan::default();
    // A service that MMS does not show any more cannot be held.
    plan.forget.extend(holds.keys().filter(|id| !seen.iter().any(|s| s.id == **id)));
    for service in seen {
        match (wanted, service.blocked) {
            (true, false) => plan.change.push(service.id),
            (true, true) if ours(service.id) && holds.get(&service.id) != Some(&HoldState::Held) => {
                plan.keep.push(service.id);
            }
            (false, true) if ours(service.id) || !only_own => {
                plan.change.push(service.id);
                // Should the release fail, the next run must know whose lock it is.
                if inherited && !holds.contains_key(&service.id) {
                    plan.keep.push(service.id);
                }
            }
            // Released by hand meanwhile.
            (false, false) if holds.contains_key(&service.id) => plan.forget.push(service.id),
            (_, _) => {}
        }
    }
    let held = seen.iter().any(|s| s.blocked && ours(s.id));
    plan.flag = match wanted {
        true if !plan.change.is_empty() || held => Some(true),
        true => None,
        false => Some(false),
    };
    plan
}

/// Whether a run that changes the services of `changed` out of `linked` customers is too large to be meant.
pub fn exceeds_limit(changed: usize, linked: usize, percent: u8) -> bool {
    changed > 20 && changed.saturating_mul(100) > linked.saturating_mul(usize::from(percent))
}

/// Seconds until the next attempt after that many failed ones: a minute, doubling, six hours at most.
pub fn wait_after(attempts: i32) -> i64 {
    60_i64
        .saturating_mul(
            2_i64.saturating_pow(u32::try_from(attempts.clamp(1, 12)).unwrap_or(1).saturating_sub(1)),
        )
        .min(21_600)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(ids: &[i64]) -> BTreeMap<i64, HoldState> {
        ids.iter().map(|id| (*id, HoldState::Held)).collect()
    }

    fn seen(active: &[i64], blocked: &[i64]) -> Vec<Seen> {
        let one = |blocked: bool| move |id: &i64| Seen { id: *id, blocked };
        active.iter().map(one(false)).chain(blocked.iter().map(one(true))).collect()
    }

    fn planned(
        wanted: bool,
        active: &[i64],
        blocked: &[i64],
        held: &[i64],
        inherited: bool,
        only_own: bool,
    ) -> Plan {
        let (seen, holds) = (seen(active, blocked), holds(held));
        plan(Situation { wanted, seen: &seen, holds: &holds, inherited }, only_own)
    }

    #[test]
    fn locking_blocks_what_runs_and_leaves_what_is_blocked() {
        let plan = planned(true, &[1], &[2], &[], false, true);
        assert_eq!((plan.change, plan.keep, plan.forget, plan.flag), (vec![1], vec![], vec![], Some(true)));
    }

    #[test]
    fn a_second_run_changes_nothing() {
        assert_eq!(planned(true, &[], &[1], &[1], false, true), Plan { flag: Some(true), ..Plan::default() });
        assert_eq!(
            planned(false, &[1], &[], &[], false, true),
            Plan { flag: Some(false), ..Plan::default() }
        );
    }

    #[test]
    fn what_was_blocked_by_hand_stays_blocked_and_flags_nobody() {
        assert_eq!(planned(false, &[], &[1, 2], &[2], false, true).change, [2]);
        assert_eq!(planned(false, &[], &[1, 2], &[2], false, false).change, [1, 2]);
        assert_eq!(planned(true, &[], &[1], &[], false, true), Plan::default());
    }

    #[test]
    fn what_the_original_flagged_counts_as_ours() {
        let released = planned(false, &[], &[1], &[], true, true);
        assert_eq!((released.change, released.keep, released.flag), (vec![1], vec![1], Some(false)));
        let adopted = planned(true, &[], &[1], &[], true, true);
        assert_eq!((adopted.change, adopted.keep, adopted.flag), (vec![], vec![1], Some(true)));
    }

    #[test]
    fn a_block_that_was_sent_before_a_crash_is_ours() {
        let intended = BTreeMap::from([(1, HoldState::Intended)]);
        let seen = seen(&[], &[1]);
        let plan = plan(Situation { wanted: true, seen: &seen, holds: &intended, inherited: false }, true);
        assert_eq!((plan.change, plan.keep, plan.flag), (vec![], vec![1], Some(true)));
    }

    #[test]
    fn holds_with_nothing_behind_them_are_forgotten() {
        assert_eq!(planned(true, &[], &[], &[5], false, true).forget, [5]);
        assert_eq!(planned(false, &[5], &[], &[5], false, true).forget, [5]);
    }

    #[test]
    fn a_customer_without_services_is_left_alone() {
        assert_eq!(planned(true, &[], &[], &[], false, true), Plan::default());
    }

    #[test]
    fn the_limit_stops_a_run_that_nobody_can_have_meant() {
        for (changed, linked, percent, stopped) in [
            (20, 20, 1, false),
            (21, 60, 30, true),
            (21, 70, 30, false),
            (300, 1000, 30, false),
            (301, 1000, 30, true),
            (50, 50, 100, false),
        ] {
            assert_eq!(
                exceeds_limit(changed, linked, percent),
                stopped,
                "{changed} of {linked} at {percent}"
            );
        }
    }

    #[test]
    fn waiting_doubles_up_to_six_hours() {
        assert_eq!([1, 2, 3, 9, 10, 1000].map(wait_after), [60, 120, 240, 15_360, 21_600, 21_600]);
        assert_eq!([0, -5].map(wait_after), [60, 60]);
    }

    proptest! {
        /// Carrying a plan out makes MMS as wanted but for what is blocked by hand, and then nothing is left to do.
        #[test]
        fn a_plan_carried_out_leaves_nothing_to_do(
            wanted: bool, only_own: bool, inherited: bool,
            world in proptest::collection::btree_map(0_i64..8, any::<bool>(), 0..6),
            held in proptest::collection::btree_map(0_i64..8, any::<bool>(), 0..6),
        ) {
            let mut holds: BTreeMap<i64, HoldState> = held.iter()
                .map(|(id, sure)| (*id, if *sure { HoldState::Held } else { HoldState::Intended })).collect();
            let before: Vec<Seen> = world.iter().map(|(id, blocked)| Seen { id: *id, blocked: *blocked }).collect();
            let first = plan(Situation { wanted, seen: &before, holds: &holds, inherited }, only_own);
            for id in &first.forget { holds.remove(id); }
            for id in first.keep.iter().chain(first.change.iter()) {
                if wanted { holds.insert(*id, HoldState::Held); } else { holds.remove(id); }
            }
            let after: Vec<Seen> = before.iter().map(|s| {
                if first.change.contains(&s.id) { Seen { blocked: wanted, ..*s } } else { *s }
            }).collect();
            let second = plan(Situation { wanted, seen: &after, holds: &holds, inherited: false }, only_own);
            prop_assert!(second.change.is_empty() && second.keep.is_empty() && second.forget.is_empty());
            if wanted {
                prop_assert!(after.iter().all(|s| s.blocked));
            } else {
                prop_assert!(holds.is_empty());
                prop_assert!(only_own || after.iter().all(|s| !s.blocked));
            }
        }
    }
}
