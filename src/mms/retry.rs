//! Whether to try again, and after how long: decisions without I/O.

use std::time::Duration;

/// What repeating a call may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// Reads only.
    Read,
    /// Changes something, but doing it twice leaves the same state (`PUT …/block`, `DELETE`, editing).
    Repeatable,
    /// Doing it twice may do it twice (`POST`), or makes MMS refuse what it has just done (linking a decoder).
    Once,
}

/// How one attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The request never left: no connection.
    NotSent,
    /// It was sent, and the answer did not come or did not come whole.
    AnswerLost,
    /// 429: MMS did not look at it.
    Throttled,
    /// 5xx: MMS may or may not have done it.
    ServerError,
    /// A 2xx answer that makes no sense (a proxy's page, a cut text).
    Garbage,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Try again after this long.
    Retry(Duration),
    /// Give up; MMS has surely not done it, or it was a read.
    Fail,
    /// Give up; MMS may have done it.
    Unknown,
}

/// Attempts at one call, the first one included.
pub const MAX_ATTEMPTS: u32 = 3;
const BASE: Duration = Duration::from_millis(100);
const CAP: Duration = Duration::from_secs(2);

/// What is known after a failed attempt.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    /// Attempts so far, from 1.
    pub number: u32,
    /// Whether an earlier attempt's outcome is open.
    pub may_have_arrived: bool,
    /// What remains until the deadline, without what another attempt needs at least.
    pub left: Duration,
    /// MMS's `Retry-After`.
    pub asked: Option<Duration>,
}

/// Decides about a failed attempt. `dice` is uniform in [0, 1); `affordable` says whether the process may still pay a
/// retry (see [`Budget`]).
pub fn decide(safety: Safety, failure: Failure, tried: Tried, dice: f64, affordable: bool) -> Verdict {
    let open = tried.may_have_arrived
        || matches!(failure, Failure::AnswerLost | Failure::ServerError | Failure::Garbage);
    let give_up = if open && safety != Safety::Read { Verdict::Unknown } else { Verdict::Fail };
    let repeatable = match failure {
        Failure::NotSent | Failure::Throttled => true,
        Failure::AnswerLost | Failure::ServerError | Failure::Garbage => safety != Safety::Once,
    };
    let wait = tried.asked.unwrap_or_else(|| backoff(tried.number, dice));
    let in_time = tried.number < MAX_ATTEMPTS && wait < tried.left;
    if repeatable && affordable && in_time { Verdict::Retry(wait) } else { give_up }
}

/// Full jitter: anything between nothing and a bound that doubles with each attempt.
fn backoff(attempt: u32, dice: f64) -> Duration {
    let bound = BASE.saturating_mul(2_u32.saturating_pow(attempt.min(16))).min(CAP);
    bound.mul_f64(dice.clamp(0.0, 1.0))
}

/// How many retries a process may still make. Retries cost, answers earn: in an outage the retries of all calls together
/// dry up instead of multiplying the load on an MMS that is struggling.
#[derive(Debug)]
pub struct Budget {
    tokens: std::cell::Cell<u32>,
}

impl Budget {
    const FULL: u32 = 100;
    const COST: u32 = 5;

    /// A full one.
    pub fn full() -> Self {
        Self { tokens: std::cell::Cell::new(Self::FULL) }
    }

    /// Whether a retry can be paid.
    pub fn affords(&self) -> bool {
        self.tokens.get() >= Self::COST
    }

    /// Pays one.
    pub fn pay(&self) {
        self.tokens.set(self.tokens.get().saturating_sub(Self::COST));
    }

    /// MMS answered.
    pub fn earn(&self) {
        self.tokens.set(self.tokens.get().saturating_add(1).min(Self::FULL));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    fn tried(number: u32) -> Tried {
        Tried { number, may_have_arrived: false, left: SOON, asked: None }
    }

    fn verdict(safety: Safety, failure: Failure, number: u32, may_have_arrived: bool) -> Verdict {
        decide(safety, failure, Tried { may_have_arrived, ..tried(number) }, 0.5, true)
    }

    #[test]
    fn what_is_repeated_and_how_it_ends() {
        use Failure::{AnswerLost, Garbage, NotSent, ServerError, Throttled};
        use Safety::{Once, Read, Repeatable};
        let again = |v: Verdict| matches!(v, Verdict::Retry(_));
        for failure in [NotSent, AnswerLost, Throttled, ServerError, Garbage] {
            for safety in [Read, Repeatable, Once] {
                let never_looked_at = matches!(failure, NotSent | Throttled);
                assert_eq!(
                    again(verdict(safety, failure, 1, false)),
                    safety != Once || never_looked_at,
                    "{safety:?} {failure:?}"
                );
                let end = verdict(safety, failure, MAX_ATTEMPTS, false);
                assert_eq!(
                    end,
                    if safety == Read || never_looked_at { Verdict::Fail } else { Verdict::Unknown },
                    "{safety:?} {failure:?}"
                );
            }
        }
        // A lost answer before a refused connection leaves the outcome open.
        assert_eq!(verdict(Repeatable, NotSent, MAX_ATTEMPTS, true), Verdict::Unknown);
    }

    #[test]
    fn the_budget_dries_up_and_fills_again() {
        let budget = Budget::full();
        let mut retries = 0;
        while budget.affords() {
            budget.pay();
            retries += 1;
        }
        assert_eq!(retries, 20);
        (0..5).for_each(|_| budget.earn());
        assert!(budget.affords());
    }

    proptest! {
        #[test]
        fn a_call_that_must_not_be_repeated_never_is_once_it_may_have_arrived(attempt in 1_u32..10, dice in 0.0_f64..1.0) {
            for failure in [Failure::AnswerLost, Failure::ServerError, Failure::Garbage] {
                prop_assert_eq!(decide(Safety::Once, failure, tried(attempt), dice, true), Verdict::Unknown);
            }
        }

        #[test]
        fn no_wait_is_longer_than_what_is_left(attempt in 1_u32..40, dice in 0.0_f64..1.0, left in 0_u64..5_000, asked in proptest::option::of(0_u64..100_000)) {
            let left = Duration::from_millis(left);
            let tried = Tried { left, asked: asked.map(Duration::from_millis), ..tried(attempt) };
            if let Verdict::Retry(wait) = decide(Safety::Read, Failure::NotSent, tried, dice, true) {
                prop_assert!(wait < left && attempt < MAX_ATTEMPTS);
            }
        }
    }
}
