# shellcheck shell=bash
# The enforcement point of a home (docs/enforcement-points.md): makes its settings, starts and stops it beside the nodes. It is a process of its own, and
# a service to the domain.

ENFORCEMENT_PORT=7190

# has_enforcement: whether this home has an enforcement point.
has_enforcement() { [ -f "$HOME_DIR/enforcement-point/enforcement-point.properties" ]; }

# is_enforcement_meant NODE: whether a verb with this argument is for the enforcement point, too.
is_enforcement_meant() {
  case ${1:-all} in
    enforcement-point) has_enforcement || die "this home has no enforcement point; ./bailiwick enforcement-point init makes its settings" ;;
    all) has_enforcement ;;
    *) false ;;
  esac
}

is_enforcement_enrolled() { [ -e "$HOME_DIR/enforcement-point/service/chain.pem" ]; }

# enforcement_listens: prints the place at which it is asked: HOST:PORT, or unix:PATH.
enforcement_listens() { sed -n 's/^[[:blank:]]*listen[[:blank:]]*[=:][[:blank:]]*//p' "$HOME_DIR/enforcement-point/enforcement-point.properties" | tail -n 1; }

# enforcement_answer PATH: prints what the enforcement point tells of its health, or nothing.
enforcement_answer() {
  local at options=()
  at=$(enforcement_listens)
  case $at in
    '') return ;;
    unix:*) options=(--unix-socket "${at#unix:}") at=localhost ;;
  esac
  curl --noproxy '*' -s --max-time 5 ${options[@]+"${options[@]}"} "http://$at$1" 2>/dev/null || true
}

# enforcement_init [--port N]: writes the settings of an enforcement point of a home with nodes. It may be repeated, and changes nothing that is there.
enforcement_init() {
  local port=$ENFORCEMENT_PORT folder=$HOME_DIR/enforcement-point
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=${2:?--port needs a number}; shift 2 ;;
      -h|--help) help_enforcement_init; return ;;
      *) help_enforcement_init >&2; die "no such option: $1" ;;
    esac
  done
  case $port in ''|*[!0-9]*) die "--port needs a number, not '$port'" ;; esac
  [ -f "$HOME_DIR/domain/bailiwick.properties" ] || die "this home has no domain node: write the settings by hand (docs/enforcement-points.md)"
  mkdir -p "$folder" "$HOME_DIR/domain/enforcement-points"
  if [ ! -f "$folder/enforcement-point.properties" ]; then
    enforcement_settings "$port" >"$folder/new" && mv "$folder/new" "$folder/enforcement-point.properties"
  fi
  say "The settings are in $folder/enforcement-point.properties."
  [ -e "$folder/service/chain.pem" ] ||
    say "  enrol it:     ./bailiwick agent enrol --kind service --profile PROFILE --folder $folder/service --name NAME --owner OWNER --locator https://HOST/ --attestor … (docs/agent.md)"
  [ -n "$(find "$HOME_DIR/domain/enforcement-points" -name '*.json' -print -quit)" ] ||
    say "  describe it:  $HOME_DIR/domain/enforcement-points/NAME.json (docs/enforcement-points.md)"
  say "  check it:     ./bailiwick enforcement-point check"
  say "  run it:       ./bailiwick up enforcement-point"
}

# A setting of the domain node.
domain_setting() { sed -n "s/^$1=//p" "$HOME_DIR/domain/bailiwick.properties" | head -n 1; }

# enforcement_settings PORT
enforcement_settings() {
  cat <<TEXT
trust-domain=$(domain_setting node.trust-domain)
authority.url=$(domain_setting node.aca-url)
authority.plain-url=$(domain_setting node.aca-plain-url)
root-fingerprint=$(domain_setting node.root-fingerprint)
operator-ca=$(domain_setting node.operator-ca)
master.url=$(domain_setting master.base-url)
listen=127.0.0.1:$1
TEXT
}

# enforcement_up NODE: starts the enforcement point. Without its name, one that is not enrolled yet does not keep the nodes from starting.
enforcement_up() {
  is_enforcement_meant "${1:-}" || return 0
  if [ -n "$(node_pid enforcement-point)" ]; then say "enforcement-point is running"; return; fi
  if ! is_enforcement_enrolled; then
    [ "${1:-}" != enforcement-point ] || die "the enforcement point has no credential yet; ./bailiwick enforcement-point init says what is left to do"
    say "enforcement-point is not started, because it has no credential yet: ./bailiwick enforcement-point init says what is left"
    return
  fi
  if [ -n "$(enforcement_answer /health/live)" ]; then
    say "enforcement-point is running already, and was not started by ./bailiwick up"
    return
  fi
  enforcement_start
}

# The file run.options has further options of ./bailiwick enforcement-point run, one word a line, such as --segments.
enforcement_start() {
  local began dir=$HOME_DIR/enforcement-point jar=$ROOT/command/target/command-$VERSION.jar cache options=()
  began=$(seconds_now)
  mkdir -p "$HOME_DIR"/{logs,run}
  mapfile -t cache < <(command_cache "$(dirname "$jar")")
  [ ! -f "$dir/run.options" ] || mapfile -t options < <(grep -v '^[[:blank:]]*\(#\|$\)' "$dir/run.options")
  wc -c 2>/dev/null <"$HOME_DIR/logs/enforcement-point.log" >"$dir/log.offset" || echo 0 >"$dir/log.offset"
  say "Starting enforcement-point"
  (
    cd "$dir" || exit 1
    PATH=$PATH:/usr/sbin
    setsid "$JAVA_HOME/bin/java" "@$ROOT/launcher/command.options" "$FULL_COMPILER" ${cache[@]+"${cache[@]}"} "-Xmx${BAILIWICK_HEAP:-512m}" "-Dbailiwick.node=$dir" \
      -jar "$jar" enforcement-point run --json-log --settings "$dir/enforcement-point.properties" --folder "$dir/service" ${options[@]+"${options[@]}"} \
      </dev/null >>"$HOME_DIR/logs/enforcement-point.log" 2>"$HOME_DIR/logs/enforcement-point.out" 8>&- 9>&- &
    echo $! >"$HOME_DIR/run/enforcement-point.pid"
    while kill -0 $! 2>/dev/null && [ -z "$(node_pid enforcement-point)" ]; do sleep 0.1; done
  )
  enforcement_await "$began"
}

enforcement_log() {
  local before
  read -r before <"$HOME_DIR/enforcement-point/log.offset"
  tail -c "+$((before + 1))" "$HOME_DIR/logs/enforcement-point.log" 2>/dev/null || true
}

# Waits until the enforcement point is well. It listens and denies before that, for instance until officers have activated a bundle, which this does not
# wait for.
enforcement_await() {
  local began=$1 limit=${BAILIWICK_READY_SECONDS:-300} patience=20 answer
  while :; do
    [ -n "$(node_pid enforcement-point)" ] || enforcement_failed "has ended while starting"
    if enforcement_log | grep '"listening port=' >/dev/null; then
      answer=$(enforcement_answer /health)
      case $answer in *'"status":"UP"'*) break ;; esac
      if [ $(($(seconds_now) - began)) -ge "$patience" ]; then
        say "enforcement-point is started, and denies everything: $(enforcement_faults "$answer")"
        return
      fi
    fi
    [ $(($(seconds_now) - began)) -lt "$limit" ] || enforcement_failed "did not listen after $limit s"
    sleep 0.3
  done
  say "enforcement-point is ready at $(enforcement_listens) ($(($(seconds_now) - began)) s)"
}

# enforcement_faults ANSWER: prints the faults in an answer of its health.
enforcement_faults() { sed -n 's/.*"faults":{\([^}]*\)}.*/\1/p' <<<"$1" | tr -d '"'; }

enforcement_failed() {
  {
    say "Last lines of its log:"
    { enforcement_log; cat "$HOME_DIR/logs/enforcement-point.out"; } | tail -n 8 | cut -c 1-600
  } >&2
  nodes_stop enforcement-point >&2
  die "enforcement-point $1; see $HOME_DIR/logs/enforcement-point.log and enforcement-point.out"
}

# Shows the enforcement point, also one that somebody else has started.
enforcement_status() {
  local pid answer state
  pid=$(node_pid enforcement-point)
  answer=$(enforcement_answer /health)
  if [ -z "$pid$answer" ]; then say "enforcement-point: not running"; return 1; fi
  state=$(sed -n 's/.*"status":"\([A-Z]*\)".*/\1/p' <<<"$answer")
  say "enforcement-point: ${state:-no answer}"
  say "  process  ${pid:-not of ./bailiwick up}"
  say "  listens  $(enforcement_listens)"
  [ -z "$pid" ] || say "  memory   $(($(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status") / 1024)) MB resident"
  [ "$state" = UP ] || say "  faults   $(enforcement_faults "$answer")"
  sed -n 's/.*"facts":{\([^}]*\)}.*/  facts    \1/p' <<<"$answer" | tr -d '"'
  [ "$state" = UP ]
}
