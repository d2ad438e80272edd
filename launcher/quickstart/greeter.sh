#!/usr/bin/env bash
# An agent that greets: it takes orders from its proxy over a socket with curl alone, and sees neither key nor token (docs/agent-proxy.md).
#   greeter.sh SOCKET
# It runs until the proxy ends.
set -euo pipefail

SOCKET=$1

proxy() { curl -sSf --max-time 60 --unix-socket "$SOCKET" "$@"; }

# answer ID JSON: answers an order. The proxy tells the caller.
answer() {
  printf '%s' "$2" | proxy -H 'Content-Type: application/json' --data-binary @- -o /dev/null -w 'order answered: %{http_code}\n' "http://proxy/v1/orders/$1/answer"
}

while order=$(proxy http://proxy/v1/orders); do
  [ -n "$order" ] || continue # none came within 20 seconds
  id=$(sed -n 's/^{ *"id" *: *"\([^"]*\)".*/\1/p' <<<"$order")
  # A name of letters needs no escapes in the answer.
  name=$(sed -n 's/.*"input" *: *{ *"name" *: *"\([A-Za-z .-]*\)" *}.*/\1/p' <<<"$order")
  if [ -n "$name" ]; then
    answer "$id" "{\"output\": {\"greeting\": \"Hello, $name\"}}"
  else
    answer "$id" '{"refused": "The input is an object with one member, a name of letters."}'
  fi
done
