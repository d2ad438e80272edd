#!/usr/bin/env bash
# Runs the commands in the operator's pages (docs/operate), in the order of their list, in an empty home. Each block marked `sh` must succeed, and its
# output must contain each line of the `text` block below it; `…` matches any text. It takes minutes, so `./bailiwick test` does not run it.
#   launcher/test/pages.sh [PAGE…]     all pages, or those named (deployment.md first: it starts the nodes)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
# shellcheck source=launcher/test/blocks.sh
. "$ROOT/launcher/test/blocks.sh"
export BAILIWICK_HOME=${BAILIWICK_HOME:-$WORK/home}
[ ! -e "$BAILIWICK_HOME/instance.env" ] || { echo "$BAILIWICK_HOME is a home already" >&2; exit 2; }

cleanup() {
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  rm -rf "$WORK"
}
trap cleanup EXIT

# Runs a block in a terminal, with the PIN as typed input.
at_terminal() { script -qefc "bash -euo pipefail $1" /dev/null <"$BAILIWICK_HOME/hsm/authority.pin"; }

run_block() {
  case $1 in
    *.terminal) at_terminal "$1" ;;
    *) bash -euo pipefail "$1" </dev/null ;;
  esac
}

run_page() {
  local block name answer=$WORK/answer
  cut_page "$ROOT/docs/operate/$1" "$WORK"
  for block in "$WORK"/[0-9]*.sh "$WORK"/[0-9]*.terminal; do echo "$block"; done | grep -v '\*' | sort | while IFS= read -r block; do
    name="$1, block $(basename "${block%.*}")"
    run_block "$block" >"$answer" 2>&1 || { echo "FAIL $name: exit code $?"; sed 's/^/     /' "$answer"; exit 1; }
    [ ! -f "${block%.*}.text" ] || check_answer "${block%.*}.text" "$answer" "$name"
    echo "ok   $name (${SECONDS} s)"
  done
}

cd "$ROOT"
if [ $# -gt 0 ]; then printf '%s\n' "$@"; else sed -n 's/^[0-9]*\. \[\([a-z]*\.md\)\].*/\1/p' docs/operate/README.md; fi >"$WORK/pages"
while IFS= read -r page <&4; do run_page "$page"; done 4<"$WORK/pages"
