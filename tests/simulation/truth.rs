//! What must be true when everything has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use metroport::sim::Cell;
use metroport::store::locks::Service;
use mms_sim::ServiceStatus;

use crate::belongings::Belongings;
use crate::errands::Errand;
use crate::house::House;
use crate::plans::Planned;
use crate::removals::{self, Removal};
use crate::told;

/// What the simulation knows because it did it.
#[derive(Default)]
pub struct Truth {
    /// Who is in debt, as LMS sees it now.
    pub in_debt: BTreeSet<i64>,
    /// What LMS may have ordered last for whom; none of it when he is not in here.
    ordered: BTreeMap<i64, BTreeSet<bool>>,
    /// What clerks have ordered, as far as they know how it ended.
    pub errands: Vec<Errand>,
    /// The last mark that was given.
    pub marks: u64,
    /// Packages and decoders that somebody wanted to bring together.
    pub places: BTreeSet<String>,
    /// Services that somebody has blocked by hand.
    pub by_hand: BTreeSet<(Service, u64)>,
    /// Locks and releases that were given up since an order of LMS was heard the last time.
    pub unlocked: BTreeSet<(i64, Service)>,
    /// Customers whose data were given up: what may count as settled.
    pub given_up: BTreeMap<i64, BTreeSet<String>>,
    /// Those of them that are the same since.
    pub quiet: BTreeSet<i64>,
    /// How often LMS's data of a customer were changed.
    edits: BTreeMap<i64, u32>,
    /// What clerks have removed.
    pub removals: Vec<Removal>,
    /// Customers whose services somebody may have removed, which only the next order of LMS takes note of.
    pub changed: BTreeSet<i64>,
    /// Customers whose link somebody has let go: what was locked of theirs nobody releases.
    pub unlinked: BTreeSet<i64>,
    /// For whom plans are carried out, by nobody else's disturbance.
    pub planned: Option<i64>,
    /// What he had when his plan was recorded, and the disturbances until then; what he had when it was removed.
    pub begun: (Belongings, u32),
    pub over: Belongings,
    /// His plan.
    pub plan: Option<Planned>,
    /// Services that were there from the start, and whose they are.
    pub old: Vec<(Service, u64, u64)>,
}

impl Truth {
    /// LMS orders, and nobody knows yet whether it was heard. Of who is not linked nobody will hear anything.
    pub fn ordered(&mut self, customers: &BTreeSet<i64>, lock: bool) {
        for customer in customers {
            // Nothing is as good as "release": there is nothing of ours to release.
            self.ordered.entry(*customer).or_insert_with(|| [false].into()).insert(lock);
        }
    }

    /// It was recorded of these.
    pub fn recorded(&mut self, customers: &BTreeSet<i64>, lock: bool) {
        self.unlocked.retain(|(customer, _)| !customers.contains(customer));
        for customer in customers {
            self.ordered.insert(*customer, [lock].into());
        }
    }

    /// His data are others now, or are to be sent all the same.
    pub fn edited(&mut self, customer: i64) {
        *self.edits.entry(customer).or_default() += 1;
        self.quiet.remove(&customer);
    }

    pub fn edits(&self, customer: i64) -> u32 {
        self.edits.get(&customer).copied().unwrap_or_default()
    }

    fn may_want(&self, customer: i64, lock: bool) -> bool {
        self.ordered.get(&customer).map_or(!lock, |orders| orders.contains(&lock))
    }
}

/// Everything that is not as it must be; `last`: also what only the next order of LMS puts right.
pub fn judge(house: &House, last: bool) -> Vec<String> {
    let mut wrong = std::mem::take(&mut house.network.borrow_mut().broken);
    locks(house, last, &mut wrong);
    data(house, &mut wrong);
    told::errands(house, &mut wrong);
    told::journal(house, &mut wrong);
    removals::judge(house, &mut wrong);
    orphans(house, &mut wrong);
    wrong
}

fn number(cell: Option<&Cell>) -> i64 {
    if let Some(Cell::Int(number)) = cell { *number } else { 0 }
}

pub fn text(cell: Option<&Cell>) -> &str {
    if let Some(Cell::Text(text)) = cell { text } else { "" }
}

/// One service as MMS has it.
struct Seen {
    kind: Service,
    id: u64,
    user: u64,
    blocked: bool,
}

fn services(house: &House) -> Vec<Seen> {
    house.mms.control().world(|world| {
        let accounts = world.accounts.iter().map(|a| Seen {
            kind: Service::MetroTv,
            id: a.id,
            user: a.userid,
            blocked: a.blocked,
        });
        let licences = world.services.iter().filter(|s| s.status != ServiceStatus::Deleted).map(|s| Seen {
            kind: Service::FSecure,
            id: s.id,
            user: s.userid,
            blocked: s.status == ServiceStatus::Blocked,
        });
        accounts.chain(licences).collect()
    })
}

/// What is wanted is what LMS ordered, it is fulfilled or refused with a reason, and flags, holds and MMS say the same.
fn locks(house: &House, last: bool, wrong: &mut Vec<String>) {
    let (truth, lms) = (house.truth.borrow(), house.lms.borrow());
    let seen = services(house);
    // Who removes the last one of all while it is held: an empty list is not believed, until somebody gives the release up.
    let nobody_has = |kind: Service| !seen.iter().any(|s| s.kind == kind);
    let mut holds: BTreeMap<(Service, u64), String> = BTreeMap::new();
    for row in lms.rows("SELECT service, mms_id, state FROM metroport_lock_holds") {
        let kind = Service::from_word(text(row.first())).expect("a service");
        holds.insert((kind, number(row.get(1)).unsigned_abs()), text(row.get(2)).to_owned());
    }
    for row in lms.rows(
        "SELECT lms_user_id, metroport_user_id, metrotv_suspend, metro_fsecure_suspend FROM metroport_customers",
    ) {
        let (customer, user) = (number(row.first()), number(row.get(1)).unsigned_abs());
        for (kind, flag) in [(Service::MetroTv, row.get(2)), (Service::FSecure, row.get(3))] {
            if nobody_has(kind) || truth.unlocked.contains(&(customer, kind)) || (!last && truth.changed.contains(&customer)) || truth.unlinked.contains(&customer) {
                continue;
            }
            let flag = number(flag) != 0;
            let of = format!("customer {customer}, {}", kind.word());
            let wish = lms.rows(&format!(
                "SELECT wanted, confirmed, refused, COALESCE(error_code, '') FROM metroport_locks \
                 WHERE lms_user_id = {customer} AND service = '{}'",
                kind.word()
            ));
            let wanted = wish.first().is_some_and(|wish| number(wish.first()) != 0);
            let mine = || seen.iter().filter(|s| s.kind == kind && s.user == user);
            let old = |s: &&Seen| truth.old.iter().any(|(kind, id, _)| (*kind, *id) == (s.kind, s.id));
            // Where everything is blocked by hand there is nothing to want.
            let ours = |s: &Seen| old(&s) && !truth.by_hand.contains(&(kind, s.id));
            if !truth.may_want(customer, wanted) && (wanted || mine().any(ours)) {
                wrong.push(format!("{of}: {} is wanted, which LMS has not ordered", word(wanted)));
            }
            if let Some(wish) = wish.first() {
                let open = wish.get(1) == Some(&Cell::Null) || number(wish.get(1)) != number(wish.first());
                let refused = number(wish.get(2)) != 0 && !text(wish.get(3)).is_empty();
                if open && !refused {
                    wrong.push(format!("{of}: {} is still open", word(wanted)));
                }
                if open {
                    continue;
                }
            }
            for service in mine() {
                let by_hand = truth.by_hand.contains(&(kind, service.id));
                let held = holds.get(&(kind, service.id)).map(String::as_str);
                let at = format!("{of} {}", service.id);
                if wanted && !service.blocked && old(&service) {
                    wrong.push(format!("{at}: runs, though its lock is confirmed"));
                }
                if !wanted && service.blocked && !by_hand {
                    wrong.push(format!("{at}: is blocked, and nobody will release it"));
                }
                if by_hand && !service.blocked {
                    wrong.push(format!("{at}: was blocked by hand, and is released"));
                }
                let ours = service.blocked && !by_hand;
                if ours != (held == Some("held")) || held == Some("intended") {
                    wrong.push(format!("{at}: blocked {}, hold {held:?}", service.blocked));
                }
            }
            let held = mine().any(|s| holds.contains_key(&(kind, s.id)));
            // Who is to be locked stays flagged when what was locked is removed.
            let rest = truth.changed.contains(&customer) && wanted && mine().all(|s| truth.by_hand.contains(&(kind, s.id)));
            if flag != held && !rest {
                wrong.push(format!("{of}: flag {flag}, held {held}"));
            }
        }
    }
    for (kind, id) in holds.keys() {
        let known = last || truth.changed.is_empty();
        if known && !nobody_has(*kind) && !seen.iter().any(|s| (s.kind, s.id) == (*kind, *id)) {
            wrong.push(format!("{} {id}: held, and not there", kind.word()));
        }
    }
}

/// Data that are on their way to a user although they were given up, and are the same since.
pub fn given_up(house: &House, user: &str) -> Option<String> {
    let rows = house.lms.borrow().rows(&format!(
        "SELECT d.lms_user_id, d.wanted FROM metroport_customer_data d JOIN metroport_customers l \
         ON l.lms_user_id = d.lms_user_id WHERE l.metroport_user_id = {user}"
    ));
    let [Cell::Int(customer), Cell::Text(wanted)] = rows.first()?.as_slice() else { return None };
    let truth = house.truth.borrow();
    let again = truth.quiet.contains(customer)
        && truth.given_up.get(customer).is_some_and(|given_up| given_up.contains(wanted));
    again.then(|| format!("customer {customer}: his data were given up, and are sent"))
}

fn word(lock: bool) -> &'static str {
    if lock { "a lock" } else { "a release" }
}

/// MMS has what LMS has of every linked customer, or there is a reason why not.
fn data(house: &House, wrong: &mut Vec<String>) {
    let lms = house.lms.borrow();
    let rows = lms.rows(
        "SELECT l.lms_user_id, l.metroport_user_id, c.lastname, c.name, c.ssn, e.contact, a.street, a.house, a.zip, a.city, \
         d.wanted, d.settled, d.refused, d.error_code FROM metroport_customers l JOIN customers c ON c.id = l.lms_user_id \
         JOIN customercontacts e ON e.customerid = c.id JOIN addresses a ON a.id = c.id \
         LEFT JOIN metroport_customer_data d ON d.lms_user_id = c.id",
    );
    for row in &rows {
        let (customer, user) = (number(row.first()), number(row.get(1)).unsigned_abs());
        let ours: Vec<&str> = (2..10).map(|n| text(row.get(n)).trim_start_matches("ul. ")).collect();
        let (wanted, settled, refused) = (row.get(10), row.get(11), number(row.get(12)) != 0);
        if refused {
            if text(row.get(13)).is_empty() {
                wrong.push(format!("customer {customer}: refused without a reason"));
            }
            continue;
        }
        if wanted != Some(&Cell::Null) || settled == Some(&Cell::Null) || settled.is_none() {
            wrong.push(format!("customer {customer}: data still wanted"));
            continue;
        }
        let truth = house.truth.borrow();
        if truth.given_up.get(&customer).is_some_and(|given_up| given_up.contains(text(settled))) {
            continue;
        }
        let theirs = house.mms.control().world(|world| {
            let u = world.customers.get(user)?;
            Some(
                [&u.lastname, &u.name, &u.pesel, &u.email, &u.streetname1, &u.streetno1, &u.zip1, &u.city1]
                    .map(Clone::clone),
            )
        });
        if theirs.as_ref().is_none_or(|theirs| theirs.iter().ne(ours.iter().copied())) {
            wrong.push(format!("customer {customer}: MMS has {theirs:?}, LMS {ours:?}"));
        }
    }
    let people = house.mms.control().world(|world| {
        let pesels: Vec<String> = world.customers.iter().map(|c| c.pesel.clone()).collect();
        pesels
    });
    if people.iter().collect::<BTreeSet<_>>().len() != people.len() {
        wrong.push(format!("somebody is there twice: {people:?}"));
    }
}

/// Nothing is kept of who is not linked.
fn orphans(house: &House, wrong: &mut Vec<String>) {
    for table in ["metroport_locks", "metroport_lock_holds", "metroport_customer_data"] {
        let left = house.lms.borrow().rows(&format!(
            "SELECT lms_user_id FROM {table} WHERE lms_user_id NOT IN (SELECT lms_user_id FROM metroport_customers)"
        ));
        if !left.is_empty() {
            wrong.push(format!("{table}: {left:?} are not linked"));
        }
    }
}
