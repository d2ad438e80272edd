# A person signs in at Keycloak and has work done by a program on her desktop. The program (system-tests/src/test/js/oauth/person-steps.mjs) is by npm's
# oauth4webapi, and she has Chromium. This file is sourced after keycloak.sh.
# shellcheck shell=bash

PERSON=carol
PERSON_ID=7b1f4a52-9d0e-4c5e-8f43-0d6f3c2b9a11 # in people-realm.json

# The person is shown with two Payara Micro nodes only.
with_person() { [ -n "${DEMO_FULL:-}" ] && [ "$DEMO_MODE" = micro ]; }

# start_keycloak: Keycloak starts while the nodes do.
start_keycloak() {
  local home=$DEMO_HOME/keycloak
  next_free_port PORT_KEYCLOAK
  next_free_port PORT_KEYCLOAK_HTTP
  tls_server_make "$DEMO_OUTSIDE/keycloak"
  cp -R "$ROOT/demo/target/outside/keycloak-$(keycloak_version)" "$home" || because "Keycloak is not there" || return 1
  keycloak_import "$home" "$MASTER_URL" "$ROOT/demo/people-realm.json"
  keycloak_serve "$home" "$PORT_KEYCLOAK" "$PORT_KEYCLOAK_HTTP" "$DEMO_OUTSIDE/keycloak" start --optimized --cache=local
}

# trust_people: the provider and the program, as the domain's operators describe them; a caller with such a token needs no certificate.
trust_people() {
  people_sign_in "$PORT_KEYCLOAK" "$DEMO_OUTSIDE/keycloak"
  ask_providers_often
  echo '{"service": "jobs", "rule": "any-of(all-of(mtls,access-token),access-token-dpop)"}' >"$BAILIWICK_HOME/domain/authentication/jobs.json"
}

await_keycloak() {
  local began folder=$DEMO_OUTSIDE/keycloak
  began=$(date +%s%N)
  until curl -sSf -o /dev/null --cacert "$folder/tls-root.pem" "$(people_realm "$PORT_KEYCLOAK")" 2>/dev/null; do
    kill -0 "$(cat "$DEMO_OUTSIDE/keycloak.pid")" 2>/dev/null && [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] ||
      because "Keycloak does not start: $(tail -n 3 "$folder/keycloak.log")" || return 1
    sleep 0.2
  done
}

# person_program EXPECTED DESK STEP ARGUMENT…: one step of the program whose key and tokens are in the folder DESK. EXPECTED is what it prints.
person_program() {
  local expected=$1 desk=$DEMO_OUTSIDE/$2 log=$DEMO_HOME/person.log
  shift 2
  mkdir -p "$desk"
  DEMO_LAST_ANSWER=$desk/answer.json PERSON_SAID=nothing
  # In the background, because bash would not end before a program in the foreground does.
  NODE_EXTRA_CA_CERTS=$DEMO_OUTSIDE/roots.pem node "$ROOT/system-tests/target/js/oauth/person-steps.mjs" "$desk" "$@" >"$log" 2>"$log.err" &
  echo $! >"$DEMO_OUTSIDE/person.pid"
  wait $! || because "$PERSON's program: $(grep -m 1 Error "$log.err" || tail -n 3 "$log.err")" || return 1
  PERSON_SAID=$(cat "$log")
  [ "$PERSON_SAID" = "$expected" ] || because "the answer is $PERSON_SAID instead of $expected"
}

person_signs_in() {
  local parts claims
  cat "$DEMO_ANCHOR" "$DEMO_OUTSIDE/keycloak/tls-root.pem" >"$DEMO_OUTSIDE/roots.pem"
  person_program 200 desk sign-in "$MASTER_URL/v1/jobs" "https://127.0.0.1:$PORT_KEYCLOAK" "$PERSON" "fx.rates@1 ledger.post@1" || return 1
  IFS=. read -ra parts <<<"$(json_member "$DEMO_OUTSIDE/desk/tokens.json" access_token)"
  claims=$(from_b64url "${parts[1]}")
  grep -qF "\"sub\":\"$(people_realm "$PORT_KEYCLOAK")#$PERSON_ID\"" <<<"$claims" && grep -qF '"client_id":"desk"' <<<"$claims" ||
    because "the token is not $PERSON's for her program" || return 1
  grep -qF '"scope":"fx.rates@1"' <<<"$claims" || because "the token has another scope" || return 1
  grep -qF "\"jkt\":\"$(jwk_thumbprint "$DEMO_OUTSIDE/desk/key.pem")\"" <<<"$claims" || because "the token is not bound to the program's key" || return 1
  shown "person: signed in at Keycloak, in Chromium" "token bound to her program's key"
  shown "person: asked for a scope more than her role has" "the token does not have it"
}

person_job_request() {
  printf '%s\n' '{"purpose":"rates","steps":[{"id":"rates","capability":"fx.rates@1","input":{"table":"currency,per_eur\nUSD,1.0842\n"}}]}' \
    >"$DEMO_HOME/person-job.json"
}

# refuse_other_key: another program has the token and makes proofs by a key of its own.
refuse_other_key() {
  mkdir -p "$DEMO_OUTSIDE/other-desk"
  cp "$DEMO_OUTSIDE/desk/tokens.json" "$DEMO_OUTSIDE/other-desk/"
  person_job_request
  person_program "401 invalid_token" other-desk call POST "$MASTER_URL/v1/jobs" "$DEMO_HOME/person-job.json" && refused access-token-invalid || return 1
  grep -qF 'bound to another key' "$DEMO_LAST_ANSWER" || because "the token was refused for another reason: $(answer detail)" || return 1
  shown "refused: that token with a proof by another key" "invalid_token"
}

person_posts_job() {
  person_program 202 desk call POST "$MASTER_URL/v1/jobs" "$DEMO_HOME/person-job.json" || return 1
  PERSON_JOB=$MASTER_URL/v1/jobs/$(answer id)
}

# job_head: prints the state of the job in the last answer, and its reason if it has one. The steps, which have states and reasons too, come after.
job_head() {
  sed -n 's/^{"id":"[^"]*","state":"\([a-z]*\)"\(.*\),"steps":\[.*/\1\2/p' "$DEMO_LAST_ANSWER" |
    sed -e 's/^\([a-z]*\).*"reason":"\([^"]*\)".*/\1 \2/' -e 's/,.*//'
}

# person_awaits TEXT: reads her job until the answer has the text, while the job runs.
person_awaits() {
  local began
  began=$(date +%s%N)
  while person_program 200 desk call GET "$PERSON_JOB" || return 1; ! grep -qF "$1" "$DEMO_LAST_ANSWER"; do
    [ "$(job_head)" = running ] || because "her job is $(job_head)" || return 1
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || because "her job does not get on in $PATIENCE s" || return 1
  done
}

person_job_done() {
  local tls
  person_posts_job && person_awaits '"USD":"1.0842"' || return 1
  [ "$(job_head)" = "done" ] || because "her job is $(job_head)" || return 1
  mapfile -t tls < <(as_partner buyer)
  partner_token && bearer_header && call 403 "${tls[@]}" -K "$DEMO_HOME/bearer.cfg" "$PERSON_JOB" && refused policy-denied || return 1
  shown "person: a job of her own, which the partner may not read" "done"
}

# person_disabled: her job runs on, because its agent has been sent the order and stands still. The time includes that until the node asks Keycloak again.
person_disabled() {
  local agent began took
  agent=$(cat "$DEMO_HOME/agents/rate-finder/pid")
  kill -STOP "$agent"
  person_posts_job && person_awaits '"attempts":1' || return 1
  [ "$(job_head)" = running ] || because "her job is $(job_head) before she is disabled" || return 1
  keycloak_disable "$PERSON_ID" || return 1
  began=$(date +%s%N)
  while person_program 200 desk call GET "$PERSON_JOB"; do
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || because "her token still counts after $PATIENCE s" || return 1
  done
  took=$(milliseconds "$began")
  [ "$PERSON_SAID" = "401 invalid_token" ] || return 1
  person_program "400 invalid_grant" desk refresh && person_job_cancelled || return 1
  kill -CONT "$agent"
  shown "person disabled at Keycloak: her token is refused" "$took ms after Keycloak's answer"
  shown "person disabled at Keycloak: refresh; her running job" "invalid_grant; cancelled"
}

# person_job_cancelled: an auditor reads her job.
person_job_cancelled() {
  local auditor=$BAILIWICK_HOME/operators/auditor-1
  call 200 --cert "$auditor.pem" --key "$auditor.key" --cacert "$DEMO_ANCHOR" "$PERSON_JOB" || return 1
  case $(job_head) in "cancelled token-ended: "*) ;; *) because "her job is $(job_head)" ;; esac
}

# keycloak_disable USER-ID: Keycloak's administrator disables a person.
keycloak_disable() {
  local keycloak=https://127.0.0.1:$PORT_KEYCLOAK roots=$DEMO_OUTSIDE/keycloak/tls-root.pem header=$DEMO_OUTSIDE/keycloak/administrator.cfg
  call 200 --cacert "$roots" --data @- "$keycloak/realms/master/protocol/openid-connect/token" \
    <<<'grant_type=password&client_id=admin-cli&username=admin&password=admin-password' || return 1
  printf 'header = "Authorization: Bearer %s"\n' "$(answer access_token)" >"$header"
  call 204 --cacert "$roots" -K "$header" -X PUT -H 'Content-Type: application/json' --data '{"enabled": false}' \
    "$keycloak/admin/realms/people/users/$1"
}
