//! Plans of several changes that are under way (`metroport_plans`, `metroport_plan_steps`): one for a customer at a time, gone
//! when it has come to its end.

use sqlx::Row as _;

use super::StoreError;
use crate::db::{Conn, on};

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing is done of it, or it was taken back.
    Open,
    /// It was about to be done: whether it is must be looked up.
    Begun,
    /// The plan did it.
    Done,
    /// It was so already: the plan did nothing, and takes nothing back.
    Found,
    /// It was about to be taken back: whether it is must be looked up.
    Returning,
}

impl State {
    const ALL: [Self; 5] = [Self::Open, Self::Begun, Self::Done, Self::Found, Self::Returning];

    /// The word in the table and in the PHP interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Found => "found",
            Self::Returning => "returning",
        }
    }

    /// A word that nobody knows says that one must look.
    fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.word() == word).unwrap_or(Self::Begun)
    }
}

/// A plan without its steps. Times are Unix seconds by the database's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Id.
    pub id: i64,
    /// LMS customer.
    pub customer_id: i64,
    /// What it is for.
    pub kind: String,
    /// It is being taken back.
    pub back: bool,
    /// It takes itself back when a step fails.
    pub undo: bool,
    /// When it was begun.
    pub created_at: i64,
    /// When a step of it was begun or done last.
    pub changed_at: i64,
    /// LMS user who began it, 0 for a script.
    pub user: i64,
    /// His login, or the script.
    pub actor: String,
    /// Stable code of the failure that stopped it.
    pub error_code: Option<String>,
    /// MMS's words.
    pub error_text: Option<String>,
}

/// A step of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is, as JSON.
    pub step: String,
    /// How far it is.
    pub state: State,
    /// Id of what it is about, as far as it has one: of what was added, or is removed.
    pub subject_id: Option<i64>,
    /// Ids of its like that were there before it was begun: what is there besides is its own.
    pub before: Option<String>,
}

/// What a new plan is made of.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// LMS customer.
    pub customer_id: i64,
    /// What it is for; at most 16 characters.
    pub kind: &'a str,
    /// It takes itself back when a step fails.
    pub undo: bool,
    /// LMS user, 0 for a script.
    pub user: i64,
    /// Login or script; what is longer than 64 characters is cut.
    pub actor: &'a str,
}

/// Records a plan that is about to be carried out.
///
/// # Errors
/// [`StoreError::Db`], [`DbError::Duplicate`](crate::db::DbError::Duplicate) when another one of the customer is under way.
pub async fn create(conn: &mut Conn, new: &New<'_>, steps: &[Step]) -> Result<(), StoreError> {
    let now = conn.now().await?;
    conn.begin().await?;
    let returning = if conn.is_mysql() { "" } else { " RETURNING id" };
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_plans (lms_user_id, kind, auto_undo, created_at, changed_at, userid, actor) \
         VALUES (?, ?, ?, ?, ?, ?, ?){returning}"
    ));
    let customer = i32::try_from(new.customer_id).unwrap_or_default();
    let actor: String = new.actor.chars().take(64).collect();
    macro_rules! bound {
        ($query:expr) => {
            $query
                .bind(customer)
                .bind(new.kind)
                .bind(i16::from(new.undo))
                .bind(now)
                .bind(now)
                .bind(i32::try_from(new.user).unwrap_or_default())
                .bind(&actor)
        };
    }
    let id: i64 = if let Conn::My(c) = conn {
        let id = bound!(sqlx::query(statement)).execute(&mut **c).await?.last_insert_id();
        i64::try_from(id).unwrap_or(i64::MAX)
    } else {
        on!(conn, c => bound!(sqlx::query_scalar(statement)).fetch_one(&mut **c).await)?
    };
    let statement = conn.sql(&format!(
        "INSERT INTO metroport_plan_steps (plan_id, lms_user_id, position, step, state, subject_id) VALUES {}",
        Conn::rows(steps.len(), 6)
    ));
    on!(conn, c => {
        let mut query = sqlx::query(statement);
        for (position, step) in (0_i32..).zip(steps) {
            query = query.bind(id).bind(customer).bind(position).bind(&step.step).bind(step.state.word()).bind(step.subject_id);
        }
        query.execute(&mut **c).await.map(|_| ())
    })?;
    conn.commit().await?;
    Ok(())
}

const HEAD: &str = "SELECT id, lms_user_id, kind, back, auto_undo, created_at, changed_at, userid, actor, error_code, error_text \
                    FROM metroport_plans";

macro_rules! head {
    ($row:expr) => {
        Head {
            id: $row.try_get(0)?,
            customer_id: $row.try_get::<i32, _>(1)?.into(),
            kind: $row.try_get(2)?,
            back: $row.try_get::<i16, _>(3)? != 0,
            undo: $row.try_get::<i16, _>(4)? != 0,
            created_at: $row.try_get(5)?,
            changed_at: $row.try_get(6)?,
            user: $row.try_get::<i32, _>(7)?.into(),
            actor: $row.try_get(8)?,
            error_code: $row.try_get(9)?,
            error_text: $row.try_get(10)?,
        }
    };
}

/// The plan of a customer that is under way.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn of_customer(conn: &mut Conn, customer: i64) -> Result<Option<(Head, Vec<Step>)>, StoreError> {
    let statement = conn.sql(&format!("{HEAD} WHERE lms_user_id = ?"));
    let head: Option<Head> = on!(conn, c => {
        let row = sqlx::query(statement).bind(customer).fetch_optional(&mut **c).await?;
        row.map(|row| Ok::<_, sqlx::Error>(head!(row))).transpose()?
    });
    let Some(head) = head else { return Ok(None) };
    let statement = conn.sql(
        "SELECT step, state, subject_id, before_ids FROM metroport_plan_steps WHERE plan_id = ? ORDER BY position",
    );
    let steps: Result<Vec<Step>, sqlx::Error> = on!(conn, c => {
        let rows = sqlx::query(statement).bind(head.id).fetch_all(&mut **c).await?;
        rows.iter().map(|row| Ok(Step {
            step: row.try_get(0)?,
            state: State::from_word(row.try_get(1)?),
            subject_id: row.try_get(2)?,
            before: row.try_get(3)?,
        })).collect()
    });
    Ok(Some((head, steps?)))
}

/// All plans that are under way, the oldest first, each with the number of its steps and how many of them are done.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn all(conn: &mut Conn) -> Result<Vec<(Head, i64, i64)>, StoreError> {
    let statement = conn.sql(&format!("{HEAD} ORDER BY created_at, id"));
    let heads: Result<Vec<Head>, sqlx::Error> = on!(conn, c => {
        let rows = sqlx::query(statement).fetch_all(&mut **c).await?;
        rows.iter().map(|row| Ok(head!(row))).collect()
    });
    let statement = conn.sql(
        "SELECT plan_id, COUNT(*), COUNT(CASE WHEN state IN ('done', 'found') THEN 1 END) FROM metroport_plan_steps \
         GROUP BY plan_id",
    );
    let counts: Vec<(i64, i64, i64)> = on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    let count = |id| counts.iter().find(|count| count.0 == id).map_or((0, 0), |count| (count.1, count.2));
    Ok(heads?
        .into_iter()
        .map(|head| {
            let (steps, done) = count(head.id);
            (head, steps, done)
        })
        .collect())
}

/// Records how far a step is, and when.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn save_step(conn: &mut Conn, plan: i64, position: usize, step: &Step) -> Result<(), StoreError> {
    let now = conn.now().await?;
    let statement = conn.sql("UPDATE metroport_plans SET changed_at = ? WHERE id = ?");
    on!(conn, c => sqlx::query(statement).bind(now).bind(plan).execute(&mut **c).await.map(|_| ()))?;
    let statement = conn.sql(
        "UPDATE metroport_plan_steps SET state = ?, subject_id = ?, before_ids = ? WHERE plan_id = ? AND position = ?",
    );
    let position = i32::try_from(position).unwrap_or(i32::MAX);
    on!(conn, c => {
        let query = sqlx::query(statement).bind(step.state.word()).bind(step.subject_id).bind(&step.before);
        query.bind(plan).bind(position).execute(&mut **c).await.map(|_| ())
    })?;
    Ok(())
}

/// Records which way a plan goes, and what stopped it.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn save_head(conn: &mut Conn, head: &Head) -> Result<(), StoreError> {
    let statement =
        conn.sql("UPDATE metroport_plans SET back = ?, error_code = ?, error_text = ? WHERE id = ?");
    on!(conn, c => {
        let query = sqlx::query(statement).bind(i16::from(head.back)).bind(&head.error_code);
        query.bind(&head.error_text).bind(head.id).execute(&mut **c).await.map(|_| ())
    })?;
    Ok(())
}

/// Removes a plan that has come to its end, or is given up.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn remove(conn: &mut Conn, plan: i64) -> Result<(), StoreError> {
    conn.begin().await?;
    for table in ["metroport_plan_steps WHERE plan_id", "metroport_plans WHERE id"] {
        let statement = conn.sql(&format!("DELETE FROM {table} = ?"));
        on!(conn, c => sqlx::query(statement).bind(plan).execute(&mut **c).await.map(|_| ()))?;
    }
    conn.commit().await?;
    Ok(())
}
