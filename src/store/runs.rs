//! When each job ran last, and how it went (`metroport_runs`).

use serde::Serialize;
use sqlx::Row as _;

use super::StoreError;
use crate::db::{Conn, on};

/// The jobs of cron, and after how many seconds without a good end one is late, by the lines in `php-shim/contrib`.
pub const JOBS: [(&str, i64); 6] = [
    ("converge", 1800),
    ("fsecure_packages", 180_000),
    ("metrotv_packages", 180_000),
    ("metrotv_stb", 180_000),
    ("pair", 180_000),
    ("services", 180_000),
];

/// The last run of a job. Times are Unix seconds by the database's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Which job.
    pub job: String,
    /// When it began; `None` when it never did.
    pub started_at: Option<i64>,
    /// When it ended; `None` while it runs, or when its process died.
    pub ended_at: Option<i64>,
    /// When one ended well last.
    pub succeeded_at: Option<i64>,
    /// Counts, or the code of the error.
    pub note: String,
}

/// The last run of each job, also of those of cron that never ran.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn all(conn: &mut Conn) -> Result<Vec<Run>, StoreError> {
    let statement = conn.sql("SELECT job, started_at, ended_at, succeeded_at, note FROM metroport_runs");
    let mut runs = on!(conn, c => {
        let rows = sqlx::query(statement).fetch_all(&mut **c).await?;
        rows.iter().map(|row| Ok(Run {
            job: row.try_get(0)?,
            started_at: Some(row.try_get(1)?),
            ended_at: row.try_get(2)?,
            succeeded_at: row.try_get(3)?,
            note: row.try_get(4)?,
        })).collect::<Result<Vec<_>, sqlx::Error>>()
    })?;
    for (job, _) in JOBS {
        if !runs.iter().any(|run| run.job == job) {
            let never = Run {
                job: job.to_owned(),
                started_at: None,
                ended_at: None,
                succeeded_at: None,
                note: String::new(),
            };
            runs.push(never);
        }
    }
    runs.sort_by(|a, b| a.job.cmp(&b.job));
    Ok(runs)
}

/// Records that a job begins.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn begin(conn: &mut Conn, job: &str) -> Result<(), StoreError> {
    let now = conn.now().await?;
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_runs (job, started_at, ended_at, note) VALUES (?, ?, NULL, ''){}",
        conn.on_conflict("job", &["started_at", "ended_at", "note"]),
    ));
    on!(conn, c => sqlx::query(statement).bind(job).bind(now).execute(&mut **c).await.map(|_| ()))?;
    Ok(())
}

/// Records that it has ended. `note`: counts only; what is longer than 191 characters is cut.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn end(conn: &mut Conn, job: &str, succeeded: bool, note: &str) -> Result<(), StoreError> {
    let now = conn.now().await?;
    let statement = conn.sql(
        "UPDATE metroport_runs SET ended_at = ?, succeeded_at = COALESCE(?, succeeded_at), note = ? WHERE job = ?",
    );
    let note: String = note.chars().take(191).collect();
    on!(conn, c => {
        let query = sqlx::query(statement).bind(now).bind(succeeded.then_some(now)).bind(&note).bind(job);
        query.execute(&mut **c).await.map(|_| ())
    })?;
    Ok(())
}

/// When a job last did what it is for, in Unix seconds; `None` when it never did.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn succeeded_at(conn: &mut Conn, job: &str) -> Result<Option<i64>, StoreError> {
    let statement = conn.sql("SELECT succeeded_at FROM metroport_runs WHERE job = ?");
    let found: Option<Option<i64>> =
        on!(conn, c => sqlx::query_scalar(statement).bind(job).fetch_optional(&mut **c).await)?;
    Ok(found.flatten())
}
