#!/usr/bin/env bash
# Prepares a running, unmodified Payara Server 7 domain for bailiwick.ear: listeners, data sources, system properties.
# Safe to repeat. It changes nothing but what it prints; no realm is needed, Bailiwick authenticates by certificate.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: ear/server/configure.sh --asadmin FILE --admin-port PORT --properties FILE --databases FILE [--address HOST]

  --asadmin FILE      the server's bin/asadmin
  --admin-port PORT   the domain's administration port; the domain must be running
  --properties FILE   Bailiwick's settings, key=value (docs/deploy.md, registry.md, master-agent.md); each becomes a system property
  --databases FILE    lines aca.url=…, ars.url=…, master.url=… (repeatable): jdbc:h2:… or jdbc:postgresql:…; for PostgreSQL
                      BAILIWICK_JDBC_USER and BAILIWICK_JDBC_PASSWORD_ALIAS (a password alias of the domain) are needed
  --address HOST      address that the listeners bind to (default 127.0.0.1)

Before it: import the server's certificate as alias "bailiwick" into the domain's keystore.p12, and the anchors of
agents, operators and partners into its cacerts.p12 (ear/server/stores.sh does both). After it: asadmin deploy bailiwick.ear
USAGE
}

asadmin="" port="" properties="" databases=() address=127.0.0.1
while [ $# -gt 0 ]; do
  case "$1" in
    --asadmin) asadmin=$2; shift 2 ;;
    --admin-port) port=$2; shift 2 ;;
    --properties) properties=$2; shift 2 ;;
    --databases) databases+=("$2"); shift 2 ;;
    --address) address=$2; shift 2 ;;
    -h|--help) usage; exit 0 ;;
    *) echo "configure.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done
for needed in asadmin port properties databases; do
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
    "$listener.http.http2-enabled=false" \
    "$config.network-config.protocols.protocol.http-listener-1.http.encoded-slash-enabled=true" >/dev/null
  run set-hazelcast-configuration --enabled=false --dynamic=true >/dev/null
}

pool() { # component: one JTA pool and its JNDI name
  local name=bailiwick-$1 url class=org.h2.jdbcx.JdbcDataSource login=""
  url=$(sed -n "s/^$1\.url=//p" "${databases[@]}")
  [ -n "$url" ] || { echo "configure.sh: no $1.url in ${databases[*]}" >&2; exit 1; }
  case $url in
    jdbc:postgresql:*)
      class=org.postgresql.ds.PGSimpleDataSource
      login=":user=${BAILIWICK_JDBC_USER:?is needed for PostgreSQL}"
      login+=":password=$(escape "\${ALIAS=${BAILIWICK_JDBC_PASSWORD_ALIAS:?is needed for PostgreSQL}}")"
      ;;
  esac
  if run list-jdbc-connection-pools | grep -x "$name" >/dev/null; then return; fi
  run create-jdbc-connection-pool --datasourceclassname="$class" --restype=javax.sql.DataSource \
    --steadypoolsize=4 --maxpoolsize=32 --property "URL=$(escape "$url")$login" "$name" >/dev/null
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

# Times are stored in UTC by way of the JVM's zone; the libraries and three applications want more than 512 MiB.
java_options() {
  run list-jvm-options | grep -xF -e '-Duser.timezone=UTC' >/dev/null || run create-jvm-options '-Duser.timezone=UTC' >/dev/null
  ! run list-jvm-options | grep -xF -e '-Xmx512m' >/dev/null || {
    run delete-jvm-options '-Xmx512m' >/dev/null
    run create-jvm-options '-Xmx1g' >/dev/null
  }
}

listeners
java_options
for component in aca ars master; do pool "$component"; done
settings
echo "configured: listeners on $address, jdbc/bailiwick-{aca,ars,master}, $(grep -c '^[^#]' "$properties") settings; restart the domain for its Java options"
