# Redeploys the EAR again and again, undeploys it, and counts what is left: threads, class loaders of applications, PKCS #11 providers, native
# libraries, memory. The heap still holds manifests of closed jars, softly, so its figure says less than that of the metaspace. Sourced.
# shellcheck shell=bash

# The JDK's timer thread and threads of the server's pools keep the deployment in which they began, from the first rounds on. A leak of each
# deployment is five class loaders and two providers a round; one that stays is five and two.
readonly MOST_LOADERS=4 MOST_PROVIDERS=1

server_process() { pgrep -f "$(server_folder)/domains/$SERVER_DOMAIN.*com.sun.enterprise.glassfish.bootstrap" | head -n 1; }

of_server() { "${JAVA_HOME:+$JAVA_HOME/bin/}jcmd" "$SERVER_PROCESS" "$@"; }

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

# grown COLUMN: how many more of it the last round has than the second, which has loaded whatever is loaded late.
grown() { awk -v column="$1" '$1 == 2 { early = $column } $1 ~ /^[0-9]+$/ { late = $column } END { print late - early }' "$COUNTS"; }

# redeploy_server ROUNDS: as many deployments one after the other, nine or more, since native code that came with each would end the eighth; the demo's are the first.
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
