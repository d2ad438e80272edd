# shellcheck shell=bash
# What the test scripts of the launcher share. They source this file, and set WORK and failures.

# check NAME COMMAND…: says whether the command succeeds, shows its output if it does not, and counts failures.
check() {
  local name=$1
  shift
  if "$@" >"$WORK/out" 2>&1; then echo "ok   $name"; else
    echo "FAIL $name"
    sed 's/^/     /' "$WORK/out"
    failures=$((failures + 1))
  fi
}

# free_port FROM: prints a port of this machine that nobody listens at.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}
