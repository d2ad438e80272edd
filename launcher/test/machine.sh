# shellcheck shell=bash
# A bare Debian that runs in namespaces of its own, with systemd as its first process. Test scripts source this file, and set WORK and MACHINE, the
# folder of its root. They need root, mmdebstrap, systemd-nspawn and nsenter.

nspawn=""
# What is put into the machine is for all of its accounts, whatever the caller's umask is.
umask 022

machine_needs() {
  local program
  [ "$(id -u)" = 0 ] || { echo "${0##*/}: it needs root" >&2; exit 2; }
  for program in mmdebstrap systemd-nspawn nsenter; do
    command -v "$program" >/dev/null || { echo "${0##*/}: $program is missing (packages mmdebstrap, systemd-container, util-linux)" >&2; exit 2; }
  done
}

# bare_machine NAME…: makes a Debian with its first process and nothing else: no Java, no network tools, no compiler. It finds itself by these names.
# The variable INSTALL_BARE may name one that is there already, of which a copy is used.
bare_machine() {
  if [ -n "${INSTALL_BARE:-}" ]; then cp -a "$INSTALL_BARE" "$MACHINE" || return 1; else
    mmdebstrap --quiet --variant=minbase --include=systemd,systemd-sysv,dbus trixie "$MACHINE" || return 1
  fi
  cp --remove-destination /etc/resolv.conf "$MACHINE/etc/resolv.conf"
  printf '127.0.0.1 localhost %s %s\n' "$*" "$(cat "$MACHINE/etc/hostname")" >"$MACHINE/etc/hosts"
  [ ! -e "$MACHINE/usr/bin/java" ] && [ ! -e "$MACHINE/usr/bin/curl" ] && [ ! -e "$MACHINE/usr/bin/openssl" ]
}

# power_on: starts the machine's systemd with a loopback interface alone, and waits until it runs. systemd wants the unified hierarchy of control
# groups, which many test machines do not mount.
power_on() {
  local state=""
  # shellcheck disable=SC2016 # for the other shell
  unshare --mount bash -euc 'mount --make-rprivate /
    if [ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ]; then umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; fi
    exec systemd-nspawn --quiet --register=no --keep-unit --private-network --resolv-conf=off --directory "$1" --boot --console=pipe' \
    _ "$MACHINE" </dev/null >"$WORK/console" 2>&1 &
  nspawn=$!
  # The services that are enabled start, too.
  for _ in $(seq 600); do
    sleep 0.5
    kill -0 "$nspawn" 2>/dev/null || { cat "$WORK/console"; nspawn=""; return 1; }
    state=$(inside systemctl is-system-running 2>/dev/null || true)
    case $state in running|degraded) return 0 ;; esac
  done
  echo "the machine is '$state'"
  return 1
}

first_process() { pgrep -P "$nspawn" | head -n 1; }

# inside COMMAND…: runs a command in the running machine.
inside() { nsenter -t "$(first_process)" --all env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"; }

# online COMMAND…: runs a command in the machine, by the network of the machine that tests, because the other one has none.
online() {
  nsenter -t "$(first_process)" --mount --uts --ipc --pid --cgroup --root --wd env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
}

power_off() {
  [ -n "$nspawn" ] || return 0
  inside systemctl poweroff >/dev/null 2>&1 || true
  for _ in $(seq 300); do kill -0 "$nspawn" 2>/dev/null || break; sleep 0.5; done
  kill -9 "$nspawn" 2>/dev/null || true
  nspawn=""
}
