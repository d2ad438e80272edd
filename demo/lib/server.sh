# The demo with bailiwick.ear on an unmodified Payara Server 7, which is configured by the operator's scripts. This file is sourced.
# shellcheck shell=bash

readonly SERVER_DOMAIN=bailiwick

# The JDK of every asadmin command and of the server, because the first java in PATH may be too old for the server.
export AS_JAVA=${JAVA_HOME:-}

server_folder() { echo "$BAILIWICK_HOME/server"; }
asadmin() { server_tool --user admin --port "$PORT_ADMIN" "$@"; }

# Runs asadmin. asadmin and the server that it starts read JVM options from this variable only.
server_tool() { JAVA_TOOL_OPTIONS=${BAILIWICK_JAVA_OPTIONS:-} "$(server_folder)/payara7/bin/asadmin" "$@"; }

# choose_server_ports: one listener serves all three applications, so every published URL has a context root. With a proxy (DEMO_PROXY=haproxy) the
# published port is the proxy's.
choose_server_ports() {
  local base=${DEMO_SERVER_BASE:-28000} published
  while ! port_is_free $((base + 48)) || ! port_is_free $((base + 80)) || ! port_is_free $((base + 81)) || ! port_is_free $((base + 82)); do
    base=$((base + 100))
  done
  SERVER_BASE=$base PORT_ADMIN=$((base + 48)) PORT_SERVER=$((base + 81))
  one_tls_port
  published=$PORT_SERVER
  [ -z "${DEMO_PROXY:-}" ] || published=$((base + 82))
  is_asked "$BAILIWICK_HTTP_PORT" || BAILIWICK_HTTP_PORT=$((base + 80))
  export BAILIWICK_AUTHORITY_PORT=$published BAILIWICK_DOMAIN_PORT=$published BAILIWICK_HTTP_PORT
  export BAILIWICK_AUTHORITY_ROOT=${BAILIWICK_AUTHORITY_ROOT:-/aca} BAILIWICK_REGISTRY_ROOT=${BAILIWICK_REGISTRY_ROOT:-/ars}
  export BAILIWICK_MASTER_ROOT=${BAILIWICK_MASTER_ROOT:-}
  SERVER_URL=https://127.0.0.1:$published
  MASTER_URL=$SERVER_URL$BAILIWICK_MASTER_ROOT
  ACA_URL=$SERVER_URL$BAILIWICK_AUTHORITY_ROOT
  ARS_URL=$SERVER_URL$BAILIWICK_REGISTRY_ROOT
  PLAIN_URL=http://127.0.0.1:$BAILIWICK_HTTP_PORT$BAILIWICK_AUTHORITY_ROOT
}

# one_tls_port: if the caller has chosen a TLS port for authority or domain node, it is that of the server.
one_tls_port() {
  local name
  for name in BAILIWICK_AUTHORITY_PORT BAILIWICK_DOMAIN_PORT; do
    is_asked "${!name}" || continue
    [ "$PORT_SERVER" = $((SERVER_BASE + 81)) ] || [ "$PORT_SERVER" = "${!name}" ] ||
      fail "a Payara Server has one TLS port for authority and domain node; set BAILIWICK_AUTHORITY_PORT alone"
    PORT_SERVER=${!name}
  done
}

# server_ports: gives the listeners the ports that the caller has chosen.
server_ports() {
  local listeners=configs.config.server-config.network-config.network-listeners.network-listener
  [ "$PORT_SERVER" != $((SERVER_BASE + 81)) ] || [ "$BAILIWICK_HTTP_PORT" != $((SERVER_BASE + 80)) ] || return 0
  asadmin set "$listeners.http-listener-1.port=$BAILIWICK_HTTP_PORT" "$listeners.http-listener-2.port=$PORT_SERVER"
}

server_unpack() {
  mkdir -p "$(server_folder)"
  (cd "$(server_folder)" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" --extract --file "$ROOT/ear/target/payara-server.zip")
  chmod +x "$(server_folder)"/payara7/bin/* "$(server_folder)"/payara7/glassfish/bin/*
  server_tool create-domain --nopassword=true --domaindir "$(server_folder)/domains" \
    --portbase "$SERVER_BASE" --checkports=false "$SERVER_DOMAIN"
}

# server_settings: writes the settings. One server has the applications of both nodes, and other parties know it as the node `authority`. The demo's
# agents are on the same machine.
server_settings() {
  cat "$BAILIWICK_HOME/authority/bailiwick.properties"
  grep -vxFf "$BAILIWICK_HOME/authority/bailiwick.properties" "$BAILIWICK_HOME/domain/bailiwick.properties" | grep -v '^node\.'
  echo node.loopback-agents=allowed
  [ -z "${DEMO_PROXY:-}" ] || echo "node.trusted-proxies=$PROXY_SOURCE"
}

server_stores() {
  local config
  config=$(server_folder)/domains/$SERVER_DOMAIN/config
  STORE_PASSWORD=changeit "$ROOT/ear/server/stores.sh" --config "$config" --certificate "$BAILIWICK_HOME/authority/tls/server.pem" \
    --key "$BAILIWICK_HOME/authority/tls/server.key" --anchor "root=$BAILIWICK_HOME/root.pem" \
    --anchor "issuing=$BAILIWICK_HOME/authority/ceremony/issuing-1.cer" \
    --anchor "operators=$BAILIWICK_HOME/authority/ceremony/operator-ca.cer" --anchor "partner=$DEMO_OUTSIDE/partner/ca.pem"
}

nodes_up_server() {
  { server_unpack && "$ROOT/bailiwick" up --prepare-only && trust_outside && server_settings >"$BAILIWICK_HOME/server.properties" &&
    server_stores && server_start && server_proxy && server_deploy; } >"$DEMO_HOME/up.log" 2>&1 ||
    because "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"
}

server_start() {
  local driver=()
  [ -z "${BAILIWICK_DATABASES:-}" ] || driver=(--driver "$ROOT/launcher/target/node/lib/postgresql.jar")
  export SOFTHSM2_CONF=$BAILIWICK_HOME/hsm/softhsm2.conf
  server_tool start-domain --domaindir "$(server_folder)/domains" "$SERVER_DOMAIN" && server_ports || return 1
  JAVA_TOOL_OPTIONS=${BAILIWICK_JAVA_OPTIONS:-} "$ROOT/ear/server/configure.sh" --asadmin "$(server_folder)/payara7/bin/asadmin" --admin-port "$PORT_ADMIN" \
    --properties "$BAILIWICK_HOME/server.properties" ${driver[@]+"${driver[@]}"} \
    --databases "$BAILIWICK_HOME/authority/databases.properties" --databases "$BAILIWICK_HOME/domain/databases.properties" || return 1
  server_tool restart-domain --domaindir "$(server_folder)/domains" "$SERVER_DOMAIN"
}

# server_proxy: starts HAProxy with the server's own certificate, so that clients see no difference.
server_proxy() {
  [ -n "${DEMO_PROXY:-}" ] || return 0
  cat "$BAILIWICK_HOME"/authority/tls/server.{pem,key} >"$DEMO_HOME/proxy.pem"
  haproxy_start "$DEMO_HOME/proxy.pem" "$BAILIWICK_DOMAIN_PORT" "$PORT_SERVER"
}

# server_deploy: deploys the EAR as an operator does. If more deployments follow (launcher/test/ear.sh), it also redeploys, which must keep the state
# of the first deployment.
server_deploy() {
  "$ROOT/ear/server/roots.sh" --authority "$BAILIWICK_AUTHORITY_ROOT" --registry "$BAILIWICK_REGISTRY_ROOT" \
    --master "${BAILIWICK_MASTER_ROOT:-/}" "$BAILIWICK_HOME/roots.jar" || return 1
  server_process >"$DEMO_HOME/server.process"
  server_take deploy || return 1
  [ -z "${DEMO_REDEPLOYMENTS:-}" ] || server_take redeploy
}

server_take() {
  asadmin "$1" --name bailiwick --deploymentplan "$BAILIWICK_HOME/roots.jar" "$ROOT/ear/target/bailiwick.ear" && server_await
}

server_await() {
  local tries
  for ((tries = 0; tries < 3 * PATIENCE; tries++)); do
    ! curl -sS --cacert "$BAILIWICK_HOME/root.pem" "$SERVER_URL/health/ready" 2>/dev/null | grep '^{"status":"UP"' >/dev/null || return 0
    sleep 1
  done
  curl -sS --cacert "$BAILIWICK_HOME/root.pem" "$SERVER_URL/health/ready"
  return 1
}

undeploy_server() {
  asadmin undeploy bailiwick >"$DEMO_HOME/undeploy.log" 2>&1 || because "$(tail -n 2 "$DEMO_HOME/undeploy.log")" || return 1
  ! asadmin list-applications | grep '^bailiwick ' >/dev/null || because "the server still has the application" || return 1
  [ "$(server_process)" = "$(cat "$DEMO_HOME/server.process")" ] || because "the server was restarted" || return 1
  shown "EAR deployed${DEMO_REDEPLOYMENTS:+, redeployed} and undeployed on Payara Server 7" "one process, no restart"
}

nodes_down_server() {
  [ ! -d "$(server_folder)/domains/$SERVER_DOMAIN" ] ||
    server_tool stop-domain --domaindir "$(server_folder)/domains" --force=true "$SERVER_DOMAIN"
}
