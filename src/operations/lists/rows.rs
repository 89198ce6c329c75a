//! By what each list is searched, sorted and filtered.

use std::net::Ipv4Addr;

use super::{AccountWithPackages, NamedService, Of, PackageOnSale, Sale};
use crate::mms::models::{Mac, Model, Network, Operation, Product, Stb};
use crate::operations::listing::{Key, Listed, any_contains};
use crate::operations::metrotv::DELETED;
use crate::operations::offer::IN_WAREHOUSE;

/// Addresses sort as numbers.
fn address(text: &str) -> Key {
    Key::maybe(text.parse::<Ipv4Addr>().ok().map(|address| u32::from(address).into()))
}

impl Listed for Product {
    const COLUMNS: &'static [&'static str] = &["name", "id", "ext_id", "license_size"];
    const STATES: &'static [&'static str] = &[];

    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "id" => Key::Number(self.id),
            "ext_id" => Key::text(&self.ext_id),
            "license_size" => Key::Number(self.license_size),
            _ => Key::text(&self.name),
        }
    }

    fn is(&self, _: &str) -> bool {
        false
    }

    fn has(&self, needle: &str) -> bool {
        any_contains(&[&self.name, &self.description, &self.ext_id], needle) || self.id.to_string() == needle
    }
}

impl Listed for Of<NamedService> {
    const COLUMNS: &'static [&'static str] =
        &["person", "id", "mms_id", "product", "license_size", "status", "activated_at", "blocked_at"];
    const STATES: &'static [&'static str] = &["reserved", "new", "active", "blocked", "deleted", "present"];

    fn id(&self) -> i64 {
        self.row.service.id
    }

    fn key(&self, column: &str) -> Key {
        let service = &self.row.service;
        match column {
            "id" => Key::Number(service.id),
            "mms_id" => Key::Number(service.mms_id),
            "product" => Key::text(&self.row.product),
            "license_size" => Key::Number(service.license_size),
            "status" => Key::text(&service.status),
            "activated_at" => Key::maybe(service.activated_at),
            "blocked_at" => Key::maybe(service.blocked_at),
            _ => Key::text(self.person()),
        }
    }

    fn is(&self, state: &str) -> bool {
        if state == "present" { !self.row.service.is_deleted() } else { self.row.service.status == state }
    }

    fn has(&self, needle: &str) -> bool {
        let ids = [self.row.service.id, self.row.service.mms_id];
        any_contains(&[self.person(), &self.row.product], needle)
            || self.customer_is(needle)
            || ids.iter().any(|id| id.to_string() == needle)
    }
}

impl Listed for Of<Operation> {
    const COLUMNS: &'static [&'static str] =
        &["created_at", "id", "person", "mms_id", "service_id", "status", "type", "executed_at"];
    const STATES: &'static [&'static str] = &["failed"];

    fn id(&self) -> i64 {
        self.row.id
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "id" => Key::Number(self.row.id),
            "person" => Key::text(self.person()),
            "mms_id" => Key::Number(self.row.mms_id),
            "service_id" => Key::Number(self.row.service_id),
            "status" => Key::text(&self.row.status),
            "type" => Key::text(&self.row.kind),
            "executed_at" => Key::maybe(self.row.executed_at),
            _ => Key::maybe(self.row.created_at),
        }
    }

    fn is(&self, _: &str) -> bool {
        !self.row.error.is_empty()
    }

    fn has(&self, needle: &str) -> bool {
        let ids = [self.row.id, self.row.mms_id, self.row.service_id];
        any_contains(&[self.person(), &self.row.status, &self.row.kind, &self.row.error], needle)
            || self.customer_is(needle)
            || ids.iter().any(|id| id.to_string() == needle)
    }
}

impl Listed for PackageOnSale {
    const COLUMNS: &'static [&'static str] = &[
        "group",
        "id",
        "pkg_name",
        "pricenetto",
        "pricebrutto",
        "pricebrutto_provider",
        "pkg_valid_from",
        "pkg_valid_to",
        "countactive",
    ];
    const STATES: &'static [&'static str] =
        &["base", "extra", "multiroom", "ppv", "active", "upcoming", "expired", "inactive"];

    fn id(&self) -> i64 {
        self.package.id.0
    }

    fn key(&self, column: &str) -> Key {
        let day = |day: Option<chrono::NaiveDate>| day.map_or(Key::Nothing, |d| Key::Text(d.to_string()));
        let package = &self.package;
        match column {
            "id" => Key::Number(package.id.0),
            "pkg_name" => Key::text(&package.pkg_name.0),
            "pricenetto" => Key::money(package.pricenetto.0),
            "pricebrutto" => Key::money(package.pricebrutto.0),
            "pricebrutto_provider" => Key::money(package.pricebrutto_provider.0),
            "pkg_valid_from" => day(package.pkg_valid_from.0),
            "pkg_valid_to" => day(package.pkg_valid_to.0),
            "countactive" => Key::Number(package.countactive.0),
            // Base packages first, as they are sold.
            _ => Key::text(&format!("{} {}", package.pkg_group.0, package.pkg_name.0)),
        }
    }

    /// By its group, or by its sale.
    fn is(&self, state: &str) -> bool {
        match state {
            "base" => self.package.pkg_group.0 == 1,
            "extra" => self.package.pkg_group.0 == 2,
            "multiroom" => self.package.pkg_group.0 == 3,
            "ppv" => self.package.pkg_group.0 == 4,
            "active" => self.sale == Sale::Active,
            "upcoming" => self.sale == Sale::Upcoming,
            "expired" => self.sale == Sale::Expired,
            _ => self.sale == Sale::Inactive,
        }
    }

    fn has(&self, needle: &str) -> bool {
        let package = &self.package;
        any_contains(&[&package.pkg_name.0, &package.pkg_desc.0, &package.tariffcode.0], needle)
            || package.id.0.to_string() == needle
    }
}

impl Listed for Network {
    const COLUMNS: &'static [&'static str] =
        &["name", "id", "address", "size", "decoders", "free", "transport"];
    const STATES: &'static [&'static str] = &["free", "full"];

    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "id" => Key::Number(self.id),
            "address" => address(&self.address),
            "size" => Key::Number(self.size),
            "decoders" => Key::Number(self.decoders),
            "free" => Key::Number(self.free),
            "transport" => Key::text(&self.transport),
            _ => Key::text(&self.name),
        }
    }

    fn is(&self, state: &str) -> bool {
        (self.free > 0) == (state == "free")
    }

    fn has(&self, needle: &str) -> bool {
        any_contains(&[&self.name, &self.select_name, &self.address, &self.transport], needle)
            || self.id.to_string() == needle
    }
}

impl Listed for Model {
    const COLUMNS: &'static [&'static str] = &["name", "id"];
    const STATES: &'static [&'static str] = &[];

    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, column: &str) -> Key {
        if column == "id" { Key::Number(self.id) } else { Key::text(&self.name) }
    }

    fn is(&self, _: &str) -> bool {
        false
    }

    fn has(&self, needle: &str) -> bool {
        any_contains(&[&self.name, &self.description], needle) || self.id.to_string() == needle
    }
}

/// The one state of [`Listed::STATES`] that a decoder is in. MMS's number is known for two of them; the others have words.
fn decoder_state(stb: &Stb) -> &'static str {
    match (stb.status.0, stb.statusname.0.as_str()) {
        (IN_WAREHOUSE, _) => "warehouse",
        (DELETED, _) => "deleted",
        (_, "zarezerwowane") => "reserved",
        (_, "uszkodzone") => "damaged",
        (_, "wydane") => "issued",
        _ => "other",
    }
}

impl Listed for Of<Stb> {
    const COLUMNS: &'static [&'static str] =
        &["id", "mac", "serialnumber", "modelname", "addressip", "statusname", "person", "iptv_accountid"];
    const STATES: &'static [&'static str] =
        &["warehouse", "issued", "reserved", "damaged", "deleted", "other"];

    fn id(&self) -> i64 {
        self.row.id.0
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "mac" => Key::text(&self.row.mac.0),
            "serialnumber" => Key::text(&self.row.serialnumber.0),
            "modelname" => Key::text(&self.row.modelname.0),
            "addressip" => address(&self.row.addressip.0),
            "statusname" => Key::text(&self.row.statusname.0),
            "person" => Key::text(self.person()),
            "iptv_accountid" => Key::maybe(Some(self.row.iptv_accountid.0).filter(|id| *id != 0)),
            _ => Key::Number(self.row.id.0),
        }
    }

    fn is(&self, state: &str) -> bool {
        state == decoder_state(&self.row)
    }

    /// A MAC is found in any notation.
    fn has(&self, needle: &str) -> bool {
        let row = &self.row;
        any_contains(
            &[
                &row.mac.0,
                &row.serialnumber.0,
                &row.modelname.0,
                &row.addressip.0,
                &row.statusname.0,
                self.person(),
            ],
            needle,
        ) || Mac::parse(needle).is_some_and(|mac| Mac::parse(&row.mac.0) == Some(mac))
            || self.customer_is(needle)
            || row.id.0.to_string() == needle
    }
}

impl Listed for Of<AccountWithPackages> {
    const COLUMNS: &'static [&'static str] = &[
        "person",
        "id",
        "mms_id",
        "active",
        "activated_at",
        "blocked_at",
        "decoders",
        "net",
        "vat",
        "gross",
    ];
    const STATES: &'static [&'static str] = &["active", "blocked"];

    fn id(&self) -> i64 {
        self.row.account.id
    }

    fn key(&self, column: &str) -> Key {
        let account = &self.row.account;
        match column {
            "id" => Key::Number(account.id),
            "mms_id" => Key::Number(account.mms_id),
            "active" => Key::Number(account.active.into()),
            "activated_at" => Key::maybe(account.activated_at),
            "blocked_at" => Key::maybe(account.blocked_at),
            "decoders" => Key::Number(account.decoders),
            "net" => Key::money(account.net),
            "vat" => Key::money(account.vat),
            "gross" => Key::money(account.gross),
            _ => Key::text(self.person()),
        }
    }

    fn is(&self, state: &str) -> bool {
        self.row.account.active == (state == "active")
    }

    fn has(&self, needle: &str) -> bool {
        let ids = [self.row.account.id, self.row.account.mms_id];
        any_contains(&[self.person()], needle)
            || self.customer_is(needle)
            || ids.iter().any(|id| id.to_string() == needle)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::{from_value, json};

    use super::*;
    use crate::operations::people::Person;
    use crate::personal::Masked;

    #[test]
    fn a_decoder_is_in_exactly_one_state_whatever_mms_calls_it() {
        for (status, name, wanted) in [
            (1, "w magazynie", "warehouse"),
            (3, "usunięte", "deleted"),
            (2, "wydane", "issued"),
            (4, "zarezerwowane", "reserved"),
            (5, "uszkodzone", "damaged"),
            (6, "w naprawie", "other"),
            (6, "", "other"),
        ] {
            let row: Stb = from_value(json!({"id": 1, "status": status, "StatusName": name})).unwrap();
            let whose = Person { customer_id: None, person: Masked::default() };
            let stb = Of { row, whose };
            let states: Vec<_> = Of::<Stb>::STATES.iter().copied().filter(|state| stb.is(state)).collect();
            assert_eq!(states, [wanted], "{status} {name}");
        }
    }

    #[test]
    fn a_package_is_on_sale_from_its_first_day_to_its_last() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        for (active, from, to, wanted) in [
            (1, "", "", "active"),
            (1, "2026-11-22", "2026-11-22", "active"),
            (1, "2026-11-23", "", "upcoming"),
            (1, "2020-01-01", "2026-11-21", "expired"),
            (0, "", "", "inactive"),
            (0, "2020-01-01", "2026-11-21", "inactive"),
        ] {
            let package =
                from_value(json!({"id": 1, "pkg_group": 2, "active": active, "pkg_valid_from": from,
                "pkg_valid_to": to}))
                .unwrap();
            let package = PackageOnSale::on(day, package);
            let states: Vec<_> =
                PackageOnSale::STATES.iter().copied().filter(|state| package.is(state)).collect();
            assert_eq!(states, ["extra", wanted], "{from} to {to}");
        }
    }
}
