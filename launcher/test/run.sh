#!/usr/bin/env bash
# Tests of ./bailiwick that need no node: help, refusals, missing packages, files of a home. `./bailiwick test` runs this script.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export BAILIWICK_HOME=$WORK/home
failures=0

# check NAME COMMAND...: reports whether the command succeeds.
# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"

fails_with() {
  local wanted=$1
  shift
  ! "$@" >"$WORK/answer" 2>&1 || { echo "succeeded: $*"; return 1; }
  grep -q -- "$wanted" "$WORK/answer" || { cat "$WORK/answer"; return 1; }
}

# Makes a PATH with a shell and the usual small tools, and without the programs that Bailiwick needs.
bare_machine() {
  local tool
  mkdir -p "$WORK/bare"
  for tool in bash dirname readlink sed head id cat grep mkdir tail uname; do ln -sf "$(command -v "$tool")" "$WORK/bare/$tool"; done
}

# The second domain node has a name, certificates, a key for tokens and files of its own; database, token, partners and logs are those of the first.
second_domain_node_is_set_up() {
  local line home=$WORK/two answer=$WORK/two/answer
  mkdir -p "$home/run"
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$home BAILIWICK_DOMAIN_NODES=2 in_library eval \
    'home_load; root_fingerprint() { echo 00; }; write_domain_settings domain-2; cat "$(ceremony_input)"; write_proxy' >"$answer"
  for line in node.name=domain-2 node.log-name=domain master.ars-url=https://localhost:9445/ars ars.master-url=https://localhost:9445 "master.hsm.pin-file=$home/hsm/domain.pin" \
    "ars.audit-heads-file=$home/domain-2/audit/ars-heads.jws" "master.partners-folder=$home/domain/partners" "master.owners-folder=$home/domain/owners" \
    "master.base-url=https://127.0.0.1:9443" "certificate.domain-2-client.spiffe-path = node/domain-2" \
    "certificate.domain-2-server.request = domain-2/tls/server.csr" master.token-signing-key=token-domain-2 ars.token-signing-key=token-domain-2 \
    "master.token-keys-folder=$home/domain-2/token-keys" "key.token-domain-2.token = domain" "key.token-domain-2.use = tokens"; do
    grep -qxF "$line" "$answer" || { echo "lacks $line"; cat "$answer"; return 1; }
  done
  grep -q '^  server domain-2 127.0.0.1:9445 ' "$answer" \
    && grep -qF 'http-check expect rstring ^.\"status\":\"UP\".*\"master-feed\"' "$answer" \
    && grep -qF 'use_backend unready if { nbsrv(node) eq 0 }' "$answer"
}

two_domain_nodes_need_postgresql() {
  BAILIWICK_HOME=$WORK/two BAILIWICK_DOMAIN_NODES=2 fails_with "several domain nodes need PostgreSQL" in_library eval 'home_load; require_domain_nodes'
}

in_library() {
  bash -euc 'ROOT=$1; for part in common prerequisites build names domain-nodes domain-home home node broker trust-domain; do . "$ROOT/launcher/lib/$part.sh"; done; shift; "$@"' \
    _ "$ROOT" "$@"
}

home_with_ports() {
  mkdir -p "$BAILIWICK_HOME"
  printf '%s=%s\n' AUTHORITY_PORT 1 HTTP_PORT 2 DOMAIN_PORT 3 TRUST_DOMAIN t.example ADDRESS 127.0.0.1 >"$BAILIWICK_HOME/instance.env"
}

pools_are_escaped() {
  mkdir -p "$BAILIWICK_HOME"/{authority,domain}
  in_library write_pools
  grep -qF "URL=jdbc\\:h2\\:file\\:$BAILIWICK_HOME/domain/db/master;WRITE_DELAY\\=0;QUERY_CACHE_SIZE\\=64 bailiwick-master" \
    "$BAILIWICK_HOME/domain/pools.asadmin"
  grep -qxF "aca.url=jdbc:h2:file:$BAILIWICK_HOME/authority/db/aca;WRITE_DELAY=0" "$BAILIWICK_HOME/authority/databases.properties"
}

# An H2 file is not migrated again if its migrations are the same. It is migrated if the file was not closed or is missing, or if the URL has changed.
migrates_what_is_new() {
  local home=$BAILIWICK_HOME/authority
  mkdir -p "$home/db"
  echo "H:2,block:2,chunk:1,clean:1,format:3" >"$home/db/aca.mv.db"
  in_library schema_digest authority >"$home/db/migrated"
  in_library migrated authority
  sed -i 's/WRITE_DELAY=0/WRITE_DELAY=1/' "$home/databases.properties"
  ! in_library migrated authority || return 1
  in_library schema_digest authority >"$home/db/migrated"
  ! in_library migrated authority || return 1
  in_library write_pools
  in_library schema_digest authority >"$home/db/migrated"
  in_library migrated authority
  sed -i 's/,clean:1//' "$home/db/aca.mv.db" # as a kill leaves it
  ! in_library migrated authority || return 1
  rm "$home/db/aca.mv.db"
  ! in_library migrated authority
}

extra_jars_come_last() {
  mkdir -p "$BAILIWICK_HOME/domain/lib"
  touch "$BAILIWICK_HOME/domain/lib/driver.jar"
  case $(in_library class_path domain) in "$ROOT"/launcher/target/node/server/launch-micro.jar:*"$BAILIWICK_HOME/domain/lib/driver.jar") ;; *) return 1 ;; esac
}

archive_is_named_by_class_path() {
  local before jar=$BAILIWICK_HOME/domain/lib/driver.jar
  mkdir -p "$WORK/jdk" "${jar%/*}"
  touch "$WORK/jdk/release"
  touch -d 2026-01-01 "$jar"
  before=$(JAVA_HOME=$WORK/jdk in_library class_archive domain)
  [ "$(JAVA_HOME=$WORK/jdk in_library class_archive domain)" = "$before" ]
  touch -d 2026-01-02 "$jar"
  [ "$(JAVA_HOME=$WORK/jdk in_library class_archive domain)" != "$before" ]
}

pools_on_postgresql_hold_no_password() {
  local database
  for database in aca ars master; do
    printf '%s\n' "$database.url=jdbc:postgresql://db.example:5432/$database?sslmode=verify-full&x=y" "$database.user=${database}_owner" \
      "$database.password-file=$WORK/owner" "$database.runtime-user=${database}_runtime" "$database.runtime-password-file=$WORK/runtime"
  done >"$WORK/databases.properties"
  echo 'a secret' >"$WORK/runtime"
  BAILIWICK_DATABASES=$WORK/databases.properties in_library write_pools || return 1
  grep -qxF 'ars.user=ars_owner' "$BAILIWICK_HOME/domain/databases.properties" || return 1
  ! grep -q '^ars' "$BAILIWICK_HOME/authority/databases.properties" || return 1
  grep -qF "URL=jdbc\\:postgresql\\://db.example\\:5432/ars?sslmode\\=verify-full&x\\=y:user=ars_runtime:password=\$\\{ENV\\=BAILIWICK_ARS_PASSWORD}:socketTimeout=60:connectTimeout=10:tcpKeepAlive=true bailiwick-ars" \
    "$BAILIWICK_HOME/domain/pools.asadmin" || return 1
  ! grep -r 'a secret' "$BAILIWICK_HOME" || return 1
  [ "$(in_library eval 'export_passwords domain; printenv BAILIWICK_ARS_PASSWORD')" = 'a secret' ] || return 1
  sed -i /ars.runtime-user/d "$WORK/databases.properties"
  BAILIWICK_DATABASES=$WORK/databases.properties fails_with "has no ars.runtime-user" in_library write_pools
}

another_process_is_not_ours() {
  mkdir -p "$BAILIWICK_HOME/run"
  echo $$ >"$BAILIWICK_HOME/run/domain.pid"
  [ -z "$(in_library node_pid domain)" ]
}

# The first looks meet the moment in which setsid has become java and the kernel shows no arguments yet.
a_process_becomes_another_program() {
  mkdir -p "$BAILIWICK_HOME/run"
  echo $$ >"$BAILIWICK_HOME/run/domain.pid"
  # shellcheck disable=SC2016 # the function is for the other shell
  [ "$(in_library eval 'looks=0; mapfile() { looks=$((looks + 1)); words=(); [ $looks -lt 3 ] || words=(java "-Dbailiwick.node=$HOME_DIR/domain"); }; node_pid domain')" = $$ ]
}

prefers_java_home_then_25() {
  local release
  for release in 17 25 21; do
    mkdir -p "$WORK/jdk-$release/bin"
    printf '#!/bin/sh\n' >"$WORK/jdk-$release/bin/javac"
    chmod +x "$WORK/jdk-$release/bin/javac"
    printf 'JAVA_VERSION="%s.0.1"\n' "$release" >"$WORK/jdk-$release/release"
  done
  [ "$(in_library jdk_release "$WORK/jdk-25")" = 25 ]
  [ "$(JAVA_HOME=$WORK/jdk-21 in_library jdk_folder)" = "$WORK/jdk-21" ]
  [ "$(JAVA_HOME=$WORK/jdk-25 in_library jdk_folder)" = "$WORK/jdk-25" ]
  [ "$(JAVA_HOME=$WORK/jdk-17 in_library jdk_folder)" != "$WORK/jdk-17" ]
  [ "$(unset JAVA_HOME; JVM_FOLDER=$WORK PATH=$WORK/jdk-17/bin:$PATH in_library jdk_folder)" = "$WORK/jdk-25" ]
  rm -r "$WORK/jdk-25"
  [ "$(unset JAVA_HOME; JVM_FOLDER=$WORK PATH=$WORK/jdk-17/bin:$PATH in_library jdk_folder)" = "$WORK/jdk-21" ]
}

security_provider_has_the_next_number() {
  local java
  java=$(in_library jdk_folder)
  grep -q "^security.provider.$(($(grep -c '^security\.provider\.[0-9]' "$java/conf/security/java.security") + 1))=" \
    "$ROOT/launcher/payara/java.security"
}

# home_with_trust_domain: makes a home with a further trust domain like `trust-domain add`, but without keys.
home_with_trust_domain() {
  local home=$BAILIWICK_HOME/trust-domains/b.example
  mkdir -p "$home"/{authority/db,domain}
  printf '%s=%s\n' AUTHORITY_PORT 11 HTTP_PORT 12 DOMAIN_PORT 13 TRUST_DOMAIN b.example ADDRESS 127.0.0.1 >"$home/instance.env"
  echo td-2 >"$home/hosted"
  BAILIWICK_HOME=$home in_library write_pools
}

trust_domains_have_their_own() {
  local home=$BAILIWICK_HOME/trust-domains/b.example
  [ "$(in_library next_slug)" = td-3 ]
  grep -q "db/aca;.* bailiwick-aca-td-2$" "$home/authority/pools.asadmin"
  grep -q "^create-jdbc-resource .* jdbc/bailiwick-aca-td-2$" "$home/authority/pools.asadmin"
  grep -q " jdbc/bailiwick-ars$" "$home/domain/pools.asadmin"
  [ "$(in_library for_trust_domains trust_domain_options)" = "-Dnode.tls-folder.td-2=$home/authority/tls" ]
  "$ROOT/bailiwick" trust-domain list | grep -qxF "b.example  https://127.0.0.1:11  http://127.0.0.1:12  $home"
}

refuses_anothers_database() {
  printf '%s\n' aca.url=jdbc:postgresql://db/aca >"$BAILIWICK_HOME/authority/databases.properties"
  printf '%s\n' aca.url=jdbc:postgresql://db/aca aca.user=u >"$WORK/databases.properties"
  BAILIWICK_DATABASES=$WORK/databases.properties fails_with "belongs to another trust domain" in_library require_own_databases "$BAILIWICK_HOME"
  printf '%s\n' aca.url=jdbc:postgresql://db/aca2 aca.user=u >"$WORK/databases.properties"
  BAILIWICK_DATABASES=$WORK/databases.properties in_library require_own_databases "$BAILIWICK_HOME"
}

copies_have_their_own_data_source() {
  echo "<jta-data-source>jdbc/bailiwick-aca</jta-data-source>" >"$WORK/persistence.xml"
  HOSTED_AS=td-2 in_library own_data_source "$WORK/persistence.xml"
  grep -qxF "<jta-data-source>jdbc/bailiwick-aca-td-2</jta-data-source>" "$WORK/persistence.xml"
  HOSTED_AS=td-3 fails_with "names no data source that could be replaced" in_library own_data_source "$WORK/persistence.xml"
}

refuses_to_nest() {
  BAILIWICK_HOME=$BAILIWICK_HOME/trust-domains/b.example fails_with "add trust domains at the home that has" in_library trust_domain_add c.example
}

# A removed trust domain keeps its number and ports, is not served, cannot be started by `up` in its home, and is removed only once.
removed_is_kept_and_not_served() {
  local home=$BAILIWICK_HOME/trust-domains/b.example well=yes
  mv "$home/hosted" "$home/removed"
  [ -z "$(in_library trust_domain_homes)" ] || well="served"
  [ "$(in_library next_slug)" = td-3 ] || well="its number is given again"
  "$ROOT/bailiwick" trust-domain list | grep -qxF "b.example  removed  $home" || well="not listed"
  fails_with "port 12 belongs to another" in_library require_own_ports "$BAILIWICK_HOME" 21 12 23 || well="its port is given again"
  in_library trust_domain_remove b.example | grep -qF "removed already" || well="removed twice"
  BAILIWICK_BUILT=yes BAILIWICK_HOME=$home fails_with "this trust domain was removed" "$ROOT/bailiwick" up domain || well="started"
  BAILIWICK_HOME=$home fails_with "runs in the home that it was added to" "$ROOT/bailiwick" status authority || well="has an authority"
  mv "$home/removed" "$home/hosted"
  echo "$well" && [ "$well" = yes ]
}

# The removal is written to the audit log first. If that fails, the trust domain stays, and the exit code is that of the failure.
stays_when_its_log_refuses() {
  local code=0
  # shellcheck disable=SC2016 # for the other shell
  in_library eval 'run_command() { [ "$2" != decommission ] || return 3; }; trust_domain_remove b.example' || code=$?
  [ $code = 3 ] && [ -f "$BAILIWICK_HOME/trust-domains/b.example/hosted" ]
}

# Makes the files of a node that has run before, if a joining node reads them.
have_run_on_postgresql() {
  local home
  for home in "$@"; do
    mkdir -p "$home/policy" "$home"/authority/{tls,ceremony,devices,users,reference-values,profiles,revocation,audit}
    touch "$home/policy/x.cedar" "$home/root.pem" "$home"/authority/{nonce.key,pools.asadmin,audit/heads.jws}
    echo "aca.nonce-key-file=$home/authority/nonce.key" >"$home/authority/bailiwick.properties"
    echo AUTHORITY_ROOT= >>"$home/instance.env"
    echo "aca.url=jdbc:postgresql://db/${home##*/}" >"$home/authority/databases.properties"
  done
}

# A node that joins another serves the same trust domains, at ports of its own and with the same numbers.
joins_all_trust_domains() {
  local first=$WORK/first second=$WORK/second
  cp -R "$BAILIWICK_HOME" "$first"
  have_run_on_postgresql "$first" "$first/trust-domains/b.example"
  BAILIWICK_AUTHORITY_PORT=21 BAILIWICK_HTTP_PORT=22 BAILIWICK_HOME=$second in_library home_join "$first" b.example=31,32 \
    && BAILIWICK_HOME=$second "$ROOT/bailiwick" trust-domain list >"$WORK/list" \
    && grep -qxF "t.example  https://127.0.0.1:21  http://127.0.0.1:22  $second" "$WORK/list" \
    && grep -qxF "b.example  https://127.0.0.1:31  http://127.0.0.1:32  $second/trust-domains/b.example" "$WORK/list" \
    && grep -qxF "aca.nonce-key-file=$second/trust-domains/b.example/authority/nonce.key" \
      "$second/trust-domains/b.example/authority/bailiwick.properties" \
    && [ "$(cat "$second/trust-domains/b.example/hosted")" = td-2 ]
}

# The joined node removes and adds trust domains without writing an audit log, because the other node writes it. It can also join a trust domain that
# was added later.
joined_ones_come_and_go() {
  local first=$WORK/first home=$WORK/second/trust-domains/b.example
  export BAILIWICK_HOME=$WORK/second
  in_library trust_domain_remove b.example | grep -qF "no more by this node" \
    && [ -f "$home/removed" ] \
    && in_library trust_domain_add b.example && [ -f "$home/hosted" ] \
    && rm -r "$home" \
    && fails_with "say with --join" in_library trust_domain_add b.example \
    && fails_with "serves no c.example" in_library trust_domain_add c.example --join "$first" \
    && fails_with "port 22 belongs to another" in_library trust_domain_add b.example --join "$first" --https-port 31 --http-port 22 \
    && in_library eval "home_drivers() { :; }; trust_domain_add b.example --join $first --https-port 31 --http-port 32" \
    && [ "$(cat "$home/hosted")" = td-2 ] \
    && BAILIWICK_HOME=$home fails_with "has an authority node only" "$ROOT/bailiwick" status
}

# A trust domain on H2 cannot be joined, because only one process can open an H2 file.
joins_no_h2() {
  echo "aca.url=jdbc:h2:file:x" >"$WORK/first/trust-domains/b.example/authority/databases.properties"
  BAILIWICK_HOME=$WORK/third fails_with "b.example is on H2" in_library home_join "$WORK/first" && [ ! -e "$WORK/third" ]
}

# while_running NODE COMMAND…: runs the command while a process has the command line of the node.
while_running() {
  local node=$1 pid code=0 file
  shift
  file=${node%/*}/run/${node##*/}.pid
  mkdir -p "${file%/*}"
  [ -p "$WORK/nothing" ] || mkfifo "$WORK/nothing"
  # shellcheck disable=SC2016 # for the other shell
  bash -c 'read -r -t 60 _ <>"$1"' "-Dbailiwick.node=$node" "$WORK/nothing" &
  pid=$!
  echo $pid >"$file"
  "$@" || code=$?
  kill $pid
  rm "$file"
  return $code
}

# A home of an earlier version, which did not sign the logs of registry and Master Agent, gets these settings once and keeps its other settings.
older_home_signs_its_logs() {
  local home=$WORK/older settings=$WORK/older/domain/bailiwick.properties
  mkdir -p "$home/domain"
  echo "master.base-url=https://127.0.0.1:9443" >"$settings"
  BAILIWICK_HOME=$home in_library home_upgrade && BAILIWICK_HOME=$home in_library home_upgrade \
    && grep -qxF "master.base-url=https://127.0.0.1:9443" "$settings" \
    && grep -qxF "ars.audit-heads-file=$home/domain/audit/ars-heads.jws" "$settings" \
    && grep -qxF "master.audit-heads-file=$home/domain/audit/master-heads.jws" "$settings" \
    && grep -qxF "ars.registries-folder=$home/domain/registries" "$settings" \
    && grep -qxF node.loopback-agents=allowed "$settings" && [ "$(wc -l <"$settings")" -eq 8 ]
}

# The program and the browser of a person are packages that the plain demo does not need.
browser_for_the_full_demo() {
  local bare=(env -i "PATH=$WORK/bare" "BAILIWICK_HOME=$BAILIWICK_HOME" "$ROOT/bailiwick" demo --no-install)
  fails_with "Missing:.*swtpm.* nodejs npm chromium chromium-driver" "${bare[@]}" --full && fails_with "Missing:.*swtpm" "${bare[@]}" && ! grep -q chromium "$WORK/answer"
}

# `down` in the home of a demo that was left running ends the processes of that home, and no other process that has one of their numbers.
kept_demo_is_ended() {
  local home=$WORK/kept own other code=0
  mkdir -p "$home"/parties/{agents/reader,outside} "$home/run"
  touch "$home/.demo"
  printf '%s\n' DEMO_MODE=micro "DEMO_HOME=$home/parties" "DEMO_OUTSIDE=$home/parties/outside" >"$home/parties/demo.env"
  BAILIWICK_HOME=$home sleep 300 &
  own=$!
  BAILIWICK_HOME=$home-other sleep 300 &
  other=$!
  echo $own >"$home/parties/agents/reader/pid"
  echo $other >"$home/parties/outside/idp.pid"
  BAILIWICK_HOME=$home "$ROOT/bailiwick" down && wait $own 2>/dev/null || [ $? -eq 143 ] || code=1
  kill $other && [ ! -e "$home/parties/demo.env" ] && [ ! -e "$home/parties/agents/reader/pid" ] || code=1
  return $code
}

# demo_library COMMAND…: runs functions of the demo.
demo_library() { DEMO_HOME=$WORK/demo DEMO_OUTSIDE=$WORK/demo DEMO_MODE=micro bash -euc '. "$0/report.sh"; . "$0/setup.sh"; eval "$1"' "$ROOT/demo/lib" "$1"; }

long_steps_of_the_demo_show_that_they_go_on() {
  demo_library 'step "a long step" sleep 9; step "a short step" true' >"$WORK/answer"
  [ "$(grep -c '… a long step' "$WORK/answer")" -ge 1 ] && grep -q ' ms  a long step' "$WORK/answer" && ! grep -q '… a short step' "$WORK/answer"
}

# The ports of ./bailiwick up are those of the demo's nodes, and nobody else of the demo gets them.
demo_takes_the_ports_asked_for() {
  # shellcheck disable=SC2016 # for the other shell
  DEMO_FIRST_PORT=46500 BAILIWICK_DOMAIN_PORT=46500 demo_library \
    'choose_ports; echo "$BAILIWICK_DOMAIN_PORT $MASTER_URL"; [ "$BAILIWICK_AUTHORITY_PORT" != 46500 ] && [ "$PORT_IDP" != 46500 ]' >"$WORK/answer" &&
    grep -qxF "46500 https://127.0.0.1:46500" "$WORK/answer"
}

bare_machine
for verb in up down status logs trust-domain demo test package domain-home; do check "help of $verb" "$ROOT/bailiwick" "$verb" --help; done
check "pictures are those of their sources" python3 "$ROOT/docs/pictures/draw.py" --check
check "down ends a demo that was left running" kept_demo_is_ended
check "long steps of the demo show that they go on" long_steps_of_the_demo_show_that_they_go_on
check "the demo takes the ports asked for" demo_takes_the_ports_asked_for
check "a demo of segments is not left running" fails_with "do not go together" "$ROOT/bailiwick" demo --segments --keep
check "help without a verb" "$ROOT/bailiwick"
check "a home made before signs its logs" older_home_signs_its_logs
check "unknown verb" fails_with "no such verb: fly" "$ROOT/bailiwick" fly
# shellcheck source=launcher/test/messages.sh
. "$ROOT/launcher/test/messages.sh"
check "unknown part of the long tests" fails_with "no such part: moon" "$ROOT/bailiwick" test --long moon
check "unknown node" fails_with "no such node" "$ROOT/bailiwick" status moon
check "nothing runs in an empty home" fails_with "authority: not running" "$ROOT/bailiwick" status
check "--no-install lists and refuses" fails_with "Missing:.*maven softhsm2 opensc openssl curl" \
  env -i "PATH=$WORK/bare" "BAILIWICK_HOME=$BAILIWICK_HOME" "$ROOT/bailiwick" up --no-install
check "without root or apt the command is named" fails_with "sudo apt-get install" \
  env -i "PATH=$WORK/bare" "BAILIWICK_HOME=$BAILIWICK_HOME" "$ROOT/bailiwick" up
check "a person's browser is missing for demo --full alone" browser_for_the_full_demo
check "pool URLs are escaped for asadmin" pools_are_escaped
check "a migrated H2 file is left alone until something is new" migrates_what_is_new
check "jars of a home come last on the class path" extra_jars_come_last
check "an archive of classes is named by its class path" archive_is_named_by_class_path
check "pools on PostgreSQL name the runtime role and hold no password" pools_on_postgresql_hold_no_password
check "a reused process id is not ours" another_process_is_not_ours
check "a node that becomes java runs" a_process_becomes_another_program
check "JAVA_HOME is preferred, then JDK 25, then 21, and 17 refused" prefers_java_home_then_25
check "our security provider comes right after the JDK's" security_provider_has_the_next_number
# shellcheck source=launcher/test/published.sh
. "$ROOT/launcher/test/published.sh"
# shellcheck source=launcher/test/broker.sh
. "$ROOT/launcher/test/broker.sh"
# shellcheck source=launcher/test/enforcement.sh
. "$ROOT/launcher/test/enforcement.sh"
# shellcheck source=launcher/test/installed.sh
. "$ROOT/launcher/test/installed.sh"
# shellcheck source=launcher/test/release-of-ear.sh
. "$ROOT/launcher/test/release-of-ear.sh"
home_with_ports
check "a second domain node has its own name and the same database" second_domain_node_is_set_up
check "several domain nodes need PostgreSQL" two_domain_nodes_need_postgresql
check "ports of a home are fixed" fails_with "was made with DOMAIN_PORT=3, not 4" env BAILIWICK_DOMAIN_PORT=4 "$ROOT/bailiwick" status
# shellcheck source=launcher/test/init.sh
. "$ROOT/launcher/test/init.sh"
home_with_trust_domain
check "an added trust domain has pools, certificate and number of its own" trust_domains_have_their_own
check "two trust domains have two databases" refuses_anothers_database
check "a copy on another's data source is not made" copies_have_their_own_data_source
check "ports are given once" fails_with "port 12 belongs to another" in_library require_own_ports "$BAILIWICK_HOME" 21 12 23
check "a trust domain has a name" fails_with "no name of a trust domain" in_library trust_domain_add ../x
check "the first trust domain is not added" fails_with "is the trust domain of" in_library trust_domain_add t.example
check "the authority of an added one is the first home's" fails_with "runs in the home that it was added to" \
  env "BAILIWICK_HOME=$BAILIWICK_HOME/trust-domains/b.example" "$ROOT/bailiwick" status authority
check "trust domains are not nested" refuses_to_nest
check "a removed trust domain is kept and not served" removed_is_kept_and_not_served
check "a trust domain whose log refuses stays" stays_when_its_log_refuses
check "what was never added is not removed" fails_with "is no trust domain that was added" in_library trust_domain_remove c.example
check "nothing is removed under a running authority" while_running "$BAILIWICK_HOME/authority" \
  fails_with "the authority runs, and serves b.example" in_library trust_domain_remove b.example
check "nothing is removed under its running domain node" while_running "$BAILIWICK_HOME/trust-domains/b.example/domain" \
  fails_with "the domain node of b.example runs" in_library trust_domain_remove b.example
check "a further node serves all trust domains" joins_all_trust_domains
check "a further node takes one away and up for itself" joined_ones_come_and_go
export BAILIWICK_HOME=$WORK/home
check "nothing on H2 is joined" joins_no_h2
if command -v shellcheck >/dev/null; then check "shellcheck" shellcheck -x "$ROOT/bailiwick" "$ROOT"/launcher/*.sh "$ROOT"/launcher/lib/*.sh "$ROOT"/launcher/test/*.sh "$ROOT"/packaging/*.sh "$ROOT"/packaging/sbin/*; fi

[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
