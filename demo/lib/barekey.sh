# An agent without X.509 tools, which has a key only and makes a signature instead of a CSR. This file is sourced after jose.sh, device.sh and
# workload.sh.
# shellcheck shell=bash

# bare_key_make FOLDER: makes the agent's key and no CSR.
bare_key_make() {
  mkdir -p "$1"
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1/key.pem" 2>/dev/null
  chmod 600 "$1/key.pem"
  openssl pkey -in "$1/key.pem" -pubout -outform DER -out "$1/key.der"
}

# bare_key_statement SIGNER HEADER-MEMBER NONCE KEY-DER REQUEST-MEMBERS: prints a statement for a bare key, signed by the key SIGNER.
bare_key_statement() {
  jws_sign "$1" ES256 "$(printf '{"alg":"ES256","typ":"enrolment-statement+jwt",%s}' "$2")" \
    "$(printf '{"nonce":"%s","key_sha256":"%s","iat":%s,%s}' "$3" "$(sha256_b64url <"$4")" "$(date +%s)" "$5")"
}

# bare_key_proof KEY NONCE STATEMENT: prints the agent's signature over nonce and statement. It is needed if a device signed the statement.
bare_key_proof() {
  jws_sign "$1" ES256 '{"alg":"ES256","typ":"enrolment-key-proof+jwt"}' \
    "$(printf '{"nonce":"%s","statement_sha256":"%s"}' "$2" "$(printf '%s' "$3" | sha256_b64url)")"
}
