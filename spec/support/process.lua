-- This process, as the kernel sees it.

local process = {}

--- Whether something watches every allocation, which keeps freed memory for a while.
function process.is_instrumented()
  local maps = assert(io.open("/proc/self/maps"))
  local text = maps:read("*a")
  maps:close()
  return text:find("libasan", 1, true) ~= nil or text:find("vgpreload", 1, true) ~= nil
end

--- The kilobytes of memory that are its own, and not those of a file.
function process.anonymous_memory()
  local status = assert(io.open("/proc/self/status"))
  local text = status:read("*a")
  status:close()
  return tonumber(text:match("RssAnon:%s*(%d+)"))
end

return process
