-- Sends recordGroupResults, each time for a task run of its own. Arguments: the file with what a report says (a line each,
-- the job name and the results as JSON), what the task ids begin with, how many pushes share the reports, and a pause
-- between an answer and the client's next report in milliseconds (0: none).
local threads, reports = {}, {}
local number = 0

function setup(thread)
  table.insert(threads, thread)
  thread:set("thread_number", #threads)
end

function init(args)
  for line in io.lines(args[1]) do table.insert(reports, line) end
  task_prefix, pushes = args[2], tonumber(args[3])
  local pause = tonumber(args[4])
  if pause > 0 then
    function delay() return pause end
  end
  acknowledged, refused = 0, 0
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  number = number + 1
  -- The digits reversed: as with real ids, the next one does not come after the last in an index.
  local task_id = string.format("%s%d%s", task_prefix, thread_number, string.reverse(string.format("%015d", number)))
  return wrk.format("POST", "/graphql", nil, table.concat({
    '{"query":"mutation ($input: RecordGroupResultsInput!) { recordGroupResults(input: $input) { changed } }",',
    '"variables":{"input":{"repository":"flood","revision":"', string.format("%040x", 1 + number % pushes),
    '","taskId":"', task_id, '","runId":0,', reports[1 + number % #reports], "}}}" }))
end

function response(status, headers, body)
  if status == 200 and string.find(body, '"changed":true', 1, true) then
    acknowledged = acknowledged + 1
  else
    refused = refused + 1
    if refused == 1 then io.stderr:write("refused: ", status, " ", string.sub(body, 1, 300), "\n") end
  end
end

function done(summary, latency)
  local all_acknowledged, all_refused = 0, 0
  for _, thread in ipairs(threads) do
    all_acknowledged = all_acknowledged + thread:get("acknowledged")
    all_refused = all_refused + thread:get("refused")
  end
  local errors = summary.errors
  io.write(string.format(
    "result requests=%d duration_us=%d bytes=%d p50_us=%d p99_us=%d socket_errors=%d bad_statuses=%d timeouts=%d acknowledged=%d refused=%d\n",
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write, errors.status, errors.timeout, all_acknowledged, all_refused))
end
