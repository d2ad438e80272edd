#!/usr/bin/env bash
# Shows what stops an agent that goes beyond its task: segments at a gateway, an enforcement point beside a service, and the firewall in front of the
# Master Agent. Nodes, agents, service and callers run in network namespaces of their own. `./bailiwick demo --segments` calls this script.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export BAILIWICK_HOME=${BAILIWICK_HOME:-$ROOT/var}/demo-segments
export PATH=$PATH:/usr/sbin:/sbin DEMO_MODE=segments
DEMO_HOME=$BAILIWICK_HOME/parties
DEMO_OUTSIDE=$DEMO_HOME/outside
TRUST_DOMAIN=bailiwick.example
PARTNER=partner.example
SCOPE="fx.rates@1 invoice.parse@1 ledger.post@1 receipt.write@1"
INVOICE_LINES=200
DEMO_CUT=0 DEMO_LAST_ECHO=0
export DEMO_LAST_ANSWER="" DEMO_REASON="" SCOPE INVOICE_LINES DEMO_OUTSIDE TRUST_DOMAIN PARTNER
for part in report jose identity device partner agents setup job checks audit network gateway misuse; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done

# Nodes are stopped in order only after a success, because that may take minutes on a busy machine, and nobody uses this home again.
cleanup() {
  local status=$?
  trap '' INT TERM HUP
  [ "$status" -ne 0 ] || nodes_down_segments >/dev/null 2>&1 || true
  remove_network
}
require_namespaces
HOST_TABLES=$(nft list tables)
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

segments_ports
fresh_home
export BAILIWICK_BUILT=yes # what is needed was built before
export BAILIWICK_READY_SECONDS=${BAILIWICK_READY_SECONDS:-900}

step "network: a gateway between nodes, four agents, a service and the outside; nothing of the host's own" lay_cable
step "outside: device maker, identity provider and partner domain, from openssl alone" make_segments_outside
step "nodes: keys in the HSM, ceremony with two officers, databases, start" nodes_up_segments
step "trust: one pinned fingerprint gives the root" pin_root
step "four agents: enrolled, registered" enrol_segments_agents
step "four agents at work, each in a namespace of its own" start_segments_agents
step "two enforcement points: one filters packets at the gateway, one is asked by nginx beside the service" enrol_enforcement_points
step "policies: a bundle that two officers have signed" first_bundle
step "enforcement points: started, they follow the Master Agent and decide by that bundle" start_enforcement
step "firewall: rules from the domain's files, loaded at the gateway" load_firewall
step "firewall: the partner is answered, a stranger from beside it is not" caller_and_stranger
step "agents: without a task none reaches another" no_task_no_flow
step "job: the partner's job runs until ledger-writer waits for the receipt (receipt-writer is paused meanwhile)" step_runs
step "misuse at the packet: ledger-writer is talked into calling rate-finder" misuse_at_packet
step "misuse at the application: ledger-writer is talked into reading the payroll" misuse_at_application
step "job: it ends, and with it the flow" step_ends
step "revocation: of ledger-writer, in the middle of a flow" revoke_in_a_flow
step "policies: a new bundle of two officers closes one flow and opens another" second_bundle
step "reports: the Master Agent has denials and flows of both" check_reports
step "firewall: its log shows who was let in and who was not" check_firewall_log
step "host: its own packet filter has nothing of this" check_host
table
