#!/usr/bin/env bash
# Tests names and addresses of real nodes. The nodes run in one network namespace with two addresses, and clients in another namespace use their
# public names only. It needs Linux, root, `ip` and `ss`. It takes a minute or two, so `./bailiwick test` does not run it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
HERE=bailiwick-$$ THERE=bailiwick-away-$$
export BAILIWICK_HOME=$WORK/home BAILIWICK_AUTHORITY_NAME=pki.example BAILIWICK_DOMAIN_NAME=agents.example BAILIWICK_ADDRESS=10.231.7.1,10.231.7.2
AUTHORITY=https://pki.example:8443 DOMAIN=https://agents.example:9443
failures=0
[ "$(id -u)" = 0 ] || { echo "names.sh: network namespaces need root" >&2; exit 2; }

cleanup() {
  here "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  ip netns del "$HERE" 2>/dev/null || true
  ip netns del "$THERE" 2>/dev/null || true
  rm -rf "/etc/netns/$HERE" "/etc/netns/$THERE"
  if [ $failures -eq 0 ]; then rm -rf "$WORK"; else echo "kept: $WORK"; fi
}
trap cleanup EXIT

here() { ip netns exec "$HERE" "$@"; }
there() { ip netns exec "$THERE" "$@"; }

# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"

# Connects the two namespaces. Each namespace has a hosts file of its own with the names.
lay_cable() {
  local space
  for space in "$HERE" "$THERE"; do
    ip netns add "$space"
    ip -n "$space" link set lo up
    mkdir -p "/etc/netns/$space"
    printf '%s\n' "127.0.0.1 localhost $(uname -n)" '10.231.7.1 pki.example' '10.231.7.2 agents.example' >"/etc/netns/$space/hosts"
  done
  ip link add near netns "$HERE" type veth peer name far netns "$THERE"
  ip -n "$HERE" addr add 10.231.7.1/24 dev near
  ip -n "$HERE" addr add 10.231.7.2/24 dev near
  ip -n "$THERE" addr add 10.231.7.9/24 dev far
  ip -n "$HERE" link set near up
  ip -n "$THERE" link set far up
}

# Compares the listening sockets of the namespace with the given ones.
listens_only_on() {
  here ss -Htln | awk '{ print $4 }' | sed 's/^\[::ffff:\(.*\)\]:/\1:/' | sort >"$WORK/listening"
  printf '%s\n' "$@" | sort | diff - "$WORK/listening"
}

gets() { there curl -sSf --max-time 60 --cacert "$BAILIWICK_HOME/root.pem" -o "$WORK/body" "$@"; }

# Checks that the certificate of a listener is for its name, and for no other name.
is_certified() {
  there openssl s_client -connect "$1" -verify_hostname "${1%:*}" -CAfile "$BAILIWICK_HOME/root.pem" -verify_return_error </dev/null >"$WORK/shown" || return 1
  openssl x509 -in "$WORK/shown" -out "$WORK/${1%:*}.pem"
  ! there openssl s_client -connect "$1" -verify_hostname other.example -CAfile "$BAILIWICK_HOME/root.pem" -verify_return_error </dev/null
}

# urls_of CERTIFICATE EXTENSION: prints the URLs in an extension of the certificate.
urls_of() { openssl x509 -in "$1" -noout -ext "$2" | grep -o 'http://[^ ]*'; }

# Acts as a relying party that has only a certificate, and fetches CRL and issuer from the URLs in the certificate.
is_checkable() {
  local certificate=$1 url
  for url in $(urls_of "$certificate" crlDistributionPoints) $(urls_of "$certificate" authorityInfoAccess); do
    echo "$url"
    case $url in
      http://pki.example:8080/crl/*) gets "$url" && openssl crl -inform DER -in "$WORK/body" -noout -issuer >"$WORK/issuer-of-crl" || return 1 ;;
      http://pki.example:8080/issuers/*) gets "$url" && openssl x509 -inform DER -in "$WORK/body" -out "$WORK/issuer.pem" || return 1 ;;
      http://pki.example:8080/ocsp) ;;
      *) return 1 ;;
    esac
  done
  [ "$(openssl x509 -in "$WORK/issuer.pem" -noout -subject_hash)" = "$(openssl x509 -in "$certificate" -noout -issuer_hash)" ] || return 1
  [ "$(sed 's/^issuer=//' "$WORK/issuer-of-crl")" = "$(openssl x509 -in "$certificate" -noout -issuer | sed 's/^issuer=//')" ]
}

is_good_by_ocsp() {
  local url
  url=$(openssl x509 -in "$1" -noout -ocsp_uri)
  there openssl ocsp -issuer "$WORK/issuing.pem" -cert "$1" -CAfile "$BAILIWICK_HOME/root.pem" -url "$url" >"$WORK/status" || return 1
  grep -F "$1: good" "$WORK/status"
}

lay_cable
check "up in an empty home" here "$ROOT/bailiwick" up
[ $failures -eq 0 ] || exit 1
unset BAILIWICK_AUTHORITY_NAME BAILIWICK_DOMAIN_NAME BAILIWICK_ADDRESS
check "status finds the nodes by what was fixed" here "$ROOT/bailiwick" status
check "nodes listen on the addresses asked for and on no other" listens_only_on 10.231.7.1:8080 10.231.7.1:8443 10.231.7.1:9443 10.231.7.2:8080 \
  10.231.7.2:8443 10.231.7.2:9443
check "the authority is ready by its name" gets "$AUTHORITY/health/ready"
check "the domain node is ready by its name" gets "$DOMAIN/health/ready"
check "the second address answers for the authority too" gets --connect-to "::10.231.7.2:8443" "$AUTHORITY/health/ready"
check "the authority's certificate is for its name" is_certified pki.example:8443
check "the domain node's certificate is for its name" is_certified agents.example:9443
openssl x509 -inform DER -in "$BAILIWICK_HOME/authority/ceremony/issuing-1.cer" -out "$WORK/issuing.pem"
check "the issuing authority is checkable by its public URLs" is_checkable "$WORK/issuing.pem"
check "an issued certificate is checkable by its public URLs" is_checkable "$WORK/pki.example.pem"
check "an issued certificate is good by OCSP" is_good_by_ocsp "$WORK/pki.example.pem"
check "the trust bundle is there" gets "$AUTHORITY/.well-known/spiffe-bundle"
gets "$DOMAIN/.well-known/oauth-authorization-server" || true
check "the Master Agent is an issuer by its name" grep -F '"issuer":"https://agents.example:9443"' "$WORK/body"
gets "$AUTHORITY/.well-known/ssf-configuration" || true
check "the authority is an issuer of events by its name" grep -F '"issuer":"https://pki.example:8443"' "$WORK/body"
check "no published document leads to loopback" bash -c "! grep -r 127.0.0.1 '$WORK/body' '$BAILIWICK_HOME'/*/bailiwick.properties"
check "down" here "$ROOT/bailiwick" down

[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
