#!/usr/bin/env bash
# Measures the cost of a further trust domain for an authority. It compares a node with one trust domain, the same node with two, and a second process
# with a home of its own, by start time, processor time until ready, and resident memory. The first round fills the class archive and is not shown. No
# other load should be on the machine. Each line has the load average; the processor time depends least on other load.
#   bench/trust-domains.sh [ROUNDS]     ports from BENCH_FIRST_PORT (24000)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
WORK=$(mktemp -d)
PORT=${BENCH_FIRST_PORT:-24000}

down() { BAILIWICK_HOME=$WORK/$1 "$ROOT/bailiwick" down authority >/dev/null; }
cleanup() {
  local home
  for home in "$WORK"/*/; do down "$(basename "$home")" || true; done
  rm -rf "$WORK"
}
trap cleanup EXIT

home() {
  BAILIWICK_HOME=$WORK/$1 BAILIWICK_AUTHORITY_PORT=$PORT BAILIWICK_HTTP_PORT=$((PORT + 1)) BAILIWICK_DOMAIN_PORT=$((PORT + 2)) \
    "$ROOT/bailiwick" up --prepare-only >/dev/null 2>&1
  PORT=$((PORT + 3))
}

# measure WHAT HOME: starts the authority of the home and prints a line.
measure() {
  local began pid
  began=$(date +%s%N)
  BAILIWICK_HOME=$WORK/$2 "$ROOT/bailiwick" up authority >/dev/null
  began=$((($(date +%s%N) - began) / 1000000))
  pid=$(cat "$WORK/$2/run/authority.pid")
  printf '%-40s %6d ms to ready, %6d ms of processor, %4d MB resident, load %s\n' "$1" "$began" \
    "$(awk -v tick="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print int(($12 + $13) * 1000 / tick) }' "/proc/$pid/stat")" \
    "$(($(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status") / 1024))" "$(cut -d ' ' -f 1 /proc/loadavg)"
}

home one
home other
home two
BAILIWICK_HOME=$WORK/two "$ROOT/bailiwick" trust-domain add b.example --https-port "$PORT" --http-port $((PORT + 1)) --domain-port $((PORT + 2)) >/dev/null 2>&1
for round in $(seq 0 "${1:-3}"); do
  {
    measure "one trust domain" one
    measure "a second process beside it" other
    down one
    down other
    measure "two trust domains in one process" two
    down two
  } | if [ "$round" = 0 ]; then cat >/dev/null; else cat; fi
done
