//! Customers: who may be added, and what may not be changed.

use super::Refusal;
use crate::world::{Customer, Key, World};

impl World {
    /// Adds a customer.
    ///
    /// # Errors
    /// Data that identify nobody, or a customer that exists.
    pub fn add_customer(&mut self, mut customer: Customer) -> Result<u64, Refusal> {
        customer.id = 0;
        self.check_customer(&customer, None)?;
        Ok(self.customers.add(customer))
    }

    /// Puts `changed` in the place of the customer with that id.
    ///
    /// # Errors
    /// Unknown id, data that identify nobody or somebody else, a number that would be erased.
    pub fn edit_customer(&mut self, id: u64, changed: Customer) -> Result<(), Refusal> {
        let before = self.customers.get(id).ok_or_else(|| Refusal::unknown("klient"))?;
        self.check_customer(&changed, Some(before))?;
        self.customers.update(id, |customer| *customer = changed);
        Ok(())
    }

    /// `before` is what is stored: data that came into MMS another way may be incomplete, and stay so as long as
    /// they are not made worse.
    fn check_customer(&self, customer: &Customer, before: Option<&Customer>) -> Result<(), Refusal> {
        if !matches!(customer.customertype, 1 | 2) {
            return Err(Refusal::invalid("Nieprawidłowy typ klienta"));
        }
        let named = if customer.is_company() {
            !customer.name.is_empty() || !customer.lastname.is_empty()
        } else {
            !customer.name.is_empty() && !customer.lastname.is_empty()
        };
        if !named {
            return Err(Refusal::invalid("Wymagane pole: imię i nazwisko albo nazwa firmy"));
        }
        if !customer.email.is_empty() && !customer.email.contains('@') {
            return Err(Refusal::invalid("Nieprawidłowy adres e-mail"));
        }
        let person = !customer.is_company();
        let (pesel, nip) = (before.map(|c| c.pesel.as_str()), before.map(|c| c.nip.as_str()));
        check_number("PESEL", &customer.pesel, pesel, person, is_pesel)?;
        check_number("NIP", &customer.nip, nip, !person, is_dashed_nip)?;
        for (key, value, before, what) in [
            (Key::Pesel(customer.pesel.clone()), &customer.pesel, pesel, "PESEL"),
            (Key::Nip(customer.nip.clone()), &customer.nip, nip, "NIP"),
        ] {
            if before != Some(value.as_str()) && self.customers.count(&key) > 0 {
                return Err(Refusal::conflict(format!("Klient o podanym numerze {what} już istnieje")));
            }
        }
        Ok(())
    }
}

fn check_number(
    what: &str,
    value: &str,
    before: Option<&str>,
    required: bool,
    is_valid: fn(&str) -> bool,
) -> Result<(), Refusal> {
    match value {
        same if before == Some(same) => Ok(()),
        "" if required => Err(Refusal::invalid(format!("Wymagane pole: {what}"))),
        "" if before.is_some() => Err(Refusal::conflict(format!("Nie można usunąć numeru {what}"))),
        "" => Ok(()),
        given if is_valid(given) => Ok(()),
        _ => Err(Refusal::invalid(format!("Nieprawidłowy {what}"))),
    }
}

fn is_pesel(text: &str) -> bool {
    text.len() == 11 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_dashed_nip(text: &str) -> bool {
    text.len() == 13
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if matches!(at, 3 | 7 | 10) { b == b'-' } else { b.is_ascii_digit() })
}
