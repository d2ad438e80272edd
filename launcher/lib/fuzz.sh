# shellcheck shell=bash
# Runs the fuzz tests (*Fuzz), each in a JVM of its own because Jazzer instruments classes for one test, or by TogetherFuzz all tests of a module in
# one JVM (docs/fuzzing.md). Arguments after the test's name are for Maven.
verb_fuzz() {
  local time=${1:-1s} compiler='' jvms=1
  require_sources fuzz
  [[ $time =~ ^[0-9]+[smh]$ ]] || { help_fuzz >&2; die "no such time: $time"; }
  # a short run mostly starts JVMs and ends before the C2 compiler is of use
  case $time in *s) compiler=-XX:TieredStopAtLevel=1 jvms=2 ;; esac
  require_parts
  JAZZER_FUZZ=1 JAZZER_MAX_DURATION=$time JAZZER_INSTRUMENT='org.bailiwick.**' \
    without_gates -pl agent-contract,node-support,aca-ejb,aca-web,sidecar-injector -am test \
    -Dtest="${2:-*Fuzz,!TogetherFuzz}" -Dsurefire.failIfNoSpecifiedTests=false -DreuseForks=false -DforkCount=$jvms \
    -DargLine.tests="-Xmx512m -XX:+UseSerialGC -XX:+UseTransparentHugePages $compiler -Duser.timezone=UTC" \
    -Djazzer.internal.arg.0=fuzz -Djazzer.internal.arg.1=-timeout=20 "${@:3}"
}
