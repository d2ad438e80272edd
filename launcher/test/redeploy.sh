#!/usr/bin/env bash
# Deploys the EAR on an unmodified Payara Server, redeploys it again and again, undeploys it, and counts what is left each time: threads,
# class loaders of the application, PKCS #11 providers, native libraries, memory. Fails when a whole deployment stays behind; the rest is printed
# (docs/deploy.md says what of it grows). The demo with --server has built what this needs.
#   launcher/test/redeploy.sh        REDEPLOYMENTS=5
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
REDEPLOYMENTS=${REDEPLOYMENTS:-5}
export BAILIWICK_HOME=$ROOT/launcher/target/redeploy
# Names that the demo's parts expect.
# shellcheck disable=SC2034 # they read DEMO_OUTSIDE
DEMO_MODE=server DEMO_HOME=$BAILIWICK_HOME/parties DEMO_OUTSIDE=$BAILIWICK_HOME/parties/outside
TRUST_DOMAIN=bailiwick.example PARTNER=partner.example
export DEMO_LAST_ANSWER="" DEMO_REASON="" DEMO_MODE TRUST_DOMAIN PARTNER

for part in report jose identity device partner agents setup server; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done
for part in common build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done

# A deployment has five loaders. Threads that the container's pools make later keep one each, of whatever made them begin.
readonly MORE_LOADERS=4

cleanup() {
  stop_outside
  nodes_down_server >/dev/null 2>&1 || true
}

server_process() { pgrep -f "domains/$SERVER_DOMAIN.*com.sun.enterprise.glassfish.bootstrap" | head -n 1; }

of_server() { "$JAVA_HOME/bin/jcmd" "$SERVER_PROCESS" "$@"; }

instances() { of_server GC.class_histogram | awk -v class="$1" '$4 == class { n = $2 } END { print n + 0 }'; }

# count ROUND: one line of the table, after a collection. Idle connections keep the last request's application in memory until the server
# closes them, after 30 s.
count() {
  sleep 45
  of_server GC.run >/dev/null
  sleep 1
  of_server GC.run >/dev/null
  printf '%s %s %s %s %s %s %s\n' "$1" \
    "$(find "/proc/$SERVER_PROCESS/task" -mindepth 1 -maxdepth 1 | wc -l)" \
    "$(of_server VM.classloader_stats | awk '/EarClassLoader|EarLibClassLoader|WebappClassLoader/ { n++ } END { print n + 0 }')" \
    "$(instances sun.security.pkcs11.SunPKCS11)" \
    "$(awk '$6 ~ /[.]so/ { print $6 }' "/proc/$SERVER_PROCESS/maps" | sort -u | wc -l)" \
    "$(of_server GC.heap_info | sed -n 's/.* used \([0-9]*\)K.*/\1/p' | head -n 1 | awk '{ print int($1 / 1024) }')" \
    "$(of_server VM.metaspace | sed -n 's/^ *Both:.* \([0-9.]*\) MB.*used.*/\1/p' | head -n 1)" | tee -a "$COUNTS"
}

# stays: how many loaders the last round has more than the second, which has loaded whatever is loaded late.
stays() { awk '$1 == 2 { early = $3 } $1 ~ /^[0-9]+$/ { late = $3 } END { print late - early }' "$COUNTS"; }

JAVA_HOME=$(jdk_folder)
[ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found"
export JAVA_HOME
trap cleanup EXIT
DEMO_FIRST_PORT=${REDEPLOY_FIRST_PORT:-26000} choose_ports
DEMO_SERVER_BASE=${REDEPLOY_SERVER_BASE:-31000} choose_server_ports
fresh_home
make_outside
nodes_up_server || fail "$DEMO_REASON"
SERVER_PROCESS=$(server_process)
COUNTS=$DEMO_HOME/counts
say "round threads loaders providers libraries heap-MB metaspace-MB"
for ((round = 2; round <= REDEPLOYMENTS; round++)); do
  server_take redeploy >>"$DEMO_HOME/up.log" || fail "not ready after redeployment $round"
  count "$round"
done
asadmin undeploy bailiwick >>"$DEMO_HOME/up.log"
count undeployed
more=$(stays)
[ "$more" -le "$MORE_LOADERS" ] || fail "the server keeps what was undeployed: $more class loaders more than after round 2"
say "no deployment stayed behind in $REDEPLOYMENTS rounds"
