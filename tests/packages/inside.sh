#!/bin/bash
# Run by run.sh inside the fresh root, with the packages in /opt/1 and, a revision later, in /opt/2.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

passed=0 failed=0
check() { # WHAT COMMAND…
    local what=$1
    shift
    if "$@" >/tmp/said 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n' "$what"
        tail -n 20 /tmp/said | sed 's/^/    /'
    fi
}
not() { ! "$@"; }
apt() { apt-get -qq -o Dpkg::Use-Pty=0 "$@"; }

# Services are started by hand here.
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
package=$(dpkg-deb -f /opt/1/php*.deb Package)
php=${package#php} php=${php%-metroport}
version=$(dpkg-deb -f /opt/1/php*.deb Version)
version=${version%-*}
apt update
apt install --no-install-recommends "php$php"-{cli,fpm,opcache,pgsql,mysql,curl} libfcgi-bin curl >/tmp/said 2>&1 ||
    { cat /tmp/said; exit 1; }

# What one page does in each SAPI: which of the modules are there, and a call through the extension, beside them.
mkdir -p /srv/web
cat >/srv/web/probe.php <<'END'
<?php
foreach (['metroport', 'Zend OPcache', 'pgsql', 'mysqli', 'curl'] as $module) {
    echo extension_loaded($module) ? "$module " : '';
}
if (PHP_SAPI === 'cli') {
    echo extension_loaded('pcntl') ? 'pcntl ' : '';
}
if (extension_loaded('metroport')) {
    try {
        (new Metroport\Client(['url' => 'http://127.0.0.1:9', 'login' => 'isp', 'password' => 'x', 'timeout' => 2]))->fsecure()->products();
    } catch (Metroport\Exception\ConnectionException $e) {
        echo Metroport\Client::VERSION, ' works';
    }
}
echo "\n";
END

cli() { php -d display_errors=1 -d display_startup_errors=1 /srv/web/probe.php 2>&1; }

fpm() {
    local server body
    mkdir -p /run/php
    "php-fpm$php" --nodaemonize >/tmp/fpm.log 2>&1 &
    server=$!
    for _ in {1..50}; do [[ -S /run/php/php$php-fpm.sock ]] && break; sleep 0.1; done
    body=$(SCRIPT_FILENAME=/srv/web/probe.php REQUEST_METHOD=GET cgi-fcgi -bind -connect "/run/php/php$php-fpm.sock")
    kill "$server"
    wait "$server" || true
    sed -n '/^\r*$/,$p' <<<"$body" | sed 1d
    grep -E 'Warning|Error|Fatal|segfault|SIGSEGV' /tmp/fpm.log "/var/log/php$php-fpm.log" || true
}

apache() {
    local port try
    port=$(php -n -r '$s = stream_socket_server("tcp://127.0.0.1:0"); echo parse_url("x://" . stream_socket_get_name($s, false), PHP_URL_PORT);')
    echo "Listen 127.0.0.1:$port" >/etc/apache2/ports.conf
    : >/var/log/apache2/error.log
    apachectl start
    for try in {1..50}; do curl -sf "http://127.0.0.1:$port/probe.php" && break; sleep 0.1; done
    apachectl stop
    for _ in {1..50}; do [[ -e /run/apache2/apache2.pid ]] || break; sleep 0.1; done
    grep -E 'Warning|Error|Fatal|Segmentation' /var/log/apache2/error.log || true
    [[ $try -lt 50 ]]
}

beside='Zend OPcache pgsql mysqli curl '
says() { # SAPI TEXT: this and nothing else, no warning above all
    local said
    said=$("$1")
    [[ $said == "$2" ]] || { printf '%s\n' "$said"; return 1; }
}
loaded() { # SAPI…
    local sapi pcntl
    for sapi in "$@"; do
        pcntl=
        [[ $sapi != cli ]] || pcntl='pcntl '
        says "$sapi" "metroport $beside$pcntl$version works" || return 1
    done
}
absent() { # SAPI…
    local sapi pcntl
    for sapi in "$@"; do
        pcntl=
        [[ $sapi != cli ]] || pcntl='pcntl '
        says "$sapi" "$beside$pcntl" || return 1
    done
}
# No pipe into grep -q: it leaves at the first hit, and the broken pipe would count as PHP's failure.
listed() { grep -qx metroport <<<"$(php -m)" && grep -qx metroport <<<"$("php-fpm$php" -m 2>&1)"; }

# An LMS, as far as the installation looks at it, with the original plugin in it.
lms=/var/www/html/lms plugin=/var/www/html/lms/plugins/LMSMetroportPlugin
mkdir -p "$lms/lib" "$plugin"
touch "$lms/lib/LMS.class.php"
echo '<?php // the original' >"$plugin/LMSMetroportPlugin.php"
chown -R www-data: "$lms"
in_lms() {
    diff -r /usr/share/lms-metroport-plugin/php-shim "$plugin" --exclude=templates &&
        diff -r /usr/share/lms-metroport-plugin/templates "$plugin/templates" && [[ -z $(find "$lms" ! -user www-data) ]]
}
backups() { find "$lms/backups" -name '*.tar.gz' | wc -l; }

check 'PHP without the extension says what the test expects' absent cli fpm

check 'the plugin alone is refused: the extension is missing' not dpkg --install /opt/1/lms-metroport-plugin*.deb
dpkg --purge lms-metroport-plugin >/dev/null 2>&1
check 'installs' apt install --no-install-recommends /opt/1/*.deb
check 'the extension works under the command line and php-fpm' loaded cli fpm
check 'php -m and php-fpm -m list it' listed

check 'a SAPI that comes later' apt install --no-install-recommends apache2 "libapache2-mod-php$php"
sed -i 's|DocumentRoot .*|DocumentRoot /srv/web\n<Directory /srv/web>\nRequire all granted\n</Directory>|; s|\*:80|*|' /etc/apache2/sites-available/000-default.conf
echo 'ServerName localhost' >>/etc/apache2/apache2.conf
check 'has the extension, too' loaded apache

check 'puts the plugin into LMS' lms-metroport-install "$lms/"
check 'the plugin is whole, and its owner is LMS'"'"'s' in_lms
check 'the original is kept' test "$(backups)" = 1
check 'what is no LMS is refused' not lms-metroport-install /srv/web
check 'and not remembered' test "$(cat /var/lib/lms-metroport-plugin/directories)" = "$lms"

phpdismod -v "$php" -s apache2 metroport
check 'an administrator takes it out of one SAPI' absent apache
echo '/* mine */' >>"$plugin/LMSMetroportPlugin.php"
check 'one package of two versions is refused' not dpkg --install "/opt/2/$package"*.deb
check 'and nothing has changed' loaded cli fpm
check 'upgrades' apt install --no-install-recommends /opt/2/*.deb
check 'both packages are the new ones' test "$(dpkg-query -W -f='${Version} ' "$package" lms-metroport-plugin)" = "$version-2 $version-2 "
check 'the extension works after the upgrade' loaded cli fpm
check 'what the administrator took out stays out' absent apache
check 'the plugin in LMS is renewed' in_lms
check 'what was changed in it is kept' test "$(backups)" = 2
phpenmod -v "$php" -s apache2 metroport
check 'and can be put in again' loaded apache

check 'removes' apt remove "$package" lms-metroport-plugin
check 'no SAPI has the extension, and none complains' absent cli fpm apache
check 'the plugin is out of LMS' not test -e "$plugin"
check 'what an administrator may have changed stays' test -e "/etc/php/$php/mods-available/metroport.ini"

check 'installs again' apt install --no-install-recommends /opt/2/*.deb
check 'the extension is back everywhere' loaded cli fpm apache
check 'the plugin is back in LMS' in_lms

check 'takes the plugin out of LMS' lms-metroport-install --remove "$lms"
check 'it is out' not test -e "$plugin"
check 'and stays out' lms-metroport-install --refresh
check 'still' not test -e "$plugin"

lms-metroport-install "$lms" >/dev/null
rm -rf "$lms/lib"
check 'purges, also when an LMS is no LMS any more' apt purge "$package" lms-metroport-plugin
check 'no SAPI has the extension, and none complains' absent cli fpm apache
nothing_left() {
    local left
    left=$(find / -xdev -path /opt -prune -o -path "$lms" -prune -o -path /proc -prune -o -iname '*metroport*' -print)
    [[ -z $left ]] || { echo "$left"; return 1; }
}
check 'nothing is left' nothing_left

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
