//! The doctor: everything the plugin needs, one step after another, each with what was found and how long it took.

mod database;
mod network;

use std::collections::BTreeMap;
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
    /// What `detail` says, in parts, for who says it in another language; empty where there are none.
    pub found: BTreeMap<&'static str, Part>,
}

/// A part of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Part {
    /// A count, seconds or a moment in Unix seconds, as its name says.
    Number(i64),
    /// Words of a job, or names.
    Text(String),
}

/// Tries database, MMS and all between them. Steps that need an earlier one are left out when it failed.
pub async fn examine(context: &Context) -> Vec<Step> {
    let mut steps = vec![Step::of(
        "configuration",
        Instant::now(),
        Ok(context.config.mms.base.as_str().to_owned().into()),
    )];
    let mut tables = true;
    if let Ok(db) = context.db() {
        steps.extend(database(db).await);
        tables = steps.iter().any(|step| step.step == "schema" && step.ok);
    }
    // A new session is shared through the plugin's tables, so without them there is nothing to try.
    steps.extend(network::network(context, tables).await);
    steps
}

/// What a step found: as a sentence, and in parts where it has any.
#[derive(Debug, Default, PartialEq)]
struct Finding {
    detail: String,
    found: BTreeMap<&'static str, Part>,
}

impl From<String> for Finding {
    fn from(detail: String) -> Self {
        Self { detail, found: BTreeMap::new() }
    }
}

impl Finding {
    fn with(detail: String, parts: impl IntoIterator<Item = (&'static str, i64)>) -> Self {
        Self { detail, found: parts.into_iter().map(|(name, part)| (name, Part::Number(part))).collect() }
    }
}

/// Why a step did not go well.
#[derive(Debug, PartialEq)]
struct Complaint {
    code: &'static str,
    finding: Finding,
}

impl<E: Into<OperationError>> From<E> for Complaint {
    fn from(error: E) -> Self {
        let error = error.into();
        Self { code: error.code(), finding: error.to_string().into() }
    }
}

impl Step {
    fn of(step: impl Into<String>, begun: Instant, result: Result<Finding, Complaint>) -> Self {
        let milliseconds = begun.elapsed().as_secs_f64() * 1000.0;
        let (code, Finding { detail, found }) = match result {
            Ok(finding) => (None, finding),
            Err(Complaint { code, finding }) => (Some(code), finding),
        };
        Self { step: step.into(), ok: code.is_none(), milliseconds, detail, code, found }
    }
}
