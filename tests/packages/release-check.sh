#!/bin/bash
# make/release-check.sh lets a good release pass, and names each thing that can be wrong with one. Works on a copy.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d /tmp/metroport-release.XXXXXX)
trap 'rm -rf "$work"' EXIT
failed=0

cp -R --parents Cargo.toml Cargo.lock CHANGELOG.md make packaging migrations stubs docs php-shim/LMSMetroportPlugin.php "$work"
cd "$work"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
sed -i "0,/^## .*/s//## [$version] – 2026-01-31/" CHANGELOG.md
php -n docs/make-php-api.php
git init -q
git config user.name test
git config user.email test@example.invalid
git add -A
git commit -qm all
git tag "v$version"

said() { make/release-check.sh >said 2>&1 && echo passes >>said; }
printf '/said\n' >.git/info/exclude
said || { cat said; echo 'FAILED: a good release does not pass'; exit 1; }

wrong() { # EXPECTED COMMAND…
    local expected=$1
    shift
    "$@"
    if said || ! grep -qF -- "$expected" said; then
        echo "FAILED: $*: not '$expected', but:"
        cat said
        failed=1
    fi
    git checkout -q . && git clean -qfd
    git tag -f "v$version" >/dev/null
}

wrong 'Cargo.lock, metroport' sed -i "/^name = \"metroport\"/{n;s/$version/9.9.9/}" Cargo.lock
wrong 'PLUGIN_SOFTWARE_VERSION: 9.9.9' sed -i "/PLUGIN_SOFTWARE_VERSION/s/$version/9.9.9/" php-shim/LMSMetroportPlugin.php
wrong 'Client::VERSION: 9.9.9' sed -i "/ VERSION =/s/$version/9.9.9/" stubs/metroport.php
wrong 'PLUGIN_DB_VERSION' sed -i '/PLUGIN_DB_VERSION/s/20[0-9]*/2000010101/' php-shim/LMSMetroportPlugin.php
wrong 'Client::SCHEMA_VERSION' touch migrations/mysql/2999010101_new.sql
wrong 'CHANGELOG.md, the newest section: [Unreleased]' sed -i '0,/^## .*/s//## [Unreleased]/' CHANGELOG.md
wrong 'CHANGELOG.md, the newest section' sed -i '0,/^## .*/s/ – .*//' CHANGELOG.md
wrong "the tag of this commit: nothing" git tag -d "v$version"
wrong 'not committed: 1' touch forgotten
wrong 'docs/php-api.md is not' sed -i 's/Client/Clent/' docs/php-api.md
wrong 'no semantic version' sed -i 's/^version = .*/version = "two"/' Cargo.toml

[[ $failed -eq 0 ]] && echo 'Every fault is named.'
