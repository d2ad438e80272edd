# Work by an agent, a tool and a database that know nothing of each other, started by a program that speaks MCP. The program is by npm's
# @modelcontextprotocol/sdk, the tool is of npm's @modelcontextprotocol/server-everything, and the database is PostgreSQL. This file is sourced.
# shellcheck shell=bash

BROKER=orders-broker
ORDERS_WORKFLOW=order.place@1
ORDERS_DB=$DEMO_OUTSIDE/orders-db
# The account by which the broker makes roles at the database. It must be found nowhere but in the broker's store.
ORDERS_SECRET=orders-$(random_id)
TOOL_CALLER=ledger-writer

# start_back_ends: the database of orders and the server of tools, which other people run.
start_back_ends() {
  local port
  next_free_port port
  mkdir -p "$ORDERS_DB"
  POSTGRESQL_FIRST_PORT=$port "$ROOT/launcher/test/postgresql.sh" start "$ORDERS_DB" >"$DEMO_HOME/orders-db.log" 2>&1 ||
    because "$(tail -n 3 "$DEMO_HOME/orders-db.log")" || return 1
  orders_sql postgres -c 'create database orders' && orders_sql orders <<SQL || because "the tables of orders cannot be made" || return 1
create role orders_writer;
create table orders (id bigint generated always as identity primary key, customer text not null, rate text not null, note text not null, made_by text not null default current_user);
grant select, insert on orders to orders_writer;
create role broker_admin login createrole password '$ORDERS_SECRET';
grant orders_writer to broker_admin with admin option;
SQL
  next_free_port PORT_TOOLS
  PORT=$PORT_TOOLS node "$ROOT/system-tests/target/js/backends/node_modules/@modelcontextprotocol/server-everything/dist/index.js" streamableHttp \
    >"$DEMO_HOME/tools.log" 2>&1 &
  echo $! >"$DEMO_OUTSIDE/tools.pid"
  await_line "$DEMO_HOME/tools.log" 'listening on port' "$DEMO_OUTSIDE/tools.pid"
}

# orders_sql DATABASE PSQL-OPTION…
orders_sql() { PGPASSFILE=$ORDERS_DB/pgpass psql -q -At -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(orders_port)" -U postgres -d "$@" 2>>"$DEMO_HOME/orders-db.log"; }

orders_port() { cut -d : -f 2 "$ORDERS_DB/pgpass"; }

stop_orders_db() { [ ! -f "$ORDERS_DB/server" ] || "$ROOT/launcher/test/postgresql.sh" stop "$ORDERS_DB"; }

# await_line LOG TEXT PID-FILE: returns when the process has printed the text.
await_line() {
  local tries
  for ((tries = 0; tries < 10 * PATIENCE; tries++)); do
    ! grep -qs "$2" "$1" || return 0
    kill -0 "$(cat "$3")" 2>/dev/null || break
    sleep 0.1
  done
  because "it does not start: $(tail -n 3 "$1")"
}

# enrol_broker: the broker is an agent, whose credential lists what it does at the back ends.
enrol_broker() {
  local device=$DEMO_OUTSIDE/device-$BROKER folder=$DEMO_HOME/agents/$BROKER
  next_free_port PORT_BROKER
  device_make "$DEMO_OUTSIDE/maker" "$device" "ACME-$BROKER"
  user_token "$DEMO_OUTSIDE/idp" idp-1 "$IDP_URL" alice bailiwick >"$DEMO_HOME/user-token"
  "$ROOT/bailiwick" agent enrol --folder "$folder" --device-key "$device/idevid.key" --device-chain "$device/idevid.pem" \
    --firmware acme-os:4.2.0 --program-name "$BROKER" --program "$(broker_program)" --user-token-file "$DEMO_HOME/user-token" \
    --profile broker --name "$BROKER" --owner Treasury --capability numbers.add@1 --capability orders.insert@1 \
    --locator "https://127.0.0.1:$PORT_BROKER/work" --validation-method mtls >"$DEMO_HOME/enrol-$BROKER.log" 2>&1 ||
    because "$(tail -n 3 "$DEMO_HOME/enrol-$BROKER.log")"
}

# broker_command ARGUMENT…: `./bailiwick broker` with the broker's settings and token.
broker_command() { SOFTHSM2_CONF=$DEMO_HOME/broker/hsm/softhsm2.conf "$ROOT/bailiwick" broker "$@" --settings "$DEMO_HOME/broker/broker.properties"; }

# exec_broker: becomes the broker, so that its process id is that of this shell.
exec_broker() {
  export SOFTHSM2_CONF=$DEMO_HOME/broker/hsm/softhsm2.conf
  exec "$ROOT/bailiwick" broker run --folder "$DEMO_HOME/agents/$BROKER" --settings "$DEMO_HOME/broker/broker.properties"
}

configure_broker() {
  local folder=$DEMO_HOME/broker
  mkdir -p "$folder/assets"
  BAILIWICK_HOME=$folder BAILIWICK_TOKENS=broker "$ROOT/hsm-config/init-token.sh" >"$folder/token.log" 2>&1 || because "$(tail -n 3 "$folder/token.log")" || return 1
  grep '^broker\.' "$ORDERS_DB/databases.properties" >"$folder/database.properties"
  "$ROOT/bailiwick" migrate --sql "$ROOT/sql" "$folder/database.properties" >"$folder/migrate.log" 2>&1 || because "$(tail -n 3 "$folder/migrate.log")" || return 1
  cat >"$folder/broker.properties" <<TEXT
master.url=$MASTER_URL
registry.url=$ARS_URL
assets=assets
database.url=jdbc:postgresql://127.0.0.1:$(orders_port)/broker
database.user=broker_runtime
database.password-file=$ORDERS_DB/broker_runtime.password
hsm.configuration=hsm/broker.cfg
hsm.pin-file=hsm/broker.pin
TEXT
  cat >"$folder/assets/orders-db.json" <<TEXT
{"asset": "orders-db", "kind": "database", "owner": "Treasury", "risk": "high",
 "url": "postgresql://127.0.0.1:$(orders_port)/orders", "tls": {"mode": "none"},
 "credential": {"method": "postgresql-role", "user": "broker_admin", "secret": "orders-admin"},
 "operations": [
  {"capability": "orders.insert@1", "access": "write", "roles": ["orders_writer"],
   "statement": "insert into orders (customer, rate, note) values (:customer, :rate, :note) returning id, made_by",
   "parameters": [{"name": "customer", "pointer": "/customer", "type": "text", "max": 100}, {"name": "rate", "pointer": "/rate", "type": "text", "max": 20},
                  {"name": "note", "pointer": "/note", "type": "text", "max": 200}]}]}
TEXT
  "$ROOT/bailiwick" broker import mcp "http://127.0.0.1:$PORT_TOOLS/mcp" --asset tools --addresses loopback --tool get-sum=numbers.add@1 \
    >"$folder/assets/tools.json" 2>"$folder/import.log" || because "$(tail -n 3 "$folder/import.log")"
}

start_broker() {
  configure_broker && run_broker && found_by_capability "$BROKER" orders.insert@1 && found_by_capability "$BROKER" numbers.add@1
}

# run_broker: starts the broker with the settings and asset files that are there.
run_broker() {
  broker_command secret put orders-admin <<<"$ORDERS_SECRET" >"$DEMO_HOME/broker/secret.log" 2>&1 || because "$(tail -n 3 "$DEMO_HOME/broker/secret.log")" || return 1
  (exec_broker) >"$DEMO_HOME/broker.log" 2>&1 &
  echo $! >"$DEMO_OUTSIDE/broker.pid"
  await_line "$DEMO_HOME/broker.log" 'ready work=' "$DEMO_OUTSIDE/broker.pid"
}

# review_workflow: the domain's operators name the workflow, and whose agent may have it done. The caller gets no right to any of its steps.
review_workflow() {
  local folder=$BAILIWICK_HOME/domain
  mkdir -p "$folder/workflows" "$folder/callers"
  cat >"$folder/workflows/new" <<TEXT
{"workflow": "$ORDERS_WORKFLOW", "description": "Places an order at today's rate.", "input": "order@1",
 "output": {"type": "placed@1", "step": "insert", "pointer": "/rows/0"},
 "steps": [
  {"id": "rates", "capability": "fx.rates@1", "input_from": {"table": {"input": "/table"}}},
  {"id": "sum", "capability": "numbers.add@1", "input_from": {"a": {"input": "/net"}, "b": {"input": "/vat"}}},
  {"id": "insert", "capability": "orders.insert@1", "after": ["rates", "sum"],
   "input_from": {"customer": {"input": "/customer"}, "rate": {"step": "rates", "pointer": "/rates/USD"}, "note": {"step": "sum", "pointer": "/text"}}}]}
TEXT
  mv "$folder/workflows/new" "$folder/workflows/$ORDERS_WORKFLOW.json"
  printf '{"agent": "spiffe://%s/agent/%s", "scopes": ["%s"]}\n' "$TRUST_DOMAIN" "$TOOL_CALLER" "$ORDERS_WORKFLOW" >"$folder/callers/new"
  mv "$folder/callers/new" "$folder/callers/$TOOL_CALLER.json"
  owner_rights '"owner": "General Ledger"' General-Ledger "[\"$ORDERS_WORKFLOW\", \"ledger.post@1\", \"receipt.write@1\"]"
  owner_rights "\"principal\": {\"kind\": \"person\", \"issuer\": \"$IDP_URL\", \"subject\": \"alice\"}" person-alice \
    "[\"$ORDERS_WORKFLOW\", \"fx.rates@1\", \"invoice.parse@1\", \"ledger.post@1\", \"receipt.write@1\"]"
}

# mcp_client ARGUMENT…: the program, with the certificate of $TOOL_CALLER. It prints what it has seen as JSON.
mcp_client() {
  node "$ROOT/system-tests/target/js/mcp/mcp-client.mjs" "$MASTER_URL/mcp" "spiffe://$TRUST_DOMAIN/agent/$TOOL_CALLER" "$DEMO_HOME/agents/$TOOL_CALLER" \
    "$DEMO_ANCHOR" "$ORDERS_WORKFLOW" "$@" >"$DEMO_HOME/mcp.json" 2>"$DEMO_HOME/mcp.log"
}

tool_call() {
  local customer tries row role
  customer=customer-$(random_id)
  for ((tries = 0; tries < 20; tries++)); do # the node reads its operators' files within two seconds
    ! mcp_client call order.place_v1 "{\"customer\":\"$customer\",\"net\":100,\"vat\":19,\"table\":\"currency,per_eur\nUSD,1.0842\n\"}" || break
    sleep 0.5
  done
  export DEMO_LAST_ANSWER=$DEMO_HOME/mcp.json
  grep -qF '"isError":false' "$DEMO_HOME/mcp.json" || because "the tool's call failed: $(tail -n 3 "$DEMO_HOME/mcp.log")" || return 1
  grep -qF '"order.place_v1"' "$DEMO_HOME/mcp.json" || because "the domain does not offer the workflow as a tool" || return 1
  ! grep -qF '"orders.insert_v1"' "$DEMO_HOME/mcp.json" || because "the caller is offered a step of the workflow" || return 1
  row=$(orders_sql orders -c "select rate || '|' || note || '|' || made_by from orders where customer = '$customer'")
  role=${row##*|}
  [[ $row == "1.0842|The sum of 100 and 19 is 119.|bw_"* ]] || because "the row does not have what agent and tool answered: $row" || return 1
  shown "MCP client: one tool call by agent, MCP tool and PostgreSQL" "1 row, by a role of its own"
  [ -z "$(orders_sql orders -c "select rolname from pg_roles where rolname like 'bw\\_%'")" ] || because "a role is still there" || return 1
  broker_command leases list --all >"$DEMO_HOME/leases.txt" && grep -qF "ENDED orders-db $role" "$DEMO_HOME/leases.txt" || because "the broker has no ended lease of $role" || return 1
  shown "PostgreSQL: the role that the step had" "gone, and its lease is ended"
}

# no_secret_elsewhere: the static secret is in the broker's database in enciphered form, at PostgreSQL as a verifier, and in no file of the home.
no_secret_elsewhere() {
  local found
  found=$(grep -rlsFf <(printf '%s\n' "$ORDERS_SECRET") "$BAILIWICK_HOME" || true) # by a file, since others can read command lines
  [ -z "$found" ] || because "a file has the secret: $(head -n 1 <<<"$found")" || return 1
  shown "the database's static secret" "in no file of agents, broker, nodes"
}
