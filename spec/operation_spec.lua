local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

local function drivers(options) return session:enumerate("Fleet_Driver", options) end
local function nothing() return session:query("SELECT * FROM Fleet_Driver WHERE Number = 77") end
local function wrong() return session:enumerate("Fleet_Ship") end

describe("an operation as an iterator", function()
  it("is returned with itself as the fourth value", function()
    local calls = {
      function() return drivers() end,
      function() return session:query("SELECT * FROM Fleet_Driver") end,
      function() return session:associators(fleet.ada()) end,
      function() return session:references(fleet.ada()) end,
      function() return session:classes() end,
      function() return session:subscribe("SELECT * FROM X") end,
    }
    for _, call in ipairs(calls) do
      local op, state, control, closing = call()
      assert.equal(4, select("#", call()))
      assert.is_nil(state)
      assert.is_nil(control)
      assert.is_true(rawequal(op, closing))
      op:close()
    end
  end)

  it("gives each result once", function()
    local names = {}
    for driver in drivers() do names[#names + 1] = driver.Name end
    assert.same({ "Ada", "Bob", "Cy" }, names)
  end)

  it("does nothing when there is nothing", function()
    for _ in nothing() do error("there is a result") end
  end)

  it("can be called", function()
    local op = drivers()
    assert.equal("Ada", op().Name)
    assert.equal("Bob", op(nil, nil).Name)
    assert.equal("Cy", op().Name)
    assert.is_nil(op())
    assert.is_nil(op())
  end)

  it("raises the error object", function()
    local ok, err = pcall(function() for _ in wrong() do error("there is a result") end end)
    assert.is_false(ok)
    assert.is_true(mi.is_error(err))
    assert.equal("invalid_class", err.code)
  end)

  it("goes on where it was left", function()
    local op, names = drivers(), {}
    for driver in op do
      names[#names + 1] = driver.Name
      if fleet.closes or #names == 2 then break end
    end
    for driver in op do names[#names + 1] = driver.Name end
    assert.same({ "Ada", "Bob", "Cy" }, names)
  end)

  it("can be nested", function()
    local seen = {}
    for vehicle in session:enumerate("Fleet_Vehicle") do
      for driver in session:associators(vehicle, { assoc_class = "Fleet_Drives" }) do
        seen[#seen + 1] = driver.Name .. " " .. vehicle.Plate
      end
    end
    table.sort(seen)
    assert.same({ "Ada B-CA 1", "Bob B-TR 9", "Bob B-TX 7" }, seen)
  end)

  it("is closed when the loop is left, where the language can", function()
    local ways = {
      function(op) for _ in op, nil, nil, op do break end end, -- luacheck: ignore
      function(op) for _ in op, nil, nil, op do return end end, -- luacheck: ignore
      function(op) pcall(function() for _ in op, nil, nil, op do error("out") end end) end,
    }
    for _, leave in ipairs(ways) do
      local op = drivers()
      leave(op)
      local following = op:next()
      if fleet.closes then
        assert.is_nil(following)
      else
        assert.equal("Bob", following.Name)
        op:close()
      end
    end
  end)

  it("is a value that can be closed, where the language can", function()
    local code = "local session, kept = ... do local op <close> = session:enumerate" ..
      " 'Fleet_Driver' op:next() kept[1] = op end"
    local kept = {}
    local chunk = (loadstring or load)(code) -- luacheck: ignore
    if not fleet.closes then return assert.is_nil(chunk) end
    chunk(session, kept)
    assert.is_nil(kept[1]:next())
  end)
end)

describe("op:next", function()
  it("gives results, then nil alone for ever", function()
    local op = drivers()
    for _, name in ipairs { "Ada", "Bob", "Cy" } do assert.equal(name, op:next().Name) end
    for _ = 1, 3 do
      local value, err = op:next()
      assert.is_nil(value)
      assert.is_nil(err)
    end
  end)

  it("gives nil and the error, the same each time", function()
    local op = wrong()
    local err = fleet.fails("invalid_class", op:next())
    assert.equal(tostring(err), tostring(fleet.fails("invalid_class", op:next())))
  end)
end)

describe("op:collect", function()
  it("gives all that is left", function()
    local op = drivers()
    op:next()
    local rest = assert(op:collect())
    assert.equal(2, #rest)
    assert.equal("Cy", rest[2].Name)
    assert.same({}, op:collect())
  end)

  it("gives the next n, or fewer at the end", function()
    local op = drivers()
    assert.same({}, op:collect(0))
    assert.equal(2, #op:collect(2))
    assert.equal(1, #op:collect(2))
    assert.equal(0, #op:collect(2))
  end)

  it("gives nil, the error, and what came before it", function()
    local op = drivers()
    op:next()
    op:cancel()
    assert.same({}, fleet.fails("cancelled", op:collect()).collected)
    assert.same({}, fleet.fails("invalid_class", wrong():collect()).collected)
    assert.equal(2, select("#", wrong():collect()))
  end)

  it("wants a number", function()
    local op = drivers()
    fleet.raises("a number of results was expected", op.collect, op, "all")
    fleet.raises("a number of results was expected", op.collect, op, -1)
  end)
end)

describe("op:first", function()
  it("gives the first result, and closes", function()
    local op = drivers()
    assert.equal("Ada", op:first().Name)
    assert.is_nil(op:next())
  end)

  it("gives nil when there is none, and nil with the error when it failed", function()
    local value, err = nothing():first()
    assert.is_nil(value)
    assert.is_nil(err)
    fleet.fails("invalid_class", wrong():first())
  end)
end)

describe("op:cancel", function()
  it("makes the next result the error `cancelled`, at every step", function()
    for steps = 0, 3 do
      local op = drivers()
      op:collect(steps)
      op:cancel()
      op:cancel()
      local err = fleet.fails("cancelled", op:next())
      assert.matches("enumerate Fleet_Driver", tostring(err), 1, true)
      op:cancel()
      fleet.fails("cancelled", op:next())
    end
  end)

  it("changes nothing after the end", function()
    local op = drivers()
    op:collect()
    op:next()
    op:cancel()
    local value, err = op:next()
    assert.is_nil(value)
    assert.is_nil(err)
  end)

  it("leaves the results that came before alone", function()
    local op = drivers { as = "instance" }
    local ada = op:next()
    op:cancel()
    assert.equal("Ada", ada.Name)
    op:next()
    assert.equal("Ada", ada.Name)
  end)

  it("does not touch other operations of the session", function()
    local one, other = drivers(), drivers()
    one:next()
    other:next()
    one:cancel()
    fleet.fails("cancelled", one:next())
    assert.equal("Bob", other:next().Name)
  end)
end)

describe("op:close", function()
  it("can come at every step, any number of times, and nothing more comes", function()
    for steps = 0, 4 do
      local op = drivers()
      op:collect(steps)
      for _ = 1, 3 do
        op:close()
        local value, err = op:next()
        assert.is_nil(value)
        assert.is_nil(err)
        assert.is_nil(op())
        assert.same({}, op:collect())
        assert.is_nil(op:first())
        op:cancel()
      end
      assert.is_string(tostring(op))
      assert.is_table(op:stats())
      assert.equal("done", (op:step()))
    end
  end)

  it("can come from within the loop", function()
    local count = 0
    local op = drivers()
    for _ in op do
      count = count + 1
      op:close()
    end
    assert.equal(1, count)
  end)

  it("can come from another coroutine", function()
    local op = drivers()
    local reader = coroutine.wrap(function()
      for driver in op do coroutine.yield(driver.Name) end
      return "end"
    end)
    assert.equal("Ada", reader())
    coroutine.wrap(function() op:close() end)()
    assert.equal("end", reader())
  end)
end)

describe("op:stats", function()
  it("counts", function()
    local op = drivers()
    assert.equal(0, op:stats().objects)
    op:collect(2)
    local stats = op:stats()
    assert.equal("bytes_received bytes_sent elapsed objects requests waited", fleet.names(stats))
    assert.equal(2, stats.objects)
    assert.equal(0, stats.requests)
    assert.equal(0, stats.bytes_sent)
    assert.equal(0, stats.bytes_received)
    assert.equal(0, stats.waited)
    assert.is_true(stats.elapsed >= 0)
  end)
end)

describe("an operation as a machine", function()
  local function step(op)
    local what, value = op:step()
    while what == "again" do
      assert.is_nil(value)
      what, value = op:step()
    end
    return what, value
  end

  it("steps to each result, then it is done", function()
    local op = drivers()
    for _, name in ipairs { "Ada", "Bob", "Cy" } do
      local what, driver = step(op)
      assert.equal("result", what)
      assert.equal(name, driver.Name)
    end
    for _ = 1, 2 do assert.equal("done", (step(op))) end
  end)

  it("steps to its failure, and stays there", function()
    local op = wrong()
    for _ = 1, 2 do
      local what, err = step(op)
      assert.equal("failed", what)
      assert.equal("invalid_class", err.code)
    end
  end)

  it("mixes with the iterator", function()
    local op = drivers()
    assert.equal("Ada", op:next().Name)
    assert.equal("Bob", select(2, step(op)).Name)
    assert.equal("Cy", op().Name)
    assert.equal("done", (step(op)))
  end)

  it("fails when it is given what nobody asked for", function()
    local inputs = {
      function(op) return op:head(200, { { "Content-Type", "text/xml" } }) end,
      function(op) return op:feed("bytes") end,
      function(op) return op:finish() end,
    }
    for _, input in ipairs(inputs) do
      local op = drivers()
      op:next()
      assert.is_false(input(op))
      fleet.fails("invalid_parameter", op:next())
      op:close()
      assert.is_false(input(op))
      assert.is_nil(op:next())
    end
  end)

  it("fails with what broke, said in a text or an error", function()
    local op = drivers()
    op:next()
    op:fail("the wire broke")
    assert.matches("the wire broke", tostring(fleet.fails("io", op:next())))
    op = drivers()
    op:fail { code = "tls", message = "no trust" }
    local err = fleet.fails("tls", op:next())
    assert.matches("no trust", err.message)
    op:close()
    op:fail("again")
    assert.is_nil(op:next())
  end)

  it("refuses input of a wrong kind", function()
    local op = drivers()
    assert.is_false(pcall(op.head, op, "OK", {}))
    assert.is_false(pcall(op.head, op, 200, "text"))
    assert.is_false(pcall(op.head, op, 200, { { "name" } }))
    assert.is_false(pcall(op.feed, op))
    assert.is_false(pcall(op.feed, op, {}))
    assert.is_false(pcall(op.fail, op))
    assert.equal("Ada", op:next().Name)
  end)
end)

describe("an operation", function()
  it("says in its text what it does", function()
    assert.matches("enumerate", tostring(drivers()))
  end)

  it("takes no fields", function()
    assert.is_false(pcall(function() drivers().x = 1 end))
  end)

  it("wants to be called with itself", function()
    local op = drivers()
    for _, name in ipairs { "next", "collect", "first", "cancel", "close", "stats", "step" } do
      assert.is_false(pcall(op[name]), name)
      assert.is_false(pcall(op[name], {}), name)
      assert.is_false(pcall(op[name], session), name)
    end
    assert.equal("Ada", op:next().Name)
  end)

  it("goes on when its session is not held any more", function()
    local op = fleet.open():enumerate("Fleet_Driver")
    collectgarbage()
    collectgarbage()
    assert.equal("Ada Bob Cy", fleet.column(op, "Name"))
  end)
end)
