//! The tables' columns, and what fits into them.

use rust_decimal::{Decimal, RoundingStrategy};

/// A value as a text in the one form in which it is compared and written; `None` is NULL.
pub type Cell = Option<String>;

/// What a column takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `smallint`
    Small,
    /// `bigint`
    Big,
    /// `varchar(255)`
    Name,
    /// `text`
    Text,
    /// `date`
    Day,
    /// `numeric(10,2)`
    Money,
}

impl Kind {
    /// PostgreSQL's name of the type.
    pub(super) fn postgres(self) -> &'static str {
        match self {
            Self::Small => "smallint",
            Self::Big => "bigint",
            Self::Name => "varchar",
            Self::Text => "text",
            Self::Day => "date",
            Self::Money => "numeric",
        }
    }
}

/// A column, under MMS's name in lower case.
#[derive(Debug)]
pub struct Column {
    /// Name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
}

/// A table that mirrors one of MMS's lists.
#[derive(Debug)]
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// Its columns without `id` and `gone_at`.
    pub columns: &'static [Column],
    /// Columns that are NOT NULL. In others an empty text is NULL.
    pub needed: &'static [&'static str],
    /// Columns in which no two rows may have the same value.
    pub unique: &'static [&'static str],
    /// What the columns say of a row that MMS does not show any more, beside `gone_at`: code that is older than that
    /// column reads them. The first one is how MMS itself says that a row is deleted.
    pub gone: &'static [(&'static str, Option<&'static str>)],
}

/// The most characters of a `varchar(255)`.
const NAME: usize = 255;
/// The most bytes of MariaDB's `text`.
const TEXT: usize = 65_535;
/// MariaDB's dates; PostgreSQL has more.
const YEARS: std::ops::RangeInclusive<u32> = 1000..=9999;

impl Table {
    /// Where a column is.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// What of a value a column can take, and whether that is all of it.
    pub fn fit(&self, column: &Column, value: &str) -> (Cell, bool) {
        let (cell, whole) = column.kind.fit(value);
        let needed = self.needed.contains(&column.name);
        (cell.filter(|text| needed || !text.is_empty()).or_else(|| needed.then(String::new)), whole)
    }

    /// What a row of `id` has in a unique column when its own value is another row's.
    pub fn instead(&self, name: &str, id: i64, value: &str) -> Cell {
        // Somebody who looks for it finds both.
        let head: String = value.chars().take(NAME.saturating_sub(32)).collect();
        self.needed.contains(&name).then(|| format!("{head}#{id}"))
    }
}

impl Kind {
    fn fit(self, value: &str) -> (Cell, bool) {
        let fitted = match self {
            Self::Small => {
                let clamp = |number: i64| number.clamp(i16::MIN.into(), i16::MAX.into()).to_string();
                value.parse().ok().map(clamp)
            }
            Self::Big => value.parse().ok().map(|number: i64| number.to_string()),
            Self::Name => Some(without_zeros(value).chars().take(NAME).collect()),
            Self::Text => {
                let mut text = without_zeros(value);
                text.truncate(text.floor_char_boundary(TEXT));
                Some(text)
            }
            Self::Day => {
                let year = value.split('-').next().and_then(|year| year.parse().ok());
                year.is_some_and(|year| YEARS.contains(&year)).then(|| value.to_owned())
            }
            Self::Money => return money(value),
        };
        let whole = fitted.as_deref().unwrap_or_default() == value;
        (fitted, whole)
    }
}

/// PostgreSQL takes no zero byte in a text.
fn without_zeros(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').collect()
}

/// Two decimals, rounded as both databases do it; rounding is no loss worth telling.
fn money(value: &str) -> (Cell, bool) {
    let Ok(amount) = value.parse::<Decimal>() else { return (None, value.is_empty()) };
    let [least, most] = [-9_999_999_999, 9_999_999_999].map(|cents| Decimal::new(cents, 2));
    let rounded = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let mut fitted = rounded.clamp(least, most);
    fitted.rescale(2);
    if fitted.is_zero() {
        fitted.set_sign_positive(true);
    }
    (Some(fitted.to_string()), fitted == rounded)
}

/// Columns by what they take. Their order is of no matter: statements name them.
macro_rules! columns {
    ($($kind:ident: $($name:ident)+;)*) => {
        &[$($(Column { name: stringify!($name), kind: Kind::$kind },)+)*]
    };
}

/// F-Secure products.
pub const FSECURE_PACKAGES: Table = Table {
    name: "metroport_fsecure_packages",
    columns: columns! {
        Big: license_size;
        Name: ext_id name;
        Text: description;
    },
    needed: &["name"],
    unique: &[],
    gone: &[],
};

/// MetroTV packages.
pub const METROTV_PACKAGES: Table = Table {
    name: "metroport_metrotv_packages",
    columns: columns! {
        Small: active http_export self_service timeshift_allow iptv_ozz;
        Big: firmid sort creationdate moddate deletedate npvr_quota ext_device_allow tvonline_maxsessions pkg_group
            contracttime vat vat_provider promotiontime countactive;
        Name: iptv_program provider ext_pkg_id tariffcode pkg_name firmname;
        Text: pkg_desc pkg_tvpanel_desc pkg_autoinclude pkg_denied;
        Day: pkg_valid_from pkg_valid_to;
        Money: pricenetto pricebrutto pricenetto_provider pricebrutto_provider promotion_pricenetto_provider
            promotion_pricebrutto_provider;
    },
    needed: &["firmid"],
    unique: &[],
    gone: &[("active", Some("0"))],
};

/// Decoders. Only one in the warehouse can be deleted, so one that is gone is nobody's.
pub const DECODERS: Table = Table {
    name: "metroport_metrotv_stb",
    columns: columns! {
        Small: devel servicetype_force must_reboot private active;
        Big: firmid iptv_portalid status userid contractid actualtariffid networkid ext_linked modelid activedate
            error_log fwlog creationdate creatorid moddate modid nodeid iptv_accountid;
        Name: iptv_program mac ipaddr serialnumber vcasid customer_sn hdcp_ksv servicetype addressip modelname order_id
            firmname username usertype statusname iptv_portal;
        Text: description boot_options channels;
    },
    needed: &["mac"],
    unique: &["mac", "serialnumber"],
    gone: &[
        ("status", Some("3")),
        ("statusname", Some("usunięte")),
        ("active", Some("0")),
        ("userid", Some("0")),
        ("username", None),
        ("networkid", Some("0")),
        ("iptv_accountid", Some("0")),
        ("order_id", None),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_or_too_great_is_cut() {
        let long = "ż".repeat(256);
        let longer = "ż".repeat(40_000);
        let (name, text) = ("ż".repeat(255), "ż".repeat(32_767));
        let day = "2026-03-23";
        for (kind, value, wanted, whole) in [
            (Kind::Small, "40000", Some("32767"), false),
            (Kind::Small, "-5", Some("-5"), true),
            (Kind::Big, "9223372036854775807", Some("9223372036854775807"), true),
            (Kind::Name, long.as_str(), Some(name.as_str()), false),
            (Kind::Name, "a\0b", Some("ab"), false),
            (Kind::Text, longer.as_str(), Some(text.as_str()), false),
            (Kind::Day, day, Some(day), true),
            (Kind::Day, "0201-01-01", None, false),
            (Kind::Money, "49.9", Some("49.90"), true),
            (Kind::Money, "10.005", Some("10.01"), true),
            (Kind::Money, "-0.001", Some("0.00"), true),
            (Kind::Money, "123456789012", Some("99999999.99"), false),
            (Kind::Money, "", None, true),
        ] {
            assert_eq!(kind.fit(value), (wanted.map(str::to_owned), whole), "{kind:?} {value:.20}");
        }
    }

    #[test]
    fn nothing_is_null_where_it_may_be() {
        let fit = |name: &str| {
            let column = &DECODERS.columns[DECODERS.position(name).unwrap()];
            DECODERS.fit(column, "")
        };
        assert_eq!(fit("serialnumber"), (None, true));
        assert_eq!(fit("mac"), (Some(String::new()), true));
    }

    #[test]
    fn named_columns_exist() {
        for table in [&FSECURE_PACKAGES, &METROTV_PACKAGES, &DECODERS] {
            let gone = table.gone.iter().map(|(name, _)| name);
            for name in table.needed.iter().chain(table.unique).chain(gone) {
                assert!(table.position(name).is_some(), "{name} of {}", table.name);
            }
        }
        assert_eq!((METROTV_PACKAGES.columns.len(), DECODERS.columns.len()), (37, 42));
    }
}
