//! All that one simulator holds, behind one lock: a request takes effect and is answered in one turn.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::answer::{Answer, Reply};
use crate::calls;
use crate::counters::{Counters, Log};
use crate::faults::{Faults, Strike};
use crate::input::{Input, Request};
use crate::options::Options;
use crate::routes::{Call, Found};
use crate::rules::Refusal;
use crate::sessions::Sessions;
use crate::shape::Shape;
use crate::world::World;

pub(crate) struct State {
    pub world: World,
    pub shape: Shape,
    pub sessions: Sessions,
    pub counters: Counters,
    pub log: Log,
    pub faults: Faults,
    pub latency: Duration,
    login: String,
    password: String,
    answers: u64,
    in_flight: u64,
}

/// The state as server and [`crate::Control`] share it.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub fn new(options: Options, world: World) -> Self {
        Self(Arc::new(Mutex::new(State {
            world,
            shape: options.shape,
            sessions: Sessions::new(options.session_ttl),
            counters: Counters::default(),
            log: Log::new(),
            faults: Faults::new(options.seed),
            latency: options.latency,
            login: options.login,
            password: options.password,
            answers: 0,
            in_flight: 0,
        })))
    }

    /// A test that panicked while it held the lock has failed already; the others go on.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an arrival, and tells what fault it meets. It is under way until the guard is dropped.
    pub fn arrival(&self, request: &Request, found: &Found) -> (UnderWay, Strike) {
        let mut state = self.lock();
        let (name, template) = match found {
            Found::Route(route, _) => (route.name(), route.template),
            Found::WrongMethod | Found::Unknown => (format!("{} (unknown)", request.method), "(unknown)"),
        };
        let strike = state.faults.strike(&request.method, &request.path, template);
        state.in_flight = state.in_flight.saturating_add(1);
        let in_flight = state.in_flight;
        let counters = &mut state.counters;
        let calls = counters.calls.entry(name).or_default();
        *calls = calls.saturating_add(1);
        counters.requests = counters.requests.saturating_add(1);
        counters.max_concurrent = counters.max_concurrent.max(in_flight);
        if strike.fault.is_some() || !strike.delay.is_zero() {
            counters.faults = counters.faults.saturating_add(1);
        }
        let delay = strike.delay.saturating_add(state.latency);
        drop(state);
        (UnderWay(self.clone()), Strike { delay, ..strike })
    }
}

/// A request that has arrived and is not answered yet.
pub(crate) struct UnderWay(Shared);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
    }
}

impl State {
    /// Lets a request take effect; tells the answer and whether anything changed.
    pub fn apply(&mut self, request: &Request, found: &Found) -> (Answer, bool) {
        self.answers = self.answers.saturating_add(1);
        let shape = self.shape.of_answer(self.answers);
        let outcome = self.perform(request, found, &shape);
        let changed = outcome.is_ok() && matches!(found, Found::Route(route, _) if route.changes());
        let counter = match &outcome {
            Ok(_) if changed => Some(&mut self.counters.changing),
            Ok(Reply::Session(_)) => Some(&mut self.counters.logins),
            Err(refusal) if refusal.status != 401 => Some(&mut self.counters.refused),
            Ok(_) | Err(_) => None,
        };
        if let Some(counter) = counter {
            *counter = counter.saturating_add(1);
        }
        (Answer::of(outcome, &shape), changed)
    }

    fn perform(&mut self, request: &Request, found: &Found, shape: &Shape) -> Result<Reply, Refusal> {
        let is_login = matches!(found, Found::Route(route, _) if route.call == Call::Login);
        if !is_login && !self.sessions.allow(&request.cookies) {
            self.counters.unauthorized = self.counters.unauthorized.saturating_add(1);
            return Err(Refusal::new(401, "Brak autoryzacji, sesja wygasła"));
        }
        let (route, id) = match found {
            Found::Route(route, id) => (route, *id),
            Found::WrongMethod => return Err(Refusal::new(405, "Niedozwolona metoda")),
            Found::Unknown => return Err(Refusal::unknown("adres zapytania")),
        };
        let input = Input::read(route, id, request).map_err(|unread| {
            self.counters.unlisted_fields = self.counters.unlisted_fields.saturating_add(unread.unlisted);
            unread.refusal
        })?;
        if !is_login {
            return calls::perform(route.call, &mut self.world, &input, shape);
        }
        if input.text("login") != self.login || input.text("password") != self.password {
            self.counters.failed_logins = self.counters.failed_logins.saturating_add(1);
            return Err(Refusal::new(401, "Nieprawidłowy login lub hasło"));
        }
        Ok(Reply::Session(self.sessions.open()))
    }
}
