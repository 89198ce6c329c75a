#!/bin/bash
# Measures everything and writes benches/last-report.md and .json (benches/README.md: what and how).
#
#   QUICK=1 make/bench.sh    small sizes, to see that it works: minutes less, and the reports go to target/bench
#
# Wants a machine that does nothing else. Whatever happens, no database and no process is left behind.
set -euo pipefail
set -m      # makes every step a process group of its own, so that all of it can be ended
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR
source make/use-php.sh

target=${CARGO_TARGET_DIR:-$PWD/target}
work=$(mktemp -d /tmp/metroport-bench.XXXXXX)
chmod 755 "$work"
group=
export METROPORT_EXTENSION=$target/release/libmetroport.so METROPORT_SIM=$target/release/mms-sim
export METROPORT_SO=$METROPORT_EXTENSION MMS_SIM=$METROPORT_SIM

end_group() {
    [[ -n $group ]] || return 0
    kill -TERM -- "-$group" 2>/dev/null && sleep 1 && kill -KILL -- "-$group" 2>/dev/null
    group=
}

finish() {
    trap '' INT TERM HUP
    end_group || true
    tests/env/databases.sh down "$work/databases" || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# step NAME COMMAND…
step() {
    local status=0
    printf '\n== %s\n' "$1"
    "${@:2}" </dev/null &
    group=$!
    wait "$group" || status=$?
    end_group || true
    return "$status"
}

report=(--into=benches)
hot=()
if [[ -n ${QUICK-} ]]; then
    mkdir -p "$target/bench"
    report=(--into="$target/bench" --customers=1000 --latencies=0,50 --growth=500,1000 --patience=0.5 --requests=500)
    hot=(--quick)
fi

crept=0
step 'packages' make/deps.sh bench
use_php
step 'build' make/cargo.sh build --release --locked --workspace
step 'time of the hot parts' cargo bench --no-default-features --locked --bench hot -- "${hot[@]}"
step 'instructions of the hot parts' make/instructions.sh "$work/instructions.json" || crept=1
printf '\n== databases\n'
tests/env/databases.sh up "$work/databases" both </dev/null
# shellcheck disable=SC1091  # written by the line above
source "$work/databases/env"
step 'from PHP' php -d extension="$METROPORT_SO" benches/report/run.php --criterion="$target/criterion" \
    --instructions="$work/instructions.json" "${report[@]}"
printf '\nWritten: %s\n' "${report[0]#--into=}/last-report.md"
exit "$crept"
