local mi = require "mi"
local fleet = require "spec.support.fleet"

describe("gathering", function()
  it("calls the function for each item, and gives the results in order", function()
    local results, errors = mi.gather({ "a", "b", "c" }, function(item, index)
      return item .. index, "second"
    end)
    assert.same({ "a1", "b2", "c3" }, results)
    assert.is_nil(errors)
  end)

  it("of nothing is nothing", function()
    local results, errors = mi.gather({}, error)
    assert.same({}, results)
    assert.is_nil(errors)
  end)

  it("gives what was raised and what was returned as an error, by index", function()
    local session = fleet.open()
    local results, errors = mi.gather({ "Fleet_Car", "Fleet_Ship", "raise", "none", false },
      function(name)
        if name == "raise" then error({ "raised" }) end
        if name == "none" then return nil end
        if not name then return false end
        return session:class(name)
      end)
    assert.equal("Fleet_Car", results[1].name)
    assert.is_nil(results[2])
    assert.equal("invalid_class", errors[2].code)
    assert.same({ "raised" }, errors[3])
    assert.is_nil(results[4])
    assert.is_nil(errors[4])
    assert.is_false(results[5])
    assert.is_nil(errors[5])
  end)

  it("runs operations, one session for all or one each", function()
    local shared = fleet.open()
    local sessions = { shared, shared, fleet.open(), fleet.open() }
    local results, errors = mi.gather(sessions, function(session)
      return fleet.column(session:enumerate("Fleet_Vehicle"), "Plate")
    end)
    assert.is_nil(errors)
    for i = 1, 4 do assert.equal("B-CA 1 B-TR 9 B-TX 7", results[i]) end
  end)

  it("runs no more at a time than the limit", function()
    local session = fleet.open()
    for limit = 1, 3 do
      local running, most, done = 0, 0, {}
      mi.gather({ 1, 2, 3, 4, 5 }, function(item)
        running = running + 1
        most = math.max(most, running)
        done[#done + 1] = item
        session:enumerate("Fleet_Vehicle"):collect()
        running = running - 1
      end, { limit = limit })
      assert.is_true(most <= limit)
      if limit > 1 then table.sort(done) end
      assert.same({ 1, 2, 3, 4, 5 }, done)
      assert.equal(0, running)
    end
  end)

  it("lets the others go on while one has nothing to give", function()
    local mof = { "class Thing { [Key] uint32 Number; };" }
    for i = 1, 2000 do mof[#mof + 1] = ("instance of Thing { Number = %d; };"):format(i) end
    local session = assert(fleet.compile(table.concat(mof, "\n")))
    local log = {}
    local _, errors = mi.gather({ "a", "b" }, function(name)
      log[#log + 1] = name
      session:query("SELECT * FROM Thing WHERE Number = 2000"):first()
      log[#log + 1] = name
    end)
    assert.is_nil(errors)
    -- Lua 5.1 and 5.2 cannot tell where they may yield, so there one comes after the other.
    local plain = not coroutine.isyieldable and not rawget(_G, "jit")
    assert.equal(plain, log[1] == log[2])
  end)

  it("can stand in a gathering, and in a coroutine", function()
    local results = coroutine.wrap(function()
      return (mi.gather({ 1, 2 }, function(i)
        local inner = mi.gather({ 10, 20 }, function(j) return i + j end)
        return inner[1] + inner[2]
      end))
    end)()
    assert.same({ 32, 34 }, results)
  end)

  it("leaves coroutines of the function's own alone", function()
    local session = fleet.open()
    local results, errors = mi.gather({ 1, 2 }, function()
      local names = {}
      local walk = coroutine.wrap(function()
        for driver in session:enumerate("Fleet_Driver") do coroutine.yield(driver.Name) end
      end)
      for name in walk do names[#names + 1] = name end
      return table.concat(names, " ")
    end)
    assert.is_nil(errors)
    assert.same({ "Ada Bob Cy", "Ada Bob Cy" }, results)
  end)

  it("wants a list, a function, and the one option there is", function()
    fleet.raises("a list was expected, not nil", mi.gather)
    fleet.raises("a function was expected, not nil", mi.gather, {})
    fleet.raises("unknown option 'limits' %(did you mean 'limit'%?%)", mi.gather, {}, print,
      { limits = 5 })
    fleet.raises("'limit' must be a number from 1", mi.gather, {}, print, { limit = 0 })
    fleet.raises("'limit' must be a number from 1", mi.gather, {}, print, { limit = "all" })
    fleet.raises("'limit' must be a number from 1", mi.gather, { 1 }, print, { limit = 0 / 0 })
    fleet.raises("the options must be a table, not number", mi.gather, {}, print, 5)
  end)
end)
