//! What was asked of the simulator, without a word of what it was about.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

/// Counts since the start or the last reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Arrivals per call, as `METHOD /route/{id}`; what is no call of the API counts as `METHOD (unknown)`.
    pub calls: BTreeMap<String, u64>,
    /// All arrivals.
    pub requests: u64,
    /// Logins that worked.
    pub logins: u64,
    /// Logins with a wrong name or password.
    pub failed_logins: u64,
    /// Changes that took effect; one that was delivered twice counts twice.
    pub changing: u64,
    /// Requests refused with 4xx by a rule, 401 not among them.
    pub refused: u64,
    /// Requests without a living session.
    pub unauthorized: u64,
    /// Fields that were sent although the API does not list them.
    pub unlisted_fields: u64,
    /// Requests that met a fault.
    pub faults: u64,
    /// Connections accepted, those of `/_sim` included.
    pub connections: u64,
    /// The most requests that were under way at once.
    pub max_concurrent: u64,
}

impl Counters {
    /// How often a call arrived, as `METHOD /route/{id}`.
    pub fn call(&self, name: &str) -> u64 {
        self.calls.get(name).copied().unwrap_or(0)
    }
}

/// One request in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogEntry {
    /// Number since the start.
    pub number: u64,
    /// Method.
    pub method: String,
    /// Path, with the names of query parameters but not their values.
    pub path: String,
    /// Status that was sent; none when nothing was.
    pub status: Option<u16>,
    /// How often it took effect.
    pub effects: u8,
    /// The fault it met.
    pub fault: Option<String>,
}

/// The last requests.
pub(crate) struct Log {
    entries: VecDeque<LogEntry>,
    next: u64,
}

impl Log {
    const KEPT: usize = 1000;

    pub fn new() -> Self {
        Self { entries: VecDeque::new(), next: 1 }
    }

    pub fn push(&mut self, mut entry: LogEntry) {
        entry.number = self.next;
        self.next = self.next.saturating_add(1);
        if self.entries.len() == Self::KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub fn entries(&self) -> Vec<LogEntry> {
        self.entries.iter().cloned().collect()
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
