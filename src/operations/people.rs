//! Who stands behind an MMS id: the linked LMS customer where the asker may see him, else the MMS user.

use std::collections::HashMap;

use serde::Serialize;

use super::{Context, OperationError};
use crate::lms;
use crate::mms::models::User;
use crate::personal::Masked;
use crate::store::links;

/// A name for an MMS id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Linked LMS customer.
    pub customer_id: Option<i64>,
    /// His name in LMS, or the user's in MMS; empty when neither is known.
    pub person: Masked,
}

/// Links, and the names of those whom the asker may see.
pub(super) struct People {
    customer_of: HashMap<i64, i64>,
    names: HashMap<i64, String>,
    users: HashMap<i64, String>,
}

impl People {
    /// Asks the database.
    pub(super) async fn load(context: &Context) -> Result<Self, OperationError> {
        let user = context.config.user;
        let (links, names) = context
            .tables(async |conn| Ok((links::all(conn).await?, lms::names_of_linked(conn, user).await?)))
            .await?;
        let customer_of = links.iter().map(|link| (link.mms_id, link.customer_id)).collect();
        Ok(Self { customer_of, names, users: HashMap::new() })
    }

    /// Names those who are not linked, too.
    pub(super) fn with_users(mut self, users: &[User]) -> Self {
        self.users = users
            .iter()
            .filter(|user| !self.customer_of.contains_key(&user.mms_id))
            .map(|user| (user.mms_id, format!("{} {}", user.lastname.expose(), user.name.expose())))
            .collect();
        self
    }

    /// The linked customer.
    pub(super) fn customer(&self, mms_id: i64) -> Option<i64> {
        self.customer_of.get(&mms_id).copied()
    }

    /// Whom to show; `None` when he is linked to a customer whom the asker may not see.
    pub(super) fn of(&self, mms_id: i64) -> Option<Person> {
        let customer_id = self.customer(mms_id);
        let name = match customer_id {
            Some(customer) => self.names.get(&customer)?.clone(),
            None => self.users.get(&mms_id).map(|name| name.trim().to_owned()).unwrap_or_default(),
        };
        Some(Person { customer_id, person: Masked::new(name) })
    }
}
