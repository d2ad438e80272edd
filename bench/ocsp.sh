#!/usr/bin/env bash
# Measures OCSP answers per second over plain HTTP. It compares the authority's stored answers with those of `cfssl ocspserve`, and its new answers with
# nonce with those of `openssl ocsp`, in alternating rounds with the same tool: wrk for stored answers, and hey for new ones, because `openssl ocsp`
# serves one connection after another and wrk gets no answer from it. The authority is a complete node with its key in SoftHSM2; the others have the key
# in a file and read no database.
# Settings: BENCH_SECONDS (duration of a round), BENCH_WARM_UP (duration of the first round, which is not counted), BENCH_ROUNDS, BENCH_RECORDING
# (prefix NAME of files: Java Flight Recorder records the authority in one more round of each kind in NAME-plain.jfr and NAME-nonce.jfr). No other load
# should be on the machine. Each round prints the load average and the authority's processor time per answer (cpu-us), which depends least on other load.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
SECONDS_OF_LOAD=${BENCH_SECONDS:-10} WARM_UP=${BENCH_WARM_UP:-30} ROUNDS=${BENCH_ROUNDS:-3} CONNECTIONS=${BENCH_CONNECTIONS:-8} THREADS=2
FOLDER=$ROOT/bench/target/ocsp
export BAILIWICK_HOME=$FOLDER/home
DEMO_MODE=micro DEMO_HOME=$FOLDER DEMO_OUTSIDE=$FOLDER/outside
export DEMO_MODE DEMO_HOME DEMO_OUTSIDE DEMO_LAST_ANSWER=""

for need in wrk:wrk hey:hey cfssl:golang-cfssl openssl:openssl xxd:xxd; do
  command -v "${need%:*}" >/dev/null || { echo "bench: ${need%:*} is missing; install the package ${need#*:}" >&2; exit 2; }
done
for part in report setup; do
  # shellcheck source=/dev/null
  . "$ROOT/demo/lib/$part.sh"
done
for part in common build; do
  # shellcheck source=/dev/null
  . "$ROOT/launcher/lib/$part.sh"
done

stop() {
  local file
  for file in "$FOLDER"/*.pid; do [ ! -f "$file" ] || kill "$(cat "$file")" 2>/dev/null || true; done
  "$ROOT/bailiwick" down authority >/dev/null 2>&1 || true
}

# listens PORT: whether a process listens at the port, from /proc, because a connection without a request would block `openssl ocsp` for ever.
listens() { awk -v port=":$(printf '%04X' "$1")" '$2 ~ port "$" && $4 == "0A" { found = 1 } END { exit !found }' /proc/net/tcp /proc/net/tcp6; }

# serve NAME PORT COMMAND...: starts a responder in the background, and returns when it listens.
serve() {
  local name=$1 port=$2 tries
  shift 2
  "$@" >"$FOLDER/$name.log" 2>&1 &
  echo $! >"$FOLDER/$name.pid"
  for ((tries = 0; tries < 100; tries++)); do ! listens "$port" || return 0; sleep 0.1; done
  fail "$name does not start: $(tail -n 3 "$FOLDER/$name.log")"
}

# requests NAME ISSUER CERTIFICATE...: writes a file of requests without nonce, and a file of requests with nonce (openssl's, 16 octets), in hex.
requests() {
  local name=$1 issuer=$2 certificate
  shift 2
  : >"$FOLDER/$name.plain"; : >"$FOLDER/$name.nonce"
  for certificate in "$@"; do
    openssl ocsp -no_nonce -issuer "$issuer" -cert "$certificate" -reqout "$FOLDER/request.der"
    xxd -p "$FOLDER/request.der" | tr -d '\n' | sed 's/$/\n/' >>"$FOLDER/$name.plain"
    openssl ocsp -nonce -issuer "$issuer" -cert "$certificate" -reqout "$FOLDER/request.der"
    xxd -p "$FOLDER/request.der" | tr -d '\n' | sed 's/$/\n/' >>"$FOLDER/$name.nonce"
  done
}

# Makes a P-256 CA in files with two certificates for both other responders.
make_theirs() {
  local number config=$FOLDER/openssl.cnf
  printf '[ca]\n' >"$config"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$FOLDER/ca.key" -out "$FOLDER/ca.pem" -days 30 \
    -subj "/CN=bench OCSP CA" -addext basicConstraints=critical,CA:TRUE 2>/dev/null
  : >"$FOLDER/index.txt"; : >"$FOLDER/responses"
  for number in 1 2; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$FOLDER/leaf.key" -out "$FOLDER/leaf.csr" -subj "/CN=bench $number" 2>/dev/null
    openssl x509 -req -in "$FOLDER/leaf.csr" -CA "$FOLDER/ca.pem" -CAkey "$FOLDER/ca.key" -set_serial "0x10$number" -days 20 -out "$FOLDER/leaf-$number.pem" 2>/dev/null
    printf 'V\t%s\t\t010%s\tunknown\t/CN=bench %s\n' "$(date -u -d '+20 days' +%y%m%d%H%M%SZ)" "$number" "$number" >>"$FOLDER/index.txt"
    cfssl ocspsign -ca "$FOLDER/ca.pem" -responder "$FOLDER/ca.pem" -responder-key "$FOLDER/ca.key" -cert "$FOLDER/leaf-$number.pem" -status good \
      2>/dev/null | sed -n 's/.*"ocspResponse":"\([^"]*\)".*/\1/p' >>"$FOLDER/responses"
  done
  [ "$(wc -l <"$FOLDER/responses")" = 2 ] || fail "cfssl ocspsign signed nothing"
  requests theirs "$FOLDER/ca.pem" "$FOLDER"/leaf-[12].pem
}

make_ours() {
  "$ROOT/bailiwick" up authority >"$FOLDER/up.log" 2>&1 || fail "see $FOLDER/up.log: $(tail -n 3 "$FOLDER/up.log")"
  AUTHORITY_PID=$(cat "$BAILIWICK_HOME/run/authority.pid")
  openssl x509 -inform DER -in "$BAILIWICK_HOME/authority/ceremony/issuing-1.cer" -out "$FOLDER/issuing.pem"
  requests ours "$FOLDER/issuing.pem" "$BAILIWICK_HOME"/{authority,domain}/tls/server.pem
}

load_plain() { wrk -t"$THREADS" -c"$CONNECTIONS" -d"${seconds}s" -s "$ROOT/bench/ocsp.lua" "$1" -- "$2" "$3" | tail -n 1; }
# load_nonce URL REQUESTS PATH: hey posts the first request repeatedly, and checks the HTTP status only.
load_nonce() {
  head -n 1 "$2" | xxd -r -p >"$FOLDER/request.der"
  hey -z "${seconds}s" -c "$CONNECTIONS" -m POST -T application/ocsp-request -D "$FOLDER/request.der" "$1$3" |
    awk '/Requests\/sec/ { rate = $2 } /99% in/ { p99 = $3 * 1000 } /\[200\]/ { good = $2 } /^  \[[0-9]+\]/ && !/\[200\]/ { bad += $2 }
      END { printf "rate=%d good=%d bad=%d p99_ms=%.1f\n", rate, good, bad, p99 }'
}
# our_load KIND: runs a round with the authority.
our_load() {
  local began line
  began=$(processor_of)
  line=$("load_$1" "$PLAIN_URL" "$FOLDER/ours.$1" /ocsp)
  awk -v line="$line" -v used=$(($(processor_of) - began)) 'BEGIN {
    good = line; sub(/.*good=/, "", good); printf "%s cpu-us=%.0f\n", line, used / (good + 0 > 0 ? good + 0 : 1) }'
}
# Prints the authority's processor time in microseconds, from ticks of 10 ms.
processor_of() { awk '{ print ($14 + $15) * 10000 }' "/proc/$AUTHORITY_PID/stat"; }

# record KIND: records two rounds and keeps the second, because the start of a recording discards compiled code.
record() {
  local seconds=$SECONDS_OF_LOAD
  "$JAVA_HOME/bin/jcmd" "$AUTHORITY_PID" JFR.configure stackdepth=256 >/dev/null
  "$JAVA_HOME/bin/jcmd" "$AUTHORITY_PID" JFR.start name=ocsp settings=none +jdk.ExecutionSample#enabled=true \
    +jdk.ExecutionSample#period=10ms +jdk.NativeMethodSample#enabled=true +jdk.NativeMethodSample#period=20ms >/dev/null
  our_load "$1" >/dev/null
  say "recorded, $1: $(our_load "$1")"
  "$JAVA_HOME/bin/jcmd" "$AUTHORITY_PID" JFR.dump name=ocsp begin=-"${seconds}s" filename="$(realpath -m "$BENCH_RECORDING")-$1.jfr" >/dev/null
  "$JAVA_HOME/bin/jcmd" "$AUTHORITY_PID" JFR.stop name=ocsp >/dev/null
}
rate_of() { sed -n 's/.*rate=\([0-9]*\).*/\1/p'; }
median() { sort -n | awk '{ value[NR] = $1 } END { print (NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2) }'; }

# compare WHAT KIND OTHER URL PATH: measures the rates of the authority and the other responder in turn. The first round is a warm-up.
compare() {
  local what=$1 kind=$2 other=$3 url=$4 path=$5 round seconds=$WARM_UP ours theirs our_rates=() their_rates=()
  for ((round = 0; round <= ROUNDS; round++)); do
    ours=$(our_load "$kind")
    theirs=$("load_$kind" "$url" "$FOLDER/theirs.$kind" "$path")
    for each in "$ours" "$theirs"; do case $each in *good=0*) fail "no answer: $each" ;; *"bad=0 "*) ;; *) fail "not every answer was a good one: $each" ;; esac; done
    say "$what, round $round$([ "$round" -gt 0 ] || echo " (warm-up)"): authority $ours; $other $theirs; load average $(cut -d ' ' -f 1 /proc/loadavg)"
    seconds=$SECONDS_OF_LOAD
    [ "$round" -gt 0 ] || continue
    our_rates+=("$(rate_of <<<"$ours")")
    their_rates+=("$(rate_of <<<"$theirs")")
  done
  ours=$(printf '%s\n' "${our_rates[@]}" | median)
  theirs=$(printf '%s\n' "${their_rates[@]}" | median)
  say "$what, answers a second, median of $ROUNDS: authority $ours, $other $theirs, ratio $(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.2f", a / b }')"
  [ -z "${BENCH_RECORDING:-}" ] || record "$kind"
}

JAVA_HOME=$(jdk_folder)
[ -n "$JAVA_HOME" ] || die "no JDK 21 or later was found"
export JAVA_HOME
build launcher
trap stop EXIT
stop
rm -rf "$FOLDER"
mkdir -p "$FOLDER"
choose_ports
next_free_port PORT_CFSSL
next_free_port PORT_OPENSSL
say "machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1); load average at the start: $(cut -d ' ' -f 1-3 /proc/loadavg)"
make_theirs
make_ours
serve cfssl "$PORT_CFSSL" cfssl ocspserve -address 127.0.0.1 -port "$PORT_CFSSL" -responses "$FOLDER/responses" -loglevel 4
compare "kept answers" plain "cfssl ocspserve" "http://127.0.0.1:$PORT_CFSSL" /
kill "$(cat "$FOLDER/cfssl.pid")"
serve openssl "$PORT_OPENSSL" openssl ocsp -index "$FOLDER/index.txt" -port "$PORT_OPENSSL" -rsigner "$FOLDER/ca.pem" -rkey "$FOLDER/ca.key" \
  -CA "$FOLDER/ca.pem" -nmin 60
compare "fresh answers" nonce "openssl ocsp" "http://127.0.0.1:$PORT_OPENSSL" /
