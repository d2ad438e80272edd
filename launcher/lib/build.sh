# shellcheck shell=bash
# Builds modules with Maven when a source is newer than their last build. Parallel calls wait for each other.
# The system tests set BAILIWICK_BUILT, because Maven runs them after it has built all modules.
build() {
  [ -z "${BAILIWICK_BUILT:-}" ] || return 0
  mkdir -p "$ROOT/launcher/target"
  (
    flock 9
    if ! built "$@"; then build_now "$@"; fi
  ) 9>"$ROOT/launcher/target/build.lock"
}

stamp_of() { printf '%s/launcher/target/built-%s' "$ROOT" "$1"; }

# Succeeds when no source, migration or build file is newer than the stamp of any of these modules.
built() {
  local module newer
  for module in "$@"; do
    [ -f "$(stamp_of "$module")" ] || return 1
    newer=$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml "$ROOT"/*/src -type f -newer "$(stamp_of "$module")" \
      -not -path '*/src/test/*' -print -quit)
    [ -z "$newer" ] || return 1
  done
}

# Builds without formatter, style checks and tests, which only ./bailiwick test runs.
build_now() {
  local next=$ROOT/launcher/target/built.next module
  touch "$next"
  with_progress "Building (the first time takes minutes)" "$ROOT/launcher/target/build.log" \
    mvn -f "$ROOT/pom.xml" -q -B -DskipTests -Dspotless.check.skip -Dcheckstyle.skip \
    -pl "$(IFS=,; echo "$*")" -am package
  for module in "$@"; do cp -p "$next" "$(stamp_of "$module")"; done
}

# Fetches Keycloak and npm packages for the demo, unless they are there.
fetch_outside() { with_progress "Fetching Keycloak and npm packages" "$ROOT/demo/target/fetch.log" "$ROOT/demo/fetch.sh"; }
