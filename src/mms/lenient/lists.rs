//! Lists, objects and ids of what was added.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Serialize};

use super::not_a;

/// Rows of one list. A row takes up to 1 kB here however short it is on the wire, so it is not the bytes that bound the memory.
const MOST_ROWS: usize = 300_000;

/// Adds a row to a list that is not too long.
fn add<T, E: de::Error>(rows: &mut Vec<T>, row: T) -> Result<(), E> {
    if rows.len() >= MOST_ROWS {
        return Err(not_a("a list of no more than 300,000 rows"));
    }
    rows.push(row);
    Ok(())
}

/// A list, or an object whose values are the list, or nothing at all.
pub fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Vec<T>, D::Error> {
    struct Lists<T>(PhantomData<T>);
    impl<'de, T: DeserializeOwned> Visitor<'de> for Lists<T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list, an object or nothing")
        }
        fn visit_unit<E>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }
        fn visit_bool<E: de::Error>(self, v: bool) -> Result<Vec<T>, E> {
            if v { Err(E::invalid_type(Unexpected::Bool(v), &self)) } else { Ok(Vec::new()) }
        }
        fn visit_str<E: de::Error>(self, v: &str) -> Result<Vec<T>, E> {
            if matches!(v.trim(), "" | "0") { Ok(Vec::new()) } else { Err(not_a("a list")) }
        }
        fn visit_u64<E: de::Error>(self, v: u64) -> Result<Vec<T>, E> {
            if v == 0 { Ok(Vec::new()) } else { Err(not_a("a list")) }
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
            let mut out = Vec::new();
            while let Some(item) = seq.next_element()? {
                add(&mut out, item)?;
            }
            Ok(out)
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<T>, A::Error> {
            let mut out = Vec::new();
            while let Some((_, item)) = map.next_entry::<de::IgnoredAny, T>()? {
                add(&mut out, item)?;
            }
            Ok(out)
        }
    }
    d.deserialize_any(Lists(PhantomData))
}

/// Nothing, one object, or a list of them: how an order tells its decoders.
pub fn none_one_or_many<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Vec<T>, D::Error> {
    // Whether an object is the one thing or a list by keys shows only in its fields, so it is looked at as a whole.
    let value = serde_json::Value::deserialize(d)?;
    match value {
        serde_json::Value::Object(ref fields)
            if fields.values().any(|v| !v.is_object()) && !fields.is_empty() =>
        {
            T::deserialize(value).map(|one| vec![one]).map_err(de::Error::custom)
        }
        other => list(other).map_err(de::Error::custom),
    }
}

/// An object or nothing (`null`, `""`, `[]`, `false`).
pub fn none_or_one<'de, D: Deserializer<'de>, T: DeserializeOwned>(d: D) -> Result<Option<T>, D::Error> {
    match serde_json::Value::deserialize(d)? {
        value @ serde_json::Value::Object(_) => T::deserialize(value).map(Some).map_err(de::Error::custom),
        serde_json::Value::Array(items) => match items.into_iter().next() {
            None => Ok(None),
            Some(first) => T::deserialize(first).map(Some).map_err(de::Error::custom),
        },
        serde_json::Value::Null | serde_json::Value::Bool(false) => Ok(None),
        serde_json::Value::String(s) if matches!(s.trim(), "" | "0") => Ok(None),
        serde_json::Value::Number(n) if n.as_i64() == Some(0) => Ok(None),
        _ => Err(not_a("an object or nothing")),
    }
}

/// `[count, [row, …]]` as customer and account lists come; a plain list, and nothing, are taken too.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counted<T>(pub Vec<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Counted<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Pairs<T>(PhantomData<T>);
        impl<'de, T: DeserializeOwned> Visitor<'de> for Pairs<T> {
            type Value = Counted<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a pair of a count and a list")
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Counted(Vec::new()))
            }
            fn visit_bool<E: de::Error>(self, v: bool) -> Result<Self::Value, E> {
                if v { Err(E::invalid_type(Unexpected::Bool(v), &self)) } else { Ok(Counted(Vec::new())) }
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<Self::Value, E> {
                if matches!(v.trim(), "" | "0") { Ok(Counted(Vec::new())) } else { Err(not_a("a list")) }
            }
            fn visit_u64<E: de::Error>(self, v: u64) -> Result<Self::Value, E> {
                if v == 0 { Ok(Counted(Vec::new())) } else { Err(not_a("a list")) }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                match seq.next_element::<CountOrRow<T>>()? {
                    None => Ok(Counted(Vec::new())),
                    Some(CountOrRow::Count) => {
                        let rows = seq.next_element::<Rows<T>>()?.map(|r| r.0).unwrap_or_default();
                        while seq.next_element::<de::IgnoredAny>()?.is_some() {}
                        Ok(Counted(rows))
                    }
                    Some(CountOrRow::Row(first)) => {
                        let mut rows = vec![*first];
                        while let Some(row) = seq.next_element()? {
                            add(&mut rows, row)?;
                        }
                        Ok(Counted(rows))
                    }
                }
            }
        }
        d.deserialize_any(Pairs(PhantomData))
    }
}

/// The rows behind the count.
struct Rows<T>(Vec<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        list(d).map(Rows)
    }
}

/// The first element of a list that may or may not begin with its count.
enum CountOrRow<T> {
    Count,
    Row(Box<T>),
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for CountOrRow<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct First<T>(PhantomData<T>);
        impl<'de, T: DeserializeOwned> Visitor<'de> for First<T> {
            type Value = CountOrRow<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a count or a row")
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(CountOrRow::Count)
            }
            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(CountOrRow::Count)
            }
            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(CountOrRow::Count)
            }
            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(CountOrRow::Count)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(de::value::MapAccessDeserializer::new(map))
                    .map(|row| CountOrRow::Row(Box::new(row)))
            }
        }
        d.deserialize_any(First(PhantomData))
    }
}

/// The id of what was added: a bare number, a text, or an object that has one; `None` when MMS only said yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewId(pub Option<i64>);

impl<'de> Deserialize<'de> for NewId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let id = match serde_json::Value::deserialize(d)? {
            serde_json::Value::Number(n) => n.as_i64(),
            serde_json::Value::String(s) => s.trim().parse().ok(),
            serde_json::Value::Object(fields) => ["id", "userid", "accountid", "orderid"]
                .iter()
                .find_map(|key| fields.get(*key))
                .and_then(|v| v.as_i64().or_else(|| v.as_str().and_then(|s| s.trim().parse().ok()))),
            _ => None,
        };
        Ok(Self(id.filter(|v| *v > 0)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Row {
        id: i64,
    }

    #[test]
    fn lists_come_as_lists_objects_or_nothing() {
        for (value, wanted) in [
            (json!([1, 2]), vec![1, 2]),
            (json!({"a": 1, "b": 2}), vec![1, 2]),
            (json!(null), vec![]),
            (json!(""), vec![]),
            (json!(false), vec![]),
        ] {
            assert_eq!(list::<Value, i64>(value.clone()).unwrap(), wanted, "{value}");
        }
        for (value, wanted) in [
            (json!(null), 0),
            (json!({"id": 1}), 1),
            (json!([{"id": 1}, {"id": 2}]), 2),
            (json!({"7": {"id": 1}}), 1),
            (json!({}), 0),
            (json!([]), 0),
        ] {
            assert_eq!(none_one_or_many::<Value, Row>(value.clone()).unwrap().len(), wanted, "{value}");
        }
        for (value, wanted) in [
            (json!([2, [{"id": 1}, {"id": 2}]]), 2),
            (json!(["2", [{"id": 1}, {"id": 2}]]), 2),
            (json!([{"id": 1}]), 1),
            (json!([0, []]), 0),
            (json!([0, null]), 0),
            (json!([0]), 0),
            (json!([]), 0),
            (json!(null), 0),
            (json!(false), 0),
            (json!(""), 0),
            (json!("0"), 0),
            (json!(0), 0),
            (json!([1, {"5": {"id": 5}}]), 1),
        ] {
            assert_eq!(
                serde_json::from_value::<Counted<Row>>(value.clone()).unwrap().0.len(),
                wanted,
                "{value}"
            );
        }
    }

    #[test]
    fn what_is_no_list_is_not_taken_for_an_empty_one() {
        for value in [json!("x"), json!(1), json!(true), json!(["x", 1])] {
            assert!(serde_json::from_value::<Counted<Row>>(value.clone()).is_err(), "{value}");
            assert!(list::<Value, Row>(value.clone()).is_err(), "{value}");
        }
    }

    #[test]
    fn a_list_has_no_more_rows_than_there_is_memory_for() {
        let rows = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
        let taken =
            |body: &str| list::<_, i64>(&mut serde_json::Deserializer::from_str(body)).map(|l| l.len());
        assert_eq!(taken(&rows(MOST_ROWS)).unwrap(), MOST_ROWS);
        assert!(taken(&rows(MOST_ROWS + 1)).is_err());
        assert!(taken(&format!("{{{}\"\":0}}", "\"\":0,".repeat(MOST_ROWS))).is_err());
        let pairs = format!("[{}{{\"id\":1}}]", "{\"id\":1},".repeat(MOST_ROWS));
        assert!(serde_json::from_str::<Counted<Row>>(&pairs).is_err());
        assert!(serde_json::from_str::<Counted<Row>>(&format!("[1, {pairs}]")).is_err());
    }

    #[test]
    fn a_new_id_comes_bare_as_text_or_in_an_object() {
        for (value, wanted) in [
            (json!(7), Some(7)),
            (json!("7"), Some(7)),
            (json!({"id": 7}), Some(7)),
            (json!({"id": "7"}), Some(7)),
            (json!(true), None),
            (json!("OK"), None),
            (json!(0), None),
            (json!({"status": "ok"}), None),
        ] {
            assert_eq!(serde_json::from_value::<NewId>(value.clone()).unwrap().0, wanted, "{value}");
        }
    }
}
