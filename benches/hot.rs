//! How long the pure and hot parts take. Run by `make bench`; compares with its own last run on this machine.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a measurement that cannot be made should end"
)]

mod work;

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};

fn hot(criterion: &mut Criterion) {
    for (name, prepare) in work::ALL {
        let mut work = prepare();
        criterion.bench_function(name, |bencher| bencher.iter(&mut work));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = hot
}
criterion_main!(benches);
