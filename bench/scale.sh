#!/usr/bin/env bash
# Measures large ledgers: CRLs with up to a million entries and a small heap, and issuance with a million rows. No node runs: the authority's code
# uses an H2 file, or the database with the JDBC URL in BENCH_DATABASE, which is emptied.
#   bench/scale.sh crl [COUNTS]        CRLs of 1000,100000,1000000 entries, 512 MiB of heap (BENCH_HEAP)
#   bench/scale.sh issuance [COPIES]   issues over 10,000 credentials and over these copied 100 times
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
HEAP=${BENCH_HEAP:-512m}

measure() { # CLASS PROPERTY...
  local class=$1
  shift
  mvn -f "$ROOT/pom.xml" -B -pl aca-ejb -am test "-Dtest=$class" -Dsurefire.failIfNoSpecifiedTests=false \
    "-DargLine.tests=-Xmx$HEAP -Duser.timezone=UTC" ${BENCH_DATABASE:+"-Dmeasure.url=$BENCH_DATABASE"} "$@" |
    grep -vE '^\[INFO\]|^$|^WARNING|^[A-Z][a-z]{2} [0-9]{2}, '
}

case ${1:-} in
  crl) measure CrlMeasurement "-Dmeasure.revoked=${2:-1000,100000,1000000}" ;;
  issuance) HEAP=${BENCH_HEAP:-1g} measure FullLedgerMeasurement -Dmeasure.issues=2500 "-Dmeasure.copies=${2:-100}" ;;
  *)
    sed -n '2,5s/^#[ ]*//p' "$0" >&2
    exit 2
    ;;
esac
