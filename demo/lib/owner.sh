# An owner with a key of its own. Owner and agent consent to one credential with both keys (docs/dual-identity.md), with openssl alone. This file is
# sourced after jose.sh.
# shellcheck shell=bash

# owner_consent OWNER-KEY AGENT-KEY AUDIENCE AGENT-URI MEMBERS: prints the owner's consent, which is valid once and for ten minutes.
# MEMBERS are "owner":…,"profile":…,"capabilities":[…] as in the statement.
owner_consent() {
  jws_sign "$1" ES256 "$(printf '{"alg":"ES256","typ":"owner-consent+jwt","jwk":%s}' "$(jwk_of_ec "$1")")" "$(printf \
    '{"aud":"%s","agent":"%s","agent_jkt":"%s",%s,"jti":"%s","iat":%s,"exp":%s}' \
    "$3" "$4" "$(jwk_thumbprint "$2")" "$5" "$(random_id)" "$(date +%s)" "$(($(date +%s) + 600))")"
}

# owner_acceptance AGENT-KEY OWNER-KEY NONCE OWNER: prints the agent's signed statement that this key is its owner's key.
owner_acceptance() {
  jws_sign "$1" ES256 '{"alg":"ES256","typ":"owner-acceptance+jwt"}' \
    "$(printf '{"nonce":"%s","owner":"%s","owner_jkt":"%s"}' "$3" "$4" "$(jwk_thumbprint "$2")")"
}
