//! What MMS answers with. Every model takes all the forms that [`super::lenient`] describes and ignores fields it does not
//! know. Serialised, it has the names of the PHP interface (`stubs/metroport.php`).

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::lenient::{self, Date, Id, Int, MacText, Money, Private, Text};
use crate::personal::Masked;

/// An MMS user: what LMS calls a customer (`GET /Users/users`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "WireUser")]
pub struct User {
    /// MMS id.
    pub mms_id: i64,
    /// A company; a natural person otherwise.
    pub company: bool,
    /// Surname, or the company's name.
    pub lastname: Masked,
    /// First name; for companies usually empty or the name again.
    pub name: Masked,
    /// PESEL as MMS has it, perhaps invalid.
    pub pesel: Option<Masked>,
    /// NIP as MMS has it, perhaps invalid.
    pub nip: Option<Masked>,
    /// Where licences are mailed to.
    pub email: Option<Masked>,
    /// Address.
    pub city: Masked,
    /// Address: postal code.
    pub zip: Masked,
    /// Address: street.
    pub street: Masked,
    /// Address: house number.
    pub house: Masked,
    /// Address: flat number.
    pub flat: Masked,
}

#[derive(Deserialize)]
struct WireUser {
    #[serde(default, deserialize_with = "lenient::opt_id")]
    userid: Option<i64>,
    #[serde(default, deserialize_with = "lenient::opt_id")]
    id: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    customertype: i64,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    lastname: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    name: String,
    #[serde(default, deserialize_with = "lenient::masked")]
    pesel: Option<Masked>,
    #[serde(default, deserialize_with = "lenient::masked")]
    nip: Option<Masked>,
    #[serde(default, deserialize_with = "lenient::masked")]
    email: Option<Masked>,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    city1: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    zip1: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    streetname1: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    streetno1: String,
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    local1: String,
}

impl TryFrom<WireUser> for User {
    type Error = &'static str;

    fn try_from(wire: WireUser) -> Result<Self, Self::Error> {
        Ok(Self {
            mms_id: wire.userid.or(wire.id).ok_or("a user without an id")?,
            company: wire.customertype == 1,
            lastname: Masked::new(wire.lastname),
            name: Masked::new(wire.name),
            pesel: wire.pesel,
            nip: wire.nip,
            email: wire.email,
            city: Masked::new(wire.city1),
            zip: Masked::new(wire.zip1),
            street: Masked::new(wire.streetname1),
            house: Masked::new(wire.streetno1),
            flat: Masked::new(wire.local1),
        })
    }
}

/// An F-Secure product (`GET /services/security/ext_services`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Id, `secur_serviceid` elsewhere.
    #[serde(deserialize_with = "lenient::int")]
    pub id: i64,
    /// F-Secure's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub ext_id: String,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Description.
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    pub description: String,
    /// Devices the licence is for.
    #[serde(default, deserialize_with = "lenient::int")]
    pub license_size: i64,
}

/// A customer's F-Secure service (`GET /services/security/`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
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
    /// Which product.
    #[serde(
        rename(deserialize = "secur_serviceid", serialize = "product_id"),
        default,
        deserialize_with = "lenient::int"
    )]
    pub product_id: i64,
    /// Devices.
    #[serde(default, deserialize_with = "lenient::int")]
    pub license_size: i64,
    /// `reserved`, `new`, `active`, `blocked`, `deleted`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
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
}

impl Service {
    /// Suspended.
    pub fn is_blocked(&self) -> bool {
        self.status == "blocked"
    }

    /// Removed; MMS may go on listing it.
    pub fn is_deleted(&self) -> bool {
        self.status == "deleted"
    }
}

/// An F-Secure operation (`GET /services/security/operations/`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
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
    /// On which service.
    #[serde(
        rename(deserialize = "secur_accountid", serialize = "service_id"),
        default,
        deserialize_with = "lenient::int"
    )]
    pub service_id: i64,
    /// State of the operation.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// What was done.
    #[serde(rename(deserialize = "type", serialize = "type"), default, deserialize_with = "lenient::text")]
    pub kind: String,
    /// F-Secure's words when it failed.
    #[serde(
        rename(deserialize = "errormsg", serialize = "error"),
        default,
        deserialize_with = "lenient::text_or_zero"
    )]
    pub error: String,
    /// Unix seconds.
    #[serde(
        rename(deserialize = "creationdate", serialize = "created_at"),
        default,
        deserialize_with = "lenient::opt_id"
    )]
    pub created_at: Option<i64>,
    /// Unix seconds.
    #[serde(
        rename(deserialize = "execdate", serialize = "executed_at"),
        default,
        deserialize_with = "lenient::opt_id"
    )]
    pub executed_at: Option<i64>,
}

/// A network for decoders (`GET /Iptv/Networks?count=1`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireNetwork")]
pub struct Network {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Name as MMS's own forms show it.
    pub select_name: String,
    /// Dotted address.
    pub address: String,
    /// Dotted mask.
    pub mask: String,
    /// Length of the prefix.
    pub mask_prefix: Option<i64>,
    /// Decoders that fit in.
    pub size: i64,
    /// How streams get there.
    pub transport: String,
    /// Decoders issued in it.
    pub decoders: i64,
    /// Decoders that can still be issued in it.
    pub free: i64,
}

#[derive(Deserialize)]
struct WireNetwork {
    #[serde(deserialize_with = "lenient::int")]
    id: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    name: String,
    #[serde(rename = "NetworkSelectName", default, deserialize_with = "lenient::text")]
    select_name: String,
    #[serde(default, deserialize_with = "lenient::int")]
    address: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    address_long: String,
    #[serde(default, deserialize_with = "lenient::text")]
    mask: String,
    #[serde(default, deserialize_with = "lenient::opt_id")]
    mask_prefix: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    size: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    transport: String,
    #[serde(rename = "TotalSTBs", default, deserialize_with = "lenient::int")]
    decoders: i64,
}

impl From<WireNetwork> for Network {
    fn from(wire: WireNetwork) -> Self {
        Self {
            id: wire.id,
            name: wire.name,
            select_name: wire.select_name,
            address: if wire.address_long.is_empty() { dotted(wire.address) } else { wire.address_long },
            mask: wire.mask,
            mask_prefix: wire.mask_prefix,
            size: wire.size,
            transport: wire.transport,
            decoders: wire.decoders,
            free: wire.size.saturating_sub(wire.decoders).max(0),
        }
    }
}

/// An IPv4 address that came as an unsigned integer.
fn dotted(address: i64) -> String {
    u32::try_from(address).map(|a| std::net::Ipv4Addr::from(a).to_string()).unwrap_or_default()
}

/// A decoder model (`GET /Iptv/StbModels`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Id.
    #[serde(deserialize_with = "lenient::int")]
    pub id: i64,
    /// Name; what `POST /Iptv/Stbs/` wants as `ModelName`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Description.
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    pub description: String,
    /// Whether it can do `MyCast`.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub mycast_supported: bool,
    /// Detection rule.
    #[serde(default, deserialize_with = "lenient::text")]
    pub probe: String,
}

/// Rows that are kept whole: the plugin's table has each field as a column of the same name (lower case here, as
/// PostgreSQL has it), and PHP gets them under these names.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ident $(from $wire:literal)?),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "MMS's own fields; docs of the wire tell what is known of them")]
        pub struct $name {
            pub id: Id,
            $(#[serde(default $(, rename(deserialize = $wire))?)] pub $field: $kind,)*
        }
    };
}

row! {
    /// What can be ordered (`GET /Iptv/Packages`, table `metroport_metrotv_packages`).
    Package {
        firmid: Int, iptv_program: Text, active: Int, sort: Int, creationdate: Int, moddate: Int, deletedate: Int,
        http_export: Int, provider: Text, ext_pkg_id: Text, tariffcode: Text, pkg_name: Text, pkg_desc: Text,
        pkg_tvpanel_desc: Text, pkg_autoinclude: Text, pkg_denied: Text, pkg_valid_from: Date, pkg_valid_to: Date,
        self_service: Int, npvr_quota: Int, timeshift_allow: Int, ext_device_allow: Int, tvonline_maxsessions: Int,
        pkg_group: Int, iptv_ozz: Int, firmname: Text from "firmName", contracttime: Int, pricenetto: Money, vat: Int,
        pricebrutto: Money, pricenetto_provider: Money, vat_provider: Int, pricebrutto_provider: Money,
        promotiontime: Int, promotion_pricenetto_provider: Money, promotion_pricebrutto_provider: Money,
        countactive: Int from "countActive",
    }
}

row! {
    /// A decoder (`GET /Iptv/Stbs`, table `metroport_metrotv_stb`).
    Stb {
        firmid: Int, iptv_program: Text, iptv_portalid: Int, status: Int, userid: Int, contractid: Int,
        actualtariffid: Int, networkid: Int, ext_linked: Int, mac: MacText, ipaddr: Text, serialnumber: Text,
        vcasid: Text, customer_sn: Text, hdcp_ksv: Text, modelid: Int, devel: Int, servicetype: Text,
        servicetype_force: Int, must_reboot: Int, description: Text, activedate: Int, error_log: Int, fwlog: Int,
        boot_options: Text, creationdate: Int, creatorid: Int, moddate: Int, modid: Int, nodeid: Int, private: Int,
        active: Int, addressip: Text from "AddressIp", modelname: Text from "ModelName", iptv_accountid: Int,
        order_id: Text, firmname: Text, username: Private from "UserName", usertype: Text,
        statusname: Text from "StatusName", channels: Text, iptv_portal: Text,
    }
}

/// A MAC address: six bytes, whatever notation they came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mac([u8; 6]);

impl Mac {
    /// Takes twelve hexadecimal digits with colons, dashes, dots or blanks anywhere between them, or none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0_u8; 6];
        let mut digits = text.trim().chars().filter(|c| !matches!(c, ':' | '-' | '.' | ' '));
        for byte in &mut bytes {
            let high = u8::try_from(digits.next()?.to_digit(16)?).ok()?;
            let low = u8::try_from(digits.next()?.to_digit(16)?).ok()?;
            *byte = (high << 4) | low;
        }
        digits.next().is_none().then_some(Self(bytes))
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, byte) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

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
    fn a_mac_is_the_same_in_every_notation() {
        for text in
            ["00:1a:79:AB:cd:01", "00-1A-79-AB-CD-01", "001a79abcd01", "001a.79ab.cd01", " 001A79ABCD01 "]
        {
            assert_eq!(Mac::parse(text).unwrap().to_string(), "00:1A:79:AB:CD:01", "{text:?}");
        }
        for text in ["", "00:1a:79:ab:cd", "00:1a:79:ab:cd:01:02", "00:1a:79:ab:cd:0g", "ą01a79abcd01"] {
            assert_eq!(Mac::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_user_is_read_from_lists_and_alone() {
        let in_list: User = serde_json::from_value(json!({"userid": "7", "customertype": "1", "lastname": "ACME", "nip": "526-025-02-74", "pesel": "0", "local1": null, "new_field": {}})).unwrap();
        let alone: User = serde_json::from_value(
            json!({"id": 7, "customertype": 1, "lastname": "ACME", "nip": "526-025-02-74", "email": ""}),
        )
        .unwrap();
        assert_eq!(in_list, alone);
        assert!(in_list.company);
        assert!(serde_json::from_value::<User>(json!({"lastname": "ACME"})).is_err());
    }

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
        let bare: Account = serde_json::from_value(
            json!({"id": 5, "active": 1, "Packages": {"MainPackage": null, "ExtraPackages": []}}),
        )
        .unwrap();
        assert!(bare.base.is_none() && bare.extras.is_empty());
    }
}
