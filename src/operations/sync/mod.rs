//! Bringing MMS's catalogues and its warehouse into the plugin's tables. Only what changed is written, in one transaction.

mod plan;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

pub use self::plan::{Counts, Plan, plan};
use super::alone::PATIENCE;
use super::job::{Note, job};
use super::{Context, OperationError, Progress, Stopped};
use crate::db::LockName;
use crate::mms::calls::{Call, ListPackages, ListProducts, ListStbs};
use crate::store::catalogues::{self, DECODERS, FSECURE_PACKAGES, METROTV_PACKAGES, Row, Table};

/// The whole run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Set when nothing at all was done: `sync.busy`, `sync.empty`, `sync.stopped`.
    pub stopped: Option<Stopped>,
    /// Rows.
    #[serde(flatten)]
    pub counts: Counts,
}

impl Report {
    fn stopped(code: &'static str, message: &str) -> Self {
        Self { stopped: Some(Stopped { code, message: message.to_owned() }), ..Self::default() }
    }
}

/// F-Secure products.
///
/// # Errors
/// Any of MMS's and of the store's.
pub async fn fsecure_packages(
    context: &Context,
    dry_run: bool,
    progress: &Progress,
) -> Result<Report, OperationError> {
    run(context, &FSECURE_PACKAGES, &ListProducts {}, dry_run, progress).await
}

/// MetroTV packages.
///
/// # Errors
/// Any of MMS's and of the store's.
pub async fn metrotv_packages(
    context: &Context,
    dry_run: bool,
    progress: &Progress,
) -> Result<Report, OperationError> {
    run(context, &METROTV_PACKAGES, &ListPackages {}, dry_run, progress).await
}

/// The warehouse and everything issued.
///
/// # Errors
/// Any of MMS's and of the store's.
pub async fn decoders(
    context: &Context,
    dry_run: bool,
    progress: &Progress,
) -> Result<Report, OperationError> {
    run(context, &DECODERS, &ListStbs {}, dry_run, progress).await
}

async fn run<T: Serialize>(
    context: &Context,
    table: &'static Table,
    list: &impl Call<Answer = Vec<T>>,
    dry_run: bool,
    progress: &Progress,
) -> Result<Report, OperationError> {
    let work = Box::pin(run_alone(context, table, list, dry_run, progress));
    if dry_run {
        return work.await;
    }
    let name = table.name.strip_prefix("metroport_").unwrap_or(table.name);
    let done = Box::pin(job(context, LockName::Sync, name, PATIENCE, work, note)).await?;
    Ok(done.unwrap_or_else(|| Report::stopped("sync.busy", "another run is pairing or updating")))
}

fn note(report: &Report) -> Note {
    let Counts { added, changed, gone, .. } = report.counts;
    let text = match &report.stopped {
        Some(stopped) => stopped.code.to_owned(),
        None => format!("{added} added, {changed} changed, {gone} gone"),
    };
    Note { succeeded: report.stopped.is_none(), text }
}

/// Asks MMS only now that nobody else writes: who waited would bring older news.
async fn run_alone<T: Serialize>(
    context: &Context,
    table: &'static Table,
    list: &impl Call<Answer = Vec<T>>,
    dry_run: bool,
    progress: &Progress,
) -> Result<Report, OperationError> {
    let shown = context.mms.send(list, context.deadline()).await?;
    if progress.is_stopped() {
        return Ok(Report::stopped("sync.stopped", "stopped by the user"));
    }
    let (fresh, clipped) = rows(table, &shown);
    let work = context.tables(async |conn| {
        conn.begin().await?;
        let stored = catalogues::load(conn, table).await?;
        if fresh.is_empty() && stored.values().any(|row| row.gone_at.is_none()) {
            conn.commit().await?;
            return Ok(Report::stopped(
                "sync.empty",
                "MMS shows nothing at all, though there was something before",
            ));
        }
        let mut plan = plan(table, &stored, fresh, conn.now().await?);
        plan.counts.clipped = clipped;
        if !dry_run && !plan.write.is_empty() {
            progress.expect(plan.write.len());
            catalogues::free(conn, table, &plan.free).await?;
            catalogues::write(conn, table, &plan.write, |rows| (0..rows).for_each(|_| progress.step()))
                .await?;
        }
        conn.commit().await?;
        Ok(Report { stopped: None, counts: plan.counts })
    });
    Ok(work.await?)
}

/// What MMS shows as rows of the table, and how many of them do not fit as a whole. One without an id is nothing.
fn rows<T: Serialize>(table: &Table, shown: &[T]) -> (Vec<Row>, usize) {
    let mut clipped = 0_usize;
    let mut rows = Vec::with_capacity(shown.len());
    for item in shown {
        // The models' fields have the names of the columns.
        let Ok(Value::Object(fields)) = serde_json::to_value(item) else { continue };
        let Some(id) = fields.get("id").and_then(Value::as_i64).filter(|id| *id > 0) else { continue };
        let mut fits = true;
        let cell = |column: &catalogues::Column| {
            let value = match fields.get(column.name) {
                Some(Value::String(text)) => text.as_str().into(),
                None | Some(Value::Null) => Cow::Borrowed(""),
                Some(other) => other.to_string().into(),
            };
            let (cell, whole) = table.fit(column, &value);
            fits &= whole;
            cell
        };
        let cells = table.columns.iter().map(cell).collect();
        if !fits {
            clipped = clipped.saturating_add(1);
        }
        rows.push(Row { id, gone_at: None, cells });
    }
    (rows, clipped)
}
