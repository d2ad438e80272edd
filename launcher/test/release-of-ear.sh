# Tests of the release of the EAR that need no server. run.sh sources this file.
# shellcheck shell=bash

# A setting that ./bailiwick writes for its nodes must be in the template of the EAR too, because both have the same applications.
ear_has_the_settings_of_nodes() {
  local home=$WORK/ear-home
  mkdir -p "$home"
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$home in_library eval \
    'home_load; root_fingerprint() { echo 00; }; write_authority_settings; write_domain_settings domain' \
    | sed -n 's/^\([a-z][^=]*\)=.*/\1/p' | grep -vxF node.loopback-agents | sort -u >"$WORK/of-nodes"
  sed -n 's/^\([a-z][^=]*\)=.*/\1/p' "$ROOT/ear/release/bailiwick.properties.in" | sort -u >"$WORK/of-ear"
  [ -s "$WORK/of-nodes" ] && ! comm -23 "$WORK/of-nodes" "$WORK/of-ear" | grep .
}

page_has_the_version_of_payara() {
  local version
  version=$(sed -n 's#.*<version.payara>\(.*\)</version.payara>.*#\1#p' "$ROOT/pom.xml")
  [ -n "$version" ] && grep -qF "fish/payara/distributions/payara/$version/payara-$version.zip" "$ROOT/docs/ear.md"
}

ear_command_needs_java_21() {
  mkdir -p "$WORK/jre-17/bin"
  printf '#!/bin/sh\necho "    java.specification.version = 17"\n' >"$WORK/jre-17/bin/java"
  chmod +x "$WORK/jre-17/bin/java"
  JAVA_HOME=$WORK/jre-17 fails_with "is release 17: set JAVA_HOME" "$ROOT/ear/release/bailiwick" ca
  JAVA_HOME=$WORK/none fails_with "no Java at '$WORK/none/bin/java'" "$ROOT/ear/release/bailiwick" ca
}

# keytool's own message is shown, and nothing is said of success.
stores_say_what_keytool_says() {
  local folder=$WORK/stores java
  java=$(in_library jdk_folder)
  mkdir -p "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$folder/key.pem" -out "$folder/certificate.pem" -days 1 -subj /CN=server \
    2>/dev/null
  "$java/bin/keytool" -importcert -noprompt -alias other -file "$folder/certificate.pem" -keystore "$folder/keystore.p12" -storepass changeit 2>/dev/null
  STORE_PASSWORD=another-one JAVA_HOME=$java fails_with "password was incorrect" \
    "$ROOT/ear/server/stores.sh" --config "$folder" --certificate "$folder/certificate.pem" --key "$folder/key.pem"
  ! grep "^stores:" "$WORK/answer"
}

check "the EAR's template has every setting of the nodes" ear_has_the_settings_of_nodes
check "the page of the EAR has the version of the server" page_has_the_version_of_payara
check "the release of the EAR starts no nodes" fails_with "a Payara Server runs the EAR" "$ROOT/ear/release/bailiwick" up
check "the command of the EAR needs Java 21" ear_command_needs_java_21
check "the stores of a server say what keytool says" stores_say_what_keytool_says
