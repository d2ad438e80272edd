#!/usr/bin/env bash
# Measures the edge beside Keycloak on PostgreSQL: what a caller's token costs, and how long a token of a revoked agent is still accepted. It is
# bench/domain.sh with these operations; docs/bench-domain.md says what each one is. Options of bench/domain.sh may follow.
#   bench/edge.sh [OPTION…]
set -euo pipefail

BENCH_DATABASE=postgresql exec "$(dirname "${BASH_SOURCE[0]}")/domain.sh" --operations "admission grant exchange introspection" --revocations 100 "$@"
