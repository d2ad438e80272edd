# Apicurio Registry beside our registry: the same machine, database server, load tool, connections and number of agents. bench/registry.sh sources this file.
# shellcheck shell=bash

APICURIO_VERSION=3.3.3
APICURIO_FOLDER=$ROOT/bench/target/apicurio
APICURIO_PID=""

# apicurio_prepare: fetches and unpacks it, and makes its database and its TLS server's key.
apicurio_prepare() {
  if [ ! -f "$APICURIO_FOLDER/$APICURIO_VERSION/quarkus-run.jar" ]; then
    mkdir -p "$APICURIO_FOLDER"
    mvn -q -B ${BENCH_MAVEN_OPTIONS:-} -f "$ROOT/pom.xml" -pl agent-contract dependency:copy "-Dartifact=io.apicurio:apicurio-registry-app:$APICURIO_VERSION:tar.gz:all" \
      "-DoutputDirectory=$APICURIO_FOLDER"
    mkdir "$APICURIO_FOLDER/next"
    tar xzf "$APICURIO_FOLDER/apicurio-registry-app-$APICURIO_VERSION-all.tar.gz" -C "$APICURIO_FOLDER/next"
    mv "$APICURIO_FOLDER/next" "$APICURIO_FOLDER/$APICURIO_VERSION"
  fi
  next_free_port PORT_APICURIO
  next_free_port PORT_APICURIO_MANAGEMENT
  tls_server_make "$DEMO_OUTSIDE/apicurio"
}

apicurio_properties() {
  cat "$DEMO_OUTSIDE/apicurio/tls-root.pem" >>"$DEMO_HOME/roots.pem"
  echo "apicurio.url=https://127.0.0.1:$PORT_APICURIO" >>"$DEMO_HOME/bench.properties"
}

apicurio_start() {
  local began password storage=()
  if [ "$DATABASE" = postgresql ]; then
    password=$(openssl rand -hex 16)
    pg_run postgres -f - <<<"create role apicurio login password '$password'; create database apicurio owner apicurio;"
    storage=(APICURIO_STORAGE_SQL_KIND=postgresql "APICURIO_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:$(pg_port)/apicurio" APICURIO_DATASOURCE_USERNAME=apicurio)
    export APICURIO_DATASOURCE_PASSWORD=$password
  else
    storage=(APICURIO_STORAGE_SQL_KIND=h2 "APICURIO_DATASOURCE_URL=jdbc:h2:file:$APICURIO_FOLDER/data/registry;WRITE_DELAY=0" APICURIO_DATASOURCE_USERNAME=sa)
    export APICURIO_DATASOURCE_PASSWORD=sa
    rm -rf "$APICURIO_FOLDER/data"
  fi
  env "${storage[@]}" APICURIO_STORAGE_KIND=sql APICURIO_FEATURES_EXPERIMENTAL_ENABLED=true APICURIO_A2A_ENABLED=true \
    QUARKUS_HTTP_INSECURE_REQUESTS=disabled QUARKUS_HTTP_SSL_PORT="$PORT_APICURIO" QUARKUS_HTTP_HOST=127.0.0.1 \
    QUARKUS_MANAGEMENT_HOST=127.0.0.1 QUARKUS_MANAGEMENT_PORT="$PORT_APICURIO_MANAGEMENT" \
    QUARKUS_HTTP_SSL_CERTIFICATE_FILES="$DEMO_OUTSIDE/apicurio/tls.pem" QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES="$DEMO_OUTSIDE/apicurio/tls.key" \
    "$JAVA_HOME/bin/java" "-Xmx$BAILIWICK_HEAP" -XX:+UseParallelGC -jar "$APICURIO_FOLDER/$APICURIO_VERSION/quarkus-run.jar" >"$FOLDER/apicurio.log" 2>&1 &
  APICURIO_PID=$!
  began=$(date +%s%N)
  until curl -fsS --cacert "$DEMO_OUTSIDE/apicurio/tls-root.pem" "https://127.0.0.1:$PORT_APICURIO/apis/registry/v3/system/info" >"$FOLDER/apicurio.info" 2>/dev/null; do
    kill -0 "$APICURIO_PID" 2>/dev/null || fail "Apicurio Registry has ended: see $FOLDER/apicurio.log"
    [ "$(milliseconds "$began")" -lt $((1000 * PATIENCE)) ] || fail "Apicurio Registry does not answer: see $FOLDER/apicurio.log"
    sleep 0.5
  done
}

apicurio_stop() { [ -z "$APICURIO_PID" ] || kill "$APICURIO_PID" 2>/dev/null || true; }

# beside_apicurio: the cards first, since they are its registrations; then ours, and look-ups and searches in turn.
beside_apicurio() {
  local operation
  apicurio_start
  ask prepare apicurio-registration "$AGENTS" >/dev/null
  say "warm-up: registering the first cards $(ask full apicurio-registration "$CONNECTIONS" "$WARM_UP")"
  write_line "measure=full system=apicurio operation=registration $(ask full apicurio-registration "$CONNECTIONS" "$SECONDS_OF_LOAD")"
  say "the other cards: $(ask full apicurio-registration "$CONNECTIONS" 3600)"
  database_of_apicurio_run "analyze"
  measure_registrations
  warm_up lookup apicurio-lookup topic
  ask prepare apicurio-topic 1000000 >/dev/null
  say "warm-up: apicurio-topic $(ask full apicurio-topic "$CONNECTIONS" 5)"
  for operation in lookup topic; do
    write_line "measure=full system=bailiwick operation=$operation $(measured_load "$operation" full "$CONNECTIONS")"
    ask prepare "apicurio-$operation" 1000000 >/dev/null
    write_line "measure=full system=apicurio operation=$operation $(ask full "apicurio-$operation" "$CONNECTIONS" "$SECONDS_OF_LOAD")"
  done
  write_line "measure=memory system=bailiwick resident_mb=$(resident_of "$(pid_of domain)")"
  write_line "measure=memory system=apicurio resident_mb=$(resident_of "$APICURIO_PID")"
}

database_of_apicurio_run() { [ "$DATABASE" != postgresql ] || pg_run apicurio -c "$1"; }
