//! What is wanted and not yet so in MMS: data of customers, locks and releases. Whatever changes in LMS is recorded as wanted
//! and stays so until MMS has confirmed it; the converger finds what nobody noticed and finishes what is due.

mod card;
mod converge;
mod detect;
mod differences;
mod follow;
mod items;
mod send;
mod wish;

use serde::Serialize;

pub(super) use self::card::{seen, send_now};
pub use self::converge::{Options, Report, converge};
pub(super) use self::differences::LATE;
pub use self::differences::{Attention, Difference, What, attention, differences};
pub use self::follow::{Fate, Followed, follow};
pub use self::items::{Item, State, data_of, give_up, page, retry};
use crate::store::locks::Service;

/// What can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A customer's data.
    Data,
    /// The lock or release of his television.
    MetroTv,
    /// The lock or release of his F-Secure.
    FSecure,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Data, Self::MetroTv, Self::FSecure];

    /// The word in the PHP interface.
    pub fn word(self) -> &'static str {
        self.service().map_or("data", Service::word)
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    fn service(self) -> Option<Service> {
        match self {
            Self::Data => None,
            Self::MetroTv => Some(Service::MetroTv),
            Self::FSecure => Some(Service::FSecure),
        }
    }

    pub(super) fn of(service: Service) -> Self {
        match service {
            Service::MetroTv => Self::MetroTv,
            Service::FSecure => Self::FSecure,
        }
    }
}

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it was about.
    pub kind: Kind,
    /// LMS customer; 0 when it is about MMS as a whole.
    pub customer_id: i64,
    /// How it went.
    pub outcome: Outcome,
    /// Stable code of the error.
    pub code: Option<String>,
    /// MMS's words, or the error.
    pub message: Option<String>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// MMS confirmed it.
    Done,
    /// It would be tried (dry run).
    Planned,
    /// MMS said no, or it cannot be sent as it is.
    Refused,
    /// Not this time; it stays wanted.
    Failed,
}
