# Accesses by EAP-TLS at FreeRADIUS, with our credentials and their status or with certificates of openssl and none. bench/onboarding.sh sources this file.
# shellcheck shell=bash disable=SC2153

declare -A RADIUS_PIDS=() RADIUS_PORTS=()

# eap_profiles: one for the RADIUS server, and one for the machines.
eap_profiles() {
  local profiles=$BAILIWICK_HOME/authority/profiles
  echo '{"name": "radius", "kind": "service", "validity": "PT24H", "key_algorithms": ["EC_P256"], "validation_methods": ["mtls"], "dns_names": ["radius.bailiwick.example"]}' \
    >"$profiles/radius.json"
  echo '{"name": "camera", "kind": "device", "validity": "PT24H", "key_algorithms": ["EC_P256"], "validation_methods": ["mtls"]}' >"$profiles/camera.json"
  sleep 2 # a file counts a second later
}

# outside_leaf NAME URI: a certificate of the other authority, which has an issuing CA as ours has.
outside_leaf() {
  local folder=$OPEN_FOLDER/outside
  mkdir -p "$folder/$1"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -days 2 -CA "$folder/issuing.pem" -CAkey "$folder/issuing.key" \
    -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature -addext extendedKeyUsage=serverAuth,clientAuth \
    -addext "subjectAltName=URI:$2,DNS:radius.bailiwick.example" -keyout "$folder/$1/key.pem" -out "$folder/$1/leaf.pem" 2>/dev/null
  cat "$folder/$1/leaf.pem" "$folder/issuing.pem" >"$folder/$1/chain.pem"
}

outside_authority() {
  local folder=$OPEN_FOLDER/outside ca=(-addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign" -days 2 -nodes)
  mkdir -p "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "${ca[@]}" -subj /CN=Root -keyout "$folder/root.key" -out "$folder/root.pem" 2>/dev/null
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "${ca[@]}" -subj /CN=Issuing -CA "$folder/root.pem" -CAkey "$folder/root.key" \
    -keyout "$folder/issuing.key" -out "$folder/issuing.pem" 2>/dev/null
  outside_leaf radius "spiffe://$TRUST_DOMAIN/service/radius"
  outside_leaf camera "spiffe://$TRUST_DOMAIN/device/camera"
}

# radius_folders: what ./bailiwick campus setup writes, and the same with the other certificates and without OCSP.
radius_folders() {
  local asked=$OPEN_FOLDER/raddb-asked none=$OPEN_FOLDER/raddb-none
  next_free_port "RADIUS_PORTS[asked]"
  next_free_port "RADIUS_PORTS[none]"
  RADIUS_SECRET=$(openssl rand -hex 24)
  (umask 077 && echo "switch 127.0.0.1 $RADIUS_SECRET" >"$OPEN_FOLDER/switches")
  "$ROOT/bailiwick" campus setup --folder "$asked" --credential "$OPEN_FOLDER/radius" --clients "$OPEN_FOLDER/switches" --port "${RADIUS_PORTS[asked]}" \
    >>"$DEMO_HOME/up.log" 2>&1 || fail "no configuration of FreeRADIUS: $(tail -n 3 "$DEMO_HOME/up.log")"
  cp -a "$asked" "$none"
  cp "$OPEN_FOLDER/outside/root.pem" "$none/anchors.pem"
  grep -rl . "$none" | xargs sed -i -e "s#$asked#$none#g" -e "s#$OPEN_FOLDER/radius/#$OPEN_FOLDER/outside/radius/#g" -e "s/\b${RADIUS_PORTS[asked]}\b/${RADIUS_PORTS[none]}/g"
  sed -i '/ocsp {/,/}/s/enable = yes/enable = no/' "$none/mods-enabled/eap"
  grep -A 2 'ocsp {' "$none/mods-enabled/eap" | grep -q 'enable = no' || fail "the status is not switched off in $none/mods-enabled/eap"
}

# radius_start SYSTEM: never as root.
radius_start() {
  local folder=$OPEN_FOLDER/raddb-$1 as=() began
  began=$(date +%s%N)
  if [ "$(id -u)" = 0 ]; then
    chown -R nobody "$folder" "$OPEN_FOLDER/radius" "$OPEN_FOLDER/outside"
    as=(setpriv --reuid nobody --clear-groups)
  fi
  PATH=$PATH:/usr/sbin ${as[@]+"${as[@]}"} freeradius -f -d "$folder" -n radiusd >"$FOLDER/radius-$1.log" 2>&1 &
  RADIUS_PIDS[$1]=$!
  until grep -qs 'Ready to process' "$folder/log/radius.log"; do
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || fail "FreeRADIUS does not start: see $FOLDER/radius-$1.log and $folder/log/radius.log"
    sleep 0.2
  done
}

# supplicant_file VERSION CREDENTIAL ANCHOR: prints the file of a machine that speaks this version of TLS alone.
supplicant_file() {
  local file=$OPEN_FOLDER/supplicant-$1-${2##*/}.conf versions="tls_disable_tlsv1_3=1"
  [ "$1" = 1.2 ] || versions="tls_disable_tlsv1_3=0 tls_disable_tlsv1_2=1"
  cat >"$file" <<TEXT
fast_reauth=0
network={
  key_mgmt=IEEE8021X
  eap=TLS
  identity="anonymous@$TRUST_DOMAIN"
  ca_cert="$3"
  domain_match="radius.bailiwick.example"
  client_cert="$2/chain.pem"
  private_key="$2/key.pem"
  phase1="$versions"
}
TEXT
  printf '%s\n' "$file"
}

# accesses COUNT VERSION CREDENTIAL ANCHOR PORT: prints the line of so many accesses, by supplicants that run beside one another.
accesses() {
  local each=$(($1 / SUPPLICANTS)) file number began took good pids=()
  file=$(supplicant_file "$2" "$3" "$4")
  rm -f "$OPEN_FOLDER"/supplicant-*.out
  began=$(date +%s%N)
  for ((number = 0; number < SUPPLICANTS; number++)); do
    eapol_test -c "$file" -a 127.0.0.1 -p "$5" -s "$RADIUS_SECRET" -t 60 -r $((each - 1)) >"$OPEN_FOLDER/supplicant-$number.out" 2>&1 &
    pids+=($!)
  done
  wait "${pids[@]}" || true
  took=$(milliseconds "$began")
  good=$(cat "$OPEN_FOLDER"/supplicant-*.out | grep -c 'SUPP_PAE entering state AUTHENTICATED')
  awk -v good="$good" -v all=$((each * SUPPLICANTS)) -v took="$took" 'BEGIN {
    printf "good=%d bad=%d seconds=%.3f rate=%.2f\n", good, all - good, took / 1000, good * 1000 / took }'
}

# eap_round SYSTEM VERSION ROUND ACCESSES: with the processor times of FreeRADIUS and of the authority for each access.
eap_round() {
  local pid=${RADIUS_PIDS[$1]} credential=$OPEN_FOLDER/camera anchor=$DEMO_ANCHOR radius node line
  [ "$1" = asked ] || { credential=$OPEN_FOLDER/outside/camera anchor=$OPEN_FOLDER/outside/root.pem; }
  radius=$(processor_of "$pid") node=$(processor_of "$(pid_of authority)")
  line=$(accesses "$4" "$2" "$credential" "$anchor" "${RADIUS_PORTS[$1]}")
  all_good "$line"
  awk -v line="$line" -v head="measure=eap-tls status=$1 tls=$2 round=$3" -v radius=$(($(processor_of "$pid") - radius)) \
    -v node=$(($(processor_of "$(pid_of authority)") - node)) 'BEGIN {
      good = line; sub(/.*good=/, "", good); good += 0; printf "%s %s radius-us=%.0f authority-us=%.0f\n", head, line, radius / good, node / good }'
}

measure_eap() {
  local round version system
  eap_profiles
  enrolled service radius radius "$OPEN_FOLDER/radius"
  enrolled device camera camera "$OPEN_FOLDER/camera"
  outside_authority
  radius_folders
  radius_start asked
  radius_start none
  for system in asked none; do say "warm-up: $(eap_round "$system" 1.3 0 "$ACCESSES")"; done
  for ((round = 1; round <= ROUNDS; round++)); do
    for version in 1.3 1.2; do
      for system in asked none; do write_line "$(eap_round "$system" "$version" "$round" "$ACCESSES")"; done
    done
  done
  kill "${RADIUS_PIDS[@]}"
}
