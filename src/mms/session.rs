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

/// A session to use.
#[derive(Clone)]
pub(super) struct Lent {
    pub(super) token: Masked,
    /// Whether this process logged in for it: then MMS took it back, or does not take it for that call. One that was stored
    /// may be as old as the one before it.
    pub(super) own: bool,
}

/// Hands out the session to the calls of this process.
pub(super) struct Keeper {
    store: Box<dyn SessionStore>,
    lifetime: Duration,
    known: RefCell<Option<(Lent, Instant)>>,
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
    ) -> Result<Lent, MmsError> {
        if let Some(lent) = self.known(refused) {
            return Ok(lent);
        }
        let begun = clock::now();
        let _one_at_a_time = self.renewing.lock().await;
        if let Some(lent) = self.known(refused) {
            return Ok(lent);
        }
        // Whoever waited behind a login that failed fares no better; and MMS may close an account after a few.
        if let Some((error, at)) = &*self.failed.borrow()
            && *at >= begun
        {
            return Err(error.clone());
        }
        if let Some(lent) = self.usable(self.store.load().await.map_err(unavailable)?, refused) {
            return Ok(lent);
        }
        let mut lock = self.store.lock(wait).await.map_err(unavailable)?;
        // Somebody else may have renewed it while we waited for the lock.
        let stored = lock.load().await.map_err(unavailable)?;
        let lent = if let Some(lent) = self.usable(stored, refused) {
            lent
        } else {
            let token = login().await.inspect_err(|error| {
                *self.failed.borrow_mut() = Some((error.clone(), clock::now()));
            })?;
            lock.save(&token).await.map_err(unavailable)?;
            self.remember(Lent { token, own: true }, Duration::ZERO)
        };
        lock.release().await;
        Ok(lent)
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
        self.remember(Lent { token, own: true }, Duration::ZERO);
        lock.release().await;
        Ok(())
    }

    /// Whether there is a stored session that can be used.
    pub(super) async fn finds(&self) -> Result<bool, MmsError> {
        let stored = self.store.load().await.map_err(unavailable)?;
        Ok(self.usable(stored, None).is_some())
    }

    fn known(&self, refused: Option<&Masked>) -> Option<Lent> {
        let known = self.known.borrow();
        let (lent, until) = known.as_ref()?;
        (*until > clock::now() && Some(&lent.token) != refused).then(|| lent.clone())
    }

    fn usable(&self, stored: Option<StoredSession>, refused: Option<&Masked>) -> Option<Lent> {
        let stored = stored.filter(|s| s.age < self.lifetime && Some(&s.token) != refused)?;
        Some(self.remember(Lent { token: stored.token, own: false }, stored.age))
    }

    fn remember(&self, lent: Lent, age: Duration) -> Lent {
        let until = clock::now().checked_add(self.lifetime.saturating_sub(age));
        *self.known.borrow_mut() = until.map(|until| (lent.clone(), until));
        lent
    }
}

fn unavailable(error: SessionError) -> MmsError {
    MmsError::SessionStore(error)
}
