#!/usr/bin/env bash
# Measures what a step of a job costs beside a direct call of the same agent, many jobs that are unfinished at once over a kill -9 of their node, a
# call of an MCP tool beside nginx in front of the same server, and how soon a database role is gone after its job was cancelled. docs/bench-work.md says how.
#   bench/work.sh [OPTION…]
#     --jobs N        jobs that are unfinished at once, 10000 by default
#     --seconds N     duration of a load, 10 by default; of the warm-up of each operation (--warm-up N), 20 by default
#     --rounds N      3 by default; the medians are shown
#     --cancelled N   cancelled jobs, 20 by default
#     --parts "NAME…" only these of: chains tools roles backlog
#     --smoke         few jobs and seconds, to find out whether the script works; its figures mean nothing
# BENCH_DATABASE=postgresql: the nodes' databases are on PostgreSQL and not in H2 files. No other load should be on the machine. All lines and a table are
# written to bench/target/work/. Ports are from DEMO_FIRST_PORT on.
set -euo pipefail
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
JOBS=10000 SECONDS_OF_LOAD=10 WARM_UP=20 ROUNDS=3 CANCELLED=20 RENEWED=2 DOMAIN_NODES=1
PARTS="chains tools roles backlog"
FOLDER=$ROOT/bench/target/work
export BAILIWICK_HOME=$FOLDER/home
# Variables of the demo's scripts, which set up the outside parties.
DEMO_MODE=micro DEMO_HOME=$BAILIWICK_HOME/parties DEMO_OUTSIDE=$BAILIWICK_HOME/parties/outside
TRUST_DOMAIN=bailiwick.example PARTNER=partner.example
SCOPE="fx.rates@1 invoice.parse@1 ledger.post@1 receipt.write@1 numbers.add@1 orders.insert@1"
export DEMO_LAST_ANSWER="" DEMO_REASON="" DEMO_MODE DEMO_HOME DEMO_OUTSIDE TRUST_DOMAIN PARTNER SCOPE
export RENEWED KEYCLOAK_REALM=none

usage() { sed -n '/^#   bench/,/^#     --smoke/s/^# \{0,3\}//p' "$0" >&2; exit 2; }

while [ $# -gt 0 ]; do
  case $1 in
    --smoke) JOBS=60 SECONDS_OF_LOAD=2 WARM_UP=1 ROUNDS=1 CANCELLED=2 ;;
    --jobs | --seconds | --warm-up | --rounds | --cancelled | --parts)
      [ $# -gt 1 ] || usage
      case $1 in
        --jobs) JOBS=$2 ;;
        --seconds) SECONDS_OF_LOAD=$2 ;;
        --warm-up) WARM_UP=$2 ;;
        --rounds) ROUNDS=$2 ;;
        --cancelled) CANCELLED=$2 ;;
        --parts) PARTS=$2 ;;
      esac
      shift
      ;;
    *) usage ;;
  esac
  shift
done
for number in "$JOBS" "$SECONDS_OF_LOAD" "$WARM_UP" "$ROUNDS" "$CANCELLED"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || usage
done

for part in report jose identity device partner agents setup job orders keycloak checks; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done
for part in common build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
for part in attestors storm postgres measured domain sizes work; do
  # shellcheck source=/dev/null
  . "$ROOT/bench/lib/$part.sh"
done
for need in psql:postgresql curl:curl openssl:openssl node:nodejs nginx:nginx; do
  PATH=$PATH:/usr/sbin command -v "${need%:*}" >/dev/null || { echo "bench: ${need%:*} is missing; install the package ${need#*:}" >&2; exit 2; }
done

cleanup() {
  local job
  for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done
  stop_outside
  stop_orders_db || true
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  pg_stop
}

# must COMMAND...: runs a command, and ends the run with the stored reason if the command fails.
must() { "$@" || fail "$*: ${DEMO_REASON:-no reason given}"; }

has() { case " $PARTS " in *" $1 "*) ;; *) return 1 ;; esac; }

warm_up() { # OPERATION…
  local operation line
  for operation; do
    ask prepare "$operation" 1 >/dev/null
    line=$(ask full "$operation" 8 "$WARM_UP")
    ask finish "$operation" >/dev/null
    all_good "$line"
    say "warm-up: $operation $line"
  done
}

describe_run() {
  printf 'database=%s jobs=%s seconds=%s warm-up=%s rounds=%s jdk=%s cores=%s processor=%s load-average=%s date=%s commit=%s\n' \
    "${BENCH_DATABASE:-h2}" "$JOBS" "$SECONDS_OF_LOAD" "$WARM_UP" "$ROUNDS" "$(jdk_release "$JAVA_HOME")" "$(nproc)" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ' '-')" "$(cut -d ' ' -f 1 /proc/loadavg)" \
    "$(date -u +%Y-%m-%dT%H:%MZ)" "$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo none)"
}

JAVA_HOME=$(jdk_folder)
[ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found"
export JAVA_HOME
build launcher bench
"$ROOT/system-tests/src/test/sh/npm-packages.sh" backends
trap cleanup EXIT
choose_ports
mkdir -p "$FOLDER"
describe_run | tee "$FOLDER/lines"
pg_start
prepare_home
widen_bounds
nodes_up all
must pin_root
write_load_properties
write_work_properties
renew_user_token &
must start_back_ends
must enrol_broker
must configure_broker
write_slow_asset
must run_broker
nginx_start
load_start
ask enrol
ask direct >/dev/null
! has chains || warm_up direct-10 job-10
! has tools || warm_up nginx-tool tool
for ((round = 1; round <= ROUNDS; round++)); do
  for at_once in 1 8 64; do
    ! has chains || chains agent direct-10 "$at_once" "$round"
    ! has chains || chains bailiwick job-10 "$at_once" "$round"
  done
  for at_once in 1 8; do
    ! has tools || tools nginx nginx-tool "$at_once" "$round"
    ! has tools || tools bailiwick tool "$at_once" "$round"
  done
done
! has roles || for ((round = 1; round <= CANCELLED; round++)); do write_line "measure=role round=$round ended_ms=$(role_ended 20)"; done
! has backlog || backlog "$JOBS"
medians "$FOLDER/lines" | tee "$FOLDER/table.md"
! has roles || sed -n 's/^measure=role .* ended_ms=//p' "$FOLDER/lines" | sort -n | awk '
  { ended[NR] = $1 }
  END { printf "\nfrom the answer to a cancellation to the dead role: median %d ms, longest %d ms, of %d\n", ended[int((NR + 1) / 2)], ended[NR], NR }' | tee -a "$FOLDER/table.md"
