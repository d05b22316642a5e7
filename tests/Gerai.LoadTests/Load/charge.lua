-- Charges one order after another, each with an order id of its own. Run as: wrk ... URL -- PREFIX
local head, tail
local count = 0

function init(args)
  local prefix = args[1]
  local body = '{"payment_type":"cstore","transaction_details":{"order_id":"' .. prefix ..
    '-00000000","gross_amount":44000},"cstore":{"store":"alfamart","message":"Example shop",' ..
    '"alfamart_free_text_1":"Thank you for your order","alfamart_free_text_2":"Order 101",' ..
    '"alfamart_free_text_3":"Keep this receipt"}}'
  local request = wrk.format("POST", "/v2/charge", nil, body)

  -- Written once: only the number changes, and the loader should leave the processor to the server.
  local from, to = request:find("00000000", 1, true)
  head, tail = request:sub(1, from - 1), request:sub(to + 1)
end

function request()
  count = count + 1
  return head .. string.format("%08d", count) .. tail
end

function done(summary, latency, requests)
  local broken = summary.errors
  io.write(string.format("figures %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), broken.connect + broken.read + broken.write + broken.timeout, broken.status))
end
