#!/usr/bin/env bash
# Tests of ./bailiwick on real nodes: start, sockets, handshake, renewal, kill, stop. `./bailiwick test` runs this script.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
export BAILIWICK_HOME=$WORK/home
# shellcheck source=launcher/lib/short-lived.sh
. "$ROOT/launcher/lib/short-lived.sh"
failures=0

cleanup() {
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  if [ $failures -eq 0 ]; then rm -rf "$WORK"; else echo "kept: $WORK"; fi
}
trap cleanup EXIT

# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"

pid_of() { cat "$BAILIWICK_HOME/run/$1.pid"; }

# Prints the listening sockets of a process from /proc, one a line, for example "tcp 0100007F:20FB".
sockets_of() {
  local inode protocol
  for inode in $(find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null | tr -dc '0-9\n'); do
    for protocol in tcp tcp6 udp udp6; do
      awk -v inode="$inode" -v protocol="$protocol" \
        '$10 == inode && ($4 == "0A" || protocol ~ /udp/) { print protocol, $2 }' "/proc/$1/net/$protocol"
    done
  done
}

listens_only_on() {
  local pid=$1 expected="" actual port
  shift
  for port in "$@"; do expected+="$(printf '127.0.0.1:%s' "$port")"$'\n'; done
  actual=$(sockets_of "$pid" | while read -r protocol local; do
    case $protocol/${local%:*} in
      tcp/0100007F|tcp6/0000000000000000FFFF00000100007F) echo "127.0.0.1:$((16#${local##*:}))" ;;
      *) echo "$protocol $local" ;;
    esac
  done)
  echo "expected:" "$expected" "actual:" "$actual"
  [ "$(sort <<<"$actual")" = "$(printf '%s' "$expected" | sort)" ]
}

status_of() { curl -s -o "$WORK/body" -w '%{http_code}' --max-time 60 --cacert "$BAILIWICK_HOME/root.pem" "$@"; }

answers() {
  local wanted=$1 got
  shift
  got=$(status_of "$@") || true
  echo "$got $(head -c 300 "$WORK/body")"
  [ "$got" = "$wanted" ]
}

refuses_tls_11() {
  ! openssl s_client -tls1_1 -cipher 'DEFAULT:@SECLEVEL=0' -connect "127.0.0.1:$1" </dev/null 2>&1 | grep -q 'Cipher is [A-Z]*-'
}

# The client certificate is foreign and long expired. The handshake succeeds, and the peer filter refuses the request by a problem document.
refuses_by_problem() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$WORK/old.key" -out "$WORK/old.pem" \
    -subj /CN=old -not_before 20200101000000Z -not_after 20210101000000Z 2>/dev/null \
    || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$WORK/old.key" -out "$WORK/old.pem" -subj /CN=old
  answers 401 --cert "$WORK/old.pem" --key "$WORK/old.key" "$1" && grep -q 'urn:bailiwick:problem:' "$WORK/body"
}

served_fingerprint() {
  openssl s_client -connect "127.0.0.1:$1" </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256
}

# Replaces key and certificate by those of the other node, which are valid too, and then restores them.
follows_certificate_files() {
  local tls=$BAILIWICK_HOME/domain/tls before other
  before=$(served_fingerprint "$BAILIWICK_DOMAIN_PORT")
  other=$(served_fingerprint "$BAILIWICK_AUTHORITY_PORT")
  cp "$tls/server.key" "$WORK/server.key" && cp "$tls/server.pem" "$WORK/server.pem"
  replace_pair "$BAILIWICK_HOME/authority/tls/server" "$tls/server"
  [ "$(served_fingerprint "$BAILIWICK_DOMAIN_PORT")" = "$other" ]
  replace_pair "$WORK/server" "$tls/server"
  [ "$(served_fingerprint "$BAILIWICK_DOMAIN_PORT")" = "$before" ]
}

replace_pair() {
  local end
  for end in key pem; do cp "$1.$end" "$2.$end.new" && mv "$2.$end.new" "$2.$end"; done
}

comes_back_after_kill() {
  kill -9 "$(pid_of authority)" "$(pid_of domain)"
  sleep 1
  cp -r "$BAILIWICK_HOME/authority/db" "$WORK/older-db"
  up_under_questions
  heads >"$WORK/older-heads" # heads that are signed later cover rows that the copy lacks
  "$ROOT/bailiwick" status
}

# A load balancer requests the health of a starting node without pause. The node must still write to its database afterwards.
up_under_questions() {
  local asking=() node rc=0
  for node in "$AUTHORITY" "$DOMAIN"; do
    while :; do curl -s --max-time 5 -o /dev/null --cacert "$BAILIWICK_HOME/root.pem" "$node/health/ready" || sleep 0.1; done &
    asking+=($!)
  done
  "$ROOT/bailiwick" up || rc=1
  kill "${asking[@]}"
  [ $rc -eq 0 ] && audit verify && ! grep 'Module .* is disabled' "$BAILIWICK_HOME"/logs/*.log
}

audit() { "$ROOT/bailiwick" ca audit "$@"; }

heads() { wc -l <"$BAILIWICK_HOME/authority/audit/heads.jws"; }

finds_a_changed_row() {
  audit export "$WORK/audit.jsonl" && audit verify --export "$WORK/audit.jsonl"
  sed '0,/"ceremony.imported"/s//"ceremony.forgotten"/' "$WORK/audit.jsonl" >"$WORK/changed.jsonl"
  ! audit verify --export "$WORK/changed.jsonl" >"$WORK/verdict" || return 1
  cat "$WORK/verdict"
  grep -q 'BROKEN: row 1 differs' "$WORK/verdict"
}

# The log must have grown, and a new head must have been signed, since the copy; otherwise the copy would be complete.
signs_within_two_minutes() {
  local waited
  audit verify
  for ((waited = 0; waited < 120; waited++)); do [ "$(heads)" -eq "$(cat "$WORK/older-heads")" ] || return 0; sleep 1; done
  return 1
}

records_are() { curl -s --max-time 5 --cacert "$BAILIWICK_HOME/root.pem" "$AUTHORITY/health/ready" | tee "$WORK/health" | grep -c "$1" >/dev/null; }

refuses_to_issue_on_an_older_database() {
  local waited
  "$ROOT/bailiwick" down authority
  audit verify --offline
  rm -r "$BAILIWICK_HOME/authority/db" && cp -r "$WORK/older-db" "$BAILIWICK_HOME/authority/db"
  "$ROOT/bailiwick" up authority >"$WORK/up.out" 2>&1 &
  for ((waited = 0; waited < 180; waited++)); do ! records_are 'lacks row' || break; sleep 1; done
  cat "$WORK/health"
  records_are 'lacks row'
  ! audit verify >"$WORK/verdict" || return 1
  grep 'BROKEN: row .* was signed at' "$WORK/verdict" || grep 'BROKEN: row .* is not the one' "$WORK/verdict"
  audit accept-gap --reason "restored from the copy of the test"
  wait $!
  audit verify >"$WORK/verdict"
  grep 'gap accepted .* (restored from the copy of the test)' "$WORK/verdict"
}

makes_a_broker() {
  local home=$BAILIWICK_HOME
  "$ROOT/bailiwick" broker init && "$ROOT/bailiwick" broker init && grep -qx "master.url=$DOMAIN" "$home/broker/broker.properties" \
    && grep -qx "registry.url=$DOMAIN/ars" "$home/broker/broker.properties" && [ -f "$home/broker/db/broker.mv.db" ] \
    && echo first | "$ROOT/bailiwick" broker secret put first && "$ROOT/bailiwick" broker audit verify && "$ROOT/bailiwick" up >"$WORK/up" \
    && grep 'broker is not started' "$WORK/up" && "$ROOT/bailiwick" status
}

only_owner_reads() { [ -z "$(find "$BAILIWICK_HOME" -perm /077 -name "$1" -print -quit)" ]; }

# The ports begin at a number that depends on the process id, because another run may search for ports at the same time.
base=$((20000 + $$ % 9000))
BAILIWICK_AUTHORITY_PORT=$(free_port $base)
BAILIWICK_HTTP_PORT=$(free_port $((base + 50)))
BAILIWICK_DOMAIN_PORT=$(free_port $((base + 100)))
export BAILIWICK_AUTHORITY_PORT BAILIWICK_HTTP_PORT BAILIWICK_DOMAIN_PORT
AUTHORITY=https://127.0.0.1:$BAILIWICK_AUTHORITY_PORT DOMAIN=https://127.0.0.1:$BAILIWICK_DOMAIN_PORT
PLAIN=http://127.0.0.1:$BAILIWICK_HTTP_PORT

check "up in an empty home" "$ROOT/bailiwick" up
[ $failures -eq 0 ] || exit 1
check "up again leaves them alone" "$ROOT/bailiwick" up
check "status says ready" "$ROOT/bailiwick" status
# This check comes early, because a head of the audit log is signed only a minute after a start, and other checks run meanwhile.
check "both come back after kill -9" comes_back_after_kill
check "authority listens on its two loopback ports only" \
  listens_only_on "$(pid_of authority)" "$BAILIWICK_AUTHORITY_PORT" "$BAILIWICK_HTTP_PORT"
check "domain listens on its one loopback port only" listens_only_on "$(pid_of domain)" "$BAILIWICK_DOMAIN_PORT"
check "plain port gives the CRL" answers 200 "$PLAIN/crl/issuing-1.crl"
check "plain port gives the root" answers 200 "$PLAIN/issuers/root.cer"
for path in /health /metrics /openapi /v1/nonces /.well-known/spiffe-bundle; do check "plain port hides $path" answers 404 "$PLAIN$path"; done
for path in /health/live /metrics /openapi; do
  check "authority gives $path" answers 200 "$AUTHORITY$path"
  check "domain gives $path" answers 200 "$DOMAIN$path"
done
check "TLS 1.1 is refused" refuses_tls_11 "$BAILIWICK_DOMAIN_PORT"
check "an expired foreign certificate gets a problem from the ACA" refuses_by_problem "$AUTHORITY/v1/credentials/0a"
check "an expired foreign certificate gets a problem from the ARS" refuses_by_problem "$DOMAIN/ars/v1/discovery?capability=a@1"
check "an expired foreign certificate gets a problem from the Master Agent" refuses_by_problem "$DOMAIN/v1/jobs/x"
check "a replaced certificate is served without restart" follows_certificate_files
check "PIN files are the owner's" only_owner_reads '*.pin'
check "keys are the owner's" only_owner_reads '*.key'
check "a changed row of the audit log is found" finds_a_changed_row
check "the head of the audit log is signed as it grows" signs_within_two_minutes
check "an older database is noticed, and issues after an officer accepted it" refuses_to_issue_on_an_older_database
check "a new broker has token, database and settings, and waits for its credential" makes_a_broker
check "down" "$ROOT/bailiwick" down
check "nothing answers after down" answers 000 "$DOMAIN/health"

[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
