//! Rust values as PHP values, by way of serde and without an intermediate tree: structures become associative arrays, lists
//! become lists, decimals and dates strings.

use std::fmt;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::exception::PhpException;
use ext_php_rs::types::{ArrayKey, ZendHashTable, ZendStr, Zval};
use serde::ser::{self, Impossible, Serialize, Serializer};

/// The value as a PHP array.
///
/// # Errors
/// A plain `Error` when it is no list, map or structure, or PHP is out of memory; neither happens with our own types.
pub fn array<T: Serialize + ?Sized>(value: &T) -> Result<ZBox<ZendHashTable>, PhpException> {
    match value.serialize(ToZval(None)).map(|zval| zval.array().map(ZendHashTable::to_owned)) {
        Ok(Some(array)) => Ok(array),
        Ok(None) => Err(PhpException::from_message("a value that is no array".to_owned())),
        Err(error) => Err(PhpException::from_message(error.to_string())),
    }
}

/// Why a value could not be converted.
#[derive(Debug)]
struct Unconvertible(String);

impl fmt::Display for Unconvertible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value could not be handed to PHP: {}", self.0)
    }
}

impl std::error::Error for Unconvertible {}

impl ser::Error for Unconvertible {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl From<ext_php_rs::error::Error> for Unconvertible {
    fn from(error: ext_php_rs::error::Error) -> Self {
        Self(error.to_string())
    }
}

/// The keys of a row, in their order: all rows of a list have the same, so that each is made once and PHP counts its users.
type Keys = Vec<ZBox<ZendStr>>;

/// With the keys of the rows before, inside a list.
struct ToZval<'a>(Option<&'a mut Keys>);

fn text(value: &str) -> Result<Zval, Unconvertible> {
    let mut zval = Zval::new();
    zval.set_string(value, false)?;
    Ok(zval)
}

fn long(value: i64) -> Zval {
    let mut zval = Zval::new();
    zval.set_long(value);
    zval
}

fn unsupported<T>(what: &str) -> Result<T, Unconvertible> {
    Err(Unconvertible(what.to_owned()))
}

/// Forwards the integer types that fit into PHP's.
macro_rules! integers {
    ($($method:ident: $ty:ty),*) => {
        $(fn $method(self, v: $ty) -> Result<Zval, Unconvertible> {
            Ok(long(i64::from(v)))
        })*
    };
}

impl<'a> Serializer for ToZval<'a> {
    type Ok = Zval;
    type Error = Unconvertible;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Impossible<Zval, Unconvertible>;
    type SerializeMap = Map<'a>;
    type SerializeStruct = Map<'a>;
    type SerializeStructVariant = Impossible<Zval, Unconvertible>;

    integers!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32);

    fn serialize_u64(self, v: u64) -> Result<Zval, Unconvertible> {
        i64::try_from(v).map(long).map_err(|_| Unconvertible("a number that is too large".to_owned()))
    }

    fn serialize_bool(self, v: bool) -> Result<Zval, Unconvertible> {
        let mut zval = Zval::new();
        zval.set_bool(v);
        Ok(zval)
    }

    fn serialize_f32(self, v: f32) -> Result<Zval, Unconvertible> {
        self.serialize_f64(v.into())
    }

    fn serialize_f64(self, v: f64) -> Result<Zval, Unconvertible> {
        let mut zval = Zval::new();
        zval.set_double(v);
        Ok(zval)
    }

    fn serialize_char(self, v: char) -> Result<Zval, Unconvertible> {
        text(v.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, v: &str) -> Result<Zval, Unconvertible> {
        text(v)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<Zval, Unconvertible> {
        unsupported("bytes")
    }

    fn serialize_none(self) -> Result<Zval, Unconvertible> {
        Ok(Zval::null())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Zval, Unconvertible> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Zval, Unconvertible> {
        Ok(Zval::null())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Zval, Unconvertible> {
        Ok(Zval::null())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Zval, Unconvertible> {
        text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        v: &T,
    ) -> Result<Zval, Unconvertible> {
        v.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Zval, Unconvertible> {
        unsupported("a variant with a value")
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<List, Unconvertible> {
        Ok(List { table: table(len), keys: Keys::new() })
    }

    fn serialize_tuple(self, len: usize) -> Result<List, Unconvertible> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<List, Unconvertible> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unconvertible> {
        unsupported("a variant with values")
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Map<'a>, Unconvertible> {
        Ok(Map { table: table(len), key: None, keys: self.0, at: 0 })
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Map<'a>, Unconvertible> {
        self.serialize_map(Some(len))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unconvertible> {
        unsupported("a variant with fields")
    }
}

fn table(len: Option<usize>) -> ZBox<ZendHashTable> {
    ZendHashTable::with_capacity(len.and_then(|len| u32::try_from(len).ok()).unwrap_or(0))
}

/// A list under way.
struct List {
    table: ZBox<ZendHashTable>,
    keys: Keys,
}

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unconvertible> {
        Ok(self.table.push(value.serialize(ToZval(Some(&mut self.keys)))?)?)
    }

    fn finish(self) -> Zval {
        let mut zval = Zval::new();
        zval.set_hashtable(self.table);
        zval
    }
}

/// The three traits of lists are one and the same here.
macro_rules! lists {
    ($($of:ident::$method:ident),*) => {$(
        impl ser::$of for List {
            type Ok = Zval;
            type Error = Unconvertible;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unconvertible> {
                self.push(value)
            }

            fn end(self) -> Result<Zval, Unconvertible> {
                Ok(self.finish())
            }
        }
    )*};
}
lists!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field
);

/// An associative array under way.
struct Map<'a> {
    table: ZBox<ZendHashTable>,
    /// Comes before its value.
    key: Option<Zval>,
    keys: Option<&'a mut Keys>,
    /// Which of the keys comes next.
    at: usize,
}

impl Map<'_> {
    fn insert(&mut self, key: &str, value: Zval) -> Result<(), Unconvertible> {
        let number = matches!(ArrayKey::from(key), ArrayKey::Long(_));
        let Some(keys) = self.keys.as_deref_mut().filter(|_| !number) else {
            return Ok(self.table.insert(key, value)?);
        };
        if keys.get(self.at).is_none_or(|known| known.as_bytes() != key.as_bytes()) {
            // The first row, or one of another kind.
            keys.truncate(self.at);
            keys.push(ZendStr::new(key, false));
        }
        let Some(shared) = keys.get(self.at) else { return unsupported("a key out of its order") };
        self.at = self.at.saturating_add(1);
        Ok(self.table.insert(ArrayKey::ZendString(shared), value)?)
    }

    fn finish(self) -> Zval {
        let mut zval = Zval::new();
        zval.set_hashtable(self.table);
        zval
    }
}

impl ser::SerializeStruct for Map<'_> {
    type Ok = Zval;
    type Error = Unconvertible;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unconvertible> {
        self.insert(key, value.serialize(ToZval(None))?)
    }

    fn end(self) -> Result<Zval, Unconvertible> {
        Ok(self.finish())
    }
}

impl ser::SerializeMap for Map<'_> {
    type Ok = Zval;
    type Error = Unconvertible;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unconvertible> {
        self.key = Some(key.serialize(ToZval(None))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unconvertible> {
        let key = self.key.take().unwrap_or_default();
        let value = value.serialize(ToZval(None))?;
        match (key.str(), key.long()) {
            (Some(text), _) => self.insert(text, value),
            (_, Some(number)) => Ok(self.table.insert(number, value)?),
            _ => unsupported("a key that is no text"),
        }
    }

    fn end(self) -> Result<Zval, Unconvertible> {
        Ok(self.finish())
    }
}
