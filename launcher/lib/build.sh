# shellcheck shell=bash
# Builds with Maven when a source is newer than the last build. Parallel calls wait for one another.

build() {
  local modules
  modules=$(IFS=,; echo "$*")
  mkdir -p "$ROOT/launcher/target"
  (
    flock 9
    if ! built "$modules"; then build_now "$modules"; fi
  ) 9>"$ROOT/launcher/target/build.lock"
}

stamp_of() { printf '%s/launcher/target/built-%s' "$ROOT" "${1//,/-}"; }

# True when no source, migration or build file is newer than the stamp of these modules.
built() {
  local stamp newer
  stamp=$(stamp_of "$1")
  [ -f "$stamp" ] || return 1
  newer=$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml "$ROOT"/*/src -type f -newer "$stamp" -not -path '*/src/test/*' \
    -print -quit)
  [ -z "$newer" ]
}

# Formatter, style and test gates are for `test`; here only what is needed to run.
build_now() {
  local stamp next
  stamp=$(stamp_of "$1")
  next=$stamp.next
  touch "$next"
  with_progress "Building (the first time takes minutes)" "$ROOT/launcher/target/build.log" \
    mvn -f "$ROOT/pom.xml" -q -B -DskipTests -Dspotless.check.skip -Dcheckstyle.skip -pl "$1" -am package
  mv "$next" "$stamp"
}
