#!/usr/bin/env bash
# Measures the time of verifying each kind of evidence, in microseconds, by JMH (EvidenceCosts in aca-ejb): one thread, no database, no HTTP. No other
# load should be on the machine. The arguments are passed to JMH, for example a benchmark's name, `-f 3` or `-prof gc`.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
FOLDER=$ROOT/bench/target/evidence
for need in swtpm_setup:swtpm-tools tpm2_quote:tpm2-tools openssl:openssl mvn:maven; do
  command -v "${need%:*}" >/dev/null || { echo "bench: ${need%:*} is missing; install the package ${need#*:}" >&2; exit 2; }
done
# shellcheck source=/dev/null
for part in common build; do . "$ROOT/launcher/lib/$part.sh"; done
JAVA_HOME=$(jdk_folder)
[ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found"
export JAVA_HOME

# JMH's wrappers are generated from the compiled class, so that the build needs no annotation processor.
maven() { mvn -q -B -f "$ROOT/pom.xml" "$@"; }
rm -rf "$FOLDER"
mkdir -p "$FOLDER/only" "$FOLDER/source" "$FOLDER/classes"
version=$(sed -n 's/.*<version.jmh>\(.*\)<.*/\1/p' "$ROOT/pom.xml")
maven dependency:copy -Dartifact="org.openjdk.jmh:jmh-generator-bytecode:$version" -DoutputDirectory="$FOLDER" -pl agent-contract
maven dependency:copy -Dartifact="org.openjdk.jmh:jmh-generator-asm:$version" -DoutputDirectory="$FOLDER" -pl agent-contract
maven dependency:copy -Dartifact="org.openjdk.jmh:jmh-generator-reflection:$version" -DoutputDirectory="$FOLDER" -pl agent-contract
maven dependency:copy -Dartifact="org.ow2.asm:asm:9.8" -DoutputDirectory="$FOLDER" -pl agent-contract
maven test-compile dependency:build-classpath -Dmdep.outputFile="$FOLDER/\${project.artifactId}.classpath" -pl aca-ejb -am
tests=$ROOT/aca-ejb/target/test-classes
path=$tests:$ROOT/aca-ejb/target/classes:$(cat "$FOLDER/aca-ejb.classpath"):$(printf '%s:' "$FOLDER"/*.jar)
mkdir -p "$FOLDER/only/org/bailiwick/aca/costs"
cp "$tests"/org/bailiwick/aca/costs/*.class "$FOLDER/only/org/bailiwick/aca/costs"
"$JAVA_HOME/bin/java" -cp "$path" org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator "$FOLDER/only" "$FOLDER/source" "$FOLDER/classes" reflection \
  >"$FOLDER/generator.log"
find "$FOLDER/source" -name '*.java' -print0 | xargs -0 "$JAVA_HOME/bin/javac" -nowarn -proc:none -cp "$path" -d "$FOLDER/classes"
cd "$ROOT/aca-ejb" # the benchmarks find the demo's scripts relative to this folder
exec "$JAVA_HOME/bin/java" -cp "$FOLDER/classes:$path" org.openjdk.jmh.Main "$@"
