local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

describe("a class", function()
  it("says what it is called, where it is, and what is above it", function()
    local taxi = assert(session:class("Fleet_Taxi"))
    assert.equal("Fleet_Taxi", taxi.name)
    assert.equal("root/fleet", taxi.namespace)
    assert.equal("Fleet_Car", taxi.superclass)
    assert.equal("Fleet_Car", taxi.parent.name)
    assert.equal("Fleet_Element", taxi.parent.parent.parent.name)
    assert.is_nil(taxi.parent.parent.parent.parent)
    assert.is_nil(session:class("Fleet_Engine").superclass)
  end)

  it("is found in any case", function()
    assert.equal("Fleet_Taxi", session:class("FLEET_TAXI").name)
  end)

  it("knows what it is", function()
    local taxi = assert(session:class("Fleet_Taxi"))
    for _, name in ipairs { "Fleet_Taxi", "fleet_car", "Fleet_Vehicle", "Fleet_Element" } do
      assert.is_true(taxi:is_a(name))
    end
    assert.is_false(taxi:is_a("Fleet_Truck"))
    assert.is_false(session:class("Fleet_Car"):is_a("Fleet_Taxi"))
    assert.is_false(taxi.abstract)
    assert.is_true(session:class("Fleet_Vehicle").abstract)
    assert.is_false(taxi.association)
    assert.is_true(session:class("Fleet_OwnsAndDrives").association)
    assert.is_false(taxi.indication)
  end)

  it("has its properties in declared order, the inherited ones first", function()
    local taxi = assert(session:class("Fleet_Taxi"))
    assert.equal("Caption Plate Wheels Owner Built Seats Electric Fare Languages",
      table.concat(taxi.property_names, " "))
    for _, name in ipairs(taxi.property_names) do
      assert.equal(name, taxi.properties[name].name)
    end
  end)

  it("says all of a property", function()
    local taxi = assert(session:class("Fleet_Taxi"))
    local plate = taxi.properties.Plate
    assert.equal("string", plate.type)
    assert.is_true(plate.key)
    assert.is_true(plate.inherited)
    assert.equal("Fleet_Vehicle", plate.origin)
    assert.equal("The number plate.", plate.qualifiers.Description)
    assert.equal(4, taxi.properties.Wheels.default)
    assert.is_nil(taxi.properties.Owner.default)
    assert.equal("string[]", taxi.properties.languages.type)
    assert.is_true(taxi.properties.Languages.array)
    assert.is_false(taxi.properties.Fare.inherited)
    assert.equal("Euro", taxi.properties.Fare.qualifiers.units)
    assert.is_nil(taxi.properties.Sails)
    local engine = assert(session:class("Fleet_Truck")).properties.Engine
    assert.equal("instance", engine.type)
    assert.equal("Fleet_Engine", engine.class)
    local driver = assert(session:class("Fleet_Drives")).properties.Driver
    assert.equal("reference", driver.type)
    assert.equal("Fleet_Driver", driver.class)
  end)

  it("says all of a method", function()
    local car = assert(session:class("Fleet_Car"))
    local honk = car.methods.honk
    assert.equal("Honk", honk.name)
    assert.equal("uint32", honk.type)
    assert.is_false(honk.static)
    assert.is_true(honk.inherited)
    assert.same({ "Times", "Heard" }, honk.parameter_names)
    assert.equal("uint16", honk.parameters.Times.type)
    assert.is_true(honk.parameters.Times["in"])
    assert.is_false(honk.parameters.Times.out)
    assert.is_false(honk.parameters.heard["in"])
    assert.is_true(honk.parameters.heard.out)
    assert.is_true(car.methods.Count.static)
    assert.is_nil(car.methods.Fly)
  end)

  it("has its qualifiers", function()
    local element = assert(session:class("Fleet_Element"))
    assert.equal("Whatever the fleet has.", element.qualifiers.description)
    assert.is_true(element.qualifiers.Abstract)
    assert.is_nil(session:class("Fleet_Car").qualifiers.Abstract)
  end)

  it("is MOF as text, which reads again into the same class", function()
    local text = {}
    for _, name in ipairs { "Fleet_Element", "Fleet_Vehicle", "Fleet_Car", "Fleet_Taxi" } do
      text[#text + 1] = tostring(assert(session:class(name)))
    end
    assert.matches("class Fleet_Taxi : Fleet_Car", text[4], 1, true)
    local again = assert(fleet.compile(table.concat(text, "\n"), { namespace = "root/fleet" }))
    local taxi = assert(again:class("Fleet_Taxi"))
    assert.equal(text[4], tostring(taxi))
    assert.equal("Fleet_Vehicle", taxi.properties.Plate.origin)
  end)

  it("is the same however one comes to it", function()
    local class = assert(session:class("Fleet_Car"))
    assert.is_true(class == session:class("Fleet_Car"))
    assert.is_true(class == mi.declaration(fleet.car(session)))
    assert.is_true(class == session:class("Fleet_Taxi").parent)
    assert.is_false(class == session:class("Fleet_Taxi"))
  end)

  it("is read-only, and has no other fields", function()
    local class = assert(session:class("Fleet_Car"))
    assert.is_false(pcall(function() class.name = "x" end))
    assert.is_nil(class.colour)
    assert.is_nil(class[1])
  end)

  it("that is not there is an error", function()
    local err = fleet.fails("invalid_class", session:class("Fleet_Tax"))
    assert.matches("Fleet_Taxi", tostring(err))
    fleet.raises("the class must be a name, not nil", function() session:class() end)
  end)
end)

describe("the declaration of an instance", function()
  it("is that of the class it was made of", function()
    assert.equal("Fleet_Car", mi.declaration(fleet.car(session)).name)
    local truck = fleet.truck(session)
    assert.equal("Fleet_TurboEngine", mi.declaration(truck.Engine).name)
    local handle = session:enumerate("Fleet_Taxi", { as = "instance" }):first()
    assert.equal("Fleet_Taxi", mi.declaration(handle).name)
  end)

  it("is whole, however few properties were asked for", function()
    local taxi = session:get("Fleet_Taxi", { Plate = "B-TX 7" }, { properties = { "Fare" } })
    local declaration = mi.declaration(taxi)
    assert.equal("Fleet_Taxi", declaration.name)
    assert.is_true(declaration:is_a("Fleet_Car"))
    assert.equal("real32", declaration.properties.Fare.type)
    assert.equal("string", declaration.properties.Owner.type)
  end)
end)
