#!/usr/bin/env bash
# Manages a PostgreSQL server for tests, in a new folder under /tmp, on a free loopback port, with its own passwords.
#   launcher/test/postgresql.sh start FOLDER [SETTING=VALUE …]   writes FOLDER/databases.properties for BAILIWICK_DATABASES and -Dpostgres
#   launcher/test/postgresql.sh bare FOLDER [SETTING=VALUE …]    the same without databases; FOLDER/pgpass has the superuser's password
#   launcher/test/postgresql.sh more FOLDER NAME                 makes further databases with roles of their own, and writes FOLDER/NAME.properties
#   launcher/test/postgresql.sh kill FOLDER                      kills the server and keeps its data
#   launcher/test/postgresql.sh again FOLDER                     starts a killed server again
#   launcher/test/postgresql.sh pause|resume FOLDER              stops and continues its processes by signals
#   launcher/test/postgresql.sh stop FOLDER
# The server does not wait for the disk unless fsync=on is set, because its data are not needed after the test.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
VERB=${1:-} FOLDER=${2:-}
umask 077

# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"

die() { echo "postgresql.sh: $*" >&2; exit 1; }

programs() { find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1; }

# Runs a command with another account if the user is root, because the server refuses to run as root.
as_server() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"); else "$@"; fi
}

secret() { openssl rand -hex 16; }

start() {
  bare "$@"
  make_databases "" >"$FOLDER/databases.properties"
}

bare() {
  local bin base port setting options attempt
  bin=$(programs)
  [ -n "$bin" ] || die "no server found in /usr/lib/postgresql; install the package postgresql"
  as_server test -w /dev/null || die "the server's account cannot write to /dev/null: $(ls -l /dev/null)"
  base=$(as_server mktemp -d /tmp/bailiwick-postgresql.XXXXXX)
  echo "$base" >"$FOLDER/server"
  secret >"$FOLDER/postgres.password"
  as_server tee "$base/password" <"$FOLDER/postgres.password" >/dev/null
  as_server "$bin/initdb" -D "$base/data" --username=postgres --auth=scram-sha-256 "--pwfile=$base/password" \
    --encoding=UTF8 --locale=C.UTF-8 >"$FOLDER/initdb.log"
  for attempt in 1 2 3 4 5; do # another server may take the free port first
    port=$(free_port $((${POSTGRESQL_FIRST_PORT:-25432} + RANDOM % 200)))
    options=""
    for setting in listen_addresses=127.0.0.1 "port=$port" unix_socket_directories= fsync=off max_connections=200 "${@}"; do
      options+=" -c $setting"
    done
    echo "$options" >"$FOLDER/options"
    if again; then break; fi
    [ "$attempt" -lt 5 ] || { setting=$(as_server tail -n 3 "$base/log"); stop; die "the server does not start: $setting"; }
  done
  printf '127.0.0.1:%s:*:postgres:%s\n' "$port" "$(cat "$FOLDER/postgres.password")" >"$FOLDER/pgpass"
}

again() {
  local base
  base=$(cat "$FOLDER/server")
  as_server "$(programs)/pg_ctl" -D "$base/data" -w -t 60 -l "$base/log" -o "$(cat "$FOLDER/options")" start >"$FOLDER/start.log"
}

# Prints the process ids of the server and its children. Each child has a session of its own, so a signal to a group or session does not reach all
# processes.
processes() {
  local server
  server=$(head -n 1 "$(cat "$FOLDER/server")/data/postmaster.pid")
  echo "$server"
  pgrep -P "$server"
}

# Kills all processes and waits until they have ended, because a server does not start while the process id of the earlier one is in use.
# shellcheck disable=SC2086 # one word a process
kill() {
  local processes
  processes=$(processes)
  builtin kill -KILL $processes
  while builtin kill -0 $processes 2>/dev/null; do sleep 0.1; done
}

# Stops all processes and waits until they are stopped, because on a busy machine a signal takes effect some time after it was sent.
# shellcheck disable=SC2086 # one word a process
pause() {
  local processes process
  processes=$(processes)
  builtin kill -STOP $processes
  for process in $processes; do
    while grep '^State:[[:space:]]*[RSD]' "/proc/$process/status" >/dev/null 2>&1; do sleep 0.1; done
  done
}

# shellcheck disable=SC2046 # one word a process
resume() { builtin kill -CONT $(processes); }

more() { make_databases "_$1" >"$FOLDER/$1.properties"; }

as_superuser() { "$(programs)/psql" -q -h 127.0.0.1 -p "$1" -U postgres -d postgres "${@:2}"; }

# make_databases SUFFIX: makes the databases and roles. The authority's database also has an archive role (sql/postgresql/database.sql).
make_databases() {
  local suffix=$1 port component role name
  export PGPASSFILE=$FOLDER/pgpass
  port=$(cut -d : -f 2 "$PGPASSFILE")
  for component in aca ars master broker; do
    name=$component$suffix
    as_superuser "$port" -v "component=$name" -f "$ROOT/sql/postgresql/database.sql"
    for role in owner runtime $([ $component != aca ] || echo archive); do
      secret >"$FOLDER/${name}_$role.password"
      printf "alter role %s_%s password '%s';\n" "$name" "$role" "$(cat "$FOLDER/${name}_$role.password")"
    done | as_superuser "$port"
    cat <<TEXT
$component.url=jdbc:postgresql://127.0.0.1:$port/$name
$component.user=${name}_owner
$component.password-file=$FOLDER/${name}_owner.password
$component.runtime-user=${name}_runtime
$component.runtime-password-file=$FOLDER/${name}_runtime.password
TEXT
    [ $component != aca ] || printf 'aca.archive-user=%s_archive\naca.archive-password-file=%s/%s_archive.password\n' "$name" "$FOLDER" "$name"
  done
}

stop() {
  local base
  base=$(cat "$FOLDER/server" 2>/dev/null) || return 0
  as_server "$(programs)/pg_ctl" -D "$base/data" -m immediate stop >"$FOLDER/stop.log" 2>&1 || true
  as_server rm -rf "$base"
  rm -f "$FOLDER/server"
}

case $VERB in
  start|bare|stop|kill|again|pause|resume) [ -n "$FOLDER" ] || die "which folder?" ;;
  more) [ -n "${3:-}" ] || die "which name?" ;;
  *) die "usage: start|bare FOLDER [SETTING=VALUE …] | more FOLDER NAME | kill|again|pause|resume|stop FOLDER" ;;
esac
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)
shift 2
"$VERB" "$@"
