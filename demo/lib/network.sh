# Network namespaces of the demo of segments: a gateway, which routes between the nodes, four agents, a service and everybody outside. Whatever runs
# in them ends with them, and the host's own network is not touched. This file is sourced after report.sh.
# shellcheck shell=bash

readonly PLACES=(gateway nodes invoice-reader rate-finder ledger-writer receipt-writer shop outside)
readonly NODE_ADDRESS=10.77.9.2 SHOP_ADDRESS=10.77.5.2 PARTNER_ADDRESS=10.77.6.2 STRANGER_ADDRESS=10.77.6.9 OFFICE_ADDRESS=10.77.7.2
readonly AGENT_PORT=7443 ECHO_PORT=9000

# The name of the namespace of a place. Its number is that of this process.
space() { printf 'bw%s-%s' "${SPACES_OF:-$$}" "$1"; }

# at PLACE COMMAND…: runs a program there.
at() {
  local place=$1
  shift
  ip netns exec "$(space "$place")" "$@"
}

# curl runs at $DEMO_PLACE, so that the functions that the demos share are those of a party with an address of its own.
curl() { at "${DEMO_PLACE:-nodes}" curl "$@"; }

address_of() {
  case $1 in
    invoice-reader) echo 10.77.1.2 ;;
    rate-finder) echo 10.77.2.2 ;;
    ledger-writer) echo 10.77.3.2 ;;
    receipt-writer) echo 10.77.4.2 ;;
    shop) echo "$SHOP_ADDRESS" ;;
    outside) echo "$PARTNER_ADDRESS" ;;
    nodes) echo "$NODE_ADDRESS" ;;
  esac
}

# require_namespaces: ends the demo with the reason if this machine cannot show it.
require_namespaces() {
  local said
  [ "$(uname -s)" = Linux ] || cannot "it needs Linux"
  [ "$(id -u)" = 0 ] || cannot "it needs root, for network namespaces (try sudo)"
  for said in ip nft ncat nginx; do command -v "$said" >/dev/null || cannot "$said is not installed"; done
  remove_left_over
  said=$(ip netns add "$(space probe)" 2>&1) || cannot "network namespaces are refused here: $said"
  said=$(at probe nft add table inet probe 2>&1) || { ip netns del "$(space probe)"; cannot "nftables are refused here: $said"; }
  ip netns del "$(space probe)"
}

# remove_left_over: what demos that were killed (SIGKILL) have left.
remove_left_over() {
  local name
  while read -r name; do
    kill -0 "$name" 2>/dev/null || SPACES_OF=$name remove_network
  done < <(ip netns list | sed -n 's/^bw\([0-9]*\)-gateway\( .*\)*$/\1/p')
}

cannot() { echo "demo --segments cannot run here: $*" >&2; exit 3; }

lay_cable() {
  local place
  for place in "${PLACES[@]}"; do
    ip netns add "$(space "$place")" || because "no network namespace" || return 1
    ip -n "$(space "$place")" link set lo up
  done
  at gateway sysctl -qw net.ipv4.ip_forward=1
  for place in "${PLACES[@]:1}"; do connect "$place" "$(address_of "$place")" || return 1; done
  ip -n "$(space outside)" addr add "$STRANGER_ADDRESS/24" dev eth0
  ip -n "$(space outside)" addr add "$OFFICE_ADDRESS/24" dev eth0
  ip -n "$(space gateway)" addr add "${OFFICE_ADDRESS%.*}.1/24" dev outside
  at ledger-writer ping -q -c 1 -W 5 "$(address_of receipt-writer)" >/dev/null || because "the gateway does not route" || return 1
}

# connect PLACE ADDRESS: a cable to the gateway, whose end there has the name of the place.
connect() {
  local device=${1:0:15}
  ip link add eth0 netns "$(space "$1")" type veth peer name "$device" netns "$(space gateway)" || because "no cable to $1" || return 1
  ip -n "$(space "$1")" addr add "$2/24" dev eth0
  ip -n "$(space gateway)" addr add "${2%.*}.1/24" dev "$device"
  ip -n "$(space "$1")" link set eth0 up
  ip -n "$(space gateway)" link set "$device" up
  ip -n "$(space "$1")" route add default via "${2%.*}.1"
}

# remove_network: ends the processes in the namespaces, which are all of this demo, and then the namespaces with their packet filters.
remove_network() {
  local place tries pids
  for place in "${PLACES[@]}"; do
    for ((tries = 0; tries < 50; tries++)); do
      pids=$(ip netns pids "$(space "$place")" 2>/dev/null) || break
      [ -n "$pids" ] || break
      # shellcheck disable=SC2086 # one word a process
      if [ "$tries" -lt 30 ]; then kill $pids 2>/dev/null; kill -CONT $pids 2>/dev/null; else kill -KILL $pids 2>/dev/null; fi
      sleep 0.1
    done
    ip netns del "$(space "$place")" 2>/dev/null || true
  done
}

# within SECONDS COMMAND…: repeats the command until it succeeds.
within() {
  local limit=$1 began
  shift
  began=$(date +%s%N)
  until "$@"; do
    [ "$(milliseconds "$began")" -lt $((1000 * limit)) ] || return 1
    sleep 0.1
  done
}

# reaches PLACE ADDRESS PORT [SOURCE]: whether a TCP connection is made.
reaches() { at "$1" ncat -z -v -w 1 ${4:+-s "$4"} "$2" "$3" 2>"$DEMO_HOME/ncat.txt"; }

# is_dropped PLACE ADDRESS PORT [SOURCE]: whether nothing at all is answered. A refusal by the other side would be an answer.
is_dropped() {
  ! reaches "$@" || because "$1 reaches $2 port $3" || return 1
  grep -qiE 'timeout|timed out' "$DEMO_HOME/ncat.txt" || because "$1 is answered by $2 port $3: $(cat "$DEMO_HOME/ncat.txt")"
}

# hold_flow PLACE FILE: keeps one TCP connection to the service's echo, and writes the time of the last echo (in microseconds) to the file.
hold_flow() {
  rm -f "$2"
  # shellcheck disable=SC2016 # for the inner shell
  at "$1" bash -c 'exec 3<>"/dev/tcp/$1/$2"
    while echo . >&3 && read -r -t 5 -u 3 _; do echo "${EPOCHREALTIME//[.,]/}" >"$3.new"; mv "$3.new" "$3"; sleep 0.02; done' \
    hold-flow "$SHOP_ADDRESS" "$ECHO_PORT" "$2" >/dev/null 2>&1 &
  within 10 test -s "$2" || because "the flow of $1 is not answered"
}

# cut_after BEGAN FILE: waits until that flow has had no echo for a second and a half, and writes how many milliseconds after BEGAN the last one came
# to DEMO_CUT. BEGAN is in microseconds.
cut_after() {
  local last now limit=$(($1 + 30000000))
  while :; do
    last=$(cat "$2") now=${EPOCHREALTIME//[.,]/}
    [ $((now - last)) -lt 1500000 ] || break
    [ "$now" -lt "$limit" ] || because "the flow goes on" || return 1
    sleep 0.1
  done
  DEMO_CUT=$(((last - $1) / 1000)) DEMO_LAST_ECHO=$last
  [ "$DEMO_CUT" -ge 0 ] || DEMO_CUT=0
}

# stays_cut FILE: whether no echo came since. A busy machine may have kept the echo waiting.
stays_cut() { [ "$(cat "$1")" = "$DEMO_LAST_ECHO" ] || because "the flow was not cut; it goes on"; }
