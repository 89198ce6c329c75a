# The extension inside a PHP: checks, installs and removes it. Sourced by install.sh and uninstall.sh.
# shellcheck shell=bash

# A root with a stricter one would leave what the web server's PHP cannot read.
umask 022

PHP=${PHP:-php}
PHP_CONFIG=${PHP_CONFIG:-php-config}
PHP_ETC=${PHP_ETC:-/etc/php}
SO=${SO:-$PWD/target/release/libmetroport.so}

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

php_version() {
    "$PHP" -n -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;'
}

# php-config is there only where PHP can be built for; PHP itself knows its own defaults.
php_setting() {
    if command -v "$PHP_CONFIG" >/dev/null; then
        "$PHP_CONFIG" "$1"
    else
        "$PHP" -n -r "echo $2;"
    fi
}

extension_dir() {
    echo "${EXT_DIR:-$(php_setting --extension-dir PHP_EXTENSION_DIR)}"
}

# Starts the script anew as root where its user may not write into PHP's directory, with all that it was told.
root_rights() {
    local dir
    command -v "$PHP" >/dev/null || return 0    # extension_check says so
    dir=$(extension_dir)
    [[ $EUID -ne 0 && -d $dir && ! -w $dir ]] || return 0
    command -v sudo >/dev/null || fail "Only root may write into $dir. Run this as root."
    exec sudo env PHP="$PHP" PHP_CONFIG="$PHP_CONFIG" PHP_ETC="$PHP_ETC" SO="$SO" EXT_DIR="${EXT_DIR:-}" LMS_DIR="${LMS_DIR:-}" "$PWD/make/${0##*/}"
}

# Debian keeps one ini per extension and links it for each SAPI; elsewhere PHP scans one directory.
debian_style() {
    command -v phpenmod >/dev/null && [[ -d $PHP_ETC/$(php_version)/mods-available ]]
}

scanned_dir() {
    local dir
    dir=$(php_setting --ini-dir PHP_CONFIG_FILE_SCAN_DIR)
    [[ -n $dir ]] || fail "$PHP scans no directory for ini files: add 'extension=metroport.so' to its php.ini yourself."
    echo "$dir"
}

# A library for another PHP is refused before anything is changed, not found out by the web server.
extension_check() {
    local said
    command -v "$PHP" >/dev/null || fail "There is no $PHP."
    [[ -f $SO ]] || fail "The extension is not built. Run: make ext PHP=$PHP"
    said=$("$PHP" -n -d display_errors=1 -d extension="$SO" -r 'extension_loaded("metroport") and print "yes";' 2>&1 || true)
    [[ $said == yes ]] || fail "$SO does not load in $PHP. Run: make ext PHP=$PHP" "$said"
}

extension_install() {
    local dir version
    dir=$(extension_dir)
    version=$(php_version)
    mkdir -p "$dir"
    if ! cmp -s "$SO" "$dir/metroport.so"; then
        # Renamed into place: workers that run have the old file mapped, and must not see it change.
        install -m 644 "$SO" "$dir/.metroport.so.new"
        mv -f "$dir/.metroport.so.new" "$dir/metroport.so"
    fi
    if debian_style; then
        printf '; priority=20\nextension=metroport.so\n' >"$PHP_ETC/$version/mods-available/metroport.ini"
        phpenmod -v "$version" -s ALL metroport
        echo "Extension: $dir/metroport.so, enabled for every SAPI of PHP $version"
    else
        dir=$(scanned_dir)
        mkdir -p "$dir"
        echo 'extension=metroport.so' >"$dir/metroport.ini"
        echo "Extension: $(extension_dir)/metroport.so, enabled in $dir/metroport.ini"
    fi
}

extension_remove() {
    local version
    version=$(php_version)
    if debian_style; then
        if [[ -e $PHP_ETC/$version/mods-available/metroport.ini ]]; then
            phpdismod -v "$version" -s ALL metroport
            rm -f "$PHP_ETC/$version/mods-available/metroport.ini"
        fi
    else
        rm -f "$(scanned_dir)/metroport.ini"
    fi
    rm -f "$(extension_dir)/metroport.so"
    echo "Extension: removed from PHP $version"
}

php_reload_commands() {
    local version commands=()
    version=$(php_version)
    [[ ! -d $PHP_ETC/$version/fpm ]] || commands+=("systemctl reload php$version-fpm")
    [[ ! -d $PHP_ETC/$version/apache2 ]] || commands+=("systemctl restart apache2")
    local IFS=,
    echo "${commands[*]:-php-fpm or the web server}"
}
