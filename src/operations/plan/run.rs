//! Carrying a plan out: one step at a time, each looked at before it is done and recorded before and after.

use std::time::Duration;

use super::look::{Sight, account, alike, look, place, user};
use super::paid;
use super::step::{Act, Record, Site, Step, Thing, next, resolve};
use super::view::{self, View};
use crate::clock;
use crate::db::LockName;
use crate::lms::customer::Address;
use crate::mms::calls::AccountFields;
use crate::operations::alone::alone_after;
use crate::operations::journal::{Entry, Outcome, ending, journalled};
use crate::operations::offer::Group;
use crate::operations::{
    Context, OperationError, argument, billing, card, customers, fsecure, metrotv, offer,
};
use crate::store::StoreError;
use crate::store::locks::Service;
use crate::store::plans::{self, Head, State};

/// How long one step waits for what may still be on its way; then whoever watches hears of it.
const A_MOMENT: Duration = Duration::from_secs(2);

/// A plan that is under way.
pub(super) struct Plan {
    pub(super) head: Head,
    pub(super) records: Vec<Record>,
}

fn gone() -> OperationError {
    argument("plan.gone", "the customer has no plan that is under way")
}

/// The customer's plan, if one is under way.
pub(super) async fn load(context: &Context, customer: i64) -> Result<Option<Plan>, OperationError> {
    let found = context.tables(async |conn| plans::of_customer(conn, customer).await).await?;
    let Some((head, steps)) = found else { return Ok(None) };
    let records: Option<Vec<Record>> = steps.iter().map(record).collect();
    let records = records
        .ok_or(argument("plan.unreadable", "the plan was recorded by another version of the plugin"))?;
    Ok(Some(Plan { head, records }))
}

fn record(saved: &plans::Step) -> Option<Record> {
    let step: Step = serde_json::from_str(&saved.step).ok()?;
    let before = saved.before.as_deref().map_or(Some(Vec::new()), |text| serde_json::from_str(text).ok())?;
    Some(Record { step, state: saved.state, id: saved.subject_id, before })
}

pub(super) fn saved(record: &Record) -> Result<plans::Step, OperationError> {
    let wrong = |_| argument("plan.unreadable", "the plan cannot be recorded");
    Ok(plans::Step {
        step: serde_json::to_string(&record.step).map_err(wrong)?,
        state: record.state,
        subject_id: record.id,
        before: Some(serde_json::to_string(&record.before).map_err(wrong)?),
    })
}

/// Does the work while nobody else is at the customer's plan.
pub(super) async fn alone<R>(
    context: &Context,
    customer: i64,
    work: impl Future<Output = Result<R, OperationError>>,
) -> Result<R, OperationError> {
    let busy = argument("plan.busy", "somebody else is at this plan");
    let Ok(key) = i32::try_from(customer) else { return Err(gone()) };
    let patience = context.config.mms.timeout;
    alone_after(context, LockName::Plan(key), patience, work).await?.ok_or(busy)
}

/// Carries out the next step, or tells what the shell is to do in LMS for it; waits for a moment when what was sent before may
/// still be on its way. A failure stops the plan and is told in it.
///
/// # Errors
/// `plan.gone`, `plan.busy`; the store's.
pub(super) async fn step(context: &Context, customer: i64) -> Result<View, OperationError> {
    let mut plan = load(context, customer).await?.ok_or_else(gone)?;
    let Some(position) = next(&plan.records, plan.head.back) else { return finish(context, plan).await };
    match advance(context, &mut plan, position).await {
        Ok(()) => {
            if next(&plan.records, plan.head.back).is_none() {
                return finish(context, plan).await;
            }
            if plan.head.error_code.is_some() {
                (plan.head.error_code, plan.head.error_text) = (None, None);
                save_head(context, &plan).await?;
            }
        }
        Err(error) => stop(context, &mut plan, &error).await?,
    }
    Ok(view::of(&plan))
}

/// The shell has done in LMS what it was told to: looks whether it is so.
///
/// # Errors
/// `plan.gone`, `plan.busy`; the store's.
pub(super) async fn confirm(context: &Context, customer: i64) -> Result<View, OperationError> {
    let mut plan = load(context, customer).await?.ok_or_else(gone)?;
    let Some(position) = next(&plan.records, plan.head.back) else { return finish(context, plan).await };
    let is_lms = plan.records.get(position).is_some_and(|record| record.is_lms() && record.is_under_way());
    if !is_lms {
        return Ok(view::of(&plan));
    }
    let before = plan.records.get(position).map(|record| record.state);
    let settled = settle(context, &mut plan, position).await;
    let failed = argument("liability.failed", "LMS has not changed the liability");
    let wanted = if before == Some(State::Begun) { State::Done } else { State::Open };
    match settled {
        Ok(_) if plan.records.get(position).is_some_and(|record| record.state == wanted) => {
            if next(&plan.records, plan.head.back).is_none() {
                return finish(context, plan).await;
            }
        }
        Ok(_) => stop(context, &mut plan, &failed).await?,
        Err(error) => stop(context, &mut plan, &error).await?,
    }
    Ok(view::of(&plan))
}

/// Turns it round. What had stopped it may be over.
pub(super) async fn direct(context: &Context, customer: i64, back: bool) -> Result<View, OperationError> {
    let mut plan = load(context, customer).await?.ok_or_else(gone)?;
    plan.head.back = back;
    (plan.head.error_code, plan.head.error_text) = (None, None);
    save_head(context, &plan).await?;
    Ok(view::of(&plan))
}

/// Gives it up, also when its steps cannot be read.
pub(super) async fn forget(context: &Context, customer: i64) -> Result<bool, OperationError> {
    let found = context.tables(async |conn| plans::of_customer(conn, customer).await).await?;
    let Some((head, steps)) = found else { return Ok(false) };
    remove(context, "plan.leave", &head, steps.iter().map(|step| step.state)).await?;
    Ok(true)
}

/// Takes it away; the journal keeps how it ended.
async fn remove(
    context: &Context,
    action: &'static str,
    head: &Head,
    states: impl Iterator<Item = State>,
) -> Result<(), OperationError> {
    let done = states.filter(|state| matches!(state, State::Done | State::Found)).count();
    let entry = Entry::new(action, None).about(head.customer_id);
    let entry = entry.with("plan", &head.kind).with("steps", done);
    let work = async { Ok(context.tables(async |conn| plans::remove(conn, head.id).await).await?) };
    Box::pin(journalled(context, entry, work)).await
}

async fn finish(context: &Context, mut plan: Plan) -> Result<View, OperationError> {
    let action = if plan.head.back { "plan.take_back" } else { "plan.finish" };
    remove(context, action, &plan.head, plan.records.iter().map(|record| record.state)).await?;
    (plan.head.error_code, plan.head.error_text) = (None, None);
    Ok(view::finished(&plan))
}

/// Records why it goes no further. What would leave the customer without what he had goes back from here.
async fn stop(context: &Context, plan: &mut Plan, error: &OperationError) -> Result<(), OperationError> {
    let end = ending(error);
    plan.head.error_code = Some(error.code().to_owned());
    plan.head.error_text = end.answer;
    plan.head.back |= plan.head.undo;
    save_head(context, plan).await?;
    Ok(())
}

pub(super) async fn save_head(context: &Context, plan: &Plan) -> Result<(), StoreError> {
    context.tables(async |conn| plans::save_head(conn, &plan.head).await).await
}

async fn save(
    context: &Context,
    plan: &mut Plan,
    position: usize,
    record: Record,
) -> Result<(), OperationError> {
    let step = saved(&record)?;
    context.tables(async |conn| plans::save_step(conn, plan.head.id, position, &step).await).await?;
    if let Some(place) = plan.records.get_mut(position) {
        *place = record;
    }
    Ok(())
}

/// What was about to be done when it was seen last, is done or not: looks which. What is not may still be, later: gives the time
/// until it cannot any more, and leaves the step as it is.
async fn settle(
    context: &Context,
    plan: &mut Plan,
    position: usize,
) -> Result<Option<Duration>, OperationError> {
    let Some(record) = plan.records.get(position).filter(|record| record.is_under_way()).cloned() else {
        return Ok(None);
    };
    let sight = look(context, plan.head.customer_id, &plan.records, &record).await?;
    let (there, mut id) = match sight {
        Sight::There(id) => (true, id.or(record.id)),
        Sight::Absent => (false, record.id),
    };
    let is_done = there == record.adds(record.state == State::Returning);
    if !is_done && !record.is_lms() {
        let wait = on_its_way(context, plan).await?;
        if !wait.is_zero() {
            return Ok(Some(wait));
        }
    }
    if matches!(record.step.act, Act::Give(Thing::Link)) && !there {
        id = unlinked(context, plan.head.customer_id).await?;
    }
    let state = record.seen(there);
    // All of it before the step counts as done: who dies in between finds it again.
    if let Some(action) = liability(&record, state) {
        let entry = Entry::new(action, id).about(plan.head.customer_id);
        Box::pin(journalled(context, entry, async { Ok(()) })).await?;
    }
    if let (Act::Give(Thing::Liability { order, .. }), true, Some(id)) = (&record.step.act, there, id)
        && let Some(order) = resolve(&plan.records, *order)
    {
        billing::record(context, Service::MetroTv, order, plan.head.customer_id, id).await?;
    }
    paid::follow(context, plan.head.customer_id, &plan.records, &record, there, id).await?;
    save(context, plan, position, Record { id, ..record.now(state) }).await?;
    Ok(None)
}

/// Whom MMS has of a customer that is not linked: adding him may have got that far, and there he stays.
///
/// # Errors
/// Any of MMS's and of the store's.
async fn unlinked(context: &Context, customer: i64) -> Result<Option<i64>, OperationError> {
    let (customer, _) = card::known(context, customer).await?;
    match card::foresee(context, &customer).await {
        // Without a number that is his alone, nobody can tell.
        Err(OperationError::Argument { .. }) => Ok(None),
        other => other,
    }
}

/// For how long what was sent for the last step may still be on its way to MMS, though its process has died or given it up:
/// whoever goes on before might add something twice, or believe in what is gone a moment later.
async fn on_its_way(context: &Context, plan: &Plan) -> Result<Duration, OperationError> {
    let now = context.tables(async |conn| Ok(conn.now().await?)).await?;
    let (longest, passed) = (context.lease(), now.saturating_sub(plan.head.changed_at));
    // A clock that was set back says nothing.
    let left = if passed < 0 { 0 } else { longest.saturating_sub(passed) };
    Ok(Duration::from_secs(u64::try_from(left).unwrap_or_default()))
}

/// What LMS was seen to have done to a liability, in the journal's words.
fn liability(record: &Record, seen: State) -> Option<&'static str> {
    match (&record.step.act, record.state, seen) {
        (Act::Give(Thing::Liability { .. }), State::Begun, State::Done) => Some("liability.add"),
        (Act::Give(Thing::Liability { .. }), State::Returning, State::Open) => Some("liability.delete"),
        (Act::End { .. }, State::Begun, State::Done) | (Act::End { .. }, State::Returning, State::Open) => {
            Some("liability.change")
        }
        _ => None,
    }
}

/// Brings one step to where the plan goes.
async fn advance(context: &Context, plan: &mut Plan, position: usize) -> Result<(), OperationError> {
    let (customer, back) = (plan.head.customer_id, plan.head.back);
    if let Some(wait) = settle(context, plan, position).await? {
        clock::sleep(wait.min(A_MOMENT)).await;
        return Ok(());
    }
    let Some(record) = plan.records.get(position).cloned() else { return Ok(()) };
    let wanted = if back { State::Open } else { State::Done };
    if record.state == wanted {
        return Ok(());
    }
    let adds = record.adds(back);
    // Somebody else may have been faster.
    let sight = present(context, plan, &record).await?;
    if let (true, Sight::There(id)) = (adds, sight) {
        let state = if back { State::Open } else { State::Found };
        paid::follow(context, customer, &plan.records, &record, true, id).await?;
        return save(context, plan, position, Record { id: id.or(record.id), ..record.now(state) }).await;
    }
    if let (false, Sight::Absent) = (adds, sight) {
        let state = if back { State::Open } else { State::Found };
        return save(context, plan, position, record.now(state)).await;
    }
    let before = match record.thing() {
        Some(thing) if adds => alike(context, customer, &plan.records, thing).await?,
        _ => Vec::new(),
    };
    let begun = if back { State::Returning } else { State::Begun };
    save(context, plan, position, Record { before, ..record.now(begun) }).await?;
    if record.is_lms() {
        return Ok(());
    }
    match perform(context, plan, &record.step, record.id, back).await {
        Ok(id) => {
            paid::follow(context, customer, &plan.records, &record, adds, id).await?;
            save(context, plan, position, Record { id: id.or(record.id), ..record.now(wanted) }).await
        }
        Err(error) => {
            // What surely was not done is as it was; of the rest the record says that one must look. Where a table failed, MMS
            // may have added the customer already.
            let is_sure =
                ending(&error).outcome != Outcome::Unknown && !matches!(error, OperationError::Store(_));
            if is_sure {
                save(context, plan, position, record).await?;
            }
            Err(error)
        }
    }
}

/// Whether it is so already. A package that cannot be there twice is looked for by what it is, as long as it has no id.
async fn present(context: &Context, plan: &Plan, record: &Record) -> Result<Sight, OperationError> {
    let customer = plan.head.customer_id;
    if let (Act::Give(Thing::Package { account: on, package, group, .. }), None) =
        (&record.step.act, record.id)
        && *group != Group::Multiroom as i64
    {
        let whole = account(context, customer, &plan.records, *on).await?;
        let found = whole.iter().flat_map(offer::running).find(|order| order.package_id == *package);
        return Ok(found.map_or(Sight::Absent, |order| Sight::There(Some(order.order_id))));
    }
    if let (Act::Move { account: on, to, .. }, State::Open) = (&record.step.act, record.state) {
        let there = place(context, customer, &plan.records, *on).await? == *to;
        return Ok(if there { Sight::There(None) } else { Sight::Absent });
    }
    look(context, customer, &plan.records, record).await
}

/// Does it, and gives the id of what was added.
async fn perform(
    context: &Context,
    plan: &Plan,
    step: &Step,
    id: Option<i64>,
    back: bool,
) -> Result<Option<i64>, OperationError> {
    let context = &context.about(plan.head.customer_id);
    match (&step.act, back) {
        (Act::Give(thing), false) | (Act::Take(thing), true) => give(context, plan, thing).await,
        (Act::Give(thing), true) | (Act::Take(thing), false) => {
            take(context, plan, thing, id.unwrap_or_default()).await?;
            Ok(None)
        }
        (Act::Move { account: on, from, to }, _) => {
            let Some(id) = resolve(&plan.records, *on) else { return Err(lost()) };
            let site = if back { from } else { to };
            let user = user(context, plan.head.customer_id).await?;
            metrotv::change_account(context, id, fields(user, site)).await?;
            Ok(None)
        }
        // LMS's own functions do it.
        (Act::End { .. }, _) => Ok(None),
    }
}

/// As the plan has it: checked when it was made, or as MMS had it.
fn fields(user: i64, site: &Site) -> AccountFields {
    let Address { street, house, flat, zip, city } = site.address.clone();
    AccountFields { user, network: site.network, street, house, flat, zip, city }
}

fn lost() -> OperationError {
    argument("plan.lost", "what the step stands on is not there")
}

async fn give(context: &Context, plan: &Plan, thing: &Thing) -> Result<Option<i64>, OperationError> {
    let customer = plan.head.customer_id;
    let id = |wanted| resolve(&plan.records, wanted).ok_or_else(lost);
    match thing {
        Thing::Link => match card::match_user(context, customer).await?.mms_id {
            Some(user) => Ok(Some(user)),
            None => Err(card::to_choose()),
        },
        Thing::Account(site) => {
            let user = user(context, customer).await?;
            metrotv::add_account(context, fields(user, site)).await.map(Some)
        }
        Thing::Package { account, package, price, .. } => {
            metrotv::issue_package(context, id(*account)?, *package, &price.to_string()).await.map(Some)
        }
        Thing::Decoder { account: on, order, mac } => {
            let whole = account(context, customer, &plan.records, *on).await?.ok_or_else(lost)?;
            let order = id(*order)?;
            if !offer::takes_decoder(&whole, order) {
                return Err(card::no_place());
            }
            metrotv::issue_decoder(context, whole.id, order, whole.network_id, mac).await?;
            Ok(None)
        }
        Thing::Service { product, size } => {
            fsecure::issue(context, user(context, customer).await?, *product, *size).await.map(Some)
        }
        Thing::Liability { .. } => Ok(None),
    }
}

async fn take(context: &Context, plan: &Plan, thing: &Thing, id: i64) -> Result<(), OperationError> {
    let customer = plan.head.customer_id;
    match thing {
        Thing::Link => customers::unlink(context, customer).await.map(|_| ()),
        Thing::Account(_) => metrotv::remove_account(context, id).await,
        Thing::Package { account, .. } => {
            let on = resolve(&plan.records, *account).ok_or_else(lost)?;
            metrotv::remove_package(context, on, id).await
        }
        Thing::Decoder { account, mac, .. } => {
            let on = resolve(&plan.records, *account).ok_or_else(lost)?;
            metrotv::return_decoder(context, on, mac).await
        }
        Thing::Service { .. } => fsecure::remove(context, id).await,
        Thing::Liability { .. } => Ok(()),
    }
}
