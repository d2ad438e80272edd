# An agent without a device certificate, with openssl alone: its statement is signed by its own key, and a token of a cluster names the pod in which
# the agent runs. This file is sourced after jose.sh and device.sh.
# shellcheck shell=bash

# pod_token CLUSTER-KEY KID ISSUER AUDIENCE NAMESPACE ACCOUNT POD-UID: prints a token like the one that Kubernetes projects into a pod.
pod_token() {
  local now
  now=$(date +%s)
  jws_sign "$1" RS256 "$(printf '{"alg":"RS256","kid":"%s"}' "$2")" "$(printf \
    '{"iss":"%s","aud":["%s"],"sub":"system:serviceaccount:%s:%s","iat":%s,"nbf":%s,"exp":%s,"kubernetes.io":{"namespace":"%s","pod":{"name":"%s-1","uid":"%s"},"serviceaccount":{"name":"%s","uid":"%s"}}}' \
    "$3" "$4" "$5" "$6" "$now" "$now" "$((now + 600))" "$5" "$6" "$7" "$6" "$(random_id)")"
}

# agent_statement FOLDER NONCE EVIDENCE-VALUE REQUEST-MEMBERS: prints the statement of an agent whose key is in a file.
agent_statement() { own_statement "$1/key.pem" "$1/request.der" "$2" "$3" "$4" openssl dgst -sha256 -sign "$1/key.pem"; }
