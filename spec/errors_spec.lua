local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

-- One failure of each kind that happens in process: code, MI_RESULT, what fails.
local failures = {
  { "not_found", 6, function() return session:get("Fleet_Car", { Plate = "gone" }) end },
  { "invalid_class", 5, function() return session:class("Fleet_Ship") end },
  { "invalid_namespace", 3,
    function() return session:class("Fleet_Car", { namespace = "root/none" }) end },
  { "invalid_parameter", 4, function() return session:get("Fleet_Car", { Colour = "red" }) end },
  { "already_exists", 11, function() return session:create("Fleet_Car", { Plate = "B-CA 1" }) end },
  { "no_such_property", 12,
    function() return session:modify(fleet.car(session), { Sails = 3 }) end },
  { "type_mismatch", 13,
    function() return session:modify(fleet.car(session), { Seats = 256 }) end },
  { "query_language_not_supported", 14,
    function() return session:query("SELECT 1", { dialect = "Klingon" }):next() end },
  { "invalid_query", 15, function() return session:query("SELECT"):next() end },
  { "method_not_available", 16,
    function() return session:invoke(fleet.car(session), "Honk") end },
  { "method_not_found", 17, function() return session:invoke(fleet.car(session), "Fly") end },
  { "not_supported", 7, function() return session:subscribe("SELECT * FROM X"):next() end },
  { "cancelled", 1, function()
    local op = session:enumerate("Fleet_Car")
    op:cancel()
    return op:next()
  end },
}

describe("an error", function()
  it("has a word, a number and a message", function()
    for _, case in ipairs(failures) do
      local err = fleet.fails(case[1], case[3]())
      assert.equal("table", type(err))
      assert.equal(case[2], err.result)
      assert.equal("string", type(err.message))
      assert.is_true(#err.message > 0)
    end
  end)

  it("says in one line what was tried, where, and why", function()
    for _, case in ipairs(failures) do
      local err = select(2, case[3]())
      local text = tostring(err)
      assert.not_matches("\n", text)
      assert.matches("%w+ .*root/", text)
      assert.matches("fleet.mof", text, 1, true)
    end
    local text = tostring(select(2, session:get("Fleet_Car", { Plate = "gone" })))
    assert.matches('^get Fleet_Car.Plate="gone" in root/fleet on local:.*: ', text)
  end)

  it("stays in one line whatever was asked", function()
    local _, err = session:query("SELECT *\nFROM\r\n\nFleet_Ship"):next()
    assert.is_true(mi.is_error(err))
    assert.not_matches("[\r\n]", tostring(err))
    _, err = session:get("Fleet_Car", { Plate = "a\nb" })
    assert.not_matches("[\r\n]", tostring(err))
  end)

  it("names the operation and the host", function()
    local _, err = session:get("Fleet_Car", { Plate = "gone" })
    assert.matches("^get", err.operation)
    assert.matches("local", err.host)
    _, err = session:query("SELECT"):next()
    assert.matches("^query", err.operation)
  end)

  it("is known as one", function()
    local _, err = session:class("Fleet_Ship")
    assert.is_true(mi.is_error(err))
    for _, other in ipairs { {}, "error", 5, true, session } do
      assert.is_false(mi.is_error(other))
    end
    assert.is_false(mi.is_error(nil))
    assert.equal("why: " .. tostring(err), "why: " .. err)
  end)

  it("is what a loop raises, with its fields", function()
    local ok, err = pcall(function() session:query("SELECT")() end)
    assert.is_false(ok)
    assert.equal("invalid_query", err.code)
  end)

  it("has no details where the server gave none", function()
    local _, err = session:class("Fleet_Ship")
    assert.is_nil(err.details)
    assert.is_nil(err.http_status)
    assert.is_nil(err.fault)
  end)

  it("belongs to the script", function()
    local op = session:enumerate("Fleet_Ship")
    local _, err = op:next()
    err.message = "changed"
    assert.matches(": changed$", tostring(err))
    err.message = nil
    assert.is_string(tostring(err))
  end)
end)

describe("credentials", function()
  it("reach no error, whatever the target", function()
    for _, target in ipairs { "gopher://ada:hunter2@host/x", "ada:hunter2@host", "hunter2",
      "x://hunter2@h", "//ada:hunter2@host" } do
      local opened, err = mi.session(target)
      if not opened then assert.not_matches("hunter2", tostring(err)) end
      if not opened then assert.not_matches("hunter2", err.message) end
    end
  end)

  it("reach no message about an option", function()
    local err = fleet.raises("unknown option", mi.session, nil, { passwort = "hunter2" })
    assert.not_matches("hunter2", tostring(err))
  end)
end)
