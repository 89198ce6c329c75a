//! MAC addresses.

use std::fmt;

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

    /// Twelve lower case digits and nothing between them, as it is written where it is searched for.
    pub fn plain(self) -> String {
        self.to_string().chars().filter(|c| *c != ':').map(|c| c.to_ascii_lowercase()).collect()
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

#[cfg(test)]
mod tests {
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
}
