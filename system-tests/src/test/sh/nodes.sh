#!/usr/bin/env bash
# Nodes and outside parties of one run of the system tests, made with the demo's own functions. Called by Nodes.java:
#   nodes.sh ROOT FOLDER prepare | start [NODE] | stop | restart | restart_alone NODE | keycloak KEYCLOAK-HOME PORT HTTP-PORT MASTER-URL
#   nodes.sh ROOT FOLDER proxy PORT NODE-PORT | join HOME PORT HTTP-PORT | twin NODE PORT | stop_twin
set -euo pipefail

ROOT=$1
DEMO_HOME=$2
shift 2
export BAILIWICK_HOME=$DEMO_HOME/home
export BAILIWICK_BUILT=yes # Maven has built all of it before it came here
# shellcheck source=launcher/lib/short-lived.sh
. "$ROOT/launcher/lib/short-lived.sh"
DEMO_OUTSIDE=$DEMO_HOME/outside
# shellcheck disable=SC2034 # the demo's functions read it
TRUST_DOMAIN=bailiwick.example
PARTNER=partner.example
OTHER_PARTNER=other.example
# shellcheck disable=SC2034
DEMO_REASON=""

for part in report jose identity device partner setup keycloak; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done

prepare() {
  mkdir -p "$DEMO_OUTSIDE"
  # The ports after the domain port, which the demo's agents have, are those of several domain nodes (BAILIWICK_DOMAIN_NODES).
  DEMO_FIRST_PORT=${SYSTEM_TESTS_FIRST_PORT:-27000} choose_ports
  # The program that devices attest; the agents of these tests are not processes.
  DEMO_PROGRAM=$DEMO_HOME/program
  echo "a program" >"$DEMO_PROGRAM"
  make_outside
  make_second_partner
  end_certificates
  start_postgresql
  leave_out_key
  add_officer
  "$ROOT/bailiwick" up --prepare-only
  trust_outside
  trust_second_partner
  open_databases
  short_profile
  trust_proxy
  ask_providers_often
  trust_receiver
  printf '%s=%s\n' authority "$ACA_URL" plain "$PLAIN_URL" domain "$MASTER_URL" idp "$IDP_URL" partner-as "$PARTNER_AS_URL" receiver "$RECEIVER_URL" \
    >"$DEMO_HOME/run.properties"
  add_trust_domain
}

start() {
  leave_archives
  "$ROOT/bailiwick" up "$@"
}

# The first nodes of a new tree stop once: an orderly stop leaves archives of classes, with which every later start takes a third of the time. Both
# nodes do so at once, since each of them keeps a core busy.
leave_archives() {
  ! archive_is_there authority || ! archive_is_there domain || return 0
  "$ROOT/bailiwick" up
  "$ROOT/bailiwick" down
}

archive_is_there() {
  local archive
  for archive in "$ROOT/launcher/target/node/$1"-*.{jsa,aot}; do [ ! -f "$archive" ] || return 0; done
  return 1
}

# SECOND_DOMAIN, SECOND_PORTS: a further trust domain of the authority, which knows another maker's device of the same kind and the same people. What
# tests find of nodes is in a folder of its name, as if it were one of its own.
add_trust_domain() {
  local folder=$DEMO_HOME/${SECOND_DOMAIN:-} https http domain databases=""
  [ -n "${SECOND_DOMAIN:-}" ] || return 0
  read -r https http domain <<<"$SECOND_PORTS"
  if [ -n "${BAILIWICK_DATABASES:-}" ]; then
    "$ROOT/launcher/test/postgresql.sh" more "$DEMO_HOME/postgresql" second
    databases=$DEMO_HOME/postgresql/second.properties
  fi
  BAILIWICK_DATABASES=$databases "$ROOT/bailiwick" trust-domain add "$SECOND_DOMAIN" --https-port "$https" --http-port "$http" --domain-port "$domain"
  mkdir -p "$folder/outside"
  ln -s "$BAILIWICK_HOME/trust-domains/$SECOND_DOMAIN" "$folder/home"
  ln -s "$DEMO_PROGRAM" "$folder/program"
  ln -s "$DEMO_OUTSIDE"/{idp,partner} "$folder/outside/"
  device_maker_make "$folder/outside/maker" "Zenith Devices"
  device_make "$folder/outside/maker" "$folder/outside/device-rate-finder" "ZENITH-rate-finder"
  DEMO_OUTSIDE=$folder/outside BAILIWICK_HOME=$folder/home ACA_URL=https://127.0.0.1:$https trust_outside
  sed -e "s|^authority=.*|authority=https://127.0.0.1:$https|" -e "s|^plain=.*|plain=http://127.0.0.1:$http|" \
    -e "s|^domain=.*|domain=https://127.0.0.1:$domain|" "$DEMO_HOME/run.properties" >"$folder/run.properties"
}

# CEREMONY_WITHOUT: label of a key that ceremonies did not make before there was its use.
leave_out_key() {
  [ -n "${CEREMONY_WITHOUT:-}" ] || return 0
  export BAILIWICK_CEREMONY=$DEMO_HOME/ceremony.properties
  grep -v "^key\.$CEREMONY_WITHOUT\." "$ROOT/hsm-config/ceremony/default.properties" >"$BAILIWICK_CEREMONY"
}

# SECOND_OFFICER: name of a further officer, whom the first ceremony certifies.
add_officer() {
  local name=${SECOND_OFFICER:-} folder=$BAILIWICK_HOME/operators
  [ -n "$name" ] || return 0
  mkdir -p "$folder"
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$folder/$name.key"
  openssl req -new -key "$folder/$name.key" -subj "/CN=$name" -addext "subjectAltName=URI:spiffe://$TRUST_DOMAIN/operator/officer/$name" \
    -out "$folder/$name.csr"
  export BAILIWICK_CEREMONY=$DEMO_HOME/ceremony.properties
  {
    cat "$ROOT/hsm-config/ceremony/default.properties"
    printf '\ncertificate.%s.%s' "$name" "spiffe-path = operator/officer/$name" "$name" "issuer = operator-ca" \
      "$name" "request = operators/$name.csr" "$name" "file = operators/$name.pem" "$name" "validity = P90D"
    echo
  } >"$BAILIWICK_CEREMONY"
}

stop() {
  stop_twin
  "$ROOT/bailiwick" down || true
  stop_outside
  "$ROOT/launcher/test/postgresql.sh" stop "$DEMO_HOME/postgresql"
}

# -Dsystem.database=postgresql: the nodes on a server of their own instead of H2 files.
start_postgresql() {
  case ${SYSTEM_DATABASE:-h2} in
    h2) return ;;
    postgresql) "$ROOT/launcher/test/postgresql.sh" start "$DEMO_HOME/postgresql" ;;
    *) echo "no such database: $SYSTEM_DATABASE (h2 or postgresql)" >&2; exit 1 ;;
  esac
  export BAILIWICK_DATABASES=$DEMO_HOME/postgresql/databases.properties
}

# Restarts both nodes: the other one may not have had the status of certificates meanwhile, and then it refuses everybody until it has.
restart() { "$ROOT/bailiwick" up; }

restart_alone() { "$ROOT/bailiwick" up "$1"; }

# twin NODE PORT: another process of a domain node's name, from a copy of the home, as after a machine was copied by mistake.
twin() {
  local node=$1 port=$2 home=$DEMO_HOME/twin/home settings
  mkdir -p "$home"/{logs,run}
  (cd "$BAILIWICK_HOME" && tar -cf - --exclude=./logs --exclude=./run --exclude=payara .) | tar -C "$home" -xf -
  settings=$home/$node/bailiwick.properties
  sed -i -e "s|=$BAILIWICK_HOME/|=$home/|" -e "s|^master.ars-url=.*|master.ars-url=https://localhost:$port/ars|" "$settings"
  # The port of domain-2 is the second after the domain port.
  sed -i "s|^DOMAIN_PORT=.*|DOMAIN_PORT=$((port - ${node#domain-}))|" "$home/instance.env"
  echo "$node" >"$DEMO_HOME/twin/node"
  BAILIWICK_HOME=$home "$ROOT/bailiwick" up "$node"
}

stop_twin() {
  [ ! -f "$DEMO_HOME/twin/node" ] || BAILIWICK_HOME=$DEMO_HOME/twin/home "$ROOT/bailiwick" down "$(cat "$DEMO_HOME/twin/node")" || true
}

# join HOME PORT HTTP-PORT: a further authority node beside the one of that home, with the same outside parties.
join() {
  local folder=${1%/home} part
  mkdir -p "$DEMO_HOME"
  for part in outside program; do ln -s "$folder/$part" "$DEMO_HOME/$part"; done
  export BAILIWICK_AUTHORITY_PORT=$2 BAILIWICK_HTTP_PORT=$3
  sed -e "s|^authority=.*|authority=https://127.0.0.1:$2|" -e "s|^plain=.*|plain=http://127.0.0.1:$3|" "$folder/run.properties" \
    >"$DEMO_HOME/run.properties"
  if [ -n "${SECOND_DOMAIN:-}" ]; then join_trust_domain "$folder/$SECOND_DOMAIN" "$1"; else "$ROOT/bailiwick" up --join "$1"; fi
  cp -R "$1/operators/." "$BAILIWICK_HOME/operators/"
}

# As add_trust_domain leaves it, at the node that joins.
join_trust_domain() {
  local from=$1 home=$2 folder=$DEMO_HOME/$SECOND_DOMAIN https http
  read -r https http <<<"$SECOND_PORTS"
  "$ROOT/bailiwick" up --join "$home" --trust-domain-ports "$SECOND_DOMAIN=$https,$http"
  mkdir -p "$folder"
  ln -s "$BAILIWICK_HOME/trust-domains/$SECOND_DOMAIN" "$folder/home"
  ln -s "$from"/{outside,program} "$folder/"
  cp -R "$from/home/operators/." "$folder/home/operators/"
  sed -e "s|^authority=.*|authority=https://127.0.0.1:$https|" -e "s|^plain=.*|plain=http://127.0.0.1:$http|" "$from/run.properties" \
    >"$folder/run.properties"
}

# Another partner, whose authorization server uses the first one's key id for a key of its own.
make_second_partner() {
  partner_ca_make "$DEMO_OUTSIDE/other" "$OTHER_PARTNER"
  partner_agent_make "$DEMO_OUTSIDE/other" "$OTHER_PARTNER" seller
  provider_make "$DEMO_OUTSIDE/other" partner-1
}

trust_second_partner() {
  local folder=$BAILIWICK_HOME/domain/partners/$OTHER_PARTNER
  mkdir -p "$folder"
  cp "$DEMO_OUTSIDE/other/ca.pem" "$folder/bundle.pem"
  cp "$DEMO_OUTSIDE/other/ca.crl" "$folder/partner.crl"
  cp "$DEMO_OUTSIDE/other/public/jwks.json" "$folder/jwks.json"
  cat >"$folder/partner.json" <<JSON
{"trust_domain": "$OTHER_PARTNER", "anchors": "bundle.pem", "crl": {"file": "partner.crl"},
 "authorization_server": {"issuer": "https://as.other.example", "jwks_file": "jwks.json", "algorithms": ["RS256"]},
 "scopes": ["fx.rates@1"]}
JSON
}

# A partner's agent whose certificate its CA has revoked.
end_certificates() {
  partner_agent_make "$DEMO_OUTSIDE/partner" "$PARTNER" dismissed
  openssl ca -config "$DEMO_OUTSIDE/partner/ca.cnf" -revoke "$DEMO_OUTSIDE/partner/dismissed.pem" 2>/dev/null
  partner_crl_make "$DEMO_OUTSIDE/partner"
}

# Keycloak as identity provider of our people and as authorization server of a third partner, which trusts it and is trusted. It takes our grants too: it
# fetches the keys of the Master Agent, and its client is an agent of ours by certificate.
keycloak() {
  local home=$DEMO_HOME/keycloak port=$2 plain=$3 master=$4 folder=$DEMO_OUTSIDE/keycloak domain=cloud.example trust realm
  [ -d "$home" ] || cp -R "$1" "$home" # several processes of a run may each have one
  tls_server_make "$folder"
  partner_ca_make "$folder" "$domain"
  partner_agent_make "$folder" "$domain" buyer
  openssl x509 -inform DER -in "$BAILIWICK_HOME/authority/ceremony/operator-ca.cer" -out "$folder/nodes.pem"
  rm -rf "$home/data" # an import changes no realm that is there already
  for realm in demo/people-realm.json system-tests/src/test/resources/keycloak/partner-realm.json; do
    keycloak_import "$home" "$master" "$ROOT/$realm"
  done
  cp "$folder/tls-root.pem" "$BAILIWICK_HOME/authority/users/keycloak-tls-root.pem"
  trust=$BAILIWICK_HOME/domain/partners/$domain
  mkdir -p "$trust"
  cp "$folder/tls-root.pem" "$trust/as-tls-root.pem"
  cp "$folder/ca.pem" "$trust/bundle.pem"
  cp "$folder/ca.crl" "$trust/partner.crl"
  cat >"$trust/partner.json" <<JSON
{"trust_domain": "$domain", "anchors": "bundle.pem", "crl": {"file": "partner.crl"},
 "authorization_server": {"issuer": "https://127.0.0.1:$port/realms/partner", "algorithms": ["RS256"], "ca_file": "as-tls-root.pem",
  "jwks_uri": "https://127.0.0.1:$port/realms/partner/protocol/openid-connect/certs"},
 "scopes": ["fx.rates@1", "invoice.parse@1"]}
JSON
  cat >"$BAILIWICK_HOME/authority/users/keycloak.json" <<JSON
{"issuer": "https://127.0.0.1:$port/realms/people", "audience": "bailiwick", "algorithms": ["RS256"],
 "jwks_uri": "https://127.0.0.1:$port/realms/people/protocol/openid-connect/certs", "ca_file": "keycloak-tls-root.pem",
 "roles_claim": "roles", "max_age": "PT10M", "owners": {"role:agent-owner": ["Treasury", "Accounts Payable"]}}
JSON
  people_sign_in "$port" "$folder"
  keycloak_serve "$home" "$port" "$plain" "$folder" start-dev --features=jwt-authorization-grant,identity-assertion-jwt \
    "--truststore-paths=$BAILIWICK_HOME/root.pem,$folder/ca.pem,$folder/nodes.pem" --https-client-auth=request
}

# A proxy calls from an address of its own, so that everybody else's certificates come from the handshake as before.
trust_proxy() {
  local node
  for node in authority domain; do
    echo "node.trusted-proxies=$PROXY_SOURCE" >>"$BAILIWICK_HOME/$node/bailiwick.properties"
  done
}

# A receiver of what a partner's agent is told of its tasks (docs/a2a.md), and of events (docs/events.md); nothing listens there before a test has it do so.
trust_receiver() {
  next_free_port PORT_RECEIVER
  RECEIVER_URL=https://localhost:$PORT_RECEIVER
  printf '%s=%s\n' master.push-origins "$RECEIVER_URL" master.push-private-origins "$RECEIVER_URL" \
    master.push-tls-anchors "$DEMO_OUTSIDE/partner/tls-root.pem" ars.push-origins "$RECEIVER_URL" ars.push-private-origins "$RECEIVER_URL" \
    ars.push-tls-anchors "$DEMO_OUTSIDE/partner/tls-root.pem" >>"$BAILIWICK_HOME/domain/bailiwick.properties"
  # The same place serves the documents of identifiers, and the same CA issues the certificates of ANS names.
  printf '%s=%s\n' ars.identifier-private-origins "$RECEIVER_URL" ars.identifier-tls-anchors "$DEMO_OUTSIDE/partner/tls-root.pem" \
    ars.ans-anchors "$DEMO_OUTSIDE/partner/tls-root.pem" >>"$BAILIWICK_HOME/domain/bailiwick.properties"
}

proxy() {
  local folder=$DEMO_OUTSIDE/proxy
  if [ ! -f "$folder/server.pem" ]; then
    tls_server_make "$folder"
    cat "$folder/tls.pem" "$folder/tls.key" >"$folder/server.pem"
  fi
  haproxy_start "$folder/server.pem" "$1" "$2"
}

# The tests look into the tables while the nodes run: the process that has the file open lets others in (H2 AUTO_SERVER,
# which a kill does not make worse: docs/decisions/0011-h2-after-kill.md).
open_databases() {
  sed -i 's/;WRITE_DELAY/;AUTO_SERVER\\=TRUE&/' "$BAILIWICK_HOME"/{authority,domain}/pools.asadmin
  sed -i 's/;WRITE_DELAY/;AUTO_SERVER=TRUE&/' "$BAILIWICK_HOME"/{authority,domain}/databases.properties
}

# Credentials of a minute, to see them end.
short_profile() {
  sed -e 's/"agent-default"/"agent-minute"/' -e 's/"PT24H"/"PT1M"/' "$BAILIWICK_HOME/authority/profiles/agent-default.json" \
    >"$BAILIWICK_HOME/authority/profiles/agent-minute.json"
}

"$@"
