#!/bin/bash
# Builds dist/metroport-lms-VERSION-PHPAPI-ARCHITECTURE.tar.gz: the extension for one PHP, the plugin, and what installs them
# without a compiler. The same commit, built by the same Rust, gives the same bytes.
#
#   PHP     which PHP (php)
#   SO      a library that is built already
#   DIST    where to (dist)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR/..
source packaging/release.sh

release_library
release_check_library
release_time

name=metroport-lms-$(release_version)-$(php_api)-$(uname -m)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
umask 022
tree=$stage/$name

# The layout that make/install.sh works in.
mkdir -p "$tree/make" "$tree/docs" "$DIST"
cp -R php-shim templates stubs packaging/dist/. LICENSE {ARCHITECTURE,CHANGELOG,CONTRIBUTING,README,README.pl,SECURITY}.md "$tree"
cp -R docs/*.md docs/pictures "$tree/docs"
cp make/{install,uninstall,php-extension,lms-plugin}.sh "$tree/make"
install -m 644 "$SO" "$tree/metroport.so"
"$PHP" packaging/third-party.php >"$tree/THIRD-PARTY.txt"
(cd "$tree" && find . -type f ! -name SHA256SUMS -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)

tar -C "$stage" --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=root:0 --group=root:0 --mode=u=rwX,go=rX -cf - "$name" |
    gzip -9n >"$DIST/$name.tar.gz"
release_sums
echo "$DIST/$name.tar.gz"
