//! How a world begins: a few customers, most of them known to MMS and linked, each with something that can be locked.

use metroport::store::locks::Service;
use mms_sim::{Options, Seed, SeedCustomer, World};
use serde_json::{Value, json};

use crate::house::House;

/// MMS's first customer.
const FIRST: u64 = 100_001;

/// The MMS user who is LMS customer `customer`, if MMS knows him from the start.
pub fn user(customer: i64) -> u64 {
    FIRST - 1 + customer.unsigned_abs()
}

/// MMS with so many customers, who have the numbers and names that [`fill`] gives them in LMS.
pub fn mms(customers: i64) -> Options {
    let person = |number: i64| {
        json!({"customertype": 2, "name": "Jan", "lastname": format!("Żak-{number}"), "pesel": pesel(number),
            "email": format!("jan{number}@example.com"), "city1": "Łódź", "zip1": "90-001",
            "streetname1": "Długa", "streetno1": number.to_string(),
            "services": {"fsecure": if number % 3 == 0 { Value::Null } else { "active".into() },
                "accounts": 1 + number % 2, "decoders": false}})
    };
    let list: Vec<Value> = (1..=customers).map(person).collect();
    let list: Vec<SeedCustomer> = serde_json::from_value(list.into()).expect("customers");
    let world = World::seeded(&Seed {
        seed: 1,
        customers: 0,
        list: Some(list),
        accounts: 0,
        decoders: 10,
        networks: 2,
    });
    Options { world: Some(world), ..Options::default() }
}

/// LMS has two customers more than MMS links: the last one is new, the one before him is not linked yet.
pub fn fill(house: &House, customers: i64) {
    let lms = house.lms.borrow();
    for customer in 1..=customers {
        // LMS and MMS have not always been of one opinion.
        let house_number = if fastrand::bool() { customer.to_string() } else { format!("{customer}a") };
        lms.batch(&format!(
            "INSERT INTO customers (id, type, lastname, name, ssn) VALUES ({customer}, 0, 'Żak-{customer}', 'Jan', '{}');
             INSERT INTO customercontacts (customerid, contact, type) VALUES ({customer}, 'jan{customer}@example.com', 8);
             INSERT INTO addresses (id, street, house, flat, zip, city)
             VALUES ({customer}, 'ul. Długa', '{house_number}', '', '90-001', 'Łódź');
             INSERT INTO customer_addresses (customer_id, address_id, type) VALUES ({customer}, {customer}, 3);",
            pesel(customer)
        ));
        if customer < customers - 1 {
            lms.batch(&format!(
                "INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES ({customer}, {})",
                user(customer)
            ));
        }
    }
    drop(lms);
    let mut truth = house.truth.borrow_mut();
    house.mms.control().world(|world| {
        let accounts: Vec<(u64, u64)> = world.accounts.iter().map(|a| (a.id, a.userid)).collect();
        // Somebody has blocked one of the first customer's two by hand, and it is not for us to release.
        if let Some((last, _)) = accounts.iter().rfind(|(_, user)| *user == FIRST) {
            world.accounts.update(*last, |account| account.blocked = true);
            truth.by_hand.insert((Service::MetroTv, *last));
        }
        truth.old.extend(accounts.into_iter().map(|(id, user)| (Service::MetroTv, id, user)));
        truth.old.extend(world.services.iter().map(|s| (Service::FSecure, s.id, s.userid)));
    });
}

/// A valid PESEL, another one for each number below 10000.
pub fn pesel(number: i64) -> String {
    let head = format!("800101{number:04}");
    let weights = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
    let sum: u32 =
        head.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
    format!("{head}{}", (10 - sum % 10) % 10)
}
