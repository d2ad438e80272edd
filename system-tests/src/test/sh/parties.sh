#!/usr/bin/env bash
# The parties outside of the product that a system test needs, from openssl and curl alone (demo/lib): a device maker
# with a device for each agent, and an identity provider whose keys the authority has as a file.
#   parties.sh make FOLDER                        keys of maker and identity provider
#   parties.sh trust FOLDER HOME                  what the domain's operator configures of them
#   parties.sh request FOLDER HOME NAME OWNER CAPABILITIES-JSON LOCATOR   writes FOLDER/agents/NAME/enrolment.json
#   parties.sh enrol   (the same arguments)       ... and sends it; chain.pem and key.pem lie beside
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)
for part in jose device identity; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done

readonly ISSUER=https://idp.example KID=idp-1 FIRMWARE=acme-os FIRMWARE_VERSION=4.2.0

make() {
  device_maker_make "$1/maker" "Acme Devices"
  provider_make "$1/idp" "$KID"
  echo "the program of every agent" >"$1/program"
}

trust() {
  local digest
  digest=$(openssl dgst -sha256 -r "$1/program" | cut -d' ' -f1)
  cp "$1/maker/maker.pem" "$2/authority/devices/acme.pem"
  cat >"$2/authority/users/idp.json" <<JSON
{"issuer": "$ISSUER", "audience": "bailiwick", "jwks": $(cat "$1/idp/public/jwks.json"), "algorithms": ["RS256"],
 "roles_claim": "roles", "max_age": "PT10M", "owners": {"alice": ["Accounts Payable", "Treasury"]}}
JSON
  sed -e 's/"agent-default"/"system-test"/' -e 's/"capabilities": *\[[^]]*\]/"capabilities": ["invoice.parse@1", "fx.rates@2", "interface.check@1"]/' \
    "$ROOT/launcher/defaults/profiles/agent-default.json" >"$2/authority/profiles/system-test.json"
  cat >"$2/authority/reference-values/system.json" <<JSON
{"firmware": [{"name": "$FIRMWARE", "versions": ["$FIRMWARE_VERSION"]}],
 "programs": [{"name": "system-test", "digests": ["sha-256:$digest"]}]}
JSON
}

setting() { sed -n "s/^$2=//p" "$1/authority/bailiwick.properties"; }

# Each agent runs on a device of its own.
request() {
  local folder=$1 home=$2 name=$3 agent=$1/agents/$3 device=$1/device-$3 nonce eat statement
  [ -d "$device" ] || device_make "$folder/maker" "$device" "ACME-$name"
  agent_key_make "$agent"
  curl -sSf --cacert "$home/root.pem" -X POST -o "$agent/nonce.json" "$(setting "$home" aca.base-url)/v1/nonces"
  nonce=$(json_member "$agent/nonce.json" nonce)
  eat=$(device_eat "$device" "$nonce" "$FIRMWARE" "$FIRMWARE_VERSION" system-test "$folder/program")
  statement=$(device_statement "$device" "$nonce" "$agent/request.der" "$eat" "$(printf \
    '"profile":"system-test","name":"%s","owner":"%s","capabilities":%s,"locator":"%s","validation_methods":["mtls"]' \
    "$name" "$4" "$5" "$6")")
  printf '{"statement":"%s","csr":"%s","eat":"%s","user_token":"%s"}' "$statement" \
    "$(openssl base64 -A -in "$agent/request.der")" "$eat" \
    "$(user_token "$folder/idp" "$KID" "$ISSUER" alice bailiwick)" >"$agent/enrolment.json"
}

enrol() {
  request "$@"
  local agent=$1/agents/$3
  curl -sS --fail-with-body --cacert "$2/root.pem" -H 'Content-Type: application/json' -o "$agent/answer.json" \
    --data-binary "@$agent/enrolment.json" "$(setting "$2" aca.base-url)/v1/enrolments" || { cat "$agent/answer.json" >&2; exit 1; }
  tr -d '\n' <"$agent/answer.json" | sed -n 's/.*"chain" *: *"\([^"]*\)".*/\1/p' \
    | sed 's/\\n/\n/g; s/\\r//g; s/\\\//\//g' >"$agent/chain.pem"
}

"$@"
