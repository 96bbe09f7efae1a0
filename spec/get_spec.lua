local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

describe("getting an object", function()
  local function is_ada(object)
    assert.equal("drives her own", object.Caption)
    assert.equal("Fleet_Driver", mi.classname(object))
  end

  it("takes a class and its keys", function()
    is_ada(assert(session:get("Fleet_Driver", { Name = "Ada", Number = 1 })))
    is_ada(assert(session:get("fleet_driver", { number = "1", NAME = "Ada" })))
  end)

  it("takes some of the keys, when one object is all that fits", function()
    is_ada(assert(session:get("Fleet_Driver", { Name = "Ada" })))
    is_ada(assert(session:get(mi.ref("Fleet_Element", { Name = "Ada", Number = 1 }))))
    assert(session:create("Fleet_Driver", { Name = "Ada", Number = 77 }))
    local err = fleet.fails("invalid_parameter", session:get("Fleet_Driver", { Name = "Ada" }))
    assert.matches('several objects fit Fleet_Driver.Name="Ada": the key Number is missing',
      tostring(err), 1, true)
    fleet.fails("not_found", session:get("Fleet_Driver", { Name = "Nobody" }))
    fleet.fails("invalid_parameter", session:delete(mi.ref("Fleet_Driver", { Number = 77 })))
  end)

  it("tells a property that no such object has", function()
    local list = { properties = { "Plate", "Fair" } }
    local err = fleet.fails("no_such_property", session:get("Fleet_Vehicle", { Plate = "X" }, list))
    assert.matches("Fleet_Vehicle has no property Fair (did you mean Fare?)", tostring(err), 1,
      true)
    local first
    first, err = session:enumerate("Fleet_Vehicle", list):first()
    fleet.fails("no_such_property", first, err)
  end)

  it("takes a ref", function()
    is_ada(assert(session:get(fleet.ada())))
    is_ada(assert(session:get(mi.ref("Fleet_Driver", { Name = "Ada", Number = 1 }, "root/fleet"))))
  end)

  it("takes a path in a text", function()
    is_ada(assert(session:get 'Fleet_Driver.Name="Ada",Number=1'))
    is_ada(assert(session:get 'root/fleet:Fleet_Driver.Number=1,Name="Ada"'))
  end)

  it("takes an instance, however little of it is left", function()
    is_ada(assert(session:get(session:get(fleet.ada()))))
    is_ada(assert(session:get(session:get(fleet.ada(), { properties = { "Caption" } }))))
    is_ada(assert(session:get(session:get(fleet.ada(), { keys_only = true }))))
    is_ada(assert(session:get(session:get(fleet.ada(), { as = "instance" }))))
  end)

  it("takes a reference that is the value of a property", function()
    local drives = session:references(fleet.ada()):first()
    is_ada(assert(session:get(drives.Driver)))
  end)

  it("by a superclass finds the object with all that it has", function()
    local taxi = assert(session:get("Fleet_Vehicle", { Plate = "B-TX 7" }))
    assert.equal("Fleet_Taxi", mi.classname(taxi))
    assert.equal(2.5, taxi.Fare)
  end)

  it("takes options", function()
    local only_fare = { properties = { "Fare" } }
    local taxi = assert(session:get("Fleet_Taxi", { Plate = "B-TX 7" }, only_fare))
    assert.equal("Fare", fleet.names(taxi))
    local handle = assert(session:get(mi.ref("Fleet_Taxi", { Plate = "B-TX 7" }),
      { as = "instance", keys_only = true }))
    assert.equal("userdata", type(handle))
    assert.same({ "Plate" }, mi.properties(handle))
  end)

  it("takes options after a path that has keys already", function()
    local path = 'Fleet_Taxi.Plate="B-TX 7"'
    assert.equal("Fare", fleet.names(session:get(path, { properties = { "Fare" } })))
    fleet.raises("get: unknown option 'Plate'",
      function() return session:get(path, { Plate = "B-CA 1" }) end)
  end)

  it("goes to the namespace that the ref says", function()
    local ref = mi.ref("Museum_Piece", { Number = 1 }, "root/museum")
    assert.equal("a wheel", session:get(ref).Title)
    assert.equal("a wheel", session:get(ref, { namespace = "root/fleet" }).Title)
    assert.equal("a wheel", session:get(mi.path(session:get(ref))).Title)
    ref.keys.Number = 77
    local err = fleet.fails("not_found", session:get(ref))
    assert.matches("root/museum", tostring(err), 1, true)
    assert.not_matches("root/fleet", tostring(err), 1, true)
  end)

  it("fails when there is no such object", function()
    local err = fleet.fails("not_found", session:get("Fleet_Car", { Plate = "gone" }))
    assert.matches('Plate="gone"', tostring(err), 1, true)
    fleet.fails("not_found", session:get("Fleet_Taxi", { Plate = "B-CA 1" }))
  end)

  it("fails when the class is not there", function()
    fleet.fails("invalid_class", session:get("Fleet_Ship", { Name = "x" }))
  end)

  it("fails when the keys are not those of the class", function()
    local err = fleet.fails("invalid_parameter",
      session:get("Fleet_Car", { Plate = "x", Colour = "y" }))
    assert.matches("Colour", tostring(err))
    err = fleet.fails("type_mismatch",
      session:get("Fleet_Driver", { Name = "Ada", Number = "one" }))
    assert.matches("Number", tostring(err))
    fleet.fails("invalid_parameter", session:get("Fleet_Driver"))
  end)

  it("wants an object", function()
    fleet.raises("a ref, an instance or a path was expected, not nil",
      function() session:get(nil) end)
    fleet.raises("not number", function() session:get(5) end)
    fleet.raises("not boolean", function() session:get(true) end)
    for _, wrong in ipairs { {}, { Plate = "x" }, print, io.stdout, session } do
      assert.is_false(pcall(session.get, session, wrong))
    end
  end)

  it("tells a path that is none as an error, because paths come from outside", function()
    for _, text in ipairs { "", "this is : no path = at all", 'Fleet_Car.Plate="' } do
      fleet.fails("syntax", session:get(text))
      fleet.fails("syntax", session:delete(text))
    end
  end)

  it("gives one value, as the other calls that succeed", function()
    assert.equal(1, select("#", session:get("Fleet_Car", { Plate = "B-CA 1" })))
    assert.equal(1, select("#", session:enumerate("Fleet_Car"):first()))
    assert.equal(1, select("#", session:class("Fleet_Car")))
    assert.equal(1, select("#", session:identify()))
    assert.equal(1, select("#", fleet.open()))
  end)
end)

describe("an instance whose class has no keys", function()
  it("has no path", function()
    local engine = fleet.truck(session).Engine
    local path, err = mi.path(engine)
    fleet.fails("not_found", path, err)
    assert.same({}, mi.keys(engine))
  end)
end)
