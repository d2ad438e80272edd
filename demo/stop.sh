#!/usr/bin/env bash
# Ends the agents and the outside parties of a demo that was left running (./bailiwick demo --keep), and the Payara Server of ./bailiwick demo
# --server --keep. `./bailiwick down` calls this script in the home of a demo.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
: "${BAILIWICK_HOME:?the home of the demo}"
KEPT=$BAILIWICK_HOME/parties/demo.env
[ -f "$KEPT" ] || exit 0
# shellcheck source=/dev/null
. "$KEPT"
for part in report jose identity agents setup server job orders keep; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done
stop_parties
if [ "$DEMO_MODE" = server ]; then nodes_down_server >/dev/null 2>&1 || true; fi
rm -f "$KEPT"
echo "The demo's agents and outside parties are stopped"
