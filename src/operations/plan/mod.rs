//! Several changes that belong together, for one customer: from nothing to watching, from watching to nothing, or the same
//! in another network, at another address or with another base package.
//!
//! What is wanted and what there is make a plan, a list of steps ([`make`]). It is recorded before anything is sent, and
//! so is every step before and after it is done ([`mod@run`]): whoever dies in between leaves a plan that can go on or be taken
//! back. A plan that came to its end is not kept: the journal tells who began it, what was done and how it ended.

mod choices;
mod look;
pub mod make;
mod paid;
mod run;
mod seen;
pub mod step;
mod view;
pub mod wish;

use ring::digest::{SHA256, digest};
use serde::Serialize;

pub use self::choices::{Choices, Sold, choices};
use self::make::Draft;
use self::run::{alone, load, saved};
pub use self::view::{LmsOrder, StepView, View};
use self::wish::Wish;
use super::fields::hexadecimal;
use super::journal::{Entry, journalled};
use super::listing::{self, Key, Listed, Page, Wanted, any_contains};
use super::{Context, OperationError, Progress, argument, card};
use crate::db::DbError;
use crate::lms;
use crate::personal::Masked;
use crate::store::StoreError;
use crate::store::plans::{self, New};

/// What would be done, without doing it.
///
/// # Errors
/// `plan.nothing`, `customer.*`, `account.*`, `network.*`, `package.*`, `decoder.*`, `liability.*` when it cannot be done; any
/// of MMS's and of the store's.
pub async fn preview(context: &Context, customer: i64, wish: &Wish) -> Result<View, OperationError> {
    let draft = draft(context, customer, wish).await?;
    Ok(view::of_new(customer, wish.kind(), &context.config.actor, &draft, print(customer, &draft)?))
}

async fn draft(context: &Context, customer: i64, wish: &Wish) -> Result<Draft, OperationError> {
    let (wish, seen) = seen::seen(context, customer, wish).await?;
    make::make(&wish, &seen)
}

/// By what a plan is known to be the same: not by anything that could be read back.
fn print(customer: i64, draft: &Draft) -> Result<String, OperationError> {
    let mut text = format!("{customer}");
    for record in &draft.records {
        let step = saved(record)?;
        text = format!("{text}\n{:?} {}", step.subject_id, step.step);
    }
    let hash = digest(&SHA256, text.as_bytes());
    Ok(hexadecimal(hash.as_ref().split_at(16).0))
}

/// Records a plan; nothing is done of it yet.
///
/// # Errors
/// `plan.changed` when it is not the one that was shown under `shown`; `plan.unfinished` when another one of the customer is
/// under way; as [`preview`].
pub async fn begin(
    context: &Context,
    customer: i64,
    wish: &Wish,
    shown: Option<&str>,
) -> Result<View, OperationError> {
    let draft = draft(context, customer, wish).await?;
    if let Some(shown) = shown
        && print(customer, &draft)? != shown
    {
        return Err(argument("plan.changed", "MMS or LMS has changed since the plan was shown"));
    }
    let new = New {
        customer_id: customer,
        kind: wish.kind(),
        undo: draft.undo,
        user: context.config.user,
        actor: &context.config.actor,
    };
    let steps = draft.records.iter().map(saved).collect::<Result<Vec<_>, _>>()?;
    let entry =
        Entry::new("plan.begin", None).about(customer).with("plan", wish.kind()).with("steps", steps.len());
    let work = async {
        match context.tables(async |conn| plans::create(conn, &new, &steps).await).await {
            Err(StoreError::Db(DbError::Duplicate)) => {
                Err(argument("plan.unfinished", "another plan of the customer is under way"))
            }
            other => Ok(other?),
        }
    };
    Box::pin(journalled(context, entry, work)).await?;
    unfinished(context, customer)
        .await?
        .ok_or(argument("plan.gone", "the customer has no plan that is under way"))
}

/// The customer's plan that is under way.
///
/// # Errors
/// `customer.not_found`; the store's.
pub async fn unfinished(context: &Context, customer: i64) -> Result<Option<View>, OperationError> {
    card::known(context, customer).await?;
    Ok(load(context, customer).await?.as_ref().map(view::of))
}

/// Carries out the next step. A failure stops the plan and is told in it. Nothing is done as long as what was sent before may
/// still be on its way: then it waits for a moment, and the plan is still going.
///
/// # Errors
/// `customer.not_found`, `plan.gone`, `plan.busy`; the store's.
pub async fn step(context: &Context, customer: i64) -> Result<View, OperationError> {
    card::known(context, customer).await?;
    alone(context, customer, Box::pin(run::step(context, customer))).await
}

/// Carries out step after step, until the end, a failure, or something that LMS's own functions are to do.
///
/// # Errors
/// As [`step()`].
pub async fn run(context: &Context, customer: i64, progress: &Progress) -> Result<View, OperationError> {
    loop {
        let view = step(context, customer).await?;
        progress.set(view.steps.iter().filter(|step| step.is_done()).count(), view.steps.len());
        if view.state != "going" || view.lms.is_some() || progress.is_stopped() {
            return Ok(view);
        }
    }
}

/// LMS's own functions have done what the plan told: looks whether it is so.
///
/// # Errors
/// As [`step()`].
pub async fn confirm(context: &Context, customer: i64) -> Result<View, OperationError> {
    card::known(context, customer).await?;
    alone(context, customer, Box::pin(run::confirm(context, customer))).await
}

/// Turns the plan round: takes back what it did, or does it all the same. Nothing is sent yet.
///
/// # Errors
/// As [`step()`].
pub async fn direct(context: &Context, customer: i64, back: bool) -> Result<View, OperationError> {
    card::known(context, customer).await?;
    alone(context, customer, Box::pin(run::direct(context, customer, back))).await
}

/// Gives the plan up: MMS and LMS stay as they are.
///
/// # Errors
/// `customer.not_found`, `plan.busy`; the store's.
pub async fn forget(context: &Context, customer: i64) -> Result<bool, OperationError> {
    card::known(context, customer).await?;
    alone(context, customer, Box::pin(run::forget(context, customer))).await
}

/// A plan that is under way, on the list of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// LMS customer.
    pub customer_id: i64,
    /// His name in LMS.
    pub customer_name: Masked,
    /// `issue`, `remove`, `change`.
    pub kind: String,
    /// It is being taken back.
    pub back: bool,
    /// Why it was stopped: stable code; `None` while it goes, or when its process died.
    pub code: Option<String>,
    /// MMS's words, untrusted.
    pub mms_text: Option<String>,
    /// Unix seconds.
    pub created_at: i64,
    /// When a step was begun or done last, Unix seconds.
    pub changed_at: i64,
    /// Who began it.
    pub by: String,
    /// Steps that are done.
    pub done: i64,
    /// Steps in all.
    pub steps: i64,
}

impl Listed for Row {
    const COLUMNS: &'static [&'static str] =
        &["created_at", "changed_at", "customer_name", "customer_id", "kind", "by"];
    const STATES: &'static [&'static str] = &["issue", "remove", "change"];

    fn id(&self) -> i64 {
        self.customer_id
    }

    fn key(&self, column: &str) -> Key {
        match column {
            "customer_name" => Key::text(self.customer_name.expose()),
            "customer_id" => Key::Number(self.customer_id),
            "kind" => Key::text(&self.kind),
            "by" => Key::text(&self.by),
            "changed_at" => Key::Number(self.changed_at),
            _ => Key::Number(self.created_at),
        }
    }

    fn is(&self, state: &str) -> bool {
        self.kind == state
    }

    fn has(&self, needle: &str) -> bool {
        any_contains(&[self.customer_name.expose(), &self.by], needle)
            || self.customer_id.to_string() == needle
    }
}

/// One page of the plans that are under way, of customers whom the asking LMS user may see.
///
/// # Errors
/// `list.*`; the store's.
pub async fn page(context: &Context, wanted: &Wanted) -> Result<Page<Row>, OperationError> {
    listing::page(all(context).await?, wanted)
}

/// All plans that are under way, of customers whom the asking LMS user may see, the oldest first.
async fn all(context: &Context) -> Result<Vec<Row>, OperationError> {
    let user = context.config.user;
    let (plans, names) = context
        .tables(async |conn| Ok((plans::all(conn).await?, lms::names_of_planned(conn, user).await?)))
        .await?;
    let row = |(head, steps, done): (plans::Head, i64, i64)| {
        let customer_name = Masked::new(names.get(&head.customer_id)?.clone());
        let plans::Head {
            customer_id,
            kind,
            back,
            created_at,
            changed_at,
            actor,
            error_code,
            error_text,
            ..
        } = head;
        Some(Row {
            customer_id,
            customer_name,
            kind,
            back,
            code: error_code,
            mms_text: error_text,
            created_at,
            changed_at,
            by: actor,
            done,
            steps,
        })
    };
    Ok(plans.into_iter().filter_map(row).collect())
}
