#!/usr/bin/env bash
# Runs the commands of the pages by which a new user tries policies and enforcement, as they stand there. Pages of one line below share a home and a
# folder; each line begins with an empty home. A block marked `sh` must succeed, `sh exit-N` must end with N, and `sh until` is repeated until its
# answer is as below it. Answers are compared as in pages.sh. It needs root for the pages with packet filters, and takes minutes.
#   launcher/test/trial.sh [PAGE…]     all pages, or those named, in one home
# TRIAL_KEEP=yes leaves everything running after a failure.
# shellcheck disable=SC2030,SC2031 # a trial is one subshell, whose functions share its variables
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TRIALS=("enforcement-points.md policy.md policy-review.md" policy-bundles.md "segments.md firewall.md")
PATIENCE=60
# shellcheck source=/dev/null
. "$ROOT/launcher/test/blocks.sh"
[ "$(id -u)" = 0 ] || { echo "trial.sh: docs/segments.md and docs/firewall.md need root" >&2; exit 2; }

# The pages say `java`, and mean that of the JDK which their reader has.
# shellcheck source=/dev/null
. <(sed -n '/^jdk_release()/,/^}/p; /^jdk_folder()/,/^}/p; /^javac_on_path()/,/^}/p' "$ROOT/launcher/lib/common.sh")
PATH=$(jdk_folder)/bin:$PATH:/usr/sbin

# One shell runs all blocks of a trial, as that of a reader does.
trial() (
  work=$(mktemp -d)
  chmod 711 "$work"
  export BAILIWICK_HOME=$work/home
  page="" name="" answer=/dev/null began=0
  trap 'finish $?' EXIT
  cd "$work"
  ln -s "$ROOT"/* .
  for page in "$@"; do run_page; done
  name=""
  times_of_sections "$work/blocks/seconds"
)

# Ends what the blocks have started, and shows the answer of the block that failed.
finish() {
  [ "$1" = 0 ] || { echo "FAIL $name: exit code $1"; sed 's/^/     /' "$answer"; }
  if [ "$1" != 0 ] && [ "${TRIAL_KEEP:-}" = yes ]; then echo "running: $work"; exit "$1"; fi
  mapfile -t started < <(jobs -p)
  [ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2>/dev/null || true
  "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  if [ "$1" = 0 ]; then cd / && rm -rf "$work"; else echo "kept: $work"; fi
  exit "$1"
}

run_page() {
  mkdir -p "blocks/$page"
  cut_page "$ROOT/docs/$page" "blocks/$page"
  mapfile -t blocks < <(find "blocks/$page" -name '[0-9]*' ! -name '*.text' ! -name '*.section' | sort)
  for block in "${blocks[@]}"; do
    name="$page, block $(basename "${block%.*}")"
    answer=${block%.*}.answer
    began=$SECONDS
    run_block
    printf '%s, %s\t%s\n' "$page" "$(cat "${block%.*}.section")" $((SECONDS - began)) >>"$work/blocks/seconds"
    echo "ok   $name ($((SECONDS - began)) s)"
  done
}

run_block() {
  case $block in
    *.until) repeat_block ;;
    *.exit-*) ends_with "${block##*.exit-}" ;;
    *) succeeds ;;
  esac
  [ ! -f "${block%.*}.text" ] || check_answer "${block%.*}.text" "$answer" "$name"
}

# shellcheck source=/dev/null
succeeds() { . "$block" >"$answer" 2>&1 </dev/null; }

# shellcheck source=/dev/null
ends_with() {
  local status=0
  set +e
  (set -e; . "$block") >"$answer" 2>&1 </dev/null
  status=$?
  set -e
  [ "$status" = "$1" ] || { echo "exit code $status, not $1" >>"$answer"; return 1; }
}

# shellcheck source=/dev/null
repeat_block() {
  local end=$((SECONDS + PATIENCE))
  while :; do
    (. "$block") >"$answer" 2>&1 </dev/null || true
    ! check_answer "${block%.*}.text" "$answer" "$name" >/dev/null || return 0
    [ $SECONDS -lt $end ] || return 0 # the caller compares once more, and says what is missing
    sleep 1
  done
}

if [ $# -gt 0 ]; then trial "$@"; exit; fi
for pages in "${TRIALS[@]}"; do
  # shellcheck disable=SC2086 # names of pages
  trial $pages
done
