#!/usr/bin/env bash
# Types pages by which a stranger begins, each in a bare Debian of its own that has nothing but what the page has him install: blocks marked `sh root` as
# root, `sh` and `sh packages` in one shell of the page's account, and `sh clone` not at all. Answers are compared as in typed.sh, and the seconds of each
# section are printed. It needs root, mmdebstrap, systemd-nspawn, and the network for Debian's packages; Keycloak and Payara Server come from Maven's
# repository of this machine.
#   launcher/test/bare.sh [PAGE…]         getting-started.md, production.md and ear.md, or the pages that are named
#   INSTALL_BARE=FOLDER BARE_KEEP=yes     a bare Debian that is there already, and to leave everything where it is after a failure
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/bare.XXXXXX")
chmod 0755 "$WORK"
MACHINE=$WORK/machine REPOSITORY=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
NAMES=(pki.example.com agents.example.com pki.bank.example)
failures=0 status=1
# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"
# shellcheck source=launcher/test/blocks.sh
. "$ROOT/launcher/test/blocks.sh"
# shellcheck source=launcher/test/machine.sh
. "$ROOT/launcher/test/machine.sh"
machine_needs

cleanup() {
  if [ $status -ne 0 ] && [ -n "${BARE_KEEP:-}" ]; then echo "kept: $WORK, first process $(first_process || true)"; exit $status; fi
  power_off
  rm -rf "$WORK"
}
trap cleanup EXIT

packages_are_built() { PACKAGES_TO=$WORK/packages "$ROOT/bailiwick" package packages ear; }

# What the pages fetch from Maven Central, in its layout.
archives_are_there() {
  local payara keycloak
  payara=$(sed -n 's/^payara=//p' "$ROOT/docs/ear.md")
  keycloak=$(cut -d ' ' -f 3 "$ROOT/launcher/quickstart/keycloak.sha256")
  keycloak=org/keycloak/keycloak-quarkus-dist/${keycloak:22:-4}/$keycloak
  [ -f "$REPOSITORY/$keycloak" ] || mvn -B -q dependency:get "-Dartifact=org.keycloak:keycloak-quarkus-dist:$(basename "$(dirname "$keycloak")"):zip" || return 1
  [ -f "$REPOSITORY/$payara" ] || mvn -B -q dependency:get "-Dartifact=fish.payara.distributions:payara:$(basename "$(dirname "$payara")"):zip" || return 1
  (cd "$REPOSITORY" && cp --parents "$keycloak" "$payara" "$WORK/maven/")
}

# Makes the Debian of which each page gets a copy, unless there is one already.
debian_is_there() { [ -n "${INSTALL_BARE:-}" ] || { MACHINE=$WORK/bare bare_machine && INSTALL_BARE=$WORK/bare; }; }

# machine_for PAGE: makes and starts a machine, with the packages in /srv/packages. Its apt asks nothing.
machine_for() {
  bare_machine "${NAMES[@]}" || return 1
  cp -R "$WORK/packages" "$WORK/maven" "$MACHINE/srv/"
  chmod -R a+rX "$MACHINE/srv"
  echo 'APT::Get::Assume-Yes "true";' >"$MACHINE/etc/apt/apt.conf.d/99yes"
  mkdir "$MACHINE/typed"
  cut_page "$ROOT/docs/$1" "$MACHINE/typed"
  chmod -R a+rX "$MACHINE/typed"
  power_on
}

# The account that types a page. The other two are made by packages or by the page.
account_of() {
  case $1 in
    getting-started.md) inside useradd --create-home --shell /bin/bash newcomer; account=newcomer ;;
    production.md) account=bailiwick-authority ;;
    ear.md) account=bailiwick ;;
    *) echo "bare.sh: no account types $1" >&2; exit 2 ;;
  esac
}

# shell_opens: starts the shell of the account. It reads its commands from the file descriptor 7, and begins in its home, as after a login.
shell_opens() {
  mkfifo "$WORK/commands"
  nsenter -t "$(first_process)" --all runuser -u "$account" -- env -i "HOME=$(inside getent passwd "$account" | cut -d : -f 6)" \
    PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 BAILIWICK_MAVEN_REPOSITORY=file:///srv/maven MAVEN_CENTRAL=file:///srv/maven RELEASES=/srv/packages \
    bash -euo pipefail <"$WORK/commands" >"$WORK/shell" 2>&1 &
  shell=$!
  exec 7>"$WORK/commands"
  # shellcheck disable=SC2016 # for the other shell
  echo 'cd ~; exec 8>/typed/done' >&7
}

# type_block BLOCK: the shell sources the block, and writes its number when it succeeded.
type_block() {
  local number
  number=$(basename "${1%.*}")
  [ -n "$shell" ] || { install -m 0666 /dev/null "$MACHINE/typed/done"; install -d -m 0777 "$MACHINE/typed/answers"; shell_opens; }
  printf '. /typed/%s >/typed/answers/%s 2>&1 </dev/null\necho %s >&8\n' "$(basename "$1")" "$number" "$number" >&7
  while ! grep -x "$number" "$MACHINE/typed/done" >/dev/null; do
    kill -0 "$shell" 2>/dev/null || { cp "$MACHINE/typed/answers/$number" "$WORK/answer"; cat "$WORK/shell" >>"$WORK/answer"; return 1; }
    sleep 0.2
  done
  cp "$MACHINE/typed/answers/$number" "$WORK/answer"
}

# as_root BLOCK: runs a block of root. Only those that install something need a network.
# shellcheck disable=SC2016 # for the other shell
as_root() {
  local where=inside
  ! grep apt-get "$1" >/dev/null || where=online
  $where env DEBIAN_FRONTEND=noninteractive bash -euo pipefail -c 'cd /srv/packages; . "$1"' _ "/typed/$(basename "$1")" </dev/null >"$WORK/answer" 2>&1
}

type_page() {
  local page=$1 block name section began account shell=""
  rm -f "$WORK/seconds" "$WORK/commands"
  account_of "$page"
  while IFS= read -r block <&6; do
    section=$(cat "${block%.*}.section")
    name="$page, $section, block $(basename "$block")"
    began=$SECONDS
    case $block in
      *.root) as_root "$block" ;;
      *) type_block "$block" ;;
    esac || { echo "FAIL $name"; sed 's/^/     /' "$WORK/answer"; return 1; }
    [ ! -f "${block%.*}.text" ] || check_answer "${block%.*}.text" "$WORK/answer" "$name" || return 1
    printf '%s\t%s\n' "$section" $((SECONDS - began)) >>"$WORK/seconds"
    echo "ok   $name$(seconds_since "$began")"
  done 6< <(find "$MACHINE/typed" -regex '.*/[0-9]*\.\(sh\|packages\|root\)' | sort)
  if [ -n "$shell" ]; then echo exit >&7; exec 7>&-; wait "$shell" || { echo "FAIL $page: the shell ended with $?"; return 1; }; fi
  times_of_sections "$WORK/seconds"
}

# After the production page both nodes are services of accounts of their own, with connections to PostgreSQL, under the page's names.
services_run() {
  local node
  inside systemd-analyze verify --man=no bailiwick-authority.service bailiwick-domain.service 2>&1 | grep -i bailiwick && return 1
  for node in authority domain; do
    [ "$(inside stat -c %U "/proc/$(inside systemctl show --property=MainPID --value "bailiwick-$node")")" = "bailiwick-$node" ] || return 1
  done
  inside runuser -u postgres -- psql -At -c "select distinct usename from pg_stat_activity where usename like '%_runtime' order by 1" | tee "$WORK/roles"
  [ "$(xargs <"$WORK/roles")" = "aca_runtime ars_runtime master_runtime" ] || return 1
  inside openssl s_client -connect 127.0.0.1:8443 </dev/null 2>/dev/null | inside openssl x509 -noout -ext subjectAltName | grep DNS:pki.example.com
}

[ $# -gt 0 ] || set -- getting-started.md production.md ear.md
mkdir -p "$WORK/maven"
check "a bare Debian" debian_is_there
check "the packages are built" packages_are_built
check "the archives of Maven Central are there" archives_are_there
[ $failures -eq 0 ] || exit 1
for page in "$@"; do
  check "a machine for $page" machine_for "$page"
  [ $failures -eq 0 ] || exit 1
  type_page "$page" || exit 1
  [ "$page" != production.md ] || check "both nodes run as services under their accounts" services_run
  [ $failures -eq 0 ] || exit 1
  power_off
  rm -rf "$MACHINE"
done
status=0
