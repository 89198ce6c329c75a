//! What the database's user may do with the plugin's tables, and with those of LMS that are read.

use sqlx::mysql::MySqlDatabaseError;

use super::StoreError;
use crate::db::{Conn, on};

/// The plugin's tables, each with one of its columns.
const TABLES: [(&str, &str); 18] = [
    ("metroport_api_calls", "name"),
    ("metroport_customer_data", "lms_user_id"),
    ("metroport_customers", "id"),
    ("metroport_fsecure_packages", "id"),
    ("metroport_journal", "id"),
    ("metroport_liabilities", "mms_id"),
    ("metroport_link_conflicts", "id"),
    ("metroport_lock_holds", "mms_id"),
    ("metroport_locks", "id"),
    ("metroport_metrotv_packages", "id"),
    ("metroport_metrotv_stb", "id"),
    ("metroport_numbers", "day"),
    ("metroport_plan_steps", "plan_id"),
    ("metroport_plans", "id"),
    ("metroport_runs", "job"),
    ("metroport_services", "id"),
    ("metroport_settings", "id"),
    ("metroport_tariff_ties", "id"),
];

/// LMS's tables that are read.
const LMS_TABLES: [&str; 9] = [
    "addresses",
    "assignments",
    "customer_addresses",
    "customercontacts",
    "customers",
    "customerview",
    "dbinfo",
    "liabilities",
    "tariffs",
];

/// What is missing, as `INSERT on metroport_locks`; empty when all is well.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn missing(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    if conn.is_mysql() { missing_in_mysql(conn).await } else { missing_in_postgres(conn).await }
}

/// The database is asked about each right; about sequences too, of which new rows get their ids. (The function fails for what is
/// no sequence, and AND has no order.)
async fn missing_in_postgres(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let ours = Conn::rows(1, TABLES.len());
    let lms = Conn::rows(1, LMS_TABLES.len());
    let statement = conn.sql(&format!(
        "SELECT p.name || ' on ' || c.relname FROM pg_class c \
         JOIN (VALUES ('SELECT', true), ('INSERT', false), ('UPDATE', false), ('DELETE', false)) p (name, reads) \
         ON c.relname IN {ours} OR c.relname IN {lms} AND p.reads \
         WHERE c.relkind IN ('r', 'p', 'v') AND pg_table_is_visible(c.oid) AND NOT has_table_privilege(c.oid, p.name) \
         UNION ALL \
         SELECT 'USAGE on ' || c.relname FROM pg_class c \
         WHERE c.relname LIKE 'metroport\\_%' AND pg_table_is_visible(c.oid) \
         AND CASE WHEN c.relkind = 'S' THEN NOT has_sequence_privilege(c.oid, 'USAGE') END ORDER BY 1"
    ));
    on!(conn, c => {
        let mut query = sqlx::query_scalar(statement);
        for table in TABLES.iter().map(|(table, _)| *table).chain(LMS_TABLES) {
            query = query.bind(table);
        }
        Ok(query.fetch_all(&mut **c).await?)
    })
}

/// MySQL and MariaDB spread rights over levels and roles. Explaining a statement needs the rights of the statement, and does
/// not execute it.
async fn missing_in_mysql(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut asked = Vec::new();
    for (table, column) in TABLES {
        asked.push(("SELECT", table, format!("EXPLAIN SELECT 1 FROM {table}")));
        asked.push(("INSERT", table, format!("EXPLAIN INSERT INTO {table} () VALUES ()")));
        asked.push(("UPDATE", table, format!("EXPLAIN UPDATE {table} SET {column} = {column} WHERE 1 = 0")));
        asked.push(("DELETE", table, format!("EXPLAIN DELETE FROM {table} WHERE 1 = 0")));
    }
    for table in LMS_TABLES {
        asked.push(("SELECT", table, format!("EXPLAIN SELECT 1 FROM {table}")));
    }
    let mut missing = Vec::new();
    for (right, table, statement) in asked {
        let statement = conn.sql(&statement);
        // As text: older servers prepare no EXPLAIN.
        let explained = on!(conn, c => sqlx::raw_sql(statement).fetch_all(&mut **c).await.map(|_| ()));
        match explained {
            Err(error) if is_denied(&error) => missing.push(format!("{right} on {table}")),
            // Other faults show where the table is used.
            Err(sqlx::Error::Database(_)) | Ok(()) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(missing)
}

/// `ER_TABLEACCESS_DENIED_ERROR`, `ER_COLUMNACCESS_DENIED_ERROR`, `ER_PROCACCESS_DENIED_ERROR`.
fn is_denied(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    let number = error.try_downcast_ref::<MySqlDatabaseError>().map(MySqlDatabaseError::number);
    matches!(number, Some(1142 | 1143 | 1370))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_migrations_is_looked_at() {
        let mut made = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/mysql")).unwrap() {
            let sql = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            for (place, head) in sql.match_indices("CREATE TABLE IF NOT EXISTS ") {
                let rest = sql.get(place + head.len()..).unwrap();
                made.insert(rest.split_whitespace().next().unwrap().to_owned());
            }
        }
        let looked_at: Vec<&str> = TABLES.iter().map(|(table, _)| *table).collect();
        assert_eq!(made.iter().map(String::as_str).collect::<Vec<_>>(), looked_at);
    }
}
