//! MMS's words without what may be personal, as far as a program can tell.

/// The most digits in a row that are no number of a person or a company.
const INNOCENT: usize = 8;
const LONGEST: usize = 255;

/// Blots out e-mail addresses and runs of nine and more digits, whatever blanks and dashes stand between them, and keeps
/// the first 255 characters.
///
/// Stricter than [`OperatorText`](crate::personal::OperatorText), which an operator must be able to act on: this is kept for
/// a year.
pub fn cleaned(text: &str) -> String {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| if word.contains('@') { "…" } else { word }).collect();
    let (mut out, mut run) = (String::new(), String::new());
    for c in words.join(" ").chars() {
        if is_digit(c) || (!run.is_empty() && is_gap(c)) {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    out.chars().take(LONGEST).collect()
}

/// Of any script: MMS's texts are somebody else's.
fn is_digit(c: char) -> bool {
    c.is_numeric()
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '‐'..='―' | '−' | '.' | '/' | '_')
}

fn flush(run: &mut String, out: &mut String) {
    if run.chars().filter(|c| is_digit(*c)).count() > INNOCENT {
        let rest = run.trim_end_matches(is_gap).len();
        out.push('…');
        out.push_str(run.get(rest..).unwrap_or_default());
    } else {
        out.push_str(run);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_and_addresses_are_blotted_out_and_the_rest_is_kept() {
        for (text, wanted) in [
            ("Konto 12345678 zajęte", "Konto 12345678 zajęte"),
            ("PESEL 44051401359 jest", "PESEL … jest"),
            ("NIP:526-025-02-74.", "NIP:…."),
            ("nr 440514 01359, x", "nr …, x"),
            ("123456789", "…"),
            ("jan@example.pl pisze", "… pisze"),
            ("od 2026-11-22", "od 2026-11-22"),
        ] {
            assert_eq!(cleaned(text), wanted);
        }
        assert_eq!(cleaned(&"ż".repeat(900)).chars().count(), 255);
    }

    proptest! {
        #[test]
        fn no_number_and_no_address_survives(
            before in "[a-ząć<>\" ]{0,20}",
            digits in proptest::collection::vec("[0-9]", 9..=11),
            gap in "[ -]{0,2}",
            mail in "[a-z]{3,8}@[a-z]{3,8}\\.pl",
            after in "[a-z<. ]{0,20}",
        ) {
            let number = digits.join(&gap);
            let text = cleaned(&format!("{before}{number}{after} <{mail}>"));
            prop_assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
            prop_assert!(!text.contains(&mail) && !text.contains('@'), "{text}");
            prop_assert!(text.chars().count() <= 255);
        }
    }
}
