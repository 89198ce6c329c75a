//! What can go wrong between us and MMS.

use std::time::Duration;

use super::SessionError;
use super::calls::{Call as _, Login};
use crate::personal::{Masked, OperatorText};

/// A failed call. Messages are for logs: no personal data, no session, no password, no query string.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MmsError {
    /// No connection: DNS, refused, unroutable. Nothing was sent.
    #[error("MMS cannot be reached ({detail})")]
    Unreachable {
        /// Which step failed.
        detail: String,
    },
    /// The certificate is not accepted, or there is no TLS at the other end. Nothing was sent.
    #[error("no secure connection to MMS ({detail})")]
    Tls {
        /// The TLS library's words.
        detail: String,
        /// Whether nothing is wrong with the certificate but that it is over, by this machine's clock.
        expired: bool,
    },
    /// A read was not answered in time, or its answer was cut off.
    #[error("{call}: MMS did not answer within {} ms", waited.as_millis())]
    Timeout {
        /// Which call.
        call: &'static str,
        /// How long it was waited for, all attempts together.
        waited: Duration,
    },
    /// MMS is there but cannot work now (429, 5xx), also after trying again.
    #[error("{call}: MMS is not available (HTTP {status}): {text}")]
    Unavailable {
        /// Which call.
        call: &'static str,
        /// HTTP status.
        status: u16,
        /// MMS's words.
        text: OperatorText,
    },
    /// The login or the password is wrong.
    #[error("MMS does not accept the login: {text}")]
    Login {
        /// MMS's words.
        text: OperatorText,
    },
    /// MMS refuses a session it has just given out, or an account without the right to this call.
    #[error("{call}: MMS does not accept a fresh session: {text}")]
    Session {
        /// Which call.
        call: &'static str,
        /// MMS's words.
        text: OperatorText,
    },
    /// MMS said no.
    #[error("{call}: MMS refused (HTTP {status}): {text}")]
    Rejected {
        /// Which call.
        call: &'static str,
        /// HTTP status.
        status: u16,
        /// MMS's words.
        text: OperatorText,
    },
    /// The answer was not understood.
    #[error("{call}: MMS's answer was not understood at {path}: {detail}")]
    Protocol {
        /// Which call.
        call: &'static str,
        /// JSON path, `.` for the whole.
        path: String,
        /// What was expected there.
        detail: String,
    },
    /// A change was sent and its answer was lost or made no sense: it may be done or not.
    #[error("{call}: the outcome is not known ({detail})")]
    OutcomeUnknown {
        /// Which call.
        call: &'static str,
        /// What became of the answer.
        detail: String,
    },
    /// The session could not be shared with the other processes.
    #[error("the shared MMS session is not available: {0}")]
    SessionStore(SessionError),
}

impl MmsError {
    /// The stable code by which the shell translates it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "mms.unreachable",
            Self::Tls { .. } => "mms.tls",
            Self::Timeout { .. } => "mms.timeout",
            Self::Unavailable { .. } => "mms.unavailable",
            Self::Login { .. } => "mms.login",
            Self::Session { .. } => "mms.session",
            Self::Rejected { status: 404, .. } => "mms.not_found",
            Self::Rejected { .. } => "mms.rejected",
            Self::Protocol { .. } => "mms.protocol",
            Self::OutcomeUnknown { .. } => "mms.outcome_unknown",
            Self::SessionStore(error) => error.code,
        }
    }

    /// The same; MMS's words without these values.
    #[must_use]
    pub(super) fn without(mut self, secrets: &[&Masked]) -> Self {
        if let Self::Unavailable { text, .. }
        | Self::Login { text }
        | Self::Session { text, .. }
        | Self::Rejected { text, .. } = &mut self
        {
            *text = std::mem::take(text).without(secrets);
        }
        self
    }

    /// Whether the next call will most likely fare no better, because of MMS or the way to it.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::Tls { .. }
            | Self::Timeout { .. }
            | Self::Unavailable { .. }
            | Self::Login { .. }
            | Self::Session { .. }
            | Self::OutcomeUnknown { .. }
            | Self::SessionStore(_) => true,
            // Without a login nothing else will be understood either.
            Self::Protocol { call, .. } => *call == Login::NAME,
            Self::Rejected { .. } => false,
        }
    }
}
