# JOSE with openssl and the usual small tools alone, as a party without code of Bailiwick would do it. This file is sourced.
# shellcheck shell=bash

b64url() { basenc --base64url --wrap=0 | tr -d '='; }
sha256_b64url() { openssl dgst -sha256 -binary | b64url; }
hex_to_bytes() { printf '%b' "$(tr -d '\n' | sed 's/../\\x&/g')"; }
random_id() { openssl rand -hex 16; }

# es256_raw: converts a DER ECDSA-Sig-Value on standard input to the 64 bytes of ES256 (RFC 7518 section 3.4).
es256_raw() {
  openssl asn1parse -inform DER | sed -n 's/.*INTEGER *://p' | while read -r number; do
    printf '%64s' "$number" | tr ' ' '0'
  done | hex_to_bytes
}

# jws_sign KEY ES256|RS256 HEADER-JSON PAYLOAD-JSON: prints a compact JWS.
jws_sign() {
  case "$2" in
    ES256) jws_by "$3" "$4" es256 openssl dgst -sha256 -sign "$1" ;;
    RS256) jws_by "$3" "$4" openssl dgst -sha256 -sign "$1" ;;
    *) echo "jws_sign: algorithm $2 is not known here" >&2; return 2 ;;
  esac
}

# jws_by HEADER-JSON PAYLOAD-JSON COMMAND...: prints a compact JWS. The command reads the signing input and prints the signature.
jws_by() {
  local input
  input=$(printf '%s' "$1" | b64url).$(printf '%s' "$2" | b64url)
  printf '%s.%s' "$input" "$(printf '%s' "$input" | "${@:3}" | b64url)"
}

# es256 COMMAND...: runs a command that prints a DER signature, and converts the signature to ES256.
es256() { "$@" | es256_raw; }

# jwks_of_rsa KEY KID: prints a JWK set with an RSA public key.
jwks_of_rsa() {
  local modulus
  modulus=$(openssl rsa -in "$1" -noout -modulus 2>/dev/null | sed 's/^Modulus=//' | hex_to_bytes | b64url)
  printf '{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"%s","n":"%s","e":"AQAB"}]}\n' "$2" "$modulus"
}

# jwk_of_ec KEY: prints a P-256 public key as JWK. KEY is the PEM file of the private or the public key.
jwk_of_ec() {
  local point
  point=$({ openssl pkey -in "$1" -pubout -outform DER 2>/dev/null || openssl pkey -pubin -in "$1" -outform DER; } | tail -c 64 | base64 --wrap=0)
  printf '{"kty":"EC","crv":"P-256","x":"%s","y":"%s"}' "$(base64 --decode <<<"$point" | head -c 32 | b64url)" \
    "$(base64 --decode <<<"$point" | tail -c 32 | b64url)"
}

# jwk_thumbprint KEY: prints the JWK thumbprint of a P-256 key (RFC 7638), the digest of its members in the order of their names and without white
# space.
jwk_thumbprint() {
  local jwk
  jwk=$(jwk_of_ec "$1")
  printf '{"crv":"P-256","kty":"EC",%s' "${jwk#*\"P-256\",}" | sha256_b64url
}

# json_member FILE NAME: prints the value of a top-level string or number member, without jq, which a new machine does not have.
json_member() { tr -d '\n' <"$1" | sed -n "s/.*\"$2\" *: *\"\{0,1\}\([^\",}]*\)\"\{0,1\}.*/\1/p" | head -n 1; }
