# shellcheck shell=bash
# What the test scripts of the launcher share. They source this file, and set WORK and failures.

# check NAME COMMAND…: says whether the command succeeds, shows the end of its output if it does not, and counts failures. Whole seconds that it took
# stand beside the name.
check() {
  local name=$1 began=$SECONDS
  shift
  if "$@" >"$WORK/out" 2>&1; then echo "ok   $name$(seconds_since "$began")"; else
    echo "FAIL $name$(seconds_since "$began")"
    tail -n 60 "$WORK/out" | sed 's/^/     /'
    failures=$((failures + 1))
  fi
}

seconds_since() { [ $((SECONDS - $1)) -eq 0 ] || printf ' (%s s)' $((SECONDS - $1)); }

# free_port FROM: prints a port of this machine that nobody listens at.
free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}
