//! Invented people and companies with numbers that pass their check digits.

use fastrand::Rng;

use super::Customer;

const FIRST: &[&str] = &[
    "Jan",
    "Anna",
    "Łukasz",
    "Zofia",
    "Stanisław",
    "Małgorzata",
    "Jerzy",
    "Żaneta",
    "Michał",
    "Ewa",
    "Krzysztof",
    "Grażyna",
];
const LAST: &[&str] = &[
    "Nowak",
    "Wiśniewska",
    "Wójcik",
    "Kamińska",
    "Źrebiec",
    "Dąbrowska",
    "O'Hara",
    "Świątek",
    "Gżegżółka",
    "Pawlak-Łoś",
    "Jabłońska",
    "Kowalczyk",
];
const COMPANIES: &[&str] = &[
    "Piekarnia \"Złoty Kłos\"",
    "Auto-Serwis & Syn",
    "Żuraw sp. z o.o.",
    "Biuro <Omega>",
    "Hurtownia Ślązak S.A.",
];
const STREETS: &[&str] = &["Długa", "Łąkowa", "3 Maja", "Św. Jana", "Kościuszki", "Źródlana", ""];
const CITIES: &[(&str, &str)] = &[
    ("Łódź", "90-001"),
    ("Gdańsk", "80-831"),
    ("Częstochowa", "42-200"),
    ("Żory", "44-240"),
    ("Ełk", "19-300"),
];

/// A customer whose PESEL or NIP nobody else made from another `serial` has.
pub(super) fn customer(rng: &mut Rng, serial: u64) -> Customer {
    let company = rng.u8(..100) < 15;
    let &(city, zip) = rng.choice(CITIES).unwrap_or(&("Łódź", "90-001"));
    let mut customer = Customer {
        customertype: if company { 1 } else { 2 },
        city1: city.into(),
        zip1: zip.into(),
        streetname1: pick(rng, STREETS),
        streetno1: rng.u8(1..200).to_string(),
        local1: if rng.bool() { rng.u8(1..60).to_string() } else { String::new() },
        ..Customer::default()
    };
    if rng.u8(..100) < 90 {
        customer.email = format!("klient{serial}@example.com");
    }
    if company {
        customer.name = format!("{} {serial}", pick(rng, COMPANIES));
        customer.lastname.clone_from(&customer.name);
        customer.nip = nip(serial);
    } else {
        customer.name = pick(rng, FIRST);
        customer.lastname = pick(rng, LAST);
        customer.pesel = pesel(serial);
    }
    customer
}

fn pick(rng: &mut Rng, from: &[&str]) -> String {
    rng.choice(from).copied().unwrap_or_default().to_owned()
}

/// Days of 28 in every month of the 20th century, then the running number: unique for 10⁴ × 33,600 serials.
fn pesel(serial: u64) -> String {
    let (day, rest) = (serial.rem_euclid(28).saturating_add(1), serial.div_euclid(28));
    let (month, rest) = (rest.rem_euclid(12).saturating_add(1), rest.div_euclid(12));
    let (year, number) = (rest.rem_euclid(100), rest.div_euclid(100).rem_euclid(10_000));
    let digits = format!("{year:02}{month:02}{day:02}{number:04}");
    let sum = weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    format!("{digits}{}", 10u64.saturating_sub(sum.rem_euclid(10)).rem_euclid(10))
}

/// Nine digits and the check digit; numbers whose check would be 10 do not exist, so the last of the nine is moved on.
fn nip(serial: u64) -> String {
    let base = format!("{:08}", 52_000_000u64.saturating_add(serial.rem_euclid(40_000_000)));
    let (digits, check) = (0..10)
        .map(|last| format!("{base}{last}"))
        .map(|digits| {
            let check = weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]).rem_euclid(11);
            (digits, check)
        })
        .find(|(_, check)| *check != 10)
        .unwrap_or_default();
    dashed_nip(&format!("{digits}{check}")).unwrap_or_default()
}

/// `1234567890`, dashed or not, as MMS stores it: `123-456-78-90`.
pub(super) fn dashed_nip(text: &str) -> Option<String> {
    let mut digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 10 {
        return None;
    }
    for at in [8, 6, 3] {
        digits.insert(at, '-');
    }
    Some(digits.into_iter().collect())
}

fn weighted(digits: &str, weights: &[u64]) -> u64 {
    let values = digits.bytes().map(|b| u64::from(b.saturating_sub(b'0')));
    values.zip(weights).map(|(digit, weight)| digit.saturating_mul(*weight)).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_are_valid_and_never_repeat() {
        let pesels: HashSet<String> = (0..50_000).map(pesel).collect();
        let nips: HashSet<String> = (0..50_000).map(nip).collect();
        assert_eq!((pesels.len(), nips.len()), (50_000, 50_000));
        for pesel in &pesels {
            assert_eq!(weighted(pesel, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10, 0, "{pesel}");
        }
        for nip in &nips {
            let digits: String = nip.chars().filter(char::is_ascii_digit).collect();
            let check = u64::from(digits.as_bytes()[9] - b'0');
            assert_eq!(weighted(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11, check, "{nip}");
            assert_eq!(nip.len(), 13);
        }
    }
}
