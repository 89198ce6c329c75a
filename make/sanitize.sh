#!/bin/bash
# The tests of tests/php with an extension that AddressSanitizer watches: memory that is used after it was given back, or beyond
# its end, on the heap, on the stack or among the globals. Compiled for it is everything in Rust but the standard library: our
# code and its libraries. That library, ring's assembly and PHP are watched where they take memory, give it back and copy. Values
# that were never set, and memory that is lost, are make/valgrind.sh's.
#
#   make/sanitize.sh [OPTION…]    options of PHPUnit: --filter NAME
#
# Fails when anything is found or a test fails.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR
source make/use-php.sh

use_php
work=$(mktemp -d /tmp/metroport-sanitize.XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/found"

target_dir=${CARGO_TARGET_DIR:-$PWD/target}
host=$(rustc -vV | sed -n 's/^host: //p')

# RUSTC_BOOTSTRAP lets the compiler of every other build take -Zsanitizer, which is not stable yet. --target keeps it from build
# scripts. A little optimised, with the checks of a debug build.
RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address CARGO_PROFILE_DEV_OPT_LEVEL=1 \
    make/cargo.sh build --locked --package metroport --lib --target "$host" --target-dir "$target_dir/sanitize"
make/cargo.sh build --locked --package mms-sim
export METROPORT_SO=$target_dir/sanitize/$host/debug/libmetroport.so MMS_SIM=$target_dir/debug/mms-sim
if [[ $(nm -D --undefined-only "$METROPORT_SO") != *__asan_report* ]]; then
    echo 'The extension was not compiled for AddressSanitizer.' >&2
    exit 1
fi
# How often longer the tests wait.
export METROPORT_PATIENCE=6

# PHP's own allocator hides what it does; what is unloaded at the end loses its names.
export USE_ZEND_ALLOC=0 ZEND_DONT_UNLOAD_MODULES=1
# PHP is not compiled for it, so that the runtime has to be there before PHP. It refuses RTLD_DEEPBIND, with which PHP loads
# extensions: a dlopen() without that comes before it.
cc -shared -fPIC -o "$work/dlopen.so" -x c - <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
void *dlopen(const char *file, int mode)
{
    void *(*real)(const char *, int) = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
    return real(file, mode & ~RTLD_DEEPBIND);
}
END
cat >"$work/bin/php" <<END
#!/bin/bash
export LD_PRELOAD="$work/dlopen.so $(readlink -f "$(cc -print-file-name=libasan.so)")"
export ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0:detect_stack_use_after_return=1:log_path=$work/found/at
exec $(command -v php) "\$@"
END
chmod +x "$work/bin/php"

# Left out are the tests of the limit of memory, which is the allocator's of PHP, and of what a process grows by; and where
# libfaketime and the runtime wait for one another.
status=0
PATH=$work/bin:$PATH tests/php/run --filter '/^(?!.*(memory limit|AFatalErrorInItEndsTheProcess|MemoryStaysFlat|CertificateTest))/' \
    "$@" || status=$?
if find "$work/found" -type f | grep -q .; then
    cat "$work"/found/* >&2
    exit 1
fi
[[ $status -ne 0 ]] || echo 'AddressSanitizer: nothing found.'
exit "$status"
