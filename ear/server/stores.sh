#!/usr/bin/env bash
# Imports the server's certificate and the trust anchors of its clients into the stores of a stopped Payara Server 7 domain.
# A server without Bailiwick's trust manager needs every anchor for the handshake (docs/deploy.md explains the disadvantages).
set -euo pipefail

usage() {
  echo "usage: STORE_PASSWORD=… ear/server/stores.sh --config FOLDER --certificate PEM --key PEM --anchor NAME=PEM-or-DER ..."
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
# With -deststorepass:env the password is not on the command line.
keytool -delete -alias bailiwick -keystore "$config/keystore.p12" -storepass:env STORE_PASSWORD >/dev/null 2>&1 || true
keytool -importkeystore -noprompt -srckeystore "$work/server.p12" -srcstoretype PKCS12 -srcstorepass:env STORE_PASSWORD \
  -destkeystore "$config/keystore.p12" -deststorepass:env STORE_PASSWORD >/dev/null 2>&1
for anchor in "${anchors[@]}"; do
  name=${anchor%%=*} file=${anchor#*=}
  keytool -delete -alias "bailiwick-$name" -keystore "$config/cacerts.p12" -storepass:env STORE_PASSWORD >/dev/null 2>&1 || true
  keytool -importcert -noprompt -alias "bailiwick-$name" -file "$file" -keystore "$config/cacerts.p12" \
    -storepass:env STORE_PASSWORD >/dev/null 2>&1
done
echo "stores: server certificate and ${#anchors[@]} anchors in $config"
