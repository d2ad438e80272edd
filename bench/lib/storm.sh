# Measures many agents at once, as virtual threads of one client: new agents, then their renewals, then the renewals of half of them together with as
# many new agents. bench/run.sh sources this file.
# shellcheck shell=bash

# Writes a new user token every half minute, because a token is valid for five minutes and the measurement takes longer.
renew_user_token() { while sleep 30; do write_user_token; done; }

measure_storm() { # AGENTS
  local renewing rc=0
  write_properties
  renew_user_token &
  renewing=$!
  "$JAVA_HOME/bin/java" -Xmx2g -cp "$ROOT/bench/target/bench.jar" org.bailiwick.bench.EnrolmentStorm \
    "$DEMO_HOME/bench.properties" "$1" "storm-$RANDOM-" 2>"$DEMO_HOME/storm.log" || rc=$?
  kill "$renewing"
  [ "$rc" = 0 ] || fail "see $DEMO_HOME/storm.log"
  memory "after $1 agents at once"
}
