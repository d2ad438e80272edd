# shellcheck shell=bash
# What must be true of machine and home before something is made or started. Each message says what to do.
# shellcheck disable=SC2034 # others read these numbers

# A new home takes about so many MiB, with logs and classes of some days. A quickstart needs more for Keycloak.
HOME_MEGABYTES=512
QUICKSTART_MEGABYTES=1024

account_name() { id -un 2>/dev/null || id -u; }

# existing_folder PATH: prints the nearest folder above a path that is there.
existing_folder() {
  local folder=$1
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  printf '%s' "$folder"
}

# space_fault MEGABYTES: prints what is wrong if the file system of the home has less free space.
space_fault() {
  local folder free
  folder=$(existing_folder "$HOME_DIR")
  free=$(df -Pk "$folder" | awk 'NR == 2 { print int($4 / 1024) }')
  [ "$free" -ge "$1" ] \
    || echo "$folder has $free MiB free, and $HOME_DIR needs $1 MiB: make room there, or choose another folder (BAILIWICK_HOME)"
}

require_space() {
  local fault
  fault=$(space_fault "$1")
  [ -z "$fault" ] || die "$fault"
}

# place_fault: prints what is wrong if this account cannot write the home.
place_fault() {
  local folder account
  folder=$(existing_folder "$HOME_DIR") account=$(account_name)
  if [ ! -w "$folder" ]; then echo "$account may not write to $folder: run this as $(stat -c %U "$folder"), or choose another folder (BAILIWICK_HOME)"; fi
}

# home_faults: prints what is wrong with owner and modes of the home's files, one a line. Root may not work in the home of another account, because it
# would leave files that this account cannot replace.
home_faults() {
  local owner account found
  [ -d "$HOME_DIR" ] || return 0
  owner=$(stat -c %U "$HOME_DIR") account=$(account_name)
  if [ "$account" = root ] && [ "$owner" != root ] && [ -f "$HOME_DIR/instance.env" ]; then
    echo "$HOME_DIR belongs to the account $owner, and you are root: run this as $owner (runuser -u $owner -- …)"
  fi
  found=$(home_files -type f \( -name '*.key' -o -name '*.pin' -o -name '*.so-pin' -o -name '*.password' -o -name '*.secret' \) -perm /007)
  [ -z "$found" ] || echo "$found is a secret that every account of this machine can read: chmod o= $found, and replace the secret if others were here"
  found=$(home_files \( -type f -o -type d \) -perm /002)
  [ -z "$found" ] || echo "every account of this machine may change $found: chmod o-w $found, and look whether somebody did"
}

# home_files TEST…: prints the first file of the nodes, operators and tokens to which the tests of find apply.
home_files() {
  find "$HOME_DIR" -maxdepth 3 \( -path "$HOME_DIR/*/payara" -o -path "$HOME_DIR/*/db" -o -path "$HOME_DIR/hsm/tokens" -o -path "$HOME_DIR/logs" \
    -o -path "$HOME_DIR/parties" -o -path "$HOME_DIR/trust-domains" -o -path "$HOME_DIR/quickstart" \) -prune -o "$@" -print -quit 2>/dev/null
}

# home_version: prints the version that the home's files have when this version has used them: of the software, and of each database's schema.
home_version() {
  local database
  echo "version=$VERSION"
  for database in aca ars master broker; do
    printf '%s=%s\n' "$database" "$(find "$ROOT/sql/$database" -name 'V*.sql' 2>/dev/null | sed -n 's/.*\/V0*\([0-9][0-9]*\)__.*/\1/p' | sort -n | tail -n 1)"
  done
}

# newer_fault: prints what is wrong if a newer version has used the home. Its databases may have columns that this version does not fill.
newer_fault() {
  local key value ours
  [ -f "$HOME_DIR/version" ] && [ "$(cat "$HOME_DIR/version")" != "$(home_version)" ] || return 0
  while IFS='=' read -r key value; do
    ours=$(home_version | sed -n "s/^$key=//p")
    if [ "$value" != "$ours" ] && [ "$(printf '%s\n' "$ours" "$value" | sed 's/-SNAPSHOT//' | sort -V | tail -n 1)" != "${ours%-SNAPSHOT}" ]; then
      echo "$HOME_DIR was last used by a newer Bailiwick ($key $value; here it is ${ours:-none}): use that version or a later one, or restore the backup of before the upgrade (docs/deploy.md#upgrade)"
      return
    fi
  done <"$HOME_DIR/version"
}

# home_require: refuses a home that this account or this version may not use.
home_require() {
  local fault
  fault=$(newer_fault)
  [ -n "$fault" ] || fault=$(home_faults | head -n 1)
  [ -z "$fault" ] || die "$fault"
}

# home_used: notes that this version has used the home.
home_used() {
  [ "$(cat "$HOME_DIR/version" 2>/dev/null)" != "$(home_version)" ] || return 0
  home_version >"$HOME_DIR/version.new" && mv "$HOME_DIR/version.new" "$HOME_DIR/version"
}

# home_lock FILE-DESCRIPTOR WHAT: takes the lock of the home, which is open at this descriptor, and waits for whoever holds it.
home_lock() {
  local lock=$HOME_DIR/run/home.lock
  if ! flock -n "$1"; then
    say "Another ./bailiwick is at work in $HOME_DIR (process $(head -n 1 "$lock.holder" 2>/dev/null || echo unknown)); waiting for it"
    flock "$1"
  fi
  echo $$ >"$lock.holder"
}

# who_listens PORT: prints who has the port, as far as this account may know: "process 4711 (java, account root)".
who_listens() {
  local inode="" account="" found pid
  read -r inode account < <(awk -v port="$(printf '%04X' "$1")" '$4 == "0A" && $2 ~ ":" port "$" { print $10, $8; exit }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null) || true
  [ -n "$inode" ] || { echo "another process"; return; }
  account=$(id -un "$account" 2>/dev/null || echo "$account")
  found=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" -print -quit 2>/dev/null || true)
  pid=$(cut -d / -f 3 <<<"$found")
  if [ -n "$pid" ]; then echo "process $pid ($(cat "/proc/$pid/comm" 2>/dev/null || echo "?"), account $account)"
  else echo "a process of the account $account"; fi
}

# listens ADDRESS PORT: whether somebody takes connections there.
listens() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# resolves NAME: whether this machine knows an address of the name.
resolves() { is_address "$1" || getent ahosts "$1" >/dev/null 2>&1; }

# is_own_address ADDRESS: whether this machine can listen there, as far as it can be seen.
is_own_address() {
  local own
  case $1 in 127.*|0.0.0.0|::|::1) return 0 ;; esac
  own=$(hostname -I 2>/dev/null) || return 0
  case " $own " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}
