//! Reading of PHP arrays: scalars are strict, keys that nobody knows are refused, and no value gets into a message.

use ext_php_rs::types::{ArrayKey, ZendHashTable, Zval};

use crate::config::ConfigError;
use crate::personal::Masked;

/// An associative array whose keys are known.
pub struct Fields<'a> {
    table: &'a ZendHashTable,
}

impl<'a> Fields<'a> {
    /// Takes an array that has no other keys than `known`.
    ///
    /// # Errors
    /// [`ConfigError::Wrong`] names the array by `what`.
    pub fn new(table: &'a ZendHashTable, what: &'static str, known: &[&str]) -> Result<Self, ConfigError> {
        let fits = |key: ArrayKey<'_>| match key {
            ArrayKey::Long(_) => false,
            ArrayKey::String(key) => known.contains(&key.as_str()),
            ArrayKey::Str(key) => known.contains(&key),
            ArrayKey::ZendString(key) => key.as_str().is_ok_and(|key| known.contains(&key)),
        };
        if table.iter().all(|(key, _)| fits(key)) {
            return Ok(Self { table });
        }
        Err(ConfigError::wrong(what, format_args!("an array with no other keys than {}", known.join(", "))))
    }

    /// The value; `null` counts as absent.
    fn get(&self, key: &str) -> Option<&'a Zval> {
        self.table.get(key).map(Zval::dereference).filter(|value| !value.is_null())
    }

    /// A text of valid UTF-8.
    pub fn text(&self, key: &'static str) -> Result<Option<String>, ConfigError> {
        let read = |value: &Zval| value.string().ok_or_else(|| ConfigError::wrong(key, "a UTF-8 string"));
        self.get(key).map(read).transpose()
    }

    /// A text that must not be shown.
    pub fn masked(&self, key: &'static str) -> Result<Option<Masked>, ConfigError> {
        Ok(self.text(key)?.map(Masked::new))
    }

    /// A whole number.
    pub fn int(&self, key: &'static str) -> Result<Option<i64>, ConfigError> {
        self.get(key).map(|value| value.long().ok_or_else(|| ConfigError::wrong(key, "an int"))).transpose()
    }

    /// Yes or no.
    pub fn flag(&self, key: &'static str) -> Result<Option<bool>, ConfigError> {
        self.get(key).map(|value| value.bool().ok_or_else(|| ConfigError::wrong(key, "a bool"))).transpose()
    }

    /// A number, whole or not.
    pub fn number(&self, key: &'static str) -> Result<Option<f64>, ConfigError> {
        #[expect(clippy::cast_precision_loss, reason = "seconds; the bounds are checked later")]
        let read = |value: &Zval| value.double().or_else(|| value.long().map(|v| v as f64));
        self.get(key)
            .map(|value| read(value).ok_or_else(|| ConfigError::wrong(key, "an int or a float")))
            .transpose()
    }

    /// An array inside.
    pub fn array(&self, key: &'static str) -> Result<Option<&'a ZendHashTable>, ConfigError> {
        self.get(key)
            .map(|value| value.array().ok_or_else(|| ConfigError::wrong(key, "an array")))
            .transpose()
    }
}
