//! What can be issued, out of the copies of MMS's catalogues: MetroTV packages and F-Secure products alike.

use rust_decimal::Decimal;

use super::StoreError;
use super::locks::Service;
use crate::db::{Conn, on};

/// A MetroTV package or an F-Secure product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Of which kind it is.
    pub service: Service,
    /// Its id in MMS.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Of a package: 1 base, 2 extra, 3 multiroom, 4 PPV; of a product 0.
    pub group: i64,
    /// What the customer usually pays a month, gross. MMS tells it of packages only.
    pub price: Option<Decimal>,
    /// What Metroport charges the operator a month, gross. MMS tells it of packages only.
    pub charged: Option<Decimal>,
    /// MMS lists it and calls it active.
    pub on_sale: bool,
}

/// Kind, id, name, group, both prices, on sale or not.
type Row = (String, i64, String, i64, Option<String>, Option<String>, i32);

/// All that was ever there, by kind and id.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn all(conn: &mut Conn) -> Result<Vec<Item>, StoreError> {
    let statement = conn.sql(
        "SELECT 'metrotv', id, COALESCE(pkg_name, ''), COALESCE(pkg_group, 0), CAST(pricebrutto AS CHAR(20)), \
         CAST(pricebrutto_provider AS CHAR(20)), CASE WHEN gone_at IS NULL AND active = 1 THEN 1 ELSE 0 END \
         FROM metroport_metrotv_packages \
         UNION ALL SELECT 'fsecure', id, name, 0, NULL, NULL, CASE WHEN gone_at IS NULL THEN 1 ELSE 0 END \
         FROM metroport_fsecure_packages ORDER BY 1, 2",
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, id, name, group, price, charged, on_sale)| {
            Some(Item {
                service: Service::from_word(&word)?,
                id,
                name,
                group,
                price: amount(price),
                charged: amount(charged),
                on_sale: on_sale != 0,
            })
        })
        .collect())
}

/// An amount that the database has written as a text, padded or not.
pub(super) fn amount(text: Option<String>) -> Option<Decimal> {
    text.and_then(|text| text.trim().parse().ok())
}
