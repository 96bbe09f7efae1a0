local mi = require "mi"
local fleet = require "spec.support.fleet"
local child = require "spec.support.child"
local process = require "spec.support.process"

describe("a session", function()
  it("is on this machine when no target is given", function()
    for _, target in ipairs { "", "local:" } do
      local session = assert(mi.session(target))
      assert.equal("Linux_OperatingSystem",
        mi.classname(session:enumerate("CIM_OperatingSystem"):first()))
    end
    assert.equal("Linux_OperatingSystem",
      mi.classname(mi.session():enumerate("CIM_OperatingSystem"):first()))
  end)

  it("is on a repository when a MOF file is given", function()
    local session = fleet.open()
    assert.equal("Ada Bob Cy", fleet.column(session:enumerate("Fleet_Driver"), "Name"))
  end)

  it("has a repository of its own", function()
    local one, other = fleet.open(), fleet.open()
    assert(one:delete(fleet.ada()))
    assert.equal("Bob Cy", fleet.column(one:enumerate("Fleet_Driver"), "Name"))
    assert.equal("Ada Bob Cy", fleet.column(other:enumerate("Fleet_Driver"), "Name"))
  end)

  it("is not opened when the file cannot be read, and the error names it", function()
    local session, err = mi.session("local:spec/support/missing.mof")
    assert.is_nil(session)
    assert.is_true(mi.is_error(err))
    assert.matches("missing%.mof", tostring(err))
  end)

  it("is not opened when the MOF is wrong, and the error says where", function()
    local session, err, name = fleet.compile("class Good { };\nclass { };\n")
    assert.is_nil(session)
    assert.is_true(mi.is_error(err))
    assert.matches(name:match("[^/]+$") .. ":2:7", tostring(err), 1, true)
    assert.matches("expected", tostring(err), 1, true)
  end)

  it("is not opened for a scheme that nobody speaks, and no password is told", function()
    local err = fleet.fails("invalid_parameter", mi.session("gopher://ada:hunter2@host/"))
    assert.matches("gopher", tostring(err))
    assert.not_matches("hunter2", tostring(err))
    for _, field in ipairs { "message", "host", "operation" } do
      assert.not_matches("hunter2", tostring(err[field]))
    end
  end)

  it("wants a text as its target", function()
    fleet.raises("target must be a string, not number", mi.session, 5)
    fleet.raises("target must be a string, not table", mi.session, {})
  end)

  it("blames the line that made the mistake", function()
    local written, code = child.run("\n\nmi.session(nil, {\n batsh = 5 })")
    assert.not_equal(0, code)
    assert.matches(":[67]: session: unknown option 'batsh'", written)
  end)

  it("says in its text what it is on", function()
    local session = fleet.open()
    assert.matches("fleet.mof", tostring(session), 1, true)
    session:close()
    assert.is_string(tostring(session))
    assert.matches("local:", tostring(mi.session()), 1, true)
  end)

  it("takes no fields", function()
    assert.is_false(pcall(function() fleet.open().x = 1 end))
  end)

  it("gives its options to its calls, which may say otherwise", function()
    local session = fleet.open { as = "instance", int64 = "string", null = true }
    assert.equal("userdata", type(fleet.truck(session)))
    assert.equal("18446744073709551615", fleet.truck(session).Payload)
    local ref = mi.ref("Fleet_Truck", { Plate = "B-TR 9" })
    local truck = assert(session:get(ref, { as = "table", int64 = "number" }))
    assert.equal("table", type(truck))
    assert.equal(mi.uint64("18446744073709551615"), truck.Payload)
    assert.equal(mi.null, truck.Caption)
    assert.is_nil(session:get(ref, { as = "table", null = false }).Caption)
  end)

  it("keeps its options, whatever becomes of the table they came in", function()
    local options = { namespace = "root/fleet" }
    local session = assert(mi.session("local:" .. fleet.file, options))
    options.namespace = "root/museum"
    assert.equal("Cy", session:get("Fleet_Driver", { Name = "Cy", Number = 3 }).Name)
  end)

  it("looks into another namespace when a call asks for it", function()
    local session = fleet.open()
    local pieces = session:enumerate("Museum_Piece", { namespace = "root/museum" })
    assert.equal("a wheel", pieces:first().Title)
    fleet.fails("invalid_class", session:enumerate("Museum_Piece"):next())
    fleet.fails("invalid_namespace", session:enumerate("Museum_Piece", { namespace = "x" }):next())
  end)

  it("cancels a call whose deadline has passed", function()
    local session = fleet.open()
    local op = session:enumerate("Fleet_Driver", { timeout = 0.001 })
    local start = os.clock()
    while os.clock() - start < 0.02 do end
    local err = fleet.fails("timeout", op:next())
    assert.matches("Fleet_Driver", tostring(err))
  end)

  it("counts the deadline from the call, not from the session", function()
    local session = fleet.open { timeout = 3600 }
    assert.equal("Ada Bob Cy", fleet.column(session:enumerate("Fleet_Driver"), "Name"))
  end)
end)

describe("closing a session", function()
  it("can be done any number of times", function()
    local session = fleet.open()
    assert.is_false(session:is_closed())
    for _ = 1, 3 do
      session:close()
      assert.is_true(session:is_closed())
    end
  end)

  it("cancels the operations that run", function()
    local session = fleet.open()
    local op = session:enumerate("Fleet_Driver")
    local untouched = session:enumerate("Fleet_Driver")
    assert(op:next())
    session:close()
    local err = fleet.fails("cancelled", op:next())
    assert.matches("Fleet_Driver", tostring(err))
    fleet.fails("cancelled", untouched:next())
    op:close()
    session:close()
    assert.is_nil(op:next())
  end)

  it("makes further calls a mistake", function()
    local session = fleet.open()
    session:close()
    local calls = {
      function() return session:enumerate("Fleet_Car") end,
      function() return session:query("SELECT * FROM Fleet_Car") end,
      function() return session:associators(fleet.ada()) end,
      function() return session:references(fleet.ada()) end,
      function() return session:classes() end,
      function() return session:subscribe("SELECT * FROM X") end,
      function() return session:get(fleet.ada()) end,
      function() return session:class("Fleet_Car") end,
      function() return session:create("Fleet_Depot", { Name = "West" }) end,
      function() return session:modify(fleet.ada(), { Caption = "x" }) end,
      function() return session:delete(fleet.ada()) end,
      function() return session:invoke(fleet.ada(), "X") end,
      function() return session:identify() end,
      function() return session:namespaces() end,
    }
    for _, call in ipairs(calls) do fleet.raises("closed", call) end
  end)

  it("leaves what was read alone", function()
    local session = fleet.open()
    local car = fleet.car(session)
    local handle = session:enumerate("Fleet_Car", { as = "instance" }):first()
    session:close()
    assert.equal("Ada", car.Owner)
    assert.equal("Ada", handle.Owner)
    assert.equal("Fleet_Car", mi.classname(car))
    assert.equal("uint8", mi.type(handle, "Seats"))
  end)

  it("leaves declarations alone, also those that come later", function()
    local session = fleet.open()
    local class = assert(session:class("Fleet_Car"))
    local op = session:enumerate("Fleet_Car")
    local late = assert(op:next())
    session:close()
    collectgarbage()
    collectgarbage()
    assert.equal("Fleet_Car", class.name)
    assert.equal("uint8", class.properties.Seats.type)
    assert.equal("uint8", mi.type(late, "seats"))
    fleet.fails("cancelled", op:next())
    op, session = nil, nil -- luacheck: ignore
    collectgarbage()
    collectgarbage()
    assert.is_true(class:is_a(class.parent.name))
    assert.matches("Fleet_Car", tostring(late), 1, true)
  end)
end)

describe("the memory of sessions", function()
  local most = process.is_instrumented() and 300000 or 4096

  local function growth(mode, one)
    local written, exit_code = child.run_stressed(([[
      local process = require "spec.support.process"
      local function one() %s end
      for _ = 1, 5 do one() end
      collectgarbage()
      collectgarbage()
      collectgarbage(%q)
      local before, most = process.anonymous_memory(), 0
      for i = 1, 300 do
        one()
        if i %% 10 == 0 then most = math.max(most, process.anonymous_memory()) end
      end
      print(most - before)
    ]]):format(one, mode))
    assert.equal(0, exit_code, written)
    return tonumber(written)
  end

  it("goes when they are closed, whether the collector runs or not", function()
    assert.is_true(growth("stop", "mi.session():close()") < most)
  end)

  it("goes with the last operation of a closed one", function()
    local one = [[
      local session = mi.session()
      local op = session:enumerate("Linux_OperatingSystem")
      session:close()
      assert(select(2, op:next()).code == "cancelled")
      op:close()]]
    assert.is_true(growth("stop", one) < most)
  end)

  it("is seen by the collector when they are dropped", function()
    local one = "mi.session()"
    -- Which does not say whether it runs: so it is not told.
    if _VERSION == "Lua 5.1" and not rawget(_G, "jit") then one = one .. " collectgarbage()" end
    assert.is_true(growth("restart", one) < most)
    local used = one:gsub("%(%)", '():enumerate("Linux_OperatingSystem"):first()', 1)
    assert.is_true(growth("restart", used) < most)
  end)

  it("moves no collector that is stopped", function()
    local written = child.run([[
      local collected = false
      local function leave_garbage()
        local proxy = rawget(_G, "newproxy") and newproxy(true)
        local meta = proxy and getmetatable(proxy) or {}
        meta.__gc = function() collected = true end
        if not proxy then setmetatable({}, meta) end
      end
      collectgarbage()
      collectgarbage("stop")
      for _ = 1, 10 do leave_garbage() end
      for _ = 1, 20 do mi.session():close() end
      assert(not collected)
      collectgarbage("restart")
      if _VERSION == "Lua 5.1" and not rawget(_G, "jit") then collectgarbage() end
      for _ = 1, 20 do mi.session():close() end
      print(collected)
    ]])
    assert.equal("true\n", written)
  end)
end)

describe("what a session says of its server", function()
  it("is a table of texts", function()
    for _, session in ipairs { fleet.open(), mi.session() } do
      local about = assert(session:identify())
      assert.is_string(about.ProductName)
      assert.is_string(about.ProductVendor)
      assert.is_string(about.ProductVersion)
    end
  end)

  it("is the namespaces that it has, sorted", function()
    local names = assert(fleet.open():namespaces())
    local known, last = {}, ""
    for _, name in ipairs(names) do
      known[name] = true
      assert.is_true(last < name)
      last = name
    end
    assert.is_true(known["root/fleet"])
    assert.is_true(known["root/museum"])
    local of_machine = " " .. table.concat(assert(mi.session():namespaces()), " ") .. " "
    assert.matches(" root/cimv2 ", of_machine, 1, true)
  end)
end)

describe("subscribing in process", function()
  it("is not supported", function()
    local op = fleet.open():subscribe("SELECT * FROM CIM_Indication")
    fleet.fails("not_supported", op:next())
  end)
end)
