--- What a session can do: each method checks its arguments, starts an operation of the core,
-- and gives back the operation itself (a loop) or its one result (a value, or nil, err).
-- A mistake in the arguments is raised for the line of the script that called the method.

local core = require "mi.core"
local options = require "mi.options"
require "mi.operation"

local session = core.session_methods
local exports = {}

-- One value on success, so that a result can be the last argument of another call.
local function result(value, err)
  if value == nil then return nil, err end
  return value
end

-- Runs a function of the core. What it raises is raised for the caller `level` levels up, in the
-- name of the method.
local function attempt(where, level, fn, ...)
  local ok, value, err = pcall(fn, ...)
  if ok then return result(value, err) end
  if type(value) == "string" then value = where .. ": " .. value:gsub("^ref: ", "") end
  error(value, level + 1)
end

--- Opens a session. No I/O happens here but reading the MOF of a `local:file.mof`.
function exports.open(target, given)
  if target ~= nil and type(target) ~= "string" then
    error("session: the target must be a string, not " .. type(target), 2)
  end
  options.check(given, options.session, "session", 2)
  local settings = {}
  for name, value in pairs(given or {}) do settings[name] = value end
  local opened, err = attempt("session", 2, core.session, target, settings)
  return result(opened, err)
end

local function arguments(self, where, known, given)
  local is_session, settings = pcall(core.settings, self)
  if not is_session then
    error(("%s: a session was expected, not %s (it is called as session:%s)"):format(where,
      type(self), where), 3)
  end
  options.check(given, known, where, 3)
  return options.merge(given, settings)
end

-- The core refuses what cannot be checked here: a closed session, say.
local function start(self, kind, args)
  local op, err = attempt(kind, 3, core.start, self, kind, args)
  return op, err
end

local function check_name(where, what, name)
  if type(name) ~= "string" or name == "" then
    error(("%s: %s must be a name, not %s"):format(where, what,
      name == "" and "an empty string" or type(name)), 3)
  end
  return name
end

local function check_query(where, text)
  if type(text) ~= "string" then
    error(("%s: the query must be a string, not %s"):format(where, type(text)), 3)
  end
  return text
end

-- An object is given as a ref, an instance or a path in a string, which the core reads: a bad path
-- may come from anywhere, so it is an error to return.
local function check_object(where, object)
  local kind = type(object)
  if kind ~= "string" and kind ~= "table" and kind ~= "userdata" then
    error(("%s: a ref, an instance or a path was expected, not %s"):format(where, type(object)), 3)
  end
  return object
end

local function check_table(where, what, value)
  if type(value) ~= "table" then
    error(("%s: a table of %s was expected, not %s"):format(where, what, type(value)), 3)
  end
  return value
end

-- A `for` loop over the operation closes it when it is left early: that is the fourth value.
local function loop(op, err)
  if not op then return nil, err end
  return op, nil, nil, op
end

local function single(op, err)
  if not op then return nil, err end
  return op:first()
end

function session:enumerate(class, given)
  local args = arguments(self, "enumerate", options.call, given)
  args.class = check_name("enumerate", "the class", class)
  return loop(start(self, "enumerate", args))
end

function session:query(text, given)
  local args = arguments(self, "query", options.query, given)
  args.query = check_query("query", text)
  return loop(start(self, "query", args))
end

function session:associators(object, given)
  local args = arguments(self, "associators", options.associators, given)
  args.object = check_object("associators", object)
  args.association_class, args.assoc_class = args.assoc_class, nil
  return loop(start(self, "associators", args))
end

function session:references(object, given)
  local args = arguments(self, "references", options.references, given)
  args.object = check_object("references", object)
  return loop(start(self, "references", args))
end

--- The declarations below a class (nil: the top ones), or with `deep` all of them.
function session:classes(class, given)
  local args = arguments(self, "classes", options.classes, given)
  args.class = class ~= nil and check_name("classes", "the class", class) or nil
  args.polymorphism = args.deep and "deep" or "shallow"
  args.deep = nil
  return loop(start(self, "classes", args))
end

function session:subscribe(query, given)
  local args = arguments(self, "subscribe", options.query, given)
  args.query = check_query("subscribe", query)
  return loop(start(self, "subscribe", args))
end

--- get(ref | instance | path, options) or get(class, keys, options). A path that has keys already
-- takes no others.
function session:get(object, keys, given)
  local by_keys = false
  if type(object) == "string" and type(keys) == "table" then
    local is_path, ref = pcall(core.ref, object)
    by_keys = not (is_path and (ref.singleton or next(ref.keys) ~= nil))
  end
  if not by_keys then given = given or keys end
  local args = arguments(self, "get", options.call, given)
  args.object = check_object("get", object)
  if by_keys then args.object = attempt("get", 2, core.ref, object, keys) end
  return single(start(self, "get", args))
end

function session:class(name, given)
  local args = arguments(self, "class", options.call, given)
  args.class = check_name("class", "the class", name)
  return single(start(self, "class", args))
end

--- create(class, properties, options) or create(instance, options); the new object's ref.
function session:create(what, properties, given)
  local args
  if type(what) == "string" then
    args = arguments(self, "create", options.call, given)
    args.class = check_name("create", "the class", what)
    args.properties_in = check_table("create", "properties", properties)
  else
    args = arguments(self, "create", options.call, given or properties)
    args.instance = check_object("create", what)
  end
  local created, err = single(start(self, "create", args))
  if created == nil then return nil, err end
  return core.path(created)
end

--- modify(object, changes, options); without changes, what stands in the instance itself.
function session:modify(object, changes, given)
  local args = arguments(self, "modify", options.call, given)
  args.object = check_object("modify", object)
  if changes == nil and type(object) == "table" and not core.is_ref(object) then
    args.properties_in = object
  else
    args.properties_in = check_table("modify", "changes", changes)
  end
  return single(start(self, "modify", args))
end

function session:delete(object, given)
  local args = arguments(self, "delete", options.call, given)
  args.object = check_object("delete", object)
  return single(start(self, "delete", args))
end

--- Calls a method of an object, or a static one of a class given by name.
function session:invoke(object, method, parameters, given)
  local args = arguments(self, "invoke", options.call, given)
  args.object = check_object("invoke", object)
  args.method = check_name("invoke", "the method", method)
  args.parameters = check_table("invoke", "parameters", parameters or {})
  return single(start(self, "invoke", args))
end

--- What the server says of itself, as a table.
function session:identify(given)
  local args = arguments(self, "identify", options.call, given)
  return single(start(self, "identify", args))
end

--- The namespaces that the server knows, as a sorted array of names.
function session:namespaces(given)
  local args = arguments(self, "namespaces", options.call, given)
  args.as = "table"
  local op, err = start(self, "namespaces", args)
  if not op then return nil, err end
  local found, failure = op:collect()
  if not found then return nil, failure end
  local names = {}
  for i, namespace in ipairs(found) do names[i] = namespace.Name end
  table.sort(names)
  return names
end

return exports
