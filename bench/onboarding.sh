#!/usr/bin/env bash
# Measures how machines and pods come in: network access by EAP-TLS at FreeRADIUS with credentials of the authority and its status asked each time, beside the
# same FreeRADIUS with certificates of openssl and no status; answers of the admission webhook; X.509-SVIDs of the Workload API, fetched and pushed.
# docs/bench-onboarding.md says what each operation is, and what the figures mean.
#   bench/onboarding.sh [OPTION…]
#     --accesses N        accesses of one round, 2000 by default, by so many supplicants at once (--supplicants N), 40 by default
#     --rounds N          3 by default, in turn
#     --rate N            questions and fetches a second of the paced loads, 200 by default
#     --seconds N         duration of a load, 20 by default, and of the warm-up of each operation (--warm-up N), 30 by default
#     --watchers N        watchers of the X.509-SVID, 1000 by default, on a hundredth as many connections
#     --parts "NAME…"     only these of: eap webhook svid
#     --smoke             few of all, to find out whether the script works; its figures mean nothing
# No other load should be on the machine. All lines are written to bench/target/onboarding/lines. Ports are from DEMO_FIRST_PORT on.
set -euo pipefail
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
ACCESSES=2000 SUPPLICANTS=40 ROUNDS=3 RATE=200 SECONDS_OF_LOAD=20 WARM_UP=30 WATCHERS=1000 PARTS="eap webhook svid"
FOLDER=$ROOT/bench/target/onboarding
export BAILIWICK_HOME=$FOLDER/home
# Variables of the demo's scripts, which set up the outside parties, and of bench/lib/domain.sh.
DEMO_MODE=micro DEMO_HOME=$BAILIWICK_HOME/parties DEMO_OUTSIDE=$BAILIWICK_HOME/parties/outside
TRUST_DOMAIN=bailiwick.example PARTNER=partner.example LOAD_CLASS=onboarding.OnboardingLoad
export DEMO_LAST_ANSWER="" DEMO_REASON="" DEMO_MODE DEMO_HOME DEMO_OUTSIDE TRUST_DOMAIN PARTNER LOAD_CLASS

usage() { sed -n '/^#   bench/,/^#     --smoke/s/^# \{0,3\}//p' "$0"; exit "$1"; }

while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage 0 ;;
    --smoke) ACCESSES=40 SUPPLICANTS=4 ROUNDS=1 RATE=20 SECONDS_OF_LOAD=2 WARM_UP=1 WATCHERS=100 ;;
    --accesses | --supplicants | --rounds | --rate | --seconds | --warm-up | --watchers | --parts)
      [ $# -gt 1 ] || usage 2 >&2
      case $1 in
        --accesses) ACCESSES=$2 ;;
        --supplicants) SUPPLICANTS=$2 ;;
        --rounds) ROUNDS=$2 ;;
        --rate) RATE=$2 ;;
        --seconds) SECONDS_OF_LOAD=$2 ;;
        --warm-up) WARM_UP=$2 ;;
        --watchers) WATCHERS=$2 ;;
        --parts) PARTS=$2 ;;
      esac
      shift
      ;;
    *) usage 2 >&2 ;;
  esac
  shift
done
for number in "$ACCESSES" "$SUPPLICANTS" "$ROUNDS" "$RATE" "$SECONDS_OF_LOAD" "$WARM_UP" "$WATCHERS"; do
  [[ $number =~ ^[1-9][0-9]*$ ]] || usage 2 >&2
done
if [ "$WATCHERS" -lt 100 ] || [ "$SUPPLICANTS" -gt "$ACCESSES" ]; then usage 2 >&2; fi
for part in $PARTS; do
  case $part in eap | webhook | svid) ;; *) usage 2 >&2 ;; esac
done

for part in report jose identity device partner agents setup job checks; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done
for part in common build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
for part in attestors storm measured domain sizes eap sidecar; do
  # shellcheck source=/dev/null
  . "$ROOT/bench/lib/$part.sh"
done
for need in freeradius:freeradius eapol_test:eapoltest openssl:openssl curl:curl; do
  command -v "${need%:*}" >/dev/null || [ -x "/usr/sbin/${need%:*}" ] || { echo "bench: ${need%:*} is missing; install the package ${need#*:}" >&2; exit 2; }
done

cleanup() {
  local job
  for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done
  stop_outside
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  [ -z "${OPEN_FOLDER:-}" ] || rm -rf "$OPEN_FOLDER"
}

# must COMMAND...: runs a command, and ends the run with the stored reason if the command fails.
must() { "$@" || fail "$*: ${DEMO_REASON:-no reason given}"; }

has() { case " $PARTS " in *" $1 "*) ;; *) return 1 ;; esac; }

# write_line NAME=VALUE…: a measured line, on the standard output and in the file of all.
write_line() { printf '%s\n' "$*" | tee -a "$FOLDER/lines"; }

describe_run() {
  printf 'accesses=%s supplicants=%s rounds=%s rate=%s seconds=%s warm-up=%s watchers=%s freeradius=%s openssl=%s jdk=%s cores=%s processor=%s load-average=%s date=%s commit=%s\n' \
    "$ACCESSES" "$SUPPLICANTS" "$ROUNDS" "$RATE" "$SECONDS_OF_LOAD" "$WARM_UP" "$WATCHERS" \
    "$(PATH=$PATH:/usr/sbin freeradius -v | sed -n 's/.*FreeRADIUS Version \([0-9.]*\).*/\1/p' | head -n 1)" "$(openssl version | cut -d ' ' -f 2)" \
    "$(jdk_release "$JAVA_HOME")" "$(nproc)" "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1 | tr -s ' ' '-')" \
    "$(cut -d ' ' -f 1 /proc/loadavg)" "$(date -u +%Y-%m-%dT%H:%MZ)" "$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo none)"
}

prepare_home() {
  fresh_home
  # The devices attest the digest of this file as their program.
  DEMO_PROGRAM=$ROOT/bench/target/bench.jar
  export DEMO_PROGRAM
  must make_outside
  "$ROOT/bailiwick" up --prepare-only >"$DEMO_HOME/up.log" 2>&1 || fail "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"
  trust_outside
}

# enrolled KIND PROFILE NAME FOLDER: a credential by the demo's device.
enrolled() {
  local device=$DEMO_OUTSIDE/device-rate-finder more=()
  [ "$1" != agent ] || more=(--capability fx.rates@1)
  write_user_token
  "$ROOT/bailiwick" agent enrol --kind "$1" --profile "$2" --name "$3" --owner Treasury --locator https://127.0.0.1:1/ --folder "$4" ${more[@]+"${more[@]}"} \
    --user-token-file "$DEMO_HOME/user-token" --device-key "$device/idevid.key" --device-chain "$device/idevid.pem" --firmware acme-os:4.2.0 --program-name rate-finder \
    --program "$DEMO_PROGRAM" >>"$DEMO_HOME/up.log" 2>&1 || fail "not enrolled: $(tail -n 3 "$DEMO_HOME/up.log")"
}

JAVA_HOME=$(jdk_folder)
[ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found"
export JAVA_HOME
build launcher bench
trap cleanup EXIT
choose_ports
mkdir -p "$FOLDER"
# Other accounts reach this folder, and the path of a socket in it is short enough.
OPEN_FOLDER=$(mktemp -d)
chmod 711 "$OPEN_FOLDER"
prepare_home
describe_run | tee "$FOLDER/lines"
"$ROOT/bailiwick" up authority >>"$DEMO_HOME/up.log" 2>&1 || fail "see $DEMO_HOME/up.log: $(tail -n 3 "$DEMO_HOME/up.log")"
must pin_root
renew_user_token &
! has eap || measure_eap
! { has webhook || has svid; } || measure_sidecar
write_line "load-average-at-the-end=$(cut -d ' ' -f 1 /proc/loadavg)"
