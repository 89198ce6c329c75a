//! The pure and hot parts (`work`): how long they take, with criterion, which compares with its own last run on this machine; and
//! for valgrind (`make/instructions.sh`) one of them, so often that the difference between two and one is the work alone.
//!
//!     cargo bench --bench hot
//!     hot names
//!     hot repeat NAME TIMES
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a measurement that cannot be made should end"
)]

mod work;

use std::time::Duration;

use criterion::Criterion;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["names"] => work::ALL.iter().for_each(|(name, _)| println!("{name}")),
        ["repeat", name, times] => {
            let (_, prepare) = work::ALL.iter().find(|(known, _)| *known == name).unwrap();
            let mut work = prepare();
            (0..times.parse::<u32>().unwrap()).for_each(|_| work());
        }
        _ => time(),
    }
}

fn time() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    for (name, prepare) in work::ALL {
        let mut work = prepare();
        criterion.bench_function(name, |bencher| bencher.iter(&mut work));
    }
    criterion.final_summary();
}
