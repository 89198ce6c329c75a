//! How MMS and the way to it fail: rules that say for which requests, when, and what happens.

use std::time::Duration;

use fastrand::Rng;
use serde::{Deserialize, Serialize};

/// A fault for the requests it matches. All conditions must hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Method; any when it is not given.
    #[serde(default)]
    pub method: Option<String>,
    /// Path or route template (`/Iptv/Accounts/{id}`); `*` stands for any text. Any path when it is not given.
    #[serde(default = "any_path")]
    pub path: String,
    /// The first matching request it strikes, counted from 1.
    #[serde(default = "first")]
    pub nth: u64,
    /// How many it strikes; without end when it is not given.
    #[serde(default)]
    pub count: Option<u64>,
    /// How likely it strikes each of them, from 0 to 1, drawn from the simulator's seed.
    #[serde(default = "certain")]
    pub probability: f64,
    /// What happens.
    pub fault: Fault,
}

fn any_path() -> String {
    "*".into()
}

fn first() -> u64 {
    1
}

fn certain() -> f64 {
    1.0
}

/// Before or after the request took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The request is lost: nothing was done.
    Before,
    /// The answer is lost: it was done.
    After,
}

/// Where a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutAt {
    /// Before the effect.
    Before,
    /// After the effect, before the answer.
    After,
    /// In the middle of the answer's body.
    Body,
}

/// What comes instead of an answer, with status 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Garbage {
    /// A page, as a proxy in front of MMS would send.
    Html,
    /// The first half of the answer.
    Truncated,
    /// JSON of a type nobody expects.
    Types,
    /// Nothing.
    Empty,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A hundred thousand nested lists.
    Deep,
}

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// It takes longer. The only fault that goes together with another one.
    Latency {
        /// At least so long.
        ms: u64,
        /// And up to so much more.
        #[serde(default)]
        jitter_ms: u64,
    },
    /// Another status.
    Status {
        /// The status.
        status: u16,
        /// Before or after the effect.
        when: When,
        /// `Retry-After` in seconds.
        #[serde(default)]
        retry_after: Option<u64>,
        /// The body, as plain text.
        #[serde(default)]
        body: String,
    },
    /// The connection is cut.
    Cut {
        /// Where.
        at: CutAt,
    },
    /// No answer ever comes; the connection stays open.
    Hang {
        /// Before or after the effect.
        when: When,
    },
    /// An answer that makes no sense, after the effect.
    Garbage {
        /// What comes.
        what: Garbage,
    },
    /// The answer comes in drops.
    Drip {
        /// Bytes in a drop.
        bytes: usize,
        /// Milliseconds between drops.
        every_ms: u64,
    },
    /// An answer of so many bytes: valid JSON, an empty list with blanks in it.
    Huge {
        /// Its size.
        bytes: u64,
        /// Whether `Content-Length` tells the size beforehand.
        #[serde(default)]
        declared: bool,
    },
    /// It is delivered twice. The client sees the first answer.
    Duplicate,
    /// It is sent elsewhere, without effect here.
    Redirect {
        /// The `Location`.
        to: String,
        /// 302, 307…
        status: u16,
    },
}

impl Fault {
    /// Its name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Status { .. } => "status",
            Self::Cut { .. } => "cut",
            Self::Hang { .. } => "hang",
            Self::Garbage { .. } => "garbage",
            Self::Drip { .. } => "drip",
            Self::Huge { .. } => "huge",
            Self::Duplicate => "duplicate",
            Self::Redirect { .. } => "redirect",
        }
    }
}

impl Rule {
    /// For every request.
    pub fn always(fault: Fault) -> Self {
        Self { method: None, path: any_path(), nth: first(), count: None, probability: certain(), fault }
    }

    /// For every request with this method and path (see [`Rule::path`]).
    pub fn on(method: &str, path: &str, fault: Fault) -> Self {
        Self { method: Some(method.into()), path: path.into(), ..Self::always(fault) }
    }

    /// From the `nth` matching request on, counted from 1.
    #[must_use]
    pub fn from_nth(mut self, nth: u64) -> Self {
        self.nth = nth;
        self
    }

    /// So many times.
    #[must_use]
    pub fn times(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// With this probability.
    #[must_use]
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = probability;
        self
    }

    fn matches(&self, method: &str, path: &str, template: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && (fits(&self.path, path) || fits(&self.path, template))
    }
}

/// Whether a text fits a pattern in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(start) else { return false };
    let mut parts = rest.split('*');
    let end = parts.next_back().unwrap_or_default();
    for part in parts {
        match left.split_once(part) {
            Some((_, behind)) => left = behind,
            None => return false,
        }
    }
    left.ends_with(end)
}

/// The rules in force.
pub(crate) struct Faults {
    armed: Vec<Armed>,
    rng: Rng,
    next: u64,
}

struct Armed {
    id: u64,
    rule: Rule,
    seen: u64,
    struck: u64,
}

/// What hits one request.
#[derive(Default)]
pub(crate) struct Strike {
    pub delay: Duration,
    pub fault: Option<Fault>,
}

impl Faults {
    pub fn new(seed: u64) -> Self {
        Self { armed: Vec::new(), rng: Rng::with_seed(seed), next: 1 }
    }

    pub fn add(&mut self, rule: Rule) -> u64 {
        let id = self.next;
        self.next = id.saturating_add(1);
        self.armed.push(Armed { id, rule, seen: 0, struck: 0 });
        id
    }

    pub fn clear(&mut self) {
        self.armed.clear();
    }

    pub fn rules(&self) -> Vec<(u64, Rule)> {
        self.armed.iter().map(|armed| (armed.id, armed.rule.clone())).collect()
    }

    /// Delays add up; of the other faults the first rule that strikes wins, and those behind it do not count it.
    pub fn strike(&mut self, method: &str, path: &str, template: &str) -> Strike {
        let mut strike = Strike::default();
        for armed in &mut self.armed {
            let delays = matches!(armed.rule.fault, Fault::Latency { .. });
            if (strike.fault.is_some() && !delays) || !armed.rule.matches(method, path, template) {
                continue;
            }
            armed.seen = armed.seen.saturating_add(1);
            let spent = armed.rule.count.is_some_and(|count| armed.struck >= count);
            if spent || armed.seen < armed.rule.nth || self.rng.f64() >= armed.rule.probability {
                continue;
            }
            armed.struck = armed.struck.saturating_add(1);
            match armed.rule.fault.clone() {
                Fault::Latency { ms, jitter_ms } => {
                    let ms = ms.saturating_add(self.rng.u64(0..=jitter_ms));
                    strike.delay = strike.delay.saturating_add(Duration::from_millis(ms));
                }
                fault => strike.fault = Some(fault),
            }
        }
        strike
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(faults: &mut Faults, times: usize) -> Vec<bool> {
        (0..times).map(|_| faults.strike("GET", "/Iptv/Stbs", "/Iptv/Stbs").fault.is_some()).collect()
    }

    #[test]
    fn patterns_fit_paths_and_templates() {
        for (pattern, text, fit) in [
            ("*", "/a", true),
            ("/Iptv/*", "/Iptv/Stbs", true),
            ("/Iptv/*", "/Users/users", false),
            ("/Iptv/Accounts/{id}", "/Iptv/Accounts/{id}", true),
            ("/Iptv/*/blockAccount", "/Iptv/Accounts/7/blockAccount", true),
            ("*lock*", "/services/security/3/unblock", true),
            ("/a*a", "/a", false),
        ] {
            assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
        }
    }

    #[test]
    fn a_rule_strikes_from_its_nth_request_and_so_many_times() {
        let mut faults = Faults::new(1);
        faults.add(Rule::on("GET", "/Iptv/Stbs", Fault::Duplicate).from_nth(2).times(2));
        assert_eq!(struck(&mut faults, 5), [false, true, true, false, false]);
    }

    #[test]
    fn chance_belongs_to_the_seed() {
        let run = |seed| {
            let mut faults = Faults::new(seed);
            faults.add(Rule::always(Fault::Duplicate).with_probability(0.3));
            struck(&mut faults, 200)
        };
        assert_eq!(run(5), run(5));
        assert_ne!(run(5), run(6));
        let hits = run(5).into_iter().filter(|hit| *hit).count();
        assert!((30..90).contains(&hits), "{hits}");
    }

    #[test]
    fn delays_add_up_and_the_first_other_fault_wins() {
        let mut faults = Faults::new(1);
        faults.add(Rule::always(Fault::Latency { ms: 10, jitter_ms: 0 }));
        faults.add(Rule::always(Fault::Duplicate).times(1));
        faults.add(Rule::always(Fault::Hang { when: When::Before }));
        faults.add(Rule::always(Fault::Latency { ms: 5, jitter_ms: 0 }));
        let strike = faults.strike("PUT", "/x", "(unknown)");
        assert_eq!((strike.delay, strike.fault), (Duration::from_millis(15), Some(Fault::Duplicate)));
        assert_eq!(faults.strike("PUT", "/x", "(unknown)").fault, Some(Fault::Hang { when: When::Before }));
    }
}
