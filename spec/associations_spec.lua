local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

local function car() return mi.ref("Fleet_Car", { Plate = "B-CA 1" }) end
local function taxi() return mi.ref("Fleet_Taxi", { Plate = "B-TX 7" }) end
local function north() return mi.ref("Fleet_Depot", { Name = "North" }) end

-- What names each object, whatever class it is of.
local function name(object) return tostring(object.Plate or object.Name) end

local function associators(object, options)
  local names = {}
  for _, other in ipairs(assert(session:associators(object, options):collect())) do
    names[#names + 1] = name(other)
  end
  table.sort(names)
  return table.concat(names, ", ")
end

local function references(object, options)
  return fleet.classnames(session:references(object, options))
end

describe("associators", function()
  it("are the objects at the other ends", function()
    assert.equal("Ada, North", associators(car()))
    assert.equal("B-CA 1", associators(fleet.ada()))
    assert.equal("B-TR 9, B-TX 7", associators(fleet.bob()))
    assert.equal("B-CA 1, B-TX 7", associators(north()))
  end)

  it("are none where nothing is associated", function()
    assert.equal("", associators(mi.ref("Fleet_Driver", { Name = "Cy", Number = 3 })))
  end)

  it("are whole objects of their own class", function()
    local found = assert(session:associators(north()):collect())
    table.sort(found, function(a, b) return a.Plate < b.Plate end)
    assert.equal("Fleet_Car", mi.classname(found[1]))
    assert.equal("Fleet_Taxi", mi.classname(found[2]))
    assert.equal(2.5, found[2].Fare)
  end)

  it("are filtered by the class of the association", function()
    assert.equal("Ada", associators(car(), { assoc_class = "Fleet_Drives" }))
    assert.equal("North", associators(car(), { assoc_class = "Fleet_ParkedAt" }))
    assert.equal("Ada", associators(car(), { assoc_class = "Fleet_OwnsAndDrives" }))
    assert.equal("", associators(taxi(), { assoc_class = "Fleet_OwnsAndDrives" }))
    assert.equal("Bob", associators(taxi(), { assoc_class = "fleet_DRIVES" }))
  end)

  it("are filtered by the class of the result", function()
    assert.equal("North", associators(car(), { result_class = "Fleet_Depot" }))
    assert.equal("Ada", associators(car(), { result_class = "Fleet_Driver" }))
    assert.equal("Ada, North", associators(car(), { result_class = "Fleet_Element" }))
    assert.equal("B-CA 1, B-TX 7", associators(north(), { result_class = "Fleet_Car" }))
    assert.equal("B-TX 7", associators(north(), { result_class = "Fleet_Taxi" }))
    assert.equal("", associators(north(), { result_class = "Fleet_Truck" }))
  end)

  it("are filtered by the object's own role", function()
    assert.equal("Ada", associators(car(), { role = "Vehicle" }))
    assert.equal("North", associators(car(), { role = "parked" }))
    assert.equal("", associators(car(), { role = "Driver" }))
  end)

  it("are filtered by the role of the result", function()
    assert.equal("Ada", associators(car(), { result_role = "Driver" }))
    assert.equal("North", associators(car(), { result_role = "PLACE" }))
    assert.equal("", associators(car(), { result_role = "Vehicle" }))
  end)

  it("pass all the filters at once", function()
    assert.equal("Ada", associators(car(), { assoc_class = "Fleet_Drives", role = "Vehicle",
      result_class = "Fleet_Driver", result_role = "Driver" }))
    assert.equal("", associators(car(), { assoc_class = "Fleet_Drives", role = "Vehicle",
      result_class = "Fleet_Depot", result_role = "Driver" }))
    assert.equal("", associators(car(), { assoc_class = "Fleet_ParkedAt", role = "Vehicle" }))
  end)

  it("have only the properties that are asked for", function()
    local driver = session:associators(taxi(), { properties = { "Name" },
      assoc_class = "Fleet_Drives" }):first()
    assert.equal("Name", fleet.names(driver))
    driver = session:associators(taxi(), { keys_only = true,
      assoc_class = "Fleet_Drives" }):first()
    assert.equal("Name Number", fleet.names(driver))
  end)

  it("start from an instance, a handle, a ref of a superclass, and a text", function()
    assert.equal("Ada, North", associators(fleet.car(session)))
    assert.equal("Ada, North", associators(session:get(car(), { as = "instance" })))
    assert.equal("Ada, North", associators(mi.ref("Fleet_Vehicle", { Plate = "B-CA 1" })))
    assert.equal("Ada, North", associators 'Fleet_Car.Plate="B-CA 1"')
  end)

  it("lead there and back", function()
    local pairs_met = 0
    for vehicle in session:enumerate("Fleet_Vehicle") do
      for depot in session:associators(vehicle, { assoc_class = "Fleet_ParkedAt" }) do
        pairs_met = pairs_met + 1
        local back = " " .. associators(depot, { assoc_class = "Fleet_ParkedAt" }) .. ","
        assert.matches(" " .. vehicle.Plate .. ",", back, 1, true)
      end
    end
    assert.is_true(pairs_met >= 2)
  end)

  it("come once, whatever number of associations lead to them", function()
    assert(session:create("Fleet_OwnsAndDrives", { Driver = fleet.bob(), Vehicle = taxi() }))
    assert.equal("Bob", associators(taxi(), { result_class = "Fleet_Driver" }))
    assert.equal(3, #session:references(taxi()):collect())
  end)

  it("pass over what is not there", function()
    assert(session:create("Fleet_Drives", { Driver = fleet.ada(),
      Vehicle = mi.ref("Fleet_Car", { Plate = "gone" }) }))
    assert.equal("B-CA 1", associators(fleet.ada()))
  end)
end)

describe("references", function()
  it("are the associations that name the object", function()
    assert.equal("Fleet_OwnsAndDrives Fleet_ParkedAt", references(car()))
    assert.equal("Fleet_Drives Fleet_Drives", references(fleet.bob()))
  end)

  it("are filtered by their class, subclasses included", function()
    assert.equal("Fleet_OwnsAndDrives", references(car(), { result_class = "Fleet_Drives" }))
    assert.equal("Fleet_OwnsAndDrives", references(car(), { result_class = "Fleet_OwnsAndDrives" }))
    assert.equal("", references(taxi(), { result_class = "Fleet_OwnsAndDrives" }))
    assert.equal("Fleet_ParkedAt", references(car(), { result_class = "Fleet_ParkedAt" }))
  end)

  it("are filtered by the object's role", function()
    assert.equal("Fleet_OwnsAndDrives", references(car(), { role = "vehicle" }))
    assert.equal("", references(car(), { role = "Driver" }))
    assert.equal("", references(car(), { role = "Vehicle", result_class = "Fleet_ParkedAt" }))
  end)

  it("hold refs to both ends, and their own values", function()
    local owns = session:references(fleet.ada()):first()
    assert.equal(9000, owns.Price)
    assert.is_true(mi.is_ref(owns.Driver))
    assert.is_true(mi.is_ref(owns.Vehicle))
    assert.equal("B-CA 1", session:get(owns.Vehicle).Plate)
    assert.equal("Fleet_Driver", owns.Driver.class)
    assert.equal("Ada", owns.Driver.keys.Name)
  end)

  it("have only the properties that are asked for", function()
    local owns = session:references(fleet.ada(), { properties = { "Price" } }):first()
    assert.equal("Price", fleet.names(owns))
    owns = session:references(fleet.ada(), { keys_only = true }):first()
    assert.equal("Driver Vehicle", fleet.names(owns))
  end)
end)

describe("walking associations fails", function()
  it("for an object that is not there", function()
    local gone = mi.ref("Fleet_Car", { Plate = "gone" })
    fleet.fails("not_found", session:associators(gone):next())
    fleet.fails("not_found", session:references(gone):next())
  end)

  it("for a class that is not there", function()
    local ops = {
      session:associators(car(), { assoc_class = "Fleet_X" }),
      session:associators(car(), { result_class = "Fleet_X" }),
      session:references(car(), { result_class = "Fleet_X" }),
    }
    for i = 1, 3 do
      local err = fleet.fails("invalid_parameter", ops[i]:next())
      assert.matches("Fleet_X", tostring(err))
    end
  end)

  it("by raising when no object is given", function()
    fleet.raises("associators: a ref, an instance or a path was expected",
      function() session:associators(nil) end)
    fleet.raises("references: a ref, an instance or a path was expected",
      function() session:references(5) end)
  end)
end)
