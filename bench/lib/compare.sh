# Measures certificates per second over TLS: the authority, and `cfssl serve` without and with a database, in alternating rounds with the same wrk
# script. bench/run.sh sources this file.
# shellcheck shell=bash

CFSSL_FOLDER=$ROOT/bench/target/cfssl

cfssl_stop() {
  local name
  for name in plain postgres; do
    [ ! -f "$CFSSL_FOLDER/$name.pid" ] || kill "$(cat "$CFSSL_FOLDER/$name.pid")" 2>/dev/null || true
  done
}

# Makes a P-256 CA in a file for certificates of a day without database, the smallest configuration of `cfssl serve`.
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

# Prints the table with the columns that this version of cfssl fills (certdb/sql in its source) and the primary key of its own migration.
cfssl_schema() {
  pg_sql "create table certificates (serial_number bytea not null, authority_key_identifier bytea not null, ca_label bytea,
    status bytea not null, reason int, expiry timestamptz, revoked_at timestamptz, pem bytea not null, issued_at timestamptz,
    not_before timestamptz, metadata jsonb, sans jsonb, common_name text, primary key (serial_number, authority_key_identifier))"
  printf '{"driver":"postgres","data_source":"postgres://postgres:%s@127.0.0.1:%s/postgres?sslmode=disable"}\n' "$(pg_password)" "$(pg_port)" \
    >"$CFSSL_FOLDER/db.json"
}

cfssl_start() { # NAME PORT-VARIABLE OPTIONS...
  local name=$1 port_name=$2 port tries
  shift 2
  next_free_port "$port_name"
  port=${!port_name}
  cfssl serve -address 127.0.0.1 -port "$port" -ca "$CFSSL_FOLDER/ca.pem" -ca-key "$CFSSL_FOLDER/ca-key.pem" \
    -config "$CFSSL_FOLDER/config.json" -tls-cert "$CFSSL_FOLDER/tls.pem" -tls-key "$CFSSL_FOLDER/tls.key" -loglevel 3 "$@" \
    >"$CFSSL_FOLDER/$name.log" 2>&1 &
  echo $! >"$CFSSL_FOLDER/$name.pid"
  for ((tries = 0; tries < 100; tries++)); do
    port_is_free "$port" || return 0
    sleep 0.1
  done
  fail "cfssl does not start: $(tail -n 3 "$CFSSL_FOLDER/$name.log")"
}

# post_all URL BODIES PATH STATUS: posts the bodies, and prints the last line of post.lua with good= bad= seconds= rate=.
post_all() {
  wrk -t"$THREADS" -c"$CONNECTIONS" -d"${SECONDS_OF_LOAD}s" -s "$ROOT/bench/post.lua" "$1" -- "$2" "$3" "$4" | tail -n 1
}

post_enrolments() { post_all "$ACA_URL" "$DEMO_HOME/bodies" /v1/enrolments 201; }

post_cfssl() { post_all "https://127.0.0.1:$1" "$CFSSL_FOLDER/bodies" /api/v1/cfssl/sign 200; }

rate_of() { sed -n 's/.*rate=\([0-9]*\).*/\1/p'; }

# Enrols WARM_UP agents before the measurement, because the JVM compiles code only after it has run often.
warm_up() {
  local answered=0 began line
  began=$(date +%s%N)
  while [ "$answered" -lt "$WARM_UP" ]; do
    prepare_enrolments "warm$answered" || fail "no enrolments were prepared"
    line=$(measured "$AUTHORITY_PID" post_enrolments)
    all_good "$line"
    say "warm-up: $line"
    answered=$((answered + $(sed -n 's/good=\([0-9]*\).*/\1/p' <<<"$line")))
  done
  all_good "$(post_cfssl "$PORT_CFSSL")"
  all_good "$(post_cfssl "$PORT_CFSSL_DB")"
  say "warm-up: $answered enrolments and a round of each cfssl in $(($(milliseconds "$began") / 1000)) s, making the requests included"
}

one_round() { # NUMBER: adds the results to the arrays of measure_rates
  local mine pods tpms plain stored
  prepare_enrolments "round$1" || fail "no enrolments were prepared"
  mine=$(measured "$AUTHORITY_PID" post_enrolments)
  prepare_enrolments "pods$1" oidc-token || fail "no enrolments were prepared"
  pods=$(measured "$AUTHORITY_PID" post_enrolments)
  prepare_enrolments "tpms$1" tpm || fail "no enrolments were prepared"
  tpms=$(measured "$AUTHORITY_PID" post_enrolments)
  plain=$(measured "$(cat "$CFSSL_FOLDER/plain.pid")" post_cfssl "$PORT_CFSSL")
  stored=$(measured "$(cat "$CFSSL_FOLDER/postgres.pid")" post_cfssl "$PORT_CFSSL_DB")
  all_good "$mine"
  all_good "$pods"
  all_good "$tpms"
  all_good "$plain"
  all_good "$stored"
  say "round $1: authority, idevid $mine"
  say "round $1: authority, oidc-token $pods"
  say "round $1: authority, tpm $tpms"
  say "round $1: cfssl without database $plain"
  say "round $1: cfssl, PostgreSQL $stored; load average $(cut -d ' ' -f 1 /proc/loadavg)"
  ours+=("$(rate_of <<<"$mine")")
  ours_pods+=("$(rate_of <<<"$pods")")
  ours_tpms+=("$(rate_of <<<"$tpms")")
  theirs+=("$(rate_of <<<"$plain")")
  theirs_stored+=("$(rate_of <<<"$stored")")
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }

measure_rates() {
  local round ours=() ours_pods=() ours_tpms=() theirs=() theirs_stored=() mine pods tpms plain stored
  AUTHORITY_PID=$(cat "$BAILIWICK_HOME/run/authority.pid")
  cfssl_make
  cfssl_schema
  cfssl_start plain PORT_CFSSL
  cfssl_start postgres PORT_CFSSL_DB -db-config "$CFSSL_FOLDER/db.json"
  warm_up
  for ((round = 1; round <= ROUNDS; round++)); do one_round "$round"; done
  cfssl_stop
  mine=$(printf '%s\n' "${ours[@]}" | median)
  pods=$(printf '%s\n' "${ours_pods[@]}" | median)
  tpms=$(printf '%s\n' "${ours_tpms[@]}" | median)
  plain=$(printf '%s\n' "${theirs[@]}" | median)
  stored=$(printf '%s\n' "${theirs_stored[@]}" | median)
  say "certificates a second, median of $ROUNDS rounds, by a pod's token: authority $pods (ratio $(ratio "$pods" "$plain") of cfssl, $(ratio "$pods" "$stored") of it on PostgreSQL)"
  say "certificates a second, median of $ROUNDS rounds, by a TPM (challenges beforehand): authority $tpms (ratio $(ratio "$tpms" "$plain") of cfssl, $(ratio "$tpms" "$stored") of it on PostgreSQL)"
  say "certificates a second, median of $ROUNDS rounds, by a device: authority $mine, cfssl $plain (ratio $(ratio "$mine" "$plain")), cfssl on PostgreSQL $stored (ratio $(ratio "$mine" "$stored"))"
  say "the authority's own timers:"
  curl -sS --cacert "$DEMO_ANCHOR" "$ACA_URL/metrics" | grep -E '^[^#]*(issue|sign)_time' || true
}
