# The partner's grant, token and job, and the processes of the trust domain's agents. This file is sourced.
# shellcheck shell=bash

readonly GRANT_TYPE=urn:ietf:params:oauth:grant-type:jwt-bearer

as_partner() { printf '%s\n' --cert "$DEMO_OUTSIDE/partner/$1.pem" --key "$DEMO_OUTSIDE/partner/$1.key" --cacert "$DEMO_ANCHOR"; }

enrol_with_client() {
  local name=$1 owner=$2 capability=$3 port=$4 device=$DEMO_OUTSIDE/device-$1 folder=$DEMO_HOME/agents/$1
  user_token "$DEMO_OUTSIDE/idp" idp-1 "$IDP_URL" alice bailiwick >"$DEMO_HOME/user-token"
  "$ROOT/bailiwick" agent enrol --folder "$folder" --device-key "$device/idevid.key" --device-chain "$device/idevid.pem" \
    --firmware acme-os:4.2.0 --program-name "$name" --program "$DEMO_PROGRAM" --user-token-file "$DEMO_HOME/user-token" \
    --profile agent-default --name "$name" --owner "$owner" --capability "$capability" \
    --locator "https://127.0.0.1:$port/work" --validation-method mtls >"$DEMO_HOME/enrol-$name.log" 2>&1 ||
    because "$(tail -n 3 "$DEMO_HOME/enrol-$name.log")"
}

register_all() {
  local name
  register_with_curl rate-finder Treasury '["fx.rates@1"]' "$PORT_RATES" || return 1
  register_with_curl invoice-reader "Accounts Payable" '["invoice.parse@1"]' "$PORT_INVOICES" || return 1
  for name in ledger-writer receipt-writer; do
    "$ROOT/bailiwick" agent register --folder "$DEMO_HOME/agents/$name" >"$DEMO_HOME/register-$name.log" 2>&1 ||
      because "$name: $(tail -n 3 "$DEMO_HOME/register-$name.log")" || return 1
  done
  found_by_capability invoice-reader invoice.parse@1 && found_by_capability rate-finder fx.rates@1 &&
    found_by_capability ledger-writer ledger.post@1 && found_by_capability receipt-writer receipt.write@1 || return 1
  shown "four agents registered, each found by its capability" "with urn:uuid identifiers"
}

# found_by_capability AGENT CAPABILITY: checks that rate-finder finds only that agent by the capability, with its identifier.
found_by_capability() {
  local tls
  mapfile -t tls < <(as_agent rate-finder)
  call 200 "${tls[@]}" "$ARS_URL/v1/discovery?capability=$2" || return 1
  [ "$(grep -o '"agent" *:' "$DEMO_LAST_ANSWER" | wc -l)" -eq 1 ] && grep -q "spiffe://$TRUST_DOMAIN/agent/$1\"" "$DEMO_LAST_ANSWER" &&
    grep -q '"urn:uuid:' "$DEMO_LAST_ANSWER" || because "$2 does not find $1 alone"
}

start_agents() {
  local name
  for name in invoice-reader rate-finder ledger-writer receipt-writer; do
    start_agent "$name" || return 1
  done
  [ "$(for name in invoice-reader rate-finder ledger-writer receipt-writer; do
    openssl x509 -in "$DEMO_HOME/agents/$name/chain.pem" -noout -pubkey | openssl dgst -sha256; done | sort -u | wc -l)" -eq 4 ] ||
    because "two agents have the same key"
}

port_of() {
  case $1 in
    invoice-reader) echo "$PORT_INVOICES" ;;
    rate-finder) echo "$PORT_RATES" ;;
    ledger-writer) echo "$PORT_LEDGER" ;;
    receipt-writer) echo "$PORT_RECEIPTS" ;;
  esac
}

# start_agent NAME: starts the agent's process with the credential in its folder, in the network namespace $DEMO_NAMESPACE if it is set, and returns
# when the process listens.
start_agent() {
  local folder=$DEMO_HOME/agents/$1 tries
  cat >"$folder/agent.properties" <<TEXT
folder=$folder
listen=${DEMO_HOST:-127.0.0.1}:$(port_of "$1")
authority.url=$ACA_URL
authority.plain-url=$PLAIN_URL
authority.root-fingerprint=$DEMO_FINGERPRINT
master.url=$MASTER_URL
registry.url=$ARS_URL
database=$folder/books
TEXT
  ${DEMO_NAMESPACE:+ip netns exec "$DEMO_NAMESPACE"} "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -jar "$ROOT/demo/target/demo.jar" \
    "$1" "$folder/agent.properties" >"$folder/agent.log" 2>&1 &
  echo $! >"$folder/pid"
  for ((tries = 0; tries < 10 * PATIENCE; tries++)); do
    ! grep -qs '^ready ' "$folder/agent.log" || return 0
    kill -0 "$(cat "$folder/pid")" 2>/dev/null || break
    sleep 0.1
  done
  because "$1 does not start: $(tail -n 3 "$folder/agent.log")"
}

stop_agents() { end_processes "$DEMO_HOME"/agents/*/pid; }

partner_grant_for() { # CLIENT
  partner_grant "$DEMO_OUTSIDE/partner" partner-1 "$PARTNER_AS_URL" purchasing "$MASTER_URL" "spiffe://$PARTNER/agent/$1" "$SCOPE"
}

# partner_token: gets an access token for the buyer's certificate. The request has a request id, by which the audit log is searched later.
partner_token() {
  local tls
  mapfile -t tls < <(as_partner buyer)
  DEMO_GRANT_REQUEST=demo-grant-$(random_id)
  call 200 "${tls[@]}" -H "X-Request-ID: $DEMO_GRANT_REQUEST" -X POST "$MASTER_URL/oauth/token" --data-urlencode "grant_type=$GRANT_TYPE" \
    --data-urlencode "assertion=$(partner_grant_for buyer)" --data-urlencode "client_id=spiffe://$PARTNER/agent/buyer" \
    --data-urlencode "scope=$SCOPE" || return 1
  answer access_token >"$DEMO_HOME/access-token"
  [ -s "$DEMO_HOME/access-token" ] || because "no access token in the answer"
}

# partner_token_is_bound: checks the token's type, and the digest of the certificate to which the token is bound (RFC 8705).
partner_token_is_bound() {
  local parts digest
  partner_token || return 1
  IFS=. read -ra parts <"$DEMO_HOME/access-token" || true
  digest=$(openssl x509 -in "$DEMO_OUTSIDE/partner/buyer.pem" -outform DER | sha256_b64url)
  from_b64url "${parts[0]}" | grep -F '"at+jwt"' >/dev/null || because "the token is no at+jwt" || return 1
  from_b64url "${parts[1]}" | grep -F "\"x5t#S256\":\"$digest\"" >/dev/null || because "the token is not bound to the buyer's certificate" || return 1
  shown "partner's JWT grant exchanged for a certificate-bound token" "at+jwt, cnf x5t#S256"
}

# bearer_header: writes the token to a file for curl, so that no process list shows the token.
bearer_header() { printf 'header = "Authorization: Bearer %s"\n' "$(cat "$DEMO_HOME/access-token")" >"$DEMO_HOME/bearer.cfg"; chmod 600 "$DEMO_HOME/bearer.cfg"; }

make_invoices() {
  awk -v lines="$INVOICE_LINES" 'BEGIN {
    srand(20261125); split("EUR USD GBP JPY CHF", currency, " ");
    print "number,date,customer,currency,net,vat";
    for (i = 1; i <= lines; i++) {
      net = 100 + int(rand() * 500000); vat = int(net * 19 / 100);
      printf "INV-%06d,2026-%02d-%02d,C%04d,%s,%d.%02d,%d.%02d\n", i, 1 + int(rand() * 11), 1 + int(rand() * 28), int(rand() * 900),
        currency[1 + int(rand() * 5)], int(net / 100), net % 100, int(vat / 100), vat % 100
    }
  }' >"$DEMO_HOME/invoices.csv"
  printf '%s\n' 'currency,per_eur' EUR,1.0000 USD,1.0842 GBP,0.8391 JPY,163.2500 CHF,0.9377 >"$DEMO_HOME/rates.csv"
}

json_text() { awk '{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "%s\\n", $0 }' "$1"; }

job_request() {
  printf '{"purpose":"book supplier invoices","steps":['
  printf '{"id":"invoices","capability":"invoice.parse@1","input":{"csv":"%s"}},' "$(json_text "$DEMO_HOME/invoices.csv")"
  printf '{"id":"rates","capability":"fx.rates@1","input":{"table":"%s"}},' "$(json_text "$DEMO_HOME/rates.csv")"
  printf '{"id":"booking","capability":"ledger.post@1","input":{},"after":["invoices","rates"],"delegates":["receipt.write@1"]}]}'
}

# submit_job EXPECTED-STATUS KEY [REQUEST-ID]: posts $DEMO_HOME/job.json as the partner's buyer.
submit_job() {
  local tls
  mapfile -t tls < <(as_partner buyer)
  bearer_header
  call "$1" "${tls[@]}" -K "$DEMO_HOME/bearer.cfg" -H 'Content-Type: application/json' -H "Idempotency-Key: $2" \
    -H "X-Request-ID: ${3:-demo-$(random_id)}" --data-binary "@$DEMO_HOME/job.json" "$MASTER_URL/v1/jobs"
}

# await_job ID: polls until the job has ended. The last answer has its final state. It gets a new token when needed, because a token expires after
# five minutes.
await_job() {
  local tls began renewed grant=$DEMO_GRANT_REQUEST
  mapfile -t tls < <(as_partner buyer)
  began=$(date +%s%N) renewed=$(date +%s%N)
  while [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ]; do
    if [ "$(milliseconds "$renewed")" -gt 120000 ]; then
      partner_token || return 1
      bearer_header
      renewed=$(date +%s%N)
      DEMO_GRANT_REQUEST=$grant
    fi
    call 200 "${tls[@]}" -K "$DEMO_HOME/bearer.cfg" "$MASTER_URL/v1/jobs/$1" || return 1
    case "$(json_member "$DEMO_LAST_ANSWER" state)" in
      done | failed | cancelled) return 0 ;;
    esac
    sleep 0.1
  done
  because "job $1 did not end in $PATIENCE s"
}

post_job() {
  make_invoices
  job_request >"$DEMO_HOME/job.json"
  DEMO_REQUEST=demo-job-$(random_id)
  submit_job 202 "demo-$(random_id)" "$DEMO_REQUEST" || return 1
  DEMO_JOB=$(answer id)
  await_job "$DEMO_JOB" || return 1
  cp "$DEMO_LAST_ANSWER" "$DEMO_HOME/job-result.json"
  [ "$(job_state)" = "done" ] || because "the job ended as $(job_state)" || return 1
  grep -qE '"receipt" *: *"[^"]+"' "$DEMO_HOME/job-result.json" || because "the job's result has no receipt of the agent that was called by another" || return 1
  shown "job: three steps, and one agent that another calls" "done, with its receipt"
}
