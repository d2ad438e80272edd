#!/usr/bin/env bash
# Types docs/ear.md as an operator does: makes the release of the EAR, runs the page's blocks in order in one shell, and compares the answers. At the
# end it prints the seconds of each section. It needs PostgreSQL's programs, and Payara Server's archive in Maven's repository (the build of the EAR
# fetches it).
#   launcher/test/ear-page.sh [FOLDER]     FOLDER is kept (default: a new one, which is removed)
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
FOLDER=${1:-$WORK/typed}
# shellcheck source=launcher/test/blocks.sh
. "$ROOT/launcher/test/blocks.sh"
STEP="the release"

end() {
  local status=$?
  [ $status -eq 0 ] || { echo "FAIL $STEP: exit code $status"; sed 's/^/     /' "$WORK/answer" 2>/dev/null || true; }
  cd /
  [ ! -d "${BASE:-/none}/domains/bailiwick" ] || asadmin stop-domain --domaindir "$BASE/domains" --force=true bailiwick >/dev/null 2>&1 || true
  "$ROOT/launcher/test/postgresql.sh" stop "$WORK/postgresql" || true
  rm -rf "$WORK"
}
trap end EXIT

free_base() {
  local base=${EAR_PAGE_FIRST_PORT:-45000} port
  for port in 48 80 81; do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$((base + port))") 2>/dev/null || { EAR_PAGE_FIRST_PORT=$((base + 100)) free_base; return; }
  done
  echo "$base"
}

# Says what an operator would edit in the page's first block.
values_of_the_page() {
  export RELEASES=$WORK/releases BASE=$FOLDER NAME=localhost PORT_BASE
  PORT_BASE=$(free_base)
  export PGPASSFILE=$WORK/postgresql/pgpass PGHOST=127.0.0.1 PGPORT
  PGPORT=$(cut -d : -f 2 "$PGPASSFILE")
  export MAVEN_CENTRAL=file://$HOME/.m2/repository
  VERSION=$(sed -n 's#^  <version>\(.*\)</version>#\1#p' "$ROOT/pom.xml" | head -n 1)
  # The page's own calls of the command, and no home or token of the caller.
  unset BAILIWICK_HOME SOFTHSM2_CONF BAILIWICK_TRUST_DOMAIN BAILIWICK_PLAIN_URL
  export VERSION
}

type_page() {
  local block began section
  cut_page "$ROOT/docs/ear.md"
  for block in "$WORK"/[0-9]*.sh; do
    section=$(cat "${block%.sh}.section")
    STEP="ear.md, $section, block $(basename "${block%.sh}")"
    began=$SECONDS
    # shellcheck source=/dev/null
    . "$block" >"$WORK/answer" 2>&1 </dev/null
    [ ! -f "${block%.sh}.text" ] || check_answer "${block%.sh}.text" "$WORK/answer" "$STEP"
    printf '%s\t%s\n' "$section" $((SECONDS - began)) >>"$WORK/seconds"
    echo "ok   $STEP ($((SECONDS - began)) s)"
  done
}

"$ROOT/ear/release.sh" "$WORK/releases"
JAVA_HOME=$(ROOT=$ROOT bash -c '. "$ROOT/launcher/lib/common.sh"; jdk_folder')
export JAVA_HOME
mkdir -p "$FOLDER"
"$ROOT/launcher/test/postgresql.sh" bare "$WORK/postgresql"
values_of_the_page
type_page
times_of_sections "$WORK/seconds"
