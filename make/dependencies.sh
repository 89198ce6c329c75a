#!/bin/bash
# Checks the dependency tree: licences, sources and duplicates against deny.toml, and known vulnerabilities with cargo-deny and
# cargo-audit. Installs both, once per user, when they are not there.
#
#   make/dependencies.sh wanted        licences, sources, duplicates; needs no network
#   make/dependencies.sh advisories    known vulnerabilities; ends with 75 when their database cannot be reached
#
#   ADVISORIES    where their database is, as git takes it (https://github.com/RustSec/advisory-db)
set -euo pipefail
cd "$(dirname "$0")/.."

deny=0.20.2
audit=0.22.2
advisories=${ADVISORIES:-https://github.com/RustSec/advisory-db}
copies=${CARGO_TARGET_DIR:-$PWD/target}/advisories
# The name that cargo-deny gives the copy of the database at its usual address.
copy=$copies/advisory-db-3157b0e258782691

PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin

# tool NAME VERSION [OPTION…]
tool() {
    command -v "$1" >/dev/null && return
    echo "Installing $1 $2; it takes some minutes, once."
    cargo install --quiet --locked "$1" --version "$2" "${@:3}"
}

# The newest state of the database. What an earlier run has left is not good enough: it would not know what is new.
fetched() {
    rm -rf "$copies"
    GIT_TERMINAL_PROMPT=0 timeout 300 git -c http.connectTimeout=20 clone --quiet --depth 1 "$advisories" "$copy"
}

case ${1-} in
    wanted)
        tool cargo-deny "$deny"
        cargo deny check bans licenses sources
        ;;
    advisories)
        if ! fetched; then
            echo "The database of advisories cannot be reached ($advisories): whether a dependency has a known vulnerability was NOT looked up." >&2
            exit 75
        fi
        tool cargo-deny "$deny"
        tool cargo-audit "$audit" --no-default-features
        sed "/^\[advisories\]/a db-path = \"$copies\"" deny.toml >"$copies/deny.toml"
        cargo deny --config "$copies/deny.toml" --offline check advisories
        cargo audit --db "$copy" --no-fetch --deny warnings
        ;;
    *)
        echo "usage: $0 wanted|advisories" >&2
        exit 2
        ;;
esac
