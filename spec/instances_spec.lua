local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

describe("an instance", function()
  it("is a plain table of its properties", function()
    local car = fleet.car(session)
    assert.equal("table", type(car))
    assert.equal("Built Caption Electric Owner Plate Seats Wheels", fleet.names(car))
    assert.equal("Ada", rawget(car, "Owner"))
    local count = 0
    for name, value in next, car do
      count = count + 1
      assert.equal(car[name], value)
    end
    assert.equal(7, count)
  end)

  it("finds its properties in any case", function()
    local car = fleet.car(session)
    assert.equal("Ada", car.owner)
    assert.equal("Ada", car.OWNER)
    assert.equal(5, car.sEaTs)
    assert.is_nil(car.sails)
    assert.is_nil(car[1])
    assert.is_nil(car[true])
  end)

  it("sets its properties in any case, under the name that the class has", function()
    local car = fleet.car(session)
    car.owner = "Eve"
    assert.equal("Eve", rawget(car, "Owner"))
    assert.is_nil(rawget(car, "owner"))
    car.Owner = nil
    assert.is_nil(car.owner)
    car.OWNER = "Mal"
    assert.equal("Mal", rawget(car, "Owner"))
    car.caption = nil
    car.caption = "again"
    assert.equal("again", rawget(car, "Caption"))
    assert.equal("Built Caption Electric Owner Plate Seats Wheels", fleet.names(car))
  end)

  it("has no methods that could hide a property", function()
    local car = fleet.car(session)
    for _, name in ipairs { "class", "path", "keys", "type", "get", "modify", "delete" } do
      assert.is_nil(car[name])
    end
  end)

  it("shares its metatable with others of its class", function()
    local a, b = session:get(fleet.ada()), session:get(fleet.bob())
    assert.is_true(getmetatable(a) == getmetatable(b))
    assert.is_false(getmetatable(a) == getmetatable(fleet.car(session)))
  end)

  it("belongs to the script: what it does to one touches no other", function()
    local one, other = fleet.truck(session), fleet.truck(session)
    one.Engine.Power = 1
    one.Spares[1] = nil
    one.Owner = nil
    assert.equal(300, other.Engine.Power)
    assert.equal(2, #other.Spares)
    assert.equal(300, fleet.truck(session).Engine.Power)
  end)

  it("is MOF as text, as it stands", function()
    local car = fleet.car(session)
    local text = tostring(car)
    assert.matches("^instance of Fleet_Car", text)
    assert.matches('Plate = "B-CA 1";', text, 1, true)
    assert.matches("Seats = 5;", text, 1, true)
    assert.matches("Electric = TRUE;", text, 1, true)
    assert.matches('Built = "20130415200447.892798+120";', text, 1, true)
    car.Owner = 'E "v" e'
    assert.matches('Owner = "E \\"v\\" e";', tostring(car), 1, true)
    car.Owner = nil
    assert.not_matches("Owner", tostring(car))
  end)

  it("as text can be read as MOF again", function()
    local declarations = {}
    for _, name in ipairs { "Fleet_Element", "Fleet_Vehicle", "Fleet_Car", "Fleet_Taxi" } do
      declarations[#declarations + 1] = tostring(session:class(name))
    end
    local taxi = assert(session:get("Fleet_Taxi", { Plate = "B-TX 7" }))
    taxi.Owner = 'B "o" \\ b\n'
    local mof = table.concat(declarations, "\n") .. "\n" .. tostring(taxi)
    local again = assert(fleet.compile(mof, { namespace = "root/fleet" }))
    assert.same(taxi, again:get("Fleet_Taxi", { Plate = "B-TX 7" }))
  end)

  it("as text shows what a script has put in, whatever it is", function()
    local car = fleet.car(session)
    car.Owner, car.Seats, car.Built, car.Electric = print, "many", {}, car
    assert.matches("^instance of Fleet_Car", tostring(car))
  end)
end)

describe("what is asked of an instance", function()
  local forms = { "table", "instance" }

  it("is its class, namespace, path and keys", function()
    for _, as in ipairs(forms) do
      local ada = assert(session:get(fleet.ada(), { as = as }))
      assert.equal("Fleet_Driver", mi.classname(ada))
      assert.equal("root/fleet", mi.namespace(ada))
      assert.is_nil(mi.host(ada))
      assert.same({ Name = "Ada", Number = 1 }, mi.keys(ada))
      assert.is_true(mi.path(ada) == fleet.ada())
    end
    local piece = session:enumerate("Museum_Piece", { namespace = "root/museum" }):first()
    assert.equal("root/museum", mi.namespace(piece))
    assert.equal("root/museum", mi.path(piece).namespace)
  end)

  it("is the same of a ref", function()
    local ref = mi.ref '//host/root/fleet:Fleet_Driver.Name="Ada",Number=1'
    assert.equal("Fleet_Driver", mi.classname(ref))
    assert.equal("root/fleet", mi.namespace(ref))
    assert.equal("host", mi.host(ref))
    assert.same({ Name = "Ada", Number = 1 }, mi.keys(ref))
    assert.is_nil(mi.namespace(fleet.ada()))
  end)

  it("is the types of its properties", function()
    for _, as in ipairs(forms) do
      local taxi = session:enumerate("Fleet_Taxi", { as = as }):first()
      assert.equal("string", mi.type(taxi, "Plate"))
      assert.equal("uint16", mi.type(taxi, "wheels"))
      assert.equal("real32", mi.type(taxi, "Fare"))
      assert.equal("string[]", mi.type(taxi, "Languages"))
      assert.equal("datetime", mi.type(taxi, "Built"))
      assert.equal("boolean", mi.type(taxi, "Electric"))
      assert.is_nil(mi.type(taxi, "Sails"))
    end
  end)

  it("is the names of its properties in declared order, NULL ones included", function()
    for _, as in ipairs(forms) do
      local taxi = session:enumerate("Fleet_Taxi", { as = as }):first()
      assert.equal("Caption Plate Wheels Owner Built Seats Electric Fare Languages",
        table.concat(mi.properties(taxi), " "))
    end
  end)

  it("follows what the script has set", function()
    local ada = session:get(fleet.ada())
    ada.Name, ada.number = "Bob", 2
    assert.same({ Name = "Bob", Number = 2 }, mi.keys(ada))
    assert.is_true(mi.path(ada) == fleet.bob())
    ada.Name = nil
    local path, err = mi.path(ada)
    assert.is_nil(path)
    assert.is_true(mi.is_error(err))
  end)

  it("is a mistake of anything else", function()
    for _, name in ipairs { "classname", "namespace", "path", "keys", "properties",
      "declaration", "table" } do
      for _, wrong in ipairs { 5, true, {}, print, session, io.stdout } do
        assert.is_false(pcall(mi[name], wrong), name .. " of " .. tostring(wrong))
      end
      assert.is_false(pcall(mi[name]), name)
    end
    assert.is_false(pcall(mi.type, {}, "Name"))
  end)
end)
