#!/usr/bin/env bash
# Measures one home on this machine: the issue rate for each attestor, compared with `cfssl serve`, the time from revocation to refusal, the
# ready time, and the memory. No other load should be on the machine. Settings: BENCH_SECONDS (duration of a round), BENCH_ROUNDS, BENCH_BODIES
# (enrolments per round), BENCH_STARTS, BENCH_REVOCATIONS, BENCH_WARM_UP (enrolments before the measurement), BENCH_DATABASE (postgresql: the nodes'
# databases are in cfssl's server and not in H2 files), BENCH_RECORDING (a file: Java Flight Recorder records one more round, and its profile is printed),
# BENCH_STORM (a number of agents: only so many agents at once, which enrol and renew, are measured).
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SECONDS_OF_LOAD=${BENCH_SECONDS:-15} ROUNDS=${BENCH_ROUNDS:-3} BODIES=${BENCH_BODIES:-8000} WARM_UP=${BENCH_WARM_UP:-30000}
CONNECTIONS=8 THREADS=2 REVOCATIONS=${BENCH_REVOCATIONS:-10} STARTS=${BENCH_STARTS:-3}
export BAILIWICK_HOME=$ROOT/bench/target/home BENCH_THREADS=$THREADS
# Variables of the demo's scripts, which set up the outside parties.
DEMO_MODE=micro DEMO_HOME=$BAILIWICK_HOME/parties DEMO_OUTSIDE=$BAILIWICK_HOME/parties/outside
TRUST_DOMAIN=bailiwick.example PARTNER=partner.example
export DEMO_LAST_ANSWER="" DEMO_REASON="" DEMO_MODE TRUST_DOMAIN PARTNER

require_program() { command -v "$1" >/dev/null || { echo "bench: $1 is missing; install the package $2" >&2; exit 2; }; }
require_program wrk wrk
require_program cfssl golang-cfssl
require_program psql postgresql

# shellcheck source=/dev/null
for part in report jose identity device partner agents setup job checks; do . "$ROOT/demo/lib/$part.sh"; done
for part in common build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
# shellcheck source=bench/lib/attestors.sh
. "$ROOT/bench/lib/attestors.sh"
# shellcheck source=bench/lib/measured.sh
. "$ROOT/bench/lib/measured.sh"
# shellcheck source=bench/lib/compare.sh
. "$ROOT/bench/lib/compare.sh"
# shellcheck source=bench/lib/postgres.sh
. "$ROOT/bench/lib/postgres.sh"
# shellcheck source=bench/lib/profile.sh
. "$ROOT/bench/lib/profile.sh"
# shellcheck source=bench/lib/storm.sh
. "$ROOT/bench/lib/storm.sh"
# shellcheck source=bench/lib/refusal.sh
. "$ROOT/bench/lib/refusal.sh"

cleanup() {
  stop_outside
  cfssl_stop
  pg_stop
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
}

# must COMMAND...: runs a command, and ends the run with the stored reason if the command fails.
must() { "$@" || fail "$*: ${DEMO_REASON:-no reason given}"; }

# median: prints the median of the numbers on standard input, one a line.
median() { sort -n | awk '{ value[NR] = $1 } END { print (NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2) }'; }

prepare_home() {
  fresh_home
  # The devices attest the digest of this file as their program.
  DEMO_PROGRAM=$ROOT/bench/target/bench.jar
  export DEMO_PROGRAM
  make_outside
  "$ROOT/bailiwick" up --prepare-only >"$DEMO_HOME/up.log" 2>&1 || fail "see $DEMO_HOME/up.log"
  trust_outside
  trust_revoked_agents
  trust_cluster
  trust_tpm
  # The nonces must live long, because all enrolments of a round are made before the first is posted.
  echo "aca.nonce-lifetime=PT60M" >>"$BAILIWICK_HOME/authority/bailiwick.properties"
}

# Measures the time of a restart, without builds, on a home that has served requests before.
measure_starts() {
  local number began took=()
  for ((number = 0; number < STARTS; number++)); do
    "$ROOT/bailiwick" down >>"$DEMO_HOME/up.log" 2>&1
    began=$(date +%s%N)
    nodes_up
    took+=("$(milliseconds "$began")")
  done
  say "ready time of up on a prepared home: ${took[*]} ms, median $(printf '%s\n' "${took[@]}" | median) ms"
}

nodes_up() { "$ROOT/bailiwick" up >>"$DEMO_HOME/up.log" 2>&1 || fail "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"; }

memory() { # WHEN
  local node
  for node in authority domain; do
    say "resident memory $1, $node: $(($(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' \
      "/proc/$(cat "$BAILIWICK_HOME/run/$node.pid")/status") / 1024)) MB"
  done
}

JAVA_HOME=$(jdk_folder)
[ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found"
export JAVA_HOME
build launcher bench
trap cleanup EXIT
choose_ports
say "machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); load average at the start: $(cut -d ' ' -f 1-3 /proc/loadavg)"
pg_start
prepare_home
nodes_up
must pin_root
memory "after start"
if [ -n "${BENCH_STORM:-}" ]; then measure_storm "$BENCH_STORM"; exit; fi
measure_rates
[ -z "${BENCH_RECORDING:-}" ] || record_profile "$BENCH_RECORDING"
memory "after the load"
measure_refusals
measure_starts
say "load average at the end: $(cut -d ' ' -f 1-3 /proc/loadavg)"
