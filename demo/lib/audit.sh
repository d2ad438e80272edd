# Reads and verifies the audit logs of the three components for the demo's job, as an auditor does. This file is sourced.
# shellcheck shell=bash

# log_lines FILE TEXT...: prints the number of lines in the file that contain all texts.
log_lines() {
  local file=$1 text lines
  shift
  lines=$(cat "$file")
  for text in "$@"; do lines=$(grep -F -- "$text" <<<"$lines" || true); done
  grep -c . <<<"$lines" || true
}

# decided FILE LEAST WHAT TEXT...: succeeds if at least LEAST rows of the file contain all texts. Otherwise the failure names them by WHAT.
decided() {
  local file=$1 least=$2 what=$3 found
  shift 3
  found=$(log_lines "$file" "$@")
  [ "$found" -ge "$least" ] || because "$what: $found rows of $least in $file"
}

component() { printf '"component":"%s"' "$1"; }
event() { printf '"event":"%s"' "$1"; }
resource() { printf '"resource":"%s"' "$1"; }
readonly GRANTED='"outcome":"GRANTED"' DONE='"outcome":"DONE"'

# check_log_of_job: checks the rows of two requests in all components: the request that posted the job, and the request for its access token.
check_log_of_job() {
  local log=$DEMO_HOME/log-of-job.jsonl grant=$DEMO_HOME/log-of-grant.jsonl step tokens
  "$ROOT/bailiwick" audit read --request "$DEMO_REQUEST" >"$log" 2>"$log.err" || because "audit read: $(tail -n 2 "$log.err")" || return 1
  "$ROOT/bailiwick" audit read --request "$DEMO_GRANT_REQUEST" >"$grant" 2>"$grant.err" || because "audit read: $(tail -n 2 "$grant.err")" || return 1
  decided "$grant" 1 "admission to the token endpoint" "$(component master)" "$(event admit.decided)" "$GRANTED" &&
    decided "$grant" 1 "access token" "$(component master)" "$(event token.issued)" "$GRANTED" &&
    decided "$log" 1 "admission of the job" "$(component master)" "$(event admit.decided)" "$GRANTED" &&
    decided "$log" 1 "plan of the job" "$(component master)" "$(event plan.decided)" "$GRANTED" "$(resource "$DEMO_JOB")" || return 1
  while read -r step agent; do
    decided "$log" 1 "decision on step $step" "$(component master)" "$(event step.decided)" "$GRANTED" \
      "$(resource "spiffe://$TRUST_DOMAIN/agent/$agent")" &&
      decided "$log" 1 "token of step $step" "$(component master)" "$(event step.released)" "$DONE" "$(resource "$DEMO_JOB/$step")" token_sha256 &&
      decided "$log" 1 "end of step $step" "$(component master)" "$(event step.done)" "$DONE" "$(resource "$DEMO_JOB/$step")" || return 1
  done < <(printf '%s\n' "invoices invoice-reader" "rates rate-finder" "booking ledger-writer")
  decided "$log" 1 "decision on the narrower token" "$(component master)" "$(event replace-token.decided)" "$GRANTED" "$(resource "$DEMO_JOB")" &&
    decided "$log" 1 "narrower token" "$(component master)" "$(event token.replaced)" "$GRANTED" "agent/receipt-writer" &&
    decided "$log" 1 "end of the job" "$(component master)" "$(event job.ended)" "$DONE" "$(resource "$DEMO_JOB")" &&
    decided "$log" 1 "ledger-writer's search" "$(component registry)" "$(event discover.decided)" "$GRANTED" "agent/ledger-writer" || return 1
  [ "$(log_lines "$log" '"outcome":"DENIED"')" -eq 0 ] || because "something of the job was denied, see $log" || return 1
  tokens=$(($(log_lines "$log" "$(event step.released)") + $(log_lines "$log" "$(event token.replaced)") + $(log_lines "$grant" "$(event token.issued)")))
  shown "Master Agent's log: admit, plan, 3 steps of that job" "each granted, $tokens tokens minted"
  shown "registry's log: ledger-writer's search in that job" "granted"
}

# check_log_of_agents: checks the decisions of registry and authority about the four agents, by the serial numbers of their credentials.
check_log_of_agents() {
  local log=$DEMO_HOME/log-of-agents.jsonl name serial
  "$ROOT/bailiwick" audit read --component authority,registry >"$log" 2>"$log.err" || because "audit read: $(tail -n 2 "$log.err")" || return 1
  for name in rate-finder invoice-reader ledger-writer receipt-writer; do
    serial=$(serial_of "$name")
    decided "$log" 1 "decision on $name's credential" "$(component authority)" "$(event issue.decided)" "$GRANTED" "agent/$name" &&
      decided "$log" 1 "$name's credential" "$(component authority)" "$(event credential.issued)" "$DONE" "$serial" &&
      decided "$log" 1 "decision on $name's registration" "$(component registry)" "$(event register.decided)" "$GRANTED" "agent/$name" &&
      decided "$log" 1 "$name's registration" "$(component registry)" "$(event agent.registered)" "$DONE" "$(resource "$serial")" || return 1
  done
  shown "authority's log: its agents' four credentials" "decided and issued, by serial"
  shown "registry's log: their four registrations" "decided and stored, by serial"
}

# check_chains: the command computes the hash chains of all three logs again, and compares them with the signed heads.
check_chains() {
  local report=$DEMO_HOME/audit.txt name line
  "$ROOT/bailiwick" audit verify >"$report" 2>&1 || because "$(grep -v ': intact' "$report" | head -n 3)" || return 1
  for name in authority registry master; do
    line=$(sed -n "s/^$name: //p" "$report" | head -n 1)
    case $line in intact:*) ;; *) because "$name: ${line:-not verified}" || return 1 ;; esac
    shown "audit verify: hash chain of $name" "$(sed 's/ of [^,]*, head [0-9a-f]*,/,/' <<<"$line")"
  done
}

check_audit() { check_log_of_job && check_log_of_agents && check_chains; }
