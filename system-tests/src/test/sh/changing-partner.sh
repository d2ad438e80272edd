#!/usr/bin/env bash
# A partner domain that changes while the nodes run, made with openssl alone by the demo's own functions. Called by PartnerChangeIT.java:
#   changing-partner.sh ROOT FOLDER make TRUST-DOMAIN | grant SERVER ISSUER SUBJECT AUDIENCE CLIENT SCOPE | revoke AGENT
# FOLDER gets the CA, the agents buyer, clerk and thief, and the authorization servers one and two with a key each.
set -euo pipefail

ROOT=$1
FOLDER=$2
shift 2
for part in jose identity partner; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done

make_partner() {
  local name
  partner_ca_make "$FOLDER" "$1"
  for name in buyer clerk thief; do partner_agent_make "$FOLDER" "$1" "$name"; done
  for name in one two; do provider_make "$FOLDER/$name" "key-of-$name"; done
}

case $1 in
  make) make_partner "$2" ;;
  grant) partner_grant "$FOLDER/$2" "key-of-$2" "${@:3}" ;;
  revoke)
    openssl ca -config "$FOLDER/ca.cnf" -revoke "$FOLDER/$2.pem" 2>/dev/null
    partner_crl_make "$FOLDER" ;;
  *) echo "no such order: $1" >&2; exit 2 ;;
esac
