//! [`Control`] over HTTP, under `/_sim/`, for tests that are not written in Rust. No session is needed.

use std::time::Duration;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::control::{Control, Edit};
use crate::faults::Rule;
use crate::input::Request;
use crate::shape::{Preset, Shape};
use crate::state::Shared;

pub(crate) fn answer(shared: &Shared, path: &str, request: &Request) -> Answer {
    let control = Control(shared.clone());
    match (request.method.as_str(), path) {
        ("GET", "counters") => json_of(&control.counters()),
        ("POST", "reset-counters") => {
            control.reset_counters();
            done()
        }
        ("GET", "log") => json_of(&control.log()),
        ("GET", "faults") => json_of(&control.faults()),
        ("POST", "faults") => with(request, |rules: OneOrMore<Rule>| {
            let ids: Vec<u64> = rules.into_iter().map(|rule| control.add_fault(rule)).collect();
            Ok(json!({ "ids": ids }))
        }),
        ("DELETE", "faults") => {
            control.clear_faults();
            done()
        }
        ("GET", "shape") => json_of(&control.shape()),
        ("POST", "shape") => with(request, |change: ShapeChange| {
            control.set_shape(change.onto(control.shape()).map_err(|error| error.to_string())?);
            Ok(json!(control.shape()))
        }),
        ("POST", "latency") => with(request, |latency: Latency| {
            control.set_latency(Duration::from_millis(latency.ms));
            Ok(json!({ "ok": true }))
        }),
        ("POST", "session-ttl") => with(request, |ttl: Ttl| {
            control.set_session_ttl(Duration::from_secs(ttl.seconds));
            Ok(json!({ "ok": true }))
        }),
        ("POST", "revoke-sessions") => json_of(&json!({ "revoked": control.revoke_sessions() })),
        ("GET", "world") => control.world(|world| json_of(world)),
        ("POST", "edit") => with(request, |edits: OneOrMore<Edit>| {
            let ids: Result<Vec<u64>, _> = edits.into_iter().map(|edit| control.edit(&edit)).collect();
            ids.map(|ids| json!({ "ids": ids })).map_err(|error| error.to_string())
        }),
        _ => wrong(404, "no such control"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Latency {
    ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ttl {
    seconds: u64,
}

/// A preset, toggles, or toggles on top of a preset; toggles alone change the shape in force.
#[derive(Deserialize)]
struct ShapeChange {
    preset: Option<Preset>,
    #[serde(flatten)]
    toggles: Map<String, Value>,
}

impl ShapeChange {
    fn onto(self, present: Shape) -> serde_json::Result<Shape> {
        let mut shape = serde_json::to_value(self.preset.map_or(present, Shape::from))?;
        if let Value::Object(fields) = &mut shape {
            fields.extend(self.toggles);
        }
        serde_json::from_value(shape)
    }
}

/// One thing or a list of them.
struct OneOrMore<T>(Vec<T>);

impl<T> IntoIterator for OneOrMore<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for OneOrMore<T> {
    /// Not an untagged enum: that would not say what was wrong.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let all = match Value::deserialize(deserializer)? {
            Value::Array(all) => all,
            one => vec![one],
        };
        let all: Result<Vec<T>, _> = all.into_iter().map(serde_json::from_value).collect();
        all.map(Self).map_err(serde::de::Error::custom)
    }
}

fn with<T: DeserializeOwned>(request: &Request, act: impl FnOnce(T) -> Result<Value, String>) -> Answer {
    let read = serde_json::from_slice(&request.body).map_err(|error| error.to_string());
    match read.and_then(act) {
        Ok(value) => json_of(&value),
        Err(error) => wrong(400, &error),
    }
}

fn json_of(value: &impl Serialize) -> Answer {
    match serde_json::to_vec(value) {
        Ok(body) => Answer::json(200, body),
        Err(error) => wrong(500, &error.to_string()),
    }
}

fn done() -> Answer {
    json_of(&json!({ "ok": true }))
}

fn wrong(status: u16, error: &str) -> Answer {
    Answer::json(status, json!({ "error": error }).to_string())
}
