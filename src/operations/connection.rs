//! The connection test: everything the plugin needs, one step after another.

use std::time::Instant;

use serde::Serialize;

use super::{Context, OperationError};
use crate::store::schema;

/// One step and how it went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// `configuration`, `server`, `login`, `database`, `schema`.
    pub step: &'static str,
    /// Whether it went well.
    pub ok: bool,
    /// How long it took.
    pub milliseconds: f64,
    /// What was found, or the error; English, without secrets.
    pub detail: String,
    /// The error's stable code.
    pub code: Option<&'static str>,
}

/// Tries the database, its schema, the server and the login. Steps that need an earlier one are left out when it failed.
pub async fn test(context: &Context) -> Vec<Step> {
    let mut steps = vec![Step {
        step: "configuration",
        ok: true,
        milliseconds: 0.0,
        detail: context.config.mms.base.as_str().to_owned(),
        code: None,
    }];
    let mut share = true;
    if context.config.database.is_some() {
        let begun = Instant::now();
        let found = async { context.db()?.with(async |conn| schema::version(conn).await).await };
        let found = found.await.map_err(OperationError::from);
        share = found.is_ok();
        steps.push(step("database", begun, found.as_ref().map(|_| String::new()).map_err(Clone::clone)));
        if found.is_ok() {
            let begun = Instant::now();
            let version = context.tables(async |conn| schema::version(conn).await).await;
            share = version.is_ok();
            steps.push(step("schema", begun, version.map(|v| v.to_string()).map_err(OperationError::from)));
        }
    }
    let begun = Instant::now();
    let reached = context.mms.reach(context.deadline()).await;
    let there = reached.is_ok();
    let wire = |encrypted: bool| if encrypted { "https" } else { "http" };
    steps.push(step(
        "server",
        begun,
        reached.map(|r| wire(r.encrypted).to_owned()).map_err(OperationError::from),
    ));
    // The new session is shared through the plugin's tables, so without them there is nothing to try.
    if there && share {
        let begun = Instant::now();
        let login = context.mms.log_in(context.deadline()).await;
        steps.push(step("login", begun, login.map(|()| String::new()).map_err(OperationError::from)));
    }
    steps
}

fn step(name: &'static str, begun: Instant, result: Result<String, OperationError>) -> Step {
    let milliseconds = begun.elapsed().as_secs_f64() * 1000.0;
    match result {
        Ok(detail) => Step { step: name, ok: true, milliseconds, detail, code: None },
        Err(error) => {
            Step { step: name, ok: false, milliseconds, detail: error.to_string(), code: Some(error.code()) }
        }
    }
}
