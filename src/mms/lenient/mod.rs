//! Reading of values in all the forms in which MMS is known to send them: numbers as strings, booleans as 0/1, missing
//! values as `null`, `""`, `"0"` or an absent key, dates with a time behind them, lists as objects.
//!
//! Each function fits `#[serde(default, deserialize_with = "…")]`.

mod lists;

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::de::{self, Deserializer, Unexpected, Visitor};
use serde::{Deserialize, Serialize};

pub use self::lists::{Counted, NewId, list, none_one_or_many, none_or_one};
use super::models::Mac;
use crate::personal::Masked;

/// A scalar as it came. A text stays where it is, if it can: most are read as something else, and lists have very many.
enum Scalar<'de> {
    Nothing,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Cow<'de, str>),
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Scalars;
        impl<'de> Visitor<'de> for Scalars {
            type Value = Scalar<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, a text, true, false or null")
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Scalar::Nothing)
            }
            fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
                Ok(Scalar::Bool(v))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
                Ok(Scalar::Int(v))
            }
            fn visit_u64<E: de::Error>(self, v: u64) -> Result<Self::Value, E> {
                i64::try_from(v)
                    .map(Scalar::Int)
                    .map_err(|_| E::invalid_value(Unexpected::Unsigned(v), &"a smaller number"))
            }
            fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
                Ok(Scalar::Float(v))
            }
            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Owned(v.trim().to_owned())))
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Borrowed(v.trim())))
            }
        }
        deserializer.deserialize_any(Scalars)
    }
}

impl<'de> Scalar<'de> {
    /// As text; `None` for null and the empty text.
    fn into_text(self) -> Option<Cow<'de, str>> {
        match self {
            Self::Nothing => None,
            Self::Bool(v) => Some(Cow::Borrowed(if v { "1" } else { "0" })),
            Self::Int(v) => Some(v.to_string().into()),
            Self::Float(v) => Some(v.to_string().into()),
            Self::Text(v) => (!v.is_empty()).then_some(v),
        }
    }
}

/// What a value should have been. The value itself stays out of the message: it may be somebody's PESEL.
fn not_a<E: de::Error>(what: &str) -> E {
    E::custom(format_args!("expected {what}"))
}

/// A whole number; nothing is 0.
pub fn int<'de, D: Deserializer<'de>>(d: D) -> Result<i64, D::Error> {
    Ok(opt_int(d)?.unwrap_or(0))
}

/// A whole number or nothing.
fn opt_int<'de, D: Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    match Scalar::deserialize(d)? {
        Scalar::Int(v) => Ok(Some(v)),
        other => match other.into_text() {
            None => Ok(None),
            Some(text) => whole(&text).map(Some).ok_or_else(|| not_a("a whole number")),
        },
    }
}

/// "23.00" is how some whole numbers come (VAT rates).
fn whole(text: &str) -> Option<i64> {
    let decimal = || text.parse::<Decimal>().ok().filter(|v| v.fract().is_zero());
    text.parse().ok().or_else(|| i64::try_from(decimal()?).ok())
}

/// The id of something else, or a time in Unix seconds: 0 means none.
pub fn opt_id<'de, D: Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    Ok(opt_int(d)?.filter(|v| *v != 0))
}

/// A text; nothing is the empty one.
pub fn text<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    Ok(Scalar::deserialize(d)?.into_text().map(Cow::into_owned).unwrap_or_default())
}

/// A text that cannot be "0": so MMS writes a missing name, flat number or description.
pub fn text_or_zero<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    Ok(Some(text(d)?).filter(|v| v != "0").unwrap_or_default())
}

/// Personal data, or nothing.
pub fn masked<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Masked>, D::Error> {
    Ok(Scalar::deserialize(d)?.into_text().filter(|v| v != "0").map(Masked::new))
}

/// Yes or no; nothing is no.
pub fn flag<'de, D: Deserializer<'de>>(d: D) -> Result<bool, D::Error> {
    match Scalar::deserialize(d)? {
        Scalar::Bool(v) => Ok(v),
        other => match other.into_text().as_deref() {
            None | Some("0" | "false" | "no") => Ok(false),
            Some("1" | "true" | "yes") => Ok(true),
            Some(_) => Err(not_a("0 or 1")),
        },
    }
}

/// A calendar date, perhaps with a time behind it; `0000-00-00` is none.
pub fn date<'de, D: Deserializer<'de>>(d: D) -> Result<Option<NaiveDate>, D::Error> {
    let Some(text) = Scalar::deserialize(d)?.into_text() else { return Ok(None) };
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    if matches!(day, "0" | "0000-00-00") {
        return Ok(None);
    }
    NaiveDate::parse_from_str(day, "%Y-%m-%d").map(Some).map_err(|_| not_a("a date as YYYY-MM-DD"))
}

/// An amount of money with at least two decimals; a comma for a dot is fine.
pub fn money<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Decimal>, D::Error> {
    let Some(text) = Scalar::deserialize(d)?.into_text() else { return Ok(None) };
    let mut amount: Decimal = text.replace(',', ".").parse().map_err(|_| not_a("an amount of money"))?;
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    Ok(Some(amount))
}

/// Types that read themselves through the functions above, for rows with very many fields.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident($inner:ty) = $read:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $read(d).map(Self)
            }
        }
    )*};
}

kinds! {
    /// An id: a whole number that must be there.
    Id(i64) = int;
    /// A whole number, 0 when missing.
    Int(i64) = int;
    /// A text, empty when missing.
    Text(String) = text;
    /// Text about a person.
    Private(Masked) = |d| text(d).map(Masked::new);
    /// A date or none.
    Date(Option<NaiveDate>) = date;
    /// An amount or none.
    Money(Option<Decimal>) = money;
    /// A MAC address in the usual notation; kept as it came when it is none.
    MacText(String) = |d| text(d).map(|t| Mac::parse(&t).map_or(t, |mac| mac.to_string()));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_come_as_numbers_or_texts_and_nothing_is_zero() {
        for (value, wanted) in [
            (json!(5), 5),
            (json!("5"), 5),
            (json!(" 7 "), 7),
            (json!("23.00"), 23),
            (json!(null), 0),
            (json!(""), 0),
            (json!(true), 1),
            (json!(2.0), 2),
        ] {
            assert_eq!(int(value.clone()).unwrap(), wanted, "{value}");
        }
        for value in [json!("x"), json!("1.5"), json!([]), json!({}), json!(u64::MAX)] {
            assert!(int(value.clone()).is_err(), "{value}");
        }
    }

    #[test]
    fn a_missing_id_time_or_text_has_many_faces() {
        for value in [json!(null), json!(""), json!("0"), json!(0)] {
            assert_eq!(opt_id(value.clone()).unwrap(), None, "{value}");
            assert_eq!(text_or_zero(value.clone()).unwrap(), "", "{value}");
            assert_eq!(masked(value.clone()).unwrap(), None, "{value}");
        }
        assert_eq!(text(json!("0")).unwrap(), "0");
        assert_eq!(text(json!(49.9)).unwrap(), "49.9");
    }

    #[test]
    fn dates_flags_and_money() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 23);
        for (value, wanted) in [
            (json!("2026-03-23"), day),
            (json!("2026-03-23 12:30:00"), day),
            (json!("2026-03-23T00:00:00Z"), day),
            (json!("0000-00-00"), None),
            (json!("0000-00-00 00:00:00"), None),
            (json!(""), None),
            (json!(null), None),
            (json!("0"), None),
        ] {
            assert_eq!(date(value.clone()).unwrap(), wanted, "{value}");
        }
        assert!(date(json!("23.03.2026")).is_err());
        for (value, wanted) in [
            (json!(1), true),
            (json!("1"), true),
            (json!(true), true),
            (json!("0"), false),
            (json!(null), false),
            (json!(""), false),
        ] {
            assert_eq!(flag(value.clone()).unwrap(), wanted, "{value}");
        }
        for value in [json!("49.90"), json!("49,90"), json!(49.9), json!(49.90)] {
            assert_eq!(money(value.clone()).unwrap().unwrap().to_string(), "49.90", "{value}");
        }
        assert_eq!(money(json!("")).unwrap(), None);
    }
}
