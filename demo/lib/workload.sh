# An agent without a device certificate, from openssl alone: its statement by its own key, and the token by which a cluster says what pod it runs in.
# Sourced after jose.sh and device.sh.
# shellcheck shell=bash

# pod_token CLUSTER-KEY KID ISSUER AUDIENCE NAMESPACE ACCOUNT POD-UID: as Kubernetes projects it into a pod.
pod_token() {
  local now
  now=$(date +%s)
  jws_sign "$1" RS256 "$(printf '{"alg":"RS256","kid":"%s"}' "$2")" "$(printf \
    '{"iss":"%s","aud":["%s"],"sub":"system:serviceaccount:%s:%s","iat":%s,"nbf":%s,"exp":%s,"kubernetes.io":{"namespace":"%s","pod":{"name":"%s-1","uid":"%s"},"serviceaccount":{"name":"%s","uid":"%s"}}}' \
    "$3" "$4" "$5" "$6" "$now" "$now" "$((now + 600))" "$5" "$6" "$7" "$6" "$(random_id)")"
}

# agent_statement FOLDER NONCE EVIDENCE-VALUE REQUEST-MEMBERS: the agent's own signature over nonce, request and evidence.
agent_statement() {
  jws_sign "$1/key.pem" ES256 "$(printf '{"alg":"ES256","typ":"enrolment-statement+jwt","jwk":%s}' "$(jwk_of_ec "$1/key.pem")")" \
    "$(printf '{"nonce":"%s","csr_sha256":"%s","evidence_sha256":["%s"],"iat":%s,%s}' "$2" "$(sha256_b64url <"$1/request.der")" \
      "$(printf '%s' "$3" | sha256_b64url)" "$(date +%s)" "$4")"
}
