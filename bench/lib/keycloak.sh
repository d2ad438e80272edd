# Keycloak in production mode on PostgreSQL, with clients that authenticate by their certificates. bench/domain.sh sources this file.
# shellcheck shell=bash

KEYCLOAK_FOLDER=$ROOT/bench/target/keycloak

# keycloak_realm: writes the realm with the partner's issuer and key. Its client is the partner's buyer.
keycloak_realm() {
  local key
  key=$(openssl pkey -in "$GRANT_KEY" -pubout | sed '/^-----/d' | tr -d '\n')
  mkdir -p "$KEYCLOAK/data/import"
  sed -e "s|@ISSUER@|$PARTNER_AS_URL|" -e "s|@KEY@|$key|" "$ROOT/bench/keycloak-realm.json" >"$KEYCLOAK/data/import/bench-realm.json"
}

# The server's heap has the bound of a node's. With a local cache it opens no port for a cluster.
keycloak_start() {
  local folder=$DEMO_OUTSIDE/keycloak began
  keycloak_unpack "$KEYCLOAK_FOLDER" >"$DEMO_HOME/keycloak-unpack.log" 2>&1 || fail "Keycloak was not unpacked: $(tail -n 3 "$DEMO_HOME/keycloak-unpack.log")"
  KEYCLOAK=$KEYCLOAK_FOLDER/keycloak-$(keycloak_version)
  rm -rf "$KEYCLOAK/data" # an import replaces no data
  keycloak_realm
  rm -f "$folder/clients.p12"
  "$JAVA_HOME/bin/keytool" -importcert -noprompt -alias partner -file "$DEMO_OUTSIDE/partner/ca.pem" -keystore "$folder/clients.p12" \
    -storetype PKCS12 -storepass changeit 2>/dev/null
  pg_sql "create database keycloak"
  "$KEYCLOAK/bin/kc.sh" build --db=postgres --features=jwt-authorization-grant --https-client-auth=request \
    >"$folder/build.log" 2>&1 ||
    fail "Keycloak is not built: $(tail -n 3 "$folder/build.log")"
  KC_DB_PASSWORD=$(pg_password) JAVA_OPTS_KC_HEAP="-Xmx${BAILIWICK_HEAP:-768m}" "$KEYCLOAK/bin/kc.sh" start --optimized --import-realm --cache=local \
    --db-url="jdbc:postgresql://127.0.0.1:$(pg_port)/keycloak" --db-username=postgres --http-enabled=false --http-host=127.0.0.1 \
    "--https-port=$PORT_KEYCLOAK" "--hostname=$KEYCLOAK_URL" "--https-certificate-file=$folder/tls.pem" "--https-certificate-key-file=$folder/tls.key" \
    "--https-trust-store-file=$folder/clients.p12" --https-trust-store-password=changeit \
    </dev/null >"$folder/keycloak.log" 2>&1 &
  KEYCLOAK_PID=$!
  echo "$KEYCLOAK_PID" >"$DEMO_OUTSIDE/keycloak.pid"
  began=$(date +%s%N)
  until curl -sSf -o /dev/null --cacert "$folder/tls-root.pem" "$KEYCLOAK_REALM" 2>/dev/null; do
    kill -0 "$KEYCLOAK_PID" 2>/dev/null || fail "Keycloak has ended: $(tail -n 3 "$folder/keycloak.log")"
    [ "$(milliseconds "$began")" -lt $((1000 * ${BAILIWICK_READY_SECONDS:-$PATIENCE})) ] || fail "Keycloak does not start: $(tail -n 3 "$folder/keycloak.log")"
    sleep 1
  done
  # The script stays, and the server is its child process.
  KEYCLOAK_PID=$(pgrep -P "$KEYCLOAK_PID" java) || fail "Keycloak's process was not found"
  echo "$KEYCLOAK_PID" >"$DEMO_OUTSIDE/keycloak.pid"
}
