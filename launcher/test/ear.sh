#!/usr/bin/env bash
# The demo with the EAR as an enterprise would run it: databases on PostgreSQL, tokens by label, other context roots, HAProxy as the TLS end, and one deployment
# after the other until a leak would show. Builds what it needs, the packages that `./bailiwick test` wants excepted.
#   launcher/test/ear.sh        DEMO_REDEPLOYMENTS=9
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
trap '"$ROOT/launcher/test/postgresql.sh" stop "$WORK"; rm -rf "$WORK"' EXIT

"$ROOT/launcher/test/postgresql.sh" start "$WORK"
export BAILIWICK_DATABASES=$WORK/databases.properties DEMO_PROXY=haproxy DEMO_REDEPLOYMENTS=${DEMO_REDEPLOYMENTS:-9}
export BAILIWICK_AUTHORITY_ROOT=/pki BAILIWICK_REGISTRY_ROOT=/registry BAILIWICK_MASTER_ROOT=/edge
BAILIWICK_HOME=$ROOT/launcher/target/ear "$ROOT/bailiwick" demo --server
# By label and serial number, which the server finds with the Java option of ear/server/configure.sh alone.
for key in 'tokenLabel = authority' 'tokenSerial = '; do
  grep "^$key" "$ROOT/launcher/target/ear/demo-server/hsm/authority.cfg" >/dev/null || { echo "ear.sh: the token was not named by '$key'" >&2; exit 1; }
done
