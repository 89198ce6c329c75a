//! A deterministic world in which the shipped operations run: one thread, a clock that jumps, MMS with its rules in process,
//! LMS's database in memory, and faults drawn from a seed. One seed is one execution.
//!
//! `make sim SEEDS=10000` runs many, `make sim SEED=17` one of them again and tells everything that happened.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "this is a test, with a main of its own; a simulation that panics has failed"
)]

mod beginning;
mod belongings;
mod clerks;
mod copies;
mod database;
mod errands;
mod executor;
mod house;
mod network;
mod people;
mod plans;
mod removals;
mod schema;
mod told;
mod truth;
mod weather;
mod world;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::world::Worlds;

/// What is asked for.
struct Asked {
    first: u64,
    seeds: u64,
    /// Tell everything that happened.
    talk: bool,
    threads: usize,
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked { first: 1, seeds: 10_000, talk: false, threads: 1 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || {
            let value = words.next().ok_or(format!("{word} wants a number"))?;
            value.parse::<u64>().map_err(|_| format!("{word} {value}: no number"))
        };
        match word.as_str() {
            "--seeds" => asked.seeds = value()?,
            "--from" => asked.first = value()?,
            "--seed" => (asked.first, asked.seeds, asked.talk) = (value()?, 1, true),
            "--threads" => asked.threads = usize::try_from(value()?).unwrap_or(1),
            _ => return Err(format!("{word}? --seeds N, --from N, --seed N, --threads N")),
        }
    }
    Ok(asked)
}

fn main() -> ExitCode {
    let asked = match asked() {
        Ok(asked) => asked,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::from(2);
        }
    };
    if asked.talk {
        let (verdict, diary) = Worlds::new().run(asked.first, true);
        print!("{diary}");
        println!("{verdict}");
        return if verdict.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let begun = Instant::now();
    let next = AtomicU64::new(asked.first);
    let end = asked.first.saturating_add(asked.seeds);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..asked.threads.max(1) {
            scope.spawn(|| {
                let mut worlds = Worlds::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    let (verdict, _) = worlds.run(seed, false);
                    // The same seed is the same execution, or a failure could not be looked at.
                    let again = seed.is_multiple_of(50).then(|| worlds.run(seed, false).0.hash);
                    let replays = again.is_none_or(|again| again == verdict.hash);
                    if !verdict.wrong.is_empty() || !replays {
                        let replays = if replays { "" } else { "seed does not replay\n" };
                        let mut failed = failed.lock().expect("nobody panics");
                        failed.push(seed);
                        println!("{replays}{verdict}\n    make sim SEED={seed}\n");
                        if failed.len() >= 10 {
                            next.store(end, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("nobody panics");
    let ran = next.load(Ordering::Relaxed).min(end).saturating_sub(asked.first);
    println!("{ran} worlds in {:.1} s, {} failed", begun.elapsed().as_secs_f64(), failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
