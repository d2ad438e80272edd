#!/usr/bin/env bash
# Manages a directory (OpenLDAP's slapd) for tests, in a folder, on two free loopback ports, one of them with TLS.
#   launcher/test/slapd.sh start FOLDER PASSWORD_FILE   people and service accounts; the file has the password of cn=broker, which sets those of services
#   launcher/test/slapd.sh kill|again|pause|resume FOLDER
#   launcher/test/slapd.sh hash FOLDER ACCOUNT          what the directory stores of the password of a service account
#   launcher/test/slapd.sh stop FOLDER
# FOLDER/url and FOLDER/ldaps have its URLs, FOLDER/ca.pem the CA of its certificate for 127.0.0.1, FOLDER/log what it was asked.
# Searches below dc=slow,dc=example are answered after four seconds.
set -euo pipefail

VERB=${1:-} FOLDER=${2:-}
SCHEMA=/etc/ldap/schema
PATH=$PATH:/usr/sbin
umask 077

# shellcheck source=launcher/test/check.sh
. "$(dirname "${BASH_SOURCE[0]}")/check.sh"

die() { echo "slapd.sh: $*" >&2; exit 1; }

start() {
  local password attempt first
  command -v slapd >/dev/null || die "install the package slapd"
  password=$(cat "$1")
  certify
  configure
  mkdir -p "$FOLDER/staff" "$FOLDER/slow"
  people "$password" | slapadd -q -f "$FOLDER/slapd.conf" -b dc=staff,dc=example
  slow | slapadd -q -f "$FOLDER/slapd.conf" -b dc=slow,dc=example
  for attempt in 1 2 3 4 5; do # another server may take a free port first
    first=$((${SLAPD_FIRST_PORT:-26389} + RANDOM % 200))
    echo "ldap://127.0.0.1:$(free_port $first)" >"$FOLDER/url"
    echo "ldaps://127.0.0.1:$(free_port $((first + 200)))" >"$FOLDER/ldaps"
    if again; then return; fi
    [ "$attempt" -lt 5 ] || die "slapd does not start: $(tail -n 3 "$FOLDER/log")"
  done
}

certify() {
  local ca
  for ca in ca other; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$FOLDER/$ca.key" -out "$FOLDER/$ca.pem" -subj /CN=directory-ca -days 2
  done 2>"$FOLDER/openssl.log"
  openssl req -x509 -CA "$FOLDER/ca.pem" -CAkey "$FOLDER/ca.key" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
    -keyout "$FOLDER/server.key" -out "$FOLDER/server.pem" -subj /CN=directory -addext subjectAltName=IP:127.0.0.1 \
    -addext basicConstraints=critical,CA:FALSE -days 2 2>>"$FOLDER/openssl.log"
}

configure() {
  cat >"$FOLDER/slapd.conf" <<TEXT
include $SCHEMA/core.schema
include $SCHEMA/cosine.schema
include $SCHEMA/inetorgperson.schema
pidfile $FOLDER/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload retcode
TLSCACertificateFile $FOLDER/ca.pem
TLSCertificateFile $FOLDER/server.pem
TLSCertificateKeyFile $FOLDER/server.key
access to dn.children="ou=services,dc=staff,dc=example" attrs=userPassword
  by dn.exact="cn=broker,dc=staff,dc=example" write
  by anonymous auth
access to attrs=userPassword by anonymous auth
access to dn.subtree="ou=people,dc=staff,dc=example"
  by dn.exact="cn=clerk,ou=services,dc=staff,dc=example" write
  by dn.exact="cn=finder,ou=services,dc=staff,dc=example" read
access to dn.subtree="ou=services,dc=staff,dc=example" by dn.exact="cn=broker,dc=staff,dc=example" search
access to * by dn.exact="cn=finder,ou=services,dc=staff,dc=example" read by * search
database mdb
suffix "dc=staff,dc=example"
directory $FOLDER/staff
dbnosync
database mdb
suffix "dc=slow,dc=example"
directory $FOLDER/slow
dbnosync
overlay retcode
retcode-parent "ou=codes,dc=slow,dc=example"
retcode-sleep 4
TEXT
}

people() {
  cat <<TEXT
dn: dc=staff,dc=example
objectClass: dcObject
objectClass: organization
o: staff
dc: staff

dn: cn=broker,dc=staff,dc=example
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: broker
userPassword: $1

dn: ou=services,dc=staff,dc=example
objectClass: organizationalUnit
ou: services

dn: ou=people,dc=staff,dc=example
objectClass: organizationalUnit
ou: people

TEXT
  for name in finder clerk; do
    printf 'dn: cn=%s,ou=services,dc=staff,dc=example\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: %s\n' "$name" "$name"
    printf 'userPassword: the-old-password-of-%s\n\n' "$name"
  done
  for name in anna berta carla; do
    printf 'dn: uid=%s,ou=people,dc=staff,dc=example\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s\nsn: Muster\n' "$name" "$name" "$name"
    printf 'mail: %s@staff.example\nuserPassword: the-secret-of-%s\n\n' "$name" "$name"
  done
}

slow() {
  printf 'dn: dc=slow,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: slow\ndc: slow\n'
}

again() {
  local tried
  slapd -h "$(cat "$FOLDER/url") $(cat "$FOLDER/ldaps")" -f "$FOLDER/slapd.conf" -d stats >>"$FOLDER/log" 2>&1 &
  echo $! >"$FOLDER/process"
  for tried in $(seq 100); do
    if listens; then return; fi
    builtin kill -0 "$(cat "$FOLDER/process")" 2>/dev/null || return 1
    sleep 0.1
  done
  return "$tried"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$(sed 's/.*://' "$FOLDER/ldaps")") 2>/dev/null; }

kill() {
  local process
  process=$(cat "$FOLDER/process" 2>/dev/null) || return 0
  builtin kill -KILL "$process" 2>/dev/null || true
  while builtin kill -0 "$process" 2>/dev/null; do sleep 0.1; done
}

pause() { builtin kill -STOP "$(cat "$FOLDER/process")"; }

resume() { builtin kill -CONT "$(cat "$FOLDER/process")"; }

hash() { slapcat -f "$FOLDER/slapd.conf" -b dc=staff,dc=example -a "(cn=$1)" | sed -n 's/^userPassword:: *//p'; }

stop() { kill; }

case $VERB in
  start) [ -n "${3:-}" ] || die "which folder and password?" ;;
  stop|kill|again|pause|resume) [ -n "$FOLDER" ] || die "which folder?" ;;
  hash) [ -n "${3:-}" ] || die "which account?" ;;
  *) die "usage: start FOLDER PASSWORD_FILE | hash FOLDER ACCOUNT | kill|again|pause|resume|stop FOLDER" ;;
esac
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)
shift 2
"$VERB" "$@"
