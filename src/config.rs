//! The configuration that PHP hands over, checked.

use std::fmt;
use std::time::Duration;

use crate::mms::{self, BaseUrl, UrlError};
use crate::personal::Masked;
use crate::store::journal::Trace;

/// Everything the operations need to know, as PHP gave it.
#[derive(Debug, Clone, Default)]
pub struct Raw {
    /// `metroport.serwer_url`
    pub url: String,
    /// `metroport.api_login`
    pub login: String,
    /// `metroport.api_pass`
    pub password: Masked,
    /// Seconds; `metroport.api_timeout`
    pub timeout: Option<f64>,
    /// `metroport.api_concurrency`
    pub concurrency: Option<i64>,
    /// Seconds; `metroport.api_token_expiration_time`
    pub session_lifetime: Option<i64>,
    /// LMS's database; without it the session stays in this process.
    pub database: Option<Database>,
    /// LMS user who asks, 0 for a script.
    pub user: i64,
    /// Who asks, in words.
    pub actor: String,
    /// `metroport.unblock_only_own`
    pub unblock_only_own: Option<bool>,
    /// `metroport.lock_limit_percent`
    pub lock_limit_percent: Option<i64>,
    /// `metroport.metrotv_suspend_billing`
    pub metrotv_suspend_billing: Option<bool>,
    /// `metroport.fsecure_suspend_billing`
    pub fsecure_suspend_billing: Option<bool>,
    /// `metroport.automatically_update_customer_data`
    pub follow_data: Option<bool>,
}

/// Where LMS's database is (`lms.ini`, section `database`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Database {
    /// `postgres`, `mysql` or `mysqli`.
    pub kind: String,
    /// Name, `name:port`, or the directory of a PostgreSQL socket; empty for the local socket.
    pub host: String,
    /// Port when the host does not say it.
    pub port: Option<u16>,
    /// Socket of MySQL or MariaDB.
    pub socket: String,
    /// User.
    pub user: String,
    /// Password.
    pub password: Masked,
    /// Name of the database.
    pub name: String,
}

/// How locks are set and released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockRules {
    /// Release only what this plugin locked.
    pub unblock_only_own: bool,
    /// A run that changes more than this part of all linked customers does nothing.
    pub limit_percent: u8,
    /// A confirmed lock of MetroTV sets `metrotv_suspend_billing` too.
    pub metrotv_billing: bool,
    /// A confirmed lock of F-Secure sets `metro_fsecure_suspend_billing` too.
    pub fsecure_billing: bool,
}

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// For the MMS client.
    pub mms: mms::Options,
    /// LMS's database.
    pub database: Option<Database>,
    /// LMS user who asks, 0 for a script.
    pub user: i64,
    /// Who asks, in words.
    pub actor: String,
    /// How locks are set and released.
    pub locks: LockRules,
    /// Whether MMS's data of linked customers follow LMS's.
    pub follow_data: bool,
    /// The LMS customer whom the changes are about, where the operation itself is not told.
    pub about: Option<i64>,
    /// Entries of the journal that were written for it.
    pub trace: Trace,
}

/// What is wrong with a configuration: which key, never its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// It is not there or empty.
    #[error("configuration: `{0}` is missing")]
    Missing(&'static str),
    /// It is there and makes no sense.
    #[error("configuration: `{key}` must be {wanted}")]
    Wrong {
        /// Which one.
        key: &'static str,
        /// What it should be.
        wanted: String,
    },
}

impl ConfigError {
    /// A wrong value.
    pub fn wrong(key: &'static str, wanted: impl fmt::Display) -> Self {
        Self::Wrong { key, wanted: wanted.to_string() }
    }

    /// Stable code by which the shell translates it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "config.missing",
            Self::Wrong { .. } => "config.wrong",
        }
    }
}

impl Config {
    /// Checks a configuration and fills in the defaults.
    ///
    /// # Errors
    /// [`ConfigError`] names the first key that is missing or wrong.
    pub fn new(raw: Raw) -> Result<Self, ConfigError> {
        let base = BaseUrl::parse(&raw.url).map_err(|e| match e {
            UrlError::Empty => ConfigError::Missing("url"),
            other => ConfigError::wrong("url", format_args!("an address ({other})")),
        })?;
        let login = raw.login.trim();
        if login.is_empty() {
            return Err(ConfigError::Missing("login"));
        }
        // A password may begin or end with a blank, but nobody has one of blanks only.
        if raw.password.expose().trim().is_empty() {
            return Err(ConfigError::Missing("password"));
        }
        let timeout = raw.timeout.unwrap_or(10.0);
        if !(1.0..=600.0).contains(&timeout) {
            return Err(ConfigError::wrong("timeout", "between 1 and 600 seconds"));
        }
        let limit_percent = within("lock_limit_percent", raw.lock_limit_percent, 30, 1, 100)?;
        Ok(Self {
            mms: mms::Options {
                base,
                login: Masked::new(login),
                password: raw.password,
                timeout: Duration::from_secs_f64(timeout),
                concurrency: within("concurrency", raw.concurrency, 8, 1, 64)?,
                session_lifetime: Duration::from_secs(within(
                    "session_lifetime",
                    raw.session_lifetime,
                    1200,
                    60,
                    86_400,
                )?),
            },
            database: raw.database.map(Database::checked).transpose()?,
            user: raw.user.max(0),
            actor: raw.actor.chars().filter(|c| !c.is_control()).take(64).collect(),
            locks: LockRules {
                unblock_only_own: raw.unblock_only_own.unwrap_or(true),
                limit_percent,
                metrotv_billing: raw.metrotv_suspend_billing.unwrap_or(true),
                fsecure_billing: raw.fsecure_suspend_billing.unwrap_or(true),
            },
            follow_data: raw.follow_data.unwrap_or(true),
            about: None,
            trace: Trace::default(),
        })
    }

    /// For what needs a database and nothing of MMS.
    ///
    /// # Errors
    /// [`ConfigError`] names the first key of the database that is missing or wrong.
    pub fn of_database(database: Database) -> Result<Self, ConfigError> {
        // A name that never exists (RFC 2606).
        Self::new(Raw {
            url: "nowhere.invalid".into(),
            login: "nobody".into(),
            password: Masked::new("none"),
            database: Some(database),
            ..Raw::default()
        })
    }

    /// The same for changes to one LMS customer.
    #[must_use]
    pub fn about(&self, customer_id: i64) -> Self {
        Self { about: Some(customer_id), ..self.clone() }
    }
}

impl Database {
    fn checked(self) -> Result<Self, ConfigError> {
        if !matches!(self.kind.as_str(), "postgres" | "mysql" | "mysqli") {
            return Err(ConfigError::wrong("database.type", "postgres, mysql or mysqli"));
        }
        if self.name.is_empty() {
            return Err(ConfigError::Missing("database.database"));
        }
        Ok(self)
    }
}

/// A number inside its bounds, or its default.
fn within<T: TryFrom<i64>>(
    key: &'static str,
    value: Option<i64>,
    default: i64,
    low: i64,
    high: i64,
) -> Result<T, ConfigError> {
    let wrong = || ConfigError::wrong(key, format_args!("between {low} and {high}"));
    let value = value.unwrap_or(default);
    if !(low..=high).contains(&value) {
        return Err(wrong());
    }
    T::try_from(value).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> Raw {
        Raw {
            url: "api.example.pl ".into(),
            login: " operator ".into(),
            password: Masked::new("hasło"),
            ..Raw::default()
        }
    }

    #[test]
    fn defaults_are_those_of_the_documentation() {
        let config = Config::new(raw()).unwrap();
        assert_eq!(config.mms.timeout, Duration::from_secs(10));
        assert_eq!(config.mms.concurrency, 8);
        assert_eq!(config.mms.session_lifetime, Duration::from_mins(20));
        assert_eq!(config.mms.login.expose(), "operator");
        assert!(config.locks.unblock_only_own && config.locks.limit_percent == 30);
    }

    #[test]
    fn what_is_wrong_is_named_and_its_value_is_not() {
        type Spoil = fn(&mut Raw);
        let cases: [(&str, Spoil); 9] = [
            ("`url` is missing", |r| r.url = " ".into()),
            ("`url` must be", |r| r.url = "ftp://sekret".into()),
            ("`login` is missing", |r| r.login = " ".into()),
            ("`password` is missing", |r| r.password = Masked::default()),
            ("`timeout` must be", |r| r.timeout = Some(f64::NAN)),
            ("`concurrency` must be", |r| r.concurrency = Some(0)),
            ("`session_lifetime` must be", |r| r.session_lifetime = Some(-5)),
            ("`lock_limit_percent` must be", |r| r.lock_limit_percent = Some(i64::MAX)),
            ("`database.type` must be", |r| {
                r.database = Some(Database { kind: "sekret".into(), ..Database::default() });
            }),
        ];
        for (message, spoil) in cases {
            let mut raw = raw();
            spoil(&mut raw);
            let error = Config::new(raw).unwrap_err().to_string();
            assert!(error.contains(message) && !error.contains("sekret"), "{error}");
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let mut raw = raw();
        raw.database = Some(Database {
            kind: "postgres".into(),
            name: "lms".into(),
            password: Masked::new("dbsekret"),
            ..Database::default()
        });
        let shown = format!("{raw:?} {:?}", Config::new(raw.clone()).unwrap());
        assert!(!shown.contains("hasło") && !shown.contains("dbsekret"), "{shown}");
    }
}
