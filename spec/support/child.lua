-- Another Lua state: the interpreter that runs the specs, started once more.

local child = {}

-- Before any spec changes it.
local interpreter = assert(arg and arg[-1], "the interpreter is not known")

local function quote(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

local opening = [[
package.path, package.cpath = %q, %q
local mi = require "mi"
local fleet = require "spec.support.fleet"
]]

--- Runs the code in a Lua state that knows `mi` and `fleet`, and closes it. Gives what it wrote,
-- errors included, and its exit code.
function child.run(code)
  local whole = opening:format(package.path, package.cpath) .. code
  local pipe = assert(io.popen(interpreter .. " -e " .. quote(whole) .. " 2>&1; echo \" $?\""))
  local output = pipe:read("*a")
  pipe:close()
  local written, exit_code = output:match("^(.*) (%d+)\n$")
  return written, tonumber(exit_code)
end

--- The same with the helper of the specs loaded, for MI_GCSTRESS.
function child.run_stressed(code) return child.run('require "spec.helper"\n' .. code) end

return child
