//! Rust values as PHP values, by way of serde and without an intermediate tree: structures become associative arrays, lists
//! become lists, decimals and dates strings.

use std::fmt;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::exception::PhpException;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde::ser::{self, Impossible, Serialize, Serializer};

/// The value as a PHP array.
///
/// # Errors
/// A plain `Error` when it is no list, map or structure, or PHP is out of memory; neither happens with our own types.
pub fn array<T: Serialize + ?Sized>(value: &T) -> Result<ZBox<ZendHashTable>, PhpException> {
    match value.serialize(ToZval).map(|zval| zval.array().map(ZendHashTable::to_owned)) {
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

struct ToZval;

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

impl Serializer for ToZval {
    type Ok = Zval;
    type Error = Unconvertible;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Impossible<Zval, Unconvertible>;
    type SerializeMap = Map;
    type SerializeStruct = Map;
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
        Ok(List(table(len)))
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

    fn serialize_map(self, len: Option<usize>) -> Result<Map, Unconvertible> {
        Ok(Map { table: table(len), key: None })
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Map, Unconvertible> {
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
struct List(ZBox<ZendHashTable>);

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unconvertible> {
        Ok(self.0.push(value.serialize(ToZval)?)?)
    }

    fn finish(self) -> Zval {
        let mut zval = Zval::new();
        zval.set_hashtable(self.0);
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
struct Map {
    table: ZBox<ZendHashTable>,
    key: Option<String>,
}

impl Map {
    fn finish(self) -> Zval {
        let mut zval = Zval::new();
        zval.set_hashtable(self.table);
        zval
    }
}

impl ser::SerializeStruct for Map {
    type Ok = Zval;
    type Error = Unconvertible;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Unconvertible> {
        Ok(self.table.insert(key, value.serialize(ToZval)?)?)
    }

    fn end(self) -> Result<Zval, Unconvertible> {
        Ok(self.finish())
    }
}

impl ser::SerializeMap for Map {
    type Ok = Zval;
    type Error = Unconvertible;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unconvertible> {
        let key = key.serialize(ToZval)?;
        self.key = key.string().or_else(|| key.long().map(|number| number.to_string()));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unconvertible> {
        let Some(key) = self.key.take() else { return unsupported("a key that is no text") };
        Ok(self.table.insert(key.as_str(), value.serialize(ToZval)?)?)
    }

    fn end(self) -> Result<Zval, Unconvertible> {
        Ok(self.finish())
    }
}
