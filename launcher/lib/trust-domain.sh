# shellcheck shell=bash
# Further trust domains. Each has a home of its own in trust-domains/ of this home. This home's authority process serves it by a copy of the
# application, which reads the further home only (docs/trust-domains.md).
# shellcheck disable=SC2030,SC2031,SC2153 # a subshell for each trust domain, whose variables shall not come back; others come from instance.env

# trust_domain_add NAME [--https-port N] [--http-port N] [--domain-port N] [NAMES AND URLS] [--as OFFICER]: makes the missing files, or serves a
# removed trust domain again. It may be repeated. In a home that joined another: trust_domain_add NAME --join FOLDER [--https-port N] [--http-port N].
trust_domain_add() {
  local name=${1:-} folder
  [ $# -eq 0 ] || shift
  require_name "$name"
  home_load
  if [ "$(home_kind)" = -joined ]; then trust_domain_add_joined "$name" "$@"; return; fi
  [ -f "$HOME_DIR/instance.env" ] || die "$HOME_DIR is empty; ./bailiwick up makes the first trust domain"
  case $(home_kind) in
    '') ;;
    *) die "$HOME_DIR has no authority; add trust domains at the home that has" ;;
  esac
  [ "$name" != "$TRUST_DOMAIN" ] || die "$name is the trust domain of $HOME_DIR itself"
  folder=$HOME_DIR/trust-domains/$name
  (
    flock 8
    mkdir -p "$folder"/{logs,run,hsm,policy,operators}
    if [ -f "$folder/removed" ]; then trust_domain_back "$folder" "$@"; fi
    [ -f "$folder/hosted" ] || next_slug >"$folder/hosted"
    trust_domain_make "$HOME_DIR" "$name" "$(cat "$folder/hosted")" "$@"
  ) 8>"$HOME_DIR/run/home.lock"
  say "$name is in $folder"
  [ -z "$(node_pid authority)" ] || say "The running authority serves it after ./bailiwick down authority && ./bailiwick up authority"
}

require_name() { [[ $1 =~ ^[a-z0-9][a-z0-9._-]{0,200}$ ]] || die "no name of a trust domain: '$1'"; }

# trust_domain_remove NAME [OPTION…]: ends the service from the next start on, and deletes nothing. The audit log records it before the file `hosted`,
# which marks a served trust domain, is renamed to `removed`. The file `removed` reserves the number, tokens and ports.
trust_domain_remove() {
  local name=${1:-} folder
  [ $# -eq 0 ] || shift
  require_name "$name"
  home_load
  folder=$HOME_DIR/trust-domains/$name
  if [ -f "$folder/removed" ]; then say "$name is removed already; its home is $folder"; return; fi
  [ -f "$folder/hosted" ] || die "$name is no trust domain that was added to $HOME_DIR"
  [ -z "$(node_pid authority)" ] || die "the authority runs, and serves $name; ./bailiwick down authority first"
  [ -z "$(HOME_DIR=$folder node_pid domain)" ] || die "the domain node of $name runs; BAILIWICK_HOME=$folder ./bailiwick down first"
  (
    flock 8
    [ "$(home_kind)" = -joined ] || trust_domain_record "$folder" "$@"
    mv "$folder/hosted" "$folder/removed"
  ) 8>"$HOME_DIR/run/home.lock"
  if [ "$(home_kind)" = -joined ]; then say "$name is served no more by this node"; return; fi
  say "$name is served no more. Its ledger, keys and audit log stay in $folder"
  say "./bailiwick trust-domain add $name takes it up again"
}

# Adds a trust domain to a home that joined another. The other node writes its ledger and audit log, so this node only begins to serve it.
trust_domain_add_joined() {
  local name=$1 from="" https="" http="" folder=$HOME_DIR/trust-domains/$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --join) from=${2:?--join needs the home of the node that is there} ;;
      --https-port) https=${2:?--https-port needs a number} ;;
      --http-port) http=${2:?--http-port needs a number} ;;
      *) die "no such option where a home joined another: $1" ;;
    esac
    shift 2
  done
  if [ -f "$folder/removed" ]; then
    mv "$folder/removed" "$folder/hosted"
  elif [ ! -f "$folder/hosted" ]; then
    [ -n "$from" ] || die "$HOME_DIR joined another home; say with --join which one serves $name"
    from=$(home_of "$from")
    [ -f "$from/trust-domains/$name/hosted" ] || die "$from serves no $name"
    require_joinable "$from/trust-domains/$name"
    trust_domain_join "$from/trust-domains/$name" "$name=$https,$http"
    if [ -z "$(node_pid authority)" ]; then home_drivers; fi
  fi
  say "$name is in $folder, and is served after ./bailiwick down authority && ./bailiwick up authority"
}

# trust_domain_join FOLDER [NAME=PORT,HTTP-PORT…]: makes this node serve the trust domains that another node serves. Their numbers stay the same,
# because settings of pools and tokens contain them; by default the ports are the same, too.
trust_domain_join() (
  local from=$1 name=${1##*/} host=$HOME_DIR ports=, each
  shift
  for each in "$@"; do [ "${each%%=*}" != "$name" ] || ports=${each#*=}; done
  instance_load "$host"
  export BAILIWICK_AUTHORITY_PORT=${ports%%,*} BAILIWICK_HTTP_PORT=${ports#*,} BAILIWICK_ADDRESS=$ADDRESS
  HOME_DIR=$host/trust-domains/$name
  instance_load "$from"
  require_own_ports "$host" "${BAILIWICK_AUTHORITY_PORT:-$AUTHORITY_PORT}" "${BAILIWICK_HTTP_PORT:-$HTTP_PORT}"
  home_copy "$from"
  cp "$from/hosted" "$HOME_DIR/hosted"
)

# trust_domain_back FOLDER [OPTION…]: serves a removed trust domain again. It uses only the option --as.
trust_domain_back() {
  local folder=$1 officer=()
  shift
  while [ $# -gt 0 ]; do
    [ "$1" != --as ] || officer=(--as "${2:?--as needs an officer}")
    shift
  done
  trust_domain_record "$folder" --back ${officer[@]+"${officer[@]}"}
  mv "$folder/removed" "$folder/hosted"
}

# Writes the removal or the return of a trust domain to its audit log. Its database is migrated first, because a trust domain that was never served
# has no tables yet.
trust_domain_record() (
  HOME_DIR=$1
  shift
  home_migrate authority
  export_softhsm
  run_command ca decommission --home "$HOME_DIR" "$@"
)

# Prints the kind of the home, which nodes_from appends to the chosen nodes: -joined has no domain node, and -hosted (a further trust domain) has no
# authority node.
home_kind() {
  if [ -f "$HOME_DIR/hosted" ] || [ -f "$HOME_DIR/removed" ]; then printf -- -hosted; fi
  sed -n 's/^JOINED=yes$/-joined/p' "$HOME_DIR/instance.env" 2>/dev/null || true
}

# Prints the name of a connection pool. The authority of a further trust domain shares a process with another authority, so its pool has a name of its
# own.
pool_name() {
  if [ "$1" = authority ] && [ -f "$HOME_DIR/hosted" ]; then printf '%s-%s' "$2" "$(cat "$HOME_DIR/hosted")"; else printf '%s' "$2"; fi
}

# Prints the short name of a new trust domain, by which server and HSM distinguish its parts. The first trust domain has none.
next_slug() {
  local file number=1
  for file in "$HOME_DIR"/trust-domains/*/{hosted,removed}; do
    [ -s "$file" ] || continue
    [ "$(sed 's/^td-//' "$file")" -le "$number" ] || number=$(sed 's/^td-//' "$file")
  done
  echo "td-$((number + 1))"
}

# Makes the home of a further trust domain. It runs in a subshell, because it changes HOME_DIR.
trust_domain_make() (
  local host=$1 name=$2 slug=$3 https="" http="" domain=""
  shift 3
  # The caller's environment may still have the names of the first trust domain.
  export BAILIWICK_ADDRESS="" BAILIWICK_AUTHORITY_NAME="" BAILIWICK_DOMAIN_NAME="" BAILIWICK_AUTHORITY_URL="" BAILIWICK_PLAIN_URL="" \
    BAILIWICK_DOMAIN_URL=""
  while [ $# -gt 0 ]; do
    case $1 in
      --https-port) https=${2:?--https-port needs a number} ;;
      --http-port) http=${2:?--http-port needs a number} ;;
      --domain-port) domain=${2:?--domain-port needs a number} ;;
      --authority-name) BAILIWICK_AUTHORITY_NAME=${2:?--authority-name needs a host name} ;;
      --domain-name) BAILIWICK_DOMAIN_NAME=${2:?--domain-name needs a host name} ;;
      --authority-url) BAILIWICK_AUTHORITY_URL=${2:?--authority-url needs a URL} ;;
      --plain-url) BAILIWICK_PLAIN_URL=${2:?--plain-url needs a URL} ;;
      --domain-url) BAILIWICK_DOMAIN_URL=${2:?--domain-url needs a URL} ;;
      --as) ;;
      *) die "no such option: $1" ;;
    esac
    shift 2
  done
  HOME_DIR=$host/trust-domains/$name
  if [ ! -f "$HOME_DIR/instance.env" ]; then
    https=${https:-$((AUTHORITY_PORT + 1))} http=${http:-$((HTTP_PORT + 1))} domain=${domain:-$((DOMAIN_PORT + 1))}
    require_own_ports "$host" "$https" "$http" "$domain"
    require_own_databases "$host"
    BAILIWICK_ADDRESS=$ADDRESS BAILIWICK_AUTHORITY_NAME=${BAILIWICK_AUTHORITY_NAME:-$AUTHORITY_NAME}
    BAILIWICK_DOMAIN_NAME=${BAILIWICK_DOMAIN_NAME:-$DOMAIN_NAME}
    # SoftHSM2 has one folder of tokens per process.
    [ -f "$HOME_DIR/hsm/softhsm2.conf" ] || cp "$host/hsm/softhsm2.conf" "$HOME_DIR/hsm/"
  fi
  export BAILIWICK_HOME=$HOME_DIR BAILIWICK_TRUST_DOMAIN=$name BAILIWICK_AUTHORITY_PORT=$https BAILIWICK_HTTP_PORT=$http \
    BAILIWICK_DOMAIN_PORT=$domain BAILIWICK_TOKEN_PREFIX=$slug-
  home_load
  require_own_urls "$host"
  home_make
  HOME_DIR=$host
  [ -n "$(node_pid authority)" ] || trust_domains_migrate
)

# Refuses ports that another trust domain of this installation uses.
require_own_ports() {
  local host=$1 port taken
  shift
  taken=" $({ cat "$host/instance.env" "$host"/trust-domains/*/instance.env 2>/dev/null || true; } | sed -n 's/^[A-Z]*_PORT=//p' | tr '\n' ' ')"
  for port in "$@"; do
    [[ $port =~ ^[0-9]{1,5}$ ]] || die "no port: '$port'"
    case $taken in *" $port "*) die "port $port belongs to another trust domain of $host; choose with --https-port, --http-port, --domain-port" ;; esac
    taken+="$port "
  done
}

# Refuses URLs of another trust domain, because certificates, events and tokens identify a trust domain by them.
require_own_urls() {
  local file url
  for file in "$1/instance.env" "$1"/trust-domains/*/instance.env; do
    { [ -f "$file" ] && [ "$file" != "$HOME_DIR/instance.env" ]; } || continue
    for url in "AUTHORITY_URL=$AUTHORITY_URL" "PLAIN_URL=$PLAIN_URL" "DOMAIN_URL=$DOMAIN_URL"; do
      ! grep -xF -e "$(printf '%s=%q' "${url%%=*}" "${url#*=}")" "$file" >/dev/null || die "${url#*=} belongs to another trust domain of $1"
    done
  done
}

# Prints the homes of further trust domains, one a line, in the order in which they were added.
trust_domain_homes() {
  local file
  for file in "$HOME_DIR"/trust-domains/*/hosted; do
    if [ -f "${file%/hosted}/instance.env" ]; then printf '%s %s\n' "$(sed 's/^td-//' "$file")" "${file%/hosted}"; fi
  done | sort -n | cut -d ' ' -f 2-
}

# for_trust_domains COMMAND…: runs the command for each further trust domain, with HOME_DIR, HOSTED_AS and the ports of that trust domain.
for_trust_domains() {
  local folder
  while IFS= read -r folder; do
    (
      HOME_DIR=$folder HOSTED_AS=$(cat "$folder/hosted")
      instance_load "$folder"
      "$@" </dev/null
    )
  done < <(trust_domain_homes)
}

trust_domains_migrate() { for_trust_domains home_migrate authority; }

trust_domain_list() {
  local file
  home_load
  trust_domain_line
  for_trust_domains trust_domain_line
  for file in "$HOME_DIR"/trust-domains/*/removed; do
    [ ! -f "$file" ] || say "$(basename "${file%/removed}")  removed  ${file%/removed}"
  done
}

trust_domain_line() {
  local host
  host=$(url_host "$AUTHORITY_NAME")
  say "$TRUST_DOMAIN  https://$host:$AUTHORITY_PORT  http://$host:$HTTP_PORT  $HOME_DIR"
}

# Prints the commands for listeners and pools of a further trust domain, which the server runs before it boots.
trust_domain_listeners() {
  sed -e "s|@AS@|$HOSTED_AS|g" -e "s|@ADDRESS@|$(addresses | head -n 1)|" -e "s|@TLS_PORT@|$AUTHORITY_PORT|" -e "s|@HTTP_PORT@|$HTTP_PORT|" \
    "$ROOT/launcher/payara/trust-domain.asadmin"
  further_listeners "$AUTHORITY_PORT" "$HOSTED_AS-https" "$HOSTED_AS-threads"
  further_listeners "$HTTP_PORT" "$HOSTED_AS-http" "$HOSTED_AS-threads"
  cat "$HOME_DIR/authority/pools.asadmin"
}

# Refuses the database of another trust domain, because two trust domains would write to one ledger.
require_own_databases() {
  local url
  [ -n "${BAILIWICK_DATABASES:-}" ] || return 0
  while IFS= read -r url; do
    ! { cat "$1"/*/databases.properties "$1"/trust-domains/*/*/databases.properties 2>/dev/null || true; } | cut -d = -f 2- | grep -xF -e "$url" >/dev/null \
      || die "$url belongs to another trust domain of $1; BAILIWICK_DATABASES must name databases of this one"
  done < <(sed -n 's/^[a-z]*\.url=//p' "$BAILIWICK_DATABASES")
}

# trust_domain_alias FOLDER: adds a listener's alias to the server's key store, because Grizzly requires the alias there. The key is never used,
# because the key manager of tls-provider reads no key store; so the password is Payara's default password.
trust_domain_alias() {
  "$JAVA_HOME/bin/keytool" -genkeypair -alias "$HOSTED_AS" -keyalg EC -groupname secp256r1 -dname CN=unused -validity 1 \
    -keystore "$1/config/keystore.p12" -storepass changeit 2>/dev/null
}

# trust_domain_deploy FOLDER: makes a copy of the application in the server's folder, at each start.
trust_domain_deploy() {
  trust_domain_archive "$1/aca-web-$HOSTED_AS.war"
  sed -e "s|@NAME@|aca-web-$HOSTED_AS|" -e "s|@ROOT@|/|" -e "s|@SERVER@|$HOSTED_AS|" -e "s|@WAR@|$1/aca-web-$HOSTED_AS.war|" \
    "$ROOT/launcher/payara/deploy.asadmin"
}

# Makes the copy, which differs from the first application in its trust domain and its data source.
trust_domain_archive() (
  local war=$1 jar=WEB-INF/lib/aca-ejb-$VERSION.jar classes=WEB-INF/classes/META-INF
  rm -rf "$war.d"
  mkdir -p "$war.d/ejb" "$war.d/$classes"
  cp "$NODE_FILES/aca-web.war" "$war"
  cd "$war.d" || exit 1
  "$JAVA_HOME/bin/jar" -xf "$war" "$jar" WEB-INF/web.xml
  (cd ejb && "$JAVA_HOME/bin/jar" -xf "../$jar" META-INF/persistence.xml)
  own_data_source WEB-INF/web.xml
  own_data_source ejb/META-INF/persistence.xml
  "$JAVA_HOME/bin/jar" -uf "$jar" -C ejb META-INF/persistence.xml
  # In a Java properties file a backslash must be doubled.
  printf 'trust-domain=%s\nsettings=%s\n' "$TRUST_DOMAIN" "${HOME_DIR//\\/\\\\}/authority/bailiwick.properties" \
    >"$classes/bailiwick-deployment.properties"
  "$JAVA_HOME/bin/jar" -uf "$war" WEB-INF
  cd / && rm -rf "$war.d"
)

# Replaces the data source, because the copy would otherwise write to the ledger of the first trust domain.
own_data_source() {
  sed -i "s|>jdbc/bailiwick-aca<|>jdbc/bailiwick-aca-$HOSTED_AS<|" "$1"
  grep -F ">jdbc/bailiwick-aca-$HOSTED_AS<" "$1" >/dev/null || die "$1 names no data source that could be replaced"
}

# Prints JVM options with the folder of each further listener's certificate, by the alias of the listener.
trust_domain_options() { printf -- '-Dnode.tls-folder.%s=%s\n' "$HOSTED_AS" "$HOME_DIR/authority/tls"; }

# Exports the passwords of further databases to the caller's environment.
trust_domain_passwords() {
  local folder
  while IFS= read -r folder; do
    HOME_DIR=$folder HOSTED_AS=$(cat "$folder/hosted") export_passwords authority
  done < <(trust_domain_homes)
}

trust_domain_ports() { printf '%s\n' "$AUTHORITY_PORT" "$HTTP_PORT"; }

trust_domain_status() {
  say "  trust domain $TRUST_DOMAIN: ports $AUTHORITY_PORT (TLS), $HTTP_PORT (plain)"
  checks_of "$(listener_answer authority "")"
}
