#!/usr/bin/env bash
# Serves the registry's zone by bind9, signed by keys of this run, and asks for the record of one agent.
#   zone.sh FOLDER ORIGIN UUID PORT
# FOLDER has agents.zone, which the registry wrote, and leaf.pem, whose first certificate is the agent's.
set -euo pipefail
PATH=$PATH:/usr/sbin
folder=$1 origin=$2 name=$3.$2 port=$4
cd "$folder"

{
  printf '%s\n' "\$ORIGIN $origin." "\$TTL 300" "@ SOA ns hostmaster 1 3600 600 86400 300" "@ NS ns" "ns A 127.0.0.1" "\$INCLUDE $folder/agents.zone"
} >zone
named-checkzone "$origin" zone

dnssec-keygen -q -a ECDSAP256SHA256 -f KSK "$origin" >ksk
dnssec-keygen -q -a ECDSAP256SHA256 "$origin" >zsk
cat K"$origin".+*.key >>zone
dnssec-signzone -o "$origin" -f signed zone >signing.log 2>&1

cat >named.conf <<TEXT
options {
  directory "$folder"; pid-file "$folder/named.pid"; session-keyfile "$folder/session.key"; managed-keys-directory "$folder";
  listen-on port $port { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no;
};
controls { };
zone "$origin" { type primary; file "$folder/signed"; };
TEXT
named -g -c named.conf >named.log 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true' EXIT

ask() { dig +norecurse +short +tries=1 +time=2 @127.0.0.1 -p "$port" "$name" TYPE65280; }
for ((try = 0; try < 50; try++)); do
  answer=$(ask 2>/dev/null | head -n 1) || answer=""
  case $answer in '\# '*) break ;; esac
  kill -0 "$server" 2>/dev/null || { cat named.log; exit 1; }
  sleep 0.2
done
echo "answer: $answer"
digest=$(openssl x509 -in leaf.pem -outform DER | openssl dgst -sha256 -r | cut -d ' ' -f 1)
wanted="\# 35 020001$digest"
if [ "$(tr -d ' ' <<<"$answer" | tr '[:upper:]' '[:lower:]')" = "$(tr -d ' ' <<<"$wanted")" ]; then
  echo "the record has the digest of the certificate"
else
  echo "wanted: $wanted"
  exit 1
fi

key=$(sed -n 's/.*DNSKEY[[:space:]]*\(257 3 13 .*\)/\1/p' "$(cat ksk).key")
read -r flags protocol algorithm rest <<<"$key"
printf 'trust-anchors { "%s." static-key %s %s %s "%s"; };\n' "$origin" "$flags" "$protocol" "$algorithm" "$(tr -d ' ' <<<"$rest")" >anchor
delv @127.0.0.1 -p "$port" -a "$folder/anchor" "+root=$origin" "$name" TYPE65280
