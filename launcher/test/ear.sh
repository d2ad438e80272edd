#!/usr/bin/env bash
# Runs the demo with the EAR in an enterprise's configuration: databases on PostgreSQL, tokens by label, other context roots, HAProxy as TLS endpoint,
# and repeated deployments, which show leaks. It builds the modules that it needs, but does not install the packages for `./bailiwick test`.
#   launcher/test/ear.sh        DEMO_REDEPLOYMENTS=9
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
trap '"$ROOT/launcher/test/postgresql.sh" stop "$WORK"; rm -rf "$WORK"' EXIT

"$ROOT/launcher/test/postgresql.sh" start "$WORK"
export BAILIWICK_DATABASES=$WORK/databases.properties DEMO_PROXY=haproxy DEMO_REDEPLOYMENTS=${DEMO_REDEPLOYMENTS:-9}
export BAILIWICK_AUTHORITY_ROOT=/pki BAILIWICK_REGISTRY_ROOT=/registry BAILIWICK_MASTER_ROOT=/edge
BAILIWICK_HOME=$ROOT/launcher/target/ear "$ROOT/bailiwick" demo --server
# The server finds a token by label and serial number only with the Java option of ear/server/configure.sh.
for key in 'tokenLabel = authority' 'tokenSerial = '; do
  grep "^$key" "$ROOT/launcher/target/ear/demo-server/hsm/authority.cfg" >/dev/null || { echo "ear.sh: the token was not named by '$key'" >&2; exit 1; }
done
