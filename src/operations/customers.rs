//! MMS users and their links to LMS customers.

use futures_util::future::try_join;
use serde::Serialize;

use super::journal::{Entry, journalled};
use super::listing::{self, Key, Listed, Page, Wanted};
use super::people::People;
use super::{Context, OperationError, argument};
use crate::mms::MmsError;
use crate::mms::calls::{AddUser, ChangeUser, FindUsers, GetUser, ListUsers, UserFields};
use crate::mms::models::User;
use crate::personal::{Masked, Nip, Pesel};
use crate::store::links;

/// A user with the customer that he is linked to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The MMS user.
    #[serde(flatten)]
    pub user: User,
    /// LMS customer.
    pub customer_id: Option<i64>,
    /// His name in LMS.
    pub customer_name: Option<Masked>,
}

impl Listed for Row {
    const COLUMNS: &'static [&'static str] =
        &["lastname", "mms_id", "name", "city", "email", "customer_name"];
    const STATES: &'static [&'static str] = &["linked", "unlinked"];

    fn id(&self) -> i64 {
        self.user.mms_id
    }

    fn key(&self, column: &str) -> Key {
        let optional =
            |value: &Option<Masked>| value.as_ref().map_or(Key::Nothing, |v| Key::text(v.expose()));
        match column {
            "mms_id" => Key::Number(self.user.mms_id),
            "name" => Key::text(self.user.name.expose()),
            "city" => Key::text(self.user.city.expose()),
            "email" => optional(&self.user.email),
            "customer_name" => optional(&self.customer_name),
            _ => Key::text(&format!("{} {}", self.user.lastname.expose(), self.user.name.expose())),
        }
    }

    fn is(&self, state: &str) -> bool {
        self.customer_id.is_some() == (state == "linked")
    }

    /// In a name, the e-mail or the address; ids, PESEL and NIP as a whole.
    fn has(&self, needle: &str) -> bool {
        let User { mms_id, lastname, name, email, city, zip, street, house, flat, pesel, nip, .. } =
            &self.user;
        let number: String = needle.chars().filter(char::is_ascii_digit).collect();
        let is_number = |value: &Option<Masked>| {
            let digits = |v: &Masked| v.expose().chars().filter(char::is_ascii_digit).eq(number.chars());
            !number.is_empty() && value.as_ref().is_some_and(digits)
        };
        if [Some(*mms_id), self.customer_id].iter().flatten().any(|id| id.to_string() == needle)
            || is_number(pesel)
            || is_number(nip)
        {
            return true;
        }
        let [lastname, name, city, zip, street, house, flat] =
            [lastname, name, city, zip, street, house, flat].map(Masked::expose);
        let optional =
            |value: &Option<Masked>| value.as_ref().map(|v| v.expose().to_owned()).unwrap_or_default();
        let texts = [
            format!("{lastname} {name}"),
            format!("{name} {lastname}"),
            format!("{zip} {city} {street} {house}/{flat}"),
            optional(email),
            optional(&self.customer_name),
        ];
        texts.iter().any(|text| text.to_lowercase().contains(needle))
    }
}

/// One page of all MMS users, each with the customer that he is linked to.
///
/// # Errors
/// `list.*`; any of MMS's and of the store's.
pub async fn page(context: &Context, wanted: &Wanted) -> Result<Page<Row>, OperationError> {
    let users = async { Ok(context.mms.send(&ListUsers {}, context.deadline()).await?) };
    let (people, users) = try_join(People::load(context), users).await?;
    listing::page(rows(users, &people), wanted)
}

/// The rows for the asker's eyes.
fn rows(users: Vec<User>, people: &People) -> Vec<Row> {
    let row = |user: User| {
        let person = people.of(user.mms_id)?;
        let customer_name = person.customer_id.map(|_| person.person);
        Some(Row { customer_id: person.customer_id, customer_name, user })
    };
    users.into_iter().filter_map(row).collect()
}

/// One user.
///
/// # Errors
/// Any of MMS's.
pub async fn get(context: &Context, mms_id: i64) -> Result<Option<User>, OperationError> {
    Ok(context.mms.send(&GetUser { id: mms_id }, context.deadline()).await?)
}

/// Users with a PESEL.
///
/// # Errors
/// `customer.pesel`; any of MMS's.
pub async fn find_by_pesel(context: &Context, pesel: &str) -> Result<Vec<User>, OperationError> {
    Ok(context.mms.send(&FindUsers::Pesel(valid_pesel(pesel)?), context.deadline()).await?)
}

/// Users with a NIP.
///
/// # Errors
/// `customer.nip`; any of MMS's.
pub async fn find_by_nip(context: &Context, nip: &str) -> Result<Vec<User>, OperationError> {
    Ok(context.mms.send(&FindUsers::Nip(valid_nip(nip)?), context.deadline()).await?)
}

/// Adds a user. When the answer is lost, MMS is asked whether he is there, by the number that he must have.
///
/// # Errors
/// `customer.*` when the data are not enough; any of MMS's.
pub async fn add(context: &Context, fields: UserFields) -> Result<i64, OperationError> {
    let number = identity(&fields)?;
    let user = normalised(fields)?;
    journalled(context, Entry::new("user.add", None), Box::pin(added(context, user, number))).await
}

async fn added(context: &Context, user: UserFields, number: FindUsers) -> Result<i64, OperationError> {
    let sent = context.mms.send(&AddUser { user }, context.deadline()).await;
    let unclear = match sent {
        Ok(accepted) => match accepted.id {
            Some(id) => return Ok(id),
            None => {
                MmsError::OutcomeUnknown { call: "POST /Users/users", detail: "no id in the answer".into() }
            }
        },
        Err(error @ MmsError::OutcomeUnknown { .. }) => error,
        Err(error) => return Err(error.into()),
    };
    context.extend();
    let found = context.mms.send(&number, context.deadline()).await;
    match found.as_deref() {
        Ok([only]) => Ok(only.mms_id),
        _ => Err(unclear.into()),
    }
}

/// Changes a user: the fields that are given.
///
/// # Errors
/// `customer.*` when a number is not valid; any of MMS's.
pub async fn update(context: &Context, mms_id: i64, fields: UserFields) -> Result<(), OperationError> {
    let names = fields.names();
    change(context, mms_id, fields, &names).await
}

/// The same for somebody who knows in which fields MMS differs; their names are what the journal tells.
pub(super) async fn change(
    context: &Context,
    mms_id: i64,
    fields: UserFields,
    names: &[&str],
) -> Result<(), OperationError> {
    let user = normalised(fields)?;
    let entry = Entry::new("user.update", Some(mms_id)).of(mms_id).with("fields", names.join(","));
    let sent = async {
        context.mms.send(&ChangeUser { id: mms_id, user }, context.deadline()).await?;
        Ok(())
    };
    journalled(context, entry, sent).await
}

/// By what MMS can be asked for somebody: a person's PESEL, a company's NIP.
fn identity(fields: &UserFields) -> Result<FindUsers, OperationError> {
    if fields.lastname.as_ref().is_none_or(Masked::is_empty) {
        return Err(argument("customer.lastname", "the surname or the company's name is missing"));
    }
    let given = |value: &Option<Masked>| value.as_ref().map(|v| v.expose().to_owned()).unwrap_or_default();
    match fields.company {
        Some(true) => valid_nip(&given(&fields.nip)).map(FindUsers::Nip),
        Some(false) => valid_pesel(&given(&fields.pesel)).map(FindUsers::Pesel),
        None => Err(argument("customer.company", "it is not said whether this is a company")),
    }
}

/// Numbers in MMS's form. Empty ones stay empty.
fn normalised(mut fields: UserFields) -> Result<UserFields, OperationError> {
    if let Some(pesel) = fields.pesel.take() {
        let text =
            if pesel.is_empty() { String::new() } else { valid_pesel(pesel.expose())?.expose().to_owned() };
        fields.pesel = Some(Masked::new(text));
    }
    if let Some(nip) = fields.nip.take() {
        let text = if nip.is_empty() { String::new() } else { valid_nip(nip.expose())?.dashed() };
        fields.nip = Some(Masked::new(text));
    }
    Ok(fields)
}

fn valid_pesel(text: &str) -> Result<Pesel, OperationError> {
    Pesel::parse(text).ok_or(argument("customer.pesel", "this is no valid PESEL"))
}

fn valid_nip(text: &str) -> Result<Nip, OperationError> {
    Nip::parse(text).ok_or(argument("customer.nip", "this is no valid NIP"))
}

/// Links a customer to a user.
///
/// # Errors
/// `link.taken`; the store's.
pub async fn link(context: &Context, customer_id: i64, mms_id: i64) -> Result<(), OperationError> {
    if self::mms_id(context, customer_id).await? == Some(mms_id) {
        return Ok(());
    }
    let entry = Entry::new("user.link", Some(mms_id)).of(mms_id).about(customer_id);
    let linked =
        async { Ok(context.tables(async |conn| links::link(conn, customer_id, mms_id).await).await?) };
    journalled(context, entry, linked).await
}

/// Removes a customer's link.
///
/// # Errors
/// The store's.
pub async fn unlink(context: &Context, customer_id: i64) -> Result<bool, OperationError> {
    let Some(user) = mms_id(context, customer_id).await? else { return Ok(false) };
    let entry = Entry::new("user.unlink", Some(user)).of(user).about(customer_id);
    let unlinked = async { Ok(context.tables(async |conn| links::unlink(conn, customer_id).await).await?) };
    journalled(context, entry, unlinked).await
}

/// The MMS user of a customer.
///
/// # Errors
/// The store's.
pub async fn mms_id(context: &Context, customer_id: i64) -> Result<Option<i64>, OperationError> {
    Ok(context.tables(async |conn| links::mms_id(conn, customer_id).await).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(mms_id: i64, lastname: &str, city: &str) -> User {
        serde_json::from_value(serde_json::json!({"id": mms_id, "customertype": "2", "lastname": lastname, "name": "Jan", "city1": city, "pesel": "44051401359"})).unwrap()
    }

    #[test]
    fn users_are_found_by_what_a_clerk_has_at_hand() {
        let row = Row {
            user: user(5, "Łoś", "Łódź"),
            customer_id: Some(10),
            customer_name: Some(Masked::new("ŁOŚ Jan")),
        };
        for (search, found) in [
            ("łódź", true),
            ("jan łoś", true),
            ("440514-01359", true),
            ("4405", false),
            ("5", true),
            ("10", true),
            ("opole", false),
        ] {
            assert_eq!(row.has(search), found, "{search}");
        }
        assert!(row.is("linked") && !row.is("unlinked"));
    }

    #[test]
    fn what_is_added_must_be_findable() {
        let person =
            UserFields { company: Some(false), lastname: Some(Masked::new("Żak")), ..UserFields::default() };
        assert_eq!(identity(&person).unwrap_err().code(), "customer.pesel");
        let company =
            UserFields { company: Some(true), nip: Some(Masked::new("5260250274")), ..person.clone() };
        assert!(matches!(identity(&company), Ok(FindUsers::Nip(_))));
        assert_eq!(normalised(company).unwrap().nip.unwrap().expose(), "526-025-02-74");
        assert_eq!(identity(&UserFields::default()).unwrap_err().code(), "customer.lastname");
    }
}
