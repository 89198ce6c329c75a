//! Users: what LMS calls customers.

use serde::{Deserialize, Serialize};

use crate::mms::lenient;
use crate::personal::Masked;

/// An MMS user: what LMS calls a customer (`GET /Users/users`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "WireUser")]
pub struct User {
    /// MMS id.
    pub mms_id: i64,
    /// A company; a natural person otherwise.
    pub company: bool,
    /// Surname, or the company's name.
    pub lastname: Masked,
    /// First name; for companies usually empty or the name again.
    pub name: Masked,
    /// PESEL as MMS has it, perhaps invalid.
    pub pesel: Option<Masked>,
    /// NIP as MMS has it, perhaps invalid.
    pub nip: Option<Masked>,
    /// Where licences are mailed to.
    pub email: Option<Masked>,
    /// Address.
    pub city: Masked,
    /// Address: postal code.
    pub zip: Masked,
    /// Address: street.
    pub street: Masked,
    /// Address: house number.
    pub house: Masked,
    /// Address: flat number.
    pub flat: Masked,
}

#[derive(Deserialize)]
struct WireUser {
    #[serde(default, deserialize_with = "lenient::opt_id")]
    userid: Option<i64>,
    #[serde(default, deserialize_with = "lenient::opt_id")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    customertype: i64,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    lastname: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    name: String,
    #[serde(default, deserialize_with = "lenient::masked")]
    pesel: Option<Masked>,
    #[serde(default, deserialize_with = "lenient::masked")]
    nip: Option<Masked>,
    #[serde(default, deserialize_with = "lenient::masked")]
    email: Option<Masked>,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    city1: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    zip1: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    streetname1: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    streetno1: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    local1: String,
}

impl TryFrom<WireUser> for User {
    type Error = &'static str;

    fn try_from(wire: WireUser) -> Result<Self, Self::Error> {
        Ok(Self {
            mms_id: wire.userid.or(wire.id).ok_or("a user without an id")?,
            company: wire.customertype == 1,
            lastname: Masked::new(wire.lastname),
            name: Masked::new(wire.name),
            pesel: wire.pesel,
            nip: wire.nip,
            email: wire.email,
            city: Masked::new(wire.city1),
            zip: Masked::new(wire.zip1),
            street: Masked::new(wire.streetname1),
            house: Masked::new(wire.streetno1),
            flat: Masked::new(wire.local1),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_user_is_read_from_lists_and_alone() {
        let in_list: User = serde_json::from_value(json!({"userid": "7", "customertype": "1", "lastname": "ACME", "nip": "526-025-02-74", "pesel": "0", "local1": null, "new_field": {}})).unwrap();
        let alone: User = serde_json::from_value(
            json!({"id": 7, "customertype": 1, "lastname": "ACME", "nip": "526-025-02-74", "email": ""}),
        )
        .unwrap();
        assert_eq!(in_list, alone);
        assert!(in_list.company);
        assert!(serde_json::from_value::<User>(json!({"lastname": "ACME"})).is_err());
    }
}
