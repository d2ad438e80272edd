# Nodes, agents, policies, enforcement points and firewall of the demo of segments. This file is sourced after network.sh.
# shellcheck shell=bash

# segments_ports: each place has a network of its own, so the ports are always free.
segments_ports() {
  export BAILIWICK_AUTHORITY_PORT=8443 BAILIWICK_HTTP_PORT=8080 BAILIWICK_DOMAIN_PORT=9443
  unset BAILIWICK_AUTHORITY_NAME BAILIWICK_DOMAIN_NAME BAILIWICK_ADDRESS BAILIWICK_AUTHORITY_URL BAILIWICK_PLAIN_URL BAILIWICK_DOMAIN_URL
  PORT_INVOICES=$AGENT_PORT PORT_RATES=$AGENT_PORT PORT_LEDGER=$AGENT_PORT PORT_RECEIPTS=$AGENT_PORT
  PORT_IDP=8600 PORT_PARTNER_AS=8601
  IDP_URL=https://127.0.0.1:$PORT_IDP # at the nodes' place
  PARTNER_AS_URL=https://$PARTNER_ADDRESS:$PORT_PARTNER_AS
  ACA_URL=https://$NODE_ADDRESS:8443
  PLAIN_URL=http://$NODE_ADDRESS:8080
  MASTER_URL=https://$NODE_ADDRESS:9443
  ARS_URL=$MASTER_URL/ars
  export PORT_INVOICES PORT_RATES PORT_LEDGER PORT_RECEIPTS
}

make_segments_outside() {
  local name
  device_maker_make "$DEMO_OUTSIDE/maker" "Acme Devices"
  for name in rate-finder invoice-reader ledger-writer receipt-writer; do
    device_make "$DEMO_OUTSIDE/maker" "$DEMO_OUTSIDE/device-$name" "ACME-$name"
  done
  tls_server_make "$DEMO_OUTSIDE/idp"
  provider_make "$DEMO_OUTSIDE/idp" idp-1
  DEMO_NAMESPACE=$(space nodes) https_serve "$DEMO_OUTSIDE/idp" "$PORT_IDP" "$DEMO_OUTSIDE/idp.pid"
  partner_ca_make "$DEMO_OUTSIDE/partner" "$PARTNER"
  partner_agent_make "$DEMO_OUTSIDE/partner" "$PARTNER" buyer
  DEMO_HOST=$PARTNER_ADDRESS tls_server_make "$DEMO_OUTSIDE/partner"
  provider_make "$DEMO_OUTSIDE/partner" partner-1
  DEMO_NAMESPACE=$(space outside) DEMO_HOST=$PARTNER_ADDRESS https_serve "$DEMO_OUTSIDE/partner" "$PORT_PARTNER_AS" "$DEMO_OUTSIDE/partner.pid"
  await_keys "$DEMO_OUTSIDE/idp" "$IDP_URL" && await_keys "$DEMO_OUTSIDE/partner" "$PARTNER_AS_URL"
}

# second_officer: has the ceremony certify officer-2, too.
second_officer() {
  local folder=$BAILIWICK_HOME/operators
  mkdir -p "$folder"
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$folder/officer-2.key"
  openssl req -new -key "$folder/officer-2.key" -subj /CN=officer-2 -addext "subjectAltName=URI:spiffe://$TRUST_DOMAIN/operator/officer/officer-2" \
    -out "$folder/officer-2.csr"
  cat "$ROOT/hsm-config/ceremony/default.properties" - >"$DEMO_HOME/ceremony.properties" <<TEXT

certificate.officer-2.spiffe-path = operator/officer/officer-2
certificate.officer-2.issuer = operator-ca
certificate.officer-2.request = operators/officer-2.csr
certificate.officer-2.file = operators/officer-2.pem
certificate.officer-2.validity = P90D
TEXT
}

nodes_up_segments() {
  local log=$DEMO_HOME/up.log
  second_officer
  (
    export BAILIWICK_AUTHORITY_NAME=$NODE_ADDRESS BAILIWICK_ADDRESS=$NODE_ADDRESS BAILIWICK_CEREMONY=$DEMO_HOME/ceremony.properties
    at nodes "$ROOT/bailiwick" up --prepare-only >"$log" 2>&1 && trust_outside && describe_enforcement &&
      at nodes "$ROOT/bailiwick" up >>"$log" 2>&1
  ) || because "see $log: $(tail -n 3 "$log")"
}

nodes_down_segments() { at nodes "$ROOT/bailiwick" down; }

# describe_enforcement: the files by which the authority and the Master Agent know the two enforcement points.
describe_enforcement() {
  local name
  mkdir -p "$BAILIWICK_HOME/domain/enforcement-points"
  cat >"$BAILIWICK_HOME/authority/profiles/enforcement-point.json" <<'JSON'
{"name": "enforcement-point", "kind": "service", "validity": "PT1H", "key_algorithms": ["EC_P256"], "validation_methods": ["mtls"]}
JSON
  for name in gateway shop; do
    printf '{"credential": "spiffe://%s/service/%s-1", "applications": ["shop"], "flows": true}\n' "$TRUST_DOMAIN" "$name" \
      >"$BAILIWICK_HOME/domain/enforcement-points/$name-1.json"
  done
}

enrol_segments_agents() {
  local name owner capability
  while IFS='|' read -r name owner capability; do
    DEMO_HOST=$(address_of "$name") enrol_with_curl "$name" "$owner" "[\"$capability\"]" "$AGENT_PORT" || return 1
    DEMO_HOST=$(address_of "$name") register_with_curl "$name" "$owner" "[\"$capability\"]" "$AGENT_PORT" || return 1
  done <<'TEXT'
invoice-reader|Accounts Payable|invoice.parse@1
rate-finder|Treasury|fx.rates@1
ledger-writer|General Ledger|ledger.post@1
receipt-writer|General Ledger|receipt.write@1
TEXT
}

start_segments_agents() {
  local name
  for name in invoice-reader rate-finder ledger-writer receipt-writer; do
    DEMO_NAMESPACE=$(space "$name") DEMO_HOST=$(address_of "$name") start_agent "$name" || return 1
  done
}

# enrol_enforcement_points: each is a service of the domain, with a credential of its own.
enrol_enforcement_points() {
  local name device=$DEMO_OUTSIDE/device-rate-finder folder
  for name in gateway shop; do
    folder=$DEMO_HOME/$name
    mkdir -p "$folder"
    user_token "$DEMO_OUTSIDE/idp" idp-1 "$IDP_URL" alice bailiwick >"$DEMO_HOME/user-token"
    at nodes "$ROOT/bailiwick" agent enrol --kind service --profile enforcement-point --name "$name-1" --owner Treasury \
      --locator "https://$name.example/" --user-token-file "$DEMO_HOME/user-token" --folder "$folder/service" \
      --device-key "$device/idevid.key" --device-chain "$device/idevid.pem" --firmware acme-os:4.2.0 --program-name rate-finder \
      --program "$DEMO_PROGRAM" >"$folder/enrol.log" 2>&1 || because "$(tail -n 3 "$folder/enrol.log")" || return 1
    cat >"$folder/enforcement-point.properties" <<TEXT
trust-domain=$TRUST_DOMAIN
authority.url=$ACA_URL
authority.plain-url=$PLAIN_URL
root-fingerprint=$DEMO_FINGERPRINT
operator-ca=$BAILIWICK_HOME/authority/ceremony/operator-ca.cer
master.url=$MASTER_URL
listen=127.0.0.1:7190
signatures=2
TEXT
  done
}

# segments_plan ALLOWED: the description of the network. ALLOWED are the flows that differ between the two bundles.
segments_plan() {
  cat <<JSON
{"segments": [
  {"name": "domain", "members": [{"workload": "spiffe://$TRUST_DOMAIN/node/domain"}, {"subnet": "$NODE_ADDRESS/32"}]},
  {"name": "agents", "members": [{"tags": {"kind": "agent"}}], "within": "allow"},
  {"name": "services", "members": [{"subnet": "${SHOP_ADDRESS%.*}.0/24"}]},
  {"name": "partners", "members": [{"subnet": "${PARTNER_ADDRESS%.*}.0/24"}]},
  {"name": "office", "members": [{"subnet": "${OFFICE_ADDRESS%.*}.0/24"}]}],
 "allow": [
  {"from": "agents", "to": "domain", "protocol": "tcp", "ports": [8080, 8443, 9443]},
  {"from": "services", "to": "domain", "protocol": "tcp", "ports": [8080, 8443, 9443]},
  {"from": "partners", "to": "domain", "protocol": "tcp", "ports": [9443]},
  {"from": "domain", "to": "partners", "protocol": "tcp", "ports": [$PORT_PARTNER_AS]},
  {"from": "domain", "to": "agents", "protocol": "tcp", "ports": [$AGENT_PORT]},
  $1],
 "tasks": true}
JSON
}

# shop_policies FOLDER: the service's own actions and policies.
shop_policies() {
  cat >"$1/app-shop.cedarschema" <<'CEDAR'
namespace Shop {
  entity Path in [Path];
  action read appliesTo { principal: [Bailiwick::Agent], resource: [Path] };
}
CEDAR
  cat >"$1/app-shop.cedar" <<'CEDAR'
@id("bookkeepers-read-the-ledger")
@reason("bookkeeper-may-read")
permit (principal is Bailiwick::Agent, action == Shop::Action::"read", resource in Shop::Path::"/ledger")
when { principal has owner && principal.owner == "General Ledger" && principal has status && principal.status == "listed" };

@id("payroll-is-no-agents-work")
@reason("payroll-needs-a-person")
forbid (principal is Bailiwick::Agent, action == Shop::Action::"read", resource in Shop::Path::"/payroll");
CEDAR
}

# activate_bundle NUMBER ALLOWED: officer-1 signs, officer-2 signs, officer-2 activates it. One signature alone is refused.
activate_bundle() {
  local folder=$DEMO_HOME/policies-$1 bundle=$DEMO_HOME/bundle-$1.json log=$DEMO_HOME/bundle-$1.log
  mkdir -p "$folder"
  cp "$BAILIWICK_HOME"/policy/* "$folder/"
  shop_policies "$folder"
  segments_plan "$2" >"$folder/segments.json"
  {
    at nodes "$ROOT/bailiwick" policy manifest "$folder" &&
      at nodes "$ROOT/bailiwick" policy sign "$folder" --number "$1" --signatures 2 --out "$bundle"
  } >"$log" 2>&1 || because "$(tail -n 3 "$log")" || return 1
  call 422 "${DEMO_OFFICER[@]}" -H 'Content-Type: application/jose+json' --data-binary "@$bundle" "$MASTER_URL/v1/policy-bundles" &&
    refused policy-bundle-refused && grep -q bundle-signatures-missing "$DEMO_LAST_ANSWER" || because "the bundle counts with one signature" || return 1
  {
    at nodes "$ROOT/bailiwick" policy sign --add "$bundle" --as officer-2 && at nodes "$ROOT/bailiwick" policy activate "$bundle" --as officer-2
  } >>"$log" 2>&1 || because "$(tail -n 3 "$log")"
}

first_bundle() {
  local officer=$BAILIWICK_HOME/operators/officer-1
  DEMO_OFFICER=(--cert "$officer.pem" --key "$officer.key" --cacert "$DEMO_ANCHOR")
  activate_bundle 1001 "{\"from\": \"agents\", \"to\": \"services\", \"protocol\": \"tcp\", \"ports\": [443, $ECHO_PORT]}" || return 1
  shown "policies for nodes, nginx and packets in one bundle" "two officers' signatures; with one it is refused"
}

# decides_by PLACE NUMBER: whether the enforcement point there has the whole picture and decides by this bundle.
decides_by() {
  DEMO_PLACE=$1 curl -sS http://127.0.0.1:7190/metrics >"$DEMO_HOME/metrics" 2>/dev/null &&
    grep -qx "enforcement_policy_number $2" "$DEMO_HOME/metrics" && grep -qx 'enforcement_feed_fresh 1' "$DEMO_HOME/metrics"
}

start_enforcement() {
  local folder=$DEMO_HOME/gateway name
  printf '{"parties": [{"id": "spiffe://%s/node/domain", "addresses": ["%s"], "port": 9443}]}\n' "$TRUST_DOMAIN" "$NODE_ADDRESS" >"$folder/network.json"
  run_enforcement gateway --segments --segments-network "$folder/network.json"
  run_enforcement shop
  start_service
  for name in gateway shop; do
    within 120 decides_by "$name" 1001 || because "$name-1 does not decide: $(tail -n 3 "$DEMO_HOME/$name/log")" || return 1
  done
  within 30 rules_are_loaded || because "no rules in the kernel: $(tail -n 3 "$folder/log")" || return 1
  within 30 nginx_answers || because "nginx does not answer: $(tail -n 3 "$DEMO_HOME/shop/web/error.log")"
}

nginx_answers() { [ "$(DEMO_PLACE=shop curl -sk -o /dev/null -w '%{http_code}' "https://$SHOP_ADDRESS/")" = 403 ]; }

run_enforcement() {
  local name=$1 folder=$DEMO_HOME/$1
  shift
  at "$name" "$ROOT/bailiwick" enforcement-point run --settings "$folder/enforcement-point.properties" --folder "$folder/service" "$@" \
    </dev/null >"$folder/log" 2>&1 &
}

rules_are_loaded() {
  grep -q '^segments=synced' "$DEMO_HOME/gateway/log" && at gateway nft list set inet bailiwick_segments agent_callers4 2>/dev/null | grep -qF "$(address_of ledger-writer)"
}

# start_service: nginx with the lines of docs/enforcement-points.md, and an echo by ncat.
start_service() {
  local folder=$DEMO_HOME/shop/web page
  mkdir -p "$folder/www"/{ledger,payroll}
  for page in ledger payroll; do echo "served $page" >"$folder/www/$page/1"; done
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=shop -days 2 -addext "subjectAltName=IP:$SHOP_ADDRESS" \
    -keyout "$folder/server.key" -out "$folder/server.pem" 2>/dev/null
  nginx_settings >"$folder/nginx.conf"
  at shop nginx -p "$folder/" -c nginx.conf </dev/null >"$folder/nginx.log" 2>&1 &
  at shop ncat -lk "$SHOP_ADDRESS" "$ECHO_PORT" --exec /bin/cat </dev/null >/dev/null 2>&1 &
}

nginx_settings() {
  cat <<TEXT
daemon off; user root; worker_processes 1; pid nginx.pid; error_log error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server {
    listen $SHOP_ADDRESS:443 ssl;
    ssl_certificate server.pem;
    ssl_certificate_key server.key;
    ssl_verify_client optional_no_ca;
    root www;
    auth_request /enforcement;
    auth_request_set \$enforcement_reason \$upstream_http_x_reason;
    add_header X-Reason \$enforcement_reason always;
    location = /enforcement {
      internal;
      auth_request off;
      proxy_pass http://127.0.0.1:7190/check/shop;
      proxy_pass_request_body off;
      proxy_pass_request_headers off;
      proxy_set_header X-Original-Method \$request_method;
      proxy_set_header X-Original-URI \$request_uri;
      proxy_set_header X-Client-Cert \$ssl_client_escaped_cert;
      proxy_set_header Txn-Token \$http_txn_token;
    }
  }
}
TEXT
}

firewall() { at gateway "$ROOT/bailiwick" firewall --state "$DEMO_HOME/firewall" --log "$DEMO_HOME/firewall.log" "$@"; }

load_firewall() {
  cat >"$BAILIWICK_HOME/domain/firewall.json" <<JSON
{"mode": "router", "listen": {"addresses": ["$NODE_ADDRESS"], "ports": [8080, 8443, 9443]},
 "partners": {"$PARTNER": {"from": ["$PARTNER_ADDRESS/32"]}},
 "networks": {"agents": {"from": ["10.77.1.0/24", "10.77.2.0/24", "10.77.3.0/24", "10.77.4.0/24"]}, "services": {"from": ["10.77.5.0/24"]}},
 "outward": {"agents": "registry", "private_networks": ["10.77.0.0/16"]}}
JSON
  firewall load >"$DEMO_HOME/firewall.txt" 2>&1 || because "$(tail -n 3 "$DEMO_HOME/firewall.txt")"
}
