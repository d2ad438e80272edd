#!/usr/bin/env bash
# Runs the token suite on another vendor's module, the software token of Debian's opencryptoki. It starts and stops the daemon pkcsslotd. It needs
# root (for the daemon's account, group pkcs11) and a token that is not initialised, or that this script has initialised. `./bailiwick test` runs this
# script. `./bailiwick test --long` runs it with the argument move, which moves an authority from SoftHSM2 to that token (5 min).
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LABEL=bailiwick-test
FACTORY_SO_PIN=87654321
WORK=$(mktemp -d)
umask 077

die() { echo "on-opencryptoki.sh: $*" >&2; exit 1; }

module() { find /usr/lib -path '*/pkcs11/libopencryptoki.so' 2>/dev/null | head -n 1; }

tool() { sg pkcs11 -c "pkcs11-tool --module $(module) --slot $SLOT $*"; }

# Prints the slot of the software token in opencryptoki.conf.
software_slot() {
  awk '$1 == "slot" { slot = $2 } $1 == "stdll" && $3 == "libpkcs11_sw.so" { print slot; exit }' /etc/opencryptoki/opencryptoki.conf
}

start_daemon() {
  STARTED=no
  [ -z "$(pidof pkcsslotd)" ] || return 0
  pkcsslotd
  STARTED=yes
}

stop_daemon() {
  [ "${STARTED:-no}" = no ] || kill "$(pidof pkcsslotd)"
  rm -rf "$WORK"
}

# Prints a PIN of 8 digits, because the module accepts PINs of 4 to 8 characters.
new_pin() { od -An -N4 -tu4 /dev/urandom | tr -d ' \n' | sed 's/^/0000000/' | tail -c 8; }

make_token() {
  local state
  state=$(pkcs11-tool --module "$(module)" --list-slots | awk -v slot="Slot $SLOT " '
    index($0, "Slot ") == 1 { mine = index($0, slot) == 1 } mine && /token (label|state)/ { sub(/^[^:]*: */, ""); sub(/ +$/, ""); print; exit }')
  case $state in
    uninitialized) SO_PIN=$FACTORY_SO_PIN ;;
    "$LABEL") SO_PIN=$(cat /var/lib/opencryptoki/bailiwick-test.so-pin) ;;
    *) die "slot $SLOT holds the token '$state', which is not ours to initialise" ;;
  esac
  NEW_SO_PIN=$(new_pin) USER_PIN=$(new_pin)
  export SO_PIN NEW_SO_PIN USER_PIN
  tool "--init-token --label $LABEL --so-pin env:SO_PIN"
  if [ "$state" = uninitialized ]; then
    # The security officer's default PIN must be changed first.
    tool "--login --login-type so --so-pin env:SO_PIN --change-pin --new-pin env:NEW_SO_PIN"
    printf '%s' "$NEW_SO_PIN" >/var/lib/opencryptoki/bailiwick-test.so-pin
    SO_PIN=$NEW_SO_PIN
  fi
  tool "--init-pin --login --login-type so --so-pin env:SO_PIN --new-pin env:USER_PIN"
  printf '%s\n' "$USER_PIN" >"$WORK/token.pin"
  printf 'name = opencryptoki\nlibrary = %s\nslot = %s\n' "$(module)" "$SLOT" >"$WORK/token.cfg"
}

if [ "$(id -u)" -ne 0 ]; then
  echo "skip token suite on opencryptoki: pkcsslotd needs root to be started"
  exit 0
fi
[ -n "$(module)" ] || die "libopencryptoki.so is missing; install the package opencryptoki"
SLOT=$(software_slot)
[ -n "$SLOT" ] || die "/etc/opencryptoki/opencryptoki.conf defines no software token"
trap stop_daemon EXIT
start_daemon
make_token
token_suite() {
  sg pkcs11 -c "mvn -f '$ROOT/pom.xml' -B -pl node-support -am test -Dspotless.check.skip -Dcheckstyle.skip -Dtest=OtherModuleTest -Dsurefire.failIfNoSpecifiedTests=false \
    '-DargLine.tests=-Xmx768m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UseTransparentHugePages -Duser.timezone=UTC -Dhsm.configuration=$WORK/token.cfg -Dhsm.pin-file=$WORK/token.pin'"
}

# Moves an authority on running nodes from SoftHSM2 to this token.
move() {
  sg pkcs11 -c "mvn -f '$ROOT/pom.xml' -B verify -pl system-tests -am -Dspotless.check.skip -Dcheckstyle.skip -Dtests.excluded-groups= -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=HsmMoveIT \
    -Dfailsafe.failIfNoSpecifiedTests=false -Dhsm.configuration=$WORK/token.cfg -Dhsm.pin-file=$WORK/token.pin"
}

"${1:-token_suite}"
