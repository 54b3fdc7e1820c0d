-- Signs with an address of its own each time, and from a network of its own, as a proxy tells it: so
-- no limit is met. The seed comes from the caller: no two threads and no two runs share one.
local seed, n = "", 0

function init(args)
  seed = args[1] .. tostring({}):match("0x(%x+)")
  n = tonumber(args[1]:sub(-10, -4)) % 2 ^ 23
end

function request()
  n = n + 1
  local body = "first_name=Zo%C3%AB&last_name=B&email=a" .. seed .. "x" .. n ..
    "%40example.org&country=US&postal_code=93610"
  local network = string.format("10.%d.%d.%d", n / 65536 % 256, n / 256 % 256, n % 256)
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Forwarded-For"] = network,
  }
  return wrk.format("POST", nil, headers, body)
end
