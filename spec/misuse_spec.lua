-- Mistakes of a script, and objects that are not what they seem: all of it ends in an error that
-- names the mistake, none of it in a crash.

local mi = require "mi"
local core = require "mi.core"
local helper = require "spec.helper"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

describe("a mistake", function()
  -- Each raises in its own line.
  local mistakes = {
    { "enumerate: a session was expected, not string", function(s) return s.enumerate("X"), 1 end },
    { "get: a session was expected, not nil", function(s) return s.get(), 1 end },
    { "enumerate: the session is closed",
      function(s) s:close() return s:enumerate("Fleet_Car"), 1 end },
    { "get: a ref, an instance or a path was expected, not table",
      function(s) return s:get({}), 1 end },
    { "get: the name of a key", function(s) return s:get("Fleet_Car", { [5] = 1 }), 1 end },
    { "create: a class or an instance was expected", function(s) return s:create({}), 1 end },
    { "enumerate: class: the string has a NUL", function(s) return s:enumerate("a\0b"), 1 end },
    { "query: the query must be a string", function(s) return s:query(5), 1 end },
    { "invoke: the method must be a name", function(s) return s:invoke("X", 5), 1 end },
    { "namespaces: a session was expected", function(s) return s.namespaces(5), 1 end },
    { "an operation was expected, not nil", function(s)
      return s:enumerate("Fleet_Car").next(), 1 end },
    { "collect: a number of results", function(s)
      return s:enumerate("Fleet_Car"):collect("all"), 1 end },
    { "session: namespace: the string has a NUL",
      function() return mi.session(nil, { namespace = "a\0b" }), 1 end },
  }

  it("is told in the words of the script, for its line", function()
    for _, case in ipairs(mistakes) do
      local err = fleet.raises(case[1], case[2], fleet.open())
      -- What watches every call stands between the script and the method.
      if not helper.stressed then assert.matches("misuse_spec.lua:%d+: ", err) end
    end
  end)
end)

describe("the metatable of a userdata", function()
  it("is not shown", function()
    local handle = fleet.open({ as = "instance" }):enumerate("Fleet_Car"):first()
    for _, object in ipairs { session, (session:enumerate("Fleet_Car")), handle,
      mi.declaration(handle), mi.uint8(5) } do
      assert.equal("string", type(getmetatable(object)))
      assert.is_false(pcall(setmetatable, {}, getmetatable(object)))
    end
  end)

  it("does no harm when it is reached all the same", function()
    local objects = {
      session, (session:enumerate("Fleet_Car", { as = "instance" })), mi.uint8(5),
      session:class("Fleet_Car"), session:get(fleet.ada(), { as = "instance" }),
      session:get(fleet.ada()), fleet.ada(), mi.datetime(0), mi.interval(0),
      select(2, session:class("Fleet_Ship")),
    }
    local others = { {}, 5, "text", true, mi.null, print, io.stdout, (setmetatable({}, {})) }
    for _, object in ipairs(objects) do others[#others + 1] = object end
    for _, object in ipairs(objects) do
      for _, metamethod in pairs(debug.getmetatable(object)) do
        if type(metamethod) == "function" and metamethod ~= core.operation_metatable.__call then
          pcall(metamethod)
          for _, other in ipairs(others) do
            pcall(metamethod, other, "Name", 1)
            pcall(metamethod, object, other, other)
          end
        end
      end
    end
    for _, object in ipairs(objects) do assert.is_string(tostring(object)) end
    assert.is_true(session:is_closed())
    fleet.raises("the session is closed", function() session:class("Fleet_Car") end)
  end)

  it("does no harm to what is of another kind", function()
    local shown = { fleet.ada(), mi.datetime(0), mi.interval(0), session:get(fleet.ada()),
      select(2, session:class("Fleet_Ship")) }
    local function use(object)
      local uses = {
        function() return tostring(object) end, function() return object.Name, object.year end,
        function() object.Name = 5 end, function() return object == fleet.ada() end,
        function() return object < mi.datetime(0) end, function() return object .. "x" end,
        function() return mi.path(object), mi.keys(object) end,
        function() return mi.type(object), mi.classname(object) end,
        function() return mi.ref(object), mi.datetime(object) end,
        function() return session:get(object) end, function() return session:create(object) end,
        function() return session:modify(fleet.ada(), { Caption = object }) end,
      }
      for _, one in ipairs(uses) do pcall(one) end
    end
    for _, object in ipairs(shown) do
      local metatable = debug.getmetatable(object)
      use(setmetatable({}, metatable))
      use(setmetatable({ text = {}, keys = 5, class = print, message = {} }, metatable))
      for _, basic in ipairs { 5, true, mi.null } do
        local before = debug.getmetatable(basic)
        debug.setmetatable(basic, metatable)
        use(basic)
        debug.setmetatable(basic, before)
      end
    end
    assert.equal("Ada", session:get(fleet.ada()).Name)
  end)
end)
