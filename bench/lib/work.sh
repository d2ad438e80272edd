# Back ends, broker and nginx for bench/work.sh, and the measurements of which it consists. bench/work.sh sources this file.
# shellcheck shell=bash

# widen_bounds: lets one caller have so many jobs and calls, and steps wait long for their agent. The defaults are in docs/master-agent.md.
widen_bounds() {
  cat >>"$BAILIWICK_HOME/domain/bailiwick.properties" <<TEXT
master.max-jobs-per-caller=$((2 * JOBS))
master.max-calls-per-agent=64
master.max-calls-per-caller=64
master.max-calls-per-domain=64
master.step-timeout=PT20M
TEXT
  sed -i 's/"scopes": \[/&"numbers.add@1", "orders.insert@1", /' "$BAILIWICK_HOME/domain/partners/$PARTNER/partner.json"
}

# write_work_properties: adds what the measurements of this script need. The direct agent and nginx have the certificate that Keycloak has in other
# measurements.
write_work_properties() {
  mkdir -p "$DEMO_OUTSIDE/nginx"
  next_free_port PORT_DIRECT
  next_free_port PORT_NGINX
  cat >>"$DEMO_HOME/bench.properties" <<TEXT
direct.port=$PORT_DIRECT
direct.key=$DEMO_OUTSIDE/keycloak/tls.key
direct.chain=$DEMO_OUTSIDE/keycloak/tls.pem
nginx.url=https://127.0.0.1:$PORT_NGINX
TEXT
}

# write_slow_asset: the database work of this measurement waits for as many seconds as its order says.
write_slow_asset() {
  cat >"$DEMO_HOME/broker/assets/orders-db.json" <<TEXT
{"asset": "orders-db", "kind": "database", "owner": "Treasury", "risk": "high",
 "url": "postgresql://127.0.0.1:$(orders_port)/orders", "tls": {"mode": "none"},
 "credential": {"method": "postgresql-role", "user": "broker_admin", "secret": "orders-admin"},
 "limits": {"parallel": 8, "seconds": 30},
 "operations": [
  {"capability": "orders.insert@1", "access": "write", "roles": ["orders_writer"],
   "statement": "insert into orders (customer, rate, note) select :customer, '1', 'bench' from (select pg_sleep(:seconds)) as waited returning id",
   "parameters": [{"name": "customer", "pointer": "/customer", "type": "text", "max": 100}, {"name": "seconds", "pointer": "/seconds", "type": "integer"}]}]}
TEXT
}

# nginx_start: nginx in front of the server of tools. It asks for the same certificate as the Master Agent does.
nginx_start() {
  local folder=$DEMO_OUTSIDE/nginx
  cat >"$folder/nginx.conf" <<TEXT
daemon off;
worker_processes 2;
pid $folder/nginx-own.pid;
error_log $folder/error.log;
events { worker_connections 512; }
http {
  access_log $folder/access.log;
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi; uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
  keepalive_requests 100000;
  upstream tools { server 127.0.0.1:$PORT_TOOLS; keepalive 64; keepalive_requests 100000; }
  server {
    listen 127.0.0.1:$PORT_NGINX ssl;
    ssl_certificate $DEMO_OUTSIDE/keycloak/tls.pem; ssl_certificate_key $DEMO_OUTSIDE/keycloak/tls.key;
    ssl_client_certificate $DEMO_OUTSIDE/partner/ca.pem; ssl_verify_client on; ssl_verify_depth 2;
    location / { proxy_pass http://tools; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host localhost:$PORT_TOOLS; proxy_buffering off; }
  }
}
TEXT
  PATH=$PATH:/usr/sbin nginx -e "$folder/error.log" -c "$folder/nginx.conf" </dev/null >"$folder/nginx.log" 2>&1 &
  echo $! >"$DEMO_OUTSIDE/nginx.pid"
  await_port "$PORT_NGINX" "$DEMO_OUTSIDE/nginx.pid" || fail "nginx does not start: $(tail -n 3 "$folder/nginx.log" "$folder/error.log")"
}

# await_port PORT PID-FILE
await_port() {
  local tries
  for ((tries = 0; tries < 10 * PATIENCE; tries++)); do
    port_is_free "$1" || return 0
    kill -0 "$(cat "$2")" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# write_line NAME=VALUE… LINE: a measured line, on the standard output and in the file of all.
write_line() { printf '%s\n' "$*" | tee -a "$FOLDER/lines"; }

# chains SYSTEM OPERATION AT-ONCE ROUND: chains of ten calls, and what lay between two calls of one chain.
chains() {
  local line pauses rate
  ask prepare "$2" 1 >/dev/null
  ask pauses >/dev/null
  line=$(costs "$(pid_of domain)" "" ask full "$2" "$3" "$SECONDS_OF_LOAD")
  pauses=$(ask pauses)
  ask finish "$2" >/dev/null
  all_good "$line"
  write_line "measure=chain system=$1 load=full at-once=$3 round=$4 calls-a-second=$(sed -n 's/.* rate=\([0-9.]*\) .*/\1/p' <<<"$line" | awk '{ print 10 * $1 }') ${pauses#*rate=* }" \
    "node-us=$(sed -n 's/.* node-us=\([0-9]*\).*/\1/p' <<<"$line")"
  [ "$3" -eq 8 ] || return 0
  rate=$(sed -n 's/.* rate=\([0-9.]*\) .*/\1/p' <<<"$line" | awk '{ printf "%.3f", $1 / 2 }')
  ask prepare "$2" 1 >/dev/null
  ask pauses >/dev/null
  line=$(ask paced "$2" "$rate" "$SECONDS_OF_LOAD")
  pauses=$(ask pauses)
  ask finish "$2" >/dev/null
  all_good "$line"
  write_line "measure=chain system=$1 load=half at-once=paced round=$4 calls-a-second=$(awk -v rate="$rate" 'BEGIN { print 10 * rate }') ${pauses#*rate=* }"
}

# tools SYSTEM OPERATION AT-ONCE ROUND: calls of the MCP tool.
tools() {
  local line
  ask prepare "$2" 1 >/dev/null
  line=$(ask full "$2" "$3" "$SECONDS_OF_LOAD")
  ask finish "$2" >/dev/null
  all_good "$line"
  write_line "measure=tool system=$1 load=full at-once=$3 round=$4 calls-a-second=$(sed -n 's/.* rate=\([0-9.]*\) .*/\1/p' <<<"$line") ${line#*rate=* }"
}

# role_ended SECONDS: prints how long after the answer to a cancellation the role of a running statement was gone, in milliseconds.
role_ended() {
  local job cancelled gone gone_out
  job=$(ask slow "$1")
  orders_sql orders -c "do \$\$ begin while not exists (select from pg_stat_activity where usename like 'bw\\_%' and query like '%pg_sleep%') loop perform pg_sleep(0.01), pg_stat_clear_snapshot(); end loop; end \$\$"
  exec {gone_out}< <(
    orders_sql orders -c "do \$\$ begin while exists (select from pg_roles where rolname like 'bw\\_%') loop perform pg_sleep(0.005); end loop; end \$\$" \
      -c "select (1000 * extract(epoch from clock_timestamp()))::bigint"
  )
  cancelled=$(ask cancel "$job")
  IFS= read -r gone <&"$gone_out" || fail "PostgreSQL does not answer: $(tail -n 2 "$DEMO_HOME/orders-db.log")"
  exec {gone_out}<&-
  echo $((gone > cancelled ? gone - cancelled : 0))
}

# memory_with TEXT: what the domain node needs now.
memory_with() {
  local pid heap
  pid=$(pid_of domain)
  heap=$(heap_of "$pid")
  write_line "measure=backlog $1 heap_mb=$heap resident_mb=$(resident_of "$pid")"
}

# backlog JOBS: so many jobs that are unfinished at once, and a kill of their node.
# The agent has as many threads as the node makes calls at once, since a call that the agent does not take would be tried again a few times only.
backlog() {
  local posted began called ready
  sed -i 's/^master.max-calls-per-agent=.*/master.max-calls-per-agent=16/' "$BAILIWICK_HOME/domain/bailiwick.properties"
  "$ROOT/bailiwick" down domain >>"$DEMO_HOME/up.log" 2>&1
  nodes_up domain
  memory_with "unfinished=0"
  ask gate closed >/dev/null
  posted=$(ask backlog $(($1 / 10)))
  memory_with "unfinished=$(($1 / 10)) $posted"
  posted=$(ask backlog $(($1 - $1 / 10)))
  memory_with "unfinished=$1 $posted"
  kill -KILL "$(pid_of domain)"
  began=$(date +%s%N)
  nodes_up domain
  ready=$(milliseconds "$began")
  memory_with "unfinished=$1 after-kill=yes ready_s=$(seconds_of "$ready")"
  ask gate open >/dev/null
  called=$(ask called 1200)
  case $called in *" missing=0 "*) ;; *) fail "jobs were lost: $called" ;; esac
  write_line "measure=backlog jobs=$1 $called $(ask done)"
  memory_with "unfinished=0 after=yes"
}

# medians FILE: the medians of all rounds, as a table in Markdown.
medians() {
  awk '
    function member(name,   i) { for (i = 1; i <= NF; i++) if (index($i, name "=") == 1) return substr($i, length(name) + 2); return "" }
    /^measure=(chain|tool) / {
      key = member("measure") " | " member("system") " | " member("load") " | " member("at-once")
      if (!(key in seen)) { seen[key] = 1; order[++keys] = key }
      n[key]++
      rate[key, n[key]] = member("calls-a-second"); p50[key, n[key]] = member("p50_ms"); p99[key, n[key]] = member("p99_ms")
    }
    function median(values, key,   i, j, t, list) {
      for (i = 1; i <= n[key]; i++) list[i] = values[key, i] + 0
      for (i = 1; i <= n[key]; i++) for (j = i + 1; j <= n[key]; j++) if (list[j] < list[i]) { t = list[i]; list[i] = list[j]; list[j] = t }
      return n[key] % 2 ? list[(n[key] + 1) / 2] : (list[n[key] / 2] + list[n[key] / 2 + 1]) / 2
    }
    END {
      print "| what | system | load | at once | calls a second | p50, ms | p99, ms |"; print "|---|---|---|---|---|---|---|"
      for (k = 1; k <= keys; k++) printf "| %s | %.1f | %.2f | %.2f |\n", order[k], median(rate, order[k]), median(p50, order[k]), median(p99, order[k])
    }' "$1"
}
