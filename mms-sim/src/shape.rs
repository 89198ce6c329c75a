//! How answers look. MMS is not consistent, so every habit that was seen of it is a toggle of its own.

use std::str::FromStr;

use fastrand::Rng;
use serde::{Deserialize, Serialize};

/// Makes an enum of shapes that serde names in snake case and that can be drawn.
macro_rules! toggles {
    ($($(#[$doc:meta])* $name:ident { $(#[$usual:meta])* $first:ident, $($(#[$about:meta])* $variant:ident),+ $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $(#[$usual])* $first, $($(#[$about])* $variant),+ }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$variant),+];

            fn drawn(rng: &mut Rng) -> Self {
                rng.choice(Self::ALL).copied().unwrap_or(Self::$first)
            }
        }
    )*};
}

toggles! {
    /// Numbers and amounts.
    Numbers {
        /// `1`, `49.90`
        Native,
        /// `"1"`, `"49.90"`
        Text,
    }
    /// Booleans and `customertype`.
    Flags {
        /// `0`, `1`
        Number,
        /// `"0"`, `"1"`
        Text,
    }
    /// A value that is not there.
    Missing {
        /// `null`
        Null,
        /// `""`
        Empty,
        /// `"0"`
        Zero,
        /// No such key.
        Absent,
    }
    /// A calendar date that is there.
    Dates {
        /// `2026-03-01`
        Plain,
        /// `2026-03-01 00:00:00`
        WithTime,
    }
    /// A calendar date that is not there.
    NoDate {
        /// As any other missing value.
        Missing,
        /// `""`
        Empty,
        /// `0000-00-00`
        Zeros,
        /// `0000-00-00 00:00:00`
        ZerosWithTime,
    }
    /// "There is none" as the answer to a reading call.
    Nothing {
        /// What `mms-api.md` says first: 404 for customers, orders and single things, empty lists elsewhere.
        Contract,
        /// 404 everywhere.
        NotFound,
        /// 200 with an empty body.
        EmptyBody,
        /// `[]`, also where a pair is expected.
        EmptyList,
        /// `[0, []]` where a pair is expected, `[]` elsewhere.
        EmptyPair,
    }
    /// The id of what was added.
    NewId {
        /// `5`
        Number,
        /// `"5"`
        Text,
        /// `{"id": 5}`
        Object,
    }
    /// The answer to a change that worked.
    Done {
        /// `true`
        True,
        /// `1`
        One,
        /// `"1"`
        OneText,
        /// `"OK"`
        Ok,
        /// `{"status": "ok"}`
        Status,
    }
    /// `ExtraPackages` of a whole account.
    ExtraPackages {
        /// `{"<order id>": order}`; `[]` when empty, as PHP writes an empty map.
        Object,
        /// `[order]`
        List,
    }
    /// `stb_data` of an order.
    StbData {
        /// A decoder, or `null`.
        Object,
        /// A list, empty or of one.
        List,
    }
    /// The body of a refusal.
    Errors {
        /// The sentence as plain text.
        Plain,
        /// `{"message": "…"}`
        Message,
        /// `{"error": "…"}`
        Error,
    }
    /// Where a customer's id is. Rows of a list always have `userid`.
    UserIds {
        /// `userid` only.
        Userid,
        /// `id` only (`userid` in lists).
        Id,
        /// Both.
        Both,
    }
    /// Notation of MACs.
    Macs {
        /// `00:1b:00:00:00:0f`
        Colons,
        /// `00:1B:00:00:00:0F`
        UpperColons,
        /// `00-1B-00-00-00-0F`
        Dashes,
        /// `001b0000000f`
        Bare,
        /// `001B0000000F`
        UpperBare,
    }
}

/// Every toggle. As JSON (`POST /_sim/shape`) the names are those of the fields and, in snake case, of the variants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shape {
    /// Numbers and amounts.
    pub numbers: Numbers,
    /// Booleans.
    pub flags: Flags,
    /// Values that are not there.
    pub missing: Missing,
    /// Calendar dates.
    pub dates: Dates,
    /// Calendar dates that are not there.
    pub no_date: NoDate,
    /// "There is none".
    pub nothing: Nothing,
    /// Ids of what was added.
    pub new_id: NewId,
    /// New accounts and orders answer with their id; otherwise with any truthy answer that is not a number, because
    /// `1` could not be told from an id.
    pub metrotv_ids: bool,
    /// Changes that worked.
    pub done: Done,
    /// `ExtraPackages`.
    pub extra_packages: ExtraPackages,
    /// `stb_data`.
    pub stb_data: StbData,
    /// Refusals.
    pub errors: Errors,
    /// Ids of customers.
    pub user_ids: UserIds,
    /// Notation of MACs.
    pub macs: Macs,
    /// Removed services, decoders and orders stay in the lists, marked as such. Without it an ended base package is
    /// not shown as `MainPackage` either.
    pub deleted_rows: bool,
    /// Fields nobody knows in every object.
    pub unknown_fields: bool,
    /// Put behind every name, description and refusal, to see what a reader makes of hostile text.
    pub text_suffix: String,
    /// Put behind all other text too: words of a list, MACs, PESELs, addresses. Nothing means anything then, but it
    /// must still be shown safely.
    pub exact_suffix: String,
    /// Every answer in a shape of its own, drawn from this seed; of the rest only the suffixes count then.
    pub chaotic: Option<u64>,
}

/// Named shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// What a well-behaved API would send.
    Canonical,
    /// Everything is text, everything missing is `""`.
    Strings,
    /// Old habits: `"0"` for nothing, `0000-00-00`, empty bodies, bare MACs, lists for single things.
    Legacy,
    /// What is not there has no key, what was removed is gone.
    Sparse,
    /// Every answer different.
    Chaotic,
}

impl Preset {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Canonical, Self::Strings, Self::Legacy, Self::Sparse, Self::Chaotic];
}

impl FromStr for Preset {
    type Err = serde_json::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        serde_json::from_value(name.into())
    }
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            numbers: Numbers::Native,
            flags: Flags::Number,
            missing: Missing::Null,
            dates: Dates::Plain,
            no_date: NoDate::Missing,
            nothing: Nothing::Contract,
            new_id: NewId::Number,
            metrotv_ids: true,
            done: Done::True,
            extra_packages: ExtraPackages::Object,
            stb_data: StbData::Object,
            errors: Errors::Message,
            user_ids: UserIds::Both,
            macs: Macs::Colons,
            deleted_rows: true,
            unknown_fields: false,
            text_suffix: String::new(),
            exact_suffix: String::new(),
            chaotic: None,
        }
    }
}

impl From<Preset> for Shape {
    fn from(preset: Preset) -> Self {
        match preset {
            Preset::Canonical => Self::default(),
            Preset::Strings => Self {
                numbers: Numbers::Text,
                flags: Flags::Text,
                missing: Missing::Empty,
                dates: Dates::WithTime,
                no_date: NoDate::Empty,
                nothing: Nothing::EmptyList,
                new_id: NewId::Text,
                done: Done::OneText,
                extra_packages: ExtraPackages::List,
                stb_data: StbData::List,
                errors: Errors::Plain,
                user_ids: UserIds::Userid,
                macs: Macs::UpperColons,
                ..Self::default()
            },
            Preset::Legacy => Self {
                numbers: Numbers::Text,
                missing: Missing::Zero,
                no_date: NoDate::Zeros,
                nothing: Nothing::EmptyBody,
                new_id: NewId::Object,
                metrotv_ids: false,
                done: Done::Ok,
                stb_data: StbData::List,
                errors: Errors::Plain,
                user_ids: UserIds::Id,
                macs: Macs::UpperBare,
                unknown_fields: true,
                ..Self::default()
            },
            Preset::Sparse => Self {
                missing: Missing::Absent,
                nothing: Nothing::NotFound,
                done: Done::Status,
                errors: Errors::Error,
                user_ids: UserIds::Id,
                macs: Macs::Dashes,
                deleted_rows: false,
                ..Self::default()
            },
            Preset::Chaotic => Self { chaotic: Some(1), ..Self::default() },
        }
    }
}

impl Shape {
    /// The shape of the `number`th answer.
    #[must_use]
    pub fn of_answer(&self, number: u64) -> Self {
        let Some(seed) = self.chaotic else { return self.clone() };
        // Multiplied so that neighbouring answers and seeds do not share their draws.
        let mut rng = Rng::with_seed(seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self {
            text_suffix: self.text_suffix.clone(),
            exact_suffix: self.exact_suffix.clone(),
            ..Self::drawn(&mut rng)
        }
    }

    fn drawn(rng: &mut Rng) -> Self {
        Self {
            numbers: Numbers::drawn(rng),
            flags: Flags::drawn(rng),
            missing: Missing::drawn(rng),
            dates: Dates::drawn(rng),
            no_date: NoDate::drawn(rng),
            nothing: Nothing::drawn(rng),
            new_id: NewId::drawn(rng),
            metrotv_ids: rng.bool(),
            done: Done::drawn(rng),
            extra_packages: ExtraPackages::drawn(rng),
            stb_data: StbData::drawn(rng),
            errors: Errors::drawn(rng),
            user_ids: UserIds::drawn(rng),
            macs: Macs::drawn(rng),
            deleted_rows: rng.bool(),
            unknown_fields: rng.bool(),
            text_suffix: String::new(),
            exact_suffix: String::new(),
            chaotic: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaos_is_seeded_and_differs_from_answer_to_answer() {
        let chaos = Shape { chaotic: Some(3), text_suffix: "<b>".into(), ..Shape::default() };
        let draw = |seed, number| Shape { chaotic: Some(seed), ..chaos.clone() }.of_answer(number);
        assert_eq!(draw(3, 7), chaos.of_answer(7));
        assert_ne!(draw(3, 7), draw(4, 7));
        let distinct = (0..50).filter(|n| chaos.of_answer(*n) != chaos.of_answer(n + 1)).count();
        assert_eq!(distinct, 50);
        assert_eq!(chaos.of_answer(1).text_suffix, "<b>");
    }

    #[test]
    fn names_are_those_of_the_readme() {
        assert_eq!("legacy".parse::<Preset>().ok(), Some(Preset::Legacy));
        assert!("Legacy".parse::<Preset>().is_err());
        let shape: Shape = serde_json::from_str(r#"{"missing":"absent","done":"one_text"}"#).unwrap();
        assert_eq!(
            (shape.missing, shape.done, shape.numbers),
            (Missing::Absent, Done::OneText, Numbers::Native)
        );
        assert!(serde_json::from_str::<Shape>(r#"{"mising":"absent"}"#).is_err());
    }
}
