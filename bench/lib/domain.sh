# The home whose domain node is measured: its outside parties, its agents, and the process that puts load on it. bench/domain.sh sources this file.
# shellcheck shell=bash

# domain_nodes: prints the names of the domain nodes of the home.
domain_nodes() {
  local number
  echo domain
  for ((number = 2; number <= DOMAIN_NODES; number++)); do echo "domain-$number"; done
}

# newest_node: prints the domain node that is started anew to measure a start. Other nodes serve meanwhile if there are any.
newest_node() { domain_nodes | tail -n 1; }

pid_of() { cat "$BAILIWICK_HOME/run/$1.pid"; }

domain_pids() { local node; for node in $(domain_nodes); do pid_of "$node"; done | xargs; }

# proxy_pids: prints the process of HAProxy, or nothing if there is one domain node.
proxy_pids() { [ "$DOMAIN_NODES" -eq 1 ] || pid_of proxy; }

# node_url NODE: prints the address at which a domain node itself answers. Several nodes have the ports after the published one, which is HAProxy's
# (launcher/lib/domain-nodes.sh).
node_url() {
  local number=${1#domain}
  number=${number#-}
  if [ "$DOMAIN_NODES" -eq 1 ]; then echo "$MASTER_URL"; else echo "https://127.0.0.1:$((BAILIWICK_DOMAIN_PORT + ${number:-1}))"; fi
}

# choose_domain_ports: chooses ports in a row for HAProxy and the domain nodes if there are several.
choose_domain_ports() {
  local first=$NEXT_PORT number=0
  unset BAILIWICK_DOMAIN_NODES
  [ "$DOMAIN_NODES" -gt 1 ] || return 0
  while [ "$number" -le "$DOMAIN_NODES" ]; do
    if port_is_free $((first + number)); then number=$((number + 1)); else first=$((first + number + 1)) number=0; fi
  done
  NEXT_PORT=$((first + number))
  export BAILIWICK_DOMAIN_PORT=$first
  MASTER_URL=https://127.0.0.1:$first
  ARS_URL=$MASTER_URL/ars
}

# partner_signs_es256: gives the partner's authorization server a P-256 key, because thousands of grants are signed for a round.
partner_signs_es256() {
  local jwk
  GRANT_KEY=$DEMO_OUTSIDE/partner/grant.key
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$GRANT_KEY" 2>/dev/null
  jwk=$(jwk_of_ec "$GRANT_KEY")
  printf '{"keys":[%s,"use":"sig","alg":"ES256","kid":"bench-1"}]}\n' "${jwk%\}}" >"$DEMO_OUTSIDE/partner/public/jwks.json"
}

prepare_home() {
  local several=()
  fresh_home
  # The devices attest the digest of this file as their program.
  DEMO_PROGRAM=$ROOT/bench/target/bench.jar
  export DEMO_PROGRAM
  must make_outside
  tls_server_make "$DEMO_OUTSIDE/keycloak"
  partner_signs_es256
  [ "$DOMAIN_NODES" -eq 1 ] || several=(--domain-nodes "$DOMAIN_NODES")
  "$ROOT/bailiwick" up --prepare-only ${several[@]+"${several[@]}"} >"$DEMO_HOME/up.log" 2>&1 || fail "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"
  trust_outside
  sed -i 's/"RS256"/"ES256"/' "$BAILIWICK_HOME/domain/partners/$PARTNER/partner.json"
}

# nodes_up all|NODE
nodes_up() { "$ROOT/bailiwick" up "$1" >>"$DEMO_HOME/up.log" 2>&1 || fail "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"; }

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
worker.id=spiffe://$TRUST_DOMAIN/agent/bench-worker
officer.key=$BAILIWICK_HOME/operators/officer-1.key
officer.chain=$BAILIWICK_HOME/operators/officer-1.pem
callers.folder=$BAILIWICK_HOME/domain/callers
renewed-agents=$RENEWED
keycloak.realm=$KEYCLOAK_REALM
TEXT
}

# list_bulk FIRST COUNT: lists so many more agents, by rows in the database of the registry. The domain nodes are stopped meanwhile, because one has an
# H2 file for itself.
list_bulk() {
  local url sql=$DEMO_HOME/bulk-agents.sql
  url=$(sed -n 's/^ars\.url=//p' "$BAILIWICK_HOME/domain/databases.properties")
  sed -e "s/@FIRST@/$1/g" -e "s/@COUNT@/$2/g" "$ROOT/bench/bulk-agents.sql" >"$sql"
  "$ROOT/bailiwick" down domain >>"$DEMO_HOME/up.log" 2>&1
  case $url in
    jdbc:h2:*) "$JAVA_HOME/bin/java" -cp "$(find "$ROOT/command/target/lib" -name 'h2-*.jar')" org.h2.tools.RunScript -url "$url" -user "" -script "$sql" ;;
    *) pg_run "${url##*/}" -f "$sql" ;;
  esac || fail "the agents were not listed"
  nodes_up all
}

# metric_of NODE NAME: prints a metric. Payara may show it twice.
metric_of() { curl -sS --cacert "$DEMO_ANCHOR" "$(node_url "$1")/metrics" | awk -v name="$2" '$1 ~ "^" name "({|$)" { value = $NF } END { printf "%.0f\n", value }'; }

# await_inventory NODE COUNT: waits until the Master Agent of this node knows so many agents.
await_inventory() {
  local began known=0
  began=$(date +%s%N)
  until [ "${known:-0}" -ge "$2" ]; do
    [ "$(milliseconds "$began")" -lt $((1000 * ${BAILIWICK_READY_SECONDS:-$PATIENCE})) ] || fail "the Master Agent of $1 knows $known agents instead of $2"
    sleep 0.2
    known=$(metric_of "$1" master_agents_known)
  done
}

# load_start: starts the process that puts load on the servers. It is told what to do by lines, and answers each with one line.
load_start() {
  coproc LOAD {
    exec "$JAVA_HOME/bin/java" -Xmx1g -Dhttp.maxConnections=64 -Dhttp.keepAlive.time.server=25 -cp "$ROOT/bench/target/bench.jar" "org.bailiwick.bench.${LOAD_CLASS:-domain.DomainLoad}" \
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
