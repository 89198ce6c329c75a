//! Values that must not leak: they print as `***` and give themselves out only when asked by name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Text about a person, or a secret. `Debug` and `Display` never show it.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Masked(String);

impl Masked {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself: for the wire and for a page that has the right to it, never for a message.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A PESEL whose length and check digit are right (LMS `customers.ssn`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pesel(Masked);

impl Pesel {
    /// Takes 11 digits, blanks around and between them allowed; `None` when it is no valid PESEL.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = digits(text, &[' '])?;
        checked(&digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3], |sum| 10_u32.saturating_sub(sum % 10) % 10)
            .map(|()| Self(Masked(digits)))
    }

    /// The eleven digits, as MMS stores them.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// A NIP whose length and check digit are right (LMS `customers.ten`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Nip(Masked);

impl Nip {
    /// Takes ten digits with blanks or dashes anywhere and an optional `PL` before them; `None` when it is no valid NIP.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("PL").or_else(|| text.strip_prefix("pl")).unwrap_or(text);
        let digits = digits(text, &[' ', '-'])?;
        // A remainder of 10 is no digit, so such a number is never issued.
        checked(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7], |sum| sum % 11).map(|()| Self(Masked(digits)))
    }

    /// `123-456-78-90`: the only form that MMS stores and finds.
    pub fn dashed(&self) -> String {
        let mut out = String::with_capacity(13);
        for (position, digit) in self.0.expose().chars().enumerate() {
            if matches!(position, 3 | 6 | 8) {
                out.push('-');
            }
            out.push(digit);
        }
        out
    }

    /// The ten digits.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// The digits of `text` without the `allowed` characters; `None` when there is anything else in it.
fn digits(text: &str, allowed: &[char]) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => out.push(c),
            _ if allowed.contains(&c) => {}
            _ => return None,
        }
    }
    Some(out)
}

/// Whether the digit after the weighted ones is what `expected` makes of their weighted sum.
fn checked(digits: &str, weights: &[u32], expected: impl Fn(u32) -> u32) -> Option<()> {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let (last, head) = values.split_last()?;
    if head.len() != weights.len() || values.iter().all(|v| *v == 0) {
        return None;
    }
    let sum = head.iter().zip(weights).fold(0_u32, |sum, (v, w)| sum.saturating_add(v.saturating_mul(*w)));
    (expected(sum) == *last).then_some(())
}

/// MMS's own words about a failure: for the operator's eyes, yet from outside, so untrusted wherever they are shown.
///
/// At most 500 characters, no control characters, and what looks like a PESEL, a NIP or an e-mail address is blotted out,
/// because such texts end up in logs.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct OperatorText(String);

/// Characters of MMS's own words that are kept.
const LONGEST_TEXT: usize = 500;

impl OperatorText {
    /// Cleans a text that came from MMS.
    pub fn new(text: &str) -> Self {
        let mut out = String::new();
        // Only as many words as fit: an answer may be very long.
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty())
        {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&blot(word));
            if out.len() >= LONGEST_TEXT.saturating_mul(4) {
                break;
            }
        }
        Self(out.chars().take(LONGEST_TEXT).collect())
    }

    /// Without what MMS may have repeated of ours: a password, a session. What is shorter than this is part of ordinary words.
    #[must_use]
    pub fn without(self, secrets: &[&Masked]) -> Self {
        const SHORTEST: usize = 6;
        let long = secrets.iter().filter(|secret| secret.expose().len() >= SHORTEST);
        Self(long.fold(self.0, |text, secret| text.replace(secret.expose(), "***")))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OperatorText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One word with e-mail addresses and runs of 10 or 11 digits (dashes between them allowed) replaced by `…`, also where more
/// digits follow a dash.
fn blot(word: &str) -> String {
    if word.contains('@') {
        return "…".to_owned();
    }
    let mut out = String::new();
    let mut run = String::new();
    let close = |run: &mut String, out: &mut String| {
        let digits = run.chars().filter(char::is_ascii_digit).count();
        if matches!(digits, 10 | 11) {
            out.push('…');
        } else {
            out.push_str(&blot_parts(run));
        }
        run.clear();
    };
    for c in word.chars() {
        if c.is_ascii_digit() || (c == '-' && !run.is_empty()) {
            run.push(c);
        } else {
            close(&mut run, &mut out);
            out.push(c);
        }
    }
    close(&mut run, &mut out);
    out
}

/// Digits and dashes, with a PESEL, and a NIP as it is usually written, replaced by `…`.
fn blot_parts(run: &str) -> String {
    let parts: Vec<&str> = run.split('-').collect();
    let mut rest = parts.as_slice();
    let mut out: Vec<&str> = Vec::with_capacity(parts.len());
    while let Some((first, behind)) = rest.split_first() {
        let is_nip = |four: &&[&str]| {
            matches!(four.iter().map(|part| part.len()).collect::<Vec<_>>()[..], [3, 3, 2, 2] | [3, 2, 2, 3])
        };
        let nip = rest.get(..4).filter(is_nip).and_then(|_| rest.get(4..));
        out.push(if nip.is_some() || matches!(first.len(), 10 | 11) { "…" } else { first });
        rest = nip.unwrap_or(behind);
    }
    out.join("-")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_masked_shows_in_debug_or_display() {
        let secret = Masked::new("hunter2");
        assert_eq!(format!("{secret:?} {secret}"), "*** ***");
        let pesel = Pesel::parse("44051401359").unwrap();
        assert!(!format!("{pesel:?}").contains("44051401359"));
    }

    #[test]
    fn pesel_needs_eleven_digits_and_the_check_digit() {
        for (text, valid) in [
            ("44051401359", true),
            (" 440514 01359 ", true),
            ("44051401358", false),
            ("4405140135", false),
            ("440514013599", false),
            ("00000000000", false),
            ("4405140135x", false),
            ("", false),
        ] {
            assert_eq!(Pesel::parse(text).is_some(), valid, "{text:?}");
        }
    }

    #[test]
    fn nip_is_taken_in_every_usual_form_and_given_with_dashes() {
        for text in ["5260250274", "526-025-02-74", "526 025 02 74", "PL5260250274", "526-02-50-274"] {
            assert_eq!(Nip::parse(text).unwrap().dashed(), "526-025-02-74", "{text:?}");
        }
        for text in ["5260250275", "526025027", "0000000000", "DE5260250274", ""] {
            assert_eq!(Nip::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn operator_text_does_without_what_was_ours() {
        let without =
            |secret: &str| OperatorText::new("sesja ab-cd-ef gh wygasła").without(&[&Masked::new(secret)]);
        assert_eq!(without("ab-cd-ef").as_str(), "sesja *** gh wygasła");
        assert_eq!(without("gh").as_str(), "sesja ab-cd-ef gh wygasła", "a word is left");
        assert_eq!(without("").as_str(), "sesja ab-cd-ef gh wygasła");
    }

    #[test]
    fn operator_text_is_short_flat_and_without_personal_data() {
        let text = OperatorText::new(
            "Klient 44051401359\n(526-025-02-74, jan@example.pl) STB 123456789012 istnieje\u{0}",
        );
        assert_eq!(text.as_str(), "Klient … (…, … STB 123456789012 istnieje");
        assert_eq!(OperatorText::new(&"ą".repeat(900)).as_str().chars().count(), 500);
        for (said, told) in [
            ("44051401359-1", "…-1"),
            ("12-44051401359-1", "12-…-1"),
            ("526-025-02-74-123", "…-123"),
            ("12-526-02-50-274-", "12-…-"),
            ("00-11-22-33-44-55", "00-11-22-33-44-55"),
            ("123456789012", "123456789012"),
        ] {
            assert_eq!(OperatorText::new(said).as_str(), told, "{said}");
        }
    }

    proptest! {
        #[test]
        fn operator_text_never_keeps_a_pesel(before in "[a-ząć<>\" ]{0,20}", pesel in "[0-9]{11}", after in "[a-z<. ]{0,20}") {
            let text = OperatorText::new(&format!("{before}{pesel}{after}"));
            prop_assert!(!text.as_str().contains(&pesel));
        }

        #[test]
        fn parsing_never_panics(text in "\\PC{0,40}") {
            let _ = (Pesel::parse(&text), Nip::parse(&text), OperatorText::new(&text));
        }
    }
}
