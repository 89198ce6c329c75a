//! Who the customer is in MMS.

use serde::Serialize;

use super::{known, linked, living, not_found};
use crate::db::LockName;
use crate::lms::customer::Customer;
use crate::mms::calls::{FindUsers, GetUser};
use crate::mms::models::User;
use crate::operations::alone::alone_after;
use crate::operations::fields::{differences, fields};
use crate::operations::people::People;
use crate::operations::{Context, OperationError, argument, customers, queue};
use crate::personal::{Masked, Nip, Pesel};

/// What became of looking for the customer in MMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// He was there and is linked now, or was linked already.
    Linked,
    /// He was not there, and is now, and linked.
    Added,
    /// There are several, or the only one is somebody else's: the clerk must decide.
    Choose,
}

/// The outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matched {
    /// What became of it.
    pub outcome: Outcome,
    /// The user that he is linked to now.
    pub mms_id: Option<i64>,
    /// Whom the clerk can choose from.
    pub candidates: Vec<Candidate>,
}

/// A user with the customer's PESEL or NIP.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The user.
    #[serde(flatten)]
    pub user: User,
    /// Linked to another customer.
    pub taken: bool,
    /// That customer, if the asker may see him.
    pub customer_id: Option<i64>,
    /// His name in LMS.
    pub customer_name: Option<Masked>,
}

/// Finds the customer in MMS by PESEL or NIP and links him; adds him when MMS does not know him. Whoever does the same at
/// the same time waits, and finds him linked.
///
/// # Errors
/// `customer.busy` when somebody else is at it for longer than an operation may take; `customer.*`; any of MMS's and of the
/// store's.
pub async fn match_user(context: &Context, id: i64) -> Result<Matched, OperationError> {
    let Ok(key) = i32::try_from(id) else { return Err(not_found()) };
    let patience = context.config.mms.timeout;
    alone_after(context, LockName::Customer(key), patience, Box::pin(match_alone(context, id)))
        .await?
        .ok_or(argument("customer.busy", "somebody else is adding this customer"))
}

async fn match_alone(context: &Context, id: i64) -> Result<Matched, OperationError> {
    let (customer, present) = known(context, id).await?;
    if let Some(user) = present {
        if customers::get(context, user).await?.is_some() {
            return Ok(done(Outcome::Linked, user));
        }
        // A link to a user whom MMS has deleted leads nowhere.
        customers::unlink(context, id).await?;
    }
    let users = find(context, &customer).await?;
    if users.is_empty() {
        let fields = fields(&customer);
        let user = customers::add(&context.about(id), fields.clone()).await?;
        customers::link(context, id, user).await?;
        queue::seen(context, id, user, &fields).await;
        return Ok(done(Outcome::Added, user));
    }
    let people = People::load(context).await?;
    if let [only] = users.as_slice()
        && people.customer(only.mms_id).is_none()
    {
        customers::link(context, id, only.mms_id).await?;
        compare(context, id, &customer, only).await;
        return Ok(done(Outcome::Linked, only.mms_id));
    }
    let candidates = users.into_iter().map(|user| candidate(&people, user)).collect();
    Ok(Matched { outcome: Outcome::Choose, mms_id: None, candidates })
}

fn done(outcome: Outcome, user: i64) -> Matched {
    Matched { outcome, mms_id: Some(user), candidates: Vec::new() }
}

fn candidate(people: &People, user: User) -> Candidate {
    let taken = people.customer(user.mms_id).is_some();
    let seen = people.of(user.mms_id).filter(|_| taken);
    Candidate {
        taken,
        customer_id: seen.as_ref().and_then(|person| person.customer_id),
        customer_name: seen.map(|person| person.person),
        user,
    }
}

/// Links the customer to the candidate whom the clerk has chosen.
///
/// # Errors
/// `link.stranger` when that user does not have the customer's number, `link.taken`; `customer.*`; any of MMS's and of the
/// store's.
pub async fn link(context: &Context, id: i64, user: i64) -> Result<(), OperationError> {
    let (customer, _) = known(context, id).await?;
    let found = find(context, &customer).await?;
    let found = found
        .iter()
        .find(|found| found.mms_id == user)
        .ok_or(argument("link.stranger", "the MMS user does not have the customer's PESEL or NIP"))?;
    customers::link(context, id, user).await?;
    compare(context, id, &customer, found).await;
    Ok(())
}

/// What MMS knows already needs no sending; the rest is found by the next run.
async fn compare(context: &Context, id: i64, customer: &Customer, user: &User) {
    let fields = fields(customer);
    if differences(&fields, user).is_empty() {
        queue::seen(context, id, user.mms_id, &fields).await;
    }
}

/// Sends the customer's present data to MMS and tells the names of the fields that differed. Sends nothing when none did.
///
/// # Errors
/// `queue.busy` while somebody else is sending them; `customer.*`; any of MMS's and of the store's.
pub async fn update(context: &Context, id: i64) -> Result<Vec<&'static str>, OperationError> {
    let (customer, user) = linked(context, id).await?;
    identity(&customer)?;
    let wanted = fields(&customer);
    let present = context
        .mms
        .send(&GetUser { id: user }, context.deadline())
        .await?
        .ok_or(argument("customer.gone", "MMS does not know the user any more"))?;
    let changed = differences(&wanted, &present);
    if changed.is_empty() {
        queue::seen(context, id, user, &wanted).await;
    } else {
        let change = customers::change(context, user, wanted.clone(), &changed);
        Box::pin(queue::send_now(context, id, user, &wanted, change)).await?;
    }
    Ok(changed)
}

/// Who the customer is in MMS, if it knows him, when nobody has to choose.
///
/// # Errors
/// `customer.choose`; `customer.*`; any of MMS's and of the store's.
pub(in crate::operations) async fn foresee(
    context: &Context,
    customer: &Customer,
) -> Result<Option<i64>, OperationError> {
    match find(context, customer).await?.as_slice() {
        [] => Ok(None),
        [only] if People::load(context).await?.customer(only.mms_id).is_none() => Ok(Some(only.mms_id)),
        _ => Err(to_choose()),
    }
}

/// Somebody has to.
pub(in crate::operations) fn to_choose() -> OperationError {
    argument("customer.choose", "MMS has several such users, or the only one is linked to another customer")
}

async fn find(context: &Context, customer: &Customer) -> Result<Vec<User>, OperationError> {
    Ok(context.mms.send(&identity(customer)?, context.deadline()).await?)
}

/// By what MMS is asked for the customer, if LMS has it.
pub(super) fn identity(customer: &Customer) -> Result<FindUsers, OperationError> {
    living(customer)?;
    let number = if customer.company { &customer.nip } else { &customer.pesel }.expose().trim();
    if customer.lastname.is_empty() || (!customer.company && customer.name.is_empty()) {
        return Err(argument("customer.name", "LMS has no full name of the customer"));
    }
    match (customer.company, number) {
        (true, "") => Err(argument("customer.no_nip", "LMS has no NIP of the customer")),
        (false, "") => Err(argument("customer.no_pesel", "LMS has no PESEL of the customer")),
        (true, number) => Nip::parse(number)
            .map(FindUsers::Nip)
            .ok_or(argument("customer.nip", "the customer's NIP in LMS is not valid")),
        (false, number) => Pesel::parse(number)
            .map(FindUsers::Pesel)
            .ok_or(argument("customer.pesel", "the customer's PESEL in LMS is not valid")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lms::customer::Address;

    fn person() -> Customer {
        Customer {
            lastname: Masked::new("ŻAK"),
            name: Masked::new("Jan"),
            pesel: Masked::new("44051401359"),
            address: Address { city: Masked::new("Łódź"), house: Masked::new("5"), ..Address::default() },
            ..Customer::default()
        }
    }

    fn company() -> Customer {
        Customer { company: true, nip: Masked::new("5260250274"), name: Masked::default(), ..person() }
    }

    #[test]
    fn who_cannot_be_looked_for_is_told_why() {
        let with = |change: fn(&mut Customer)| {
            let mut customer = person();
            change(&mut customer);
            identity(&customer).err().map(|error| error.code())
        };
        assert_eq!(with(|_| {}), None);
        assert_eq!(with(|c| c.pesel = Masked::new(" ")), Some("customer.no_pesel"));
        assert_eq!(with(|c| c.pesel = Masked::new("44051401358")), Some("customer.pesel"));
        assert_eq!(with(|c| c.company = true), Some("customer.no_nip"));
        assert_eq!(with(|c| (c.company, c.nip) = (true, Masked::new("123"))), Some("customer.nip"));
        assert_eq!(with(|c| c.deleted = true), Some("customer.deleted"));
        assert_eq!(with(|c| c.name = Masked::default()), Some("customer.name"));
        assert!(matches!(identity(&company()), Ok(FindUsers::Nip(_))), "a company needs no first name");
    }
}
