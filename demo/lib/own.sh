# An agent of the trust domain has a job done by client credentials, with curl and openssl alone. This file is sourced.
# shellcheck shell=bash

OWN_AGENT=rate-finder

# own_agent_allowed: the operator's file that permits the agent to have invoices parsed. It is replaced as a whole, since the node reads it at any time.
own_agent_allowed() {
  local folder=$BAILIWICK_HOME/domain/callers
  mkdir -p "$folder"
  printf '{"agent": "spiffe://%s/agent/%s", "scopes": ["invoice.parse@1"]}\n' "$TRUST_DOMAIN" "$OWN_AGENT" >"$folder/new"
  mv "$folder/new" "$folder/$OWN_AGENT.json"
}

# own_agent_token EXPECTED-STATUS AGENT SCOPE: asks for an access token by client credentials. The client is known by its certificate (RFC 8705).
own_agent_token() {
  local tls
  mapfile -t tls < <(as_agent "$2")
  call "$1" "${tls[@]}" -X POST "$MASTER_URL/oauth/token" --data grant_type=client_credentials \
    --data-urlencode "client_id=spiffe://$TRUST_DOMAIN/agent/$2" --data-urlencode "scope=$3"
}

# own_agent_refused ERROR: checks that the last answer is this OAuth error.
own_agent_refused() { [ "$(answer error)" = "$1" ] || because "the refusal is not $1: $(answer error)"; }

own_agent_gets_token() {
  local parts claims
  own_agent_token 400 "$OWN_AGENT" invoice.parse@1 && own_agent_refused unauthorized_client || return 1
  own_agent_allowed
  own_agent_awaits 200 || return 1
  own_agent_owner || return 1
  answer access_token >"$DEMO_HOME/access-token"
  IFS=. read -ra parts <"$DEMO_HOME/access-token" || true
  claims=$(from_b64url "${parts[1]}")
  own_agent_claims "$claims" || return 1
  own_agent_token 400 "$OWN_AGENT" ledger.post@1 && own_agent_refused invalid_scope || return 1
  own_agent_token 400 ledger-writer invoice.parse@1 && own_agent_refused unauthorized_client || return 1
  shown "own agent: client credentials, within its owner's rights" "bound token; wider scope, no file: refused"
}

# own_agent_awaits STATUS: asks for a token until the answer has this status, since the node reads a changed file within two seconds.
own_agent_awaits() {
  local began
  began=$(date +%s%N)
  until own_agent_token "$1" "$OWN_AGENT" invoice.parse@1; do
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || return 1
    sleep 0.2
  done
}

# own_agent_owner: what its owner may not have done, the agent gets no token for, whatever its own file says.
own_agent_owner() {
  owner_rights '"owner": "Treasury"' Treasury '["fx.rates@1"]'
  own_agent_awaits 400 && own_agent_refused invalid_scope || return 1
  owner_rights '"owner": "Treasury"' Treasury
  own_agent_awaits 200
}

# own_agent_claims CLAIMS: the token is the agent's own, for nobody else, and bound to its certificate.
own_agent_claims() {
  local digest agent=spiffe://$TRUST_DOMAIN/agent/$OWN_AGENT
  digest=$(openssl x509 -in "$DEMO_HOME/agents/$OWN_AGENT/chain.pem" -outform DER | sha256_b64url)
  grep -qF "\"sub\":\"$agent\"" <<<"$1" && grep -qF "\"client_id\":\"$agent\"" <<<"$1" || because "the token is not for $agent alone" || return 1
  grep -qF '"scope":"invoice.parse@1"' <<<"$1" || because "the token has another scope" || return 1
  grep -qF "\"x5t#S256\":\"$digest\"" <<<"$1" || because "the token is not bound to the certificate of $agent"
}

# own_agent_job: the agent has a job of one step done, and reads its end.
own_agent_job() {
  local tls began id
  mapfile -t tls < <(as_agent "$OWN_AGENT")
  bearer_header
  printf '{"purpose":"own work","steps":[{"id":"invoices","capability":"invoice.parse@1","input":{"csv":"%s"}}]}' \
    'number,date,customer,currency,net,vat\nINV-1,2026-11-01,C1,USD,100.00,19.00\n' >"$DEMO_HOME/own-job.json"
  call 202 "${tls[@]}" -K "$DEMO_HOME/bearer.cfg" -H 'Content-Type: application/json' -H "Idempotency-Key: own-$(random_id)" \
    --data-binary "@$DEMO_HOME/own-job.json" "$MASTER_URL/v1/jobs" || return 1
  id=$(answer id)
  began=$(date +%s%N)
  while call 200 "${tls[@]}" -K "$DEMO_HOME/bearer.cfg" "$MASTER_URL/v1/jobs/$id"; do
    case "$(json_member "$DEMO_LAST_ANSWER" state)" in
      done) own_agent_result "$id"; return ;;
      failed | cancelled) because "the job ended as $(answer state)"; return ;;
    esac
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || { because "job $id did not end in $PATIENCE s"; return; }
    sleep 0.1
  done
  return 1
}

# own_agent_result ID: the job has the parsed total; the partner's buyer, who is another caller, may not read it.
own_agent_result() {
  local tls
  grep -qF 100.00 "$DEMO_LAST_ANSWER" || because "the job's result does not have the invoice's amount" || return 1
  mapfile -t tls < <(as_partner buyer)
  partner_token && bearer_header && call 403 "${tls[@]}" -K "$DEMO_HOME/bearer.cfg" "$MASTER_URL/v1/jobs/$1" && refused policy-denied || return 1
  shown "own agent: a job of its own, which the partner may not read" "done"
}
