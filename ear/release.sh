#!/usr/bin/env bash
# Makes the release of the EAR, FOLDER/bailiwick-ear-VERSION.tar.gz: the EAR and all that docs/ear.md needs beside it. It builds what is missing.
#   ear/release.sh [FOLDER]     (default: ear/target)
set -euo pipefail

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
for part in common prerequisites build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
umask 022

# Folders of a home that are empty in the beginning.
EMPTY=(hsm operators agents authority/{audit,ceremony,devices,tls,users,workload-issuers}
  domain/{agent,attesters,audit,cache,cache-master,callers,clients,enforcement-points,owners,partners,providers,token-keys,workflows})

# Puts a home as it is before the ceremony into the folder $1.
home_of_release() {
  local folder
  for folder in policy authority/{profiles,revocation,reference-values} domain/authentication "${EMPTY[@]}"; do mkdir -p "$1/$folder"; done
  cp "$ROOT"/policy-engine/src/main/policies/* "$1/policy/"
  for folder in profiles revocation reference-values; do cp "$ROOT/launcher/defaults/$folder"/*.json "$1/authority/$folder/"; done
  cp "$ROOT"/master-agent-web/src/main/authentication/*.json "$1/domain/authentication/"
  cp "$ROOT/ear/release/bailiwick.properties.in" "$1/authority/"
}

# Puts the files of the release into the folder $1.
lay_out() {
  mkdir -p "$1"/{command,server/lib}
  cp "$ROOT/ear/target/bailiwick.ear" "$ROOT/ear/release/bailiwick" "$ROOT"/{LICENSE,CHANGELOG.md} "$1/"
  cp -R "$ROOT"/{docs,sql,hsm-config} "$1/"
  cp "$ROOT"/ear/server/*.sh "$1/server/"
  cp "$ROOT"/ear/target/server-lib/*.jar "$1/server/lib/"
  cp -R "$ROOT/command/target/command-$VERSION.jar" "$ROOT/command/target/lib" "$ROOT/launcher/command.options" "$1/command/"
  home_of_release "$1/home"
}

release() {
  local name=bailiwick-ear-$VERSION work
  work=$(mktemp -d)
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" EXIT
  lay_out "$work/$name"
  mkdir -p "$1"
  # The same sources make the same octets.
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --directory "$work" \
    --mtime="$(sed -n 's#.*<project.build.outputTimestamp>\(.*\)</.*#\1#p' "$ROOT/pom.xml")" "$name" | gzip -n >"$work/$name.tar.gz"
  (cd "$work" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
  mv "$work/$name.tar.gz" "$work/$name.tar.gz.sha256" "$1/"
  say "$1/$name.tar.gz"
}

require_parts
build launcher ear
release "$(readlink -f "${1:-$ROOT/ear/target}")"
