# A device maker and its devices, with openssl alone: IDevID certificates (IEEE 802.1AR) and the statements by which a device enrols an agent. This
# file is sourced after jose.sh. $DEMO_OUTSIDE is the folder of the parties outside the trust domain.
# shellcheck shell=bash

readonly EAT_PROFILE=1.2.840.113556.1.8000.2554.46460.41930.64157.17831.33677.15508426.11787616.2

# device_maker_make FOLDER NAME: makes a manufacturer's root, which signs the certificates of devices.
device_maker_make() {
  mkdir -p "$1"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/maker.key" -out "$1/maker.pem" \
    -days 3650 -subj "/O=$2/CN=$2 Device Root" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# device_make MAKER-FOLDER FOLDER SERIAL: makes a device with IDevID key and certificate, which has no expiry (99991231235959Z).
device_make() {
  mkdir -p "$2"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$2/idevid.key" -out "$2/idevid.csr" \
    -subj "/O=Device Maker/serialNumber=$3" 2>/dev/null
  openssl x509 -req -in "$2/idevid.csr" -CA "$1/maker.pem" -CAkey "$1/maker.key" -out "$2/idevid.pem" \
    -not_before 20260101000000Z -not_after 99991231235959Z -extfile <(printf '%s\n' \
      basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature \
      subjectKeyIdentifier=hash authorityKeyIdentifier=keyid) 2>/dev/null
}

certificate_b64() { openssl x509 -in "$1" -outform DER | base64 --wrap=0; }

# device_eat DEVICE-FOLDER NONCE FIRMWARE VERSION PROGRAM-NAME PROGRAM-FILE: the Entity Attestation Token (RFC 9711) of the device.
device_eat() {
  local digest
  digest=$(openssl dgst -sha256 -r "$6" | cut -d' ' -f1)
  jws_sign "$1/idevid.key" ES256 '{"alg":"ES256","typ":"eat+jwt"}' "$(printf \
    '{"eat_profile":"%s","eat_nonce":"%s","iat":%s,"intuse":"csr","swname":"%s","swversion":["%s"],"program_name":"%s","program_digest":"sha-256:%s"}' \
    "$EAT_PROFILE" "$2" "$(date +%s)" "$3" "$4" "$5" "$digest")"
}

# device_statement DEVICE-FOLDER NONCE CSR-DER EAT REQUEST-MEMBERS: the device's signature over nonce, request and EAT.
# REQUEST-MEMBERS are JSON members without braces: "profile":…,"name":…,"owner":…,"capabilities":[…],"locator":…,"validation_methods":[…]
device_statement() {
  jws_sign "$1/idevid.key" ES256 \
    "$(printf '{"alg":"ES256","typ":"enrolment-statement+jwt","x5c":["%s"]}' "$(certificate_b64 "$1/idevid.pem")")" \
    "$(printf '{"nonce":"%s","csr_sha256":"%s","eat_sha256":"%s","iat":%s,%s}' "$2" \
      "$(sha256_b64url <"$3")" "$(printf '%s' "$4" | sha256_b64url)" "$(date +%s)" "$5")"
}

# own_statement PUBLIC-KEY-PEM CSR-DER NONCE EVIDENCE-VALUE REQUEST-MEMBERS COMMAND...: prints the agent's own statement over nonce, request and
# evidence. The command makes the signature in DER. The PEM file may hold the private key.
own_statement() {
  jws_by "$(printf '{"alg":"ES256","typ":"enrolment-statement+jwt","jwk":%s}' "$(jwk_of_ec "$1")")" \
    "$(printf '{"nonce":"%s","csr_sha256":"%s","evidence_sha256":["%s"],"iat":%s,%s}' "$3" "$(sha256_b64url <"$2")" \
      "$(printf '%s' "$4" | sha256_b64url)" "$(date +%s)" "$5")" es256 "${@:6}"
}

# agent_key_make FOLDER: makes the agent's key and a PKCS#10 request signed by it.
agent_key_make() {
  mkdir -p "$1"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1/key.pem" -outform DER -out "$1/request.der" \
    -subj "/CN=${1##*/}" 2>/dev/null
  chmod 600 "$1/key.pem"
}
