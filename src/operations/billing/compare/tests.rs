use super::*;

const NOW: i64 = 1_800_000_000;
const DAY: i64 = 86_400;

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn seen(mms_id: i64, item_id: i64, price: &str) -> Seen {
    Seen {
        service: Service::MetroTv,
        mms_id,
        user: 1001,
        account_id: Some(4),
        item_id,
        name: format!("P{item_id}"),
        group: 1,
        license_size: 0,
        price: Some(amount(price)),
        currency: "PLN".into(),
        active: true,
        since: None,
        seen_at: NOW,
        gone_at: None,
    }
}

fn liability(id: i64, tariff: i64, monthly: &str) -> Liability {
    Liability {
        id,
        customer_id: 1,
        tariff_id: Some(tariff),
        name: format!("T{tariff}"),
        monthly: Some(amount(monthly)),
        count: Decimal::ONE,
        currency: "PLN".into(),
        from: 0,
        to: 0,
        suspended: false,
        all_suspended: false,
    }
}

fn tariff(id: i64, price: &str) -> Tariff {
    let price = Some(amount(price));
    Tariff {
        id,
        name: format!("T{id}"),
        price,
        currency: "PLN".into(),
        period: Some(3),
        kind: 5,
        valid: true,
    }
}

/// Tariffs 5 (49.90) and 6 (59.90) are for package 310, 7 (10.00) for package 320.
fn differences(
    services: &[Seen],
    liabilities: &[Liability],
    spoil: impl FnOnce(&mut House<'_>),
) -> Vec<Difference> {
    let tie = |item_id, tariff_id| Tie { service: Service::MetroTv, item_id, tariff_id };
    let ties = [tie(310, 5), tie(310, 6), tie(320, 7)];
    let tariffs = [tariff(5, "49.90"), tariff(6, "59.90"), tariff(7, "10.00")];
    let rules = Rules { ties: &ties, tariffs: &tariffs, now: NOW };
    let mut house = House {
        customer_id: 1,
        services: services.iter().collect(),
        liabilities: liabilities.iter().collect(),
        ..House::default()
    };
    spoil(&mut house);
    compare(&house, &rules)
}

type Short = (What, Vec<i64>, Option<i64>, Option<String>, Option<Mend>);

fn short(found: &[Difference]) -> Vec<Short> {
    found
        .iter()
        .map(|d| {
            let services = d.services.iter().map(|part| part.mms_id).collect();
            let liability = d.liability.as_ref().map(|liability| liability.id);
            (d.what, services, liability, d.monthly.map(|m| m.to_string()), d.mend)
        })
        .collect()
}

fn told(services: &[Seen], liabilities: &[Liability]) -> Vec<Short> {
    short(&differences(services, liabilities, |_| {}))
}

#[expect(clippy::unnecessary_wraps, reason = "what it is compared with may be missing")]
fn zl(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn what_agrees_is_not_told() {
    assert_eq!(told(&[], &[]), []);
    assert_eq!(
        told(
            &[seen(1, 310, "49.90"), seen(2, 320, "10.00")],
            &[liability(71, 5, "49.90"), liability(72, 7, "10.00")]
        ),
        []
    );
    assert_eq!(told(&[seen(1, 310, "49.90")], &[liability(71, 5, "49.91")]), [], "a rounding");
    let three = Liability { count: Decimal::from(3), ..liability(71, 7, "30.00") };
    assert_eq!(told(&[seen(1, 320, "10.00"), seen(2, 320, "10.00"), seen(3, 320, "10.00")], &[three]), []);
    let off = Seen { active: false, ..seen(1, 310, "49.90") };
    let resting = Liability { suspended: true, ..liability(71, 5, "49.90") };
    assert_eq!(told(&[off], &[resting]), [], "both are suspended");
}

#[test]
fn what_has_no_partner_is_told_with_what_it_costs() {
    assert_eq!(
        told(&[seen(1, 310, "59.90")], &[]),
        [(What::NoLiability, vec![1], None, zl("-59.90"), Some(Mend::Add { tariff_id: 6 }))]
    );
    assert_eq!(told(&[seen(1, 999, "5.00")], &[]), [(What::NoLiability, vec![1], None, zl("-5.00"), None)]);
    let off = Seen { active: false, ..seen(1, 310, "59.90") };
    assert_eq!(told(&[off], &[])[0].4, None, "what is blocked gets no liability");
    assert_eq!(told(&[seen(1, 310, "0.00")], &[]), [], "what is free needs none");
    assert_eq!(
        told(&[], &[liability(71, 5, "49.90")]),
        [(What::NoService, vec![], Some(71), zl("49.90"), Some(Mend::End))]
    );
    let licence = Seen { service: Service::FSecure, price: None, ..seen(9, 51, "0") };
    assert_eq!(told(&[licence], &[]), [(What::NoLiability, vec![9], None, None, None)]);
}

#[test]
fn prices_decide_who_belongs_to_whom() {
    let services = [seen(1, 310, "59.90"), seen(2, 310, "49.90")];
    assert_eq!(told(&services, &[liability(71, 5, "49.90"), liability(72, 6, "59.90")]), []);
    let found = told(&services, &[liability(71, 5, "49.90"), liability(72, 5, "49.90")]);
    assert_eq!(found, [(What::Price, vec![1], Some(72), zl("-10.00"), Some(Mend::Change { tariff_id: 6 }))]);
    let odd = told(&[seen(1, 310, "33.00")], &[liability(71, 5, "49.90")]);
    assert_eq!(odd, [(What::Price, vec![1], Some(71), zl("16.90"), None)], "no tariff has that price");
    let discount = told(&[seen(1, 310, "59.90")], &[liability(71, 5, "44.90")]);
    assert_eq!(discount, [(What::Price, vec![1], Some(71), zl("-15.00"), None)], "somebody gave a discount");
    let two = Liability { count: Decimal::from(2), ..liability(71, 7, "20.00") };
    assert_eq!(told(&[seen(1, 320, "10.00")], &[two]), [(What::Price, vec![1], Some(71), zl("10.00"), None)]);
}

#[test]
fn what_a_person_has_to_decide_says_why() {
    let why = |services: &[Seen], liabilities: &[Liability]| {
        let found = differences(services, liabilities, |_| {});
        assert!(found.iter().all(|one| one.mend.is_some() != one.why.is_some()), "{found:?}");
        found.iter().filter_map(|one| one.why).collect::<Vec<_>>()
    };
    let paid = |change: Liability| [change];
    let one = [seen(1, 310, "49.90")];
    assert_eq!(why(&[Seen { active: false, ..seen(1, 310, "49.90") }], &[]), [Why::Blocked]);
    assert_eq!(why(&[seen(1, 999, "5.00")], &[]), [Why::NoTariff]);
    let late = Liability { from: NOW + 1, ..liability(71, 5, "49.90") };
    assert_eq!(why(&one, &paid(late)), [Why::BeginsLater]);
    let held = Liability { all_suspended: true, ..liability(71, 5, "49.90") };
    assert_eq!(why(&one, &paid(held)), [Why::AllSuspended]);
    let two = Liability { count: Decimal::from(2), ..liability(71, 5, "99.80") };
    assert_eq!(why(&one, &paid(two)), [Why::Several]);
    assert_eq!(why(&[seen(1, 310, "59.90")], &paid(liability(71, 5, "44.90"))), [Why::Discount]);
    assert_eq!(why(&[seen(1, 310, "33.00")], &paid(liability(71, 5, "49.90"))), [Why::NoPrice]);
    assert_eq!(why(&[seen(1, 310, "59.90")], &paid(liability(71, 5, "49.90"))), [], "it is mended");
}

#[test]
fn what_is_recorded_comes_before_what_fits() {
    let services = [seen(1, 310, "49.90"), seen(2, 310, "49.90")];
    let liabilities = [liability(71, 5, "49.90"), liability(72, 99, "12.00")];
    let record = |service, assignment| {
        move |house: &mut House<'_>| {
            house.recorded.insert((Service::MetroTv, service), assignment);
        }
    };
    let found = short(&differences(&services, &liabilities, record(1, 72)));
    assert_eq!(found, [(What::Price, vec![1], Some(72), zl("-37.90"), None)]);
    let one_for_two = [Liability { monthly: Some(amount("99.80")), ..liability(71, 99, "0") }];
    let both = |house: &mut House<'_>| {
        record(1, 71)(house);
        record(2, 71)(house);
    };
    assert_eq!(short(&differences(&services, &one_for_two, both)), []);
    // Its liability is gone: it is looked for as if nothing were recorded.
    assert_eq!(short(&differences(&services[..1], &liabilities[..1], record(1, 77))), []);
}

#[test]
fn what_is_suspended_on_one_side_only_is_told() {
    let off = Seen { active: false, ..seen(1, 310, "49.90") };
    let billed = [liability(71, 5, "49.90")];
    let found = told(std::slice::from_ref(&off), &billed);
    assert_eq!(found, [(What::BilledWhileBlocked, vec![1], Some(71), zl("49.90"), Some(Mend::Suspend))]);
    let locked = |house: &mut House<'_>| {
        house.unbilled.locked.insert(Service::MetroTv);
    };
    assert_eq!(differences(std::slice::from_ref(&off), &billed, locked), [], "lms-payments leaves it out");
    // Blocked by hand: of that it knows only what is recorded.
    let by_hand = |recorded: &[i64]| {
        let found = differences(std::slice::from_ref(&off), &billed, |house| {
            house.unbilled.recorded.insert(Service::MetroTv);
            house.recorded.extend(recorded.iter().map(|id| ((Service::MetroTv, 1), *id)));
        });
        found.iter().map(|difference| difference.what).collect::<Vec<_>>()
    };
    assert_eq!((by_hand(&[71]), by_hand(&[])), (vec![], vec![What::BilledWhileBlocked]));
    let resting = Liability { suspended: true, ..liability(71, 5, "49.90") };
    let found = told(&[seen(1, 310, "49.90")], &[resting]);
    assert_eq!(found, [(What::SuspendedWhileRunning, vec![1], Some(71), zl("-49.90"), Some(Mend::Resume))]);
    let all = Liability { all_suspended: true, ..liability(71, 5, "49.90") };
    assert_eq!(told(&[seen(1, 310, "49.90")], &[all])[0].4, None, "that is for a person");
    // Two of a kind: the blocked one goes with the suspended one.
    let pair = [Liability { suspended: true, ..liability(71, 5, "49.90") }, liability(72, 5, "49.90")];
    assert_eq!(told(&[seen(2, 310, "49.90"), off], &pair), []);
}

#[test]
fn dates_that_leave_a_service_unpaid_are_told() {
    let later = Liability { from: NOW + 5 * DAY, ..liability(71, 5, "49.90") };
    assert_eq!(
        told(&[seen(1, 310, "49.90")], std::slice::from_ref(&later)),
        [(What::BeginsLater, vec![1], Some(71), zl("-49.90"), None)]
    );
    let ending = Liability { to: NOW + 5 * DAY - 1, ..liability(70, 5, "49.90") };
    assert_eq!(
        told(&[seen(1, 310, "49.90")], std::slice::from_ref(&ending)),
        [(What::EndsSoon, vec![1], Some(70), zl("-49.90"), Some(Mend::Extend))]
    );
    assert_eq!(told(&[seen(1, 310, "49.90")], &[ending, later]), [], "one follows the other");
    let far = Liability { to: NOW + 200 * DAY, ..liability(70, 5, "49.90") };
    assert_eq!(told(&[seen(1, 310, "49.90")], &[far]), []);
}

#[test]
fn houses_have_what_is_theirs() {
    let services = [
        seen(1, 310, "49.90"),
        Seen { user: 1002, ..seen(2, 310, "49.90") },
        Seen { user: 1009, ..seen(4, 310, "49.90") },
    ];
    let liabilities = [liability(71, 5, "49.90"), Liability { customer_id: 3, ..liability(72, 5, "49.90") }];
    let paid = Paid { service: Service::MetroTv, mms_id: 1, customer_id: 1, assignment_id: 71 };
    let customers = BTreeMap::from([(1001, 1), (1002, 2)]);
    let locked = Unbilled { locked: BTreeSet::from([Service::MetroTv]), ..Unbilled::default() };
    let unbilled = BTreeMap::from([(2, locked)]);
    let houses = houses(&customers, &services, &liabilities, &[paid], &unbilled);
    let of = |id: i64| {
        let house = &houses[&id];
        assert_eq!(house.customer_id, id);
        (house.services.len(), house.liabilities.len(), house.recorded.len(), house.unbilled.locked.len())
    };
    assert_eq!((houses.len(), of(1), of(2), of(3)), (3, (1, 1, 1, 0), (1, 0, 0, 1), (0, 1, 0, 0)));
}

#[test]
fn what_came_after_another_was_not_there_with_it() {
    let lived = |id, since: Option<i64>, gone_at| Seen { since, gone_at, ..seen(id, 310, "49.90") };
    let first = lived(1, None, Some(10 * DAY));
    let second = lived(2, Some(10 * DAY), Some(20 * DAY));
    let third = lived(3, Some(19 * DAY + 5), None);
    let always = lived(4, None, None);
    let count = |services: &[&Seen], of: &Seen| at_once(services, of);
    assert_eq!(count(&[&first], &second), 0);
    assert_eq!(count(&[&second], &first), 0);
    assert_eq!(count(&[&first, &second, &third], &always), 1, "one after the other");
    assert_eq!(count(&[&first, &second, &third, &always], &always), 2);
    let early = lived(5, Some(5 * DAY), None);
    assert_eq!(
        (count(&[&first], &early), count(&[&early], &first), count(&[&first, &early], &second)),
        (1, 1, 1)
    );
}
