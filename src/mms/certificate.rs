//! Until when a certificate is good. Whether it is to be trusted the TLS library has decided by then.

use chrono::{DateTime, NaiveDateTime, Utc};

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The end of a certificate's validity (RFC 5280, 4.1.2.5); `None` for what is none.
pub(super) fn valid_until(der: &[u8]) -> Option<DateTime<Utc>> {
    let (certificate, _) = element(der, SEQUENCE)?;
    let (body, _) = element(certificate, SEQUENCE)?;
    // The version is left out in certificates of version 1; then serial number, signature's algorithm, issuer.
    let mut rest = element(body, VERSION).map_or(body, |(_, rest)| rest);
    for _ in 0..3 {
        rest = first(rest)?.2;
    }
    let (validity, _) = element(rest, SEQUENCE)?;
    let (tag, end, _) = first(first(validity)?.2)?;
    let text = std::str::from_utf8(end).ok()?;
    let text = match tag {
        // Two digits of the year: 1950 to 2049.
        UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%SZ").ok().map(|time| time.and_utc())
}

/// The content of an element with this tag, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    first(der).filter(|found| found.0 == tag).map(|(_, content, rest)| (content, rest))
}

/// Tag and content of the first element, and what follows it.
fn first(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        // The length of the length: a certificate needs no more than three bytes.
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |sum: usize, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As much of a certificate as is read.
    fn certificate(version: &[u8], time: &[u8]) -> Vec<u8> {
        let wrap = |tag: u8, content: &[u8]| {
            let length = content.len();
            let mut out =
                vec![tag, 0x82, u8::try_from(length >> 8).unwrap(), u8::try_from(length & 0xff).unwrap()];
            out.extend_from_slice(content);
            out
        };
        let serial: &[u8] = &[0x02, 0x01, 0x07];
        let (algorithm, issuer) = (wrap(SEQUENCE, &[]), wrap(SEQUENCE, &[0; 300]));
        let begin = wrap(UTC_TIME, b"200101000000Z");
        let validity = wrap(SEQUENCE, &[&begin[..], time].concat());
        wrap(SEQUENCE, &wrap(SEQUENCE, &[version, serial, &algorithm, &issuer, &validity].concat()))
    }

    #[test]
    fn the_end_is_read_in_both_notations() {
        let time =
            |tag: u8, text: &str| [&[tag, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat();
        let version: &[u8] = &[VERSION, 3, 2, 1, 2];
        for (version, time, end) in [
            (version, time(UTC_TIME, "270131120001Z"), Some("2027-01-31 12:00:01 UTC")),
            (&[], time(UTC_TIME, "490101000000Z"), Some("2049-01-01 00:00:00 UTC")),
            (version, time(UTC_TIME, "500101000000Z"), Some("1950-01-01 00:00:00 UTC")),
            (version, time(GENERALIZED_TIME, "20500101000000Z"), Some("2050-01-01 00:00:00 UTC")),
            (version, time(GENERALIZED_TIME, "tomorrow"), None),
            (version, time(0x04, "270131120001Z"), None),
            (version, vec![], None),
        ] {
            let found = valid_until(&certificate(version, &time)).map(|time| time.to_string());
            assert_eq!(found.as_deref(), end);
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0_usize..400) {
            let _ = valid_until(&bytes);
            let whole = certificate(&[VERSION, 3, 2, 1, 2], &[UTC_TIME, 13]);
            let _ = valid_until(whole.get(..cut).unwrap_or(&whole));
        }
    }
}
