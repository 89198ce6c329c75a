#!/bin/bash
# Installs into a made-up LMS and a made-up PHP prefix, and takes it out again. Needs target/release/libmetroport.so.
set -euo pipefail
cd "$(dirname "$0")/../.."

root=$(mktemp -d /tmp/metroport-install.XXXXXX)
trap 'rm -rf "$root"' EXIT
php=$(command -v "${PHP:-php}")
version=$("$php" -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
passed=0 failed=0

check() { # WHAT COMMAND…
    local what=$1
    shift
    if "$@" >"$root/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n' "$what"
        sed 's/^/    /' "$root/said"
    fi
}
not() { ! "$@"; }

# The prefix: every tool of the system but Composer and phpenmod, which are put in when a case has them.
mkdir "$root/bin" "$root/debian" "$root/composer"
for dir in /usr/bin /usr/sbin /bin /sbin; do
    ln -sf "$dir"/* "$root/bin/"
done
rm -f "$root"/bin/composer "$root"/bin/phpenmod "$root"/bin/phpdismod
cat >"$root/bin/php-config-here" <<END
#!/bin/sh
case \$1 in
    --extension-dir) echo $root/extensions ;;
    --ini-dir) echo $root/scanned ;;
esac
END
cat >"$root/debian/phpenmod" <<END
#!/bin/sh
# phpenmod -v VERSION -s ALL MODULE
for sapi in cli fpm; do ln -sf ../../mods-available/\$5.ini $root/etc/\$2/\$sapi/conf.d/20-\$5.ini; done
END
cat >"$root/debian/phpdismod" <<END
#!/bin/sh
rm -f $root/etc/\$2/*/conf.d/20-\$5.ini
END
cat >"$root/composer/composer" <<END
#!/bin/sh
echo "\$(id -u) \$* with umask \$(umask)" >>$root/composer.log
END
chmod 755 "$root" "$root"/bin/php-config-here "$root"/debian/* "$root"/composer/*

# The made-up LMS has the original plugin, with its vendor/. When root installs, somebody else owns it.
owner=$(id -u)
[[ $owner -ne 0 ]] || owner=65534
new_lms() {
    rm -rf "$root/lms" "$root/etc" "$root/extensions" "$root/scanned" "$root/composer.log"
    mkdir -p "$root"/lms/{lib,plugins/LMSMetroportPlugin/vendor/guzzlehttp} "$root/etc/$version"/{mods-available,{cli,fpm}/conf.d}
    touch "$root/lms/lib/LMS.class.php"
    printf '<?php // the original\n    const PLUGIN_SOFTWARE_VERSION = '\''1.0.0'\'';\n' >"$root/lms/plugins/LMSMetroportPlugin/LMSMetroportPlugin.php"
    touch "$root/composer.log" "$root/lms/plugins/LMSMetroportPlugin/vendor/guzzlehttp/Client.php"
    chmod 777 "$root/composer.log"
    chmod -R u=rwX,g=rX,o= "$root/lms"
    chown -R "$owner" "$root/lms"
}
plugin=$root/lms/plugins/LMSMetroportPlugin
ours=$(sed -n "s/.*PLUGIN_SOFTWARE_VERSION = '\(.*\)'.*/\1/p" php-shim/LMSMetroportPlugin.php)

as_somebody=()
run() { # TOOLS SCRIPT [VARIABLE=VALUE…]: as make does, with the prefix's tools and those of the named kinds
    local path=$root/bin kind script=$2
    for kind in $1; do path=$root/$kind:$path; done
    shift 2
    env PATH="$path" LMS_DIR="$root/lms" PHP="$php" PHP_CONFIG=php-config-here PHP_ETC="$root/etc" "$@" \
        "${as_somebody[@]}" "make/$script.sh" \
        >"$root/output" 2>&1 || { cat "$root/output"; return 1; }
}
output() { grep -qF -- "$1" "$root/output" || { cat "$root/output"; return 1; }; }
backups() { find "$root/lms/backups" -name '*.tar.gz' 2>/dev/null | wc -l; }
has_backups() { [[ $(backups) -eq $1 ]]; }
loads() { # INI-DIRECTORY
    local said
    said=$(PHP_INI_SCAN_DIR=$1 "$php" -d display_errors=1 -d extension_dir="$root/extensions" -r 'var_dump(extension_loaded("metroport"));')
    [[ $said == 'bool(true)' ]] || { echo "$said"; return 1; }
}
installed() {
    diff -r php-shim "$plugin" --exclude=templates && diff -r templates "$plugin/templates"
}
only_plugin() { [[ $(ls -A "$root/lms/plugins") == LMSMetroportPlugin ]]; }
owned() { # nothing has another owner or other permissions than the LMS around it
    [[ -z $(find "$root/lms" ! -user "$owner" -print) && -z $(find "$plugin" \( -type d ! -perm 750 -o -type f ! -perm 640 \) -print) ]]
}

new_lms
check 'installs over the original' run 'debian composer' install
check 'the plugin is whole' installed
check 'nothing of the original stays' not test -e "$plugin/vendor"
check 'the original is kept' has_backups 1
check 'under its version' test -e "$root"/lms/backups/LMSMetroportPlugin-1.0.0-*.tar.gz
check 'the backup holds it' tar -tzf "$root"/lms/backups/*.tar.gz LMSMetroportPlugin/vendor/guzzlehttp/Client.php
check 'owner and permissions are those of LMS' owned
check 'nobody else may read it' test "$(stat -c %a "$root"/lms/backups/*.tar.gz)" = 600
check 'nothing else is left under plugins/' only_plugin
check 'PHP loads the extension in the CLI' loads "$root/etc/$version/cli/conf.d"
check 'PHP loads the extension in FPM' loads "$root/etc/$version/fpm/conf.d"
check 'the class map is refreshed by its owner' grep -q "^$owner dump-autoload.*--working-dir=$root/lms" "$root/composer.log"
check 'says what to reload' output "php$version-fpm"

inode=$(stat -c %i "$root/extensions/metroport.so")
check 'installs again' run 'debian composer' install
check 'a repeat changes nothing' output 'is up to date'
check 'a repeat keeps no backup' has_backups 1
check 'a repeat leaves nothing under plugins/' only_plugin
check 'a repeat leaves the library' test "$(stat -c %i "$root/extensions/metroport.so")" = "$inode"

echo '/* mine */' >>"$plugin/LMSMetroportPlugin.php"
check 'installs over changed files' run 'debian composer' install
check 'the changed files are kept' has_backups 2
check 'under theirs' test -e "$root/lms/backups/LMSMetroportPlugin-$ours"-*.tar.gz
check 'the plugin is whole again' installed

check 'uninstalls' run 'debian composer' uninstall
check 'the plugin is gone' not test -e "$plugin"
check 'the extension is gone' not test -e "$root/extensions/metroport.so"
check 'no ini is left' test -z "$(find "$root/etc" -name '*metroport*' -print)"
check 'an unchanged plugin is not kept' has_backups 2
check 'uninstalls again' run 'debian composer' uninstall

new_lms
cp -a "$plugin" "$root/original"
check 'installs over the original once more' run 'debian composer' install
check 'the way back: uninstalls' run 'debian composer' uninstall
check 'the way back: unpacks what was kept' tar -C "$root/lms/plugins" -xzf "$root"/lms/backups/LMSMetroportPlugin-1.0.0-*.tar.gz
check 'the original is as it was' diff -r "$root/original" "$plugin"
check 'its owner and permissions too' test "$(cd "$plugin" && find . -printf '%p %m %U\n' | sort)" = \
    "$(cd "$root/original" && find . -printf '%p %m %U\n' | sort)"

new_lms
check 'installs without Debian and Composer' run '' install
check 'PHP loads the extension from the scanned directory' loads "$root/scanned"
check 'says that the class map is old' output 'composer dump-autoload'
check 'uninstalls without Debian and Composer' run '' uninstall
check 'no ini is left in the scanned directory' not test -e "$root/scanned/metroport.ini"

new_lms
strict() { (umask 077 && "$@"); }
check 'installs for one who lets nobody read what he makes' strict run 'debian composer' install
check 'PHP of others reads what loads the extension' test -z "$(find "$root/etc" "$root/extensions" -name '*metroport*' -type f ! -perm 644 -print; stat -c %a "$root/extensions" | grep -v 755)"
check 'and what Composer writes' grep -q 'with umask 0022$' "$root/composer.log"

new_lms
rm "$root/lms/lib/LMS.class.php"
check 'refuses what is no LMS' not run 'debian composer' install
check 'says so' output 'is no LMS'
check 'changes nothing there' not test -e "$root/extensions"

new_lms
check 'refuses a library that PHP does not load' not run 'debian composer' install SO=/bin/true
check 'says how to build it' output 'make ext'
check 'leaves the original' test -e "$plugin/vendor"

# Somebody who may not write into PHP's directory, with a sudo that only tells what it is asked for, and without one.
new_lms
mkdir -p "$root/extensions" "$root/asked"
chmod 555 "$root/extensions"
printf '#!/bin/sh\necho "asked for: $*"\n' >"$root/asked/sudo"
chmod 755 "$root/asked/sudo"
rm -f "$root/bin/sudo"
as_somebody=()
[[ $EUID -ne 0 ]] || as_somebody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
check 'who may not write asks for the rights of root' run asked install
check 'with all that was told' output "LMS_DIR=$root/lms $PWD/make/install.sh"
check 'asks for them to uninstall, too' run asked uninstall
check 'that as well' output "$PWD/make/uninstall.sh"
check 'without sudo nothing is tried' not run '' install
check 'says who may' output 'Run this as root'
as_somebody=()
chmod 755 "$root/extensions"

# The package's own script, for all LMS that it knows; the disk is full when the plugin is copied.
new_lms
mkdir "$root/full"
cat >"$root/full/cp" <<END
#!/bin/sh
touch "\$3/half"
echo 'cp: No space left on device' >&2
exit 1
END
chmod -R 755 "$root/full"
echo "$root/lms" >"$root/directories"
sed "s#^cd .*#cd '$PWD'#; s#^directories=.*#directories='$root/directories'#; s# && \$EUID -eq 0##" packaging/deb/lms-metroport-install >"$root/refresh"
refresh() { # PATH
    env PATH="$1:$root/composer:$root/bin" bash "$root/refresh" --refresh >"$root/output" 2>&1 || { cat "$root/output"; return 1; }
}
check 'an upgrade of the package goes on where one LMS cannot be upgraded' refresh "$root/full"
check 'says what to repeat' output "was left as it is. Repeat with: lms-metroport-install $root/lms"
check 'leaves the original' test -e "$plugin/vendor"
check 'upgrades it when there is room' refresh "$root/bin"
check 'the plugin is whole after the upgrade' installed
here() { (cd "$root/lms/lib" && env PATH="$root/composer:$root/bin" bash "$root/refresh" "$@") >"$root/output" 2>&1 || { cat "$root/output"; return 1; }; }
check 'takes an LMS as it is called from where one is' here ..
check 'remembers its whole name' test "$(cat "$root/directories")" = "$root/lms"
check 'takes the plugin out there' here --remove ..
check 'it is out' not test -e "$plugin"

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
