# A partner domain with openssl alone: its CA with a CRL, a calling agent, and the grants of its authorization server. This file is sourced after
# jose.sh and identity.sh.
# shellcheck shell=bash

# partner_ca_make FOLDER TRUST-DOMAIN
partner_ca_make() {
  mkdir -p "$1"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/ca.key" -out "$1/ca.pem" -days 3650 \
    -subj "/O=$2/CN=$2 Agent CA" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -addext "subjectAltName=URI:spiffe://$2" 2>/dev/null
  : >"$1/index.txt"
  echo 1000 >"$1/crlnumber"
  cat >"$1/ca.cnf" <<CNF
[ca]
default_ca = partner
[partner]
database = $1/index.txt
crlnumber = $1/crlnumber
certificate = $1/ca.pem
private_key = $1/ca.key
default_md = sha256
default_crl_days = 7
crl_extensions = crl
[crl]
authorityKeyIdentifier = keyid
CNF
  partner_crl_make "$1"
}

partner_crl_make() { openssl ca -config "$1/ca.cnf" -gencrl -out "$1/ca.crl.pem" 2>/dev/null && openssl crl -in "$1/ca.crl.pem" -outform DER -out "$1/ca.crl"; }

# partner_agent_make FOLDER TRUST-DOMAIN NAME: FOLDER/NAME.key and FOLDER/NAME.pem
partner_agent_make() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/$3.key" -out "$1/$3.csr" -subj "/CN=$3" 2>/dev/null
  openssl x509 -req -in "$1/$3.csr" -CA "$1/ca.pem" -CAkey "$1/ca.key" -days 1 -out "$1/$3.pem" -extfile <(printf '%s\n' \
    basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=clientAuth,serverAuth \
    "subjectAltName=URI:spiffe://$2/agent/$3" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid) 2>/dev/null
}

# partner_grant FOLDER KID ISSUER SUBJECT AUDIENCE CLIENT SCOPE: prints a JWT authorization grant (RFC 7523) for one use.
partner_grant() {
  local now
  now=$(date +%s)
  jws_sign "$1/signing.key" RS256 "$(printf '{"alg":"RS256","typ":"JWT","kid":"%s"}' "$2")" "$(printf \
    '{"iss":"%s","sub":"%s","aud":"%s","iat":%s,"exp":%s,"jti":"%s","client_id":"%s","act":{"sub":"%s"},"scope":"%s"}' \
    "$3" "$4" "$5" "$now" "$((now + 120))" "$(random_id)" "$6" "$6" "$7")"
}
