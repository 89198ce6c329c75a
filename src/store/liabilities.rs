//! By which liability (assignment) of LMS a service is paid (`metroport_liabilities`).

use super::StoreError;
use super::locks::Service;
use crate::db::{Conn, DbError, on};

/// A service and the liability that it is paid by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paid {
    /// Of which kind the service is.
    pub service: Service,
    /// Order of MetroTV, or F-Secure service.
    pub mms_id: i64,
    /// LMS customer.
    pub customer_id: i64,
    /// Assignment in LMS.
    pub assignment_id: i64,
}

/// Those whose liability LMS still has, of one customer or of all.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn load(conn: &mut Conn, customer_id: Option<i64>) -> Result<Vec<Paid>, StoreError> {
    let of = if customer_id.is_some() { "lms_user_id = ?" } else { "0 = ?" };
    let statement = conn.sql(&format!(
        "SELECT service, mms_id, lms_user_id, assignment_id FROM metroport_liabilities \
         WHERE assignment_id IS NOT NULL AND {of} ORDER BY service, mms_id"
    ));
    let customer_id = customer_id.unwrap_or_default();
    let rows: Vec<(String, i64, i32, i32)> =
        on!(conn, c => sqlx::query_as(statement).bind(customer_id).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, mms_id, customer_id, assignment_id)| {
            Some(Paid {
                service: Service::from_word(&word)?,
                mms_id,
                customer_id: customer_id.into(),
                assignment_id: assignment_id.into(),
            })
        })
        .collect())
}

/// Records by which liability a service is paid from now on.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn record(conn: &mut Conn, paid: Paid, by: &str) -> Result<(), StoreError> {
    let now = conn.now().await?;
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_liabilities (service, mms_id, lms_user_id, assignment_id, tied_at, tied_by) \
         VALUES (?, ?, ?, ?, ?, ?){}",
        conn.on_conflict("service, mms_id", &["lms_user_id", "assignment_id", "tied_at", "tied_by"]),
    ));
    on!(conn, c => {
        sqlx::query(statement)
            .bind(paid.service.word())
            .bind(paid.mms_id)
            .bind(i32::try_from(paid.customer_id).unwrap_or_default())
            .bind(i32::try_from(paid.assignment_id).unwrap_or_default())
            .bind(now)
            .bind(by)
            .execute(&mut **c)
            .await
            .map(|_| ())
    })?;
    Ok(())
}

/// Lets what was recorded with a customer's service of one number be recorded with the one of another number, unless that is
/// recorded with something already.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn renumber(
    conn: &mut Conn,
    service: Service,
    customer_id: i64,
    from: i64,
    to: i64,
) -> Result<(), StoreError> {
    let statement = conn.sql(
        "UPDATE metroport_liabilities SET mms_id = ? WHERE service = ? AND mms_id = ? AND lms_user_id = ?",
    );
    let done = on!(conn, c => {
        let query = sqlx::query(statement).bind(to).bind(service.word()).bind(from).bind(customer_id);
        query.execute(&mut **c).await.map(|_| ())
    });
    match done.map_err(DbError::from) {
        Err(DbError::Duplicate) => Ok(()),
        other => Ok(other?),
    }
}
