# shellcheck shell=bash
# Messages, the state folder and the choice of a JDK. Sourced by ./bailiwick, which sets ROOT.

# shellcheck disable=SC2034 # domain-home.sh reads it
HOME_GIVEN=${BAILIWICK_HOME:-}
# Nothing is written into an installed tree, so its default is in the working directory.
HOME_DIR=${BAILIWICK_HOME:-$(if [ -f "$ROOT/installed" ]; then echo "$PWD"; else echo "$ROOT"; fi)/var}
case $HOME_DIR in /*) ;; *) HOME_DIR=$PWD/$HOME_DIR ;; esac
export BAILIWICK_HOME=$HOME_DIR
umask 077

# How this command is called: in a clone, and where it is installed. The Java command reads it, too.
BAILIWICK_PROGRAM=./bailiwick
[ ! -f "$ROOT/installed" ] || BAILIWICK_PROGRAM=bailiwick
export BAILIWICK_PROGRAM
export BAILIWICK_FILE=$ROOT/bailiwick                                           # for units of systemd, which need a path

# in_its_name TEXT…: the text with this command called as the user calls it.
in_its_name() { local text=$*; printf '%s\n' "${text//.\/bailiwick/$BAILIWICK_PROGRAM}"; }
# The same for each line of what it reads.
lines_in_its_name() { sed "s|\./bailiwick|$BAILIWICK_PROGRAM|g"; }
say() { in_its_name "$*"; }
die() { in_its_name "bailiwick: $*" >&2; exit 1; }
seconds_now() { date +%s; }

# nearest WORD NAME…: prints the name that WORD was probably meant to be: the one with the fewest letters to insert, remove or replace. It prints
# nothing if a third of the letters or more are wrong.
nearest() {
  local word=$1 name best="" most least=99 i j left above diagonal row
  most=$((${#word} / 3 > 2 ? ${#word} / 3 : 2))
  shift
  for name in "$@"; do
    mapfile -t row < <(seq 0 ${#name})
    for ((i = 1; i <= ${#word}; i++)); do
      diagonal=${row[0]} row[0]=$i
      for ((j = 1; j <= ${#name}; j++)); do
        above=${row[j]} left=${row[j - 1]}
        [ "${word:i-1:1}" = "${name:j-1:1}" ] || diagonal=$((diagonal + 1))
        row[j]=$((above < left ? above + 1 : left + 1))
        [ "${row[j]}" -le "$diagonal" ] || row[j]=$diagonal
        diagonal=$above
      done
    done
    if [ "${row[${#name}]}" -lt "$least" ]; then best=$name least=${row[${#name}]}; fi
  done
  [ "$least" -gt $most ] || printf '%s' "$best"
}

# did_you_mean WORD NAME…: prints the end of a message.
did_you_mean() {
  local name
  name=$(nearest "$@")
  [ -z "$name" ] || printf '. Did you mean %s?' "$name"
}

no_such_verb() {
  local verbs
  mapfile -t verbs < <(help_all | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p' | sort -u)
  die "no such verb: $1$(did_you_mean "$1" "${verbs[@]}")
  ./bailiwick help lists all verbs."
}

# no_such_argument VERB WORD: for a verb whose arguments are options and the name of a node.
no_such_argument() {
  local verb=$1 word=${2%%=*} options
  case $word in
    -*)
      mapfile -t options < <("help_$verb" | grep -oE -- '--[a-z][a-z-]+' | sort -u)
      die "no such option of ./bailiwick $verb: $word$(did_you_mean "$word" --help "${options[@]}")
  ./bailiwick $verb --help explains its options." ;;
    *) die "no such node: $word$(did_you_mean "$word" authority domain broker enforcement-point)
  The nodes are authority, domain, broker and enforcement-point; without a name ./bailiwick $verb means all of this home." ;;
  esac
}

# Refuses to look at the home of another user, whose nodes would seem not to run.
require_readable_home() {
  local owner
  [ -e "$HOME_DIR" ] || return 0
  [ -d "$HOME_DIR" ] || die "the home $HOME_DIR is no folder
  BAILIWICK_HOME names the folder with the state of the nodes."
  if [ ! -r "$HOME_DIR" ] || [ ! -x "$HOME_DIR" ] || { [ -e "$HOME_DIR/instance.env" ] && [ ! -r "$HOME_DIR/instance.env" ]; }; then
    owner=$(stat -c %U "$HOME_DIR" 2>/dev/null || echo another user)
    die "the home $HOME_DIR belongs to $owner, and $(id -un) may not read it
  Run the command as $owner, or name another home by BAILIWICK_HOME."
  fi
}

# Says that there is no home, for a verb that goes on nevertheless.
hint_at_missing_home() {
  [ -f "$HOME_DIR/instance.env" ] || say "There is no home at $HOME_DIR yet. ./bailiwick up makes one there; BAILIWICK_HOME names another." >&2
}

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
  local jar=$ROOT/command/target/command-$VERSION.jar cache compiler=()
  mapfile -t cache < <(command_cache "$(dirname "$jar")")
  # What goes on until it is stopped is compiled fully; a single command would end before that pays.
  case "${1:-} ${2:-}" in
    "agent proxy" | "broker run" | "enforcement-point run" | "sidecar-injector run") compiler=("$FULL_COMPILER") ;;
  esac
  exec "$JAVA_HOME/bin/java" "@$ROOT/launcher/command.options" ${compiler[@]+"${compiler[@]}"} ${cache[@]+"${cache[@]}"} -jar "$jar" "$@"
}

# The JVM option of processes that go on, after the file with the options of commands.
FULL_COMPILER=-XX:TieredStopAtLevel=4

# Prints the JVM option for the cache of linked classes that the build made for this JDK (launcher/node.xml), unless a jar is newer.
command_cache() {
  local cache
  cache=$ROOT/launcher/target/node/command-$(openssl dgst -sha256 -r "$JAVA_HOME/release" | head -c 64).aot
  [ ! -r "$cache" ] || [ -n "$(find "$1" -maxdepth 2 -name '*.jar' -newer "$cache" -print -quit)" ] || echo "-XX:AOTCache=$cache"
}

# The version in the parent pom.xml, which is part of the artifacts' file names. An installed tree has no pom.xml.
VERSION=$(if [ -f "$ROOT/installed" ]; then sed -n 's/^version //p' "$ROOT/installed"; else sed -n 's#^  <version>\(.*\)</version>#\1#p' "$ROOT/pom.xml"; fi | head -n 1)
