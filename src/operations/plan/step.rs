//! What a plan is made of.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::lms::customer::Address;
use crate::store::plans::State;

/// An id that is known, or that of what another step is about: it may be added by it only, and another one after it was
/// taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ref {
    /// This one.
    Id(i64),
    /// That of the step at this position.
    Step(usize),
}

/// Where an account is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Network id.
    pub network: i64,
    /// Where the decoders stand.
    pub address: Address,
}

/// What can be given and taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Thing {
    /// The customer's link to a user of MMS, who is added when MMS does not know him.
    Link,
    /// A MetroTV account.
    Account(Site),
    /// A package on it.
    Package {
        /// On which account.
        account: Ref,
        /// Package id.
        package: i64,
        /// 1 base, 2 extra, 3 multiroom, 4 PPV.
        group: i64,
        /// Gross.
        price: Decimal,
        /// The issued package in whose place it is issued anew: what pays for that pays for this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anew: Option<Ref>,
    },
    /// A decoder on a package.
    Decoder {
        /// On which account.
        account: Ref,
        /// On which issued package.
        order: Ref,
        /// Its MAC.
        mac: String,
    },
    /// An F-Secure service.
    Service {
        /// Product id.
        product: i64,
        /// Devices.
        size: i64,
    },
    /// A monthly liability in LMS.
    Liability {
        /// Which issued package is paid by it.
        order: Ref,
        /// Tariff id.
        tariff: i64,
        /// First second, Unix.
        from: i64,
        /// Last second, Unix; 0: for ever.
        to: i64,
        /// Day of the month, 0 for the last one.
        day: i64,
    },
}

/// What a step does. Each can be taken back: by its opposite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Adds it.
    Give(Thing),
    /// Removes it.
    Take(Thing),
    /// Changes an account's network or address.
    Move {
        /// Which account.
        account: Ref,
        /// Where it is.
        from: Site,
        /// Where it is to be.
        to: Site,
    },
    /// Changes the last second of a liability in LMS.
    End {
        /// Assignment id.
        assignment: i64,
        /// What it is.
        from: i64,
        /// What it is to be.
        to: i64,
    },
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it does.
    pub act: Act,
    /// Name of what it is about, from MMS or LMS: of the package, the network, the tariff…; a decoder's model.
    pub name: String,
    /// What besides helps to know it: a decoder's serial number.
    pub detail: String,
    /// What it costs a month, gross, as far as that is known.
    pub price: Option<Decimal>,
}

/// A step and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// What it does.
    pub step: Step,
    /// How far it is.
    pub state: State,
    /// Id of what it is about.
    pub id: Option<i64>,
    /// What was there of its kind before it was begun.
    pub before: Vec<i64>,
}

impl Record {
    /// One that is still to be done.
    pub(super) fn new(step: Step, id: Option<i64>) -> Self {
        Self { step, state: State::Open, id, before: Vec::new() }
    }

    /// Its like with the state and the id that looking has shown.
    pub(super) fn now(&self, state: State) -> Self {
        Self { state, ..self.clone() }
    }

    /// Whether it is LMS's own functions that do it, and so the shell.
    pub(super) fn is_lms(&self) -> bool {
        matches!(self.step.act, Act::Give(Thing::Liability { .. }) | Act::End { .. })
    }

    /// Whether it was about to be done or to be taken back when it was seen last.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(self.state, State::Begun | State::Returning)
    }

    /// Whether the thing is to be there when the step goes this way; for a change, the new state of things.
    pub(super) fn adds(&self, back: bool) -> bool {
        matches!(self.step.act, Act::Take(_)) == back
    }

    /// The state that says whether the thing is there.
    pub(super) fn seen(&self, there: bool) -> State {
        if self.adds(false) == there { State::Done } else { State::Open }
    }

    /// What it is about.
    pub(super) fn thing(&self) -> Option<&Thing> {
        match &self.step.act {
            Act::Give(thing) | Act::Take(thing) => Some(thing),
            Act::Move { .. } | Act::End { .. } => None,
        }
    }
}

/// The step that is next on the way forth, or back from the last one that was done; `None` at the end.
pub(super) fn next(records: &[Record], back: bool) -> Option<usize> {
    let left = |record: &Record| match record.state {
        State::Open => !back,
        State::Done => back,
        State::Found => false,
        State::Begun | State::Returning => true,
    };
    if back { records.iter().rposition(left) } else { records.iter().position(left) }
}

/// The id that is meant, `None` while it is not known.
pub(super) fn resolve(records: &[Record], wanted: Ref) -> Option<i64> {
    match wanted {
        Ref::Id(id) => Some(id),
        Ref::Step(position) => records.get(position).and_then(|record| record.id),
    }
}
