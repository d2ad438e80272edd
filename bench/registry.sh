#!/usr/bin/env bash
# Measures the registry with a million agents: look-ups, searches, registrations, revocations, the rebuild of its index, a sweep of expired agents, memory and
# size; and beside Apicurio Registry with as many cards. docs/bench-registry.md says what each operation is, and what the figures mean.
#   bench/registry.sh [OPTION…]
#     --agents N          listed agents, 1000000 by default; they are laid by the registry's own writer while the domain node is stopped
#     --laid N            only the first N of them are laid so, and the others are copies of these by SQL, which is quicker; a divisor of N and
#                         a multiple of 10000
#     --real N            agents with credentials of the authority that register over mTLS, 10000 by default
#     --h2, --postgresql  where the nodes' databases are; PostgreSQL by default
#     --rate N            requests a second of the paced loads, 500 by default
#     --seconds N         duration of a load, 20 by default, and of the warm-up of each operation (--warm-up N), 60 by default
#     --operations "NAME…"   of the paced loads; "lookup kind topic text word everyone" by default
#     --parts "NAME…"     only these of: loads registrations revocations rebuild sweep sizes
#     --apicurio          instead of these parts: full load beside Apicurio Registry, which gets as many cards as there are agents
#     --profile FOLDER    one more load of each operation with async-profiler in the domain node; collapsed stacks are written to FOLDER
#     --smoke             a few agents and seconds, to find out whether the script works; its figures mean nothing
# No other load should be on the machine. All lines are written to bench/target/registry/lines. Ports are from DEMO_FIRST_PORT on.
set -euo pipefail
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
AGENTS=1000000 LAID="" REAL=10000 DATABASE=postgresql RATE=500 SECONDS_OF_LOAD=20 WARM_UP=60 CONNECTIONS=8 REVOCATIONS=50 PROFILE="" WITH_APICURIO=""
OPERATIONS="lookup kind topic text word everyone" PARTS="loads registrations revocations rebuild sweep sizes"
FOLDER=$ROOT/bench/target/registry
export BAILIWICK_HOME=$FOLDER/home BAILIWICK_HEAP=${BAILIWICK_HEAP:-4g} BAILIWICK_READY_SECONDS=${BAILIWICK_READY_SECONDS:-1800}
# Variables of the demo's scripts, which set up the outside parties, and of bench/lib/domain.sh.
DEMO_MODE=micro DEMO_HOME=$BAILIWICK_HOME/parties DEMO_OUTSIDE=$BAILIWICK_HOME/parties/outside
TRUST_DOMAIN=bailiwick.example PARTNER=partner.example SCOPE="" DOMAIN_NODES=1 RENEWED=0 KEYCLOAK_REALM=none LOAD_CLASS=registry.RegistryLoad
export DEMO_LAST_ANSWER="" DEMO_REASON="" DEMO_MODE DEMO_HOME DEMO_OUTSIDE TRUST_DOMAIN PARTNER SCOPE KEYCLOAK_REALM RENEWED LOAD_CLASS

usage() { sed -n '/^#   bench/,/^#     --smoke/s/^# \{0,3\}//p' "$0"; exit "$1"; }

while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage 0 ;;
    --smoke) AGENTS=2000 REAL=50 SECONDS_OF_LOAD=2 WARM_UP=1 REVOCATIONS=3 RATE=50 ;;
    --apicurio) WITH_APICURIO=yes ;;
    --h2 | --postgresql) DATABASE=${1#--} ;;
    --agents | --laid | --real | --rate | --seconds | --warm-up | --operations | --parts | --profile)
      [ $# -gt 1 ] || usage 2 >&2
      case $1 in
        --agents) AGENTS=$2 ;;
        --laid) LAID=$2 ;;
        --real) REAL=$2 ;;
        --rate) RATE=$2 ;;
        --seconds) SECONDS_OF_LOAD=$2 ;;
        --warm-up) WARM_UP=$2 ;;
        --operations) OPERATIONS=$2 ;;
        --parts) PARTS=$2 ;;
        --profile) PROFILE=$(realpath -m "$2") ;;
      esac
      shift
      ;;
    *) usage 2 >&2 ;;
  esac
  shift
done
LAID=${LAID:-$AGENTS}
for number in "$AGENTS" "$LAID" "$REAL" "$RATE" "$SECONDS_OF_LOAD" "$WARM_UP"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || usage 2 >&2
done
if [ "$LAID" -ne "$AGENTS" ] && [ $((AGENTS % LAID + LAID % 10000)) -ne 0 ]; then usage 2 >&2; fi
for part in $PARTS; do
  case $part in loads | registrations | revocations | rebuild | sweep | sizes) ;; *) usage 2 >&2 ;; esac
done
export BENCH_DATABASE=$DATABASE

for part in report jose identity device partner agents setup job keycloak checks; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done
for part in common build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
for part in attestors storm postgres measured domain sizes profile registry apicurio; do
  # shellcheck source=/dev/null
  . "$ROOT/bench/lib/$part.sh"
done
for need in psql:postgresql curl:curl openssl:openssl mvn:maven; do
  command -v "${need%:*}" >/dev/null || { echo "bench: ${need%:*} is missing; install the package ${need#*:}" >&2; exit 2; }
done

cleanup() {
  local job
  for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done
  apicurio_stop
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
  printf 'agents=%s laid=%s real=%s database=%s rate=%s seconds=%s warm-up=%s heap=%s jdk=%s cores=%s processor=%s load-average=%s date=%s commit=%s\n' \
    "$AGENTS" "$LAID" "$REAL" "$DATABASE" "$RATE" "$SECONDS_OF_LOAD" "$WARM_UP" "$BAILIWICK_HEAP" "$(jdk_release "$JAVA_HOME")" "$(nproc)" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ' '-')" "$(cut -d ' ' -f 1 /proc/loadavg)" \
    "$(date -u +%Y-%m-%dT%H:%MZ)" "$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo none)"
}

JAVA_HOME=$(jdk_folder)
[ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found"
export JAVA_HOME
build launcher bench
trap cleanup EXIT
[ -z "$PROFILE" ] || find_profiler
choose_ports
mkdir -p "$FOLDER"
[ "$DATABASE" = h2 ] || pg_start
prepare_home
more_agents_of_an_owner
[ -z "$WITH_APICURIO" ] || apicurio_prepare
describe_run | tee "$FOLDER/lines"
nodes_up all
must pin_root
write_load_properties
[ -z "$WITH_APICURIO" ] || apicurio_properties
renew_user_token &
load_start
lay_agents
ask agents "$AGENTS"
if [ -n "$WITH_APICURIO" ]; then
  beside_apicurio
  exit
fi
! has registrations || measure_registrations
! has loads || measure_loads
[ -z "$PROFILE" ] || profile_loads
! has revocations || measure_revocations
! has sizes || measure_sizes
! has rebuild || measure_rebuild
! has sweep || measure_sweep
write_line "load-average-at-the-end=$(cut -d ' ' -f 1 /proc/loadavg)"
