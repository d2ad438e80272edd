# A registry of very many agents, and what is measured of it. bench/registry.sh sources this file.
# shellcheck shell=bash

more_agents_of_an_owner() { echo "ars.max-agents-per-owner=1000000" >>"$BAILIWICK_HOME/domain/bailiwick.properties"; }

# lay_agents: lists the made-up agents by the registry's own writer. The domain node is stopped meanwhile, because one has an H2 file for itself.
lay_agents() {
  local first template=$DEMO_HOME/template.pem
  ask caller "$template"
  say "laying $LAID agents"
  "$ROOT/bailiwick" down domain >>"$DEMO_HOME/up.log" 2>&1
  mvn -f "$ROOT/pom.xml" ${BENCH_MAVEN_OPTIONS:-} -B -pl ars-web -am test -Dtest=LayingMeasurement -Dsurefire.failIfNoSpecifiedTests=false \
    -Dspotless.check.skip -Dcheckstyle.skip "-DargLine.tests=-Xmx2g -Duser.timezone=UTC" "-Dmeasure.databases=$BAILIWICK_HOME/domain/databases.properties" \
    "-Dmeasure.template=$template" "-Dmeasure.chain=$(audit_chain)" "-Dmeasure.agents=$LAID" | tee "$FOLDER/laying.log" | grep --line-buffered 'agents listed in' ||
    fail "the agents were not laid: see $FOLDER/laying.log"
  for ((first = LAID; first < AGENTS; first += LAID)); do
    database_run "$(sed -e "s/@LAID@/$LAID/g" -e "s/@FIRST@/$first/g" "$ROOT/bench/copy-agents.sql")"
  done
  database_run "analyze"
  nodes_up all
  await_metric ars_search_agents "$AGENTS"
  await_inventory domain "$AGENTS"
}

# audit_chain: prints the name of the registry's audit chain, as the node's settings make it.
audit_chain() { printf '%s/ars\n' "$(sed -n 's/^node\.name=//p' "$BAILIWICK_HOME/domain/bailiwick.properties")"; }

# database_run SQL: runs statements on the registry's database while the domain node is stopped, or on PostgreSQL.
database_run() {
  local url sql=$DEMO_HOME/bench.sql
  url=$(sed -n 's/^ars\.url=//p' "$BAILIWICK_HOME/domain/databases.properties")
  printf '%s;\n' "${1%;}" >"$sql"
  case $url in
    jdbc:h2:*) "$JAVA_HOME/bin/java" -cp "$(find "$ROOT/command/target/lib" -name 'h2-*.jar')" org.h2.tools.RunScript -url "$url" -user "" -script "$sql" ;;
    *) pg_run "${url##*/}" -f "$sql" ;;
  esac || fail "not run: $1"
}

# await_metric NAME NUMBER: waits until the metric of the domain node is at least so large.
await_metric() {
  local began known=0
  began=$(date +%s%N)
  until [ "${known:-0}" -ge "$2" ]; do
    [ "$(milliseconds "$began")" -lt $((1000 * BAILIWICK_READY_SECONDS)) ] || fail "$1 is $known instead of $2"
    sleep 0.5
    known=$(metric_of domain "$1")
  done
}

# measured_load OPERATION KIND NUMBER: prints the line of a load, full with so many connections or paced at such a rate, with processor times.
measured_load() {
  ask prepare "$1" 1000000 >/dev/null
  costs_of_nodes ask "$2" "$1" "$3" "$SECONDS_OF_LOAD"
}

# costs_of_nodes COMMAND…: as costs, for the domain node; the database's share is known with PostgreSQL only.
costs_of_nodes() {
  local node line
  if [ "$DATABASE" = postgresql ]; then costs "$(domain_pids)" "" "$@"; return; fi
  node=$(processor_of_all "$(pid_of domain)")
  line=$("$@")
  awk -v line="$line" -v node=$(($(processor_of_all "$(pid_of domain)") - node)) 'BEGIN {
    good = line; sub(/.*good=/, "", good); good += 0; if (good == 0) good = 1; printf "%s node-us=%.0f\n", line, node / good }'
}

warm_up() { # OPERATION…
  local operation
  for operation; do
    ask prepare "$operation" 1000000 >/dev/null
    say "warm-up: $operation $(ask full "$operation" "$CONNECTIONS" "$WARM_UP")"
  done
}

measure_loads() {
  local operation line
  # shellcheck disable=SC2086 # one word an operation
  warm_up $OPERATIONS
  for operation in $OPERATIONS; do
    line=$(measured_load "$operation" paced "$RATE")
    write_line "measure=paced operation=$operation $line"
    line=$(measured_load "$operation" full "$CONNECTIONS")
    write_line "measure=full operation=$operation $line"
  done
}

profile_loads() {
  local operation pid
  pid=$(pid_of domain)
  for operation in $OPERATIONS; do
    ask prepare "$operation" 1000000 >/dev/null
    profiler start "$pid" "$PROFILE/$operation.collapsed"
    say "profiled: $operation $(ask full "$operation" "$CONNECTIONS" "$SECONDS_OF_LOAD")"
    profiler stop "$pid" "$PROFILE/$operation.collapsed"
  done
}

# measure_registrations: agents with credentials of the authority register, each over a connection of its own. The first tenth is the warm-up.
measure_registrations() {
  local few=$((REAL / 10 + 1))
  ask enrol "$few" bench-warm- >/dev/null
  ask prepare registration "$few" >/dev/null
  say "warm-up: registration $(ask full registration "$CONNECTIONS" 600)"
  ask enrol $((REAL - few)) bench-real- >/dev/null
  ask prepare registration "$REAL" >/dev/null
  write_line "measure=registrations $(costs_of_nodes ask full registration "$CONNECTIONS" 600)"
}

measure_revocations() { write_line "measure=revocations $(ask revoke "$REVOCATIONS")"; }

measure_sizes() {
  local pid folder
  pid=$(pid_of domain)
  folder=$(find "$BAILIWICK_HOME" -type d -name '*-search' | head -n 1)
  write_line "measure=memory resident_mb=$(resident_of "$pid") heap_mb=$(heap_of "$pid")"
  write_line "measure=index bytes=$(du -sb "$folder" | cut -f 1) bytes_an_agent=$(($(du -sb "$folder" | cut -f 1) / AGENTS))"
  if [ "$DATABASE" = postgresql ]; then
    pg_run ars -At -c "select 'measure=table name=' || relname || ' bytes_an_agent=' || pg_total_relation_size(oid) / $AGENTS from pg_class
      where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_total_relation_size(oid) > $AGENTS order by 1" | tee -a "$FOLDER/lines"
  else
    write_line "measure=file bytes_an_agent=$(($(stat -c %s "$(h2_file)") / AGENTS))"
  fi
}

h2_file() { sed -n 's/^ars\.url=jdbc:h2:file:\([^;]*\).*/\1.mv.db/p' "$BAILIWICK_HOME/domain/databases.properties"; }

# measure_rebuild: a start without the index, until it has all agents again.
measure_rebuild() {
  local began folder
  folder=$(find "$BAILIWICK_HOME" -type d -name '*-search' | head -n 1)
  "$ROOT/bailiwick" down domain >>"$DEMO_HOME/up.log" 2>&1
  rm -rf "$folder"
  began=$(date +%s%N)
  nodes_up all
  write_line "measure=rebuild ready_s=$(seconds_of "$(milliseconds "$began")") $(await_rebuilt "$began")"
}

await_rebuilt() { # BEGAN
  await_metric ars_search_agents "$AGENTS"
  printf 'complete_s=%s' "$(seconds_of "$(milliseconds "$1")")"
}

# measure_sweep: all made-up agents have expired while the node was stopped; the registry ends their listings while others look up and search.
measure_sweep() {
  local began ended=0 line
  "$ROOT/bailiwick" down domain >>"$DEMO_HOME/up.log" 2>&1
  database_run "update agent set not_after = registered_at where name like '%/agent/bulk-%'"
  began=$(date +%s%N)
  nodes_up all
  ask prepare text 1000000 >/dev/null
  while ended=$(metric_of domain ars_expired) && [ "${ended:-0}" -lt "$AGENTS" ]; do
    line=$(ask paced text $((RATE / 10)) "$SECONDS_OF_LOAD")
    write_line "measure=sweep-readers ended=$ended $line"
    [ "$(milliseconds "$began")" -lt $((1000 * BAILIWICK_READY_SECONDS)) ] || fail "the sweep has ended $ended listings"
  done
  write_line "measure=sweep agents=$ended seconds=$(seconds_of "$(milliseconds "$began")")"
}
