//! One request from its arrival to its answer, with the fault that it meets on the way.

use std::future::pending;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request as HttpRequest, Response, StatusCode};
use tokio::time::sleep;

use crate::answer::Answer;
use crate::body::{AnswerBody, Cut, Pace};
use crate::control_http;
use crate::counters::LogEntry;
use crate::faults::{CutAt, Fault, Garbage, When};
use crate::input::Request;
use crate::routes;
use crate::state::Shared;

const MAX_REQUEST: usize = 16 * 1024 * 1024;

/// Answers a request, or fails where the connection is to be cut.
pub(crate) async fn serve(shared: Shared, http: HttpRequest<Incoming>) -> Result<Response<AnswerBody>, Cut> {
    let request = read(http).await?;
    if let Some(path) = request.path.strip_prefix("/_sim/") {
        return Ok(response(control_http::answer(&shared, path, &request), Pace::Whole));
    }
    let found = routes::find(&request.method, &request.path);
    let (_under_way, strike) = shared.arrival(&request, &found);
    sleep(strike.delay).await;

    let note = |status: Option<u16>, effects: u8| {
        shared.lock().log.push(LogEntry {
            number: 0,
            method: request.method.clone(),
            path: request.path_without_values(),
            status,
            effects,
            fault: strike.fault.as_ref().map(|fault| fault.name().to_owned()),
        });
    };
    match &strike.fault {
        Some(Fault::Status { when: When::Before, status, retry_after, body }) => {
            note(Some(*status), 0);
            return Ok(response(failure(*status, *retry_after, body), Pace::Whole));
        }
        Some(Fault::Cut { at: CutAt::Before }) => {
            note(None, 0);
            return Err(Cut);
        }
        Some(Fault::Hang { when: When::Before }) => {
            note(None, 0);
            return pending().await;
        }
        Some(Fault::Redirect { to, status }) => {
            note(Some(*status), 0);
            return Ok(response(Answer::text(*status, "").with_header("location", to), Pace::Whole));
        }
        _ => {}
    }

    let (mut answer, changed) = shared.lock().apply(&request, &found);
    let mut effects = u8::from(changed);
    let mut pace = Pace::Whole;
    match &strike.fault {
        Some(Fault::Duplicate) => {
            let (_, changed) = shared.lock().apply(&request, &found);
            effects = effects.saturating_add(u8::from(changed));
        }
        Some(Fault::Status { status, retry_after, body, .. }) => {
            answer = failure(*status, *retry_after, body);
        }
        Some(Fault::Cut { at: CutAt::After | CutAt::Before }) => {
            note(None, effects);
            return Err(Cut);
        }
        Some(Fault::Hang { .. }) => {
            note(None, effects);
            return pending().await;
        }
        Some(Fault::Cut { at: CutAt::Body }) => pace = Pace::CutInHalf,
        Some(Fault::Garbage { what }) => answer = garbage(*what, answer),
        Some(Fault::Drip { bytes, every_ms }) => {
            pace = Pace::Drops { bytes: *bytes, every: std::time::Duration::from_millis(*every_ms) };
        }
        Some(Fault::Huge { bytes, declared }) => {
            note(Some(200), effects);
            return Ok(with_body(Answer::json(200, ""), AnswerBody::huge(*bytes, *declared)));
        }
        Some(Fault::Latency { .. } | Fault::Redirect { .. }) | None => {}
    }
    note(Some(answer.status), effects);
    Ok(response(answer, pace))
}

async fn read(http: HttpRequest<Incoming>) -> Result<Request, Cut> {
    let (head, body) = http.into_parts();
    // A request that breaks off has no effect; one that is too big is nobody's who is meant here.
    let body = Limited::new(body, MAX_REQUEST).collect().await.map_err(|_| Cut)?.to_bytes().to_vec();
    Ok(Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        content_type: header(&head.headers, &CONTENT_TYPE),
        cookies: header(&head.headers, &COOKIE),
        body,
    })
}

fn header(headers: &HeaderMap, name: &HeaderName) -> String {
    let values: Vec<&str> = headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
    values.join("; ")
}

fn failure(status: u16, retry_after: Option<u64>, body: &str) -> Answer {
    let answer = Answer::text(status, body);
    match retry_after {
        Some(seconds) => answer.with_header("retry-after", seconds.to_string()),
        None => answer,
    }
}

fn garbage(what: Garbage, mut answer: Answer) -> Answer {
    match what {
        Garbage::Html => {
            let page = "<!DOCTYPE html><html><head><title>502</title></head><body><h1>Przerwa techniczna</h1></body></html>";
            return Answer { content_type: "text/html; charset=utf-8", ..Answer::text(200, page) };
        }
        Garbage::Truncated => answer.body.truncate(answer.body.len().div_euclid(2)),
        Garbage::Types => answer.body = br#"{"id":[{}],"status":{"a":[true,1.5e300]},"0":-1}"#.to_vec(),
        Garbage::Empty => answer.body.clear(),
        Garbage::NotUtf8 => answer.body = b"{\"name\":\"\xff\xfe\xc3\"}".to_vec(),
        Garbage::Deep => answer.body = vec![b'['; 100_000],
    }
    Answer { status: 200, ..answer }
}

fn response(mut answer: Answer, pace: Pace) -> Response<AnswerBody> {
    let body = AnswerBody::new(std::mem::take(&mut answer.body), pace);
    with_body(answer, body)
}

fn with_body(answer: Answer, body: AnswerBody) -> Response<AnswerBody> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}
