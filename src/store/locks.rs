//! What should be locked and what this plugin locked (`metroport_locks`, `metroport_lock_holds`, the suspend flags of
//! `metroport_customers`).

use sqlx::Row as _;

use super::StoreError;
use crate::db::{Conn, on};

/// Rows written or named in one statement.
const CHUNK: usize = 500;

/// The code of a run that would change more than is allowed.
pub const LIMIT: &str = "locks.limit";

/// A kind of service that can be locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// MetroTV: accounts.
    MetroTv,
    /// F-Secure: services.
    FSecure,
}

impl Service {
    /// The word in tables and in the PHP interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::MetroTv => "metrotv",
            Self::FSecure => "fsecure",
        }
    }

    /// The service of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::MetroTv, Self::FSecure].into_iter().find(|service| service.word() == word)
    }

    /// Columns of the suspend flag and of the billing flag, as the original named them.
    fn flags(self) -> (&'static str, &'static str) {
        match self {
            Self::MetroTv => ("metrotv_suspend", "metrotv_suspend_billing"),
            Self::FSecure => ("metro_fsecure_suspend", "metro_fsecure_suspend_billing"),
        }
    }
}

/// What should be, for one customer and service, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// LMS customer.
    pub customer_id: i64,
    /// Which service.
    pub service: Service,
    /// Locked, or released.
    pub wanted: bool,
    /// What MMS confirmed last; `None` while it is open.
    pub confirmed: Option<bool>,
    /// Unix seconds.
    pub wanted_at: i64,
    /// Login or script.
    pub wanted_by: String,
    /// Unix seconds.
    pub confirmed_at: Option<i64>,
    /// Failed attempts since it was wanted.
    pub attempts: i32,
    /// Unix seconds before which nobody needs to try again.
    pub next_attempt_at: Option<i64>,
    /// Stable code of the last failure.
    pub error_code: Option<String>,
    /// MMS's words.
    pub error_text: Option<String>,
    /// MMS said no, rather than nothing.
    pub refused: bool,
}

impl Wish {
    /// A new one.
    pub fn new(customer_id: i64, service: Service, wanted: bool, at: i64, by: &str) -> Self {
        Self {
            customer_id,
            service,
            wanted,
            confirmed: None,
            wanted_at: at,
            wanted_by: by.to_owned(),
            confirmed_at: None,
            attempts: 0,
            next_attempt_at: None,
            error_code: None,
            error_text: None,
            refused: false,
        }
    }

    /// Whether nothing of it has set the suspend flag: never confirmed, or the last that was confirmed is a release.
    pub fn flags_nobody(&self) -> bool {
        self.confirmed_at.is_none() || self.confirmed == Some(false)
    }

    /// Whether MMS has not confirmed it.
    pub fn is_open(&self) -> bool {
        self.confirmed != Some(self.wanted)
    }

    /// Whether it was part of a run that was too large to be meant, and nobody has approved it yet.
    pub fn is_held_back(&self) -> bool {
        self.is_open() && self.refused && self.error_code.as_deref() == Some(LIMIT)
    }
}

/// How sure it is that this plugin blocked a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldState {
    /// It was about to, having seen the service running.
    Intended,
    /// MMS confirmed it.
    Held,
}

/// A service that this plugin blocked, and may release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Which service.
    pub service: Service,
    /// Its id in MMS: an account's, or an F-Secure service's.
    pub mms_id: i64,
    /// LMS customer.
    pub customer_id: i64,
    /// How sure it is.
    pub state: HoldState,
}

/// All wishes.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn wishes(conn: &mut Conn) -> Result<Vec<Wish>, StoreError> {
    let statement = conn.sql(
        "SELECT lms_user_id, service, wanted, confirmed, wanted_at, COALESCE(wanted_by, ''), confirmed_at, attempts, \
         next_attempt_at, error_code, error_text, refused FROM metroport_locks",
    );
    let rows = on!(conn, c => {
        let rows = sqlx::query(statement).fetch_all(&mut **c).await?;
        rows.iter().map(|row| Ok((row.try_get::<String, _>(1)?, Wish {
            customer_id: row.try_get::<i32, _>(0)?.into(),
            service: Service::MetroTv,
            wanted: row.try_get::<i16, _>(2)? != 0,
            confirmed: row.try_get::<Option<i16>, _>(3)?.map(|v| v != 0),
            wanted_at: row.try_get(4)?,
            wanted_by: row.try_get(5)?,
            confirmed_at: row.try_get(6)?,
            attempts: row.try_get(7)?,
            next_attempt_at: row.try_get(8)?,
            error_code: row.try_get(9)?,
            error_text: row.try_get(10)?,
            refused: row.try_get::<i16, _>(11)? != 0,
        }))).collect::<Result<Vec<_>, sqlx::Error>>()
    })?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, wish)| Some(Wish { service: Service::from_word(&word)?, ..wish }))
        .collect())
}

/// Writes wishes as they are now.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn save(conn: &mut Conn, wishes: &[Wish]) -> Result<(), StoreError> {
    const COLUMNS: [&str; 12] = [
        "lms_user_id",
        "service",
        "wanted",
        "confirmed",
        "wanted_at",
        "wanted_by",
        "confirmed_at",
        "attempts",
        "next_attempt_at",
        "error_code",
        "error_text",
        "refused",
    ];
    for chunk in wishes.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "INSERT INTO metroport_locks ({}) VALUES {}{}",
            COLUMNS.join(", "),
            Conn::rows(chunk.len(), COLUMNS.len()),
            conn.on_conflict("lms_user_id, service", COLUMNS.split_at(2).1),
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement);
            for wish in chunk {
                query = query
                    .bind(i32::try_from(wish.customer_id).unwrap_or_default())
                    .bind(wish.service.word())
                    .bind(i16::from(wish.wanted))
                    .bind(wish.confirmed.map(i16::from))
                    .bind(wish.wanted_at)
                    .bind(&wish.wanted_by)
                    .bind(wish.confirmed_at)
                    .bind(wish.attempts)
                    .bind(wish.next_attempt_at)
                    .bind(&wish.error_code)
                    .bind(&wish.error_text)
                    .bind(i16::from(wish.refused));
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Makes what is open of a service for these customers due now, also what was refused.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn make_due(conn: &mut Conn, service: Service, customers: &[i64]) -> Result<(), StoreError> {
    let now = conn.now().await?;
    for some in customers.chunks(1000) {
        let statement = conn.sql(&format!(
            "UPDATE metroport_locks SET next_attempt_at = ?, refused = 0 \
             WHERE service = ? AND (confirmed IS NULL OR confirmed <> wanted) AND lms_user_id IN {}",
            Conn::rows(1, some.len())
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement).bind(now).bind(service.word());
            for customer in some {
                query = query.bind(i32::try_from(*customer).unwrap_or_default());
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// How many wishes are refused, and how many others have been open since before `late`.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn stuck(conn: &mut Conn, late: i64) -> Result<(i64, i64), StoreError> {
    let open = "FROM metroport_locks WHERE (confirmed IS NULL OR confirmed <> wanted) AND";
    let statement = conn.sql(&format!(
        "SELECT (SELECT COUNT(*) {open} refused = 1), (SELECT COUNT(*) {open} refused = 0 AND wanted_at < ?)"
    ));
    Ok(on!(conn, c => sqlx::query_as(statement).bind(late).fetch_one(&mut **c).await)?)
}

/// How many wishes are open, by service and refused or not, and since when the oldest.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn depth(conn: &mut Conn) -> Result<Vec<(Service, bool, i64, Option<i64>)>, StoreError> {
    let statement = conn.sql(
        "SELECT service, refused, COUNT(*), MIN(wanted_at) FROM metroport_locks \
         WHERE confirmed IS NULL OR confirmed <> wanted GROUP BY service, refused",
    );
    let rows: Vec<(String, i16, i64, Option<i64>)> =
        on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, refused, count, since)| {
            Some((Service::from_word(&word)?, refused != 0, count, since))
        })
        .collect())
}

/// All holds.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn holds(conn: &mut Conn) -> Result<Vec<Hold>, StoreError> {
    let statement = conn.sql("SELECT service, mms_id, lms_user_id, state FROM metroport_lock_holds");
    let rows: Vec<(String, i64, i32, String)> =
        on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, mms_id, customer_id, state)| {
            let state = if state == "held" { HoldState::Held } else { HoldState::Intended };
            Some(Hold { service: Service::from_word(&word)?, mms_id, customer_id: customer_id.into(), state })
        })
        .collect())
}

/// Records holds; `at` in Unix seconds.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn hold(conn: &mut Conn, holds: &[Hold], at: i64) -> Result<(), StoreError> {
    for chunk in holds.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "INSERT INTO metroport_lock_holds (service, mms_id, lms_user_id, state, held_at) VALUES {}{}",
            Conn::rows(chunk.len(), 5),
            conn.on_conflict("service, mms_id", &["lms_user_id", "state", "held_at"]),
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement);
            for hold in chunk {
                query = query
                    .bind(hold.service.word())
                    .bind(hold.mms_id)
                    .bind(i32::try_from(hold.customer_id).unwrap_or_default())
                    .bind(match hold.state { HoldState::Held => "held", HoldState::Intended => "intended" })
                    .bind(at);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Removes holds by service and MMS id.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn forget(conn: &mut Conn, service: Service, mms_ids: &[i64]) -> Result<(), StoreError> {
    for chunk in mms_ids.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "DELETE FROM metroport_lock_holds WHERE service = ? AND mms_id IN {}",
            Conn::rows(1, chunk.len())
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement).bind(service.word());
            for mms_id in chunk {
                query = query.bind(mms_id);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Removes what is recorded of customers who are not linked any more: a run that was under way when their link was let go has
/// written it afterwards. Those whose link an upgrade has set aside keep theirs.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn forget_unlinked(conn: &mut Conn) -> Result<(), StoreError> {
    for table in ["metroport_lock_holds", "metroport_locks"] {
        let linked = |links: &str| {
            format!("EXISTS (SELECT 1 FROM {links} k WHERE k.lms_user_id = {table}.lms_user_id)")
        };
        let (linked, set_aside) = (linked("metroport_customers"), linked("metroport_link_conflicts"));
        let statement = conn.sql(&format!("DELETE FROM {table} WHERE NOT {linked} AND NOT {set_aside}"));
        on!(conn, c => sqlx::query(statement).execute(&mut **c).await.map(|_| ()))?;
    }
    Ok(())
}

/// Sets the suspend flag of customers, and with `billing` the billing flag, where it is not so already.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn set_flags(
    conn: &mut Conn,
    service: Service,
    customers: &[i64],
    suspended: bool,
    billing: bool,
) -> Result<(), StoreError> {
    let (flag, billing_flag) = service.flags();
    let value = i16::from(suspended);
    let set = if billing {
        format!("{flag} = {value}, {billing_flag} = {value}")
    } else {
        format!("{flag} = {value}")
    };
    for chunk in customers.chunks(CHUNK) {
        let ids = Conn::rows(1, chunk.len());
        let statement = conn.sql(&format!(
            "UPDATE metroport_customers SET {set} WHERE {flag} <> {value} AND lms_user_id IN {ids}"
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement);
            for customer in chunk {
                query = query.bind(customer);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}
