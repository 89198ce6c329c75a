//! Replays the corpus, and for seconds what is made of it by chance; always the same, so that what fails once fails again.
//! `make fuzz` looks for more, guided by coverage, and leaves what crashes in the corpus.

#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows has failed")]

mod targets;

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use fastrand::Rng;

use crate::targets::TARGETS;

/// Inputs that are made for each target.
const MADE: usize = 4000;

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<PathBuf> = directory.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Words that mean something somewhere.
fn dictionary() -> Vec<Vec<u8>> {
    let lines = include_str!("dictionary").lines();
    let quoted = lines.filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted
        .map(|word| word.replace("\\\"", "\"").replace("\\\\", "\\").replace("\\x00", "\0").into_bytes())
        .collect()
}

#[test]
fn the_corpus_of_every_target_holds() {
    for (name, target) in TARGETS {
        let files = corpus(name);
        assert!(files.len() >= 3, "{name} has {} files", files.len());
        for (path, input) in files {
            assert!(catch_unwind(|| target(&input)).is_ok(), "{}", path.display());
        }
    }
}

#[test]
fn what_is_made_of_the_corpus_holds() {
    let words = dictionary();
    assert!(words.len() > 30);
    for (name, target) in TARGETS {
        let inputs: Vec<Vec<u8>> = corpus(name).into_iter().map(|(_, input)| input).collect();
        let mut rng = Rng::with_seed(20_261_125);
        for _ in 0..MADE {
            let mut input = rng.choice(&inputs).cloned().unwrap_or_default();
            for _ in 0..rng.usize(1..6) {
                change(&mut input, &inputs, &words, &mut rng);
            }
            if catch_unwind(|| target(&input)).is_err() {
                let path = std::env::temp_dir().join(format!("metroport-fuzz-{name}"));
                std::fs::write(&path, &input).unwrap();
                panic!("{name}: {}; keep it in tests/fuzz/corpus/{name}", path.display());
            }
        }
    }
}

fn change(input: &mut Vec<u8>, inputs: &[Vec<u8>], words: &[Vec<u8>], rng: &mut Rng) {
    let at = rng.usize(0..=input.len());
    let end = rng.usize(at..=input.len().min(at + 16));
    match rng.u8(0..6) {
        0 => _ = input.drain(at..end),
        1 => _ = input.splice(at..end, rng.choice(words).cloned().unwrap_or_default()),
        2 => _ = input.splice(at..at, rng.choice(words).cloned().unwrap_or_default()),
        3 => {
            let part = input[at..end].to_vec();
            input.splice(at..at, part.repeat(rng.usize(1..40)));
        }
        4 => {
            let other = rng.choice(inputs).cloned().unwrap_or_default();
            input.truncate(at);
            input.extend_from_slice(&other[rng.usize(0..=other.len())..]);
        }
        _ => {
            if let Some(byte) = input.get_mut(at) {
                *byte = rng.u8(..);
            }
        }
    }
}
