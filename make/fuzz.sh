#!/bin/bash
# Fuzzes what takes text and bytes from outside (tests/fuzz/targets.rs) with libFuzzer, guided by coverage, on stable Rust.
#
#   make/fuzz.sh SECONDS [TARGET…]    so long for each target (all of them)
#   make/fuzz.sh FILE                 one input again: its target is the name of its directory
#
# What crashes is left in tests/fuzz/corpus/TARGET: from then on it is one of the tests. What covers something new is kept in
# target/fuzz/corpus, and is where the next run begins.
set -euo pipefail
cd "$(dirname "$0")/.."

target_dir=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
host=$(rustc -vV | sed -n 's/^host: //p')
binary=$target_dir/$host/release/fuzz
mapfile -t targets < <(ls tests/fuzz/corpus)

# The flags by which cargo-fuzz counts coverage. All of them are stable; only its sanitizers are not, and without `unsafe` they
# would have nothing to find. --target keeps them from build scripts.
build() {
    local level=-Cllvm-args=-sanitizer-coverage
    RUSTFLAGS="-Cpasses=sancov-module $level-level=4 $level-inline-8bit-counters $level-pc-table $level-trace-compares" \
        cargo build --quiet --locked --release --manifest-path fuzz/Cargo.toml --target "$host" --target-dir "$target_dir"
}

fuzz() { # TARGET OPTION…
    METROPORT_FUZZ=$1 "$binary" "${@:2}" -timeout=20 -rss_limit_mb=2048 -artifact_prefix="tests/fuzz/corpus/$1/"
}

make/deps.sh fuzz
build
case ${1-} in
    */*)
        fuzz "$(basename "$(dirname "$1")")" "$1"
        ;;
    *)
        seconds=${1:-60}
        shift || true
        for target in "${@:-${targets[@]}}"; do
            printf '\n== %s, %s s\n' "$target" "$seconds"
            mkdir -p "$target_dir/corpus/$target"
            fuzz "$target" -max_total_time="$seconds" -max_len=16384 -dict=tests/fuzz/dictionary -print_final_stats=1 -verbosity=0 \
                "$target_dir/corpus/$target" "tests/fuzz/corpus/$target" 2>&1 | grep -av '^ *$'
        done
        ;;
esac
