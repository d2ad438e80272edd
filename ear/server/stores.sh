#!/usr/bin/env bash
# Imports the server's certificate and the trust anchors of its clients into the stores of a stopped Payara Server 7 domain.
# A server without Bailiwick's trust manager needs every anchor for the handshake (docs/deploy.md explains the disadvantages).
set -euo pipefail

usage() {
  echo "usage: STORE_PASSWORD=… stores.sh --config FOLDER --certificate PEM --key PEM --anchor NAME=PEM-or-DER ..."
  echo "  --config FOLDER   the domain's config folder (keystore.p12, cacerts.p12); STORE_PASSWORD is its master password"
}

config="" certificate="" key="" anchors=()
while [ $# -gt 0 ]; do
  case "$1" in
    --config) config=$2; shift 2 ;;
    --certificate) certificate=$2; shift 2 ;;
    --key) key=$2; shift 2 ;;
    --anchor) anchors+=("$2"); shift 2 ;;
    -h|--help) usage; exit 0 ;;
    *) echo "stores.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done
[ -n "$config" ] && [ -n "$certificate" ] && [ -n "$key" ] || { usage >&2; exit 2; }
: "${STORE_PASSWORD:?the master password of the domain is needed in STORE_PASSWORD}"
export STORE_PASSWORD

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl pkcs12 -export -in "$certificate" -inkey "$key" -name bailiwick -passout env:STORE_PASSWORD -out "$work/server.p12"
# stored COMMAND…: runs keytool, and prints what it says only if it fails. With -storepass:env the password is not on the command line.
stored() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}keytool" "$@" >"$work/said" 2>&1 || {
    cat "$work/said" >&2
    echo "stores.sh: keytool failed; STORE_PASSWORD must be the domain's master password (changeit, if create-domain got none by" \
      "--usemasterpassword=true)" >&2
    exit 1
  }
}

# replaced STORE ALIAS: takes away what an earlier call has stored under this alias.
replaced() {
  stored -list -keystore "$1" -storepass:env STORE_PASSWORD
  ! grep -E "^$2, " "$work/said" >/dev/null || stored -delete -alias "$2" -keystore "$1" -storepass:env STORE_PASSWORD
}

replaced "$config/keystore.p12" bailiwick
stored -importkeystore -noprompt -srckeystore "$work/server.p12" -srcstoretype PKCS12 -srcstorepass:env STORE_PASSWORD \
  -destkeystore "$config/keystore.p12" -deststorepass:env STORE_PASSWORD
for anchor in "${anchors[@]}"; do
  name=${anchor%%=*} file=${anchor#*=}
  [ -r "$file" ] || { echo "stores.sh: $file, the anchor $name, cannot be read" >&2; exit 1; }
  replaced "$config/cacerts.p12" "bailiwick-$name"
  stored -importcert -noprompt -alias "bailiwick-$name" -file "$file" -keystore "$config/cacerts.p12" -storepass:env STORE_PASSWORD
done
echo "stores: server certificate and ${#anchors[@]} anchors in $config"
