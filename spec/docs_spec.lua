-- docs/api.md and the functions that there are say the same.

local mi = require "mi"
local core = require "mi.core"

local function headings(prefix)
  local found = {}
  for line in io.lines("docs/api.md") do
    local name = line:match("^### " .. prefix .. "([%w_]+)$")
    if name then
      assert(not found[name], "two headings for " .. prefix .. name)
      found[name] = true
    end
  end
  return found
end

local function is_documented(prefix, functions)
  local documented = headings(prefix)
  for name, fn in pairs(functions) do
    if type(fn) == "function" then
      assert(documented[name], "docs/api.md has no heading for " .. prefix .. name)
    end
  end
  for name in pairs(documented) do
    assert(type(functions[name]) == "function", "there is no function " .. prefix .. name)
  end
end

describe("docs/api.md", function()
  it("has each function of the module, and no other", function()
    is_documented("mi.", mi)
  end)

  it("has each method of a session, and no other", function()
    is_documented("s:", core.session_methods)
  end)

  it("has each method of an operation, and no other", function()
    is_documented("op:", core.operation_methods)
  end)

  it("has no heading of this kind that is none of them", function()
    for line in io.lines("docs/api.md") do
      local heading = line:match("^### (.*)")
      assert(not heading or heading:match("^mi%.[%w_]+$") or heading:match("^s:[%w_]+$")
        or heading:match("^op:[%w_]+$"), heading)
    end
  end)

  it("names the values of the module", function()
    assert.matches("^%d+%.%d+%.%d+", mi.version)
    local file = assert(io.open("docs/api.md"))
    local text = file:read("*a")
    file:close()
    for name, value in pairs(mi) do
      if type(value) ~= "function" then assert.matches("mi." .. name, text, 1, true) end
    end
  end)
end)
