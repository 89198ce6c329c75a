//! Writes JSON in a [`Shape`]. The writer is told what a value *is* (a flag, a date, an amount…), and the shape decides
//! how it looks; straight into text, because a list of decoders has 43 columns and may have 100,000 rows.

use std::fmt::{Display, Write as _};

use crate::shape::{Dates, Flags, Macs, Missing, NoDate, Numbers, Shape};
use crate::world::{Money, bare_mac};

/// A JSON text in the making.
pub(crate) struct Json<'s> {
    shape: &'s Shape,
    text: String,
}

impl<'s> Json<'s> {
    pub(crate) fn of(shape: &'s Shape, write: impl FnOnce(&mut Self)) -> String {
        let mut json = Self { shape, text: String::new() };
        write(&mut json);
        json.text
    }

    pub(crate) fn list<T>(&mut self, rows: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.text.push('[');
        for (number, row) in rows.into_iter().enumerate() {
            if number > 0 {
                self.text.push(',');
            }
            write(self, row);
        }
        self.text.push(']');
    }

    /// `[count, [row, …]]`
    pub(crate) fn pair<T>(&mut self, rows: Vec<T>, write: impl FnMut(&mut Self, T)) {
        self.text.push('[');
        self.number(rows.len());
        self.text.push(',');
        self.list(rows, write);
        self.text.push(']');
    }

    pub(crate) fn object(&mut self, write: impl FnOnce(&mut Object<'_, 's>)) {
        self.text.push('{');
        let mut object = Object { json: self, first: true };
        write(&mut object);
        if object.json.shape.unknown_fields {
            object.raw("nowe_pole", r#"{"wersja":2,"lista":[null,"x",{}]}"#);
            object.raw("is_migrated", "true");
        }
        self.text.push('}');
    }

    /// An object with ids for keys; nothing unknown among them, each is a row.
    pub(crate) fn map<T>(
        &mut self,
        rows: impl IntoIterator<Item = (u64, T)>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        self.text.push('{');
        let mut object = Object { json: self, first: true };
        for (id, row) in rows {
            write(object.key(&id.to_string()), row);
        }
        self.text.push('}');
    }

    pub(crate) fn number(&mut self, number: impl Display) {
        // Writing into a `String` cannot fail.
        let _ = match self.shape.numbers {
            Numbers::Native => write!(self.text, "{number}"),
            Numbers::Text => write!(self.text, "\"{number}\""),
        };
    }

    pub(crate) fn literal(&mut self, json: &str) {
        self.text.push_str(json);
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                c if c.is_control() => {
                    let _ = write!(self.text, "\\u{:04x}", u32::from(c));
                }
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }
}

/// The inside of a JSON object.
pub(crate) struct Object<'j, 's> {
    json: &'j mut Json<'s>,
    first: bool,
}

impl<'s> Object<'_, 's> {
    fn key(&mut self, name: &str) -> &mut Json<'s> {
        if !self.first {
            self.json.text.push(',');
        }
        self.first = false;
        self.json.string(name);
        self.json.text.push(':');
        self.json
    }

    fn raw(&mut self, name: &str, json: &str) {
        self.key(name).text.push_str(json);
    }

    pub(crate) fn shape(&self) -> &'s Shape {
        self.json.shape
    }

    /// A value that is not there.
    pub(crate) fn missing(&mut self, name: &str) {
        match self.json.shape.missing {
            Missing::Null => self.raw(name, "null"),
            Missing::Empty => self.raw(name, "\"\""),
            Missing::Zero => self.raw(name, "\"0\""),
            Missing::Absent => {}
        }
    }

    pub(crate) fn number(&mut self, name: &str, number: u64) {
        self.key(name).number(number);
    }

    /// The id of something this row may or may not refer to.
    pub(crate) fn reference(&mut self, name: &str, id: Option<u64>) {
        match id {
            Some(id) => self.number(name, id),
            None => self.missing(name),
        }
    }

    pub(crate) fn money(&mut self, name: &str, amount: Money) {
        self.key(name).number(amount);
    }

    pub(crate) fn flag(&mut self, name: &str, flag: bool) {
        self.code(name, u8::from(flag));
    }

    /// A digit that stands for something.
    pub(crate) fn code(&mut self, name: &str, digit: u8) {
        let json = match self.json.shape.flags {
            Flags::Number => format!("{digit}"),
            Flags::Text => format!("\"{digit}\""),
        };
        self.raw(name, &json);
    }

    /// Text people wrote.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        let suffix = &self.json.shape.text_suffix;
        self.suffixed(name, text, suffix);
    }

    /// Text that means something to a program: numbers people have, words of a list, addresses.
    pub(crate) fn exact(&mut self, name: &str, text: &str) {
        let suffix = &self.json.shape.exact_suffix;
        self.suffixed(name, text, suffix);
    }

    fn suffixed(&mut self, name: &str, text: &str, suffix: &str) {
        match (text, suffix) {
            ("", _) => self.missing(name),
            (text, "") => self.key(name).string(text),
            (text, suffix) => self.key(name).string(&format!("{text}{suffix}")),
        }
    }

    pub(crate) fn mac(&mut self, name: &str, mac: &str) {
        let bare = bare_mac(mac);
        let joined = |separator: &str| {
            let digits: Vec<char> = bare.chars().collect();
            digits.chunks(2).map(|pair| pair.iter().collect()).collect::<Vec<String>>().join(separator)
        };
        let text = match self.json.shape.macs {
            Macs::Colons => joined(":"),
            Macs::UpperColons => joined(":").to_uppercase(),
            Macs::Dashes => joined("-").to_uppercase(),
            Macs::Bare => bare,
            Macs::UpperBare => bare.to_uppercase(),
        };
        self.exact(name, &text);
    }

    /// Unix seconds; 0 is "never", which is a missing value in shapes that write those in a way of their own.
    pub(crate) fn stamp(&mut self, name: &str, seconds: u64) {
        if seconds == 0 && self.json.shape.missing != Missing::Null {
            return self.missing(name);
        }
        self.number(name, seconds);
    }

    /// A calendar date `YYYY-MM-DD`.
    pub(crate) fn date(&mut self, name: &str, date: Option<&str>) {
        let shape = self.json.shape;
        match (date, shape.dates, shape.no_date) {
            (Some(date), Dates::Plain, _) => self.key(name).string(date),
            (Some(date), Dates::WithTime, _) => self.key(name).string(&format!("{date} 00:00:00")),
            (None, _, NoDate::Missing) => self.missing(name),
            (None, _, NoDate::Empty) => self.raw(name, "\"\""),
            (None, _, NoDate::Zeros) => self.raw(name, "\"0000-00-00\""),
            (None, _, NoDate::ZerosWithTime) => self.raw(name, "\"0000-00-00 00:00:00\""),
        }
    }

    pub(crate) fn nested(&mut self, name: &str, write: impl FnOnce(&mut Json<'s>)) {
        write(self.key(name));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::shape::Preset;

    fn sample(shape: &Shape) -> Value {
        let text = Json::of(shape, |json| {
            json.object(|o| {
                o.number("number", 7);
                o.money("money", Money(4990));
                o.flag("flag", true);
                o.text("text", "Łódź \"<b>\"\n");
                o.text("nobody", "");
                o.reference("owner", None);
                o.stamp("never", 0);
                o.date("date", Some("2026-03-01"));
                o.date("no_date", None);
                o.mac("mac", "00:1b:00:00:00:0f");
            });
        });
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn every_preset_writes_the_same_facts_its_own_way() {
        let text = "Łódź \"<b>\"\n";
        assert_eq!(
            sample(&Preset::Canonical.into()),
            json!({"number": 7, "money": 49.9, "flag": 1, "text": text, "nobody": null, "owner": null, "never": 0,
                "date": "2026-03-01", "no_date": null, "mac": "00:1b:00:00:00:0f"})
        );
        assert_eq!(
            sample(&Preset::Strings.into()),
            json!({"number": "7", "money": "49.90", "flag": "1", "text": text, "nobody": "", "owner": "", "never": "",
                "date": "2026-03-01 00:00:00", "no_date": "", "mac": "00:1B:00:00:00:0F"})
        );
        assert_eq!(
            sample(&Preset::Legacy.into()),
            json!({"number": "7", "money": "49.90", "flag": 1, "text": text, "nobody": "0", "owner": "0", "never": "0",
                "date": "2026-03-01", "no_date": "0000-00-00", "mac": "001B0000000F",
                "nowe_pole": {"wersja": 2, "lista": [null, "x", {}]}, "is_migrated": true})
        );
        assert_eq!(
            sample(&Preset::Sparse.into()),
            json!({"number": 7, "money": 49.9, "flag": 1, "text": text, "date": "2026-03-01", "mac": "00-1B-00-00-00-0F"})
        );
    }

    #[test]
    fn hostile_text_goes_behind_what_people_wrote_and_nowhere_else() {
        let shape = Shape { text_suffix: "<script>".into(), ..Shape::default() };
        let seen = sample(&shape);
        assert_eq!(seen["text"], "Łódź \"<b>\"\n<script>");
        assert_eq!((&seen["nobody"], &seen["mac"]), (&Value::Null, &json!("00:1b:00:00:00:0f")));
        let shape = Shape { exact_suffix: "'".into(), ..Shape::default() };
        assert_eq!(sample(&shape)["mac"], "00:1b:00:00:00:0f'");
    }

    #[test]
    fn a_list_with_its_count_follows_the_shape_of_numbers() {
        let pair = |shape: &Shape| Json::of(shape, |json| json.pair(vec![1u64, 2], Json::number));
        assert_eq!(pair(&Preset::Canonical.into()), "[2,[1,2]]");
        assert_eq!(pair(&Preset::Strings.into()), r#"["2",["1","2"]]"#);
    }
}
