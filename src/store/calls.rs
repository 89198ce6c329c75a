//! Requests to MMS since the installation, by call and outcome (`metroport_api_calls`), added up by all processes.

use sqlx::Row as _;

use super::StoreError;
use crate::db::{Conn, on};
use crate::tally::{BOUNDS, Counts, Measured};

const SUMS: [&str; 7] =
    ["requests", "milliseconds", "within_100", "within_300", "within_1000", "within_3000", "within_10000"];

/// Adds what was counted, with one statement.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn add(conn: &mut Conn, counts: &Counts) -> Result<(), StoreError> {
    if counts.is_empty() {
        return Ok(());
    }
    // Rows in the order of the map: whoever adds to the same ones takes them in the same order.
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_api_calls (name, outcome, {}) VALUES {}{}",
        SUMS.join(", "),
        Conn::rows(counts.len(), SUMS.len().saturating_add(2)),
        conn.add_on_conflict("metroport_api_calls", "name, outcome", &SUMS),
    ));
    on!(conn, c => {
        let mut query = sqlx::query(statement);
        for ((call, outcome), measured) in counts {
            query = query.bind(*call).bind(*outcome).bind(measured.requests).bind(measured.milliseconds);
            for within in measured.within {
                query = query.bind(within);
            }
        }
        query.execute(&mut **c).await.map(|_| ())
    })?;
    Ok(())
}

/// Call, outcome, and what was counted.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn all(conn: &mut Conn) -> Result<Vec<(String, String, Measured)>, StoreError> {
    let statement = conn.sql(&format!(
        "SELECT name, outcome, {} FROM metroport_api_calls ORDER BY name, outcome",
        SUMS.join(", ")
    ));
    on!(conn, c => {
        let rows = sqlx::query(statement).fetch_all(&mut **c).await?;
        rows.iter().map(|row| {
            let mut within = [0; BOUNDS.len()];
            for (place, count) in within.iter_mut().enumerate() {
                *count = row.try_get(place.saturating_add(4))?;
            }
            let measured = Measured { requests: row.try_get(2)?, milliseconds: row.try_get(3)?, within };
            Ok((row.try_get(0)?, row.try_get(1)?, measured))
        }).collect()
    })
}
