-- Sends the same request again and again. Arguments: a pause between requests in milliseconds (0: none), and for a POST
-- the file that has the body.
function init(args)
  local pause = tonumber(args[1])
  if pause > 0 then
    function delay() return pause end
  end
  if args[2] then
    local file = assert(io.open(args[2], "rb"))
    wrk.method, wrk.body = "POST", file:read("*a")
    file:close()
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "result requests=%d duration_us=%d bytes=%d p50_us=%d p99_us=%d socket_errors=%d bad_statuses=%d timeouts=%d\n",
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write, errors.status, errors.timeout))
end
