//! The plugin's copies of what MMS shows: catalogues, the warehouse, customers' services.

use std::collections::BTreeSet;
use std::rc::Rc;

use metroport::operations::{Context, OperationError, Progress, services, sync};
use metroport::sim::Cell;
use mms_sim::ServiceStatus;

use crate::house::House;
use crate::people::told;

/// The scripts that bring them up to date.
const SCRIPTS: [&str; 4] = ["products", "packages", "decoders", "services"];

/// Cron's scripts.
pub async fn copier(house: Rc<House>, runs: u32) {
    for _ in 0..runs {
        house.wait(60).await;
        copy(&house, fastrand::choice(SCRIPTS).unwrap_or("services")).await;
    }
}

/// Runs a script and tells how many rows it has changed; `None` when it has not done its work.
async fn copy(house: &House, script: &str) -> Option<usize> {
    let work = async |context: Context| -> Result<Option<usize>, OperationError> {
        let progress = Progress::default();
        if script == "services" {
            let report = services::update(&context, false, &progress).await?;
            let counts = report.counts;
            let all = counts.added + counts.changed + counts.gone;
            return Ok((report.stopped.is_none() && report.failed == 0).then_some(all));
        }
        let report = match script {
            "products" => sync::fsecure_packages(&context, false, &progress).await?,
            "packages" => sync::metrotv_packages(&context, false, &progress).await?,
            _ => sync::decoders(&context, false, &progress).await?,
        };
        let counts = report.counts;
        Ok(report.stopped.is_none().then_some(counts.added + counts.changed + counts.gone))
    };
    let result = house.work(&mut None, "cron", &format!("copy {script}"), work).await;
    house.note(format_args!("{}", told(result.as_ref())));
    result?.ok()?
}

/// At rest a script brings its copy to what MMS has, and running it again changes nothing.
pub async fn compare(house: Rc<House>) {
    let mut wrong = Vec::new();
    for script in SCRIPTS {
        let (first, again) = (copy(&house, script).await, copy(&house, script).await);
        if first.is_none() || again != Some(0) {
            wrong.push(format!("copy of {script}: {first:?} rows, and then {again:?}"));
        }
    }
    let rows = |sql: &str| -> BTreeSet<String> {
        let cell = |cell: &Cell| match cell {
            Cell::Null => "0".to_owned(),
            Cell::Int(number) => number.to_string(),
            Cell::Text(text) => text.to_lowercase(),
        };
        let line = |row: &Vec<Cell>| row.iter().map(cell).collect::<Vec<_>>().join(" ");
        house.lms.borrow().rows(sql).iter().map(line).collect()
    };
    let services = rows("SELECT service, mms_id, active FROM metroport_services WHERE gone_at IS NULL");
    let decoders =
        rows("SELECT id, mac, COALESCE(iptv_accountid, 0) FROM metroport_metrotv_stb WHERE gone_at IS NULL");
    let (theirs, stbs) = house.mms.control().world(|world| {
        let orders = world.orders.iter().filter(|order| order.is_active());
        let orders = orders.filter_map(|order| {
            let account = world.accounts.get(order.accountid)?;
            Some(format!("metrotv {} {}", order.id, u8::from(!account.blocked)))
        });
        let licences = world.services.iter().filter(|licence| licence.status != ServiceStatus::Deleted);
        let licences = licences.map(|licence| {
            format!("fsecure {} {}", licence.id, u8::from(licence.status != ServiceStatus::Blocked))
        });
        let stbs = world.stbs.iter();
        let stbs = stbs.map(|stb| format!("{} {} {}", stb.id, stb.mac, stb.accountid.unwrap_or_default()));
        (orders.chain(licences).collect::<BTreeSet<_>>(), stbs.collect::<BTreeSet<_>>())
    });
    for (ours, theirs) in [(services, theirs), (decoders, stbs)] {
        if ours != theirs {
            wrong.push(format!("copies: {:?}", ours.symmetric_difference(&theirs).collect::<Vec<_>>()));
        }
    }
    house.network.borrow_mut().broken.extend(wrong);
}
