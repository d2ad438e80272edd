#!/usr/bin/env bash
# Runs a command with a PostgreSQL server beside it, on which Maven runs the tests that touch a database a second time; the code logs in as the runtime
# role, whose rights are sql/postgresql's. With them run the tests of grants and migrations, which need that server. Used by `./bailiwick test`.
#   launcher/test/on-postgresql.sh                     those tests alone
#   launcher/test/on-postgresql.sh mvn -B verify …     Maven with them; the two properties are added to its arguments
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
MODULES=(node-support aca-ejb aca-est ars-web master-agent-web)
WORK=$(mktemp -d)
trap '"$ROOT/launcher/test/postgresql.sh" stop "$WORK"; rm -rf "$WORK"' EXIT

# Test classes that come to a database by any number of fixtures.
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
# Databases for each of the test processes that may be at work at once: at most two a module, two modules (pom.xml, ./bailiwick test).
mv "$WORK/databases.properties" "$WORK/databases-1.properties"
for process in 2 3 4; do
  "$ROOT/launcher/test/postgresql.sh" more "$WORK" "$process"
  mv "$WORK/$process.properties" "$WORK/databases-$process.properties"
done
# A killed process is H2's file to answer for, and has no server; two tests speak SQL that only H2 knows.
properties=("-Dpostgres.databases=$WORK/databases"
  "-Dpostgres.tests=$(database_tests),org.bailiwick.command.migration.*Test,Archiv*Test,DecommissioningTest,!KillSurvivalTest,!EarlierRowsTest,!LargeLedgerTest")
if [ $# -gt 0 ]; then
  "$@" "${properties[@]}"
else
  mvn -f "$ROOT/pom.xml" -B -pl "$(IFS=,; echo "${MODULES[*]}"),command" -am package "${properties[@]}" -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
fi
