//! Copies of MMS's catalogues and of its warehouse (`metroport_fsecure_packages`, `metroport_metrotv_packages`,
//! `metroport_metrotv_stb`), which operators' own code reads.
//!
//! A row is read and written as texts in one form on both databases, so that what is there and what should be there can
//! be compared as they are.

mod tables;

use std::collections::BTreeMap;

use sqlx::Row as _;

pub use self::tables::{Cell, Column, DECODERS, FSECURE_PACKAGES, Kind, METROTV_PACKAGES, Table};
use super::StoreError;
use crate::db::{Conn, on};

/// Rows written in one statement. With 45 columns they are well below the 65,535 parameters that MariaDB takes.
const CHUNK: usize = 1000;

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// MMS's id.
    pub id: i64,
    /// When MMS did not show it any more, in Unix seconds; `None` while it does.
    pub gone_at: Option<i64>,
    /// One for each of the table's columns.
    pub cells: Vec<Cell>,
}

/// All rows by id.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn load(conn: &mut Conn, table: &Table) -> Result<BTreeMap<i64, Row>, StoreError> {
    let as_text = |column: &Column| match column.kind {
        Kind::Name | Kind::Text => column.name.to_owned(),
        _ if conn.is_mysql() => format!("CAST({} AS char)", column.name),
        Kind::Day => format!("to_char({}, 'YYYY-MM-DD')", column.name),
        _ => format!("CAST({} AS text)", column.name),
    };
    let columns: Vec<String> = table.columns.iter().map(as_text).collect();
    let statement = conn.sql(&format!("SELECT id, gone_at, {} FROM {}", columns.join(", "), table.name));
    let rows = on!(conn, c => {
        let rows = sqlx::query(statement).fetch_all(&mut **c).await?;
        rows.iter().map(|row| {
            let cells = (2..row.len()).map(|index| row.try_get(index)).collect::<Result<_, _>>()?;
            Ok(Row { id: row.try_get(0)?, gone_at: row.try_get(1)?, cells })
        }).collect::<Result<Vec<Row>, sqlx::Error>>()
    })?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Takes away what must be unique from rows that are about to be written, so that they can be in any order.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn free(conn: &mut Conn, table: &Table, ids: &[i64]) -> Result<(), StoreError> {
    let nothing = |name: &&str| {
        let value = if table.needed.contains(name) { "CONCAT('#', id)" } else { "NULL" };
        format!("{name} = {value}")
    };
    let set: Vec<String> = table.unique.iter().map(nothing).collect();
    for chunk in ids.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "UPDATE {} SET {} WHERE id IN {}",
            table.name,
            set.join(", "),
            Conn::rows(1, chunk.len())
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement);
            for id in chunk {
                query = query.bind(id);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Writes rows, those that are there and those that are not; `written` hears of every statement's rows.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn write(
    conn: &mut Conn,
    table: &Table,
    rows: &[Row],
    written: impl Fn(usize),
) -> Result<(), StoreError> {
    let names: Vec<&str> =
        ["gone_at"].into_iter().chain(table.columns.iter().map(|column| column.name)).collect();
    let head = format!("INSERT INTO {} (id, {})", table.name, names.join(", "));
    let conflict = conn.on_conflict("id", &names);
    for chunk in rows.chunks(CHUNK) {
        if matches!(conn, Conn::Pg(_)) {
            write_arrays(conn, table, &head, &conflict, chunk).await?;
        } else {
            write_values(conn, table, &head, &conflict, chunk).await?;
        }
        written(chunk.len());
    }
    Ok(())
}

/// PostgreSQL takes whole columns: the statement is the same for any number of rows.
async fn write_arrays(
    conn: &mut Conn,
    table: &Table,
    head: &str,
    conflict: &str,
    rows: &[Row],
) -> Result<(), StoreError> {
    let casts: Vec<String> = table
        .columns
        .iter()
        .map(|column| format!("CAST({} AS {})", column.name, column.kind.postgres()))
        .collect();
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let statement = conn.sql(&format!(
        "{head} SELECT id, gone_at, {} FROM UNNEST({}) AS fresh (id, gone_at, {}){conflict}",
        casts.join(", "),
        vec!["?"; names.len().saturating_add(2)].join(", "),
        names.join(", "),
    ));
    if let Conn::Pg(c) = conn {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let gone: Vec<Option<i64>> = rows.iter().map(|row| row.gone_at).collect();
        let mut query = sqlx::query(statement).bind(ids).bind(gone);
        for index in 0..names.len() {
            let column: Vec<Option<&str>> =
                rows.iter().map(|row| row.cells.get(index).and_then(Option::as_deref)).collect();
            query = query.bind(column);
        }
        query.execute(&mut **c).await?;
    }
    Ok(())
}

/// MariaDB takes rows, and turns texts into what its columns are by itself.
async fn write_values(
    conn: &mut Conn,
    table: &Table,
    head: &str,
    conflict: &str,
    rows: &[Row],
) -> Result<(), StoreError> {
    let width = table.columns.len().saturating_add(2);
    let statement = conn.sql(&format!("{head} VALUES {}{conflict}", Conn::rows(rows.len(), width)));
    on!(conn, c => {
        let mut query = sqlx::query(statement);
        for row in rows {
            query = query.bind(row.id).bind(row.gone_at);
            for cell in &row.cells {
                query = query.bind(cell.as_deref());
            }
        }
        query.execute(&mut **c).await.map(|_| ())
    })?;
    Ok(())
}
