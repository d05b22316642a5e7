-- Asks for one order after another of those there are. Run as: wrk ... URL -- PREFIX COUNT
local head, tail, last
local count = 0

function init(args)
  last = tonumber(args[2])
  local request = wrk.format("GET", "/v2/" .. args[1] .. "-00000000/status")
  local from, to = request:find("00000000", 1, true)
  head, tail = request:sub(1, from - 1), request:sub(to + 1)
end

function request()
  count = count % last + 1
  return head .. string.format("%08d", count) .. tail
end

function done(summary, latency, requests)
  local broken = summary.errors
  io.write(string.format("figures %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), broken.connect + broken.read + broken.write + broken.timeout, broken.status))
end
