//! What may change and what MMS refuses, one file per subject. Nothing here knows HTTP beyond a status number.

mod accounts;
mod customers;
mod orders;
mod security;
mod stbs;

use std::fmt;

pub(crate) use accounts::AccountFields;

/// A "no" from MMS: a status and a sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status, 4xx.
    pub status: u16,
    /// What the operator is told, in Polish.
    pub text: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }

    /// The request itself is wrong.
    pub(crate) fn invalid(text: impl Into<String>) -> Self {
        Self::new(400, text)
    }

    /// There is no such thing.
    pub(crate) fn unknown(what: &str) -> Self {
        Self::new(404, format!("Nie znaleziono: {what}"))
    }

    /// The state does not allow it.
    pub(crate) fn conflict(text: impl Into<String>) -> Self {
        Self::new(409, text)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.text)
    }
}

impl std::error::Error for Refusal {}
