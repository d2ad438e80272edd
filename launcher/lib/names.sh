# shellcheck shell=bash
# The public names of a home, and the addresses at which its nodes listen. A name may resolve to a proxy or to an address that a router translates, so
# names and addresses are set separately (docs/decisions/0037-names-and-addresses.md).
# shellcheck disable=SC2034,SC2153 # read and set elsewhere: instance.env holds them

# Sets the names and addresses of a home that does not exist yet.
names_from_environment() {
  AUTHORITY_NAME=${BAILIWICK_AUTHORITY_NAME:-127.0.0.1}
  DOMAIN_NAME=${BAILIWICK_DOMAIN_NAME:-$AUTHORITY_NAME}
  ADDRESS=${BAILIWICK_ADDRESS:-127.0.0.1}
  AUTHORITY_URL=${BAILIWICK_AUTHORITY_URL:-}
  PLAIN_URL=${BAILIWICK_PLAIN_URL:-}
  DOMAIN_URL=${BAILIWICK_DOMAIN_URL:-}
  urls_of_names
  require_names
}

# URLs that are not set are built from name, port and context root.
urls_of_names() {
  AUTHORITY_URL=${AUTHORITY_URL:-https://$(url_host "$AUTHORITY_NAME"):$AUTHORITY_PORT${AUTHORITY_ROOT:-}}
  PLAIN_URL=${PLAIN_URL:-http://$(url_host "$AUTHORITY_NAME"):$HTTP_PORT${AUTHORITY_ROOT:-}}
  DOMAIN_URL=${DOMAIN_URL:-https://$(url_host "$DOMAIN_NAME"):$DOMAIN_PORT}
}

# instance_load FOLDER: reads the fixed ports and names of a home. Variables of a home that was loaded before are cleared. A home of an earlier
# version without names is on loopback, unless its operator wrote another plain URL into the settings.
instance_load() {
  AUTHORITY_NAME=127.0.0.1 DOMAIN_NAME=127.0.0.1 AUTHORITY_ROOT="" AUTHORITY_URL="" PLAIN_URL="" DOMAIN_URL="" DOMAIN_NODES=1
  # shellcheck source=/dev/null
  . "$1/instance.env"
  PLAIN_URL=${PLAIN_URL:-$(sed -n 's/^aca\.plain-base-url=//p' "$1/authority/bailiwick.properties" 2>/dev/null || true)}
  urls_of_names
}

instance_names() {
  printf '%s=%q\n' ADDRESS "$ADDRESS" AUTHORITY_NAME "$AUTHORITY_NAME" DOMAIN_NAME "$DOMAIN_NAME" AUTHORITY_URL "$AUTHORITY_URL" \
    PLAIN_URL "$PLAIN_URL" DOMAIN_URL "$DOMAIN_URL"
}

names_same_as_asked() {
  local each
  for each in AUTHORITY_NAME DOMAIN_NAME AUTHORITY_URL PLAIN_URL DOMAIN_URL; do
    local asked=BAILIWICK_$each
    same_as_asked "$each" "${!asked:-}"
  done
  same_as_asked ADDRESS "${BAILIWICK_ADDRESS:-}"
}

require_names() {
  local address several=no
  is_host "$AUTHORITY_NAME" || die "BAILIWICK_AUTHORITY_NAME is no host name or IP address: '$AUTHORITY_NAME'"
  is_host "$DOMAIN_NAME" || die "BAILIWICK_DOMAIN_NAME is no host name or IP address: '$DOMAIN_NAME'"
  is_base_url https "$AUTHORITY_URL" || die "BAILIWICK_AUTHORITY_URL is no https URL without query and without slash at its end: '$AUTHORITY_URL'"
  is_base_url http "$PLAIN_URL" || die "BAILIWICK_PLAIN_URL is no http URL without query and without slash at its end: '$PLAIN_URL'"
  is_base_url https "$DOMAIN_URL" || die "BAILIWICK_DOMAIN_URL is no https URL without query and without slash at its end: '$DOMAIN_URL'"
  case $ADDRESS in *,*) several=yes ;; esac
  while IFS= read -r address; do
    is_address "$address" || die "BAILIWICK_ADDRESS is no list of IP addresses with commas: '$ADDRESS'"
    case $several/$address in yes/0.0.0.0|yes/::) die "BAILIWICK_ADDRESS is no list that can be listened on: $address is all addresses, others too: '$ADDRESS'" ;; esac
  done < <(addresses)
}

is_host() { is_address "$1" || [[ $1 =~ ^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$ && ! $1 =~ (^|\.)[0-9]+$ ]]; }

is_address() {
  local part
  case $1 in *:*) [[ $1 =~ ^[0-9A-Fa-f:]{2,39}$ ]]; return ;; esac
  [[ $1 =~ ^[0-9]{1,3}(\.[0-9]{1,3}){3}$ ]] || return 1
  for part in ${1//./ }; do [ "$((10#$part))" -le 255 ] || return 1; done
}

# is_base_url SCHEME URL: succeeds if the URL has no user, query, fragment, or slash at its end.
is_base_url() {
  local port='(:[0-9]{1,5})?' path='(/[A-Za-z0-9._~-]+)*'
  [[ $2 =~ ^$1://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)$port$path$ ]] && is_host "$(host_of_url "$2")"
}

# url_host NAME: prints a host name or address in the form for URLs.
url_host() { case $1 in *:*) printf '[%s]' "$1" ;; *) printf '%s' "$1" ;; esac; }

# host_of_url URL: prints the host of a URL in the form for certificates.
host_of_url() {
  local host=${1#*://}
  case $host in
    \[*) host=${host#[}; printf '%s' "${host%%]*}" ;;
    *) host=${host%%/*}; printf '%s' "${host%%:*}" ;;
  esac
}

# certified_names NODE: prints the names for the certificate of the node's listener. They include localhost, because proxies and clients on the same
# machine use it.
certified_names() {
  local name url
  case $1 in authority) name=$AUTHORITY_NAME url=$AUTHORITY_URL ;; domain|domain-*) name=$DOMAIN_NAME url=$DOMAIN_URL ;; esac
  printf '%s\n' localhost 127.0.0.1 "$name" "$(host_of_url "$url")" | awk '!seen[$0]++' | while IFS= read -r name; do
    if is_address "$name"; then printf ',IP:%s' "$name"; else printf ',DNS:%s' "$name"; fi
  done | cut -c 2-
}

# Prints the addresses at which the nodes listen, one a line.
addresses() { tr , '\n' <<<"$ADDRESS"; }

# Prints the address at which this machine reaches the listeners.
nearest_address() {
  case $ADDRESS in
    0.0.0.0) echo 127.0.0.1 ;;
    ::) echo ::1 ;;
    *) echo "${ADDRESS%%,*}" ;;
  esac
}

# node_curl NODE PATH [OPTION…]: sends a request with the node's public name to the node itself, even if the name resolves to a proxy.
node_curl() {
  local node=$1 path=$2 name
  shift 2
  case $node in authority) name=$(url_host "$AUTHORITY_NAME") ;; domain|domain-*) name=$(url_host "$DOMAIN_NAME") ;; esac
  curl --noproxy '*' --connect-to "::$(url_host "$(nearest_address)"):$(node_port "$node")" --cacert "$HOME_DIR/root.pem" "$@" \
    "https://$name:$(node_port "$node")$path"
}

# further_listeners PORT PROTOCOL THREADS: prints the commands for one more listener at each address except the first.
further_listeners() {
  local port=$1 listener=$2 threads=$3 address number=1
  while IFS= read -r address; do
    number=$((number + 1))
    printf 'create-network-listener --address=%s --listenerport=%s --protocol=%s --threadpool=%s %s-%s\n' "$address" "$port" "$listener" \
      "$threads" "$listener" "$number"
  done < <(addresses | tail -n +2)
}

# Exports the URLs for a ceremony, so that a later ceremony writes the same URLs into certificates as the first one.
ceremony_environment() { export BAILIWICK_TRUST_DOMAIN=$TRUST_DOMAIN BAILIWICK_PLAIN_URL=$PLAIN_URL; }
