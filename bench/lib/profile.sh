# Profiles: the authority's processor time in one more round by Java Flight Recorder, and those of other processes by async-profiler. The scripts of bench/
# source this file.
# shellcheck shell=bash

record_profile() { # FILE
  local line
  prepare_enrolments profiled || fail "no enrolments were prepared"
  # The stack depth is large, because otherwise the frames below the container's are cut off. A "+" adds a setting that the profile "none" lacks; without
  # the "+" the setting would be ignored silently.
  "$JAVA_HOME/bin/jcmd" "$AUTHORITY_PID" JFR.configure stackdepth=256 >/dev/null
  "$JAVA_HOME/bin/jcmd" "$AUTHORITY_PID" JFR.start name=bench settings=none +jdk.ExecutionSample#enabled=true \
    +jdk.ExecutionSample#period=10ms +jdk.NativeMethodSample#enabled=true +jdk.NativeMethodSample#period=20ms >/dev/null
  # The start of a recording discards compiled code, so only the second round is evaluated.
  post_enrolments >/dev/null
  prepare_enrolments profiled-again || fail "no enrolments were prepared"
  line=$(measured "$AUTHORITY_PID" post_enrolments)
  "$JAVA_HOME/bin/jcmd" "$AUTHORITY_PID" JFR.dump name=bench begin=-"${SECONDS_OF_LOAD}s" filename="$1" >/dev/null
  "$JAVA_HOME/bin/jcmd" "$AUTHORITY_PID" JFR.stop name=bench >/dev/null
  all_good "$line"
  say "profiled round: $line"
  "$JAVA_HOME/bin/java" -cp "$ROOT/bench/target/bench.jar" org.bailiwick.bench.ProfileSummary "$1" \
    "$(sed -n 's/.*cpu-us=\([0-9]*\).*/\1/p' <<<"$line")"
}

# find_profiler: takes async-profiler's library out of its jar, or from BENCH_PROFILER.
find_profiler() {
  PROFILER=${BENCH_PROFILER:-$ROOT/bench/target/async-profiler/linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/libasyncProfiler.so}
  [ -f "$PROFILER" ] || mvn -q -B -f "$ROOT/pom.xml" -pl agent-contract dependency:unpack -Dartifact=tools.profiler:async-profiler:4.0 \
    -DoutputDirectory="$ROOT/bench/target/async-profiler"
  [ -f "$PROFILER" ] || fail "async-profiler has no library at $PROFILER"
  mkdir -p "$PROFILE"
}

# profiler start|stop PID FILE: collapsed stacks of a process with a Java virtual machine.
profiler() {
  "$JAVA_HOME/bin/jcmd" "$2" JVMTI.agent_load "$PROFILER" "\"$1,event=itimer,interval=2ms,threads,collapsed,file=$3\"" >/dev/null
}
