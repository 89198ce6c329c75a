# What a release is made of, and how it is called. Sourced by make/deb.sh, make/dist.sh and make/release-check.sh.
# shellcheck shell=bash

# Kept before php-extension.sh gives it a default.
release_so=${SO:-}
# shellcheck source-path=SCRIPTDIR/..
source make/php-extension.sh
DIST=${DIST:-dist}

release_version() {
    sed -n '/^\[workspace\.package\]/,/^\[[^w]/s/^version = "\(.*\)"$/\1/p' Cargo.toml
}

# The number of PHP's binary interface, as in Debian's virtual packages phpapi-20220829.
php_api() {
    "$PHP" -n -i | sed -n 's/^PHP Extension => //p'
}

# Everything in a package gets the commit's time, so that the same commit gives the same bytes.
release_time() {
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
    export SOURCE_DATE_EPOCH
}

# Builds the library for a release, unless $SO was given. In a place of its own: with other flags than those of `make ext`
# cargo would build everything anew each time. The flags keep the builder's paths out of it.
release_library() {
    local registry=${CARGO_HOME:-$HOME/.cargo}/registry/src
    if [[ -z $release_so ]]; then
        RUSTFLAGS="--remap-path-prefix=$registry=/cargo --remap-path-prefix=$PWD=/metroport-lms" CARGO_TARGET_DIR=target/package \
            make/cargo.sh build --release --locked --package metroport --lib
        SO=$PWD/target/package/release/libmetroport.so
    fi
}

# Refuses a library of another version, or one that was not built to be released.
release_check_library() {
    local said
    extension_check
    said=$("$PHP" -n -d extension="$SO" -r 'phpinfo(INFO_MODULES);' | sed -n '/^Metroport for LMS/,/^$/p')
    grep -qxF "Version => $(release_version)" <<<"$said" || fail "$SO is not version $(release_version)."
    grep -qxF 'Build => release' <<<"$said" || fail "$SO is a debug build."
}

release_sums() {
    (cd "$DIST" && find . -type f ! -name SHA256SUMS -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)
}
