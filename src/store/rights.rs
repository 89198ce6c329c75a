//! What the database's user may do with the plugin's tables, and with those of LMS that are read.

use super::StoreError;
use crate::db::{Conn, DbError, on};

/// The schema as LMS installs it, which names all of the plugin's tables.
const SCHEMA: &str = include_str!("../../php-shim/doc/lms.mysql");

/// The plugin's tables, each with its first column.
fn tables() -> impl Iterator<Item = (&'static str, &'static str)> {
    SCHEMA.split("CREATE TABLE IF NOT EXISTS ").skip(1).filter_map(|made| {
        let mut words =
            made.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
        Some((words.next()?, words.next()?))
    })
}

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

/// Looks that all of the plugin's tables are there: the recorded version alone does not tell that.
///
/// # Errors
/// [`DbError::Lacking`] names the first that is not.
pub async fn see_all(conn: &mut Conn) -> Result<(), StoreError> {
    for (table, _) in tables() {
        let statement = conn.sql(&format!("SELECT 1 FROM {table} WHERE 1 = 0"));
        let seen = on!(conn, c => sqlx::raw_sql(statement).execute(&mut **c).await.map(|_| ()));
        // What is wrong besides is another step's.
        if let Err(error @ DbError::Lacking(_)) = seen.map_err(DbError::from) {
            return Err(error.into());
        }
    }
    Ok(())
}

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
    let ours = Conn::rows(1, tables().count());
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
        for table in tables().map(|(table, _)| table).chain(LMS_TABLES) {
            query = query.bind(table);
        }
        Ok(query.fetch_all(&mut **c).await?)
    })
}

/// MySQL and MariaDB spread rights over levels and roles. Explaining a statement needs the rights of the statement, and does
/// not execute it.
async fn missing_in_mysql(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut asked = Vec::new();
    for (table, column) in tables() {
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
        match explained.map_err(DbError::from) {
            Err(DbError::Denied(_)) => missing.push(format!("{right} on {table}")),
            Err(error @ (DbError::Unreachable(_) | DbError::Crowded(_))) => return Err(error.into()),
            // Other faults show where the table is used.
            Err(_) | Ok(()) => {}
        }
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_schema_is_looked_at() {
        let tables: Vec<_> = tables().collect();
        assert_eq!(tables.len(), SCHEMA.matches("CREATE TABLE ").count());
        for known in [
            ("metroport_customers", "id"),
            ("metroport_api_calls", "name"),
            ("metroport_lock_holds", "service"),
        ] {
            assert!(tables.contains(&known), "{known:?} in {tables:?}");
        }
        assert!(tables.iter().all(|(table, _)| table.starts_with("metroport_")));
    }
}
