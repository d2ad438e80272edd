# A vendor of HSMs, and attestations of an HSM in the format of a YubiHSM 2, with openssl alone. The keys are files, so only the format is that of an
# HSM. This file is sourced after jose.sh.
# shellcheck shell=bash

readonly HSM_ARC=1.3.6.1.4.1.41482.4

# hsm_vendor_make FOLDER NAME: makes a vendor's root.
hsm_vendor_make() {
  mkdir -p "$1"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1/root.key" -out "$1/root.pem" -subj "/CN=$2" -not_before 20170101000000Z \
    -not_after 20711005000000Z -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# hsm_make VENDOR-FOLDER FOLDER NUMBER: makes an HSM with its certificate.
hsm_make() {
  mkdir -p "$2"
  printf '%s' "$3" >"$2/number"
  openssl req -newkey rsa:2048 -nodes -keyout "$2/device.key" -out "$2/device.csr" -subj "/CN=YubiHSM Attestation ($3)" 2>/dev/null
  openssl x509 -req -in "$2/device.csr" -CA "$1/root.pem" -CAkey "$1/root.key" -out "$2/device.pem" \
    -not_before 20170101000000Z -not_after 20711005000000Z -extfile <(printf '%s\n' "$HSM_ARC.1=ASN1:FORMAT:HEX,OCTETSTRING:020401" \
      "$HSM_ARC.10=ASN1:INTEGER:5" "$HSM_ARC.2=ASN1:INTEGER:$3" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid \
      basicConstraints=critical,CA:TRUE,pathlen:0) 2>/dev/null
}

# hsm_attest FOLDER PUBLIC-KEY-PEM ORIGIN-HEX CAPABILITIES-HEX OUTPUT [NOT-AFTER]: writes the HSM's attestation certificate for a key. Origin 01 means
# generated, 02 imported. The capabilities are 16 digits; 0000000000000080 means ECDSA only.
hsm_attest() {
  openssl x509 -new -force_pubkey "$2" -CA "$1/device.pem" -CAkey "$1/device.key" -subj "/CN=YubiHSM Attestation id:0x0024" -sha256 \
    -not_before 20170101000000Z -not_after "${6:-20711005000000Z}" -out "$5" -extfile <(printf '%s\n' \
      "$HSM_ARC.1=ASN1:FORMAT:HEX,OCTETSTRING:020401" "$HSM_ARC.2=ASN1:INTEGER:$(cat "$1/number")" \
      "$HSM_ARC.3=ASN1:FORMAT:HEX,BITSTRING:$3" "$HSM_ARC.4=ASN1:FORMAT:HEX,BITSTRING:0001" \
      "$HSM_ARC.5=ASN1:FORMAT:HEX,BITSTRING:$4" "$HSM_ARC.6=ASN1:INTEGER:36" "$HSM_ARC.9=ASN1:UTF8String:agent" \
      subjectKeyIdentifier=none authorityKeyIdentifier=none) 2>/dev/null
}

# hsm_evidence ATTESTATION DEVICE-CERTIFICATE...: prints the value of the evidence item.
hsm_evidence() {
  local each list=
  for each in "$@"; do list+=${list:+,}\"$(openssl x509 -in "$each" -outform DER | openssl base64 -A)\"; done
  printf '{"format":"yubihsm2","x5c":[%s]}' "$list" | b64url
}

# token_make FOLDER PIN LABEL: makes a PKCS#11 token of SoftHSM2, a P-256 key with LABEL in the token, and the JDK's configuration for it. The key
# takes the place of a key in a YubiHSM 2, which also has a PKCS#11 module. SOFTHSM2_CONF must be FOLDER/softhsm2.conf.
token_make() {
  local module
  module=$(find /usr/lib /usr/local/lib -name libsofthsm2.so -print -quit)
  mkdir -p "$1/tokens"
  printf 'directories.tokendir = %s/tokens\n' "$1" >"$SOFTHSM2_CONF"
  printf 'name = agents\nlibrary = %s\nslotListIndex = 0\n' "$module" >"$1/agents.cfg"
  (umask 077 && printf '%s\n' "$2" >"$1/pin")
  softhsm2-util --init-token --free --label agents --so-pin "$2" --pin "$2" >/dev/null
  pkcs11-tool --module "$module" --login --pin "$2" --keypairgen --key-type EC:prime256v1 --label "$3" --id 07 >/dev/null 2>&1
  pkcs11-tool --module "$module" --login --pin "$2" --read-object --type pubkey --id 07 -o "$1/$3.der" 2>/dev/null
  openssl pkey -pubin -inform DER -in "$1/$3.der" -out "$1/$3.pub"
}

# token_attested FOLDER PIN LABEL CERTIFICATE: stores the HSM's attestation certificate in the token with the label of the key, where the agent finds
# it.
token_attested() {
  openssl x509 -in "$4" -outform DER -out "$1/$3.crt"
  pkcs11-tool --module "$(sed -n 's/^library = //p' "$1/agents.cfg")" --login --pin "$2" --write-object "$1/$3.crt" --type cert --label "$3" --id 07 \
    >/dev/null 2>&1
}
