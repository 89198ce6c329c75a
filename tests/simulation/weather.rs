//! What goes wrong, and how often: drawn anew for each world, so that some are calm, some stormy, and some know one fault only.

use std::time::Duration;

use metroport::sim::clock;

/// What may happen to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and its answer too.
    Fair,
    /// No connection.
    Unsent,
    /// It is lost on the way, and the connection is cut.
    CutBefore,
    /// It arrives; the connection is cut before the answer.
    CutAfter,
    /// It is lost, and nobody ever says so.
    HangBefore,
    /// It arrives; no answer ever comes.
    HangAfter,
    /// 5xx, and it was not done.
    BrokenBefore,
    /// 5xx, and it was done.
    BrokenAfter,
    /// 429.
    Throttled,
    /// MMS says no, for reasons of its own.
    Refused,
    /// All sessions end while it is on its way.
    LoggedOut,
    /// It arrives twice.
    Twice,
    /// It arrives, and what comes back makes no sense.
    Garbage,
    /// It is long on its way: it may arrive when nobody waits for it any more.
    SlowThere,
    /// Its answer is.
    SlowBack,
}

const FAULTS: [Fate; 14] = [
    Fate::Unsent,
    Fate::CutBefore,
    Fate::CutAfter,
    Fate::HangBefore,
    Fate::HangAfter,
    Fate::BrokenBefore,
    Fate::BrokenAfter,
    Fate::Throttled,
    Fate::Refused,
    Fate::LoggedOut,
    Fate::Twice,
    Fate::Garbage,
    Fate::SlowThere,
    Fate::SlowBack,
];

/// How often what goes wrong.
#[derive(Debug, Clone, Default)]
pub struct Weather {
    /// How many requests meet a fault, of one.
    faults: f64,
    /// Which faults there are.
    kinds: Vec<Fate>,
    /// How many pieces of work their process does not survive, of one.
    deaths: f64,
    /// How many statements the connection to the database does not survive, of one.
    cuts: f64,
    /// When nobody at all reaches MMS.
    outage: Option<(Duration, Duration)>,
}

impl Weather {
    /// Nothing goes wrong.
    pub fn calm() -> Self {
        Self::default()
    }

    pub fn drawn() -> Self {
        let of = |chances: &[f64]| fastrand::choice(chances).copied().unwrap_or_default();
        let mut kinds = FAULTS.to_vec();
        fastrand::shuffle(&mut kinds);
        kinds.truncate(fastrand::choice([1, 3, FAULTS.len()]).unwrap_or(1));
        let outage = (fastrand::u8(..5) == 0).then(|| {
            let from = fastrand::u64(..200);
            (Duration::from_secs(from), Duration::from_secs(from + fastrand::u64(10..300)))
        });
        Self {
            faults: of(&[0.0, 0.03, 0.1, 0.3, 0.6]),
            kinds,
            deaths: of(&[0.0, 0.1, 0.4]),
            cuts: of(&[0.0, 0.0, 0.01, 0.05]),
            outage,
        }
    }

    pub fn fate(&self) -> Fate {
        let now = clock::passed();
        if self.outage.is_some_and(|(from, to)| (from..to).contains(&now)) {
            return Fate::Unsent;
        }
        if fastrand::f64() >= self.faults {
            return Fate::Fair;
        }
        fastrand::choice(&self.kinds).copied().unwrap_or(Fate::Fair)
    }

    /// After how many steps a piece of work dies.
    pub fn death(&self) -> Option<u32> {
        (fastrand::f64() < self.deaths)
            .then(|| fastrand::u32(..fastrand::choice([10, 40, 160]).unwrap_or(10)))
    }

    /// Whether connections to the database last, and with them the locks of processes.
    pub fn keeps_locks(&self) -> bool {
        self.cuts == 0.0
    }

    pub fn cuts(&self) -> bool {
        self.cuts > 0.0 && fastrand::f64() < self.cuts
    }
}
