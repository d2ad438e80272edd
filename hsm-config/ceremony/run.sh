#!/usr/bin/env bash
# Holds a key ceremony: one file in, no prompts (docs/ceremony.md).
#   hsm-config/ceremony/run.sh [--clear] FILE
# --clear deletes the keys that an interrupted ceremony of this file made, and no others.
# Exit code 0: held. 3: a request for your organisation's root was written; run again with its answer. Else: not held.
set -euo pipefail
umask 077

CLEAR=()
[ "${1:-}" != --clear ] || { CLEAR=(--clear); shift; }
[ $# = 1 ] || { echo "usage: $0 [--clear] FILE" >&2; exit 2; }
[ -r "$1" ] || { echo "$0: $1 can't be read" >&2; exit 2; }
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
export BAILIWICK_HOME=${BAILIWICK_HOME:-$ROOT/var}
# Means something to SoftHSM2 only; other modules have their own variables.
export SOFTHSM2_CONF=${SOFTHSM2_CONF:-$BAILIWICK_HOME/hsm/softhsm2.conf}
exec "$ROOT/bailiwick" ca ceremony "${CLEAR[@]}" "$(readlink -f "$1")"
