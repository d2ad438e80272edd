# shellcheck shell=bash
# ./bailiwick init: asks for the settings of a new home, or takes them from a file, checks them against this machine, and writes bailiwick.conf.

help_init() {
  cat <<'TEXT'
usage: ./bailiwick init [--try-out|--production] [--file FILE]
       ./bailiwick init --print-file [--production]

Chooses names, ports, databases and HSM of a new home before ./bailiwick up makes it, and writes them to bailiwick.conf there. It asks at a terminal,
each time with the default in brackets; with --file nothing is asked. Variables of the environment come before the file. Every verb reads
bailiwick.conf later. It may be repeated until ./bailiwick up has made the home, because certificates and published URLs then contain these values.

--file FILE   settings, one BAILIWICK_NAME=value a line, without quotes; what is missing has its default
--print-file  prints such a file with all settings and what they mean, and does nothing else
--try-out     this machine only, H2 files and SoftHSM2: nothing else has to be there (the default)
--production  refuses H2, keys in files, names that only this machine knows, and names of examples (docs/production.md)

init refuses names that do not resolve, addresses that this machine does not have, ports in use, too little space on the disk, a home that is made
already or by a newer version, wrong owners and modes of files, and a second init or up at once. It says what to do about each, and writes nothing then.
The exit code is 0 when bailiwick.conf is written, 1 when something was refused, and 2 for wrong options.

BAILIWICK_HOME  state folder (./var)
TEXT
}

INIT_QUESTIONS=(
  "BAILIWICK_TRUST_DOMAIN|Trust domain, the first part of all names (spiffe://TRUST-DOMAIN/…); a DNS name that is yours"
  "BAILIWICK_ORGANISATION|Organisation, as certificates name it"
  "BAILIWICK_AUTHORITY_NAME|Host name or address at which others reach the authority"
  "BAILIWICK_DOMAIN_NAME|Host name or address at which others reach the domain node"
  "BAILIWICK_ADDRESS|IP addresses on which the nodes listen here, with commas between them"
  "BAILIWICK_AUTHORITY_PORT|Port of the authority (TLS)"
  "BAILIWICK_HTTP_PORT|Port of the authority for CRLs, OCSP and issuers' certificates (plain HTTP)"
  "BAILIWICK_DOMAIN_PORT|Port of the domain node (TLS)"
  "BAILIWICK_DATABASES|File with the PostgreSQL databases (docs/deploy.md#postgresql-instead-of-h2); empty: H2 files"
  "BAILIWICK_HSM|HSM: softhsm2 makes tokens in files; module: the configurations of your HSM's tokens are in HOME/hsm"
)

verb_init() {
  local file="" mode="" print=no
  while [ $# -gt 0 ]; do
    case $1 in
      -h|--help|help) help_init; return ;;
      --file) [ -n "${2:-}" ] || init_usage "--file needs a file"; file=$2; shift ;;
      --try-out|--production) [ -z "$mode" ] || [ "$mode" = "${1#--}" ] || init_usage "--try-out or --production, not both"; mode=${1#--} ;;
      --print-file) print=yes ;;
      *) init_usage "no such option: $1" ;;
    esac
    shift
  done
  if [ $print = yes ]; then init_print_file "${mode:-try-out}"; return; fi
  init_run "$file" "$mode"
}

init_usage() { help_init >&2; printf 'bailiwick: %s\n' "$1" >&2; exit 2; }

# init_run FILE MODE: environment, file, terminal and defaults, in this order.
init_run() {
  local file=$1 mode=$2 faults
  init_require_new
  if [ -n "$file" ]; then configuration_read "$file" configuration_export; else configuration_load; fi
  # The option counts more than what an earlier init has written.
  [ -z "$mode" ] || BAILIWICK_MODE=$mode
  if [ -z "$file" ]; then
    if [ -t 0 ]; then init_ask
    elif [ -z "$mode" ] && [ ! -f "$HOME_DIR/bailiwick.conf" ]; then
      die "standard input is no terminal, so nothing can be asked: give --file FILE (--print-file prints one), or --try-out for the defaults"
    fi
  fi
  init_defaults
  faults=$(init_faults)
  [ -z "$faults" ] || { printf 'bailiwick: init wrote nothing, because\n%s\n' "$(items "$faults")" >&2; exit 1; }
  init_store
  init_next
}

# Refuses a home that is made, and a second init or up at once. The lock is held until this process ends.
init_require_new() {
  local fault
  if [ -f "$HOME_DIR/instance.env" ]; then
    die "$HOME_DIR is made already, and its certificates contain its names: ./bailiwick status shows it; for another one set BAILIWICK_HOME"
  fi
  fault=$(place_fault)
  [ -n "$fault" ] || fault=$(newer_fault)
  [ -n "$fault" ] || fault=$(home_faults | head -n 1)
  [ -z "$fault" ] || die "$fault"
  mkdir -p "$HOME_DIR/run"
  exec 8>>"$HOME_DIR/run/home.lock"
  flock -n 8 || die "another ./bailiwick init or up is at work in $HOME_DIR (process $(head -n 1 "$HOME_DIR/run/home.lock.holder" 2>/dev/null || echo unknown)): wait for its end, or end it, and try again"
  echo $$ >"$HOME_DIR/run/home.lock.holder"
}

# init_default KEY: prints the default of a setting, which may follow from settings before it.
init_default() {
  case $1 in
    BAILIWICK_MODE) echo try-out ;;
    BAILIWICK_TRUST_DOMAIN) is_production || echo bailiwick.example ;;
    BAILIWICK_ORGANISATION) is_production || echo Bailiwick ;;
    BAILIWICK_AUTHORITY_NAME) if is_production; then hostname -f 2>/dev/null || true; else echo 127.0.0.1; fi ;;
    BAILIWICK_DOMAIN_NAME) echo "${BAILIWICK_AUTHORITY_NAME:-}" ;;
    BAILIWICK_ADDRESS) if is_production; then echo 0.0.0.0; else echo 127.0.0.1; fi ;;
    BAILIWICK_AUTHORITY_PORT) echo 8443 ;;
    BAILIWICK_HTTP_PORT) echo 8080 ;;
    BAILIWICK_DOMAIN_PORT) echo 9443 ;;
    BAILIWICK_HSM) if is_production; then echo module; else echo softhsm2; fi ;;
  esac
}

# Asks for each setting that the environment does not give, with its default in brackets. An empty answer is the default.
init_ask() {
  local each key
  say "Settings of $HOME_DIR. Return takes what is in brackets. Names and ports cannot be changed later."
  [ -n "${BAILIWICK_MODE:-}" ] || init_question BAILIWICK_MODE "try-out (this machine only, nothing else needed) or production"
  for each in "${INIT_QUESTIONS[@]}"; do
    key=${each%%|*}
    # What is for trying out asks for nothing that must be there already.
    case $key in BAILIWICK_DATABASES|BAILIWICK_HSM|BAILIWICK_ORGANISATION) is_production || continue ;; esac
    init_question "$key" "${each#*|}"
  done
}

init_question() {
  local key=$1 default answer=""
  default=${!key:-$(init_default "$key")}
  printf '%s [%s]: ' "$2" "$default"
  IFS= read -r answer || { echo; die "the input ended before everything was asked; nothing was written"; }
  printf -v "$key" '%s' "${answer:-$default}"
}

init_defaults() {
  local each key
  for each in "BAILIWICK_MODE|" "${INIT_QUESTIONS[@]}"; do
    key=${each%%|*}
    [ -n "${!key:-}" ] || printf -v "$key" '%s' "$(init_default "$key")"
  done
}

# init_faults: prints everything that is wrong with the settings on this machine, one a line.
init_faults() {
  case $BAILIWICK_MODE in try-out|production) ;; *) echo "BAILIWICK_MODE is try-out or production, not '$BAILIWICK_MODE'" ;; esac
  case $BAILIWICK_HSM in softhsm2|module) ;; *) echo "BAILIWICK_HSM is softhsm2 or module, not '$BAILIWICK_HSM'" ;; esac
  [[ -z $BAILIWICK_TRUST_DOMAIN || $BAILIWICK_TRUST_DOMAIN =~ ^[a-z0-9][a-z0-9._-]{0,200}$ ]] \
    || echo "BAILIWICK_TRUST_DOMAIN has other characters than a-z 0-9 . _ -, or more than 201: '$BAILIWICK_TRUST_DOMAIN'"
  init_port_faults
  init_name_faults
  space_fault "$HOME_MEGABYTES"
  init_database_faults
  init_token_faults
  [ "$BAILIWICK_MODE" != production ] || production_faults
}

init_port_faults() {
  local key port address from taken=" "
  from=$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null || echo 1024)
  for key in BAILIWICK_AUTHORITY_PORT BAILIWICK_HTTP_PORT BAILIWICK_DOMAIN_PORT; do
    port=${!key}
    if ! [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || [ "$port" -gt 65535 ]; then echo "$key is no port from 1 to 65535: '$port'"; continue; fi
    case $taken in *" $port "*) echo "$key is the port of another listener: $port"; continue ;; esac
    taken+="$port "
    if [ "$(id -u)" != 0 ] && [ "$port" -lt "$from" ]; then
      echo "$key: ports below $from are for root on this machine: choose another one, or sysctl net.ipv4.ip_unprivileged_port_start=$port"
      continue
    fi
    while IFS= read -r address; do
      case $address in 0.0.0.0) address=127.0.0.1 ;; ::) address=::1 ;; esac
      ! listens "$address" "$port" || echo "$key: port $port of $address is in use by $(who_listens "$port"): end it, or choose another port"
    done < <(ADDRESS=$BAILIWICK_ADDRESS addresses)
  done
}

init_name_faults() {
  local key name address
  while IFS= read -r address; do
    if ! is_address "$address"; then echo "BAILIWICK_ADDRESS is no list of IP addresses with commas: '$BAILIWICK_ADDRESS'"
    elif ! is_own_address "$address"; then echo "BAILIWICK_ADDRESS: this machine has no address $address (hostname -I shows its addresses); 0.0.0.0 stands for all"; fi
  done < <(ADDRESS=$BAILIWICK_ADDRESS addresses)
  for key in BAILIWICK_AUTHORITY_NAME BAILIWICK_DOMAIN_NAME BAILIWICK_AUTHORITY_URL BAILIWICK_PLAIN_URL BAILIWICK_DOMAIN_URL; do
    name=${!key:-}
    case $key in
      *_PLAIN_URL) [ -z "$name" ] || is_base_url http "$name" || { echo "$key is no http URL without query and without slash at its end: '$name'"; continue; } ;;
      *_URL) [ -z "$name" ] || is_base_url https "$name" || { echo "$key is no https URL without query and without slash at its end: '$name'"; continue; } ;;
      *) is_host "$name" || { echo "$key is no host name or IP address: '$name'"; continue; } ;;
    esac
    [ -n "$name" ] || continue
    case $key in *_URL) name=$(host_of_url "$name") ;; esac
    resolves "$name" || echo "$key: $name does not resolve on this machine, and the nodes find each other by it: add it to your DNS, or to /etc/hosts (echo '$(init_first_address) $name' >>/etc/hosts)"
  done
}

init_first_address() { case ${BAILIWICK_ADDRESS%%,*} in 0.0.0.0|::) hostname -I 2>/dev/null | cut -d ' ' -f 1 ;; *) echo "${BAILIWICK_ADDRESS%%,*}" ;; esac; }

# init_database_faults: prints what is wrong with the list of databases, and with the files of passwords that it names.
init_database_faults() {
  local file=$BAILIWICK_DATABASES database key value
  [ -n "$file" ] || return 0
  if ! [ -f "$file" ] || ! [ -r "$file" ]; then echo "BAILIWICK_DATABASES: $file is no file that $(account_name) can read"; return; fi
  for database in aca ars master; do
    for key in url user password-file runtime-user runtime-password-file; do
      value=$(sed -n "s/^$database\\.$key=//p" "$file")
      if [ -z "$value" ]; then echo "$file has no $database.$key (docs/deploy.md#postgresql-instead-of-h2)"; continue; fi
      case $key in
        url) init_server_fault "$value" ;;
        *-file) init_password_fault "$value" ;;
      esac
    done
  done
}

init_password_fault() {
  if ! [ -f "$1" ] || ! [ -r "$1" ]; then echo "$1, the file of a database password, is none that $(account_name) can read"
  elif [ -n "$(find "$1" -perm /007)" ]; then echo "$1 is a database password that every account of this machine can read: chmod 0600 $1"; fi
}

# init_server_fault URL: prints whether the server of a JDBC URL takes connections.
init_server_fault() {
  local host port
  [[ $1 =~ ^jdbc:postgresql://([^/:]+|\[[0-9A-Fa-f:]+\])(:([0-9]+))?/ ]] || { echo "the databases' URL is none of PostgreSQL with a host: $1"; return; }
  host=${BASH_REMATCH[1]} port=${BASH_REMATCH[3]:-5432}
  host=${host#[} host=${host%]}
  timeout 5 bash -c "exec 3<>/dev/tcp/$host/$port" 2>/dev/null \
    || echo "nothing answers at $host port $port, where the databases are: start PostgreSQL there, or mend the URL in $BAILIWICK_DATABASES"
}

# With an HSM of one's own, the configurations of its tokens must be there before `up` holds the ceremony.
init_token_faults() {
  local fault
  [ "$BAILIWICK_HSM" = module ] || return 0
  fault=$(token_files_fault)
  [ -z "$fault" ] || echo "$fault"
}

init_store() {
  local key
  {
    echo "# Settings of this home, read by ./bailiwick at each call. ./bailiwick init --print-file explains each of them."
    echo "# Names, ports, trust domain, databases and HSM cannot be changed once ./bailiwick up has made the home."
    for key in "${CONFIGURATION_KEYS[@]}"; do [ -z "${!key:-}" ] || printf '%s=%s\n' "$key" "${!key}"; done
  } >"$HOME_DIR/bailiwick.conf.new"
  mv "$HOME_DIR/bailiwick.conf.new" "$HOME_DIR/bailiwick.conf"
}

init_next() {
  say "Wrote $HOME_DIR/bailiwick.conf"
  [ "$BAILIWICK_MODE" != production ] || [ "$BAILIWICK_HSM" = module ] \
    || say "This is a rehearsal: SoftHSM2 keeps the keys of the CA in files, which docs/practice.md (6.2) forbids for service"
  say ""
  if [ "$BAILIWICK_MODE" = production ]; then
    say "next:  $(program_name) up --prepare-only   holds the ceremony and makes the databases; two persons watch it (docs/production.md)"
  else
    say "next:  $(program_name) up           makes keys, certificates and databases, and starts both nodes"
    say "       $(program_name) quickstart   the same, with a first agent and a first job"
  fi
}

# init_print_file MODE: prints a file for --file, with all settings; those that have a default as comments.
init_print_file() {
  local each key
  BAILIWICK_MODE=$1
  cat <<TEXT
# Settings for ./bailiwick init --file: one BAILIWICK_NAME=value a line, without quotes. A line that begins with # does not count.
# Everything down to BAILIWICK_HSM is fixed when ./bailiwick up makes the home, since certificates and published URLs contain it.

# try-out: this machine only. production: refuses what is for trying out
BAILIWICK_MODE=$1
TEXT
  for each in "${INIT_QUESTIONS[@]}"; do
    key=${each%%|*}
    printf '\n# %s\n%s%s=%s\n' "${each#*|}" "$([ -z "$(init_default "$key")" ] || echo '#')" "$key" "$(init_default "$key")"
  done | sed 's/^BAILIWICK_DATABASES=$/#&/'
  cat <<'TEXT'

# A rehearsal of production with SoftHSM2; up then says each time that the keys are in files
#BAILIWICK_SOFTWARE_KEYS=accepted
# The PKCS #11 module, if it is not where SoftHSM2 puts its own
#BAILIWICK_PKCS11_MODULE=/usr/lib/softhsm/libsofthsm2.so
# Your file of the ceremony, in place of hsm-config/ceremony/default.properties
#BAILIWICK_CEREMONY=/etc/bailiwick/ceremony.properties
# Complete base URLs, if a proxy has another port or path than the node
#BAILIWICK_AUTHORITY_URL=https://pki.example.com
#BAILIWICK_PLAIN_URL=http://pki.example.com
#BAILIWICK_DOMAIN_URL=https://agents.example.com
# Further names in the certificates of both nodes
#BAILIWICK_NAMES=DNS:pki.example,IP:192.0.2.7
# Context roots in published URLs, for the EAR
#BAILIWICK_AUTHORITY_ROOT=/aca
#BAILIWICK_REGISTRY_ROOT=/ars
#BAILIWICK_MASTER_ROOT=/edge
# Domain nodes on this machine, 1 to 9; more than one needs PostgreSQL and HAProxy
#BAILIWICK_DOMAIN_NODES=1

# These may change at each start: heap and further JVM options of each node, seconds after which a node that is not ready has failed, lines that
# ./bailiwick logs shows, and the ports of the programs that ./bailiwick quickstart starts
#BAILIWICK_HEAP=768m
#BAILIWICK_JAVA_OPTIONS=
#BAILIWICK_READY_SECONDS=300
#BAILIWICK_LOG_LINES=100
#BAILIWICK_KEYCLOAK_PORT=8543
#BAILIWICK_GREETER_PORT=7001
TEXT
}
