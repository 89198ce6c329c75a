//! One customer as LMS knows him, as far as MMS is to know him too.

use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};

use super::act_for;
use crate::db::{Conn, DbError, on};
use crate::personal::Masked;

/// A customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// Deleted in LMS, which keeps his record; his services in MMS may still cost money.
    pub deleted: bool,
    /// A company; a natural person otherwise.
    pub company: bool,
    /// Surname, or the company's name.
    pub lastname: Masked,
    /// First name.
    pub name: Masked,
    /// PESEL as it was typed.
    pub pesel: Masked,
    /// NIP as it was typed.
    pub nip: Masked,
    /// First active e-mail address.
    pub email: Option<Masked>,
    /// Where he lives or works.
    pub address: Address,
}

/// An address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street without "ul." and its like.
    pub street: Masked,
    /// House number.
    pub house: Masked,
    /// Flat number.
    pub flat: Masked,
    /// Postal code.
    pub zip: Masked,
    /// City.
    pub city: Masked,
}

/// A linked customer, whoever asks, and what is recorded of his data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// LMS customer.
    pub customer_id: i64,
    /// MMS user.
    pub mms_id: i64,
    /// What LMS knows of him.
    pub customer: Customer,
    /// Fingerprint of the data that need no sending any more.
    pub settled: Option<String>,
    /// Fingerprint of the data that are still to be sent.
    pub wanted: Option<String>,
}

/// Which linked customers.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// All.
    All,
    /// Those whose data were never settled and are not waiting either.
    Unsettled,
    /// These.
    These(&'a [i64]),
}

/// Deleted or not, company or not, name, numbers, e-mail; street, house, flat, postal code, city.
type Row = (i32, i32, String, String, String, String, Option<String>, String, String, String, String, String);
/// Customer, MMS user, both fingerprints, and the customer without "deleted".
type LinkedRow = (
    i32,
    i32,
    Option<String>,
    Option<String>,
    i32,
    String,
    String,
    String,
    String,
    Option<String>,
    String,
    String,
    String,
    String,
    String,
);

/// What MMS is to know of customer `c` with address `a`, whichever way they were found.
///
/// 8 marks an e-mail address, 16384 one that is not used any more.
const COLUMNS: &str = "CASE WHEN c.type = 1 THEN 1 ELSE 0 END, COALESCE(c.lastname, ''), COALESCE(c.name, ''), \
    COALESCE(c.ssn, ''), COALESCE(c.ten, ''), (SELECT e.contact FROM customercontacts e WHERE e.id = \
    (SELECT MIN(m.id) FROM customercontacts m WHERE m.customerid = c.id AND (m.type & 8) <> 0 \
    AND (m.type & 16384) = 0 AND m.contact <> '')), \
    COALESCE(a.street, ''), COALESCE(a.house, ''), COALESCE(a.flat, ''), COALESCE(a.zip, ''), COALESCE(a.city, '')";

/// LMS's own order: the default location (3), else the only one (2), else the billing address (1); never the postal one.
const ADDRESS: &str = "LEFT JOIN addresses a ON a.id = (SELECT ca.address_id FROM customer_addresses ca \
    WHERE ca.customer_id = c.id AND ca.address_id IS NOT NULL AND (ca.type IN (1, 3) OR ca.type = 2 AND 1 = \
    (SELECT COUNT(*) FROM customer_addresses o WHERE o.customer_id = c.id AND o.type = 2)) \
    ORDER BY ca.type DESC, ca.address_id LIMIT 1)";

/// The customer, if there is one whom this LMS user may see: of his divisions, in no group that is closed to him. User 0 is a script and sees all.
///
/// # Errors
/// [`DbError`]
pub async fn visible(conn: &mut Conn, user: i64, id: i64) -> Result<Option<Customer>, DbError> {
    act_for(conn, user).await?;
    let statement = conn.sql(&format!(
        "SELECT CASE WHEN c.deleted = 0 THEN 0 ELSE 1 END, {COLUMNS} FROM customerview c {ADDRESS} WHERE c.id = ?"
    ));
    let found: Option<Row> =
        on!(conn, c => sqlx::query_as(statement).bind(id).fetch_optional(&mut **c).await)?;
    Ok(found.map(Customer::from))
}

/// Gives linked customers who are not deleted to `look`, one after another, without keeping them: there may be very many.
///
/// # Errors
/// [`DbError`]
pub async fn linked(conn: &mut Conn, which: Which<'_>, mut look: impl FnMut(Linked)) -> Result<(), DbError> {
    let (filter, ids) = match which {
        Which::All => (String::new(), &[] as &[i64]),
        Which::Unsettled => (" AND d.settled IS NULL AND d.wanted IS NULL".to_owned(), &[] as &[i64]),
        Which::These([]) => return Ok(()),
        Which::These(ids) => (format!(" AND l.lms_user_id IN {}", Conn::rows(1, ids.len())), ids),
    };
    let statement = conn.sql(&format!(
        "SELECT l.lms_user_id, l.metroport_user_id, d.settled, d.wanted, {COLUMNS} FROM metroport_customers l \
         JOIN customers c ON c.id = l.lms_user_id AND c.deleted = 0 AND c.type < 2 \
         LEFT JOIN metroport_customer_data d ON d.lms_user_id = l.lms_user_id {ADDRESS} WHERE 1 = 1{filter}"
    ));
    on!(conn, c => {
        let mut query = sqlx::query_as::<_, LinkedRow>(statement);
        for id in ids {
            query = query.bind(id);
        }
        let mut rows = query.fetch(&mut **c);
        while let Some(row) = rows.try_next().await? {
            look(row.into());
        }
    });
    Ok(())
}

/// Linked customers whom LMS does not have any more, or only as deleted.
///
/// # Errors
/// [`DbError`]
pub async fn deleted(conn: &mut Conn) -> Result<Vec<i64>, DbError> {
    let statement = conn.sql(
        "SELECT l.lms_user_id FROM metroport_customers l LEFT JOIN customers c ON c.id = l.lms_user_id \
         WHERE c.id IS NULL OR c.deleted <> 0 ORDER BY l.lms_user_id",
    );
    let rows: Vec<(i32,)> = on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(id,)| id.into()).collect())
}

impl From<Row> for Customer {
    fn from(row: Row) -> Self {
        let (deleted, company, lastname, name, pesel, nip, email, street, house, flat, zip, city) = row;
        Self {
            deleted: deleted == 1,
            company: company == 1,
            lastname: Masked::new(lastname.trim()),
            name: Masked::new(name.trim()),
            pesel: Masked::new(pesel),
            nip: Masked::new(nip),
            email: email.map(|email| Masked::new(email.trim())).filter(|email| !email.is_empty()),
            address: Address {
                street: Masked::new(bare_street(&street)),
                house: Masked::new(house.trim()),
                flat: Masked::new(flat.trim()),
                zip: Masked::new(zip.trim()),
                city: Masked::new(city.trim()),
            },
        }
    }
}

impl From<LinkedRow> for Linked {
    fn from(row: LinkedRow) -> Self {
        let (customer_id, mms_id, settled, wanted, company, lastname, name, pesel, nip, email, ..) = row;
        let (.., street, house, flat, zip, city) = row;
        Self {
            customer_id: customer_id.into(),
            mms_id: mms_id.into(),
            customer: (0, company, lastname, name, pesel, nip, email, street, house, flat, zip, city).into(),
            settled,
            wanted,
        }
    }
}

/// A street's name without the abbreviation that LMS writes before it.
fn bare_street(street: &str) -> &str {
    let street = street.trim();
    let Some((prefix, name)) = street.split_once('.') else { return street };
    let known = ["ul", "al", "pl", "os", "bulw", "wyb"];
    let name = name.trim_start();
    if !name.is_empty() && known.iter().any(|word| prefix.eq_ignore_ascii_case(word)) { name } else { street }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_loses_its_prefix_and_nothing_else() {
        for (street, wanted) in [
            ("ul. Długa", "Długa"),
            ("UL.Długa ", "Długa"),
            ("pl. Wolności", "Wolności"),
            ("ul. 3 Maja", "3 Maja"),
            ("ul. św. Jana", "św. Jana"),
            ("św. Jana", "św. Jana"),
            ("Ulanów", "Ulanów"),
            ("ul.", "ul."),
            ("", ""),
        ] {
            assert_eq!(bare_street(street), wanted, "{street:?}");
        }
    }
}
