# shellcheck shell=bash
# Checks how a home's enforcement point is started and shown. The script run.sh sources this file.

ENFORCEMENT_HOME=$WORK/enforcement-home

# of_enforcement SCRIPT: runs a script of the library with the home of these tests.
of_enforcement() { BAILIWICK_HOME=$ENFORCEMENT_HOME in_library eval ". \"\$ROOT/launcher/lib/enforcement.sh\"; home_load; $1"; }

no_enforcement_is_named() { fails_with "this home has no enforcement point" of_enforcement 'is_enforcement_meant enforcement-point'; }

# Nodes start although the enforcement point beside them has no credential; the enforcement point itself is refused.
enforcement_without_credential_waits() {
  mkdir -p "$ENFORCEMENT_HOME/enforcement-point"
  echo 'listen = 127.0.0.1:7198' >"$ENFORCEMENT_HOME/enforcement-point/enforcement-point.properties"
  of_enforcement 'enforcement_up ""' >"$WORK/enforcement-up" && grep -q 'is not started, because it has no credential yet' "$WORK/enforcement-up" \
    && fails_with "no credential yet" of_enforcement 'enforcement_up enforcement-point' \
    && of_enforcement 'enforcement_up domain' >"$WORK/enforcement-up" && [ ! -s "$WORK/enforcement-up" ]
}

# One that a supervisor runs is left alone.
enforcement_of_a_supervisor_stays() {
  mkdir -p "$ENFORCEMENT_HOME/enforcement-point/service"
  touch "$ENFORCEMENT_HOME/enforcement-point/service/chain.pem"
  of_enforcement 'curl() { printf %s "{\"status\":\"UP\",\"faults\":{},\"facts\":{}}"; }; enforcement_start() { echo starts; }; enforcement_up ""' >"$WORK/enforcement-up"
  grep -q 'is running already' "$WORK/enforcement-up" && ! grep -q starts "$WORK/enforcement-up" \
    && of_enforcement 'curl() { return 7; }; enforcement_start() { echo starts; }; enforcement_up ""' >"$WORK/enforcement-up" && grep -q starts "$WORK/enforcement-up"
}

# The status has faults and facts, and the exit code of one that denies everything is 1.
enforcement_status_shows_faults() {
  # shellcheck disable=SC2016 # for the other shell
  while_running "$ENFORCEMENT_HOME/enforcement-point" of_enforcement '
    curl() { [ "${*: -1}" = http://127.0.0.1:7198/health ] && printf %s "{\"faults\":{\"policies\":\"there is no bundle, and all is denied\"},\"facts\":{\"agents\":\"2\"},\"status\":\"DOWN\"}"; }
    enforcement_status && exit 1; :' >"$WORK/enforcement-status"
  cat "$WORK/enforcement-status"
  grep -qx 'enforcement-point: DOWN' "$WORK/enforcement-status" && grep -q 'faults   policies:there is no bundle, and all is denied' "$WORK/enforcement-status" \
    && grep -q 'facts    agents:2' "$WORK/enforcement-status" && fails_with "enforcement-point: not running" of_enforcement 'curl() { return 7; }; enforcement_status'
}

enforcement_at_a_socket_is_asked() {
  echo 'listen=unix:/run/enforcement.sock' >"$ENFORCEMENT_HOME/enforcement-point/enforcement-point.properties"
  # shellcheck disable=SC2016 # for the other shell
  [ "$(of_enforcement 'curl() { echo "$*"; }; enforcement_answer /health')" = "--noproxy * -s --max-time 5 --unix-socket /run/enforcement.sock http://localhost/health" ]
}

check "a home without enforcement point says so" no_enforcement_is_named
check "nodes do not wait for an enforcement point without credential" enforcement_without_credential_waits
check "an enforcement point of a supervisor is left alone" enforcement_of_a_supervisor_stays
check "the status of an enforcement point shows its faults" enforcement_status_shows_faults
check "an enforcement point at a socket is asked there" enforcement_at_a_socket_is_asked
