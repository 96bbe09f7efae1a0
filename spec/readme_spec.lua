-- What the first page shows has to work.

require "spec.helper"

local function blocks(text, language)
  local found = {}
  for code in text:gmatch("```" .. language .. "\n(.-)```") do found[#found + 1] = code end
  return found
end

local function read(name)
  local file = assert(io.open(name))
  local text = file:read("*a")
  file:close()
  return text
end

-- Runs the code, and returns the lines that it prints.
local function printed_by(code)
  local lines = {}
  local function print_line(...)
    local words = {}
    for i = 1, select("#", ...) do words[i] = tostring((select(i, ...))) end
    lines[#lines + 1] = table.concat(words, "\t")
  end
  assert((loadstring or load)("local print = ...\n" .. code))(print_line) -- luacheck: ignore
  return lines
end

describe("the README", function()
  it("shows Lua code that runs as it stands", function()
    local shown = blocks(read("README.md"), "lua")
    assert.equal(1, #shown)
    local lines = printed_by(shown[1])
    assert.is_true(#lines > 5)
    assert.matches("^nil\tnot_found\tget CIM_Process", lines[#lines])
  end)

  it("leads only to files that are there", function()
    for target in read("README.md"):gmatch("%]%(([^)#]+)%)") do
      local file = io.open(target)
      assert.is_truthy(file, target)
      file:close()
    end
  end)
end)
