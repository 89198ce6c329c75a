//! Following of single customers, right after something was changed in LMS.

use std::collections::HashMap;
use std::time::Instant;

use futures_util::stream::{self, StreamExt as _};
use serde::Serialize;

use super::detect::{Finding, Standing, compare, compare_with, note};
use super::send::send;
use super::{Line, Outcome};
use crate::lms::customer::{self, Linked, Which};
use crate::mms::calls::{GetUser, UserFields};
use crate::operations::{Context, OperationError, Progress};
use crate::store::data::{self, Record};

/// Customers asked for in one statement.
const CHUNK: usize = 500;

/// What became of a customer's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Followed {
    /// LMS customer.
    pub customer_id: i64,
    /// What became of it.
    pub outcome: Fate,
    /// Stable code of the error.
    pub code: Option<String>,
    /// MMS's words, or the error.
    pub message: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// Nothing changed of what MMS is to know.
    Same,
    /// MMS has it.
    Done,
    /// It is sent later.
    Waiting,
    /// It needs other data, or a person.
    Refused,
    /// There is nobody in MMS who could follow, or the customer is deleted in LMS.
    Unlinked,
}

/// Records for each of these customers whether MMS has to follow, and with `now` tries at once, within the time of one
/// operation. Without it MMS is not asked at all. Nothing happens when data are not followed.
///
/// # Errors
/// The store's. What MMS says is in the result.
pub async fn follow(
    context: &Context,
    customers: &[i64],
    now: bool,
) -> Result<Vec<Followed>, OperationError> {
    if !context.config.follow_data || customers.is_empty() {
        return Ok(Vec::new());
    }
    let deadline = context.deadline();
    let mut fates: HashMap<i64, Followed> = HashMap::new();
    let mut findings: HashMap<i64, Option<Finding>> = HashMap::new();
    let mut unknown: Vec<(i64, i64, UserFields)> = Vec::new();
    let work = context.tables(async |conn| {
        let mut look = |linked: Linked| {
            let (standing, fields) = compare(&linked);
            let customer = linked.customer_id;
            match standing {
                Standing::Settled => _ = fates.insert(customer, plain(customer, Fate::Same)),
                Standing::Wanted => _ = findings.insert(customer, None),
                Standing::Changed(finding) => _ = findings.insert(customer, Some(finding)),
                Standing::Unknown => unknown.push((customer, linked.mms_id, fields)),
            }
        };
        for some in customers.chunks(CHUNK) {
            customer::linked(conn, Which::These(some), &mut look).await?;
        }
        Ok(())
    });
    work.await?;
    if now {
        findings.extend(compare_all(context, unknown, deadline).await);
    } else {
        // The next run compares them with what MMS has.
        fates.extend(unknown.into_iter().map(|(customer, _, _)| (customer, plain(customer, Fate::Waiting))));
    }
    let records = record(context, findings).await?;
    let wanted = |record: &&Record| record.wanted.is_some();
    let waiting: Vec<i64> = records.iter().filter(wanted).map(|record| record.customer_id).collect();
    fates.extend(records.into_iter().map(|record| (record.customer_id, standing(record))));
    if now && !waiting.is_empty() {
        let progress = Progress::default();
        let sent = Box::pin(send(context, &waiting, "follow", Some(deadline), &progress)).await?;
        for line in sent {
            fates.insert(line.customer_id, line.into());
        }
    }
    let mut all = customers.to_vec();
    all.sort_unstable();
    all.dedup();
    let fate = |customer| fates.remove(&customer).unwrap_or_else(|| plain(customer, Fate::Unlinked));
    Ok(all.into_iter().map(fate).collect())
}

/// Asks MMS for users of whom nothing is recorded. Where it does not answer they count as changed: somebody has just been at
/// them.
async fn compare_all(
    context: &Context,
    unknown: Vec<(i64, i64, UserFields)>,
    deadline: Instant,
) -> Vec<(i64, Option<Finding>)> {
    stream::iter(unknown)
        .map(async |(customer, user, fields)| {
            let present = context.mms.send(&GetUser { id: user }, deadline).await.ok().flatten();
            (customer, Some(compare_with(user, &fields, present.as_ref())))
        })
        .buffer_unordered(context.mms.concurrency())
        .collect()
        .await
}

async fn record(
    context: &Context,
    mut findings: HashMap<i64, Option<Finding>>,
) -> Result<Vec<Record>, OperationError> {
    let ids: Vec<i64> = findings.keys().copied().collect();
    let by = context.config.actor.as_str();
    let work = context.tables(async |conn| {
        data::change(conn, &ids, |record, at| {
            if let Some(Some(finding)) = findings.remove(&record.customer_id) {
                note(record, finding, by, at);
            }
            true
        })
        .await
    });
    Ok(work.await?)
}

fn plain(customer_id: i64, outcome: Fate) -> Followed {
    Followed { customer_id, outcome, code: None, message: None }
}

/// What can be said of a record that nobody has tried to send yet.
fn standing(record: Record) -> Followed {
    let outcome = match (&record.wanted, record.refused) {
        (None, _) => Fate::Same,
        (Some(_), true) => Fate::Refused,
        (Some(_), false) => Fate::Waiting,
    };
    let Record { customer_id, error_code, error_text, .. } = record;
    Followed { customer_id, outcome, code: error_code, message: error_text }
}

impl From<Line> for Followed {
    fn from(line: Line) -> Self {
        let outcome = match line.outcome {
            Outcome::Done => Fate::Done,
            Outcome::Refused => Fate::Refused,
            Outcome::Failed | Outcome::Planned => Fate::Waiting,
        };
        Self { customer_id: line.customer_id, outcome, code: line.code, message: line.message }
    }
}
