# What a number of listed agents costs: start (also with a profile), memory, and a job of one step. bench/domain.sh sources this file.
# shellcheck shell=bash

# The agents of bulk-agents.sql that are listed.
LISTED=0

# list_agents COUNT: lists further agents until there are so many, and measures a domain node with them.
list_agents() {
  local node bulk=$(($1 - RENEWED - 2))
  say "listing agents until there are $1"
  list_bulk "$LISTED" $((bulk - LISTED))
  LISTED=$bulk
  for node in $(domain_nodes); do await_inventory "$node" "$1"; done
  [ -z "$PROFILE" ] || profiled_start "$1"
  measure_size "$1"
}

# measure_size COUNT: prints a line about one domain node that is started anew and then runs jobs, one after the other. The memory is that after the jobs.
measure_size() {
  local node began ready known job pid
  node=$(newest_node)
  "$ROOT/bailiwick" down "$node" >>"$DEMO_HOME/up.log" 2>&1
  began=$(date +%s%N)
  nodes_up "$node"
  ready=$(milliseconds "$began")
  await_inventory "$node" "$1"
  known=$(milliseconds "$began")
  say "warm-up with $1 agents: job-1 $(loaded job-1 "$WARM_UP" ask full job-1 "$CONNECTIONS" "$WARM_UP")"
  job=$(loaded job-1 "$SECONDS_OF_LOAD" ask full job-1 1 "$SECONDS_OF_LOAD")
  pid=$(pid_of "$node")
  printf 'listed=%s ready_s=%s known_s=%s heap_mb=%s resident_mb=%s job_ms=%s\n' "$1" "$(seconds_of "$ready")" "$(seconds_of "$known")" "$(heap_of "$pid")" \
    "$(resident_of "$pid")" "$(sed -n 's/.* p50_ms=\([0-9.]*\).*/\1/p' <<<"$job")" | tee -a "$FOLDER/lines"
}

seconds_of() { awk -v millis="$1" 'BEGIN { printf "%.1f", millis / 1000 }'; }

# heap_of PID: prints how much of the Java heap is in use after a full collection, in MB. The lines from the metaspace on are not about the heap.
heap_of() {
  "$JAVA_HOME/bin/jcmd" "$1" GC.run >/dev/null
  "$JAVA_HOME/bin/jcmd" "$1" GC.heap_info | sed -n '/Metaspace/,$d; s/.* used \([0-9]*\)K.*/\1/p' | awk '{ sum += $1 } END { printf "%.1f", sum / 1024 }'
}

# profiled_start COUNT: starts the domain node once more with async-profiler, until the Master Agent knows all agents.
profiled_start() {
  local node options="event=itimer,interval=2ms,threads,collapsed,file=$PROFILE/start-$1.collapsed"
  node=$(newest_node)
  "$ROOT/bailiwick" down "$node" >>"$DEMO_HOME/up.log" 2>&1
  BAILIWICK_JAVA_OPTIONS="${BAILIWICK_JAVA_OPTIONS:-} -agentpath:$PROFILER=start,$options" nodes_up "$node"
  await_inventory "$node" "$1"
  "$JAVA_HOME/bin/jcmd" "$(pid_of "$node")" JVMTI.agent_load "$PROFILER" "\"stop,$options\"" >/dev/null
}

resident_of() { awk '/^VmRSS:/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }
