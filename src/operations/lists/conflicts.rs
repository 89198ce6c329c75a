//! Links that an upgrade could not keep, because a customer and an MMS user have one link each. Somebody decides by hand:
//! he links the pair after all, or lets it go.

use std::collections::HashMap;

use serde::Serialize;

use crate::lms;
use crate::operations::{Context, OperationError};
use crate::personal::Masked;
use crate::store::links;

/// A pair of customer and MMS user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// LMS customer; `None` when the asker may not see him.
    pub customer_id: Option<i64>,
    /// His name in LMS, where the asker may see him.
    pub customer_name: Option<Masked>,
    /// MMS user.
    pub mms_id: i64,
}

/// A link that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Who was linked.
    #[serde(flatten)]
    pub pair: Pair,
    /// Links that stand in its way: the customer's present one, the user's present one. None when nothing does any more.
    pub instead: Vec<Pair>,
}

/// All that is not settled and concerns customers whom the asker may see, the oldest first.
///
/// # Errors
/// The store's.
pub async fn open(context: &Context) -> Result<Vec<Conflict>, OperationError> {
    let user = context.config.user;
    let found = context
        .tables(async |conn| {
            let aside = links::set_aside(conn).await?;
            if aside.is_empty() {
                return Ok((aside, Vec::new(), HashMap::new()));
            }
            Ok((aside, links::all(conn).await?, lms::names_of_linked(conn, user).await?))
        })
        .await?;
    let (aside, links, names) = found;
    let links: Vec<(i64, i64)> = links.iter().map(|link| (link.customer_id, link.mms_id)).collect();
    Ok(conflicts(&aside, &links, &names))
}

/// `aside` and `links` are pairs of customer and user; `names` has the customers whom the asker may see.
fn conflicts(aside: &[(i64, i64)], links: &[(i64, i64)], names: &HashMap<i64, String>) -> Vec<Conflict> {
    let pair = |&(customer, mms_id): &(i64, i64)| {
        let name = names.get(&customer);
        Pair { customer_id: name.map(|_| customer), customer_name: name.map(Masked::new), mms_id }
    };
    aside
        .iter()
        .filter(|(customer, _)| names.contains_key(customer))
        .map(|link| {
            let in_its_way = links.iter().filter(|other| other.0 == link.0 || other.1 == link.1);
            Conflict { pair: pair(link), instead: in_its_way.map(pair).collect() }
        })
        .collect()
}

/// Lets a link go that was set aside; false when there is none (any more).
///
/// # Errors
/// The store's.
pub async fn forget(context: &Context, customer_id: i64, mms_id: i64) -> Result<bool, OperationError> {
    Ok(context.tables(async |conn| links::forget_set_aside(conn, customer_id, mms_id).await).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_links_in_the_way_are_told_and_no_name_that_the_asker_may_not_see() {
        let names = HashMap::from([(1, "ŻAK Jan".to_owned()), (2, "ĆMA Ewa".to_owned())]);
        let aside = [(1, 12), (2, 13), (3, 11)];
        let links = [(1, 11), (3, 12), (4, 14)];
        let told: Vec<_> = conflicts(&aside, &links, &names)
            .into_iter()
            .map(|c| (c.pair.customer_id, c.pair.mms_id, c.instead))
            .collect();
        let seen = Pair { customer_id: Some(1), customer_name: Some(Masked::new("ŻAK Jan")), mms_id: 11 };
        let hidden = Pair { customer_id: None, customer_name: None, mms_id: 12 };
        assert_eq!(told, [(Some(1), 12, vec![seen, hidden]), (Some(2), 13, vec![])]);
    }
}
