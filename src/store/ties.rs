//! Which tariffs of LMS are for which package or product (`metroport_tariff_ties`).

use super::StoreError;
use super::locks::Service;
use crate::db::{Conn, DbError, on};

/// A tariff that is for a package or a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// Of which kind the item is.
    pub service: Service,
    /// MetroTV package, or F-Secure product.
    pub item_id: i64,
    /// Tariff in LMS.
    pub tariff_id: i64,
}

/// All ties, each item's in the order in which they were made.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn all(conn: &mut Conn) -> Result<Vec<Tie>, StoreError> {
    let statement = conn.sql("SELECT service, item_id, tariff_id FROM metroport_tariff_ties ORDER BY id");
    let rows: Vec<(String, i64, i32)> = on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, item_id, tariff_id)| {
            Some(Tie { service: Service::from_word(&word)?, item_id, tariff_id: tariff_id.into() })
        })
        .collect())
}

/// Makes a tie; false when it is there already.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn add(conn: &mut Conn, tie: Tie, by: &str) -> Result<bool, StoreError> {
    let now = conn.now().await?;
    let statement = conn.sql(
        "INSERT INTO metroport_tariff_ties (service, item_id, tariff_id, tied_at, tied_by) VALUES (?, ?, ?, ?, ?)",
    );
    let done = on!(conn, c => {
        sqlx::query(statement)
            .bind(tie.service.word())
            .bind(tie.item_id)
            .bind(i32::try_from(tie.tariff_id).unwrap_or_default())
            .bind(now)
            .bind(by)
            .execute(&mut **c)
            .await
            .map(|_| ())
    });
    match done.map_err(DbError::from) {
        Ok(()) => Ok(true),
        Err(DbError::Duplicate) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Takes a tie away; false when there is none.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn remove(conn: &mut Conn, tie: Tie) -> Result<bool, StoreError> {
    let statement =
        conn.sql("DELETE FROM metroport_tariff_ties WHERE service = ? AND item_id = ? AND tariff_id = ?");
    let gone = on!(conn, c => {
        sqlx::query(statement)
            .bind(tie.service.word())
            .bind(tie.item_id)
            .bind(tie.tariff_id)
            .execute(&mut **c)
            .await
            .map(|done| done.rows_affected())
    })?;
    Ok(gone > 0)
}
