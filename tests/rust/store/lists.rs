//! Lists of the menu: whom the asker may see.

use metroport::operations::listing::Wanted;
use metroport::operations::{customers, lists, metrotv};
use metroport::personal::Masked;
use serde_json::json;

use crate::support::{House, Kind, on_both, person, world};

on_both![
    a_page_has_the_names_of_lms_and_nobody_whom_the_asker_may_not_see,
    a_page_is_searched_sorted_and_cut,
    no_other_list_shows_hidden_customers_either,
];

fn wanted() -> Wanted {
    Wanted {
        offset: 0,
        limit: 100,
        search: Masked::default(),
        sort: String::new(),
        descending: false,
        state: String::new(),
    }
}

/// Five users; the first three are linked to customers 1, 2, 3, of whom 3 belongs to division 20. LMS user 5 has division
/// 10, and a group that customer 2 is in is closed to him.
async fn house(kind: Kind) -> House {
    let persons: Vec<_> = (1..=5).map(|number| person(number, json!(true))).collect();
    let house = House::with(kind, world(&persons, 20)).await;
    let current_user = match kind {
        Kind::Postgres => {
            "CAST(COALESCE(NULLIF(current_setting('lms.current_user', true), ''), '0') AS integer)"
        }
        Kind::MariaDb => "(SELECT lms_current_user())",
    };
    if kind == Kind::MariaDb {
        let function = "CREATE FUNCTION lms_current_user() RETURNS int NO SQL RETURN @lms_current_user";
        house.db.execute(function).await;
    }
    house
        .db
        .execute(&format!(
            "CREATE TABLE customers (id integer PRIMARY KEY, lastname varchar(128), name varchar(128), divisionid integer, \
             closedto integer);
             CREATE VIEW customerview AS SELECT c.* FROM customers c WHERE {current_user} = 0 \
             OR (c.divisionid = {current_user} * 2 AND COALESCE(c.closedto, 0) <> {current_user});
             INSERT INTO customers VALUES (1, 'Żółć', 'Jan', 10, NULL), (2, 'Łoś', NULL, 10, 5), \
             (3, 'Ćma \"X\" <b>', 'Ewa', 20, NULL), (4, 'Nikt', NULL, 10, NULL);
             DELETE FROM metroport_customers WHERE lms_user_id > 3"
        ))
        .await;
    house
}

async fn people(house: &House, user: i64, wanted: &Wanted) -> Vec<(i64, Option<String>)> {
    let mut config = house.config.clone();
    config.user = user;
    let page = customers::page(&house.process().asked_by(config), wanted).await.unwrap();
    let name = |name: Masked| name.expose().to_owned();
    page.rows.into_iter().map(|row| (row.user.mms_id, row.customer_name.map(name))).collect()
}

async fn a_page_has_the_names_of_lms_and_nobody_whom_the_asker_may_not_see(kind: Kind) {
    let house = house(kind).await;
    let name = |name: &str| Some(name.to_owned());
    let (jan, los, cma) = (name("Żółć Jan"), name("Łoś"), name("Ćma \"X\" <b> Ewa"));
    let nobody = [(100_004, None), (100_005, None)];
    let by_id = Wanted { sort: "mms_id".into(), ..wanted() };
    let mut all = vec![(100_001, jan.clone()), (100_002, los), (100_003, cma)];
    all.extend(nobody.clone());
    assert_eq!(people(&house, 0, &by_id).await, all);
    let mut some = vec![(100_001, jan)];
    some.extend(nobody);
    assert_eq!(people(&house, 5, &by_id).await, some);
    // The next one on the same connection is asked for himself.
    assert_eq!(people(&house, 10, &by_id).await[0].0, 100_003);
}

async fn a_page_is_searched_sorted_and_cut(kind: Kind) {
    let house = house(kind).await;
    let ids = async |wanted: Wanted| -> Vec<i64> {
        people(&house, 0, &wanted).await.into_iter().map(|(id, _)| id).collect()
    };
    let by_customer = |descending| Wanted { sort: "customer_name".into(), descending, ..wanted() };
    assert_eq!(ids(by_customer(false)).await[..3], [100_003, 100_002, 100_001]);
    assert_eq!(ids(by_customer(true)).await[..3], [100_001, 100_002, 100_003]);
    let search = |text: &str| Wanted { search: Masked::new(text), ..wanted() };
    assert_eq!(ids(search("łoś")).await, [100_002]);
    assert_eq!(ids(search(&crate::support::pesel(4))).await, [100_004]);
    assert_eq!(ids(search("' OR 1=1")).await, [0; 0]);
    assert_eq!(ids(Wanted { state: "unlinked".into(), ..wanted() }).await, [100_004, 100_005]);
    assert_eq!(ids(Wanted { offset: 3, limit: 1, sort: "mms_id".into(), ..wanted() }).await, [100_004]);
}

async fn no_other_list_shows_hidden_customers_either(kind: Kind) {
    let house = house(kind).await;
    let ask = async |user: i64| {
        let mut config = house.config.clone();
        config.user = user;
        let context = house.process().asked_by(config);
        let wanted = wanted();
        let accounts = lists::accounts(&context, &wanted, true).await.unwrap();
        assert!(
            accounts.rows.iter().all(|row| row.row.packages.as_ref().is_some_and(|names| names.len() == 2))
        );
        // Asked for by somebody who guesses ids, too.
        let ids: Vec<i64> =
            metrotv::accounts(&context, None).await.unwrap().iter().map(|row| row.id).collect();
        let told = lists::packages_of(&context, &ids).await.unwrap();
        let shown: Vec<_> =
            accounts.rows.iter().map(|row| (row.row.account.id, row.row.packages.clone())).collect();
        let told: Vec<_> = told.into_iter().map(|of| (of.id, of.packages)).collect();
        assert!(told.iter().all(|row| shown.contains(row)) && told.len() == shown.len(), "{told:?}");
        let mut seen = [
            accounts.rows.iter().map(|row| row.row.account.mms_id).collect::<Vec<_>>(),
            lists::services(&context, &wanted)
                .await
                .unwrap()
                .rows
                .iter()
                .map(|r| r.row.service.mms_id)
                .collect(),
            lists::operations(&context, &wanted).await.unwrap().rows.iter().map(|r| r.row.mms_id).collect(),
            lists::decoders(&context, &wanted).await.unwrap().rows.iter().map(|r| r.row.userid.0).collect(),
        ];
        for list in &mut seen {
            list.retain(|id| *id != 0);
            list.sort_unstable();
        }
        seen
    };
    assert_eq!(ask(0).await, [(); 4].map(|()| vec![100_001, 100_002, 100_003, 100_004, 100_005]));
    assert_eq!(ask(5).await, [(); 4].map(|()| vec![100_001, 100_004, 100_005]));
}
