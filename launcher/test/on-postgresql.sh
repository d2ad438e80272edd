#!/usr/bin/env bash
# The unit tests that touch a database once more, on a PostgreSQL server of their own; the code logs in as the runtime role, whose rights are
# sql/postgresql's. With them the tests of grants and migrations, which need that server. Run by `./bailiwick test`.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
MODULES=(node-support aca-ejb ars-web master-agent-web)
WORK=$(mktemp -d)
trap '"$ROOT/launcher/test/postgresql.sh" stop "$WORK"; rm -rf "$WORK"' EXIT

# Test classes that come to a database by any number of rigs.
database_tests() {
  local folders=("${MODULES[@]/%//src/test/java}") names=TestDatabase more=""
  while :; do
    more=$(cd "$ROOT" && grep -rlwE "$names" "${folders[@]}" | sed 's#.*/##; s#[.]java$##' | sort -u | paste -sd '|')
    [ "$more" != "$names" ] || break
    names=$more
  done
  tr '|' '\n' <<<"$names" | grep 'Test$' | paste -sd ,
}

"$ROOT/launcher/test/postgresql.sh" start "$WORK"
# A killed process is H2's file to answer for, and has no server.
mvn -f "$ROOT/pom.xml" -B -pl "$(IFS=,; echo "${MODULES[*]}"),command" -am package "-Dpostgres=$WORK/databases.properties" \
  "-Dtest=$(database_tests),org.bailiwick.command.migration.*Test,Archiv*Test,DepartureTest,!KillSurvivalTest" -Dsurefire.failIfNoSpecifiedTests=false "$@"
