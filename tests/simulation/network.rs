//! The way between us and MMS, and what becomes of requests on it. A request that has left arrives also if nobody waits for
//! its answer any more, except where all happens within seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use metroport::mms::MmsError;
use metroport::sim::{Reply, Severed, clock};
use mms_sim::{Answer, Request};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use tokio::sync::oneshot;

use crate::executor::{process, spawn};
use crate::house::House;
use crate::weather::Fate;
use crate::{plans, truth};

type Answering = oneshot::Sender<Result<Reply, Severed>>;

/// Attempts at one call, the first one included.
const MOST_ATTEMPTS: u32 = 3;
const LOGIN: &str = "/Admins/Auth/login";
/// Retries that a process has to begin with, and what each of them costs in answers.
const FULL: u32 = 20 * ANSWERS_FOR_ONE;
const ANSWERS_FOR_ONE: u32 = 5;
/// No pause before another attempt is longer, with something to spare.
const LONGEST_PAUSE: Duration = Duration::from_millis(2_500);

/// What is remembered of requests.
#[derive(Default)]
pub struct Memory {
    /// Everything that was ever asked.
    asked: BTreeSet<String>,
    /// Who asks for what: attempts at it, and when the last one failed.
    attempts: BTreeMap<(u32, String), (u32, Option<Duration>)>,
    /// What each process may still spend on retries, in answers.
    purses: BTreeMap<u32, u32>,
    /// Changes that took effect: how often, and how often by the network's doing.
    pub effects: BTreeMap<String, (u32, u32)>,
    /// Changes whose answers are waited for, and by whom.
    under_way: Vec<(u32, String)>,
    /// Changes that took effect twice, or after their process had given them up, though it might have repeated them.
    pub disturbed: u32,
    /// Answers that never come, and those who wait for them.
    limbo: Vec<Answering>,
    /// Rules that were broken.
    pub broken: Vec<String>,
}

impl Memory {
    /// How many changes took effect.
    pub fn changes(&self) -> u32 {
        self.effects.values().map(|(times, _)| times).sum()
    }

    /// Whoever the process works for asks for something new: what he asks for once more is no attempt of the client's.
    pub fn begins(&mut self, process: u32) {
        for ((who, _), (_, failed)) in &mut self.attempts {
            if *who == process {
                *failed = None;
            }
        }
    }

    /// Who is `patient` asks for the same once more, for the next of his steps.
    fn asks(&mut self, process: u32, what: &str, patient: bool) {
        let (attempts, failed) = self.attempts.entry((process, what.to_owned())).or_default();
        let again = failed.take().is_some_and(|at| clock::passed().saturating_sub(at) <= LONGEST_PAUSE);
        if !again {
            *attempts = 1;
            return;
        }
        *attempts += 1;
        // Who looks after several things of one customer may ask the same for each of them, and each call that finds no
        // session logs in for itself.
        let once = !what.starts_with("GET ") && !what.contains(LOGIN);
        if once && *attempts > MOST_ATTEMPTS {
            self.broken.push(format!("process {process} tries {attempts} times: {what}"));
        }
        if patient && !once {
            return;
        }
        let purse = self.purses.entry(process).or_insert(FULL);
        match purse.checked_sub(ANSWERS_FOR_ONE) {
            Some(rest) => *purse = rest,
            None => self.broken.push(format!("process {process} tries again beyond its budget: {what}")),
        }
    }

    fn hears(&mut self, process: u32, what: &str, heard: Heard) {
        let purse = self.purses.entry(process).or_insert(FULL);
        let Some((attempts, failed)) = self.attempts.get_mut(&(process, what.to_owned())) else { return };
        match heard {
            Heard::Answer => *purse = (*purse + 1).min(FULL),
            Heard::Nothing => *failed = Some(clock::passed()),
            // It was not looked at: the same attempt is made once more.
            Heard::NoSession => {
                *failed = Some(clock::passed());
                *attempts = attempts.saturating_sub(1);
                *purse += ANSWERS_FOR_ONE;
            }
        }
    }
}

/// Two who have no right to be at work at the same time: whoever sends a customer's data has taken them, whoever sets locks
/// has the lock of all who do.
fn meeting(house: &House, who: u32, change: &str) -> Option<String> {
    let is_lock = |change: &str| change.to_ascii_lowercase().contains("block");
    let memory = house.network.borrow();
    let mut others = memory.under_way.iter().filter(|(other, _)| *other != who).map(|(_, other)| other);
    let met = if let Some(user) = change.strip_prefix("PUT /Users/users/") {
        if let Some(wrong) = truth::given_up(house, user) {
            return Some(wrong);
        }
        others.find(|other| *other == change)
    } else if change.is_empty() || change.ends_with(LOGIN) || !house.weather.borrow().keeps_locks() {
        None
    } else if house.is_of(who, &plans::CLERKS) {
        let mut others = memory.under_way.iter().filter(|(other, change)| {
            *other != who
                && !change.is_empty()
                && !change.ends_with(LOGIN)
                && house.is_of(*other, &plans::CLERKS)
        });
        others.next().map(|(_, other)| other)
    } else if is_lock(change) {
        others.find(|other| is_lock(other))
    } else {
        None
    };
    met.map(|met| format!("{change}, while another process is at {met}"))
}

/// What an attempt brought.
#[derive(Clone, Copy)]
enum Heard {
    Answer,
    Nothing,
    NoSession,
}

/// Carries a request there and its answer back.
pub fn carry(
    house: Rc<House>,
    request: &reqwest::Request,
) -> impl Future<Output = Result<Reply, Severed>> + 'static {
    let request = read(request);
    let who = process();
    let what = format!(
        "{} {}?{} {}",
        request.method,
        request.path,
        request.query,
        String::from_utf8_lossy(&request.body)
    );
    let change =
        if request.method == "GET" { String::new() } else { format!("{} {}", request.method, request.path) };
    let met = meeting(&house, who, &change);
    house.network.borrow_mut().broken.extend(met);
    house.network.borrow_mut().under_way.push((who, change.clone()));
    house.network.borrow_mut().asks(who, &what, house.is_of(who, &plans::CLERKS));
    let fresh = house.network.borrow_mut().asked.insert(what.clone());
    let fate = match house.weather.borrow().fate() {
        // What it may have done already, or is about to do, MMS has no reason to refuse.
        Fate::Refused if !fresh || request.path == LOGIN => Fate::Fair,
        fate => fate,
    };
    house.note(format_args!("({who}) {what}: {fate:?}"));
    let mut waiting = Waiting { house: Rc::clone(&house), who, what, change, heard: false };
    let (answering, answer) = oneshot::channel();
    spawn(travel(house, request, fate, who, answering));
    async move {
        let answer = answer.await.unwrap_or(Err(Severed::Lost));
        waiting.heard = true;
        let heard = match answer.as_ref().map(|reply| reply.status.as_u16()) {
            Ok(401) => Heard::NoSession,
            Ok(status) if status < 500 && status != 429 && fate != Fate::Garbage => Heard::Answer,
            _ => Heard::Nothing,
        };
        waiting.house.network.borrow_mut().hears(who, &waiting.what, heard);
        answer
    }
}

/// Who waits for an answer and gives up has not heard anything.
struct Waiting {
    house: Rc<House>,
    who: u32,
    what: String,
    change: String,
    heard: bool,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut memory = self.house.network.borrow_mut();
        let mine =
            memory.under_way.iter().position(|(who, change)| *who == self.who && *change == self.change);
        mine.map(|mine| memory.under_way.swap_remove(mine));
        if !self.heard {
            memory.hears(self.who, &self.what, Heard::Nothing);
        }
    }
}

async fn travel(house: Rc<House>, request: Request, fate: Fate, who: u32, answering: Answering) {
    let there = match fate {
        Fate::SlowThere => fastrand::u64(500..9_000),
        _ => fastrand::u64(..40),
    };
    clock::sleep(Duration::from_millis(there)).await;
    match fate {
        Fate::Unsent => {
            let error = MmsError::Unreachable { detail: "simulated".into() };
            return end(answering, Err(Severed::NotSent(error)));
        }
        Fate::CutBefore => return end(answering, Err(Severed::Lost)),
        Fate::HangBefore => return house.network.borrow_mut().limbo.push(answering),
        Fate::BrokenBefore => return end(answering, Ok(plain(fastrand::choice([500, 502, 503]), ""))),
        Fate::Throttled => return end(answering, Ok(plain(Some(429), "Za dużo zapytań"))),
        Fate::Refused => return end(answering, Ok(plain(Some(400), "Odmowa"))),
        Fate::LoggedOut => _ = house.mms.control().revoke_sessions(),
        _ => {}
    }
    // Who changes his mind within seconds has to know that what he gave up does not arrive after all: nobody could mend that.
    if answering.is_closed() && house.is_hurried() {
        return;
    }
    let late = answering.is_closed() && request.method != "POST";
    let answer = deliver(&house, &request, who, false, late);
    if fate == Fate::Twice {
        clock::sleep(Duration::from_millis(fastrand::u64(..40))).await;
        deliver(&house, &request, who, true, true);
    }
    let back = match fate {
        Fate::SlowBack => fastrand::u64(500..12_000),
        _ => fastrand::u64(..40),
    };
    clock::sleep(Duration::from_millis(back)).await;
    let answer = match fate {
        Fate::CutAfter => Err(Severed::Lost),
        Fate::HangAfter => return house.network.borrow_mut().limbo.push(answering),
        Fate::BrokenAfter => Ok(plain(fastrand::choice([500, 502, 504]), "")),
        Fate::Garbage => Ok(garbage(answer)),
        _ => Ok(reply(answer)),
    };
    end(answering, answer);
}

/// MMS gets it.
fn deliver(house: &House, request: &Request, who: u32, again: bool, disturbs: bool) -> Answer {
    let (answer, changed) = house.mms.deliver(request);
    house.note(format_args!("({who}) MMS gets {} {}: {}", request.method, request.path, answer.status));
    if changed {
        let mut memory = house.network.borrow_mut();
        let (times, doubled) = memory.effects.entry(effect(request)).or_default();
        *times += 1;
        *doubled += u32::from(again);
        memory.disturbed += u32::from(disturbs);
    }
    answer
}

/// What a change is known by: what was added by everything that was said of it, the rest by its address.
fn effect(request: &Request) -> String {
    if request.method == "POST" {
        return format!("{} {}", request.path, String::from_utf8_lossy(&request.body));
    }
    format!("{} {}", request.method, request.path)
}

fn end(answering: Answering, answer: Result<Reply, Severed>) {
    // Nobody may be waiting any more.
    let _ = answering.send(answer);
}

fn read(request: &reqwest::Request) -> Request {
    let header = |name: &HeaderName| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    Request {
        method: request.method().as_str().to_owned(),
        path: request.url().path().to_owned(),
        query: request.url().query().unwrap_or_default().to_owned(),
        content_type: header(&CONTENT_TYPE),
        cookies: header(&COOKIE),
        body: request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default().to_vec(),
    }
}

fn reply(answer: Answer) -> Reply {
    let mut headers = HeaderMap::new();
    for (name, value) in answer.headers {
        headers.append(name, HeaderValue::from_str(&value).expect("a header"));
    }
    Reply {
        status: StatusCode::from_u16(answer.status).expect("a status"),
        headers,
        body: answer.body,
        certificate: None,
    }
}

fn plain(status: Option<u16>, text: &str) -> Reply {
    let status = StatusCode::from_u16(status.unwrap_or(500)).expect("a status");
    Reply { status, headers: HeaderMap::new(), body: text.as_bytes().to_vec(), certificate: None }
}

/// What makes no sense. A no does not turn into something that could be a yes.
fn garbage(answer: Answer) -> Reply {
    let no = answer.status != 200;
    let mut reply = Reply { status: StatusCode::OK, ..reply(answer) };
    match fastrand::u8(..4) {
        // Half a number would be another one, and nobody could tell.
        0 if !no && !reply.body.iter().all(u8::is_ascii_digit) => reply.body.truncate(reply.body.len() / 2),
        1 if !no => reply.body = br#"{"id":[{}],"status":{"a":[true,1.5e300]},"0":-1}"#.to_vec(),
        2 => reply.body = b"{\"name\":\"\xff\xfe\xc3\"}".to_vec(),
        _ => reply.body = b"<html><h1>Przerwa techniczna</h1></html>".to_vec(),
    }
    reply
}
