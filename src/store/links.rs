//! Links between LMS customers and MMS users (`metroport_customers`).

use sqlx::Row as _;

use super::StoreError;
use crate::db::{Conn, DbError, on};

/// Rows written in one statement.
const CHUNK: usize = 1000;

/// The flags of a lock, which operators' own code reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lock {
    /// `metrotv_suspend`, `metro_fsecure_suspend`
    pub suspend: bool,
    /// `metrotv_suspend_billing`, `metro_fsecure_suspend_billing`
    pub billing: bool,
}

/// A link and its locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// LMS customer.
    pub customer_id: i64,
    /// MMS user.
    pub mms_id: i64,
    /// Of MetroTV.
    pub metrotv: Lock,
    /// Of F-Secure.
    pub fsecure: Lock,
}

/// All links. They are few numbers each, so there is no query by list of ids.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn all(conn: &mut Conn) -> Result<Vec<Link>, StoreError> {
    load(conn, None).await
}

/// The link of a customer.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn of_customer(conn: &mut Conn, customer_id: i64) -> Result<Option<Link>, StoreError> {
    Ok(load(conn, Some(customer_id)).await?.pop())
}

async fn load(conn: &mut Conn, customer_id: Option<i64>) -> Result<Vec<Link>, StoreError> {
    let of = if customer_id.is_some() { "lms_user_id = ?" } else { "0 = ?" };
    let statement = conn.sql(&format!(
        "SELECT lms_user_id, metroport_user_id, metrotv_suspend, metrotv_suspend_billing, metro_fsecure_suspend, \
         metro_fsecure_suspend_billing FROM metroport_customers WHERE {of} ORDER BY lms_user_id"
    ));
    on!(conn, c => {
        let rows = sqlx::query(statement).bind(customer_id.unwrap_or_default()).fetch_all(&mut **c).await?;
        rows.iter().map(|row| Ok(Link {
            customer_id: row.try_get::<i32, _>(0)?.into(),
            mms_id: row.try_get::<i32, _>(1)?.into(),
            metrotv: Lock { suspend: row.try_get::<i16, _>(2)? != 0, billing: row.try_get::<i16, _>(3)? != 0 },
            fsecure: Lock { suspend: row.try_get::<i16, _>(4)? != 0, billing: row.try_get::<i16, _>(5)? != 0 },
        })).collect()
    })
}

/// The MMS user of a customer.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn mms_id(conn: &mut Conn, customer_id: i64) -> Result<Option<i64>, StoreError> {
    let statement = conn.sql("SELECT metroport_user_id FROM metroport_customers WHERE lms_user_id = ?");
    let found: Option<i32> =
        on!(conn, c => sqlx::query_scalar(statement).bind(customer_id).fetch_optional(&mut **c).await)?;
    Ok(found.map(i64::from))
}

/// Links a customer and a user; nothing happens when they are linked so already.
///
/// # Errors
/// [`StoreError::LinkTaken`] when either is linked to another one; [`StoreError::Db`]
pub async fn link(conn: &mut Conn, customer_id: i64, mms_id: i64) -> Result<(), StoreError> {
    let taken = StoreError::LinkTaken { customer_id, mms_id };
    match insert(conn, customer_id, mms_id).await {
        Err(StoreError::Db(DbError::Duplicate)) => {
            if self::mms_id(conn, customer_id).await? == Some(mms_id) {
                Ok(())
            } else {
                Err(taken)
            }
        }
        other => other,
    }
}

/// With the flags that it had if it was set aside once: what the plugin has locked stays known as locked.
async fn insert(conn: &mut Conn, customer_id: i64, mms_id: i64) -> Result<(), StoreError> {
    let statement = conn.sql(
        "INSERT INTO metroport_customers (lms_user_id, metroport_user_id, metrotv_suspend, metrotv_suspend_billing, \
         metro_fsecure_suspend, metro_fsecure_suspend_billing) \
         SELECT ?, ?, COALESCE(MAX(metrotv_suspend), 0), COALESCE(MAX(metrotv_suspend_billing), 0), \
         COALESCE(MAX(metro_fsecure_suspend), 0), COALESCE(MAX(metro_fsecure_suspend_billing), 0) \
         FROM metroport_link_conflicts WHERE lms_user_id = ? AND metroport_user_id = ?",
    );
    on!(conn, c => {
        let query = sqlx::query(statement).bind(customer_id).bind(mms_id).bind(customer_id).bind(mms_id);
        query.execute(&mut **c).await.map(|_| ())
    })?;
    settle(conn).await
}

/// Links that an upgrade set aside, pairs of customer and user, the oldest first.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn set_aside(conn: &mut Conn) -> Result<Vec<(i64, i64)>, StoreError> {
    let statement =
        conn.sql("SELECT lms_user_id, metroport_user_id FROM metroport_link_conflicts ORDER BY id");
    let rows: Vec<(i32, i32)> = on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(customer, user)| (customer.into(), user.into())).collect())
}

/// Lets a link go that was set aside; false when there is none.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn forget_set_aside(conn: &mut Conn, customer_id: i64, mms_id: i64) -> Result<bool, StoreError> {
    let statement =
        conn.sql("DELETE FROM metroport_link_conflicts WHERE lms_user_id = ? AND metroport_user_id = ?");
    let gone = on!(conn, c => {
        let done = sqlx::query(statement).bind(customer_id).bind(mms_id).execute(&mut **c).await;
        done.map(|done| done.rows_affected())
    })?;
    Ok(gone > 0)
}

/// Pairs that are linked after all are no conflicts any more.
async fn settle(conn: &mut Conn) -> Result<(), StoreError> {
    let statement = conn.sql(
        "DELETE FROM metroport_link_conflicts WHERE EXISTS (SELECT 1 FROM metroport_customers c \
         WHERE c.lms_user_id = metroport_link_conflicts.lms_user_id \
         AND c.metroport_user_id = metroport_link_conflicts.metroport_user_id)",
    );
    on!(conn, c => sqlx::query(statement).execute(&mut **c).await.map(|_| ()))?;
    Ok(())
}

/// Links many at once, pairs of customer and user. Who is linked already stays as he is.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn add(conn: &mut Conn, links: &[(i64, i64)]) -> Result<(), StoreError> {
    conn.begin().await?;
    for chunk in links.chunks(CHUNK) {
        let untouched = if conn.is_mysql() {
            // Not IGNORE, which hides other errors too.
            "ON DUPLICATE KEY UPDATE id = metroport_customers.id"
        } else {
            "ON CONFLICT DO NOTHING"
        };
        let statement = conn.sql(&format!(
            "INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES {} {untouched}",
            Conn::rows(chunk.len(), 2),
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement);
            for (customer_id, mms_id) in chunk {
                query = query.bind(customer_id).bind(mms_id);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    settle(conn).await?;
    Ok(conn.commit().await?)
}

/// Removes the link of a customer, and what was recorded about his locks and his data; false when there was none.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn unlink(conn: &mut Conn, customer_id: i64) -> Result<bool, StoreError> {
    conn.begin().await?;
    let mut removed = 0;
    for table in ["metroport_lock_holds", "metroport_locks", "metroport_customer_data", "metroport_customers"]
    {
        let statement = conn.sql(&format!("DELETE FROM {table} WHERE lms_user_id = ?"));
        removed = on!(conn, c => {
            sqlx::query(statement).bind(customer_id).execute(&mut **c).await.map(|done| done.rows_affected())
        })?;
    }
    conn.commit().await?;
    Ok(removed > 0)
}
