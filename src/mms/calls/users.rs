//! `Users`: what LMS calls customers.

use super::{Accepted, Field, call};
use crate::mms::models::User;
use crate::personal::{Masked, Nip, Pesel};

/// What may be sent about a customer, and nothing else: the plugin promises its users data minimisation. `None` is not
/// sent, an empty text is sent and empties the field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFields {
    /// A company (`customertype` "1"), a natural person ("2").
    pub company: Option<bool>,
    /// Surname or company name.
    pub lastname: Option<Masked>,
    /// First name.
    pub name: Option<Masked>,
    /// PESEL, 11 digits.
    pub pesel: Option<Masked>,
    /// NIP with dashes.
    pub nip: Option<Masked>,
    /// Where licences go.
    pub email: Option<Masked>,
    /// Address: city.
    pub city: Option<Masked>,
    /// Address: postal code.
    pub zip: Option<Masked>,
    /// Address: street without a prefix.
    pub street: Option<Masked>,
    /// Address: house number.
    pub house: Option<Masked>,
    /// Address: flat number.
    pub flat: Option<Masked>,
}

impl UserFields {
    /// Names of the fields that are given.
    pub fn names(&self) -> Vec<&'static str> {
        let Self { company, lastname, name, pesel, nip, email, city, zip, street, house, flat } = self;
        let given = [
            ("company", company.is_some()),
            ("lastname", lastname.is_some()),
            ("name", name.is_some()),
            ("pesel", pesel.is_some()),
            ("nip", nip.is_some()),
            ("email", email.is_some()),
            ("city", city.is_some()),
            ("zip", zip.is_some()),
            ("street", street.is_some()),
            ("house", house.is_some()),
            ("flat", flat.is_some()),
        ];
        given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
    }

    fn wire(&self) -> Vec<(&'static str, Field)> {
        let company = self.company.map(|company| Masked::new(if company { "1" } else { "2" }));
        [
            ("customertype", &company),
            ("name", &self.name),
            ("lastname", &self.lastname),
            ("pesel", &self.pesel),
            ("nip", &self.nip),
            ("email", &self.email),
            ("city1", &self.city),
            ("zip1", &self.zip),
            ("streetname1", &self.street),
            ("streetno1", &self.house),
            ("local1", &self.flat),
        ]
        .into_iter()
        .filter_map(|(key, value)| value.clone().map(|v| (key, Field::Text(v))))
        .collect()
    }
}

call! {
    /// All users.
    ListUsers {}
    GET "/Users/users", Read, counted -> Vec<User>,
    path(me) = "/Users/users",
    largest = WHOLE_LIST
}

/// Users with one PESEL or NIP.
#[derive(Debug, Clone, PartialEq)]
pub enum FindUsers {
    /// By PESEL.
    Pesel(Pesel),
    /// By NIP; asked for with dashes, since without them MMS finds nothing.
    Nip(Nip),
}

impl super::Call for FindUsers {
    type Answer = Vec<User>;
    const NAME: &'static str = "GET /Users/users?pesel|nip";
    const METHOD: reqwest::Method = reqwest::Method::GET;
    const SAFETY: crate::mms::retry::Safety = crate::mms::retry::Safety::Read;
    const LARGEST: usize = super::WHOLE_LIST;

    fn path(&self) -> String {
        "/Users/users".into()
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Pesel(pesel) => vec![("pesel", pesel.expose().to_owned())],
            Self::Nip(nip) => vec![("nip", nip.dashed())],
        }
    }

    fn decode(body: &[u8]) -> Result<Self::Answer, super::Misread> {
        super::counted(body)
    }
}

call! {
    /// One user.
    GetUser {
        /// MMS id.
        id: i64,
    }
    GET "/Users/users/{id}", Read, one -> Option<User>,
    path(me) = format!("/Users/users/{}", me.id)
}

call! {
    /// Adds a user.
    AddUser {
        /// Who he is.
        user: UserFields,
    }
    POST "/Users/users", Once, accepted -> Accepted,
    path(me) = "/Users/users",
    fields = me.user.wire()
}

call! {
    /// Changes a user: the fields that are given.
    ChangeUser {
        /// MMS id.
        id: i64,
        /// What to change.
        user: UserFields,
    }
    PUT "/Users/users/{id}", Repeatable, accepted -> Accepted,
    path(me) = format!("/Users/users/{}", me.id),
    fields = me.user.wire()
}
