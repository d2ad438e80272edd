#!/usr/bin/env bash
# Measures the domain node of one home: admission of a caller, JWT grant, token exchange, introspection, registration, discovery, and jobs of one step
# and of ten. What Keycloak does too is measured beside Keycloak on PostgreSQL. docs/bench-domain.md says what each operation is, and what the figures mean.
#   bench/domain.sh [OPTION…]
#     --agents N            listed agents, 1000 by default; those that the measurement does not need itself are rows of bench/bulk-agents.sql
#                           with more than 1000, what the first 1000 cost is measured too
#     --domain-nodes N      so many domain nodes behind HAProxy; needs BENCH_DATABASE=postgresql
#     --seconds N           duration of a load, 15 by default and 45 at most, and of the warm-up of each operation (--warm-up N), 20 by default
#     --rounds N            3 by default; the medians are shown
#     --operations "NAME…"  only these
#     --without-keycloak
#     --revocations N       how long tokens of revoked agents are accepted, with so many agents; 0 by default
#     --profile FOLDER      one more start and one more round of each operation with async-profiler in the domain node; collapsed stacks are written
#                           to FOLDER
#     --smoke               a few agents and seconds, to find out whether the script works; its figures mean nothing
# BENCH_DATABASE=postgresql: the nodes' databases are on PostgreSQL and not in H2 files. No other load should be on the machine. The table and a JSON
# document are written to bench/target/domain/. Ports are from DEMO_FIRST_PORT on.
set -euo pipefail
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
AGENTS=1000 FEW_AGENTS=1000 DOMAIN_NODES=1 SECONDS_OF_LOAD=15 WARM_UP=20 ROUNDS=3 CONNECTIONS=8 RENEWED=200 REGISTRATIONS=2000 REVOCATIONS=0 PROFILE="" WITH_KEYCLOAK=yes
OPERATIONS="admission grant exchange introspection registration discovery discovery-page job-1 job-10"
FOLDER=$ROOT/bench/target/domain
export BAILIWICK_HOME=$FOLDER/home
# Variables of the demo's scripts, which set up the outside parties.
DEMO_MODE=micro DEMO_HOME=$BAILIWICK_HOME/parties DEMO_OUTSIDE=$BAILIWICK_HOME/parties/outside
TRUST_DOMAIN=bailiwick.example PARTNER=partner.example SCOPE="fx.rates@1 invoice.parse@1 ledger.post@1 receipt.write@1"
export DEMO_LAST_ANSWER="" DEMO_REASON="" DEMO_MODE DEMO_HOME DEMO_OUTSIDE TRUST_DOMAIN PARTNER SCOPE

usage() { sed -n '/^#   bench/,/^#     --smoke/s/^# \{0,3\}//p' "$0" >&2; exit 2; }

while [ $# -gt 0 ]; do
  case $1 in
    --smoke) AGENTS=200 FEW_AGENTS=150 SECONDS_OF_LOAD=2 WARM_UP=1 ROUNDS=1 RENEWED=20 REGISTRATIONS=40 ;;
    --without-keycloak) WITH_KEYCLOAK="" ;;
    --agents | --domain-nodes | --seconds | --warm-up | --rounds | --operations | --revocations | --profile)
      [ $# -gt 1 ] || usage
      case $1 in
        --agents) AGENTS=$2 ;;
        --domain-nodes) DOMAIN_NODES=$2 ;;
        --seconds) SECONDS_OF_LOAD=$2 ;;
        --warm-up) WARM_UP=$2 ;;
        --rounds) ROUNDS=$2 ;;
        --operations) OPERATIONS=$2 ;;
        --revocations) REVOCATIONS=$2 ;;
        --profile) PROFILE=$(realpath -m "$2") ;;
      esac
      shift
      ;;
    *) usage ;;
  esac
  shift
done
for number in "$AGENTS" "$DOMAIN_NODES" "$SECONDS_OF_LOAD" "$WARM_UP" "$ROUNDS"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || usage
done
[[ $REVOCATIONS =~ ^[0-9]+$ ]] || usage
# A home has at most nine, and several need PostgreSQL, because an H2 file belongs to one process.
if [ "$DOMAIN_NODES" -gt 9 ] || { [ "$DOMAIN_NODES" -gt 1 ] && [ "${BENCH_DATABASE:-h2}" != postgresql ]; }; then usage; fi
# The token of the exchange is one of a step, whose agent must answer within master.step-timeout.
if [ "$SECONDS_OF_LOAD" -gt 45 ] || [ "$WARM_UP" -gt 45 ]; then usage; fi
# The measurement's own agents, and as many more as a page of a search has, are the least number; bulk-agents.sql counts up to a million.
if [ "$AGENTS" -lt $((RENEWED + 102)) ] || [ "$AGENTS" -gt 1000000 ]; then usage; fi

for part in report jose identity device partner agents setup job keycloak checks; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done
for part in common build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
for part in attestors storm postgres measured keycloak domain sizes profile; do
  # shellcheck source=/dev/null
  . "$ROOT/bench/lib/$part.sh"
done
for need in psql:postgresql curl:curl openssl:openssl; do
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

# requests_of OPERATION SECONDS: prints how many requests are made before a load. A load ends early when they are used up.
requests_of() {
  case $1 in
    registration) echo "$REGISTRATIONS" ;;
    *) echo $((2500 * $2)) ;;
  esac
}

# loaded OPERATION SECONDS COMMAND...: prints the line of the load that the command puts on.
loaded() {
  local operation=$1 line
  ask prepare "$operation" "$(requests_of "$operation" "$2")" >/dev/null
  line=$("${@:3}")
  ask finish "$operation" >/dev/null
  all_good "$line"
  printf '%s\n' "$line"
}

# one_round SYSTEM "PID…" "PROXY-PID…" OPERATION ROUND: measures full load, and half of it.
one_round() {
  local system=$1 pids=$2 proxies=$3 name=$4 line half
  shift
  [ "$system" = bailiwick ] || name=$system-$name
  line=$(loaded "$name" "$SECONDS_OF_LOAD" costs "$pids" "$proxies" ask full "$name" "$CONNECTIONS" "$SECONDS_OF_LOAD")
  written "$system" "$3" "$4" full "$line"
  half=$(sed -n 's/.* rate=\([0-9.]*\) .*/\1/p' <<<"$line" | awk '{ printf "%.3f", $1 / 2 }')
  line=$(loaded "$name" "$SECONDS_OF_LOAD" ask paced "$name" "$half" "$SECONDS_OF_LOAD")
  written "$system" "$3" "$4" half "$line"
}

written() {
  printf 'system=%s operation=%s round=%s load=%s %s\n' "$@" | tee -a "$FOLDER/lines"
}

compared() {
  [ -n "$WITH_KEYCLOAK" ] || return 1
  case $1 in grant | exchange | introspection | admission) ;; *) return 1 ;; esac
}

warm_up() {
  local operation name
  for operation in $OPERATIONS; do
    for name in "$operation" $(! compared "$operation" || echo "keycloak-$operation"); do
      say "warm-up: $name $(loaded "$name" "$WARM_UP" ask full "$name" "$CONNECTIONS" "$WARM_UP")"
    done
  done
}

# profiled OPERATION: one more round at full load with async-profiler in the domain node.
profiled() {
  local pid
  pid=$(pid_of domain)
  loaded "$1" "$SECONDS_OF_LOAD" profiled_load "$pid" "$1"
}

profiled_load() { # PID OPERATION
  profiler start "$1" "$PROFILE/$2.collapsed"
  ask full "$2" "$CONNECTIONS" "$SECONDS_OF_LOAD"
  profiler stop "$1" "$PROFILE/$2.collapsed"
}

describe_run() {
  printf 'agents=%s domain-nodes=%s database=%s seconds=%s warm-up=%s rounds=%s connections=%s jdk=%s cores=%s processor=%s load-average=%s date=%s commit=%s\n' \
    "$AGENTS" "$DOMAIN_NODES" "${BENCH_DATABASE:-h2}" "$SECONDS_OF_LOAD" "$WARM_UP" "$ROUNDS" "$CONNECTIONS" "$(jdk_release "$JAVA_HOME")" "$(nproc)" \
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
choose_domain_ports
next_free_port PORT_KEYCLOAK
KEYCLOAK_URL=https://127.0.0.1:$PORT_KEYCLOAK
export KEYCLOAK_REALM=$KEYCLOAK_URL/realms/bench
mkdir -p "$FOLDER"
describe_run | tee "$FOLDER/lines"
pg_start
prepare_home
nodes_up all
must pin_root
write_load_properties
renew_user_token &
load_start
ask enrol
[ "$AGENTS" -le "$FEW_AGENTS" ] || list_agents "$FEW_AGENTS"
list_agents "$AGENTS"
[ -z "$WITH_KEYCLOAK" ] || keycloak_start
warm_up
for ((round = 1; round <= ROUNDS; round++)); do
  for operation in $OPERATIONS; do
    one_round bailiwick "$(domain_pids)" "$(proxy_pids)" "$operation" "$round"
    ! compared "$operation" || one_round keycloak "$KEYCLOAK_PID" "" "$operation" "$round"
  done
done
[ -z "$PROFILE" ] || for operation in $OPERATIONS; do say "profiled: $operation $(profiled "$operation")"; done
"$JAVA_HOME/bin/java" -cp "$ROOT/bench/target/bench.jar" org.bailiwick.bench.domain.DomainReport "$FOLDER/lines" "$FOLDER/table.md" "$FOLDER/result.json"
[ "$REVOCATIONS" -eq 0 ] || printf '\nfrom the answer to a revocation to the last accepted use of a token: %s\n' "$(ask revoke "$REVOCATIONS")" >>"$FOLDER/table.md"
cat "$FOLDER/table.md"
