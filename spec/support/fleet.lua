-- The fleet repository, and the words that specs share.

local mi = require "mi"

local fleet = { namespace = "root/fleet", file = "spec/support/fleet.mof" }

-- What the languages differ in.
fleet.integers = math.type ~= nil -- 64-bit integers: Lua 5.3 and later
fleet.closes = _VERSION == "Lua 5.4" -- loops and local variables can close a value
fleet.has_pairs_metamethod = pcall(function()
  assert(pairs(setmetatable({}, { __pairs = function() return 1 end })) == 1)
end)

--- A session on a fleet of its own: what one spec writes, no other sees.
function fleet.open(options)
  local settings = { namespace = fleet.namespace }
  for name, value in pairs(options or {}) do settings[name] = value end
  return (assert(mi.session("local:" .. fleet.file, settings)))
end

--- A session on a repository of just this MOF.
function fleet.compile(mof, options)
  local name = os.tmpname()
  local file = assert(io.open(name, "w"))
  file:write(mof)
  file:close()
  local session, err = mi.session("local:" .. name, options)
  os.remove(name)
  return session, err, name
end

--- The values of one property, sorted, in one text.
function fleet.column(op, property)
  local values = {}
  for _, object in ipairs(assert(op:collect())) do
    values[#values + 1] = tostring(object[property])
  end
  table.sort(values)
  return table.concat(values, " ")
end

--- The names of the classes of the results, sorted, in one text.
function fleet.classnames(op)
  local names = {}
  for _, object in ipairs(assert(op:collect())) do names[#names + 1] = mi.classname(object) end
  table.sort(names)
  return table.concat(names, " ")
end

--- The keys of a table, sorted, in one text.
function fleet.names(object)
  local names = {}
  for name in pairs(object) do names[#names + 1] = name end
  table.sort(names)
  return table.concat(names, " ")
end

--- Insists on nil and an error of that code; gives the error.
function fleet.fails(code, value, err)
  assert(value == nil, "a failure was expected, not " .. tostring(value))
  assert(mi.is_error(err), "an error object was expected, not " .. tostring(err))
  assert(err.code == code, ("%s was expected, not %s: %s"):format(code, err.code, tostring(err)))
  return err
end

--- Insists that the function raises, and that what it raises matches; gives what it raises.
function fleet.raises(pattern, fn, ...)
  local ok, err = pcall(fn, ...)
  assert(not ok, "an error was expected: " .. pattern)
  assert(tostring(err):find(pattern), ("'%s' was expected in: %s"):format(pattern, tostring(err)))
  return err
end

-- In parentheses, because busted's assert gives back more than one value.
function fleet.car(session) return (assert(session:get("Fleet_Car", { Plate = "B-CA 1" }))) end
function fleet.truck(session) return (assert(session:get("Fleet_Truck", { Plate = "B-TR 9" }))) end

function fleet.values(session, name, options)
  return (assert(session:get("Fleet_Values", { Name = name }, options)))
end

function fleet.ada() return mi.ref("Fleet_Driver", { Name = "Ada", Number = 1 }) end
function fleet.bob() return mi.ref("Fleet_Driver", { Name = "Bob", Number = 2 }) end

return fleet
