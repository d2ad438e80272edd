# Ports, folders, outside parties and nodes of the demo. This file is sourced.
# shellcheck shell=bash

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

next_free_port() {
  while ! port_is_free "$NEXT_PORT" || is_asked "$NEXT_PORT"; do NEXT_PORT=$((NEXT_PORT + 1)); done
  printf -v "$1" '%s' "$NEXT_PORT"
  NEXT_PORT=$((NEXT_PORT + 1))
}

# next_free_ports NAME MORE: the same for a port after which so many more are free.
next_free_ports() {
  local more=0
  while [ "$more" -le "$2" ]; do
    if port_is_free $((NEXT_PORT + more)); then more=$((more + 1)); else NEXT_PORT=$((NEXT_PORT + more + 1)) more=0; fi
  done
  next_free_port "$1"
  NEXT_PORT=$((NEXT_PORT + $2))
}

# The ports that the caller has chosen, with the variables of `./bailiwick up`.
ASKED_PORTS=" ${BAILIWICK_AUTHORITY_PORT:-} ${BAILIWICK_HTTP_PORT:-} ${BAILIWICK_DOMAIN_PORT:-} "
is_asked() { case $ASKED_PORTS in *" $1 "*) ;; *) return 1 ;; esac; }

# asked_port NAME: whether the caller has chosen this port, which then must be free.
asked_port() {
  [ -n "${!1:-}" ] && is_asked "${!1}" || return 1
  port_is_free "${!1}" || fail "port ${!1}, which $1 names, is in use; choose another one, or unset $1"
}

choose_ports() {
  NEXT_PORT=${DEMO_FIRST_PORT:-21000}
  local name
  for name in BAILIWICK_AUTHORITY_PORT BAILIWICK_HTTP_PORT BAILIWICK_DOMAIN_PORT PORT_INVOICES PORT_RATES PORT_LEDGER \
    PORT_RECEIPTS PORT_IDP PORT_PARTNER_AS; do
    if asked_port "$name"; then continue; fi
    if [ "$name" = BAILIWICK_DOMAIN_PORT ] && [ "${BAILIWICK_DOMAIN_NODES:-1}" -gt 1 ]; then
      next_free_ports "$name" "$BAILIWICK_DOMAIN_NODES" # several domain nodes have the ports after that of HAProxy
    else
      next_free_port "$name"
    fi
  done
  export BAILIWICK_AUTHORITY_PORT BAILIWICK_HTTP_PORT BAILIWICK_DOMAIN_PORT
  # The demo uses loopback only, so the public names of the caller's home are cleared.
  unset BAILIWICK_AUTHORITY_NAME BAILIWICK_DOMAIN_NAME BAILIWICK_ADDRESS BAILIWICK_AUTHORITY_URL BAILIWICK_PLAIN_URL BAILIWICK_DOMAIN_URL
  unset BAILIWICK_TRUST_DOMAIN
  IDP_URL=https://127.0.0.1:$PORT_IDP
  PARTNER_AS_URL=https://127.0.0.1:$PORT_PARTNER_AS
  ACA_URL=https://127.0.0.1:$BAILIWICK_AUTHORITY_PORT
  PLAIN_URL=http://127.0.0.1:$BAILIWICK_HTTP_PORT
  ARS_URL=https://127.0.0.1:$BAILIWICK_DOMAIN_PORT/ars
  MASTER_URL=https://127.0.0.1:$BAILIWICK_DOMAIN_PORT
}

# fresh_home: makes an empty home. It removes an existing home only if an earlier demo made it.
fresh_home() {
  if [ -e "$BAILIWICK_HOME" ]; then
    [ -f "$BAILIWICK_HOME/.demo" ] || fail "$BAILIWICK_HOME exists and was not made by a demo; set BAILIWICK_HOME to another folder"
    # With the ports of that demo, which may have been left running.
    (unset BAILIWICK_AUTHORITY_PORT BAILIWICK_HTTP_PORT BAILIWICK_DOMAIN_PORT BAILIWICK_TRUST_DOMAIN && "$ROOT/bailiwick" down) >/dev/null 2>&1 || true
    rm -rf "$BAILIWICK_HOME"
  fi
  mkdir -p "$DEMO_OUTSIDE"
  touch "$BAILIWICK_HOME/.demo"
  DEMO_ANCHOR=$DEMO_HOME/root.pem
  DEMO_PROGRAM=$ROOT/demo/target/demo.jar
}

make_outside() {
  local name
  device_maker_make "$DEMO_OUTSIDE/maker" "Acme Devices"
  for name in rate-finder invoice-reader ledger-writer receipt-writer; do
    device_make "$DEMO_OUTSIDE/maker" "$DEMO_OUTSIDE/device-$name" "ACME-$name"
  done
  tls_server_make "$DEMO_OUTSIDE/idp"
  provider_make "$DEMO_OUTSIDE/idp" idp-1
  https_serve "$DEMO_OUTSIDE/idp" "$PORT_IDP" "$DEMO_OUTSIDE/idp.pid"
  partner_ca_make "$DEMO_OUTSIDE/partner" "$PARTNER"
  partner_agent_make "$DEMO_OUTSIDE/partner" "$PARTNER" buyer
  partner_agent_make "$DEMO_OUTSIDE/partner" "$PARTNER" thief
  tls_server_make "$DEMO_OUTSIDE/partner"
  provider_make "$DEMO_OUTSIDE/partner" partner-1
  https_serve "$DEMO_OUTSIDE/partner" "$PORT_PARTNER_AS" "$DEMO_OUTSIDE/partner.pid"
  await_keys "$DEMO_OUTSIDE/idp" "$IDP_URL" && await_keys "$DEMO_OUTSIDE/partner" "$PARTNER_AS_URL" || return 1
  for name in maker/maker.pem device-{rate-finder,invoice-reader,ledger-writer,receipt-writer}/idevid.pem partner/{ca,buyer,thief}.pem partner/ca.crl; do
    [ -s "$DEMO_OUTSIDE/$name" ] || because "openssl made no $name" || return 1
  done
}

# await_keys FOLDER URL: waits until that party serves its keys.
await_keys() {
  local began
  began=$(date +%s%N)
  until curl -sSf --max-time 5 --cacert "$1/tls-root.pem" "$2/jwks.json" 2>/dev/null | cmp -s - "$1/public/jwks.json"; do
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || because "no keys at $2" || return 1
    sleep 0.1
  done
}

# haproxy_start PEM PORT NODE-PORT: starts HAProxy with the configuration in docs/deploy.md as proxy of the node at NODE-PORT. HAProxy connects from
# an address of its own.
PROXY_SOURCE=127.0.0.2
haproxy_start() {
  PROXY_ADDRESS=127.0.0.1 PROXY_PORT=$2 PROXY_CERTIFICATE=$1 PROXY_SOURCE=$PROXY_SOURCE NODE_ADDRESS=127.0.0.1 NODE_PORT=$3 \
    NODE_ROOT=$BAILIWICK_HOME/root.pem EST_CONTEXT=${BAILIWICK_AUTHORITY_ROOT:-} MASTER_CONTEXT=${BAILIWICK_MASTER_ROOT:-} PATH=$PATH:/usr/sbin \
    haproxy -f "$ROOT/launcher/proxy/haproxy.cfg" -db \
    </dev/null >"$DEMO_OUTSIDE/haproxy-$2.log" 2>&1 &
  echo $! >"$DEMO_OUTSIDE/haproxy-$2.pid"
}

stop_outside() { end_processes "$DEMO_OUTSIDE"/*.pid; }

# stop_parties: ends what the demo runs beside the nodes.
stop_parties() {
  stop_outside
  ! declare -F stop_orders_db >/dev/null || stop_orders_db || true
  stop_agents
  rm -rf "$DEMO_HOME/keycloak" || true # its programs; the log is elsewhere
}

# end_processes FILE…: ends the processes of this home whose ids are in the files. A process that has ended leaves its file, so the id may belong to
# another process now. A process that stands still hears SIGTERM when it goes on.
end_processes() {
  local file pid
  for file; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    ! tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | grep -xF "BAILIWICK_HOME=$BAILIWICK_HOME" >/dev/null ||
      { kill "$pid" && kill -CONT "$pid"; } 2>/dev/null || true
    rm -f "$file"
  done
}

# trust_outside: configures device makers, identity providers, reference values, owners and partners, as the domain's operators do.
trust_outside() {
  local authority=$BAILIWICK_HOME/authority partner=$BAILIWICK_HOME/domain/partners/$PARTNER digest
  mkdir -p "$authority"/{devices,users,reference-values} "$partner"
  cp "$DEMO_OUTSIDE/maker/maker.pem" "$authority/devices/acme.pem"
  cp "$DEMO_OUTSIDE/idp/tls-root.pem" "$authority/users/idp-tls-root.pem"
  cat >"$authority/users/idp.json" <<JSON
{"issuer": "$IDP_URL", "audience": "bailiwick", "jwks_uri": "$IDP_URL/jwks.json", "ca_file": "idp-tls-root.pem",
 "algorithms": ["RS256"], "roles_claim": "roles", "max_age": "PT10M",
 "events": {"audience": "$ACA_URL"},
 "owners": {"alice": ["Accounts Payable", "Treasury", "General Ledger"], "bob": ["Treasury"], "role:bookkeeper": ["General Ledger"]}}
JSON
  digest=$(openssl dgst -sha256 -r "$DEMO_PROGRAM" | cut -d' ' -f1)
  cat >"$authority/reference-values/demo.json" <<JSON
{"firmware": [{"name": "acme-os", "versions": ["4.2.0"]}],
 "programs": [{"name": "rate-finder", "digests": ["sha-256:$digest"]}, {"name": "invoice-reader", "digests": ["sha-256:$digest"]},
              {"name": "ledger-writer", "digests": ["sha-256:$digest"]}, {"name": "receipt-writer", "digests": ["sha-256:$digest"]},
              {"name": "orders-broker", "digests": ["sha-256:$(openssl dgst -sha256 -r "$(broker_program)" | cut -d' ' -f1)"]}]}
JSON
  sed -e 's/"agent-default"/"broker"/' -e '/"capabilities"/s/\[.*\]/["numbers.add@1", "orders.insert@1"]/' \
    "$authority/profiles/agent-default.json" >"$authority/profiles/broker.json"
  trust_owners
  cp "$DEMO_OUTSIDE/partner/ca.pem" "$partner/bundle.pem"
  cp "$DEMO_OUTSIDE/partner/ca.crl" "$partner/partner.crl"
  cp "$DEMO_OUTSIDE/partner/tls-root.pem" "$partner/as-tls-root.pem"
  cat >"$partner/partner.json" <<JSON
{"trust_domain": "$PARTNER", "anchors": "bundle.pem", "crl": {"file": "partner.crl"},
 "authorization_server": {"issuer": "$PARTNER_AS_URL", "jwks_uri": "$PARTNER_AS_URL/jwks.json", "algorithms": ["RS256"],
  "ca_file": "as-tls-root.pem"},
 "scopes": ["fx.rates@1", "invoice.parse@1", "ledger.post@1", "receipt.write@1"]}
JSON
}

# broker_program: prints the jar of the broker, whose digest its device measures.
broker_program() { ls "$ROOT"/command/target/lib/broker-*.jar; }

# trust_owners: what agents of each owner, and for each person or role, may start. Owners and persons are those of the identity provider's file.
trust_owners() {
  local name
  mkdir -p "$BAILIWICK_HOME/domain/owners"
  for name in "Accounts Payable" Treasury "General Ledger"; do owner_rights "\"owner\": \"$name\"" "${name// /-}"; done
  for name in alice bob; do
    owner_rights "\"principal\": {\"kind\": \"person\", \"issuer\": \"$IDP_URL\", \"subject\": \"$name\"}" "person-$name"
  done
  owner_rights "\"principal\": {\"kind\": \"role\", \"issuer\": \"$IDP_URL\", \"subject\": \"bookkeeper\"}" role-bookkeeper
}

# owner_rights MEMBER NAME [SCOPES-JSON]: writes the file of this owner or principal. It is replaced as a whole, since the node reads it at any time.
owner_rights() {
  local file=$BAILIWICK_HOME/domain/owners/$2
  printf '{%s, "scopes": %s}\n' "$1" "${3:-[\"fx.rates@1\", \"invoice.parse@1\", \"ledger.post@1\", \"receipt.write@1\"]}" >"$file.new"
  mv "$file.new" "$file.json"
}

nodes_up_micro() {
  "$ROOT/bailiwick" up --prepare-only >"$DEMO_HOME/up.log" 2>&1 || because "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")" || return 1
  trust_outside
  ! with_person || trust_people
  "$ROOT/bailiwick" up >>"$DEMO_HOME/up.log" 2>&1 || because "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"
}

nodes_down_micro() { "$ROOT/bailiwick" down; }

# pin_root: fetches the root by the fingerprint that an operator hands out, and verifies issuer, CRL and bundle with the root.
pin_root() {
  DEMO_FINGERPRINT=$(sed -n 's/^node.root-fingerprint=//p' "$BAILIWICK_HOME/authority/bailiwick.properties")
  curl -sSf -o "$DEMO_HOME/root.cer" "$PLAIN_URL/issuers/root.cer" || because "no root certificate at $PLAIN_URL" || return 1
  [ "$(openssl dgst -sha256 -r "$DEMO_HOME/root.cer" | cut -d' ' -f1)" = "$DEMO_FINGERPRINT" ] || because "the root does not have the pinned fingerprint" || return 1
  openssl x509 -inform DER -in "$DEMO_HOME/root.cer" -out "$DEMO_ANCHOR"
  curl -sSf -o "$DEMO_HOME/issuing.cer" "$PLAIN_URL/issuers/issuing-1.cer" || because "no issuer's certificate at $PLAIN_URL" || return 1
  openssl x509 -inform DER -in "$DEMO_HOME/issuing.cer" -out "$DEMO_HOME/issuing.pem"
  openssl verify -CAfile "$DEMO_ANCHOR" "$DEMO_HOME/issuing.pem" >/dev/null 2>&1 || because "the root did not sign the issuer" || return 1
  fetch_crl || return 1
  openssl crl -in "$DEMO_HOME/issuing.crl.pem" -noout -verify -CAfile "$DEMO_HOME/issuing.pem" 2>&1 | grep 'verify OK' >/dev/null ||
    because "the issuer did not sign the CRL" || return 1
  curl -sSf --cacert "$DEMO_ANCHOR" "$ACA_URL/.well-known/spiffe-bundle" | grep x509-svid >/dev/null || because "no trust bundle" || return 1
  shown "root by its fingerprint; issuer, CRL, bundle by the root" "OK, without log-in"
}
