local mi = require "mi"
local fleet = require "spec.support.fleet"

local machine = assert(mi.session())

local function own_process()
  local stat = assert(io.open("/proc/self/stat"))
  local pid = stat:read("*a"):match("^%d+")
  stat:close()
  local query = ("SELECT * FROM Linux_UnixProcess WHERE Handle = '%s'"):format(pid)
  return assert(machine:query(query):first())
end

describe("invoking a method", function()
  it("gives the return value", function()
    local outs = assert(machine:invoke(own_process(), "SendSignal", { Signal = 0 }))
    assert.equal(0, outs.ReturnValue)
    assert.equal("uint32", mi.type(outs, "ReturnValue"))
  end)

  it("takes names in any case, typed numbers, refs, handles and options", function()
    local process = own_process()
    local ways = {
      function() return machine:invoke(process, "sendsignal", { signal = 0 }) end,
      function() return machine:invoke(process, "SendSignal", { Signal = mi.uint16(0) }) end,
      function() return machine:invoke(process, "SendSignal", { Signal = "0" }) end,
      function() return machine:invoke(mi.path(process), "SendSignal", { Signal = 0 }) end,
      function()
        return machine:invoke(tostring(mi.path(process)), "SendSignal", { Signal = 0 })
      end,
      function()
        local handle = machine:get(process, { as = "instance" })
        return machine:invoke(handle, "SendSignal", { Signal = 0 }, { as = "instance" })
      end,
    }
    for _, way in ipairs(ways) do assert.equal(0, assert(way()).ReturnValue) end
  end)

  it("answers what the machine does not do", function()
    local os_instance = machine:enumerate("CIM_OperatingSystem"):first()
    local outs = assert(machine:invoke(os_instance, "RequestStateChange", { RequestedState = 2 }))
    assert.equal(1, outs.ReturnValue)
    assert.is_nil(outs.Job)
  end)

  it("fails for a method that is not there", function()
    local err = fleet.fails("method_not_found", machine:invoke(own_process(), "Fly"))
    assert.matches("Fly", tostring(err))
  end)

  it("fails for parameters that it does not have, or that do not fit", function()
    local process = own_process()
    local err = fleet.fails("invalid_parameter",
      machine:invoke(process, "SendSignal", { Sginal = 0 }))
    assert.matches("Sginal", tostring(err))
    fleet.fails("type_mismatch", machine:invoke(process, "SendSignal", { Signal = 70000 }))
    fleet.fails("type_mismatch", machine:invoke(process, "SendSignal", { Signal = "stop" }))
    fleet.fails("invalid_parameter", machine:invoke(process, "SendSignal"))
  end)

  it("fails where nothing carries it out", function()
    local session = fleet.open()
    local err = fleet.fails("method_not_available",
      session:invoke(fleet.car(session), "Honk", { Times = 2 }))
    assert.matches("Honk", tostring(err))
    fleet.fails("method_not_available", session:invoke("Fleet_Car", "Count", { Kind = "x" }))
  end)

  it("fails for a class where an object is needed, and for an object that is gone", function()
    local session = fleet.open()
    fleet.fails("invalid_parameter", session:invoke("Fleet_Car", "Honk"))
    fleet.fails("not_found", session:invoke('Fleet_Car.Plate="gone"', "Honk"))
  end)

  it("wants an object, a method, and a table", function()
    local process = own_process()
    fleet.raises("the method must be a name, not nil", function() machine:invoke(process) end)
    fleet.raises("the method must be a name, not an empty string",
      function() machine:invoke(process, "") end)
    fleet.raises("a table of parameters was expected, not number",
      function() machine:invoke(process, "SendSignal", 0) end)
    fleet.raises("invoke: a ref, an instance or a path was expected, not nil",
      function() machine:invoke(nil, "X") end)
  end)
end)
