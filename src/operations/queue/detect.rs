//! Finding of customers whose data MMS does not have: by fingerprints, and where there are none yet by looking at MMS.

use std::collections::HashMap;

use super::send::trouble;
use super::wish::{self, Trouble};
use crate::lms::customer::{self, Linked, Which};
use crate::mms::MmsError;
use crate::mms::calls::{ListUsers, UserFields};
use crate::mms::models::User;
use crate::operations::fields::{differences, fields, fingerprint};
use crate::operations::{Context, OperationError};
use crate::store::data;

/// What a look at one customer has brought.
pub(super) struct Finding {
    pub(super) fresh: String,
    /// MMS is known to have it.
    pub(super) seen: bool,
    pub(super) trouble: Option<Trouble>,
}

/// How a customer stands by what is recorded of him.
pub(super) enum Standing {
    /// Nothing has to be done.
    Settled,
    /// It is wanted already.
    Wanted,
    /// It has changed.
    Changed(Finding),
    /// Nothing is recorded: MMS has to be looked at.
    Unknown,
}

/// Compares what LMS has with what is recorded.
pub(super) fn compare(linked: &Linked) -> (Standing, UserFields) {
    let fields = fields(&linked.customer);
    let fresh = fingerprint(linked.mms_id, &fields);
    let (settled, wanted) = (linked.settled.as_deref(), linked.wanted.as_deref());
    let standing = match (settled, wanted) {
        _ if wish::is_settled(settled, wanted, &fresh) => Standing::Settled,
        (_, Some(wanted)) if wanted == fresh => Standing::Wanted,
        (None, None) => Standing::Unknown,
        _ => Standing::Changed(Finding { trouble: trouble(&fields), fresh, seen: false }),
    };
    (standing, fields)
}

/// Compares what LMS has with what MMS has.
pub(super) fn compare_with(mms_id: i64, fields: &UserFields, user: Option<&User>) -> Finding {
    let seen = user.is_some_and(|user| differences(fields, user).is_empty());
    Finding { fresh: fingerprint(mms_id, fields), seen, trouble: trouble(fields) }
}

/// What a look at all of them has brought.
#[derive(Default)]
pub(super) struct Detected {
    /// By customer.
    pub(super) findings: HashMap<i64, Finding>,
    /// Why those could not be compared of whom nothing is recorded yet.
    pub(super) failed: Option<MmsError>,
}

/// Looks at all linked customers: one query, and if something is not recorded yet one request and another query.
pub(super) async fn detect(context: &Context) -> Result<Detected, OperationError> {
    let mut findings = HashMap::new();
    let mut unknown = 0_usize;
    let work = context.tables(async |conn| {
        let look = |linked: Linked| match compare(&linked).0 {
            Standing::Changed(finding) => {
                findings.insert(linked.customer_id, finding);
            }
            Standing::Unknown => unknown = unknown.saturating_add(1),
            Standing::Settled | Standing::Wanted => {}
        };
        Ok(customer::linked(conn, Which::All, look).await?)
    });
    work.await?;
    if unknown == 0 {
        return Ok(Detected { findings, failed: None });
    }
    let users = match context.mms.send(&ListUsers {}, context.deadline()).await {
        Ok(users) if users.is_empty() => {
            // Believing it would send everything about everybody.
            let (call, path) = ("GET /Users/users", ".".to_owned());
            let detail = "MMS shows no user at all, though some are linked".to_owned();
            return Ok(Detected { findings, failed: Some(MmsError::Protocol { call, path, detail }) });
        }
        Ok(users) => users,
        Err(error) => return Ok(Detected { findings, failed: Some(error) }),
    };
    let users: HashMap<i64, User> = users.into_iter().map(|user| (user.mms_id, user)).collect();
    let work = context.tables(async |conn| {
        let look = |linked: Linked| {
            let fields = fields(&linked.customer);
            let finding = compare_with(linked.mms_id, &fields, users.get(&linked.mms_id));
            findings.insert(linked.customer_id, finding);
        };
        Ok(customer::linked(conn, Which::Unsettled, look).await?)
    });
    work.await?;
    Ok(Detected { findings, failed: None })
}

/// Records a finding about this customer.
pub(super) fn note(record: &mut data::Record, finding: Finding, by: &str, now: i64) {
    let Finding { fresh, seen, trouble } = finding;
    if seen {
        wish::seen(record, &fresh, now);
    } else {
        wish::want(record, &fresh, by, now, trouble);
    }
}
