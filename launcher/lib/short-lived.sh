# shellcheck shell=bash
# Sourced by what starts nodes that live for minutes (tests, demo), before it starts them. A third of a start's processor time would go to the second
# compiler. With the first one alone the JVM takes a fifth of the memory for code that it has with both, and collects all of the heap twice while a node
# starts because that fills. Large pages save a sixth.
export BAILIWICK_JAVA_OPTIONS=${BAILIWICK_JAVA_OPTIONS:--XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseTransparentHugePages}
