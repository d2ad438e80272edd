# The table of bench/policy.sh, and the profiles of its operations. bench/policy.sh sources this file.
# shellcheck shell=bash

# profiled: one more load of each operation by the middle number of policies with async-profiler in our processes.
profiled() {
  local system operation count=${POLICIES##* } line
  for system in $(systems); do
    case $system in cerbos-*) continue ;; esac
    for operation in evaluation batch; do
      profiler start "$(server_of "$system")" "$PROFILE/$system-$operation.collapsed"
      line=$(asked_by_ab "$system" "$operation" "kinds-$count" 8 "$((2 * SECONDS_OF_LOAD))")
      profiler stop "$(server_of "$system")" "$PROFILE/$system-$operation.collapsed"
      say "profiled: $system $operation $line"
    done
  done
}

# table FILE: the medians of all rounds with their ratios, as tables in Markdown.
table() {
  awk '
    function member(name,   i) { for (i = 1; i <= NF; i++) if (index($i, name "=") == 1) return substr($i, length(name) + 2); return "" }
    function add(table, key, value) { if (!((table, key) in count)) keys[table, ++size[table]] = key; values[table, key, ++count[table, key]] = value + 0 }
    function median(table, key,   n, i, j, t, list) {
      n = count[table, key]
      if (n == 0) return 0
      for (i = 1; i <= n; i++) list[i] = values[table, key, i]
      for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (list[j] < list[i]) { t = list[i]; list[i] = list[j]; list[j] = t }
      return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
    }
    function pair(ours, rival, title,   k, key, r) {
      if (!size[ours]) return
      printf "\n%s\n\n", title
      print "| question | policies | at once | ours, a second | Cerbos, a second | ratio | ours p50/p99, ms | Cerbos p50/p99, ms | server, µs: ours/Cerbos | ab, µs: ours/Cerbos |"
      print "|---|---|---|---|---|---|---|---|---|---|"
      for (k = 1; k <= size[ours]; k++) {
        key = keys[ours, k]; r = median(rival, key)
        printf "| %s | %.0f | %.0f | %.2f | %.2f/%.2f | %.2f/%.2f | %.0f/%.0f | %.0f/%.0f |\n", key, median(ours, key), r, r == 0 ? 0 : median(ours, key) / r,
          median(ours "50", key), median(ours "99", key), median(rival "50", key), median(rival "99", key), median(ours "server", key), median(rival "server", key),
          median(ours "ab", key), median(rival "ab", key)
      }
    }
    /^measure=load / {
      system_name = member("system"); key = member("operation") " | " member("policies") " | " member("at-once")
      add(system_name, key, member("rate")); add(system_name "50", key, member("p50_ms")); add(system_name "99", key, member("p99_ms"))
      add(system_name "server", key, member("server-us")); add(system_name "ab", key, member("ab-us"))
    }
    /^measure=embedded .*decision-us=/ { add("embedded", member("policies"), member("decision-us")) }
    /^measure=embedded .*loaded-ms=/ { loaded[member("policies")] = member("loaded-ms") }
    /^measure=memory / { add("memory", member("system") " | " member("policies"), member("resident_mb")) }
    /^measure=activation / { lines[++activations] = "| " member("at-once") " | " (member("bundle") == "none" ? "none" : member("policies")) " | " \
      (member("in_force_ms") == "" ? "" : member("in_force_ms")) " | " member("p50_ms") " | " member("p99_ms") " | " member("longest_ms") " |" }
    END {
      pair("domain", "cerbos-tls", "Domain node beside Cerbos, both with TLS and a log of decisions:")
      pair("local", "cerbos-plain", "Enforcement point beside Cerbos, both without TLS and without a log of decisions:")
      if (size["embedded"]) {
        print "\nEmbedded, in one thread:\n\n| policies | loaded, ms | a decision, µs | of the first |\n|---|---|---|---|"
        for (k = 1; k <= size["embedded"]; k++) { key = keys["embedded", k]
          printf "| %s | %s | %.1f | %.2f |\n", key, loaded[key], median("embedded", key), median("embedded", key) / median("embedded", keys["embedded", 1]) }
      }
      if (activations) {
        print "\nA bundle comes in force at the domain node under load:\n\n| at once | policies of the bundle | in force after, ms | p50, ms | p99, ms | longest, ms |\n|---|---|---|---|---|---|"
        for (k = 1; k <= activations; k++) print lines[k]
      }
      if (size["memory"]) {
        print "\nResident memory after the loads:\n\n| system | policies | MB |\n|---|---|---|"
        for (k = 1; k <= size["memory"]; k++) printf "| %s | %.0f |\n", keys["memory", k], median("memory", keys["memory", k])
      }
    }' "$1"
}
