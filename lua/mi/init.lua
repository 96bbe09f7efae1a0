--- mi: a client for CIM management servers.
-- This file only gathers the public names; docs/api.md describes them.

local core = require "mi.core"
local session = require "mi.session"
local gather = require "mi.gather"

local mi = {
  version = core.version,
  null = core.null,

  session = session.open,
  gather = gather.gather,

  ref = core.ref,
  datetime = core.datetime,
  interval = core.interval,

  classname = core.classname,
  namespace = core.namespace,
  host = core.host,
  path = core.path,
  keys = core.keys,
  type = core.type,
  properties = core.properties,
  declaration = core.declaration,
  table = core.table,
  is_error = core.is_error,
  is_ref = core.is_ref,
}

for _, name in ipairs {
  "uint8", "uint16", "uint32", "uint64", "sint8", "sint16", "sint32", "sint64",
  "real32", "real64", "char16",
} do
  mi[name] = core[name]
end

return mi
