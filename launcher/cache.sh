#!/usr/bin/env bash
# Makes the cache of linked classes with which the command of an installed tree starts faster, for the Java that ./bailiwick would use now. Only Java 25
# and later have such caches; before it, this script does nothing. The packages call it; in an unpacked archive you may.
set -euo pipefail

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
for part in common prerequisites build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
is_installed || die "a clone has this cache from its build"
JAVA_HOME=$(jdk_folder)
[ "$(jdk_release "$JAVA_HOME")" -ge 25 ] 2>/dev/null || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "aca.url=jdbc:h2:file:$work/aca" >"$work/databases.properties"
cache=$ROOT/launcher/target/node/command-$(openssl dgst -sha256 -r "$JAVA_HOME/release" | head -c 64).aot
(cd "$work" && "$JAVA_HOME/bin/java" "@$ROOT/launcher/command.options" "-XX:AOTCacheOutput=$work/command.aot" \
  -jar "$ROOT/command/target/command-$VERSION.jar" migrate --sql "$ROOT/sql" "$work/databases.properties" >/dev/null)
rm -f "$ROOT"/launcher/target/node/command-*.aot
install -m 0644 "$work/command.aot" "$cache"
