//! The MMS session shared by all processes of one LMS: MMS's side of it meets the plugin's table here.

use std::rc::Rc;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;

use crate::config::Config;
use crate::db::{Advisory, Conn, Db, LockName};
use crate::mms::{SessionError, SessionLock, SessionStore, StoredSession};
use crate::personal::Masked;
use crate::store::session::{Seal, load, save};
use crate::store::{StoreError, schema};

/// The session in `metroport_settings`.
pub(super) struct SharedSession {
    db: Db,
    seal: Rc<Seal>,
}

impl SharedSession {
    pub(super) fn new(db: Db, config: &Config) -> Result<Self, StoreError> {
        let database_password = config.database.as_ref().map(|d| d.password.clone()).unwrap_or_default();
        let account = format!("{}|{}", config.mms.base.as_str(), config.mms.login.expose());
        let seal = Seal::new(&[&database_password, &config.mms.password], &account)?;
        Ok(Self { db, seal: Rc::new(seal) })
    }
}

impl SessionStore for SharedSession {
    fn load(&self) -> LocalBoxFuture<'_, Result<Option<StoredSession>, SessionError>> {
        Box::pin(async {
            let found = self
                .db
                .with(async |conn: &mut Conn| {
                    schema::require(conn).await?;
                    load(conn, &self.seal).await
                })
                .await;
            found.map(stored).map_err(|e| failed(&e))
        })
    }

    fn lock(&self, wait: Duration) -> LocalBoxFuture<'_, Result<Box<dyn SessionLock>, SessionError>> {
        Box::pin(async move {
            match self.db.lock(LockName::Session, wait).await {
                Ok(Some(advisory)) => {
                    Ok(Box::new(Renewing { advisory, seal: Rc::clone(&self.seal) }) as Box<dyn SessionLock>)
                }
                Ok(None) => Err(SessionError {
                    code: "store.session",
                    message: "another process has been logging in for too long".into(),
                }),
                Err(e) => Err(failed(&e.into())),
            }
        })
    }
}

struct Renewing {
    advisory: Advisory,
    seal: Rc<Seal>,
}

impl SessionLock for Renewing {
    fn load(&mut self) -> LocalBoxFuture<'_, Result<Option<StoredSession>, SessionError>> {
        Box::pin(async {
            let found = self.advisory.with(async |conn: &mut Conn| load(conn, &self.seal).await).await;
            found.map(stored).map_err(|e| failed(&e))
        })
    }

    fn save<'a>(&'a mut self, token: &'a Masked) -> LocalBoxFuture<'a, Result<(), SessionError>> {
        Box::pin(async move {
            let saved = self.advisory.with(async |conn: &mut Conn| save(conn, &self.seal, token).await).await;
            saved.map_err(|e| failed(&e))
        })
    }

    fn release(self: Box<Self>) -> LocalBoxFuture<'static, ()> {
        Box::pin(self.advisory.release())
    }
}

fn stored(found: Option<(Masked, u64)>) -> Option<StoredSession> {
    found.map(|(token, age)| StoredSession { token, age: Duration::from_secs(age) })
}

fn failed(error: &StoreError) -> SessionError {
    SessionError { code: error.code(), message: error.to_string() }
}
