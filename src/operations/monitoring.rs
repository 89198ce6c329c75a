//! Numbers for who watches over many installations: the queue, the jobs, the API, the differences.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::queue::{Kind, State, What};
use super::{Context, OperationError};
use crate::clock;
use crate::db::Conn;
use crate::store::runs::{self, Run};
use crate::store::{StoreError, calls, data, locks, settings};
use crate::tally::BOUNDS;

/// Keeping the counts must not hold up what was counted.
const PATIENCE: Duration = Duration::from_secs(1);
/// The name under which the last count of differences is kept.
const DIFFERENCES: &str = "differences";

/// Everything that is counted. Times are Unix seconds by the database's clock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Numbers {
    /// The time.
    pub now: i64,
    /// What is wanted and not confirmed: each kind in each state.
    pub queue: Vec<Depth>,
    /// The last run of each job, also of those that never ran.
    pub runs: Vec<Run>,
    /// Requests to MMS since the installation.
    pub calls: Vec<Calls>,
    /// What LMS and MMS disagree about, as counted last.
    pub differences: Option<Differences>,
}

/// How much of a kind is wanted and not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Depth {
    /// What is wanted.
    pub kind: Kind,
    /// Whether MMS said no.
    pub state: State,
    /// How many customers.
    pub count: i64,
    /// Since when the oldest has been wanted.
    pub since: Option<i64>,
}

/// Requests of one call that ended alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Calls {
    /// Method and path.
    pub call: String,
    /// `ok`, or the stable code of the error.
    pub outcome: String,
    /// How many.
    pub requests: i64,
    /// How long they took together.
    pub milliseconds: i64,
    /// How many took no longer than so many milliseconds.
    pub within: Vec<Within>,
}

/// A bar of the histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Within {
    /// Milliseconds.
    pub milliseconds: u64,
    /// Requests that took no longer.
    pub requests: i64,
}

/// How many differences there were of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// When they were counted.
    pub at: i64,
    /// By what they are about.
    pub counts: BTreeMap<String, i64>,
}

/// Adds what this process has counted of its requests to what all have. What cannot be added now is kept for the next time.
pub async fn keep_counts(context: &Context) {
    let counts = context.mms.tally().take();
    let (false, Ok(db)) = (counts.is_empty(), context.db()) else { return };
    let adding = db.with(async |conn: &mut Conn| calls::add(conn, &counts).await);
    if !matches!(clock::timeout(PATIENCE, adding).await, Ok(Ok(()))) {
        context.mms.tally().give_back(&counts);
    }
}

/// Keeps the number of differences that somebody has just seen.
pub(super) async fn keep_differences(
    context: &Context,
    seen: impl Iterator<Item = What>,
) -> Result<(), StoreError> {
    let mut counts: BTreeMap<String, i64> =
        What::ALL.iter().map(|what| (what.word().to_owned(), 0)).collect();
    for what in seen {
        let count = counts.entry(what.word().to_owned()).or_default();
        *count = count.saturating_add(1);
    }
    context
        .tables(async |conn| {
            let differences = Differences { at: conn.now().await?, counts };
            settings::put(conn, DIFFERENCES, &serde_json::to_string(&differences).unwrap_or_default()).await
        })
        .await
}

/// All numbers, from the database alone.
///
/// # Errors
/// The store's.
pub async fn numbers(context: &Context) -> Result<Numbers, OperationError> {
    let work = context.tables(async |conn| {
        let now = conn.now().await?;
        let mut found: Vec<(Kind, bool, i64, Option<i64>)> = data::depth(conn)
            .await?
            .into_iter()
            .map(|(refused, count, since)| (Kind::Data, refused, count, since))
            .collect();
        found.extend(
            locks::depth(conn)
                .await?
                .into_iter()
                .map(|(service, refused, count, since)| (Kind::of(service), refused, count, since)),
        );
        let kept = settings::get(conn, DIFFERENCES).await?;
        Ok(Numbers {
            now,
            queue: depths(&found),
            runs: runs::all(conn).await?,
            calls: calls::all(conn).await?.into_iter().map(told).collect(),
            differences: kept.and_then(|text| serde_json::from_str(&text).ok()),
        })
    });
    Ok(work.await?)
}

/// Each kind in each state, also those of which there is nothing: a number that is not there raises no alarm.
fn depths(found: &[(Kind, bool, i64, Option<i64>)]) -> Vec<Depth> {
    let mut depths = Vec::new();
    for kind in Kind::ALL {
        for state in [State::Waiting, State::Refused] {
            let row = found.iter().find(|row| row.0 == kind && State::of(row.1) == state);
            depths.push(Depth {
                kind,
                state,
                count: row.map_or(0, |row| row.2),
                since: row.and_then(|row| row.3),
            });
        }
    }
    depths
}

fn told((call, outcome, measured): (String, String, crate::tally::Measured)) -> Calls {
    let within = BOUNDS.iter().zip(measured.within);
    Calls {
        call,
        outcome,
        requests: measured.requests,
        milliseconds: measured.milliseconds,
        within: within.map(|(bound, requests)| Within { milliseconds: *bound, requests }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_state_is_told_also_when_there_is_nothing() {
        let depths = depths(&[(Kind::MetroTv, true, 3, Some(7))]);
        assert_eq!(depths.len(), 6);
        let there: Vec<_> = depths.iter().filter(|depth| depth.count > 0).collect();
        assert_eq!(there, [&Depth { kind: Kind::MetroTv, state: State::Refused, count: 3, since: Some(7) }]);
        assert!(depths.iter().all(|depth| (depth.count > 0) == depth.since.is_some()));
    }
}
