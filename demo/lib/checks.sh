# The demo's checks with programs of other projects, and the refusals that it shows. This file is sourced.
# shellcheck shell=bash

# The OID of the certificate extension with the agent information (docs/certificate-profile.md).
readonly AGENT_EXTENSION=1.2.840.113556.1.8000.2554.46460.41930.64157.17831.33677.15508426.11787616.1

# check_credential AGENT OWNER CAPABILITY
check_credential() {
  local folder=$DEMO_HOME/agents/$1 report=$DEMO_HOME/zlint-$1.json
  openssl x509 -in "$folder/chain.pem" -out "$folder/leaf.pem"
  fetch_crl || return 1
  openssl verify -crl_check -CAfile "$DEMO_ANCHOR" -untrusted "$DEMO_HOME/issuing.pem" -CRLfile "$DEMO_HOME/issuing.crl.pem" \
    "$folder/leaf.pem" >"$DEMO_HOME/verify.txt" 2>&1 || because "openssl verify: $(tail -n 1 "$DEMO_HOME/verify.txt")" || return 1
  openssl x509 -in "$folder/leaf.pem" -noout -text | grep "URI:spiffe://$TRUST_DOMAIN/agent/$1" >/dev/null || because "no SPIFFE ID in the credential" || return 1
  openssl x509 -in "$folder/leaf.pem" -noout -text -certopt ext_dump | agent_extension >"$folder/extension.txt"
  grep -qF "$2" "$folder/extension.txt" && grep -qF "$3" "$folder/extension.txt" ||
    because "the credential's extension does not have owner and capability" || return 1
  shown "openssl verify -crl_check accepts the credential" "OK"
  shown "openssl reads SPIFFE ID, owner, capability in it" "$1, $2, $3"
  command -v zlint >/dev/null || { not_run "zlint RFC 5280 on credential and CRL" "not installed"; return 0; }
  zlint -includeSources RFC5280 "$folder/leaf.pem" >"$report" 2>&1 || because "zlint could not read the credential" || return 1
  ! grep -qE '"result":"(error|fatal)"' "$report" || because "zlint found: $(grep -oE '"[a-z_]+":\{"result":"(error|fatal)"' "$report" | head -n 3)" || return 1
  zlint -format pem -includeSources RFC5280 "$DEMO_HOME/issuing.crl.pem" >"$report.crl" 2>&1 || because "zlint could not read the CRL" || return 1
  ! grep -qE '"result":"(error|fatal)"' "$report.crl" || because "zlint found errors in the CRL, see $report.crl" || return 1
  shown "zlint RFC 5280 on credential and CRL" "no error"
}

# agent_extension: prints the text in that extension, from openssl's dump of a certificate.
agent_extension() {
  awk -v oid="$AGENT_EXTENSION" 'index($0, oid) { on = 1; next } on && / - / { line = $0; sub(/^.*   /, "", line); text = text line; next } on { exit } END { print text }'
}

# ask_ocsp AGENT STATUS: asks the responder in the credential by openssl, with and without nonce, and compares the status.
ask_ocsp() {
  local folder=$DEMO_HOME/agents/$1 responder nonce
  responder=$(openssl x509 -in "$folder/leaf.pem" -noout -ocsp_uri)
  [ -n "$responder" ] || because "the credential names no OCSP responder" || return 1
  for nonce in -nonce -no_nonce; do
    openssl ocsp "$nonce" -issuer "$DEMO_HOME/issuing.pem" -cert "$folder/leaf.pem" -CAfile "$DEMO_ANCHOR" -url "$responder" \
      >"$DEMO_HOME/ocsp.txt" 2>&1 || because "openssl ocsp: $(tail -n 1 "$DEMO_HOME/ocsp.txt")" || return 1
    grep -q 'Response verify OK' "$DEMO_HOME/ocsp.txt" && grep -q "leaf.pem: $2" "$DEMO_HOME/ocsp.txt" ||
      because "openssl ocsp $nonce did not say $2: $(head -n 3 "$DEMO_HOME/ocsp.txt")" || return 1
    [ "$nonce" = -no_nonce ] || ! grep -qi 'no nonce in response' "$DEMO_HOME/ocsp.txt" || because "the responder leaves the nonce out" || return 1
  done
  shown "openssl ocsp, with and without nonce" "$2"
}

fetch_crl() {
  curl -sSf -o "$DEMO_HOME/issuing.crl" "$PLAIN_URL/crl/issuing-1.crl" || because "no CRL at $PLAIN_URL" || return 1
  openssl crl -inform DER -in "$DEMO_HOME/issuing.crl" -out "$DEMO_HOME/issuing.crl.pem"
}

refuse_unknown_program() {
  DEMO_DEVICE=invoice-reader DEMO_PROGRAM=$ROOT/README.md \
    enrol_with_curl invoice-reader-changed "Accounts Payable" '["invoice.parse@1"]' "$PORT_INVOICES" 403 &&
    refused attestation-not-affirming || return 1
  shown "refused: program digest unknown to the verifier" "attestation-not-affirming"
}

refuse_replayed_nonce() {
  call 400 --cacert "$DEMO_ANCHOR" -H 'Content-Type: application/json' --data-binary "@$DEMO_HOME/agents/rate-finder/enrolment.json" \
    "$ACA_URL/v1/enrolments" && refused nonce-invalid || return 1
  grep -q 'has been used already' "$DEMO_LAST_ANSWER" || because "the nonce was refused for another reason: $(answer detail)" || return 1
  shown "refused: the same nonce twice" "nonce-invalid"
}

refuse_extra_capability() {
  register_with_curl invoice-reader "Accounts Payable" '["invoice.parse@1","ledger.post@1"]' "$PORT_INVOICES" 409 &&
    refused attribute-mismatch || return 1
  shown "refused: a capability more than signed" "attribute-mismatch"
}

refuse_stolen_token() {
  local tls
  mapfile -t tls < <(as_partner thief)
  bearer_header
  call 401 "${tls[@]}" -K "$DEMO_HOME/bearer.cfg" -H 'Content-Type: application/json' --data '{"purpose":"x","steps":[]}' "$MASTER_URL/v1/jobs" || return 1
  grep -qi '^www-authenticate:.*invalid_token' "$DEMO_HOME/answer.headers" || because "no invalid_token challenge" || return 1
  shown "refused: the token over another certificate" "invalid_token"
}

job_state() { json_member "$DEMO_HOME/job-result.json" state; }

# check_totals: sums the CSV again with awk in whole cents, and compares every total of every currency with the totals in the job's result.
check_totals() {
  local currency lines net vat eur booked currencies=0 all=0
  tr -d ' \n' <"$DEMO_HOME/job-result.json" >"$DEMO_HOME/job-flat.json"
  while read -r currency lines net vat eur; do
    booked=$(grep -oE "\"$currency\":\{[^}]*\}" "$DEMO_HOME/job-flat.json" | grep -F '"eur"' | head -n 1)
    case $booked in
      *"\"lines\":$lines,"*"\"net\":\"$net\","*"\"vat\":\"$vat\""*"\"eur\":\"$eur\""*) ;;
      *) because "$currency: ${booked:-nothing} was booked, and not $lines lines, net $net, vat $vat, EUR $eur" || return 1 ;;
    esac
    currencies=$((currencies + 1)) all=$((all + lines))
  done < <(independent_sum)
  [ "$currencies" -eq 5 ] && [ "$all" -eq "$INVOICE_LINES" ] || because "$all lines in $currencies currencies were compared" || return 1
  shown "booked totals equal an independent sum" "$all lines, $currencies currencies, to the cent"
}

independent_sum() {
  awk -F, 'function cents(text, parts) { split(text, parts, "."); return parts[1] * 100 + parts[2] }
    function money(value) { return sprintf("%d.%02d", int(value / 100), value % 100) }
    FNR == 1 { next }
    FILENAME ~ /rates/ { split($2, parts, "."); rate[$1] = parts[1] * 10000 + parts[2]; next }
    { lines[$4]++; net[$4] += cents($5); vat[$4] += cents($6) }
    END { for (c in lines) { gross = net[c] + vat[c];
      print c, lines[c], money(net[c]), money(vat[c]), money(int((gross * 20000 + rate[c]) / (2 * rate[c]))) } }' \
    "$DEMO_HOME/rates.csv" "$DEMO_HOME/invoices.csv"
}

# revoke_and_measure: the officer revokes, and the agent calls the registry until it is refused. The time depends on the machine, so the demo reports
# it, and fails only after ten times the bound in docs/performance.md.
revoke_and_measure() {
  local began serial tls officer=$BAILIWICK_HOME/operators/officer-1 status took
  serial=$(serial_of invoice-reader)
  call 201 --cert "$officer.pem" --key "$officer.key" --cacert "$DEMO_ANCHOR" -H 'Content-Type: application/json' \
    --data "{\"serial\":\"$serial\",\"reason\":\"key-compromise\"}" "$ACA_URL/v1/revocations" || return 1
  began=$(date +%s%N)
  mapfile -t tls < <(as_agent invoice-reader)
  while :; do
    status=$(curl -sS --max-time "$PATIENCE" -o "$DEMO_LAST_ANSWER" -w '%{http_code}' "${tls[@]}" "$ARS_URL/v1/discovery?capability=fx.rates@1")
    took=$(milliseconds "$began")
    [ "$status" = 200 ] || break
    [ "$took" -lt 10000 ] || because "the registry still serves the revoked agent after 10 s" || return 1
  done
  [ "$status" = 401 ] || because "the registry answers the revoked agent with $status instead of 401" || return 1
  refused credential-revoked || return 1
  shown "registry refuses the revoked agent" "$took ms after the revocation's answer"
}

check_revoked_by_openssl() {
  fetch_crl || return 1
  ! openssl verify -crl_check -CAfile "$DEMO_ANCHOR" -untrusted "$DEMO_HOME/issuing.pem" -CRLfile "$DEMO_HOME/issuing.crl.pem" \
    "$DEMO_HOME/agents/invoice-reader/leaf.pem" >"$DEMO_HOME/verify.txt" 2>&1 || because "openssl still accepts the credential" || return 1
  grep -q 'certificate revoked' "$DEMO_HOME/verify.txt" || because "$(tail -n 1 "$DEMO_HOME/verify.txt")" || return 1
  shown "openssl verify -crl_check refuses it after revocation" "certificate revoked"
}

# refuse_job_of_revoked: posts jobs until the Master Agent refuses one, because it accepts jobs until the event of the revocation arrives. It needs a
# new token, because the token of the first job may have expired.
refuse_job_of_revoked() {
  local began
  partner_token || return 1
  began=$(date +%s%N)
  until submit_job 422 "demo-$(random_id)"; do
    [ "$(json_member "$DEMO_LAST_ANSWER" state)" = running ] || return 1
    [ "$(milliseconds "$began")" -lt 10000 ] || because "the Master Agent still takes jobs for the revoked agent after 10 s" || return 1
  done
  refused job-not-acceptable || return 1
  grep -q "credential-revoked: spiffe://$TRUST_DOMAIN/agent/invoice-reader" "$DEMO_LAST_ANSWER" ||
    because "the refusal does not name agent and reason" || return 1
  shown "refused: a job that needs the revoked agent" "names invoice-reader and credential-revoked"
}

# check_metadata_at_root: RFC 8414 section 3.1 and RFC 9728 section 3.1 put the names of the documents between host and path of the base URL.
check_metadata_at_root() {
  local member name
  for name in oauth-authorization-server:issuer oauth-protected-resource:resource; do
    member=${name#*:} name=${name%:*}
    call 200 --cacert "$DEMO_ANCHOR" "$SERVER_URL/.well-known/$name$BAILIWICK_MASTER_ROOT" || return 1
    [ "$(answer "$member")" = "$MASTER_URL" ] || because "$name is not about $MASTER_URL" || return 1
  done
  shown "OAuth metadata at $SERVER_URL/.well-known" "about $MASTER_URL"
}

# check_est_at_root: RFC 7030 section 3.2.2 defines the path. The cookie of the nonce is for this path and not for the context root behind the proxy.
check_est_at_root() {
  local est=$SERVER_URL/.well-known/est jar=$DEMO_HOME/est.jar
  curl -sSf --cacert "$DEMO_ANCHOR" "$est/cacerts" | openssl base64 -d | openssl pkcs7 -inform DER -print_certs -noout | grep "^subject=" >/dev/null ||
    because "no certificates at $est/cacerts" || return 1
  curl -sSf --cacert "$DEMO_ANCHOR" -c "$jar" "$est/nonce" | grep '"nonce":' >/dev/null || because "no nonce at $est/nonce" || return 1
  grep -P '\t/\.well-known/est/?\t.*__Secure-est-nonce' "$jar" >/dev/null || because "the nonce's cookie is for another path" || return 1
  shown "cacerts and nonce at $est" "cookie for /.well-known/est"
}
