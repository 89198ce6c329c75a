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
    /// What Metroport charges the operator a month, gross: what the operator told, else what MMS tells, of packages only.
    pub charged: Option<Decimal>,
    /// The operator told it.
    pub told: bool,
    /// MMS lists it and calls it active.
    pub on_sale: bool,
}

/// Kind, id, name, group, both prices, whether the second one is told, on sale or not.
type Row = (String, i64, String, i64, Option<String>, Option<String>, i32, i32);

/// All that was ever there, by kind and id.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn all(conn: &mut Conn) -> Result<Vec<Item>, StoreError> {
    let statement = conn.sql(
        "SELECT 'metrotv', p.id, COALESCE(p.pkg_name, ''), COALESCE(p.pkg_group, 0), CAST(p.pricebrutto AS CHAR(20)), \
         COALESCE(CAST(c.cost AS CHAR(20)), CAST(p.pricebrutto_provider AS CHAR(20))), \
         CASE WHEN c.cost IS NULL THEN 0 ELSE 1 END, CASE WHEN p.gone_at IS NULL AND p.active = 1 THEN 1 ELSE 0 END \
         FROM metroport_metrotv_packages p LEFT JOIN metroport_costs c ON c.service = 'metrotv' AND c.item_id = p.id \
         UNION ALL SELECT 'fsecure', p.id, p.name, 0, NULL, CAST(c.cost AS CHAR(20)), \
         CASE WHEN c.cost IS NULL THEN 0 ELSE 1 END, CASE WHEN p.gone_at IS NULL THEN 1 ELSE 0 END \
         FROM metroport_fsecure_packages p LEFT JOIN metroport_costs c ON c.service = 'fsecure' AND c.item_id = p.id \
         ORDER BY 1, 2",
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows
        .into_iter()
        .filter_map(|(word, id, name, group, price, charged, told, on_sale)| {
            Some(Item {
                service: Service::from_word(&word)?,
                id,
                name,
                group,
                price: amount(price),
                charged: amount(charged),
                told: told != 0,
                on_sale: on_sale != 0,
            })
        })
        .collect())
}

/// Records what Metroport charges for an item a month, gross, in place of what MMS tells; `None` takes that back.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn tell_cost(
    conn: &mut Conn,
    service: Service,
    id: i64,
    cost: Option<Decimal>,
    by: &str,
) -> Result<(), StoreError> {
    let now = conn.now().await?;
    let old = conn.sql("DELETE FROM metroport_costs WHERE service = ? AND item_id = ?");
    let new = conn.sql(
        "INSERT INTO metroport_costs (service, item_id, cost, set_at, set_by) \
         VALUES (?, ?, CAST(? AS DECIMAL(10,2)), ?, ?)",
    );
    conn.begin().await?;
    on!(conn, c => {
        sqlx::query(old).bind(service.word()).bind(id).execute(&mut **c).await.map(|_| ())
    })?;
    if let Some(cost) = cost {
        on!(conn, c => {
            let query = sqlx::query(new).bind(service.word()).bind(id).bind(cost.to_string());
            query.bind(now).bind(by).execute(&mut **c).await.map(|_| ())
        })?;
    }
    conn.commit().await?;
    Ok(())
}

/// An amount that the database has written as a text, padded or not.
pub(super) fn amount(text: Option<String>) -> Option<Decimal> {
    text.and_then(|text| text.trim().parse().ok())
}
