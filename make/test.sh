#!/bin/bash
# Runs parts of the tests and stops at the first step that fails:
#
#   make/test.sh lint rust simulation php faults schema shim host panel browser install release demo
#
# Says each step's name and time. Whatever happens, no database and no process of a step is left behind. A step that ends with 75
# could not look (the network is away): that is no failure, and is told as what it is at the end.
set -euo pipefail
set -m      # makes every step a process group of its own, so that all of it can be ended
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR
source make/use-php.sh

work=$(mktemp -d /tmp/metroport-test.XXXXXX)
chmod 755 "$work"
# What is printed, logged and written down is kept here, and searched for secrets at the end.
mkdir "$work/remains"
chmod 777 "$work/remains"
export METROPORT_REMAINS=$work/remains
group=
watch=
steps=0
built=
summary=()
unchecked=()
export METROPORT_EXTENSION=$PWD/target/release/libmetroport.so METROPORT_SIM=$PWD/target/release/mms-sim

end_group() {
    local try
    [[ -n $group ]] || return 0
    for try in TERM 0 0 0 0 0 0 0 0 0 KILL; do
        kill -"$try" -- "-$group" 2>/dev/null || break
        sleep 0.2
    done
    group=
}

finish() {
    trap '' INT TERM HUP
    end_group
    [[ -z $watch ]] || kill "$watch" 2>/dev/null || true
    tests/env/databases.sh down "$work/databases" || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# step NAME COMMAND…
step() {
    local name=$1 started=${EPOCHREALTIME/[.,]/} status=0 printer took
    shift
    printf '\n== %s\n' "$name"
    mkfifo "$work/output"
    steps=$((steps + 1))
    tee "$METROPORT_REMAINS/output.$steps" <"$work/output" &
    printer=$!
    "$@" </dev/null >"$work/output" 2>&1 &
    group=$!
    wait "$group" || status=$?
    end_group
    wait "$printer" || true
    rm "$work/output"
    took=$(((${EPOCHREALTIME/[.,]/} - started) / 100000))
    took=$((took / 10)).$((took % 10))' s'
    if [[ $status -eq 75 ]]; then
        unchecked+=("$name")
        printf '\n== NOT CHECKED: %s\n' "$name" >&2
        return
    fi
    if [[ $status -ne 0 ]]; then
        printf '\n== FAILED: %s, after %s\n' "$name" "$took" >&2
        exit 1
    fi
    summary+=("$took  $name")
    printf '== ok: %s, %s\n' "$name" "$took"
}

# Started once, by the first step that needs them.
databases() {
    [[ ! -e $work/databases/env ]] || return 0
    # No step: what a step starts ends with it.
    printf '\n== databases\n'
    tests/env/databases.sh up "$work/databases" both </dev/null
    # shellcheck disable=SC1091  # written by the line above
    source "$work/databases/env"
}

# Built once, however many parts want it.
build() {
    [[ -z $built ]] || return 0
    step 'build' make/cargo.sh build --release --locked --workspace
    built=yes
}

# The options are understood by PHPUnit 9.6 of Debian 12 and 11.5 of Debian 13. A test that is skipped is no test.
php_unit() {
    php "$(command -v phpunit)" --fail-on-warning --fail-on-risky --fail-on-skipped --fail-on-incomplete \
        --do-not-cache-result --colors=never "$@"
}

# The same at once on either database: a test waits for pages most of the time. What knows no database goes with PostgreSQL's.
php_unit_twice() {
    local status=0
    set +m      # all of it is one step's
    php_unit --filter '/mariadb|mysql/i' "$@" >"$work/mariadb" 2>&1 &
    php_unit --filter '/^(?!.*(mariadb|mysql))/i' "$@" || status=$?
    wait $! || status=$?
    printf '\nMariaDB: '
    cat "$work/mariadb"
    return "$status"
}

syntax() {
    find php-shim stubs tests docs packaging -name '*.php' -print0 | xargs -0 -n 1 -P 2 "$PHP" -n -l | grep -v '^No syntax errors' && return 1
    find make tests packaging -name '*.sh' -print0 | xargs -0 -n 1 bash -n
}

# A workspace of its own, that nothing else builds: what fits no more would be seen by who wants to fuzz.
fuzz_lock() {
    cargo metadata --quiet --locked --format-version 1 --manifest-path fuzz/Cargo.toml >/dev/null
}

part_lint() {
    step 'format' cargo fmt --all --check
    step 'clippy' make/cargo.sh clippy --workspace --all-targets --locked -- -D warnings
    step 'clippy without PHP' cargo clippy --workspace --all-targets --no-default-features --locked -- -D warnings
    step 'clippy of the simulation' \
        cargo clippy --package metroport --lib --test simulation --no-default-features --features sim --locked -- -D warnings
    step 'the lock file of make fuzz' fuzz_lock
    step 'dependencies: licences, sources, duplicates' make/dependencies.sh wanted
    step 'dependencies: known vulnerabilities' make/dependencies.sh advisories
    step 'syntax of PHP and shell' syntax
    step 'the tests that SECURITY.md names are there' php -n tests/promises.php
}

part_rust() {
    databases
    # Most of it is waiting: for databases, for deadlines, for other processes' locks.
    step 'Rust' env RUST_TEST_THREADS=8 cargo test --workspace --no-default-features --locked
}

part_simulation() {
    step 'worlds of 10,000 seeds' make/simulation.sh --seeds 10000
}

part_php() {
    build
    databases
    step 'the extension in PHP' tests/php/run
}

part_faults() {
    build
    # With servers of its own: it kills them.
    step 'real faults: databases, network, clock, processes' tests/faults/run
}

part_schema() {
    databases
    step 'the schema, as LMS installs and upgrades it' tests/schema/run
}

part_shim() {
    step 'the shell, with a fake extension' php_unit --configuration tests/php-shim
}

part_host() {
    databases
    step 'the stand-in host' tests/host/tests/run
}

part_panel() {
    build
    databases
    step 'the plugin in the stand-in host' php_unit_twice --configuration tests/panel
}

part_browser() {
    build
    databases
    # What a browser that was killed leaves of its profile goes with the rest.
    TMPDIR=$work step 'the plugin in a browser' php_unit_twice --configuration tests/browser
}

part_install() {
    build
    step 'install and uninstall' tests/install/run.sh
}

part_release() {
    build
    step 'docs/php-api.md is what the stub says' php -n docs/make-php-api.php --check
    step 'what release-check finds' tests/packages/release-check.sh
    step 'the bill of materials' env DIST="$work/sbom" make/sbom.sh
    step 'the archive' tests/packages/dist.sh
    step 'phpize, as PIE runs it' tests/packages/phpize.sh
}

part_demo() {
    build
    for database in postgres mysql; do
        step "the tour, $database" env HEADLESS=1 DB="$database" PORT=0 tests/demo/run.sh
    done
}

# The command lines of all that runs here: whoever may list processes must see no secret. What makes the tests' LMS and MMS is
# told its passwords that way, and is left out.
watch_processes() {
    local seen=$METROPORT_REMAINS/processes pids
    while sleep 1; do
        pids=$(grep -lsaF "METROPORT_REMAINS=$METROPORT_REMAINS" /proc/[0-9]*/environ | cut -d / -f 3 | paste -sd ,) || true
        ps -o args= -ww -p "${pids:-1}" | grep -v -e mms-sim -e host-setup.php -e host-instance.php | sort -u - "$seen" >"$work/processes" || true
        mv "$work/processes" "$seen"
    done
}

started=$SECONDS
touch "$METROPORT_REMAINS/processes"
watch_processes 2>/dev/null &
watch=$!
disown "$watch"
step 'packages' make/deps.sh all
use_php
for part in "$@"; do
    "part_$part"
done
kill "$watch" 2>/dev/null || true
watch=
tests/env/databases.sh down "$work/databases"
printf '\n== secrets in what was printed, logged and written down\n'
php make/canaries.php "$METROPORT_REMAINS"

printf '\nAll passed in %d s:\n' $((SECONDS - started))
printf '    %s\n' "${summary[@]}"
if [[ ${#unchecked[@]} -gt 0 ]]; then
    printf '\nNOT CHECKED, and not passed:\n' >&2
    printf '    %s\n' "${unchecked[@]}" >&2
fi
