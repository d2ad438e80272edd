# A node that runs containers, from openssl alone: what it signs of a container of its own. Sourced after jose.sh and device.sh, whose
# functions make the node: its maker, its certificate, the agent's key.
# shellcheck shell=bash

# node_statement NODE-FOLDER NONCE AGENT-PUBLIC-KEY-PEM CONTAINER-HEX IMAGE DIGEST NAMESPACE ACCOUNT [IAT]: the node's word on a container.
node_statement() {
  jws_sign "$1/idevid.key" ES256 \
    "$(printf '{"alg":"ES256","typ":"container-statement+jwt","x5c":["%s"]}' "$(certificate_b64 "$1/idevid.pem")")" \
    "$(printf '{"nonce":"%s","iat":%s,"cnf":{"jkt":"%s"},"container_id":"containerd://%s","image":{"name":"%s","digest":"%s"},"namespace":"%s","service_account":"%s","pod":{"name":"%s-1","uid":"%s"}}' \
      "$2" "${9:-$(date +%s)}" "$(jwk_thumbprint "$3")" "$4" "$5" "$6" "$7" "$8" "$8" "7c9e6679-7425-40de-944b-e07fc1f90ae7")"
}

# node_helper NODE-FOLDER CONTAINER-HEX IMAGE DIGEST NAMESPACE ACCOUNT: the program of `agent enrol --container-helper` on such a node: the
# question, a line of JSON, on standard input, the statement on standard output (docs/agent.md).
node_helper() {
  local question key
  read -r question
  key=$(mktemp)
  printf '%b' "$(question_member "$question" key)" >"$key"
  node_statement "$1" "$(question_member "$question" nonce)" "$key" "${@:2}"
  rm -f "$key"
}
question_member() { sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p" <<<"$1"; }
