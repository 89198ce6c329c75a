# The plugin inside an LMS: checks, installs and removes it. Sourced by install.sh and uninstall.sh.
# shellcheck shell=bash

# Composer's files are for the web server too, however strict the one is who installs.
umask 022

plugin_name=LMSMetroportPlugin

lms_check() {
    [[ -n ${LMS_DIR:-} ]] || fail 'Say where LMS is: LMS_DIR=/var/www/html/lms'
    [[ -d $LMS_DIR/plugins && -f $LMS_DIR/lib/LMS.class.php ]] || fail "$LMS_DIR is no LMS: it has no plugins/ or no lib/LMS.class.php."
    LMS_DIR=$(cd "$LMS_DIR" && pwd)
    plugin=$LMS_DIR/plugins/$plugin_name
    [[ ! -L $plugin ]] || fail "$plugin is a symbolic link. Remove it first."
}

# Puts a whole copy of the plugin at $1, with owner and permissions as everything else under plugins/ has them.
plugin_copy() {
    local like=$LMS_DIR/plugins mode
    [[ ! -d $plugin ]] || like=$plugin
    mode=$(stat -c %a "$like")
    mode=$((8#${mode: -3}))
    mkdir "$1"
    cp -R php-shim/. "$1"
    mkdir -p "$1/templates"
    cp -R templates/. "$1/templates"
    find "$1" -type d -exec chmod "$(printf %o "$mode")" {} +
    find "$1" -type f -exec chmod "$(printf %o $((mode & 8#666)))" {} +
    [[ $EUID -ne 0 ]] || chown -R --reference="$like" "$1"
}

# What is there goes into an archive, outside plugins/ where LMS would find its classes, and in one file that no web
# server runs: it may be the original plugin, or have an operator's changes.
plugin_set_aside() {
    local archive version
    if [[ ! -d $LMS_DIR/backups ]]; then
        mkdir "$LMS_DIR/backups"
        [[ $EUID -ne 0 ]] || chown --reference="$LMS_DIR" "$LMS_DIR/backups"
    fi
    # By its version the original is found again among what upgrades have kept.
    version=$(sed -n "/.*PLUGIN_SOFTWARE_VERSION *= *'\([0-9A-Za-z.+-]*\)'.*/{s//\1-/p;q}" "$plugin/$plugin_name.php" 2>/dev/null || true)
    archive=$LMS_DIR/backups/$plugin_name-$version$(date +%Y%m%d-%H%M%S-%3N).tar.gz
    (umask 077 && tar -C "$LMS_DIR/plugins" -czf "$archive" "$plugin_name")
    [[ $EUID -ne 0 ]] || chown --reference="$LMS_DIR/backups" "$archive"
    echo "Plugin: what was there is kept in $archive"
}

plugin_install() {
    local staged=$LMS_DIR/plugins/.$plugin_name.new old=$LMS_DIR/plugins/.$plugin_name.old
    rm -rf "$staged" "$old"
    plugin_copy "$staged"
    if [[ ! -d $plugin ]]; then
        mv -T "$staged" "$plugin"
    elif diff -rq "$staged" "$plugin" >/dev/null; then
        rm -rf "$staged"
        echo "Plugin: $plugin is up to date"
        return
    else
        plugin_set_aside
        # Nothing of the old tree stays, its vendor/ above all, and LMS never sees half of the new one.
        mv -T "$plugin" "$old"
        mv -T "$staged" "$plugin"
        rm -rf "$old"
    fi
    echo "Plugin: $plugin"
}

plugin_remove() {
    local ours=$LMS_DIR/plugins/.$plugin_name.new
    if [[ ! -d $plugin ]]; then
        echo "Plugin: $plugin is not there"
        return
    fi
    rm -rf "$ours"
    plugin_copy "$ours"
    diff -rq "$ours" "$plugin" >/dev/null || plugin_set_aside
    rm -rf "$ours" "$plugin"
    echo "Plugin: $plugin removed"
}

# LMS finds classes by Composer's class map, which knows the plugin only after this.
class_map_refresh() {
    local composer=() owner home status=0
    if command -v composer >/dev/null; then
        composer=("$(command -v composer)")
    elif [[ -f $LMS_DIR/composer.phar ]]; then
        composer=("$PHP" "$LMS_DIR/composer.phar")
    else
        echo "Class map: NOT refreshed, composer is not here. Run it yourself: cd $LMS_DIR && composer dump-autoload"
        return
    fi
    composer+=(dump-autoload --quiet --no-interaction --no-scripts --no-plugins --working-dir="$LMS_DIR")
    home=$(mktemp -d)
    if [[ $EUID -eq 0 ]]; then
        # As the owner, so that the files stay his.
        owner=$(stat -c %u "$LMS_DIR")
        chown "$owner" "$home"
        composer=(setpriv --reuid="$owner" --regid="$(stat -c %g "$LMS_DIR")" --clear-groups "${composer[@]}")
    fi
    env HOME="$home" COMPOSER_HOME="$home" COMPOSER_ALLOW_SUPERUSER=1 "${composer[@]}" || status=$?
    rm -rf "$home"
    [[ $status -eq 0 ]] ||
        fail "composer failed. LMS does not see the plugin until this succeeds: cd $LMS_DIR && composer dump-autoload"
    echo "Class map: refreshed by composer"
}
