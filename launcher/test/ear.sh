#!/usr/bin/env bash
# The demo with the EAR as an enterprise would run it: databases on PostgreSQL, other context roots, HAProxy as the TLS end. Builds what it needs.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
trap '"$ROOT/launcher/test/postgresql.sh" stop "$WORK"; rm -rf "$WORK"' EXIT

"$ROOT/launcher/test/postgresql.sh" start "$WORK"
export BAILIWICK_DATABASES=$WORK/databases.properties DEMO_PROXY=haproxy
export BAILIWICK_AUTHORITY_ROOT=/pki BAILIWICK_REGISTRY_ROOT=/registry BAILIWICK_MASTER_ROOT=/edge
BAILIWICK_HOME=$ROOT/launcher/target/ear "$ROOT/bailiwick" demo --server
