# shellcheck shell=bash
# Checks the names, URLs and addresses of a home. The script run.sh sources this file.

# made_home FOLDER: makes settings, certification requests and instance.env of a new home like `up`, but without HSM and databases.
made_home() {
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$1 in_library eval 'mkdir -p "$HOME_DIR"/{logs,run,hsm,policy,operators}; hold_ceremony() { ceremony_environment; env >"$HOME_DIR/ceremony.env"; }
    root_fingerprint() { echo 00; }; write_pools() { :; }; home_load; home_make'
}

has_lines() {
  local file=$1 line
  shift
  for line in "$@"; do grep -xF -e "$line" "$file" >/dev/null || { echo "no line $line in $file:"; cat "$file"; return 1; }; done
}

# names_of REQUEST: prints the names in a certification request, one a line.
names_of() { openssl req -in "$1" -noout -text | grep -A 1 'Subject Alternative Name' | tail -n 1 | tr -d ' ' | tr , '\n'; }

publishes_names() {
  local home=$WORK/named
  BAILIWICK_AUTHORITY_NAME=pki.example BAILIWICK_DOMAIN_NAME=agents.example BAILIWICK_ADDRESS=192.0.2.7,192.0.2.8 made_home "$home" || return 1
  has_lines "$home/authority/bailiwick.properties" aca.base-url=https://pki.example:8443 aca.plain-base-url=http://pki.example:8080 \
    node.aca-url=https://pki.example:8443 node.aca-plain-url=http://pki.example:8080 || return 1
  has_lines "$home/domain/bailiwick.properties" ars.base-url=https://agents.example:9443/ars master.base-url=https://agents.example:9443 \
    master.ars-url=https://agents.example:9443/ars node.aca-url=https://pki.example:8443 || return 1
  has_lines "$home/ceremony.env" BAILIWICK_PLAIN_URL=http://pki.example:8080 || return 1
  names_of "$home/authority/tls/server.csr" >"$WORK/names" && has_lines "$WORK/names" DNS:pki.example DNS:localhost || return 1
  names_of "$home/domain/tls/server.csr" >"$WORK/names" && has_lines "$WORK/names" DNS:agents.example || return 1
  ! grep -r -e 127.0.0.1 -e loopback-agents "$home"/*/bailiwick.properties "$home/instance.env" || return 1
  [ "$(BAILIWICK_HOME=$home in_library eval 'home_load; addresses' | tr '\n' ' ')" = "192.0.2.7 192.0.2.8 " ] || return 1
  # The names cannot be changed, and later calls read them from the home.
  BAILIWICK_HOME=$home BAILIWICK_AUTHORITY_NAME=other.example fails_with "was made with AUTHORITY_NAME=pki.example, not other.example" \
    "$ROOT/bailiwick" status || return 1
  BAILIWICK_HOME=$home BAILIWICK_PLAIN_URL=http://other.example fails_with "was made with PLAIN_URL=http://pki.example:8080" "$ROOT/bailiwick" status || return 1
  BAILIWICK_HOME=$home "$ROOT/bailiwick" trust-domain list | grep -xF "bailiwick.example  https://pki.example:8443  http://pki.example:8080  $home"
}

# If both nodes are on one host, one name is enough. It may be an IPv4 or IPv6 address.
publishes_one_name() {
  local home=$WORK/one
  BAILIWICK_AUTHORITY_NAME=2001:db8::7 made_home "$home" || return 1
  has_lines "$home/domain/bailiwick.properties" "master.base-url=https://[2001:db8::7]:9443" "node.aca-url=https://[2001:db8::7]:8443" || return 1
  names_of "$home/domain/tls/server.csr" >"$WORK/names" && has_lines "$WORK/names" IPAddress:2001:DB8:0:0:0:0:0:7
}

# With a proxy, whole URLs are published. The certificate also has their host.
publishes_urls() {
  local home=$WORK/behind
  BAILIWICK_AUTHORITY_URL=https://pki.example BAILIWICK_PLAIN_URL=http://crl.example/pki BAILIWICK_DOMAIN_URL=https://agents.example \
    BAILIWICK_AUTHORITY_NAME=inside.example made_home "$home" || return 1
  has_lines "$home/authority/bailiwick.properties" aca.base-url=https://pki.example aca.plain-base-url=http://crl.example/pki || return 1
  has_lines "$home/domain/bailiwick.properties" ars.base-url=https://agents.example/ars master.base-url=https://agents.example || return 1
  names_of "$home/authority/tls/server.csr" >"$WORK/names" && has_lines "$WORK/names" DNS:pki.example DNS:inside.example
}

publishes_loopback_by_default() {
  local home=$WORK/default
  made_home "$home" || return 1
  has_lines "$home/authority/bailiwick.properties" aca.base-url=https://127.0.0.1:8443 aca.plain-base-url=http://127.0.0.1:8080 || return 1
  has_lines "$home/domain/bailiwick.properties" master.base-url=https://127.0.0.1:9443 ars.base-url=https://127.0.0.1:9443/ars || return 1
  [ "$(names_of "$home/authority/tls/server.csr" | sort | uniq -d)" = "" ]
}

# A home of an earlier version without names still works, and a later ceremony writes the URLs of its first ceremony.
old_home_goes_on() {
  local home=$WORK/old
  mkdir -p "$home/authority"
  printf '%s=%s\n' AUTHORITY_PORT 1 HTTP_PORT 2 DOMAIN_PORT 3 TRUST_DOMAIN t.example ADDRESS 127.0.0.1 AUTHORITY_ROOT /aca >"$home/instance.env"
  # shellcheck disable=SC2016 # for the other shell
  [ "$(BAILIWICK_HOME=$home in_library eval 'home_load; echo $AUTHORITY_URL $PLAIN_URL $DOMAIN_URL')" = \
    "https://127.0.0.1:1/aca http://127.0.0.1:2/aca https://127.0.0.1:3" ] || return 1
  echo aca.plain-base-url=http://crl.example >"$home/authority/bailiwick.properties"
  [ "$(BAILIWICK_HOME=$home in_library eval 'home_load; ceremony_environment; printenv BAILIWICK_PLAIN_URL BAILIWICK_TRUST_DOMAIN' | tr '\n' ' ')" = \
    "http://crl.example t.example " ]
}

refuses_wrong_names() {
  local each
  for each in 'BAILIWICK_AUTHORITY_NAME=pki example' BAILIWICK_DOMAIN_NAME=https://x.example BAILIWICK_AUTHORITY_URL=http://pki.example \
    BAILIWICK_PLAIN_URL=https://pki.example BAILIWICK_DOMAIN_URL=https://agents.example/ BAILIWICK_AUTHORITY_URL=https://u@pki.example \
    'BAILIWICK_AUTHORITY_URL=https://pki.example/a?b' BAILIWICK_ADDRESS=pki.example BAILIWICK_ADDRESS=0.0.0.0,192.0.2.7; do
    BAILIWICK_HOME=$WORK/none fails_with "${each%%=*} is no" env "$each" "$ROOT/bailiwick" status || return 1
  done
}

# rendered FOLDER: prints the commands that the server runs before it boots, without comments.
rendered() {
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$1 in_library eval 'home_load; for node in authority domain; do mkdir -p "$HOME_DIR/$node/payara"; : >"$HOME_DIR/$node/pools.asadmin"
    render_commands "$node"; grep -v "^#" "$HOME_DIR/$node/payara/boot.asadmin"; done'
}

# There is one listener for each requested address, and no listener at another address.
listens_where_asked() {
  rendered "$WORK/named" >"$WORK/commands"
  has_lines "$WORK/commands" \
    "create-network-listener --address=192.0.2.8 --listenerport=8443 --protocol=https-listener --threadpool=http-thread-pool https-listener-2" \
    "create-network-listener --address=192.0.2.8 --listenerport=8080 --protocol=http-listener --threadpool=http-thread-pool http-listener-2" \
    "create-network-listener --address=192.0.2.8 --listenerport=9443 --protocol=https-listener --threadpool=http-thread-pool https-listener-2" || return 1
  [ "$(grep -o 'address=[^ ]*' "$WORK/commands" | sort | uniq -c | awk '{ print $1, $2 }' | tr '\n' ' ')" = "3 address=192.0.2.7 3 address=192.0.2.8 " ]
}

# add_made HOME NAME [OPTION…]: adds a trust domain as `trust-domain add` does, without HSM and databases.
add_made() {
  local home=$1
  shift
  mkdir -p "$home/hsm" "$home/run"
  touch "$home/hsm/softhsm2.conf"
  BAILIWICK_HOME=$home in_library eval "hold_ceremony() { ceremony_environment; env >\"\$HOME_DIR/ceremony.env\"; }; root_fingerprint() { echo 00; }
    write_pools() { :; }; trust_domains_migrate() { :; }; trust_domain_add $*"
}

# An added trust domain has the names of the first one with ports of its own, or names and URLs of its own, and never the URLs of the first one.
added_ones_have_names() {
  local home=$WORK/behind added
  added=$home/trust-domains/b.example
  BAILIWICK_PLAIN_URL=http://crl.example/pki add_made "$home" b.example || return 1
  has_lines "$added/authority/bailiwick.properties" aca.base-url=https://inside.example:8444 aca.plain-base-url=http://inside.example:8081 || return 1
  has_lines "$added/ceremony.env" BAILIWICK_PLAIN_URL=http://inside.example:8081 BAILIWICK_TRUST_DOMAIN=b.example || return 1
  add_made "$home" b.example || return 1 # safe to repeat
  fails_with "http://crl.example/pki belongs to another trust domain" add_made "$home" c.example --https-port 1 --http-port 2 --domain-port 3 \
    --plain-url http://crl.example/pki || return 1
  add_made "$home" d.example --https-port 1 --http-port 2 --domain-port 3 --authority-name pki.d.example --plain-url http://crl.d.example || return 1
  has_lines "$home/trust-domains/d.example/authority/bailiwick.properties" aca.base-url=https://pki.d.example:1 \
    aca.plain-base-url=http://crl.d.example && add_made "$home" d.example
}

# A further authority node publishes the URLs of the first one, even if it listens at other ports.
joined_ones_have_names() {
  local first=$WORK/named second=$WORK/joined
  have_run_on_postgresql "$first"
  BAILIWICK_AUTHORITY_PORT=21 BAILIWICK_HTTP_PORT=22 BAILIWICK_ADDRESS=192.0.2.9 BAILIWICK_HOME=$second in_library home_join "$first" || return 1
  has_lines "$second/instance.env" ADDRESS=192.0.2.9 AUTHORITY_PORT=21 AUTHORITY_URL=https://pki.example:8443 PLAIN_URL=http://pki.example:8080
}

check "names are published, certified and fixed" publishes_names
check "one name is enough" publishes_one_name
check "whole URLs are published where a proxy stands before" publishes_urls
check "without a name everything is on loopback" publishes_loopback_by_default
check "a home made before names goes on" old_home_goes_on
check "wrong names, URLs and addresses are refused" refuses_wrong_names
check "listeners are those asked for" listens_where_asked
check "an added trust domain has names and URLs" added_ones_have_names
check "a further node has the first one's URLs" joined_ones_have_names
