# The sidecar injector, and the agent proxy with its Workload API. bench/onboarding.sh sources this file.
# shellcheck shell=bash disable=SC2153

CONNECTIONS=8

# injector_start: a webhook with the certificate of the home's domain node.
injector_start() {
  local folder=$DEMO_HOME/injector
  next_free_port PORT_INJECTOR
  mkdir -p "$folder"
  printf '%s\n' "listen=127.0.0.1:$PORT_INJECTOR" "certificate=$BAILIWICK_HOME/domain/tls/server.pem" "key=$BAILIWICK_HOME/domain/tls/server.key" policy=policy.json \
    >"$folder/injector.properties"
  cat >"$folder/policy.json" <<TEXT
{"sidecar": {"image": "registry.example/bailiwick@sha256:$(printf 'cd%.0s' {1..32})", "audience": "$ACA_URL",
   "authority": {"url": "$ACA_URL", "plain_url": "$PLAIN_URL", "root_fingerprint": "$DEMO_FINGERPRINT"}},
 "namespaces": {"agents": {"owners": ["Treasury"], "capabilities": ["fx.rates@1"], "profile": "pod", "rules": "rates-proxy", "user_token": "rates-user"}}}
TEXT
  "$ROOT/bailiwick" sidecar-injector run --settings "$folder/injector.properties" >"$FOLDER/injector.log" 2>&1 &
  await_text "$FOLDER/injector.log" listening
}

# await_text FILE TEXT: waits until the log of a process has it.
await_text() {
  local began
  began=$(date +%s%N)
  until grep -qs -- "$2" "$1"; do
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || fail "no '$2' in $1: $(tail -n 3 "$1")"
    sleep 0.2
  done
}

# workload_api_start: an agent whose credential is renewed after some forty seconds, and its proxy.
workload_api_start() {
  local folder=$OPEN_FOLDER/workload
  sed -e 's/"agent-default"/"workload", "renew_from_percent": 3, "renew_to_percent": 4/' -e 's/"validity": *"[^"]*"/"validity": "PT20M"/' \
    "$BAILIWICK_HOME/authority/profiles/agent-default.json" >"$BAILIWICK_HOME/authority/profiles/workload.json"
  sleep 2 # a file counts a second later
  enrolled agent workload workload "$folder"
  echo '{"workload_api": {"gives_private_key": true}}' >"$DEMO_HOME/workload.json"
  "$ROOT/bailiwick" agent proxy --folder "$folder" --socket "$OPEN_FOLDER/run/s" --rules "$DEMO_HOME/workload.json" --workload-api "$OPEN_FOLDER/api/s" \
    >"$FOLDER/proxy.log" 2>&1 &
  await_text "$FOLDER/proxy.log" "ready socket="
  PROXY_PID=$(pgrep -f "[j]ava.*--workload-api $OPEN_FOLDER/api/s" | head -n 1)
}

# a question of an API server about a pod that asks for a sidecar
write_review() {
  cat >"$DEMO_HOME/review.json" <<'TEXT'
{"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
 "kind": {"group": "", "version": "v1", "kind": "Pod"}, "resource": {"group": "", "version": "v1", "resource": "pods"},
 "requestKind": {"group": "", "version": "v1", "kind": "Pod"}, "requestResource": {"group": "", "version": "v1", "resource": "pods"},
 "namespace": "agents", "operation": "CREATE", "dryRun": false,
 "userInfo": {"username": "system:serviceaccount:kube-system:replicaset-controller", "groups": ["system:authenticated"]}, "options": null, "oldObject": null,
 "object": {"kind": "Pod", "apiVersion": "v1",
  "metadata": {"generateName": "rates-6c9f7d8b5-", "labels": {"app": "rates", "bailiwick.org/inject": "true"},
   "annotations": {"bailiwick.org/owner": "Treasury", "bailiwick.org/capabilities": "fx.rates@1"}},
  "spec": {"containers": [{"name": "rates", "image": "registry.example/rates:1", "env": [{"name": "LOG", "value": "info"}],
    "resources": {"limits": {"memory": "256Mi"}}, "securityContext": {"allowPrivilegeEscalation": false}}],
   "serviceAccountName": "rates", "securityContext": {"runAsNonRoot": true, "runAsUser": 10001}}}}}
TEXT
}

write_sidecar_properties() {
  write_properties
  cat >>"$DEMO_HOME/bench.properties" <<TEXT
roots=$DEMO_ANCHOR
webhook.url=https://127.0.0.1:$PORT_INJECTOR/inject?timeout=7s
webhook.body=$DEMO_HOME/review.json
workload-api=$OPEN_FOLDER/api/s
workload.chain=$OPEN_FOLDER/workload/chain.pem
TEXT
}

# loads_of OPERATION: its warm-up, a paced load and full load.
loads_of() {
  local line
  ask prepare "$1" 1 >/dev/null
  say "warm-up: $1 $(ask full "$1" "$CONNECTIONS" "$WARM_UP")"
  for line in "paced $RATE" "full $CONNECTIONS"; do
    # shellcheck disable=SC2086 # two words
    line="measure=${line% *} operation=$1 $(ask ${line% *} "$1" ${line#* } "$SECONDS_OF_LOAD")"
    all_good "$line"
    write_line "$line"
  done
}

measure_sidecar() {
  write_review
  injector_start
  workload_api_start
  write_sidecar_properties
  load_start
  ! has webhook || loads_of webhook
  has svid || return 0
  loads_of svid
  write_line "measure=watchers $(ask watch $((WATCHERS / 100)) 100)"
  write_line "measure=paced operation=svid watchers=$WATCHERS $(ask paced svid "$RATE" "$SECONDS_OF_LOAD")"
  write_line "measure=pushed $(ask pushed)"
  write_line "measure=memory system=agent-proxy watchers=$WATCHERS resident_mb=$(resident_of "$PROXY_PID")"
}
