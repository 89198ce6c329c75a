//! LMS's assignments, which its panel calls liabilities (zobowiązania).

use crate::db::{Conn, DbError, on};

/// Whose an assignment is; `None` when there is none of that id.
///
/// # Errors
/// [`DbError`]
pub async fn customer(conn: &mut Conn, id: i64) -> Result<Option<i64>, DbError> {
    let statement = conn.sql("SELECT customerid FROM assignments WHERE id = ?");
    let found: Option<i32> =
        on!(conn, c => sqlx::query_scalar(statement).bind(id).fetch_optional(&mut **c).await)?;
    Ok(found.map(i64::from))
}
