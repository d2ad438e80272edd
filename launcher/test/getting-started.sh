#!/usr/bin/env bash
# Tests of ./bailiwick quickstart on real nodes: in an empty home, again, after an interruption, and after a kill. `./bailiwick test --long getting-started`
# runs this script; typed.sh types the commands of the page.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d /tmp/getting-started.XXXXXX)
export BAILIWICK_HOME=$WORK/home
failures=0
# Machines that test are busy.
export BAILIWICK_READY_SECONDS=${BAILIWICK_READY_SECONDS:-1800}

cleanup() {
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  if [ $failures -eq 0 ]; then rm -rf "$WORK"; else echo "kept: $WORK"; fi
}
trap cleanup EXIT

# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"

quickstart() { "$ROOT/bailiwick" quickstart | tee "$WORK/said"; }

# The job is done, and the greeter has greeted.
has_a_job_done() { grep -F '"state":"done"' "$WORK/said" | grep -F '"greeting":"Hello, Ada"' >/dev/null; }

from_nothing() {
  quickstart && has_a_job_done && grep -q '^+ ./bailiwick agent enrol' "$WORK/said" && ! grep -q '^= there already' "$WORK/said" \
    && ! grep -F "$(cat "$BAILIWICK_HOME/quickstart/alice.password")" "$WORK/said"
}

says_what_is_there() {
  quickstart && has_a_job_done && grep -qx '= there already: authority/users/keycloak.json' "$WORK/said" \
    && grep -qx '= there already: credential of greeter' "$WORK/said" && grep -qx '= there already: greeter-proxy runs' "$WORK/said" \
    && ! grep -q '^+ ./bailiwick agent enrol' "$WORK/said"
}

# A proxy that was killed is started again, and an agent without credential enrols again.
# shellcheck disable=SC2016 # the command as it is printed
mends_what_is_missing() {
  kill -9 "$(cat "$BAILIWICK_HOME/run/greeter-proxy.pid")"
  rm -rf "$BAILIWICK_HOME/quickstart/asker"
  quickstart && has_a_job_done && grep -q '^+ ./bailiwick agent join-token $ASKER' "$WORK/said"
}

# A step that fails says which one, why, and where to look.
tells_a_failure() {
  "$ROOT/bailiwick" down domain
  mv "$BAILIWICK_HOME/domain/bailiwick.properties" "$WORK/properties"
  ! "$ROOT/bailiwick" quickstart >"$WORK/said" 2>&1 || return 1
  mv "$WORK/properties" "$BAILIWICK_HOME/domain/bailiwick.properties"
  cat "$WORK/said"
  grep -q 'the quickstart ends at "1. Both nodes, in a home of their own"' "$WORK/said" && grep -q "Logs are in $BAILIWICK_HOME/logs" "$WORK/said"
}

ends_it_all() {
  local port
  "$ROOT/bailiwick" down || return 1
  for port in "$BAILIWICK_AUTHORITY_PORT" "$BAILIWICK_HTTP_PORT" "$BAILIWICK_DOMAIN_PORT" "$BAILIWICK_KEYCLOAK_PORT" "$BAILIWICK_GREETER_PORT"; do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "port $port is still there"; return 1; }
  done
}

quiet_up_says_nothing() { [ -z "$("$ROOT/bailiwick" up --quiet authority)" ]; }

up_says_what_exists() {
  "$ROOT/bailiwick" up authority >"$WORK/said" && cat "$WORK/said" && grep -qx "  authority        https://127.0.0.1:$BAILIWICK_AUTHORITY_PORT" "$WORK/said" \
    && grep -q "^  root's SHA-256   $(openssl x509 -in "$BAILIWICK_HOME/root.pem" -outform DER | openssl dgst -sha256 -r | cut -d ' ' -f 1)" "$WORK/said" \
    && grep -qx "  officer          operators/officer-1.pem, .key" "$WORK/said" && ! grep -q "Master Agent" "$WORK/said"
}

two_at_once() {
  "$ROOT/bailiwick" down
  "$ROOT/bailiwick" up >"$WORK/one" 2>&1 &
  "$ROOT/bailiwick" up >"$WORK/two" 2>&1 && wait $! && cat "$WORK/one" "$WORK/two" && [ "$(cat "$WORK/one" "$WORK/two" | grep -c '^Starting authority$')" = 1 ]
}

base=$((23000 + $$ % 4000))
BAILIWICK_AUTHORITY_PORT=$(free_port $base)
BAILIWICK_HTTP_PORT=$(free_port $((base + 50)))
BAILIWICK_DOMAIN_PORT=$(free_port $((base + 100)))
BAILIWICK_KEYCLOAK_PORT=$(free_port $((base + 150)))
BAILIWICK_GREETER_PORT=$(free_port $((base + 200)))
export BAILIWICK_AUTHORITY_PORT BAILIWICK_HTTP_PORT BAILIWICK_DOMAIN_PORT BAILIWICK_KEYCLOAK_PORT BAILIWICK_GREETER_PORT

check "quickstart in an empty home ends in a job that is done" from_nothing
[ $failures -eq 0 ] || exit 1
check "quickstart again says what is there" says_what_is_there
check "quickstart mends what is missing" mends_what_is_missing
check "a step that fails says which, and where to look" tells_a_failure
check "down ends everything" ends_it_all
check "up --quiet says nothing" quiet_up_says_nothing
check "up says what exists" up_says_what_exists
check "two at once start each node once" two_at_once

[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
