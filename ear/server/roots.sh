#!/usr/bin/env bash
# Writes a deployment plan with other context roots for bailiwick.ear, so that no other EAR is built:
#   asadmin deploy --deploymentplan PLAN bailiwick.ear
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: ear/server/roots.sh [--authority /aca] [--registry /ars] [--master /] PLAN.jar

Then the published URLs must carry them too: BAILIWICK_AUTHORITY_ROOT, BAILIWICK_REGISTRY_ROOT and BAILIWICK_MASTER_ROOT when the home is
made, or aca.base-url, aca.plain-base-url, ars.base-url, master.base-url and what calls them in the settings. The plan is
named again at each redeploy.
USAGE
}

authority=/aca registry=/ars master=/ plan=""
while [ $# -gt 0 ]; do
  case "$1" in
    --authority) authority=$2; shift 2 ;;
    --registry) registry=$2; shift 2 ;;
    --master) master=$2; shift 2 ;;
    -h|--help) usage; exit 0 ;;
    -*) echo "roots.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
    *) plan=$1; shift ;;
  esac
done
[ -n "$plan" ] || { usage >&2; exit 2; }
for root in "$authority" "$registry" "$master"; do
  [[ $root =~ ^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*)?$ ]] || { echo "roots.sh: $root is no context root: /name" >&2; exit 2; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
web() { printf '  <web>\n    <web-uri>%s</web-uri>\n    <context-root>%s</context-root>\n  </web>\n' "$1" "$2"; }
{
  echo '<?xml version="1.0" encoding="UTF-8"?>'
  echo '<!DOCTYPE glassfish-application PUBLIC "-//GlassFish.org//DTD GlassFish Application Server 3.1 Java EE Application 6.0//EN" "http://glassfish.org/dtds/glassfish-application_6_0-1.dtd">'
  echo '<glassfish-application>'
  web aca-web-ear.war "$authority"
  web ars-web.war "$registry"
  web master-agent-web.war "$master"
  echo '</glassfish-application>'
} >"$work/glassfish-application.xml"
"${JAVA_HOME:+$JAVA_HOME/bin/}jar" --create --no-manifest --file "$plan" -C "$work" glassfish-application.xml
