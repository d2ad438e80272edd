# shellcheck shell=bash
# A home of its own for the domain node, so that it runs under another account than the authority, or on another machine (docs/install.md).

help_domain_home() {
  cat <<'TEXT'
usage: ./bailiwick domain-home --to HOME [--owner ACCOUNT]

Moves everything that belongs to the domain node from this home (BAILIWICK_HOME) into HOME: its token with PIN, key pairs, settings, databases and
partners, with copies of policies, root certificate and operator CA. Nothing in HOME lets its reader act as the authority, and no secret of the domain
node stays here. Both nodes must be down. The command may be repeated, also after an interruption. Start the node there: BAILIWICK_HOME=HOME
./bailiwick up domain. For another machine take HOME there as it is, to the same path.

--to HOME        required, except with the Debian packages: an empty folder, or one that is not there yet (packages: /var/lib/bailiwick/domain)
--owner ACCOUNT  the account that shall own HOME; needs root (packages: bailiwick-domain)
TEXT
}

verb_domain_home() {
  local to="" owner=""
  if has_service_homes; then
    [ -n "$HOME_GIVEN" ] || HOME_DIR=/var/lib/bailiwick/authority
    to=/var/lib/bailiwick/domain owner=bailiwick-domain
  fi
  while [ $# -gt 0 ]; do
    case $1 in
      --to) to=${2:?--to needs a folder}; shift 2 ;;
      --owner) owner=${2:?--owner needs an account}; shift 2 ;;
      -h|--help|help) help_domain_home; return ;;
      *) help_domain_home >&2; die "no such option: $1" ;;
    esac
  done
  [ -n "$to" ] || { help_domain_home >&2; die "--to is missing"; }
  case $to in /*) ;; *) to=$PWD/$to ;; esac
  if [ -n "$owner" ] && [ "$(id -u)" != 0 ]; then die "--owner needs root (try sudo)"; fi
  [ -z "$owner" ] || id "$owner" >/dev/null 2>&1 || die "there is no account $owner"
  [ -n "$owner" ] || owner=$(id -un)
  domain_home "$to" "$owner"
}

# Whether the packages of both nodes are installed, and root asks.
has_service_homes() {
  is_installed && [ "$(id -u)" = 0 ] && [ -d /var/lib/bailiwick/authority ] && id bailiwick-domain >/dev/null 2>&1
}

# domain_home FOLDER ACCOUNT: the file instance.env comes last, so FOLDER is no home before everything else is in it; then the secrets are deleted here.
domain_home() {
  local to=$1 owner=$2 from_owner
  require_separable "$to"
  from_owner=$(stat -c %U "$HOME_DIR")
  [ -d "$to" ] || install -d -m 0700 -o "$owner" "$to" || die "cannot make $to"
  [ "$(stat -c %U "$to")" = "$owner" ] || die "$to belongs to $(stat -c %U "$to"), not to $owner"
  if [ ! -f "$to/instance.env" ]; then
    say "Moving the domain node of $HOME_DIR to $to"
    # Each account reads and writes its own files only, so that neither can have root follow a link of its making.
    domain_parts "$from_owner" | as_account "$from_owner" tar -C "$HOME_DIR" --null -T - -cf - | as_account "$owner" tar -C "$to" -xf - --no-same-owner \
      || die "the files could not be copied"
    as_account "$owner" bash -euc "$(declare -f relocate); relocate \"\$@\"" _ "$HOME_DIR" "$to"
    # shellcheck disable=SC2016 # for the other shell
    as_account "$from_owner" cat "$HOME_DIR/instance.env" \
      | as_account "$owner" bash -euc 'umask 077; cd "$1"; mkdir -p logs run; echo domain >apart; cat >instance.env.new; mv instance.env.new instance.env' _ "$to"
  fi
  sync -f "$to"
  as_account "$from_owner" bash -euc "$(declare -f forget_domain token_folder); forget_domain \"\$@\"" _ "$HOME_DIR"
  say "The domain node has its home in $to; $HOME_DIR keeps the authority alone"
}

require_separable() {
  local node
  [ -f "$HOME_DIR/instance.env" ] || die "$HOME_DIR is no home yet; ./bailiwick up --prepare-only makes it"
  case $(home_kind) in '') ;; *) die "$HOME_DIR joined another home or was added to one; only the first home of a trust domain can be taken apart" ;; esac
  home_load
  for node in authority $(domain_nodes); do
    [ -z "$(node_pid "$node")" ] || die "$node runs; ./bailiwick down first"
  done
  if [ -f "$1/instance.env" ]; then
    cmp -s "$HOME_DIR/root.pem" "$1/root.pem" || die "$1 is the home of another trust domain"
  else
    [ -f "$HOME_DIR/hsm/domain.cfg" ] || die "$HOME_DIR has no domain node (any more), and $1 is no home"
  fi
}

as_account() {
  local account=$1
  shift
  if [ "$account" = "$(id -un)" ]; then "$@"; else (cd / && runuser -u "$account" -- "$@"); fi
}

# Prints what the domain node needs, relative to the home, each with a NUL after it.
domain_parts() {
  local part token
  token=$(as_account "$1" bash -euc "$(declare -f token_folder); token_folder \"\$@\"" _ "$HOME_DIR")
  for part in root.pem bailiwick.conf policy policy.bundles hsm/softhsm2.conf hsm/domain.cfg hsm/domain.pin hsm/domain.so-pin \
    $(domain_nodes) $(cd "$HOME_DIR" && ls authority/ceremony/operator-ca*.cer); do
    [ ! -e "$HOME_DIR/$part" ] || printf '%s\0' "$part"
  done
  [ -z "$token" ] || printf '%s\0' "hsm/tokens/$token"
}

# token_folder HOME: prints the folder of the domain's token below hsm/tokens, if it is one of SoftHSM2, which ends the name with the token's serial number.
token_folder() {
  local serial folder
  serial=$(sed -n 's/^tokenSerial = //p' "$1/hsm/domain.cfg" 2>/dev/null || true)
  [ -n "$serial" ] || return 0
  for folder in "$1"/hsm/tokens/*-"${serial:0:4}-${serial:4}"; do [ ! -d "$folder" ] || basename "$folder"; done
}

# relocate FROM TO: changes the paths of the first home in the files of the second.
relocate() {
  local file from to
  from=$(printf '%s' "$1" | sed -e 's/[][\.*^$|]/\\&/g')
  to=$(printf '%s' "$2" | sed -e 's/[&|\]/\\&/g')
  for file in "$2"/hsm/domain.cfg "$2"/hsm/softhsm2.conf "$2"/domain*/bailiwick.properties "$2"/domain*/databases.properties "$2"/domain*/pools.asadmin; do
    [ ! -f "$file" ] || sed -i -e "s|$from/|$to/|g" "$file"
  done
}

# forget_domain HOME: deletes the domain node's secrets. Its settings stay, because commands of officers find its URL in them.
forget_domain() {
  local token node
  token=$(token_folder "$1")
  [ -z "$token" ] || rm -rf "$1/hsm/tokens/$token"
  rm -f "$1"/hsm/domain.{cfg,pin,so-pin}
  for node in "$1"/domain "$1"/domain-[2-9]; do
    [ -d "$node" ] || continue
    find "$node" -mindepth 1 -maxdepth 1 -not -name bailiwick.properties -exec rm -rf {} +
  done
  printf 'authority\n' >"$1/apart"
}

# Whether the nodes of this trust domain have a home each. The file `apart` says which one has its home here.
is_apart() { [ -f "$HOME_DIR/apart" ]; }

# nodes_apart NODE: prints the nodes that are meant, one line.
nodes_apart() {
  local here
  here=$(head -n 1 "$HOME_DIR/apart")
  case $here/$1 in
    authority/all|authority/authority) echo authority ;;
    domain/all|domain/domain) domain_nodes | xargs ;;
    domain/domain-[2-9]) domain_nodes | grep -xF "$1" || die "this home has no $1" ;;
    */broker) is_broker_meant broker ;;
    *) die "$HOME_DIR is the home of the $here node alone (docs/install.md)" ;;
  esac
}
