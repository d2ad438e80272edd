#!/usr/bin/env bash
# Runs the main job on real processes, from a device's certificate to a workflow that a revocation stops.
# The parties outside the trust domain (device maker, identity provider, partner) use openssl, tpm2-tools and curl only; a person, whom DEMO_FULL shows as
# well, uses Keycloak, Chromium and a program by npm's oauth4webapi. `./bailiwick demo` calls this script.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DEMO_MODE=${1:-micro}                                   # micro: two Payara Micro nodes; server: the EAR on Payara Server
export BAILIWICK_HOME=${BAILIWICK_HOME:-$ROOT/var}/demo-$DEMO_MODE
DEMO_HOME=$BAILIWICK_HOME/parties
DEMO_OUTSIDE=$DEMO_HOME/outside
TRUST_DOMAIN=bailiwick.example
PARTNER=partner.example
SCOPE="fx.rates@1 invoice.parse@1 ledger.post@1 receipt.write@1"
INVOICE_LINES=${DEMO_INVOICE_LINES:-12000}
export DEMO_LAST_ANSWER="" DEMO_REASON=""
# shellcheck source=launcher/lib/short-lived.sh
. "$ROOT/launcher/lib/short-lived.sh"
export BAILIWICK_READY_SECONDS=${BAILIWICK_READY_SECONDS:-900}

[ "$DEMO_MODE" = micro ] || [ "$DEMO_MODE" = server ] || { echo "usage: demo/run.sh [micro|server]" >&2; exit 2; }
for part in report jose identity device tpm partner agents setup server redeploy job own orders keycloak person checks audit keep; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done

# A demo that has held is left running if it is asked to.
cleanup() {
  local status=$?
  [ "$status" -ne 0 ] || [ -z "${DEMO_KEEP:-}" ] || return 0
  stop_parties
  "nodes_down_$DEMO_MODE" >/dev/null 2>&1 || true
}
trap cleanup EXIT

fresh_home
choose_ports
[ "$DEMO_MODE" = micro ] || choose_server_ports

step "outside: device maker, identity provider and partner domain, from openssl alone" make_outside
if with_person; then step "outside: Keycloak, which starts beside the nodes" start_keycloak; fi
DEMO_STEP_LOG=$DEMO_HOME/up.log step "nodes: keys in the HSM, ceremony, databases, start (${DEMO_MODE})" "nodes_up_$DEMO_MODE"
step "trust: one pinned fingerprint gives the root, which verifies issuer, bundle and CRL; no log-in" pin_root
step "enrol rate-finder with curl and openssl alone" enrol_with_curl rate-finder "Treasury" '["fx.rates@1"]' "$PORT_RATES"
step "enrol invoice-reader" enrol_with_curl invoice-reader "Accounts Payable" '["invoice.parse@1"]' "$PORT_INVOICES"
step "enrol ledger-writer" enrol_with_client ledger-writer "General Ledger" ledger.post@1 "$PORT_LEDGER"
step "enrol receipt-writer" enrol_with_client receipt-writer "General Ledger" receipt.write@1 "$PORT_RECEIPTS"
step "openssl, and zlint where it is installed: a credential and the CRL" check_credential invoice-reader "Accounts Payable" invoice.parse@1
step "openssl: the responder says good" ask_ocsp invoice-reader good
step "refused: a device whose program has another digest" refuse_unknown_program
step "refused: the same nonce twice" refuse_replayed_nonce
step "refused: registration with one capability more than signed" refuse_extra_capability
step "outside: a TPM vendor and a machine with its TPM" tpm_outside
step "enrol tpm-agent with tpm2-tools, openssl and curl alone" check_tpm_agent
step "refused: the same TPM after a register changed" refuse_changed_register
step "register all four agents" register_all
step "agents at work: four processes, each with its own key" start_agents
step "partner: a grant of its own server becomes a token bound to its certificate" partner_token_is_bound
step "refused: that token over another certificate" refuse_stolen_token
step "partner: a job of three steps over $INVOICE_LINES invoice lines" post_job
step "booked totals equal an independent sum" check_totals
step "audit: that job's decisions in the logs of those who made them; all three chains verified" check_audit
if [ -n "${DEMO_FULL:-}" ]; then
  step "own agent: an access token by client credentials" own_agent_gets_token
  step "own agent: a job of its own" own_agent_job
  step "outside: a PostgreSQL database of orders, and a server of MCP tools" start_back_ends
  step "broker: enrolled like an agent" enrol_broker
  step "broker: its asset files, a secret under a key of its HSM, start and registration" start_broker
  step "operators: a reviewed workflow, and who may have it done" review_workflow
  step "MCP client: calls the workflow as a tool; the database role is gone afterwards" tool_call
  step "the database's secret is in no file of agents, broker and nodes" no_secret_elsewhere
fi
if with_person; then
  step "outside: Keycloak is ready" await_keycloak
  step "person: $PERSON signs in at Keycloak in a browser; her program gets a token bound to its key" person_signs_in
  step "refused: that token with a proof by another key" refuse_other_key
  step "person: a job of her own" person_job_done
  step "person: disabled at Keycloak, her token and its refresh are refused, and her running job is cancelled" person_disabled
fi
step "revoke invoice-reader, time until the first refusal" revoke_and_measure
step "openssl: the same chain is refused after revocation" check_revoked_by_openssl
step "openssl: the responder says revoked" ask_ocsp invoice-reader revoked
step "refused: a job that needs the revoked agent, by name and reason" refuse_job_of_revoked
if [ -n "${DEMO_PROXY:-}" ]; then
  step "curl: EST at the server's root, behind HAProxy" check_est_at_root
  step "curl: OAuth metadata at the server's root, behind HAProxy" check_metadata_at_root
fi
if [ -n "${DEMO_REDEPLOYMENTS:-}" ]; then step "server: $DEMO_REDEPLOYMENTS deployments in a row" redeploy_server "$DEMO_REDEPLOYMENTS"; fi
if [ -n "${DEMO_KEEP:-}" ]; then
  step "enrol, register and start invoice-reader again, under a new key; the partner's job once more" work_again
  keep_variables
elif [ "$DEMO_MODE" = server ]; then
  step "server: undeploy" undeploy_server
fi
table
where_it_lies
