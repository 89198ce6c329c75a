//! What was told is so: to the clerk who ordered something, and to who reads the journal.

use metroport::sim::Cell;
use mms_sim::Key;

use crate::errands::{Ending, What};
use crate::house::House;
use crate::removals::What as Removed;
use crate::truth::text;

/// What was ordered once is there once; what the clerk was told is so.
pub fn errands(house: &House, wrong: &mut Vec<String>) {
    let (truth, memory) = (house.truth.borrow(), house.network.borrow());
    for errand in &truth.errands {
        let found: Vec<u64> = house.mms.control().world(|world| match &errand.what {
            What::Package { price, .. } => {
                world.orders.iter().filter(|o| o.pricebrutto.0 == *price).map(|o| o.id).collect()
            }
            What::Account { house } => {
                world.accounts.iter().filter(|a| a.location.house == *house).map(|a| a.id).collect()
            }
            What::Licences { size, .. } => {
                world.services.iter().filter(|s| s.license_size == *size).map(|s| s.id).collect()
            }
            What::Decoder { order, mac, .. } => {
                let here = |stb: &&mms_sim::Stb| stb.mac == *mac && stb.orderid == Some(*order);
                world.stbs.find(&Key::Order(*order)).filter(here).map(|_| 0).collect()
            }
        });
        let mark = match &errand.what {
            What::Package { price, .. } => format!("\"pricebrutto\":\"{}.{:02}\"", price / 100, price % 100),
            What::Account { house } => format!("\"locationstreetno\":\"{house}\""),
            What::Licences { size, .. } => format!("\"license_size\":{size},"),
            What::Decoder { .. } => "nothing".to_owned(),
        };
        let doubled =
            memory.effects.iter().filter(|(what, _)| what.contains(&mark)).map(|(_, (_, twice))| *twice);
        let most = 1 + usize::try_from(doubled.sum::<u32>()).unwrap_or_default();
        let removed = |what: Removed| truth.removals.iter().any(|removal| removal.what == what);
        let told = match errand.ending {
            Ending::Done(id) => {
                found.contains(&id.unsigned_abs())
                    || match &errand.what {
                        What::Package { account, .. } => removed(Removed::Account(*account)),
                        What::Account { .. } => removed(Removed::Account(id.unsigned_abs())),
                        What::Decoder { account, mac, .. } => {
                            removed(Removed::Decoder { account: *account, mac: mac.clone() })
                        }
                        What::Licences { .. } => false,
                    }
            }
            Ending::Failed => found.is_empty(),
            Ending::Unknown => true,
        };
        if !told {
            wrong.push(format!("{errand:?}: MMS has {found:?}"));
        }
        if found.len() > most {
            wrong.push(format!("{errand:?}: ordered more than once: {found:?}"));
        }
    }
}

/// What took effect in MMS is in the journal, and not as a failure.
pub fn journal(house: &House, wrong: &mut Vec<String>) {
    let (memory, lms) = (house.network.borrow(), house.lms.borrow());
    for (what, (times, _)) in &memory.effects {
        let Some((action, id)) = entry(what) else { continue };
        let entries = lms.rows(&format!(
            "SELECT outcome FROM metroport_journal WHERE action = '{action}' AND subject_id = {id}"
        ));
        let may_be = |row: &Vec<Cell>| matches!(text(row.first()), "done" | "open" | "unknown");
        if !entries.iter().any(may_be) {
            wrong.push(format!("{what}: took effect {times} times, and the journal says {entries:?}"));
        }
    }
}

/// The journal's words for a change that is known by its address.
fn entry(what: &str) -> Option<(&'static str, &str)> {
    if let Some((path, id)) = what.strip_prefix("DELETE ").and_then(|path| path.rsplit_once('/')) {
        let action = match path {
            "/Iptv/Orders" => "package.remove",
            "/Iptv/Accounts" => "account.remove",
            "/services/security" => "service.remove",
            _ => return None,
        };
        return Some((action, id));
    }
    let (path, verb) = what.strip_prefix("PUT ")?.trim_end_matches('/').rsplit_once('/')?;
    let action = match (path.split('/').nth(1)?, verb) {
        ("Iptv", "blockAccount") => "account.block",
        ("Iptv", "unblockAccount") => "account.unblock",
        ("services", "block") => "service.block",
        ("services", "unblock") => "service.unblock",
        ("Users", id) => return Some(("user.update", id)),
        _ => return None,
    };
    Some((action, path.rsplit('/').next()?))
}
