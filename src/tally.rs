//! Counts of requests to MMS, by call and outcome: gathered while requests are made, kept in a table for all processes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

/// Bounds of the histogram of times, in milliseconds; what took longer is in the total alone.
pub const BOUNDS: [u64; 5] = [100, 300, 1000, 3000, 10_000];

/// Requests of one call that ended alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measured {
    /// How many.
    pub requests: i64,
    /// How long they took together, in milliseconds.
    pub milliseconds: i64,
    /// How many took no longer than each of [`BOUNDS`].
    pub within: [i64; BOUNDS.len()],
}

impl Measured {
    fn one(took: Duration) -> Self {
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        Self {
            requests: 1,
            milliseconds: i64::try_from(milliseconds).unwrap_or(i64::MAX),
            within: BOUNDS.map(|bound| i64::from(milliseconds <= bound)),
        }
    }

    fn add(&mut self, other: &Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.milliseconds = self.milliseconds.saturating_add(other.milliseconds);
        for (mine, theirs) in self.within.iter_mut().zip(other.within) {
            *mine = mine.saturating_add(theirs);
        }
    }
}

/// What was counted, by call and outcome; both are words of this crate, so there are few.
pub type Counts = BTreeMap<(&'static str, &'static str), Measured>;

/// Gathers them.
#[derive(Debug, Default)]
pub struct Tally(RefCell<Counts>);

impl Tally {
    /// A request has ended.
    pub fn add(&self, call: &'static str, outcome: &'static str, took: Duration) {
        self.0.borrow_mut().entry((call, outcome)).or_default().add(&Measured::one(took));
    }

    /// Hands out what was gathered, and begins anew.
    pub fn take(&self) -> Counts {
        self.0.take()
    }

    /// Takes back what could not be kept.
    pub fn give_back(&self, counts: &Counts) {
        let mut mine = self.0.borrow_mut();
        for (key, measured) in counts {
            mine.entry(*key).or_default().add(measured);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_within_its_bound_and_all_larger_ones() {
        let tally = Tally::default();
        for milliseconds in [0, 100, 101, 10_000, 10_001] {
            tally.add("GET /x", "ok", Duration::from_millis(milliseconds));
        }
        tally.add("GET /x", "mms.timeout", Duration::from_secs(5));
        let counts = tally.take();
        let ok = counts[&("GET /x", "ok")];
        assert_eq!((ok.requests, ok.milliseconds, ok.within), (5, 20_202, [2, 3, 3, 3, 4]));
        assert_eq!(counts[&("GET /x", "mms.timeout")].within, [0, 0, 0, 0, 1]);
        assert!(tally.take().is_empty());
    }

    #[test]
    fn what_is_given_back_is_not_lost() {
        let tally = Tally::default();
        tally.add("GET /x", "ok", Duration::from_millis(1));
        let counts = tally.take();
        tally.add("GET /x", "ok", Duration::from_millis(1));
        tally.give_back(&counts);
        assert_eq!(tally.take()[&("GET /x", "ok")].requests, 2);
    }
}
