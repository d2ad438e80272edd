# So many agents at once, by virtual threads of one client: all new, all to renew, and half of them beside as many new ones. Sourced by bench/run.sh.
# shellcheck shell=bash

measure_storm() { # AGENTS
  write_properties
  "$JAVA_HOME/bin/java" -Xmx2g -cp "$ROOT/bench/target/bench.jar" org.bailiwick.bench.EnrolmentStorm \
    "$DEMO_HOME/bench.properties" "$1" "storm-$RANDOM-" 2>"$DEMO_HOME/storm.log" || fail "see $DEMO_HOME/storm.log"
  memory "after $1 agents at once"
}
