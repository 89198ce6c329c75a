//! Reading of the journal, a page at a time: it grows to hundreds of thousands of rows, so the database does all of it.
//!
//! Names are `customerview`'s, to which the connection must have told who asks ([`Filter::hidden`] is found that way too).

use serde::Serialize;
use sqlx::Row as _;

use super::super::StoreError;
use crate::db::{Conn, on};
use crate::personal::Masked;

/// Which entries are wanted. What is `None` or empty does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Word of the action.
    pub action: Option<String>,
    /// Word of the outcome.
    pub outcome: Option<String>,
    /// LMS customer.
    pub customer_id: Option<i64>,
    /// Not older; Unix seconds.
    pub from: Option<i64>,
    /// Older; Unix seconds.
    pub before: Option<i64>,
    /// In the details, MMS's words, who did it, or the customer's name.
    pub text: Option<String>,
    /// Id of a customer, an MMS user or what was changed.
    pub number: Option<i64>,
    /// Only these, by id.
    pub ids: Option<Vec<i64>>,
    /// LMS customers whose entries the asker may not see. Those without a customer are everybody's.
    pub hidden: Vec<i64>,
}

/// By what entries can be sorted, and the column; the journal's own order first.
pub const COLUMNS: [(&str, &str); 6] = [
    ("at", "j.id"),
    ("action", "j.action"),
    ("outcome", "j.outcome"),
    ("actor", "j.actor"),
    ("customer_id", "j.lms_user_id"),
    ("mms_id", "j.mms_user_id"),
];

/// Which part of them, in which order.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// Second of one of [`COLUMNS`].
    pub column: &'static str,
    /// The other way round.
    pub descending: bool,
    /// Rows to skip.
    pub offset: i64,
    /// Rows to return.
    pub limit: i64,
}

/// One entry as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Number.
    pub id: i64,
    /// Unix seconds.
    pub at: i64,
    /// LMS user, 0 for a script.
    pub user_id: i64,
    /// Login or script.
    pub actor: String,
    /// LMS customer.
    pub customer_id: Option<i64>,
    /// His name in LMS.
    pub customer_name: Option<Masked>,
    /// MMS user.
    pub mms_id: Option<i64>,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Its id in MMS.
    pub subject_id: Option<i64>,
    /// `name=value` words.
    pub detail: String,
    /// `open`, `done`, `refused`, `failed`, `unknown`.
    pub outcome: String,
    /// Stable code of the error.
    pub code: Option<String>,
    /// MMS's words.
    pub answer: Option<String>,
}

/// A value for a placeholder.
enum Value {
    Number(i64),
    Text(String),
}

impl Filter {
    /// What follows `WHERE`, and its values.
    fn conditions(&self) -> (String, Vec<Value>) {
        let (mut sql, mut values) = (String::from("1 = 1"), Vec::new());
        let mut add = |condition: &str, given: Vec<Value>| {
            sql.push_str(" AND ");
            sql.push_str(condition);
            values.extend(given);
        };
        for (column, word) in [("action", &self.action), ("outcome", &self.outcome)] {
            if let Some(word) = word {
                add(&format!("j.{column} = ?"), vec![Value::Text(word.clone())]);
            }
        }
        let numbers =
            [("j.lms_user_id = ?", self.customer_id), ("j.at >= ?", self.from), ("j.at < ?", self.before)];
        for (condition, number) in numbers {
            if let Some(number) = number {
                add(condition, vec![Value::Number(number)]);
            }
        }
        if !self.hidden.is_empty() {
            // Too many for placeholders; they are numbers.
            let hidden: Vec<String> = self.hidden.iter().map(i64::to_string).collect();
            add(
                &format!("(j.lms_user_id IS NULL OR j.lms_user_id NOT IN ({}))", hidden.join(", ")),
                Vec::new(),
            );
        }
        if let Some(ids) = &self.ids {
            let condition = if ids.is_empty() {
                "1 = 0".to_owned()
            } else {
                format!("j.id IN {}", Conn::rows(1, ids.len()))
            };
            add(&condition, ids.iter().copied().map(Value::Number).collect());
        }
        if let Some(text) = &self.text {
            let like = |column: &str| format!("LOWER({column}) LIKE ? ESCAPE '!'");
            let name = like("CONCAT(v.lastname, ' ', COALESCE(v.name, ''))");
            let mut any: Vec<String> = ["j.detail", "COALESCE(j.answer, '')", "j.actor"].map(like).into();
            // Asked once and not for each entry.
            any.push(format!("j.lms_user_id IN (SELECT v.id FROM customerview v WHERE {name})"));
            let mut given: Vec<Value> = any.iter().map(|_| Value::Text(pattern(text))).collect();
            if let Some(number) = self.number {
                for column in ["j.lms_user_id", "j.mms_user_id", "j.subject_id"] {
                    any.push(format!("{column} = ?"));
                    given.push(Value::Number(number));
                }
            }
            add(&format!("({})", any.join(" OR ")), given);
        }
        (sql, values)
    }
}

/// For `LIKE … ESCAPE '!'`.
fn pattern(text: &str) -> String {
    let mut out = String::from("%");
    for c in text.to_lowercase().chars() {
        if matches!(c, '!' | '%' | '_') {
            out.push('!');
        }
        out.push(c);
    }
    out.push('%');
    out
}

/// How many entries there are.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn count(conn: &mut Conn, filter: &Filter) -> Result<i64, StoreError> {
    let (conditions, values) = filter.conditions();
    let statement = conn.sql(&format!("SELECT COUNT(*) FROM metroport_journal j WHERE {conditions}"));
    let found: i64 = on!(conn, c => {
        let mut query = sqlx::query_scalar(statement);
        for value in &values {
            query = match value {
                Value::Number(number) => query.bind(*number),
                Value::Text(text) => query.bind(text.as_str()),
            };
        }
        query.fetch_one(&mut **c).await
    })?;
    Ok(found)
}

/// A page of them.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn rows(conn: &mut Conn, filter: &Filter, cut: Cut) -> Result<Vec<Row>, StoreError> {
    let (conditions, values) = filter.conditions();
    let direction = if cut.descending { "DESC" } else { "ASC" };
    // Entries' numbers tell which is the newer one, and keep pages from overlapping.
    let tie = if cut.column == "j.id" { "" } else { ", j.id DESC" };
    let Cut { column, offset, limit, .. } = cut;
    let statement = conn.sql(&format!(
        "SELECT j.id, j.at, j.userid, j.actor, j.lms_user_id, CONCAT(v.lastname, ' ', COALESCE(v.name, '')), j.mms_user_id, \
         j.action, j.subject, j.subject_id, j.detail, j.outcome, j.code, j.answer, CASE WHEN v.id IS NULL THEN 0 ELSE 1 END \
         FROM metroport_journal j LEFT JOIN customerview v ON v.id = j.lms_user_id WHERE {conditions} ORDER BY {column} {direction}{tie} LIMIT {limit} OFFSET {offset}",
    ));
    let rows = on!(conn, c => {
        let mut query = sqlx::query(statement);
        for value in &values {
            query = match value {
                Value::Number(number) => query.bind(*number),
                Value::Text(text) => query.bind(text.as_str()),
            };
        }
        let rows = query.fetch_all(&mut **c).await?;
        rows.iter().map(|row| {
            let named = row.try_get::<i32, _>(14)? == 1;
            let name: Option<String> = row.try_get(5)?;
            Ok(Row {
                id: row.try_get(0)?,
                at: row.try_get(1)?,
                user_id: row.try_get::<i32, _>(2)?.into(),
                actor: row.try_get(3)?,
                customer_id: row.try_get::<Option<i32>, _>(4)?.map(i64::from),
                customer_name: name.filter(|_| named).map(|name| Masked::new(name.trim())),
                mms_id: row.try_get(6)?,
                action: row.try_get(7)?,
                subject: row.try_get(8)?,
                subject_id: row.try_get(9)?,
                detail: row.try_get(10)?,
                outcome: row.try_get(11)?,
                code: row.try_get(12)?,
                answer: row.try_get(13)?,
            })
        }).collect::<Result<Vec<_>, sqlx::Error>>()
    })?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_has_no_wildcards() {
        assert_eq!(pattern("50%_Ż!"), "%50!%!_ż!!%");
    }
}
