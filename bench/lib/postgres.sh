# A PostgreSQL cluster of the bench's own: fresh, on a free port of 127.0.0.1, with the server's default durability. Sourced by bench/run.sh.
# shellcheck shell=bash

# Short, since a socket's path may have 107 bytes; outside of ROOT, since the server's user must reach it.
PG_FOLDER=""

# The server refuses to run as root.
as_unprivileged() { if [ "$(id -u)" -eq 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi; }

# pg_program NAME: Debian keeps the server's programs out of PATH, in a folder of each version; the last one counts.
pg_program() {
  local found=$1 each
  for each in /usr/lib/postgresql/*/bin/"$1"; do [ ! -x "$each" ] || found=$each; done
  printf '%s' "$found"
}

pg_start() {
  PG_FOLDER=$(mktemp -d /tmp/bench-pg.XXXXXX)
  [ "$(id -u)" -ne 0 ] || chown nobody "$PG_FOLDER"
  next_free_port PORT_POSTGRES
  (
    cd "$PG_FOLDER"
    as_unprivileged "$(pg_program initdb)" -D "$PG_FOLDER/data" -U bench -A trust
    as_unprivileged "$(pg_program pg_ctl)" -D "$PG_FOLDER/data" -w -l "$PG_FOLDER/log" \
      -o "-p $PORT_POSTGRES -c listen_addresses=127.0.0.1 -k $PG_FOLDER" start
  ) >"$DEMO_HOME/postgres.log" 2>&1 || fail "PostgreSQL does not start: $(tail -n 3 "$DEMO_HOME/postgres.log")"
}

pg_stop() {
  [ -n "$PG_FOLDER" ] || return 0
  (cd "$PG_FOLDER" && as_unprivileged "$(pg_program pg_ctl)" -D "$PG_FOLDER/data" -m immediate stop) >/dev/null 2>&1 || true
  rm -rf "$PG_FOLDER"
  PG_FOLDER=""
}

pg_sql() { psql -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PORT_POSTGRES" -U bench -d postgres -c "$1"; }
