//! Looking into a running simulator and changing it, from Rust. `/_sim/` offers the same over HTTP.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::counters::{Counters, LogEntry};
use crate::faults::Rule;
use crate::shape::Shape;
use crate::state::Shared;
use crate::world::{Row, Table, World};

/// The simulator's controls. Cheap to clone, and usable from any thread.
#[derive(Clone)]
pub struct Control(pub(crate) Shared);

impl Control {
    /// What was counted since the start or the last reset.
    pub fn counters(&self) -> Counters {
        self.0.lock().counters.clone()
    }

    /// Sets all counters to zero and forgets the log.
    pub fn reset_counters(&self) {
        let mut state = self.0.lock();
        state.counters = Counters::default();
        state.log.clear();
    }

    /// The last thousand requests, without what they were about.
    pub fn log(&self) -> Vec<LogEntry> {
        self.0.lock().log.entries()
    }

    /// Adds a fault behind those that are there, and tells its number.
    pub fn add_fault(&self, rule: Rule) -> u64 {
        self.0.lock().faults.add(rule)
    }

    /// The faults in force, with their numbers.
    pub fn faults(&self) -> Vec<(u64, Rule)> {
        self.0.lock().faults.rules()
    }

    /// Removes all faults. A request that hangs goes on hanging.
    pub fn clear_faults(&self) {
        self.0.lock().faults.clear();
    }

    /// How answers look.
    pub fn shape(&self) -> Shape {
        self.0.lock().shape.clone()
    }

    /// Changes how answers look: takes a [`Shape`] or a [`crate::Preset`].
    pub fn set_shape(&self, shape: impl Into<Shape>) {
        self.0.lock().shape = shape.into();
    }

    /// How long every request takes.
    pub fn set_latency(&self, latency: Duration) {
        self.0.lock().latency = latency;
    }

    /// How long sessions live from now on, open ones included.
    pub fn set_session_ttl(&self, ttl: Duration) {
        self.0.lock().sessions.set_ttl(ttl);
    }

    /// Ends all sessions and tells how many there were.
    pub fn revoke_sessions(&self) -> usize {
        self.0.lock().sessions.revoke()
    }

    /// Looks at the world, or changes it past all rules. Do not call the simulator in there: it waits.
    pub fn world<R>(&self, look: impl FnOnce(&mut World) -> R) -> R {
        look(&mut self.0.lock().world)
    }

    /// The whole world as JSON: a list of rows per kind.
    pub fn world_json(&self) -> Value {
        serde_json::to_value(&self.0.lock().world).unwrap_or_default()
    }

    /// Pokes the world past all rules, and tells the id of the row that was meant.
    ///
    /// # Errors
    /// A kind, id or field that does not exist, or a value that does not fit.
    pub fn edit(&self, edit: &Edit) -> Result<u64, EditError> {
        let world = &mut self.0.lock().world;
        match edit.kind.as_str() {
            "customer" => edit.apply(&mut world.customers),
            "product" => edit.apply(&mut world.products),
            "service" => edit.apply(&mut world.services),
            "operation" => edit.apply(&mut world.operations),
            "package" => edit.apply(&mut world.packages),
            "network" => edit.apply(&mut world.networks),
            "model" => edit.apply(&mut world.models),
            "stb" => edit.apply(&mut world.stbs),
            "account" => edit.apply(&mut world.accounts),
            "order" => edit.apply(&mut world.orders),
            other => Err(EditError(format!("there is no kind `{other}`"))),
        }
    }
}

/// A change to one row past all rules: what somebody else, or an operator of MMS, may have done meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// `customer`, `product`, `service`, `operation`, `package`, `network`, `model`, `stb`, `account` or `order`.
    pub kind: String,
    /// Which one; none for a new one.
    #[serde(default)]
    pub id: Option<u64>,
    /// Fields and their new values, named as in the state dump.
    #[serde(default)]
    pub set: Map<String, Value>,
    /// Take it out altogether.
    #[serde(default)]
    pub remove: bool,
}

impl Edit {
    /// Changes fields of a row; `fields` is a JSON object.
    pub fn set(kind: &str, id: u64, fields: Value) -> Self {
        Self { id: Some(id), ..Self::add(kind, fields) }
    }

    /// Adds a row; `fields` is a JSON object, and what it does not tell is empty.
    pub fn add(kind: &str, fields: Value) -> Self {
        let set = if let Value::Object(set) = fields { set } else { Map::new() };
        Self { kind: kind.into(), id: None, set, remove: false }
    }

    /// Takes a row out.
    pub fn remove(kind: &str, id: u64) -> Self {
        Self { remove: true, ..Self::set(kind, id, Value::Null) }
    }

    fn apply<T>(&self, table: &mut Table<T>) -> Result<u64, EditError>
    where
        T: Row + Default + Clone + Serialize + DeserializeOwned,
    {
        let missing = || EditError(format!("there is no {} {}", self.kind, self.id.unwrap_or_default()));
        if self.remove {
            let row = self.id.and_then(|id| table.remove(id)).ok_or_else(missing)?;
            return Ok(row.id());
        }
        let row = match self.id {
            Some(id) => table.get(id).cloned().ok_or_else(missing)?,
            None => T::default(),
        };
        let wrong = |error: serde_json::Error| EditError(error.to_string());
        let mut fields = serde_json::to_value(row).map_err(wrong)?;
        for (name, value) in &self.set {
            match fields.get_mut(name) {
                Some(field) => field.clone_from(value),
                None => return Err(EditError(format!("a {} has no field `{name}`", self.kind))),
            }
        }
        let row: T = serde_json::from_value(fields).map_err(wrong)?;
        if let Some(id) = self.id
            && row.id() != id
        {
            return Err(EditError("the id cannot be changed".into()));
        }
        Ok(table.add(row))
    }
}

/// Why an [`Edit`] was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditError(String);

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EditError {}
