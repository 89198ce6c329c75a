//! What the world is made of. Field names are MMS's where MMS has one; a state dump shows them as they are here.

use serde::{Deserialize, Serialize};

use super::{Key, Money, Row};

macro_rules! rows {
    ($($row:ident => |$it:ident| $keys:expr;)*) => {$(
        impl Row for $row {
            fn id(&self) -> u64 {
                self.id
            }
            fn set_id(&mut self, id: u64) {
                self.id = id;
            }
            fn keys(&self) -> Vec<Key> {
                let $it = self;
                $keys
            }
        }
    )*};
}

rows! {
    Customer => |it| [Key::Pesel(it.pesel.clone()), Key::Nip(it.nip.clone())].into_iter()
        .filter(|key| !matches!(key, Key::Pesel(text) | Key::Nip(text) if text.is_empty())).collect();
    Product => |_it| Vec::new();
    Service => |it| vec![Key::User(it.userid)];
    Operation => |it| vec![Key::User(it.userid)];
    Package => |_it| Vec::new();
    Network => |_it| Vec::new();
    Model => |it| vec![Key::Name(it.name.clone())];
    Stb => |it| [Key::Mac(bare_mac(&it.mac)), Key::Serial(it.serialnumber.clone())].into_iter()
        .chain(it.accountid.map(Key::Account)).chain(it.orderid.map(Key::Order)).chain(it.networkid.map(Key::Network))
        .collect();
    Account => |it| vec![Key::User(it.userid), Key::Network(it.networkid)];
    Order => |it| vec![Key::Account(it.accountid), Key::Package(it.pkg_id)];
}

/// A customer, which MMS calls a user. No `Debug`: these are personal data even when they are invented.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Customer {
    pub id: u64,
    /// `1` company, `2` natural person.
    pub customertype: u8,
    pub name: String,
    pub lastname: String,
    pub pesel: String,
    pub nip: String,
    pub email: String,
    pub city1: String,
    pub zip1: String,
    pub streetname1: String,
    pub streetno1: String,
    pub local1: String,
}

impl Customer {
    /// The text field of that name.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "name" => &mut self.name,
            "lastname" => &mut self.lastname,
            "pesel" => &mut self.pesel,
            "nip" => &mut self.nip,
            "email" => &mut self.email,
            "city1" => &mut self.city1,
            "zip1" => &mut self.zip1,
            "streetname1" => &mut self.streetname1,
            "streetno1" => &mut self.streetno1,
            "local1" => &mut self.local1,
            _ => return None,
        })
    }

    /// Whether it is a company.
    pub fn is_company(&self) -> bool {
        self.customertype == 1
    }
}

/// An F-Secure product that can be sold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Product {
    pub id: u64,
    pub ext_id: String,
    pub name: String,
    pub description: String,
    pub license_size: u64,
}

/// State of an F-Secure service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    /// Reserved, not activated.
    Reserved,
    /// Waiting for the activation to be confirmed.
    #[default]
    New,
    /// Works.
    Active,
    /// Suspended.
    Blocked,
    /// Removed; the row stays.
    Deleted,
}

impl ServiceStatus {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::New => "new",
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Deleted => "deleted",
        }
    }
}

/// An F-Secure service of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Service {
    pub id: u64,
    pub userid: u64,
    pub secur_serviceid: u64,
    pub license_size: u64,
    pub status: ServiceStatus,
    pub activedate: u64,
    pub blockdate: u64,
}

/// What was done to an F-Secure service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Operation {
    pub id: u64,
    pub userid: u64,
    pub secur_accountid: u64,
    pub status: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub errormsg: String,
    pub creationdate: u64,
    pub execdate: u64,
}

/// What a package is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackageGroup {
    /// One per account; everything else stands on it.
    #[default]
    Base,
    /// Added to a base package.
    Extra,
    /// One more place to watch, with a decoder of its own.
    Multiroom,
    /// Pay per view; added like an extra package.
    Ppv,
}

impl PackageGroup {
    /// MMS's number for it.
    pub fn number(self) -> u64 {
        match self {
            Self::Base => 1,
            Self::Extra => 2,
            Self::Multiroom => 3,
            Self::Ppv => 4,
        }
    }

    /// Whether a decoder can be linked to an order of it.
    pub fn takes_decoder(self) -> bool {
        matches!(self, Self::Base | Self::Multiroom)
    }
}

/// A television package that can be ordered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Package {
    pub id: u64,
    pub active: bool,
    pub pkg_name: String,
    pub pkg_desc: String,
    pub pkg_autoinclude: String,
    /// Packages that may not be combined with it, whichever of the two says so.
    pub pkg_denied: Vec<u64>,
    pub pkg_valid_from: Option<String>,
    pub pkg_valid_to: Option<String>,
    pub pkg_group: PackageGroup,
    pub pricebrutto: Money,
    pub pricebrutto_provider: Money,
    pub promotiontime: u64,
}

/// An IP network with decoders in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Network {
    pub id: u64,
    pub name: String,
    pub address: u32,
    pub mask_prefix: u8,
    pub size: u64,
    pub transport: String,
}

/// A model of decoder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Model {
    pub id: u64,
    pub name: String,
    pub description: String,
    pub mycast_supported: bool,
    pub probe: bool,
}

/// Where a decoder is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StbStatus {
    /// In the warehouse: the only state in which it can be issued.
    #[default]
    Warehouse,
    /// At a customer's.
    Issued,
    /// Removed; the row stays.
    Deleted,
    /// Kept for somebody.
    Reserved,
    /// Broken.
    Damaged,
}

impl StbStatus {
    /// MMS's number for it. Only 1 and 3 are known of the real MMS; the others are assumed.
    pub fn number(self) -> u64 {
        match self {
            Self::Warehouse => 1,
            Self::Issued => 2,
            Self::Deleted => 3,
            Self::Reserved => 4,
            Self::Damaged => 5,
        }
    }

    /// MMS's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warehouse => "w magazynie",
            Self::Issued => "wydane",
            Self::Deleted => "usunięte",
            Self::Reserved => "zarezerwowane",
            Self::Damaged => "uszkodzone",
        }
    }
}

/// A decoder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Stb {
    pub id: u64,
    pub status: StbStatus,
    pub mac: String,
    pub serialnumber: String,
    pub modelid: u64,
    pub description: String,
    pub userid: Option<u64>,
    pub accountid: Option<u64>,
    pub orderid: Option<u64>,
    pub networkid: Option<u64>,
    pub ipaddr: u32,
    pub activedate: u64,
    pub creationdate: u64,
    pub moddate: u64,
}

/// Where an account is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Location {
    #[serde(rename = "locationstreetname")]
    pub street: String,
    #[serde(rename = "locationstreetno")]
    pub house: String,
    #[serde(rename = "locationlocal")]
    pub flat: String,
    #[serde(rename = "locationzip")]
    pub zip: String,
    #[serde(rename = "locationcity")]
    pub city: String,
}

/// A television account: a customer at an address, in one network.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Account {
    pub id: u64,
    pub userid: u64,
    #[serde(rename = "iptv_networkid")]
    pub networkid: u64,
    pub blocked: bool,
    pub activedate: u64,
    pub lastdeactivdate: u64,
    pub blockdate: u64,
    #[serde(flatten)]
    pub location: Location,
}

/// An issued package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the field names are MMS's own, explained in mms-api.md")]
pub struct Order {
    pub id: u64,
    pub accountid: u64,
    pub pkg_id: u64,
    pub pricebrutto: Money,
    pub date_end: Option<String>,
}

impl Order {
    /// Whether it is not over.
    pub fn is_active(&self) -> bool {
        self.date_end.is_none()
    }
}

/// The twelve hexadecimal digits of a MAC in lower case, whatever notation it is in.
pub(crate) fn bare_mac(mac: &str) -> String {
    mac.chars().filter(char::is_ascii_hexdigit).map(|c| c.to_ascii_lowercase()).collect()
}
