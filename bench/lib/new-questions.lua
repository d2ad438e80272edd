-- For wrk: sends the question in the file of the environment variable QUESTION again and again, each time about another subject, so that no answer can be remembered.
-- At the end it prints one line of what came of it.

local name = '"id":"alice"'
local file = assert(io.open(os.getenv("QUESTION")))
local before, after = file:read("*a"):match("^(.-)" .. name .. "(.*)$")
file:close()
local asked = 0

function request()
  asked = asked + 1
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, string.format('%s"id":"alice-%09d"%s', before, asked, after))
end

function done(summary, latency)
  local errors = summary.errors
  local bad = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("good=%d bad=%d rate=%.1f p50_ms=%.2f p99_ms=%.2f longest_ms=%.1f\n", summary.requests - errors.status, bad,
    1e6 * summary.requests / summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
