//! What goes over the wire and what comes back: bodies, the session's cookie, MMS's words, broken connections.

use std::error::Error as _;

use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use serde_json::{Map, Value};

use super::MmsError;
use super::calls::Field;
use crate::personal::{Masked, OperatorText};

/// The header that carries the session.
pub fn cookie(token: &Masked) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("sess_ci={}", token.expose())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The session from the answer's cookies. Only characters that a cookie may have: the value goes into a header and a table.
pub fn session_cookie(headers: &HeaderMap) -> Option<Masked> {
    headers.get_all(SET_COOKIE).iter().filter_map(|v| v.to_str().ok()).find_map(|line| {
        let (name, rest) = line.split_once('=')?;
        let value = rest.split(';').next()?.trim().trim_matches('"');
        let fits = value.len() <= 4096
            && value
                .bytes()
                .all(|b| matches!(b, 0x21 | 0x23..=0x2b | 0x2d..=0x3a | 0x3c..=0x5b | 0x5d..=0x7e));
        (name.trim() == "sess_ci" && !value.is_empty() && fits).then(|| Masked::new(value))
    })
}

/// The body of a `POST`.
pub(super) fn json_body(fields: &[(&'static str, Field)]) -> String {
    let object: Map<String, Value> = fields
        .iter()
        .map(|(key, value)| {
            let value = match value {
                Field::Int(v) => Value::from(*v),
                Field::Text(v) => Value::from(v.expose()),
            };
            ((*key).to_owned(), value)
        })
        .collect();
    Value::Object(object).to_string()
}

/// The body of a `PUT` or a `DELETE`.
pub(super) fn form_body(fields: &[(&'static str, Field)]) -> String {
    let mut form = ::url::form_urlencoded::Serializer::new(String::new());
    for (key, value) in fields {
        match value {
            Field::Int(v) => form.append_pair(key, &v.to_string()),
            Field::Text(v) => form.append_pair(key, v.expose()),
        };
    }
    form.finish()
}

/// MMS's words in an error's body: plain text, or JSON with a message.
pub fn operator_text(body: &[u8]) -> OperatorText {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let said = match serde_json::from_str::<Value>(text) {
        Ok(Value::String(s)) => s,
        Ok(Value::Object(fields)) => ["message", "error", "errormsg", "msg", "detail"]
            .iter()
            .find_map(|key| match fields.get(*key)? {
                Value::String(s) => Some(s.clone()),
                Value::Object(inner) => inner.get("message")?.as_str().map(str::to_owned),
                _ => None,
            })
            .unwrap_or_default(),
        Ok(_) => String::new(),
        // A proxy's page says nothing to a clerk.
        Err(_) if text.starts_with('<') => String::new(),
        Err(_) => text.to_owned(),
    };
    OperatorText::new(&said)
}

/// What a transport error is when the request never left; `None` when it may have left. A TLS error on a connection that
/// stood already is of the second kind.
pub(super) fn unsent(error: &reqwest::Error) -> Option<MmsError> {
    if !error.is_connect() && !error.is_builder() {
        return None;
    }
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return Some(MmsError::Tls { detail: tls.to_string(), expired: is_expired(tls) });
        }
        // An io::Error hides what it wraps from source(), and may wrap another one.
        source = match cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => cause.source(),
        };
    }
    Some(MmsError::Unreachable { detail: root_cause(error) })
}

fn is_expired(error: &rustls::Error) -> bool {
    use rustls::CertificateError::{Expired, ExpiredContext};
    matches!(error, rustls::Error::InvalidCertificate(Expired | ExpiredContext { .. }))
}

/// The innermost cause, without the address (its query could be personal).
pub(super) fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if cause.source().is_none() && error.source().is_none() {
        return "connection failed".to_owned();
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_reads_what_mms_wrote() {
        for (body, text) in [
            ("Konto ma pakiety.", "Konto ma pakiety."),
            (r#"{"message":"Nie"}"#, "Nie"),
            (r#"{"error":{"message":"Nie"}}"#, "Nie"),
            (r#""Nie""#, "Nie"),
            ("<html><title>502</title></html>", ""),
            ("", ""),
            ("[1,2]", ""),
        ] {
            assert_eq!(operator_text(body.as_bytes()).as_str(), text, "{body}");
        }
    }

    #[test]
    fn the_session_is_taken_from_its_own_cookie_only() {
        let cookie = |line: &str| {
            let mut headers = HeaderMap::new();
            headers.append(SET_COOKIE, HeaderValue::from_static("other=1; Path=/"));
            headers.append(SET_COOKIE, HeaderValue::from_str(line).unwrap());
            session_cookie(&headers).map(|token| token.expose().to_owned())
        };
        assert_eq!(cookie("sess_ci=abc123; Path=/; HttpOnly"), Some("abc123".into()));
        assert_eq!(cookie("sess_ci=a%3D=; Secure"), Some("a%3D=".into()));
        for line in ["xsess_ci=abc", "sess_ci=", "sess_ci=a b", "sess_ci=a,b", "nonsense"] {
            assert_eq!(cookie(line), None, "{line}");
        }
    }

    #[test]
    fn bodies_are_json_or_a_form() {
        let fields = [("userid", Field::Int(7)), ("name", Field::text("Ł & <b>\"x\""))];
        assert_eq!(json_body(&fields), r#"{"name":"Ł & <b>\"x\"","userid":7}"#);
        assert_eq!(form_body(&fields), "userid=7&name=%C5%81+%26+%3Cb%3E%22x%22");
    }
}
