//! A plan as it is shown.

use rust_decimal::Decimal;
use serde::Serialize;

use super::make::{Draft, Dropped};
use super::run::Plan;
use super::step::{Act, Record, Site, Thing, next};
use crate::lms::customer::Address;
use crate::store::plans::Head;

/// A plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// LMS customer.
    pub customer_id: i64,
    /// `issue`, `remove`, `change`.
    pub kind: String,
    /// `new` (not begun), `going`, `stopped`, and at the end `done` or `undone`.
    pub state: &'static str,
    /// It is being taken back.
    pub back: bool,
    /// It takes itself back when a step fails.
    pub undo: bool,
    /// Its steps in the order in which they are done.
    pub steps: Vec<StepView>,
    /// The step that is next.
    pub next: Option<usize>,
    /// What LMS's own functions are to do now, before the plan is confirmed or goes on.
    pub lms: Option<LmsOrder>,
    /// Packages that go because they cannot be issued again; of a new plan only.
    pub dropped: Vec<Dropped>,
    /// Names of packages that are removed and cannot be issued again if it fails; of a new plan only.
    pub unsold: Vec<String>,
    /// By how much the packages cost more a month when it is done, gross.
    pub monthly: Decimal,
    /// By how much the liabilities in LMS are more a month when it is done.
    pub billed: Decimal,
    /// Why it was stopped: stable code.
    pub code: Option<String>,
    /// MMS's words, untrusted.
    pub mms_text: Option<String>,
    /// When it was begun, Unix seconds; `None` for a new one.
    pub created_at: Option<i64>,
    /// Who began it.
    pub by: String,
    /// By what a new plan is known: what is begun is refused when it is not this one any more.
    pub print: Option<String>,
}

/// A step.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StepView {
    /// `give`, `take`, `change`.
    pub way: &'static str,
    /// `link`, `account`, `package`, `decoder`, `service`, `liability`.
    pub thing: &'static str,
    /// `open`, `begun`, `done`, `found`, `returning`.
    pub state: &'static str,
    /// Id of what it is about, as far as it is known; of a link that is open, the user whom MMS has all the same.
    pub id: Option<i64>,
    /// Name, from MMS (untrusted) or LMS: of the package, product, tariff or network, of a decoder's model.
    pub name: String,
    /// A decoder's serial number; devices of an F-Secure service; `added` or `linked` for a link.
    pub detail: String,
    /// 1 base, 2 extra, 3 multiroom, 4 PPV; 0 for all but packages.
    pub group: i64,
    /// A decoder's MAC.
    pub mac: String,
    /// An account's address.
    pub address: Option<Address>,
    /// What it costs a month, gross.
    pub price: Option<Decimal>,
    /// First second of a liability, Unix.
    pub from: i64,
    /// Last second of a liability, Unix; 0: for ever.
    pub to: i64,
}

/// What LMS's own functions are to do.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LmsOrder {
    /// `add` a liability, `delete` it, or let it `end`.
    pub action: &'static str,
    /// Assignment id, to delete or to end.
    pub assignment_id: Option<i64>,
    /// Tariff id, to add.
    pub tariff_id: i64,
    /// First second, to add.
    pub from: i64,
    /// Last second, to add and to end; 0: for ever.
    pub to: i64,
    /// Day of the month, to add.
    pub day: i64,
}

impl StepView {
    /// Whether nothing is left to be done of it.
    pub(super) fn is_done(&self) -> bool {
        matches!(self.state, "done" | "found")
    }
}

fn step(record: &Record) -> StepView {
    let base = StepView {
        way: match record.step.act {
            Act::Give(_) => "give",
            Act::Take(_) => "take",
            Act::Move { .. } | Act::End { .. } => "change",
        },
        state: record.state.word(),
        id: record.id,
        name: record.step.name.clone(),
        detail: record.step.detail.clone(),
        price: record.step.price,
        ..StepView::default()
    };
    let at = |site: &Site| Some(site.address.clone());
    match &record.step.act {
        Act::Give(thing) | Act::Take(thing) => match thing {
            Thing::Link => StepView { thing: "link", ..base },
            Thing::Account(site) => StepView { thing: "account", address: at(site), ..base },
            Thing::Package { group, .. } => StepView { thing: "package", group: *group, ..base },
            Thing::Decoder { mac, .. } => StepView { thing: "decoder", mac: mac.clone(), ..base },
            Thing::Service { .. } => StepView { thing: "service", ..base },
            Thing::Liability { from, to, .. } => {
                StepView { thing: "liability", from: *from, to: *to, ..base }
            }
        },
        Act::Move { to, .. } => StepView { thing: "account", address: at(to), ..base },
        Act::End { assignment, to, .. } => {
            StepView { thing: "liability", id: Some(*assignment), to: *to, ..base }
        }
    }
}

/// By how much more a month.
fn sum(records: &[Record], counts: fn(&Thing) -> bool) -> Decimal {
    records.iter().fold(Decimal::ZERO, |sum, record| {
        let price = record.step.price.unwrap_or_default();
        match &record.step.act {
            Act::Give(thing) if counts(thing) => sum.checked_add(price).unwrap_or(sum),
            Act::Take(thing) if counts(thing) => sum.checked_sub(price).unwrap_or(sum),
            _ => sum,
        }
    })
}

fn billed(records: &[Record]) -> Decimal {
    let added = sum(records, |thing| matches!(thing, Thing::Liability { .. }));
    records.iter().fold(added, |sum, record| match record.step.act {
        Act::End { .. } => sum.checked_sub(record.step.price.unwrap_or_default()).unwrap_or(sum),
        _ => sum,
    })
}

fn order(record: &Record, back: bool) -> Option<LmsOrder> {
    if !record.is_under_way() {
        return None;
    }
    match (&record.step.act, back) {
        (Act::Give(Thing::Liability { tariff, from, to, day, .. }), false) => Some(LmsOrder {
            action: "add",
            assignment_id: None,
            tariff_id: *tariff,
            from: *from,
            to: *to,
            day: *day,
        }),
        (Act::Give(Thing::Liability { .. }), true) => {
            Some(LmsOrder { action: "delete", assignment_id: record.id, ..LmsOrder::default() })
        }
        (Act::End { assignment, from, to }, _) => Some(LmsOrder {
            action: "end",
            assignment_id: Some(*assignment),
            to: if back { *from } else { *to },
            ..LmsOrder::default()
        }),
        _ => None,
    }
}

fn view(head: &Head, records: &[Record]) -> View {
    let next = next(records, head.back);
    View {
        customer_id: head.customer_id,
        kind: head.kind.clone(),
        state: if head.error_code.is_some() { "stopped" } else { "going" },
        back: head.back,
        undo: head.undo,
        steps: records.iter().map(step).collect(),
        next,
        lms: next.and_then(|next| records.get(next)).and_then(|record| order(record, head.back)),
        dropped: Vec::new(),
        unsold: Vec::new(),
        monthly: sum(records, |thing| matches!(thing, Thing::Package { .. })),
        billed: billed(records),
        code: head.error_code.clone(),
        mms_text: head.error_text.clone(),
        created_at: Some(head.created_at),
        by: head.actor.clone(),
        print: None,
    }
}

/// A plan that is under way.
pub(super) fn of(plan: &Plan) -> View {
    view(&plan.head, &plan.records)
}

/// One that has come to its end.
pub(super) fn finished(plan: &Plan) -> View {
    View { state: if plan.head.back { "undone" } else { "done" }, ..of(plan) }
}

/// One that is not begun.
pub(super) fn of_new(customer_id: i64, kind: &str, by: &str, draft: &Draft, print: String) -> View {
    let head = Head {
        id: 0,
        customer_id,
        kind: kind.to_owned(),
        back: false,
        undo: draft.undo,
        created_at: 0,
        changed_at: 0,
        user: 0,
        actor: by.to_owned(),
        error_code: None,
        error_text: None,
    };
    View {
        state: "new",
        created_at: None,
        dropped: draft.dropped.clone(),
        unsold: draft.unsold.clone(),
        print: Some(print),
        ..view(&head, &draft.records)
    }
}
