# shellcheck shell=bash
# The packages that the machine needs. Missing packages are listed, and installed if the user is root on Debian or Ubuntu.

# Whether to include the packages that only ./bailiwick test needs.
WITH_TEST_PARTS=no

# Whether to include the packages that only ./bailiwick test --long needs: a compiler for the library that shifts the clock of a process, and what makes
# and starts a bare Debian.
WITH_LONG_PARTS=no

# Whether to include the packages that only the demo and the tests need: a software TPM and its tools.
WITH_DEMO_PARTS=no

# Whether to include the packages that only ./bailiwick demo --full and the tests need: a person's program and her browser, and a database.
WITH_PERSON_PARTS=no

# Whether to include the packages that only ./bailiwick demo --segments and the tests need: packet filter, web server and traffic.
WITH_SEGMENT_PARTS=no

# Prints the missing packages, one a line.
missing_parts() {
  [ -n "$(jdk_folder)" ] || jdk_package
  is_installed || command -v mvn >/dev/null || echo maven
  command -v softhsm2-util >/dev/null || echo softhsm2
  command -v pkcs11-tool >/dev/null || echo opensc
  command -v openssl >/dev/null || echo openssl
  command -v curl >/dev/null || echo curl
  [ "$WITH_DEMO_PARTS$WITH_TEST_PARTS" = nono ] || missing_tpm_parts
  [ "$WITH_PERSON_PARTS$WITH_TEST_PARTS" = nono ] || missing_person_parts
  [ "$WITH_SEGMENT_PARTS$WITH_TEST_PARTS" = nono ] || missing_segment_parts
  [ "$WITH_TEST_PARTS" = no ] || missing_test_parts
  [ "$WITH_LONG_PARTS" = no ] || missing_long_parts
}

missing_tpm_parts() {
  command -v swtpm >/dev/null || echo swtpm
  command -v swtpm_localca >/dev/null || echo swtpm-tools
  command -v tpm2_activatecredential >/dev/null || echo tpm2-tools
}

missing_person_parts() {
  command -v node >/dev/null || echo nodejs
  command -v npm >/dev/null || echo npm
  command -v chromedriver >/dev/null || printf '%s\n' chromium chromium-driver
  [ -n "$(find /usr/lib/postgresql -name initdb 2>/dev/null)" ] || echo postgresql
}

missing_test_parts() {
  command -v python3 >/dev/null || echo python3
  command -v zlint >/dev/null || echo zlint
  command -v pkcs11-daemon >/dev/null || echo pkcs11-daemon
  [ -e /usr/lib/libpkcs11-proxy.so ] || echo libpkcs11-proxy0
  [ -x /usr/sbin/pkcsslotd ] || echo opencryptoki
  PATH=$PATH:/usr/sbin command -v haproxy >/dev/null || echo haproxy
  command -v shellcheck >/dev/null || echo shellcheck
  command -v estclient >/dev/null || echo libest-utils
  command -v pki >/dev/null || printf '%s\n' strongswan-pki libstrongswan-standard-plugins
  command -v ss >/dev/null || echo iproute2
  command -v keyctl >/dev/null || echo keyutils
  PATH=$PATH:/usr/sbin command -v named >/dev/null || printf '%s\n' bind9 bind9-utils
  command -v delv >/dev/null || echo bind9-dnsutils
  PATH=$PATH:/usr/sbin command -v slapd >/dev/null || echo slapd
  command -v ldapwhoami >/dev/null || echo ldap-utils
  [ -e /usr/lib/python3/dist-packages/jwcrypto ] || echo python3-jwcrypto
  command -v systemd-analyze >/dev/null || echo systemd
  PATH=$PATH:/usr/sbin command -v freeradius >/dev/null || echo freeradius
  command -v radclient >/dev/null || echo freeradius-utils
  command -v eapol_test >/dev/null || echo eapoltest
  PATH=$PATH:/usr/sbin command -v hostapd >/dev/null || echo hostapd
  PATH=$PATH:/usr/sbin command -v wpa_supplicant >/dev/null || echo wpasupplicant
  command -v kustomize >/dev/null || echo kustomize
  command -v go >/dev/null || echo golang-go
  [ -e /usr/share/gocode/src/github.com/spiffe/go-spiffe ] || echo golang-github-spiffe-go-spiffe-dev
}

missing_long_parts() {
  command -v gcc >/dev/null || printf '%s\n' gcc libc6-dev
  command -v mmdebstrap >/dev/null || echo mmdebstrap
  command -v systemd-nspawn >/dev/null || echo systemd-container
  command -v buildah >/dev/null || printf '%s\n' buildah netavark
}

missing_segment_parts() {
  PATH=$PATH:/usr/sbin:/sbin command -v ip >/dev/null || echo iproute2
  PATH=$PATH:/usr/sbin command -v nft >/dev/null || echo nftables
  PATH=$PATH:/usr/sbin command -v nginx >/dev/null || echo nginx
  command -v ncat >/dev/null || echo ncat
  command -v ping >/dev/null || echo iputils-ping
}

# Prints the package of JDK 25 if the distribution has it, else the package of JDK 21. An installed tree compiles nothing, so a JRE is enough.
jdk_package() {
  local release kind=jdk
  ! is_installed || kind=jre
  for release in 25 21; do
    if apt-cache show "openjdk-$release-$kind-headless" >/dev/null 2>&1; then
      echo "openjdk-$release-$kind-headless"
      return
    fi
  done
  echo "openjdk-21-$kind-headless"
}

require_parts() {
  local missing=()
  mapfile -t missing < <(missing_parts)
  if [ ${#missing[@]} -gt 0 ]; then
    say "Missing: ${missing[*]}"
    install_parts "${missing[@]}"
  fi
  JAVA_HOME=$(jdk_folder)
  [ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found after installing"
  export JAVA_HOME
}

# The server asks for the address of the machine's own name when it starts, and ends if there is none.
require_own_name() {
  ! command -v getent >/dev/null || getent hosts "$(uname -n)" >/dev/null \
    || die "the name of this machine, $(uname -n), has no address: add it to /etc/hosts (127.0.1.1 $(uname -n)), or install libnss-myhostname"
}

install_parts() {
  ! is_installed || die "an installed Bailiwick installs no packages; install them, for example: sudo apt-get install --no-install-recommends $*"
  [ "$INSTALL" = yes ] || die "--no-install: nothing was installed"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    die "install them first, for example: sudo apt-get install --no-install-recommends $*"
  fi
  mkdir -p "$HOME_DIR"
  with_progress "Reading the package lists" "$HOME_DIR/install.log" apt-get update
  missing_again "$@"
}

# Computes the missing packages again and installs them. A new machine has no package lists, so jdk_package finds JDK 25 only after apt-get update.
missing_again() {
  local wanted=()
  mapfile -t wanted < <(missing_parts)
  say "Installing: ${wanted[*]}"
  DEBIAN_FRONTEND=noninteractive with_progress "Installing packages" "$HOME_DIR/install.log" \
    apt-get install -y --no-install-recommends "${wanted[@]}"
}
