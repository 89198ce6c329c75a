//! What a request carries: read in the one form the API takes for its method, checked against its route.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::routes::Route;
use crate::rules::Refusal;

/// A request as it came over the wire.
#[derive(Clone)]
pub struct Request {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// Path, without the query.
    pub path: String,
    /// Query, as it is written in the address.
    pub query: String,
    /// `Content-Type`, empty without one.
    pub content_type: String,
    /// `Cookie`, empty without one.
    pub cookies: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Path and names of the query parameters; their values may be personal.
    pub(crate) fn path_without_values(&self) -> String {
        let names: Vec<String> =
            form_urlencoded::parse(self.query.as_bytes()).map(|(name, _)| name.into_owned()).collect();
        if names.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, names.join("&")) }
    }
}

/// The checked content of a request.
pub(crate) struct Input {
    pub id: u64,
    fields: BTreeMap<String, String>,
}

/// Why a request was not understood.
pub(crate) struct Unread {
    pub refusal: Refusal,
    /// How many fields nobody asked for.
    pub unlisted: u64,
}

impl From<Refusal> for Unread {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, unlisted: 0 }
    }
}

impl Input {
    pub fn read(route: &Route, id: u64, request: &Request) -> Result<Self, Unread> {
        let fields = if route.method == "GET" {
            if !request.body.is_empty() {
                return Err(Refusal::invalid("Zapytanie GET nie może mieć treści").into());
            }
            form_fields(request.query.as_bytes())?
        } else {
            if !request.query.is_empty() {
                return Err(Refusal::invalid("Parametry należy podać w treści zapytania").into());
            }
            body_fields(request)?
        };
        let listed = |name: &str| {
            [route.query, route.required, route.optional].iter().any(|list| list.contains(&name))
        };
        let unlisted: Vec<&str> = fields.keys().map(String::as_str).filter(|name| !listed(name)).collect();
        if !unlisted.is_empty() {
            let refusal = Refusal::invalid(format!("Nieznane pola: {}", unlisted.join(", ")));
            return Err(Unread { refusal, unlisted: u64::try_from(unlisted.len()).unwrap_or(u64::MAX) });
        }
        let input = Self { id, fields };
        for name in route.required {
            if input.text(name).trim().is_empty() {
                return Err(Refusal::invalid(format!("Wymagane pole: {name}")).into());
            }
        }
        Ok(input)
    }

    /// A field's text, empty when it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// All fields.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub fn number(&self, name: &str) -> Result<u64, Refusal> {
        let text = self.text(name);
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = if digits { text.parse().ok() } else { None };
        number.ok_or_else(|| Refusal::invalid(format!("Nieprawidłowa liczba w polu {name}")))
    }

    /// A query parameter that may be left out, but not be empty: an empty filter would return everything.
    pub fn filter(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.fields.get(name).map(String::as_str) {
            Some("") => Err(Refusal::invalid(format!("Pusty parametr {name}"))),
            value => Ok(value),
        }
    }

    /// The id in the path, which the body must repeat under `name`.
    pub fn repeated_id(&self, name: &str) -> Result<u64, Refusal> {
        if self.number(name)? == self.id {
            return Ok(self.id);
        }
        Err(Refusal::invalid(format!("Pole {name} nie zgadza się z adresem zapytania")))
    }
}

fn body_fields(request: &Request) -> Result<BTreeMap<String, String>, Refusal> {
    let kind = request.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let expected =
        if request.method == "POST" { "application/json" } else { "application/x-www-form-urlencoded" };
    // Calls without fields are sent with no body and no type of one.
    if kind != expected && !(request.method != "POST" && request.body.is_empty()) {
        return Err(Refusal::new(415, format!("Nieobsługiwany format danych, oczekiwano {expected}")));
    }
    if request.method == "POST" { json_fields(&request.body) } else { form_fields(&request.body) }
}

fn form_fields(encoded: &[u8]) -> Result<BTreeMap<String, String>, Refusal> {
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(encoded) {
        if value.contains(char::REPLACEMENT_CHARACTER) {
            return Err(Refusal::invalid(format!("Pole {name} nie jest tekstem UTF-8")));
        }
        if fields.insert(name.clone().into_owned(), value.into_owned()).is_some() {
            return Err(Refusal::invalid(format!("Powtórzone pole: {name}")));
        }
    }
    Ok(fields)
}

fn json_fields(body: &[u8]) -> Result<BTreeMap<String, String>, Refusal> {
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
        return Err(Refusal::invalid("Treść zapytania nie jest obiektem JSON"));
    };
    let mut fields = BTreeMap::new();
    for (name, value) in object {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Null => String::new(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return Err(Refusal::invalid(format!("Nieprawidłowa wartość pola {name}")));
            }
        };
        fields.insert(name, text);
    }
    Ok(fields)
}
