#!/usr/bin/env bash
# Installs the Debian packages in a bare Debian that has systemd as its first process, and does what docs/install.md says: services, accounts, upgrade,
# removal. It needs root, mmdebstrap, systemd-nspawn and the network for Debian's packages. ./bailiwick test --long install runs it.
#   INSTALL_BARE=FOLDER   a bare Debian that is there already, of which a copy is used (default: one is made)
#   INSTALL_KEEP=yes      leaves everything where it is
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d "${TMPDIR:-/tmp}/install.XXXXXX")
chmod 0755 "$WORK"
MACHINE=$WORK/machine AUTHORITY=pki.bank.example DOMAIN=agents.bank.example
AHOME=/var/lib/bailiwick/authority DHOME=/var/lib/bailiwick/domain
failures=0
# shellcheck source=launcher/test/check.sh
. "$ROOT/launcher/test/check.sh"
# shellcheck source=launcher/test/machine.sh
. "$ROOT/launcher/test/machine.sh"
machine_needs

cleanup() {
  power_off
  if [ $failures -eq 0 ] && [ -z "${INSTALL_KEEP:-}" ]; then rm -rf "$WORK"; else echo "kept: $WORK"; fi
}
trap cleanup EXIT

# build FOLDER [VERSION]: builds the packages.
build() {
  env ${2:+"BAILIWICK_PACKAGE_VERSION=$2"} "PACKAGES_TO=$WORK/$1" "$ROOT/bailiwick" package archive packages || return 1
  mkdir -p "$MACHINE/$1"
  cp "$WORK/$1"/*.deb "$MACHINE/$1/"
}

# packages FOLDER: prints the files of the packages, as the machine sees them.
packages() { find "$MACHINE/$1" -name '*.deb' -printf "/$1/%f\n"; }

online_apt() { online env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends "$@"; }

installs() {
  online_apt update || return 1
  # shellcheck disable=SC2046 # one word a package
  online_apt install $(packages first) || return 1
  ! ls "$MACHINE"/usr/bin/mvn "$MACHINE"/usr/bin/javac "$MACHINE"/usr/lib/jvm/*/bin/javac 2>/dev/null || return 1
  [ "$(inside bailiwick --version)" = "bailiwick $(version) ($(sed -n 's/^commit //p' "$MACHINE/usr/lib/bailiwick/installed"), $(sed -n 's/^built //p' "$MACHINE/usr/lib/bailiwick/installed"))" ]
}

version() { sed -n 's/^version //p' "$MACHINE/usr/lib/bailiwick/installed"; }

# A cache for the command was made, and nothing else of this machine is in the tree.
keeps_the_tree_as_packed() {
  inside dpkg --verify bailiwick bailiwick-authority bailiwick-domain bailiwick-agent-proxy | tee "$WORK/verified"
  [ ! -s "$WORK/verified" ] || return 1
  inside find /usr/lib/bailiwick -newer /usr/bin/dpkg -type f -newermt @1 -name '*.aot' | grep command- || return 1
  [ "$(inside find /usr/lib/bailiwick -type f -not -user root | wc -l)" -eq 0 ]
}

units_are_sound() {
  inside systemd-analyze verify --man=no bailiwick-authority.service bailiwick-domain.service bailiwick-agent-proxy@a.service 2>&1 | grep -i bailiwick && return 1
  inside systemctl daemon-reload
  [ "$(inside systemctl is-enabled bailiwick-authority bailiwick-domain 2>/dev/null | sort -u)" = disabled ]
}

# Without a home nothing starts, and no home is made.
starts_nothing_unconfigured() {
  inside systemctl start bailiwick-authority bailiwick-domain bailiwick-agent-proxy@a || return 1
  [ "$(inside systemctl is-active bailiwick-authority bailiwick-domain bailiwick-agent-proxy@a | sort -u)" = inactive ] || return 1
  [ -z "$(inside find $AHOME $DHOME -mindepth 1)" ]
}

prepares() {
  printf '%s\n' BAILIWICK_TRUST_DOMAIN=bank.example BAILIWICK_AUTHORITY_NAME=$AUTHORITY 'BAILIWICK_DOMAIN_NAME="'$DOMAIN'"' >>"$MACHINE/etc/bailiwick/authority.conf"
  inside bailiwick-authority up --prepare-only || return 1
  inside openssl x509 -in $AHOME/authority/tls/server.pem -noout -text | grep -F "DNS:$AUTHORITY" || return 1
  owned_by $AHOME bailiwick-authority
}

# owned_by FOLDER ACCOUNT: everything belongs to the account, and nobody else has any right to it.
owned_by() { ! inside find "$1" \( -not -user "$2" -o -perm /077 -not -type l \) -print | grep .; }

takes_apart() {
  inside bailiwick domain-home || return 1
  inside bailiwick domain-home || return 1
  owned_by $DHOME bailiwick-domain && owned_by $AHOME bailiwick-authority || return 1
  ! inside find $AHOME/hsm $AHOME/domain -name 'domain.*' -o -path '*/domain/*.key' | grep . || return 1
  ! inside runuser -u bailiwick-domain -- ls $AHOME 2>/dev/null || return 1
  ! inside runuser -u bailiwick-authority -- ls $DHOME 2>/dev/null
}

runs() {
  local began=$SECONDS
  inside systemctl enable --now bailiwick-authority bailiwick-domain || { inside journalctl -n 60 --no-pager; return 1; }
  echo "$((SECONDS - began)) s from enable --now to both nodes ready" >>"$WORK/measured"
  both_answer
}

# A program of somebody else asks under the public names, and trusts the root alone.
both_answer() {
  inside cp $AHOME/root.pem /root/root.pem
  inside curl -sS --fail --cacert /root/root.pem "https://$AUTHORITY:8443/health/ready" | grep -o '^{"status":"UP"' || return 1
  inside curl -sS --fail --cacert /root/root.pem "https://$DOMAIN:9443/health/ready" | grep -o '^{"status":"UP"' || return 1
  ! inside curl -sS "https://$AUTHORITY:8443/health/ready" 2>/dev/null
}

# After its authority was away, the domain node is ready again when it has heard from it.
both_answer_soon() {
  for _ in $(seq 30); do
    ! both_answer 2>/dev/null || return 0
    sleep 2
  done
  both_answer
}

main_pid() { inside systemctl show --property=MainPID --value "bailiwick-$1"; }

# Each node is a process of its account alone, without capabilities, and what it writes only it can read.
confined() {
  local node status
  for node in authority domain; do
    status=$(inside cat "/proc/$(main_pid $node)/status")
    grep -E "^(Umask:[[:space:]]0077|NoNewPrivs:[[:space:]]1|CapEff:[[:space:]]0+|CapBnd:[[:space:]]0+|Seccomp:[[:space:]]2)$" <<<"$status" | tee "$WORK/confined"
    [ "$(wc -l <"$WORK/confined")" -eq 5 ] || { echo "$status"; return 1; }
    [ "$(inside stat -c %U "/proc/$(main_pid $node)")" = "bailiwick-$node" ] || return 1
    { inside nsenter -t "$(main_pid $node)" -m sh -c 'touch /usr/lib/bailiwick/x /etc/x /var/lib/x' 2>&1 || true; } | grep -c 'Read-only file system' | grep -x 3 || return 1
    echo "$node: $(sed -n 's/^VmRSS:[[:space:]]*//p' <<<"$status") resident" >>"$WORK/measured"
  done
  owned_by $AHOME bailiwick-authority && owned_by $DHOME bailiwick-domain
}

operators_commands_work() {
  inside bailiwick-authority status | grep -x 'authority: UP' || return 1
  inside bailiwick-domain status | grep -x 'domain: UP' || return 1
  inside bailiwick-authority agents list || return 1
  inside bailiwick-authority ca audit verify || return 1
  inside bailiwick-domain partner list || return 1
  ! inside bailiwick-authority up 2>"$WORK/refused" || return 1
  grep 'systemctl start bailiwick-authority' "$WORK/refused"
}

comes_back_after_a_kill() {
  local before
  before=$(main_pid authority)
  inside kill -KILL "$before"
  for _ in $(seq 120); do
    sleep 1
    if [ "$(main_pid authority)" != "$before" ] && [ "$(inside systemctl is-active bailiwick-authority)" = active ]; then both_answer_soon; return; fi
  done
  inside systemctl status bailiwick-authority --no-pager
  return 1
}

comes_back_with_the_machine() {
  power_off
  power_on || return 1
  [ "$(inside systemctl is-active bailiwick-authority bailiwick-domain | sort -u)" = active ] || return 1
  both_answer_soon
}

# inside_apt ARGUMENT…: apt-get in the running machine, where the packages' scripts meet systemd. Everything that it needs is there.
inside_apt() { inside env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends "$@"; }

upgrades() {
  local before root
  before=$(main_pid authority)
  root=$(inside sha256sum $AHOME/root.pem $DHOME/root.pem $AHOME/hsm/authority.pin)
  # shellcheck disable=SC2046 # one word a package
  inside_apt install $(packages next) || return 1
  # shellcheck disable=SC2016 # for dpkg-query
  [ "$(inside dpkg-query -W -f '${Version}' bailiwick-domain)" = 99.0 ] || return 1
  [ "$(main_pid authority)" != "$before" ] && [ "$(inside sha256sum $AHOME/root.pem $DHOME/root.pem $AHOME/hsm/authority.pin)" = "$root" ] || return 1
  grep -q BAILIWICK_TRUST_DOMAIN=bank.example "$MACHINE/etc/bailiwick/authority.conf" || return 1
  both_answer_soon
}

removes() {
  inside_apt remove bailiwick bailiwick-authority bailiwick-domain bailiwick-agent-proxy || return 1
  ! inside pgrep -f bailiwick.node || return 1
  [ -f "$MACHINE/etc/bailiwick/authority.conf" ] && [ -f "$MACHINE$AHOME/instance.env" ] && [ ! -e "$MACHINE/usr/lib/bailiwick" ]
}

purges() {
  inside_apt purge bailiwick bailiwick-authority bailiwick-domain bailiwick-agent-proxy | tee "$WORK/purged" || return 1
  grep "$AHOME stays, with keys, ledger and logs" "$WORK/purged" || return 1
  [ ! -e "$MACHINE/etc/bailiwick" ] && [ -s "$MACHINE$AHOME/hsm/authority.pin" ] && [ -s "$MACHINE$DHOME/hsm/domain.pin" ] && [ ! -e "$MACHINE$AHOME/cache" ] \
    && [ ! -e "$MACHINE/var/lib/bailiwick/agent" ]
}

# What a purge left is a trust domain again as soon as there are packages.
is_there_again() {
  # shellcheck disable=SC2046 # one word a package
  inside_apt install $(packages next) || return 1
  inside systemctl start bailiwick-authority bailiwick-domain || return 1
  both_answer_soon
}

# An account without any right gets from nothing to a finished job, in a home of its own. Keycloak comes from Maven Central, or from what Maven has here.
newcomer_has_a_job_done() {
  local archive began
  [ -f "$MACHINE/usr/lib/bailiwick/launcher/quickstart/keycloak.sha256" ] || { echo "there is no quickstart"; return 1; }
  inside systemctl stop bailiwick-authority bailiwick-domain || return 1
  online_apt install unzip || return 1
  inside useradd --create-home --shell /bin/bash newcomer
  archive=$(find "$HOME/.m2/repository/org/keycloak/keycloak-quarkus-dist" -name "$(cut -d ' ' -f 3 "$MACHINE/usr/lib/bailiwick/launcher/quickstart/keycloak.sha256")" -print -quit 2>/dev/null || true)
  if [ -n "$archive" ]; then
    inside mkdir -p /home/newcomer/home/quickstart
    cp "$archive" "$MACHINE/home/newcomer/home/quickstart/"
    inside chown -R newcomer: /home/newcomer/home
    inside chmod -R go= /home/newcomer/home
  else online runuser -u newcomer -- env HOME=/home/newcomer BAILIWICK_HOME=/home/newcomer/home bailiwick quickstart keycloak --fetch || return 1; fi
  began=$SECONDS
  newcomer 'bailiwick quickstart' </dev/null | tee "$WORK/quickstart" || return 1
  grep -F '"state":"done"' "$WORK/quickstart" | grep -qF 'Hello, Ada' || return 1
  echo "$((SECONDS - began)) s from nothing to a finished job by quickstart" >>"$WORK/measured"
}

# newcomer COMMAND: what that account types.
newcomer() { inside runuser -u newcomer -- env HOME=/home/newcomer BAILIWICK_HOME=/home/newcomer/home bash -c "cd && $1"; }

root_digest() { inside openssl x509 -in /home/newcomer/home/root.pem -outform DER | sha256sum | cut -d ' ' -f 1; }

# The service of a proxy has the greeter's credential, and serves who may enter the socket's folder: nobody but its account, and root.
proxy_is_a_service() {
  local home=/var/lib/bailiwick/agent/greeter socket=/run/bailiwick-agent/greeter/socket
  inside cp -R /home/newcomer/home/quickstart/greeter /var/lib/bailiwick/agent/ || return 1
  # An agent's machine has no home of nodes, so its options name the authority.
  inside sed -i "s|^--home=.*|--authority=https://127.0.0.1:8443\\n--plain=http://127.0.0.1:8080\\n--root-fingerprint=$(root_digest)|" $home/enrolment.options
  inside chown -R bailiwick-agent: $home
  echo '{"work": {"port": 7002, "master": "https://127.0.0.1:9443"}}' >"$MACHINE/etc/bailiwick/agent-proxy/greeter.json"
  inside systemctl start bailiwick-agent-proxy@greeter || return 1
  for _ in $(seq 60); do inside test -S $socket && break; sleep 1; done
  inside curl -sS --fail --unix-socket $socket http://proxy/v1/credential | grep 'spiffe://bailiwick.example/agent/greeter' || { inside journalctl -n 30 --no-pager -u bailiwick-agent-proxy@greeter; return 1; }
  inside stat -c '%U %a' /run/bailiwick-agent/greeter | grep -x 'bailiwick-agent 700' || return 1
  ! newcomer "curl -sS --unix-socket $socket http://proxy/v1/credential" 2>/dev/null || return 1
  inside systemctl stop bailiwick-agent-proxy@greeter
  [ "$(inside systemctl show --property=Result --value bailiwick-agent-proxy@greeter)" = success ]
}

# The unit that the command writes for the same folder serves as well, after which the command removes it. It is another unit under another socket.
unit_of_the_command_serves() {
  local home=/var/lib/bailiwick/agent/greeter socket=/run/bailiwick-agent-own/proxy/socket unit=bailiwick-agent-own.service
  # The file of the join token is in a home, which services do not see.
  ! inside bailiwick agent service install --folder $home --unit own || return 1
  inside sed -i 's|^--join-token-file=.*|--join-token-file=/var/lib/bailiwick/agent/greeter.token|' $home/enrolment.options
  inside bailiwick agent service install --folder $home --unit own --rules /etc/bailiwick/agent-proxy/greeter.json || return 1
  inside systemctl daemon-reload
  inside systemctl start $unit || return 1
  for _ in $(seq 60); do inside test -S $socket && break; sleep 1; done
  inside curl -sS --fail --unix-socket $socket http://proxy/v1/credential | grep 'spiffe://bailiwick.example/agent/greeter' || { inside journalctl -n 30 --no-pager -u $unit; return 1; }
  inside stat -c '%U %a' /run/bailiwick-agent-own/proxy | grep -x 'bailiwick-agent 700' || return 1
  inside systemctl enable $unit && ! inside bailiwick agent service remove --folder $home --unit own || return 1
  inside systemctl disable --now $unit
  inside bailiwick agent service remove --folder $home --unit own || return 1
  ! inside test -e /etc/systemd/system/$unit
}

# A home keeps what its nodes wrote about their classes, and nothing of the newcomer is in the tree.
ends_and_leaves_no_trace() {
  newcomer 'bailiwick down' || return 1
  inside find /home/newcomer/home/cache -name 'authority-*.aot' | grep . || return 1
  [ -z "$(inside find /usr/lib/bailiwick -user newcomer)" ]
}

# The archive needs no package of ours: unpacked by root, it works for an account without rights, and gets nothing written into it.
archive_works_without_packages() {
  inside_apt purge bailiwick bailiwick-authority bailiwick-domain bailiwick-agent-proxy || return 1
  cp "$WORK"/first/bailiwick-*.tar.gz "$WORK/first/SHA256SUMS" "$MACHINE/root/"
  inside sh -euc 'cd /root; sha256sum --check --ignore-missing SHA256SUMS; tar -xzf bailiwick-*.tar.gz -C /opt; ln -s /opt/bailiwick-*/bailiwick /usr/local/bin/bailiwick' || return 1
  inside find /opt -type f | sort >"$WORK/before"
  # shellcheck disable=SC2016 # for the other shell
  newcomer 'BAILIWICK_HOME=$HOME/second /usr/local/bin/bailiwick up && BAILIWICK_HOME=$HOME/second /usr/local/bin/bailiwick status && BAILIWICK_HOME=$HOME/second /usr/local/bin/bailiwick down' || return 1
  inside find /opt -type f | sort | diff "$WORK/before" - && [ -z "$(inside find /opt -not -user root)" ]
}

measure() {
  echo "$(du -sm "$MACHINE/usr/lib/bailiwick" | cut -f 1) MB in /usr/lib/bailiwick, $(du -sm "$MACHINE/usr/lib/jvm" | cut -f 1) MB Java" >>"$WORK/measured"
  echo "$(du -sm "$MACHINE$AHOME" | cut -f 1) MB home of the authority, $(du -sm "$MACHINE$DHOME" | cut -f 1) MB of the domain node" >>"$WORK/measured"
}

check "a bare Debian" bare_machine "$AUTHORITY" "$DOMAIN"
check "the packages are built" build first
check "the next packages are built" build next 99.0
check "the machine starts" power_on
check "apt installs them with what they need, and no build tool" installs
[ $failures -eq 0 ] || exit 1
check "the tree is as it was packed" keeps_the_tree_as_packed
check "systemd finds nothing in the units, and none is enabled" units_are_sound
check "without a home nothing starts" starts_nothing_unconfigured
check "a home is made under the authority's account" prepares
check "the domain node gets a home of its own" takes_apart
check "both services start and answer under their names" runs
check "each runs confined under its account" confined
check "operators' commands work under the accounts" operators_commands_work
check "a node that was killed comes back" comes_back_after_a_kill
check "both come back with the machine" comes_back_with_the_machine
measure
check "an upgrade keeps homes and settings, and restarts" upgrades
check "removal stops the nodes and keeps the homes" removes
check "a purge deletes settings and no key" purges
check "the kept homes serve again after an installation" is_there_again
check "an account without rights has a job done by quickstart" newcomer_has_a_job_done
check "an agent's proxy is a service of its account" proxy_is_a_service
check "the unit that agent service install writes serves, too" unit_of_the_command_serves
check "a home is ended, and keeps its nodes' classes" ends_and_leaves_no_trace
check "the archive works without the packages" archive_works_without_packages
cat "$WORK/measured"

[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
