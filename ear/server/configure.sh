#!/usr/bin/env bash
# Prepares a running, unmodified Payara Server 7 domain for bailiwick.ear: listeners, data sources, system properties.
# Safe to repeat. It changes nothing but what it prints; no realm is needed, Bailiwick authenticates by certificate.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: ear/server/configure.sh --asadmin FILE --admin-port PORT --properties FILE --databases FOLDER [--address HOST]

  --asadmin FILE      the server's bin/asadmin
  --admin-port PORT   the domain's administration port; the domain must be running
  --properties FILE   Bailiwick's settings, key=value (docs/names.md lists them); each becomes a system property
  --databases FOLDER  folder of the H2 database files aca, ars and master; for PostgreSQL set BAILIWICK_JDBC_URL_ACA,
                      _ARS and _MASTER, BAILIWICK_JDBC_USER and BAILIWICK_JDBC_PASSWORD_ALIAS (see docs/deploy.md)
  --address HOST      address that the listeners bind to (default 127.0.0.1)

Before it: import the server's certificate as alias "bailiwick" into the domain's keystore.p12, and the anchors of
agents, operators and partners into its cacerts.p12 (ear/server/stores.sh does both). After it: asadmin deploy bailiwick.ear
USAGE
}

asadmin="" port="" properties="" databases="" address=127.0.0.1
while [ $# -gt 0 ]; do
  case "$1" in
    --asadmin) asadmin=$2; shift 2 ;;
    --admin-port) port=$2; shift 2 ;;
    --properties) properties=$2; shift 2 ;;
    --databases) databases=$2; shift 2 ;;
    --address) address=$2; shift 2 ;;
    -h|--help) usage; exit 0 ;;
    *) echo "configure.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done
for needed in asadmin port properties; do
  [ -n "${!needed}" ] || { echo "configure.sh: --${needed/port/admin-port} is missing" >&2; usage >&2; exit 2; }
done

# asadmin reads ':' and '=' in a value as separators unless a backslash stands before them.
escape() { sed -e 's/\\/\\\\/g' -e 's/:/\\:/g' -e 's/=/\\=/g' <<<"$1"; }
run() { "$asadmin" --user admin --port "$port" "$@"; }
config=configs.config.server-config
listener=$config.network-config.protocols.protocol.http-listener-2

listeners() {
  run set \
    "$config.network-config.network-listeners.network-listener.http-listener-1.address=$address" \
    "$config.network-config.network-listeners.network-listener.http-listener-2.address=$address" \
    "$config.network-config.network-listeners.network-listener.admin-listener.address=$address" \
    "$listener.ssl.cert-nickname=bailiwick" \
    "$listener.ssl.client-auth=want" \
    "$listener.http.http2-enabled=false" >/dev/null
  run set-hazelcast-configuration --enabled=false --dynamic=true >/dev/null
}

pool() { # component: one JTA pool and its JNDI name
  local name=bailiwick-$1 variable=BAILIWICK_JDBC_URL_${1^^} url class=org.h2.jdbcx.JdbcDataSource login="user=sa:password=()"
  url=${!variable:-}
  if [ -z "$url" ]; then
    url="jdbc:h2:file:$databases/$1;WRITE_DELAY=0"
  else
    class=org.postgresql.ds.PGSimpleDataSource
    login="user=${BAILIWICK_JDBC_USER:?is needed with $variable}:password=$(escape "\${ALIAS=${BAILIWICK_JDBC_PASSWORD_ALIAS:?is needed with $variable}}")"
  fi
  if run list-jdbc-connection-pools | grep -qx "$name"; then return; fi
  run create-jdbc-connection-pool --datasourceclassname="$class" --restype=javax.sql.DataSource \
    --steadypoolsize=4 --maxpoolsize=32 --property "url=$(escape "$url"):$login" "$name" >/dev/null
  run create-jdbc-resource --connectionpoolid "$name" "jdbc/$name" >/dev/null
}

settings() {
  local key value arguments=()
  while IFS='=' read -r key value; do
    case "$key" in ''|'#'*) continue ;; esac
    arguments+=("$key=$(escape "$value")")
  done <"$properties"
  local joined
  joined=$(IFS=:; echo "${arguments[*]}")
  run create-system-properties "$joined" >/dev/null
}

listeners
for component in aca ars master; do pool "$component"; done
settings
echo "configured: listeners on $address, jdbc/bailiwick-{aca,ars,master}, $(grep -c '^[^#]' "$properties") settings"
