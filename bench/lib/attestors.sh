# The applicants: a device with an EAT, pods with tokens of a cluster, or a machine with a TPM that the program of bench/ simulates. bench/run.sh
# sources this file.
# shellcheck shell=bash

CLUSTER_KEY=$ROOT/bench/target/cluster.key
TPM_FOLDER=$ROOT/bench/target/tpm

# trust_cluster: makes a cluster's key, and configures the authority to trust the cluster for pods of a separate profile.
trust_cluster() {
  local authority=$BAILIWICK_HOME/authority
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$CLUSTER_KEY" 2>/dev/null
  mkdir -p "$authority/workload-issuers"
  printf '{"issuer":"https://cluster.example","audience":"%s","algorithms":["RS256"],"jwks":%s,"required":{"/namespace":["agents"]},"subject":["/sub"],"max_age":"PT1H"}\n' \
    "$ACA_URL" "$(jwks_of_rsa "$CLUSTER_KEY" bench-1)" >"$authority/workload-issuers/bench.json"
  sed -e 's/"agent-default"/"agent-pod", "attestors": [["oidc-token"]]/' -e 's/"affirming"/"none"/' "$authority/profiles/agent-default.json" \
    >"$authority/profiles/agent-pod.json"
}

# trust_tpm: makes a vendor and its TPM, and configures the authority to trust them with the PCR 0 of the program.
trust_tpm() {
  local authority=$BAILIWICK_HOME/authority
  rm -rf "$TPM_FOLDER"
  mkdir -p "$TPM_FOLDER" "$authority/tpm-vendors"
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$TPM_FOLDER/vendor.key" -out "$TPM_FOLDER/vendor.pem" -days 30 -subj "/CN=bench TPM vendor" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$TPM_FOLDER/ek.key" -out "$TPM_FOLDER/ek.pem" -days 30 -subj "/CN=bench TPM" \
    -CA "$TPM_FOLDER/vendor.pem" -CAkey "$TPM_FOLDER/vendor.key" -addext basicConstraints=critical,CA:FALSE \
    -addext keyUsage=critical,keyEncipherment -addext extendedKeyUsage=2.23.133.8.1 2>/dev/null
  cp "$TPM_FOLDER/vendor.pem" "$authority/tpm-vendors/bench.pem"
  printf '{"pcrs":[{"name":"bench machine","bank":"sha256","values":{"0":["%064d"]}}]}\n' 0 >"$authority/reference-values/bench-tpm.json"
  sed -e 's/"agent-default"/"agent-tpm", "attestors": [["tpm"]]/' "$authority/profiles/agent-default.json" >"$authority/profiles/agent-tpm.json"
}

write_user_token() {
  user_token "$DEMO_OUTSIDE/idp" idp-1 "$IDP_URL" alice bailiwick >"$DEMO_HOME/user-token.new"
  mv "$DEMO_HOME/user-token.new" "$DEMO_HOME/user-token"
}

# write_properties [oidc-token|tpm]: writes the applicant and the authority for the Java programs of bench/.
write_properties() {
  local device=$DEMO_OUTSIDE/device-invoice-reader
  write_user_token
  cat >"$DEMO_HOME/bench.properties" <<TEXT
authority.url=$ACA_URL
authority.plain-url=$PLAIN_URL
authority.root-fingerprint=$DEMO_FINGERPRINT
device.key=$device/idevid.key
device.chain=$device/idevid.pem
device.firmware=acme-os
device.firmware-version=4.2.0
program.name=invoice-reader
program.file=$DEMO_PROGRAM
owner=Accounts Payable
capability=invoice.parse@1
user-token.file=$DEMO_HOME/user-token
TEXT
  case ${1:-} in
    oidc-token) printf '%s\n' "profile=agent-pod" "cluster.key=$CLUSTER_KEY" "cluster.issuer=https://cluster.example" ;;
    tpm) printf '%s\n' "profile=agent-tpm" "tpm.key=$TPM_FOLDER/ek.key" "tpm.certificate=$TPM_FOLDER/ek.pem" ;;
  esac >>"$DEMO_HOME/bench.properties"
}

prepare_enrolments() { # PREFIX [KIND]
  write_properties "${2:-}"
  "$JAVA_HOME/bin/java" -jar "$ROOT/bench/target/bench.jar" "$DEMO_HOME/bench.properties" "$DEMO_HOME/bodies" "$BODIES" "$1-"
}
