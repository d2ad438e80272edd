# Keycloak, unchanged, as the provider at which people sign in. Demo, system tests and bench source this file after identity.sh.
# shellcheck shell=bash

keycloak_version() { sed -n 's/.*<version.keycloak>\(.*\)<.*/\1/p' "$ROOT/pom.xml"; }

# keycloak_unpack FOLDER: Maven fetches the distribution and unpacks it to FOLDER/keycloak-VERSION, unless it is there.
keycloak_unpack() {
  local version new=$1/new
  version=$(keycloak_version)
  [ ! -d "$1/keycloak-$version" ] || return 0
  rm -rf "$new"
  # Maven remembers what it has unpacked, but not where.
  mvn -q -B -f "$ROOT/pom.xml" -N dependency:unpack -Dmdep.overWriteReleases=true \
    -Dartifact="org.keycloak:keycloak-quarkus-dist:$version:zip" -DoutputDirectory="$new" || return 1
  chmod +x "$new/keycloak-$version/bin/kc.sh"
  mv "$new/keycloak-$version" "$1/"
  rm -rf "$new"
}

# keycloak_import HOME MASTER-URL FILE: puts a realm where the next start imports it.
keycloak_import() {
  mkdir -p "$1/data/import"
  sed -e "s|@MASTER@|$2|" "$3" >"$1/data/import/${3##*/}"
}

# keycloak_serve HOME PORT HTTP-PORT FOLDER MODE [OPTION…]: starts it (MODE is start or start-dev) with the TLS certificate in FOLDER.
keycloak_serve() {
  KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=admin-password JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1 \
    "$1/bin/kc.sh" "${@:5}" --import-realm --http-enabled=false "--http-port=$3" "--https-port=$2" --http-host=127.0.0.1 \
    "--hostname=https://127.0.0.1:$2" "--https-certificate-file=$4/tls.pem" "--https-certificate-key-file=$4/tls.key" \
    </dev/null >"$4/keycloak.log" 2>&1 &
  echo $! >"$DEMO_OUTSIDE/keycloak.pid"
}

people_realm() { echo "https://127.0.0.1:$1/realms/people"; } # PORT

# people_sign_in PORT FOLDER: the operator's files for the provider at which people sign in, and for their program.
people_sign_in() {
  local realm place=$BAILIWICK_HOME/domain
  realm=$(people_realm "$1")
  cp "$2/tls-root.pem" "$place/providers/keycloak-root.pem"
  echo 'edge secret: 100%' >"$place/providers/keycloak.secret"
  cat >"$place/clients/desk.json" <<JSON
{"client_id": "desk", "kind": "public", "provider": "keycloak", "redirect_uris": ["http://127.0.0.1/back"], "scopes": ["fx.rates@1", "ledger.post@1"]}
JSON
  cat >"$place/providers/keycloak.json" <<JSON
{"issuer": "$realm", "client_id": "bailiwick-edge", "client_secret_file": "keycloak.secret", "ca_file": "keycloak-root.pem",
 "authorization_endpoint": "$realm/protocol/openid-connect/auth", "token_endpoint": "$realm/protocol/openid-connect/token",
 "jwks_uri": "$realm/protocol/openid-connect/certs", "algorithms": ["RS256"], "roles_claim": "roles",
 "acr_values_supported": ["0", "1"], "scopes": {"role:agent-owner": ["fx.rates@1", "invoice.parse@1"]}}
JSON
}

# The nodes ask the provider more often, so that nobody waits long until a person who is disabled there is refused.
ask_providers_often() {
  local settings
  for settings in "$BAILIWICK_HOME"/domain*/bailiwick.properties; do echo "master.person-check-interval=PT2S" >>"$settings"; done
}
