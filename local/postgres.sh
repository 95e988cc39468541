# shellcheck shell=bash
# A private PostgreSQL cluster in the data folder. Sourced by ./handsup.

# PostgreSQL refuses to be root. Its user may also lack the way to a data folder below a closed one, as root's home is.
use_postgres() {
    local version=$data/postgres/PG_VERSION found
    found=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)
    [[ -f $version && -d /usr/lib/postgresql/$(<"$version")/bin ]] && found=/usr/lib/postgresql/$(<"$version")/bin
    postgres_bin=${found:-$(pg_config --bindir)}
    as_postgres=()
    is_root || return 0
    as_postgres=(setpriv --reuid postgres --regid postgres --init-groups)
    "${as_postgres[@]}" test -x "$data" || as_postgres+=(--inh-caps +dac_read_search --ambient-caps +dac_read_search)
}

postgres_settings() {
    cat <<'SETTINGS'
# Written at every start. Only this machine, only with the password; commits are synced, as everywhere.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = scram-sha-256
fsync = on
synchronous_commit = on
# Each server loop holds 4 connections: 16 loops on 5 processes are 320.
max_connections = 400
shared_buffers = 256MB
# Room rows are updated with every bid: fewer, longer checkpoints, and vacuum before the table grows.
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
autovacuum_naptime = 15s
autovacuum_vacuum_scale_factor = 0.05
# Short statements on an SSD: compiling them costs more than it saves, and a random page costs about as much as the next.
jit = off
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
SETTINGS
}

# Made beside its place and moved there when complete, so that a start that was cut short leaves no half cluster.
make_cluster() {
    local new=$data/postgres.new password
    password=$(<"$data/secrets/postgres-password")
    if [[ ! -d $data/postgres ]]; then
        say "Making a PostgreSQL cluster …"
        rm -rf "$new" && mkdir "$new"
        is_root && chown postgres: "$new"
        cd /
        "${as_postgres[@]}" "$postgres_bin/initdb" -D "$new" -U postgres -E UTF8 --locale=C.UTF-8 \
            --auth-local=reject --auth-host=scram-sha-256 >"$logs/initdb.log" 2>&1 || die "initdb failed: see $logs/initdb.log."
        echo "include = 'handsup.conf'" >>"$new/postgresql.conf"
        postgres_settings >"$new/handsup.conf" && chmod 644 "$new/handsup.conf"
        "${as_postgres[@]}" "$postgres_bin/postgres" --single -c exit_on_error=on -D "$new" postgres >>"$logs/initdb.log" 2>&1 <<SQL ||
ALTER ROLE postgres PASSWORD '$password'
CREATE ROLE handsup LOGIN PASSWORD '$password'
CREATE DATABASE handsup OWNER handsup
SQL
            die "The database could not be made: see $logs/initdb.log."
        mv "$new" "$data/postgres"
    fi
    postgres_settings >"$data/postgres/handsup.conf"
}

postgres_ready() { "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$(port_of postgres)"; }
redis_ready() { [[ $(redis-cli -p "$(port_of redis)" ping 2>/dev/null) == PONG ]]; }
