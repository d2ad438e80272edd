# shellcheck shell=bash
# The test suites, in parts whose times are printed at the end.

# The time of each part, a line each; parts that run beside one another write there too.
TEST_TIMES=""

verb_test() {
  export WITH_TEST_PARTS=yes
  TEST_TIMES=$(mktemp)
  trap 'rm -f "$TEST_TIMES"' EXIT
  if [ "${1:-}" = --long ]; then
    shift
    long_test "$@"
    return
  fi
  WITH_DEMOS=no
  if [ "${1:-}" = --with-demos ]; then
    shift
    WITH_DEMOS=yes
  fi
  MAVEN_ARGUMENTS=("$@")
  require_parts
  part "build" side_by_side tests_of_sources build_all
  # Nodes wait at times, and the others fill that.
  part "tests" side_by_side tests_on_nodes tests_of_the_rest
  times
}

# part NAME COMMAND…: a failure ends the run, after the times so far.
part() {
  local name=$1 began status=0
  shift
  began=$(seconds_now)
  say "== $name"
  # Not in a condition, where bash would go on after a failure within a function.
  set +e
  (set -e; "$@")
  status=$?
  set -e
  printf '%6d s  %s\n' $(($(seconds_now) - began)) "$name" >>"$TEST_TIMES"
  [ $status -eq 0 ] || { times; die "failed: $name"; }
}

# side_by_side COMMAND COMMAND: both at once; what the first one says is shown when the second has ended. The first one is a process group of its own,
# since an interrupt from the keyboard does not reach what runs in the background.
side_by_side() {
  local said status=0
  said=$(mktemp)
  say "(beside what follows: $1, whose output goes to $said meanwhile)"
  set -m
  "$1" >"$said" 2>&1 &
  first=$!
  set +m
  trap 'kill -- "-$first" 2>/dev/null || true' EXIT
  # Not in a condition either.
  set +e
  (set -e; "$2")
  status=$?
  wait "$first" || status=$?
  set -e
  trap - EXIT
  cat "$said"
  rm "$said"
  return "$status"
}

times() {
  say ""
  cat "$TEST_TIMES"
  printf '%6d s  in all\n' "$SECONDS"
}

# Tests that need no build. With the gates of the compiler, which build_all has, these are all. A compiler has one thread and modules wait for one another,
# so these fill what the build leaves, and give way to it.
tests_of_sources() {
  renice -n 10 "$BASHPID" >/dev/null
  part "shell: ./bailiwick without nodes" "$ROOT/launcher/test/run.sh"
  part "Maven: formatting and style" mvn -f "$ROOT/pom.xml" -B spotless:check checkstyle:check
}

# Nodes, demo and EAR start from what this made.
build_all() {
  local next=$ROOT/launcher/target/built.next module
  mkdir -p "$ROOT/launcher/target"
  touch "$next"
  part "Maven: build" without_gates -T 2 package -DskipTests
  for module in launcher demo ear; do cp -p "$next" "$(stamp_of "$module")"; done
}

# Two Maven runs at once go through what is built, and neither may compile it anew under the other.
BUILT_ALREADY=-Dmaven.compiler.useIncrementalCompilation=false

tests_on_nodes() { part "Maven: system tests" system_tests "$BUILT_ALREADY" ${MAVEN_ARGUMENTS[@]+"${MAVEN_ARGUMENTS[@]}"}; }

tests_of_the_rest() { side_by_side tests_of_code tests_of_the_command; }

tests_of_code() { part "Maven: unit tests on H2 and PostgreSQL" unit_tests ${MAVEN_ARGUMENTS[@]+"${MAVEN_ARGUMENTS[@]}"}; }

# Nodes come last: the system tests leave the caches that theirs start from.
tests_of_the_command() {
  part "fuzz tests, five seconds a module" verb_fuzz 5s TogetherFuzz "$BUILT_ALREADY"
  part "token suite on opencryptoki" "$ROOT/launcher/test/on-opencryptoki.sh"
  part "./bailiwick with nodes" "$ROOT/launcher/test/nodes.sh"
  [ "$WITH_DEMOS" = no ] || part "demos" side_by_side demo demo_on_server
}

# Both wait at times. The second one has ports of its own.
demo() { part "./bailiwick demo" "$ROOT/bailiwick" demo; }

demo_on_server() { part "./bailiwick demo --server" env DEMO_FIRST_PORT=22000 "$ROOT/bailiwick" demo --server; }

# The unit tests on PostgreSQL are a second execution. Two modules at once: the last test of a module leaves a core to the other.
unit_tests() {
  "$ROOT/launcher/test/on-postgresql.sh" "${WITHOUT_GATES[@]}" "$BUILT_ALREADY" -T 2 test -pl '!launcher,!ear,!system-tests' "$@"
}

LONG_PARTS=(kills kills-postgresql rotations-postgresql tagged names ear move pages fuzz)

# long_test [PART…]: all parts, or those named; each within an hour on two cores.
long_test() {
  local name
  for name in "$@"; do
    case " ${LONG_PARTS[*]} " in *" $name "*) ;; *) die "no such part: $name (${LONG_PARTS[*]})" ;; esac
  done
  export WITH_LONG_PARTS=yes
  require_parts
  build launcher demo ear
  [ $# -gt 0 ] || set -- "${LONG_PARTS[@]}"
  for name in "$@"; do part "$name" "long_${name//-/_}"; done
  times
}

long_kills() { bounded_system_tests -Dit.test=SurvivalIT -Dsurvival.kills=20; }

long_kills_postgresql() { bounded_system_tests -Dit.test=SurvivalIT -Dsurvival.kills=20 -Dsystem.database=postgresql; }

long_rotations_postgresql() { bounded_system_tests '-Dit.test=org.bailiwick.system.rotation.*IT' -Dsystem.database=postgresql -Dtests.excluded-groups=; }

# The tests with JUnit's tag long, in all modules; and the unit test that has bounds of time.
long_tagged() {
  without_gates verify -Dtests.groups=long -Dtests.excluded-groups= -Dtests.processes=1 -Dsystem.processes=1 -Dsystem.bounds=true
  without_gates test -pl node-support -am -Dtest=Pkcs11RecoveryTest -Dsurefire.failIfNoSpecifiedTests=false -Dsystem.bounds=true
}

long_names() { "$ROOT/launcher/test/names.sh"; }

long_ear() { "$ROOT/launcher/test/ear.sh"; }

long_move() { "$ROOT/launcher/test/on-opencryptoki.sh" move; }

long_pages() { "$ROOT/launcher/test/pages.sh"; }

# Each in a process of its own, two at once.
long_fuzz() { verb_fuzz 60s; }

# One process, which holds the nodes to their bounds of time.
bounded_system_tests() { system_tests -Dsystem.processes=1 -Dsystem.bounds=true "$@"; }

system_tests() {
  without_gates verify -pl system-tests -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false "$@"
}

WITHOUT_GATES=(mvn -f "$ROOT/pom.xml" -B -Dspotless.check.skip -Dcheckstyle.skip)

without_gates() { "${WITHOUT_GATES[@]}" "$@"; }
