# The two decision points that are asked, Cerbos and ours, and the measurements of which bench/policy.sh consists. bench/policy.sh sources this file.
# shellcheck shell=bash

# The policies that decide before those of the largest bundle.
FEW=${POLICIES%% *}
POINT=bench-point
CERBOS=$ROOT/system-tests/target/js/cerbos/node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64

# systems: prints the systems that are measured; ours first, then the rival under the same conditions.
systems() {
  ! has domain || printf 'domain\ncerbos-tls\n'
  ! has local || printf 'local\ncerbos-plain\n'
}

# server_of SYSTEM: prints the process that answers.
server_of() {
  case $1 in
    domain) pid_of domain ;;
    local) cat "$DEMO_OUTSIDE/enforcement.pid" ;;
    *) cat "$DEMO_OUTSIDE/$1.pid" ;;
  esac
}

# url_of SYSTEM OPERATION
url_of() {
  local path=/access/v1/evaluation
  [ "$2" = evaluation ] || path=/access/v1/evaluations
  case $1 in
    domain) echo "$MASTER_URL$path" ;;
    local) echo "http://127.0.0.1:$PORT_ENFORCEMENT$path" ;;
    cerbos-tls) echo "https://127.0.0.1:$PORT_CERBOS_TLS$path" ;;
    cerbos-plain) echo "http://127.0.0.1:$PORT_CERBOS$path" ;;
  esac
}

# connections_of COUNT: how many ask at once: 8, and with the second number of policies (100) also one and 64.
connections_of() {
  local second
  read -r _ second _ <<<"$POLICIES "
  if [ "$1" = "${second:-$1}" ]; then echo "1 8 64"; else echo 8; fi
}

# describe_enforcement_point: the profile of services, and the file that says about which application this one may ask.
describe_enforcement_point() {
  echo '{"name": "enforcement-point", "kind": "service", "validity": "PT1H", "key_algorithms": ["EC_P256"], "validation_methods": ["mtls"]}' \
    >"$BAILIWICK_HOME/authority/profiles/enforcement-point.json"
  next_free_port PORT_ENFORCEMENT
  "$ROOT/bailiwick" enforcement-point init --port "$PORT_ENFORCEMENT" >>"$DEMO_HOME/up.log"
  printf '{"credential": "spiffe://%s/service/%s", "applications": ["bench"]}\n' "$TRUST_DOMAIN" "$POINT" >"$BAILIWICK_HOME/domain/enforcement-points/$POINT.json"
}

# enrol_enforcement_point: its credential. Certificate and key in one file are what ab shows to the domain node.
enrol_enforcement_point() {
  local folder=$BAILIWICK_HOME/enforcement-point device=$DEMO_OUTSIDE/device-rate-finder
  write_user_token
  "$ROOT/bailiwick" agent enrol --kind service --profile enforcement-point --name "$POINT" --owner Treasury --locator https://127.0.0.1:1/ --folder "$folder/service" \
    --user-token-file "$DEMO_HOME/user-token" --device-key "$device/idevid.key" --device-chain "$device/idevid.pem" --firmware acme-os:4.2.0 --program-name rate-finder \
    --program "$DEMO_PROGRAM" >>"$DEMO_HOME/up.log" 2>&1 || because "not enrolled: $(tail -n 3 "$DEMO_HOME/up.log")" || return 1
  cat "$folder/service/chain.pem" "$folder/service/key.pem" >"$DEMO_HOME/asker.pem"
}

# write_bundles: the policies and questions of each number of policies, and the bundles with them, which an officer has signed.
write_bundles() {
  local count
  if has domain || has local; then
    for count in $POLICIES; do write_bundle kinds "$count" "$(number_of "$count")" "bundle-$count" master,enforcement-point; done
  fi
  if has activation; then
    for ((count = 0; count < 4; count++)); do write_bundle records "$((count % 2 ? MANY : FEW))" $((2000 + count)) "activated-$count" master; done
  fi
}

# write_policies FORM COUNT SOURCE: the policies of the source with those of the application, and questions about them, unless they are there.
write_policies() {
  [ ! -d "$DEMO_HOME/$1-$2" ] || return 0
  mkdir -p "$DEMO_HOME/$1-$2/questions"
  cp -r "$3" "$DEMO_HOME/$1-$2/policy"
  write_application "$1" "$2" "$DEMO_HOME/$1-$2/policy"
  write_questions "$1" "$2" "$DEMO_HOME/$1-$2/questions"
}

# write_bundle FORM COUNT NUMBER NAME COMPONENTS
write_bundle() {
  write_policies "$1" "$2" "$BAILIWICK_HOME/policy"
  "$ROOT/bailiwick" policy sign "$DEMO_HOME/$1-$2/policy" --number "$3" --component "$5" --out "$DEMO_HOME/$4.json" >>"$DEMO_HOME/up.log" 2>&1 ||
    fail "$4 is not signed: $(tail -n 3 "$DEMO_HOME/up.log")"
}

# activate NAME: gives the bundle to the domain node.
activate() {
  local officer=$BAILIWICK_HOME/operators/officer-1
  must call 201 --cert "$officer.pem" --key "$officer.key" --cacert "$DEMO_ANCHOR" -H 'Content-Type: application/jose+json' --data-binary "@$DEMO_HOME/$1.json" \
    "$MASTER_URL/v1/policy-bundles"
}

# number_of COUNT: prints the number of the bundle with so many policies.
number_of() {
  local count number=1000
  for count in $POLICIES; do
    number=$((number + 1))
    [ "$count" != "$1" ] || echo "$number"
  done
}

# in_force COUNT: the bundle with so many policies decides at all systems from now on.
in_force() {
  local system number
  number=$(number_of "$1")
  activate "bundle-$1"
  for system in $(systems); do await_policies "$system" "kinds-$1" "$number"; done
}

# asked SYSTEM OPERATION FILE: prints what the system answers to the question in the file.
asked() {
  curl -sS --max-time 60 -k --cert "$DEMO_HOME/asker.pem" -H 'Content-Type: application/json' --data-binary "@$3" "$(url_of "$1" "$2")"
}

# permits TEXT: counts the permits of an answer; denials counts the others.
permits() { grep -oE '"decision" *: *true' <<<"$1" | wc -l; }
denials() { grep -oE '"decision" *: *false' <<<"$1" | wc -l; }

# await_policies SYSTEM FORM-COUNT NUMBER: waits until the system decides by these policies, and ours by the bundle with this number.
await_policies() {
  local began text version="" question=$DEMO_HOME/$2/questions/permitted.json
  began=$(date +%s%N)
  case $1 in cerbos-*) ;; *) version="\"policy_version\" *: *\"$3-" ;; esac
  until text=$(asked "$1" evaluation "$question" 2>&1) && [ "$(permits "$text")" = 1 ] && grep -q "$version" <<<"$text"; do
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || fail "$1 does not decide by $2: $text"
    sleep 0.2
  done
}

# checked SYSTEM OPERATION FORM-COUNT: fails unless one question is permitted and one denied, and of a batch a half each.
checked() {
  local text folder=$DEMO_HOME/$3/questions
  if [ "$2" = evaluation ]; then
    text=$(asked "$1" evaluation "$folder/permitted.json")$(asked "$1" evaluation "$folder/denied.json")
    [ "$(permits "$text") $(denials "$text")" = "1 1" ] || fail "$1 decides otherwise: $text"
  else
    text=$(asked "$1" batch "$folder/batch.json")
    [ "$(permits "$text") $(denials "$text")" = "10 10" ] || fail "$1 decides otherwise: $text"
  fi
}

# asked_by_ab SYSTEM OPERATION FORM-COUNT AT-ONCE SECONDS: full load by ab, which shows the enforcement point's certificate where it is asked for and keeps its connections.
# Prints good= bad= kept= rate= p50_ms= p99_ms= longest_ms=, and the processor time of the load (ab-us=) and of the server (server-us=) for each answer. An answer whose
# length differs from that of the first one is bad.
asked_by_ab() {
  local question=permitted before times out=$DEMO_HOME/ab.out server TIMEFORMAT='%U %S'
  [ "$2" = evaluation ] || question="batch"
  server=$(server_of "$1")
  before=$(processor_of "$server")
  times=$({ time ab -q -k -t "$5" -n 5000000 -s 60 -c "$4" -E "$DEMO_HOME/asker.pem" -T application/json -p "$DEMO_HOME/$3/questions/$question.json" \
    -e "$DEMO_HOME/ab.csv" "$(url_of "$1" "$2")" >"$out" 2>"$out.errors"; } 2>&1) || fail "ab: $(tail -n 2 "$out.errors")"
  awk -v server=$(($(processor_of "$server") - before)) -v times="$times" -v shares="$DEMO_HOME/ab.csv" '
    /^Complete requests:/ { good = $3 } /^Failed requests:/ { bad = $3 } /^Non-2xx responses:/ { bad += $3 }
    /^Keep-Alive requests:/ { kept = $3 } /^Requests per second:/ { rate = $4 }
    END {
      while ((getline line <shares) > 0) { split(line, share, ","); at[share[1]] = share[2] }
      split(times, own, " ")
      printf "good=%d bad=%d kept=%d rate=%.1f p50_ms=%.2f p99_ms=%.2f longest_ms=%.1f ab-us=%.0f server-us=%.0f\n", good - bad, bad, kept, rate, at[50], at[99], at[100],
        1e6 * (own[1] + own[2]) / (good + 1), server / (good + 1)
    }' "$out"
}

# asked_by_wrk SYSTEM OPERATION FORM-COUNT AT-ONCE SECONDS: full load by wrk, whose questions are each about another subject. It shows no certificate. Prints what
# asked_by_ab prints; the processor time of the load is ab-us= too.
asked_by_wrk() {
  local question=permitted before times out=$DEMO_HOME/wrk.out server TIMEFORMAT='%U %S'
  [ "$2" = evaluation ] || question="batch"
  server=$(server_of "$1")
  before=$(processor_of "$server")
  times=$({ time QUESTION=$DEMO_HOME/$3/questions/$question.json wrk -t 1 -c "$4" -d "${5}s" --timeout 60s -s "$ROOT/bench/lib/new-questions.lua" "$(url_of "$1" "$2")" \
    >"$out" 2>"$out.errors"; } 2>&1) || fail "wrk: $(tail -n 2 "$out" "$out.errors")"
  awk -v server=$(($(processor_of "$server") - before)) -v times="$times" '
    /^good=/ { split($1, good, "="); split(times, own, " "); printf "%s ab-us=%.0f server-us=%.0f\n", $0, 1e6 * (own[1] + own[2]) / (good[2] + 1), server / (good[2] + 1) }' "$out"
}

# one_load SYSTEM OPERATION COUNT AT-ONCE ROUND: an operation new-… has other questions each time.
one_load() {
  local line operation=${2#new-} load=asked_by_ab
  [ "$operation" = "$2" ] || load=asked_by_wrk
  checked "$1" "$operation" "kinds-$3"
  line=$("$load" "$1" "$operation" "kinds-$3" "$4" "$SECONDS_OF_LOAD")
  all_good "$line"
  checked "$1" "$operation" "kinds-$3"
  write_line "measure=load system=$1 operation=$2 policies=$3 at-once=$4 round=$5 $line"
}

warm_up() {
  local system operation line seconds
  cerbos_start "$FEW"
  in_force "$FEW"
  for system in $(systems); do
    # Cerbos is compiled beforehand.
    case $system in cerbos-*) seconds=1 ;; *) seconds=$WARM_UP ;; esac
    for operation in evaluation batch; do
      line=$(asked_by_ab "$system" "$operation" "kinds-$FEW" 8 "$seconds")
      all_good "$line"
      say "warm-up: $system $operation $line"
    done
  done
}

# enforcement_start: our decision point beside a service.
enforcement_start() {
  "$ROOT/bailiwick" enforcement-point run </dev/null >"$DEMO_HOME/enforcement.log" 2>&1 &
  echo $! >"$DEMO_OUTSIDE/enforcement.pid"
  await_listening "$PORT_ENFORCEMENT" enforcement
  # The command may be a child of the script.
  [ "$(cat "/proc/$(cat "$DEMO_OUTSIDE/enforcement.pid")/comm")" = java ] || pgrep -P "$(cat "$DEMO_OUTSIDE/enforcement.pid")" java >"$DEMO_OUTSIDE/enforcement.pid.new"
  [ ! -s "$DEMO_OUTSIDE/enforcement.pid.new" ] || mv "$DEMO_OUTSIDE/enforcement.pid.new" "$DEMO_OUTSIDE/enforcement.pid"
}

# await_listening PORT NAME
await_listening() {
  local tries
  for ((tries = 0; tries < 10 * PATIENCE; tries++)); do
    port_is_free "$1" || return 0
    kill -0 "$(cat "$DEMO_OUTSIDE/$2.pid")" 2>/dev/null || break
    sleep 0.1
  done
  fail "$2 does not start: $(tail -n 3 "$DEMO_HOME/$2.log")"
}

tls_of_cerbos() {
  tls_server_make "$DEMO_OUTSIDE/cerbos"
  next_free_port PORT_CERBOS_TLS
  next_free_port PORT_CERBOS
  next_free_port PORT_CERBOS_GRPC
}

cerbos_stop() { end_processes "$DEMO_OUTSIDE"/cerbos-{tls,plain}.pid; }

# cerbos_start COUNT: Cerbos with so many policies: with TLS and a log of its decisions in a file, and without both. It writes no line of its own for each request.
cerbos_start() {
  cerbos_stop
  rm -f "$DEMO_HOME"/cerbos-decisions.log
  write_cerbos "$1" "$DEMO_HOME/cerbos-policies"
  next_free_port PORT_CERBOS_TLS
  next_free_port PORT_CERBOS
  ! has domain || cerbos_run tls "$PORT_CERBOS_TLS" "  tls: { cert: $DEMO_OUTSIDE/cerbos/tls.pem, key: $DEMO_OUTSIDE/cerbos/tls.key }" \
    "audit: { enabled: true, accessLogsEnabled: false, decisionLogsEnabled: true, backend: file, file: { path: $DEMO_HOME/cerbos-decisions.log } }"
  ! has local || cerbos_run plain "$PORT_CERBOS" "" "audit: { enabled: false }"
}

# cerbos_run NAME PORT SERVER-LINE LINE
cerbos_run() {
  local grpc
  next_free_port grpc
  printf '%s\n' "server:" "  httpListenAddr: 127.0.0.1:$2" "  grpcListenAddr: 127.0.0.1:$grpc" "$3" "storage: { driver: disk, disk: { directory: $DEMO_HOME/cerbos-policies } }" \
    "$4" "telemetry: { disabled: true }" >"$DEMO_HOME/cerbos-$1.yaml"
  "$CERBOS" server --config="$DEMO_HOME/cerbos-$1.yaml" --log-level=warn </dev/null >"$DEMO_HOME/cerbos-$1.log" 2>&1 &
  echo $! >"$DEMO_OUTSIDE/cerbos-$1.pid"
  await_listening "$2" "cerbos-$1"
}

# activations: bundles come in force at the domain node while one and eight ask. Before each of them few policies decide, so that it changes all.
activations() {
  local at_once number=0
  # It would ask again and again for bundles that are not for it.
  end_processes "$DEMO_OUTSIDE/enforcement.pid"
  for at_once in 1 8; do
    activate "activated-$number"
    await_policies domain "records-$FEW" $((2000 + number))
    activation none 0 "$at_once"
    number=$((number + 1))
    activation "activated-$number" $((2000 + number)) "$at_once"
    number=$((number + 1))
  done
  write_line "measure=memory system=domain policies=$MANY resident_mb=$(resident_of "$(pid_of domain)")"
}

# activation NAME|none NUMBER AT-ONCE: a load in the middle of which the bundle is given to the node, or a shorter load without.
activation() {
  local line began load ready="" seconds=$((5 * SECONDS_OF_LOAD))
  [ "$1" = none ] || seconds=$((20 * SECONDS_OF_LOAD))
  asked_by_ab domain evaluation "records-$FEW" "$3" "$seconds" >"$DEMO_HOME/activation.line" &
  load=$!
  sleep 1
  if [ "$1" != none ]; then
    began=$(date +%s%N)
    activate "$1"
    await_policies domain "records-$MANY" "$2"
    ready=" in_force_ms=$(milliseconds "$began")"
    kill -0 "$load" 2>/dev/null || fail "the load of $seconds s ended before the bundle was in force; give longer --seconds"
  fi
  wait "$load"
  line=$(cat "$DEMO_HOME/activation.line")
  all_good "$line"
  write_line "measure=activation policies=$MANY bundle=$1 at-once=$3$ready $line"
}

# embedded: decisions in one thread of one process, by numbers of policies in turn.
embedded() {
  local count folders=()
  mkdir -p "$DEMO_HOME"
  for count in $POLICIES "$MANY"; do
    write_policies records "$count" "$ROOT/policy-engine/src/main/policies"
    folders+=("$count=$DEMO_HOME/records-$count/policy")
  done
  "$JAVA_HOME/bin/java" -cp "$ROOT/bench/target/bench.jar" org.bailiwick.bench.policy.EmbeddedDecisions "$ROUNDS" "$SECONDS_OF_LOAD" "${folders[@]}" \
    2>"$FOLDER/embedded.log" | tee -a "$FOLDER/lines" || fail "see $FOLDER/embedded.log"
}
