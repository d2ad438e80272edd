# shellcheck shell=bash
# The broker of a home (docs/broker.md): makes its files, starts and stops it beside the nodes. It is a process of its own, and an agent to the domain.

BROKER_HEALTH_PORT=7180

# has_broker: whether this home has a broker.
has_broker() { [ -f "$HOME_DIR/broker/broker.properties" ]; }

# is_broker_meant NODE: whether a verb with this argument is for the broker, too.
is_broker_meant() {
  case ${1:-all} in
    broker) has_broker || die "this home has no broker; ./bailiwick broker init makes its files" ;;
    all) has_broker ;;
    *) false ;;
  esac
}

# broker_setting NAME: prints a setting of the broker, or nothing.
broker_setting() { sed -n "s/^$1=//p" "$HOME_DIR/broker/broker.properties" | head -n 1; }

# broker_init [--master-url URL] [--registry-url URL] [--health-port N]: makes the broker's token, database, settings and folders. It may be repeated.
broker_init() {
  local master="" registry="" port=$BROKER_HEALTH_PORT
  while [ $# -gt 0 ]; do
    case $1 in
      --master-url) master=${2:?--master-url needs a URL}; shift 2 ;;
      --registry-url) registry=${2:?--registry-url needs a URL}; shift 2 ;;
      --health-port) port=${2:?--health-port needs a number}; shift 2 ;;
      -h|--help) help_broker_init; return ;;
      *) help_broker_init >&2; die "no such option: $1" ;;
    esac
  done
  case $port in ''|*[!0-9]*) die "--health-port needs a number, not '$port'" ;; esac
  if [ -f "$HOME_DIR/instance.env" ]; then
    master=${master:-$DOMAIN_URL${MASTER_ROOT:-}} registry=${registry:-$DOMAIN_URL${REGISTRY_ROOT:-/ars}}
  fi
  if ! has_broker && { [ -z "$master" ] || [ -z "$registry" ]; }; then
    die "this home has no nodes: say with --master-url and --registry-url where those of the domain are"
  fi
  mkdir -p "$HOME_DIR"/{logs,run,hsm} "$HOME_DIR"/broker/{assets,db,audit}
  (
    flock 8
    broker_token
    [ -f "$HOME_DIR/broker/databases.properties" ] || printf 'broker.url=%s\n' "$(h2_url broker broker)" >"$HOME_DIR/broker/databases.properties"
    has_broker || { write_broker_settings "$master" "$registry" "$port" >"$HOME_DIR/broker/new" && mv "$HOME_DIR/broker/new" "$HOME_DIR/broker/broker.properties"; }
    home_migrate broker
  ) 8>"$HOME_DIR/run/home.lock"
  broker_next
}

# SoftHSM2's token of the broker, unless its settings name another one.
broker_token() {
  has_broker && [ "$(broker_setting hsm.configuration)" != "$HOME_DIR/hsm/broker.cfg" ] && return
  SOFTHSM2_CONF=${SOFTHSM2_CONF:-$HOME_DIR/hsm/softhsm2.conf} BAILIWICK_TOKENS=broker "$ROOT/hsm-config/init-token.sh"
}

# write_broker_settings MASTER-URL REGISTRY-URL HEALTH-PORT
write_broker_settings() {
  cat <<TEXT
master.url=$1
registry.url=$2
assets=$HOME_DIR/broker/assets
database.url=$(h2_url broker broker)
hsm.configuration=$HOME_DIR/hsm/broker.cfg
hsm.pin-file=$HOME_DIR/hsm/broker.pin
audit.heads-file=$HOME_DIR/broker/audit/heads.jws
health.listen=127.0.0.1:$3
TEXT
}

is_broker_enrolled() { [ -e "$HOME_DIR/broker/agent/chain.pem" ]; }

has_assets() { [ -n "$(find "$HOME_DIR/broker/assets" -name '*.json' -print -quit 2>/dev/null)" ]; }

# Says what the operator has to do before the broker can start.
broker_next() {
  say "The broker's files are in $HOME_DIR/broker."
  is_broker_enrolled || say "  enrol it:       ./bailiwick agent enrol --folder $HOME_DIR/broker/agent --name NAME --owner OWNER --capability NAME@1 --locator https://HOST:7443/work --attestor … (docs/agent.md)"
  has_assets || say "  describe what it works at in $HOME_DIR/broker/assets/*.json, then: ./bailiwick broker check"
  say "  give a secret:  ./bailiwick broker secret put NAME"
  say "  start it:       ./bailiwick up broker"
}

# broker_up NODE: starts the broker. Without its name, a broker that is not complete yet does not keep the nodes from starting.
broker_up() {
  is_broker_meant "${1:-}" || return 0
  if [ -n "$(node_pid broker)" ]; then say "broker is running"; return; fi
  if ! is_broker_enrolled || ! has_assets; then
    [ "${1:-}" != broker ] || { broker_next >&2; die "the broker has no credential or no asset file yet"; }
    say "broker is not started, because it has no credential or no asset file yet: ./bailiwick broker init says what is left"
    return
  fi
  (flock 8; home_migrate broker) 8>"$HOME_DIR/run/home.lock"
  broker_start
}

broker_start() {
  local began dir=$HOME_DIR/broker jar=$ROOT/command/target/command-$VERSION.jar cache
  began=$(seconds_now)
  mapfile -t cache < <(command_cache "$(dirname "$jar")")
  wc -c 2>/dev/null <"$HOME_DIR/logs/broker.log" >"$dir/log.offset" || echo 0 >"$dir/log.offset"
  say "Starting broker"
  (
    cd "$dir" || exit 1
    export_softhsm
    setsid "$JAVA_HOME/bin/java" "@$ROOT/launcher/command.options" "$FULL_COMPILER" ${cache[@]+"${cache[@]}"} "-Xmx${BAILIWICK_HEAP:-768m}" "-Dbailiwick.node=$dir" \
      -jar "$jar" broker run --json-log --settings "$dir/broker.properties" --folder "$dir/agent" \
      </dev/null >>"$HOME_DIR/logs/broker.log" 2>"$HOME_DIR/logs/broker.out" 8>&- 9>&- &
    echo $! >"$HOME_DIR/run/broker.pid"
    while kill -0 $! 2>/dev/null && [ -z "$(node_pid broker)" ]; do sleep 0.1; done
  )
  broker_await "$began"
}

# broker_answer PATH: prints what the broker tells of its health, or nothing.
broker_answer() {
  local at
  at=$(broker_setting health.listen)
  [ -z "$at" ] || curl --noproxy '*' -s --max-time 10 "http://$at$1" 2>/dev/null || true
  echo
}

broker_log() {
  local before
  read -r before <"$HOME_DIR/broker/log.offset"
  tail -c "+$((before + 1))" "$HOME_DIR/logs/broker.log" 2>/dev/null || true
}

# Waits until the broker takes orders: it has said so, and each of its parts is UP.
broker_await() {
  local began=$1 limit=${BAILIWICK_READY_SECONDS:-300} answer
  while :; do
    [ -n "$(node_pid broker)" ] || broker_failed "has ended while starting"
    if broker_log | grep '"ready work=' >/dev/null; then
      [ -n "$(broker_setting health.listen)" ] || break
      answer=$(broker_answer /health/ready)
      case $answer in
        '{"status":"UP"'*) break ;;
        *"of the audit log"*)
          say "broker is started, and takes no order, since its audit log is not what was signed: ./bailiwick status broker (docs/broker.md)"
          return ;;
      esac
    fi
    [ $(($(seconds_now) - began)) -lt "$limit" ] || broker_failed "was not ready after $limit s"
    sleep 0.3
  done
  say "broker is ready at port $(broker_port) ($(($(seconds_now) - began)) s)"
}

# The port at which the broker takes orders, as it said when it started.
broker_port() { broker_log | sed -n 's/.*"ready work=\([0-9]*\)".*/\1/p' | tail -n 1; }

broker_failed() {
  {
    say "Last health answer: $(broker_answer /health/ready)"
    say "Last lines of its log:"
    { broker_log; cat "$HOME_DIR/logs/broker.out"; } | tail -n 8 | cut -c 1-600
  } >&2
  nodes_stop broker >&2
  die "broker $1; see $HOME_DIR/logs/broker.log and broker.out"
}

broker_status() {
  local pid answer state at
  pid=$(node_pid broker)
  if [ -z "$pid" ]; then say "broker: not running"; return 1; fi
  answer=$(broker_answer /health)
  state=$(sed -n 's/^{"status":"\([A-Z]*\)".*/\1/p' <<<"$answer")
  at=$(broker_setting health.listen)
  say "broker: ${state:-no answer}"
  say "  process  $pid"
  say "  ports    $(broker_port) (TLS), ${at:-no listener for health}${at:+ (plain: health, metrics)}"
  say "  memory   $(($(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status") / 1024)) MB resident"
  checks_of "$answer"
  [ "$state" = UP ] || [ -z "$at" ]
}
