#!/usr/bin/env bash
# Makes the SoftHSM2 tokens root, authority and domain in $BAILIWICK_HOME/hsm, each with random PINs and a SunPKCS11 configuration without PIN. It may
# be repeated, because it does not change a complete token. PINs are in files of mode 0600. The tool pkcs11-tool gets them in environment variables
# and never on a command line.
set -euo pipefail
umask 077

HSM=${BAILIWICK_HOME:?BAILIWICK_HOME is not set}/hsm
TOKENS=${BAILIWICK_TOKENS:-root authority domain}
# The prefix of token labels, because several trust domains may have tokens in one folder of SoftHSM2. File names need no prefix.
PREFIX=${BAILIWICK_TOKEN_PREFIX:-}
export SOFTHSM2_CONF=${SOFTHSM2_CONF:-$HSM/softhsm2.conf}

die() { printf 'init-token: %s\n' "$*" >&2; exit 1; }

find_module() {
  local candidate
  for candidate in "${BAILIWICK_PKCS11_MODULE:-}" /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so \
    /usr/lib64/pkcs11/libsofthsm2.so /opt/homebrew/lib/softhsm/libsofthsm2.so; do
    [ -n "$candidate" ] && [ -f "$candidate" ] && { printf '%s' "$candidate"; return; }
  done
  die "SoftHSM2 is not installed (Debian, Ubuntu: apt-get install softhsm2)"
}

tool() { pkcs11-tool --module "$MODULE" "$@"; }

# Prints the slot id of the initialised token with this label, or nothing.
slot_of() {
  tool --list-slots 2>/dev/null | awk -v want="$1" '
    /^Slot / { slot = $3; gsub(/[():]/, "", slot) }
    /^  token label +: / { sub(/^  token label +: /, ""); sub(/ +$/, ""); if ($0 == want) print slot }'
}

# Prints the serial number of the initialised token with this label.
serial_of() {
  tool --list-slots 2>/dev/null | awk -v want="$1" '
    /^  token label +: / { sub(/^  token label +: /, ""); sub(/ +$/, ""); label = $0 }
    /^  serial num +: / && label == want { sub(/^  serial num +: /, ""); sub(/ +$/, ""); print }
    /^Slot / { label = "" }'
}

free_slot() {
  tool --list-slots 2>/dev/null | awk '
    /^Slot / { slot = $3; gsub(/[():]/, "", slot) }
    /token state: +uninitialized/ { print slot; exit }'
}

new_pin() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# Makes a PIN file before its token, so that no PIN is lost; after an interrupted run the next run uses the same PINs.
pin_file() { [ -s "$1" ] || { new_pin >"$1.new" && mv "$1.new" "$1"; }; }

make_token() {
  local file=$HSM/$1 label=$PREFIX$1 serial
  if [ -s "$file.cfg" ]; then
    [ "$(slot_of "$label" | wc -l)" = 1 ] || die "$file.cfg is there, but not exactly one token $label"
    return
  fi
  pin_file "$file.pin"
  pin_file "$file.so-pin"
  SO_PIN=$(cat "$file.so-pin") USER_PIN=$(cat "$file.pin")
  export SO_PIN USER_PIN
  if [ -z "$(slot_of "$label")" ]; then
    tool --init-token --slot "$(free_slot)" --label "$label" --so-pin env:SO_PIN >/dev/null
  fi
  # Repeating this with the same PIN changes nothing.
  tool --init-pin --token-label "$label" --login --login-type so --so-pin env:SO_PIN --new-pin env:USER_PIN >/dev/null
  unset SO_PIN USER_PIN
  serial=$(serial_of "$label")
  case $serial in '' | *$'\n'*) die "not exactly one token is called $label" ;; esac
  cat >"$file.cfg.new" <<TEXT
# SunPKCS11 configuration of the token "$label". It does not contain the PIN (docs/hsm.md).
name = $label
library = $MODULE
tokenLabel = $label
tokenSerial = $serial
TEXT
  mv "$file.cfg.new" "$file.cfg"
}

command -v pkcs11-tool >/dev/null || die "pkcs11-tool is not installed (Debian, Ubuntu: apt-get install opensc)"
MODULE=$(find_module)
mkdir -p "$HSM/tokens"
if [ ! -f "$SOFTHSM2_CONF" ]; then
  cat >"$SOFTHSM2_CONF" <<TEXT
directories.tokendir = $HSM/tokens
objectstore.backend = file
log.level = ERROR
slots.removable = false
TEXT
fi
for token in $TOKENS; do make_token "$token"; done
