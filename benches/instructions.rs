//! One piece of work, repeated as often as asked, for a program that counts instructions (`make/instructions.sh`).
//!
//!     instructions list
//!     instructions NAME TIMES
//!
//! The difference between two and one repetition is the work alone, without start and preparation.
#![recursion_limit = "256"]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a measurement that cannot be made should end"
)]

mod work;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["list"] => {
            for (name, _) in work::ALL {
                println!("{name}");
            }
        }
        [name, times] => {
            let (_, prepare) = work::ALL.iter().find(|(known, _)| *known == name).unwrap();
            let mut work = prepare();
            for _ in 0..times.parse::<u32>().unwrap() {
                work();
            }
        }
        // `cargo bench` runs all benches; what there is to count is not counted by running.
        _ => {}
    }
}
