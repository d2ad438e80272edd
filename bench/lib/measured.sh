# Processor time of processes, and the check that all answers were the expected ones. The scripts of bench/ source this file.
# shellcheck shell=bash

# processor_of PID: prints the user and system time of the process in microseconds (proc(5); 100 ticks a second).
processor_of() { awk '{ printf "%.0f\n", ($14 + $15) * 10000 }' "/proc/$1/stat"; }

# measured PID COMMAND...: prints the command's line, which begins with good=, and the processor time of that process per good answer.
measured() {
  local pid=$1 before line
  shift
  before=$(processor_of "$pid")
  line=$("$@")
  # shellcheck disable=SC2001 # sed extracts a number from the line
  echo "$line cpu-us=$((($(processor_of "$pid") - before) / ($(sed 's/good=\([0-9]*\).*/\1/' <<<"$line") + 1)))"
}

# Fails if an answer was not the expected one, because a refusal or a lost answer would falsify the rate.
all_good() { case $1 in *"bad=0 "*) ;; *) fail "not every answer was the expected one: $1" ;; esac; }

# processor_of_database: prints the same of the PostgreSQL server with its connections, the closed ones included.
processor_of_database() {
  local server child
  server=$(head -n 1 "$(cat "$PG_FOLDER/server")/data/postmaster.pid")
  {
    awk '{ printf "%.0f\n", ($14 + $15 + $16 + $17) * 10000 }' "/proc/$server/stat"
    for child in $(pgrep -P "$server"); do processor_of "$child" 2>/dev/null || true; done
  } | awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}

# processor_of_all PID...: prints the sum of the same over several processes, and 0 for none.
processor_of_all() {
  local pid
  for pid; do processor_of "$pid"; done | awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}

# costs "PID…" "PROXY-PID…" COMMAND...: prints the command's line, which has good=, with the processor time per good answer of those nodes, of those
# proxies if there are any, and of the database server.
# shellcheck disable=SC2086 # one word a process
costs() {
  local pids=$1 proxies=$2 node proxy database line
  shift 2
  node=$(processor_of_all $pids)
  proxy=$(processor_of_all $proxies)
  database=$(processor_of_database)
  line=$("$@")
  awk -v line="$line" -v node=$(($(processor_of_all $pids) - node)) -v proxy=$(($(processor_of_all $proxies) - proxy)) -v proxies="$proxies" \
    -v database=$(($(processor_of_database) - database)) 'BEGIN {
    good = line; sub(/.*good=/, "", good); good += 0; if (good == 0) good = 1
    printf "%s node-us=%.0f database-us=%.0f%s\n", line, node / good, database / good, proxies == "" ? "" : sprintf(" proxy-us=%.0f", proxy / good) }'
}
