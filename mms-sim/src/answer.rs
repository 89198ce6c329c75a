//! From what a call found or did to the bytes of its answer.

use crate::render::Json;
use crate::rules::Refusal;
use crate::shape::{Done, Errors, NewId, Nothing, Shape};

/// What a call has to say.
pub(crate) enum Reply {
    /// Rows or a row.
    Json(String),
    /// There is none.
    None(Kind),
    /// A change worked.
    Done,
    /// Something was added and this is its id.
    Created(u64),
    /// A television account or an order was added: the id is told if the shape tells it.
    CreatedMetroTv(u64),
    /// Logged in.
    Session(String),
}

/// What was asked for when there is none of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    One,
    List,
    /// `[count, rows]`
    Pair,
    /// A list that the contract says is 404 when empty.
    MissingList,
    /// A pair that the contract says is 404 when empty.
    MissingPair,
}

/// An answer, ready to be sent.
#[derive(Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// Other headers.
    pub headers: Vec<(&'static str, String)>,
}

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type: JSON, body: body.into(), headers: Vec::new() }
    }

    pub(crate) fn text(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type: TEXT, body: body.into(), headers: Vec::new() }
    }

    #[must_use]
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn of(outcome: Result<Reply, Refusal>, shape: &Shape) -> Self {
        match outcome {
            Ok(Reply::Json(text)) => Self::json(200, text),
            Ok(Reply::None(kind)) => none(kind, shape),
            Ok(Reply::Done) => done(shape.done),
            Ok(Reply::Created(id)) => created(id, shape),
            Ok(Reply::CreatedMetroTv(id)) if shape.metrotv_ids => created(id, shape),
            Ok(Reply::CreatedMetroTv(_)) => done(match shape.done {
                Done::One => Done::True,
                Done::OneText => Done::Ok,
                other => other,
            }),
            Ok(Reply::Session(token)) => {
                done(shape.done).with_header("set-cookie", format!("sess_ci={token}; Path=/; HttpOnly"))
            }
            Err(refusal) => Self::refused(&refusal, shape),
        }
    }

    pub(crate) fn refused(refusal: &Refusal, shape: &Shape) -> Self {
        let text = format!("{}{}", refusal.text, shape.text_suffix);
        let object = |name: &str| {
            Json::of(shape, |json| {
                json.literal(&format!("{{\"{name}\":"));
                json.string(&text);
                json.literal("}");
            })
        };
        match shape.errors {
            Errors::Plain => Self::text(refusal.status, text),
            Errors::Message => Self::json(refusal.status, object("message")),
            Errors::Error => Self::json(refusal.status, object("error")),
        }
    }
}

fn done(done: Done) -> Answer {
    let body = match done {
        Done::True => "true",
        Done::One => "1",
        Done::OneText => "\"1\"",
        Done::Ok => "\"OK\"",
        Done::Status => "{\"status\":\"ok\"}",
    };
    Answer::json(200, body)
}

fn created(id: u64, shape: &Shape) -> Answer {
    let body = match shape.new_id {
        NewId::Number => format!("{id}"),
        NewId::Text => format!("\"{id}\""),
        NewId::Object => Json::of(shape, |json| json.object(|o| o.number("id", id))),
    };
    Answer::json(200, body)
}

fn none(kind: Kind, shape: &Shape) -> Answer {
    let missing = matches!(kind, Kind::One | Kind::MissingList | Kind::MissingPair);
    match shape.nothing {
        Nothing::NotFound => not_found(shape),
        Nothing::Contract if missing => not_found(shape),
        Nothing::EmptyPair if kind == Kind::One => not_found(shape),
        Nothing::EmptyBody => Answer::json(200, ""),
        Nothing::EmptyPair | Nothing::Contract if matches!(kind, Kind::Pair | Kind::MissingPair) => {
            Answer::json(200, Json::of(shape, |json| json.pair(Vec::<()>::new(), |_, ()| {})))
        }
        Nothing::EmptyList | Nothing::EmptyPair | Nothing::Contract => Answer::json(200, "[]"),
    }
}

fn not_found(shape: &Shape) -> Answer {
    Answer::refused(&Refusal::new(404, "Nie znaleziono"), shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(reply: Reply, shape: &Shape) -> (u16, String) {
        let answer = Answer::of(Ok(reply), shape);
        (answer.status, String::from_utf8(answer.body).unwrap())
    }

    #[test]
    fn nothing_is_said_in_every_way_of_the_contract() {
        let cases = [
            (Nothing::Contract, [404, 200, 200, 404, 404], ["", "[]", "[0,[]]", "", ""]),
            (Nothing::NotFound, [404; 5], [""; 5]),
            (Nothing::EmptyBody, [200; 5], [""; 5]),
            (Nothing::EmptyList, [200; 5], ["[]"; 5]),
            (Nothing::EmptyPair, [404, 200, 200, 200, 200], ["", "[]", "[0,[]]", "[]", "[0,[]]"]),
        ];
        for (nothing, statuses, bodies) in cases {
            let shape = Shape { nothing, ..Shape::default() };
            let kinds = [Kind::One, Kind::List, Kind::Pair, Kind::MissingList, Kind::MissingPair];
            for ((kind, status), body) in kinds.into_iter().zip(statuses).zip(bodies) {
                let (seen_status, seen_body) = seen(Reply::None(kind), &shape);
                assert_eq!(seen_status, status, "{nothing:?}");
                if status == 200 {
                    assert_eq!(seen_body, body, "{nothing:?}");
                }
            }
        }
    }

    #[test]
    fn a_withheld_id_is_never_answered_with_a_number() {
        for &done in Done::ALL {
            let shape = Shape { metrotv_ids: false, done, ..Shape::default() };
            let (_, body) = seen(Reply::CreatedMetroTv(77), &shape);
            assert!(!body.contains('1') && !body.contains('7'), "{body}");
        }
        let shape = Shape { new_id: NewId::Object, ..Shape::default() };
        assert_eq!(seen(Reply::CreatedMetroTv(77), &shape).1, r#"{"id":77}"#);
    }
}
