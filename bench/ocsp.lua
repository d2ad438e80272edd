-- wrk script: posts the requests of a file (hex, one a line) in turn; every answer must be HTTP 200 and begin like a successful
-- OCSPResponse. Arguments after `--`: FILE PATH
local threads = {}
local SUCCESSFUL = "\10\1\0"

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  requests, position, good, bad = {}, 0, 0, 0
  for line in io.lines(arguments[1]) do
    local body = line:gsub("%x%x", function(octet) return string.char(tonumber(octet, 16)) end)
    table.insert(requests, wrk.format("POST", arguments[2], { ["Content-Type"] = "application/ocsp-request" }, body))
  end
end

function request()
  position = position % #requests + 1
  return requests[position]
end

-- SEQUENCE with one or two octets of length behind the first, then ENUMERATED successful(0).
function response(status, headers, body)
  local successful = body:byte(1) == 0x30 and (body:sub(4, 6) == SUCCESSFUL or body:sub(5, 7) == SUCCESSFUL)
  if status == 200 and successful then good = good + 1 else bad = bad + 1 end
end

function done(summary, latency)
  local good, bad = 0, 0
  for _, thread in ipairs(threads) do
    good = good + thread:get("good")
    bad = bad + thread:get("bad")
  end
  local errors = summary.errors
  print(string.format("rate=%.0f good=%d bad=%d lost=%d p99_ms=%.1f", good / (summary.duration / 1e6), good, bad,
    errors.connect + errors.write + errors.timeout, latency:percentile(99) / 1000))
end
