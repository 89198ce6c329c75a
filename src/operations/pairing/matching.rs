//! Who belongs to whom, by numbers alone.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::lms::identities::Identity;
use crate::mms::models::User;
use crate::personal::{Masked, Nip, Pesel};

/// By what somebody is known on both sides. A company's PESEL and a person's NIP say nothing: often they are somebody
/// else's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Number {
    /// A natural person's.
    Pesel(Pesel),
    /// A company's.
    Nip(Nip),
    /// There is something that is no such number.
    Invalid,
    /// Nothing is there.
    Missing,
}

impl Number {
    /// Reads what somebody typed.
    pub fn read(company: bool, text: &str) -> Self {
        let number =
            if company { Nip::parse(text).map(Self::Nip) } else { Pesel::parse(text).map(Self::Pesel) };
        match number {
            Some(number) => number,
            None if text.trim().is_empty() => Self::Missing,
            None => Self::Invalid,
        }
    }

    fn is_valid(&self) -> bool {
        matches!(self, Self::Pesel(_) | Self::Nip(_))
    }
}

/// A customer of LMS or a user of MMS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// His id there.
    pub id: i64,
    /// His number there.
    pub number: Number,
}

impl From<&Identity> for Party {
    fn from(customer: &Identity) -> Self {
        let number = Number::read(customer.company, customer.number.expose());
        Self { id: customer.customer_id, number }
    }
}

impl From<&User> for Party {
    fn from(user: &User) -> Self {
        let number = if user.company { &user.nip } else { &user.pesel };
        let number = Number::read(user.company, number.as_ref().map_or("", Masked::expose));
        // The table of links holds no greater ids.
        let fits = i32::try_from(user.mms_id).is_ok_and(|id| id > 0);
        Self { id: user.mms_id, number: if fits { number } else { Number::Invalid } }
    }
}

/// What became of a customer or a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Linked now.
    Linked,
    /// Would be linked (dry run).
    Planned,
    /// Was linked before. Counted, no line.
    Already,
    /// Several customers or several users have the number.
    Ambiguous,
    /// What is there is no valid number.
    Invalid,
    /// No PESEL or NIP. Counted, no line.
    NoNumber,
    /// MMS has nobody with the number. Counted, no line.
    NoMatch,
    /// The numbers of those who are linked are not the same.
    Differs,
    /// The only user with the number is linked to another customer.
    Taken,
    /// The customer of a link is deleted in LMS.
    CustomerGone,
    /// The user of a link is not in MMS any more.
    UserGone,
}

impl Outcome {
    pub(super) const ALL: [Self; 11] = [
        Self::Linked,
        Self::Planned,
        Self::Already,
        Self::Ambiguous,
        Self::Invalid,
        Self::NoNumber,
        Self::NoMatch,
        Self::Differs,
        Self::Taken,
        Self::CustomerGone,
        Self::UserGone,
    ];

    /// Whether somebody may want to read about the single case.
    pub(super) fn is_told(self) -> bool {
        !matches!(self, Self::Already | Self::NoNumber | Self::NoMatch)
    }
}

/// One case. No number is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// LMS customer, if it is about one.
    pub customer_id: Option<i64>,
    /// MMS user, if it is about one.
    pub mms_id: Option<i64>,
    /// What became of him.
    pub outcome: Outcome,
}

/// Who is to be linked with whom (`Planned`), and what else there is to say about everybody: pure, in the order of
/// customers, then of users.
///
/// `links` are pairs of customer and user. Their numbers are compared only with `relink`.
pub fn pair(customers: &[Party], users: &[Party], links: &[(i64, i64)], relink: bool) -> Vec<Line> {
    let user_of: HashMap<i64, i64> = links.iter().copied().collect();
    let customer_of: HashMap<i64, i64> = links.iter().map(|(customer, user)| (*user, *customer)).collect();
    let (mut number_of, mut contradicted) = (HashMap::new(), BTreeSet::new());
    for user in users {
        // MMS may list somebody twice; with two numbers, nobody knows who he is.
        if number_of.insert(user.id, &user.number).is_some_and(|other| *other != user.number) {
            contradicted.insert(user.id);
        }
    }
    let (customers_with, users_with) = (by_number(customers), by_number(users));
    let line = |customer_id, mms_id, outcome| Line { customer_id, mms_id, outcome };

    let mut cases = Vec::new();
    for customer in customers {
        let (mms_id, outcome) = match user_of.get(&customer.id) {
            Some(user) => (Some(*user), linked(&customer.number, number_of.get(user).copied(), relink)),
            None => match &customer.number {
                Number::Invalid => (None, Outcome::Invalid),
                Number::Missing => (None, Outcome::NoNumber),
                number => match users_with.get(number).map_or(&[][..], Vec::as_slice) {
                    [] => (None, Outcome::NoMatch),
                    [user] if customer_of.contains_key(user) => (Some(*user), Outcome::Taken),
                    [user]
                        if !contradicted.contains(user)
                            && customers_with.get(number).is_some_and(|all| all.len() == 1) =>
                    {
                        (Some(*user), Outcome::Planned)
                    }
                    [user] => (Some(*user), Outcome::Ambiguous),
                    _ => (None, Outcome::Ambiguous),
                },
            },
        };
        cases.push(line(Some(customer.id), mms_id, outcome));
    }

    let known: BTreeSet<i64> = customers.iter().map(|customer| customer.id).collect();
    let gone = links.iter().filter(|(customer, _)| !known.contains(customer));
    cases.extend(gone.map(|(customer, user)| line(Some(*customer), Some(*user), Outcome::CustomerGone)));

    for user in users.iter().filter(|user| !customer_of.contains_key(&user.id)) {
        let wanted = |number| customers_with.contains_key(number);
        match &user.number {
            Number::Invalid => cases.push(line(None, Some(user.id), Outcome::Invalid)),
            number if wanted(number) && users_with.get(number).is_some_and(|all| all.len() > 1) => {
                cases.push(line(None, Some(user.id), Outcome::Ambiguous));
            }
            _ => {}
        }
    }
    cases
}

/// Ids of those who have a valid number. The same id twice in a list is one.
fn by_number(parties: &[Party]) -> HashMap<&Number, Vec<i64>> {
    let mut found: HashMap<&Number, Vec<i64>> = HashMap::new();
    for party in parties.iter().filter(|party| party.number.is_valid()) {
        let ids = found.entry(&party.number).or_default();
        if !ids.contains(&party.id) {
            ids.push(party.id);
        }
    }
    found
}

/// What there is to say about a link. A number that is missing on one side proves nothing.
fn linked(customer: &Number, user: Option<&Number>, relink: bool) -> Outcome {
    match (customer, user) {
        (_, None) => Outcome::UserGone,
        (Number::Invalid, _) | (_, Some(Number::Invalid)) if relink => Outcome::Invalid,
        (customer, Some(user)) if relink && customer.is_valid() && user.is_valid() && customer != user => {
            Outcome::Differs
        }
        _ => Outcome::Already,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PESELS: [&str; 3] = ["44051401359", "02070803628", "90090515836"];

    fn person(id: i64, pesel: &str) -> Party {
        Party { id, number: Number::read(false, pesel) }
    }

    fn company(id: i64, nip: &str) -> Party {
        Party { id, number: Number::read(true, nip) }
    }

    fn told(
        customers: &[Party],
        users: &[Party],
        links: &[(i64, i64)],
        relink: bool,
    ) -> Vec<(i64, i64, Outcome)> {
        let cases = pair(customers, users, links, relink);
        cases.iter().map(|c| (c.customer_id.unwrap_or(0), c.mms_id.unwrap_or(0), c.outcome)).collect()
    }

    #[test]
    fn only_what_is_beyond_doubt_is_planned() {
        use Outcome::{Ambiguous, Invalid, NoMatch, NoNumber, Planned, Taken};
        let [a, b, _] = PESELS;
        let nip = "526-025-02-74";
        let cases = [
            ("the same PESEL", vec![person(1, a)], vec![person(9, " 440514 01359")], vec![(1, 9, Planned)]),
            ("the same NIP", vec![company(1, nip)], vec![company(9, "5260250274")], vec![(1, 9, Planned)]),
            ("nobody", vec![person(1, a)], vec![person(9, b)], vec![(1, 0, NoMatch)]),
            (
                "a person and a company",
                vec![person(1, a)],
                vec![company(9, a)],
                vec![(1, 0, NoMatch), (0, 9, Invalid)],
            ),
            ("no number on both sides", vec![person(1, " ")], vec![person(9, "")], vec![(1, 0, NoNumber)]),
            (
                "the same wrong number",
                vec![person(1, "44051401358")],
                vec![person(9, "44051401358")],
                vec![(1, 0, Invalid), (0, 9, Invalid)],
            ),
            (
                "twice in LMS",
                vec![person(1, a), person(2, a)],
                vec![person(9, a)],
                vec![(1, 9, Ambiguous), (2, 9, Ambiguous)],
            ),
            (
                "twice in MMS",
                vec![person(1, a)],
                vec![person(8, a), person(9, a)],
                vec![(1, 0, Ambiguous), (0, 8, Ambiguous), (0, 9, Ambiguous)],
            ),
            (
                "one user with two numbers",
                vec![person(1, a), person(2, b)],
                vec![person(9, a), person(9, b)],
                vec![(1, 9, Ambiguous), (2, 9, Ambiguous)],
            ),
            ("twice in MMS, nobody's", vec![], vec![person(8, a), person(9, a)], vec![]),
        ];
        for (what, customers, users, wanted) in cases {
            assert_eq!(told(&customers, &users, &[], false), wanted, "{what}");
        }
        let (two, one) = ([person(1, a), person(2, a)], [person(9, a)]);
        let linked = [(1, 9, Outcome::Already), (2, 9, Taken)];
        assert_eq!(told(&two, &one, &[(1, 9)], false), linked, "the user is another customer's");
        let pairs = [(1, 8, Outcome::Already), (2, 9, Ambiguous)];
        assert_eq!(
            told(&two, &[person(8, b), person(9, a)], &[(1, 8)], false),
            pairs,
            "a linked one has it too"
        );
    }

    #[test]
    fn links_are_checked_when_asked_and_never_changed() {
        use Outcome::{Already, CustomerGone, Differs, Invalid, UserGone};
        let [a, b, _] = PESELS;
        for (what, customer, user, relinked) in [
            ("the same", person(1, a), person(9, a), Already),
            ("changed", person(1, a), person(9, b), Differs),
            ("became a company", person(1, a), company(9, "5260250274"), Differs),
            ("wrong in LMS", person(1, "1"), person(9, b), Invalid),
            ("wrong in MMS", person(1, a), person(9, "1"), Invalid),
            ("missing on one side", person(1, a), person(9, ""), Already),
        ] {
            let (customers, users) = ([customer], [user]);
            assert_eq!(told(&customers, &users, &[(1, 9)], true), [(1, 9, relinked)], "{what}");
            assert_eq!(told(&customers, &users, &[(1, 9)], false), [(1, 9, Already)], "{what}");
        }
        let links = [(1, 9), (2, 8)];
        let gone = [(1, 9, UserGone), (2, 8, CustomerGone)];
        assert_eq!(told(&[person(1, a)], &[person(8, b)], &links, false), gone);
    }

    #[test]
    fn a_user_whose_id_no_link_can_hold_is_not_paired() {
        let user: User = serde_json::from_value(
            serde_json::json!({"id": 1_u64 << 40, "customertype": "2", "pesel": PESELS[0]}),
        )
        .unwrap();
        assert_eq!(Party::from(&user).number, Number::Invalid);
    }

    fn party() -> impl Strategy<Value = Party> {
        let text = prop_oneof![
            proptest::sample::select(&PESELS[..]),
            Just("526-025-02-74"),
            Just("7010151052"),
            Just("17"),
            Just(""),
        ];
        (1..30_i64, any::<bool>(), text)
            .prop_map(|(id, company, text)| Party { id, number: Number::read(company, text) })
    }

    /// Each id once, as in LMS and MMS.
    fn parties() -> impl Strategy<Value = Vec<Party>> {
        proptest::collection::vec(party(), 0..12).prop_map(|mut parties| {
            parties.sort_by_key(|party| party.id);
            parties.dedup_by_key(|party| party.id);
            parties
        })
    }

    proptest! {
        #[test]
        fn nobody_gets_two_links_and_who_is_linked_has_the_number_alone(
            customers in parties(),
            users in parties(),
            links in proptest::collection::btree_map(1..30_i64, 1..30_i64, 0..6),
            relink: bool,
        ) {
            let mut links: Vec<(i64, i64)> = links.into_iter().collect();
            let mut seen = BTreeSet::new();
            links.retain(|(_, user)| seen.insert(*user));

            let cases = pair(&customers, &users, &links, relink);
            let planned: Vec<(i64, i64)> = cases
                .iter()
                .filter(|case| case.outcome == Outcome::Planned)
                .map(|case| (case.customer_id.unwrap(), case.mms_id.unwrap()))
                .collect();
            for (customer, user) in &planned {
                prop_assert!(links.iter().all(|(c, u)| c != customer && u != user));
                let number = &customers.iter().find(|c| c.id == *customer).unwrap().number;
                prop_assert!(number.is_valid());
                let ids = |parties: &[Party]| -> Vec<i64> {
                    parties.iter().filter(|party| party.number == *number).map(|party| party.id).collect()
                };
                prop_assert_eq!(ids(&customers), vec![*customer]);
                prop_assert_eq!(ids(&users), vec![*user]);
            }
            let told: BTreeSet<i64> = cases.iter().filter_map(|case| case.customer_id).collect();
            prop_assert!(customers.iter().all(|customer| told.contains(&customer.id)), "somebody is passed over");

            // Once they are linked, there is nothing left to plan.
            links.extend(planned);
            let again = pair(&customers, &users, &links, relink);
            prop_assert!(again.iter().all(|case| case.outcome != Outcome::Planned));
        }
    }
}
