# A node that runs containers and signs statements about them, with openssl alone. This file is sourced after jose.sh and device.sh, whose functions
# make the node's maker, its certificate and the agent's key.
# shellcheck shell=bash

# node_statement NODE-FOLDER NONCE AGENT-PUBLIC-KEY-PEM CONTAINER-HEX IMAGE DIGEST NAMESPACE ACCOUNT [IAT]: prints the node's statement about a
# container.
node_statement() {
  jws_sign "$1/idevid.key" ES256 \
    "$(printf '{"alg":"ES256","typ":"container-statement+jwt","x5c":["%s"]}' "$(certificate_b64 "$1/idevid.pem")")" \
    "$(printf '{"nonce":"%s","iat":%s,"cnf":{"jkt":"%s"},"container_id":"containerd://%s","image":{"name":"%s","digest":"%s"},"namespace":"%s","service_account":"%s","pod":{"name":"%s-1","uid":"%s"}}' \
      "$2" "${9:-$(date +%s)}" "$(jwk_thumbprint "$3")" "$4" "$5" "$6" "$7" "$8" "$8" "7c9e6679-7425-40de-944b-e07fc1f90ae7")"
}

# node_helper NODE-FOLDER CONTAINER-HEX IMAGE DIGEST NAMESPACE ACCOUNT: the program for `agent enrol --container-helper` on such a node. It reads the
# request, a line of JSON, from standard input, and prints the statement (docs/agent.md).
node_helper() {
  local question key
  read -r question
  key=$(mktemp)
  printf '%b' "$(question_member "$question" key)" >"$key"
  node_statement "$1" "$(question_member "$question" nonce)" "$key" "${@:2}"
  rm -f "$key"
}
question_member() { sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p" <<<"$1"; }
