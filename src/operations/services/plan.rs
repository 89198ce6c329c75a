//! What is different from what was known. No I/O.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::mms::models::{Account, Product, Service as Licence};
use crate::operations::lists::NamedService;
use crate::operations::offer::running;
use crate::store::locks::Service;
use crate::store::services::{Seen, name};

/// A look at one that is younger is not worth a write.
const FRESH: i64 = 60;

/// Services by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Not known before.
    pub added: usize,
    /// Different from what was known.
    pub changed: usize,
    /// As known.
    pub unchanged: usize,
    /// Not there any more.
    pub gone: usize,
}

/// What MMS shows, and of which kinds that is all there is.
#[derive(Debug)]
pub struct Shown {
    rows: BTreeMap<(Service, i64), Seen>,
    looked_at: [bool; 2],
}

impl Default for Shown {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), looked_at: [true, true] }
    }
}

impl Shown {
    /// Running packages of an account.
    pub fn add_account(&mut self, account: &Account) {
        for order in running(account) {
            self.add(Seen {
                service: Service::MetroTv,
                mms_id: order.order_id,
                user: account.mms_id,
                account_id: Some(account.id),
                item_id: order.package_id,
                name: name(&order.name),
                group: order.group,
                license_size: 0,
                price: order.price,
                currency: currency(if order.currency.is_empty() {
                    &account.currency
                } else {
                    &order.currency
                }),
                active: account.active,
                since: None,
                seen_at: 0,
                gone_at: None,
            });
        }
    }

    /// F-Secure services that are not removed.
    pub fn add_licences(&mut self, licences: &[Licence], products: &[Product]) {
        for licence in licences {
            let product = products.iter().find(|product| product.id == licence.product_id);
            self.add_licence(licence, product.map_or("", |product| product.name.as_str()));
        }
    }

    /// The same with the names of their products.
    pub fn add_named(&mut self, services: &[NamedService]) {
        for named in services {
            self.add_licence(&named.service, &named.product);
        }
    }

    fn add_licence(&mut self, licence: &Licence, product: &str) {
        if licence.is_deleted() {
            return;
        }
        self.add(Seen {
            service: Service::FSecure,
            mms_id: licence.id,
            user: licence.mms_id,
            account_id: None,
            item_id: licence.product_id,
            name: name(product),
            group: 0,
            license_size: licence.license_size,
            price: None,
            currency: String::new(),
            active: !licence.is_blocked(),
            since: licence.activated_at,
            seen_at: 0,
            gone_at: None,
        });
    }

    fn add(&mut self, seen: Seen) {
        self.rows.insert(seen.key(), seen);
    }

    /// Which kinds were looked at; nothing is known of the others.
    pub fn looked_at(&mut self, fsecure: bool, metrotv: bool) {
        self.looked_at = [fsecure, metrotv];
    }

    /// Nobody has anything.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn covers(&self, service: Service) -> bool {
        let [fsecure, metrotv] = self.looked_at;
        match service {
            Service::FSecure => fsecure,
            Service::MetroTv => metrotv,
        }
    }
}

/// The table's currencies have three letters.
fn currency(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).take(3).collect()
}

/// What is to be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Rows that are new or different.
    pub write: Vec<Seen>,
    /// Others that were seen again, by kind.
    pub touch: BTreeMap<Service, Vec<i64>>,
    /// How many of each.
    pub counts: Counts,
}

/// When somebody looked, in Unix seconds.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Before MMS was asked. What others have learned after it is newer.
    pub asked: i64,
    /// Since when those run that the journal does not know and that were not there before.
    pub begun: Option<i64>,
    /// When it is written down.
    pub now: i64,
}

/// Whether there is anything that was not there before: of what was, it is known since when.
pub fn has_new(stored: &[Seen], shown: &Shown) -> bool {
    let present: HashSet<_> = stored.iter().filter(|row| row.gone_at.is_none()).map(Seen::key).collect();
    shown.rows.keys().any(|key| !present.contains(key))
}

/// Compares. `failed`: accounts that nothing could be learned of; `issued`: since when services run, as the journal has it.
pub fn plan(
    stored: &[Seen],
    shown: &Shown,
    failed: &BTreeSet<i64>,
    issued: &BTreeMap<(Service, i64), i64>,
    look: Look,
) -> Plan {
    let Look { asked, begun, now } = look;
    // A long look ends with what it saw at its beginning.
    let is_newer = |row: &Seen| row.seen_at > asked || row.gone_at.is_some_and(|at| at > asked);
    let mut plan = Plan::default();
    let mut counts = Counts::default();
    let known: HashMap<(Service, i64), &Seen> = stored.iter().map(|row| (row.key(), row)).collect();
    for (key, row) in &shown.rows {
        let old = known.get(key).copied();
        if old.is_some_and(is_newer) {
            counts.unchanged = counts.unchanged.saturating_add(1);
            continue;
        }
        // What came back after it was gone began anew.
        let kept = old.filter(|old| old.gone_at.is_none()).map(|old| old.since);
        let since = match kept {
            Some(since) => since.or(row.since),
            None => issued.get(key).copied().or(row.since).or(begun),
        };
        let fresh = Seen { since, seen_at: now, ..row.clone() };
        match old {
            None => counts.added = counts.added.saturating_add(1),
            Some(old) if Seen { seen_at: now, ..old.clone() } == fresh => {
                counts.unchanged = counts.unchanged.saturating_add(1);
                if now.saturating_sub(old.seen_at) >= FRESH {
                    plan.touch.entry(key.0).or_default().push(key.1);
                }
                continue;
            }
            Some(_) => counts.changed = counts.changed.saturating_add(1),
        }
        plan.write.push(fresh);
    }
    let present = |row: &&Seen| row.gone_at.is_none() && shown.covers(row.service) && !is_newer(row);
    for row in stored.iter().filter(present) {
        let unknown = row.account_id.is_some_and(|account| failed.contains(&account));
        if !unknown && !shown.rows.contains_key(&row.key()) {
            counts.gone = counts.gone.saturating_add(1);
            plan.write.push(Seen { gone_at: Some(now), ..row.clone() });
        }
    }
    plan.counts = counts;
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(mms_id: i64) -> Seen {
        Seen {
            service: Service::MetroTv,
            mms_id,
            user: 1,
            account_id: Some(4),
            item_id: 310,
            name: "Standard".into(),
            group: 1,
            license_size: 0,
            price: Some("49.90".parse().unwrap()),
            currency: "PLN".into(),
            active: true,
            since: None,
            seen_at: 100,
            gone_at: None,
        }
    }

    fn shown(rows: &[Seen]) -> Shown {
        let mut shown = Shown::default();
        rows.iter().for_each(|row| shown.add(row.clone()));
        shown
    }

    fn look(begun: Option<i64>) -> Look {
        Look { asked: 995, begun, now: 1000 }
    }

    fn compare(stored: &[Seen], rows: &[Seen]) -> Plan {
        plan(stored, &shown(rows), &BTreeSet::new(), &BTreeMap::new(), look(Some(1000)))
    }

    #[test]
    fn only_what_is_different_is_written() {
        let dearer = Seen { price: None, ..seen(2) };
        let found = compare(&[seen(1), seen(2), seen(3)], &[seen(1), dearer.clone(), seen(4)]);
        assert_eq!(found.counts, Counts { added: 1, changed: 1, unchanged: 1, gone: 1 });
        assert_eq!(found.touch, [(Service::MetroTv, vec![1])].into());
        let new = Seen { since: Some(1000), seen_at: 1000, ..seen(4) };
        let gone = Seen { gone_at: Some(1000), ..seen(3) };
        assert_eq!(found.write, [Seen { seen_at: 1000, ..dearer }, new, gone]);
        let young = Seen { seen_at: 990, ..seen(1) };
        assert_eq!(compare(&[young], &[seen(1)]).touch, [].into());
    }

    #[test]
    fn the_beginning_is_what_is_known_best() {
        let since = |stored: &[Seen], own: Option<i64>, issued: Option<i64>, begun: Option<i64>| {
            let issued: BTreeMap<_, _> = issued.map(|at| ((Service::MetroTv, 1), at)).into_iter().collect();
            let row = Seen { since: own, ..seen(1) };
            let found = plan(stored, &shown(&[row]), &BTreeSet::new(), &issued, look(begun));
            found.write.first().and_then(|row| row.since)
        };
        assert_eq!(since(&[], Some(7), Some(5), Some(1000)), Some(5), "the journal");
        assert_eq!(since(&[], Some(7), None, Some(1000)), Some(7), "MMS");
        assert_eq!(since(&[], None, None, Some(1000)), Some(1000), "it was not there yet");
        assert_eq!(since(&[], None, None, None), None, "nobody had looked");
        let gone = Seen { since: Some(3), gone_at: Some(500), ..seen(1) };
        assert_eq!(since(&[gone], None, None, Some(1000)), Some(1000), "it came back");
    }

    #[test]
    fn what_others_saw_meanwhile_stays() {
        let issued = Seen { seen_at: 996, ..seen(1) };
        let dearer = Seen { price: None, seen_at: 996, ..seen(2) };
        let removed = Seen { gone_at: Some(996), ..seen(3) };
        let found = compare(&[issued, dearer, removed], &[seen(2), seen(3)]);
        assert_eq!((found.write, found.touch), (vec![], [].into()));
        let before = Seen { gone_at: Some(995), ..seen(3) };
        assert_eq!(compare(&[before], &[seen(3)]).write.len(), 1);
    }

    #[test]
    fn new_is_what_is_not_there() {
        let gone = Seen { gone_at: Some(5), ..seen(1) };
        assert!(has_new(&[gone], &shown(&[seen(1)])));
        assert!(has_new(&[], &shown(&[seen(1)])));
        assert!(!has_new(&[seen(1), seen(2)], &shown(&[seen(1)])));
    }

    #[test]
    fn of_what_was_not_looked_at_nothing_is_gone() {
        let licence = Seen { service: Service::FSecure, account_id: None, ..seen(9) };
        let stored = [seen(1), licence];
        let mut nothing = Shown::default();
        nothing.looked_at(false, true);
        let gone = |shown: &Shown, failed: &[i64]| {
            let failed: BTreeSet<i64> = failed.iter().copied().collect();
            let found = plan(&stored, shown, &failed, &BTreeMap::new(), look(None));
            found.write.iter().map(|row| row.mms_id).collect::<Vec<_>>()
        };
        assert_eq!(gone(&nothing, &[]), [1]);
        assert_eq!(gone(&Shown::default(), &[4]), [9]);
        assert_eq!(gone(&Shown::default(), &[]), [1, 9]);
    }
}
