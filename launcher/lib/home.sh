# shellcheck shell=bash
# The state folder, called home: makes its files at the first `up`, and reads them later.

# shellcheck source=launcher/lib/configuration.sh
. "$ROOT/launcher/lib/configuration.sh"
# shellcheck source=launcher/lib/checks.sh
. "$ROOT/launcher/lib/checks.sh"

# Ports and names of a home cannot be changed, because certificates and published URLs contain them.
home_load() {
  configuration_load
  if [ -f "$HOME_DIR/instance.env" ]; then
    instance_load "$HOME_DIR"
    same_as_asked AUTHORITY_PORT "${BAILIWICK_AUTHORITY_PORT:-}"
    same_as_asked HTTP_PORT "${BAILIWICK_HTTP_PORT:-}"
    same_as_asked DOMAIN_PORT "${BAILIWICK_DOMAIN_PORT:-}"
    same_as_asked TRUST_DOMAIN "${BAILIWICK_TRUST_DOMAIN:-}"
    same_as_asked DOMAIN_NODES "${BAILIWICK_DOMAIN_NODES:-}"
    names_same_as_asked
    return
  fi
  AUTHORITY_PORT=${BAILIWICK_AUTHORITY_PORT:-8443}
  HTTP_PORT=${BAILIWICK_HTTP_PORT:-8080}
  DOMAIN_PORT=${BAILIWICK_DOMAIN_PORT:-9443}
  DOMAIN_NODES=${BAILIWICK_DOMAIN_NODES:-1}
  TRUST_DOMAIN=${BAILIWICK_TRUST_DOMAIN:-bailiwick.example}
  AUTHORITY_ROOT=${BAILIWICK_AUTHORITY_ROOT:-}
  REGISTRY_ROOT=${BAILIWICK_REGISTRY_ROOT:-/ars}
  MASTER_ROOT=${BAILIWICK_MASTER_ROOT:-}
  names_from_environment
}

same_as_asked() {
  if [ -n "$2" ] && [ "$2" != "${!1}" ]; then
    case $CONFIGURED in *" BAILIWICK_$1 "*) die "$HOME_DIR was made with $1=${!1}, not $2, as bailiwick.conf there says; write BAILIWICK_$1=${!1} into it" ;; esac
    die "$HOME_DIR was made with $1=${!1}, not $2; use another BAILIWICK_HOME"
  fi
}

# home_prepare NODE…: makes missing files, and migrates the databases of these nodes.
home_prepare() {
  local fault
  fault=$(place_fault)
  [ -z "$fault" ] || die "$fault"
  mkdir -p "$HOME_DIR"/{logs,run,hsm,policy,operators}
  (
    home_lock 8
    home_load
    home_require
    production_require
    home_make
    home_upgrade
    home_migrate "$@"
    home_used
    case " $* " in *" authority "*) [ -n "$(node_pid authority)" ] || trust_domains_migrate ;; esac
  ) 8>>"$HOME_DIR/run/home.lock"
  home_load
}

# Makes the files of a home. Each step first looks for its result, so that an interrupted first start continues where it stopped.
home_make() {
  [ ! -f "$HOME_DIR/instance.env" ] || return 0
  require_domain_nodes
  require_space "$HOME_MEGABYTES"
  say "Setting up $HOME_DIR"
  make_folders
  copy_defaults
  make_requests
  hold_ceremony
  write_settings
  write_pools
  {
    printf '%s=%q\n' AUTHORITY_PORT "$AUTHORITY_PORT" HTTP_PORT "$HTTP_PORT" DOMAIN_PORT "$DOMAIN_PORT" \
      TRUST_DOMAIN "$TRUST_DOMAIN" AUTHORITY_ROOT "$AUTHORITY_ROOT" REGISTRY_ROOT "$REGISTRY_ROOT" MASTER_ROOT "$MASTER_ROOT" \
      DOMAIN_NODES "$DOMAIN_NODES"
    instance_names
  } >"$HOME_DIR/instance.env.new"
  mv "$HOME_DIR/instance.env.new" "$HOME_DIR/instance.env"
}

# home_join FOLDER [NAME=PORT,HTTP-PORT…]: makes an empty home a further authority node beside the node of the home FOLDER (docs/deploy.md). Both
# nodes have the same identity, database, HSM keys and published URLs; this node listens at ports of its own. The same is done for each further trust
# domain that FOLDER serves.
home_join() {
  local from folder
  from=$(home_of "$1")
  shift
  [ ! -f "$HOME_DIR/instance.env" ] || die "$HOME_DIR is a home already"
  [ ! -f "$from/hosted" ] || die "$from was added to another home; join that one"
  require_joinable "$from"
  while IFS= read -r folder; do require_joinable "$folder"; done < <(HOME_DIR=$from trust_domain_homes)
  home_copy "$from"
  while IFS= read -r folder; do trust_domain_join "$folder" "$@"; done < <(HOME_DIR=$from trust_domain_homes)
}

home_of() {
  local from
  from=$(cd "$1" 2>/dev/null && pwd) || die "no such folder: $1"
  [ -f "$from/instance.env" ] || die "$from is no home"
  printf '%s' "$from"
}

require_joinable() {
  case $(HOME_DIR=$1 database_setting authority aca url) in
    jdbc:postgresql:*) ;;
    *) die "the authority of $1 is on H2, which belongs to one process; two nodes need PostgreSQL" ;;
  esac
  [ -f "$1/authority/audit/heads.jws" ] || die "the authority of $1 has never run; start it first"
}

# home_copy FOLDER: copies the files that a further node shares with the first node.
home_copy() {
  local from=$1 file
  mkdir -p "$HOME_DIR"/{logs,run,hsm,policy,operators} "$HOME_DIR/authority/db"
  say "Setting up $HOME_DIR as a further node of $from"
  cp -R "$from"/authority/{tls,ceremony,devices,users,reference-values,profiles,revocation,audit,nonce.key,databases.properties,pools.asadmin} \
    "$HOME_DIR/authority/"
  for file in workload-issuers tpm-vendors hsm-vendors container-nodes aws azure est verifiers owners; do
    [ ! -d "$from/authority/$file" ] || cp -R "$from/authority/$file" "$HOME_DIR/authority/"
  done
  cp "$from"/policy/* "$HOME_DIR/policy/"
  # SoftHSM2's configuration names the folder of tokens, which both nodes share. The PIN file may be missing.
  for file in {authority,next}.{cfg,pin} softhsm2.conf; do [ ! -f "$from/hsm/$file" ] || cp "$from/hsm/$file" "$HOME_DIR/hsm/"; done
  cp "$from/root.pem" "$HOME_DIR/"
  sed "s|=$from/|=$HOME_DIR/|" "$from/authority/bailiwick.properties" >"$HOME_DIR/authority/bailiwick.properties"
  join_instance "$from" >"$HOME_DIR/instance.env.new"
  mv "$HOME_DIR/instance.env.new" "$HOME_DIR/instance.env"
}

join_instance() (
  instance_load "$1"
  ADDRESS=${BAILIWICK_ADDRESS:-$ADDRESS}
  instance_names
  printf '%s=%q\n' AUTHORITY_PORT "${BAILIWICK_AUTHORITY_PORT:-$AUTHORITY_PORT}" HTTP_PORT "${BAILIWICK_HTTP_PORT:-$HTTP_PORT}" \
    DOMAIN_PORT "$DOMAIN_PORT" TRUST_DOMAIN "$TRUST_DOMAIN" AUTHORITY_ROOT "$AUTHORITY_ROOT" \
    JOINED yes
)

make_folders() {
  local node
  mkdir -p "$HOME_DIR"/authority/{db,tls,ceremony,devices,workload-issuers,users,reference-values,profiles,revocation} \
    "$HOME_DIR"/domain/{partners,registries,callers,owners,authentication,clients,providers,workflows}
  for node in $(domain_nodes); do mkdir -p "$HOME_DIR/$node"/{db,tls,cache}; done
  [ -f "$HOME_DIR/authority/nonce.key" ] || openssl rand -out "$HOME_DIR/authority/nonce.key" 32
  [ -f "$HOME_DIR/domain/person.key" ] || openssl rand -out "$HOME_DIR/domain/person.key" 32
}

copy_defaults() {
  cp -n "$ROOT"/policy-engine/src/main/policies/* "$HOME_DIR/policy/"
  cp -n "$ROOT"/master-agent-web/src/main/authentication/*.json "$HOME_DIR/domain/authentication/"
  cp -Rn "$ROOT"/launcher/defaults/catalogue "$HOME_DIR/domain/"
  cp -n "$ROOT"/launcher/defaults/profiles/*.json "$HOME_DIR/authority/profiles/"
  cp -n "$ROOT"/launcher/defaults/revocation/*.json "$HOME_DIR/authority/revocation/"
  cp -n "$ROOT"/launcher/defaults/reference-values/*.json "$HOME_DIR/authority/reference-values/"
}

# Makes keys and certification requests of nodes and operators. The ceremony reads the requests only, so the keys stay with their holders.
make_requests() {
  local node names
  for node in authority $(domain_nodes); do
    names=$(certified_names "$node")${BAILIWICK_NAMES:+,$BAILIWICK_NAMES}
    make_request "$HOME_DIR/$node/tls/server" "URI:spiffe://$TRUST_DOMAIN/node/$node,$names"
    make_request "$HOME_DIR/$node/tls/client" "URI:spiffe://$TRUST_DOMAIN/node/$node"
  done
  make_request "$HOME_DIR/operators/officer-1" "URI:spiffe://$TRUST_DOMAIN/operator/officer/officer-1"
  make_request "$HOME_DIR/operators/auditor-1" "URI:spiffe://$TRUST_DOMAIN/operator/auditor/auditor-1"
}

# A request without its key is its holder's, who made both elsewhere; only he has the key.
make_request() {
  if [ -f "$1.csr" ] && [ ! -f "$1.key" ]; then return; fi
  [ -f "$1.key" ] || openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$(basename "$1")" -addext "subjectAltName=$2" -out "$1.csr"
}

# Sets SoftHSM2's configuration for commands that sign in this process. A hardware HSM has no such file.
export_softhsm() {
  if [ -z "${SOFTHSM2_CONF:-}" ] && [ -f "$HOME_DIR/hsm/softhsm2.conf" ]; then export SOFTHSM2_CONF=$HOME_DIR/hsm/softhsm2.conf; fi
}

hold_ceremony() {
  local fault
  if [ "${BAILIWICK_HSM:-softhsm2}" = module ]; then
    fault=$(token_files_fault)
    [ -z "$fault" ] || die "$fault"
  else
    export SOFTHSM2_CONF=$HOME_DIR/hsm/softhsm2.conf
    "$ROOT/hsm-config/init-token.sh"
  fi
  ceremony_environment
  [ -f "$HOME_DIR/authority/ceremony/record.jws" ] \
    || run_command ca ceremony "$(ceremony_input)"
  openssl x509 -inform DER -in "$HOME_DIR/authority/ceremony/root.cer" -out "$HOME_DIR/root.pem"
}

# token_files_fault: prints what is missing of the files that describe the tokens of an HSM of one's own (hsm-config/README.md).
token_files_fault() {
  local token end
  for token in root authority domain; do
    for end in cfg pin; do
      if [ ! -s "$HOME_DIR/hsm/$token.$end" ]; then
        echo "$HOME_DIR/hsm/$token.$end is missing: make the token with your HSM's tools, and put its configuration and PIN there (hsm-config/README.md)"
        return
      fi
    done
  done
}

root_fingerprint() {
  openssl dgst -sha256 -r "$HOME_DIR/authority/ceremony/root.cer" | cut -d ' ' -f 1
}

write_settings() {
  write_authority_settings >"$HOME_DIR/authority/bailiwick.properties"
  local node
  for node in $(domain_nodes); do write_domain_settings "$node" >"$HOME_DIR/$node/bailiwick.properties"; done
}

write_common_settings() {
  cat <<TEXT
node.name=$1
node.trust-domain=$TRUST_DOMAIN
node.policy-folder=$HOME_DIR/policy
node.root-fingerprint=$(root_fingerprint)
node.aca-url=$AUTHORITY_URL
node.aca-plain-url=$PLAIN_URL
node.tls-folder=$HOME_DIR/$1/tls
node.operator-ca=$HOME_DIR/authority/ceremony/operator-ca.cer
node.crl-refresh=PT60S
node.max-status-age=PT5M
TEXT
}

write_authority_settings() {
  write_common_settings authority
  cat <<TEXT
aca.base-url=$AUTHORITY_URL
aca.plain-base-url=$PLAIN_URL
aca.hsm.configuration=$HOME_DIR/hsm/authority.cfg
aca.hsm.pin-file=$HOME_DIR/hsm/authority.pin
aca.ceremony-folder=$HOME_DIR/authority/ceremony
aca.nonce-key-file=$HOME_DIR/authority/nonce.key
aca.audit-heads-file=$HOME_DIR/authority/audit/heads.jws
aca.devices-folder=$HOME_DIR/authority/devices
aca.users-folder=$HOME_DIR/authority/users
aca.reference-values-folder=$HOME_DIR/authority/reference-values
aca.profiles-folder=$HOME_DIR/authority/profiles
aca.revocation-folder=$HOME_DIR/authority/revocation
TEXT
}

write_domain_settings() {
  write_common_settings "$1"
  write_shared_settings "$1"
  cat <<TEXT
ars.base-url=$DOMAIN_URL$REGISTRY_ROOT
ars.master-url=$(master_url "$1")
master.cache-folder=$HOME_DIR/$1/cache-master
ars.cache-folder=$HOME_DIR/$1/cache
ars.registries-folder=$HOME_DIR/domain/registries
master.base-url=$DOMAIN_URL$MASTER_ROOT
master.ars-url=$(registry_url "$1")
master.hsm.configuration=$HOME_DIR/hsm/domain.cfg
master.hsm.pin-file=$HOME_DIR/hsm/domain.pin
master.partners-folder=$HOME_DIR/domain/partners
master.callers-folder=$HOME_DIR/domain/callers
master.owners-folder=$HOME_DIR/domain/owners
master.workflows-folder=$HOME_DIR/domain/workflows
# With this line no capability is called that has no entry in the folder (docs/catalogue.md):
#master.catalogue-folder=$HOME_DIR/domain/catalogue
master.attesters-folder=$HOME_DIR/domain/attesters
master.enforcement-points-folder=$HOME_DIR/domain/enforcement-points
master.clients-folder=$HOME_DIR/domain/clients
master.providers-folder=$HOME_DIR/domain/providers
master.person-key-file=$HOME_DIR/domain/person.key
master.authentication-folder=$HOME_DIR/domain/authentication
master.token-keys-folder=$HOME_DIR/$1/token-keys
master.agent-folder=$HOME_DIR/domain/agent
TEXT
  write_domain_records "$1"
  write_domain_addresses "$DOMAIN_URL"
}

# write_domain_addresses URL: a domain node that is published on loopback is for trying out, and its agents are on the same machine. Every other node
# refuses such agents.
write_domain_addresses() {
  case $1 in https://127.*|https://localhost|https://localhost[:/]*|'https://[::1]'*) echo node.loopback-agents=allowed ;; esac
}

# write_domain_records NODE: the settings for the signed heads of the audit logs of registry and Master Agent, which keys of the domain node's token sign.
write_domain_records() {
  cat <<TEXT
master.audit-heads-file=$HOME_DIR/$1/audit/master-heads.jws
ars.audit-heads-file=$HOME_DIR/$1/audit/ars-heads.jws
ars.hsm.configuration=$HOME_DIR/hsm/domain.cfg
ars.hsm.pin-file=$HOME_DIR/hsm/domain.pin
ars.token-keys-folder=$HOME_DIR/$1/token-keys
TEXT
}

# home_upgrade: adds settings to a home that an earlier version made. Its audit logs have rows that no signed head covers, so the domain node is
# not ready until an officer accepts the gap (docs/audit.md, "A home made before").
home_upgrade() {
  local settings=$HOME_DIR/domain/bailiwick.properties published
  if [ -f "$settings" ] && ! grep '^ars.audit-heads-file=' "$settings" >/dev/null; then
    say "The logs of registry and Master Agent are signed from now on (docs/audit.md)"
    write_domain_records domain >>"$settings"
  fi
  if [ -f "$settings" ] && ! grep '^ars.registries-folder=' "$settings" >/dev/null; then
    echo "ars.registries-folder=$HOME_DIR/domain/registries" >>"$settings"
  fi
  if [ -f "$settings" ] && ! grep '^node.loopback-agents=' "$settings" >/dev/null; then
    published=$(sed -n 's/^master\.base-url=//p' "$settings")
    write_domain_addresses "$published" >>"$settings"
  fi
}

databases_of() {
  case $1 in
    authority) echo aca ;;
    domain|domain-*) echo ars master ;;
    broker) echo broker ;;
  esac
}

# Prints the URL of an H2 file. With WRITE_DELAY=0 a commit that was answered survives the end of the process.
h2_url() { printf 'jdbc:h2:file:%s/%s/db/%s;WRITE_DELAY=0' "$HOME_DIR" "$1" "$2"; }

# Writes the data sources of the nodes: H2 files, or the databases in BAILIWICK_DATABASES (docs/deploy.md).
write_pools() {
  local node database
  for node in authority $(domain_nodes); do
    for database in $(databases_of "$node"); do database_lines "$node" "$database"; done >"$HOME_DIR/$node/databases.properties"
    for database in $(databases_of "$node"); do pool "$node" "$database"; done >"$HOME_DIR/$node/pools.asadmin"
  done
}

database_lines() {
  local node=$1 database=$2 key
  if [ -z "${BAILIWICK_DATABASES:-}" ]; then printf '%s.url=%s\n' "$database" "$(h2_url "$node" "$database")"; return; fi
  sed -n "s/^$database\\./&/p" "$BAILIWICK_DATABASES"
  for key in url user password-file runtime-user runtime-password-file; do
    [ -n "$(sed -n "s/^$database\\.$key=//p" "$BAILIWICK_DATABASES")" ] || die "$BAILIWICK_DATABASES has no $database.$key"
  done
}

# Prints a setting of a database in a node's list, or nothing.
database_setting() { sed -n "s/^$2\\.$3=//p" "$HOME_DIR/$1/databases.properties"; }

pool() {
  local node=$1 database=$2 template=pool escaped name
  name=$(pool_name "$node" "$database")
  case $(database_setting "$node" "$database" url) in jdbc:postgresql:*) template=pool-postgresql ;; esac
  # asadmin reads ':' and '=' in a value as separators unless they are escaped, and sed needs another backslash. By default H2 caches eight parsed
  # statements per connection, but an issue has more.
  escaped=$(database_setting "$node" "$database" url | sed -e 's/^jdbc:h2:.*/&;QUERY_CACHE_SIZE=64/' -e 's/[:=]/\\\\&/g' -e 's/&/\\&/g')
  sed -e "s|@URL@|$escaped|" -e "s|@DATABASE@|$name|g" -e "s|@USER@|$(database_setting "$node" "$database" runtime-user)|" \
    -e "s|@PASSWORD@|$(password_variable "$name")|" "$ROOT/launcher/payara/$template.asadmin"
}

# A node gets the passwords of its runtime roles in environment variables, so that no file of the home and no command line contains them.
password_variable() { local name=${1^^}; printf 'BAILIWICK_%s_PASSWORD' "${name//-/_}"; }

export_passwords() {
  local node=$1 database file variable
  for database in $(databases_of "$node"); do
    file=$(database_setting "$node" "$database" runtime-password-file)
    [ -n "$file" ] || continue
    variable=$(password_variable "$(pool_name "$node" "$database")")
    printf -v "$variable" '%s' "$(head -n 1 "$file")"
    export "${variable?}"
  done
}

# Migrates the databases of the nodes that do not run. A running node has its H2 files open, and its databases were migrated before it started;
# another node may be starting now. A file beside an H2 file, which a backup includes, names the migrations that were applied; every other database is
# asked each time.
home_migrate() {
  local node nodes=() files=()
  for node in "$@"; do
    case $node in domain-*) continue ;; esac # its databases are those of domain
    if [ -z "$(node_pid "$node")" ] && ! migrated "$node"; then
      nodes+=("$node") files+=("$HOME_DIR/$node/databases.properties")
    fi
  done
  [ ${#files[@]} -gt 0 ] || return 0
  run_command migrate --sql "$ROOT/sql" "${files[@]}"
  for node in "${nodes[@]}"; do schema_digest "$node" >"$HOME_DIR/$node/db/migrated"; done
}

migrated() {
  local database
  for database in $(databases_of "$1"); do
    closed_well "$HOME_DIR/$1/db/$database.mv.db" || return 1
    grep -xF "$database.url=$(h2_url "$1" "$database")" "$HOME_DIR/$1/databases.properties" >/dev/null || return 1
  done
  [ "$(schema_digest "$1")" = "$(cat "$HOME_DIR/$1/db/migrated" 2>/dev/null)" ]
}

# Whether the header of an H2 file says that it was closed. After a kill it does not, and `migrate` writes the file anew
# (docs/decisions/0032-kept-ledger-files.md).
closed_well() {
  [ -f "$1" ] && head -c 4096 "$1" | tr -d '\0' | grep ',clean:1,' >/dev/null
}

schema_digest() {
  local database
  for database in $(databases_of "$1"); do cat "$ROOT/sql/$database"/*.sql; done | cat - "$HOME_DIR/$1/databases.properties" \
    | openssl dgst -sha256 -r | cut -d ' ' -f 1
}
