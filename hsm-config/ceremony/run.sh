#!/usr/bin/env bash
# Holds a key ceremony, which reads one file and asks no questions (docs/ceremony.md).
#   hsm-config/ceremony/run.sh [--clear] FILE
# --clear deletes only the keys that an interrupted ceremony with this file has made.
# The exit code is 0 after a complete ceremony. It is 3 if the ceremony wrote a certification request for your organisation's root; run it again with
# the root's certificate. Every other exit code means that the ceremony failed.
set -euo pipefail
umask 077

CLEAR=()
[ "${1:-}" != --clear ] || { CLEAR=(--clear); shift; }
[ $# = 1 ] || { echo "usage: $0 [--clear] FILE" >&2; exit 2; }
[ -r "$1" ] || { echo "$0: $1 can't be read" >&2; exit 2; }
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
export BAILIWICK_HOME=${BAILIWICK_HOME:-$ROOT/var}
# Only SoftHSM2 uses this variable; other modules have their own.
export SOFTHSM2_CONF=${SOFTHSM2_CONF:-$BAILIWICK_HOME/hsm/softhsm2.conf}
exec "$ROOT/bailiwick" ca ceremony "${CLEAR[@]}" "$(readlink -f "$1")"
