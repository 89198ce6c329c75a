//! Looking into the journal, and purging it.

use super::super::listing::Page;
use super::{Context, OperationError, Outcome};
use crate::lms;
use crate::mms::models::Mac;
use crate::operations::argument;
use crate::store::journal;
use crate::store::journal::page::{self as read, COLUMNS, Cut, Filter, Row};

/// The longest text that an entry or a name of LMS can hold; a longer one is found nowhere, at any cost.
const LONGEST: usize = 512;
/// Rows of `own` that are read with one statement.
const PART: usize = 1000;

/// Which page of the journal is wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Rows to skip.
    pub offset: i64,
    /// Rows to return.
    pub limit: i64,
    /// Looked for in details, MMS's words, actors and customers' names; ids as a whole; a MAC in any notation.
    pub search: String,
    /// `at`, `action`, `outcome`, `actor`, `customer_id`, `mms_id`; empty for `at`.
    pub sort: String,
    /// The other way round: for `at`, the newest first.
    pub descending: bool,
    /// What else is asked.
    pub filter: Filter,
}

/// One page of the journal, without the customers whom the asker may not see.
///
/// # Errors
/// `list.sort`, `list.state` for a word that the journal does not know; the store's.
pub async fn page(context: &Context, wanted: &Wanted) -> Result<Page<Row>, OperationError> {
    let sort = if wanted.sort.is_empty() { "at" } else { wanted.sort.as_str() };
    let (_, column) = COLUMNS
        .into_iter()
        .find(|(word, _)| *word == sort)
        .ok_or(argument("list.sort", "the journal cannot be sorted by this"))?;
    let outcome = wanted.filter.outcome.as_deref();
    if outcome.is_some_and(|word| Outcome::ALL.iter().all(|outcome| outcome.word() != word)) {
        return Err(argument("list.state", "the journal knows no such outcome"));
    }
    if wanted.search.trim().chars().nth(LONGEST).is_some() {
        return Ok(Page { total: 0, rows: Vec::new() });
    }
    let mut filter = Filter {
        text: text(&wanted.search),
        number: wanted.search.trim().parse().ok(),
        ..wanted.filter.clone()
    };
    let cut = Cut { column, descending: wanted.descending, offset: wanted.offset, limit: wanted.limit };
    let user = context.config.user;
    let work = context.tables(async |conn| {
        filter.hidden = lms::hidden_in_journal(conn, user).await?;
        Ok((read::count(conn, &filter).await?, read::rows(conn, &filter, cut).await?))
    });
    let (total, rows) = work.await?;
    Ok(Page { total: usize::try_from(total).unwrap_or_default(), rows })
}

/// What is looked for; a MAC in the notation in which it is written down.
fn text(search: &str) -> Option<String> {
    let search = search.trim();
    let text = Mac::parse(search).map_or_else(|| search.to_owned(), Mac::plain);
    Some(text).filter(|text| !text.is_empty())
}

/// The newest entries of one LMS customer; none when the asker may not see him.
///
/// # Errors
/// The store's.
pub async fn of_customer(
    context: &Context,
    customer_id: i64,
    limit: i64,
) -> Result<Vec<Row>, OperationError> {
    let filter = Filter { customer_id: Some(customer_id), ..Filter::default() };
    newest(context, filter, limit).await
}

/// What was changed through one client since this was asked last, the oldest first; whoever may see it, he has just done it.
///
/// # Errors
/// The store's.
pub async fn own(context: &Context) -> Result<Vec<Row>, OperationError> {
    let mut rows = Vec::new();
    for ids in context.config.trace.take().chunks(PART) {
        let filter = Filter { ids: Some(ids.to_vec()), ..Filter::default() };
        let mut part = newest(context, filter, i64::try_from(ids.len()).unwrap_or(i64::MAX)).await?;
        part.reverse();
        rows.extend(part);
    }
    Ok(rows)
}

async fn newest(context: &Context, mut filter: Filter, limit: i64) -> Result<Vec<Row>, OperationError> {
    let cut = Cut { column: "j.id", descending: true, offset: 0, limit };
    let user = context.config.user;
    let work = context.tables(async |conn| {
        filter.hidden = lms::hidden_in_journal(conn, user).await?;
        read::rows(conn, &filter, cut).await
    });
    Ok(work.await?)
}

/// Removes entries that are older than so many days, and tells how many there were.
///
/// # Errors
/// The store's.
pub async fn purge(context: &Context, days: u16) -> Result<u64, OperationError> {
    let mut removed = 0_u64;
    loop {
        let (some, more) = context.tables(async |conn| journal::purge(conn, days).await).await?;
        removed = removed.saturating_add(some);
        if !more {
            return Ok(removed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_is_found_in_every_notation() {
        assert_eq!(text(" 00:1A:79:AB:CD:01 ").as_deref(), Some("001a79abcd01"));
        assert_eq!((text("Dom"), text("  ")), (Some("Dom".to_owned()), None));
    }
}
