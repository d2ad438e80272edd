#!/usr/bin/env bash
# Tests the firewall in front of real nodes. The nodes run in one network namespace, a router with the rules is another, and callers are in a third.
# It needs Linux, root, `ip`, `nft`, `ncat` and python3. It takes two minutes or so, so `./bailiwick test` does not run it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
NODE=bwnode-$$ ROUTER=bwrouter-$$ OUTSIDE=bwout-$$
export BAILIWICK_HOME=$WORK/home BAILIWICK_AUTHORITY_NAME=10.232.9.2 BAILIWICK_ADDRESS=10.232.9.2
DOMAIN=https://10.232.9.2:9443
failures=0 background=()
[ "$(id -u)" = 0 ] || { echo "firewall.sh: network namespaces need root" >&2; exit 2; }

cleanup() {
  [ ${#background[@]} -eq 0 ] || kill "${background[@]}" 2>/dev/null || true
  node "$ROOT/bailiwick" down >/dev/null 2>&1 || true
  for space in "$NODE" "$ROUTER" "$OUTSIDE"; do ip netns del "$space" 2>/dev/null || true; done
  if [ $failures -eq 0 ]; then rm -rf "$WORK"; else echo "kept: $WORK"; fi
}
trap cleanup EXIT

node() { ip netns exec "$NODE" "$@"; }
router() { ip netns exec "$ROUTER" "$@"; }
outside() { ip netns exec "$OUTSIDE" "$@"; }
firewall() { router "$ROOT/bailiwick" firewall --state "$WORK/state" --log "$WORK/firewall.log" "$@"; }

# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"

refused() { ! "$@"; }

# Connects the namespaces in a row. Callers have the networks 10.232.1.0/24 (a partner's), 10.232.2.0/24 (members) and 10.232.3.0/24 (nobody's).
lay_cable() {
  local space i
  for space in "$NODE" "$ROUTER" "$OUTSIDE"; do
    ip netns add "$space"
    ip -n "$space" link set lo up
  done
  ip link add near netns "$NODE" type veth peer name inner netns "$ROUTER"
  ip link add outer netns "$ROUTER" type veth peer name far netns "$OUTSIDE"
  ip -n "$NODE" addr add 10.232.9.2/24 dev near
  ip -n "$ROUTER" addr add 10.232.9.1/24 dev inner
  for i in 1 2 3; do
    ip -n "$ROUTER" addr add "10.232.$i.1/24" dev outer
    ip -n "$OUTSIDE" addr add "10.232.$i.2/24" dev far
    ip -n "$OUTSIDE" addr add "10.232.$i.3/24" dev far
  done
  ip -n "$NODE" link set near up
  ip -n "$ROUTER" link set inner up
  ip -n "$ROUTER" link set outer up
  ip -n "$OUTSIDE" link set far up
  ip -n "$NODE" route add default via 10.232.9.1
  ip -n "$OUTSIDE" route add default via 10.232.1.1
  router sysctl -qw net.ipv4.ip_forward=1
}

# answers SOURCE: whether the Master Agent answers a caller at this address. The token endpoint needs no certificate for its metadata.
answers() {
  outside curl -sSf --interface "$1" --connect-timeout 2 --max-time 30 --cacert "$BAILIWICK_HOME/root.pem" -o "$WORK/body" \
    "$DOMAIN/.well-known/oauth-authorization-server"
}

write_plan() {
  cat >"$BAILIWICK_HOME/domain/firewall.json" <<JSON
{"mode": "router", "listen": {"addresses": ["10.232.9.2"], "ports": [9443]},
 "partners": {"partner.example": {"from": ["10.232.1.0/24"], "new_per_second": 2000, "network_new_per_second": 2000, "at_once": 60}},
 "networks": {"members": {"from": ["10.232.2.0/24"]}}, "outward": {"agents": "registry"}}
JSON
}

# A partner with keys in a file, as docs/partners.md describes it.
write_partner() {
  local folder=$BAILIWICK_HOME/domain/partners/partner.example
  mkdir -p "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$WORK/partner.key" -out "$folder/bundle.pem" -days 2 \
    -subj /CN=partner -addext basicConstraints=critical,CA:TRUE 2>/dev/null
  cat >"$folder/partner.json" <<'JSON'
{"trust_domain": "partner.example", "anchors": "bundle.pem", "crl": "none", "scopes": ["fx.rates@1"],
 "authorization_server": {"issuer": "https://as.partner.example", "jwks_uri": "https://10.232.3.2:8443/jwks.json", "algorithms": ["ES256"]}}
JSON
}

# Opens 260 TLS connections of one address that send a byte now and then, and prints how many there are.
hold_open() {
  outside python3 - "$1" <<'PYTHON'
import socket, sys, time
clients = []
for _ in range(260):
    client = socket.socket()
    client.setblocking(False)
    client.bind((sys.argv[1], 0))
    try:
        client.connect(("10.232.9.2", 9443))
    except BlockingIOError:
        pass
    clients.append(client)
time.sleep(3)
def is_open(client):
    try:
        client.send(b"\x16")
        return True
    except OSError:
        return False
print(sum(map(is_open, clients)), flush=True)
time.sleep(25)
PYTHON
}

registry_is_read() {
  firewall check 2>"$WORK/warnings" || return 1
  refused grep "the registry has not told" "$WORK/warnings"
}

many_are_bounded() {
  local held open
  hold_open 10.232.1.2 >"$WORK/held" &
  held=$!
  for _ in $(seq 100); do [ ! -s "$WORK/held" ] || break; sleep 0.1; done
  open=$(cat "$WORK/held")
  echo "$open connections of one address"
  [ "$open" -ge 50 ] && [ "$open" -le 60 ] || return 1
  refused answers 10.232.1.2 || return 1
  answers 10.232.1.3 || return 1
  answers 10.232.2.2 || return 1
  wait "$held"
}

flows_name_them() {
  firewall flows --json >"$WORK/flows" || return 1
  for wanted in '"source":"partner partner.example"' '"reason":"unknown","address":"10.232.3.2"' '"reason":"outward","address":"10.232.3.3"'; do
    grep -F "$wanted" "$WORK/flows" || return 1
  done
}

within_seconds() {
  local limit=$1
  shift
  for _ in $(seq "$limit"); do ! "$@" || return 0; sleep 1; done
  return 1
}

lay_cable
check "up in an empty home" node "$ROOT/bailiwick" up
[ $failures -eq 0 ] || exit 1
unset BAILIWICK_AUTHORITY_NAME BAILIWICK_ADDRESS
check "without rules everybody is answered" answers 10.232.3.2
write_partner
write_plan
check "the plan is good" firewall check
check "the registry tells its agents" registry_is_read
check "what is shown can be loaded" bash -o pipefail -c "ip netns exec $ROUTER '$ROOT/bailiwick' firewall show | ip netns exec $ROUTER nft --check --file -"
check "the rules are loaded" firewall load
check "a partner's network is answered" answers 10.232.1.2
check "a member's network is answered" answers 10.232.2.2
check "nobody else is answered" refused answers 10.232.3.2
check "the authority's port is closed at the router" refused outside curl -sk --interface 10.232.2.2 --connect-timeout 2 https://10.232.9.2:8443/health
check "260 connections of one address are bounded while others are served" many_are_bounded
# Not by the functions, whose shells would be killed instead of the programs.
for address in 10.232.3.2 10.232.3.3; do
  ip netns exec "$OUTSIDE" ncat -lk "$address" 8443 >/dev/null 2>&1 &
  background+=($!)
done
sleep 1
check "the node reaches the partner's key set" node ncat -z -w 2 10.232.3.2 8443
check "the node reaches nothing else" refused node ncat -z -w 2 10.232.3.3 8443
check "the node is ready behind the rules" node "$ROOT/bailiwick" status
check "flows name the partner and who was refused" flows_name_them
ip netns exec "$ROUTER" "$ROOT/bailiwick" firewall --state "$WORK/state" --log "$WORK/firewall.log" load --every 5 >"$WORK/following" 2>&1 &
background+=($!)
check "a removed partner is removed" node "$ROOT/bailiwick" partner remove partner.example
check "its network is closed within seconds" within_seconds 15 refused answers 10.232.1.2
check "members are answered still" answers 10.232.2.2
kill "${background[-1]}"
check "the rules are removed" firewall unload
check "everybody is answered again" answers 10.232.3.2
check "what was done is written down" grep -c '"event":"firewall.unloaded"' "$WORK/firewall.log"
check "down" node "$ROOT/bailiwick" down

[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
