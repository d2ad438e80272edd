# shellcheck shell=bash
# Runs the test suites in parts, and prints the time of each part at the end.

# The file with the time of each part, one a line. Parts that run at the same time write to it, too.
TEST_TIMES=""

# A file that is as old as this run.
TEST_BEGAN=""

verb_test() {
  require_sources test
  export WITH_TEST_PARTS=yes
  TEST_TIMES=$(mktemp)
  TEST_BEGAN=$(mktemp)
  trap 'rm -f "$TEST_TIMES" "$TEST_BEGAN"' EXIT
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
  # Nodes do not use all processor time, so the other tests run at the same time.
  part "tests" side_by_side tests_on_nodes tests_of_the_rest
  times
}

# part NAME COMMAND…: runs a part. A failure prints the times so far and ends the run.
part() {
  local name=$1 began status=0
  shift
  began=$(seconds_now)
  say "== $name"
  # The command is not part of a condition, because bash would then ignore failures inside of functions.
  set +e
  (set -e; "$@")
  status=$?
  set -e
  printf '%6d s  %s\n' $(($(seconds_now) - began)) "$name" >>"$TEST_TIMES"
  [ $status -eq 0 ] || { times; failed_tests; die "failed: $name"; }
}

# failed_tests: prints which tests of this run have failed, each with the first line of its reason, because their output may be far above.
failed_tests() {
  local failed
  failed=$(find "$ROOT" -path '*/target/*-reports*' -name '*.txt' -newer "$TEST_BEGAN" -exec grep -h -A 1 -E '<<< (FAILURE|ERROR)!$' {} + | grep -vE '^--$|^Tests run:' || true)
  [ -z "$failed" ] || printf '\nfailed tests:\n%s\n' "$failed"
}

# side_by_side COMMAND COMMAND: runs two commands at the same time, and prints the output of the first when the second has ended. The first command
# has a process group of its own, so that this script can stop it after an interrupt from the keyboard.
side_by_side() {
  local said status=0
  said=$(mktemp)
  say "(beside what follows: $1, whose output goes to $said meanwhile)"
  set -m
  "$1" >"$said" 2>&1 &
  first=$!
  set +m
  trap 'kill -- "-$first" 2>/dev/null || true' EXIT
  # This command is not part of a condition either.
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

# Runs the checks that need no build; build_all runs the checks of the compiler. They run with low priority beside the build, which does not use all
# processors, because a compiler has one thread and modules wait for each other.
tests_of_sources() {
  renice -n 10 "$BASHPID" >/dev/null
  part "shell: ./bailiwick without nodes" "$ROOT/launcher/test/run.sh"
  part "npm: packages of the system tests" npm_packages
  part "Maven: formatting and style" mvn -f "$ROOT/pom.xml" -B -pl '!bom' spotless:check checkstyle:check
}

# Fetches what the system tests' programs of Node.js need, one folder after the other.
npm_packages() { (cd "$ROOT/system-tests/src/test/js" && ../sh/npm-packages.sh ./*); }

# Builds everything that nodes, demo and EAR need.
build_all() {
  local next=$ROOT/launcher/target/built.next module
  mkdir -p "$ROOT/launcher/target"
  touch "$next"
  part "Maven: build" without_gates -T 2 package -DskipTests
  for module in launcher demo ear; do cp -p "$next" "$(stamp_of "$module")"; done
}

# Two Maven runs use the same compiled classes at the same time, so neither may compile them again.
BUILT_ALREADY=-Dmaven.compiler.useIncrementalCompilation=false

tests_on_nodes() {
  part "Maven: system tests" system_tests "$BUILT_ALREADY" ${MAVEN_ARGUMENTS[@]+"${MAVEN_ARGUMENTS[@]}"}
  part "logs of these nodes: JSON" "$ROOT/launcher/test/json-logs.sh" "$ROOT/system-tests/target"
}

tests_of_the_rest() { side_by_side tests_of_code tests_of_the_command; }

tests_of_code() { part "Maven: unit tests on H2 and PostgreSQL" unit_tests ${MAVEN_ARGUMENTS[@]+"${MAVEN_ARGUMENTS[@]}"}; }

# The tests on nodes come last, because they use the class archives that the system tests have made.
tests_of_the_command() {
  part "fuzz tests, five seconds a module" verb_fuzz 5s TogetherFuzz "$BUILT_ALREADY"
  part "archive and packages" "$ROOT/launcher/test/packages.sh"
  part "token suite on opencryptoki" "$ROOT/launcher/test/on-opencryptoki.sh"
  part "./bailiwick with nodes" "$ROOT/launcher/test/nodes.sh"
  part "docs/getting-started.md as it is typed" "$ROOT/launcher/test/typed.sh" getting-started.md
  [ "$WITH_DEMOS" = no ] || part "demos" side_by_side demo demo_on_server
}

# Runs both demos at the same time; the second has ports of its own.
demo() { part "./bailiwick demo --full" "$ROOT/bailiwick" demo --full; }

demo_on_server() { part "./bailiwick demo --server" env DEMO_FIRST_PORT=22000 "$ROOT/bailiwick" demo --server; }

# A second execution of Surefire runs the unit tests on PostgreSQL. Two modules run at once, because the last test of a module leaves a core idle.
unit_tests() {
  "$ROOT/launcher/test/on-postgresql.sh" "${WITHOUT_GATES[@]}" "$BUILT_ALREADY" -T 2 test -pl '!launcher,!ear,!system-tests' "$@"
}

LONG_PARTS=(kills kills-postgresql rotations-postgresql tagged names firewall segments domain-nodes ear ear-page move pages trial install getting-started production bare fuzz)

# long_test [PART…]: runs all long parts, or the named ones. Each takes less than an hour on two cores.
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

# Runs the tests with JUnit's tag long in all modules, and the unit test that asserts time bounds.
long_tagged() {
  without_gates verify -Dtests.groups=long -Dtests.excluded-groups= -Dtests.processes=1 -Dsystem.processes=1 -Dsystem.bounds=true
  without_gates test -pl node-support -am -Dtest=Pkcs11RecoveryTest -Dsurefire.failIfNoSpecifiedTests=false -Dsystem.bounds=true
}

long_names() { "$ROOT/launcher/test/names.sh"; }

long_firewall() { "$ROOT/launcher/test/firewall.sh"; }
long_segments() { "$ROOT/bailiwick" demo --segments; }

# Two domain nodes as an operator starts them; then one of them is killed and paused under load, or cut off.
long_domain_nodes() {
  "$ROOT/launcher/test/domain-nodes.sh"
  bounded_system_tests '-Dit.test=org.bailiwick.system.domainnodes.*IT' -Dsurvival.kills=20 -Dtests.excluded-groups=
}

long_ear() { "$ROOT/launcher/test/ear.sh"; }

long_ear_page() { "$ROOT/launcher/test/ear-page.sh"; }

long_move() { "$ROOT/launcher/test/on-opencryptoki.sh" move; }

# The packages on a bare Debian, and the container image that is made of them.
long_install() {
  "$ROOT/launcher/test/install.sh"
  "$ROOT/launcher/test/image.sh"
}

long_pages() { "$ROOT/launcher/test/pages.sh"; }

long_trial() { "$ROOT/launcher/test/trial.sh"; }

# The quickstart in an empty home, again, and after failures. Its page is typed in each run of the tests.
long_getting_started() { "$ROOT/launcher/test/getting-started.sh"; }

long_production() { "$ROOT/launcher/test/typed.sh" production.md; }

# The pages by which a stranger begins, each in a bare Debian.
long_bare() { "$ROOT/launcher/test/bare.sh"; }

# Runs each fuzz test for a minute in a process of its own, two at once.
long_fuzz() { verb_fuzz 60s; }

# Runs system tests in one process, and asserts their time bounds.
bounded_system_tests() { system_tests -Dsystem.processes=1 -Dsystem.bounds=true "$@"; }

system_tests() {
  without_gates verify -pl system-tests -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false "$@"
}

WITHOUT_GATES=(mvn -f "$ROOT/pom.xml" -B -Dspotless.check.skip -Dcheckstyle.skip)

without_gates() { "${WITHOUT_GATES[@]}" "$@"; }
