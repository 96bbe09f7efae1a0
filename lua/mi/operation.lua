--- What an operation can do in Lua: it is its own iterator, and waits here if anywhere.
-- Waiting happens in plain Lua functions, never in C and never inside a coroutine of ours, so
-- that a host's own scheduler can take over at any point.

local core = require "mi.core"
local wait = require("mi.wait").wait

local advance = core.advance
local operation = core.operation_methods

--- The next result; nil at the end; nil, err when the operation failed.
local function next_result(op)
  while true do
    local value, what = advance(op)
    if value then return value end
    if value == nil then return nil, what end
    wait(op, what)
  end
end

--- The iterator of a `for` loop, which has no place for an error but to raise it.
local function iterate(op)
  local value, what = advance(op)
  if value then return value end -- nearly always
  if value == false then
    wait(op, what)
    value, what = next_result(op)
  end
  if value == nil and what then error(what, 0) end
  return value
end

operation.next = next_result

--- All results that are left, or the next n, as an array; nil, err when the operation failed, and
-- err.collected is what came before.
function operation.collect(op, n)
  if n ~= nil and (type(n) ~= "number" or n < 0) then
    error("collect: a number of results was expected", 2)
  end
  local results = {}
  while not n or #results < n do
    local value, err = next_result(op)
    if err then
      err.collected = results
      return nil, err
    end
    if value == nil then break end
    results[#results + 1] = value
  end
  return results
end

--- The first result, or nil, and the operation is closed.
function operation.first(op)
  local value, err = next_result(op)
  op:close()
  if value == nil then return nil, err end
  return value
end

core.operation_metatable.__call = iterate

return operation
