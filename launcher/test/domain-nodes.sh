#!/usr/bin/env bash
# Tests two domain nodes behind HAProxy on a PostgreSQL server of their own, as ./bailiwick up --domain-nodes 2 makes them. It takes two minutes or so;
# ./bailiwick test --long domain-nodes runs it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
export BAILIWICK_HOME=$WORK/home BAILIWICK_DATABASES=$WORK/databases.properties PGPASSFILE=$WORK/pgpass
BASE=${DOMAIN_NODES_FIRST_PORT:-26300}
export BAILIWICK_AUTHORITY_PORT=$BASE BAILIWICK_HTTP_PORT=$((BASE + 1)) BAILIWICK_DOMAIN_PORT=$((BASE + 2))
DOMAIN=https://127.0.0.1:$BAILIWICK_DOMAIN_PORT
failures=0

cleanup() {
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  "$ROOT/launcher/test/postgresql.sh" stop "$WORK"
  if [ $failures -eq 0 ]; then rm -rf "$WORK"; else echo "kept: $WORK"; fi
}
trap cleanup EXIT

# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"

answers() { curl -sSf --max-time 20 --cacert "$BAILIWICK_HOME/root.pem" "$DOMAIN$1"; }

# Through the proxy each node gets some of the requests.
answers_often() {
  local number
  for ((number = 0; number < 20; number++)); do answers /.well-known/oauth-authorization-server >"$WORK/metadata"; done
  grep -qF "\"issuer\":\"$DOMAIN\"" "$WORK/metadata"
}

# Each node writes a row for the permit, so that both have written into the log.
reads_audit() {
  local number operator=$BAILIWICK_HOME/operators/auditor-1
  for ((number = 0; number < 8; number++)); do
    curl -sSf --max-time 20 --cacert "$BAILIWICK_HOME/root.pem" --cert "$operator.pem" --key "$operator.key" "$DOMAIN/v1/audit?from=1" || return 1
  done
}

proves_name() {
  openssl s_client -connect "127.0.0.1:$1" </dev/null 2>/dev/null | openssl x509 -noout -ext subjectAltName | grep -E "URI:spiffe://[^ ]*/node/$2(,|\$)"
}

# asks COMPONENT QUERY: prints the answer of a component's database.
asks() {
  local server program
  server=$(sed -n "s|^$1.url=jdbc:postgresql://\\([^/]*\\)/.*|\\1|p" "$BAILIWICK_DATABASES")
  program=$(find /usr/lib/postgresql -name psql | sort -V | tail -n 1)
  "$program" -At -h "${server%:*}" -p "${server#*:}" -U postgres -d "$1" -c "$2"
}

is() { local got; got=$(asks "$1" "$2") && echo "$got" && [ "$got" = "$3" ]; }

publishes() { answers /oauth/jwks | grep -o '"kid"' | wc -l | grep -qx "$1"; }

# The proxy's look at the health of a node that ended takes two seconds.
goes_on_without() {
  local until=$(($(date +%s) + 20))
  kill -9 "$(cat "$BAILIWICK_HOME/run/$1.pid")"
  while ! answers_often; do [ "$(date +%s)" -lt "$until" ] || return 1; done
}

"$ROOT/launcher/test/postgresql.sh" start "$WORK"
check "up makes and starts two domain nodes and a proxy" "$ROOT/bailiwick" up --domain-nodes 2
check "status is well" "$ROOT/bailiwick" status
check "the proxy answers for them" answers_often
check "the first has its name" proves_name $((BASE + 3)) domain
check "the second has a name of its own" proves_name $((BASE + 4)) domain-2
check "the authority knows four receivers" is aca "select count(*) from feed_receiver" 4
check "an auditor reads the Master Agent's log at both, through the proxy" reads_audit
check "the Master Agent has one log" is master "select distinct chain from audit_entry" domain/master
check "the registry has one log" is ars "select distinct chain from audit_entry" domain/ars
check "each has announced a key of its own" is master "select count(distinct key_id) || ' of ' || count(distinct node_name) from token_key" "2 of 2"
check "both keys are published" publishes 2
check "nobody misses the first" goes_on_without domain
check "it comes back" "$ROOT/bailiwick" up domain
check "nobody misses the second" goes_on_without domain-2
check "down stops all" "$ROOT/bailiwick" down
[ $failures -eq 0 ]
