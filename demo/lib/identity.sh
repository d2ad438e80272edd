# An identity provider with openssl alone: keys, user tokens, and a JWK set that `openssl s_server` serves over HTTPS. This file is sourced after
# jose.sh.
# shellcheck shell=bash

# tls_server_make FOLDER: makes a private TLS root and a certificate for 127.0.0.1, or for the address $DEMO_HOST.
tls_server_make() {
  mkdir -p "$1"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/tls-root.key" -out "$1/tls-root.pem" \
    -days 365 -subj "/CN=outside TLS root" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/tls.key" -out "$1/tls.csr" -subj "/CN=127.0.0.1" 2>/dev/null
  openssl x509 -req -in "$1/tls.csr" -CA "$1/tls-root.pem" -CAkey "$1/tls-root.key" -days 90 -out "$1/tls.pem" \
    -extfile <(printf '%s\n' "subjectAltName=IP:${DEMO_HOST:-127.0.0.1},DNS:localhost" 'extendedKeyUsage=serverAuth' \
      'keyUsage=critical,digitalSignature') 2>/dev/null
}

# https_serve FOLDER PORT PID-FILE: serves the files of FOLDER/public over HTTPS until killed; in the network namespace $DEMO_NAMESPACE if it is set.
https_serve() {
  (cd "$1/public" && exec ${DEMO_NAMESPACE:+ip netns exec "$DEMO_NAMESPACE"} openssl s_server -accept "${DEMO_HOST:-127.0.0.1}:$2" -cert ../tls.pem -key ../tls.key -WWW -quiet >/dev/null 2>&1) &
  echo $! >"$3"
}

# provider_make FOLDER KID: makes the signing key and the JWK set of an OpenID provider or authorization server.
provider_make() {
  mkdir -p "$1/public"
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out "$1/signing.key" 2>/dev/null
  jwks_of_rsa "$1/signing.key" "$2" >"$1/public/jwks.json"
}

# user_token FOLDER KID ISSUER SUBJECT AUDIENCE: prints an ID token of that provider, which is valid for five minutes.
user_token() {
  local now
  now=$(date +%s)
  jws_sign "$1/signing.key" RS256 "$(printf '{"alg":"RS256","typ":"JWT","kid":"%s"}' "$2")" "$(printf \
    '{"iss":"%s","sub":"%s","aud":"%s","iat":%s,"exp":%s,"jti":"%s","roles":["agent-owner"]}' \
    "$3" "$4" "$5" "$now" "$((now + 300))" "$(random_id)")"
}
