-- Asks for any of many pushes in turn. Argument: how many there are.
local path

function init(args)
  path, pushes = wrk.path, tonumber(args[1])
  math.randomseed(thread_number)
end

function setup(thread)
  thread_count = (thread_count or 0) + 1
  thread:set("thread_number", thread_count)
end

function request()
  return wrk.format(nil, path .. string.format("%040x", math.random(pushes)))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "result requests=%d duration_us=%d bytes=%d p50_us=%d p99_us=%d socket_errors=%d bad_statuses=%d timeouts=%d\n",
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write, errors.status, errors.timeout))
end
