# shellcheck shell=bash
# The test suites, in parts whose times are printed at the end.

TEST_TIMES=()

verb_test() {
  export WITH_TEST_PARTS=yes
  if [ "${1:-}" = --long ]; then
    shift
    long_test "$@"
    return
  fi
  require_parts
  part "shell: ./bailiwick without nodes" "$ROOT/launcher/test/run.sh"
  part "Maven: gates, unit tests on H2 and PostgreSQL, system tests" all_by_maven "$@"
  # Both wait more than they work.
  part "token suite on opencryptoki; beside it ./bailiwick with nodes" \
    side_by_side "$ROOT/launcher/test/on-opencryptoki.sh" "$ROOT/launcher/test/nodes.sh"
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
  TEST_TIMES+=("$(printf '%6d s  %s' $(($(seconds_now) - began)) "$name")")
  [ $status -eq 0 ] || { times; die "failed: $name"; }
}

# side_by_side COMMAND COMMAND: both at once; what the first one says is shown when the second has ended.
side_by_side() {
  local said first status=0
  said=$(mktemp)
  "$1" >"$said" 2>&1 &
  first=$!
  "$2" || status=$?
  wait "$first" || status=$?
  cat "$said"
  rm "$said"
  return "$status"
}

times() {
  say ""
  printf '%s\n' "${TEST_TIMES[@]}"
}

# One reactor builds all; nodes, demo and EAR start from what it made. The unit tests on PostgreSQL are a second execution in it. Three modules at
# once, since compilers and the last test of a module leave a core to the others.
all_by_maven() {
  local next=$ROOT/launcher/target/built.next module
  mkdir -p "$ROOT/launcher/target"
  touch "$next"
  "$ROOT/launcher/test/on-postgresql.sh" mvn -f "$ROOT/pom.xml" -B -T 3 verify "$@"
  for module in launcher demo ear; do cp -p "$next" "$(stamp_of "$module")"; done
}

LONG_PARTS=(kills kills-postgresql rotations-postgresql tagged names ear move pages)

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

long_kills() { system_tests -Dit.test=SurvivalIT -Dsurvival.kills=20; }

long_kills_postgresql() { system_tests -Dit.test=SurvivalIT -Dsurvival.kills=20 -Dsystem.database=postgresql; }

long_rotations_postgresql() { system_tests '-Dit.test=org.bailiwick.system.rotation.*IT' -Dsystem.database=postgresql -Dtests.excluded-groups=; }

# What bears JUnit's tag long, in all modules.
long_tagged() { without_gates verify -Dtests.groups=long -Dtests.excluded-groups= -Dtests.processes=1 -Dsystem.processes=1 -Dsystem.bounds=true; }

long_names() { "$ROOT/launcher/test/names.sh"; }

long_ear() { "$ROOT/launcher/test/ear.sh"; }

long_move() { "$ROOT/launcher/test/on-opencryptoki.sh" move; }

long_pages() { "$ROOT/launcher/test/pages.sh"; }

system_tests() {
  without_gates verify -pl system-tests -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
    -Dfailsafe.failIfNoSpecifiedTests=false -Dsystem.processes=1 -Dsystem.bounds=true "$@"
}

without_gates() { mvn -f "$ROOT/pom.xml" -B -Dspotless.check.skip -Dcheckstyle.skip "$@"; }
