--- The options of sessions and calls: which there are, and what they may be.
-- An unknown name raises and tells the nearest known one, because a typing error that is
-- ignored shows itself only as a wrong result.

local options = {}

local function is(kind)
  return function(value)
    return type(value) == kind, "a " .. kind
  end
end

local function above_zero(value)
  return type(value) == "number" and value > 0 and value < math.huge, "a number above 0"
end

local function whole(value)
  return type(value) == "number" and value >= 1 and value < 2^32 and value % 1 == 0,
    "a whole number from 1"
end

local function one_of(...)
  local words = { ... }
  local expected = 'one of "' .. table.concat(words, '", "') .. '"'
  return function(value)
    for _, word in ipairs(words) do
      if value == word then return true end
    end
    return false, expected
  end
end

local function list_of_names(value)
  if type(value) ~= "table" then return false, "a list of names" end
  local count = 0
  for _ in pairs(value) do count = count + 1 end
  for i = 1, count do
    if type(value[i]) ~= "string" then return false, "a list of names" end
  end
  return true
end

local limits = {
  max_message = whole, max_envelope = whole, max_depth = whole, max_name = whole,
  max_text = whole, max_attributes = whole, max_properties = whole, max_elements = whole,
  max_batch = whole, max_memory = whole, max_source = whole, max_includes = whole,
}

--- What every call takes, and a session as the default of its calls.
local defaults = {
  namespace = is "string",
  timeout = above_zero,
  locale = is "string",
  batch = whole,
  as = one_of("table", "instance"),
  int64 = one_of("number", "string"),
  null = is "boolean",
}

local common = {
  properties = list_of_names,
  keys_only = is "boolean",
  polymorphism = one_of("deep", "shallow", "base"),
  qualifiers = is "boolean",
  custom = is "table",
  resource_uri = is "string",
}

local function union(...)
  local all = {}
  for _, set in ipairs { ... } do
    for name, check in pairs(set) do all[name] = check end
  end
  return all
end

--- The option names of each place: name -> check(value) -> ok, expected.
options.session = union(defaults, limits)
options.call = union(defaults, common)
options.query = union(options.call, { dialect = is "string" })
options.references = union(options.call, { result_class = is "string", role = is "string" })
options.associators = union(options.references,
  { assoc_class = is "string", result_role = is "string" })
options.classes = union(defaults, { deep = is "boolean" })

-- The number of letters to insert, drop or change to get from one word to the other.
local function distance(a, b)
  local row = {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local diagonal = row[0]
    row[0] = i
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      diagonal, row[j] = row[j], math.min(row[j] + 1, row[j - 1] + 1, diagonal + cost)
    end
  end
  return row[#b]
end

--- The known name that is most like a wrong one, or nil when none is like it.
function options.nearest(wrong, known)
  local best, least
  for name in pairs(known) do
    local steps = distance(wrong:lower(), name)
    if not least or steps < least or (steps == least and name < best) then
      best, least = name, steps
    end
  end
  if least and least <= math.max(2, math.floor(#wrong / 3)) then return best end
end

--- Raises, on behalf of the caller `level` levels up, when an option is unknown or ill-typed.
function options.check(given, known, where, level)
  if given == nil then return end
  if type(given) ~= "table" then
    error(where .. ": the options must be a table, not " .. type(given), level + 1)
  end
  for name, value in pairs(given) do
    local check = known[name]
    if not check then
      local nearest = type(name) == "string" and options.nearest(name, known)
      error(("%s: unknown option '%s'%s"):format(where, tostring(name),
        nearest and (" (did you mean '" .. nearest .. "'?)") or ""), level + 1)
    end
    local ok, expected = check(value)
    if not ok then
      error(("%s: option '%s' must be %s"):format(where, name, expected), level + 1)
    end
  end
end

--- The arguments of a call: what is given, over the defaults of the session; but its namespace,
-- which the core fills in where no object says its own.
function options.merge(given, session_options)
  local merged = {}
  for name in pairs(defaults) do merged[name] = session_options[name] end
  merged.namespace = nil
  if given then
    for name, value in pairs(given) do merged[name] = value end
  end
  return merged
end

return options
