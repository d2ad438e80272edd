#!/usr/bin/env bash
# Types the commands of a page, one block after the other in one shell, in an empty home. Each block marked `sh` must succeed, and its output must contain
# each line of the `text` block below it; `…` matches any text. At the end it prints how long each section took. bare.sh types the blocks of root, too.
#   launcher/test/typed.sh getting-started.md
#   launcher/test/typed.sh production.md       with a PostgreSQL server of its own, and names in a hosts file of its own
# shellcheck disable=SC2016 # texts for the other shell
# As root it has a network of its own, so that the ports of the page are free. Otherwise it uses those of this machine.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PAGE=${1:?usage: typed.sh PAGE}
ls "$ROOT/docs/$PAGE" >/dev/null

# What comes from the network is fetched before.
prepare() {
  export TYPED_WORK
  TYPED_WORK=$(mktemp -d /tmp/typed.XXXXXX)
  [ "$PAGE" != getting-started.md ] || BAILIWICK_HOME=$TYPED_WORK/home "$ROOT/bailiwick" quickstart keycloak --fetch
}

if [ -z "${TYPED_WORK:-}" ]; then
  prepare
  if [ "$(id -u)" = 0 ] && unshare --net --mount true 2>/dev/null; then exec unshare --net --mount "${BASH_SOURCE[0]}" "$@"; fi
fi
WORK=$TYPED_WORK
# shellcheck source=launcher/test/blocks.sh
. "$ROOT/launcher/test/blocks.sh"

cleanup() {
  BAILIWICK_HOME=$WORK/home "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  [ ! -d "$WORK/postgresql" ] || "$ROOT/launcher/test/postgresql.sh" stop "$WORK/postgresql"
  rm -rf "$WORK"
}
trap cleanup EXIT

# Whether this is a network of its own, in which no address is used yet.
if [ "$(id -u)" = 0 ] && [ "$(PATH=$PATH:/usr/sbin ip -o link show up 2>/dev/null | wc -l)" = 0 ]; then PATH=$PATH:/usr/sbin ip link set lo up; fi
for port in 8443 8080 9443 8543 7001; do
  ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "typed.sh: port $port is in use; stop what listens there, or run this as root" >&2; exit 3; }
done

# The names of the production page, for this process and its children alone.
names() {
  printf '%s\n' '127.0.0.1 localhost' "127.0.1.1 $(uname -n)" '127.0.0.1 pki.example.com agents.example.com' >"$WORK/hosts"
  mount --bind "$WORK/hosts" /etc/hosts
}

database() {
  "$ROOT/launcher/test/postgresql.sh" bare "$WORK/postgresql" port=5432
  sed -i 's/^\([^:]*\):[0-9]*:/\1:5432:/' "$WORK/postgresql/pgpass"
  IFS=: read -r PGHOST PGPORT _ PGUSER _ <"$WORK/postgresql/pgpass"
  export PGHOST PGPORT PGUSER PGPASSFILE=$WORK/postgresql/pgpass PGDATABASE=postgres
}

# Writes the blocks as one script. Places of the page become places of this test.
script() {
  local file block section
  printf 'set -euo pipefail\n'
  while IFS= read -r file; do
    block=$(basename "${file%.*}")
    section=$(sed "s/'/'\\\\''/g" "$WORK/$block.section")
    printf 'echo %s >"%s/block"\nbegan=$SECONDS\n{\n%s\n} >"%s/%s.answer" 2>&1 </dev/null\n' "$block" "$WORK" \
      "$(sed -e "s|\$PWD/var|$WORK/home|g" -e "s|/var/lib/bailiwick/authority|$WORK/home|g" -e "s|/etc/bailiwick|$WORK/etc|g" -e "s|/srv/|$WORK/|g" "$file")" "$WORK" "$block"
    printf "printf '%%s\\\\t%%s\\\\n' '%s' \$((SECONDS - began)) >>'%s/seconds'\n" "$section" "$WORK"
    printf "printf 'ok   %s, block %s (%%s s)\\\\n' \$((SECONDS - began))\n" "$PAGE" "$block"
  done < <(find "$WORK" -maxdepth 1 -regex '.*/[0-9]*\.\(sh\|clone\)' | sort)
}

cut_page "$ROOT/docs/$PAGE"
case $PAGE in production.md) names; database ;; esac
mkdir -p "$WORK/etc"
script >"$WORK/typed"
cd "$ROOT"
unset BAILIWICK_HOME
export BAILIWICK_READY_SECONDS=${BAILIWICK_READY_SECONDS:-1800} # machines that test are busy
if ! bash "$WORK/typed"; then
  block=$(cat "$WORK/block")
  echo "FAIL $PAGE, block $block:"
  sed 's/^/     /' "$WORK/$block.answer"
  for log in authority domain greeter-proxy; do tail -n 3 "$WORK/home/logs/$log.log" 2>/dev/null | cut -c 1-600; done
  exit 1
fi
for text in "$WORK"/[0-9]*.text; do
  block=$(basename "${text%.text}")
  [ -f "$WORK/$block.answer" ] || continue # a block that others type
  check_answer "$text" "$WORK/$block.answer" "$PAGE, block $block"
done
[ -z "${TYPED_SHOW:-}" ] || for answer in "$WORK"/[0-9]*.answer; do echo "--- $(basename "$answer")"; cat "$answer"; done
times_of_sections "$WORK/seconds"
