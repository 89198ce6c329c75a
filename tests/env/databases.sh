#!/bin/bash
# Private databases for tests and the demo: nothing of the system's own servers is touched.
#
#   tests/env/databases.sh up DIR [postgres|mysql|both]    start them; DIR/env has shell exports with how to connect
#   tests/env/databases.sh down DIR                        stop them and remove everything, however far `up` came
#
# Or source it and call databases_up and databases_down. They listen on unix sockets only. Their files lie in a
# directory of their own below /tmp: sockets need short paths, and root starts the servers as a system user, who could
# not enter a checkout below /root.

databases_up() {
    local dir=$1 which=${2:-both} root
    mkdir -p "$dir" && dir=$(cd "$dir" && pwd) || return
    databases_down "$dir"
    root=$(mktemp -d /tmp/mp.XXXXXX) && chmod 755 "$root" && echo "$root" > "$dir/root" || return
    : > "$dir/env"
    case $which in
        postgres) databases__postgres "$dir" "$root" ;;
        mysql) databases__mysql "$dir" "$root" ;;
        both)
            databases__mysql "$dir" "$root" & local mysql=$!
            databases__postgres "$dir" "$root"; local status=$?
            wait "$mysql" && (exit "$status") ;;
        *) echo "databases: postgres, mysql or both, not $which" >&2; false ;;
    esac || { databases_down "$dir"; return 1; }
}

databases_down() {
    local dir=$1 root pid try log
    [ -f "$dir/root" ] || return 0
    root=$(cat "$dir/root")
    case $root in /tmp/mp.??????) ;; *) echo "databases: $dir/root is not ours" >&2; return 1 ;; esac
    for pid in "$root"/*.pid; do
        [ -f "$pid" ] || continue
        pid=$(cat "$pid")
        # QUIT is PostgreSQL's immediate shutdown; MariaDB needs to be killed to be as quick. A reused pid is left alone.
        databases__ours "$pid" "$root" && kill -QUIT "$pid" 2>/dev/null
        for try in {1..20}; do databases__ours "$pid" "$root" || break; sleep 0.05; done
        databases__ours "$pid" "$root" && kill -KILL "$pid" 2>/dev/null
        for try in {1..40}; do databases__ours "$pid" "$root" || break; sleep 0.05; done
    done
    # What the servers have logged is searched for secrets with the rest (make/canaries.php).
    for log in "$root"/*.log; do
        [ -z "${METROPORT_REMAINS:-}" ] || cp "$log" "$METROPORT_REMAINS/${root##*.}.${log##*/}" 2>/dev/null || true
    done
    rm -rf "$root"
    rm -f "$dir/root" "$dir/env"
}

databases__ours() { tr '\0' ' ' 2>/dev/null < "/proc/$1/cmdline" | grep -qF "$2"; }

# Becomes a command, run by the system user who may run a server: call it in a subshell. Leaves its pid for `down`.
databases__as() {
    local user=$1 pidfile=$2; shift 2
    cd / && echo "$BASHPID" > "$pidfile" || exit
    if [ "$(id -u)" != 0 ]; then exec "$@"; fi
    id "$user" >/dev/null 2>&1 || user=nobody
    exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env HOME=/tmp "$@"
}

databases__home() { # who owns a server's files
    mkdir "$1" && { [ "$(id -u)" != 0 ] || chown "$2" "$1" 2>/dev/null || chown nobody "$1"; }
}

databases__wait() { # name, log, pid, command that succeeds when the server is ready
    local name=$1 log=$2 pid=$3 try; shift 3
    for try in {1..300}; do
        if "$@" >/dev/null 2>&1; then return 0; fi
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    echo "databases: $name did not start:" >&2; tail -n 20 "$log" >&2
    return 1
}

databases__postgres() {
    local dir=$1 root=$2 bin home=$2/pg password=pg-test
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$bin/initdb" ] || { echo 'databases: PostgreSQL is missing (apt-get install postgresql)' >&2; return 1; }
    databases__home "$home" postgres || return
    echo "$password" > "$root/pg.password" && chmod 644 "$root/pg.password"
    (databases__as postgres "$root/pg.pid" "$bin/initdb" -D "$home/data" -U lms --pwfile="$root/pg.password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync) > "$root/pg.log" 2>&1 ||
        { echo 'databases: initdb failed:' >&2; tail -n 20 "$root/pg.log" >&2; return 1; }
    (databases__as postgres "$root/pg.pid" "$bin/postgres" -D "$home/data" -k "$home" -c listen_addresses= -c fsync=off \
        -c synchronous_commit=off -c full_page_writes=off -c max_connections=200) >> "$root/pg.log" 2>&1 < /dev/null &
    local pid=$!
    databases__wait PostgreSQL "$root/pg.log" "$pid" "$bin/pg_isready" -q -h "$home" || return
    cat >> "$dir/env" <<END
export MP_PG_HOST=$home MP_PG_PORT=5432 MP_PG_USER=lms MP_PG_PASSWORD=$password
END
}

databases__mysql() {
    local dir=$1 root=$2 home=$2/my password=my-test PATH=$PATH:/usr/sbin
    type mariadbd mariadb-install-db >/dev/null 2>&1 ||
        { echo 'databases: MariaDB is missing (apt-get install mariadb-server)' >&2; return 1; }
    databases__home "$home" mysql || return
    (databases__as mysql "$root/my.pid" mariadb-install-db --no-defaults --datadir="$home/data" --skip-test-db \
        --auth-root-authentication-method=normal --innodb-flush-method=nosync) > "$root/my.log" 2>&1 ||
        { echo 'databases: mariadb-install-db failed:' >&2; tail -n 20 "$root/my.log" >&2; return 1; }
    cat > "$root/my.sql" <<END
ALTER USER root@localhost IDENTIFIED BY '$password';
CREATE USER lms@localhost IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO lms@localhost WITH GRANT OPTION;
END
    chmod 644 "$root/my.sql"
    (databases__as mysql "$root/my.pid" mariadbd --no-defaults --datadir="$home/data" --socket="$home/mysql.sock" \
        --pid-file="$home/server.pid" --init-file="$root/my.sql" --skip-networking --skip-log-bin \
        --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --character-set-server=utf8mb4 \
        --max-connections=200) >> "$root/my.log" 2>&1 < /dev/null &
    local pid=$!
    # A refused login would also mean "alive", so ask with the user the init file makes.
    databases__wait MariaDB "$root/my.log" "$pid" env MYSQL_PWD="$password" mariadb --no-defaults \
        --socket="$home/mysql.sock" --user=lms --execute='SELECT 1' || return
    cat >> "$dir/env" <<END
export MP_MY_SOCKET=$home/mysql.sock MP_MY_USER=lms MP_MY_PASSWORD=$password
END
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    case ${1:-} in
        up) [ -n "${2:-}" ] && databases_up "$2" "${3:-both}" ;;
        down) [ -n "${2:-}" ] && databases_down "$2" ;;
        *) echo "usage: $0 up DIR [postgres|mysql|both] | down DIR" >&2; exit 2 ;;
    esac
fi
