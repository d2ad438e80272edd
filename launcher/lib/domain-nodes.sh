# shellcheck shell=bash
# Several domain nodes in one home: domain, domain-2 and so on, with one database, token and set of partners, and HAProxy before them (docs/deploy.md).
# One domain node needs none of this.

# The address from which HAProxy connects to the nodes. Nobody else uses it.
PROXY_SOURCE=127.0.0.2

is_domain() { case $1 in domain|domain-[2-9]) return 0 ;; *) return 1 ;; esac; }

# Prints the names of the domain nodes of this home, or of a home that is going to be made.
domain_nodes() {
  local number count
  configuration_load
  count=${BAILIWICK_DOMAIN_NODES:-1}
  [ ! -f "$HOME_DIR/instance.env" ] || count=$(sed -n 's/^DOMAIN_NODES=//p' "$HOME_DIR/instance.env")
  echo domain
  for ((number = 2; number <= ${count:-1}; number++)); do echo "domain-$number"; done
}

require_domain_nodes() {
  case $DOMAIN_NODES in [1-9]) ;; *) die "a home has 1 to 9 domain nodes, not '$DOMAIN_NODES'" ;; esac
  [ "$DOMAIN_NODES" -gt 1 ] || return 0
  [ -n "${BAILIWICK_DATABASES:-}" ] || die "several domain nodes need PostgreSQL (BAILIWICK_DATABASES), because an H2 file belongs to one process"
  [ -n "$(haproxy_program)" ] || die "several domain nodes need HAProxy; install the package haproxy"
}

haproxy_program() { PATH=$PATH:/usr/sbin command -v haproxy || true; }

# domain_port NODE: the port of a node. HAProxy has the published port if there are several nodes.
domain_port() {
  local number=${1#domain}
  number=${number#-}
  if [ "$DOMAIN_NODES" -eq 1 ]; then echo "$DOMAIN_PORT"; else echo $((DOMAIN_PORT + ${number:-1})); fi
}

# token_key NODE: the label of the node's key for tokens. Each node has its own, so that ending one node ends its key alone.
token_key() { if [ "$1" = domain ]; then echo token-signing; else echo "token-$1"; fi; }

# Prints the file of the first ceremony. It certifies each domain node under a name of its own, because the authority knows receivers of events by name,
# and makes a key for tokens for each.
ceremony_input() {
  local node input=$HOME_DIR/run/ceremony.properties first=$ROOT/hsm-config/ceremony/default.properties
  if [ -n "${BAILIWICK_CEREMONY:-}" ] || [ "$DOMAIN_NODES" -eq 1 ]; then printf '%s' "${BAILIWICK_CEREMONY:-$first}"; return; fi
  cp "$first" "$input"
  for node in $(domain_nodes | tail -n +2); do
    printf 'key.%s.%s\n' "$(token_key "$node")" "token = domain" "$(token_key "$node")" "algorithm = ec-p256" "$(token_key "$node")" "use = tokens" \
      "$(token_key "$node")" "rotation = P1Y"
    sed -n -e "s|^certificate\\.domain-\\(.*\\)|certificate.$node-\\1|;t names" -e d -e ':names' -e "s|= domain/|= $node/|;s|= node/domain\$|= node/$node|;p" "$first"
  done >>"$input"
  printf '%s' "$input"
}

# write_shared_settings NODE: prints what a node needs to serve beside others: one name of the logs, a key of its own, and HAProxy as its proxy.
write_shared_settings() {
  [ "$DOMAIN_NODES" -gt 1 ] || return 0
  printf '%s\n' node.log-name=domain "node.trusted-proxies=$PROXY_SOURCE" "master.token-signing-key=$(token_key "$1")" "ars.token-signing-key=$(token_key "$1")"
}

# registry_url NODE: the URL at which the Master Agent of a node reads the registry. Beside others, each reads the one of its own process.
registry_url() {
  if [ "$DOMAIN_NODES" -eq 1 ]; then printf '%s' "$DOMAIN_URL$REGISTRY_ROOT"; else printf 'https://localhost:%s/ars' "$(domain_port "$1")"; fi
}

# master_url NODE: the same for the Master Agent, of which the registry reads the domain's card.
master_url() {
  if [ "$DOMAIN_NODES" -eq 1 ]; then printf '%s' "$DOMAIN_URL$MASTER_ROOT"; else printf 'https://localhost:%s' "$(domain_port "$1")"; fi
}

proxy_pid() {
  local pid
  { read -r pid <"$HOME_DIR/run/proxy.pid" && grep -z "$HOME_DIR/run/haproxy.cfg" "/proc/$pid/cmdline" >/dev/null; } 2>/dev/null || return 0
  echo "$pid"
}

# Starts HAProxy before the domain nodes, with the configuration of launcher/proxy/haproxy.cfg and a server for each node. A node that is not ready
# gets no requests as long as another one is. HAProxy has the certificate of the first node, as it is at this moment.
proxy_start() {
  [ "$DOMAIN_NODES" -gt 1 ] || return 0
  [ -z "$(proxy_pid)" ] || { say "the proxy is running"; return 0; }
  cat "$HOME_DIR"/domain/tls/server.{pem,key} >"$HOME_DIR/run/proxy.pem"
  write_proxy >"$HOME_DIR/run/haproxy.cfg"
  PROXY_ADDRESS=$(addresses | head -n 1) PROXY_PORT=$DOMAIN_PORT PROXY_CERTIFICATE=$HOME_DIR/run/proxy.pem NODE_ROOT=$HOME_DIR/root.pem EST_CONTEXT="" \
    "$(haproxy_program)" -D -p "$HOME_DIR/run/proxy.pid" -f "$HOME_DIR/run/haproxy.cfg" 8>&- >"$HOME_DIR/logs/proxy.out" 2>&1 \
    || die "HAProxy did not start; see $HOME_DIR/logs/proxy.out"
  say "the proxy is ready at $DOMAIN_URL"
}

# A node is ready while it hears from the authority, among other things. While no node is ready, the proxy asks those whose Master Agent has started: they
# answer with what they know as long as they may, or say themselves what they lack. A server whose applications are still being deployed says UP, with the
# checks that it has by then; the Master Agent is the last one.
write_proxy() {
  sed -e '/^  server node /d' -e 's/^  default_backend node$/  use_backend unready if { nbsrv(node) eq 0 }\n&/' "$ROOT/launcher/proxy/haproxy.cfg"
  proxy_servers /health/ready 'rstring ^.\"status\":\"UP\".*\"master-feed\"' "inter 1s fall 2 rise 1 on-marked-down shutdown-sessions"
  printf '\nbackend unready\n'
  proxy_servers /.well-known/oauth-authorization-server "status 200" "inter 2s fall 2 rise 1"
}

# proxy_servers PATH EXPECTED OPTIONS: prints the domain nodes as servers of a backend, of which only those get requests that answer this path so.
proxy_servers() {
  local node
  printf '  balance leastconn\n  option httpchk GET %s\n  http-check expect %s\n  option redispatch\n' "$1" "$2"
  for node in $(domain_nodes); do
    printf '  server %s %s:%s ssl verify required ca-file "%s" verifyhost localhost source %s check %s\n' \
      "$node" "$(nearest_address)" "$(domain_port "$node")" "$HOME_DIR/root.pem" "$PROXY_SOURCE" "$3"
  done
}

proxy_stop() {
  local pid
  pid=$(proxy_pid)
  [ -n "$pid" ] || return 0
  kill -TERM "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  rm -f "$HOME_DIR/run/proxy.pid"
  say "the proxy is stopped"
}

proxy_status() {
  [ "$DOMAIN_NODES" -gt 1 ] || return 0
  if [ -n "$(proxy_pid)" ]; then say "proxy: process $(proxy_pid), port $DOMAIN_PORT"; else say "proxy: not running"; return 1; fi
}
