#!/bin/bash
# Makes dist/metroport-lms-VERSION.cdx.json, the software bill of materials: every crate that is inside the extension, and every
# script of others in the plugin's pages, with version, checksum, licence, and what needs it. Refuses one that is not what
# cargo's own list of dependencies says, or lacks a script.
#
#   DIST    where to (dist)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR/..
source packaging/release.sh

release_time
mkdir -p "$DIST"
bill=$DIST/metroport-lms-$(release_version).cdx.json
"$PHP" packaging/sbom.php >"$bill"
host=$(rustc -vV | sed -n 's/^host: //p')
# shellcheck disable=SC2016  # PHP's variables
listed='foreach ([($bill = json_decode(stream_get_contents(STDIN), true))["metadata"]["component"], ...$bill["components"]] as $part) {
    echo str_starts_with($part["purl"], "pkg:cargo/") ? "$part[name] v$part[version]\n" : "$part[name].js\n";
}'
if ! diff <("$PHP" -n -r "$listed" <"$bill" | LC_ALL=C sort -u) \
    <({
        cargo tree --locked --package metroport --edges normal,no-proc-macro --target "$host" --prefix none --format '{p}' | cut -d ' ' -f 1,2
        find php-shim/js -name '*.js' ! -name 'metroport*' -printf '%f\n'
    } | LC_ALL=C sort -u) >&2; then
    rm -f "$bill"
    fail 'The bill of materials is not what cargo tree and php-shim/js list.'
fi
echo "$bill"
