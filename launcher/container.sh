#!/usr/bin/env bash
# The process of a container with one node or both: starts them, shows their logs, and stops them in order when the container is stopped.
#   launcher/container.sh [authority|domain]
set -euo pipefail

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
bailiwick=$ROOT/bailiwick

stop() {
  trap '' TERM INT
  "$bailiwick" down "$@"
  exit 0
}

# shellcheck disable=SC2064 # the nodes of now
trap "stop $*" TERM INT
"$bailiwick" up "$@" &
wait $!
"$bailiwick" logs -f "$@" &
# A node that ends by itself ends the container, so that whoever runs it starts it again. bash answers a signal while it waits for a child.
while :; do
  for file in "${BAILIWICK_HOME:?}"/run/*.pid; do
    kill -0 "$(cat "$file")" 2>/dev/null || { echo "container.sh: the $(basename "$file" .pid) node has ended" >&2; exit 1; }
  done
  sleep 5 &
  wait $!
done
