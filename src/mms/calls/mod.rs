//! One type per call of the API.

mod iptv;
mod security;
mod session;
mod users;

use reqwest::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use self::iptv::{
    AccountFields, AddAccount, AddOrder, AddStb, BlockAccount, ChangeAccount, DeleteAccount, DeleteOrder,
    DeleteStb, GetAccount, LinkStb, ListAccounts, ListNetworks, ListOrders, ListPackages, ListStbModels,
    ListStbs, UnblockAccount, UnlinkStb,
};
pub use self::security::{
    AddService, BlockService, ChangeService, DeleteService, ListOperations, ListProducts, ListServices,
    UnblockService,
};
pub use self::session::Login;
pub use self::users::{AddUser, ChangeUser, FindUsers, GetUser, ListUsers, UserFields};
use super::lenient::{self, Counted, NewId};
use super::retry::Safety;
use crate::personal::{Masked, OperatorText};

/// A call: how it is sent, what repeating it may do, and how its answer is read.
pub trait Call {
    /// What MMS answers with.
    type Answer;
    /// Method and path as `mms-api.md` has them, for messages.
    const NAME: &'static str;
    /// HTTP method. `POST` bodies are sent as JSON, `PUT` and `DELETE` bodies as forms, as a working client does.
    const METHOD: Method;
    /// What repeating it may do.
    const SAFETY: Safety;

    /// How many bytes of an answer are taken, unpacked: more is refused. Enough for one customer or one account.
    const LARGEST: usize = 1024 * 1024;

    /// Path below the base URL: literals and numbers only.
    fn path(&self) -> String;
    /// Query parameters. Empty unless said otherwise.
    fn query(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// Fields of the body. Empty unless said otherwise.
    fn fields(&self) -> Vec<(&'static str, Field)> {
        Vec::new()
    }
    /// Reads the body of a 2xx answer; of a 404 too, as an empty one, when the call only reads.
    ///
    /// # Errors
    /// [`Misread`] when it cannot be understood or says no.
    fn decode(body: &[u8]) -> Result<Self::Answer, Misread>;
}

/// The value of a body's field.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// A number or an id.
    Int(i64),
    /// A text.
    Text(Masked),
}

impl Field {
    /// A text that may be about a person.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Text(Masked::new(value))
    }
}

/// Why an answer could not be taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Misread {
    /// Not what the contract says.
    Garbage {
        /// JSON path.
        path: String,
        /// What was expected there; never what was there.
        detail: String,
    },
    /// A 2xx that nevertheless says no.
    Refused(OperatorText),
}

/// What MMS says to a change it accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The id of what was added, when MMS told it.
    pub id: Option<i64>,
}

/// What [`Call::LARGEST`] is for lists of everything. The list of 100,000 customers is a third of it.
const WHOLE_LIST: usize = 128 * 1024 * 1024;

fn is_blank(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_whitespace)
}

/// Decodes JSON; the error names the JSON path and no value. What is nested in more than 128 lists and objects is refused,
/// unless it is a field that nobody reads.
fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Misread> {
    // Keeping the path costs as much as reading, so it is kept only when it is known that it will be asked for.
    if let Ok(value) = serde_json::from_slice(body) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| Misread::Garbage {
        // The names in it are MMS's, and what is a name and what a value MMS decides.
        path: OperatorText::new(&e.path().to_string()).as_str().to_owned(),
        detail: without_values(&e.inner().to_string()),
    })?;
    reader.end().map_err(|_| Misread::Garbage { path: ".".into(), detail: "text behind the JSON".into() })?;
    Ok(value)
}

/// serde quotes the value that it did not expect; it may be somebody's PESEL.
pub(super) fn without_values(message: &str) -> String {
    let mut out = String::new();
    let mut inside = None;
    let mut chars = message.chars();
    while let Some(c) = chars.next() {
        match inside {
            None if matches!(c, '"' | '`') => {
                inside = Some(c);
                out.push('…');
            }
            None => out.push(c),
            // What follows a backslash in a quoted text belongs to the text, be it a quote.
            Some('"') if c == '\\' => _ = chars.next(),
            Some(quote) if c == quote => inside = None,
            Some(_) => {}
        }
    }
    out.chars().take(200).collect()
}

/// A plain list; nothing is an empty one.
fn list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Misread> {
    struct Rows<T>(Vec<T>);
    impl<'de, T: DeserializeOwned> Deserialize<'de> for Rows<T> {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            lenient::list(d).map(Self)
        }
    }
    if is_blank(body) { Ok(Vec::new()) } else { json::<Rows<T>>(body).map(|rows| rows.0) }
}

/// `[count, [row, …]]`; nothing is an empty list.
fn counted<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, Misread> {
    if is_blank(body) { Ok(Vec::new()) } else { json::<Counted<T>>(body).map(|rows| rows.0) }
}

/// One object or nothing.
fn one<T: DeserializeOwned>(body: &[u8]) -> Result<Option<T>, Misread> {
    if is_blank(body) {
        return Ok(None);
    }
    match body.iter().find(|b| !b.is_ascii_whitespace()) {
        Some(b'{') => json(body).map(Some),
        _ => match json::<Value>(body)? {
            Value::Null | Value::Bool(false) => Ok(None),
            Value::Array(items) if items.is_empty() => Ok(None),
            Value::String(text) if text.trim().is_empty() => Ok(None),
            _ => Err(Misread::Garbage { path: ".".into(), detail: "expected an object".into() }),
        },
    }
}

/// Anything truthy is a yes. A falsy answer, or an object with an error in it (assumed), is a no; an empty body is
/// neither.
fn accepted(body: &[u8]) -> Result<Accepted, Misread> {
    if is_blank(body) {
        return Err(Misread::Garbage { path: ".".into(), detail: "an empty answer".into() });
    }
    let value: Value = json(body)?;
    let refused = match &value {
        Value::Null | Value::Bool(false) => Some(String::new()),
        Value::Bool(true) => None,
        Value::Number(n) => (n.as_f64() == Some(0.0)).then(String::new),
        Value::String(s) => matches!(s.trim(), "" | "0" | "false").then(String::new),
        Value::Array(items) => items.is_empty().then(String::new),
        Value::Object(fields) => ["error", "errormsg"]
            .iter()
            .filter_map(|key| fields.get(*key))
            .find_map(|v| v.as_str().filter(|s| !s.trim().is_empty()))
            .map(str::to_owned),
    };
    match refused {
        Some(text) => Err(Misread::Refused(OperatorText::new(&text))),
        None => Ok(Accepted { id: NewId::deserialize(value).ok().and_then(|new| new.0) }),
    }
}

/// A call whose path has at most ids in it and whose other parts are told in a line each.
macro_rules! call {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty),* $(,)? }
        $method:ident $wire:literal, $safety:ident, $decode:ident -> $answer:ty,
        path($me:ident) = $path:expr
        $(, largest = $largest:ident)?
        $(, query = $query:expr)?
        $(, fields = $fields:expr)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty),* }

        impl $crate::mms::calls::Call for $name {
            type Answer = $answer;
            const NAME: &'static str = concat!(stringify!($method), " ", $wire);
            const METHOD: reqwest::Method = reqwest::Method::$method;
            const SAFETY: $crate::mms::retry::Safety = $crate::mms::retry::Safety::$safety;
            $(const LARGEST: usize = $crate::mms::calls::$largest;)?

            fn path(&self) -> String {
                let $me = self;
                let _ = $me;
                $path.into()
            }
            $(fn query(&self) -> Vec<(&'static str, String)> {
                let $me = self;
                let _ = $me;
                $query
            })?
            $(fn fields(&self) -> Vec<(&'static str, $crate::mms::calls::Field)> {
                let $me = self;
                $fields
            })?
            fn decode(body: &[u8]) -> Result<Self::Answer, $crate::mms::calls::Misread> {
                $crate::mms::calls::$decode(body)
            }
        }
    };
}
use call;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mms::models::{Order, User};

    #[test]
    fn nothing_is_told_in_three_ways() {
        for body in ["", " \n", "[]", "null", "false", "\"\""] {
            assert_eq!(list::<User>(body.as_bytes()).unwrap(), [], "{body:?}");
            assert_eq!(counted::<User>(body.as_bytes()).unwrap_or_default(), [], "{body:?}");
            assert_eq!(one::<User>(body.as_bytes()).unwrap(), None, "{body:?}");
        }
    }

    #[test]
    fn truthy_is_yes_and_falsy_is_no() {
        for (body, id) in [
            ("1", Some(1)),
            ("true", None),
            ("\"OK\"", None),
            ("\"12\"", Some(12)),
            ("{\"id\":\"12\"}", Some(12)),
            ("{\"status\":\"ok\"}", None),
        ] {
            assert_eq!(accepted(body.as_bytes()).unwrap().id, id, "{body}");
        }
        for body in ["0", "false", "null", "\"\"", "[]", "{\"error\":\"nie\"}"] {
            assert!(matches!(accepted(body.as_bytes()), Err(Misread::Refused(_))), "{body}");
        }
        for body in ["", "<html>502</html>", "{\"id\":1", "1 2"] {
            assert!(matches!(accepted(body.as_bytes()), Err(Misread::Garbage { .. })), "{body}");
        }
    }

    #[test]
    fn what_is_nested_without_end_is_refused_or_passed_over() {
        let nested = |open: &str, close: &str| format!("{}0{}", open.repeat(300_000), close.repeat(300_000));
        for deep in
            [nested("[", "]"), nested("{\"id\":", "}"), "[".repeat(300_000), "[{\"a\":".repeat(300_000)]
        {
            let user = format!("{{\"userid\":7,\"pesel\":{deep}}}");
            let order = format!("{{\"id\":7,\"stb_data\":{deep}}}");
            let account = format!("{{\"id\":7,\"active\":1,\"Packages\":{{\"MainPackage\":{order}}}}}");
            assert!(matches!(accepted(deep.as_bytes()), Err(Misread::Garbage { .. })));
            for body in [&deep, &user] {
                assert!(matches!(one::<User>(body.as_bytes()), Err(Misread::Garbage { .. })));
                assert!(counted::<User>(format!("[1,[{body}]]").as_bytes()).is_err());
            }
            assert!(list::<Order>(format!("[{order}]").as_bytes()).is_err());
            assert!(GetAccount::decode(account.as_bytes()).is_err());
            let unread = format!("{{\"userid\":7,\"nobody reads this\":{deep}}}");
            let closed = deep.ends_with([']', '}']);
            assert_eq!(one::<User>(unread.as_bytes()).is_ok(), closed);
        }
    }

    #[test]
    fn a_decoding_error_names_the_path_and_not_the_value() {
        let body = br#"[2, [{"userid": 1}, {"userid": 2, "pesel": {"v": "44051401359"}}]]"#;
        let Err(Misread::Garbage { path, detail }) = counted::<User>(body) else { panic!("taken") };
        assert!(path.contains("[1]") && path.ends_with("pesel"), "{path}");
        assert!(!detail.contains("44051401359"));
        let Err(Misread::Garbage { detail, .. }) = list::<User>(b"[\"44051401359\"]") else {
            panic!("taken")
        };
        assert!(!detail.contains("44051401359"), "{detail}");
        for body in [
            r#"["x\" 44051401359"]"#,
            r#"["\\\" 44051401359"]"#,
            r#"{"44051401359": 1}"#,
            r#"{"a": {"jan@example.pl": [], "b": {"userid": "x"}}}"#,
        ] {
            let told = format!("{:?}", list::<User>(body.as_bytes()).unwrap_err());
            assert!(!told.contains("44051401359") && !told.contains("jan@"), "{told}");
        }
        let long = format!("{{\"{}\": 1}}", "a\\n".repeat(100_000));
        let Err(Misread::Garbage { path, .. }) = list::<User>(long.as_bytes()) else { panic!("taken") };
        assert!(path.chars().count() <= 500 && !path.contains('\n'), "{path}");
    }
}
