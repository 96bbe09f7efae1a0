--- What a session can do: each method checks its arguments, starts an operation of the core,
-- and gives back the operation itself (a loop) or its one result (a value, or nil, err).

local core = require "mi.core"
local options = require "mi.options"
require "mi.operation"

local session = core.session_methods
local exports = {}

--- Opens a session. No I/O happens here but reading the MOF of a `local:file.mof`.
function exports.open(target, given)
  if target ~= nil and type(target) ~= "string" then
    error("session: the target must be a string, not " .. type(target), 2)
  end
  options.check(given, options.session, "session", 2)
  local settings = {}
  for name, value in pairs(given or {}) do settings[name] = value end
  return core.session(target, settings)
end

local function arguments(self, where, known, given)
  options.check(given, known, where, 3)
  return options.merge(given, core.settings(self))
end

local function need_name(where, what, name, level)
  if type(name) ~= "string" or name == "" then
    error(("%s: %s must be a name, not %s"):format(where, what,
      name == "" and "an empty string" or type(name)), level + 1)
  end
end

-- An object is given as a ref, an instance or a path in a string.
local function need_object(where, object)
  if type(object) == "string" then return core.ref(object) end
  if object == nil or type(object) == "number" or type(object) == "boolean" then
    error(("%s: a ref, an instance or a path was expected, not %s"):format(where, type(object)), 3)
  end
  return object
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
  need_name("enumerate", "the class", class, 2)
  local args = arguments(self, "enumerate", options.call, given)
  args.class = class
  return loop(core.start(self, "enumerate", args))
end

function session:query(text, given)
  if type(text) ~= "string" then
    error("query: the query must be a string, not " .. type(text), 2)
  end
  local args = arguments(self, "query", options.query, given)
  args.query = text
  return loop(core.start(self, "query", args))
end

function session:associators(object, given)
  object = need_object("associators", object)
  local args = arguments(self, "associators", options.associators, given)
  args.object = object
  args.association_class, args.assoc_class = args.assoc_class, nil
  return loop(core.start(self, "associators", args))
end

function session:references(object, given)
  object = need_object("references", object)
  local args = arguments(self, "references", options.references, given)
  args.object = object
  return loop(core.start(self, "references", args))
end

--- The declarations below a class (nil: the top ones), or with `deep` all of them.
function session:classes(class, given)
  if class ~= nil then need_name("classes", "the class", class, 2) end
  local args = arguments(self, "classes", options.classes, given)
  args.class = class
  args.polymorphism = args.deep and "deep" or "shallow"
  args.deep = nil
  return loop(core.start(self, "classes", args))
end

function session:subscribe(query, given)
  if type(query) ~= "string" then
    error("subscribe: the query must be a string, not " .. type(query), 2)
  end
  local args = arguments(self, "subscribe", options.query, given)
  args.query = query
  return loop(core.start(self, "subscribe", args))
end

--- get(ref | instance | path, options) or get(class, keys, options).
function session:get(object, keys, given)
  if type(object) == "string" and type(keys) == "table" then
    object = core.ref(object, keys)
  else
    object, given = need_object("get", object), given or keys
  end
  local args = arguments(self, "get", options.call, given)
  args.object = object
  return single(core.start(self, "get", args))
end

function session:class(name, given)
  need_name("class", "the class", name, 2)
  local args = arguments(self, "class", options.call, given)
  args.class = name
  return single(core.start(self, "class", args))
end

--- create(class, properties, options) or create(instance, options); the new object's ref.
function session:create(what, properties, given)
  local args
  if type(what) == "string" then
    if type(properties) ~= "table" then
      error("create: a table of properties was expected, not " .. type(properties), 2)
    end
    args = arguments(self, "create", options.call, given)
    args.class, args.properties_in = what, properties
  else
    args = arguments(self, "create", options.call, given or properties)
    args.instance = need_object("create", what)
  end
  local created, err = single(core.start(self, "create", args))
  if created == nil then return nil, err end
  return core.path(created)
end

--- modify(object, changes, options); without changes, what stands in the instance itself.
function session:modify(object, changes, given)
  object = need_object("modify", object)
  if changes == nil and type(object) == "table" and not core.is_ref(object) then
    changes = object
  elseif type(changes) ~= "table" then
    error("modify: a table of changes was expected, not " .. type(changes), 2)
  end
  local args = arguments(self, "modify", options.call, given)
  args.object, args.properties_in = object, changes
  return single(core.start(self, "modify", args))
end

function session:delete(object, given)
  object = need_object("delete", object)
  local args = arguments(self, "delete", options.call, given)
  args.object = object
  return single(core.start(self, "delete", args))
end

--- Calls a method of an object, or a static one of a class given by name.
function session:invoke(object, method, parameters, given)
  if type(object) == "string" then object = core.ref(object) end
  object = need_object("invoke", object)
  need_name("invoke", "the method", method, 2)
  if parameters ~= nil and type(parameters) ~= "table" then
    error("invoke: a table of parameters was expected, not " .. type(parameters), 2)
  end
  local args = arguments(self, "invoke", options.call, given)
  args.object, args.method, args.parameters = object, method, parameters or {}
  return single(core.start(self, "invoke", args))
end

--- What the server says of itself, as a table.
function session:identify(given)
  local args = arguments(self, "identify", options.call, given)
  return single(core.start(self, "identify", args))
end

--- The namespaces that the server knows, as a sorted array of names.
function session:namespaces(given)
  local args = arguments(self, "namespaces", options.call, given)
  args.as = "table"
  local op, err = core.start(self, "namespaces", args)
  if not op then return nil, err end
  local found, failure = op:collect()
  if not found then return nil, failure end
  local names = {}
  for i, namespace in ipairs(found) do names[i] = namespace.Name end
  table.sort(names)
  return names
end

return exports
