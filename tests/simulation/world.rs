//! From a seed to a verdict.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use metroport::sim::{self, clock};
use mms_sim::{Local, Options};

use crate::database::Database;
use crate::house::{House, Outside};
use crate::weather::Weather;
use crate::{beginning, clerks, copies, executor, people, plans, truth};

/// No world lasts longer, and none needs more turns.
const LONGEST: Duration = Duration::from_hours(72);
const MOST_TURNS: u64 = 300_000;
/// Wishes are tried again after six hours at most.
const AN_HOUR: Duration = Duration::from_hours(1);
const HOURS: usize = 24;

/// How a world ended.
pub struct Verdict {
    seed: u64,
    /// Everything that is not as it must be.
    pub wrong: Vec<String>,
    /// What everything that happened comes to.
    pub hash: u64,
    turns: u64,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {} ({} turns, {:016x}): ", self.seed, self.turns, self.hash)?;
        if self.wrong.is_empty() {
            return f.write_str("all is well");
        }
        f.write_str("FAILED")?;
        self.wrong.iter().try_for_each(|wrong| write!(f, "\n    {wrong}"))
    }
}

/// Makes worlds, one after another, on one thread.
pub struct Worlds {
    lms: Rc<RefCell<Database>>,
    mms: BTreeMap<i64, Options>,
}

impl Worlds {
    pub fn new() -> Self {
        Self { lms: Rc::new(RefCell::new(Database::new())), mms: BTreeMap::new() }
    }

    /// Runs the world of a seed; with `talk` also tells everything that happened.
    pub fn run(&mut self, seed: u64, talk: bool) -> (Verdict, String) {
        fastrand::seed(seed);
        clock::start();
        self.lms.borrow_mut().clear();
        let customers = fastrand::choice([3, 3, 4, 5]).unwrap_or(3);
        let mms = self.mms.entry(customers).or_insert_with(|| beginning::mms(customers - 1)).clone();
        let mms = Local::new(mms).expect("a world");
        let house = Rc::new(House::new(mms, Rc::clone(&self.lms), Weather::drawn(), talk));
        house.note(format_args!("{:?}", house.weather.borrow()));
        beginning::fill(&house, customers);
        sim::enter(Rc::new(Outside(Rc::clone(&house))));
        let ended = Self::live(&house, customers);
        let (turns, mut wrong) = match ended {
            Ok((turns, wrong)) => (turns, wrong),
            Err(wrong) => (0, vec![wrong]),
        };
        wrong.truncate(20);
        sim::leave();
        clock::stop();
        let (hash, diary) = house.diary();
        (Verdict { seed, wrong, hash, turns }, diary)
    }

    fn live(house: &Rc<House>, customers: i64) -> Result<(u64, Vec<String>), String> {
        for _ in 0..fastrand::u32(1..=2) {
            executor::start(people::converger(Rc::clone(house), fastrand::u32(1..=3)));
            executor::start(clerks::clerk(Rc::clone(house), customers, fastrand::u32(1..=6)));
        }
        executor::start(people::billing(Rc::clone(house), customers, fastrand::u32(1..=3)));
        if fastrand::u8(..4) == 0 {
            executor::start(people::pairing(Rc::clone(house)));
        }
        let planned = (fastrand::u8(..3) == 0).then(|| fastrand::i64(1..=customers));
        house.truth.borrow_mut().planned = planned;
        house.truth.borrow_mut().changed.extend(planned);
        // Whom a plan links it unlinks when it is taken back.
        house.truth.borrow_mut().unlinked.extend(planned.filter(|customer| *customer >= customers - 1));
        let copies = fastrand::u8(..4) == 0;
        if copies {
            executor::start(copies::copier(Rc::clone(house), fastrand::u32(1..=6)));
        }
        if let Some(customer) = planned {
            for name in &plans::CLERKS[..fastrand::usize(1..=2)] {
                executor::start(plans::planner(Rc::clone(house), name, customer, fastrand::u32(1..=8)));
            }
        }
        let mut turns = executor::run(LONGEST, MOST_TURNS)?;

        house.note(format_args!("the weather clears up"));
        house.weather.replace(Weather::calm());
        if let Some(customer) = planned {
            executor::start(plans::finish(Rc::clone(house), customer));
        }
        executor::start(settle(Rc::clone(house)));
        turns += executor::run(LONGEST, MOST_TURNS)?;
        let mut wrong = truth::judge(house, false);
        if copies {
            executor::start(copies::compare(Rc::clone(house)));
            turns += executor::run(LONGEST, MOST_TURNS)?;
        }

        house.note(format_args!("LMS says once more what it wants"));
        let last = Rc::clone(house);
        executor::start(async move { people::bill(&last, customers).await });
        executor::start(settle(Rc::clone(house)));
        turns += executor::run(LONGEST, MOST_TURNS)?;
        wrong.extend(truth::judge(house, true).into_iter().map(|wrong| format!("at last: {wrong}")));
        Ok((turns, wrong))
    }
}

/// Cron goes on until nothing is left.
async fn settle(house: Rc<House>) {
    for _ in 0..HOURS {
        clock::sleep(AN_HOUR).await;
        if people::converge(&house, 500).await {
            let changes = house.network.borrow().changes();
            people::converge(&house, 500).await;
            if house.network.borrow().changes() != changes {
                house.network.borrow_mut().broken.push("nothing was left to do, and more was done".into());
            }
            return;
        }
    }
}
