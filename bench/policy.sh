#!/usr/bin/env bash
# Measures decisions about an application beside Cerbos in one run: AuthZEN questions at the domain node and at an enforcement point, decisions in one thread by
# few and many policies, the pause when a bundle of many policies comes in force, and memory. docs/bench-policy.md says how, and what the figures mean.
#   bench/policy.sh [OPTION…]
#     --policies "N…"  numbers of policies, "10 100 1000" by default
#     --many N         policies of the largest bundle, 10000 by default
#     --seconds N      duration of a load, 2 by default; of the warm-up of each operation (--warm-up N), 15 by default
#     --rounds N       3 by default; the medians are shown
#     --parts "NAME…"  only these of: domain local embedded activation
#     --profile FOLDER one more load of each operation with async-profiler in our processes; collapsed stacks are written to FOLDER
#     --smoke          few policies and seconds, to find out whether the script works; its figures mean nothing
# BENCH_DATABASE=postgresql: the nodes' databases are on PostgreSQL and not in H2 files. No other load should be on the machine. All lines and a table are
# written to bench/target/policy/. Ports are from DEMO_FIRST_PORT on.
set -euo pipefail
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
POLICIES="10 100 1000" MANY=10000 SECONDS_OF_LOAD=2 WARM_UP=15 ROUNDS=3 DOMAIN_NODES=1 PROFILE=""
PARTS="domain local embedded activation"
FOLDER=$ROOT/bench/target/policy
export BAILIWICK_HOME=$FOLDER/home
# Variables of the demo's scripts, which set up the outside parties.
DEMO_MODE=micro DEMO_HOME=$BAILIWICK_HOME/parties DEMO_OUTSIDE=$BAILIWICK_HOME/parties/outside
TRUST_DOMAIN=bailiwick.example PARTNER=partner.example
export DEMO_LAST_ANSWER="" DEMO_REASON="" DEMO_MODE DEMO_HOME DEMO_OUTSIDE TRUST_DOMAIN PARTNER DOMAIN_NODES

usage() { sed -n '/^#   bench/,/^#     --smoke/s/^# \{0,3\}//p' "$0" >&2; exit 2; }

while [ $# -gt 0 ]; do
  case $1 in
    --smoke) POLICIES="10 50" MANY=200 SECONDS_OF_LOAD=1 WARM_UP=1 ROUNDS=1 ;;
    --policies | --many | --seconds | --warm-up | --rounds | --parts | --profile)
      [ $# -gt 1 ] || usage
      case $1 in
        --policies) POLICIES=$2 ;;
        --many) MANY=$2 ;;
        --seconds) SECONDS_OF_LOAD=$2 ;;
        --warm-up) WARM_UP=$2 ;;
        --rounds) ROUNDS=$2 ;;
        --parts) PARTS=$2 ;;
        --profile) PROFILE=$(realpath -m "$2") ;;
      esac
      shift
      ;;
    *) usage ;;
  esac
  shift
done
for number in $POLICIES "$MANY" "$SECONDS_OF_LOAD" "$WARM_UP" "$ROUNDS"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || usage
done
for part in $PARTS; do
  case $part in domain | local | embedded | activation) ;; *) usage ;; esac
done

for part in report jose identity device partner agents setup job orders keycloak checks; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done
for part in common build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
for part in attestors postgres measured domain sizes profile policies decisions decision-report; do
  # shellcheck source=/dev/null
  . "$ROOT/bench/lib/$part.sh"
done
for need in ab:apache2-utils wrk:wrk npm:npm curl:curl openssl:openssl; do
  command -v "${need%:*}" >/dev/null || { echo "bench: ${need%:*} is missing; install the package ${need#*:}" >&2; exit 2; }
done

cleanup() {
  local job
  for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done
  stop_outside
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  pg_stop
}

# must COMMAND...: runs a command, and ends the run with the stored reason if the command fails.
must() { "$@" || fail "$*: ${DEMO_REASON:-no reason given}"; }

has() { case " $PARTS " in *" $1 "*) ;; *) return 1 ;; esac; }

# write_line NAME=VALUE…: a measured line, on the standard output and in the file of all.
write_line() { printf '%s\n' "$*" | tee -a "$FOLDER/lines"; }

describe_run() {
  printf 'policies=%s many=%s database=%s seconds=%s warm-up=%s rounds=%s cerbos=%s jdk=%s cores=%s processor=%s load-average=%s date=%s commit=%s\n' \
    "${POLICIES// /,}" "$MANY" "${BENCH_DATABASE:-h2}" "$SECONDS_OF_LOAD" "$WARM_UP" "$ROUNDS" "$("$CERBOS" --version | head -n 1 | tr -d ' ')" "$(jdk_release "$JAVA_HOME")" \
    "$(nproc)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ' '-')" "$(cut -d ' ' -f 1 /proc/loadavg)" \
    "$(date -u +%Y-%m-%dT%H:%MZ)" "$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo none)"
}

# one_count COUNT: all loads by so many policies, in alternating rounds.
one_count() {
  local round system at_once operation
  [ "$1" = "$FEW" ] || { cerbos_start "$1"; in_force "$1"; }
  for ((round = 1; round <= ROUNDS; round++)); do
    for at_once in $(connections_of "$1"); do
      for operation in evaluation batch; do
        for system in $(systems); do one_load "$system" "$operation" "$1" "$at_once" "$round"; done
      done
    done
    for operation in new-evaluation new-batch; do
      for system in $(systems); do
        case $system in local | cerbos-plain) one_load "$system" "$operation" "$1" 8 "$round" ;; esac
      done
    done
  done
  for system in $(systems); do
    write_line "measure=memory system=$system policies=$1 resident_mb=$(resident_of "$(server_of "$system")")"
  done
}

JAVA_HOME=$(jdk_folder)
[ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found"
export JAVA_HOME
build launcher bench
"$ROOT/system-tests/src/test/sh/npm-packages.sh" cerbos
[ -x "$CERBOS" ] || die "there is no Cerbos for this machine: it is a program for x86-64"
trap cleanup EXIT
choose_ports
mkdir -p "$FOLDER"
describe_run | tee "$FOLDER/lines"
[ -z "$PROFILE" ] || find_profiler
[ "${BENCH_DATABASE:-h2}" != postgresql ] || pg_start
if has domain || has local || has activation; then
  prepare_home
  describe_enforcement_point
  nodes_up all
  must pin_root
  must enrol_enforcement_point
  write_bundles
  enforcement_start
  tls_of_cerbos
fi
if has domain || has local; then
  warm_up
  for count in $POLICIES; do one_count "$count"; done
  [ -z "$PROFILE" ] || profiled
  cerbos_stop
fi
! has embedded || embedded
! has activation || activations
table "$FOLDER/lines" | tee "$FOLDER/table.md"
