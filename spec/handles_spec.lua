local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open { as = "instance" } end)

describe("a handle", function()
  it("is read as a table is, in any case", function()
    local car = fleet.car(session)
    assert.equal("userdata", type(car))
    assert.equal("Ada", car.Owner)
    assert.equal("Ada", car.owner)
    assert.equal(5, car.SEATS)
    assert.is_nil(car.Sails)
    assert.is_nil(car[1])
    assert.equal("20130415200447.892798+120", tostring(car.Built))
  end)

  it("is read-only", function()
    local car = fleet.car(session)
    fleet.raises("read%-only", function() car.Owner = "Eve" end)
    fleet.raises("read%-only", function() car.Sails = 3 end)
    assert.equal("Ada", car.Owner)
  end)

  it("becomes a table that is the script's", function()
    local car = mi.table(fleet.car(session))
    assert.equal("table", type(car))
    assert.same(fleet.car(fleet.open()), car)
    car.Owner = "Eve"
    assert.is_true(session:modify(car))
    assert.equal("Eve", fleet.car(session).Owner)
    local truck = mi.table(fleet.truck(session))
    assert.equal("table", type(truck.Engine))
    assert.equal("table", type(truck.Spares[2]))
  end)

  it("can be walked with pairs, where the language asks the metatable", function()
    local car = fleet.car(session)
    if not fleet.has_pairs_metamethod then
      assert.is_false(pcall(pairs, car))
      return
    end
    local names = {}
    for name, value in pairs(car) do
      names[#names + 1] = name
      if name ~= "Built" then assert.equal(car[name], value) end
    end
    assert.equal("Caption Plate Wheels Owner Built Seats Electric", table.concat(names, " "))
  end)

  it("shows NULL when asked to", function()
    local bob = session:get(fleet.bob(), { null = true })
    assert.equal(mi.null, bob.Caption)
    assert.is_nil(session:get(fleet.bob()).Caption)
  end)

  it("is equal to another of the same content", function()
    local one, other = fleet.truck(session), fleet.truck(session)
    assert.is_false(rawequal(one, other))
    assert.is_true(one == other)
    assert.is_false(one == fleet.car(session))
    assert(session:modify(one, { Owner = "Eve" }))
    assert.is_false(one == fleet.truck(session))
    assert.is_true(one == other)
  end)

  it("is MOF as text, like a table", function()
    local text = tostring(fleet.car(session))
    assert.matches("^instance of Fleet_Car", text)
    assert.matches('Plate = "B-CA 1";', text, 1, true)
    local truck = tostring(fleet.truck(session))
    assert.matches("18446744073709551615", truck, 1, true)
    assert.matches("Fleet_TurboEngine", truck, 1, true)
  end)

  it("gives embedded instances as handles, and refs as refs", function()
    local truck = fleet.truck(session)
    assert.equal("userdata", type(truck.Engine))
    assert.equal("Fleet_TurboEngine", mi.classname(truck.Engine))
    assert.equal(300, truck.Engine.Power)
    assert.equal("userdata", type(truck.Spares[1]))
    assert.equal(310, truck.Spares[2].power)
    local owns = session:references(fleet.ada()):first()
    assert.is_true(mi.is_ref(owns.Vehicle))
  end)

  it("has all the values that a table has", function()
    for _, name in ipairs { "least", "most", "null" } do
      local whole = fleet.values(fleet.open(), name)
      local handle = fleet.values(session, name)
      assert.same(whole, mi.table(handle))
      for property, value in pairs(whole) do
        if type(value) ~= "table" then assert.equal(value, handle[property]) end
      end
    end
  end)
end)

describe("a handle that is kept", function()
  local function is_truck(truck)
    assert.equal("B-TR 9", truck.Plate)
    assert.equal(300, truck.Engine.Power)
    assert.equal("diesel", truck.Spares[1].Fuel)
    assert.equal("Fleet_Truck", mi.classname(truck))
    assert.equal("18446744073709551615", tostring(truck.Payload))
    assert.equal("Fleet_Truck", mi.declaration(truck).name)
    assert.matches("B-TR 9", tostring(truck), 1, true)
  end

  it("is the same beyond its step, its operation, its session and its object", function()
    local op, truck = session:enumerate("Fleet_Vehicle"), nil
    for vehicle in op do
      if vehicle.Plate == "B-TR 9" then truck = vehicle end
      if truck then is_truck(truck) end
      if not fleet.closes and truck then break end
    end
    is_truck(truck)
    op:close()
    is_truck(truck)
    assert(session:delete(truck))
    is_truck(truck)
    session:close()
    is_truck(truck)
    op, session = nil, nil -- luacheck: ignore
    collectgarbage()
    collectgarbage()
    is_truck(truck)
  end)

  it("is one of many that are all different", function()
    local kept = assert(session:enumerate("Fleet_Vehicle"):collect())
    collectgarbage()
    local plates = {}
    for i, vehicle in ipairs(kept) do plates[i] = vehicle.Plate end
    table.sort(plates)
    assert.same({ "B-CA 1", "B-TR 9", "B-TX 7" }, plates)
  end)

  it("serves in another session", function()
    local truck = fleet.truck(session)
    session:close()
    local other = fleet.open()
    assert.equal("Bob", other:get(truck).Owner)
    assert.is_true(other:modify(truck, { Owner = "Eve" }))
    assert.is_true(other:delete(truck))
    assert.equal("B-TR 9", assert(other:create(truck)).keys.Plate)
    assert.equal(300, fleet.truck(other).Engine.Power)
  end)
end)
