#!/bin/bash
# Builds and runs the simulation (tests/simulation): make/simulation.sh --seeds 10000, or --seed 17.
#
# What is unpacked anew for each world is worth optimizing; what it stands on is that of the other tests.
set -euo pipefail
cd "$(dirname "$0")/.."

exec cargo test --package metroport --no-default-features --features sim --locked --quiet --test simulation \
    --config 'profile.dev.package.metroport.opt-level=1' --config 'profile.dev.package.mms-sim.opt-level=1' -- "$@"
