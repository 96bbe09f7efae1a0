--- mi.gather: the same function for many items, all at once, in one thread.
-- Each item runs in a coroutine. An operation that has to wait gives the others their turn;
-- a coroutine that the function makes for itself is left alone and simply waits.

local turns = require("mi.wait").turns

local gather = {}

local function check(list, fn, options)
  if type(list) ~= "table" then
    error("gather: a list was expected, not " .. type(list), 3)
  end
  if type(fn) ~= "function" then
    error("gather: a function was expected, not " .. type(fn), 3)
  end
  if type(options) ~= "table" then
    error("gather: the options must be a table, not " .. type(options), 3)
  end
  for name in pairs(options) do
    if name ~= "limit" then
      error(("gather: unknown option '%s' (did you mean 'limit'?)"):format(tostring(name)), 3)
    end
  end
  local limit = options.limit
  if limit ~= nil and not (type(limit) == "number" and limit >= 1) then
    error("gather: option 'limit' must be a number from 1", 3)
  end
end

--- Calls fn(item, index) for each item of the list, at most `limit` of them at a time.
-- Returns an array of what fn returned (its first value, nil included), and a table of errors
-- by index, or nil when there was none. A raised error and a returned `nil, err` count alike.
function gather.gather(list, fn, options)
  options = options or {}
  check(list, fn, options)
  local count = #list
  local limit = options.limit or count
  local results, errors = {}, nil
  local started, active = 0, {}

  local function settle(index, ok, value, err)
    if ok then
      results[index] = value
      if value ~= nil or err == nil then return end
      value = err
    end
    errors = errors or {}
    errors[index] = value
  end

  local function start()
    started = started + 1
    local worker = coroutine.create(fn)
    turns[worker] = coroutine.yield
    active[#active + 1] = { worker = worker, index = started }
  end

  while started < count or #active > 0 do
    while started < count and #active < limit do start() end
    local going = {}
    for _, entry in ipairs(active) do
      local ok, value, err = coroutine.resume(entry.worker, list[entry.index], entry.index)
      if coroutine.status(entry.worker) == "dead" then
        settle(entry.index, ok, value, err)
      else
        going[#going + 1] = entry
      end
    end
    active = going
  end
  return results, errors
end

return gather
