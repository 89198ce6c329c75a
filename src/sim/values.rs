//! Values of the world's database as sqlx sees them: numbers and texts.

use std::borrow::Cow;
use std::fmt;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Arguments, Decode, Encode, IntoArguments, Type, TypeInfo, Value, ValueRef};

use super::database::Sim;

/// A value in a row, or bound to a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A number.
    Int(i64),
    /// A text.
    Text(String),
}

/// Values say themselves what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyType;

impl fmt::Display for AnyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any")
    }
}

impl TypeInfo for AnyType {
    fn is_null(&self) -> bool {
        false
    }

    fn name(&self) -> &'static str {
        "any"
    }
}

/// A value in a row.
#[derive(Debug, Clone, Copy)]
pub struct CellRef<'r>(&'r Cell);

impl<'r> CellRef<'r> {
    pub(super) fn of(cell: &'r Cell) -> Self {
        Self(cell)
    }
}

impl ValueRef<'_> for CellRef<'_> {
    type Database = Sim;

    fn to_owned(&self) -> Cell {
        self.0.clone()
    }

    fn type_info(&self) -> Cow<'_, AnyType> {
        Cow::Owned(AnyType)
    }

    fn is_null(&self) -> bool {
        *self.0 == Cell::Null
    }
}

impl Value for Cell {
    type Database = Sim;

    fn as_ref(&self) -> CellRef<'_> {
        CellRef(self)
    }

    fn type_info(&self) -> Cow<'_, AnyType> {
        Cow::Owned(AnyType)
    }

    fn is_null(&self) -> bool {
        *self == Self::Null
    }
}

/// What is bound to a statement.
#[derive(Debug, Default)]
pub struct Bound(Vec<Cell>);

impl Bound {
    pub(super) fn into_cells(self) -> Vec<Cell> {
        self.0
    }
}

impl Arguments for Bound {
    type Database = Sim;

    fn reserve(&mut self, additional: usize, _: usize) {
        self.0.reserve(additional);
    }

    fn add<'t, T: Encode<'t, Sim> + Type<Sim>>(&mut self, value: T) -> Result<(), BoxDynError> {
        if value.encode(&mut self.0)?.is_null() {
            self.0.push(Cell::Null);
        }
        Ok(())
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl IntoArguments<Sim> for Bound {
    fn into_arguments(self) -> Self {
        self
    }
}

sqlx_core::impl_encode_for_option!(Sim);

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Type<Sim> for $number {
            fn type_info() -> AnyType {
                AnyType
            }
        }

        impl Encode<'_, Sim> for $number {
            fn encode_by_ref(&self, buffer: &mut Vec<Cell>) -> Result<IsNull, BoxDynError> {
                buffer.push(Cell::Int(i64::try_from(*self)?));
                Ok(IsNull::No)
            }
        }

        impl Decode<'_, Sim> for $number {
            fn decode(CellRef(cell): CellRef<'_>) -> Result<Self, BoxDynError> {
                match cell {
                    Cell::Int(number) => Ok(<$number>::try_from(*number)?),
                    other => Err(format!("no number: {other:?}").into()),
                }
            }
        }
    )+};
}
numbers!(i16, i32, i64, u64);

impl Type<Sim> for str {
    fn type_info() -> AnyType {
        AnyType
    }
}

impl Type<Sim> for String {
    fn type_info() -> AnyType {
        AnyType
    }
}

impl Encode<'_, Sim> for &'_ str {
    fn encode_by_ref(&self, buffer: &mut Vec<Cell>) -> Result<IsNull, BoxDynError> {
        buffer.push(Cell::Text((*self).to_owned()));
        Ok(IsNull::No)
    }
}

impl Encode<'_, Sim> for String {
    fn encode_by_ref(&self, buffer: &mut Vec<Cell>) -> Result<IsNull, BoxDynError> {
        buffer.push(Cell::Text(self.clone()));
        Ok(IsNull::No)
    }
}

impl Decode<'_, Sim> for String {
    fn decode(CellRef(cell): CellRef<'_>) -> Result<Self, BoxDynError> {
        match cell {
            Cell::Text(text) => Ok(text.clone()),
            other => Err(format!("no text: {other:?}").into()),
        }
    }
}

impl<'r> Decode<'r, Sim> for &'r str {
    fn decode(CellRef(cell): CellRef<'r>) -> Result<Self, BoxDynError> {
        match cell {
            Cell::Text(text) => Ok(text),
            other => Err(format!("no text: {other:?}").into()),
        }
    }
}
