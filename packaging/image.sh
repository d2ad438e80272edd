#!/usr/bin/env bash
# Makes the OCI image FOLDER/bailiwick-VERSION.oci.tar from the packages in FOLDER, on a bare Debian. It needs root, mmdebstrap and buildah, and the
# network for Debian's packages; it asks no registry of images. ./bailiwick package packages image calls it.
#   packaging/image.sh FOLDER
set -euo pipefail
umask 022

OUT=$(readlink -f "$1")
SUITE=${IMAGE_SUITE:-trixie}
WORK=$(mktemp -d)
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs
container=""

cleanup() {
  [ -z "$container" ] || buildah rm "$container" >/dev/null || true
  rm -rf "$WORK"
}
trap cleanup EXIT
die() { printf 'image.sh: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "it needs root"
for program in mmdebstrap buildah; do command -v "$program" >/dev/null || die "$program is not installed (apt-get install mmdebstrap buildah netavark)"; done
[ -x /usr/lib/podman/netavark ] || die "buildah needs netavark (apt-get install netavark)"
[ -n "$(find "$OUT" -name 'bailiwick_*.deb' -print -quit)" ] || die "there are no packages in $OUT; build them first"
name=$(basename "$(find "$OUT" -name 'bailiwick-*.tar.gz' -not -name 'bailiwick-ear-*' -print -quit)" .tar.gz)
[ -n "$name" ] || name=bailiwick

# A root file system with the packages.
mmdebstrap --quiet --variant=minbase --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook="mkdir \"\$1/debs\" && cp \"$OUT\"/bailiwick_*.deb \"$OUT\"/bailiwick-authority_*.deb \"$OUT\"/bailiwick-domain_*.deb \"\$1/debs/\"" \
  --customize-hook="chroot \"\$1\" sh -c 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends systemd-standalone-sysusers /debs/*.deb && rm -r /debs'" \
  --customize-hook="mkdir -p \"\$1/var/lib/bailiwick/home\" && chroot \"\$1\" chown bailiwick-authority: /var/lib/bailiwick/home && chmod 0700 \"\$1/var/lib/bailiwick/home\"" \
  "$SUITE" "$WORK/root.tar"
container=$(buildah from scratch)
buildah add --quiet "$container" "$WORK/root.tar" / >/dev/null
buildah config --user bailiwick-authority --workingdir / --volume /var/lib/bailiwick/home \
  --env BAILIWICK_HOME=/var/lib/bailiwick/home --env BAILIWICK_ADDRESS=0.0.0.0 --env LANG=C.UTF-8 \
  --port 8443 --port 8080 --port 9443 --entrypoint '["/usr/lib/bailiwick/launcher/container.sh"]' --cmd '' \
  --label org.opencontainers.image.title=bailiwick --label "org.opencontainers.image.version=${name#bailiwick-}" "$container"
rm -f "$OUT/$name.oci.tar"
buildah commit --quiet --disable-compression=false "$container" "oci-archive:$OUT/$name.oci.tar:bailiwick:${name#bailiwick-}" >/dev/null
