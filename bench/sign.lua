-- Signs with an address of its own each time. The seed comes from the caller: no two threads and
-- no two runs share one.
local seed, n = "", 0

function init(args)
  seed = args[1] .. tostring({}):match("0x(%x+)")
end

function request()
  n = n + 1
  local body = "first_name=Zo%C3%AB&last_name=B&email=a" .. seed .. "x" .. n ..
    "%40example.org&country=US&postal_code=93610"
  return wrk.format("POST", nil, { ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
end
