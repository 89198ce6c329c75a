//! The MMS session: one login for all processes of one LMS, however many start at once.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::future::LocalBoxFuture;

use super::MmsError;
use crate::clock;
use crate::personal::Masked;

/// A session that somebody stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// The value of the cookie `sess_ci`.
    pub token: Masked,
    /// How long ago it was stored, by the store's own clock.
    pub age: Duration,
}

/// Why a session could not be shared.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct SessionError {
    /// Stable code by which the shell translates it.
    pub code: &'static str,
    /// For logs.
    pub message: String,
}

/// Where the session lives between requests and processes.
pub trait SessionStore {
    /// The stored session, whatever its age.
    fn load(&self) -> LocalBoxFuture<'_, Result<Option<StoredSession>, SessionError>>;
    /// Waits for the right to renew it, which one process has at a time.
    fn lock(&self, wait: Duration) -> LocalBoxFuture<'_, Result<Box<dyn SessionLock>, SessionError>>;
}

/// The right to renew the session. Dropping it gives it back, at the latest when the connection behind it closes.
pub trait SessionLock {
    /// The stored session as it is now that nobody else can change it.
    fn load(&mut self) -> LocalBoxFuture<'_, Result<Option<StoredSession>, SessionError>>;
    /// Stores a new one.
    fn save<'a>(&'a mut self, token: &'a Masked) -> LocalBoxFuture<'a, Result<(), SessionError>>;
    /// Gives the right back.
    fn release(self: Box<Self>) -> LocalBoxFuture<'static, ()>;
}

/// A session that only this process knows: for scripts without a database, and for tests.
#[derive(Default)]
pub struct MemorySession {
    held: Rc<RefCell<Option<(Masked, Instant)>>>,
}

impl MemorySession {
    fn read(held: &RefCell<Option<(Masked, Instant)>>) -> Option<StoredSession> {
        held.borrow()
            .as_ref()
            .map(|(token, at)| StoredSession { token: token.clone(), age: clock::since(*at) })
    }
}

impl SessionStore for MemorySession {
    fn load(&self) -> LocalBoxFuture<'_, Result<Option<StoredSession>, SessionError>> {
        Box::pin(async { Ok(Self::read(&self.held)) })
    }

    fn lock(&self, _: Duration) -> LocalBoxFuture<'_, Result<Box<dyn SessionLock>, SessionError>> {
        // The keeper lets one task of a process renew at a time, so there is nobody to wait for.
        Box::pin(async { Ok(Box::new(Self { held: Rc::clone(&self.held) }) as Box<dyn SessionLock>) })
    }
}

impl SessionLock for MemorySession {
    fn load(&mut self) -> LocalBoxFuture<'_, Result<Option<StoredSession>, SessionError>> {
        Box::pin(async { Ok(Self::read(&self.held)) })
    }

    fn save<'a>(&'a mut self, token: &'a Masked) -> LocalBoxFuture<'a, Result<(), SessionError>> {
        *self.held.borrow_mut() = Some((token.clone(), clock::now()));
        Box::pin(async { Ok(()) })
    }

    fn release(self: Box<Self>) -> LocalBoxFuture<'static, ()> {
        Box::pin(async {})
    }
}

/// Hands out the session to the calls of this process.
pub(super) struct Keeper {
    store: Box<dyn SessionStore>,
    lifetime: Duration,
    known: RefCell<Option<(Masked, Instant)>>,
    failed: RefCell<Option<(MmsError, Instant)>>,
    renewing: tokio::sync::Mutex<()>,
}

/// A session is not used for the last moments of its life: it could end on the way.
const MARGIN: Duration = Duration::from_secs(30);

impl Keeper {
    pub(super) fn new(store: Box<dyn SessionStore>, lifetime: Duration) -> Self {
        // An operator may have set a lifetime shorter than the margin.
        let lifetime = lifetime.saturating_sub(MARGIN.min(lifetime.mul_f32(0.25)));
        Self {
            store,
            lifetime,
            known: RefCell::new(None),
            failed: RefCell::new(None),
            renewing: tokio::sync::Mutex::new(()),
        }
    }

    /// A session to use: known to this process, or stored by another one, or a new one from `login`. `refused` is one that
    /// MMS did not take.
    pub(super) async fn session(
        &self,
        refused: Option<&Masked>,
        wait: Duration,
        login: impl AsyncFnOnce() -> Result<Masked, MmsError>,
    ) -> Result<Masked, MmsError> {
        if let Some(token) = self.known(refused) {
            return Ok(token);
        }
        let begun = clock::now();
        let _one_at_a_time = self.renewing.lock().await;
        if let Some(token) = self.known(refused) {
            return Ok(token);
        }
        // Whoever waited behind a login that failed fares no better; and MMS may close an account after a few.
        if let Some((error, at)) = &*self.failed.borrow()
            && *at >= begun
        {
            return Err(error.clone());
        }
        if let Some(token) = self.usable(self.store.load().await.map_err(unavailable)?, refused) {
            return Ok(token);
        }
        let mut lock = self.store.lock(wait).await.map_err(unavailable)?;
        // Somebody else may have renewed it while we waited for the lock.
        let stored = lock.load().await.map_err(unavailable)?;
        let token = if let Some(token) = self.usable(stored, refused) {
            token
        } else {
            let token = login().await.inspect_err(|error| {
                *self.failed.borrow_mut() = Some((error.clone(), clock::now()));
            })?;
            lock.save(&token).await.map_err(unavailable)?;
            self.remember(&token, Duration::ZERO);
            token
        };
        lock.release().await;
        Ok(token)
    }

    /// Logs in although there may be a session, and shares the new one: for the connection test.
    pub(super) async fn fresh(
        &self,
        wait: Duration,
        login: impl AsyncFnOnce() -> Result<Masked, MmsError>,
    ) -> Result<(), MmsError> {
        let _one_at_a_time = self.renewing.lock().await;
        let mut lock = self.store.lock(wait).await.map_err(unavailable)?;
        let token = login().await?;
        lock.save(&token).await.map_err(unavailable)?;
        self.remember(&token, Duration::ZERO);
        lock.release().await;
        Ok(())
    }

    /// Whether there is a stored session that can be used.
    pub(super) async fn finds(&self) -> Result<bool, MmsError> {
        let stored = self.store.load().await.map_err(unavailable)?;
        Ok(self.usable(stored, None).is_some())
    }

    fn known(&self, refused: Option<&Masked>) -> Option<Masked> {
        let known = self.known.borrow();
        let (token, until) = known.as_ref()?;
        (*until > clock::now() && Some(token) != refused).then(|| token.clone())
    }

    fn usable(&self, stored: Option<StoredSession>, refused: Option<&Masked>) -> Option<Masked> {
        let stored = stored.filter(|s| s.age < self.lifetime && Some(&s.token) != refused)?;
        self.remember(&stored.token, stored.age);
        Some(stored.token)
    }

    fn remember(&self, token: &Masked, age: Duration) {
        let until = clock::now().checked_add(self.lifetime.saturating_sub(age));
        *self.known.borrow_mut() = until.map(|until| (token.clone(), until));
    }
}

fn unavailable(error: SessionError) -> MmsError {
    MmsError::SessionStore(error)
}
