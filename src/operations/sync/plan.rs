//! What of a table is to be written so that it says what MMS shows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::store::catalogues::{Row, Table};

/// How many rows there were of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New ones.
    pub added: usize,
    /// Those that say something else now.
    pub changed: usize,
    /// Those that are as they were, and are not written.
    pub unchanged: usize,
    /// Those that MMS does not show any more.
    pub gone: usize,
    /// Those with a value that does not fit into its column as a whole.
    pub clipped: usize,
    /// Those with a value that only one row may have, and another one has; deleted ones do not count.
    pub doubled: usize,
}

/// What is to be done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Rows to write.
    pub write: Vec<Row>,
    /// Those of them that have something which another one is to get: ids.
    pub free: Vec<i64>,
    /// What the run is about; `clipped` is not known here.
    pub counts: Counts,
}

/// Compares what is there with what MMS shows; `now` is when it does. Of rows with the same id the last one counts.
pub fn plan(table: &Table, stored: &BTreeMap<i64, Row>, fresh: Vec<Row>, now: i64) -> Plan {
    let mut wanted: BTreeMap<i64, Row> = fresh.into_iter().map(|row| (row.id, row)).collect();
    let mut counts = Counts::default();
    let shown: BTreeSet<i64> = wanted.keys().copied().collect();
    for (id, row) in stored.iter().filter(|(id, _)| !shown.contains(id)) {
        wanted.insert(*id, if row.gone_at.is_some() { row.clone() } else { as_gone(table, row, now) });
    }
    let mut doubled = BTreeSet::new();
    let mut free = BTreeSet::new();
    for name in table.unique {
        let Some(at) = table.position(name) else { continue };
        let owners = make_unique(table, name, at, &mut wanted, &mut doubled);
        let taken =
            |row: &&Row| value(row, at).and_then(|v| owners.get(&v)).is_some_and(|owner| *owner != row.id);
        free.extend(stored.values().filter(taken).map(|row| row.id));
    }
    counts.doubled = doubled.len();

    let mut write = Vec::new();
    for (id, row) in wanted {
        let count = match stored.get(&id) {
            None => &mut counts.added,
            Some(old) if *old == row => {
                if shown.contains(&id) {
                    counts.unchanged = counts.unchanged.saturating_add(1);
                }
                continue;
            }
            Some(old) if old.gone_at.is_none() && row.gone_at.is_some() => &mut counts.gone,
            Some(_) => &mut counts.changed,
        };
        *count = count.saturating_add(1);
        write.push(row);
    }
    Plan { write, free: free.into_iter().collect(), counts }
}

/// A row that MMS does not show any more.
fn as_gone(table: &Table, row: &Row, now: i64) -> Row {
    let mut gone = Row { gone_at: Some(now), ..row.clone() };
    for (name, value) in table.gone {
        if let Some(cell) = table.position(name).and_then(|at| gone.cells.get_mut(at)) {
            *cell = value.map(str::to_owned);
        }
    }
    gone
}

/// Leaves each value of a unique column to one row: one that is there before one that is gone or deleted, then the newest.
/// Gives who has which value.
fn make_unique(
    table: &Table,
    name: &str,
    at: usize,
    rows: &mut BTreeMap<i64, Row>,
    doubled: &mut BTreeSet<i64>,
) -> HashMap<String, i64> {
    let mut order: Vec<i64> = rows.keys().copied().collect();
    order.sort_by_cached_key(|id| Reverse((rows.get(id).is_some_and(|row| lives(table, row)), *id)));
    let mut owners: HashMap<String, i64> = HashMap::new();
    for id in order {
        let Some(row) = rows.get_mut(&id) else { continue };
        let own = value(row, at).filter(|text| !text.is_empty());
        if let Some(text) = &own
            && !owners.contains_key(text)
        {
            owners.insert(text.clone(), id);
            continue;
        }
        let alive = lives(table, row);
        if let Some(cell) = row.cells.get_mut(at) {
            *cell = table.instead(name, id, cell.as_deref().unwrap_or_default());
        }
        // Nothing at all is nobody's, and a deleted one may well have a successor.
        if own.is_some() && alive {
            doubled.insert(id);
        }
        if let Some(text) = value(row, at) {
            owners.insert(text, id);
        }
    }
    owners
}

/// As databases may compare it: tables that were made by hand may not care for case.
fn value(row: &Row, at: usize) -> Option<String> {
    row.cells.get(at)?.as_ref().map(|text| text.to_lowercase())
}

fn lives(table: &Table, row: &Row) -> bool {
    let deleted = |(name, value): &(&str, Option<&str>)| {
        table.position(name).and_then(|at| row.cells.get(at)).is_some_and(|cell| cell.as_deref() == *value)
    };
    row.gone_at.is_none() && !table.gone.first().is_some_and(deleted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::catalogues::{Cell, Column, Kind};

    const NOW: i64 = 1000;
    const TABLE: Table = Table {
        name: "decoders",
        columns: &[
            Column { name: "status", kind: Kind::Big },
            Column { name: "mac", kind: Kind::Name },
            Column { name: "serialnumber", kind: Kind::Name },
        ],
        needed: &["mac"],
        unique: &["mac", "serialnumber"],
        gone: &[("status", Some("3"))],
    };

    fn row(id: i64, status: &str, mac: &str, serial: &str) -> Row {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Row { id, gone_at: None, cells: vec![text(status), Some(mac.to_owned()), text(serial)] }
    }

    fn gone(row: Row, at: i64) -> Row {
        let mut row = Row { gone_at: Some(at), ..row };
        row.cells[0] = Some("3".into());
        row
    }

    fn table(rows: Vec<Row>) -> BTreeMap<i64, Row> {
        rows.into_iter().map(|row| (row.id, row)).collect()
    }

    #[test]
    fn only_what_changed_is_written() {
        let stored = table(vec![row(1, "1", "A", "a"), row(2, "1", "B", "b"), row(3, "1", "C", "c")]);
        let fresh = vec![row(1, "1", "A", "a"), row(2, "2", "B", "b"), row(4, "1", "D", "d")];
        let Plan { write, free, counts } = plan(&TABLE, &stored, fresh, NOW);
        assert_eq!(write, [row(2, "2", "B", "b"), gone(row(3, "1", "C", "c"), NOW), row(4, "1", "D", "d")]);
        assert_eq!(free, [0_i64; 0]);
        assert_eq!(counts, Counts { added: 1, changed: 1, unchanged: 1, gone: 1, ..Counts::default() });
    }

    #[test]
    fn a_decoder_that_comes_again_under_another_id_keeps_its_mac() {
        let stored = table(vec![row(1, "1", "A", "a")]);
        let Plan { write, free, counts } = plan(&TABLE, &stored, vec![row(2, "1", "a", "a")], NOW);
        assert_eq!(write, [gone(row(1, "3", "A#1", ""), NOW), row(2, "1", "a", "a")]);
        assert_eq!((free, counts.doubled), (vec![1], 0));

        // MMS may go on showing the deleted one.
        let both = vec![row(1, "3", "A", "a"), row(2, "1", "A", "a")];
        let Plan { write, counts, .. } = plan(&TABLE, &stored, both, NOW);
        assert_eq!(write, [row(1, "3", "A#1", ""), row(2, "1", "A", "a")]);
        assert_eq!(counts.doubled, 0);
    }

    #[test]
    fn of_two_that_live_with_one_mac_the_newest_has_it() {
        let fresh =
            vec![row(1, "1", "A", ""), row(2, "1", "A", ""), row(3, "1", "", ""), row(4, "1", "", "")];
        let Plan { write, counts, .. } = plan(&TABLE, &BTreeMap::new(), fresh, NOW);
        let macs: Vec<&str> = write.iter().map(|row| row.cells[1].as_deref().unwrap()).collect();
        assert_eq!((macs, counts.doubled), (vec!["A#1", "A", "#3", "#4"], 1));
    }

    #[test]
    fn two_may_swap_and_one_may_return() {
        let stored = table(vec![row(1, "1", "A", ""), row(2, "1", "B", ""), gone(row(3, "1", "C", ""), 5)]);
        let fresh = vec![row(1, "1", "B", ""), row(2, "1", "A", ""), row(3, "1", "C", "")];
        let Plan { free, counts, .. } = plan(&TABLE, &stored, fresh, NOW);
        assert_eq!((free, counts.changed), (vec![1, 2], 3));
    }

    /// What the database holds afterwards; panics where it would refuse.
    fn apply(stored: &BTreeMap<i64, Row>, plan: &Plan) -> BTreeMap<i64, Row> {
        let mut rows = stored.clone();
        for id in &plan.free {
            let row = rows.get_mut(id).unwrap();
            row.cells[1] = Some(format!("#{id}"));
            row.cells[2] = None;
        }
        for row in &plan.write {
            for at in [1, 2] {
                let owner = |other: &&Row| {
                    other.id != row.id && row.cells[at].is_some() && other.cells[at] == row.cells[at]
                };
                assert_eq!(rows.values().find(owner), None, "two with the same");
            }
            rows.insert(row.id, row.clone());
        }
        rows
    }

    fn any_rows() -> impl Strategy<Value = Vec<Row>> {
        let text = |texts: &'static [&'static str]| proptest::sample::select(texts);
        let any = (1..8_i64, text(&["1", "2", "3"]), text(&["", "A", "B", "C", "D"]), text(&["", "x", "y"]));
        proptest::collection::vec(
            any.prop_map(|(id, status, mac, serial)| row(id, status, mac, serial)),
            1..8,
        )
    }

    proptest! {
        #[test]
        fn any_two_lists_can_follow_one_another_and_a_second_run_writes_nothing(first in any_rows(), second in any_rows()) {
            let stored = apply(&BTreeMap::new(), &plan(&TABLE, &BTreeMap::new(), first, NOW));
            let next = plan(&TABLE, &stored, second.clone(), NOW + 1);
            let written: BTreeSet<i64> = next.write.iter().map(|row| row.id).collect();
            prop_assert!(next.free.iter().all(|id| written.contains(id)), "freed and left so");
            let after = apply(&stored, &next);

            let shown: BTreeSet<i64> = second.iter().map(|row| row.id).collect();
            prop_assert!(after.values().all(|row| row.gone_at.is_none() == shown.contains(&row.id)));
            let serials: Vec<&Cell> = after.values().map(|row| &row.cells[2]).filter(|cell| cell.is_some()).collect();
            prop_assert_eq!(serials.len(), serials.iter().collect::<BTreeSet<_>>().len());

            let again = plan(&TABLE, &after, second, NOW + 2);
            prop_assert_eq!((again.write, again.free), (vec![], vec![]));
            prop_assert_eq!(again.counts.unchanged, shown.len());
        }
    }
}
