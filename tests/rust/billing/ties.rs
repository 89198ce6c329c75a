//! Which tariffs are for which packages and products.

use metroport::operations::billing::{self, ties};
use metroport::operations::listing::Wanted;
use metroport::operations::sync::{fsecure_packages, metrotv_packages};
use metroport::operations::{Context, Progress};
use metroport::personal::Masked;
use metroport::store::liabilities::{self, Paid};
use metroport::store::locks::Service::{FSecure, MetroTv};

use crate::support::{House, Kind, on_both};

on_both![
    what_fits_is_suggested_and_can_be_tied_at_once,
    a_new_service_gets_the_tariff_with_its_price,
    nothing_is_tied_that_is_not_there,
    what_metroport_charges_is_what_the_operator_told_else_what_mms_tells,
    a_deleted_tariff_or_liability_leaves_nothing_behind,
    a_service_is_paid_by_a_liability_of_its_own_customer_only,
];

fn wanted(state: &str) -> Wanted {
    Wanted {
        offset: 0,
        limit: 1000,
        search: Masked::default(),
        sort: String::new(),
        descending: false,
        state: state.into(),
    }
}

/// Catalogues as MMS has them; a package of MetroTV (id, name, price) and a product of F-Secure (id, name).
struct Sold {
    house: House,
    package: (i64, String, String),
    product: (i64, String),
}

impl Sold {
    async fn new(kind: Kind) -> Self {
        let house = House::new(kind, 1).await;
        let (process, progress) = (house.process(), Progress::default());
        fsecure_packages(&process, false, &progress).await.unwrap();
        metrotv_packages(&process, false, &progress).await.unwrap();
        let sql = "SELECT id, pkg_name, CAST(pricebrutto AS CHAR(12)) FROM metroport_metrotv_packages \
                   WHERE active = 1 AND pkg_group = 1 ORDER BY id LIMIT 1";
        let (id, name, price): (i64, String, String) = house.db.rows(sql).await.remove(0);
        let product = house
            .db
            .rows("SELECT id, name FROM metroport_fsecure_packages ORDER BY id LIMIT 1")
            .await
            .remove(0);
        Self { house, package: (id, name, price.trim().to_owned()), product }
    }

    fn process(&self) -> Context {
        self.house.process()
    }

    async fn tariff(&self, id: i64, name: &str, price: &str) {
        let values = format!("({id}, '{name}', 5, {price}, 3, 'PLN')");
        let sql = format!("INSERT INTO tariffs (id, name, type, value, period, currency) VALUES {values}");
        self.house.db.execute(&sql).await;
    }

    async fn tariff_of(&self, price: Option<&str>) -> Option<i64> {
        let price = price.map(|price| price.parse().unwrap());
        ties::tariff_of(&self.process(), MetroTv, self.package.0, price).await.unwrap()
    }
}

async fn what_fits_is_suggested_and_can_be_tied_at_once(kind: Kind) {
    let sold = Sold::new(kind).await;
    sold.tariff(11, &sold.package.1, &sold.package.2).await;
    sold.tariff(12, "Internet 600", "60").await;
    sold.tariff(13, &sold.product.1, "9.99").await;
    let suggested = ties::page(&sold.process(), &wanted("suggested")).await.unwrap().rows;
    let found: Vec<_> =
        suggested.iter().map(|row| (row.service, row.item_id, row.suggestion.as_ref().unwrap().id)).collect();
    assert!(found.contains(&("metrotv", sold.package.0, 11)), "{found:?}");
    assert!(found.contains(&("fsecure", sold.product.0, 13)), "{found:?}");
    assert!(found.iter().all(|(.., tariff)| *tariff != 12), "{found:?}");
    assert_eq!(ties::tie_suggested(&sold.process()).await.unwrap(), found.len());
    assert_eq!(ties::tie_suggested(&sold.process()).await.unwrap(), 0);
    let tied = ties::page(&sold.process(), &wanted("tied")).await.unwrap();
    assert_eq!(tied.total, found.len());
    let row = tied.rows.iter().find(|row| (row.service, row.item_id) == ("metrotv", sold.package.0)).unwrap();
    let tariff = row.tariff.as_ref().unwrap();
    assert_eq!(
        (tariff.name.as_str(), tariff.price, tariff.valid),
        (sold.package.1.as_str(), row.price, true)
    );
    assert_eq!(ties::page(&sold.process(), &wanted("suggested")).await.unwrap().total, 0);
}

async fn a_new_service_gets_the_tariff_with_its_price(kind: Kind) {
    let sold = Sold::new(kind).await;
    sold.tariff(11, "Umowa na 24 miesiące", "44.9").await;
    sold.tariff(12, "Bez umowy", "54.90").await;
    assert_eq!(sold.tariff_of(Some("54.90")).await, None);
    for tariff in [11, 12, 12] {
        ties::tie(&sold.process(), MetroTv, sold.package.0, tariff).await.unwrap();
    }
    assert_eq!(sold.tariff_of(Some("54.90")).await, Some(12));
    assert_eq!(sold.tariff_of(Some("44.90")).await, Some(11));
    assert_eq!(sold.tariff_of(None).await, Some(11));
    let price: f64 = sold.package.2.parse().unwrap();
    assert_eq!(sold.tariff_of(Some(&format!("{:.2}", price + 100.0))).await, Some(11));
    sold.house.db.execute("UPDATE tariffs SET disabled = 1 WHERE id = 11").await;
    assert_eq!(sold.tariff_of(None).await, Some(12), "what is not sold any more is not proposed");
    assert_eq!(ties::page(&sold.process(), &wanted("tied")).await.unwrap().total, 2);
    assert!(ties::untie(&sold.process(), MetroTv, sold.package.0, 12).await.unwrap());
    assert!(!ties::untie(&sold.process(), MetroTv, sold.package.0, 12).await.unwrap());
    assert_eq!(sold.tariff_of(None).await, None);
}

async fn nothing_is_tied_that_is_not_there(kind: Kind) {
    let sold = Sold::new(kind).await;
    sold.tariff(11, "Telewizja", "44.9").await;
    let refused = [
        ties::tie(&sold.process(), MetroTv, 999_999, 11).await.unwrap_err().code(),
        ties::tie(&sold.process(), FSecure, sold.package.0, 11).await.unwrap_err().code(),
        ties::tie(&sold.process(), MetroTv, sold.package.0, 99).await.unwrap_err().code(),
    ];
    assert_eq!(refused, ["tie.item", "tie.item", "liability.tariff"]);
    assert_eq!(sold.house.db.count("metroport_tariff_ties").await, 0);
}

async fn what_metroport_charges_is_what_the_operator_told_else_what_mms_tells(kind: Kind) {
    let sold = Sold::new(kind).await;
    let process = sold.process();
    let charged = async |service: &str, id: i64| {
        let rows = ties::page(&process, &wanted(service)).await.unwrap().rows;
        let row = rows.into_iter().find(|row| row.item_id == id).unwrap();
        (row.charged.map(|amount| format!("{amount:.2}")), row.told)
    };
    let (package, product) = (sold.package.0, sold.product.0);
    let by_mms = charged("metrotv", package).await;
    assert!(by_mms.0.is_some() && !by_mms.1, "{by_mms:?}");
    assert_eq!(charged("fsecure", product).await, (None, false));
    assert!(
        ties::page(&process, &wanted("without_cost"))
            .await
            .unwrap()
            .rows
            .iter()
            .any(|r| r.item_id == product)
    );
    for cost in ["4.5", "4.75"] {
        ties::tell_cost(&process, FSecure, product, Some(cost)).await.unwrap();
    }
    ties::tell_cost(&process, MetroTv, package, Some("0")).await.unwrap();
    assert_eq!(charged("fsecure", product).await, (Some("4.75".into()), true));
    assert_eq!(charged("metrotv", package).await, (Some("0.00".into()), true));
    ties::tell_cost(&process, MetroTv, package, None).await.unwrap();
    assert_eq!(charged("metrotv", package).await, by_mms);
    let refused = [
        ties::tell_cost(&process, FSecure, package, Some("1")).await.unwrap_err().code(),
        ties::tell_cost(&process, FSecure, product, Some("-1")).await.unwrap_err().code(),
    ];
    assert_eq!(refused, ["tie.item", "package.price"]);
    // The catalogue's next update leaves it alone.
    fsecure_packages(&process, false, &Progress::default()).await.unwrap();
    assert_eq!(charged("fsecure", product).await, (Some("4.75".into()), true));
}

async fn paid(house: &House) -> Vec<Paid> {
    house.process().tables(async |conn| liabilities::load(conn, None).await).await.unwrap()
}

async fn a_deleted_tariff_or_liability_leaves_nothing_behind(kind: Kind) {
    let sold = Sold::new(kind).await;
    sold.tariff(11, "Telewizja", "44.9").await;
    sold.house
        .db
        .execute("INSERT INTO assignments (id, tariffid, customerid, period) VALUES (71, 11, 1, 3)")
        .await;
    ties::tie(&sold.process(), MetroTv, sold.package.0, 11).await.unwrap();
    billing::record(&sold.process(), MetroTv, 700_001, 1, 71).await.unwrap();
    assert_eq!(paid(&sold.house).await.len(), 1);
    sold.house.db.execute("DELETE FROM assignments WHERE id = 71").await;
    sold.house.db.execute("DELETE FROM tariffs WHERE id = 11").await;
    assert_eq!((paid(&sold.house).await, sold.house.db.count("metroport_liabilities").await), (vec![], 1));
    assert_eq!(sold.tariff_of(None).await, None);
}

async fn a_service_is_paid_by_a_liability_of_its_own_customer_only(kind: Kind) {
    let house = House::new(kind, 2).await;
    let rows = "(71, 1, 3), (72, 1, 3), (73, 2, 3)";
    house.db.execute(&format!("INSERT INTO assignments (id, customerid, period) VALUES {rows}")).await;
    let record = async |service, mms_id, assignment| {
        billing::record(&house.process(), service, mms_id, 1, assignment).await.map_err(|error| error.code())
    };
    assert_eq!(record(MetroTv, 700_001, 73).await, Err("liability.foreign"));
    assert_eq!(record(MetroTv, 700_001, 99).await, Err("liability.foreign"));
    record(MetroTv, 700_001, 71).await.unwrap();
    record(MetroTv, 700_001, 72).await.unwrap();
    record(MetroTv, 700_002, 72).await.unwrap();
    record(FSecure, 700_001, 71).await.unwrap();
    let found: Vec<_> = paid(&house).await.iter().map(|p| (p.service, p.mms_id, p.assignment_id)).collect();
    assert_eq!(found, [(FSecure, 700_001, 71), (MetroTv, 700_001, 72), (MetroTv, 700_002, 72)]);
}
