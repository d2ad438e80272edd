# shellcheck shell=bash
# Checks the files and the refusals of a home's broker. The script run.sh sources this file.

# A broker's machine has a home without nodes, so the domain's addresses must be said.
broker_needs_addresses() { BAILIWICK_HOME=$WORK/broker-alone fails_with "say with --master-url and --registry-url" in_library eval 'home_load; broker_init'; }

# The token and the database are made by other programs; the rest is made once, and is not changed by a second call.
broker_files_are_made_once() {
  local home=$WORK/broker-alone settings=$WORK/broker-alone/broker/broker.properties
  # shellcheck disable=SC2016 # for the other shell
  local init='broker_token() { :; }; home_migrate() { echo "migrates $*"; }; home_load; broker_init'
  BAILIWICK_HOME=$home in_library eval "$init --master-url https://m.example:9443 --registry-url https://m.example:9443/ars --health-port 7199" >"$WORK/broker-first" \
    && grep -qx 'migrates broker' "$WORK/broker-first" && grep -q 'agent enrol --folder' "$WORK/broker-first" && grep -q 'broker/assets' "$WORK/broker-first" \
    && has_lines "$settings" master.url=https://m.example:9443 registry.url=https://m.example:9443/ars health.listen=127.0.0.1:7199 \
      "audit.heads-file=$home/broker/audit/heads.jws" "hsm.pin-file=$home/hsm/broker.pin" "database.url=jdbc:h2:file:$home/broker/db/broker;WRITE_DELAY=0" \
    && has_lines "$home/broker/databases.properties" "broker.url=jdbc:h2:file:$home/broker/db/broker;WRITE_DELAY=0" \
    && echo "keep=P60D" >>"$settings" \
    && BAILIWICK_HOME=$home in_library eval "$init" >"$WORK/broker-second" && has_lines "$settings" keep=P60D && [ "$(grep -c '^master.url=' "$settings")" = 1 ]
}

# Nodes start although the broker beside them is not complete; the broker itself is refused, with what is left to do.
a_broker_without_credential_waits() {
  local home=$WORK/broker-alone
  BAILIWICK_HOME=$home in_library eval 'home_load; broker_up ""' >"$WORK/broker-up" && grep -q 'broker is not started' "$WORK/broker-up" \
    && BAILIWICK_HOME=$home fails_with "no credential or no asset file" in_library eval 'home_load; broker_up broker' \
    && BAILIWICK_HOME=$home fails_with "broker: not running" in_library eval 'home_load; broker_status'
}

no_broker_is_named() { BAILIWICK_HOME=$WORK/no-broker fails_with "this home has no broker" in_library eval 'home_load; nodes_from() { :; }; is_broker_meant broker'; }

# The status of a broker has its checks in the form of the nodes'.
broker_status_shows_its_checks() {
  local home=$WORK/broker-alone
  mkdir -p "$home/run" "$home/logs"
  echo '{"LogMessage":"ready work=7443"}' >"$home/logs/broker.log"
  echo 0 >"$home/broker/log.offset"
  # shellcheck disable=SC2016 # for the other shell
  BAILIWICK_HOME=$home while_running "$home/broker" in_library eval 'home_load
    curl() { printf %s "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"hsm\",\"status\":\"DOWN\",\"data\":{\"reason\":\"not activated\"}},{\"name\":\"assets\",\"status\":\"UP\",\"data\":{\"db\":\"unused\"}}]}"; }
    broker_status && exit 1; :' >"$WORK/broker-status"
  cat "$WORK/broker-status"
  grep -qx 'broker: DOWN' "$WORK/broker-status" && grep -q 'ports    7443 (TLS), 127.0.0.1:7199' "$WORK/broker-status" && grep -q 'hsm: DOWN reason:not activated' "$WORK/broker-status"
}

check "a broker without nodes beside it needs addresses" broker_needs_addresses
check "the files of a broker are made once" broker_files_are_made_once
check "nodes do not wait for a broker without credential" a_broker_without_credential_waits
check "a home without broker says so" no_broker_is_named
check "the status of a broker shows its checks" broker_status_shows_its_checks
check "help of broker init" "$ROOT/bailiwick" broker init --help
