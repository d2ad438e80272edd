# shellcheck shell=bash
# Checks `init`, bailiwick.conf, what `up` refuses, and the commands of a quickstart. The script run.sh sources this file.
# shellcheck disable=SC2016 # texts for other shells

# init_in HOME ARGUMENT…: runs init without terminal in this home.
init_in() {
  local home=$1
  shift
  BAILIWICK_HOME=$home "$ROOT/bailiwick" init "$@" </dev/null
}

# A file with free ports, on which the other settings stand.
settings_file() {
  printf '%s\n' "# a comment" "" BAILIWICK_AUTHORITY_PORT=45101 BAILIWICK_HTTP_PORT=45102 BAILIWICK_DOMAIN_PORT=45103 "$@" >"$WORK/settings"
}

writes_a_file() {
  local home=$WORK/init
  settings_file BAILIWICK_TRUST_DOMAIN=corp.test
  init_in "$home" --file "$WORK/settings" || return 1
  has_lines "$home/bailiwick.conf" BAILIWICK_MODE=try-out BAILIWICK_TRUST_DOMAIN=corp.test BAILIWICK_AUTHORITY_PORT=45101 BAILIWICK_HSM=softhsm2 || return 1
  [ "$(stat -c %a "$home/bailiwick.conf")" = 600 ] || return 1
  # Other verbs read the file, and the environment comes before it.
  [ "$(BAILIWICK_HOME=$home in_library eval 'home_load; echo $TRUST_DOMAIN $DOMAIN_PORT $AUTHORITY_URL')" = "corp.test 45103 https://127.0.0.1:45101" ] || return 1
  [ "$(BAILIWICK_HOME=$home BAILIWICK_DOMAIN_PORT=45109 in_library eval 'home_load; echo $DOMAIN_PORT')" = 45109 ] || return 1
  # It may be repeated, and then begins with what it wrote.
  BAILIWICK_DOMAIN_PORT=45104 init_in "$home" --try-out || return 1
  has_lines "$home/bailiwick.conf" BAILIWICK_TRUST_DOMAIN=corp.test BAILIWICK_DOMAIN_PORT=45104
}

# The printed file has every setting, and init takes it as it is.
prints_its_file() {
  local key
  "$ROOT/bailiwick" init --print-file >"$WORK/printed" || return 1
  for key in $(in_library eval 'echo "${CONFIGURATION_KEYS[@]}"'); do grep -qE "^#?$key=" "$WORK/printed" || { echo "$key is missing"; return 1; }; done
  BAILIWICK_AUTHORITY_PORT=45101 BAILIWICK_HTTP_PORT=45102 BAILIWICK_DOMAIN_PORT=45103 init_in "$WORK/from-printed" --file "$WORK/printed"
}

asks_at_a_terminal() {
  local home=$WORK/asked
  printf '%s\n' "" corp.test "" "" "" 45101 45102 45103 \
    | BAILIWICK_HOME=$home script -qefc "'$ROOT/bailiwick' init" /dev/null >"$WORK/asked.out" || { cat "$WORK/asked.out"; return 1; }
  grep -q 'Host name or address at which others reach the authority \[127.0.0.1\]:' "$WORK/asked.out" \
    && has_lines "$home/bailiwick.conf" BAILIWICK_TRUST_DOMAIN=corp.test BAILIWICK_AUTHORITY_NAME=127.0.0.1 BAILIWICK_HTTP_PORT=45102
}

# refused_file TEXT LINE: settings with this line are refused with the text, and nothing is written.
refused_file() {
  settings_file "$2"
  fails_with "$1" init_in "$WORK/refused" --file "$WORK/settings" && [ ! -e "$WORK/refused/bailiwick.conf" ]
}

refuses_bad_settings() {
  local long
  long=$(printf '%0300d' 0 | tr 0 a)
  refused_file "line 6: there is no setting BAILIWICK_DOMIAN_PORT; ./bailiwick init --print-file" BAILIWICK_DOMIAN_PORT=1 \
    && refused_file "line 6: not of the form BAILIWICK_NAME=value" 'rm -rf x' \
    && refused_file "line 6: a value stands without quotes" 'BAILIWICK_TRUST_DOMAIN="corp.test"' \
    && refused_file "line 6: BAILIWICK_HTTP_PORT is there twice" BAILIWICK_HTTP_PORT=45105 \
    && refused_file "line 6: the value has a control character" "BAILIWICK_TRUST_DOMAIN=a"$'\t'"b" \
    && refused_file "BAILIWICK_TRUST_DOMAIN has other characters than" "BAILIWICK_TRUST_DOMAIN=$long" \
    && refused_file "BAILIWICK_TRUST_DOMAIN has other characters than" 'BAILIWICK_TRUST_DOMAIN=$(id)' \
    && refused_file "BAILIWICK_MODE is try-out or production, not 'prod'" BAILIWICK_MODE=prod \
    && refused_file "no-such-name.invalid does not resolve on this machine" BAILIWICK_DOMAIN_NAME=no-such-name.invalid \
    && refused_file "BAILIWICK_AUTHORITY_NAME is no host name or IP address: 'a b'" "BAILIWICK_AUTHORITY_NAME=a b" \
    && refused_file "this machine has no address 192.0.2.7" BAILIWICK_ADDRESS=192.0.2.7 \
    && refused_file "BAILIWICK_DATABASES: /nowhere is no file" BAILIWICK_DATABASES=/nowhere \
    && refused_file "hsm/root.cfg is missing: make the token with your HSM's tools" BAILIWICK_HSM=module
}

refuses_bad_ports() {
  local port
  for port in 0 65536 x 99999999999999999999 -1; do
    BAILIWICK_DOMAIN_PORT=$port refused_file "BAILIWICK_DOMAIN_PORT is no port from 1 to 65535: '$port'" BAILIWICK_HEAP=1g || return 1
  done
  BAILIWICK_DOMAIN_PORT=45102 refused_file "BAILIWICK_DOMAIN_PORT is the port of another listener: 45102" BAILIWICK_HEAP=1g
}

refuses_a_port_in_use() {
  local pid waited=0 result=0
  python3 -m http.server 45102 --bind 127.0.0.1 >/dev/null 2>&1 &
  pid=$!
  while ! (exec 3<>/dev/tcp/127.0.0.1/45102) 2>/dev/null && [ $waited -lt 100 ]; do sleep 0.1; waited=$((waited + 1)); done
  refused_file "BAILIWICK_HTTP_PORT: port 45102 of 127.0.0.1 is in use by process $pid (python3, account $(id -un)): end it" BAILIWICK_HEAP=1g || result=1
  BAILIWICK_HOME=$WORK/refused fails_with "port 45102 of 127.0.0.1, which authority needs, is in use by process $pid (python3" \
    in_library eval 'HTTP_PORT=45102 AUTHORITY_PORT=45101; ADDRESS=127.0.0.1 require_free_ports authority' || result=1
  kill "$pid"
  return $result
}

# A df that tells of a disk with less space than a home needs.
refuses_a_full_disk() {
  mkdir -p "$WORK/full"
  printf '#!/bin/sh\necho Filesystem 1024-blocks Used Available Capacity Mounted on\necho /dev/x 100000 90000 10240 90%% /\n' >"$WORK/full/df"
  chmod +x "$WORK/full/df"
  PATH=$WORK/full:$PATH refused_file "has 10 MiB free, and $WORK/refused needs 512 MiB: make room there, or choose another folder" BAILIWICK_HEAP=1g || return 1
  PATH=$WORK/full:$PATH BAILIWICK_HOME=$WORK/refused fails_with "has 10 MiB free" in_library eval 'home_load; home_make'
}

refuses_a_second_at_once() {
  local home=$WORK/at-once pid result=0
  mkdir -p "$home/run"
  settings_file
  bash -c 'exec 8>>"$1"; flock 8; echo $$ >"$1.holder"; read -r -t 60 _ <>"$2"' _ "$home/run/home.lock" "$WORK/nothing" &
  pid=$!
  until [ -s "$home/run/home.lock.holder" ]; do sleep 0.1; done
  fails_with "another ./bailiwick init or up is at work in $home (process $pid): wait for its end" init_in "$home" --file "$WORK/settings" || result=1
  # `up` waits, says for whom, and goes on.
  BAILIWICK_HOME=$home timeout 20 bash -c "$(declare -f in_library); ROOT='$ROOT'; in_library eval '(home_lock 8; echo got it) 8>>\"\$HOME_DIR/run/home.lock\"'" >"$WORK/waiting" &
  until grep -q "(process $pid); waiting for it" "$WORK/waiting" 2>/dev/null; do sleep 0.1; kill -0 $! 2>/dev/null || break; done
  kill "$pid"
  wait $! || result=1
  grep -q "got it" "$WORK/waiting" || result=1
  return $result
}

refuses_what_is_not_ours() {
  local home=$WORK/modes
  mkdir -p "$home"/{authority,hsm,run}
  (umask 077; echo pin >"$home/hsm/authority.pin")
  BAILIWICK_HOME=$home in_library home_require || return 1
  chmod 604 "$home/hsm/authority.pin"
  BAILIWICK_HOME=$home fails_with "hsm/authority.pin is a secret that every account of this machine can read: chmod o=" in_library home_require || return 1
  chmod 600 "$home/hsm/authority.pin"
  chmod 777 "$home/authority"
  BAILIWICK_HOME=$home fails_with "every account of this machine may change $home/authority: chmod o-w" in_library home_require || return 1
  chmod 700 "$home/authority"
  echo BAILIWICK_HEAP=1g >"$home/bailiwick.conf" && chmod 666 "$home/bailiwick.conf"
  BAILIWICK_HOME=$home fails_with "every account of this machine may change $home/bailiwick.conf" "$ROOT/bailiwick" status || return 1
  rm "$home/bailiwick.conf"
  [ "$(id -u)" = 0 ] || return 0
  touch "$home/instance.env"
  chown nobody "$home"
  BAILIWICK_HOME=$home fails_with "belongs to the account nobody, and you are root: run this as nobody" in_library home_require
}

refuses_a_newer_home() {
  local home=$WORK/newer
  mkdir -p "$home"
  BAILIWICK_HOME=$home in_library eval 'home_used; home_require; home_used' || return 1
  grep -qE '^aca=[0-9]+$' "$home/version" || return 1
  sed -i 's/^master=.*/master=999/' "$home/version"
  BAILIWICK_HOME=$home fails_with "was last used by a newer Bailiwick (master 999; here it is [0-9]*): use that version or a later one" in_library home_require || return 1
  printf 'version=99.1.0\n' >"$home/version"
  BAILIWICK_HOME=$home fails_with "was last used by a newer Bailiwick (version 99.1.0" in_library home_require || return 1
  printf 'version=0.0.1\naca=1\n' >"$home/version"
  BAILIWICK_HOME=$home in_library home_require
}

refuses_a_home_that_is_made() {
  mkdir -p "$WORK/made" && touch "$WORK/made/instance.env"
  fails_with "is made already, and its certificates contain its names: ./bailiwick status" init_in "$WORK/made" --try-out
}

refuses_to_guess() { fails_with "standard input is no terminal" init_in "$WORK/guess" && [ ! -e "$WORK/guess/bailiwick.conf" ]; }

# Everything that is for trying out is named at once.
production_is_not_for_trying_out() {
  local home=$WORK/production
  fails_with "production needs PostgreSQL" init_in "$home" --production --file /dev/stdin <<<"" || true
  printf '%s\n' BAILIWICK_MODE=production BAILIWICK_TRUST_DOMAIN=bailiwick.example BAILIWICK_HSM=softhsm2 BAILIWICK_AUTHORITY_NAME=localhost \
    BAILIWICK_AUTHORITY_PORT=45101 BAILIWICK_HTTP_PORT=45102 BAILIWICK_DOMAIN_PORT=45103 >"$WORK/settings"
  fails_with "production needs PostgreSQL" init_in "$home" --file "$WORK/settings" || return 1
  grep -q "production needs an HSM" "$WORK/answer" && grep -q "lead to this machine only" "$WORK/answer" \
    && grep -q "is the trust domain of examples" "$WORK/answer" && grep -q "would name the organisation Bailiwick" "$WORK/answer" \
    && [ ! -e "$home/bailiwick.conf" ] || return 1
  # An edited bailiwick.conf is refused by `up`, too.
  mkdir -p "$home" && cp "$WORK/settings" "$home/bailiwick.conf"
  BAILIWICK_HOME=$home fails_with "is for production (BAILIWICK_MODE):" in_library eval 'home_load; production_require' || return 1
  # A rehearsal is said each time.
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$home BAILIWICK_DATABASES=/x BAILIWICK_SOFTWARE_KEYS=accepted BAILIWICK_AUTHORITY_NAME=pki.example BAILIWICK_TRUST_DOMAIN=corp.test \
    BAILIWICK_ORGANISATION=Corp in_library eval 'home_load; production_require' 2>"$WORK/answer" && grep -q "WARNING: this is a rehearsal" "$WORK/answer"
}

# What was fixed when the home was made counts, and the message says where the other value stands.
a_changed_file_is_told() {
  local home=$WORK/changed
  mkdir -p "$home"
  printf '%s=%s\n' AUTHORITY_PORT 1 HTTP_PORT 2 DOMAIN_PORT 3 TRUST_DOMAIN t.example ADDRESS 127.0.0.1 >"$home/instance.env"
  echo BAILIWICK_DOMAIN_PORT=4 >"$home/bailiwick.conf"
  BAILIWICK_HOME=$home fails_with "was made with DOMAIN_PORT=3, not 4, as bailiwick.conf there says; write BAILIWICK_DOMAIN_PORT=3 into it" "$ROOT/bailiwick" status
}

# The page has the commands of a quickstart, as they are printed for the default home.
page_has_the_quickstart() {
  local page=$ROOT/docs/getting-started.md
  (unset BAILIWICK_HOME BAILIWICK_KEYCLOAK_PORT BAILIWICK_GREETER_PORT; "$ROOT/bailiwick" quickstart --show) \
    | sed -e "s|=$ROOT/var\$|=\$PWD/var|" -e '/^## /d' -e '/^$/d' >"$WORK/shown"
  awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$page" | sed -e '/^$/d' -e '/^# after the quickstart$/,$d' | diff "$WORK/shown" -
}

quickstart_is_for_trying_out() {
  local home=$WORK/named-home
  mkdir -p "$home"
  printf '%s=%s\n' AUTHORITY_PORT 1 HTTP_PORT 2 DOMAIN_PORT 3 TRUST_DOMAIN t.example ADDRESS 0.0.0.0 DOMAIN_NAME agents.example >"$home/instance.env"
  BAILIWICK_HOME=$home fails_with "a quickstart is for one machine alone, and others reach" "$ROOT/bailiwick" quickstart
}

# steps_in HOME: runs the steps of standard input in place of those of the quickstart.
steps_in() {
  mkdir -p "$WORK/steps" "$1/logs"
  cat >"$WORK/steps/steps.sh"
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$1 STEPS=$WORK/steps in_library eval 'for part in keycloak quickstart summary; do . "$ROOT/launcher/lib/$part.sh"; done
    serial_of_chain() { echo 0a; }; QUICKSTART_FILES=$STEPS; home_load; quickstart_run'
}

# Commands are printed before they run, share their variables, and are left out when their result is there.
shows_what_it_does() {
  mkdir -p "$WORK/trial"
  touch "$WORK/trial/there"
  steps_in "$WORK/trial" <<'STEPS' >"$WORK/answer" || return 1
## 1. First
export BAILIWICK_HOME=@HOME@
WHO=Ada
echo $((6 * 7))

#unless [ -f "$BAILIWICK_HOME/there" ]
echo not said

## 2. Second
echo "Hello, $WHO, at @KEYCLOAK@"
STEPS
  has_lines "$WORK/answer" "1. First" "+ export BAILIWICK_HOME=$WORK/trial" "  WHO=Ada" '  echo $((6 * 7))' 42 "= there already: there" \
    '+ echo "Hello, $WHO, at https://127.0.0.1:8543"' "Hello, Ada, at https://127.0.0.1:8543" || return 1
  ! grep -q "not said" "$WORK/answer" && grep -q "^Done in" "$WORK/answer"
}

# A command that fails ends the steps, wherever it stands in a block, and says which step it was and where to look.
tells_the_step_that_failed() {
  local code=0
  steps_in "$WORK/trial" <<'STEPS' >"$WORK/answer" 2>&1 || code=$?
## 1. First
true

## 2. Second
(exit 3)
echo not reached

## 3. Third
echo not reached
STEPS
  [ $code = 3 ] && ! grep -qx "not reached" "$WORK/answer" && grep -q 'the quickstart ends at "2. Second", because the last command above failed (exit code 3)' \
    "$WORK/answer" && grep -q "Logs are in $WORK/trial/logs" "$WORK/answer"
}

# Of two calls at the same time one starts the node, and the other finds it.
starts_a_node_once() {
  mkdir -p "$WORK/twice/run"
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$WORK/twice in_library eval 'node_pid() { cat "$HOME_DIR/run/$1.pid" 2>/dev/null || true; }
    node_start() { echo started; sleep 1; echo 1 >"$HOME_DIR/run/$1.pid"; }; node_await() { :; }
    nodes_start authority & nodes_start authority; wait' >"$WORK/answer" || return 1
  [ "$(grep -cx started "$WORK/answer")" = 1 ] && grep -qx "authority is running" "$WORK/answer"
}

# What `up` says at its end, of a home whose addresses are names. Of one node it says only that.
says_what_exists() {
  made_home "$WORK/summary" || return 1
  : >"$WORK/summary/operators/officer-1.pem"
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$WORK/summary in_library eval '. "$ROOT/launcher/lib/summary.sh"; home_load; up_summary authority domain; echo ==; up_summary domain' >"$WORK/answer" || return 1
  has_lines "$WORK/answer" "  authority        https://127.0.0.1:8443" "  CRL, OCSP, root  http://127.0.0.1:8080" "  Master Agent     https://127.0.0.1:9443" \
    "  registry         https://127.0.0.1:9443/ars" "  officer          operators/officer-1.pem, .key" \
    "  next             ./bailiwick quickstart   (a first agent and job; docs/getting-started.md)" || return 1
  ! sed '1,/^==$/d' "$WORK/answer" | grep "authority  "
}

keycloak_is_that_of_the_tests() {
  grep -qF "<version.keycloak>$(in_library eval '. "$ROOT/launcher/lib/keycloak.sh"; keycloak_release')</version.keycloak>" "$ROOT/pom.xml"
}

# A file with another digest is not run.
keycloak_is_verified() {
  local home=$WORK/keycloak
  mkdir -p "$home/quickstart"
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$home in_library eval '. "$ROOT/launcher/lib/keycloak.sh"; echo other >"$HOME_DIR/quickstart/$(keycloak_archive_name)"' || return 1
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$home fails_with "is not the archive that launcher/quickstart/keycloak.sha256 names" in_library eval '. "$ROOT/launcher/lib/keycloak.sh"; keycloak_archive'
}

[ -p "$WORK/nothing" ] || mkfifo "$WORK/nothing"
check "init writes what a file says, and every verb reads it" writes_a_file
check "init takes the file that it prints" prints_its_file
check "init asks at a terminal" asks_at_a_terminal
check "init without terminal and file guesses nothing" refuses_to_guess
check "init refuses settings that are none" refuses_bad_settings
check "init refuses ports that are none, or twice" refuses_bad_ports
check "a port in use is refused, and by whom" refuses_a_port_in_use
check "a full disk is refused, and how much is needed" refuses_a_full_disk
check "a second init at once is refused, and up waits" refuses_a_second_at_once
check "wrong owners and modes are refused" refuses_what_is_not_ours
check "a home of a newer version is refused" refuses_a_newer_home
check "init changes no home that is made" refuses_a_home_that_is_made
check "production is refused with what is for trying out" production_is_not_for_trying_out
check "a bailiwick.conf that differs from the home is told" a_changed_file_is_told
check "docs/getting-started.md has the commands of the quickstart" page_has_the_quickstart
check "a quickstart shows its commands, and what is there" shows_what_it_does
check "a quickstart says which step failed" tells_the_step_that_failed
check "two calls at once start a node once" starts_a_node_once
check "up says what exists" says_what_exists
check "a quickstart runs where nobody else comes" quickstart_is_for_trying_out
check "the quickstart's Keycloak is that of the tests" keycloak_is_that_of_the_tests
check "a Keycloak of another digest is refused" keycloak_is_verified
for verb in init quickstart; do check "help of $verb" "$ROOT/bailiwick" "$verb" --help; done
if command -v shellcheck >/dev/null; then check "shellcheck of the quickstart's agent" shellcheck "$ROOT/launcher/quickstart/greeter.sh"; fi
