//! Issued packages: what may stand on what.

use super::Refusal;
use crate::time::today;
use crate::world::{Money, Order, Package, PackageGroup, World};

const MAX_PRICE: Money = Money(999_999);

impl World {
    /// Issues a package to an account.
    ///
    /// # Errors
    /// Unknown account or package, a package that cannot be issued today or not on what the account has, a price out
    /// of range.
    pub fn add_order(&mut self, account: u64, package: u64, price: Money) -> Result<u64, Refusal> {
        self.existing_account(account)?;
        let package = self.packages.get(package).ok_or_else(|| Refusal::unknown("pakiet"))?;
        check_issuable(package, &today())?;
        let has_base = self.base_order(account).is_some();
        if package.pkg_group == PackageGroup::Base {
            if has_base {
                return Err(Refusal::conflict("Konto ma już pakiet podstawowy"));
            }
        } else if !has_base {
            return Err(Refusal::conflict("Konto nie ma pakietu podstawowego"));
        }
        for other in self.active_orders(account).filter_map(|order| self.packages.get(order.pkg_id)) {
            if other.pkg_denied.contains(&package.id) || package.pkg_denied.contains(&other.id) {
                return Err(Refusal::conflict(format!(
                    "Pakietu {} nie można łączyć z pakietem {}",
                    package.pkg_name, other.pkg_name
                )));
            }
        }
        if price > MAX_PRICE {
            return Err(Refusal::invalid("Nieprawidłowa cena"));
        }
        let pkg_id = package.id;
        Ok(self.orders.add(Order { accountid: account, pkg_id, pricebrutto: price, ..Order::default() }))
    }

    /// Removes an issued package; its row stays, over since today.
    ///
    /// # Errors
    /// Unknown order, or of another account, or over; something stands on it.
    pub fn delete_order(&mut self, id: u64, account: u64) -> Result<(), Refusal> {
        let order = self.active_order(id, account)?;
        if self.stb_of_order(id).is_some() {
            return Err(Refusal::conflict("Nie można usunąć pakietu: jest do niego przypisany dekoder"));
        }
        let is_base = self.group_of(order) == Some(PackageGroup::Base);
        if is_base && self.active_orders(account).any(|other| other.id != id) {
            return Err(Refusal::conflict("Nie można usunąć pakietu podstawowego: konto ma inne pakiety"));
        }
        self.orders.update(id, |order| order.date_end = Some(today()));
        Ok(())
    }

    pub(crate) fn active_order(&self, id: u64, account: u64) -> Result<&Order, Refusal> {
        self.existing_account(account)?;
        let order = self.orders.get(id).filter(|order| order.is_active());
        let order = order.ok_or_else(|| Refusal::unknown("wydany pakiet"))?;
        if order.accountid != account {
            return Err(Refusal::invalid("Pakiet jest wydany na innym koncie"));
        }
        Ok(order)
    }
}

fn check_issuable(package: &Package, today: &str) -> Result<(), Refusal> {
    let open = package.pkg_valid_from.as_deref().is_none_or(|from| from <= today)
        && package.pkg_valid_to.as_deref().is_none_or(|to| today <= to);
    if package.active && open {
        return Ok(());
    }
    Err(Refusal::conflict(format!("Pakiet {} nie jest dostępny w sprzedaży", package.pkg_name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_sold_on_its_first_and_last_day() {
        let package = |from: Option<&str>, to: Option<&str>| Package {
            active: true,
            pkg_valid_from: from.map(str::to_owned),
            pkg_valid_to: to.map(str::to_owned),
            ..Package::default()
        };
        let today = "2026-03-15";
        for (from, to, sold) in [
            (None, None, true),
            (Some("2026-03-15"), None, true),
            (Some("2026-03-16"), None, false),
            (None, Some("2026-03-15"), true),
            (None, Some("2026-03-14"), false),
            (Some("2026-03-15"), Some("2026-03-15"), true),
        ] {
            assert_eq!(check_issuable(&package(from, to), today).is_ok(), sold, "{from:?} {to:?}");
        }
        assert!(check_issuable(&Package { active: false, ..package(None, None) }, today).is_err());
    }
}
