//! Accounts of MetroTV and what stands on them.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Stb;
use crate::mms::lenient;
use crate::personal::Masked;

/// An account's short row (`GET /Iptv/Accounts`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    /// Id.
    #[serde(deserialize_with = "lenient::int")]
    pub id: i64,
    /// Whose.
    #[serde(
        rename(deserialize = "userid", serialize = "mms_id"),
        default,
        deserialize_with = "lenient::int"
    )]
    pub mms_id: i64,
    /// MMS's own state word.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// False while blocked.
    #[serde(deserialize_with = "lenient::flag")]
    pub active: bool,
    /// Unix seconds.
    #[serde(
        rename(deserialize = "activedate", serialize = "activated_at"),
        default,
        deserialize_with = "lenient::opt_id"
    )]
    pub activated_at: Option<i64>,
    /// Unix seconds.
    #[serde(
        rename(deserialize = "blockdate", serialize = "blocked_at"),
        default,
        deserialize_with = "lenient::opt_id"
    )]
    pub blocked_at: Option<i64>,
    /// Decoders linked to it.
    #[serde(
        rename(deserialize = "TotalSTBs", serialize = "decoders"),
        default,
        deserialize_with = "lenient::int"
    )]
    pub decoders: i64,
    /// Sum of its packages, net.
    #[serde(
        rename(deserialize = "TotalNetto", serialize = "net"),
        default,
        deserialize_with = "lenient::money"
    )]
    pub net: Option<Decimal>,
    /// Sum of its packages, VAT.
    #[serde(
        rename(deserialize = "TotalVat", serialize = "vat"),
        default,
        deserialize_with = "lenient::money"
    )]
    pub vat: Option<Decimal>,
    /// Sum of its packages, gross.
    #[serde(
        rename(deserialize = "TotalBrutto", serialize = "gross"),
        default,
        deserialize_with = "lenient::money"
    )]
    pub gross: Option<Decimal>,
}

/// An issued package.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireOrder")]
pub struct Order {
    /// Order id.
    pub order_id: i64,
    /// Which package.
    pub package_id: i64,
    /// Its name.
    pub name: String,
    /// 1 base, 2 extra, 3 multiroom, 4 PPV.
    pub group: i64,
    /// Running: neither switched off nor ended.
    pub active: bool,
    /// When it ended, or will.
    pub ends: Option<NaiveDate>,
    /// What the customer pays, gross.
    pub price: Option<Decimal>,
    /// Currency of the price.
    pub currency: String,
    /// Decoders linked to it.
    pub decoders: Vec<Stb>,
}

#[derive(Deserialize)]
struct WireOrder {
    #[serde(deserialize_with = "lenient::int")]
    id: i64,
    #[serde(default, deserialize_with = "lenient::int")]
    pkg_id: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    pkg_name: String,
    #[serde(default, deserialize_with = "lenient::int")]
    pkg_group: i64,
    // Assumed: an order that does not say so is running.
    #[serde(default = "yes", deserialize_with = "lenient::flag")]
    active: bool,
    #[serde(default, deserialize_with = "lenient::date")]
    date_end: Option<NaiveDate>,
    #[serde(default, deserialize_with = "lenient::money")]
    pricebrutto: Option<Decimal>,
    #[serde(default, deserialize_with = "lenient::money")]
    actual_pricebrutto: Option<Decimal>,
    #[serde(default, deserialize_with = "lenient::text")]
    currency: String,
    #[serde(default, deserialize_with = "lenient::none_one_or_many")]
    stb_data: Vec<Stb>,
}

fn yes() -> bool {
    true
}

impl From<WireOrder> for Order {
    fn from(wire: WireOrder) -> Self {
        Self {
            order_id: wire.id,
            package_id: wire.pkg_id,
            name: wire.pkg_name,
            group: wire.pkg_group,
            active: wire.active && wire.date_end.is_none(),
            ends: wire.date_end,
            price: wire.actual_pricebrutto.or(wire.pricebrutto),
            currency: wire.currency,
            decoders: wire.stb_data,
        }
    }
}

/// A whole account (`GET /Iptv/Accounts/{id}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireAccount")]
pub struct Account {
    /// Id.
    pub id: i64,
    /// Whose.
    pub mms_id: i64,
    /// False while blocked.
    pub active: bool,
    /// In which network.
    pub network_id: i64,
    /// Where the decoders stand: street.
    pub street: Masked,
    /// House number.
    pub house: Masked,
    /// Flat number.
    pub flat: Masked,
    /// Postal code.
    pub zip: Masked,
    /// City.
    pub city: Masked,
    /// Currency of the sums.
    pub currency: String,
    /// Sum, net.
    pub net: Option<Decimal>,
    /// Sum of VAT.
    pub vat: Option<Decimal>,
    /// Sum, gross.
    pub gross: Option<Decimal>,
    /// Base package.
    pub base: Option<Order>,
    /// Extra packages.
    pub extras: Vec<Order>,
    /// Multiroom packages.
    pub multirooms: Vec<Order>,
}

#[derive(Deserialize)]
struct WireAccount {
    #[serde(deserialize_with = "lenient::int")]
    id: i64,
    #[serde(default, deserialize_with = "lenient::int")]
    userid: i64,
    #[serde(deserialize_with = "lenient::flag")]
    active: bool,
    #[serde(default, deserialize_with = "lenient::int")]
    iptv_networkid: i64,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    locationstreetname: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    locationstreetno: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    locationlocal: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    locationzip: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    locationcity: String,
    #[serde(default, deserialize_with = "lenient::text")]
    currency: String,
    #[serde(rename = "PackagesSums", default, deserialize_with = "lenient::none_or_one")]
    sums: Option<WireSums>,
    #[serde(rename = "Packages", default, deserialize_with = "lenient::none_or_one")]
    packages: Option<WirePackages>,
}

#[derive(Deserialize)]
struct WireSums {
    #[serde(rename = "TotalNetto", default, deserialize_with = "lenient::money")]
    net: Option<Decimal>,
    #[serde(rename = "TotalVat", default, deserialize_with = "lenient::money")]
    vat: Option<Decimal>,
    #[serde(rename = "TotalBrutto", default, deserialize_with = "lenient::money")]
    gross: Option<Decimal>,
}

#[derive(Deserialize)]
struct WirePackages {
    #[serde(rename = "MainPackage", default, deserialize_with = "lenient::none_or_one")]
    base: Option<Order>,
    #[serde(rename = "ExtraPackages", default = "Vec::new", deserialize_with = "lenient::list")]
    extras: Vec<Order>,
    #[serde(rename = "MultiroomPackages", default = "Vec::new", deserialize_with = "lenient::list")]
    multirooms: Vec<Order>,
}

impl From<WireAccount> for Account {
    fn from(wire: WireAccount) -> Self {
        let sums = wire.sums.unwrap_or(WireSums { net: None, vat: None, gross: None });
        let packages =
            wire.packages.unwrap_or(WirePackages { base: None, extras: Vec::new(), multirooms: Vec::new() });
        Self {
            id: wire.id,
            mms_id: wire.userid,
            active: wire.active,
            network_id: wire.iptv_networkid,
            street: Masked::new(wire.locationstreetname),
            house: Masked::new(wire.locationstreetno),
            flat: Masked::new(wire.locationlocal),
            zip: Masked::new(wire.locationzip),
            city: Masked::new(wire.locationcity),
            currency: wire.currency,
            net: sums.net,
            vat: sums.vat,
            gross: sums.gross,
            base: packages.base,
            extras: packages.extras,
            multirooms: packages.multirooms,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_account_is_read_with_extras_as_object_or_list_and_any_number_of_decoders() {
        let stb = json!({"id": 3, "mac": "001a79abcd01", "status": "2"});
        let order = |id: i64, stb: serde_json::Value| json!({"id": id, "pkg_id": "9", "active": "1", "date_end": "0000-00-00", "pricebrutto": "10.00", "actual_pricebrutto": "8.50", "stb_data": stb});
        let account: Account = serde_json::from_value(json!({
            "id": "5", "userid": 7, "active": "0", "iptv_networkid": "2", "locationlocal": "0",
            "PackagesSums": {"TotalBrutto": "49.90"},
            "Packages": {"MainPackage": order(1, stb.clone()), "ExtraPackages": {"12": order(2, json!(null))}, "MultiroomPackages": [order(3, json!([stb]))]},
        })).unwrap();
        assert!(!account.active);
        assert!(account.flat.is_empty());
        let base = account.base.unwrap();
        assert_eq!(
            (base.decoders.len(), account.extras.len(), account.multirooms[0].decoders.len()),
            (1, 1, 1)
        );
        assert!(base.active);
        assert_eq!(base.price.unwrap().to_string(), "8.50");
        assert_eq!(base.decoders[0].mac.0, "00:1A:79:AB:CD:01");
        let empty: Account = serde_json::from_value(
            json!({"id": 5, "active": 1, "Packages": {"MainPackage": null, "ExtraPackages": []}}),
        )
        .unwrap();
        assert!(empty.base.is_none() && empty.extras.is_empty());
    }
}
