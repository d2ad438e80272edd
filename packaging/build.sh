#!/usr/bin/env bash
# Builds the files of a release into packaging/target from what Maven has built; ./bailiwick package calls it (docs/install.md). All files have the time
# of the commit and fixed owners and modes, so that two builds of a commit are equal, whoever makes them.
#   packaging/build.sh [archive|packages|ear|image]…
# The environment may set PACKAGES_TO, another folder than packaging/target.
set -euo pipefail
umask 022

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
for part in common prerequisites build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done
umask 022
export LC_ALL=C TZ=UTC
OUT=${PACKAGES_TO:-$ROOT/packaging/target}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# Without Git's history it is the time that Maven gives to the entries of archives.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null \
  || date -d "$(sed -n 's#.*<project.build.outputTimestamp>\(.*\)</.*#\1#p' "$ROOT/pom.xml")" +%s)}
export SOURCE_DATE_EPOCH
COMMIT=${BAILIWICK_COMMIT:-$(git -C "$ROOT" describe --always --dirty --abbrev=8 --exclude '*' 2>/dev/null || echo "unknown commit")}

# Debian's version of this build. A snapshot precedes its release, and a later commit follows an earlier one.
package_version() {
  if [ -n "${BAILIWICK_PACKAGE_VERSION:-}" ]; then printf '%s' "$BAILIWICK_PACKAGE_VERSION"; return; fi
  case $VERSION in
    *-SNAPSHOT) printf '%s~%s.%s' "${VERSION%-SNAPSHOT}" "$(date -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S)" "${COMMIT//[^0-9a-z]/.}" ;;
    *) printf '%s' "$VERSION" ;;
  esac
}

# lay_out FOLDER: puts everything from which ./bailiwick works into FOLDER, without sources, tests and what a machine made for itself.
lay_out() {
  local to=$1 jar part
  mkdir -p "$to/launcher/target/node" "$to/command/target" "$to/policy-engine/src/main" "$to/master-agent-web/src/main"
  cp "$ROOT"/{bailiwick,LICENSE,README.md,CHANGELOG.md,SECURITY.md} "$to/"
  for part in "$ROOT"/launcher/*; do
    case ${part##*/} in target|test|pom.xml|node.xml) ;; *) cp -R "$part" "$to/launcher/" ;; esac
  done
  cp -R "$ROOT"/launcher/target/node/{server,lib,tls-provider.jar,aca-web.war,ars-web.war,master-agent-web.war} "$to/launcher/target/node/"
  # Payara Micro writes this file where it was unpacked, and nobody reads it.
  rm -f "$to/launcher/target/node/server/.env"
  cp -R "$ROOT/command/target/command-$VERSION.jar" "$ROOT/command/target/lib" "$to/command/target/"
  cp -R "$ROOT"/{docs,sql,hsm-config} "$to/"
  mkdir -p "$to/packaging" && cp -R "$ROOT/packaging/kubernetes" "$to/packaging/"
  cp -R "$ROOT/policy-engine/src/main/policies" "$to/policy-engine/src/main/"
  cp -R "$ROOT/master-agent-web/src/main/authentication" "$to/master-agent-web/src/main/"
  for jar in "$to"/command/target/lib/*.jar; do share "$jar" "$to/launcher/target/node/lib/${jar##*/}"; done
  printf 'version %s\ncommit %s\nbuilt %s\n' "$VERSION" "$COMMIT" "$(date -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" >"$to/installed"
  modes "$to"
}

# share FILE OTHER: makes two equal files one, because nodes and the command use many of the same libraries.
share() { if cmp -s "$1" "$2" 2>/dev/null; then ln -f "$2" "$1"; fi; }

# Whoever built, everybody may read the files, and those that are programs are it for all.
modes() {
  find "$1" -type d -exec chmod 0755 {} +
  find "$1" -type f -perm -u+x -exec chmod 0755 {} +
  find "$1" -type f -not -perm -u+x -exec chmod 0644 {} +
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

build_archive() {
  local name=bailiwick-$VERSION
  mkdir -p "$WORK/archive"
  cp -al "$WORK/tree" "$WORK/archive/$name"
  tar --create --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --directory "$WORK/archive" "$name" \
    | gzip -n >"$OUT/$name.tar.gz"
}

build_packages() {
  rm -f "$OUT"/bailiwick*_*.deb
  package_bailiwick
  package_service bailiwick-authority authority bailiwick-authority.service
  package_service bailiwick-domain domain bailiwick-domain.service
  package_service bailiwick-agent-proxy agent 'bailiwick-agent-proxy@*.service'
}

# The command with everything that is shared.
package_bailiwick() {
  local to=$WORK/bailiwick
  mkdir -p "$to/usr/lib" "$to/usr/bin" "$to/usr/share/doc/bailiwick"
  cp -al "$WORK/tree" "$to/usr/lib/bailiwick"
  mv "$to/usr/lib/bailiwick/docs" "$to/usr/share/doc/bailiwick/docs"
  ln -s ../../share/doc/bailiwick/docs "$to/usr/lib/bailiwick/docs"
  ln -s ../lib/bailiwick/bailiwick "$to/usr/bin/bailiwick"
  control bailiwick "$to"
  local script
  for script in postinst prerm triggers; do cp "$ROOT/packaging/debian/bailiwick.$script" "$to/DEBIAN/$script"; done
  finish bailiwick "$to"
}

# package_service PACKAGE ACCOUNT UNIT: service, account and settings.
package_service() {
  local package=$1 node=$2 unit=$3 to=$WORK/$1 script
  mkdir -p "$to/usr/lib/systemd/system" "$to/usr/lib/sysusers.d" "$to/etc/bailiwick"
  cp "$ROOT/packaging/sysusers/$package.conf" "$to/usr/lib/sysusers.d/"
  sed -e "/^@HARDENING@\$/{r $ROOT/packaging/systemd/hardening" -e 'd}' "$ROOT/packaging/systemd/${unit/\*/}" >"$to/usr/lib/systemd/system/${unit/\*/}"
  control "$package" "$to"
  for script in postinst prerm postrm; do
    sed -e "s|@NODE@|$node|g" -e "s|@PACKAGE@|$package|g" -e "s|@UNIT@|$unit|g" "$ROOT/packaging/debian/node.$script" >"$to/DEBIAN/$script"
  done
  mkdir -p "$to/usr/sbin"
  sed -e "s|@NODE@|$node|g" "$ROOT/packaging/sbin/node" >"$to/usr/sbin/bailiwick-$node"
  chmod +x "$to/usr/sbin/bailiwick-$node"
  if [ "$node" = agent ]; then
    mkdir "$to/etc/bailiwick/agent-proxy"
    cp "$ROOT/packaging/etc/agent.conf" "$to/etc/bailiwick/"
  else
    cp "$ROOT/packaging/etc/$node.conf" "$to/etc/bailiwick/"
    mkdir "$to/etc/logrotate.d"
    sed "s|@NODE@|$node|g" "$ROOT/packaging/logrotate/node" >"$to/etc/logrotate.d/$package"
  fi
  finish "$package" "$to"
}

# control PACKAGE FOLDER: writes the package's part of packaging/debian/control, and its papers.
control() {
  mkdir -p "$2/DEBIAN" "$2/usr/share/doc/$1"
  awk -v package="$1" -v RS= '$0 ~ "^Package: " package "\n"' "$ROOT/packaging/debian/control" | sed "s|@VERSION@|$(package_version)|g" >"$2/DEBIAN/control"
  cp "$ROOT/packaging/debian/copyright" "$2/usr/share/doc/$1/copyright"
  gzip -n -9 <"$ROOT/CHANGELOG.md" >"$2/usr/share/doc/$1/changelog.gz"
}

# finish PACKAGE FOLDER: completes the control files, and packs.
finish() {
  local size script
  size=$(du -sk --apparent-size --exclude=DEBIAN "$2" | cut -f 1)
  sed -i "/^Section: /i Installed-Size: $size" "$2/DEBIAN/control"
  [ ! -d "$2/etc" ] || (cd "$2" && find etc -type f | sort | sed 's|^|/|') >"$2/DEBIAN/conffiles"
  (cd "$2" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) >"$2/DEBIAN/md5sums"
  for script in postinst prerm postrm; do [ ! -f "$2/DEBIAN/$script" ] || chmod u+x "$2/DEBIAN/$script"; done
  modes "$2"
  dpkg-deb --root-owner-group -Zzstd -z9 --threads-max=1 --build "$2" "$OUT/${1}_$(package_version)_all.deb" >/dev/null
}

build_ear() { "$ROOT/ear/release.sh" "$OUT" >/dev/null; }

build_image() { "$ROOT/packaging/image.sh" "$OUT"; }

sums() { (cd "$OUT" && find . -maxdepth 1 -type f -not -name 'SHA256SUMS*' -not -name '*.sha256' -printf '%P\0' | sort -z | xargs -0 sha256sum >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS); }

main() {
  local what
  [ $# -gt 0 ] || { set -- archive packages; [ ! -x "$ROOT/ear/release.sh" ] || set -- "$@" ear; }
  for what in "$@"; do
    case $what in archive|packages|ear|image) ;; *) die "archive, packages, ear or image, not '$what'" ;; esac
  done
  command -v dpkg-deb >/dev/null || die "dpkg-deb is missing (package dpkg)"
  mkdir -p "$OUT"
  lay_out "$WORK/tree"
  for what in "$@"; do "build_$what"; done
  sums
  find "$OUT" -maxdepth 1 -type f -printf '%10s  %P\n' | sort -k 2
}

main "$@"
