#!/usr/bin/env bash
# Prepares a running, unmodified Payara Server 7 domain for bailiwick.ear: listeners, data sources, system properties.
# It may be repeated: settings that the file no longer has are taken away. It configures no realm,
# because Bailiwick authenticates by certificate.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: configure.sh --asadmin FILE --admin-port PORT --properties FILE --databases FILE [--password-file FILE] [--driver JAR]
                    [--libraries FOLDER] [--address LIST]

  --asadmin FILE      the server's bin/asadmin
  --admin-port PORT   the domain's administration port; the domain must be running
  --password-file FILE  a password file of asadmin with the line AS_ADMIN_PASSWORD=… (default: AS_ADMIN_PASSWORDFILE of the environment);
                      without one the domain's administrator has no password
  --properties FILE   Bailiwick's settings, key=value (docs/deploy.md, registry.md, master-agent.md); each becomes a system property
  --databases FILE    lines aca.url=…, ars.url=…, master.url=… (repeatable): jdbc:h2:… or jdbc:postgresql:…; PostgreSQL also wants
                      <name>.runtime-user and <name>.runtime-password-file, which becomes a password alias of the domain
  --driver JAR        the driver of PostgreSQL, which the server does not bring: put among the domain's libraries
  --libraries FOLDER  jars put among the domain's libraries as well, so that native code is loaded once and not with each deployment (default:
                      lib/ beside this script, or ear/target/server-lib, which the build makes)
  --address LIST      IP addresses that the listeners bind to, separated by commas (default 127.0.0.1); that of administration stays at
                      127.0.0.1

Before it: import the server's certificate as alias "bailiwick" into the domain's keystore.p12, and the anchors of
agents, operators and partners into its cacerts.p12 (stores.sh does both). After it: asadmin restart-domain, and
asadmin deploy bailiwick.ear (other context roots: roots.sh). The whole way: docs/ear.md
USAGE
}

asadmin="" port="" properties="" databases=() driver="" address=127.0.0.1 passwords=${AS_ADMIN_PASSWORDFILE:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
libraries=$here/lib
[ -d "$libraries" ] || libraries=$here/../target/server-lib
while [ $# -gt 0 ]; do
  case "$1" in
    --asadmin) asadmin=$2; shift 2 ;;
    --admin-port) port=$2; shift 2 ;;
    --password-file) passwords=$2; shift 2 ;;
    --properties) properties=$2; shift 2 ;;
    --databases) databases+=("$2"); shift 2 ;;
    --driver) driver=$2; shift 2 ;;
    --libraries) libraries=$2; shift 2 ;;
    --address) address=$2; shift 2 ;;
    -h|--help) usage; exit 0 ;;
    *) echo "configure.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done
for needed in asadmin port properties databases; do
  [ -n "${!needed}" ] || { echo "configure.sh: --${needed/port/admin-port} is missing" >&2; usage >&2; exit 2; }
done

[ -n "$(find "$libraries" -name '*.jar' -print -quit 2>/dev/null)" ] || { echo "configure.sh: no jar in $libraries; build the EAR, or name them by --libraries" >&2; exit 2; }

# Escapes ':' and '=', because asadmin reads them in a value as separators.
escape() { sed -e 's/\\/\\\\/g' -e 's/:/\\:/g' -e 's/=/\\=/g' <<<"$1"; }
run() { run_with "$passwords" "$@"; }

# run_with PASSWORD-FILE COMMAND…: runs a command of asadmin, which then waits for no answer of a person.
run_with() { "$asadmin" --user admin --port "$port" --interactive=false ${1:+--passwordfile "$1"} "${@:2}"; }
config=configs.config.server-config
listener=$config.network-config.protocols.protocol.http-listener-2

# The listeners do not name the server, and the valve writes no error pages: the server's own pages show its name and version.
listeners() {
  local there
  run set \
    "$config.network-config.network-listeners.network-listener.http-listener-1.address=${address%%,*}" \
    "$config.network-config.network-listeners.network-listener.http-listener-2.address=${address%%,*}" \
    "$config.network-config.network-listeners.network-listener.admin-listener.address=127.0.0.1" \
    "$listener.ssl.cert-nickname=bailiwick" \
    "$listener.ssl.client-auth=want" \
    "$listener.http.http2-enabled=false" \
    "$listener.http.server-header=false" \
    "$listener.http.encoded-slash-enabled=true" \
    "$config.network-config.protocols.protocol.http-listener-1.http.server-header=false" \
    "$config.http-service.virtual-server.server.property.errorReportValve=org.apache.catalina.valves.RemoteAddrValve" \
    "$config.network-config.protocols.protocol.http-listener-1.http.encoded-slash-enabled=true" \
    "$config.thread-pools.thread-pool.http-thread-pool.max-queue-size=10000" \
    "$config.thread-pools.thread-pool.http-thread-pool.max-thread-pool-size=1536" \
    "$config.network-config.transports.transport.tcp.read-timeout-millis=5000" >/dev/null
  there=$(run list-network-listeners)
  further_listeners http-listener-1
  further_listeners http-listener-2
  run set-hazelcast-configuration --enabled=false --dynamic=true >/dev/null
}

# Makes another listener of the same protocol for each further address, because a listener has one address. It replaces the listeners of an earlier
# call.
further_listeners() {
  local number=1 each own
  for each in $(sed -n "s/^\($1-[0-9]*\).*/\1/p" <<<"$there"); do run delete-network-listener "$each" >/dev/null; done
  for each in $(tr , '\n' <<<"$address" | tail -n +2); do
    number=$((number + 1))
    own=$(run get "$config.network-config.network-listeners.network-listener.$1.port" | sed -n "s/.*\.$1\.port=//p")
    run create-network-listener "--address=$each" "--listenerport=$own" "--protocol=$1" --threadpool=http-thread-pool "$1-$number" >/dev/null
  done
}

database() { sed -n "s/^$1\.$2=//p" "${databases[@]}"; }

# needs NAME KEY: prints the value, or fails.
needs() {
  local value
  value=$(database "$1" "$2")
  [ -n "$value" ] || { echo "configure.sh: no $1.$2 in ${databases[*]}" >&2; exit 1; }
  printf '%s' "$value"
}

# Copies the runtime role's password from its file to the password store of the domain. After a change of the password this script must run again.
password_alias() {
  local name=bailiwick-$1 file verb=create
  file=$(needs "$1" runtime-password-file) || exit 1
  ! run list-password-aliases | grep -w "$name" >/dev/null || verb=update
  [ -s "$file" ] || { echo "configure.sh: $file, which $1.runtime-password-file names, cannot be read or is empty" >&2; exit 1; }
  (umask 077 && { [ -z "$passwords" ] || cat "$passwords"; printf 'AS_ADMIN_ALIASPASSWORD=%s\n' "$(head -n 1 "$file")"; } >"$work/alias")
  run_with "$work/alias" "$verb-password-alias" "$name" >/dev/null
  rm "$work/alias"
}

pool() { # component: makes its JTA pool and JNDI name
  local name=bailiwick-$1 url user="" login="" options=(--datasourceclassname=org.h2.jdbcx.JdbcDataSource)
  url=$(needs "$1" url) || exit 1
  case $url in
    jdbc:postgresql:*)
      user=$(needs "$1" runtime-user) || exit 1
      password_alias "$1"
      # With these timeouts a call ends, and its connection is closed, if the database hangs or cannot be reached.
      login=":user=$user:password=$(escape "\${ALIAS=$name}"):socketTimeout=60:connectTimeout=10:tcpKeepAlive=true"
      # Each connection is validated once a second at most, so calls fail for no longer than that after a restart of the database server.
      options=(--datasourceclassname=org.postgresql.ds.PGSimpleDataSource --isconnectvalidatereq=true --validationmethod=custom-validation
        --validationclassname=org.glassfish.api.jdbc.validation.PostgresConnectionValidation --validateatmostonceperiod=1)
      ;;
  esac
  if grep -x "$name" <<<"$pools" >/dev/null; then
    # A pool is never changed under a deployed application, whose persistence units would then stay closed.
    run get "resources.jdbc-connection-pool.$name.property.URL" | grep -xF -e "resources.jdbc-connection-pool.$name.property.URL=$url" >/dev/null ||
      { echo "configure.sh: $name has another URL; undeploy, asadmin delete-jdbc-connection-pool --cascade $name, and run this again" >&2; exit 1; }
    return
  fi
  run create-jdbc-connection-pool "${options[@]}" --restype=javax.sql.DataSource \
    --steadypoolsize=4 --maxpoolsize=32 --wrapjdbcobjects=false --sqltracelisteners=null --property "URL=$(escape "$url")$login" "$name" >/dev/null
  run create-jdbc-resource --connectionpoolid "$name" "jdbc/$name" >/dev/null
}

# stale_settings: prints the system properties of Bailiwick that the file does not have any more.
stale_settings() {
  run list-system-properties | sed -n 's/^\(\(node\|aca\|ars\|master\)\.[^=]*\)=.*/\1/p' | grep -vxFf <(sed -n 's/^\([^#=]*\)=.*/\1/p' "$properties")
}

settings() {
  local key value arguments=()
  for key in $(stale_settings); do
    run delete-system-property "$key" >/dev/null
    echo "configure.sh: $key is not in $properties any more, and was taken away"
  done
  while IFS='=' read -r key value; do
    case "$key" in ''|'#'*) continue ;; esac
    arguments+=("$key=$(escape "$value")")
  done <"$properties"
  local joined
  joined=$(IFS=:; echo "${arguments[*]}")
  run create-system-properties "$joined" >/dev/null
}

# Sets the Java options. Times are stored in the JVM's time zone, so it is UTC. The libraries and three applications need more than 512 MiB of heap.
# Access to JDK internals lets the server find tokens by label or serial number (hsm-config/README.md). The implementation of JSON is named, because
# otherwise all jars of server and application are searched for it at each use (docs/performance.md#onboarding).
java_options() {
  local slots=--add-exports=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED there missing=""
  there=$(run list-jvm-options)
  # asadmin reads a value that begins with "-" as an option of its own, so the value begins with a range of JDK releases, which the server accepts.
  grep -F -e "$slots" <<<"$there" >/dev/null || missing+=":[9|]$slots"
  grep -xF -e '-Duser.timezone=UTC' <<<"$there" >/dev/null || missing+=:-Duser.timezone=UTC
  grep -F -e '-Djakarta.json.provider=' <<<"$there" >/dev/null || missing+=:-Djakarta.json.provider=org.eclipse.parsson.JsonProviderImpl
  grep -xF -e '-Djdk.httpclient.allowRestrictedHeaders=host' <<<"$there" >/dev/null || missing+=:-Djdk.httpclient.allowRestrictedHeaders=host
  ! grep -xF -e '-Xmx512m' <<<"$there" >/dev/null || {
    run delete-jvm-options '-Xmx512m' >/dev/null
    missing+=:-Xmx1g
  }
  [ -z "$missing" ] || run create-jvm-options "${missing#:}" >/dev/null
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
listeners
java_options
# add-library copies the driver to the domain's lib/, and replaces an earlier copy.
[ -z "$driver" ] || run add-library "$driver" >/dev/null
run add-library "$libraries"/*.jar >/dev/null
pools=$(run list-jdbc-connection-pools)
for component in aca ars master; do pool "$component"; done
settings
echo "configured: listeners on $address, jdbc/bailiwick-{aca,ars,master}, $(grep -c '^[^#]' "$properties") settings; restart the domain for its Java options and libraries"
