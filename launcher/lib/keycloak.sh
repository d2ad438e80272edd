# shellcheck shell=bash
# Keycloak as the identity provider of a quickstart: fetched from Maven Central, unchanged, with one realm and one user. It is for trying out.

QUICKSTART_FILES=$ROOT/launcher/quickstart

keycloak_archive_name() { cut -d ' ' -f 3 "$QUICKSTART_FILES/keycloak.sha256"; }
keycloak_release() { keycloak_archive_name | sed 's/^keycloak-quarkus-dist-\(.*\)\.zip$/\1/'; }
keycloak_folder() { printf '%s/quickstart/keycloak-%s' "$HOME_DIR" "$(keycloak_release)"; }
keycloak_url() { printf 'https://127.0.0.1:%s' "${BAILIWICK_KEYCLOAK_PORT:-8543}"; }

# quickstart_keycloak: fetches, makes and starts Keycloak as far as that was not done, and returns when it answers.
quickstart_keycloak() {
  mkdir -p "$HOME_DIR"/{quickstart/tls,run,logs}
  [ -f "$(keycloak_folder)/made" ] || keycloak_make
  if is_running keycloak; then say "Keycloak is running at $(keycloak_url)"; else keycloak_start; fi
  say "  user             alice, password in quickstart/alice.password"
  say "  administrator    admin, password in quickstart/keycloak.password, at $(keycloak_url)/admin"
}

keycloak_make() {
  local folder archive
  folder=$(keycloak_folder)
  require_space "$QUICKSTART_MEGABYTES"
  archive=$(keycloak_archive)
  keycloak_unpack_archive "$archive"
  keycloak_secrets
  mkdir -p "$folder/data/import"
  sed -e "s|@PASSWORD@|$(cat "$HOME_DIR/quickstart/alice.password")|" "$QUICKSTART_FILES/realm.json" >"$folder/data/import/realm.json"
  # Keycloak puts its parts together for its database once, which would otherwise take a part of each start.
  JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1 with_progress "Preparing Keycloak" "$HOME_DIR/logs/keycloak-build.log" "$folder/bin/kc.sh" build --db=dev-file
  touch "$folder/made"
}

# keycloak_archive: prints the path of the archive. It was fetched already by Maven, or by an earlier call, or it is fetched now. Its digest is fixed.
keycloak_archive() {
  local name local_copy ours
  name=$(keycloak_archive_name)
  local_copy=$HOME/.m2/repository/org/keycloak/keycloak-quarkus-dist/$(keycloak_release)/$name
  ours=$HOME_DIR/quickstart/$name
  if [ -f "$ours" ] || [ ! -f "$local_copy" ]; then
    [ -f "$ours" ] || keycloak_fetch >&2
    local_copy=$ours
  fi
  [ "$(openssl dgst -sha256 -r "$local_copy" | cut -d ' ' -f 1)" = "$(cut -d ' ' -f 1 "$QUICKSTART_FILES/keycloak.sha256")" ] \
    || die "$local_copy is not the archive that launcher/quickstart/keycloak.sha256 names: delete it, and try again"
  printf '%s' "$local_copy"
}

# keycloak_fetch: fetches the archive with Maven, which knows the mirrors of this machine, or where it is missing with curl.
keycloak_fetch() {
  local name new=$HOME_DIR/quickstart/fetched repository=${BAILIWICK_MAVEN_REPOSITORY:-https://repo.maven.apache.org/maven2}
  name=$(keycloak_archive_name)
  mkdir -p "$new"
  if [ -z "${BAILIWICK_MAVEN_REPOSITORY:-}" ] && [ -f "$ROOT/pom.xml" ] && command -v mvn >/dev/null; then
    with_progress "Fetching Keycloak (170 MB)" "$HOME_DIR/logs/keycloak-fetch.log" mvn -B -f "$ROOT/pom.xml" -N dependency:copy \
      "-Dartifact=org.keycloak:keycloak-quarkus-dist:$(keycloak_release):zip" "-DoutputDirectory=$new"
  else
    with_progress "Fetching Keycloak (170 MB)" "$HOME_DIR/logs/keycloak-fetch.log" curl -fsSL --retry 3 --connect-timeout 20 --max-time 1800 \
      -o "$new/$name" "$repository/org/keycloak/keycloak-quarkus-dist/$(keycloak_release)/$name"
  fi
  mv "$new/$name" "$HOME_DIR/quickstart/"
  rm -rf "$new"
}

# keycloak_unpack_archive ARCHIVE: unpacks with what is there. The folder gets its name last, so that an interruption leaves none.
keycloak_unpack_archive() {
  local new=$HOME_DIR/quickstart/new folder
  folder=$(keycloak_folder)
  rm -rf "$new" "$folder"
  mkdir -p "$new"
  if [ -x "$JAVA_HOME/bin/jar" ]; then (cd "$new" && "$JAVA_HOME/bin/jar" -xf "$1")
  elif command -v unzip >/dev/null; then unzip -q "$1" -d "$new"
  else die "Keycloak is a zip archive: install the package unzip"; fi
  chmod +x "$new/${folder##*/}/bin/kc.sh"
  mv "$new/${folder##*/}" "$folder"
  rm -rf "$new"
}

# Makes passwords and a TLS certificate under a root of its own.
keycloak_secrets() {
  local folder=$HOME_DIR/quickstart name
  for name in alice keycloak; do
    [ -s "$folder/$name.password" ] || { openssl rand -hex 16 | tr -d '\n' >"$folder/$name.new" && mv "$folder/$name.new" "$folder/$name.password"; }
  done
  [ ! -f "$folder/keycloak-root.pem" ] || return 0
  (
    cd "$folder/tls" || exit 1
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -days 365 -subj "/CN=quickstart's Keycloak" \
      -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.csr -subj /CN=127.0.0.1
    openssl x509 -req -in tls.csr -CA root.pem -CAkey root.key -days 365 -out tls.pem \
      -extfile <(printf '%s\n' subjectAltName=IP:127.0.0.1,DNS:localhost extendedKeyUsage=serverAuth keyUsage=critical,digitalSignature)
    rm root.key tls.csr
    mv root.pem ../keycloak-root.pem
  ) >"$HOME_DIR/logs/keycloak-tls.log" 2>&1 || die "Keycloak's certificate was not made; see $HOME_DIR/logs/keycloak-tls.log"
}

keycloak_start() {
  local folder port=${BAILIWICK_KEYCLOAK_PORT:-8543} tls=$HOME_DIR/quickstart/tls
  folder=$(keycloak_folder)
  ! listens 127.0.0.1 "$port" || die "port $port, which Keycloak needs, is in use by $(who_listens "$port"): end it, or set BAILIWICK_KEYCLOAK_PORT"
  say "Starting Keycloak"
  KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=$(cat "$HOME_DIR/quickstart/keycloak.password") JAVA_OPTS_APPEND=-XX:TieredStopAtLevel=1 \
    setsid "$folder/bin/kc.sh" start --optimized --cache=local --import-realm --http-enabled=false "--https-port=$port" --http-host=127.0.0.1 \
    "--hostname=$(keycloak_url)" "--https-certificate-file=$tls/tls.pem" "--https-certificate-key-file=$tls/tls.key" \
    </dev/null >"$HOME_DIR/logs/keycloak.log" 2>&1 8>&- &
  echo $! >"$HOME_DIR/run/keycloak.pid"
  keycloak_await
}

keycloak_await() {
  local began limit=${BAILIWICK_READY_SECONDS:-300}
  began=$(seconds_now)
  until curl -sSf --noproxy '*' --max-time 10 -o /dev/null --cacert "$HOME_DIR/quickstart/keycloak-root.pem" \
    "$(keycloak_url)/realms/people/.well-known/openid-configuration" 2>/dev/null; do
    kill -0 "$(cat "$HOME_DIR/run/keycloak.pid")" 2>/dev/null \
      || die "Keycloak has ended while starting: $(tail -n 3 "$HOME_DIR/logs/keycloak.log"); see $HOME_DIR/logs/keycloak.log"
    [ $(($(seconds_now) - began)) -lt "$limit" ] || die "Keycloak does not answer after $limit s; see $HOME_DIR/logs/keycloak.log"
    sleep 0.3
  done
  say "Keycloak is ready at $(keycloak_url) ($(($(seconds_now) - began)) s)"
}
