//! What the plugin's tables hold of one person, whichever they are: for who asks what is known of him, and for who wants to
//! be forgotten.

use std::collections::BTreeMap;

use sqlx::Row as _;

use super::StoreError;
use crate::db::{Conn, on};
use crate::personal::Masked;

/// The action in the journal which says that somebody was forgotten. It stays, with his number in LMS and nothing else.
pub const FORGOTTEN: &str = "user.forget";

/// Where that is.
const JOURNAL: &str = "metroport_journal";

/// A row as texts, under the table's own columns.
pub type Row = BTreeMap<String, Option<Masked>>;
/// Rows by table. Tables that hold nothing are not in it.
pub type Tables = BTreeMap<&'static str, Vec<Row>>;

/// By what the rows of a person are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// His number in LMS.
    Customer,
    /// That, or his number in MMS where none of LMS is written down.
    Either,
    /// His number in MMS, in this column.
    User(&'static str),
}

/// All tables that hold anything of a person, in the order in which rows may go.
const TABLES: [(&str, By); 13] = [
    ("metroport_plan_steps", By::Customer),
    ("metroport_plans", By::Customer),
    ("metroport_lock_holds", By::Customer),
    ("metroport_locks", By::Customer),
    ("metroport_customer_data", By::Customer),
    ("metroport_liabilities", By::Customer),
    ("metroport_settlement_positions", By::Customer),
    ("metroport_settlement", By::Either),
    ("metroport_services", By::User("mms_user_id")),
    ("metroport_metrotv_stb", By::User("userid")),
    (JOURNAL, By::Either),
    ("metroport_link_conflicts", By::Customer),
    ("metroport_customers", By::Customer),
];

/// The tables' names.
pub fn tables() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(table, _)| *table)
}

impl By {
    /// What follows `WHERE`.
    fn condition(self, customer_id: i64, users: &[i64]) -> String {
        let users = match users {
            [] => "NULL".to_owned(),
            users => users.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
        };
        match self {
            Self::Customer => format!("lms_user_id = {customer_id}"),
            Self::Either => {
                format!("(lms_user_id = {customer_id} OR (lms_user_id IS NULL AND mms_user_id IN ({users})))")
            }
            Self::User(column) => format!("{column} IN ({users})"),
        }
    }
}

/// Whom the customer is or was in MMS: by his link, by links that an upgrade set aside, by the journal. Who is linked to
/// another customer now is that one's.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn users(conn: &mut Conn, customer_id: i64) -> Result<Vec<i64>, StoreError> {
    let number = if matches!(conn, Conn::Pg(_)) { "bigint" } else { "SIGNED" };
    let known = |table: &str, column: &str| {
        format!("SELECT CAST({column} AS {number}) AS id FROM {table} WHERE lms_user_id = {customer_id}")
    };
    let statement = conn.sql(&format!(
        "SELECT u.id FROM ({} UNION {} UNION {}) u WHERE u.id IS NOT NULL AND u.id NOT IN \
         (SELECT k.metroport_user_id FROM metroport_customers k WHERE k.lms_user_id <> {customer_id}) ORDER BY u.id",
        known("metroport_customers", "metroport_user_id"),
        known("metroport_link_conflicts", "metroport_user_id"),
        known("metroport_journal", "mms_user_id"),
    ));
    Ok(on!(conn, c => sqlx::query_scalar(statement).fetch_all(&mut **c).await)?)
}

/// Everything that the tables hold of a customer who is `users` in MMS.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn of(conn: &mut Conn, customer_id: i64, users: &[i64]) -> Result<Tables, StoreError> {
    let mut tables = Tables::new();
    for (table, by) in TABLES {
        let columns = columns(conn, table).await?;
        let text = if matches!(conn, Conn::Pg(_)) { "varchar" } else { "CHAR" };
        let texts: Vec<String> = columns.iter().map(|column| format!("CAST({column} AS {text})")).collect();
        let statement = conn.sql(&format!(
            "SELECT {} FROM {table} WHERE {} ORDER BY 1",
            texts.join(", "),
            by.condition(customer_id, users)
        ));
        let rows: Vec<Row> = on!(conn, c => {
            let rows = sqlx::query(statement).fetch_all(&mut **c).await?;
            rows.iter().map(|row| {
                let cell = |(at, column): (usize, &String)| {
                    let text: Option<String> = row.try_get(at)?;
                    Ok((column.clone(), text.map(Masked::new)))
                };
                columns.iter().enumerate().map(cell).collect()
            }).collect::<Result<_, sqlx::Error>>()
        })?;
        if !rows.is_empty() {
            tables.insert(table, rows);
        }
    }
    Ok(tables)
}

/// Asked of the database: a column that a later version adds is told too.
async fn columns(conn: &mut Conn, table: &str) -> Result<Vec<String>, StoreError> {
    let (schema, text) =
        if conn.is_mysql() { ("DATABASE()", "CHAR") } else { ("current_schema()", "varchar") };
    let statement = conn.sql(&format!(
        "SELECT CAST(column_name AS {text}) FROM information_schema.columns \
         WHERE table_schema = {schema} AND table_name = ? ORDER BY ordinal_position"
    ));
    Ok(on!(conn, c => sqlx::query_scalar(statement).bind(table).fetch_all(&mut **c).await)?)
}

/// Removes all of it but the entries which say that he was forgotten, in the transaction that the connection has begun, and
/// tells how many rows there were.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn remove(conn: &mut Conn, customer_id: i64, users: &[i64]) -> Result<u64, StoreError> {
    let mut removed = 0_u64;
    for (table, by) in TABLES {
        let kept = if table == JOURNAL { format!(" AND action <> '{FORGOTTEN}'") } else { String::new() };
        let statement =
            conn.sql(&format!("DELETE FROM {table} WHERE {}{kept}", by.condition(customer_id, users)));
        let gone = on!(conn, c => {
            sqlx::query(statement).execute(&mut **c).await.map(|done| done.rows_affected())
        })?;
        removed = removed.saturating_add(gone);
    }
    Ok(removed)
}
