//! The doctor's steps on the way to MMS and in it: name, connection, certificate, login, areas, shared session, clocks.

use std::fmt::Display;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use tokio::join;

use super::{Complaint, Finding, Step};
use crate::mms::calls::{Call, ListPackages, ListProducts, ListStbModels, ListUsers};
use crate::mms::{MmsError, Reached};
use crate::operations::Context;
use crate::store::StoreError;

/// Days before its end when a certificate that nobody has renewed is worth a word.
const SOON: i64 = 14;
/// Seconds by which clocks may differ.
const SKEW: i64 = 120;

/// `tables`: whether there is anything where a session could be kept.
pub(super) async fn network(context: &Context, tables: bool) -> Vec<Step> {
    let mms = &context.mms;
    let mut steps = Vec::new();
    // With a proxy, names and connections are the proxy's matter.
    if !(context.config.mms.base.is_https() && has_proxy()) {
        let begun = Instant::now();
        let resolved = mms.resolve(context.deadline()).await;
        let (addresses, told) = match resolved {
            Ok(found) => (found.clone(), Ok(list(found.iter().map(std::net::SocketAddr::ip)).into())),
            Err(error) => (Vec::new(), Err(Complaint { code: "mms.dns", finding: error.to_string().into() })),
        };
        steps.push(Step::of("dns", begun, told));
        if addresses.is_empty() {
            return steps;
        }
        let begun = Instant::now();
        let knocked = mms.knock(&addresses, context.deadline()).await;
        let reached = knocked.is_ok();
        steps.push(Step::of(
            "tcp",
            begun,
            knocked.map(|address| address.to_string().into()).map_err(Complaint::from),
        ));
        if !reached {
            return steps;
        }
    }
    let begun = Instant::now();
    let reached = mms.reach(context.deadline()).await;
    let ours = unix_time();
    steps.extend(certificate(context, &reached, ours).map(|found| Step::of("tls", begun, found)));
    if matches!(reached, Err(MmsError::Tls { .. })) {
        return steps;
    }
    let answered =
        reached.as_ref().map(|reached| format!("HTTP {}", reached.status).into()).map_err(Clone::clone);
    steps.push(Step::of("server", begun, answered.map_err(Complaint::from)));
    let Ok(reached) = reached else { return steps };
    if tables {
        let begun = Instant::now();
        let login = mms.log_in(context.deadline()).await;
        let inside = login.is_ok();
        steps.push(Step::of("login", begun, login.map(|()| Finding::default()).map_err(Complaint::from)));
        if inside {
            steps.extend(session(context).await);
            steps.extend(areas(context).await);
        }
    }
    let begun = Instant::now();
    let clocks = clocks(context, reached.time, ours).await;
    steps.push(Step::of("clock", begun, clocks));
    steps
}

/// What is to be said of the certificate; `None` over a wire without one, or when nobody came so far.
fn certificate(
    context: &Context,
    reached: &Result<Reached, MmsError>,
    now: i64,
) -> Option<Result<Finding, Complaint>> {
    if !context.config.mms.base.is_https() {
        return None;
    }
    match reached {
        Ok(reached) => Some(judge_certificate(reached.valid_until, now)),
        Err(error @ MmsError::Tls { expired: true, .. }) => {
            Some(Err(Complaint { code: "certificate.expired", finding: error.to_string().into() }))
        }
        Err(error @ MmsError::Tls { .. }) => Some(Err(error.clone().into())),
        Err(_) => None,
    }
}

fn judge_certificate(until: Option<i64>, now: i64) -> Result<Finding, Complaint> {
    let Some(until) = until else { return Ok(Finding::default()) };
    let days = until.saturating_sub(now).div_euclid(86_400);
    let date = DateTime::from_timestamp(until, 0).unwrap_or_default().format("%Y-%m-%d");
    let finding =
        Finding::with(format!("valid until {date}, {days} days"), [("valid_until", until), ("days", days)]);
    if days < SOON { Err(Complaint { code: "certificate.soon", finding }) } else { Ok(finding) }
}

/// Whether another process would find the session that was just given.
async fn session(context: &Context) -> Option<Step> {
    context.db().ok()?;
    let begun = Instant::now();
    let other = match Context::new(context.config.clone()) {
        Ok(other) => other,
        Err(error) => return Some(Step::of("session", begun, Err(error.into()))),
    };
    let found = match other.mms.finds_session().await {
        Ok(true) => Ok(Finding::default()),
        Ok(false) => {
            let finding = "another process does not find it".to_owned().into();
            Err(Complaint { code: "store.session", finding })
        }
        Err(error) => Err(error.into()),
    };
    Some(Step::of("session", begun, found))
}

/// A list of each area: whether the account may use it. All at once, as a page asks.
async fn areas(context: &Context) -> [Step; 4] {
    join!(
        area(context, "customers", &ListUsers {}),
        area(context, "fsecure", &ListProducts {}),
        area(context, "metrotv", &ListPackages {}),
        area(context, "decoders", &ListStbModels {}),
    )
    .into()
}

async fn area<T>(context: &Context, name: &str, call: &impl Call<Answer = Vec<T>>) -> Step {
    let begun = Instant::now();
    let found = match context.mms.send(call, context.deadline()).await {
        Ok(rows) => {
            let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
            Ok(Finding::with(count.to_string(), [("rows", count)]))
        }
        // The session is fresh, so it is the account that may not.
        Err(error @ MmsError::Session { .. }) => {
            Err(Complaint { code: "mms.area", finding: error.to_string().into() })
        }
        Err(error) => Err(error.into()),
    };
    Step::of(name, begun, found)
}

async fn clocks(context: &Context, mms: Option<i64>, ours: i64) -> Result<Finding, Complaint> {
    let mut others = Vec::new();
    if let Some(mms) = mms {
        others.push(("MMS", mms.saturating_sub(ours)));
    }
    if let Ok(db) = context.db() {
        let before = unix_time();
        let now: Result<i64, StoreError> = db.with(async |conn| Ok(conn.now().await?)).await;
        others.push(("database", now?.saturating_sub(before)));
    }
    judge_clocks(&others)
}

/// Each clock and by how many seconds it is ahead of ours.
fn judge_clocks(others: &[(&'static str, i64)]) -> Result<Finding, Complaint> {
    let detail = list(others.iter().map(|(name, ahead)| format!("{name} {ahead:+} s")));
    let finding = Finding::with(detail, others.iter().copied());
    if others.iter().any(|(_, ahead)| ahead.saturating_abs() > SKEW) {
        return Err(Complaint { code: "clock.skew", finding });
    }
    Ok(finding)
}

fn list(items: impl Iterator<Item = impl Display>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn unix_time() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn has_proxy() -> bool {
    ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_ends_soon_is_told() {
        let judged = |until: Option<i64>| judge_certificate(until, 1_000_000);
        let told = |detail: &str, until, days| {
            Finding::with(detail.to_owned(), [("valid_until", until), ("days", days)])
        };
        assert_eq!(judged(None), Ok(Finding::default()));
        let until = 1_000_000 + 14 * 86_400;
        assert_eq!(judged(Some(until)), Ok(told("valid until 1970-01-26, 14 days", until, 14)));
        let finding = told("valid until 1970-01-26, 13 days", until - 1, 13);
        assert_eq!(judged(Some(until - 1)), Err(Complaint { code: "certificate.soon", finding }));
        assert!(
            judged(Some(0)).is_err() && judged(Some(i64::MAX)).is_ok() && judged(Some(i64::MIN)).is_err()
        );
    }

    #[test]
    fn clocks_may_differ_a_little() {
        assert_eq!(judge_clocks(&[]), Ok(Finding::default()));
        let two = [("MMS", -120), ("database", 120)];
        assert_eq!(judge_clocks(&two), Ok(Finding::with("MMS -120 s, database +120 s".into(), two)));
        let finding = Finding::with("MMS -121 s".into(), [("MMS", -121)]);
        assert_eq!(judge_clocks(&[("MMS", -121)]), Err(Complaint { code: "clock.skew", finding }));
        assert!(judge_clocks(&[("MMS", i64::MIN)]).is_err());
    }
}
