//! Decoders from a pasted list or a file, before they are added: what each line says, and what keeps it from being added.

use std::collections::HashSet;

use futures_util::future::try_join;
use serde::Serialize;

use super::metrotv::{self, DELETED};
use super::{Context, OperationError, argument};
use crate::mms::models::{Mac, Model, Stb};

/// Lines that one list may have.
pub const MOST_LINES: usize = 2000;
/// Characters that a serial number may have.
const LONGEST_SERIAL: usize = 64;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its number, from 1; empty lines count.
    pub line: usize,
    /// MAC as it is written, or what stands in its place.
    pub mac: String,
    /// Serial number without blanks.
    pub serial_number: String,
    /// Name of the model, as MMS writes it.
    pub model: String,
    /// What keeps it from being added: `decoder.mac`, `decoder.serial`, `decoder.model`, `decoder.twice` (an earlier line
    /// has the same MAC or serial number), `decoder.there` (MMS has it already).
    pub problem: Option<&'static str>,
}

/// Reads a list and compares it with MMS. `model` is the model of lines that name none; adds nothing.
///
/// # Errors
/// `decoder.too_many`; any of MMS's.
pub async fn read(context: &Context, text: &str, model: &str) -> Result<Vec<Line>, OperationError> {
    if text.lines().nth(MOST_LINES).is_some() {
        return Err(argument("decoder.too_many", "the list has more than 2000 lines"));
    }
    let (models, decoders) = try_join(metrotv::models(context), metrotv::decoders(context)).await?;
    Ok(lines(text, model, &models, &decoders))
}

/// What the lines say. A line has a MAC, a serial number and perhaps a model, in any order, apart by semicolons, commas,
/// tabs, bars, or blanks where there is nothing else; quotes around them and a heading are passed over.
pub fn lines(text: &str, model: &str, models: &[Model], there: &[Stb]) -> Vec<Line> {
    let present = || there.iter().filter(|decoder| decoder.status.0 != DELETED);
    let mut macs: HashSet<Mac> = present().filter_map(|decoder| Mac::parse(&decoder.mac.0)).collect();
    let mut serials: HashSet<String> =
        present().map(|decoder| decoder.serialnumber.0.to_uppercase()).collect();
    let (known_macs, known_serials) = (macs.clone(), serials.clone());

    let mut found = Vec::new();
    for (number, line) in (1_usize..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let fields = fields(line);
        if fields.is_empty() || (found.is_empty() && is_heading(&fields)) {
            continue;
        }
        let mut line = sorted_out(number, &fields, model, models);
        let (mac, serial) = (Mac::parse(&line.mac), line.serial_number.to_uppercase());
        if let Some(mac) = mac
            && line.problem.is_none()
        {
            let (new_mac, new_serial) = (macs.insert(mac), serials.insert(serial.clone()));
            if known_macs.contains(&mac) || known_serials.contains(&serial) {
                line.problem = Some("decoder.there");
            } else if !new_mac || !new_serial {
                line.problem = Some("decoder.twice");
            }
        }
        found.push(line);
    }
    found
}

fn fields(line: &str) -> Vec<&str> {
    let is_bare = !line.contains([';', ',', '\t', '|']);
    let parts: Vec<&str> =
        if is_bare { line.split_whitespace().collect() } else { line.split([';', ',', '\t', '|']).collect() };
    parts
        .into_iter()
        .map(|part| part.trim().trim_matches('"').trim())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Names of columns, and no MAC.
fn is_heading(fields: &[&str]) -> bool {
    fields.iter().all(|field| Mac::parse(field).is_none())
        && fields.iter().any(|field| field.to_lowercase().contains("mac"))
}

fn sorted_out(number: usize, fields: &[&str], model: &str, models: &[Model]) -> Line {
    // Serial numbers may be twelve hexadecimal digits too: what is written as a MAC goes before what may be one.
    let written = |field: &&&str| field.contains([':', '-', '.']) && Mac::parse(field).is_some();
    let mac = fields.iter().find(written).or_else(|| fields.iter().find(|field| Mac::parse(field).is_some()));
    let named = |field: &str| models.iter().find(|known| known.name.to_lowercase() == field.to_lowercase());
    // What is left when each has taken what is its own, by place: a serial number may be equal to the MAC.
    let rest: Vec<&str> =
        fields.iter().filter(|field| mac.is_none_or(|mac| !std::ptr::eq(*field, mac))).copied().collect();
    let own_model = rest.iter().find_map(|field| named(field));
    let mut rest = rest.into_iter().filter(|field| named(field).is_none());
    let serial: String = rest.next().unwrap_or_default().split_whitespace().collect();
    let surplus = rest.next().is_some();
    let model = own_model.or_else(|| named(model));

    let problem = if mac.is_none() {
        Some("decoder.mac")
    } else if !is_serial(&serial) {
        Some("decoder.serial")
    } else if model.is_none() || surplus {
        Some("decoder.model")
    } else {
        None
    };
    Line {
        line: number,
        mac: mac.and_then(|mac| Mac::parse(mac)).map(|mac| mac.to_string()).unwrap_or_default(),
        serial_number: serial,
        model: model.map(|model| model.name.clone()).unwrap_or_default(),
        problem,
    }
}

/// Letters and digits, and what makers put between them.
fn is_serial(text: &str) -> bool {
    text.len() <= LONGEST_SERIAL
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '-'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn models() -> Vec<Model> {
        serde_json::from_value(json!([{"id": 1, "name": "Kaon KSTB 6077"}, {"id": 2, "name": "Arris"}]))
            .unwrap()
    }

    fn there() -> Vec<Stb> {
        serde_json::from_value(json!([
            {"id": 1, "mac": "001a790000aa", "serialnumber": "OLD1", "status": 1},
            {"id": 2, "mac": "00:1a:79:00:00:bb", "serialnumber": "GONE", "status": 3},
        ]))
        .unwrap()
    }

    fn read(text: &str, model: &str) -> Vec<(usize, String, String, String, Option<&'static str>)> {
        lines(text, model, &models(), &there())
            .into_iter()
            .map(|l| (l.line, l.mac, l.serial_number, l.model, l.problem))
            .collect()
    }

    #[test]
    fn lines_are_read_as_people_and_programs_write_them() {
        for text in [
            "00:1A:79:00:00:01;SN1;Arris",
            "SN1,001a79000001,arris",
            "Arris\t00-1a-79-00-00-01\tSN1",
            "\"00:1a:79:00:00:01\";\"SN 1\";\"ARRIS\"",
            "  00:1A:79:00:00:01 | SN1 | Arris  ",
            "SN1 001a.7900.0001 Arris",
        ] {
            let wanted = (1, "00:1A:79:00:00:01".into(), "SN1".into(), "Arris".into(), None);
            assert_eq!(read(text, ""), [wanted], "{text:?}");
        }
    }

    #[test]
    fn the_model_may_be_said_once_for_all() {
        let found = read(
            "\u{feff}MAC;Numer seryjny\r\n\r\n001A79000001;1\r\n001A79000002;2;Arris\r\n",
            "kaon kstb 6077",
        );
        let brief: Vec<_> = found.iter().map(|l| (l.0, l.2.as_str(), l.3.as_str(), l.4)).collect();
        assert_eq!(brief, [(3, "1", "Kaon KSTB 6077", None), (4, "2", "Arris", None)]);
    }

    #[test]
    fn a_serial_number_may_look_like_a_mac() {
        let found = read("AABBCCDDEEFF;00:1A:79:00:00:01", "Arris");
        assert_eq!((found[0].1.as_str(), found[0].2.as_str()), ("00:1A:79:00:00:01", "AABBCCDDEEFF"));
        let found = read("001A79000001;001A79000001", "Arris");
        assert_eq!(
            (found[0].1.as_str(), found[0].2.as_str(), found[0].4),
            ("00:1A:79:00:00:01", "001A79000001", None)
        );
    }

    #[test]
    fn each_line_says_what_is_wrong_with_it() {
        for (text, problem) in [
            ("SN1", "decoder.mac"),
            ("00:1A:79:00:00;SN1", "decoder.mac"),
            ("00:1A:79:00:00:01", "decoder.serial"),
            ("00:1A:79:00:00:01;<b>", "decoder.serial"),
            ("00:1A:79:00:00:01;żółć", "decoder.serial"),
            ("00:1A:79:00:00:01;SN1;Unknown", "decoder.model"),
            ("00:1A:79:00:00:AA;SN1", "decoder.there"),
            ("00:1A:79:00:00:01;old1", "decoder.there"),
        ] {
            assert_eq!(read(text, "Arris")[0].4, Some(problem), "{text:?}");
        }
        assert_eq!(read("00:1A:79:00:00:01;SN1", "")[0].4, Some("decoder.model"), "no model anywhere");
        assert_eq!(read("00:1A:79:00:00:BB;GONE", "Arris")[0].4, None, "what was deleted may come back");
    }

    #[test]
    fn what_stands_twice_is_added_once() {
        let found = read("001A79000001;A\n001A79000001;B\n001A79000002;a\n001A79000003;B", "Arris");
        let problems: Vec<_> = found.iter().map(|l| l.4).collect();
        // The second line takes nothing that it may not have, but its serial number counts as seen.
        assert_eq!(problems, [None, Some("decoder.twice"), Some("decoder.twice"), Some("decoder.twice")]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,40}(\n\\PC{0,40}){0,5}", model in "\\PC{0,10}") {
            let found = read(&text, &model);
            prop_assert!(found.len() <= text.lines().count());
            for line in found {
                prop_assert!(line.4.is_some() || (Mac::parse(&line.1).is_some() && is_serial(&line.2) && !line.3.is_empty()));
            }
        }
    }
}
