# A PostgreSQL server with default durability for `cfssl serve` and, with BENCH_DATABASE=postgresql, for the nodes. bench/run.sh
# and bench/domain.sh source this file.
# shellcheck shell=bash

PG_FOLDER=$ROOT/bench/target/postgresql

pg_start() {
  rm -rf "$PG_FOLDER"
  "$ROOT/launcher/test/postgresql.sh" start "$PG_FOLDER" fsync=on || fail "PostgreSQL does not start: see $PG_FOLDER"
  [ "${BENCH_DATABASE:-h2}" != postgresql ] || export BAILIWICK_DATABASES=$PG_FOLDER/databases.properties
}

pg_stop() { [ ! -d "$PG_FOLDER" ] || "$ROOT/launcher/test/postgresql.sh" stop "$PG_FOLDER"; }

pg_port() { cut -d : -f 2 "$PG_FOLDER/pgpass"; }

pg_password() { cat "$PG_FOLDER/postgres.password"; }

pg_sql() { pg_run postgres -c "$1"; }

# pg_run DATABASE PSQL-OPTIONS...
pg_run() { PGPASSFILE=$PG_FOLDER/pgpass psql -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(pg_port)" -U postgres -d "$@"; }
