# A demo that is left running: what a person needs to go on with it, and what ends it. This file is sourced after setup.sh, job.sh and orders.sh.
# shellcheck shell=bash

# Variables by which demo/job.sh and demo/stop.sh find the parties of a demo again.
readonly KEPT_VARIABLES=(DEMO_MODE DEMO_HOME DEMO_OUTSIDE DEMO_ANCHOR DEMO_FINGERPRINT DEMO_PROGRAM TRUST_DOMAIN PARTNER SCOPE INVOICE_LINES
  PORT_INVOICES PORT_RATES PORT_LEDGER PORT_RECEIPTS PORT_IDP PORT_PARTNER_AS PORT_ADMIN SERVER_BASE IDP_URL PARTNER_AS_URL ACA_URL PLAIN_URL
  ARS_URL MASTER_URL JAVA_HOME)

# keep_variables: writes these variables, as commands of bash.
keep_variables() {
  local name
  for name in "${KEPT_VARIABLES[@]}"; do
    [ -z "${!name+set}" ] || printf '%s=%q\n' "$name" "${!name}"
  done >"$DEMO_HOME/demo.env"
}

# work_again: the revoked agent gets a new credential, for a new key, and works again, so that whoever goes on has a domain with all its agents.
work_again() {
  end_processes "$DEMO_HOME/agents/invoice-reader/pid"
  mv "$DEMO_HOME/agents/invoice-reader" "$DEMO_HOME/agents/invoice-reader-revoked"
  enrol_with_curl invoice-reader "Accounts Payable" '["invoice.parse@1"]' "$PORT_INVOICES" &&
    register_with_curl invoice-reader "Accounts Payable" '["invoice.parse@1"]' "$PORT_INVOICES" 200 && start_agent invoice-reader &&
    job_again || return 1
  shown "invoice-reader: a new credential for a new key" "its agent works again"
}

# job_again: the partner's job, until the Master Agent has heard of the new credential.
job_again() {
  local began
  partner_token || return 1
  began=$(date +%s%N)
  until submit_job 202 "again-$(random_id)"; do
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || return 1
    sleep 0.5
  done
  await_job "$(answer id)" || return 1
  [ "$(answer state)" = "done" ] || because "the job ended as $(answer state)"
}

# where_it_lies: the end of a demo, for whoever wants to look.
where_it_lies() {
  local logs="logs/                  logs of the nodes"
  [ "$DEMO_MODE" = micro ] || logs="server/domains/$SERVER_DOMAIN/logs/server.log  log of the server"
  cat <<TEXT

In $BAILIWICK_HOME
  $logs
  parties/agents/        credential, key and log of each agent
  parties/outside/       device maker, identity provider, partner
  parties/job-result.json  what the partner got
TEXT
  if [ -n "${DEMO_KEEP:-}" ]; then how_to_go_on; else echo "Nodes and agents have ended. ./bailiwick demo --keep leaves them running."; fi
}

how_to_go_on() {
  cat <<TEXT

It runs on. Go on with it:
  export BAILIWICK_HOME=$BAILIWICK_HOME
  demo/job.sh                           the partner has its job done once more
TEXT
  [ "$DEMO_MODE" != micro ] || cat <<TEXT
  ./bailiwick status                    the nodes and their health
  ./bailiwick agents list               the agents of the registry
  ./bailiwick jobs list                 the jobs of all callers
  ./bailiwick audit read --component master   what was decided, and why
TEXT
  cat <<TEXT
  ./bailiwick down                      ends nodes, agents and outside parties

Pages for people, with the root certificate $BAILIWICK_HOME/root.pem:
  $ACA_URL/
  $MASTER_URL/
  $ARS_URL/
TEXT
}
