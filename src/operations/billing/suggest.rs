//! Which tariff of LMS fits a package or product, by name and price. No I/O.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::lms::tariffs::{TELEVISION, Tariff};
use crate::store::items::Item;
use crate::store::locks::Service;

/// LMS's number of a month.
const MONTHLY: i64 = 3;

/// The tariff that fits the item best, if one does better than all others.
///
/// The words of one's name must all be in the other's. Of several such the one with the item's price is taken, then the one
/// whose name has the fewest other words. Where no name fits, the price alone decides only for television, and only when it
/// is the price of one tariff and of one item.
pub fn suggest<'a>(item: &Item, items: &[Item], tariffs: &'a [Tariff]) -> Option<&'a Tariff> {
    let fitting = || tariffs.iter().filter(|t| t.valid && is_monthly(t));
    let name = words(&item.name);
    let mut named: Vec<(bool, usize, &Tariff)> = fitting()
        .filter_map(|tariff| {
            let other = words(&tariff.name);
            let alike = !name.is_empty()
                && !other.is_empty()
                && (name.is_subset(&other) || other.is_subset(&name))
                // A number tells packages of one name apart.
                && numbers(&name) == numbers(&other);
            let differing = name.symmetric_difference(&other).count();
            alike.then_some((!same_price(item.price, tariff.price), differing, tariff))
        })
        .collect();
    named.sort_by_key(|(dearer, differing, tariff)| (*dearer, *differing, tariff.id));
    match named.as_slice() {
        [(.., only)] => return Some(only),
        [(a, b, first), (c, d, _), ..] if (a, b) != (c, d) => return Some(first),
        [_, ..] => return None,
        [] => {}
    }
    let twins =
        items.iter().filter(|i| i.service == item.service && i.on_sale && same_price(i.price, item.price));
    if item.service != Service::MetroTv || twins.count() != 1 {
        return None;
    }
    let mut priced = fitting().filter(|t| t.kind == TELEVISION && same_price(item.price, t.price));
    priced.next().filter(|_| priced.next().is_none())
}

/// Which of the tariffs that are tied to an item a new service gets: the one with the price of the service, else the first.
/// A tariff that is not valid, or not for a month, is never proposed.
pub fn propose<'a>(tied: &[i64], tariffs: &'a [Tariff], price: Option<Decimal>) -> Option<&'a Tariff> {
    let valid: Vec<&Tariff> = tied
        .iter()
        .filter_map(|id| tariffs.iter().find(|tariff| tariff.id == *id))
        .filter(|tariff| tariff.valid && is_monthly(tariff))
        .collect();
    valid.iter().find(|tariff| same_price(tariff.price, price)).or_else(|| valid.first()).copied()
}

/// Its price is one for a month.
pub(super) fn is_monthly(tariff: &Tariff) -> bool {
    tariff.period.is_none_or(|period| period == MONTHLY)
}

fn same_price(a: Option<Decimal>, b: Option<Decimal>) -> bool {
    a.is_some() && a == b
}

/// Words of letters and digits in lower case, without what is said of every television or security service.
fn words(name: &str) -> BTreeSet<String> {
    const SAID_OF_ALL: [&str; 14] = [
        "metrotv",
        "metroport",
        "tv",
        "iptv",
        "pakiet",
        "pakiety",
        "telewizja",
        "telewizji",
        "telewizyjny",
        "taryfa",
        "usługa",
        "abonament",
        "secure",
        "f",
    ];
    name.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !SAID_OF_ALL.contains(word))
        .map(str::to_owned)
        .collect()
}

fn numbers(words: &BTreeSet<String>) -> BTreeSet<&String> {
    words.iter().filter(|word| word.chars().any(|c| c.is_ascii_digit())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: i64, name: &str, price: Option<&str>) -> Item {
        let service = if price.is_some() { Service::MetroTv } else { Service::FSecure };
        let price = price.map(|p| p.parse().unwrap());
        Item { service, id, name: name.into(), group: 1, price, charged: None, told: false, on_sale: true }
    }

    fn tariff(id: i64, name: &str, price: &str) -> Tariff {
        let price = Some(price.parse().unwrap());
        Tariff { id, name: name.into(), price, currency: "PLN".into(), period: Some(3), kind: 5, valid: true }
    }

    fn found(item: &Item, tariffs: &[Tariff]) -> Option<i64> {
        suggest(item, std::slice::from_ref(item), tariffs).map(|tariff| tariff.id)
    }

    #[test]
    fn names_decide_and_prices_decide_between_them() {
        let standard = item(310, "MetroTV Standard", Some("49.90"));
        let tariffs = [
            tariff(1, "Internet 49,90", "49.90"),
            tariff(2, "Telewizja STANDARD", "45.00"),
            tariff(3, "TV Standard 24 miesiące", "49.90"),
            tariff(4, "TV Standard promocja", "49.9"),
        ];
        assert_eq!(found(&standard, &tariffs[..2]), Some(2), "the only name");
        assert_eq!(found(&standard, &tariffs[..3]), Some(2), "24 is another thing");
        assert_eq!(found(&standard, &tariffs), Some(4), "the price");
        let again = [tariff(5, "Standard", "45.00"), tariff(6, "Standard", "45.00")];
        assert_eq!(found(&standard, &again), None, "two that are alike");
        assert_eq!(found(&item(1, "Safe 3", None), &[tariff(1, "F-Secure SAFE 5", "9.00")]), None);
        assert_eq!(found(&item(1, "F-Secure SAFE 5", None), &[tariff(1, "SAFE (5)", "9.00")]), Some(1));
    }

    #[test]
    fn the_price_alone_decides_only_where_it_means_one_thing() {
        let (gold, silver) = (item(1, "Złoty", Some("79.00")), item(2, "Srebrny", Some("59.00")));
        let both = [gold.clone(), silver];
        let tariffs = [tariff(7, "Duży", "79.00"), tariff(8, "Mały", "49.00")];
        assert_eq!(suggest(&gold, &both, &tariffs).map(|t| t.id), Some(7));
        let twin = item(3, "Platyna", Some("79.00"));
        assert_eq!(suggest(&gold, &[gold.clone(), twin], &tariffs), None);
        let internet = [Tariff { kind: 1, ..tariff(7, "Duży", "79.00") }];
        assert_eq!(suggest(&gold, &both, &internet), None);
    }

    #[test]
    fn nothing_that_is_not_sold_or_not_monthly_is_suggested_or_proposed() {
        let gold = item(1, "Gold", Some("79.00"));
        let (old, yearly) = (
            Tariff { valid: false, ..tariff(1, "Gold", "79.00") },
            Tariff { period: Some(5), ..tariff(2, "Gold", "79.00") },
        );
        assert_eq!(found(&gold, &[old.clone(), yearly]), None);
        let open = Tariff { period: None, ..tariff(3, "Gold", "79.00") };
        let all = [old, open, tariff(4, "Gold 2", "69.00")];
        assert_eq!(found(&gold, &all), Some(3));
        let proposed = |price: &str| propose(&[1, 3, 4], &all, Some(price.parse().unwrap())).map(|t| t.id);
        assert_eq!((proposed("69.00"), proposed("79.00"), proposed("1.00")), (Some(4), Some(3), Some(3)));
        assert_eq!((propose(&[], &all, None), propose(&[1], &all, None)), (None, None));
    }
}
