# A node that runs containers, from openssl alone: what it signs of a container of its own. Sourced after jose.sh and device.sh, whose
# functions make the node: its maker, its certificate, the agent's key.
# shellcheck shell=bash

# jkt_of_ec PUBLIC-KEY-PEM: the RFC 7638 thumbprint of a P-256 key.
jkt_of_ec() {
  local point
  point=$(openssl pkey -pubin -in "$1" -outform DER | tail -c 64 | openssl base64 -A)
  printf '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' "$(openssl base64 -d -A <<<"$point" | head -c 32 | b64url)" \
    "$(openssl base64 -d -A <<<"$point" | tail -c 32 | b64url)" | sha256_b64url
}

# node_statement NODE-FOLDER NONCE AGENT-PUBLIC-KEY-PEM CONTAINER-HEX IMAGE DIGEST NAMESPACE ACCOUNT [IAT]: the node's word on a container.
node_statement() {
  jws_sign "$1/idevid.key" ES256 \
    "$(printf '{"alg":"ES256","typ":"container-statement+jwt","x5c":["%s"]}' "$(certificate_b64 "$1/idevid.pem")")" \
    "$(printf '{"nonce":"%s","iat":%s,"cnf":{"jkt":"%s"},"container_id":"containerd://%s","image":{"name":"%s","digest":"%s"},"namespace":"%s","service_account":"%s","pod":{"name":"%s-1","uid":"%s"}}' \
      "$2" "${9:-$(date +%s)}" "$(jkt_of_ec "$3")" "$4" "$5" "$6" "$7" "$8" "$8" "7c9e6679-7425-40de-944b-e07fc1f90ae7")"
}
