//! When each job ran last, and how it went (`metroport_runs`).

use super::StoreError;
use crate::db::{Conn, on};

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
