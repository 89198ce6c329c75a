#!/bin/bash
# The Debian packages on a fresh root: installed, upgraded, removed and purged, under the command line, php-fpm and Apache.
# Needs root or sudo, and the network for debootstrap and apt. Takes some minutes.
#
#   PHP              for which PHP; the fresh root is of this machine's Debian, and has the same one
#   SO               a library that is built already
#   DEBIAN_MIRROR    http://deb.debian.org/debian
set -euo pipefail
cd "$(dirname "$0")/../.."

for tool in debootstrap lintian dpkg-shlibdeps unshare; do
    command -v "$tool" >/dev/null || PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || {
        echo "There is no $tool. Run: apt-get install debootstrap lintian dpkg-dev" >&2
        exit 1
    }
done
as_root=()
[[ $EUID -eq 0 ]] || as_root=(sudo)

# shellcheck disable=SC1091
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
work=$(mktemp -d "${TMPDIR:-/tmp}/metroport-packages.XXXXXX")
finish() {
    # No other file system: should a mount have stayed, it is not emptied.
    "${as_root[@]}" rm -rf --one-file-system "$work"
}
trap finish EXIT
chmod 755 "$work"

# Three times: twice with one revision, which must give the same bytes, and the next one to upgrade to.
for build in 1 again 2; do
    REVISION=${build/again/1} DIST=$work/$build make/deb.sh
done
for package in "$work"/1/*.deb; do
    cmp "$package" "$work/again/${package##*/}"
done
lintian --fail-on error --tag-display-limit 0 "$work"/1/*.deb

"${as_root[@]}" debootstrap --variant=minbase "$suite" "$work/root" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$work/log" ||
    { tail -n 20 "$work/log"; exit 1; }
"${as_root[@]}" cp -R "$work/1" "$work/2" tests/packages/inside.sh "$work/root/opt"

# In namespaces of its own: its mounts and its processes end with it.
# shellcheck disable=SC2016  # expanded inside
"${as_root[@]}" unshare --mount --pid --fork --kill-child bash -ec '
    mount --rbind /dev "$1/dev"
    mount -t proc proc "$1/proc"
    cp -L /etc/resolv.conf "$1/etc/resolv.conf"
    exec chroot "$1" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 /opt/inside.sh' bash "$work/root"
