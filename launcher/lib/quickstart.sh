# shellcheck shell=bash
# ./bailiwick quickstart: from nothing to a finished job, by the commands of launcher/quickstart/steps.sh, each of which is printed before it runs
# (docs/getting-started.md). It may be repeated.

help_quickstart() {
  cat <<'TEXT'
usage: ./bailiwick quickstart [--show]
       ./bailiwick quickstart keycloak [--fetch]

Makes a home that others cannot reach, starts both nodes and Keycloak as identity provider with a user, enrols and registers two agents, runs one of
them, and has it do a job for the other. Each command is printed before it runs (`+ …`), so that you can repeat it by hand (docs/getting-started.md).
Everything is left running; ./bailiwick down ends it. When repeated, it says what is there already, and does the rest.

--show    prints the commands, and does nothing else
keycloak  makes and starts Keycloak alone; with --fetch it is only fetched from Maven Central, or from BAILIWICK_MAVEN_REPOSITORY, and prepared

BAILIWICK_HOME           state folder (./var)
BAILIWICK_KEYCLOAK_PORT  port of Keycloak (8543)
BAILIWICK_GREETER_PORT   port of the agent that is called (7001)
TEXT
}

verb_quickstart() {
  local what=${1:-run}
  case $what in
    -h|--help|help) help_quickstart; return ;;
    run|keycloak) ;;
    --show) configuration_load; home_load; quickstart_commands | sed '/^#unless /d'; return ;;
    *) help_quickstart >&2; printf 'bailiwick: no such option: %s\n' "$what" >&2; exit 2 ;;
  esac
  require_parts
  home_load
  quickstart_require
  if [ "$what" = keycloak ]; then
    if [ "${2:-}" = --fetch ]; then mkdir -p "$HOME_DIR"/{quickstart/tls,run,logs}; [ -f "$(keycloak_folder)/made" ] || keycloak_make; return; fi
    quickstart_keycloak
  else
    build launcher
    quickstart_run
  fi
}

# Agents of a quickstart listen at the loopback address, which a home for others refuses.
quickstart_require() {
  local fault
  ! is_production || die "a quickstart is for trying out, and $HOME_DIR is for production: set BAILIWICK_HOME to another folder"
  is_loopback "$(host_of_url "$DOMAIN_URL")" \
    || die "a quickstart is for one machine alone, and others reach $HOME_DIR at $DOMAIN_URL: set BAILIWICK_HOME to another folder, and no names"
  fault=$(place_fault)
  [ -z "$fault" ] || die "$fault"
  case $HOME_DIR in *[!A-Za-z0-9/._+-]*) die "a quickstart prints commands with $HOME_DIR in them: set BAILIWICK_HOME to a path of letters, digits and / . _ + -" ;; esac
  [ ${#HOME_DIR} -le 90 ] || die "the path of a socket has at most 107 characters, so $HOME_DIR is too long: set BAILIWICK_HOME to a shorter one"
}

# shellcheck disable=SC2153 # QUICKSTART_FILES is that of keycloak.sh
# quickstart_commands: prints the steps for this home, with its ports.
quickstart_commands() {
  local tree=""
  [ ! -f "$ROOT/installed" ] || tree=$ROOT/
  sed -e "s|@HOME@|$(printf '%q' "$HOME_DIR")|g" -e "s|@BAILIWICK@|$(program_name)|g" -e "s|@KEYCLOAK@|$(keycloak_url)|g" -e "s|@TREE@|$tree|g" \
    -e "s|@TRUST_DOMAIN@|$TRUST_DOMAIN|g" -e "s|@DOMAIN_URL@|$DOMAIN_URL${MASTER_ROOT:-}|g" -e "s|@GREETER_PORT@|${BAILIWICK_GREETER_PORT:-7001}|g" \
    -e "s|@ASKER_PORT@|$((${BAILIWICK_GREETER_PORT:-7001} + 1))|g" "$QUICKSTART_FILES/steps.sh"
}

# quickstart_run: carries out the steps in this shell, because later ones use variables of earlier ones. A command that fails ends it.
quickstart_run() {
  local line block="" unless="" began
  began=$(seconds_now)
  [ -f "$ROOT/installed" ] || cd "$ROOT" || exit 1
  export BAILIWICK_QUICKSTART=yes QUICKSTART_TITLE="the preparations"
  trap quickstart_failed EXIT
  # The steps are read before the first one runs, because a command could otherwise read them as its input.
  mapfile -t QUICKSTART_LINES < <(quickstart_commands; echo)
  for line in "${QUICKSTART_LINES[@]}"; do
    case $line in
      '## '*) QUICKSTART_TITLE=${line#\#\# }; printf '\n%s\n' "$QUICKSTART_TITLE" ;;
      '#unless '*) unless=${line#\#unless } ;;
      '') [ -z "$block" ] || quickstart_block "$block" "$unless"; block="" unless="" ;;
      *) block+=$line$'\n' ;;
    esac
  done
  trap - EXIT
  quickstart_next $(($(seconds_now) - began))
}

# quickstart_block COMMANDS CONDITION: prints and runs the commands of one block, unless its result is there already.
quickstart_block() {
  local condition=$2
  if [ -n "$condition" ] && eval "$condition"; then printf '= there already: %s\n' "$(quickstart_result "$condition")"; return; fi
  sed -e '1s/^/+ /' -e '2,$s/^/  /' <<<"${1%$'\n'}"
  eval "$1"
}

# quickstart_result CONDITION: prints what the condition is about.
# shellcheck disable=SC2016 # the text of a condition
quickstart_result() { sed -e 's/^\[ -f "\$BAILIWICK_HOME\/\(.*\)" \]$/\1/' -e 's/is_enrolled \([a-z]*\)/credential of \1/g' -e 's/is_running \([a-z-]*\)/\1 runs/g' -e 's/ && /, /g' <<<"$1"; }

quickstart_failed() {
  local code=$?
  trap - EXIT
  [ $code -ne 0 ] || return 0
  printf '\nbailiwick: the quickstart ends at "%s", because the last command above failed (exit code %s).\n' "$QUICKSTART_TITLE" "$code" >&2
  printf 'Logs are in %s/logs: authority.log, domain.log, keycloak.log, greeter-proxy.log, greeter.log.\n' "$HOME_DIR" >&2
  printf 'What was done stays; %s quickstart goes on from here, and %s down ends what runs.\n' "$(program_name)" "$(program_name)" >&2
  exit "$code"
}

quickstart_next() {
  cat <<TEXT

Done in $1 s: the job above has the state "done", and its result is the greeting. Everything is running.

  again            $(program_name) agent call --folder "$HOME_DIR/quickstart/asker" --capability greeting.write@1 "$HOME_DIR/quickstart/job.json"
  who did what     $(program_name) audit read
  end a credential $(program_name) ca revoke $(serial_of_chain greeter) --reason cessation-of-operation   (the job then has no agent)
  look             $(program_name) status; $(program_name) logs
  end it all       $(program_name) down
  go on            docs/getting-started.md#what-to-try-next

For the commands above in your shell: export BAILIWICK_HOME=$(printf '%q' "$HOME_DIR")
TEXT
}

serial_of_chain() { openssl x509 -in "$HOME_DIR/quickstart/$1/chain.pem" -noout -serial | cut -d = -f 2 | tr 'A-F' 'a-f'; }

# is_enrolled AGENT: whether the agent has a credential that is valid for ten more minutes and not revoked. Another one is put aside, and the proxy,
# which has nothing to show any more, is ended.
is_enrolled() {
  local folder=$HOME_DIR/quickstart/$1
  [ -e "$folder/chain.pem" ] || return 1
  if openssl x509 -in "$folder/chain.pem" -noout -checkend 600 >/dev/null 2>&1 && ! is_revoked "$1"; then return 0; fi
  say "The credential of $1 has expired or is revoked; its folder is now $folder.ended"
  rm -rf "$folder.ended"
  mv "$folder" "$folder.ended"
  [ "$1" != greeter ] || { process_stop greeter; process_stop greeter-proxy; }
  return 1
}

# is_revoked AGENT: whether the CRL that the authority has signed lists the credential.
is_revoked() {
  curl -sSf --noproxy '*' --max-time 10 "$PLAIN_URL/crl/issuing-1.crl" 2>/dev/null | openssl crl -inform DER -noout -text 2>/dev/null \
    | grep -i -F -e "Serial Number: $(serial_of_chain "$1")" >/dev/null
}

# process_of NAME: prints the process id of a program of the quickstart, or nothing. A process of another program is none of ours.
process_of() {
  local pid pattern
  { read -r pid <"$HOME_DIR/run/$1.pid"; } 2>/dev/null || return 0
  case $1 in
    keycloak) pattern=$HOME_DIR/quickstart/keycloak- ;;
    *) pattern=$HOME_DIR/run/greeter/s ;;
  esac
  ! tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -F -e "$pattern" >/dev/null || echo "$pid"
}

is_running() { [ -n "$(process_of "$1")" ]; }

process_stop() {
  local pid waited=0
  pid=$(process_of "$1")
  [ -n "$pid" ] || { rm -f "$HOME_DIR/run/$1.pid"; return 0; }
  kill -TERM "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null && [ $waited -lt 300 ]; do sleep 0.2; waited=$((waited + 1)); done
  # Keycloak is a script with Java as its child, in a process group of its own.
  [ "$1" != keycloak ] || kill -KILL -- "-$pid" 2>/dev/null || true
  kill -KILL "$pid" 2>/dev/null || true
  rm -f "$HOME_DIR/run/$1.pid"
  say "$1 is stopped"
}

# quickstart_stop: ends what a quickstart has left running, the nodes excepted.
quickstart_stop() {
  local name
  [ -d "$HOME_DIR/quickstart" ] || return 0
  for name in greeter greeter-proxy keycloak; do process_stop "$name"; done
}
