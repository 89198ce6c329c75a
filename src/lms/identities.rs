//! PESEL and NIP of LMS's customers.

use crate::db::{Conn, DbError, on};
use crate::personal::Masked;

/// A customer and the number by which he can be known elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// LMS customer.
    pub customer_id: i64,
    /// A company; a natural person otherwise.
    pub company: bool,
    /// A company's NIP, a person's PESEL, as somebody typed it.
    pub number: Masked,
}

/// All customers, whoever asks; neither deleted ones nor contractors.
///
/// # Errors
/// [`DbError`]
pub async fn all(conn: &mut Conn) -> Result<Vec<Identity>, DbError> {
    let statement = conn.sql(
        "SELECT id, type, CASE WHEN type = 1 THEN ten ELSE ssn END FROM customers \
         WHERE deleted = 0 AND type IN (0, 1) ORDER BY id",
    );
    let rows: Vec<(i32, i16, String)> = on!(conn, c => sqlx::query_as(statement).fetch_all(&mut **c).await)?;
    let identity = |(id, kind, number): (i32, i16, String)| Identity {
        customer_id: id.into(),
        company: kind == 1,
        number: Masked::new(number),
    };
    Ok(rows.into_iter().map(identity).collect())
}
