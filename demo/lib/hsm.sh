# A vendor of HSMs and an HSM's attestations in the form of a YubiHSM 2, from openssl alone. The keys are files: it shows the form, not an HSM.
# Sourced after jose.sh.
# shellcheck shell=bash

readonly HSM_ARC=1.3.6.1.4.1.41482.4

# hsm_vendor_make FOLDER NAME: a vendor's root.
hsm_vendor_make() {
  mkdir -p "$1"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1/root.key" -out "$1/root.pem" -subj "/CN=$2" -not_before 20170101000000Z \
    -not_after 20711005000000Z -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}

# hsm_make VENDOR-FOLDER FOLDER NUMBER: an HSM with its own certificate.
hsm_make() {
  mkdir -p "$2"
  printf '%s' "$3" >"$2/number"
  openssl req -newkey rsa:2048 -nodes -keyout "$2/device.key" -out "$2/device.csr" -subj "/CN=YubiHSM Attestation ($3)" 2>/dev/null
  openssl x509 -req -in "$2/device.csr" -CA "$1/root.pem" -CAkey "$1/root.key" -out "$2/device.pem" \
    -not_before 20170101000000Z -not_after 20711005000000Z -extfile <(printf '%s\n' "$HSM_ARC.1=ASN1:FORMAT:HEX,OCTETSTRING:020401" \
      "$HSM_ARC.10=ASN1:INTEGER:5" "$HSM_ARC.2=ASN1:INTEGER:$3" subjectKeyIdentifier=hash authorityKeyIdentifier=keyid \
      basicConstraints=critical,CA:TRUE,pathlen:0) 2>/dev/null
}

# hsm_attest FOLDER PUBLIC-KEY-PEM ORIGIN-HEX CAPABILITIES-HEX OUTPUT [NOT-AFTER]: the HSM's certificate for a key. Origin 01 is generated, 02 imported;
# capabilities are 16 digits, 0000000000000080 for ECDSA alone.
hsm_attest() {
  openssl x509 -new -force_pubkey "$2" -CA "$1/device.pem" -CAkey "$1/device.key" -subj "/CN=YubiHSM Attestation id:0x0024" -sha256 \
    -not_before 20170101000000Z -not_after "${6:-20711005000000Z}" -out "$5" -extfile <(printf '%s\n' \
      "$HSM_ARC.1=ASN1:FORMAT:HEX,OCTETSTRING:020401" "$HSM_ARC.2=ASN1:INTEGER:$(cat "$1/number")" \
      "$HSM_ARC.3=ASN1:FORMAT:HEX,BITSTRING:$3" "$HSM_ARC.4=ASN1:FORMAT:HEX,BITSTRING:0001" \
      "$HSM_ARC.5=ASN1:FORMAT:HEX,BITSTRING:$4" "$HSM_ARC.6=ASN1:INTEGER:36" "$HSM_ARC.9=ASN1:UTF8String:agent" \
      subjectKeyIdentifier=none authorityKeyIdentifier=none) 2>/dev/null
}

# hsm_evidence ATTESTATION DEVICE-CERTIFICATE...: the value of the evidence item.
hsm_evidence() {
  local each list=
  for each in "$@"; do list+=${list:+,}\"$(openssl x509 -in "$each" -outform DER | openssl base64 -A)\"; done
  printf '{"format":"yubihsm2","x5c":[%s]}' "$list" | b64url
}
