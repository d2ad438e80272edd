# The home whose domain node is measured: its outside parties, its agents, and the process that puts load on it. bench/domain.sh sources this file.
# shellcheck shell=bash

# partner_signs_es256: gives the partner's authorization server a P-256 key, because thousands of grants are signed for a round.
partner_signs_es256() {
  local jwk
  GRANT_KEY=$DEMO_OUTSIDE/partner/grant.key
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$GRANT_KEY" 2>/dev/null
  jwk=$(jwk_of_ec "$GRANT_KEY")
  printf '{"keys":[%s,"use":"sig","alg":"ES256","kid":"bench-1"}]}\n' "${jwk%\}}" >"$DEMO_OUTSIDE/partner/public/jwks.json"
}

prepare_home() {
  fresh_home
  # The devices attest the digest of this file as their program.
  DEMO_PROGRAM=$ROOT/bench/target/bench.jar
  export DEMO_PROGRAM
  must make_outside
  tls_server_make "$DEMO_OUTSIDE/keycloak"
  partner_signs_es256
  "$ROOT/bailiwick" up --prepare-only >"$DEMO_HOME/up.log" 2>&1 || fail "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"
  trust_outside
  sed -i 's/"RS256"/"ES256"/' "$BAILIWICK_HOME/domain/partners/$PARTNER/partner.json"
}

nodes_up() { "$ROOT/bailiwick" up >>"$DEMO_HOME/up.log" 2>&1 || fail "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"; }

# write_load_properties: adds the domain side to the file for the Java programs of bench/.
write_load_properties() {
  write_properties
  mkdir -p "$DEMO_HOME/agents/bench-worker"
  cat "$DEMO_ANCHOR" "$DEMO_OUTSIDE/keycloak/tls-root.pem" >"$DEMO_HOME/roots.pem"
  cat >>"$DEMO_HOME/bench.properties" <<TEXT
trust-domain=$TRUST_DOMAIN
master.url=$MASTER_URL
registry.url=$ARS_URL
roots=$DEMO_HOME/roots.pem
buyer.id=spiffe://$PARTNER/agent/buyer
buyer.key=$DEMO_OUTSIDE/partner/buyer.key
buyer.chain=$DEMO_OUTSIDE/partner/buyer.pem
grant.key=$GRANT_KEY
grant.issuer=$PARTNER_AS_URL
scope=$SCOPE
agent.port=$PORT_INVOICES
agent.folder=$DEMO_HOME/agents/bench-worker
callee.id=spiffe://$TRUST_DOMAIN/agent/bench-callee
renewed-agents=$RENEWED
keycloak.realm=$KEYCLOAK_REALM
TEXT
}

# list_bulk COUNT: lists so many more agents, by rows in the database of the registry. The domain node is stopped meanwhile, because it has an H2 file
# for itself.
list_bulk() {
  local url sql=$DEMO_HOME/bulk-agents.sql
  url=$(sed -n 's/^ars\.url=//p' "$BAILIWICK_HOME/domain/databases.properties")
  sed -e "s/@COUNT@/$1/g" "$ROOT/bench/bulk-agents.sql" >"$sql"
  "$ROOT/bailiwick" down domain >>"$DEMO_HOME/up.log" 2>&1
  case $url in
    jdbc:h2:*) "$JAVA_HOME/bin/java" -cp "$(find "$ROOT/command/target/lib" -name 'h2-*.jar')" org.h2.tools.RunScript -url "$url" -user "" -script "$sql" ;;
    *) pg_run "${url##*/}" -f "$sql" ;;
  esac || fail "the agents were not listed"
  nodes_up
}

metric_of_domain() { curl -sS --cacert "$DEMO_ANCHOR" "$MASTER_URL/metrics" | awk -v name="$1" '$1 ~ "^" name "({|$)" { printf "%.0f\n", $NF }'; }

# await_inventory COUNT: waits until the Master Agent knows so many agents.
await_inventory() {
  local began known=0
  began=$(date +%s%N)
  until [ "${known:-0}" -ge "$1" ]; do
    [ "$(milliseconds "$began")" -lt $((1000 * ${BAILIWICK_READY_SECONDS:-$PATIENCE})) ] || fail "the Master Agent knows $known agents instead of $1"
    sleep 1
    known=$(metric_of_domain master_agents_known)
  done
}

# load_start: starts the process that puts load on the servers. It is told what to do by lines, and answers each with one line.
load_start() {
  coproc LOAD {
    exec "$JAVA_HOME/bin/java" -Xmx1g -Dhttp.maxConnections=64 -cp "$ROOT/bench/target/bench.jar" org.bailiwick.bench.domain.DomainLoad \
      "$DEMO_HOME/bench.properties" 2>"$DEMO_HOME/load.log"
  }
  # shellcheck disable=SC2153 # bash sets LOAD_PID
  echo "$LOAD_PID" >"$DEMO_OUTSIDE/load.pid"
  exec {LOAD_IN}>&"${LOAD[1]}" {LOAD_OUT}<&"${LOAD[0]}"
}

# ask WORD...: has the process do something, and prints its answer.
ask() {
  local answer
  printf '%s\n' "$*" >&"$LOAD_IN"
  IFS= read -r answer <&"$LOAD_OUT" || fail "the load has ended: $(tail -n 3 "$DEMO_HOME/load.log")"
  case $answer in failed:*) fail "$*: $answer (see $DEMO_HOME/load.log)" ;; esac
  printf '%s\n' "$answer"
}
