//! What MMS is to know of an LMS customer, and whether it knows it: decisions without I/O.

use ring::digest::{Context, SHA256};

use crate::lms::customer::Customer;
use crate::mms::calls::UserFields;
use crate::mms::models::User;
use crate::personal::{Masked, Nip, Pesel};

/// Changes with what [`fields`] makes of the same customer, so that everybody is compared anew.
const FORMAT: u8 = 1;

/// What MMS is to know of the customer: never more than it needs, and nothing that LMS does not have, so that an empty
/// field in LMS erases nothing in MMS. An address is sent as a whole.
pub(super) fn fields(customer: &Customer) -> UserFields {
    let given = |value: &Masked| Some(value.clone()).filter(|value| !value.expose().trim().is_empty());
    let pesel = |text: Masked| match Pesel::parse(text.expose()) {
        Some(pesel) => Masked::new(pesel.expose()),
        None => text,
    };
    let nip = |text: Masked| match Nip::parse(text.expose()) {
        Some(nip) => Masked::new(nip.dashed()),
        None => text,
    };
    let address = Some(&customer.address).filter(|address| !address.city.is_empty());
    UserFields {
        company: Some(customer.company),
        lastname: given(&customer.lastname),
        name: given(&customer.name),
        pesel: given(&customer.pesel).filter(|_| !customer.company).map(pesel),
        nip: given(&customer.nip).filter(|_| customer.company).map(nip),
        email: customer.email.clone(),
        city: address.map(|a| a.city.clone()),
        zip: address.map(|a| a.zip.clone()),
        street: address.map(|a| a.street.clone()),
        house: address.map(|a| a.house.clone()),
        flat: address.map(|a| a.flat.clone()),
    }
}

/// What keeps these fields from being sent at all: `customer.pesel`, `customer.nip`.
pub(super) fn unsendable(fields: &UserFields) -> Option<&'static str> {
    let valid = |number: &Option<Masked>, parses: fn(&str) -> bool| {
        number.as_ref().is_none_or(|number| parses(number.expose()))
    };
    if !valid(&fields.pesel, |text| Pesel::parse(text).is_some()) {
        return Some("customer.pesel");
    }
    if !valid(&fields.nip, |text| Nip::parse(text).is_some()) {
        return Some("customer.nip");
    }
    None
}

/// By what it is known that MMS has these fields of this user: 64 hexadecimal digits.
pub(super) fn fingerprint(mms_id: i64, fields: &UserFields) -> String {
    let UserFields { company, lastname, name, pesel, nip, email, city, zip, street, house, flat } = fields;
    let mut hash = Context::new(&SHA256);
    hash.update(&[FORMAT]);
    hash.update(&mms_id.to_be_bytes());
    hash.update(&[company.map_or(2, u8::from)]);
    for value in [lastname, name, pesel, nip, email, city, zip, street, house, flat] {
        // With its length before it no value can be taken for a part of its neighbour; a missing one is not an empty one.
        let Some(value) = value else {
            hash.update(&[0]);
            continue;
        };
        hash.update(&[1]);
        hash.update(&u64::try_from(value.expose().len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(value.expose().as_bytes());
    }
    hexadecimal(hash.finish().as_ref())
}

/// Two digits for each byte.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Names of the fields that are to be other than they are.
pub(super) fn differences(wanted: &UserFields, present: &User) -> Vec<&'static str> {
    let number = |value: &Option<Masked>| value.clone().unwrap_or_default();
    let texts = [
        ("lastname", &wanted.lastname, present.lastname.clone()),
        ("name", &wanted.name, present.name.clone()),
        ("pesel", &wanted.pesel, number(&present.pesel)),
        ("nip", &wanted.nip, number(&present.nip)),
        ("email", &wanted.email, number(&present.email)),
        ("city", &wanted.city, present.city.clone()),
        ("zip", &wanted.zip, present.zip.clone()),
        ("street", &wanted.street, present.street.clone()),
        ("house", &wanted.house, present.house.clone()),
        ("flat", &wanted.flat, present.flat.clone()),
    ];
    let differs = |wanted: &Option<Masked>, present: &Masked| wanted.as_ref().is_some_and(|w| w != present);
    let company = wanted.company.is_some_and(|company| company != present.company);
    company
        .then_some("company")
        .into_iter()
        .chain(texts.iter().filter(|(_, wanted, present)| differs(wanted, present)).map(|(name, _, _)| *name))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::lms::customer::Address;

    const FINGERPRINT_OF_BARE: &str = "da791c8ae77bf3a2e9f534fb8adb750aa90b045ead09423ee28e3c15efa5992c";

    fn person() -> Customer {
        Customer {
            lastname: Masked::new("ŻAK"),
            name: Masked::new("Jan"),
            pesel: Masked::new("440514 01359"),
            nip: Masked::new("5260250274"),
            address: Address { city: Masked::new("Łódź"), house: Masked::new("5"), ..Address::default() },
            ..Customer::default()
        }
    }

    fn company() -> Customer {
        Customer { company: true, name: Masked::default(), ..person() }
    }

    #[test]
    fn a_person_is_sent_with_pesel_a_company_with_dashed_nip_and_nothing_erases() {
        let sent = fields(&person());
        assert_eq!((sent.pesel.unwrap().expose(), sent.nip, sent.email), ("44051401359", None, None));
        assert_eq!(sent.flat, Some(Masked::default()), "a flat that is gone from the address goes from MMS");

        let sent = fields(&company());
        assert_eq!(sent.nip.unwrap().expose(), "526-025-02-74");
        assert_eq!((sent.pesel, sent.name), (None, None));

        let homeless = Customer { address: Address::default(), ..person() };
        assert_eq!(fields(&homeless).zip, None);
        let nobody = Customer { pesel: Masked::new(" "), lastname: Masked::default(), ..person() };
        assert_eq!((fields(&nobody).pesel, fields(&nobody).lastname), (None, None));
    }

    #[test]
    fn a_number_that_is_none_is_not_sent_and_a_missing_one_keeps_nothing_back() {
        let with = |pesel: &str, nip: &str, company: bool| {
            let (pesel, nip) = (Masked::new(pesel), Masked::new(nip));
            unsendable(&fields(&Customer { company, pesel, nip, ..person() }))
        };
        for (pesel, nip, is_company, wanted) in [
            ("44051401359", "x", false, None),
            ("", "", false, None),
            ("44051401358", "", false, Some("customer.pesel")),
            ("x", "5260250274", true, None),
            ("", "", true, None),
            ("", "123", true, Some("customer.nip")),
        ] {
            assert_eq!(with(pesel, nip, is_company), wanted, "{pesel} {nip} {is_company}");
        }
    }

    #[test]
    fn only_names_of_changed_fields_are_told() {
        let present: User = serde_json::from_value(json!({"id": 1, "customertype": "2", "lastname": "ŻAK", "name": "Jan",
            "pesel": "44051401359", "email": "jan@example.pl", "city1": "Łódź", "streetno1": "4", "local1": "7"}))
        .unwrap();
        assert_eq!(differences(&fields(&person()), &present), ["house", "flat"]);
        assert_eq!(differences(&fields(&company()), &present), ["company", "nip", "house", "flat"]);
    }

    #[test]
    fn a_fingerprint_is_that_of_the_documented_bytes() {
        let bare = UserFields { lastname: Some(Masked::new("Ż")), ..UserFields::default() };
        // sha256 of 01, eight bytes 7, 02, 01, eight bytes 2, c5 bb, nine times 00
        assert_eq!(fingerprint(7, &bare), FINGERPRINT_OF_BARE);
        assert_ne!(fingerprint(8, &bare), FINGERPRINT_OF_BARE, "another user has not got them");
    }

    proptest! {
        /// What is sent decides, whatever LMS has besides.
        #[test]
        fn fingerprints_are_equal_just_when_the_same_would_be_sent(
            one in proptest::collection::vec("[ab1 ]{0,2}", 10), other in proptest::collection::vec("[ab1 ]{0,2}", 10),
            companies: (bool, bool),
        ) {
            let customer = |texts: &[String], company| {
                let text = |at: usize| Masked::new(texts[at].trim());
                Customer {
                    deleted: false, company, lastname: text(0), name: text(1), pesel: text(2), nip: text(3),
                    email: Some(text(4)).filter(|email| !email.is_empty()),
                    address: Address { street: text(5), house: text(6), flat: text(7), zip: text(8), city: text(9) },
                }
            };
            let (one, other) = (fields(&customer(&one, companies.0)), fields(&customer(&other, companies.1)));
            prop_assert_eq!(one == other, fingerprint(1, &one) == fingerprint(1, &other));
            prop_assert_eq!(fingerprint(1, &one).len(), 64);
        }
    }
}
