#!/usr/bin/env bash
# Makes the container image from the packages, starts both nodes in it, asks them, and stops it in order. It needs root, mmdebstrap, buildah with netavark,
# and the network for Debian's packages. ./bailiwick test --long install runs it after install.sh.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/image.XXXXXX")
BASE=${IMAGE_FIRST_PORT:-26700}
NAME=bailiwick-test-$$
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs
running="" image=""

cleanup() {
  [ -z "$running" ] || kill -TERM "$running" 2>/dev/null || true
  buildah rm "$NAME" >/dev/null 2>&1 || true
  [ -z "$image" ] || buildah rmi "$image" >/dev/null 2>&1 || true
  rm -rf "$WORK"
}
trap cleanup EXIT
fail() { echo "FAIL $*"; tail -n 20 "$WORK/out" | cut -c 1-300 | sed 's/^/     /'; exit 1; }

PACKAGES_TO=$WORK "$ROOT/bailiwick" package archive packages image >"$WORK/out" 2>&1 || fail "the image is made"
echo "ok   the image is made ($SECONDS s, $(du -m "$WORK"/*.oci.tar | cut -f 1) MB)"

# buildah asks for more files and processes than this machine may permit.
buildah from --ulimit nofile=8192:8192 --ulimit nproc=8192:8192 --name "$NAME" "oci-archive:$(echo "$WORK"/*.oci.tar)" >"$WORK/out" 2>&1 || fail "the image is read"
[ "$(buildah inspect --format '{{.OCIv1.Config.User}}' "$NAME")" = bailiwick-authority ] || fail "the nodes have an account"
image=$(buildah inspect --format '{{.FromImageID}}' "$NAME")
began=$SECONDS
setsid buildah run --env BAILIWICK_AUTHORITY_PORT="$BASE" --env BAILIWICK_HTTP_PORT=$((BASE + 1)) --env BAILIWICK_DOMAIN_PORT=$((BASE + 2)) --env BAILIWICK_ADDRESS=127.0.0.1 \
  "$NAME" -- /usr/lib/bailiwick/launcher/container.sh </dev/null >"$WORK/out" 2>&1 &
started=$!
home=$(buildah mount "$NAME")/var/lib/bailiwick/home

# A program of somebody else finds both nodes ready, under the image's root.
are_up() {
  local port
  for port in "$BASE" $((BASE + 2)); do
    curl -sS --noproxy '*' --cacert "$home/root.pem" "https://127.0.0.1:$port/health/ready" 2>/dev/null | grep '^{"status":"UP"' >/dev/null || return 1
  done
}

for _ in $(seq 300); do
  kill -0 "$started" 2>/dev/null || fail "the container runs"
  ! are_up || break
  sleep 1
done
are_up || fail "both nodes answer"
running=$(pgrep -s "$started" -f '^bash /usr/lib/bailiwick/launcher/container.sh' | head -n 1)
[ "$(stat -c %u "/proc/$running")" != 0 ] || fail "the nodes are not root's"
echo "ok   both nodes answer ($((SECONDS - began)) s)"

kill -TERM "$running"
wait "$started" || fail "the container ends in order"
running=""
[ "$(grep -cxE '(authority|domain) is stopped' "$WORK/out")" -eq 2 ] || fail "both nodes were stopped"
echo "ok   a stopped container stops its nodes in order"
