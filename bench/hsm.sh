#!/usr/bin/env bash
# Measures signatures per second for several numbers of sessions and callers, with an HSM whose delay is 0, 2 and 5 ms: SoftHSM2 behind
# bench/hsm/slow_pkcs11.c. It needs gcc.
#   bench/hsm.sh [MICROSECONDS …]
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
command -v gcc >/dev/null || { echo "bench: gcc is missing; install the package gcc" >&2; exit 2; }
BENCH_HSM_MODULE=$(find /usr/lib -name libsofthsm2.so 2>/dev/null | head -n 1)
[ -n "$BENCH_HSM_MODULE" ] || { echo "bench: SoftHSM2 is missing; install the package softhsm2" >&2; exit 2; }
export BENCH_HSM_MODULE BENCH_HSM_DELAY_US

mkdir -p "$ROOT/bench/target"
gcc -shared -fPIC -O2 -Wall -Wextra -Werror -o "$ROOT/bench/target/slow_pkcs11.so" "$ROOT/bench/hsm/slow_pkcs11.c"
for BENCH_HSM_DELAY_US in ${*:-0 2000 5000}; do
  echo "$BENCH_HSM_DELAY_US microseconds a signature:"
  mvn -f "$ROOT/pom.xml" -B -pl node-support -am test -Dtest=SignatureMeasurement -Dsurefire.failIfNoSpecifiedTests=false \
    "-Dmeasure.module=$ROOT/bench/target/slow_pkcs11.so" | grep -E 'signatures/s|ERROR' || true
done
