#!/bin/bash
# The tests of tests/php under valgrind, PHPUnit and every PHP that it starts. A debug build: with names, and with the checks of
# what `unsafe` code must keep to (overflow, alignment, ranges).
#
#   make/valgrind.sh [OPTION…]    options of PHPUnit: --filter NAME
#
# Fails when memory is used that is not there or has no value, or is definitely lost. A test that fails only because everything
# takes twenty times as long is shown and decides nothing here. Takes the better part of an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source-path=SCRIPTDIR
source make/use-php.sh

command -v valgrind >/dev/null || make/deps.sh bench
use_php
work=$(mktemp -d /tmp/metroport-valgrind.XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/ini" "$work/logs"

make/cargo.sh build --locked --workspace --features provoke
cp target/debug/libmetroport.so "$work/provoke.so"
make/cargo.sh build --locked --workspace
export METROPORT_SO=$PWD/target/debug/libmetroport.so METROPORT_PROVOKE_SO=$work/provoke.so MMS_SIM=$PWD/target/debug/mms-sim
# How often longer the tests wait.
export METROPORT_PATIENCE=20

# PHP's own allocator hides from valgrind what it does; what is unloaded at the end loses its names. Patterns that are compiled
# to machine code read words at once, beyond the text's end.
export USE_ZEND_ALLOC=0 ZEND_DONT_UNLOAD_MODULES=1 PHP_INI_SCAN_DIR=${PHP_INI_SCAN_DIR-}:$work/ini
echo 'pcre.jit=0' >"$work/ini/valgrind.ini"
php=$(command -v php)
cat >"$work/bin/php" <<END
#!/bin/bash
exec valgrind --quiet --num-callers=40 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \\
    --suppressions=$PWD/tests/php/valgrind.supp --gen-suppressions=all --trace-children=yes --trace-children-skip='*/mms-sim' \\
    --log-file=$work/logs/%p $php "\$@"
END
chmod +x "$work/bin/php"

# Left out are the tests of the limit of memory, which is the allocator's of PHP, of fatal errors, after which PHP leaves to that
# allocator what it was at (and we 32 bytes: src/php/bailout.rs), and of what a process grows by.
PATH=$work/bin:$PATH tests/php/run --filter '/^(?!.*(memory limit|AFatalErrorIn|TheTimeLimitEndsACall|MemoryStaysFlat))/' "$@" || echo 'Tests failed under valgrind; without it they decide.' >&2
processes=$(find "$work/logs" -type f | wc -l)
if [[ $processes -eq 0 ]]; then
    echo 'Nothing ran under valgrind.' >&2
    exit 1
fi
if ! grep -q . "$work"/logs/*; then
    echo "valgrind: $processes processes, nothing invalid, nothing lost."
    exit
fi
cat "$work"/logs/* >&2
exit 1
