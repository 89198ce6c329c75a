//! Sending of customers' data to MMS.

use std::collections::HashMap;
use std::time::Instant;

use futures_util::future::join_all;

use super::wish::{self, Ending, Trouble};
use super::{Kind, Line, Outcome};
use crate::clock;
use crate::lms::customer::{self, Linked, Which};
use crate::mms::MmsError;
use crate::mms::calls::{ChangeUser, UserFields};
use crate::operations::fields::{fields, fingerprint, unsendable};
use crate::operations::journal::{self, Entry};
use crate::operations::locks::words;
use crate::operations::{Context, OperationError, Progress};
use crate::store::data::{self, Record};
use crate::store::journal::Ending as Written;

/// Sends the data of these customers as far as they are due, `concurrency` at a time, until `until`. With MMS away it gives
/// up: what was not tried stays due.
pub(super) async fn send(
    context: &Context,
    customers: &[i64],
    run: &'static str,
    until: Option<Instant>,
    progress: &Progress,
) -> Result<Vec<Line>, OperationError> {
    let at_once = context.mms.concurrency();
    let mut lines = Vec::new();
    let mut outages = 0_usize;
    for some in customers.chunks(at_once) {
        let late = until.is_some_and(|until| until <= clock::now());
        if late || progress.is_stopped() || outages >= at_once.saturating_mul(2) {
            break;
        }
        let deadline = context.deadline();
        let deadline = until.map_or(deadline, |until| until.min(deadline));
        for (line, outage) in Box::pin(send_some(context, some, run, deadline)).await? {
            outages = if outage { outages.saturating_add(1) } else { 0 };
            lines.push(line);
        }
        for _ in some {
            progress.step();
        }
    }
    Ok(lines)
}

/// What is on its way.
struct Parcel {
    record: Record,
    /// MMS user and fields; `None` when the customer's data do not follow any more.
    what: Option<(i64, UserFields)>,
    /// Its entry in the journal.
    entry: Option<i64>,
}

async fn send_some(
    context: &Context,
    customers: &[i64],
    run: &'static str,
    deadline: Instant,
) -> Result<Vec<(Line, bool)>, OperationError> {
    let parcels = take(context, customers, run).await?;
    let sent = join_all(parcels.into_iter().map(async |parcel| {
        let (ending, error) = carry(context, &parcel, deadline).await;
        (parcel, ending, error)
    }))
    .await;
    let mut endings = HashMap::new();
    let mut written = Vec::new();
    let mut lines = Vec::new();
    for (parcel, ending, error) in sent {
        written
            .extend(parcel.entry.map(|id| (id, error.as_ref().map_or(Written::DONE, journal::mms_ending))));
        let outage = error.as_ref().is_some_and(MmsError::is_outage);
        lines.extend(line(parcel.record.customer_id, &ending).map(|line| (line, outage)));
        endings.insert(parcel.record.customer_id, (parcel.record.wanted, ending));
    }
    finish(context, endings).await?;
    journal::close(context, &written).await;
    Ok(lines)
}

/// Takes what is due, reads what LMS has of it, and writes the journal.
async fn take(
    context: &Context,
    customers: &[i64],
    run: &'static str,
) -> Result<Vec<Parcel>, OperationError> {
    let seconds = context.lease();
    let work = context.tables(async |conn| {
        let taken = data::change(conn, customers, |record, now| wish::take(record, seconds, now)).await?;
        let ids: Vec<i64> = taken.iter().map(|record| record.customer_id).collect();
        // Read only now: what was read before may be older than what somebody else has sent meanwhile.
        let mut found: HashMap<i64, Linked> = HashMap::new();
        customer::linked(conn, Which::These(&ids), |linked| {
            found.insert(linked.customer_id, linked);
        })
        .await?;
        let mut parcels: Vec<Parcel> = taken
            .into_iter()
            .map(|record| {
                let linked = found.get(&record.customer_id);
                let what = linked.map(|linked| (linked.mms_id, fields(&linked.customer)));
                Parcel { record, what, entry: None }
            })
            .collect();
        let (mut entries, mut sendable) = (Vec::new(), Vec::new());
        for parcel in &mut parcels {
            if let Some((user, fields)) = &parcel.what
                && unsendable(fields).is_none()
            {
                let entry = Entry::new("user.update", Some(*user)).of(*user).about(parcel.record.customer_id);
                entries.push(entry.with("run", run));
                sendable.push(parcel);
            }
        }
        let ids = journal::open_on(conn, context, entries).await?;
        for (parcel, id) in sendable.into_iter().zip(ids) {
            parcel.entry = Some(id);
        }
        Ok(parcels)
    });
    Ok(work.await?)
}

async fn carry(context: &Context, parcel: &Parcel, deadline: Instant) -> (Ending, Option<MmsError>) {
    let Some((user, fields)) = &parcel.what else { return (Ending::Dropped, None) };
    if let Some(trouble) = trouble(fields) {
        return (Ending::Refused(trouble), None);
    }
    let sent = context.mms.send(&ChangeUser { id: *user, user: fields.clone() }, deadline).await;
    match sent {
        Ok(_) => (Ending::Settled(fingerprint(*user, fields)), None),
        Err(error) => (ending(&error), Some(error)),
    }
}

/// What keeps these fields from being sent at all.
pub(super) fn trouble(fields: &UserFields) -> Option<Trouble> {
    let code = unsendable(fields)?;
    let text = match code {
        "customer.nip" => "the customer's NIP in LMS is not valid",
        _ => "the customer's PESEL in LMS is not valid",
    };
    Some(Trouble { code, text: text.to_owned() })
}

/// How an attempt ended that failed.
pub(super) fn ending(error: &MmsError) -> Ending {
    let text = words(error);
    match error {
        MmsError::Rejected { status: 404, .. } => Ending::Refused(Trouble { code: "customer.gone", text }),
        MmsError::Rejected { .. } => Ending::Refused(Trouble { code: error.code(), text }),
        _ => Ending::Failed(Trouble { code: error.code(), text }),
    }
}

/// Records how attempts ended; for each customer also what was wanted when he was taken.
pub(super) async fn finish(
    context: &Context,
    mut endings: HashMap<i64, (Option<String>, Ending)>,
) -> Result<(), OperationError> {
    let ids: Vec<i64> = endings.keys().copied().collect();
    let work = context.tables(async |conn| {
        data::change(conn, &ids, |record, now| {
            if let Some((taken, ending)) = endings.remove(&record.customer_id) {
                wish::finish(record, taken.as_deref(), ending, now);
            }
            false
        })
        .await
    });
    work.await?;
    Ok(())
}

fn line(customer_id: i64, ending: &Ending) -> Option<Line> {
    let (outcome, trouble) = match ending {
        Ending::Settled(_) => (Outcome::Done, None),
        Ending::Refused(trouble) => (Outcome::Refused, Some(trouble)),
        Ending::Failed(trouble) => (Outcome::Failed, Some(trouble)),
        Ending::Dropped => return None,
    };
    let code = trouble.map(|trouble| trouble.code.to_owned());
    let message = trouble.map(|trouble| trouble.text.clone());
    Some(Line { kind: Kind::Data, customer_id, outcome, code, message })
}
