# The output of the demo: one line per step with its time, and the table at the end. Sourced.
# shellcheck shell=bash

DEMO_ROWS=()
DEMO_NOT_RUN=()
# Seconds for one answer and for a process to be ready, on a machine that does ten things at once.
readonly PATIENCE=300
DEMO_BEGAN=$(date +%s%N)

milliseconds() { echo $((($(date +%s%N) - $1) / 1000000)); }

# step TEXT COMMAND...: runs the command, prints the line with its time; a failure ends the demo with its reason.
step() {
  local text=$1 began status=0
  shift
  began=$(date +%s%N)
  "$@" || status=$?
  [ "$status" -eq 0 ] || fail "$text: ${DEMO_REASON:-exit status $status}"
  printf '%7d ms  %s\n' "$(milliseconds "$began")" "$text"
}

# shown WHAT RESULT: a row of the table at the end; only what held gets one.
shown() { DEMO_ROWS+=("$1|$2"); }

# not_run WHAT WHY: a row of the table that tells what was not looked at here, and is not counted.
not_run() { DEMO_NOT_RUN+=("$1|not run: $2"); }

# because REASON: says why a step is about to fail.
because() { DEMO_REASON=$*; return 1; }

fail() {
  echo "FAILED: $*" >&2
  [ -z "${DEMO_LAST_ANSWER:-}" ] || [ ! -s "$DEMO_LAST_ANSWER" ] || { echo "last answer:" >&2; head -c 2000 "$DEMO_LAST_ANSWER" >&2; echo >&2; }
  exit 1
}

table() {
  local row
  echo
  printf '%-58s %s\n' "shown" "result"
  printf '%-58s %s\n' "-----" "------"
  for row in "${DEMO_ROWS[@]}" ${DEMO_NOT_RUN[@]+"${DEMO_NOT_RUN[@]}"}; do printf '%-58s %s\n' "${row%%|*}" "${row#*|}"; done
  echo
  [ "${#DEMO_NOT_RUN[@]}" -eq 0 ] || echo "${#DEMO_NOT_RUN[@]} not run here"
  echo "${#DEMO_ROWS[@]} things shown, all held, in $(($(milliseconds "$DEMO_BEGAN") / 1000)) s"
}

# call EXPECTED-STATUS CURL-ARGUMENTS...: answer body in $DEMO_LAST_ANSWER, headers beside it; another status is a failure.
call() {
  local expected=$1 status
  shift
  DEMO_LAST_ANSWER=$DEMO_HOME/answer.json
  status=$(curl -sS --max-time "$PATIENCE" -o "$DEMO_LAST_ANSWER" -D "$DEMO_HOME/answer.headers" -w '%{http_code}' "$@") ||
    because "no answer from ${*: -1}" || return 1
  [ "$status" = "$expected" ] || because "HTTP status $status instead of $expected"
}

answer() { json_member "$DEMO_LAST_ANSWER" "$1"; }

# refused STATUS SLUG: the last answer is a problem document of that type.
refused() {
  grep -q "urn:bailiwick:problem:$1" "$DEMO_LAST_ANSWER" || because "the refusal is not a $1 problem"
}
