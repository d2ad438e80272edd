# shellcheck shell=bash
# Builds modules with Maven when a source is newer than their last build. Parallel calls wait for each other.
# The system tests set BAILIWICK_BUILT, because Maven runs them after it has built all modules.
build() {
  if [ -n "${BAILIWICK_BUILT:-}" ] || is_installed; then return 0; fi
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

# Whether this tree was installed from a release archive or a package (docs/install.md). Everything in it is built, nothing is written into it, and no
# verb builds or installs anything.
is_installed() { [ -f "$ROOT/installed" ]; }

# installed_fact NAME: prints version, commit or time of the build of an installed tree.
installed_fact() { sed -n "s/^$1 //p" "$ROOT/installed"; }

require_sources() { ! is_installed || die "'$1' needs the sources, which an installed Bailiwick does not have: run it in a clone (docs/install.md)"; }

# Prints version, commit, and when it was built. The time of a release is that of its commit, so that anybody can build the same release again.
version_line() {
  local commit built="not built yet"
  if is_installed; then
    printf 'bailiwick %s (%s, %s)\n' "$VERSION" "$(installed_fact commit)" "$(installed_fact built)"
    return
  fi
  commit=$(git -C "$ROOT" describe --always --dirty --abbrev=8 --exclude '*' 2>/dev/null) || commit="unknown commit"
  [ ! -f "$(stamp_of launcher)" ] || built=$(date -u -r "$(stamp_of launcher)" +%Y-%m-%dT%H:%M:%SZ)
  printf 'bailiwick %s (%s, %s)\n' "$VERSION" "$commit" "$built"
}

# Whether one of these arguments asks for help.
is_help_asked() {
  local argument
  for argument in "$@"; do case $argument in -h|--help) return 0 ;; --) return 1 ;; esac; done
  [ "$*" = "$1 help" ]
}

# java_help VERB ARGUMENT…: prints the help of a verb that the Java command carries out. It builds and installs nothing. Before the first build it
# prints what help_all says of the verb.
java_help() {
  JAVA_HOME=$(jdk_folder)
  if [ -n "$JAVA_HOME" ] && [ -f "$ROOT/command/target/command-$VERSION.jar" ]; then exec_command "$@"; fi
  help_all | sed -n "s/^  \($1 .*\)/usage: .\/bailiwick \1/p"
  printf '\nThe Java command, which is not built yet, explains the options of %s. Any verb that works on a home builds it, for example ./bailiwick up --prepare-only.\nThe pages in docs/ show each command: docs/operations.md is a list of them.\n' "$1"
}

help_package() {
  cat <<'TEXT'
usage: ./bailiwick package [archive|packages|ear|image]…

Builds a release into packaging/target: the archive bailiwick-VERSION.tar.gz, Debian packages, bailiwick-VERSION.ear, and SHA256SUMS (docs/install.md).
Without an argument it builds archive, packages and EAR. image makes an OCI image from the packages; it needs root, buildah and mmdebstrap.

SOURCE_DATE_EPOCH          the time of all files, in seconds (the time of the commit); two builds with the same time are equal
BAILIWICK_PACKAGE_VERSION  version of the Debian packages (derived from version and commit)
TEXT
}

verb_package() {
  case ${1:-} in -h|--help|help) help_package | lines_in_its_name; return ;; esac
  require_sources package
  require_parts
  build launcher ear
  exec "$ROOT/packaging/build.sh" "$@"
}
