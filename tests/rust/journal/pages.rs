//! Looking into the journal, and what is too old for it.

use metroport::operations::journal::{Filter, Wanted, of_customer, own, page, purge};
use metroport::operations::{Context, OperationError, fsecure};

use super::house;
use crate::support::{House, Kind, on_both};

on_both![
    pages_are_filtered_searched_and_sorted,
    customers_whom_the_asker_may_not_see_are_left_out,
    a_client_knows_what_was_changed_through_it,
    what_is_too_old_is_removed_by_the_database_s_clock,
];

/// Entries 1 to 6, written by hand.
async fn filled(kind: Kind) -> House {
    let house = house(kind).await;
    let asker = match kind {
        Kind::Postgres => {
            "CAST(COALESCE(NULLIF(current_setting('lms.current_user', true), ''), '0') AS integer)"
        }
        Kind::MariaDb => "(SELECT lms_current_user())",
    };
    if kind == Kind::MariaDb {
        let function = "CREATE FUNCTION lms_current_user() RETURNS int NO SQL RETURN @lms_current_user";
        house.db.execute(function).await;
    }
    // LMS user 4 may not see customer 2.
    let table = "CREATE TABLE customers (id integer PRIMARY KEY, lastname varchar(128), name varchar(128), closedto integer)";
    house.db.execute(table).await;
    let view = format!("SELECT c.* FROM customers c WHERE COALESCE(c.closedto, -1) <> {asker}");
    house.db.execute(&format!("CREATE VIEW customerview AS {view}")).await;
    let people = "(1, 'Żuk-1', 'Jan', NULL), (2, 'Żuk-2', 'Jan', 4), (3, 'Żuk-3', NULL, NULL)";
    house.db.execute(&format!("INSERT INTO customers VALUES {people}")).await;
    let rows = [
        "(100, 0, 'cron', 1, 100001, 'user.link', 'user', 100001, '', 'done', NULL)",
        "(200, 4, 'ala', 1, 100001, 'package.issue', 'package', 77, 'package=323 price=9.90', 'done', NULL)",
        "(300, 4, 'ala', 2, 100002, 'package.issue', 'package', 78, 'package=310 price=1.00', 'refused', 'Konto ma już')",
        "(400, 5, 'ola', NULL, NULL, 'decoder.add', 'decoder', NULL, 'mac=001baa000077', 'open', NULL)",
        "(500, 5, 'ola_x', 99, 100009, 'user.unlink', 'user', 100009, '', 'done', NULL)",
        "(600, 5, 'ola', 3, NULL, 'account.block', 'account', 5, '', 'unknown', NULL)",
    ];
    for row in rows {
        house
            .db
            .execute(&format!(
                "INSERT INTO metroport_journal (at, userid, actor, lms_user_id, mms_user_id, action, subject, subject_id, \
                 detail, outcome, answer) VALUES {row}"
            ))
            .await;
    }
    house
}

fn wanted() -> Wanted {
    Wanted { limit: 10, descending: true, ..Wanted::default() }
}

async fn times(context: &Context, wanted: Wanted) -> Vec<i64> {
    page(context, &wanted).await.unwrap().rows.iter().map(|row| row.at).collect()
}

async fn pages_are_filtered_searched_and_sorted(kind: Kind) {
    let house = filled(kind).await;
    let process = house.process();
    assert_eq!(times(&process, wanted()).await, [600, 500, 400, 300, 200, 100]);
    let part = page(&process, &Wanted { offset: 1, limit: 2, descending: false, ..wanted() }).await.unwrap();
    assert_eq!((part.total, part.rows.iter().map(|row| row.at).collect::<Vec<_>>()), (6, vec![200, 300]));
    let by = |sort: &str| Wanted { sort: sort.to_owned(), descending: false, ..wanted() };
    assert_eq!(times(&process, by("outcome")).await, [500, 200, 100, 400, 300, 600]);

    let filters: [(Filter, &[i64]); 5] = [
        (Filter { action: Some("package.issue".into()), ..Filter::default() }, &[300, 200]),
        (Filter { outcome: Some("open".into()), ..Filter::default() }, &[400]),
        (Filter { customer_id: Some(1), ..Filter::default() }, &[200, 100]),
        (Filter { from: Some(200), before: Some(400), ..Filter::default() }, &[300, 200]),
        (Filter { action: Some("' OR 1=1 --".into()), ..Filter::default() }, &[]),
    ];
    for (filter, found) in filters {
        assert_eq!(times(&process, Wanted { filter: filter.clone(), ..wanted() }).await, found, "{filter:?}");
    }
    let searches: [(&str, &[i64]); 10] = [
        ("PRICE=9", &[200]),
        ("konto MA", &[300]),
        ("00:1B:AA:00:00:77", &[400]),
        ("78", &[300]),
        ("2", &[300, 200]),
        ("100001", &[200, 100]),
        ("żuk-1 jan", &[200, 100]),
        ("ola_", &[500]),
        ("%", &[]),
        ("1' OR '1'='1", &[]),
    ];
    for (search, found) in searches {
        assert_eq!(
            times(&process, Wanted { search: search.to_owned(), ..wanted() }).await,
            found,
            "{search}"
        );
    }
    let refused = async |wanted: Wanted| page(&process, &wanted).await.unwrap_err().code();
    assert_eq!(refused(by("weight")).await, "list.sort");
    let filter = Filter { outcome: Some("lost".into()), ..Filter::default() };
    assert_eq!(refused(Wanted { filter, ..wanted() }).await, "list.state");

    let row = page(&process, &Wanted { search: "78".into(), ..wanted() }).await.unwrap().rows.remove(0);
    assert_eq!(
        (row.user_id, row.actor.as_str(), row.customer_id, row.mms_id),
        (4, "ala", Some(2), Some(100_002))
    );
    assert_eq!(row.customer_name.unwrap().expose(), "Żuk-2 Jan");
    assert_eq!((row.outcome.as_str(), row.answer.as_deref()), ("refused", Some("Konto ma już")));
}

async fn customers_whom_the_asker_may_not_see_are_left_out(kind: Kind) {
    let house = filled(kind).await;
    let asker = house.process().asked_by(metroport::config::Config { user: 4, ..house.config.clone() });
    // Nobody's, and one whom LMS has forgotten, are everybody's.
    assert_eq!(times(&asker, wanted()).await, [600, 500, 400, 200, 100]);
    assert_eq!(page(&asker, &wanted()).await.unwrap().total, 5);
    assert_eq!(of_customer(&asker, 2, 20).await.unwrap(), []);
    assert_eq!(of_customer(&house.process(), 2, 20).await.unwrap().len(), 1);
    let newest: Vec<i64> = of_customer(&asker, 1, 1).await.unwrap().iter().map(|row| row.at).collect();
    assert_eq!(newest, [200]);
}

async fn a_client_knows_what_was_changed_through_it(kind: Kind) {
    let house = filled(kind).await;
    let (process, other) = (house.process(), house.process().asked_by(house.config.clone()));
    let service = super::id(house.service(1));
    fsecure::block(&process, service).await.unwrap();
    fsecure::unblock(&process.about(1), service).await.unwrap();
    let told: Vec<_> = own(&process)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.action, row.customer_id, row.mms_id))
        .collect();
    let his = Some(super::id(House::user(1)));
    assert_eq!(
        told,
        [("service.block".to_owned(), None, None), ("service.unblock".to_owned(), Some(1), his)],
        "the MMS user is the one who is linked to the customer"
    );
    assert_eq!(own(&process).await.unwrap(), [], "it is told once");
    drop(other);
}

async fn what_is_too_old_is_removed_by_the_database_s_clock(kind: Kind) {
    let house = house(kind).await;
    let now = house.db.db().with(async |conn| Ok::<_, OperationError>(conn.now().await?)).await.unwrap();
    let day = 86_400;
    let old = |age: i64| format!("({}, 0, 'x', 'user.link', 'user', 'done')", now - age);
    let mut rows = vec![old(10 * day + 60), old(10 * day - 60), old(0)];
    rows.extend((0..12_000).map(|_| old(400 * day)));
    for part in rows.chunks(1000) {
        let into = "INSERT INTO metroport_journal (at, userid, actor, action, subject, outcome) VALUES";
        house.db.execute(&format!("{into} {}", part.join(", "))).await;
    }
    assert_eq!(purge(&house.process(), 365).await.unwrap(), 12_000);
    assert_eq!(purge(&house.process(), 10).await.unwrap(), 1);
    assert_eq!(house.db.count("metroport_journal").await, 2);
}
