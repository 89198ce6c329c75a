#!/bin/bash
# The demo: a private database, the simulator, the stand-in host with the plugin, and a tour of it. See `make demo`.
#
#   PORT=8080         where the panel listens; the next free port when it is taken, any free one for 0
#   DB=postgres       or mysql
#   HEADLESS=1        ends after the tour; the exit status tells whether everything was as it should be
#   MMS_URL=… MMS_LOGIN=… MMS_PASSWORD=…    another MMS than the simulator; nothing is changed there without HEADLESS=1,
#                     and what HEADLESS=1 blocks it releases again
set -euo pipefail
set -m      # makes every server a process group of its own: PHP's has workers
cd "$(dirname "$0")/../.."

export DB=${DB:-postgres} HEADLESS=${HEADLESS:-} LC_ALL=C.UTF-8
port=${PORT:-8080}
case $DB in
    postgres | mysql) ;;
    *)
        echo "DB is postgres or mysql, not $DB" >&2
        exit 2
        ;;
esac

work=$(mktemp -d /tmp/metroport-demo.XXXXXX)
servers=()

finish() {
    local server
    trap '' INT TERM HUP
    for server in "${servers[@]}"; do
        kill -TERM -- "-$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    done
    tests/env/databases.sh down "$work/databases" || true
    [[ -z ${METROPORT_REMAINS:-} ]] || cp "$work/panel.log" "$METROPORT_REMAINS" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say() { printf '%s\n' "$*"; }

extension=${METROPORT_EXTENSION:-$PWD/target/release/libmetroport.so}
simulator=${METROPORT_SIM:-$PWD/target/release/mms-sim}

# PHP as the panel, the scripts of bin/ and the tour run it.
export DEMO_PHP=$work/php DEMO_LMS=$work/lms
tests/env/databases.sh up "$work/databases" "$DB"
# shellcheck disable=SC1091  # written by the line above
source "$work/databases/env"
cat >"$DEMO_PHP" <<END
#!/bin/sh
exec '$(command -v "${PHP:-php}")' -d extension='$extension' -d display_errors=stderr \\
    -d mysqli.default_socket='${MP_MY_SOCKET:-}' "\$@"
END
chmod 755 "$DEMO_PHP"
php() { "$DEMO_PHP" "$@"; }

say "Makes an LMS with some hundred customers, on $DB"
php tests/demo/create-database.php
if [[ $DB == postgres ]]; then
    connection=(type=postgres host="$MP_PG_HOST" user="$MP_PG_USER" password="$MP_PG_PASSWORD" database=lms)
else
    connection=(type=mysqli host=localhost user="$MP_MY_USER" password="$MP_MY_PASSWORD" database=lms)
fi
php tests/host/bin/host-instance.php "$DEMO_LMS" "${connection[@]/#/--set=database.}"
php tests/host/bin/host-setup.php -C "$DEMO_LMS/lms.ini" --customers=300 --export-mms="$work/customers.json" \
    --rights=klerk=metroport_readonly,metroportconnectiontest
(
    # shellcheck source-path=SCRIPTDIR/../..
    source make/lms-plugin.sh
    LMS_DIR=$DEMO_LMS plugin=
    plugin_copy "$DEMO_LMS/plugins/LMSMetroportPlugin"
)

if [[ -n ${MMS_URL:-} ]]; then
    say "Uses the MMS at $MMS_URL"
    export DEMO_SIMULATOR=
else
    php tests/demo/choose-services.php "$work/customers.json"
    "$simulator" --listen 127.0.0.1:0 --port-file "$work/simulator" --customers-file "$work/customers.json" \
        --latency-ms 20 --new-service active </dev/null >"$work/simulator.log" 2>&1 &
    servers+=($!)
    for _ in {1..100}; do
        [[ ! -s $work/simulator ]] || break
        sleep 0.1
    done
    [[ -s $work/simulator ]] || { cat "$work/simulator.log" >&2; exit 1; }
    MMS_URL=http://$(cat "$work/simulator") MMS_LOGIN=operator MMS_PASSWORD=sekret
    export DEMO_SIMULATOR=$MMS_URL
    say "Uses a simulator of MMS at $MMS_URL"
fi
export MMS_URL MMS_LOGIN MMS_PASSWORD
php tests/demo/configure.php

port=$(php tests/demo/free-port.php "$port")
export DEMO_PANEL=http://127.0.0.1:$port
PHP_CLI_SERVER_WORKERS=4 LMS_HOST_INI=$DEMO_LMS/lms.ini "$DEMO_PHP" -d display_errors=0 -d log_errors=1 -S "127.0.0.1:$port" -t "$DEMO_LMS" \
    tests/host/router.php </dev/null >"$work/panel.log" 2>&1 &
servers+=($!)
say "The panel is at $DEMO_PANEL"

if ! php tests/demo/tour.php || grep -E 'PHP (Fatal|Parse|Warning)' "$work/panel.log" >&2; then
    say 'The tour failed. The panel said:' >&2
    grep -vE '(Accepted|Closing)$' "$work/panel.log" | tail -n 20 >&2
    exit 1
fi
[[ -z $HEADLESS ]] || exit 0

cat <<END

    $DEMO_PANEL    login: klerk, password: klerk (administrator: admin, admin)

Block debtors and release those who have paid, as cron does:
    $DEMO_PHP $DEMO_LMS/bin/lms-notify.php -C $DEMO_LMS/lms.ini -t debtors -c block,unblock -a metrotv-locks,metrofsecure-locks

Ctrl-C ends it and removes everything.
END
trap 'exit 0' INT
wait "${servers[-1]}"
