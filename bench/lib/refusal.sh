# Measures the time from the answer of a revocation to the first refusal of the registry, several times, like the demo. bench/run.sh sources this
# file.
# shellcheck shell=bash

knock() { # NAME
  curl -sS -o "$DEMO_LAST_ANSWER" -w '%{http_code}' --cert "$DEMO_HOME/agents/$1/chain.pem" --key "$DEMO_HOME/agents/$1/key.pem" \
    --cacert "$DEMO_ANCHOR" "$ARS_URL/v1/discovery?capability=fx.rates@1"
}

# refusal_time NAME: prints the milliseconds until a call of the revoked agent is refused.
refusal_time() {
  local name=$1 began status officer=$BAILIWICK_HOME/operators/officer-1
  must call 201 --cert "$officer.pem" --key "$officer.key" --cacert "$DEMO_ANCHOR" -H 'Content-Type: application/json' \
    --data "{\"serial\":\"$(serial_of "$name")\",\"reason\":\"key-compromise\"}" "$ACA_URL/v1/revocations"
  began=$(date +%s%N)
  while status=$(knock "$name") && [ "$status" = 200 ]; do
    [ "$(milliseconds "$began")" -lt 10000 ] || fail "the registry still serves $name"
  done
  milliseconds "$began"
  must refused credential-revoked
}

# The reference values must have the program's digest under the name of each agent.
trust_revoked_agents() {
  local number digest programs=""
  digest=$(openssl dgst -sha256 -r "$DEMO_PROGRAM" | cut -d' ' -f1)
  for ((number = 1; number <= REVOCATIONS; number++)); do
    programs+="${programs:+, }{\"name\": \"revoked-$number\", \"digests\": [\"sha-256:$digest\"]}"
  done
  echo "{\"firmware\": [], \"programs\": [$programs]}" >"$BAILIWICK_HOME/authority/reference-values/bench.json"
}

measure_refusals() {
  local number name one took=() served=() began
  export DEMO_DEVICE=invoice-reader
  for ((number = 1; number <= REVOCATIONS; number++)); do
    name=revoked-$number
    must enrol_with_curl "$name" "Accounts Payable" '["invoice.parse@1"]' "$PORT_INVOICES"
    began=$(date +%s%N)
    [ "$(knock "$name")" = 200 ] || fail "the registry does not serve $name before its revocation"
    served+=("$(milliseconds "$began")")
    one=$(refusal_time "$name")
    took+=("$one")
  done
  say "revocation's answer to the first refusal: ${took[*]} ms, median $(printf '%s\n' "${took[@]}" | median) ms"
  say "one call that is served, with curl's start, for comparison: median $(printf '%s\n' "${served[@]}" | median) ms"
}
