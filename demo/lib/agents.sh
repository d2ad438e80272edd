# The agents of the demo: enrolment, registration and processes. They listen at 127.0.0.1, or at the address $DEMO_HOST. This file is sourced after
# device.sh.
# shellcheck shell=bash

# enrol_with_curl NAME OWNER CAPABILITIES-JSON PORT [EXPECTED-STATUS]: enrols agent NAME with curl and openssl alone, from its own device or from the
# device $DEMO_DEVICE. The credential is written to $DEMO_HOME/agents/NAME.
enrol_with_curl() {
  local name=$1 owner=$2 capabilities=$3 port=$4 expected=${5:-201}
  local folder=$DEMO_HOME/agents/$name device=$DEMO_OUTSIDE/device-${DEMO_DEVICE:-$1} nonce eat statement
  agent_key_make "$folder"
  call 201 --cacert "$DEMO_ANCHOR" -X POST "$ACA_URL/v1/nonces" || return 1
  nonce=$(answer nonce)
  eat=$(device_eat "$device" "$nonce" acme-os 4.2.0 "$name" "$DEMO_PROGRAM")
  statement=$(device_statement "$device" "$nonce" "$folder/request.der" "$eat" "$(printf \
    '"profile":"agent-default","name":"%s","owner":"%s","capabilities":%s,"locator":"https://%s:%s/work","validation_methods":["mtls"]' \
    "$name" "$owner" "$capabilities" "${DEMO_HOST:-127.0.0.1}" "$port")")
  printf '{"statement":"%s","csr":"%s","eat":"%s","user_token":"%s"}' "$statement" \
    "$(openssl base64 -A -in "$folder/request.der")" "$eat" \
    "$(user_token "$DEMO_OUTSIDE/idp" idp-1 "$IDP_URL" alice bailiwick)" >"$folder/enrolment.json"
  call "$expected" --cacert "$DEMO_ANCHOR" -H 'Content-Type: application/json' -H "Idempotency-Key: $name-$nonce" \
    --data-binary "@$folder/enrolment.json" "$ACA_URL/v1/enrolments" || return 1
  [ "$expected" = 201 ] || return 0
  json_pem "$DEMO_LAST_ANSWER" chain >"$folder/chain.pem"
  openssl x509 -in "$folder/chain.pem" -noout >/dev/null 2>&1 || because "the answer has no certificate for $name"
}

# json_pem FILE NAME: prints the PEM text in a JSON string.
json_pem() { tr -d '\n' <"$1" | sed -n "s/.*\"$2\" *: *\"\([^\"]*\)\".*/\1/p" | sed 's/\\n/\n/g; s/\\r//g; s/\\\//\//g'; }

serial_of() { openssl x509 -in "$DEMO_HOME/agents/$1/chain.pem" -noout -serial | cut -d= -f2 | tr 'A-F' 'a-f'; }

as_agent() { printf '%s\n' --cert "$DEMO_HOME/agents/$1/chain.pem" --key "$DEMO_HOME/agents/$1/key.pem" --cacert "$DEMO_ANCHOR"; }

# register_with_curl NAME OWNER CAPABILITIES-JSON PORT [EXPECTED-STATUS]
register_with_curl() {
  local tls
  mapfile -t tls < <(as_agent "$1")
  call "${5:-201}" "${tls[@]}" -H 'Content-Type: application/json' --data-binary "$(printf \
    '{"agent":"spiffe://%s/agent/%s","owner":"%s","capabilities":%s,"locator":"https://%s:%s/work","validation_methods":["mtls"],"principal":{"kind":"person","issuer":"%s","subject":"alice"}}' \
    "$TRUST_DOMAIN" "$1" "$2" "$3" "${DEMO_HOST:-127.0.0.1}" "$4" "$IDP_URL")" "$ARS_URL/v1/agents"
}
