//! MMS users and their links to LMS customers.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde::Serialize;

use super::{Context, OperationError};
use crate::lms;
use crate::mms::MmsError;
use crate::mms::calls::{AddUser, ChangeUser, FindUsers, GetUser, ListUsers, UserFields};
use crate::mms::models::User;
use crate::personal::{Masked, Nip, Pesel};
use crate::store::links;

/// Which page of the list is wanted.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// Rows to skip.
    pub offset: usize,
    /// Rows to return.
    pub limit: usize,
    /// Part of a name, an address or an e-mail, or a whole number; empty for all.
    pub search: Masked,
    /// By what to sort.
    pub sort: Sort,
    /// The other way round.
    pub descending: bool,
    /// Linked ones, others, or all.
    pub state: LinkState,
}

/// By what the list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// MMS id.
    MmsId,
    /// Surname or company name.
    Lastname,
    /// First name.
    Name,
    /// City.
    City,
    /// E-mail.
    Email,
    /// Name of the linked customer in LMS.
    CustomerName,
}

impl Sort {
    /// The order of a word of the PHP interface.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "mms_id" => Self::MmsId,
            "lastname" => Self::Lastname,
            "name" => Self::Name,
            "city" => Self::City,
            "email" => Self::Email,
            "customer_name" => Self::CustomerName,
            _ => return None,
        })
    }
}

/// Which users are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// All.
    All,
    /// Linked to a customer.
    Linked,
    /// Not linked.
    Unlinked,
}

impl LinkState {
    /// The state of a word of the PHP interface.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "all" => Self::All,
            "linked" => Self::Linked,
            "unlinked" => Self::Unlinked,
            _ => return None,
        })
    }
}

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

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Rows on all pages.
    pub total: usize,
    /// Rows on this one.
    pub rows: Vec<Row>,
}

/// One page of all MMS users, who are fetched while the database is asked for the links.
///
/// # Errors
/// Any of MMS's and of the store's.
pub async fn page(context: &Context, wanted: &PageRequest) -> Result<Page, OperationError> {
    let deadline = context.mms.deadline();
    // Asked first, so that this process has one connection when the session is needed.
    let (links, names) = context
        .tables(async |conn| {
            Ok((links::all(conn).await?, lms::names_of_linked(conn, context.config.user).await?))
        })
        .await?;
    let users = context.mms.send(&ListUsers {}, deadline).await?;
    let customer_of: HashMap<i64, i64> = links.iter().map(|link| (link.mms_id, link.customer_id)).collect();
    Ok(cut(users, &customer_of, &names, wanted))
}

/// Filters, sorts and cuts. A user who is linked to a customer that is not among `names` is not for the asker's eyes.
fn cut(
    users: Vec<User>,
    customer_of: &HashMap<i64, i64>,
    names: &HashMap<i64, String>,
    wanted: &PageRequest,
) -> Page {
    let needle = wanted.search.expose().trim().to_lowercase();
    let mut rows: Vec<Row> = users
        .into_iter()
        .filter_map(|user| {
            let customer_id = customer_of.get(&user.mms_id).copied();
            let customer_name = match customer_id {
                Some(id) => Some(Masked::new(names.get(&id)?.clone())),
                None => None,
            };
            Some(Row { user, customer_id, customer_name })
        })
        .filter(|row| match wanted.state {
            LinkState::All => true,
            LinkState::Linked => row.customer_id.is_some(),
            LinkState::Unlinked => row.customer_id.is_none(),
        })
        .filter(|row| needle.is_empty() || matches(row, &needle))
        .collect();
    let total = rows.len();
    rows.sort_by(|a, b| {
        let order = compare(a, b, wanted.sort).then(a.user.mms_id.cmp(&b.user.mms_id));
        if wanted.descending { order.reverse() } else { order }
    });
    Page { total, rows: rows.into_iter().skip(wanted.offset).take(wanted.limit).collect() }
}

/// Whether a row has the (lower case) text in a name or the address, or the whole of it as a number or an e-mail's part.
fn matches(row: &Row, needle: &str) -> bool {
    let User { mms_id, lastname, name, email, city, zip, street, house, flat, pesel, nip, .. } = &row.user;
    let number: String = needle.chars().filter(char::is_ascii_digit).collect();
    let whole = |value: Option<&Masked>| {
        value.is_some_and(|v| {
            !number.is_empty() && v.expose().chars().filter(char::is_ascii_digit).eq(number.chars())
        })
    };
    if mms_id.to_string() == needle || row.customer_id.is_some_and(|id| id.to_string() == needle) {
        return true;
    }
    if whole(pesel.as_ref()) || whole(nip.as_ref()) {
        return true;
    }
    let address = format!(
        "{} {} {} {} {}/{}",
        zip.expose(),
        city.expose(),
        street.expose(),
        house.expose(),
        house.expose(),
        flat.expose()
    );
    [
        format!("{} {}", lastname.expose(), name.expose()),
        format!("{} {}", name.expose(), lastname.expose()),
        email.as_ref().map(|e| e.expose().to_owned()).unwrap_or_default(),
        address,
        row.customer_name.as_ref().map(|n| n.expose().to_owned()).unwrap_or_default(),
    ]
    .iter()
    .any(|text| text.to_lowercase().contains(needle))
}

fn compare(a: &Row, b: &Row, sort: Sort) -> Ordering {
    let text = |a: &str, b: &str| polish_key(a).cmp(&polish_key(b));
    let optional = |a: Option<&Masked>, b: Option<&Masked>| match (a, b) {
        // Those without come last.
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (a, b) => text(a.map(Masked::expose).unwrap_or_default(), b.map(Masked::expose).unwrap_or_default()),
    };
    match sort {
        Sort::MmsId => a.user.mms_id.cmp(&b.user.mms_id),
        Sort::Lastname => text(a.user.lastname.expose(), b.user.lastname.expose())
            .then_with(|| text(a.user.name.expose(), b.user.name.expose())),
        Sort::Name => text(a.user.name.expose(), b.user.name.expose()),
        Sort::City => text(a.user.city.expose(), b.user.city.expose()),
        Sort::Email => optional(a.user.email.as_ref(), b.user.email.as_ref()),
        Sort::CustomerName => optional(a.customer_name.as_ref(), b.customer_name.as_ref()),
    }
}

/// A key that sorts Polish words as a Polish dictionary does: each marked letter right behind its plain one.
fn polish_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let (plain, mark) = match c {
            'ą' => ('a', '\u{10fffe}'),
            'ć' => ('c', '\u{10fffe}'),
            'ę' => ('e', '\u{10fffe}'),
            'ł' => ('l', '\u{10fffe}'),
            'ń' => ('n', '\u{10fffe}'),
            'ó' => ('o', '\u{10fffe}'),
            'ś' => ('s', '\u{10fffe}'),
            'ź' => ('z', '\u{10fffd}'),
            'ż' => ('z', '\u{10fffe}'),
            other => {
                key.push(other);
                continue;
            }
        };
        key.push(plain);
        key.push(mark);
    }
    key
}

/// One user.
///
/// # Errors
/// Any of MMS's.
pub async fn get(context: &Context, mms_id: i64) -> Result<Option<User>, OperationError> {
    Ok(context.mms.send(&GetUser { id: mms_id }, context.mms.deadline()).await?)
}

/// Users with a PESEL.
///
/// # Errors
/// `customer.pesel`; any of MMS's.
pub async fn find_by_pesel(context: &Context, pesel: &str) -> Result<Vec<User>, OperationError> {
    Ok(context.mms.send(&FindUsers::Pesel(valid_pesel(pesel)?), context.mms.deadline()).await?)
}

/// Users with a NIP.
///
/// # Errors
/// `customer.nip`; any of MMS's.
pub async fn find_by_nip(context: &Context, nip: &str) -> Result<Vec<User>, OperationError> {
    Ok(context.mms.send(&FindUsers::Nip(valid_nip(nip)?), context.mms.deadline()).await?)
}

/// Adds a user. When the answer is lost, MMS is asked whether he is there, by the number that he must have.
///
/// # Errors
/// `customer.*` when the data are not enough; any of MMS's.
pub async fn add(context: &Context, fields: UserFields) -> Result<i64, OperationError> {
    let number = identity(&fields)?;
    let user = normalised(fields)?;
    let sent = context.mms.send(&AddUser { user }, context.mms.deadline()).await;
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
    let found = context.mms.send(&number, context.mms.deadline()).await;
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
    let user = normalised(fields)?;
    context.mms.send(&ChangeUser { id: mms_id, user }, context.mms.deadline()).await?;
    Ok(())
}

/// By what MMS can be asked for somebody: a person's PESEL, a company's NIP.
fn identity(fields: &UserFields) -> Result<FindUsers, OperationError> {
    if fields.lastname.as_ref().is_none_or(Masked::is_empty) {
        return Err(OperationError::Argument {
            code: "customer.lastname",
            message: "the surname or the company's name is missing",
        });
    }
    let given = |value: &Option<Masked>| value.as_ref().map(|v| v.expose().to_owned()).unwrap_or_default();
    match fields.company {
        Some(true) => valid_nip(&given(&fields.nip)).map(FindUsers::Nip),
        Some(false) => valid_pesel(&given(&fields.pesel)).map(FindUsers::Pesel),
        None => Err(OperationError::Argument {
            code: "customer.company",
            message: "it is not said whether this is a company",
        }),
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
    Pesel::parse(text)
        .ok_or(OperationError::Argument { code: "customer.pesel", message: "this is no valid PESEL" })
}

fn valid_nip(text: &str) -> Result<Nip, OperationError> {
    Nip::parse(text).ok_or(OperationError::Argument { code: "customer.nip", message: "this is no valid NIP" })
}

/// Links a customer to a user.
///
/// # Errors
/// `link.taken`; the store's.
pub async fn link(context: &Context, customer_id: i64, mms_id: i64) -> Result<(), OperationError> {
    Ok(context.tables(async |conn| links::link(conn, customer_id, mms_id).await).await?)
}

/// Removes a customer's link.
///
/// # Errors
/// The store's.
pub async fn unlink(context: &Context, customer_id: i64) -> Result<bool, OperationError> {
    Ok(context.tables(async |conn| links::unlink(conn, customer_id).await).await?)
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

    fn request() -> PageRequest {
        PageRequest {
            offset: 0,
            limit: 10,
            search: Masked::default(),
            sort: Sort::Lastname,
            descending: false,
            state: LinkState::All,
        }
    }

    fn ids(page: &Page) -> Vec<i64> {
        page.rows.iter().map(|row| row.user.mms_id).collect()
    }

    fn world() -> (Vec<User>, HashMap<i64, i64>, HashMap<i64, String>) {
        let users = vec![
            user(1, "Zając", "Łódź"),
            user(2, "Żak", "Lublin"),
            user(3, "Ćma", "Opole"),
            user(4, "Cma", "Opole"),
            user(5, "Łoś", "Opole"),
        ];
        (users, HashMap::from([(1, 10), (2, 20)]), HashMap::from([(10, "ZAJĄC Jan".to_owned())]))
    }

    #[test]
    fn users_of_customers_that_the_asker_may_not_see_are_not_there() {
        let (users, links, names) = world();
        let page = cut(users, &links, &names, &request());
        assert_eq!((page.total, ids(&page)), (4, vec![4, 3, 5, 1]));
    }

    #[test]
    fn polish_letters_sort_behind_their_plain_ones() {
        let mut words = ["żaba", "zebra", "źdźbło", "łoś", "lis", "mak", "ćma", "cma", "cyna"];
        words.sort_by_key(|w| polish_key(w));
        assert_eq!(words, ["cma", "cyna", "ćma", "lis", "łoś", "mak", "zebra", "źdźbło", "żaba"]);
    }

    #[test]
    fn pages_states_and_searches() {
        let (users, links, names) = world();
        let paged = |r: PageRequest| cut(users.clone(), &links, &names, &r);
        let page = paged(PageRequest { offset: 1, limit: 2, ..request() });
        assert_eq!((page.total, ids(&page)), (4, vec![3, 5]));
        assert_eq!(ids(&paged(PageRequest { state: LinkState::Linked, ..request() })), [1]);
        assert_eq!(
            ids(&paged(PageRequest {
                state: LinkState::Unlinked,
                sort: Sort::MmsId,
                descending: true,
                ..request()
            })),
            [5, 4, 3]
        );
        for (search, found) in [
            ("łódź", vec![1]),
            ("JAN ZAJ", vec![1]),
            ("440514-01359", vec![4, 3, 5, 1]),
            ("4405", vec![]),
            ("5", vec![5]),
            ("opole", vec![4, 3, 5]),
            ("10", vec![1]),
        ] {
            assert_eq!(
                ids(&paged(PageRequest { search: Masked::new(search), ..request() })),
                found,
                "{search}"
            );
        }
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
