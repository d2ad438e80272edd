#!/usr/bin/env bash
# Fetches the programs of others with which `./bailiwick demo --full` shows a person's sign-in, and which are no packages of the distribution: Keycloak by
# Maven, and OAuth clients by npm. `./bailiwick` calls this script.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=demo/lib/keycloak.sh
. "$ROOT/demo/lib/keycloak.sh"

exec {lock}>"$ROOT/demo/target/fetch.lock"
flock "$lock"
keycloak_unpack "$ROOT/demo/target/outside"
"$ROOT/system-tests/src/test/sh/npm-packages.sh" oauth
