local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

local function plates(condition)
  return fleet.column(session:query("SELECT * FROM Fleet_Vehicle WHERE " .. condition), "Plate")
end

describe("a query", function()
  it("without a condition gives all", function()
    assert.equal("B-CA 1 B-TR 9 B-TX 7",
      fleet.column(session:query("SELECT * FROM Fleet_Vehicle"), "Plate"))
    assert.equal("B-CA 1 B-TX 7", fleet.column(session:query("select * from fleet_car"), "Plate"))
  end)

  it("gives whole objects for *, and just the properties that it names", function()
    local taxi = session:query("SELECT * FROM Fleet_Taxi"):first()
    assert.equal(2.5, taxi.Fare)
    taxi = session:query("SELECT Plate, Fare FROM Fleet_Taxi"):first()
    assert.equal("Fare Plate", fleet.names(taxi))
    assert.equal("Fleet_Taxi", mi.classname(taxi))
  end)

  it("compares", function()
    assert.equal("B-TR 9", plates "Wheels > 4")
    assert.equal("B-CA 1 B-TX 7", plates "Wheels = 4")
    assert.equal("B-CA 1 B-TX 7", plates "Wheels <= 4")
    assert.equal("B-CA 1", plates "Owner = 'ada'")
    assert.equal("B-TR 9 B-TX 7", plates "Owner <> 'Ada'")
    assert.equal("B-CA 1", plates "Built < '20200101000000.000000+000'")
  end)

  it("joins conditions", function()
    assert.equal("B-TX 7", plates "Owner = 'Bob' AND Wheels = 4")
    assert.equal("B-CA 1 B-TR 9", plates "Owner = 'Ada' OR Wheels = 6")
    assert.equal("B-TR 9 B-TX 7", plates "NOT Owner = 'Ada'")
    assert.equal("B-TX 7", plates "NOT (Owner = 'Ada' OR Wheels = 6)")
  end)

  it("knows LIKE, ISA and NULL", function()
    assert.equal("B-TR 9 B-TX 7", plates "Plate LIKE 'B-T%'")
    assert.equal("B-TX 7", plates "Plate LIKE '%[0-8]' AND NOT Plate LIKE '%1'")
    assert.equal("B-CA 1 B-TX 7", plates "__this ISA 'Fleet_Car'")
    assert.equal("B-TR 9 B-TX 7", plates "Caption IS NULL")
    assert.equal("B-CA 1", plates "Caption IS NOT NULL")
  end)

  it("takes 64-bit numbers as they are", function()
    local function trucks(number)
      return fleet.column(session:query("SELECT * FROM Fleet_Truck WHERE Payload = " .. number),
        "Plate")
    end
    assert.equal("B-TR 9", trucks "18446744073709551615")
    assert.equal("", trucks "18446744073709551614")
  end)

  it("takes options", function()
    local op = session:query("SELECT * FROM Fleet_Truck", { as = "instance", dialect = "WQL" })
    assert.equal("userdata", type(op:first()))
    local text = "SELECT * FROM Museum_Piece"
    assert.equal("a wheel", session:query(text, { namespace = "root/museum" }):first().Title)
  end)

  it("that is wrong fails, with the place and what was expected", function()
    local err = fleet.fails("invalid_query", session:query("SELECT * FORM Fleet_Car"):next())
    assert.matches("10", err.message)
    assert.matches("FROM", err.message)
    fleet.fails("invalid_query", session:query(""):next())
    fleet.fails("invalid_query", session:query("SELECT * FROM Fleet_Car WHERE"):next())
    fleet.fails("invalid_query", session:query("SELECT * FROM Fleet_Car WHERE (Seats = 5"):next())
    fleet.fails("invalid_query", session:query("SELECT COUNT(*) FROM Fleet_Car"):next())
  end)

  it("for a property that the class has not fails, and names it", function()
    local err = fleet.fails("invalid_query",
      session:query("SELECT * FROM Fleet_Car WHERE Sails = 3"):next())
    assert.matches("Sails", tostring(err))
  end)

  it("for a class that is not there fails", function()
    fleet.fails("invalid_class", session:query("SELECT * FROM Fleet_Ship"):next())
  end)

  it("in a language that nobody speaks here fails", function()
    fleet.fails("query_language_not_supported",
      session:query("SELECT * FROM Fleet_Car", { dialect = "Klingon" }):next())
  end)

  it("must be a text", function()
    fleet.raises("the query must be a string, not nil", function() session:query() end)
    fleet.raises("the query must be a string, not table", function() session:query({}) end)
    fleet.raises("the query must be a string, not number", function() session:subscribe(1) end)
  end)
end)
