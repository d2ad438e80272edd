# A TPM vendor, software TPMs, and a machine with a TPM that enrols an agent whose key never leaves the TPM, with swtpm, tpm2-tools and openssl alone.
# This file is sourced after jose.sh and device.sh.
# shellcheck shell=bash

readonly TPM_AK=0x81000001 TPM_KEY=0x81000002                                  # persistent handles of keys for raw commands

# tpm_vendor_make FOLDER: makes a CA for endorsement certificates. The first TPM creates its root, FOLDER/swtpm-localca-rootca-cert.pem.
tpm_vendor_make() {
  mkdir -p "$1"
  printf '%s\n' "statedir = $1" "signingkey = $1/signkey.pem" "issuercert = $1/issuercert.pem" "certserial = $1/certserial" >"$1/localca.conf"
  : >"$1/localca.options"
  printf '%s\n' "create_certs_tool = $(command -v swtpm_localca)" "create_certs_tool_config = $1/localca.conf" \
    "create_certs_tool_options = $1/localca.options" "active_pcr_banks = sha256" >"$1/setup.conf"
}

# tpm_make VENDOR-FOLDER FOLDER rsa|rsa3072|ecc|ecc256: makes and starts a TPM of that vendor with an attestation key. The last argument chooses the
# endorsement key: RSA 2048 or 3072, P-384 or P-256. The TPM has these keys and their certificates from its manufacture, except P-256.
tpm_make() {
  local size=2048
  [ "$3" != rsa3072 ] || size=3072
  mkdir -p "$2/state"
  swtpm_setup --tpm2 --tpmstate "$2/state" --create-ek-cert --rsa-keysize "$size" --config "$1/setup.conf" >"$2/setup.log" 2>&1 || return 1
  tpm_start "$2" || return 1
  cp "$1/issuercert.pem" "$2/issuer.pem"
  case $3 in
    rsa) tpm_endorsement "$2" 0x1c00002 0x81010001 ;;
    rsa3072) tpm_endorsement "$2" 0x1c0001c 0x8101001c ;;
    ecc) tpm_endorsement "$2" 0x1c00016 0x81010016 ;;
    ecc256) tpm_certify_endorsement "$1" "$2" 0x81010017 ;;
  esac || return 1
  tpm "$2" tpm2_createprimary -Q -C e -G ecc256:ecdsa-sha256:null -c ak.ctx \
    -a 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign' || return 1
  tpm "$2" tpm2_readpublic -Q -c ak.ctx -f tss -o ak.pub || return 1
  tpm "$2" tpm2_evictcontrol -Q -C o -c ak.ctx "$TPM_AK"
}

# tpm_endorsement FOLDER NV-INDEX HANDLE: reads the endorsement certificate (ek.pem) from the NV index, and stores the handle of its key (TCG EK
# Credential Profile).
tpm_endorsement() {
  tpm "$1" tpm2_nvread -C o -o ek.der "$2" 2>/dev/null && openssl x509 -inform DER -in "$1/ek.der" -out "$1/ek.pem" && echo "$3" >"$1/ek-handle"
}

# tpm_certify_endorsement VENDOR-FOLDER FOLDER HANDLE: makes a P-256 key of template L-2 and has the vendor certify it.
tpm_certify_endorsement() {
  tpm "$2" tpm2_createek -Q -G ecc -c "$3" -f pem -u ek-public.pem || return 1
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj "/CN=TPM" 2>/dev/null |
    openssl x509 -req -force_pubkey "$2/ek-public.pem" -CA "$1/issuercert.pem" -CAkey "$1/signkey.pem" -days 3650 -set_serial "0x$(openssl rand -hex 15)" \
      -extfile <(printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,keyAgreement extendedKeyUsage=2.23.133.8.1) -out "$2/ek.pem" 2>/dev/null || return 1
  echo "$3" >"$2/ek-handle"
}

# Starts the TPM. The paths are relative to its folder, because the path of a socket may not be long.
tpm_start() {
  (cd "$1" && exec swtpm socket --tpm2 --tpmstate dir=state --server type=unixio,path=sock --ctrl type=unixio,path=sock.ctrl \
    --flags not-need-init,startup-clear </dev/null >swtpm.log 2>&1) &
  echo $! >"$1.pid"
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    [ ! -S "$1/sock.ctrl" ] || { sleep 0.1; return 0; }
    sleep 0.05
  done
  return 1
}

tpm_stop() { kill "$(cat "$1.pid")"; }

# tpm FOLDER COMMAND...: runs a command of tpm2-tools in the TPM's folder. The TPM has room for three keys and no resource manager.
tpm() {
  local status=0
  (cd "$1" && export TPM2TOOLS_TCTI=swtpm:path=sock && shift && { "$@" || status=$?; tpm2_flushcontext -t || status=$?; exit "$status"; }) || status=$?
  return "$status"
}

# tpm_agent_key_make FOLDER NAME [ATTRIBUTES]: makes an agent's key in the TPM (NAME.ctx, .pub and .pem) and a request signed by it (NAME.csr).
tpm_agent_key_make() {
  tpm "$1" tpm2_createprimary -Q -C o -G ecc256 -c srk.ctx || return 1
  tpm "$1" tpm2_create -Q -C srk.ctx -G ecc256:ecdsa-sha256:null -u "$2.pub" -r "$2.priv" \
    -a "${3:-fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign}" || return 1
  tpm "$1" tpm2_load -Q -C srk.ctx -u "$2.pub" -r "$2.priv" -c "$2.ctx" || return 1
  tpm "$1" tpm2_readpublic -Q -c "$2.ctx" -f pem -o "$2.pem" || return 1
  tpm_csr "$1" "$2"
}

# tpm_csr FOLDER NAME: makes a PKCS#10 request (RFC 2986) without a subject for a P-256 key in the TPM.
tpm_csr() {
  local info signature
  info=30620201003000$(openssl pkey -pubin -in "$1/$2.pem" -outform DER | hex)a000
  signature=$(printf '%s' "$info" | hex_to_bytes | tpm_sign "$1" "$2" | hex)
  der 30 "$info$(der 30 06082a8648ce3d040302)$(der 03 "00$signature")" | hex_to_bytes >"$1/$2.csr"
}

hex() { od -An -v -tx1 | tr -d ' \n'; }

# der TAG HEX: prints a DER value in hex.
der() {
  local length=$((${#2} / 2))
  if [ "$length" -lt 128 ]; then printf '%s%02x%s' "$1" "$length" "$2"; else printf '%s81%02x%s' "$1" "$length" "$2"; fi
}

# tpm_sign FOLDER NAME: signs standard input by ECDSA with SHA-256, and prints the signature in DER.
tpm_sign() {
  cat >"$1/to-sign"
  tpm "$1" tpm2_sign -Q -c "$2.ctx" -g sha256 -f plain -o signed to-sign && cat "$1/signed"
}

# tpm_statement FOLDER NAME NONCE EVIDENCE REQUEST-MEMBERS: prints the statement of an agent whose key is in the TPM.
tpm_statement() { own_statement "$1/$2.pem" "$1/$2.csr" "$3" "$4" "$5" tpm_sign "$1" "$2"; }

tpm_chain() { printf '["%s","%s"]' "$(certificate_b64 "$1/ek.pem")" "$(certificate_b64 "$1/issuer.pem")"; }

# tpm_challenge_request FOLDER NONCE: prints the body of POST /v1/tpm-challenges.
tpm_challenge_request() {
  printf '{"nonce":"%s","ek_certificate":%s,"ak_public":"%s"}' "$2" "$(tpm_chain "$1")" "$(b64url <"$1/ak.pub")"
}

# tpm_activate FOLDER CREDENTIAL-BLOB ENCRYPTED-SECRET: decrypts the authority's secret, with base64url as input and output. The file for tpm2-tools
# has a magic number and a version before both values. By their templates, RSA 2048 and P-256 keys have a policy that needs the secret of the
# endorsement hierarchy; RSA 3072 and P-384 keys need none.
tpm_activate() {
  { printf '\xba\xdc\xc0\xde\0\0\0\1' && from_b64url "$2" && from_b64url "$3"; } >"$1/credential"
  case $(cat "$1/ek-handle") in
    0x81010016 | 0x8101001c) tpm "$1" tpm2_activatecredential -Q -c ak.ctx -C "$(cat "$1/ek-handle")" -i credential -o activated || return 1 ;;
    *) tpm "$1" tpm_activate_by_policy "$(cat "$1/ek-handle")" || return 1 ;;
  esac
  b64url <"$1/activated"
}

tpm_activate_by_policy() {
  local status=0
  tpm2_startauthsession --policy-session -S session.ctx && tpm2_policysecret -Q -S session.ctx -c e || return 1
  tpm2_activatecredential -Q -c ak.ctx -C "$1" -i credential -o activated -P session:session.ctx || status=$?
  tpm2_flushcontext session.ctx
  return "$status"
}

from_b64url() {
  local text=${1//-/+}
  text=${text//_//}
  while [ $((${#text} % 4)) -ne 0 ]; do text+="="; done
  printf '%s' "$text" | openssl base64 -d -A
}

# tpm_certify FOLDER NAME NONCE: certifies the key by the attestation key with TPM2_Certify (certify.msg, certify.sig). The tool tpm2_certify has no
# option for the nonce, so this function sends the raw command: two handles, two empty passwords, qualifying data, and the key's own scheme.
tpm_certify() {
  local body answer length
  tpm "$1" tpm2_evictcontrol -Q -C o -c "$2.ctx" "$TPM_KEY" || return 1
  body=00000148${TPM_KEY#0x}${TPM_AK#0x}00000012400000090000010000400000090000010000
  body+=0020$(nonce_digest "$3")0010
  printf '8002%08x%s' $((6 + ${#body} / 2)) "$body" | hex_to_bytes >"$1/command"
  tpm "$1" tpm2_send -o answer command || return 1
  tpm "$1" tpm2_evictcontrol -Q -C o -c "$TPM_KEY" || return 1
  answer=$(hex <"$1/answer")
  [ "${answer:12:8}" = 00000000 ] || return 1
  length=$((16#${answer:28:4} * 2))
  printf '%s' "${answer:32:length}" | hex_to_bytes >"$1/certify.msg"
  printf '%s' "${answer:32+length:2*(16#${answer:20:8})-4-length}" | hex_to_bytes >"$1/certify.sig"
}

nonce_digest() { printf '%s' "$1" | openssl dgst -sha256 -binary | hex; }

# tpm_quote FOLDER NONCE PCRS: makes a quote of these PCRs of the sha256 bank, for example "0,1,2" (quote.msg, quote.sig), and writes their values
# (pcrs.json).
tpm_quote() {
  tpm "$1" tpm2_quote -Q -c ak.ctx -l "sha256:$3" -q "$(nonce_digest "$2")" -m quote.msg -s quote.sig -g sha256 || return 1
  tpm_pcrs "$1" "$3" >"$1/pcrs.json"
}

# tpm_pcrs FOLDER PCRS: prints the values of these PCRs as JSON.
tpm_pcrs() {
  tpm "$1" tpm2_pcrread "sha256:$2" |
    sed -n 's/^ *\([0-9]*\) *: 0x\([0-9A-F]*\)$/"\1":"\2"/p' | tr 'A-F' 'a-f' | paste -sd, | sed 's/.*/{&}/'
}

# tpm_evidence FOLDER NAME ACTIVATION: prints the value of the evidence item, from the files that tpm_certify and tpm_quote wrote.
tpm_evidence() {
  printf '{"ek_certificate":%s,"ak_public":"%s","activation":"%s","key_public":"%s","certify_info":"%s","certify_signature":"%s","quote":"%s","quote_signature":"%s","pcrs":{"bank":"sha256","values":%s}}' \
    "$(tpm_chain "$1")" "$(b64url <"$1/ak.pub")" "$3" "$(b64url <"$1/$2.pub")" "$(b64url <"$1/certify.msg")" "$(b64url <"$1/certify.sig")" \
    "$(b64url <"$1/quote.msg")" "$(b64url <"$1/quote.sig")" "$(cat "$1/pcrs.json")" | b64url
}

# tpm_body FOLDER NAME NONCE EVIDENCE REQUEST-MEMBERS USER-TOKEN: prints the body of POST /v1/enrolments.
tpm_body() {
  printf '{"statement":"%s","csr":"%s","user_token":"%s","evidence":[{"type":"tpm","value":"%s"}]}' "$(tpm_statement "$1" "$2" "$3" "$4" "$5")" \
    "$(openssl base64 -A -in "$1/$2.csr")" "$6" "$4"
}

# tpm_outside: makes a vendor and a machine with a TPM. Then the operators trust the TPM with its present PCR values, for agents of a separate
# profile.
tpm_outside() {
  local machine=$DEMO_OUTSIDE/tpm authority=$BAILIWICK_HOME/authority values
  tpm_vendor_make "$DEMO_OUTSIDE/tpm-vendor"
  { tpm_make "$DEMO_OUTSIDE/tpm-vendor" "$machine" rsa && tpm_agent_key_make "$machine" tpm-agent; } >"$DEMO_HOME/tpm.log" 2>&1 ||
    because "see $DEMO_HOME/tpm.log: $(tail -n 2 "$DEMO_HOME/tpm.log")" || return 1
  mkdir -p "$authority/tpm-vendors"
  cp "$DEMO_OUTSIDE/tpm-vendor/swtpm-localca-rootca-cert.pem" "$authority/tpm-vendors/vendor.pem"
  values=$(tpm_pcrs "$machine" 0,1,2,7 | sed 's/:\("[0-9a-f]*"\)/:[\1]/g')
  printf '{"pcrs":[{"name":"demo machine","bank":"sha256","values":%s}]}\n' "$values" >"$authority/reference-values/tpm.json"
  sed -e 's/"agent-default"/"agent-tpm", "attestors": [["tpm"]]/' "$authority/profiles/agent-default.json" >"$authority/profiles/agent-tpm.json"
  sleep 2 # the authority reads changed files a second later
}

# enrol_with_tpm [EXPECTED-STATUS]: enrols agent tpm-agent, whose key is in the TPM, with tpm2-tools, openssl and curl alone.
enrol_with_tpm() {
  local machine=$DEMO_OUTSIDE/tpm nonce activation
  local json=(--cacert "$DEMO_ANCHOR" -H 'Content-Type: application/json')
  call 201 --cacert "$DEMO_ANCHOR" -X POST "$ACA_URL/v1/nonces" || return 1
  nonce=$(answer nonce)
  tpm_challenge_request "$machine" "$nonce" >"$machine/request.json"
  call 201 "${json[@]}" --data-binary "@$machine/request.json" "$ACA_URL/v1/tpm-challenges" || return 1
  activation=$(tpm_activate "$machine" "$(answer credential_blob)" "$(answer encrypted_secret)" 2>>"$DEMO_HOME/tpm.log") ||
    because "the TPM does not open the challenge, see $DEMO_HOME/tpm.log" || return 1
  { tpm_certify "$machine" tpm-agent "$nonce" && tpm_quote "$machine" "$nonce" 0,1,2,7; } >>"$DEMO_HOME/tpm.log" 2>&1 ||
    because "no attestation, see $DEMO_HOME/tpm.log" || return 1
  tpm_body "$machine" tpm-agent "$nonce" "$(tpm_evidence "$machine" tpm-agent "$activation")" \
    '"profile":"agent-tpm","name":"tpm-agent","owner":"Treasury","capabilities":["fx.rates@1"],"locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"]' \
    "$(user_token "$DEMO_OUTSIDE/idp" idp-1 "$IDP_URL" alice bailiwick)" >"$machine/request.json"
  call "${1:-201}" "${json[@]}" --data-binary "@$machine/request.json" "$ACA_URL/v1/enrolments" || return 1
}

# check_tpm_agent: checks that the credential has the public key of the key in the TPM, and that openssl accepts it.
check_tpm_agent() {
  local machine=$DEMO_OUTSIDE/tpm
  enrol_with_tpm || return 1
  json_pem "$DEMO_LAST_ANSWER" chain >"$machine/chain.pem"
  openssl verify -CAfile "$DEMO_ANCHOR" -untrusted "$machine/chain.pem" "$machine/chain.pem" >/dev/null 2>&1 || because "openssl refuses the credential" || return 1
  openssl x509 -in "$machine/chain.pem" -noout -pubkey | cmp -s - "$machine/tpm-agent.pem" || because "the credential is over another key" || return 1
  shown "enrolled by TPM: activation, certified key, quote" "credential over the key that the TPM made"
}

refuse_changed_register() {
  tpm "$DEMO_OUTSIDE/tpm" tpm2_pcrextend "7:sha256=$(openssl rand -hex 32)" || because "tpm2_pcrextend failed" || return 1
  enrol_with_tpm 403 && refused attestation-not-affirming || return 1
  shown "refused: the same TPM after a register changed" "attestation-not-affirming"
}
