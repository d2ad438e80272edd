#!/usr/bin/env bash
# Copies a folder of programs of Node.js from system-tests/src/test/js to system-tests/target/js, and installs the npm packages that its lock file names.
# It may run several times at once: one run installs, and the others wait. `./bailiwick test` runs it beside the build, because a registry can be slow;
# tests run it too, and then find the packages.
#   npm-packages.sh FOLDER…
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
packages=$(cd "$here/../.." && pwd)/target/js

# A download that stalls is given up and begun again, so that one bad connection does not use up the time of all.
npm_ci() { npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-timeout=20000 --fetch-retries=6 --fetch-retry-mintimeout=1000; }

# copy FILE FOLDER: another process may read the old file at this moment, so the new one takes its place as a whole.
copy() {
  cmp -s "$1" "$2/${1##*/}" || { cp "$1" "$2/.${1##*/}.$$"; mv "$2/.${1##*/}.$$" "$2/${1##*/}"; }
}

install_folder() {
  local source=$here/js/$1 place=$packages/$1 file
  mkdir -p "$place"
  for file in "$source"/*; do copy "$file" "$place"; done
  cmp -s "$source/package-lock.json" "$place/installed.json" && return
  npm_ci "$place"
  cp "$source/package-lock.json" "$place/installed.json"
}

for folder; do
  mkdir -p "$packages"
  exec {lock}>"$packages/$folder.lock"
  flock "$lock"
  install_folder "$folder"
  exec {lock}>&-
done
