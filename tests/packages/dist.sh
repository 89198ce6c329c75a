#!/bin/bash
# The archive of make dist: made twice it is the same, and installs into a made-up LMS and PHP without the checkout.
# Needs a release library: SO (target/release/libmetroport.so).
set -euo pipefail
cd "$(dirname "$0")/../.."
export SO=${SO:-$PWD/target/release/libmetroport.so}

work=$(mktemp -d /tmp/metroport-dist.XXXXXX)
trap 'rm -rf "$work"' EXIT
fail() { printf 'FAILED: %s\n' "$@" >&2; exit 1; }

DIST=$work/1 make/dist.sh >/dev/null
DIST=$work/2 make/dist.sh >/dev/null
archive=$(basename "$work"/1/*.tar.gz)
cmp "$work/1/$archive" "$work/2/$archive" || fail 'the same commit gave two archives'
(cd "$work/1" && sha256sum --check --quiet --strict SHA256SUMS)

tar -C "$work" -xzf "$work/1/$archive"
tree=$work/${archive%.tar.gz}
for file in LICENSE THIRD-PARTY.txt INSTALL.md README.md docs/php-api.md stubs/metroport.php; do
    [[ -s $tree/$file ]] || fail "$file is not in the archive"
done
while read -r target; do
    [[ -e $tree/$target ]] || fail "the READMEs link to $target, which is not in the archive"
done < <(grep -hoP '\]\(\K(?!https?:|#)[^)#]+' "$tree"/README*.md | sort -u)
for crate in ring tokio ext-php-rs rustls; do
    grep -q "^$crate [0-9]" "$tree/THIRD-PARTY.txt" || fail "THIRD-PARTY.txt does not know $crate"
done
grep -q mms-sim "$tree/THIRD-PARTY.txt" && fail 'THIRD-PARTY.txt has what is not in the extension'

# A PHP prefix and an LMS, as far as the installation looks at them.
mkdir -p "$work"/{bin,scanned,extensions} "$work"/lms/{lib,plugins}
touch "$work/lms/lib/LMS.class.php"
printf '#!/bin/sh\ncase $1 in\n--extension-dir) echo %s ;;\n--ini-dir) echo %s ;;\nesac\n' "$work/extensions" "$work/scanned" \
    >"$work/bin/php-config-here"
printf '#!/bin/sh\n' >"$work/bin/composer"
chmod 755 "$work"/bin/*
here() { env -u SO PATH="$work/bin:$PATH" PHP_CONFIG=php-config-here PHP_ETC="$work/none" "$@" >"$work/said" 2>&1; }

here "$tree/install.sh" "$work/lms" || fail 'the archive does not install' "$(cat "$work/said")"
[[ -f $work/lms/plugins/LMSMetroportPlugin/LMSMetroportPlugin.php ]] || fail 'there is no plugin'
said=$(PHP_INI_SCAN_DIR=$work/scanned "${PHP:-php}" -n -d extension_dir="$work/extensions" -d extension=metroport.so -r 'echo Metroport\Client::VERSION;')
[[ $archive == "metroport-lms-$said-"* ]] || fail "PHP says version $said"
here "$tree/uninstall.sh" "$work/lms" || fail 'the archive does not uninstall' "$(cat "$work/said")"
[[ ! -e $work/extensions/metroport.so && ! -e $work/lms/plugins/LMSMetroportPlugin ]] || fail 'something is left'

echo '/* changed on the way */' >>"$tree/php-shim/LMSMetroportPlugin.php"
! here "$tree/install.sh" "$work/lms" || fail 'a changed archive installs'
[[ ! -e $work/lms/plugins/LMSMetroportPlugin ]] || fail 'a changed archive left something behind'
echo 'The archive is as it should be.'
