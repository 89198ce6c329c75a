//! Reading of PHP arrays: scalars are strict, keys that nobody knows are refused, and no value gets into a message.

use ext_php_rs::types::{ZendHashTable, Zval};

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
        if entries(table).all(|(key, _)| key.str().is_some_and(|key| known.contains(&key))) {
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

/// The values of an array of whole numbers, whatever its keys.
pub fn ints<C: FromIterator<i64>>(table: &ZendHashTable, what: &'static str) -> Result<C, ConfigError> {
    let wrong = || ConfigError::wrong(what, "a list of int");
    entries(table).map(|(_, value)| value.dereference().long().ok_or_else(wrong)).collect()
}

/// The values of an array of arrays, whatever its keys.
pub fn arrays<'a>(
    table: &'a ZendHashTable,
    what: &'static str,
) -> Result<Vec<&'a ZendHashTable>, ConfigError> {
    let wrong = || ConfigError::wrong(what, "a list of arrays");
    entries(table).map(|(_, value)| value.dereference().array().ok_or_else(wrong)).collect()
}

/// The values of an array of words, whatever its keys; `known` gives each its meaning.
pub fn words<T, C: FromIterator<T>>(
    table: &ZendHashTable,
    what: &'static str,
    wanted: &str,
    known: impl Fn(&str) -> Option<T>,
) -> Result<C, ConfigError> {
    let wrong = || ConfigError::wrong(what, wanted);
    entries(table).map(|(_, value)| value.dereference().str().and_then(&known).ok_or_else(wrong)).collect()
}

/// Keys and values. The iterators of `ext-php-rs` panic over a key that is not UTF-8.
fn entries(table: &ZendHashTable) -> impl Iterator<Item = (Zval, &Zval)> {
    let mut entries = table.iter();
    std::iter::from_fn(move || entries.next_zval())
}
