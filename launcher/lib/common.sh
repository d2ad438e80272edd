# shellcheck shell=bash
# Messages, the state folder and the choice of a JDK. Sourced by ./bailiwick, which sets ROOT.

# shellcheck disable=SC2034 # domain-home.sh reads it
HOME_GIVEN=${BAILIWICK_HOME:-}
# Nothing is written into an installed tree, so its default is in the working directory.
HOME_DIR=${BAILIWICK_HOME:-$(if [ -f "$ROOT/installed" ]; then echo "$PWD"; else echo "$ROOT"; fi)/var}
case $HOME_DIR in /*) ;; *) HOME_DIR=$PWD/$HOME_DIR ;; esac
export BAILIWICK_HOME=$HOME_DIR
umask 077

say() { printf '%s\n' "$*"; }
die() { printf 'bailiwick: %s\n' "$*" >&2; exit 1; }
seconds_now() { date +%s; }

# Runs a command with its output in a file, and prints every few seconds that the command is still running.
with_progress() {
  local what=$1 log=$2 began pid every=15
  shift 2
  began=$(seconds_now)
  "$@" >"$log" 2>&1 &
  pid=$!
  [ -t 1 ] && every=1
  while kill -0 "$pid" 2>/dev/null; do
    sleep 1
    (( ($(seconds_now) - began) % every == 0 )) || continue
    if [ -t 1 ]; then printf '\r%s … %s s ' "$what" $(($(seconds_now) - began))
    else say "$what … $(($(seconds_now) - began)) s"; fi
  done
  if wait "$pid"; then
    [ -t 1 ] && printf '\r'
    say "$what: done in $(($(seconds_now) - began)) s"
  else
    tail -n 40 "$log" >&2
    die "$what failed; all of its output is in $log"
  fi
}

# Prints the feature release of the JDK in a folder, or nothing when the folder has no JDK (a JRE has no javac, and an installed tree needs none).
jdk_release() {
  { [ -x "$1/bin/javac" ] || { is_installed && [ -x "$1/bin/java" ]; }; } && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the folder of the JDK to use: JAVA_HOME if it is release 21 or later; else release 25 if it is installed, because nodes start faster on it;
# else the lowest release from 21 on.
jdk_folder() {
  local folder release best="" best_release=999
  release=$(jdk_release "${JAVA_HOME:-}")
  if [ "${release:-0}" -ge 21 ]; then printf '%s' "$JAVA_HOME"; return; fi
  for folder in "$(javac_on_path)" "${JVM_FOLDER:-/usr/lib/jvm}"/*; do
    release=$(jdk_release "$folder")
    if [ "${release:-0}" -eq 25 ]; then printf '%s' "$folder"; return; fi
    if [ -n "$release" ] && [ "$release" -ge 21 ] && [ "$release" -lt "$best_release" ]; then
      best=$folder best_release=$release
    fi
  done
  printf '%s' "$best"
}

javac_on_path() {
  local javac
  javac=$(command -v javac || { is_installed && command -v java; }) || return 0
  dirname "$(dirname "$(readlink -f "$javac")")"
}

run_command() { (exec_command "$@"); }

# exec_command ARGUMENT…: the same in place of this process, so that who ends or kills it ends the command, which may be a server.
exec_command() {
  local jar=$ROOT/command/target/command-$VERSION.jar cache
  mapfile -t cache < <(command_cache "$(dirname "$jar")")
  exec "$JAVA_HOME/bin/java" "@$ROOT/launcher/command.options" ${cache[@]+"${cache[@]}"} -jar "$jar" "$@"
}

# Prints the JVM option for the cache of linked classes that the build made for this JDK (launcher/node.xml), unless a jar is newer.
command_cache() {
  local cache
  cache=$ROOT/launcher/target/node/command-$(openssl dgst -sha256 -r "$JAVA_HOME/release" | head -c 64).aot
  [ ! -r "$cache" ] || [ -n "$(find "$1" -maxdepth 2 -name '*.jar' -newer "$cache" -print -quit)" ] || echo "-XX:AOTCache=$cache"
}

# The version in the parent pom.xml, which is part of the artifacts' file names. An installed tree has no pom.xml.
VERSION=$(if [ -f "$ROOT/installed" ]; then sed -n 's/^version //p' "$ROOT/installed"; else sed -n 's#^  <version>\(.*\)</version>#\1#p' "$ROOT/pom.xml"; fi | head -n 1)
