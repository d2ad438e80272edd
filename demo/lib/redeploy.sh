# Redeploys the EAR several times, undeploys it, and counts leaks: threads, class loaders of applications, PKCS#11 providers, native libraries,
# memory. The heap may still have softly reachable manifests of closed jars, so the size of the metaspace is the better measure. This file is sourced.
# shellcheck shell=bash

# The JDK's timer thread and threads of the server's pools keep references to the deployment in which they started, from the first rounds on. A
# deployment that leaks leaves five class loaders and two providers. So these limits are below one leaked deployment.
readonly MOST_LOADERS=4 MOST_PROVIDERS=1

server_process() { pgrep -f "$(server_folder)/domains/$SERVER_DOMAIN.*com.sun.enterprise.glassfish.bootstrap" | head -n 1; }

of_server() { "${JAVA_HOME:+$JAVA_HOME/bin/}jcmd" "$SERVER_PROCESS" "$@"; }

instances() { of_server GC.class_histogram | awk -v class="$1" '$4 == class { n = $2 } END { print n + 0 }'; }

# count ROUND: prints a line of the table after a garbage collection. It first waits, because idle connections keep the application of their last
# request in memory until the server closes them after 30 s.
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

# grown COLUMN: prints the difference between the last and the second round, because some classes are loaded only in the second round.
grown() { awk -v column="$1" '$1 == 2 { early = $column } $1 ~ /^[0-9]+$/ { late = $column } END { print late - early }' "$COUNTS"; }

# redeploy_server ROUNDS: deploys so many times, including the demo's own deployments. There must be at least nine, because the eighth would fail if
# each deployment loaded its native code again.
redeploy_server() {
  local round
  SERVER_PROCESS=$(server_process)
  COUNTS=$DEMO_HOME/redeployments
  echo "round threads loaders providers libraries heap-MB metaspace-MB" | tee "$COUNTS"
  for ((round = 2; round <= $1; round++)); do
    server_take redeploy >>"$DEMO_HOME/up.log" || because "not ready after redeployment $round, see $DEMO_HOME/up.log" || return 1
    if [ "$round" -eq 2 ] || [ "$round" -eq "$1" ]; then count "$round"; fi
  done
  [ "$(grown 3)" -le "$MOST_LOADERS" ] || because "the server keeps what was undeployed: $(grown 3) class loaders more" || return 1
  [ "$(grown 4)" -le "$MOST_PROVIDERS" ] || because "$(grown 4) more PKCS #11 providers stay" || return 1
  shown "no deployment stayed behind" "$1 in a row"
}
