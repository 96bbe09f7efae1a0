local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

local function names(...) return fleet.column(session:classes(...), "name") end

describe("the classes", function()
  it("without a name are those at the top", function()
    assert.equal("Fleet_Drives Fleet_Element Fleet_Engine Fleet_ParkedAt Fleet_Values", names())
  end)

  it("below a class are its direct subclasses", function()
    assert.equal("Fleet_Car Fleet_Truck", names("Fleet_Vehicle"))
    assert.equal("Fleet_Taxi", names("fleet_car"))
    assert.equal("", names("Fleet_Taxi"))
  end)

  it("are all of them with `deep`", function()
    assert.equal("Fleet_Car Fleet_Taxi Fleet_Truck", names("Fleet_Vehicle", { deep = true }))
    assert.equal("Fleet_Car Fleet_Truck", names("Fleet_Vehicle", { deep = false }))
    assert.equal(13, #session:classes(nil, { deep = true }):collect())
  end)

  it("are those of one namespace", function()
    assert.equal("Museum_Piece", names(nil, { namespace = "root/museum" }))
    fleet.fails("invalid_namespace", session:classes(nil, { namespace = "root/none" }):next())
  end)

  it("are declarations", function()
    for class in session:classes("Fleet_Vehicle") do
      assert.equal("Fleet_Vehicle", class.superclass)
      assert.is_true(class:is_a("Fleet_Element"))
    end
  end)

  it("below one that is not there are an error", function()
    fleet.fails("invalid_class", session:classes("Fleet_Ship"):next())
    fleet.raises("the class must be a name, not number", function() session:classes(5) end)
  end)
end)
