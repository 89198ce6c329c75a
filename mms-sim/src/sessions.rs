//! Sessions: who is logged in, and until when. A session is not prolonged by using it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

pub(crate) struct Sessions {
    ttl: Duration,
    live: HashMap<String, Instant>,
}

impl Sessions {
    pub fn new(ttl: Duration) -> Self {
        Self { ttl, live: HashMap::new() }
    }

    /// Opens a session and tells its token.
    pub fn open(&mut self) -> String {
        let (ttl, now) = (self.ttl, Instant::now());
        self.live.retain(|_, opened| now.duration_since(*opened) < ttl);
        // Two simulators never share a token: one's session must mean nothing to the other.
        let token = format!("{:032x}", fastrand::u128(..));
        self.live.insert(token.clone(), now);
        token
    }

    /// Whether the `Cookie` header names a session that lives.
    pub fn allow(&self, cookies: &str) -> bool {
        let mut tokens = cookies.split(';').filter_map(|cookie| cookie.trim().strip_prefix("sess_ci="));
        tokens.any(|token| self.live.get(token).is_some_and(|opened| opened.elapsed() < self.ttl))
    }

    /// Ends all sessions and tells how many there were.
    pub fn revoke(&mut self) -> usize {
        let live = self.live.values().filter(|opened| opened.elapsed() < self.ttl).count();
        self.live.clear();
        live
    }

    /// How long sessions live, those that are open included.
    pub fn set_ttl(&mut self, ttl: Duration) {
        self.ttl = ttl;
    }
}
