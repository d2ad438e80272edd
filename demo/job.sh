#!/usr/bin/env bash
# Has the job of a demo that was left running (./bailiwick demo --keep) done once more, as its partner's agent, and prints the result.
# BAILIWICK_HOME is the home of that demo.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export BAILIWICK_HOME=${BAILIWICK_HOME:-$ROOT/var/demo-micro}
KEPT=$BAILIWICK_HOME/parties/demo.env
[ -f "$KEPT" ] || { echo "demo/job.sh: no demo runs in $BAILIWICK_HOME; start one by ./bailiwick demo --keep, and set BAILIWICK_HOME as it says" >&2; exit 2; }
DEMO_LAST_ANSWER="" DEMO_REASON=""
# shellcheck source=/dev/null
. "$KEPT"
for part in report jose identity device partner agents setup job checks keep; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done

step "partner: a job of three steps over $INVOICE_LINES invoice lines" job_again
cat "$DEMO_LAST_ANSWER"
echo
