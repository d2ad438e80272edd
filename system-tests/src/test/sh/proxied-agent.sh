#!/bin/sh
# An agent without key and tokens: proxied-agent.sh SOCKET CALLEE-URL. It does each order by having the callee do
# its part, and prints all that it sees.
set -u
proxy() {
  curl -sS --unix-socket "$SOCKET" -H 'Content-Type: application/json' "$@"
}
SOCKET=$1
while :; do
  order=$(proxy http://proxy/v1/orders) || exit 1
  [ -n "$order" ] || continue
  printf 'order %s\n' "$order"
  id=$(printf %s "$order" | sed 's/^{"id":"\([A-Za-z0-9_-]*\)".*/\1/')
  case $order in
    *'"onward"'*)
      called=$(proxy --data-binary "{\"url\":\"$2\",\"capability\":\"invoice.parse@1\"}" "http://proxy/v1/orders/$id/calls")
      printf 'called %s\n' "$called" ;;
    *) called='{"output":"alone"}' ;;
  esac
  printf 'answered %s\n' "$(proxy --data-binary "$called" "http://proxy/v1/orders/$id/answer")"
done
