-- A long walk holds one object at a time. Measured in a Lua state of its own, whose heap is small.

local helper = require "spec.helper"
local child = require "spec.support.child"
local process = require "spec.support.process"

local code = [[
local count, as = %d, %q
local name = os.tmpname()
local file = assert(io.open(name, "w"))
file:write("class Thing { [Key] uint32 Number; string Name; uint64 Size; string Tags[]; };\n")
local thing = "instance of Thing { Number = %%d; Name = \"thing %%d\"; Size = %%d; " ..
  "Tags = {\"a\", \"b\"}; };\n"
for i = 1, count do file:write(thing:format(i, i, i * 7)) end
file:close()
local session, err = mi.session("local:" .. name, { as = as })
os.remove(name)
assert(session, tostring(err))

local function resident()
  local statm = assert(io.open("/proc/self/statm"))
  local pages = statm:read("*a"):match("^%%d+ (%%d+)")
  statm:close()
  return tonumber(pages) * 4
end

local op = session:enumerate("Thing")
local last, sum, heap, pages = 0, 0, nil, nil
local most_heap, most_pages = 0, 0
for thing in op do
  sum = sum + thing.Size
  assert(thing.Number == last + 1 and thing.Tags[2] == "b")
  last = thing.Number
  if last %% 1000 == 0 or last == 100 or last == count then
    most_heap = math.max(most_heap, collectgarbage("count"))
    most_pages = math.max(most_pages, resident())
    -- The first objects fill caches and let the collector find its pace.
    if last <= 2000 then heap, pages = most_heap, most_pages end
  end
end
assert(last == count and sum == 7 * count * (count + 1) / 2)
print(most_heap - heap, most_pages - pages)
]]

describe("handles that are kept", function()
  it("are seen by the collector, with all that they hold", function()
    local fleet = require "spec.support.fleet"
    local session = fleet.open { as = "instance" }
    local ref = assert(session:create("Fleet_Depot", { Name = ("x"):rep(100000) }))
    collectgarbage()
    collectgarbage()
    local before, kept = collectgarbage("count"), {}
    for i = 1, 50 do kept[i] = assert(session:get(ref)) end
    collectgarbage()
    assert.is_true(collectgarbage("count") - before > 50 * 90)
    assert.equal(100000, #kept[50].Name)
    kept = nil -- luacheck: ignore
    collectgarbage()
    collectgarbage()
    assert.is_true(collectgarbage("count") - before < 50 * 90)
  end)
end)

describe("a walk over many objects", function()
  local count = helper.stressed and 300 or process.is_instrumented() and 20000 or 200000
  local most_pages = process.is_instrumented() and 300000 or 4096

  for _, as in ipairs { "table", "instance" } do
    it("holds no more at its end than at its beginning, as " .. as, function()
      local written, exit_code = child.run_stressed(code:format(count, as))
      assert.equal(0, exit_code, written)
      local heap, pages = written:match("^(%S+)%s+(%S+)\n$")
      assert.is_true(tonumber(heap) < 4096, written)
      assert.is_true(tonumber(pages) < most_pages, written)
    end)
  end
end)
