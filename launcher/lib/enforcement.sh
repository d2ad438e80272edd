# shellcheck shell=bash
# The enforcement point of a home (docs/enforcement-points.md): makes its settings. It is a process of its own, and a service to the domain.

ENFORCEMENT_PORT=7190

# enforcement_init [--port N]: writes the settings of an enforcement point of a home with nodes. It may be repeated, and changes nothing that is there.
enforcement_init() {
  local port=$ENFORCEMENT_PORT folder=$HOME_DIR/enforcement-point
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=${2:?--port needs a number}; shift 2 ;;
      -h|--help) help_enforcement_init; return ;;
      *) help_enforcement_init >&2; die "no such option: $1" ;;
    esac
  done
  case $port in ''|*[!0-9]*) die "--port needs a number, not '$port'" ;; esac
  [ -f "$HOME_DIR/domain/bailiwick.properties" ] || die "this home has no domain node: write the settings by hand (docs/enforcement-points.md)"
  mkdir -p "$folder" "$HOME_DIR/domain/enforcement-points"
  if [ ! -f "$folder/enforcement-point.properties" ]; then
    enforcement_settings "$port" >"$folder/new" && mv "$folder/new" "$folder/enforcement-point.properties"
  fi
  say "The settings are in $folder/enforcement-point.properties."
  [ -e "$folder/service/chain.pem" ] ||
    say "  enrol it:     ./bailiwick agent enrol --kind service --profile PROFILE --folder $folder/service --name NAME --owner OWNER --locator https://HOST/ --attestor … (docs/agent.md)"
  [ -n "$(find "$HOME_DIR/domain/enforcement-points" -name '*.json' -print -quit)" ] ||
    say "  describe it:  $HOME_DIR/domain/enforcement-points/NAME.json (docs/enforcement-points.md)"
  say "  check it:     ./bailiwick enforcement-point check"
  say "  run it:       ./bailiwick enforcement-point run"
}

# A setting of the domain node.
domain_setting() { sed -n "s/^$1=//p" "$HOME_DIR/domain/bailiwick.properties" | head -n 1; }

# enforcement_settings PORT
enforcement_settings() {
  cat <<TEXT
trust-domain=$(domain_setting node.trust-domain)
authority.url=$(domain_setting node.aca-url)
authority.plain-url=$(domain_setting node.aca-plain-url)
root-fingerprint=$(domain_setting node.root-fingerprint)
operator-ca=$(domain_setting node.operator-ca)
master.url=$(domain_setting master.base-url)
listen=127.0.0.1:$1
TEXT
}
