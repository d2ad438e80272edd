# An owner who has a key of its own, and the consent of owner and agent to one credential with both keys (docs/dual-identity.md): openssl alone.
# Sourced after jose.sh.
# shellcheck shell=bash

# owner_consent OWNER-KEY AGENT-KEY AUDIENCE AGENT-URI MEMBERS: the owner's word, good for ten minutes and once.
# MEMBERS are "owner":…,"profile":…,"capabilities":[…] as in the statement.
owner_consent() {
  jws_sign "$1" ES256 "$(printf '{"alg":"ES256","typ":"owner-consent+jwt","jwk":%s}' "$(jwk_of_ec "$1")")" "$(printf \
    '{"aud":"%s","agent":"%s","agent_jkt":"%s",%s,"jti":"%s","iat":%s,"exp":%s}' \
    "$3" "$4" "$(jwk_thumbprint "$2")" "$5" "$(random_id)" "$(date +%s)" "$(($(date +%s) + 600))")"
}

# owner_acceptance AGENT-KEY OWNER-KEY NONCE OWNER: the agent's word that this key is its owner's.
owner_acceptance() {
  jws_sign "$1" ES256 '{"alg":"ES256","typ":"owner-acceptance+jwt"}' \
    "$(printf '{"nonce":"%s","owner":"%s","owner_jkt":"%s"}' "$3" "$4" "$(jwk_thumbprint "$2")")"
}
