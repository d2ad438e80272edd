# shellcheck shell=bash
# What ./bailiwick says to somebody who does not know it: each answer names what is wrong and what to do. Sourced by run.sh.

# answer WORDS… : DIAGNOSIS : REMEDY, one case a line. The words are arguments of ./bailiwick in a home that is not there.
wrong_calls() {
  cat <<'TABLE'
stauts            : no such verb: stauts. Did you mean status?        : ./bailiwick help lists all verbs
agnet enrol       : no such verb: agnet. Did you mean agent?          : ./bailiwick help lists all verbs
xyzzy             : no such verb: xyzzy$                              : ./bailiwick help lists all verbs
status --hepl     : no such option of ./bailiwick status: --hepl. Did you mean --help? : ./bailiwick status --help explains
up --prepareonly  : no such option of ./bailiwick up: --prepareonly. Did you mean --prepare-only? : ./bailiwick up --help explains
up --jion=x       : no such option of ./bailiwick up: --jion. Did you mean --join? : ./bailiwick up --help explains
status authorty   : no such node: authorty. Did you mean authority?   : The nodes are authority, domain, broker and enforcement-point
down moon         : no such node: moon$                               : The nodes are authority, domain, broker and enforcement-point
logs              : there is no log in .*/logs                        : ./bailiwick up starts the nodes
status            : There is no home at .* yet                        : ./bailiwick up makes one
trust-domain ad x : add, remove or list, not 'ad'                     : usage: ./bailiwick trust-domain add
demo --fulll      : no such option: --fulll                           : usage: ./bailiwick demo
TABLE
}

# Each wrong call fails, and says what is wrong and what to do.
wrong_calls_are_explained() {
  local words wrong remedy well=yes
  while IFS=: read -r words wrong remedy; do
    wrong=${wrong# } remedy=${remedy# }
    # shellcheck disable=SC2086 # words are arguments
    BAILIWICK_HOME=$WORK/nowhere BAILIWICK_BUILT=yes fails_with "$(trimmed "$wrong")" "$ROOT/bailiwick" $words || well=no
    grep -q -- "$(trimmed "$remedy")" "$WORK/answer" || { echo "no remedy for: $words"; cat "$WORK/answer"; well=no; }
  done < <(wrong_calls | sed -e 's/ : /\x01/g' -e 's/:/\x02/g' -e 's/\x01/:/g' | tr '\002' ';')
  [ $well = yes ]
}

# The colons inside of a case stand as semicolons while it is split.
trimmed() { sed -e 's/;/:/g' -e 's/^ *//' -e 's/ *$//' <<<"$1"; }

# The home of another user is not taken for one without nodes.
anothers_home_is_not_read() {
  [ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || return 0
  local home=$WORK/anothers
  mkdir -p "$home"
  chmod 700 "$home"
  if [ "$(id -u)" -eq 0 ]; then
    chmod 755 "$WORK"
    BAILIWICK_HOME=$home fails_with "belongs to root, and nobody may not read it" setpriv --reuid nobody --clear-groups bash "$ROOT/bailiwick" status
  else
    chmod 000 "$home"
    BAILIWICK_HOME=$home fails_with "may not read it" "$ROOT/bailiwick" status
    chmod 700 "$home"
  fi
}

a_file_is_no_home() {
  touch "$WORK/file"
  BAILIWICK_HOME=$WORK/file fails_with "is no folder" "$ROOT/bailiwick" status
}

# Each verb of this script explains itself on a screen of 50 lines, and names itself first.
help_fits_a_screen() {
  local verb well=yes
  for verb in up down status logs trust-domain demo test fuzz; do
    "$ROOT/bailiwick" "$verb" --help >"$WORK/help" || well=no
    head -n 1 "$WORK/help" | grep -qF "usage: ./bailiwick $verb" || { echo "$verb does not name itself"; well=no; }
    [ "$(wc -l <"$WORK/help")" -le 50 ] || { echo "$verb is too long"; well=no; }
  done
  [ "$("$ROOT/bailiwick" help | wc -l)" -le 60 ] && [ $well = yes ]
}

check "wrong calls are explained" wrong_calls_are_explained
check "another user's home is not read" anothers_home_is_not_read
check "a file is no home" a_file_is_no_home
check "help fits a screen" help_fits_a_screen
