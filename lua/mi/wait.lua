--- What to do while an operation has nothing to give yet.
-- In process there is nothing to wait for: "again" only says that the work of one step was
-- bounded. Inside mi.gather that is the moment to let the other items go on.

local waiting = {}

local running = coroutine.running
-- Lua 5.1 and 5.2 cannot tell whether a yield would have to cross a C function.
local may_yield = coroutine.isyieldable or function() return false end

--- Coroutine -> the function that lets its siblings run; filled by mi.gather.
local turns = setmetatable({}, { __mode = "k" })
waiting.turns = turns

--- `what` is the word of mi.core.advance: "again", "send" or "wait".
function waiting.wait(op, what)
  if what ~= "again" then
    op:fail("this session has no transport for '" .. tostring(what) .. "'")
    return
  end
  local worker = running()
  local turn = worker and turns[worker]
  if turn and may_yield() then turn() end
end

return waiting
