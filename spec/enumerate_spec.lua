local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

local function classes(class, options)
  return fleet.classnames(session:enumerate(class, options))
end

-- For a loop over all that is found, which is not nothing.
local function found(class, options)
  local list = assert(session:enumerate(class, options):collect())
  assert.is_true(#list > 0)
  return ipairs(list)
end

-- The names of the properties that the object with that key has, declared order.
local function properties(class, options, plate)
  for _, object in ipairs(assert(session:enumerate(class, options):collect())) do
    if mi.path(object).keys.Plate == plate then
      return table.concat(mi.properties(object), " ")
    end
  end
  error("there is no " .. plate)
end

local vehicle = "Caption Plate Wheels Owner Built"
local car = vehicle .. " Seats Electric"
local taxi = car .. " Fare Languages"

describe("enumerating", function()
  it("finds the instances of subclasses, whole", function()
    assert.equal("Fleet_Car Fleet_Taxi Fleet_Truck", classes("Fleet_Vehicle"))
    assert.equal("Fleet_Car Fleet_Taxi", classes("Fleet_Car"))
    assert.equal("Fleet_Taxi", classes("Fleet_Taxi"))
    assert.equal(taxi, properties("Fleet_Vehicle", nil, "B-TX 7"))
  end)

  it("deep finds the same", function()
    local deep = { polymorphism = "deep" }
    assert.equal("Fleet_Car Fleet_Taxi Fleet_Truck", classes("Fleet_Vehicle", deep))
    assert.equal("Fleet_Car Fleet_Taxi", classes("Fleet_Car", deep))
    assert.equal(taxi, properties("Fleet_Car", deep, "B-TX 7"))
  end)

  it("shallow finds those of exactly the class", function()
    local shallow = { polymorphism = "shallow" }
    assert.equal("", classes("Fleet_Vehicle", shallow))
    assert.equal("Fleet_Car", classes("Fleet_Car", shallow))
    assert.equal("Fleet_Taxi", classes("Fleet_Taxi", shallow))
    assert.equal(car, properties("Fleet_Car", shallow, "B-CA 1"))
  end)

  it("base finds those of subclasses, with the properties of the class", function()
    local base = { polymorphism = "base" }
    assert.equal(3, #assert(session:enumerate("Fleet_Vehicle", base):collect()))
    assert.equal(vehicle, properties("Fleet_Vehicle", base, "B-TX 7"))
    assert.equal(car, properties("Fleet_Car", base, "B-TX 7"))
    assert.equal(taxi, properties("Fleet_Taxi", base, "B-TX 7"))
  end)

  it("base leads back to the whole object", function()
    for object in session:enumerate("Fleet_Vehicle", { polymorphism = "base" }) do
      if object.Plate == "B-TX 7" then
        assert.equal("Fleet_Taxi", mi.path(object).class)
        assert.equal(2.5, session:get(object).Fare)
        return
      end
    end
    error("there is no taxi")
  end)

  it("takes class names in any case", function()
    assert.equal("Fleet_Car Fleet_Taxi", classes("FLEET_car"))
  end)

  it("gives nothing for a class without instances", function()
    assert.same({}, session:enumerate("Fleet_Engine"):collect())
  end)

  it("fails for a class that is not there, and says which is meant", function()
    local err = fleet.fails("invalid_class", session:enumerate("Fleet_Cra"):next())
    assert.matches("Fleet_Cra", tostring(err))
    assert.matches("Fleet_Car", tostring(err))
  end)

  it("wants a name", function()
    fleet.raises("the class must be a name, not nil", function() session:enumerate() end)
    fleet.raises("the class must be a name, not an empty string",
      function() session:enumerate("") end)
    fleet.raises("the class must be a name, not table", function() session:enumerate({}) end)
  end)
end)

describe("a list of properties", function()
  it("is all that the results have", function()
    local list = { properties = { "Owner", "Plate" } }
    for _, object in found("Fleet_Vehicle", list) do
      assert.equal("Owner Plate", fleet.names(object))
    end
    assert.equal("Plate Owner", properties("Fleet_Vehicle", list, "B-TX 7"))
  end)

  it("takes names in any case, and twice", function()
    local object = session:enumerate("Fleet_Taxi",
      { properties = { "fare", "FARE", "plate" } }):first()
    assert.equal("Fare Plate", fleet.names(object))
  end)

  it("may name what only subclasses have", function()
    local list = { properties = { "Plate", "Fare" } }
    assert.equal("Plate Fare", properties("Fleet_Vehicle", list, "B-TX 7"))
    assert.equal("Plate", properties("Fleet_Vehicle", list, "B-CA 1"))
  end)

  it("leaves out keys that are not named, but the object still knows where it is", function()
    for _, object in found("Fleet_Taxi", { properties = { "Fare" } }) do
      assert.equal("Fare", fleet.names(object))
      assert.equal("B-TX 7", mi.path(object).keys.Plate)
      assert.equal("B-TX 7", mi.keys(object).Plate)
      assert.equal("Bob", session:get(object).Owner)
    end
  end)

  it("may be empty", function()
    local object = session:enumerate("Fleet_Taxi", { properties = {} }):first()
    assert.equal("", fleet.names(object))
    assert.equal("B-TX 7", mi.path(object).keys.Plate)
  end)

  it("goes together with polymorphism", function()
    local list = { properties = { "Plate", "Fare" }, polymorphism = "base" }
    assert.equal("Plate", properties("Fleet_Car", list, "B-TX 7"))
    list.polymorphism = "shallow"
    assert.equal("Fleet_Car", classes("Fleet_Car", list))
  end)

  it("is the same for handles", function()
    local handle = session:enumerate("Fleet_Taxi",
      { properties = { "Fare" }, as = "instance" }):first()
    assert.same({ "Fare" }, mi.properties(handle))
    assert.is_nil(handle.Owner)
    assert.equal("B-TX 7", mi.path(handle).keys.Plate)
  end)
end)

describe("keys only", function()
  it("leaves the keys", function()
    for _, object in found("Fleet_Vehicle", { keys_only = true }) do
      assert.equal("Plate", fleet.names(object))
    end
    for _, object in found("Fleet_Driver", { keys_only = true }) do
      assert.equal("Name Number", fleet.names(object))
    end
  end)

  it("leads to the objects", function()
    local owners = {}
    for object in session:enumerate("Fleet_Vehicle", { keys_only = true }) do
      owners[#owners + 1] = assert(session:get(object)).Owner
    end
    table.sort(owners)
    assert.same({ "Ada", "Bob", "Bob" }, owners)
  end)

  it("false is as without", function()
    assert.equal("Ada Bob Bob",
      fleet.column(session:enumerate("Fleet_Vehicle", { keys_only = false }), "Owner"))
  end)
end)

describe("NULL properties", function()
  it("are absent", function()
    assert.equal("Name Number", fleet.names(session:get(fleet.bob())))
    assert.is_nil(session:get(fleet.bob()).Caption)
  end)

  it("are mi.null when asked for", function()
    local bob = session:get(fleet.bob(), { null = true })
    assert.equal("Caption Name Number", fleet.names(bob))
    assert.equal(mi.null, bob.Caption)
    for _, driver in found("Fleet_Driver", { null = true }) do
      assert.equal("Caption Name Number", fleet.names(driver))
    end
  end)
end)

describe("an enumeration while the repository changes", function()
  it("meets what is created, and not what is deleted", function()
    local op = session:enumerate("Fleet_Driver")
    assert.equal("Ada", op:next().Name)
    assert(session:delete(fleet.bob()))
    assert(session:create("Fleet_Driver", { Name = "Di", Number = 4 }))
    assert.equal("Cy", op:next().Name)
    assert.equal("Di", op:next().Name)
    assert.is_nil(op:next())
  end)

  it("keeps the results it gave", function()
    local ada = session:enumerate("Fleet_Driver", { as = "instance" }):first()
    local op = session:enumerate("Fleet_Driver", { as = "instance" })
    local borrowed = op:next()
    assert(session:modify(fleet.ada(), { Caption = "changed" }))
    assert.equal("drives her own", ada.Caption)
    assert.equal("drives her own", borrowed.Caption)
    assert(session:delete(fleet.ada()))
    assert.equal("drives her own", borrowed.Caption)
    assert.equal("Bob", op:next().Name)
    assert.equal("Ada", borrowed.Name)
  end)
end)
