//! What MMS showed of customers' services when somebody last looked (`metroport_services`): issued packages of MetroTV, and
//! F-Secure services.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sqlx::Row as _;

use super::StoreError;
use super::items::amount;
use super::locks::Service;
use crate::db::{Conn, on};

/// Rows written or named in one statement.
const CHUNK: usize = 500;
/// The most characters of a name.
const NAME: usize = 255;

/// A service as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Of which kind it is.
    pub service: Service,
    /// Order of MetroTV, or F-Secure service.
    pub mms_id: i64,
    /// Whose, in MMS.
    pub user: i64,
    /// MetroTV account that it stands on.
    pub account_id: Option<i64>,
    /// MetroTV package, or F-Secure product.
    pub item_id: i64,
    /// Name of that.
    pub name: String,
    /// Of a package: 1 base, 2 extra, 3 multiroom, 4 PPV; of a product 0.
    pub group: i64,
    /// Of a licence: for how many devices; of a package 0.
    pub license_size: i64,
    /// What the customer pays a month, gross, as MMS has it.
    pub price: Option<Decimal>,
    /// Currency of the price.
    pub currency: String,
    /// False while it is blocked.
    pub active: bool,
    /// Since when the customer has it, in Unix seconds, where that is known.
    pub since: Option<i64>,
    /// When somebody last looked, in Unix seconds.
    pub seen_at: i64,
    /// When it was found gone, in Unix seconds.
    pub gone_at: Option<i64>,
}

impl Seen {
    /// The same thing, whatever became of it.
    pub fn key(&self) -> (Service, i64) {
        (self.service, self.mms_id)
    }
}

/// Which rows.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// Those of one MMS user.
    Of(i64),
    /// All.
    All,
    /// All that are not gone.
    Present,
}

/// Rows by kind and id.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn load(conn: &mut Conn, which: Which) -> Result<Vec<Seen>, StoreError> {
    let (condition, user) = match which {
        Which::Of(user) => ("mms_user_id = ?", user),
        Which::All => ("1 = ?", 1),
        Which::Present => ("gone_at IS NULL AND 1 = ?", 1),
    };
    let statement = conn.sql(&format!(
        "SELECT service, mms_id, mms_user_id, account_id, item_id, name, pkg_group, license_size, \
         CAST(price AS CHAR(20)), currency, active, since, seen_at, gone_at \
         FROM metroport_services WHERE {condition} ORDER BY service, mms_id"
    ));
    let rows = on!(conn, c => {
        let rows = sqlx::query(statement).bind(user).fetch_all(&mut **c).await?;
        rows.iter().map(|row| Ok((row.try_get::<String, _>(0)?, Seen {
            service: Service::MetroTv,
            mms_id: row.try_get(1)?,
            user: row.try_get(2)?,
            account_id: row.try_get(3)?,
            item_id: row.try_get(4)?,
            name: row.try_get(5)?,
            group: row.try_get::<i16, _>(6)?.into(),
            license_size: row.try_get::<i32, _>(7)?.into(),
            price: amount(row.try_get(8)?),
            currency: row.try_get(9)?,
            active: row.try_get::<i16, _>(10)? != 0,
            since: row.try_get(11)?,
            seen_at: row.try_get(12)?,
            gone_at: row.try_get(13)?,
        }))).collect::<Result<Vec<_>, sqlx::Error>>()
    })?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, seen)| Some(Seen { service: Service::from_word(&word)?, ..seen }))
        .collect())
}

/// Writes rows, those that are there and those that are not.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn write(conn: &mut Conn, rows: &[Seen]) -> Result<(), StoreError> {
    const COLUMNS: [&str; 14] = [
        "service",
        "mms_id",
        "mms_user_id",
        "account_id",
        "item_id",
        "name",
        "pkg_group",
        "license_size",
        "price",
        "currency",
        "active",
        "since",
        "seen_at",
        "gone_at",
    ];
    const VALUES: &str = "(?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS DECIMAL(10,2)), ?, ?, ?, ?, ?)";
    for chunk in rows.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "INSERT INTO metroport_services ({}) VALUES {}{}",
            COLUMNS.join(", "),
            vec![VALUES; chunk.len()].join(", "),
            conn.on_conflict("service, mms_id", COLUMNS.split_at(2).1),
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement);
            for row in chunk {
                query = query
                    .bind(row.service.word())
                    .bind(row.mms_id)
                    .bind(row.user)
                    .bind(row.account_id)
                    .bind(row.item_id)
                    .bind(&row.name)
                    .bind(i16::try_from(row.group).unwrap_or_default())
                    .bind(i32::try_from(row.license_size).unwrap_or_default())
                    .bind(row.price.map(|price| price.to_string()))
                    .bind(&row.currency)
                    .bind(i16::from(row.active))
                    .bind(row.since)
                    .bind(row.seen_at)
                    .bind(row.gone_at);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Records that somebody looked, and that nothing was different.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn touch(conn: &mut Conn, service: Service, mms_ids: &[i64], at: i64) -> Result<(), StoreError> {
    for chunk in mms_ids.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "UPDATE metroport_services SET seen_at = ? WHERE service = ? AND mms_id IN {}",
            Conn::rows(1, chunk.len())
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement).bind(at).bind(service.word());
            for mms_id in chunk {
                query = query.bind(mms_id);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Records that MMS confirmed a block or its end at that moment (Unix seconds): of MetroTV accounts, or of F-Secure services.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn set_active(
    conn: &mut Conn,
    service: Service,
    ids: &[i64],
    active: bool,
    at: i64,
) -> Result<(), StoreError> {
    let of_accounts: Vec<i64>;
    let mms_ids = match service {
        // By their key, so that no other rows are locked meanwhile: whoever has them may be waiting for ours.
        Service::MetroTv => {
            of_accounts = on_accounts(conn, ids).await?;
            &of_accounts
        }
        Service::FSecure => ids,
    };
    for chunk in mms_ids.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "UPDATE metroport_services SET active = ?, seen_at = ? WHERE service = ? AND mms_id IN {}",
            Conn::rows(1, chunk.len())
        ));
        on!(conn, c => {
            let mut query = sqlx::query(statement).bind(i16::from(active)).bind(at).bind(service.word());
            for id in chunk {
                query = query.bind(id);
            }
            query.execute(&mut **c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// The packages on these accounts.
async fn on_accounts(conn: &mut Conn, accounts: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut mms_ids = Vec::new();
    for chunk in accounts.chunks(CHUNK) {
        let statement = conn.sql(&format!(
            "SELECT mms_id FROM metroport_services WHERE service = ? AND account_id IN {} ORDER BY mms_id",
            Conn::rows(1, chunk.len())
        ));
        let found: Vec<i64> = on!(conn, c => {
            let mut query = sqlx::query_scalar(statement).bind(Service::MetroTv.word());
            for account in chunk {
                query = query.bind(account);
            }
            query.fetch_all(&mut **c).await
        })?;
        mms_ids.extend(found);
    }
    Ok(mms_ids)
}

/// When services were issued, as the journal has it: the last time for each. `user`: only this one's, where his is known.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn issued(conn: &mut Conn, user: Option<i64>) -> Result<BTreeMap<(Service, i64), i64>, StoreError> {
    let of = if user.is_some() { "mms_user_id = ?" } else { "0 = ?" };
    let statement = conn.sql(&format!(
        "SELECT action, subject_id, MAX(at) FROM metroport_journal WHERE outcome = 'done' AND subject_id IS NOT NULL \
         AND action IN ('package.issue', 'service.add') AND {of} GROUP BY action, subject_id"
    ));
    let rows: Vec<(String, i64, i64)> =
        on!(conn, c => sqlx::query_as(statement).bind(user.unwrap_or_default()).fetch_all(&mut **c).await)?;
    let service = |action: &str| if action == "package.issue" { Service::MetroTv } else { Service::FSecure };
    Ok(rows.into_iter().map(|(action, id, at)| ((service(&action), id), at)).collect())
}

/// A name as the table takes it.
pub fn name(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(NAME).collect()
}
