//! LMS's own tables, read only.

pub mod assignments;
pub mod customer;
pub mod identities;
pub mod liabilities;
pub mod tariffs;

use std::collections::HashMap;

use sqlx::AssertSqlSafe;

use crate::db::{Conn, DbError, on};

/// Names of the customers who are linked, or were before an upgrade, and whom an LMS user may see, by customer id. Who belongs to another division, or to a group
/// that is closed to him, is missing. User 0 is a script and sees all.
///
/// One statement for all of them: the view is asked for the linked ones only, and knows itself what the user may see.
///
/// # Errors
/// [`DbError`]
pub async fn names_of_linked(conn: &mut Conn, user: i64) -> Result<HashMap<i64, String>, DbError> {
    names(
        conn,
        user,
        "SELECT lms_user_id FROM metroport_customers UNION SELECT lms_user_id FROM metroport_link_conflicts",
    )
    .await
}

/// The same for the customers who are linked, or have a liability that is for a service, and are not deleted: those are nobody's to
/// bill.
///
/// # Errors
/// [`DbError`]
pub async fn names_of_billed(conn: &mut Conn, user: i64) -> Result<HashMap<i64, String>, DbError> {
    names(
        conn,
        user,
        "SELECT k.id FROM customers k WHERE k.deleted = 0 AND k.id IN (SELECT lms_user_id FROM metroport_customers \
         UNION SELECT a.customerid FROM assignments a JOIN metroport_tariff_ties t ON t.tariff_id = a.tariffid \
         UNION SELECT lms_user_id FROM metroport_liabilities)",
    )
    .await
}

/// The same for the customers with a plan that is under way.
///
/// # Errors
/// [`DbError`]
pub async fn names_of_planned(conn: &mut Conn, user: i64) -> Result<HashMap<i64, String>, DbError> {
    names(conn, user, "SELECT lms_user_id FROM metroport_plans").await
}

/// The same for the customers who are in a settlement.
///
/// # Errors
/// [`DbError`]
pub async fn names_of_settled(conn: &mut Conn, user: i64) -> Result<HashMap<i64, String>, DbError> {
    names(conn, user, "SELECT lms_user_id FROM metroport_settlement").await
}

/// The same for one customer, linked or not; `None` when the user may not see him, or there is no such customer.
///
/// # Errors
/// [`DbError`]
pub async fn name_of(conn: &mut Conn, user: i64, customer: i64) -> Result<Option<String>, DbError> {
    Ok(names(conn, user, &customer.to_string()).await?.remove(&customer))
}

/// Names of those of the customers of a statement whom the user may see.
async fn names(conn: &mut Conn, user: i64, whose: &str) -> Result<HashMap<i64, String>, DbError> {
    act_for(conn, user).await?;
    let statement = conn.sql(&format!(
        "SELECT c.id, COALESCE(c.lastname, ''), COALESCE(c.name, '') FROM customerview c WHERE c.id IN ({whose})"
    ));
    let rows: Vec<(i32, String, String)> =
        on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .map(|(id, lastname, name)| (id.into(), format!("{lastname} {name}").trim().to_owned()))
        .collect())
}

/// Customers with entries in the journal whom an LMS user may not see. One whom LMS has forgotten is hidden from nobody.
///
/// # Errors
/// [`DbError`]
pub async fn hidden_in_journal(conn: &mut Conn, user: i64) -> Result<Vec<i64>, DbError> {
    act_for(conn, user).await?;
    // A script sees all.
    if user == 0 {
        return Ok(Vec::new());
    }
    let statement = conn.sql(
        "SELECT c.id FROM customers c WHERE c.id IN (SELECT j.lms_user_id FROM metroport_journal j) \
         AND c.id NOT IN (SELECT v.id FROM customerview v)",
    );
    let ids: Vec<i32> = on!(conn, c => sqlx::query_scalar(statement).fetch_all(&mut **c).await)?;
    Ok(ids.into_iter().map(i64::from).collect())
}

/// Tells the database which LMS user asks: `customerview` reads it from a variable of the connection.
async fn act_for(conn: &mut Conn, user: i64) -> Result<(), DbError> {
    match conn {
        Conn::Pg(c) => {
            let set = "SELECT set_config('lms.current_user', $1, false)";
            sqlx::query(set).bind(user.to_string()).execute(&mut **c).await?;
        }
        Conn::My(c) => {
            sqlx::raw_sql(AssertSqlSafe(format!("SET @lms_current_user = {user}"))).execute(&mut **c).await?;
        }
        // Whoever asks sees all of a simulation's customers.
        #[cfg(feature = "sim")]
        Conn::Sim(_) => {}
    }
    Ok(())
}
