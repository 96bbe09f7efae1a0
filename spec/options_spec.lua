local mi = require "mi"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

-- Each method, with arguments that are right and the options given.
local methods = {
  enumerate = function(options) return session:enumerate("Fleet_Car", options) end,
  query = function(options) return session:query("SELECT * FROM Fleet_Car", options) end,
  associators = function(options) return session:associators(fleet.ada(), options) end,
  references = function(options) return session:references(fleet.ada(), options) end,
  classes = function(options) return session:classes(nil, options) end,
  subscribe = function(options) return session:subscribe("SELECT * FROM X", options) end,
  get = function(options) return session:get(fleet.ada(), options) end,
  class = function(options) return session:class("Fleet_Car", options) end,
  create = function(options) return session:create("Fleet_Depot", { Name = "E" }, options) end,
  modify = function(options) return session:modify(fleet.ada(), { Caption = "E" }, options) end,
  delete = function(options) return session:delete(fleet.bob(), options) end,
  invoke = function(options) return session:invoke("Fleet_Car", "Count", {}, options) end,
  identify = function(options) return session:identify(options) end,
  namespaces = function(options) return session:namespaces(options) end,
}

describe("an unknown option", function()
  it("raises, and names the method and the option", function()
    for name, call in pairs(methods) do
      fleet.raises(name .. ": unknown option 'zzzzzzzz'$", call, { zzzzzzzz = 1 })
    end
  end)

  it("raises with the nearest known name", function()
    for name, call in pairs(methods) do
      fleet.raises(name .. ": unknown option 'timout' %(did you mean 'timeout'%?%)", call,
        { timout = 5 })
    end
    fleet.raises("did you mean 'properties'", methods.enumerate, { propertys = {} })
    fleet.raises("did you mean 'polymorphism'", methods.enumerate, { Polymorphysm = "deep" })
    fleet.raises("did you mean 'assoc_class'", methods.associators, { asoc_class = "X" })
    fleet.raises("did you mean 'result_class'", methods.references, { resultclass = "X" })
    fleet.raises("did you mean 'dialect'", methods.query, { dialekt = "WQL" })
    fleet.raises("did you mean 'namespace'", mi.session, nil, { namspace = "root" })
    fleet.raises("did you mean 'max_memory'", mi.session, nil, { max_memery = 5 })
  end)

  it("is one that this method does not have, though another has", function()
    fleet.raises("unknown option 'assoc_class'", methods.references, { assoc_class = "X" })
    fleet.raises("unknown option 'role'", methods.enumerate, { role = "X" })
    fleet.raises("unknown option 'properties'", mi.session, nil, { properties = {} })
    fleet.raises("unknown option 'max_memory'", methods.enumerate, { max_memory = 5 })
  end)

  it("may be no text at all", function()
    fleet.raises("unknown option '1'", methods.enumerate, { "deep" })
    fleet.raises("unknown option 'true'", mi.session, nil, { [true] = 1 })
  end)
end)

describe("an option of the wrong kind", function()
  local function refused(name, value, expected, call)
    fleet.raises(("option '%s' must be %s"):format(name, expected), call or methods.enumerate,
      { [name] = value })
  end

  it("raises, and says what is expected", function()
    refused("namespace", 5, "a string")
    refused("timeout", 0, "a number above 0")
    refused("timeout", -1, "a number above 0")
    refused("timeout", 0 / 0, "a number above 0")
    refused("timeout", math.huge, "a number above 0")
    refused("timeout", "5", "a number above 0")
    refused("batch", 0, "a whole number from 1")
    refused("batch", 1.5, "a whole number from 1")
    refused("as", "tables", 'one of "table", "instance"')
    refused("int64", "text", 'one of "number", "string"')
    refused("null", 1, "a boolean")
    refused("keys_only", "yes", "a boolean")
    refused("polymorphism", "all", 'one of "deep", "shallow", "base"')
    refused("properties", "Name", "a list of names")
    refused("properties", { 1 }, "a list of names")
    refused("properties", { Name = "x" }, "a list of names")
    refused("properties", { "Name", nil, "Caption" }, "a list of names")
    refused("custom", 1, "a table")
    refused("role", 1, "a string", methods.references)
    refused("result_class", false, "a string", methods.references)
    refused("deep", 1, "a boolean", methods.classes)
  end)

  it("is raised where a session is opened, too", function()
    fleet.raises("session: option 'namespace' must be a string", mi.session, nil,
      { namespace = true })
    fleet.raises("session: option 'max_memory' must be a whole number", mi.session, nil,
      { max_memory = 0 })
    fleet.raises("session: the options must be a table, not string", mi.session, nil, "x")
  end)

  it("is no table of options", function()
    for name, call in pairs(methods) do
      fleet.raises(name .. ": the options must be a table, not boolean", call, true)
    end
  end)
end)

describe("options", function()
  it("are not changed by a call", function()
    local options = { properties = { "Plate" }, keys_only = false, as = "table" }
    session:enumerate("Fleet_Car", options):collect()
    assert.equal("as keys_only properties", fleet.names(options))
    assert.same({ "Plate" }, options.properties)
  end)

  it("for the provider and the wire are taken in process as well", function()
    local op = session:enumerate("Fleet_Car", {
      custom = { Depth = 5, Name = "x", Flag = true }, resource_uri = "http://example/Fleet_Car",
      locale = "de-DE", batch = 10, qualifiers = true,
    })
    assert.equal(2, #assert(op:collect()))
  end)
end)

describe("a limit", function()
  local mof = "class A { [Key] uint32 Number; string Texts[]; };\n" ..
    'instance of A { Number = 1; Texts = { "' .. ("x"):rep(5000) .. '", "b", "c" }; };'
  local limits = { max_source = 1000, max_name = 5, max_text = 1000, max_elements = 2,
    max_properties = 1, max_memory = 2000 }

  it("that a repository goes over is named by the error", function()
    for name, most in pairs(limits) do
      local session_of_it, err = fleet.compile(mof, { [name] = most })
      fleet.fails("limit", session_of_it, err)
      assert.matches(name, tostring(err), 1, true)
    end
  end)

  it("that a query goes over is named by the error", function()
    local limited = assert(fleet.compile(mof, { max_depth = 5 }))
    local deep = ("("):rep(10) .. "Number = 1" .. (")"):rep(10)
    local _, err = limited:query("SELECT * FROM A WHERE " .. deep):next()
    assert.matches("max_depth", tostring(err), 1, true)
    assert.equal(1, limited:query("SELECT * FROM A WHERE ((Number = 1))"):next().Number)
  end)

  it("leaves alone what stays below it", function()
    for name, most in pairs(limits) do
      local limited = assert(fleet.compile(mof, { [name] = most * 100 }))
      assert.equal(3, #limited:enumerate("A"):first().Texts)
    end
  end)
end)
