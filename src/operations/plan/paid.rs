//! What is removed and issued anew gets another number. By which liability it is paid stays known.

use super::step::{Act, Record, Thing, resolve};
use crate::operations::{Context, OperationError};
use crate::store::liabilities;
use crate::store::locks::Service;

/// Lets what is recorded with the old number be recorded with the new one. Can be repeated.
///
/// # Errors
/// The store's.
pub(super) async fn follow(
    context: &Context,
    customer: i64,
    records: &[Record],
    record: &Record,
    there: bool,
    id: Option<i64>,
) -> Result<(), OperationError> {
    let Some((service, from, to)) = renumbered(records, record, there, id) else { return Ok(()) };
    Ok(context.tables(async |conn| liabilities::renumber(conn, service, customer, from, to).await).await?)
}

/// From which number to which one, when the step's thing was seen to be there, under this number, or not to be.
fn renumbered(
    records: &[Record],
    record: &Record,
    there: bool,
    id: Option<i64>,
) -> Option<(Service, i64, i64)> {
    let (service, from, to) = match &record.step.act {
        Act::Give(Thing::Package { anew: Some(old), .. }) => {
            let (old, new) = (resolve(records, *old)?, id.or(record.id)?);
            let (from, to) = if there { (old, new) } else { (new, old) };
            (Service::MetroTv, from, to)
        }
        Act::Take(Thing::Package { .. }) if there => (Service::MetroTv, record.id?, id?),
        Act::Take(Thing::Service { .. }) if there => (Service::FSecure, record.id?, id?),
        _ => return None,
    };
    (from != to).then_some((service, from, to))
}
