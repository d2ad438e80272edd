#!/usr/bin/env bash
# Builds release archive and Debian packages from what is built, and looks at what is in them. It installs and starts nothing; install.sh does.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
failures=0
trap 'rm -rf "$WORK"' EXIT

# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"

packages=(bailiwick bailiwick-authority bailiwick-domain bailiwick-agent-proxy)
file_of() { find "$WORK/first" -name "$1_*.deb"; }

builds() { PACKAGES_TO=$WORK/first BAILIWICK_BUILT=yes "$ROOT/bailiwick" package archive packages; }

# At another time, and with another umask.
builds_the_same_again() (
  umask 077
  sleep 1
  PACKAGES_TO=$WORK/second BAILIWICK_BUILT=yes "$ROOT/bailiwick" package archive packages
  diff "$WORK/first/SHA256SUMS" "$WORK/second/SHA256SUMS"
)

# Unpacked by somebody else than root, the archive works from any folder, has nothing of Maven's and no sources but the documents' examples, and nothing
# of the machine that built it.
archive_is_a_tree() {
  mkdir "$WORK/unpacked"
  tar -C "$WORK/unpacked" -xzf "$WORK"/first/bailiwick-*.tar.gz
  mv "$WORK"/unpacked/bailiwick-* "$WORK/unpacked/tree"
  (cd / && "$WORK/unpacked/tree/bailiwick" --version) | tee "$WORK/version"
  grep -qE '^bailiwick [^ ]+ \([^,]+, [0-9TZ:-]{20}\)$' "$WORK/version" || return 1
  [ -z "$(find "$WORK/unpacked" -path '*/docs/examples' -prune -o \( -name '*.java' -o -name '*.class' -o -name pom.xml -o -name '*.aot' -o -name '*.jsa' -o -name .env \) -print)" ] || return 1
  [ -z "$(find "$WORK/unpacked" -perm /o+w -not -type l -o -perm /6000)" ] || return 1
  ! grep -rlF "$ROOT" "$WORK/unpacked/tree" --include='*.xml' --include='*.properties' --include='*.sh' --include='*.options' || return 1
}

# The help of a verb of the Java command comes from the archive's own jars.
archive_has_the_command() {
  local before
  before=$(find "$WORK/unpacked" | sort)
  (cd "$WORK" && BAILIWICK_HOME=$WORK/none "$WORK/unpacked/tree/bailiwick" ca --help) | tee "$WORK/help"
  grep -q ceremony "$WORK/help" && [ ! -e "$WORK/none" ] && [ "$(find "$WORK/unpacked" | sort)" = "$before" ]
}

# Files are root's, with no bit of set-user-id and no right to write for others. Settings are conffiles; nothing is in /usr/local, /home or /var.
packages_are_well_made() {
  local package
  for package in "${packages[@]}"; do
    dpkg-deb --contents "$(file_of "$package")" >"$WORK/contents"
    [ "$(awk '{ print $2 }' "$WORK/contents" | sort -u)" = root/root ] || { echo "$package: owners"; return 1; }
    ! grep -E '^[-d][rwx-]*[sStT]|^[-d].......w' "$WORK/contents" || return 1
    ! grep -vE ' \./($|usr/|etc/|lib/)' "$WORK/contents" || return 1
    dpkg-deb --fsys-tarfile "$(file_of "$package")" | tar -x -C "$(mkdir -p "$WORK/root" && echo "$WORK/root")"
    dpkg-deb --info "$(file_of "$package")" >"$WORK/info"
    grep -q '^ Version: [0-9]' "$WORK/info" || { cat "$WORK/info"; return 1; }
    grep -q '^ Installed-Size: [0-9]' "$WORK/info" || { cat "$WORK/info"; return 1; }
  done
  ! grep -rn '@[A-Z_]*@' "$WORK/root/etc" "$WORK/root/usr/sbin" "$WORK/root/usr/lib/systemd" "$WORK/root/usr/lib/sysusers.d" || return 1
  dpkg-deb --ctrl-tarfile "$(file_of bailiwick-authority)" | tar -xO ./conffiles | diff - <(printf '%s\n' /etc/bailiwick/authority.conf /etc/logrotate.d/bailiwick-authority)
}

# systemd reads the units without a remark, and counts what they leave open: 0 is best, 10 worst.
units_are_sound() {
  local unit
  command -v systemd-analyze >/dev/null || { echo "systemd-analyze is missing"; return 1; }
  for unit in bailiwick-authority bailiwick-domain bailiwick-agent-proxy@; do
    systemd-analyze verify --man=no --recursive-errors=no --root "$WORK/root" "$unit.service" 2>&1 | tee "$WORK/verify"
    [ ! -s "$WORK/verify" ] || return 1
    systemd-analyze security --no-pager --offline=true --threshold=20 --root "$WORK/root" "${unit/%@/@a}.service" >"$WORK/security" || { cat "$WORK/security"; return 1; }
    tail -n 1 "$WORK/security"
  done
}

scripts_are_sound() {
  local package
  for package in "${packages[@]}"; do
    mkdir -p "$WORK/control/$package"
    dpkg-deb --control "$(file_of "$package")" "$WORK/control/$package"
  done
  ! command -v shellcheck >/dev/null || shellcheck "$WORK"/control/*/{postinst,prerm} "$WORK"/control/*-*/postrm "$WORK"/root/usr/sbin/*
}

check "archive and packages are built" builds
check "a second build is equal to the first" builds_the_same_again
check "the archive is a tree without sources" archive_is_a_tree
check "the archive's command answers, and writes nothing" archive_has_the_command
check "the packages' files have their owners and modes" packages_are_well_made
check "systemd finds nothing in the units" units_are_sound
check "the packages' scripts are sound" scripts_are_sound

[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
