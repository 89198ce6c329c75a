#!/bin/bash
# What packaging/phpize does around cargo, for phpize and PIE. Cargo is a stand-in here, which gives what is built already:
# SO (target/release/libmetroport.so).
set -euo pipefail
cd "$(dirname "$0")/../.."
so=$(realpath "${SO:-target/release/libmetroport.so}")
php_config=$(command -v "${PHP_CONFIG:-php-config}")
phpize=${php_config/%php-config*/phpize${php_config##*php-config}}

work=$(mktemp -d /tmp/metroport-phpize.XXXXXX)
trap 'rm -rf "$work"' EXIT
fail() { printf 'FAILED: %s\n' "$@" >&2; cat "$work/said" >&2; exit 1; }

# Every tool of the system but cargo, and a home where none is.
mkdir -p "$work"/{tree,tools,rust,home}
for dir in /usr/bin /usr/sbin /bin /sbin; do
    ln -sf "$dir"/* "$work/tools/"
done
rm -f "$work"/tools/{cargo,rustc,rustup}
cat >"$work/rust/cargo" <<END
#!/bin/sh
[ "\$1" != --version ] || { cat "$work/version"; exit; }
echo "\$*" >>"$work/asked"
mkdir -p target/phpize/release && cp -p "$so" target/phpize/release/libmetroport.so
END
chmod 755 "$work/rust/cargo"

cp -R --parents packaging/phpize/{config.m4,Makefile.frag,tests} make/cargo.sh build.rs Cargo.toml Cargo.lock .cargo src php-shim/doc \
    "$work/tree"
cd "$work/tree/packaging/phpize"
run() { # DIRECTORIES-OF-TOOLS COMMAND…
    local path=$1
    shift
    env -i HOME="$work/home" PATH="$path" NO_INTERACTION=1 "$@" >"$work/said" 2>&1
}
said() { grep -qF -- "$1" "$work/said"; }
asked() { [[ $(cat "$work/asked" 2>/dev/null | wc -l) -eq $1 ]]; }
configure=(./configure --with-php-config="$php_config")

run "$work/tools" "$phpize" || fail 'phpize fails'

! run "$work/tools" "${configure[@]}" || fail 'it is configured without cargo'
said 'There is no cargo' && said 'https://rustup.rs' || fail 'it does not say that cargo is missing'
echo 'cargo 1.63.0 (fd9c4297c 2022-07-01)' >"$work/version"
! run "$work/rust:$work/tools" "${configure[@]}" || fail 'it is configured with an old Rust'
said "$work/rust/cargo is of Rust 1.63.0" || fail 'it does not say that Rust is too old'
echo 'error: rustup could not choose a version of cargo to run' >"$work/version"
! run "$work/rust:$work/tools" "${configure[@]}" || fail 'it is configured with a cargo that does not work'
said 'could not choose a version' || fail 'it does not say what cargo says'

sed -n 's/^rust-version = "\(.*\)"$/cargo \1.0/p' "$work/tree/Cargo.toml" >"$work/version"
run "$work/rust:$work/tools" "${configure[@]}" || fail 'it is not configured with the oldest Rust that it wants'
run "$work/tools" make -j2 || fail 'make fails'
asked 1 || fail 'cargo was not asked once'
run "$work/tools" make test || fail 'make test fails'
grep -qE "^Tests passed *: *$(find tests -name '*.phpt' | wc -l) " "$work/said" || fail 'make test did not run all tests'

# Root's environment knows nothing of who built it.
mv "$work/rust/cargo" "$work/rust/gone"
run "$work/tools" make install INSTALL_ROOT="$work/root" || fail 'make install wants cargo'
cmp "$so" "$work/root$("$php_config" --extension-dir)/metroport.so" || fail 'it installs something else'
mv "$work/rust/gone" "$work/rust/cargo"

run "$work/tools" make && asked 1 || fail 'cargo is asked though nothing has changed'
touch "$work/tree/src/lib.rs"
run "$work/tools" make && asked 2 || fail 'a changed source is not built'
sleep 0.01
run "$work/rust:$work/tools" "${configure[@]}" && run "$work/tools" make && asked 3 || fail 'for another PHP it is not built anew'
echo 'phpize builds, and installs what was built.'
