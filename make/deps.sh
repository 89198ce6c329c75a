#!/bin/bash
# Installs the Debian packages that are missing, and starts none of their services.
#
#   make/deps.sh build    what compiling the extension needs
#   make/deps.sh deb      what Debian packages need besides
#   make/deps.sh all      what the tests and the demo need besides
#   make/deps.sh bench    what the measurements need
#   make/deps.sh fuzz     what fuzzing needs
#
# When nothing is missing it does nothing, and needs neither the network nor root.
set -euo pipefail

# The package names of the chosen PHP: `php` for Debian's own, `php8.3` for that version. A `php` that is there already
# decides the version, so that a machine with several keeps the one it uses.
php_packages() {
    local name
    name=$(basename "${PHP:-php}")
    if [[ $name == php ]] && command -v php >/dev/null; then
        name=php$(php -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
        installed "$name-cli" || name=php
    fi
    printf "$name-%s\n" "$@"
}

installed() {
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Runs as root. dpkg asks policy-rc.d before it starts a service; ours says no, and goes when the installation ends.
install_packages() {
    local policy=/usr/sbin/policy-rc.d aside=/usr/sbin/policy-rc.d.aside marker='# metroport-lms: make deps'
    exec 9>/run/metroport-deps.lock
    flock 9
    if [[ -e $policy ]] && ! grep -qxF "$marker" "$policy"; then
        mv "$policy" "$aside"
    fi
    # shellcheck disable=SC2064  # the names are known now and local to this function
    trap "if [[ -e $aside ]]; then mv -f $aside $policy; else rm -f $policy; fi" EXIT
    printf '#!/bin/sh\n%s\nexit 101\n' "$marker" >"$policy"
    chmod 755 "$policy"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update || echo 'apt-get update failed; trying with the package lists that are there' >&2
    apt-get -qq install --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

if [[ ${1-} == --install ]]; then
    shift
    install_packages "$@"
    exit
fi

packages=(gcc libc6-dev libclang-dev)
modules=(cli dev)
case ${1-} in
    build) ;;
    deb) packages+=(dpkg-dev) ;;
    all)
        modules+=(curl fpm mbstring mysql pgsql xml)
        packages+=(
            ca-certificates git
            postgresql mariadb-server-core mariadb-client-core
            phpunit smarty4 chromium chromium-driver libfaketime
            libjs-jquery libjs-jquery-ui libjs-jquery-datatables fonts-font-awesome
        )
        ;;
    bench)
        modules+=(curl fpm mbstring mysql pgsql xml)
        packages+=(
            ca-certificates
            postgresql mariadb-server-core mariadb-client-core
            smarty4 libjs-jquery libjs-jquery-ui libjs-jquery-datatables fonts-font-awesome
            valgrind jq
        )
        ;;
    fuzz)
        packages=(g++)
        modules=()
        ;;
    *)
        echo "usage: $0 build|deb|all|bench|fuzz" >&2
        exit 2
        ;;
esac

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: make sure that the counterparts of these are there: ${packages[*]}; PHP with ${modules[*]}" >&2
    exit 0
fi

# A PHP outside Debian's directories brings its own modules.
if [[ ${#modules[@]} -gt 0 && ( ${PHP:-php} != */* || $(dirname "$PHP") == /usr/bin ) ]]; then
    mapfile -t -O ${#packages[@]} packages < <(php_packages "${modules[@]}")
fi

missing=()
for package in "${packages[@]}"; do
    installed "$package" || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

echo "Installing: ${missing[*]}"
if [[ $EUID -eq 0 ]]; then
    bash "$0" --install "${missing[@]}"
elif command -v sudo >/dev/null; then
    sudo bash "$0" --install "${missing[@]}"
else
    echo "Neither root nor sudo. Have these packages installed, then try again: ${missing[*]}" >&2
    exit 1
fi
