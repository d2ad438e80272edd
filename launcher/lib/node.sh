# shellcheck shell=bash
# Starts, stops and checks nodes. Each node is a Payara Micro process.

node_port() { case $1 in authority) echo "$AUTHORITY_PORT" ;; domain|domain-*) domain_port "$1" ;; esac; }

# Prints the process id of a node of this home, or nothing; the process id of another program is ignored. It uses bash alone, because it is called
# often. A process has no arguments for a moment while it becomes another program, as setsid becomes java, so one without any is looked at again.
node_pid() {
  local pid word words=() looks=0
  { read -r pid <"$HOME_DIR/run/$1.pid"; } 2>/dev/null || return 0
  while { mapfile -d '' -t words <"/proc/$pid/cmdline"; } 2>/dev/null && [ ${#words[@]} -eq 0 ] && [ $looks -lt 20 ]; do
    looks=$((looks + 1))
    sleep 0.05
  done
  for word in ${words[@]+"${words[@]}"}; do
    if [ "$word" = "-Dbailiwick.node=$HOME_DIR/$1" ]; then echo "$pid"; return; fi
  done
}

nodes_start() {
  local node began waiting=()
  began=$(seconds_now)
  # A second `up` at the same time finds the process, or waits until it is there.
  (
    home_lock 8
    for node in "$@"; do
      if [ -n "$(node_pid "$node")" ]; then say "$node is running"; else node_start "$node"; fi
    done
  ) 8>>"$HOME_DIR/run/home.lock"
  waiting=("$@")
  for node in "${waiting[@]}"; do node_await "$node" "$began"; done
}

node_start() {
  local node=$1 dir=$HOME_DIR/$1
  require_own_name
  require_free_ports "$node"
  rm -rf "$dir/payara"
  mkdir -p "$dir/payara/tmp"
  # The server's root folder. The jars stay where they are; the configuration is made from the default at each start.
  cp -R "$SERVER_DIR"/{config,docroot,lib,META-INF} "$dir/payara/"
  wc -c 2>/dev/null <"$HOME_DIR/logs/$node.log" >"$dir/payara/log.offset" || echo 0 >"$dir/payara/log.offset"
  render_commands "$node"
  say "Starting $node"
  launch "$node"
}

NODE_FILES=$ROOT/launcher/target/node
SERVER_DIR=$NODE_FILES/server

# Starts a node. The JVM uses the class archive that an earlier stop of a node made, or makes an archive when it stops.
launch() {
  local node=$1 dir=$HOME_DIR/$1 archive_option=() tls_option=()
  mapfile -t archive_option < <(archive_options "$node")
  is_domain "$node" || mapfile -t tls_option < <(for_trust_domains trust_domain_options)
  (
    cd "$dir/payara" || exit 1
    [ ! -f "$HOME_DIR/hsm/softhsm2.conf" ] || export SOFTHSM2_CONF=$HOME_DIR/hsm/softhsm2.conf
    export_passwords "$node"
    is_domain "$node" || trust_domain_passwords
    # shellcheck disable=SC2086 # BAILIWICK_JAVA_OPTIONS holds several words
    setsid "$JAVA_HOME/bin/java" "@$ROOT/launcher/payara/jvm.options" "-Xmx${BAILIWICK_HEAP:-768m}" "${archive_option[@]}" \
      ${tls_option[@]+"${tls_option[@]}"} "-Dbailiwick.node=$dir" "-Djava.io.tmpdir=$dir/payara/tmp" \
      "-Djava.security.properties=$ROOT/launcher/payara/java.security" \
      "-Dfish.payara.micro.BootJar=file://${SERVER_DIR// /%20}/launch-micro.jar" "-Dfish.payara.micro.UnpackDir=$SERVER_DIR" \
      ${BAILIWICK_JAVA_OPTIONS:-} -cp "$(class_path "$node")" fish.payara.micro.impl.PayaraMicroImpl \
      --nohazelcast --disablephonehome --rootdir "$dir/payara" --systemproperties "$dir/bailiwick.properties" \
      --logproperties "$dir/payara/logging.properties" \
      --prebootcommandfile "$dir/payara/boot.asadmin" --postbootcommandfile "$dir/payara/deploy.asadmin" \
      </dev/null >"$HOME_DIR/logs/$node.out" 2>&1 8>&- 9>&- &
    echo $! >"$HOME_DIR/run/$node.pid"
    # node_pid cannot recognise the child before it has become Java.
    while kill -0 $! 2>/dev/null && [ -z "$(node_pid "$node")" ]; do sleep 0.1; done
  )
}

# Prints the JVM options for the class archive. Before JDK 25 the JVM renews an archive of class data itself. From JDK 25 on it writes a cache of
# linked classes and method profiles when it ends (JEP 514 and 515). The cache is written in the home first, because a node of another home may write
# one at the same time, and a kill leaves an incomplete file. A node with a cache unloads no classes, because JDK 25.0.3 crashes when it compiles a
# method whose profile names an unloaded class (docs/decisions/0012-start-form.md).
archive_options() {
  local archive
  archive=$(class_archive "$1")
  # The JVM would neither use nor renew an archive of an older class path.
  [ -f "$archive" ] || rm -f "${archive%-*}"-*.jsa "${archive%-*}"-*.aot
  case $archive in
    *.jsa) printf '%s\n' -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$archive" ;;
    *) echo "-Xlog:aot*=error:stdout"; if [ -f "$archive" ]; then printf '%s\n' "-XX:AOTCache=$archive" -XX:-ClassUnloading; else echo "-XX:AOTCacheOutput=$(new_archive "$1")"; fi ;;
  esac
}

new_archive() { printf '%s' "$HOME_DIR/$1/payara/classes.aot"; }

# Keeps the class archive of a node that was not killed.
keep_archive() {
  local archive java
  [ -f "$(new_archive "$1")" ] || return 0
  # The environment may name no JDK, and `down` needs none for anything else.
  java=$(jdk_folder)
  archive=$(JAVA_HOME=$java class_archive "$1")
  mv "$(new_archive "$1")" "$archive.$$" && mv "$archive.$$" "$archive"
}

# Prints the class path. The TLS provider comes before the libraries, because the JDK instantiates every provider that it finds before it. Jars of
# this home come last, so that all homes share one class archive.
class_path() {
  local jar path=$SERVER_DIR/launch-micro.jar
  for jar in "$NODE_FILES/tls-provider.jar" "$NODE_FILES"/lib/*.jar "$HOME_DIR/$1"/lib/*.jar; do
    [ ! -f "$jar" ] || path+=:$jar
  done
  printf '%s' "$path"
}

# All homes of a clone share their class archives. A home of an installed tree keeps its own, because nodes may not write into the tree.
archive_folder() {
  if is_installed; then mkdir -p "$HOME_DIR/cache" && printf '%s/cache' "$HOME_DIR"; else printf '%s' "$NODE_FILES"; fi
}

# Prints the file name of the class archive, which depends on the JDK and on order, size and time of the jars.
class_archive() {
  local jars release form=jsa
  IFS=: read -r -a jars <<<"$(class_path "$1")"
  release=$(jdk_release "$JAVA_HOME")
  [ "${release:-0}" -lt 25 ] || form=aot
  printf '%s/%s-%s.%s' "$(archive_folder)" "$(if is_domain "$1"; then echo domain; else echo "$1"; fi)" \
    "$(stat -L -c '%n %s %Y' "$JAVA_HOME/release" "${jars[@]}" | openssl dgst -sha256 -r | head -c 16)" "$form"
}

render_commands() {
  local node=$1 out=$HOME_DIR/$1/payara plain="plain-off"
  is_domain "$node" || plain="plain-on"
  cat "$ROOT/launcher/payara/listeners.asadmin" "$ROOT/launcher/payara/$plain.asadmin" "$HOME_DIR/$node/pools.asadmin" \
    | sed -e "s|@ADDRESS@|$(addresses | head -n 1)|" -e "s|@TLS_PORT@|$(node_port "$node")|" -e "s|@HTTP_PORT@|$HTTP_PORT|" \
    >"$out/boot.asadmin"
  further_listeners "$(node_port "$node")" https-listener http-thread-pool >>"$out/boot.asadmin"
  is_domain "$node" || further_listeners "$HTTP_PORT" http-listener http-thread-pool >>"$out/boot.asadmin"
  is_domain "$node" || { for_trust_domains trust_domain_alias "$out"; for_trust_domains trust_domain_listeners >>"$out/boot.asadmin"; }
  sed -e "s|@LOG@|$HOME_DIR/logs/$node.log|" "$ROOT/launcher/payara/logging.properties" >"$out/logging.properties"
  case $node in
    authority) deploy_line aca-web /; for_trust_domains trust_domain_deploy "$out" ;;
    domain|domain-*) deploy_line ars-web /ars; deploy_line master-agent-web / ;;
  esac >"$out/deploy.asadmin"
}

deploy_line() {
  sed -e "s|@NAME@|$1|" -e "s|@ROOT@|$2|" -e "s|@SERVER@|server|" -e "s|@WAR@|$ROOT/launcher/target/node/$1.war|" \
    "$ROOT/launcher/payara/deploy.asadmin"
}

# ports_require NODE…: refuses ports in use before a new home is made, which would have them for good.
ports_require() {
  local node
  [ ! -f "$HOME_DIR/instance.env" ] || return 0
  home_load
  for node in "$@"; do require_free_ports "$node"; done
}

require_free_ports() {
  local port ports address
  ports=$(node_port "$1")
  is_domain "$1" || ports="$ports $HTTP_PORT $(for_trust_domains trust_domain_ports)"
  for address in $(nearest_address) $(addresses | tail -n +2); do
    for port in $ports; do
      if listens "$address" "$port"; then
        die "port $port of $address, which $1 needs, is in use by $(who_listens "$port"); end it, or choose other ports in another home (./bailiwick init)"
      fi
    done
  done
}

# Says that nobody is kept from a domain node which others can reach.
firewall_hint() {
  case $(addresses | xargs) in 127.*|::1) return ;; esac
  [ -f "$HOME_DIR/domain/firewall.json" ] || say "There is no domain/firewall.json: whoever reaches the domain node may connect (docs/firewall.md)"
}

# Waits until a node is ready: everything is deployed, and every readiness check is UP.
node_await() {
  local node=$1 began=$2 limit=${BAILIWICK_READY_SECONDS:-300} said
  while :; do
    [ -n "$(node_pid "$node")" ] || node_failed "$node" "has ended while starting"
    said=$(node_log "$node" | grep -oE 'Boot Command [a-z-]* failed|Payara Micro .* ready in' || true)
    case $said in *"Boot Command "*) node_failed "$node" "could not carry out a command of its start" ;; esac
    if [ -n "$said" ]; then
      if [ "$(node_health "$node" ready)" = UP ]; then break; fi
      if waits_for_pin "$node"; then
        say "$node is started, and its HSM is not activated: ./bailiwick ca activate ($(($(seconds_now) - began)) s)"
        return
      fi
      if lacks_records "$node"; then
        say "$node is started, and issues nothing, since its database lacks rows that were signed: ./bailiwick ca audit verify (docs/operate/restore.md)"
        return
      fi
    fi
    [ $(($(seconds_now) - began)) -lt "$limit" ] || node_failed "$node" "was not ready after $limit s"
    sleep 0.5
  done
  say "$node is ready at $(case $node in authority) echo "$AUTHORITY_URL" ;; domain) echo "$DOMAIN_URL" ;; *) echo "port $(node_port "$node")" ;; esac) ($(($(seconds_now) - began)) s)"
}

# Whether a node waits for its PIN. It answers requests that need no signature.
waits_for_pin() { node_health_answer "$1" ready | grep '"reason":"not activated' >/dev/null; }

# Whether a node has an older database than before. An officer accepts the lost rows, or an operator restores a newer copy.
lacks_records() { node_health_answer "$1" ready | grep 'lacks row' >/dev/null; }

# Prints the log since the last start, because all starts of a node write to the same file.
node_log() {
  local before
  read -r before <"$HOME_DIR/$1/payara/log.offset"
  tail -c "+$((before + 1))" "$HOME_DIR/logs/$1.log" 2>/dev/null || true
  cat "$HOME_DIR/logs/$1.out"
}

node_failed() {
  local node=$1 why=$2
  {
    say "Last health answer: $(node_health_answer "$node" ready)"
    say "Last warnings of its log:"
    node_log "$node" | grep -E '"Level":"(SEVERE|WARNING)"|^[^{]*(Exception|Error)' | tail -n 8 | cut -c 1-600 || true
    say "Causes in its log:"
    node_log "$node" | grep -oE '(Caused by: |java.net.BindException: )[^\\]*' | cut -c 1-400 | uniq | tail -n 12 || true
  } >&2
  nodes_stop "$node" >&2
  die "$node $why; see $HOME_DIR/logs/$node.log and $node.out"
}

# Prints the answers of /health/ready or /health/live, one line for each trust domain of the node.
node_health_answer() {
  listener_answer "$1" "$2"
  is_domain "$1" || for_trust_domains listener_answer "$1" "$2"
}

# Prints the answer of one listener, whose certificate must have a path to the root of its trust domain.
listener_answer() {
  node_curl "$1" "/health/$2" -sS --max-time 10 2>/dev/null || true
  echo
}

# Prints UP when all answers are UP, DOWN when one is DOWN, and otherwise nothing.
node_health() {
  node_health_answer "$1" "$2" | sed -e 's/^{"status":"\([A-Z]*\)".*/\1/' -e 's/^$/none/' | sort -u \
    | sed -n -e '1{/^DOWN$/p;/^UP$/{$p}}'
}

# Signals all nodes before it waits for the first one.
nodes_stop() {
  local node pid running=()
  for node in "$@"; do
    pid=$(node_pid "$node")
    if [ -z "$pid" ]; then say "$node is not running"; rm -f "$HOME_DIR/run/$node.pid"; continue; fi
    kill -TERM "$pid" 2>/dev/null || true
    running+=("$node")
  done
  for node in "${running[@]}"; do node_stopped "$node"; done
}

node_stopped() {
  local node=$1 pid waited=0
  while [ -n "$(node_pid "$node")" ] && [ $waited -lt 240 ]; do sleep 0.5; waited=$((waited + 1)); done
  pid=$(node_pid "$node")
  if [ -n "$pid" ]; then
    say "$node did not stop within two minutes; killing it"
    kill -KILL "$pid" 2>/dev/null || true
  else
    keep_archive "$node"
  fi
  rm -f "$HOME_DIR/run/$node.pid"
  say "$node is stopped"
}

node_status() {
  local node=$1 pid state
  pid=$(node_pid "$node")
  if [ -z "$pid" ]; then say "$node: not running"; return 1; fi
  state=$(node_health "$node" ready)
  say "$node: ${state:-no answer}"
  say "  process  $pid"
  say "  ports    $(node_port "$node") (TLS)$(is_domain "$node" || echo ", $HTTP_PORT (plain: CRL, OCSP, issuers)")"
  say "  memory   $(($(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$pid/status") / 1024)) MB resident"
  checks_of "$(listener_answer "$node" "")"
  is_domain "$node" || for_trust_domains trust_domain_status
  [ "$state" = UP ]
}

# Prints each health check with its status and data, one a line.
checks_of() {
  printf '%s' "$1" | sed -e 's/{"name":/\n&/g' \
    | sed -n 's/^{"name":"\([^"]*\)","status":"\([A-Z]*\)"\(,"data":{\([^}]*\)}\)\{0,1\}.*/  \1: \2 \4/p' | tr -d '"'
  echo
}
