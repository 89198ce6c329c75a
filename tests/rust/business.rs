//! Numbers for who owns the business, out of the plugin's own tables.

use metroport::operations::business;

use crate::support::{House, Kind, on_both};

on_both![
    a_day_keeps_what_it_was_told_last,
    changes_are_counted_in_the_journal,
    nothing_is_counted_where_nothing_is
];

async fn house(kind: Kind) -> House {
    let house = House::new(kind, 1).await;
    for sql in [
        "INSERT INTO metroport_metrotv_packages (id, firmid, pkg_name, pkg_group, pricebrutto, pricebrutto_provider, active) \
         VALUES (310, 1, 'Base', 1, 49.90, 30.10, 1)",
        "INSERT INTO metroport_services (service, mms_id, mms_user_id, account_id, item_id, pkg_group, price, active, seen_at) \
         VALUES ('metrotv', 1, 7, 70, 310, 1, 49.90, 1, 1), ('metrotv', 2, 8, 80, 310, 1, 39.90, 1, 1), \
         ('metrotv', 3, 8, 80, 330, 3, 10.00, 1, 1), ('metrotv', 4, 9, 90, 310, 1, 99.00, 0, 1)",
        "INSERT INTO metroport_services (service, mms_id, mms_user_id, item_id, license_size, active, seen_at, gone_at) \
         VALUES ('fsecure', 5, 7, 51, 3, 1, 1, NULL), ('fsecure', 6, 8, 51, 5, 1, 1, 2)",
        // Of the licence that runs: a year's liability that is tied. Of the one that is gone, and of none: others.
        "INSERT INTO tariffs (id, name, value, period) VALUES (1, 'Ochrona', 119.88, 5), (2, 'Ochrona 5', 7, 3)",
        "INSERT INTO metroport_tariff_ties (service, item_id, tariff_id, tied_at, tied_by) VALUES ('fsecure', 51, 1, 0, 'x')",
        "DELETE FROM metroport_customers",
        "INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES (1, 7)",
        "INSERT INTO assignments (id, tariffid, customerid, period) VALUES (31, 1, 1, 5), (32, 2, 1, 3), (33, 1, 11, 5)",
        "INSERT INTO metroport_metrotv_stb (id, mac, status, statusname, iptv_accountid) VALUES (1, 'a', 1, 'w magazynie', 0), \
         (2, 'b', 2, 'wydane', 70), (3, 'c', 3, 'usunięte', 0), (4, 'd', 5, 'uszkodzone', 0)",
    ] {
        house.db.execute(sql).await;
    }
    house
}

async fn a_day_keeps_what_it_was_told_last(kind: Kind) {
    let house = house(kind).await;
    let process = house.process();
    business::record(&process).await.unwrap();
    business::record(&process).await.unwrap();
    let shown = business::series(&process, 30).await.unwrap();
    assert_eq!((shown.monthly, shown.levels.len()), (false, 1));
    let value = |name: &str| shown.levels[0].values.get(name).map(ToString::to_string).unwrap_or_default();
    for (name, wanted) in [
        ("accounts", "2.00"),
        ("packages.base", "2.00"),
        ("packages.multiroom", "1.00"),
        ("licences", "1.00"),
        ("devices", "3.00"),
        ("income.tv", "99.80"),
        ("cost.tv", "60.20"),
        ("income.fsecure", "9.99"),
        ("decoders.issued", "1.00"),
        ("decoders.warehouse", "1.00"),
        ("decoders.damaged", "1.00"),
    ] {
        assert_eq!(value(name), wanted, "{name}");
    }

    // Recorded, it is for that and nothing else; what is over or suspended brings nothing.
    let licences = async || {
        business::record(&process).await.unwrap();
        let shown = business::series(&process, 30).await.unwrap();
        shown.levels[0].values["income.fsecure"].to_string()
    };
    for (change, income) in [
        (
            "INSERT INTO metroport_liabilities (service, mms_id, lms_user_id, assignment_id, tied_at, tied_by) \
             VALUES ('fsecure', 5, 1, 32, 0, 'x'), ('fsecure', 6, 1, 31, 0, 'x')",
            "7.00",
        ),
        ("UPDATE assignments SET count = 2 WHERE id = 32", "14.00"),
        ("UPDATE assignments SET suspended = 1 WHERE id = 32", "0.00"),
        ("UPDATE assignments SET suspended = 0, dateto = 5 WHERE id = 32", "0.00"),
    ] {
        house.db.execute(change).await;
        assert_eq!(licences().await, income, "{change}");
    }

    house.db.execute("UPDATE metroport_services SET gone_at = 5 WHERE mms_id = 2").await;
    business::record(&process).await.unwrap();
    let shown = business::series(&process, 30).await.unwrap();
    assert_eq!(shown.levels.len(), 1, "still one day");
    assert_eq!(shown.levels[0].values["packages.base"].to_string(), "1.00");

    // Beyond a quarter of a year a month is one point.
    house
        .db
        .execute("INSERT INTO metroport_numbers (day, number, value) VALUES ('2001-01-01', 'accounts', 5)")
        .await;
    let shown = business::series(&process, 365).await.unwrap();
    assert_eq!((shown.monthly, shown.levels.len()), (true, 1));
    assert_eq!(business::series(&process, 0).await.unwrap_err().code(), "business.days");
    assert_eq!(business::series(&process, i64::MAX).await.unwrap_err().code(), "business.days");
}

async fn changes_are_counted_in_the_journal(kind: Kind) {
    let house = house(kind).await;
    let clock = match kind {
        Kind::Postgres => "CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS bigint)",
        Kind::MariaDb => "UNIX_TIMESTAMP()",
    };
    for (action, outcome, age) in [
        ("package.issue", "done", 0),
        ("service.add", "done", 0),
        ("package.remove", "refused", 0),
        ("account.block", "done", 0),
        ("account.block", "open", 0),
        ("package.issue", "done", 86_400 * 20),
    ] {
        let sql = format!(
            "INSERT INTO metroport_journal (at, userid, actor, action, subject, outcome) \
             VALUES ({clock} - {age}, 0, 'x', '{action}', 'package', '{outcome}')"
        );
        house.db.execute(&sql).await;
    }
    let shown = business::series(&house.process(), 10).await.unwrap().changes;
    assert_eq!(shown.len(), 1);
    let day = &shown[0];
    assert_eq!((day.issued, day.removed, day.locked, day.released), (2, 0, 1, 0));
    assert_eq!((day.done, day.refused, day.failed), (3, 1, 1));
    let shown = business::series(&house.process(), 30).await.unwrap().changes;
    assert_eq!(shown.iter().map(|day| day.issued).sum::<i64>(), 3);
}

async fn nothing_is_counted_where_nothing_is(kind: Kind) {
    let house = House::new(kind, 1).await;
    let process = house.process();
    let shown = business::series(&process, 30).await.unwrap();
    assert_eq!((shown.levels.len(), shown.changes.len()), (0, 0));
    business::record(&process).await.unwrap();
    let levels = business::series(&process, 30).await.unwrap().levels;
    let some: Vec<&str> =
        levels[0].values.iter().filter(|(_, v)| !v.is_zero()).map(|(n, _)| n.as_str()).collect();
    assert_eq!(some, ["customers.linked"]);
}
