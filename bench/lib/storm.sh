# So many agents at once, by virtual threads of one client: all new, all to renew, and half of them beside as many new ones. Sourced by bench/run.sh.
# shellcheck shell=bash

# A user token is good for five minutes, the whole storm takes longer: each part begins with one that is not half a minute old.
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
