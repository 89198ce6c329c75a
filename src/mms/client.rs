//! Sending of calls: session, deadlines, bounded concurrency, retries.

use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Request, StatusCode};
use tokio::sync::Semaphore;

use super::calls::{Call, Login, Misread};
use super::retry::{Budget, Failure, Safety, Tried, Verdict, decide};
use super::session::{Keeper, Lent, SessionStore};
use super::transport::{Reply, Severed, Transport, connect_timeout};
use super::wire::{cookie, form_body, json_body, operator_text, session_cookie};
use super::{BaseUrl, MmsError};
use crate::clock;
use crate::personal::{Masked, OperatorText};
use crate::tally::Tally;

/// What a client is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Where the API lives.
    pub base: BaseUrl,
    /// The operator's login.
    pub login: Masked,
    /// His password.
    pub password: Masked,
    /// How long one operation may take in all.
    pub timeout: Duration,
    /// Requests under way at once.
    pub concurrency: usize,
    /// How long a session is used.
    pub session_lifetime: Duration,
}

/// A client of the MMS API. Belongs to one thread; its connections stay open between operations.
pub struct Client {
    transport: Transport,
    pub(super) options: Options,
    keeper: Keeper,
    budget: Budget,
    tally: Tally,
    permits: Semaphore,
}

/// How an attempt ended when it did not end well.
pub(super) enum Broken {
    /// For good.
    Final(MmsError),
    /// Perhaps not for good.
    Passing { failure: Failure, error: MmsError, asked: Option<Duration> },
    /// MMS does not know the session.
    SessionRefused { lent: Lent, text: OperatorText },
}

impl Broken {
    /// The same; MMS's words without these values.
    fn without(self, secrets: &[&Masked]) -> Self {
        match self {
            Self::Final(error) => Self::Final(error.without(secrets)),
            Self::Passing { failure, error, asked } => {
                Self::Passing { failure, error: error.without(secrets), asked }
            }
            Self::SessionRefused { lent, text } => Self::SessionRefused { lent, text: text.without(secrets) },
        }
    }
}

impl Client {
    /// Makes a client; opens nothing.
    ///
    /// # Errors
    /// [`MmsError::Tls`] when the TLS library cannot be set up.
    pub fn new(options: Options, store: Box<dyn SessionStore>) -> Result<Self, MmsError> {
        let transport = Transport::new(&options)?;
        let keeper = Keeper::new(store, options.session_lifetime);
        let permits = Semaphore::new(options.concurrency);
        Ok(Self { transport, keeper, budget: Budget::full(), tally: Tally::default(), permits, options })
    }

    /// The end of an operation that begins now.
    pub fn deadline(&self) -> Instant {
        let now = clock::now();
        now.checked_add(self.options.timeout).unwrap_or(now)
    }

    /// The requests that were made, counted.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How many requests may be under way at once.
    pub fn concurrency(&self) -> usize {
        self.options.concurrency
    }

    /// Sends a call and reads its answer: with a session, trying again where that is safe, until `deadline`.
    ///
    /// # Errors
    /// Any [`MmsError`]; [`MmsError::OutcomeUnknown`] only for calls that change something.
    pub async fn send<C: Call>(&self, call: &C, deadline: Instant) -> Result<C::Answer, MmsError> {
        let mut refused: Option<Masked> = None;
        let mut may_have_arrived = false;
        let (mut attempt, mut renewals) = (0_u32, 0_u32);
        loop {
            attempt = attempt.saturating_add(1);
            let (failure, error, asked) = match self.attempt(call, refused.as_ref(), deadline).await {
                Ok(answer) => {
                    self.budget.earn();
                    return Ok(answer);
                }
                Err(Broken::Final(error)) => return Err(open_outcome::<C>(error, may_have_arrived)),
                // MMS has not looked at the call, so any may be repeated: once with another session, and once more where that
                // one came from the store and was not new either.
                Err(Broken::SessionRefused { lent, .. }) if renewals == 0 || renewals == 1 && !lent.own => {
                    refused = Some(lent.token);
                    renewals = renewals.saturating_add(1);
                    attempt = attempt.saturating_sub(1);
                    continue;
                }
                Err(Broken::SessionRefused { text, .. }) => {
                    let error = MmsError::Session { call: C::NAME, text };
                    return Err(open_outcome::<C>(error, may_have_arrived));
                }
                Err(Broken::Passing { failure, error, asked }) => (failure, error, asked),
            };
            let left = self.room(failure, deadline);
            let tried = Tried { number: attempt, may_have_arrived, left, asked };
            match self.verdict(C::SAFETY, failure, tried) {
                Verdict::Retry(wait) => self.pause(wait).await,
                Verdict::Fail => return Err(error),
                Verdict::Unknown => {
                    return Err(MmsError::OutcomeUnknown { call: C::NAME, detail: error.to_string() });
                }
            }
            may_have_arrived |= !matches!(failure, Failure::NotSent | Failure::Throttled);
        }
    }

    /// Whether a new process would find a session to use.
    ///
    /// # Errors
    /// [`MmsError::SessionStore`]
    pub async fn finds_session(&self) -> Result<bool, MmsError> {
        self.keeper.finds().await
    }

    /// Logs in anew and shares the session with all processes.
    ///
    /// # Errors
    /// Any [`MmsError`] but `Rejected` and `OutcomeUnknown`.
    pub async fn log_in(&self, deadline: Instant) -> Result<(), MmsError> {
        self.keeper.fresh(left(deadline), async || self.login(deadline).await).await
    }

    /// One attempt: session, request, answer.
    async fn attempt<C: Call>(
        &self,
        call: &C,
        refused: Option<&Masked>,
        deadline: Instant,
    ) -> Result<C::Answer, Broken> {
        let lent = self
            .keeper
            .session(refused, left(deadline), async || self.login(deadline).await)
            .await
            .map_err(Broken::Final)?;
        let token = lent.token.clone();
        let mut request = self.request(call);
        let cookie = cookie(&token).ok_or_else(bad_token).map_err(Broken::Final)?;
        request.headers_mut().insert(COOKIE, cookie);
        let (reply, took) =
            self.exchange(&self.transport, C::NAME, request, Some(C::LARGEST), deadline).await?;
        let text = || operator_text(&reply.body);
        let result = match reply.status {
            status if status.is_success() => read::<C>(status, &reply.body),
            StatusCode::NOT_FOUND if C::SAFETY == Safety::Read => read::<C>(StatusCode::NO_CONTENT, b""),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(Broken::SessionRefused { lent, text: text() })
            }
            status if status.is_client_error() && !is_passing(status) => {
                // An answer, if not the wished one: MMS works.
                self.budget.earn();
                Err(Broken::Final(MmsError::Rejected {
                    call: C::NAME,
                    status: status.as_u16(),
                    text: text(),
                }))
            }
            status => Err(passing(C::NAME, status, &reply)),
        };
        let result = result.map_err(|broken| broken.without(&[&self.options.password, &token]));
        self.tally.add(C::NAME, outcome(&result), took);
        result
    }

    /// Logs in and gives the new session; tries again where that may help.
    async fn login(&self, deadline: Instant) -> Result<Masked, MmsError> {
        let call = Login { login: self.options.login.clone(), password: self.options.password.clone() };
        let mut attempt = 0_u32;
        loop {
            attempt = attempt.saturating_add(1);
            match self.login_once(&call, deadline).await {
                Ok(token) => {
                    self.budget.earn();
                    return Ok(token);
                }
                Err(Broken::Final(error)) => return Err(error),
                Err(Broken::SessionRefused { text, .. }) => return Err(MmsError::Login { text }),
                Err(Broken::Passing { failure, error, asked }) => {
                    // Nothing is left open by a login that got lost, so it counts as a read.
                    let left = self.room(failure, deadline);
                    let tried = Tried { number: attempt, may_have_arrived: false, left, asked };
                    match self.verdict(Safety::Read, failure, tried) {
                        Verdict::Retry(wait) => self.pause(wait).await,
                        Verdict::Fail | Verdict::Unknown => return Err(error),
                    }
                }
            }
        }
    }

    async fn login_once(&self, call: &Login, deadline: Instant) -> Result<Masked, Broken> {
        let (reply, took) =
            self.exchange(&self.transport, Login::NAME, self.request(call), None, deadline).await?;
        let result = match reply.status {
            status if status.is_success() => session_cookie(&reply.headers).ok_or_else(|| {
                Broken::Final(MmsError::Protocol {
                    call: Login::NAME,
                    path: "Set-Cookie".into(),
                    detail: "no session cookie (sess_ci)".into(),
                })
            }),
            // Whoever does not know the call is not MMS: the address is wrong, and neither login nor password.
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                Err(Broken::Final(MmsError::Protocol {
                    call: Login::NAME,
                    path: ".".into(),
                    detail: format!("HTTP {}; there is no MMS at this address", reply.status.as_u16()),
                }))
            }
            status if status.is_client_error() && !is_passing(status) => {
                Err(Broken::Final(MmsError::Login { text: operator_text(&reply.body) }))
            }
            status => Err(passing(Login::NAME, status, &reply)),
        };
        let result = result.map_err(|broken| broken.without(&[&self.options.password]));
        self.tally.add(Login::NAME, outcome(&result), took);
        result
    }

    fn request<C: Call>(&self, call: &C) -> Request {
        let mut url = self.options.base.join(&call.path());
        let query = call.query();
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request = Request::new(C::METHOD, url);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let body = match C::METHOD {
            Method::GET => return request,
            Method::POST => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                json_body(&call.fields())
            }
            _ => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
                form_body(&call.fields())
            }
        };
        *request.body_mut() = Some(body.into());
        request
    }

    /// Sends one request `over` these connections and reads the whole answer, if it is a result of no more than `largest` bytes; of any other, and where
    /// no result is wanted, a few words. A single request may take half of the whole time, so that one that hangs leaves time
    /// for another try. Counts what brought no answer; whoever reads an answer counts that.
    pub(super) async fn exchange(
        &self,
        over: &Transport,
        call: &'static str,
        request: Request,
        largest: Option<usize>,
        deadline: Instant,
    ) -> Result<(Reply, Duration), Broken> {
        let begun = clock::now();
        let late = |begun: Instant| MmsError::Timeout { call, waited: clock::since(begun) };
        let not_sent = |error| Broken::Passing { failure: Failure::NotSent, error, asked: None };
        let lost = |error| Broken::Passing { failure: Failure::AnswerLost, error, asked: None };
        let Ok(Ok(_permit)) = clock::timeout(left(deadline), self.permits.acquire()).await else {
            return Err(not_sent(late(begun)));
        };
        let limit = left(deadline).min(self.options.timeout.div_f32(2.0));
        if limit.is_zero() {
            return Err(not_sent(late(begun)));
        }
        let sent = clock::now();
        let result = match clock::timeout(limit, over.carry(request, largest)).await {
            Ok(Ok(reply)) => return Ok((reply, clock::since(sent))),
            Ok(Err(Severed::TooLarge(largest))) => Err(Broken::Final(MmsError::Protocol {
                call,
                path: ".".into(),
                detail: format!("the answer is larger than {} KiB", largest.div_euclid(1024)),
            })),
            Ok(Err(Severed::NotSent(error))) => Err(not_sent(error)),
            Ok(Err(Severed::Lost)) | Err(_) => Err(lost(late(begun))),
        };
        self.tally.add(call, outcome(&result), clock::since(sent));
        result
    }

    fn verdict(&self, safety: Safety, failure: Failure, tried: Tried) -> Verdict {
        decide(safety, failure, tried, fastrand::f64(), self.budget.affords())
    }

    /// What is left for another attempt. Where there was no connection, the next attempt must have time to find that out again:
    /// cut short, it would say that MMS did not answer.
    fn room(&self, failure: Failure, deadline: Instant) -> Duration {
        match failure {
            Failure::NotSent => left(deadline).saturating_sub(connect_timeout(self.options.timeout)),
            _ => left(deadline),
        }
    }

    async fn pause(&self, wait: Duration) {
        self.budget.pay();
        clock::sleep(wait).await;
    }
}

/// `ok`, or the code of the error.
fn outcome<T>(result: &Result<T, Broken>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(Broken::Final(error) | Broken::Passing { error, .. }) => error.code(),
        Err(Broken::SessionRefused { .. }) => "mms.session",
    }
}

fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(clock::now())
}

/// 4xx that say "not now" rather than "no".
fn is_passing(status: StatusCode) -> bool {
    matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}

fn passing(call: &'static str, status: StatusCode, reply: &Reply) -> Broken {
    if status.is_redirection() || status.is_informational() {
        return Broken::Final(MmsError::Protocol {
            call,
            path: ".".into(),
            detail: format!("HTTP {}; redirects are not followed", status.as_u16()),
        });
    }
    let failure =
        if status == StatusCode::TOO_MANY_REQUESTS { Failure::Throttled } else { Failure::ServerError };
    let asked =
        reply.headers.get(RETRY_AFTER).and_then(|v| v.to_str().ok()).and_then(|v| v.trim().parse().ok());
    let error = MmsError::Unavailable { call, status: status.as_u16(), text: operator_text(&reply.body) };
    Broken::Passing { failure, error, asked: asked.map(Duration::from_secs) }
}

/// Reads a 2xx answer.
fn read<C: Call>(status: StatusCode, body: &[u8]) -> Result<C::Answer, Broken> {
    // Assumed: "no content" to a change is a yes; to a read it is an empty answer anyway.
    let body = if status == StatusCode::NO_CONTENT && C::SAFETY != Safety::Read { b"true" } else { body };
    C::decode(body).map_err(|misread| match misread {
        Misread::Refused(text) => {
            Broken::Final(MmsError::Rejected { call: C::NAME, status: status.as_u16(), text })
        }
        Misread::Garbage { path, detail } => Broken::Passing {
            failure: Failure::Garbage,
            error: MmsError::Protocol { call: C::NAME, path, detail },
            asked: None,
        },
    })
}

/// After an attempt whose outcome is open, an error that says nothing about it leaves it open.
fn open_outcome<C: Call>(error: MmsError, may_have_arrived: bool) -> MmsError {
    let says_something = matches!(error, MmsError::Rejected { .. });
    if may_have_arrived && C::SAFETY != Safety::Read && !says_something {
        MmsError::OutcomeUnknown { call: C::NAME, detail: error.to_string() }
    } else {
        error
    }
}

fn bad_token() -> MmsError {
    MmsError::Protocol {
        call: Login::NAME,
        path: "Set-Cookie".into(),
        detail: "an unusable session cookie".into(),
    }
}
