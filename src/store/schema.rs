//! Which version of the plugin's tables is there.

use super::StoreError;
use crate::db::{Conn, on};

/// The version that LMS recorded (`dbinfo`); 0 when there is none.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn version(conn: &mut Conn) -> Result<i64, StoreError> {
    let statement = conn.sql("SELECT keyvalue FROM dbinfo WHERE keytype = ?");
    let found: Option<String> = on!(conn, c => {
        sqlx::query_scalar(statement).bind("dbversion_LMSMetroportPlugin").fetch_optional(&mut **c).await
    })?;
    Ok(found.and_then(|text| text.trim().parse().ok()).unwrap_or(0))
}

/// # Errors
/// [`StoreError::Schema`] when the tables are older than this code. Newer ones are fine: columns are only ever added.
pub async fn require(conn: &mut Conn) -> Result<i64, StoreError> {
    let found = version(conn).await?;
    if found < crate::SCHEMA_VERSION {
        return Err(StoreError::Schema { found, wanted: crate::SCHEMA_VERSION });
    }
    Ok(found)
}
