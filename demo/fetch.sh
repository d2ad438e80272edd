#!/usr/bin/env bash
# Fetches the programs of others that `./bailiwick demo --full` uses and that are no packages of the distribution: Keycloak by
# Maven, and clients and servers of OAuth and MCP by npm. `./bailiwick` calls this script.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=demo/lib/keycloak.sh
. "$ROOT/demo/lib/keycloak.sh"

exec {lock}>"$ROOT/demo/target/fetch.lock"
flock "$lock"
outside=$ROOT/demo/target/outside
keycloak=$outside/keycloak-$(keycloak_version)
keycloak_unpack "$outside"
# Keycloak puts its parts together for a database, which would take a third of each start.
if [ ! -f "$keycloak/built" ]; then
  JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1 "$keycloak/bin/kc.sh" build --db=dev-file
  touch "$keycloak/built"
fi
"$ROOT/system-tests/src/test/sh/npm-packages.sh" oauth mcp backends
