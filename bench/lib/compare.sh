# Certificates a second over TLS: the authority beside `cfssl serve`, in one run, by the same wrk script. Sourced by bench/run.sh.
# shellcheck shell=bash

CFSSL_FOLDER=$ROOT/bench/target/cfssl

cfssl_stop() { [ ! -f "$CFSSL_FOLDER/pid" ] || kill "$(cat "$CFSSL_FOLDER/pid")" 2>/dev/null || true; }

# A P-256 CA in a file, a day's certificates, no database: what `cfssl serve` does with the least configuration.
cfssl_make() {
  local request
  rm -rf "$CFSSL_FOLDER"
  tls_server_make "$CFSSL_FOLDER"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$CFSSL_FOLDER/ca-key.pem" -out "$CFSSL_FOLDER/ca.pem" \
    -days 30 -subj "/CN=bench cfssl CA" -addext basicConstraints=critical,CA:TRUE 2>/dev/null
  echo '{"signing":{"default":{"expiry":"24h","usages":["digital signature","server auth","client auth"]}}}' >"$CFSSL_FOLDER/config.json"
  request=$(openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$CFSSL_FOLDER/agent.key" -subj "/CN=bench" 2>/dev/null |
    awk '{ printf "%s\\n", $0 }')
  printf '{"certificate_request":"%s","hosts":["bench.example"]}\n' "$request" |
    awk '{ for (i = 0; i < 100000; i++) print }' >"$CFSSL_FOLDER/bodies"
}

cfssl_start() {
  local tries
  next_free_port PORT_CFSSL
  cfssl serve -address 127.0.0.1 -port "$PORT_CFSSL" -ca "$CFSSL_FOLDER/ca.pem" -ca-key "$CFSSL_FOLDER/ca-key.pem" \
    -config "$CFSSL_FOLDER/config.json" -tls-cert "$CFSSL_FOLDER/tls.pem" -tls-key "$CFSSL_FOLDER/tls.key" -loglevel 3 \
    >"$CFSSL_FOLDER/log" 2>&1 &
  echo $! >"$CFSSL_FOLDER/pid"
  for ((tries = 0; tries < 100; tries++)); do
    port_is_free "$PORT_CFSSL" || return 0
    sleep 0.1
  done
  fail "cfssl does not start: $(tail -n 3 "$CFSSL_FOLDER/log")"
}

# post_all URL BODIES PATH STATUS: the last line that post.lua prints, good= bad= seconds= rate=.
post_all() {
  wrk -t"$THREADS" -c"$CONNECTIONS" -d"${SECONDS_OF_LOAD}s" -s "$ROOT/bench/post.lua" "$1" -- "$2" "$3" "$4" | tail -n 1
}

prepare_enrolments() { # PREFIX
  local device=$DEMO_OUTSIDE/device-invoice-reader
  user_token "$DEMO_OUTSIDE/idp" idp-1 "$IDP_URL" alice bailiwick >"$DEMO_HOME/user-token"
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
  "$JAVA_HOME/bin/java" -jar "$ROOT/bench/target/bench.jar" "$DEMO_HOME/bench.properties" "$DEMO_HOME/bodies" "$BODIES" "$1-"
}

post_enrolments() { # ROUND
  prepare_enrolments "$1" || fail "no enrolments were prepared"
  post_all "$ACA_URL" "$DEMO_HOME/bodies" /v1/enrolments 201
}

post_cfssl() { post_all "https://127.0.0.1:$PORT_CFSSL" "$CFSSL_FOLDER/bodies" /api/v1/cfssl/sign 200; }

rate_of() { sed -n 's/.*rate=\([0-9]*\).*/\1/p'; }

# A refusal or a lost answer would make the figure mean something else.
all_good() { case $1 in *"bad=0 "*) ;; *) fail "not every answer was the expected one: $1" ;; esac; }

measure_rates() {
  local round ours theirs our_rates=() their_rates=()
  cfssl_make
  cfssl_start
  for ((round = 0; round <= ROUNDS; round++)); do
    ours=$(post_enrolments "round$round")
    theirs=$(post_cfssl)
    all_good "$ours"
    all_good "$theirs"
    say "round $round$([ "$round" -gt 0 ] || echo " (warm-up)"): authority $ours; cfssl $theirs; load average $(cut -d ' ' -f 1 /proc/loadavg)"
    [ "$round" -gt 0 ] || continue
    our_rates+=("$(rate_of <<<"$ours")")
    their_rates+=("$(rate_of <<<"$theirs")")
  done
  cfssl_stop
  ours=$(printf '%s\n' "${our_rates[@]}" | median)
  theirs=$(printf '%s\n' "${their_rates[@]}" | median)
  say "certificates a second, median of $ROUNDS rounds: authority $ours, cfssl serve $theirs, ratio $(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.3f", a / b }')"
  say "the authority's own timers:"
  curl -sS --cacert "$DEMO_ANCHOR" "$ACA_URL/metrics" | grep -E '^[^#]*(issue|sign)_time' || true
}
