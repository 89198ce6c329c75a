#!/bin/bash
# Builds the Debian packages into dist/: the extension for one PHP, and the plugin.
#
#   PHP         which PHP (php); one that is itself from a Debian package
#   SO          a library that is built already
#   REVISION    the package's revision (1), for another package of the same version
#   DIST        where to (dist)
#   DEBFULLNAME, DEBEMAIL    who makes it; by default the author of the last commit
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR/..
source packaging/release.sh

command -v dpkg-shlibdeps >/dev/null || fail 'There is no dpkg-shlibdeps. Run: apt-get install dpkg-dev'
debian_style || fail "$PHP is not Debian's: make install LMS_DIR=… puts the extension into it."
release_library
release_check_library
release_time

author() { git log -1 --format="$1" 2>/dev/null; }
version=$(release_version)-${REVISION:-1}
php=$(php_version)
architecture=$(dpkg --print-architecture)
maintainer="${DEBFULLNAME:-$(author %an || echo metroport-lms)} <${DEBEMAIL:-$(author %ae || echo "root@$(uname -n)")}>"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
umask 022

# What the library needs of the system, with the versions that this system's symbols ask for.
shared_libraries() {
    mkdir -p "$stage/shlibs/debian"
    printf 'Source: metroport-lms\n\nPackage: metroport\nArchitecture: any\n' >"$stage/shlibs/debian/control"
    (cd "$stage/shlibs" && dpkg-shlibdeps -O "$SO" 2>/dev/null) | sed -n 's/^shlibs:Depends=//p'
}

filled() { # TEMPLATE
    sed -e "s|@PACKAGE@|php$php-metroport|; s|@VERSION@|$version|g; s|@ARCH@|$architecture|; s|@MAINTAINER@|$maintainer|" \
        -e "s|@API@|$(php_api)|; s|@PHP@|$php|g; s|@SHLIBS@|${libraries:-}|; s|@SIZE@|${size:-}|" "$1"
}

documents() { # TREE
    local doc=$1/usr/share/doc/${1##*/}
    mkdir -p "$doc"
    cp packaging/deb/copyright "$doc/copyright"
    gzip -9nc CHANGELOG.md >"$doc/changelog.gz"
    {
        printf 'metroport-lms (%s) stable; urgency=medium\n\n' "$version"
        printf '  * What changed is in changelog.gz.\n\n'
        printf ' -- %s  %s\n' "$maintainer" "$(LC_ALL=C date -Rud "@$SOURCE_DATE_EPOCH")"
    } | gzip -9n >"$doc/changelog.Debian.gz"
}

pack() { # KIND TREE
    local tree=$2 part size
    mkdir "$tree/DEBIAN"
    # Of the files as they are: which blocks they take the file system may not have decided yet, and two builds must be the same.
    size=$(find "$tree" -type f -printf '%s\n' | awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')
    filled "packaging/deb/$1.control" >"$tree/DEBIAN/control"
    for part in postinst prerm postrm triggers; do
        [[ ! -f packaging/deb/$1.$part ]] || filled "packaging/deb/$1.$part" >"$tree/DEBIAN/$part"
    done
    chmod 755 "$tree"/DEBIAN/p*
    [[ ! -d $tree/etc ]] || (cd "$tree" && find etc -type f -printf '/%p\n' >DEBIAN/conffiles)
    (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
    find "$tree" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group --build "$tree" "$DIST"
}

extension() {
    local tree=$stage/php$php-metroport libraries
    libraries=$(shared_libraries)
    install -Dm 644 "$SO" "$tree$(extension_dir)/metroport.so"
    install -d "$tree/etc/php/$php/mods-available"
    printf '; priority=20\nextension=metroport.so\n' >"$tree/etc/php/$php/mods-available/metroport.ini"
    documents "$tree"
    "$PHP" packaging/third-party.php | gzip -9n >"$tree/usr/share/doc/${tree##*/}/THIRD-PARTY.txt.gz"
    gzip -9nc docs/php-api.md >"$tree/usr/share/doc/${tree##*/}/php-api.md.gz"
    gzip -9nc stubs/metroport.php >"$tree/usr/share/doc/${tree##*/}/stub.php.gz"
    pack extension "$tree"
}

# The layout that make/lms-plugin.sh copies from.
plugin() {
    local tree=$stage/lms-metroport-plugin share readme
    share=$tree/usr/share/lms-metroport-plugin
    install -d "$share/make" "$tree/usr/sbin" "$tree/usr/share/man/man8"
    cp -R php-shim templates "$share"
    cp make/php-extension.sh make/lms-plugin.sh "$share/make"
    find "$share" -type d -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
    install -m 755 packaging/deb/lms-metroport-install "$tree/usr/sbin"
    gzip -9nc packaging/deb/lms-metroport-install.8 >"$tree/usr/share/man/man8/lms-metroport-install.8.gz"
    documents "$tree"
    for readme in README.md README.pl.md; do
        gzip -9nc "$readme" >"$tree/usr/share/doc/lms-metroport-plugin/$readme.gz"
    done
    pack plugin "$tree"
}

mkdir -p "$DIST"
extension
plugin
release_sums
