//! Every change that went to MMS (`metroport_journal`): written before it goes, completed afterwards. Entries are never
//! changed in another way, and purged by age.

pub mod page;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::StoreError;
use crate::db::{Conn, on};

/// Rows written or named in one statement.
const CHUNK: usize = 500;
/// Rows removed in one statement: short enough to keep nobody waiting for the locks that it takes.
const PURGED_AT_ONCE: u32 = 5000;
const DAY: i64 = 86_400;

/// What is about to be changed. No personal data: numbers, words of this crate, a decoder's MAC.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// LMS customer; when it is not known here, the one who is linked to the MMS user.
    pub customer_id: Option<i64>,
    /// MMS user; when he is not known here, the one who is linked to the customer.
    pub mms_id: Option<i64>,
    /// What is done: `package.issue`, `user.update`, …; at most 32 characters.
    pub action: &'static str,
    /// To what: `user`, `service`, `account`, `package`, `decoder`; at most 16 characters.
    pub subject: &'static str,
    /// Its id in MMS, as far as it is known before.
    pub subject_id: Option<i64>,
    /// `name=value` words; what is longer than 191 characters is cut.
    pub detail: String,
}

/// Who changes it.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// LMS user, 0 for a script.
    pub user: i64,
    /// Login or script; what is longer than 64 characters is cut.
    pub name: &'a str,
}

/// How a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It has not, or the process that made it has died: it may be done or not.
    Open,
    /// MMS confirmed it.
    Done,
    /// MMS said no.
    Refused,
    /// It surely did not arrive.
    Failed,
    /// It was sent, and may be done or not.
    Unknown,
}

impl Outcome {
    /// All.
    pub const ALL: [Self; 5] = [Self::Open, Self::Done, Self::Refused, Self::Failed, Self::Unknown];

    /// The word in the table and in the PHP interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// What completes an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ending {
    /// How it ended.
    pub outcome: Outcome,
    /// Stable code of the error.
    pub code: Option<&'static str>,
    /// MMS's words, without personal data; what is longer than 255 characters is cut.
    pub answer: Option<String>,
    /// The id of what was added. That of a user is the entry's MMS user too.
    pub made: Option<i64>,
}

impl Ending {
    /// MMS confirmed it.
    pub const DONE: Self = Self { outcome: Outcome::Done, code: None, answer: None, made: None };
}

/// Ids of the entries that were written for one client, until somebody asks for them.
#[derive(Debug, Clone, Default)]
pub struct Trace(Rc<RefCell<Vec<i64>>>);

impl Trace {
    /// Remembers them.
    pub fn add(&self, ids: &[i64]) {
        self.0.borrow_mut().extend_from_slice(ids);
    }

    /// What was remembered since the last time.
    pub fn take(&self) -> Vec<i64> {
        self.0.take()
    }
}

/// Writes entries that are open and gives their ids, in the entries' order.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn open(conn: &mut Conn, actor: Actor<'_>, entries: &[Entry]) -> Result<Vec<i64>, StoreError> {
    let mut ids = Vec::with_capacity(entries.len());
    if entries.is_empty() {
        return Ok(ids);
    }
    let at = conn.now().await?;
    for chunk in entries.chunks(CHUNK) {
        ids.extend(insert(conn, actor, at, chunk).await?);
    }
    Ok(ids)
}

async fn insert(
    conn: &mut Conn,
    actor: Actor<'_>,
    at: i64,
    entries: &[Entry],
) -> Result<Vec<i64>, StoreError> {
    let row = "(?, ?, ?, COALESCE(?, (SELECT MIN(k.lms_user_id) FROM metroport_customers k \
               WHERE k.metroport_user_id = ?)), COALESCE(?, (SELECT MIN(m.metroport_user_id) FROM metroport_customers m \
               WHERE m.lms_user_id = ?)), ?, ?, ?, ?, 'open')";
    let returning = if conn.is_mysql() { "" } else { " RETURNING id" };
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_journal (at, userid, actor, lms_user_id, mms_user_id, action, subject, subject_id, detail, \
         outcome) VALUES {}{returning}",
        vec![row; entries.len()].join(", "),
    ));
    let name = cut(actor.name, 64);
    macro_rules! bound {
        () => {{
            let mut query = sqlx::query(statement);
            for entry in entries {
                query = query
                    .bind(at)
                    .bind(narrow(actor.user))
                    .bind(name)
                    .bind(entry.customer_id.map(narrow))
                    .bind(entry.mms_id.map(narrow))
                    .bind(entry.mms_id)
                    .bind(entry.customer_id.map(narrow))
                    .bind(cut(entry.action, 32))
                    .bind(cut(entry.subject, 16))
                    .bind(entry.subject_id)
                    .bind(cut(&entry.detail, 191));
            }
            query
        }};
    }
    let Conn::My(c) = conn else {
        let mut ids = on!(conn, c => {
            let rows = bound!().fetch_all(&mut **c).await?;
            rows.iter().map(|row| sqlx::Row::try_get(row, 0)).collect::<Result<Vec<i64>, _>>()
        })?;
        // The sequence numbers rows as they are inserted, whatever the order in which they are returned.
        ids.sort_unstable();
        return Ok(ids);
    };
    // One statement's ids follow one another, in the steps that a cluster gives its nodes.
    let first = bound!().execute(&mut **c).await?.last_insert_id();
    let step: u64 = match entries {
        [_] => 1,
        _ => {
            sqlx::query_scalar("SELECT CAST(@@SESSION.auto_increment_increment AS UNSIGNED)")
                .fetch_one(&mut **c)
                .await?
        }
    };
    let id =
        |number: u64| i64::try_from(first.saturating_add(number.saturating_mul(step))).unwrap_or(i64::MAX);
    Ok((0_u64..).take(entries.len()).map(id).collect())
}

/// Completes entries: one statement for all that ended alike.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn complete(conn: &mut Conn, endings: &[(i64, Ending)]) -> Result<(), StoreError> {
    let mut alike: BTreeMap<&Ending, Vec<i64>> = BTreeMap::new();
    for (id, ending) in endings {
        alike.entry(ending).or_default().push(*id);
    }
    for (ending, ids) in alike {
        for chunk in ids.chunks(CHUNK) {
            let statement = conn.sql(&format!(
                "UPDATE metroport_journal SET outcome = ?, code = ?, answer = ?, subject_id = COALESCE(?, subject_id), \
                 mms_user_id = CASE WHEN subject = 'user' THEN COALESCE(?, mms_user_id) ELSE mms_user_id END \
                 WHERE id IN {}",
                Conn::rows(1, chunk.len()),
            ));
            on!(conn, c => {
                let mut query = sqlx::query(statement)
                    .bind(ending.outcome.word())
                    .bind(ending.code)
                    .bind(ending.answer.as_deref().map(|answer| cut(answer, 255)))
                    .bind(ending.made)
                    .bind(ending.made);
                for id in chunk {
                    query = query.bind(id);
                }
                query.execute(&mut **c).await.map(|_| ())
            })?;
        }
    }
    Ok(())
}

/// Removes some entries that are older than so many days by the database's clock; true when there may be more.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn purge(conn: &mut Conn, days: u16) -> Result<(u64, bool), StoreError> {
    let before = conn.now().await?.saturating_sub(DAY.saturating_mul(days.into()));
    let statement = conn.sql(&if conn.is_mysql() {
        format!("DELETE FROM metroport_journal WHERE at < ? ORDER BY at LIMIT {PURGED_AT_ONCE}")
    } else {
        format!(
            "DELETE FROM metroport_journal WHERE id IN (SELECT id FROM metroport_journal WHERE at < ? ORDER BY at \
             LIMIT {PURGED_AT_ONCE})"
        )
    });
    let removed = on!(conn, c => {
        sqlx::query(statement).bind(before).execute(&mut **c).await.map(|done| done.rows_affected())
    })?;
    Ok((removed, removed >= PURGED_AT_ONCE.into()))
}

/// LMS's ids are 32 bits wide.
fn narrow(id: i64) -> i32 {
    i32::try_from(id).unwrap_or_default()
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> &str {
    match text.char_indices().nth(most) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!((cut("żółw", 3), cut("żółw", 4), cut("", 3)), ("żół", "żółw", ""));
    }
}
