#!/usr/bin/env bash
# Starts a PostgreSQL server and runs a command. Maven then runs the tests that use a database a second time on this server, as the runtime role with
# the grants of sql/postgresql, and also the tests of grants and migrations, which need the server. `./bailiwick test` uses this script.
#   launcher/test/on-postgresql.sh                     those tests alone
#   launcher/test/on-postgresql.sh mvn -B verify …     Maven with them; the two properties are added to its arguments
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
MODULES=(node-support aca-ejb aca-est ars-web master-agent-web)
WORK=$(mktemp -d)
trap '"$ROOT/launcher/test/postgresql.sh" stop "$WORK"; rm -rf "$WORK"' EXIT

# Prints the test classes that use a database, directly or by fixtures.
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
# Each concurrent test process has databases of its own. There are at most two processes a module and two modules at a time (pom.xml, ./bailiwick
# test).
mv "$WORK/databases.properties" "$WORK/databases-1.properties"
for process in 2 3 4; do
  "$ROOT/launcher/test/postgresql.sh" more "$WORK" "$process"
  mv "$WORK/$process.properties" "$WORK/databases-$process.properties"
done
# Excluded are tests of killed processes, which concern H2 files and not a server, and two tests with SQL that only H2 has.
properties=("-Dpostgres.databases=$WORK/databases"
  "-Dpostgres.tests=$(database_tests),org.bailiwick.command.migration.*Test,Archiv*Test,DecommissioningTest,!KillSurvivalTest,!EarlierRowsTest,!LargeLedgerTest")
if [ $# -gt 0 ]; then
  "$@" "${properties[@]}"
else
  mvn -f "$ROOT/pom.xml" -B -pl "$(IFS=,; echo "${MODULES[*]}"),command" -am package "${properties[@]}" -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false
fi
