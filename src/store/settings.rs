//! Single values by their names (`metroport_settings`).

use super::StoreError;
use crate::db::{Conn, on};

/// The value of that name.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn get(conn: &mut Conn, name: &str) -> Result<Option<String>, StoreError> {
    let statement = conn.sql("SELECT value FROM metroport_settings WHERE name = ?");
    Ok(on!(conn, c => sqlx::query_scalar(statement).bind(name).fetch_optional(&mut **c).await)?)
}

/// Stores a value in place of the one before.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn put(conn: &mut Conn, name: &str, value: &str) -> Result<(), StoreError> {
    let conflict = conn.on_conflict("name", &["value", "updated"]);
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_settings (name, value, updated) VALUES (?, ?, CURRENT_TIMESTAMP){conflict}"
    ));
    on!(conn, c => sqlx::query(statement).bind(name).bind(value).execute(&mut **c).await.map(|_| ()))?;
    Ok(())
}
