# shellcheck shell=bash
# What `up` says at its end: what exists now, where it is, and what comes next.

# up_summary NODE…: prints the addresses of these nodes, the root's fingerprint, where operators' credentials lie, and the next command.
up_summary() {
  local nodes=" $* " authority=no domain=no
  case $nodes in *" authority "*) authority=yes ;; esac
  case $nodes in *" domain "*) domain=yes ;; esac
  [ $authority$domain != nono ] || return 0
  say ""
  [ $authority = no ] || summary_line authority "$AUTHORITY_URL"
  [ $authority = no ] || summary_line "CRL, OCSP, root" "$PLAIN_URL"
  [ $domain = no ] || summary_line "Master Agent" "$DOMAIN_URL${MASTER_ROOT:-}"
  [ $domain = no ] || summary_line registry "$DOMAIN_URL${REGISTRY_ROOT:-/ars}"
  summary_line "trust domain" "$TRUST_DOMAIN$(! is_production || echo ", for production")"
  summary_line home "$HOME_DIR"
  [ ! -f "$HOME_DIR/authority/ceremony/root.cer" ] || summary_line "root's SHA-256" "$(root_fingerprint)  (root.pem)"
  summary_operators
  summary_next
}

summary_line() { printf '  %-16s %s\n' "$1" "$2"; }

# The credentials that the ceremony has made. A key that its holder made elsewhere is not here.
summary_operators() {
  local name
  for name in officer-1 auditor-1; do
    [ -f "$HOME_DIR/operators/$name.pem" ] || continue
    summary_line "${name%-1}" "operators/$name.pem$(if [ -f "$HOME_DIR/operators/$name.key" ]; then echo ", .key"; else echo " (key: with its holder)"; fi)"
  done
}

# The next step: what is still open of a home for production, or the first credential.
summary_next() {
  [ -z "${BAILIWICK_QUICKSTART:-}" ] || return 0
  if is_production; then
    if [ -f "$HOME_DIR/hsm/root.pin" ]; then summary_line next "take the root's token and hsm/root.pin off this machine (docs/production.md#5-after-the-ceremony)"
    else summary_line next "$(program_name) ca audit verify   (docs/production.md)"; fi
  elif [ -z "$(find "$HOME_DIR/authority/users" -name '*.json' -print -quit 2>/dev/null)" ]; then
    summary_line next "$(program_name) quickstart   (a first agent and job; docs/getting-started.md)"
  else
    summary_line next "$(program_name) status"
  fi
}

# program_name: how this command is called, in a clone and where it is installed.
program_name() { echo "$BAILIWICK_PROGRAM"; }
