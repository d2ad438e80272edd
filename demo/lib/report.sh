# The output of the demo: one line per step with its time, and the table at the end. This file is sourced.
# shellcheck shell=bash

DEMO_ROWS=()
DEMO_NOT_RUN=()
# The longest time for an answer, or until a process is ready, in seconds. It is long because the machine may be busy.
readonly PATIENCE=300
DEMO_BEGAN=$(date +%s%N)

milliseconds() { echo $((($(date +%s%N) - $1) / 1000000)); }

# step TEXT COMMAND...: runs the command and prints a line with the time. A failure ends the demo and prints the reason. While the command takes more
# than five seconds, a line says that it goes on.
step() {
  local text=$1 began status=0 progress
  shift
  began=$(date +%s%N)
  goes_on "$text" &
  progress=$!
  "$@" || status=$?
  { kill "$progress" && wait "$progress"; } 2>/dev/null || true
  [ -z "$DEMO_TERMINAL" ] || printf '\r\033[K'
  [ "$status" -eq 0 ] || fail "$text: ${DEMO_REASON:-exit status $status}"
  printf '%7d ms  %s\n' "$(milliseconds "$began")" "$text"
}

# Whether a person sees the output as it is written, so that a line can be written over.
DEMO_TERMINAL=
[ ! -t 1 ] || DEMO_TERMINAL=yes

# goes_on TEXT: says of a step that it goes on, and what its log says, until it is killed: at a terminal each second, elsewhere each 15 seconds.
goes_on() {
  local began=$SECONDS due=5 seconds line
  while sleep 1 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    seconds=$((SECONDS - began))
    [ "$seconds" -ge "$due" ] || continue
    line="$(printf '%7d s   … %s' "$seconds" "$1")$(goes_on_log)"
    if [ -n "$DEMO_TERMINAL" ]; then
      printf '\r\033[K%.*s' "$((${COLUMNS:-$(tput cols 2>/dev/null || echo 80)} - 1))" "$line"
    else
      echo "$line"
      due=$((seconds + 15))
    fi
  done
}

# The last line of the log that the step's command writes, if the step has named one ($DEMO_STEP_LOG).
goes_on_log() {
  local last
  # The Java runtime's word about its options says nothing of the step.
  last=$(tail -n 20 "${DEMO_STEP_LOG:-/dev/null}" 2>/dev/null | grep -v '^Picked up JAVA_TOOL_OPTIONS' | tail -n 1) || return 0
  [ -z "$last" ] || printf ' (%.80s)' "$last"
}

# shown WHAT RESULT: adds a row to the table at the end, after a check has succeeded.
shown() { DEMO_ROWS+=("$1|$2"); }

# not_run WHAT WHY: adds a row for a check that was not run here and is not counted.
not_run() { DEMO_NOT_RUN+=("$1|not run: $2"); }

# because REASON: stores the reason for which a step fails, and fails.
because() { DEMO_REASON=$*; return 1; }

fail() {
  echo "FAILED: $*" >&2
  [ -z "${DEMO_LAST_ANSWER:-}" ] || [ ! -s "$DEMO_LAST_ANSWER" ] || { echo "last answer:" >&2; head -c 2000 "$DEMO_LAST_ANSWER" >&2; echo >&2; }
  [ ! -d "${DEMO_HOME:-}" ] || echo "Logs of the nodes: $BAILIWICK_HOME/logs; everything else of this demo: $DEMO_HOME" >&2
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

# call EXPECTED-STATUS CURL-ARGUMENTS...: sends a request, and writes the answer's body to $DEMO_LAST_ANSWER and its headers to a file beside it. It
# fails if the status differs.
call() {
  local expected=$1 status
  shift
  DEMO_LAST_ANSWER=$DEMO_HOME/answer.json
  status=$(curl -sS --max-time "$PATIENCE" -o "$DEMO_LAST_ANSWER" -D "$DEMO_HOME/answer.headers" -w '%{http_code}' "$@") ||
    because "no answer from ${*: -1}" || return 1
  [ "$status" = "$expected" ] || because "HTTP status $status instead of $expected"
}

answer() { json_member "$DEMO_LAST_ANSWER" "$1"; }

# refused STATUS SLUG: checks that the last answer is a problem document of that type.
refused() {
  grep -q "urn:bailiwick:problem:$1" "$DEMO_LAST_ANSWER" || because "the refusal is not a $1 problem"
}
