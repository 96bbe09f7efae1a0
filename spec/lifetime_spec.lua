-- Whatever is kept is whole, whatever is given up is gone, in every order.

local mi = require "mi"
local fleet = require "spec.support.fleet"
local child = require "spec.support.child"

-- Keeps something that came from the fleet, and says how to see that it is whole.
local kinds = {
  {
    what = "a handle",
    take = function(op) return op:next() end,
    is_whole = function(truck)
      assert.equal("B-TR 9", truck.Plate)
      assert.equal("Fleet_Truck", mi.classname(truck))
      assert.equal("18446744073709551615", tostring(truck.Payload))
      assert.matches("B-TR 9", tostring(truck), 1, true)
    end,
  },
  {
    what = "an embedded handle",
    take = function(op) return op:next().Engine end,
    is_whole = function(engine)
      assert.equal(300, engine.Power)
      assert.equal(1.5, engine.Boost)
      assert.equal("Fleet_TurboEngine", mi.classname(engine))
    end,
  },
  {
    what = "an embedded handle in an array",
    take = function(op) return op:next().Spares[2] end,
    is_whole = function(engine)
      assert.equal("gas", engine.Fuel)
      assert.equal("real64", mi.type(engine, "Boost"))
    end,
  },
  {
    what = "a table",
    take = function(op) return mi.table(op:next()) end,
    is_whole = function(truck)
      assert.equal(300, truck.engine.power)
      assert.equal("Bob", truck.owner)
      assert.equal("Fleet_Truck", mi.classname(truck))
      assert.equal("B-TR 9", mi.path(truck).keys.Plate)
      truck.owner = "Bob"
      assert.is_string(tostring(truck))
    end,
  },
  {
    what = "a ref",
    take = function(op) return mi.path(op:next()) end,
    is_whole = function(ref)
      assert.equal('root/fleet:Fleet_Truck.Plate="B-TR 9"', tostring(ref))
      assert.is_true(ref == mi.ref("Fleet_Truck", { Plate = "B-TR 9" }))
    end,
  },
  {
    what = "a declaration",
    take = function(op) return mi.declaration(op:next()) end,
    is_whole = function(class)
      assert.equal("Fleet_Truck", class.name)
      assert.equal("Fleet_Element", class.parent.parent.name)
      assert.equal("uint64", class.properties.Payload.type)
      assert.equal("Bytes", class.properties.Payload.qualifiers.Units)
      assert.is_true(class:is_a("Fleet_Vehicle"))
      assert.matches("class Fleet_Truck", tostring(class), 1, true)
    end,
  },
  {
    what = "the declaration of an embedded instance",
    take = function(op) return mi.declaration(op:next().Engine) end,
    is_whole = function(class)
      assert.equal("Fleet_Engine", class.superclass)
      assert.equal("Fleet_Engine", class.parent.name)
    end,
  },
  {
    what = "a boxed number",
    take = function(op) return op:next().Payload end,
    is_whole = function(number)
      assert.equal(mi.uint64("18446744073709551615"), number)
    end,
  },
  {
    what = "an error",
    take = function(op)
      op:next()
      op:cancel()
      return select(2, op:next())
    end,
    is_whole = function(err)
      assert.equal("cancelled", err.code)
      assert.matches("Fleet_Truck", tostring(err))
    end,
  },
}

local function collect()
  collectgarbage()
  collectgarbage()
end

local function start(options)
  local session = fleet.open { as = "instance" }
  return session, (session:enumerate("Fleet_Truck", options))
end

describe("what is kept", function()
  -- Ways to be rid of the operation and its session, which stand in `held`.
  local function forget(name) return function(held) held[name] = nil end end
  local function close(name) return function(held) if held[name] then held[name]:close() end end end
  local function cancel(held) if held.op then held.op:cancel() end end
  local function go_on(held) if held.op then held.op:next() end end
  local orders = {
    { forget "op", forget "session" }, { forget "session", forget "op" },
    { close "op", close "session" }, { close "session", close "op" },
    { close "session", forget "session", go_on, forget "op" },
    { close "op", forget "session", forget "op" },
    { go_on, go_on, close "op", close "session", forget "op", forget "session" },
    { cancel, go_on, forget "op", close "session" },
    { cancel, close "op", close "op", forget "session" },
    { forget "session", go_on, close "op" },
  }

  for _, kind in ipairs(kinds) do
    it("stays whole: " .. kind.what, function()
      for _, listed in ipairs { false, true } do
        for _, order in ipairs(orders) do
          local options = listed and { properties = { "Plate", "Payload", "Engine", "Spares",
            "Owner" }, polymorphism = "base" } or nil
          local held = {}
          held.session, held.op = start(options)
          local kept = kind.take(held.op)
          kind.is_whole(kept)
          for _, step in ipairs(order) do
            step(held)
            collect()
            kind.is_whole(kept)
          end
        end
      end
    end)
  end

  it("stays whole when everything was dropped but it, and then some came after", function()
    local all = {}
    for i, kind in ipairs(kinds) do
      local _, op = start()
      all[i] = kind.take(op)
    end
    collect()
    for _ = 1, 20 do
      local _, op = start()
      op:next()
    end
    collect()
    for i, kind in ipairs(kinds) do kind.is_whole(all[i]) end
  end)

  it("is let go when it is dropped", function()
    local weak = setmetatable({}, { __mode = "k" })
    do
      local session, op = start()
      local truck = op:next()
      weak[session], weak[op], weak[truck], weak[truck.Engine] = true, true, true, true
      weak[mi.declaration(truck)] = true
    end
    collect()
    collect()
    local left = 0
    for _ in pairs(weak) do left = left + 1 end
    assert.equal(0, left)
  end)
end)

describe("closing and cancelling", function()
  it("at every step of every operation leaves no trace in what was read", function()
    local function all(session)
      return {
        function() return session:enumerate("Fleet_Vehicle", { as = "instance" }) end,
        function() return session:query("SELECT * FROM Fleet_Vehicle", { as = "instance" }) end,
        function() return session:associators(fleet.bob(), { as = "instance" }) end,
        function() return session:references(fleet.bob(), { as = "instance" }) end,
        function() return session:classes(nil, { deep = true }) end,
        function() return session:enumerate("Fleet_Ship") end,
        function() return session:subscribe("SELECT * FROM X") end,
      }
    end
    local session = fleet.open()
    for _, begin in ipairs(all(session)) do
      for steps = 0, 4 do
        for _, finish in ipairs { "close", "cancel", "first" } do
          local op = begin()
          local kept = {}
          for i = 1, steps do kept[i] = op:next() end
          op[finish](op)
          collectgarbage()
          op:next()
          for i = 1, #kept do assert.is_true(#tostring(kept[i]) > 0) end
        end
      end
    end
  end)

  it("of a session ends its operations at every step", function()
    for steps = 0, 3 do
      local session = fleet.open { as = "instance" }
      local op = session:enumerate("Fleet_Vehicle")
      local kept = op:collect(steps)
      session:close()
      fleet.fails("cancelled", op:next())
      for i = 1, steps do assert.is_string(kept[i].Plate) end
    end
  end)
end)

describe("an abandoned operation", function()
  it("in a coroutine that is dropped is let go", function()
    local session = fleet.open()
    for _ = 1, 50 do
      local walk = coroutine.wrap(function()
        for vehicle in session:enumerate("Fleet_Vehicle", { as = "instance" }) do
          coroutine.yield(vehicle)
        end
      end)
      assert.is_string(walk().Plate)
    end
    collect()
    assert.equal(3, #session:enumerate("Fleet_Vehicle"):collect())
  end)

  it("in a coroutine that failed is let go", function()
    local session = fleet.open()
    for _ = 1, 20 do
      local walk = coroutine.create(function()
        for vehicle in session:enumerate("Fleet_Vehicle") do error(vehicle) end
      end)
      local ok, vehicle = coroutine.resume(walk)
      assert.is_false(ok)
      assert.is_string(vehicle.Plate)
    end
    collect()
  end)

  it("does not stand in the way of others", function()
    local session = fleet.open()
    local abandoned = {}
    for i = 1, 100 do
      abandoned[i] = session:enumerate("Fleet_Vehicle")
      abandoned[i]:next()
    end
    assert.equal(3, #session:enumerate("Fleet_Vehicle"):collect())
    session:close()
    abandoned = nil -- luacheck: ignore
    collect()
  end)
end)

describe("parents and what came from them", function()
  it("can be dropped in every order", function()
    -- In a small heap, because there are many full collections.
    local written, exit_code = child.run [[
      local names = { "session", "op", "truck", "engine", "class", "class_of_engine" }
      local checks = {
        session = function(held) return held.session:get(fleet.ada()).Name == "Ada" end,
        op = function(held) return tostring(held.op):find("enumerate") end,
        truck = function(held) return held.truck.Engine.Fuel == "diesel" end,
        engine = function(held) return held.engine.Power == 300 end,
        class = function(held) return held.class.parent.name == "Fleet_Vehicle" end,
        class_of_engine = function(held)
          return held.class_of_engine.properties.Power.type == "uint32"
        end,
      }
      local function make()
        local held = { session = fleet.open { as = "instance" } }
        held.op = held.session:enumerate("Fleet_Vehicle")
        for truck in held.op do
          held.truck = truck
          if truck.Engine then break end
        end
        held.engine = held.truck.Engine
        held.class = mi.declaration(held.truck)
        held.class_of_engine = mi.declaration(held.engine)
        return held
      end
      local orders = 0
      local function permute(order, left)
        if #left == 0 then
          orders = orders + 1
          local held = make()
          for _, name in ipairs(order) do
            held[name] = nil
            collectgarbage()
            for other in pairs(held) do assert(checks[other](held), other) end
          end
        end
        for i = 1, #left do
          local rest = {}
          for j, name in ipairs(left) do if j ~= i then rest[#rest + 1] = name end end
          order[#order + 1] = left[i]
          permute(order, rest)
          order[#order] = nil
        end
      end
      permute({}, names)
      collectgarbage()
      print(orders)
    ]]
    assert.equal("720\n", written)
    assert.equal(0, exit_code)
  end)
end)

describe("many sessions", function()
  it("live and go side by side", function()
    local sessions, kept = {}, {}
    for i = 1, 30 do
      sessions[i] = fleet.open { as = "instance" }
      kept[i] = sessions[i]:enumerate("Fleet_Truck"):next()
    end
    for i = 1, 30, 2 do sessions[i]:close() end
    for i = 1, 30, 3 do sessions[i] = nil end
    collect()
    for i = 1, 30 do assert.equal(300, kept[i].Engine.Power) end
    assert.is_true(kept[1] == kept[30])
  end)
end)

describe("closing the Lua state", function()
  -- Globals are what lua_close finds; finalizers run in the opposite order of creation.
  local function exits(code)
    local written, exit_code = child.run_stressed(code)
    assert.equal("", written)
    assert.equal(0, exit_code)
  end

  it("frees what is left, made in any order", function()
    local parts = {
      "s1 = fleet.open { as = 'instance' }", "s2 = fleet.open()", "c1 = s1:class('Fleet_Truck')",
      "o1 = s1:enumerate('Fleet_Vehicle')", "o2 = s2:enumerate('Fleet_Vehicle')",
      "h1 = o1:next()", "t1 = o2:next()", "o3 = s1:classes()", "c2 = o3:next()",
      "h2 = fleet.truck(s1)", "e2 = h2.Engine", "d2 = mi.declaration(e2)",
      "_, err = s1:get('Fleet_Car', { Plate = 'gone' })", "n1 = h2.Payload",
      "r1 = s1:references(fleet.bob()):first()",
    }
    local orders = {
      parts,
      { parts[2], parts[5], parts[1], parts[10], parts[11], parts[4], parts[7], parts[6] },
      { parts[1], parts[10], "e2 = h2.Engine", "h2, s1 = nil" },
      { parts[1], parts[4], parts[6], "s1 = nil", "collectgarbage()", parts[2] },
      { parts[2], parts[5], parts[7], "o2 = nil", "collectgarbage()", parts[1], parts[8] },
    }
    for _, order in ipairs(orders) do exits(table.concat(order, "\n")) end
  end)

  it("frees what was closed, cancelled or never begun", function()
    exits [[
      s = fleet.open { as = "instance" }
      a, b, c, d = s:enumerate("Fleet_Car"), s:enumerate("Fleet_Car"), s:query("x"), s:classes()
      a:next()
      b:cancel()
      c:next()
      s:close()
    ]]
  end)

  it("frees coroutines that hold operations", function()
    exits [[
      s = fleet.open()
      walks = {}
      for i = 1, 10 do
        walks[i] = coroutine.wrap(function()
          for v in s:enumerate("Fleet_Vehicle", { as = "instance" }) do coroutine.yield(v) end
        end)
        walks[i]()
      end
    ]]
  end)

  it("bears finalizers of the script that use what may be gone", function()
    local code = [[
      local function at_the_end(fn)
        if newproxy then
          local proxy = newproxy(true)
          getmetatable(proxy).__gc = fn
          return proxy
        end
        return setmetatable({}, { __gc = fn })
      end
      local function use()
        local uses = {
          function() return op:next() end, function() return op:step() end,
          function() return op:stats() end, function() return op:cancel() end,
          function() return handle.Plate, handle.Engine end,
          function() return handle.Engine.Power end,
          function() return tostring(handle), tostring(op), tostring(session), tostring(class) end,
          function() return handle == other, mi.path(handle), mi.declaration(handle) end,
          function() return class.name, class.parent, class.properties end,
          function() return tbl.plate, tostring(tbl), mi.classname(tbl), mi.path(tbl) end,
          function() return session:get(handle) end,
          function() return session:enumerate("Fleet_Car"):collect() end,
          function() return mi.session():enumerate("CIM_Process"):first() end,
          function() return fleet.open(), mi.uint64("5") + 1, mi.ref("X", { a = 1 }) end,
          function() return op:close(), session:close() end,
        }
        for _, one in ipairs(uses) do pcall(one) end
      end
      %s
      session = fleet.open { as = "instance" }
      op = session:enumerate("Fleet_Vehicle")
      handle = fleet.truck(session)
      other = op:next()
      %s
      tbl = mi.table(handle)
      class = mi.declaration(handle)
      %s
    ]]
    local watch = "watch%d = at_the_end(use)"
    for place = 1, 3 do
      local at = { "", "", "" }
      at[place] = watch:format(place)
      exits(code:format(at[1], at[2], at[3]))
    end
    exits(code:format(watch:format(1), watch:format(2), watch:format(3)))
  end)

  it("can happen in the midst of a loop", function()
    for _, way in ipairs { "os.exit(0, true)", "os.exit(0)" } do
      exits("for v in fleet.open { as = 'instance' }:enumerate('Fleet_Car') do " .. way .. " end")
    end
  end)
end)
