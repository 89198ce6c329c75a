//! The way to MMS, one stretch after another: name, connection, encryption, HTTP.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use ::url::Host;
use reqwest::header::DATE;
use reqwest::{Method, Request};

use super::certificate::valid_until;
use super::client::{Broken, Client};
use super::transport::Transport;
use super::{BaseUrl, MmsError};

/// What was found at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Any HTTP status: an answer is an answer.
    pub status: u16,
    /// Whether the wire is encrypted.
    pub encrypted: bool,
    /// Until when the certificate is good, in Unix seconds.
    pub valid_until: Option<i64>,
    /// MMS's clock, in Unix seconds.
    pub time: Option<i64>,
}

impl Client {
    /// The addresses of MMS's name.
    ///
    /// # Errors
    /// [`MmsError::Unreachable`]
    pub async fn resolve(&self, deadline: Instant) -> Result<Vec<SocketAddr>, MmsError> {
        let base = self.base();
        let port = base.port();
        let name = match base.host() {
            Some(Host::Domain(name)) => name,
            Some(Host::Ipv4(address)) => return Ok(vec![(IpAddr::V4(address), port).into()]),
            Some(Host::Ipv6(address)) => return Ok(vec![(IpAddr::V6(address), port).into()]),
            None => return Err(unreachable("there is no name in the address")),
        };
        match tokio::time::timeout(left(deadline), tokio::net::lookup_host((name, port))).await {
            Ok(Ok(found)) => Ok(found.collect()),
            Ok(Err(error)) => Err(unreachable(error)),
            Err(_) => Err(unreachable("no answer from the name server")),
        }
    }

    /// Opens a connection to the first of the addresses that takes one, and closes it.
    ///
    /// # Errors
    /// [`MmsError::Unreachable`]
    pub async fn knock(&self, addresses: &[SocketAddr], deadline: Instant) -> Result<SocketAddr, MmsError> {
        let mut last = unreachable("the name has no address");
        for address in addresses {
            let limit = left(deadline).min(Duration::from_secs(3));
            match tokio::time::timeout(limit, tokio::net::TcpStream::connect(address)).await {
                Ok(Ok(_)) => return Ok(*address),
                Ok(Err(error)) => last = unreachable(format_args!("{address}: {error}")),
                Err(_) => last = unreachable(format_args!("{address}: no answer")),
            }
        }
        Err(last)
    }

    /// Looks who answers at the base URL, over a connection of its own. No session, no retries.
    ///
    /// # Errors
    /// [`MmsError::Unreachable`], [`MmsError::Tls`], [`MmsError::Timeout`].
    pub async fn reach(&self, deadline: Instant) -> Result<Reached, MmsError> {
        let own = Transport::of_its_own(&self.options)?;
        let request = Request::new(Method::GET, self.base().join("/"));
        let (reply, took) = match self.exchange(&own, "GET /", request, None, deadline).await {
            Ok(answered) => answered,
            Err(Broken::Passing { error, .. } | Broken::Final(error)) => return Err(error),
            Err(Broken::SessionRefused { text, .. }) => return Err(MmsError::Login { text }),
        };
        self.tally().add("GET /", "ok", took);
        let time = reply.headers.get(DATE).and_then(|date| date.to_str().ok());
        let time = time.and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
        Ok(Reached {
            status: reply.status.as_u16(),
            encrypted: self.base().is_https(),
            valid_until: reply.certificate.as_deref().and_then(valid_until).map(|time| time.timestamp()),
            time: time.map(|time| time.timestamp()),
        })
    }

    fn base(&self) -> &BaseUrl {
        &self.options.base
    }
}

fn unreachable(detail: impl std::fmt::Display) -> MmsError {
    MmsError::Unreachable { detail: detail.to_string() }
}

fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}
