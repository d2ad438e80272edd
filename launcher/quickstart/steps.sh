## 1. Both nodes, in a home of their own
export BAILIWICK_HOME=@HOME@
TRIAL=$BAILIWICK_HOME/quickstart
umask 077
@BAILIWICK@ up

## 2. An identity provider with one user, alice: Keycloak
@BAILIWICK@ quickstart keycloak

## 3. The operator permits: this provider, a profile, and what agents of Sales may have done for alice
#unless [ -f "$BAILIWICK_HOME/authority/users/keycloak.json" ]
cp "$TRIAL/keycloak-root.pem" "$BAILIWICK_HOME/authority/users/"
cat >"$BAILIWICK_HOME/authority/users/keycloak.json" <<'JSON'
{"issuer": "@KEYCLOAK@/realms/people", "audience": "bailiwick", "algorithms": ["RS256"],
 "jwks_uri": "@KEYCLOAK@/realms/people/protocol/openid-connect/certs", "ca_file": "keycloak-root.pem",
 "owners": {"7b1f4a52-9d0e-4c5e-8f43-0d6f3c2b9a10": ["Sales"]}}
JSON

#unless [ -f "$BAILIWICK_HOME/authority/profiles/first.json" ]
cat >"$BAILIWICK_HOME/authority/profiles/first.json" <<'JSON'
{"name": "first", "validity": "PT24H", "capabilities": ["greeting.write@1", "greeting.ask@1"],
 "key_algorithms": ["EC_P256"], "validation_methods": ["mtls"], "attestors": [["join-token"]],
 "required_status": "none"}
JSON

#unless [ -f "$BAILIWICK_HOME/domain/owners/alice.json" ]
cat >"$BAILIWICK_HOME/domain/callers/asker.json" <<'JSON'
{"agent": "spiffe://@TRUST_DOMAIN@/agent/asker", "scopes": ["greeting.write@1"]}
JSON
cat >"$BAILIWICK_HOME/domain/owners/sales.json" <<'JSON'
{"owner": "Sales", "scopes": ["greeting.write@1"]}
JSON
cat >"$BAILIWICK_HOME/domain/owners/alice.json" <<'JSON'
{"principal": {"kind": "person", "issuer": "@KEYCLOAK@/realms/people",
               "subject": "7b1f4a52-9d0e-4c5e-8f43-0d6f3c2b9a10"}, "scopes": ["greeting.write@1"]}
JSON

## 4. alice signs in, and asks for a join token for each of two agents
#unless is_enrolled greeter && is_enrolled asker
curl -sSf --cacert "$TRIAL/keycloak-root.pem" @KEYCLOAK@/realms/people/protocol/openid-connect/token \
  -d grant_type=password -d client_id=bailiwick -d username=alice \
  --data-urlencode "password@$TRIAL/alice.password" |
  sed 's/.*"access_token":"\([^"]*\)".*/\1/' >"$TRIAL/alice.jwt"

GREETER="--profile first --name greeter --owner Sales --capability greeting.write@1"
GREETER="$GREETER --locator https://127.0.0.1:@GREETER_PORT@/work"
ASKER="--profile first --name asker --owner Sales --capability greeting.ask@1"
ASKER="$ASKER --locator https://127.0.0.1:@ASKER_PORT@/work"

#unless is_enrolled greeter
@BAILIWICK@ agent join-token $GREETER --user-token-file "$TRIAL/alice.jwt" --token-file "$TRIAL/greeter.token"

#unless is_enrolled asker
@BAILIWICK@ agent join-token $ASKER --user-token-file "$TRIAL/alice.jwt" --token-file "$TRIAL/asker.token"

## 5. The agents enrol, each with a key that it makes, and register
#unless is_enrolled greeter
@BAILIWICK@ agent enrol --folder "$TRIAL/greeter" $GREETER \
  --attestor join-token --join-token-file "$TRIAL/greeter.token"

#unless is_enrolled asker
@BAILIWICK@ agent enrol --folder "$TRIAL/asker" $ASKER \
  --attestor join-token --join-token-file "$TRIAL/asker.token"

@BAILIWICK@ agent register --folder "$TRIAL/greeter"
@BAILIWICK@ agent register --folder "$TRIAL/asker"

## 6. The greeter runs: a proxy holds its key, and a program of thirty lines does its work
#unless is_running greeter-proxy
echo '{"work": {"port": @GREETER_PORT@, "master": "@DOMAIN_URL@"}}' >"$TRIAL/greeter.json"
@BAILIWICK@ agent proxy --folder "$TRIAL/greeter" --rules "$TRIAL/greeter.json" \
  --socket "$BAILIWICK_HOME/run/greeter/s" >"$BAILIWICK_HOME/logs/greeter-proxy.log" 2>&1 </dev/null &
echo $! >"$BAILIWICK_HOME/run/greeter-proxy.pid"
timeout 300 sh -c 'until grep -q "^ready " "$1"; do sleep 0.2; done' - "$BAILIWICK_HOME/logs/greeter-proxy.log"

#unless is_running greeter
@TREE@launcher/quickstart/greeter.sh "$BAILIWICK_HOME/run/greeter/s" >"$BAILIWICK_HOME/logs/greeter.log" 2>&1 </dev/null &
echo $! >"$BAILIWICK_HOME/run/greeter.pid"

## 7. The asker finds it, and has a job done
@BAILIWICK@ agent discover --folder "$TRIAL/asker" greeting.write@1

cat >"$TRIAL/job.json" <<'JSON'
{"purpose": "first job", "steps": [{"id": "greet", "capability": "greeting.write@1", "input": {"name": "Ada"}}]}
JSON
@BAILIWICK@ agent call --folder "$TRIAL/asker" --capability greeting.write@1 "$TRIAL/job.json"
