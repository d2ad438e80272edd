# What the demo of segments shows: who is let through, who is stopped, where and why. This file is sourced after gateway.sh.
# shellcheck shell=bash

caller_and_stranger() {
  local status
  status=$(DEMO_PLACE=outside curl -sS --interface "$PARTNER_ADDRESS" --max-time 20 --cacert "$DEMO_ANCHOR" -o /dev/null -w '%{http_code}' \
    "$MASTER_URL/.well-known/oauth-authorization-server") || true
  [ "$status" = 200 ] || because "the partner is not answered: $status" || return 1
  is_dropped outside "$NODE_ADDRESS" 9443 "$STRANGER_ADDRESS" || return 1
  shown "firewall: the partner's address; one beside it" "answered by the Master Agent; no answer at all"
}

no_task_no_flow() {
  local reason
  is_dropped ledger-writer "$(address_of receipt-writer)" "$AGENT_PORT" || return 1
  read_flows
  reason=$(packet_reason ledger-writer receipt-writer "$AGENT_PORT")
  [ "$reason" = "no task needs it" ] || because "the rule that drops is '$reason'" || return 1
  shown "ledger-writer calls receipt-writer without a task" "no answer: $reason"
}

# read_flows: has the gateway tell what it has let through and dropped.
read_flows() { at gateway "$ROOT/bailiwick" segments flows >"$DEMO_HOME/flows.txt" 2>&1 || true; }

# packet_reason FROM TO PORT: prints by which rule the gateway has dropped packets of this flow, after read_flows.
packet_reason() { sed -n "s/^denied $(address_of "$1") -> $(address_of "$2") tcp $3 .*rule now: //p" "$DEMO_HOME/flows.txt" | head -n 1; }

# packets_dropped FROM TO PORT: prints how many, after read_flows.
packets_dropped() { sed -n "s/^denied $(address_of "$1") -> $(address_of "$2") tcp $3  packets=\([0-9]*\) .*/\1/p" "$DEMO_HOME/flows.txt" | head -n 1; }

# step_runs: receipt-writer stands still, so that the step that calls it lasts until it goes on.
step_runs() {
  kill -STOP "$(cat "$DEMO_HOME/agents/receipt-writer/pid")"
  make_invoices
  job_request >"$DEMO_HOME/job.json"
  export DEMO_PLACE=outside
  partner_token && submit_job 202 "demo-$(random_id)" || return 1
  DEMO_JOB=$(answer id)
  within 60 reaches ledger-writer "$(address_of receipt-writer)" "$AGENT_PORT" || because "the flow that the step needs is not open" || return 1
  shown "the same while its step runs" "connected"
}

misuse_at_packet() {
  local reason
  is_dropped ledger-writer "$(address_of rate-finder)" "$AGENT_PORT" && is_dropped ledger-writer "$(address_of receipt-writer)" 22 || return 1
  read_flows
  reason=$(packet_reason ledger-writer rate-finder "$AGENT_PORT")
  [ "$reason" = "no task needs it" ] || because "the rule that drops is '$reason'" || return 1
  shown "while it runs: ledger-writer calls rate-finder" "stopped at the packet: $reason ($(packets_dropped ledger-writer rate-finder "$AGENT_PORT") packets)"
  reason=$(packet_reason ledger-writer receipt-writer 22)
  [ -n "$reason" ] || because "no rule has counted the packet" || return 1
  shown "while it runs: another port of receipt-writer" "stopped at the packet: $reason"
}

# read_page PLACE AGENT PATH: prints the status and the reason of a request to the service with this agent's certificate.
read_page() {
  local tls
  mapfile -t tls < <(as_agent "$2")
  DEMO_PLACE=$1 curl -sSk --connect-timeout 2 --max-time 20 "${tls[@]}" -o /dev/null -w '%{http_code} %header{x-reason}' "https://$SHOP_ADDRESS/$3" 2>/dev/null || true
}

misuse_at_application() {
  local said
  said=$(read_page ledger-writer ledger-writer ledger/1)
  [ "$said" = "200 bookkeeper-may-read" ] || because "the ledger is answered by '$said'" || return 1
  shown "ledger-writer reads the ledger at the service" "$said"
  said=$(read_page ledger-writer ledger-writer payroll/1)
  [ "$said" = "403 payroll-needs-a-person" ] || because "the payroll is answered by '$said'" || return 1
  shown "ledger-writer reads the payroll at the service" "stopped by nginx: $said"
}

step_ends() {
  local began
  kill -CONT "$(cat "$DEMO_HOME/agents/receipt-writer/pid")"
  DEMO_GRANT_REQUEST="" await_job "$DEMO_JOB" || return 1
  [ "$(answer state)" = "done" ] || because "the job ended as $(answer state)" || return 1
  began=$(date +%s%N)
  within 20 is_dropped ledger-writer "$(address_of receipt-writer)" "$AGENT_PORT" || return 1
  DEMO_PLACE=nodes
  shown "the job is done; the step's flow" "closed $(milliseconds "$began") ms later at the latest"
}

# revoke_in_a_flow: an officer revokes ledger-writer while it has a connection to the service.
revoke_in_a_flow() {
  local began said tls
  hold_flow ledger-writer "$DEMO_HOME/echo-ledger" || return 1
  call 201 "${DEMO_OFFICER[@]}" -H 'Content-Type: application/json' --data "{\"serial\":\"$(serial_of ledger-writer)\",\"reason\":\"key-compromise\"}" \
    "$ACA_URL/v1/revocations" || return 1
  began=${EPOCHREALTIME//[.,]/}
  cut_after "$began" "$DEMO_HOME/echo-ledger" || return 1
  is_dropped ledger-writer "$SHOP_ADDRESS" "$ECHO_PORT" && stays_cut "$DEMO_HOME/echo-ledger" || return 1
  shown "revoked in the middle of a flow: ledger-writer" "cut $DEMO_CUT ms after the revocation's answer"
  read_flows
  said=$(packet_reason ledger-writer shop "$ECHO_PORT")
  [ "$said" = "closed caller" ] || because "the rule that drops is '$said'" || return 1
  shown "it calls the service again" "stopped at the packet: $said"
  said=$(read_page shop ledger-writer ledger/1)
  [[ "$said" =~ ^403\ (peer-revoked|agent-not-listed)$ ]] || because "nginx answers '$said'" || return 1
  shown "its key used beside the service, past the gateway" "stopped by nginx: $said"
  mapfile -t tls < <(as_agent ledger-writer)
  call 401 "${tls[@]}" "$ARS_URL/v1/discovery?capability=fx.rates@1" && refused credential-revoked || return 1
  shown "its key used at the registry, past the gateway" "refused: credential-revoked"
}

# second_bundle: agents may no longer call the service's echo, the office may call its nginx.
second_bundle() {
  local began
  hold_flow rate-finder "$DEMO_HOME/echo-rates" || return 1
  is_dropped outside "$SHOP_ADDRESS" 443 "$OFFICE_ADDRESS" || return 1
  activate_bundle 1002 '{"from": "agents", "to": "services", "protocol": "tcp", "ports": [443, 9001]},
  {"from": "office", "to": "services", "protocol": "tcp", "ports": [443]}' || return 1
  began=${EPOCHREALTIME//[.,]/}
  cut_after "$began" "$DEMO_HOME/echo-rates" || return 1
  is_dropped rate-finder "$SHOP_ADDRESS" "$ECHO_PORT" && stays_cut "$DEMO_HOME/echo-rates" || return 1
  shown "a flow that the new bundle no longer allows" "cut $DEMO_CUT ms after its activation"
  within 20 reaches outside "$SHOP_ADDRESS" 443 "$OFFICE_ADDRESS" || because "the office does not reach the service" || return 1
  shown "a flow that only the new bundle allows" "connected; dropped before"
}

# check_reports: both enforcement points have told the Master Agent what they have denied, and the audit log has it.
check_reports() {
  within 30 reports_are_there || because "the reports are not all there" || return 1
  at nodes "$ROOT/bailiwick" audit read --component master >"$DEMO_HOME/audit.jsonl" 2>"$DEMO_HOME/audit.err" || because "$(tail -n 2 "$DEMO_HOME/audit.err")" || return 1
  decided "$DEMO_HOME/audit.jsonl" 1 "the packet that no task needed" enforcement.denied "agent/ledger-writer" "no task needs it" &&
    decided "$DEMO_HOME/audit.jsonl" 1 "the request for the payroll" enforcement.denied "agent/ledger-writer" payroll-needs-a-person &&
    decided "$DEMO_HOME/audit.jsonl" 1 "the flow of the step" enforcement.flow "agent/ledger-writer" "agent/receipt-writer" || return 1
  shown "Master Agent's audit log: the packet, the request, the flow" "each with agent and reason"
}

reports_are_there() {
  local name
  call 200 "${DEMO_OFFICER[@]}" "$MASTER_URL/v1/enforcement-points" || return 1
  for name in gateway-1 shop-1; do
    tr -d ' \n' <"$DEMO_LAST_ANSWER" | sed 's/{"name"/\n&/g' | grep -F "\"$name\"" | grep '"number":1002' | grep '"denials":[1-9]' >/dev/null || return 1
  done
}

check_firewall_log() {
  local let_in
  firewall flows --json >"$DEMO_HOME/firewall.json" || because "no flows" || return 1
  let_in=$(grep -oE '"connections":[0-9]+' <<<"$(grep -oE "\"source\":\"partner $PARTNER\",\"connections\":[0-9]+" "$DEMO_HOME/firewall.json")" | cut -d: -f2)
  [ "${let_in:-0}" -ge 1 ] || because "the log does not have the partner" || return 1
  grep -qF "\"reason\":\"unknown\",\"address\":\"$STRANGER_ADDRESS\"" "$DEMO_HOME/firewall.json" || because "the log does not have the stranger" || return 1
  ! grep -qF '"reason":"outward"' "$DEMO_HOME/firewall.json" || because "the node called what no file names" || return 1
  shown "firewall's log: $PARTNER" "$let_in connections let in"
  shown "firewall's log: $STRANGER_ADDRESS" "refused, unknown"
}

check_host() {
  [ "$(nft list tables)" = "$HOST_TABLES" ] || because "the host has other tables than before" || return 1
  shown "packet filter of the host itself" "as before"
}
