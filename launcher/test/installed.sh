# shellcheck shell=bash
# Tests of installed trees, of help without a build, and of homes that were taken apart. Sourced by run.sh.

# A clone that was never built, on a machine that has nothing: help is there at once, and nothing is built, installed or written.
help_builds_nothing() {
  local verb clone=$WORK/clone before
  mkdir -p "$clone"
  cp -R "$ROOT"/{bailiwick,pom.xml} "$clone/"
  mkdir "$clone/launcher"
  cp -R "$ROOT"/launcher/{lib,command.options} "$clone/launcher/"
  before=$(find "$clone" | sort)
  for verb in ca audit jobs token tokens partner partners asset policy agents caller approval agent segments risks migrate firewall campus broker enforcement-point sidecar-injector; do
    (cd "$clone" && env -i "PATH=$WORK/bare" ./bailiwick "$verb" --help) >"$WORK/answer" 2>&1 || { cat "$WORK/answer"; return 1; }
    grep -q "usage: ./bailiwick $verb" "$WORK/answer" || { echo "no usage of $verb:"; cat "$WORK/answer"; return 1; }
  done
  [ "$(find "$clone" | sort)" = "$before" ]
}

# An installed tree is one with the file `installed`. What it lacks is named, with a JRE in place of a JDK and without Maven.
installed_builds_nothing() {
  local tree=$WORK/installed verb before
  mkdir -p "$tree/launcher"
  cp -R "$ROOT/bailiwick" "$tree/"
  cp -R "$ROOT/launcher/lib" "$tree/launcher/"
  printf 'version 1.2.3\ncommit 0123abcd\nbuilt 2026-11-30T00:00:00Z\n' >"$tree/installed"
  before=$(find "$tree" | sort)
  [ "$("$tree/bailiwick" --version)" = "bailiwick 1.2.3 (0123abcd, 2026-11-30T00:00:00Z)" ] || return 1
  fails_with "an installed Bailiwick installs no packages.*-jre-headless softhsm2 opensc openssl curl" \
    env -i "PATH=$WORK/bare" "JVM_FOLDER=$WORK/none" "BAILIWICK_HOME=$BAILIWICK_HOME" "$tree/bailiwick" up || return 1
  ! grep -q maven "$WORK/answer" || return 1
  fails_with "no such option of bailiwick up: --prepareonly" "$tree/bailiwick" up --prepareonly || return 1
  ! grep -qF ./bailiwick "$WORK/answer" || return 1
  for verb in "" up trust-domain; do ! "$tree/bailiwick" ${verb:+"$verb"} --help | grep -F ./bailiwick || return 1; done
  for verb in demo test fuzz package; do fails_with "'$verb' needs the sources" "$tree/bailiwick" "$verb" || return 1; done
  [ "$(find "$tree" | sort)" = "$before" ]
}

names_its_version() { "$ROOT/bailiwick" --version >"$WORK/answer" && grep -qE '^bailiwick [0-9][^ ]* \(.+, (not built yet|[0-9TZ:-]{20})\)$' "$WORK/answer"; }

# A home as the first `up --prepare-only` leaves it, as far as domain-home reads it. The token's folder has a name as SoftHSM2 gives it.
home_with_both() {
  local home=$1 node
  mkdir -p "$home"/{run,policy,operators,hsm/tokens/{0a1b2c3d-0000-1111-2222-333344445555,0a1b2c3d-0000-1111-9999-333344445555}}
  for node in authority domain; do
    mkdir -p "$home/$node"/{db,tls,ceremony}
    printf 'name = %s\ntokenSerial = %s333344445555\n' "$node" "$([ $node = domain ] && echo 2222 || echo 9999)" >"$home/hsm/$node.cfg"
    echo 1234 >"$home/hsm/$node.pin"
    printf 'node.policy-folder=%s/policy\n' "$home" >"$home/$node/bailiwick.properties"
    echo "a.url=jdbc:h2:file:$home/$node/db/a" >"$home/$node/databases.properties"
    touch "$home/$node/tls/server.key"
  done
  echo "directories.tokendir = $home/hsm/tokens" >"$home/hsm/softhsm2.conf"
  touch "$home/policy/x.cedar" "$home/root.pem" "$home/operators/officer-1.key" "$home/authority/ceremony/operator-ca.cer" "$home/domain/person.key"
  printf '%s=%s\n' AUTHORITY_PORT 1 HTTP_PORT 2 DOMAIN_PORT 3 TRUST_DOMAIN t.example ADDRESS 127.0.0.1 DOMAIN_NODES 1 >"$home/instance.env"
}

# After it, neither home has a secret of the other's node, and each knows whose it is. It may be repeated, also after an interruption.
takes_a_home_apart() {
  local home="$WORK/a home" to="$WORK/the domain's" time
  home_with_both "$home"
  for time in first second; do
    BAILIWICK_HOME=$home "$ROOT/bailiwick" domain-home --to "$to" || return 1
    [ "$(cd "$to" && find . -type f | sort | xargs)" = "./apart ./authority/ceremony/operator-ca.cer ./domain/bailiwick.properties ./domain/databases.properties\
 ./domain/person.key ./domain/tls/server.key ./hsm/domain.cfg ./hsm/domain.pin ./hsm/softhsm2.conf ./instance.env ./policy/x.cedar ./root.pem" ] || { find "$to"; return 1; }
    [ -d "$to/hsm/tokens/0a1b2c3d-0000-1111-2222-333344445555" ] && [ "$(find "$to/hsm/tokens" "$home/hsm/tokens" -mindepth 1 | wc -l)" -eq 2 ] || return 1
    [ "$(find "$home/domain" "$home/hsm" -type f -printf '%f\n' | sort | xargs)" = "authority.cfg authority.pin bailiwick.properties softhsm2.conf" ] || return 1
    [ $time = second ] || { ! grep -rF "$home" "$to" || return 1; mkdir -p "$home/domain/tls"; touch "$home/domain/tls/server.key"; }
  done
  [ "$(BAILIWICK_HOME=$home "$ROOT/bailiwick" status 2>&1)" = "authority: not running" ] \
    && [ "$(BAILIWICK_HOME=$to "$ROOT/bailiwick" status 2>&1)" = "domain: not running" ] \
    && BAILIWICK_HOME=$home fails_with "is the home of the authority node alone" "$ROOT/bailiwick" status domain \
    && BAILIWICK_HOME=$to fails_with "is the home of the domain node alone" "$ROOT/bailiwick" status authority
}

takes_no_other_home() {
  local home=$WORK/another
  home_with_both "$home"
  echo other >"$home/root.pem"
  BAILIWICK_HOME=$home fails_with "is the home of another trust domain" "$ROOT/bailiwick" domain-home --to "$WORK/the domain's" \
    && BAILIWICK_HOME=$WORK/none fails_with "is no home yet" "$ROOT/bailiwick" domain-home --to "$WORK/x" \
    && BAILIWICK_HOME=$home fails_with "to is missing" "$ROOT/bailiwick" domain-home \
    && BAILIWICK_HOME=$home fails_with "there is no account nobody-here" "$ROOT/bailiwick" domain-home --to "$WORK/x" --owner nobody-here \
    && [ -f "$home/domain/tls/server.key" ] && [ ! -e "$WORK/x" ]
}

# `down` keeps what a node wrote about its classes, also where no variable names the JDK.
# shellcheck disable=SC2016 # for the other shell
keeps_classes_without_java_home() (
  local home=$WORK/kept
  unset JAVA_HOME
  mkdir -p "$home/authority/payara" "$WORK/jvm/jdk/bin"
  printf 'JAVA_VERSION="25.0.1"\n' >"$WORK/jvm/jdk/release"
  ln -sf "$(type -P true)" "$WORK/jvm/jdk/bin/javac"
  touch "$home/authority/payara/classes.aot"
  BAILIWICK_HOME=$home JVM_FOLDER=$WORK/jvm in_library eval 'javac_on_path() { :; }; archive_folder() { printf "%s" "$HOME_DIR"; }; class_path() { printf "%s" "$HOME_DIR/authority/payara/classes.aot"; }
    keep_archive authority' && ls "$home"/authority-*.aot && [ ! -e "$home/authority/payara/classes.aot" ]
)

check "classes are kept without JAVA_HOME" keeps_classes_without_java_home
check "help of the Java command's verbs builds nothing" help_builds_nothing
check "an installed tree builds and installs nothing" installed_builds_nothing
check "--version names version, commit and time" names_its_version
check "a home is taken apart, and no secret is in both" takes_a_home_apart
check "no other home is taken apart" takes_no_other_home
