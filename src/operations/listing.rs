//! Pages of lists: search, state, order, cut. One way for all of them; what differs is in the rows.

use std::cmp::Ordering;
use std::collections::HashMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{OperationError, argument};
use crate::personal::Masked;

/// Which page of a list is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Rows to skip.
    pub offset: usize,
    /// Rows to return.
    pub limit: usize,
    /// Looked for in the rows' texts; empty for all. May be a PESEL.
    pub search: Masked,
    /// Column to sort by; empty for the list's own order.
    pub sort: String,
    /// The other way round.
    pub descending: bool,
    /// State of the rows; empty or `all` for any.
    pub state: String,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<T> {
    /// Rows on all pages.
    pub total: usize,
    /// Rows on this one.
    pub rows: Vec<T>,
}

/// By what a row is sorted. Nothing sorts behind everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A number.
    Number(i64),
    /// Money.
    Money(Decimal),
    /// A text, in Polish order.
    Text(String),
    /// Not there.
    Nothing,
}

impl Key {
    /// A text, for sorting without regard to case and in Polish order.
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(polish_key(text)) }
    }

    /// A number that may be missing.
    pub fn maybe(number: Option<i64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }

    /// An amount that may be missing.
    pub fn money(amount: Option<Decimal>) -> Self {
        amount.map_or(Self::Nothing, Self::Money)
    }

    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Nothing, Self::Nothing) => return Ordering::Equal,
            (Self::Nothing, _) => return Ordering::Greater,
            (_, Self::Nothing) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Money(a), Self::Money(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            // One column has keys of one kind.
            (_, _) => Ordering::Equal,
        };
        if descending { order.reverse() } else { order }
    }
}

/// A row of a list.
pub trait Listed {
    /// Columns that it can be sorted by, the list's own order first.
    const COLUMNS: &'static [&'static str];
    /// States that it can be in.
    const STATES: &'static [&'static str];

    /// Breaks ties, in the direction of the sort, so that pages do not overlap.
    fn id(&self) -> i64;
    /// What it is sorted by.
    fn key(&self, column: &str) -> Key;
    /// Whether it is in that state.
    fn is(&self, state: &str) -> bool;
    /// Whether the lower case text is found in it.
    fn has(&self, needle: &str) -> bool;
}

/// Whether one of the texts contains the lower case needle.
pub fn any_contains(texts: &[&str], needle: &str) -> bool {
    texts.iter().any(|text| text.to_lowercase().contains(needle))
}

/// Searches, sorts and cuts.
///
/// # Errors
/// `list.sort`, `list.state` when the list knows no such word.
pub fn page<T: Listed>(rows: Vec<T>, wanted: &Wanted) -> Result<Page<T>, OperationError> {
    let column = match wanted.sort.as_str() {
        "" => T::COLUMNS.first().copied().unwrap_or_default(),
        word => T::COLUMNS
            .iter()
            .copied()
            .find(|column| *column == word)
            .ok_or(argument("list.sort", "the list cannot be sorted by this"))?,
    };
    let state = wanted.state.as_str();
    if !matches!(state, "" | "all") && !T::STATES.contains(&state) {
        return Err(argument("list.state", "the list knows no such state"));
    }
    let needle = wanted.search.expose().trim().to_lowercase();
    let mut order: Vec<Place> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| matches!(state, "" | "all") || row.is(state))
        .filter(|(_, row)| needle.is_empty() || row.has(&needle))
        .map(|(at, row)| Place { key: row.key(column), id: row.id(), at })
        .collect();
    let total = order.len();
    sort(&mut order, wanted.offset.saturating_add(wanted.limit), wanted.descending);
    let shown: HashMap<usize, usize> =
        order.iter().skip(wanted.offset).enumerate().map(|(rank, place)| (place.at, rank)).collect();
    let ranked = rows.into_iter().enumerate().filter_map(|(at, row)| Some((*shown.get(&at)?, row)));
    let mut ranked: Vec<(usize, T)> = ranked.collect();
    ranked.sort_unstable_by_key(|(rank, _)| *rank);
    Ok(Page { total, rows: ranked.into_iter().map(|(_, row)| row).collect() })
}

/// What decides where a row comes. Rows themselves are large, and most of them are not shown: they are not moved.
struct Place {
    key: Key,
    id: i64,
    at: usize,
}

/// Puts the first `end` places in order and leaves only them.
fn sort(order: &mut Vec<Place>, end: usize, descending: bool) {
    let compare = |a: &Place, b: &Place| {
        let ties = if descending { b.id.cmp(&a.id) } else { a.id.cmp(&b.id) };
        a.key.compare(&b.key, descending).then(ties).then(a.at.cmp(&b.at))
    };
    if end < order.len() {
        order.select_nth_unstable_by(end, compare);
        order.truncate(end);
    }
    order.sort_unstable_by(compare);
}

/// A key that sorts Polish words as a Polish dictionary does: each marked letter right behind its plain one.
fn polish_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let (plain, mark) = match c {
            'ą' => ('a', '\u{10fffe}'),
            'ć' => ('c', '\u{10fffe}'),
            'ę' => ('e', '\u{10fffe}'),
            'ł' => ('l', '\u{10fffe}'),
            'ń' => ('n', '\u{10fffe}'),
            'ó' => ('o', '\u{10fffe}'),
            'ś' => ('s', '\u{10fffe}'),
            'ź' => ('z', '\u{10fffd}'),
            'ż' => ('z', '\u{10fffe}'),
            other => {
                key.push(other);
                continue;
            }
        };
        key.push(plain);
        key.push(mark);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Word(i64, &'static str);

    impl Listed for Word {
        const COLUMNS: &'static [&'static str] = &["word", "id"];
        const STATES: &'static [&'static str] = &["short", "long"];

        fn id(&self) -> i64 {
            self.0
        }

        fn key(&self, column: &str) -> Key {
            if column == "id" { Key::Number(self.0) } else { Key::text(self.1) }
        }

        fn is(&self, state: &str) -> bool {
            (self.1.len() < 4) == (state == "short")
        }

        fn has(&self, needle: &str) -> bool {
            any_contains(&[self.1], needle)
        }
    }

    fn wanted() -> Wanted {
        Wanted {
            offset: 0,
            limit: 10,
            search: Masked::default(),
            sort: String::new(),
            descending: false,
            state: String::new(),
        }
    }

    fn ids(wanted: &Wanted) -> Vec<i64> {
        let words = vec![
            Word(1, "żaba"),
            Word(2, "Zebra"),
            Word(3, "łoś"),
            Word(4, "lis"),
            Word(5, ""),
            Word(6, "lis"),
        ];
        page(words, wanted).unwrap().rows.iter().map(|w| w.0).collect()
    }

    #[test]
    fn polish_letters_sort_behind_their_plain_ones() {
        let mut words = ["żaba", "zebra", "źdźbło", "łoś", "lis", "mak", "ćma", "cma", "cyna"];
        words.sort_by_key(|w| polish_key(w));
        assert_eq!(words, ["cma", "cyna", "ćma", "lis", "łoś", "mak", "zebra", "źdźbło", "żaba"]);
    }

    #[test]
    fn what_is_missing_comes_last_in_both_directions() {
        assert_eq!(ids(&wanted()), [4, 6, 3, 2, 1, 5]);
        assert_eq!(ids(&Wanted { descending: true, ..wanted() }), [1, 2, 3, 6, 4, 5]);
    }

    #[test]
    fn searches_states_and_pages() {
        assert_eq!(ids(&Wanted { search: Masked::new(" ŻAB "), ..wanted() }), [1]);
        assert_eq!(ids(&Wanted { state: "short".into(), sort: "id".into(), ..wanted() }), [4, 5, 6]);
        assert_eq!(ids(&Wanted { offset: 1, limit: 2, sort: "id".into(), ..wanted() }), [2, 3]);
        assert_eq!(ids(&Wanted { offset: 99, ..wanted() }), [0_i64; 0]);
    }

    #[test]
    fn words_that_the_list_does_not_know_are_refused() {
        let refused = |wanted: Wanted| page(vec![Word(1, "a")], &wanted).unwrap_err().code();
        assert_eq!(refused(Wanted { sort: "weight".into(), ..wanted() }), "list.sort");
        assert_eq!(refused(Wanted { state: "thin".into(), ..wanted() }), "list.state");
    }
}
