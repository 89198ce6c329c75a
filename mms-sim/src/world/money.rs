//! Amounts in grosze; on the wire decimal text with a dot, as MMS writes them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An amount in grosze.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(pub u64);

impl Money {
    /// The net part of this gross amount, rounded to a grosz.
    #[must_use]
    pub fn net_of(self, vat_percent: u64) -> Self {
        let divisor = vat_percent.saturating_add(100).saturating_mul(2);
        let doubled = self.0.saturating_mul(200).saturating_add(divisor.div_euclid(2));
        Self(doubled.checked_div(divisor).unwrap_or(0))
    }

    /// The sum, never wrapping.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, never below zero.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0.div_euclid(100), self.0.rem_euclid(100))
    }
}

impl FromStr for Money {
    type Err = &'static str;

    /// Takes `49`, `49.9` and `49.90`; a comma, a sign, blanks and more digits are not amounts.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "not an amount with a dot and at most two decimal digits";
        let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 2 {
            return Err(WRONG);
        }
        let whole: u64 = whole.parse().map_err(|_| WRONG)?;
        let part: u64 = format!("{part:0<2}").parse().map_err(|_| WRONG)?;
        whole.checked_mul(100).and_then(|grosze| grosze.checked_add(part)).map(Self).ok_or(WRONG)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_what_mms_does() {
        for (text, grosze) in [("49.90", 4990), ("49.9", 4990), ("49", 4900), ("0.05", 5)] {
            assert_eq!(text.parse(), Ok(Money(grosze)), "{text}");
        }
        for text in ["", "49,90", "-1", " 1", "1.", ".5", "1.234", "1e3", "99999999999999999999"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
        assert_eq!(Money(4905).to_string(), "49.05");
    }

    #[test]
    fn net_is_rounded_to_the_nearest_grosz() {
        assert_eq!(Money(4990).net_of(23), Money(4057));
        assert_eq!(Money(12300).net_of(23), Money(10000));
        assert_eq!(Money(1).net_of(0), Money(1));
    }
}
