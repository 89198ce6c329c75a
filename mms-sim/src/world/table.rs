//! Rows by id with an index that cannot go stale: rows change only through the table.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Serialize, Serializer};

/// What a row can be found by, apart from its id.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// The customer it belongs to.
    User(u64),
    /// The television account it belongs to.
    Account(u64),
    /// The order it is linked to.
    Order(u64),
    /// The network it is in.
    Network(u64),
    /// The package it is an order of.
    Package(u64),
    /// PESEL, eleven digits.
    Pesel(String),
    /// NIP with dashes.
    Nip(String),
    /// MAC as twelve lower-case hexadecimal digits.
    Mac(String),
    /// Serial number of a decoder.
    Serial(String),
    /// Name of a model.
    Name(String),
}

/// A row of a [`Table`].
pub trait Row {
    /// Its id; 0 until the table has given one.
    fn id(&self) -> u64;
    /// Takes the id the table gives.
    fn set_id(&mut self, id: u64);
    /// What it is found by.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }
}

/// Rows of one kind, in the order of their ids.
#[derive(Clone)]
pub struct Table<T> {
    rows: BTreeMap<u64, T>,
    index: HashMap<Key, BTreeSet<u64>>,
    next: u64,
}

impl<T: Row> Table<T> {
    /// An empty table that gives ids from `first` on. Each kind starts elsewhere, so that a client that mixes up two
    /// kinds of ids is told "unknown" instead of hitting a row by luck.
    pub fn starting_at(first: u64) -> Self {
        Self { rows: BTreeMap::new(), index: HashMap::new(), next: first }
    }

    /// The row with this id.
    pub fn get(&self, id: u64) -> Option<&T> {
        self.rows.get(&id)
    }

    /// All rows.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.values()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows that have this key.
    pub fn find(&self, key: &Key) -> impl Iterator<Item = &T> + use<'_, T> {
        self.index.get(key).into_iter().flatten().filter_map(|id| self.rows.get(id))
    }

    /// How many rows have this key.
    pub fn count(&self, key: &Key) -> usize {
        self.index.get(key).map_or(0, BTreeSet::len)
    }

    /// Adds a row under the next id, or under its own when it has one, and tells the id.
    pub fn add(&mut self, mut row: T) -> u64 {
        if row.id() == 0 {
            row.set_id(self.next);
        }
        let id = row.id();
        self.next = self.next.max(id.saturating_add(1));
        self.remove(id);
        for key in row.keys() {
            self.index.entry(key).or_default().insert(id);
        }
        self.rows.insert(id, row);
        id
    }

    /// Changes a row; tells whether there was one.
    pub fn update(&mut self, id: u64, change: impl FnOnce(&mut T)) -> bool {
        let Some(mut row) = self.remove(id) else { return false };
        change(&mut row);
        row.set_id(id);
        self.add(row);
        true
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: u64) -> Option<T> {
        let row = self.rows.remove(&id)?;
        for key in row.keys() {
            if let Some(ids) = self.index.get_mut(&key) {
                ids.remove(&id);
                if ids.is_empty() {
                    self.index.remove(&key);
                }
            }
        }
        Some(row)
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.values())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pet {
        id: u64,
        owner: u64,
    }

    impl Row for Pet {
        fn id(&self) -> u64 {
            self.id
        }
        fn set_id(&mut self, id: u64) {
            self.id = id;
        }
        fn keys(&self) -> Vec<Key> {
            vec![Key::User(self.owner)]
        }
    }

    #[test]
    fn the_index_follows_every_change() {
        let mut pets = Table::starting_at(10);
        let (first, second) = (pets.add(Pet { id: 0, owner: 1 }), pets.add(Pet { id: 0, owner: 1 }));
        assert_eq!((first, second), (10, 11));
        assert!(pets.update(first, |pet| pet.owner = 2));
        assert_eq!((pets.count(&Key::User(1)), pets.count(&Key::User(2))), (1, 1));
        pets.add(Pet { id: 11, owner: 2 });
        assert_eq!((pets.count(&Key::User(1)), pets.count(&Key::User(2))), (0, 2));
        assert!(pets.remove(first).is_some() && pets.remove(first).is_none());
        assert_eq!(pets.find(&Key::User(2)).map(Row::id).collect::<Vec<_>>(), [11]);
        assert!(!pets.update(first, |pet| pet.owner = 3));
    }
}
