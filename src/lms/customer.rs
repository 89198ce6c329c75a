//! One customer as LMS knows him, as far as MMS is to know him too.

use serde::Serialize;

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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

/// Deleted or not, company or not, name, numbers, e-mail.
type CustomerRow = (i32, i32, String, String, String, String, Option<String>);
/// Street, house, flat, postal code, city.
type AddressRow = (String, String, String, String, String);

/// The customer, if there is one whom this LMS user may see: of his divisions, in no group that is closed to him. User 0 is a script and sees all.
///
/// # Errors
/// [`DbError`]
pub async fn visible(conn: &mut Conn, user: i64, id: i64) -> Result<Option<Customer>, DbError> {
    act_for(conn, user).await?;
    // 8 marks an e-mail address, 16384 one that is not used any more.
    let statement = conn.sql(
        "SELECT CASE WHEN c.deleted = 0 THEN 0 ELSE 1 END, CASE WHEN c.type = 1 THEN 1 ELSE 0 END, COALESCE(c.lastname, ''), COALESCE(c.name, ''), \
         COALESCE(c.ssn, ''), COALESCE(c.ten, ''), (SELECT e.contact FROM customercontacts e WHERE e.id = \
         (SELECT MIN(m.id) FROM customercontacts m WHERE m.customerid = c.id AND (m.type & 8) <> 0 \
         AND (m.type & 16384) = 0 AND m.contact <> '')) \
         FROM customerview c WHERE c.id = ?",
    );
    let found: Option<CustomerRow> =
        on!(conn, c => sqlx::query_as(statement).bind(id).fetch_optional(&mut **c).await)?;
    let Some((deleted, company, lastname, name, pesel, nip, email)) = found else { return Ok(None) };
    Ok(Some(Customer {
        deleted: deleted == 1,
        company: company == 1,
        lastname: Masked::new(lastname.trim()),
        name: Masked::new(name.trim()),
        pesel: Masked::new(pesel),
        nip: Masked::new(nip),
        email: email.map(|email| Masked::new(email.trim())).filter(|email| !email.is_empty()),
        address: location(conn, id).await?,
    }))
}

/// LMS's own order: the default location (3), else the only one (2), else the billing address (1); never the postal one.
async fn location(conn: &mut Conn, customer: i64) -> Result<Address, DbError> {
    let statement = conn.sql(
        "SELECT COALESCE(a.street, ''), COALESCE(a.house, ''), COALESCE(a.flat, ''), COALESCE(a.zip, ''), \
         COALESCE(a.city, '') FROM customer_addresses ca JOIN addresses a ON a.id = ca.address_id \
         WHERE ca.customer_id = ? AND (ca.type IN (1, 3) OR ca.type = 2 AND 1 = (SELECT COUNT(*) \
         FROM customer_addresses o WHERE o.customer_id = ca.customer_id AND o.type = 2)) \
         ORDER BY ca.type DESC, a.id LIMIT 1",
    );
    let found: Option<AddressRow> =
        on!(conn, c => sqlx::query_as(statement).bind(customer).fetch_optional(&mut **c).await)?;
    let (street, house, flat, zip, city) = found.unwrap_or_default();
    Ok(Address {
        street: Masked::new(bare_street(&street)),
        house: Masked::new(house.trim()),
        flat: Masked::new(flat.trim()),
        zip: Masked::new(zip.trim()),
        city: Masked::new(city.trim()),
    })
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
