#!/bin/bash
# Says whether this commit can be released: everything names one version, the tree is clean and tagged, what is made from
# something else is current. Tells all that is wrong, not only the first.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR/..
source packaging/release.sh

wrong=0
want() { # WHAT FOUND EXPECTED
    [[ $2 == "$3" ]] || {
        echo "$1: ${2:-nothing}, not $3" >&2
        wrong=1
    }
}
constant() { # FILE NAME
    sed -n "s/^ *public const $2 = '\{0,1\}\([^';]*\)'\{0,1\};$/\1/p" "$1"
}

shell=php-shim/LMSMetroportPlugin.php stub=stubs/metroport.php
version=$(release_version)
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9a-z.]+)?$ ]] || fail "Cargo.toml: '$version' is no semantic version"
want 'Cargo.lock, metroport' "$(grep -A1 '^name = "metroport"$' Cargo.lock | sed -n 's/^version = "\(.*\)"/\1/p')" "$version"
want "$shell, PLUGIN_SOFTWARE_VERSION" "$(constant $shell PLUGIN_SOFTWARE_VERSION)" "$version"
want "$stub, Client::VERSION" "$(constant $stub VERSION)" "$version"

schema=$(find migrations -name '[0-9]*.sql' -printf '%f\n' | sed 's/[^0-9].*//' | sort -n | tail -n 1)
want "$shell, PLUGIN_DB_VERSION" "$(constant $shell PLUGIN_DB_VERSION)" "$schema"
want "$stub, Client::SCHEMA_VERSION" "$(constant $stub SCHEMA_VERSION)" "$schema"

# The newest section is this version's, with its day.
want 'CHANGELOG.md, the newest section' "$(sed -n 's/^## //p' CHANGELOG.md | head -n 1 | sed 's/ – [0-9]\{4\}-[0-9][0-9]-[0-9][0-9]$/ – a day/')" \
    "[$version] – a day"

want 'git, the tag of this commit' "$(git tag --points-at HEAD --list "v$version")" "v$version"
want 'git, files that are not committed' "$(git status --porcelain | wc -l)" 0

"$PHP" -n docs/make-php-api.php --check || wrong=1

[[ $wrong -eq 0 ]] || fail 'This cannot be released.'
echo "Version $version can be released."
