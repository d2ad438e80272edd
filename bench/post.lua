-- wrk script: posts each line of a file once. The lines are divided among the threads, and a thread stops after its last line.
-- Arguments after `--`: FILE PATH EXPECTED-STATUS
local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds; long microseconds; } bench_time; int gettimeofday(bench_time *now, void *zone);")
local threads = {}

-- wrk runs to the end of its duration, but the rate is computed until the last answer.
local function now()
  local time = ffi.new("bench_time")
  ffi.C.gettimeofday(time, nil)
  return tonumber(time.seconds) + tonumber(time.microseconds) / 1e6
end

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  bodies, position, good, bad, first, last = {}, 0, 0, 0, 0, 0
  path, expected = arguments[2], tonumber(arguments[3])
  local line_number, count = 0, tonumber(os.getenv("BENCH_THREADS") or "2")
  for line in io.lines(arguments[1]) do
    if line_number % count == number then table.insert(bodies, line) end
    line_number = line_number + 1
  end
end

function request()
  position = position + 1
  if first == 0 then first = now() end
  if position >= #bodies then wrk.thread:stop() end
  local body = bodies[(position - 1) % #bodies + 1]
  return wrk.format("POST", path, { ["Content-Type"] = "application/json" }, body)
end

function response(status)
  last = now()
  if status == expected then good = good + 1 else bad = bad + 1 end
end

function done()
  local good_sum, bad_sum, began, ended = 0, 0, math.huge, 0
  for _, thread in ipairs(threads) do
    good_sum = good_sum + thread:get("good")
    bad_sum = bad_sum + thread:get("bad")
    began = math.min(began, thread:get("first"))
    ended = math.max(ended, thread:get("last"))
  end
  io.write(string.format("good=%d bad=%d seconds=%.3f rate=%.0f\n", good_sum, bad_sum, ended - began,
    good_sum / (ended - began)))
end
