# shellcheck shell=bash
# The file bailiwick.conf of a home: settings that ./bailiwick reads at each call, one KEY=value a line. `init` writes it; the environment overrides it
# (docs/decisions/0125-init-and-quickstart.md).

# Settings that bailiwick.conf may have. They are the documented variables of the environment, and those that only `init` and `up` know.
CONFIGURATION_KEYS=(BAILIWICK_MODE BAILIWICK_TRUST_DOMAIN BAILIWICK_ORGANISATION BAILIWICK_AUTHORITY_NAME BAILIWICK_DOMAIN_NAME BAILIWICK_ADDRESS
  BAILIWICK_AUTHORITY_PORT BAILIWICK_HTTP_PORT BAILIWICK_DOMAIN_PORT BAILIWICK_DATABASES BAILIWICK_HSM BAILIWICK_SOFTWARE_KEYS
  BAILIWICK_PKCS11_MODULE BAILIWICK_CEREMONY BAILIWICK_AUTHORITY_URL BAILIWICK_PLAIN_URL BAILIWICK_DOMAIN_URL BAILIWICK_AUTHORITY_ROOT
  BAILIWICK_REGISTRY_ROOT BAILIWICK_MASTER_ROOT BAILIWICK_NAMES BAILIWICK_DOMAIN_NODES BAILIWICK_HEAP BAILIWICK_JAVA_OPTIONS
  BAILIWICK_READY_SECONDS BAILIWICK_LOG_LINES BAILIWICK_KEYCLOAK_PORT BAILIWICK_GREETER_PORT)

# The home whose file was read, and the settings that came from it.
CONFIGURATION_OF=""
CONFIGURED=" "

# configuration_load: exports what the home's bailiwick.conf sets and the environment does not. An empty variable counts as not set.
configuration_load() {
  [ "$CONFIGURATION_OF" != "$HOME_DIR" ] || return 0
  CONFIGURATION_OF=$HOME_DIR
  [ -e "$HOME_DIR/bailiwick.conf" ] || return 0
  # Options of the JVM are among the settings, so whoever writes the file runs code as this account.
  [ -z "$(find -L "$HOME_DIR/bailiwick.conf" -perm /002 2>/dev/null)" ] \
    || die "every account of this machine may change $HOME_DIR/bailiwick.conf: chmod o-w it, and look whether somebody did"
  configuration_read "$HOME_DIR/bailiwick.conf" configuration_export
}

configuration_export() {
  [ -z "${!1:-}" ] || return 0
  export "$1=$2"
  CONFIGURED+="$1 "
}

# configuration_read FILE COMMAND: calls COMMAND with key and value of each line. The file is read as text and never run. A line of another form, an
# unknown key, or one that is there twice is refused, because a setting that was misspelt would otherwise not count, and nobody would know.
configuration_read() {
  local file=$1 command=$2 line key value number=0 seen=" "
  if ! [ -f "$file" ] || ! [ -r "$file" ]; then die "$file is no file that $(account_name) can read"; fi
  [ "$(wc -c <"$file")" -le 65536 ] || die "$file has more than 64 KiB, so it is no bailiwick.conf"
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    line=${line%$'\r'}
    case $line in ''|'#'*) continue ;; esac
    [[ $line =~ ^(BAILIWICK_[A-Z0-9_]+)=(.*)$ ]] || die "$file, line $number: not of the form BAILIWICK_NAME=value: '$line'"
    key=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
    is_configuration_key "$key" || die "$file, line $number: there is no setting $key; ./bailiwick init --print-file lists them"
    case $seen in *" $key "*) die "$file, line $number: $key is there twice" ;; esac
    seen+="$key "
    [[ ! $value =~ [[:cntrl:]] ]] || die "$file, line $number: the value has a control character"
    [[ ! $value =~ ^[\"\'] ]] || die "$file, line $number: a value stands without quotes"
    [ -z "$value" ] || "$command" "$key" "$value"
  done <"$file"
}

is_configuration_key() { case " ${CONFIGURATION_KEYS[*]} " in *" $1 "*) return 0 ;; *) return 1 ;; esac; }

# is_production: whether this home is for service, by its bailiwick.conf.
is_production() { [ "${BAILIWICK_MODE:-try-out}" = production ]; }

# production_faults: prints what a home for service may not have, one a line, with what to do. docs/practice.md gives the reasons.
production_faults() {
  [ -n "${BAILIWICK_DATABASES:-}" ] \
    || echo "production needs PostgreSQL, because an H2 file does not survive a power cut: set BAILIWICK_DATABASES (docs/production.md#3-databases)"
  case ${BAILIWICK_HSM:-softhsm2}/${BAILIWICK_SOFTWARE_KEYS:-} in
    module/*|softhsm2/accepted) ;;
    *) echo "production needs an HSM, because SoftHSM2 keeps the keys of the CA in files (docs/practice.md, 6.2): set BAILIWICK_HSM=module and put the configurations of its tokens into $HOME_DIR/hsm (docs/production.md#2-keys); for a rehearsal set BAILIWICK_SOFTWARE_KEYS=accepted" ;;
  esac
  ! is_loopback "$(host_of_url "${BAILIWICK_AUTHORITY_URL:-https://$(url_host "${BAILIWICK_AUTHORITY_NAME:-127.0.0.1}")}")" \
    || echo "certificates would have URLs that lead to this machine only, and for years: set BAILIWICK_AUTHORITY_NAME to the name by which others find the authority"
  [ "${BAILIWICK_TRUST_DOMAIN:-bailiwick.example}" != bailiwick.example ] \
    || echo "bailiwick.example is the trust domain of examples: set BAILIWICK_TRUST_DOMAIN to a DNS name that is yours"
  [ -n "${BAILIWICK_ORGANISATION:-}${BAILIWICK_CEREMONY:-}" ] \
    || echo "certificates would name the organisation Bailiwick: set BAILIWICK_ORGANISATION, or the file of your ceremony in BAILIWICK_CEREMONY"
}

is_loopback() { case $1 in 127.*|::1|localhost|*.localhost) return 0 ;; *) return 1 ;; esac; }

# items LINES: prints lines as a list.
# shellcheck disable=SC2001 # a replacement in bash knows no beginning of a line
items() { sed 's/^/  - /' <<<"$1"; }

# production_require: refuses to serve with defaults that are for trying out. A rehearsal with keys in files is permitted, and said each time.
production_require() {
  local faults
  is_production || return 0
  faults=$(production_faults)
  [ -z "$faults" ] || die "$HOME_DIR is for production (BAILIWICK_MODE):"$'\n'"$(items "$faults")"
  if grep -s '^aca.url=jdbc:h2:' "$HOME_DIR/authority/databases.properties" >/dev/null; then
    die "$HOME_DIR is for production (BAILIWICK_MODE), and was made on H2. Make a new home; data do not move from H2 to PostgreSQL"
  fi
  [ "${BAILIWICK_HSM:-softhsm2}" = module ] \
    || printf 'WARNING: this is a rehearsal, because SoftHSM2 keeps the keys of the CA in files (docs/practice.md, 6.2)\n' >&2
}
