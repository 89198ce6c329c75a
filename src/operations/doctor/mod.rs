//! The doctor: everything the plugin needs, one step after another, each with what was found and how long it took.

mod database;
mod network;

use std::time::Instant;

use serde::Serialize;

pub use self::database::database;
use super::{Context, OperationError};

/// One step and how it went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// What was tried.
    pub step: String,
    /// Whether it went well.
    pub ok: bool,
    /// How long it took.
    pub milliseconds: f64,
    /// What was found, or the error; English, without secrets.
    pub detail: String,
    /// The error's stable code.
    pub code: Option<&'static str>,
}

/// Tries database, MMS and all between them. Steps that need an earlier one are left out when it failed.
pub async fn examine(context: &Context) -> Vec<Step> {
    let mut steps =
        vec![Step::of("configuration", Instant::now(), Ok(context.config.mms.base.as_str().to_owned()))];
    let mut tables = true;
    if let Ok(db) = context.db() {
        steps.extend(database(db).await);
        tables = steps.iter().any(|step| step.step == "schema" && step.ok);
    }
    // A new session is shared through the plugin's tables, so without them there is nothing to try.
    steps.extend(network::network(context, tables).await);
    steps
}

/// Why a step did not go well.
struct Complaint {
    code: &'static str,
    detail: String,
}

impl<E: Into<OperationError>> From<E> for Complaint {
    fn from(error: E) -> Self {
        let error = error.into();
        Self { code: error.code(), detail: error.to_string() }
    }
}

impl Step {
    fn of(step: impl Into<String>, begun: Instant, found: Result<String, Complaint>) -> Self {
        let milliseconds = begun.elapsed().as_secs_f64() * 1000.0;
        let step = step.into();
        match found {
            Ok(detail) => Self { step, ok: true, milliseconds, detail, code: None },
            Err(Complaint { code, detail }) => {
                Self { step, ok: false, milliseconds, detail, code: Some(code) }
            }
        }
    }
}
