local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

describe("creating", function()
  it("gives a ref to the new object", function()
    local ref = assert(session:create("Fleet_Depot", { Name = "East", Caption = "new" }))
    assert.is_true(mi.is_ref(ref))
    assert.equal("Fleet_Depot", ref.class)
    assert.equal("East", ref.keys.Name)
    assert.equal("new", session:get(ref).Caption)
    assert.equal("East North South", fleet.column(session:enumerate("Fleet_Depot"), "Name"))
  end)

  it("fills in defaults", function()
    local ref = assert(session:create("Fleet_Car", { Plate = "X" }))
    assert.equal(4, session:get(ref).Wheels)
    ref = assert(session:create("Fleet_Car", { Plate = "Y", Wheels = mi.null }))
    assert.is_nil(session:get(ref).Wheels)
  end)

  it("takes names of properties in any case", function()
    local ref = assert(session:create("fleet_car", { plate = "X", SEATS = 2 }))
    assert.equal("Fleet_Car", ref.class)
    assert.equal(2, session:get(ref).Seats)
  end)

  it("takes embedded instances, refs and arrays", function()
    local truck = fleet.truck(session)
    local ref = assert(session:create("Fleet_Truck", { Plate = "copy", Engine = truck.Engine,
      Spares = truck.Spares }))
    local copy = assert(session:get(ref))
    assert.equal("Fleet_TurboEngine", mi.classname(copy.Engine))
    assert.equal(1.5, copy.Engine.Boost)
    assert.equal("Fleet_Engine", mi.classname(copy.Spares[1]))
    assert.equal(310, copy.Spares[2].Power)
    ref = assert(session:create("Fleet_Depot", { Name = "East", Keeper = fleet.ada() }))
    assert.equal("Ada", session:get(session:get(ref).Keeper).Name)
    ref = assert(session:create("Fleet_Depot", { Name = "West",
      Keeper = session:get(fleet.bob()) }))
    assert.equal("Bob", session:get(session:get(ref).Keeper).Name)
  end)

  it("takes an instance, table or handle, that was read", function()
    for _, as in ipairs { "table", "instance" } do
      local other = fleet.open()
      local truck = session:get("Fleet_Truck", { Plate = "B-TR 9" }, { as = as })
      fleet.fails("already_exists", other:create(truck))
      assert(other:delete(truck))
      local ref = assert(other:create(truck))
      local copy = assert(other:get(ref))
      assert.equal(mi.uint64("18446744073709551615"), copy.Payload)
      assert.equal(300, copy.Engine.Power)
    end
  end)

  it("takes an instance that was changed", function()
    local car = fleet.car(session)
    car.plate, car.Caption = "NEW", mi.null
    local ref = assert(session:create(car))
    assert.equal("NEW", ref.keys.Plate)
    assert.is_nil(session:get(ref).Caption)
    assert.equal("the red one", fleet.car(session).Caption)
  end)

  it("fails for what is there already, and changes nothing", function()
    fleet.fails("already_exists", session:create("Fleet_Car", { Plate = "B-CA 1", Seats = 1 }))
    assert.equal(5, fleet.car(session).Seats)
  end)

  it("fails for what does not fit the class", function()
    local err = fleet.fails("invalid_parameter", session:create("Fleet_Driver", { Name = "Di" }))
    assert.matches("Number", tostring(err))
    err = fleet.fails("no_such_property", session:create("Fleet_Car", { Plate = "X", Sails = 3 }))
    assert.matches("Sails", tostring(err))
    err = fleet.fails("no_such_property", session:create("Fleet_Car", { Plate = "X", Seets = 3 }))
    assert.matches("Fleet_Car has no property 'Seets' (did you mean 'Seats'?)", tostring(err), 1,
      true)
    err = fleet.fails("type_mismatch", session:create("Fleet_Car", { Plate = "X", Seats = 256 }))
    assert.matches("Seats", tostring(err))
    fleet.fails("type_mismatch", session:create("Fleet_Car", { Plate = "X", Seats = 2.5 }))
    fleet.fails("type_mismatch", session:create("Fleet_Car", { Plate = "X", Electric = "maybe" }))
    fleet.fails("invalid_class", session:create("Fleet_Ship", { Name = "X" }))
    assert.is_nil((session:create("Fleet_Vehicle", { Plate = "X" })))
    assert.equal("B-CA 1 B-TR 9 B-TX 7", fleet.column(session:enumerate("Fleet_Vehicle"), "Plate"))
  end)

  it("fails for a reference that fits no object of the declared class", function()
    local function refuses(code, keeper, story)
      local err = fleet.fails(code, session:create("Fleet_Depot", { Name = "X", Keeper = keeper }))
      assert.matches("Fleet_Depot.Keeper: " .. story, tostring(err), 1, true)
    end
    refuses("type_mismatch", mi.ref("Fleet_Car", { Plate = "B-CA 1" }), "Fleet_Car is no")
    refuses("type_mismatch", "P2", "P2 names a class")
    refuses("invalid_class", mi.ref("Fleet_Diver", { Name = "Ada" }), "no class Fleet_Diver")
    refuses("invalid_parameter", mi.ref("Fleet_Driver", { Name = "Ada" }), "the key Number")
    assert(session:create("Fleet_Depot", { Name = "X",
      Keeper = mi.ref("Fleet_Driver", { Name = "Nobody", Number = 9 }) }))
  end)

  it("wants a table of properties", function()
    fleet.raises("a table of properties was expected, not nil",
      function() session:create("Fleet_Car") end)
    fleet.raises("create: a ref, an instance or a path was expected, not nil",
      function() session:create(nil, {}) end)
  end)

  it("fails for what is no value at all", function()
    for _, wrong in ipairs { print, coroutine.create(function() end), io.stdout, session } do
      local err = fleet.fails("type_mismatch",
        session:create("Fleet_Car", { Plate = "X", Owner = wrong }))
      assert.matches("Owner", tostring(err))
    end
  end)

  it("stops at values that hold themselves", function()
    local endless = {}
    endless[1] = endless
    local ok, ref, err = pcall(session.create, session, "Fleet_Taxi",
      { Plate = "X", Languages = endless })
    assert.is_true(not ok or (ref == nil and mi.is_error(err)))
    local truck = fleet.truck(session)
    truck.Plate, truck.Cargo = "X", truck
    ok, ref, err = pcall(session.create, session, truck)
    assert.is_true(not ok or (ref == nil and mi.is_error(err)))
  end)
end)

describe("modifying", function()
  it("sets what is named, and leaves the rest", function()
    assert.is_true(session:modify(fleet.car(session), { Owner = "Eve", seats = 3 }))
    local car = fleet.car(session)
    assert.equal("Eve", car.Owner)
    assert.equal(3, car.Seats)
    assert.equal("the red one", car.Caption)
    assert.is_true(car.Electric)
  end)

  it("takes a ref, a handle, and a path in a text", function()
    assert.is_true(session:modify(fleet.ada(), { Caption = "1" }))
    assert.equal("1", session:get(fleet.ada()).Caption)
    local handle = session:get(fleet.ada(), { as = "instance" })
    assert.is_true(session:modify(handle, { Caption = "2" }))
    assert.equal("2", session:get(fleet.ada()).Caption)
    assert.is_true(session:modify('Fleet_Driver.Name="Ada",Number=1', { Caption = "3" }))
    assert.equal("3", session:get(fleet.ada()).Caption)
  end)

  it("of a subclass's object through its superclass sets what the object has", function()
    assert.is_true(session:modify(mi.ref("Fleet_Vehicle", { Plate = "B-TX 7" }), { Owner = "Eve" }))
    assert.equal("Eve", session:get("Fleet_Taxi", { Plate = "B-TX 7" }).Owner)
  end)

  it("sends an instance that was changed", function()
    local car = fleet.car(session)
    car.owner, car.Seats = "Eve", 2
    assert.is_true(session:modify(car))
    car = fleet.car(session)
    assert.equal("Eve", car.Owner)
    assert.equal(2, car.Seats)
    assert.equal("the red one", car.Caption)
  end)

  it("sets to NULL by mi.null", function()
    assert.is_true(session:modify(fleet.car(session), { Caption = mi.null }))
    assert.is_nil(fleet.car(session).Caption)
  end)

  it("takes an instance that was read with null = true", function()
    local bob = session:get(fleet.bob(), { null = true })
    assert.is_true(session:modify(bob))
    assert.is_nil(session:get(fleet.bob()).Caption)
  end)

  it("keeps 64-bit numbers exact on the way through", function()
    local truck = fleet.truck(session)
    truck.Caption = "touched"
    assert.is_true(session:modify(truck))
    assert.equal("18446744073709551615", tostring(fleet.truck(session).Payload))
    truck = session:get("Fleet_Truck", { Plate = "B-TR 9" }, { int64 = "string" })
    assert.is_true(session:modify(truck))
    assert.equal("18446744073709551615", tostring(fleet.truck(session).Payload))
  end)

  it("fails, and changes nothing", function()
    local car = fleet.car(session)
    fleet.fails("no_such_property", session:modify(car, { Owner = "Eve", Sails = 3 }))
    fleet.fails("type_mismatch", session:modify(car, { Owner = "Eve", Seats = -1 }))
    fleet.fails("invalid_parameter", session:modify(car, { Plate = "other" }))
    fleet.fails("not_found", session:modify(mi.ref("Fleet_Car", { Plate = "gone" }), { Seats = 1 }))
    assert.equal("Ada", fleet.car(session).Owner)
    assert.equal(5, fleet.car(session).Seats)
  end)

  it("wants changes", function()
    fleet.raises("a table of changes was expected, not nil",
      function() session:modify(fleet.ada()) end)
    fleet.raises("a table of changes was expected, not number",
      function() session:modify(fleet.ada(), 5) end)
    fleet.raises("modify: a ref, an instance or a path was expected, not nil",
      function() session:modify(nil, {}) end)
  end)
end)

describe("deleting", function()
  it("takes a ref, an instance, a handle, and a path in a text", function()
    local object_of = {
      function() return fleet.ada() end,
      function() return session:get(fleet.ada()) end,
      function() return session:get(fleet.ada(), { as = "instance" }) end,
      function() return 'Fleet_Driver.Name="Ada",Number=1' end,
    }
    for _, object in ipairs(object_of) do
      session = fleet.open()
      assert.is_true(session:delete(object()))
      assert.equal("Bob Cy", fleet.column(session:enumerate("Fleet_Driver"), "Name"))
      fleet.fails("not_found", session:get(fleet.ada()))
    end
  end)

  it("fails for what is not there", function()
    assert.is_true(session:delete(fleet.ada()))
    fleet.fails("not_found", session:delete(fleet.ada()))
    fleet.fails("invalid_class", session:delete(mi.ref("Fleet_Ship", { Name = "x" })))
    fleet.fails("invalid_parameter", session:delete(mi.ref("Fleet_Driver", { Name = "Bob" })))
  end)

  it("makes room for another of that name", function()
    assert.is_true(session:delete(fleet.ada()))
    assert(session:create("Fleet_Driver", { Name = "Ada", Number = 1, Caption = "again" }))
    assert.equal("again", session:get(fleet.ada()).Caption)
  end)
end)

describe("live objects", function()
  it("are not created, modified or deleted", function()
    local machine = assert(mi.session())
    local os_instance = machine:enumerate("CIM_OperatingSystem"):first()
    fleet.fails("not_supported", machine:delete(os_instance))
    fleet.fails("not_supported", machine:modify(os_instance, { Caption = "x" }))
    fleet.fails("not_supported", machine:create("Linux_UnixProcess", { Handle = "1" }))
  end)
end)
