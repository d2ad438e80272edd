# shellcheck shell=bash
# JVM options for nodes that live for minutes. Tests and demo source this file before they start nodes. Without the C2 compiler a start takes a third
# less processor time. With C1 alone the JVM's default code cache has a fifth of its usual size; it would fill, and trigger two full garbage
# collections during a start, so it is set to 240 MiB. Transparent huge pages save a sixth of the time.
export BAILIWICK_JAVA_OPTIONS=${BAILIWICK_JAVA_OPTIONS:--XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseTransparentHugePages}
