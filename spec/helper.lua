-- Loaded before the specs (.busted), and by the Lua states that specs start.
--
-- Finds the module when nobody said where it is: in the build folder of this Lua. With
-- MI_GCSTRESS=1 every public function runs between two full collections, so that whatever is
-- not held as it should be is gone before it is used.

local helper = {}

local abi = rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match("%d%.%d")
local build = os.getenv("BUILD") or "build"
package.path = "lua/?.lua;lua/?/init.lua;./?.lua;" .. package.path
package.cpath = package.cpath .. (";%s/%s/?.so"):format(build, abi)

helper.stressed = os.getenv("MI_GCSTRESS") == "1"

local function collect_and_return(...)
  collectgarbage()
  return ...
end

local function between_collections(fn)
  return function(...)
    collectgarbage()
    return collect_and_return(fn(...))
  end
end

local function wrap_functions(functions)
  for name, fn in pairs(functions) do
    if type(fn) == "function" then functions[name] = between_collections(fn) end
  end
end

if helper.stressed and not package.loaded["spec.helper"] then
  local mi, core = require "mi", require "mi.core"
  wrap_functions(mi)
  wrap_functions(core.session_methods)
  wrap_functions(core.operation_methods)
  core.operation_metatable.__call = between_collections(core.operation_metatable.__call)
end
package.loaded["spec.helper"] = helper

return helper
