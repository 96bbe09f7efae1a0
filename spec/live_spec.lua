-- This machine: what mi says of it, beside what /proc and /sys say when Lua reads them.

local mi = require "mi"
local fleet = require "spec.support.fleet"

local machine = assert(mi.session())

local function read(path)
  local file = io.open(path)
  if not file then return nil end
  local text = file:read("*a")
  file:close()
  return text
end

local function line_of(path) return read(path):match("[^\n]*") end

-- pid, name and the fields behind it, by their numbers in proc(5).
local function own_stat()
  local pid, name, rest = read("/proc/self/stat"):match("^(%d+) %((.*)%) (.*)$")
  local fields = {}
  for field in rest:gmatch("%S+") do fields[#fields + 1] = field end
  return pid, name, function(number) return fields[number - 2] end
end

local function own_process(options)
  local query = ("SELECT * FROM CIM_Process WHERE Handle = '%s'"):format((own_stat()))
  return assert(machine:query(query, options):first())
end

local function only(class) return (assert(machine:enumerate(class):first())) end
local function operating_system() return only "CIM_OperatingSystem" end
local function computer() return only "CIM_ComputerSystem" end

describe("the process that runs this", function()
  it("is found by its number", function()
    local pid, name, field = own_stat()
    local process = own_process()
    assert.equal("Linux_UnixProcess", mi.classname(process))
    assert.equal(pid, process.Handle)
    assert.equal(name, process.Name)
    assert.equal(field(4), process.ParentProcessID)
    assert.equal(field(5), tostring(process.ProcessGroupID))
    assert.equal(field(6), tostring(process.ProcessSessionID))
    assert.equal(tonumber(field(20)), process.ThreadCount)
  end)

  it("has its command line", function()
    local words = {}
    for word in read("/proc/self/cmdline"):gmatch("([^%z]*)%z") do words[#words + 1] = word end
    assert.same(words, own_process().Parameters)
  end)

  it("is whose it is", function()
    local uid = read("/proc/self/status"):match("Uid:%s+(%d+)")
    assert.equal(uid, tostring(own_process().RealUserID))
  end)

  it("is among all, and they are all there are, more or less", function()
    local pid = own_stat()
    local found, count = false, 0
    for process in machine:enumerate("CIM_Process", { properties = { "Handle" } }) do
      count = count + 1
      found = found or process.Handle == pid
      assert.matches("^%d+$", process.Handle)
    end
    assert.is_true(found)
    assert.is_true(count >= 2 and count < 100000)
  end)

  it("is got by its keys, whole and in part", function()
    local process = own_process()
    assert.equal(process.Name, machine:get(process).Name)
    local part = machine:get(mi.path(process), { properties = { "ThreadCount", "Handle" } })
    assert.equal("Handle ThreadCount", fleet.names(part))
    local keys = machine:get(process, { keys_only = true })
    assert.equal("CSCreationClassName CSName CreationClassName Handle OSCreationClassName OSName",
      fleet.names(keys))
  end)

  it("is got by its handle alone", function()
    local pid = own_stat()
    local process = assert(machine:get("Linux_UnixProcess", { Handle = pid }))
    assert.equal(pid, process.Handle)
    assert.equal(pid, machine:get(mi.ref("CIM_Process", { Handle = pid })).Handle)
    fleet.fails("not_found", machine:get("CIM_Process", { Handle = "999999999" }))
  end)

  it("was started before now, and after the machine", function()
    local started = own_process().CreationDate:epoch()
    local booted = tonumber(read("/proc/stat"):match("btime (%d+)"))
    assert.is_true(started >= booted - 2)
    assert.is_true(started <= os.time() + 2)
  end)

  it("that is not there is not found", function()
    local ref = mi.path(own_process())
    ref.keys.Handle = "999999999"
    fleet.fails("not_found", machine:get(ref))
    ref.keys.Handle = "../self"
    fleet.fails("not_found", machine:get(ref))
  end)
end)

describe("the operating system", function()
  it("is what the kernel says", function()
    local system = operating_system()
    assert.equal(line_of("/proc/sys/kernel/osrelease"), system.KernelRelease)
    assert.equal(line_of("/proc/sys/kernel/hostname"), system.CSName)
    assert.equal(36, system.OSType)
    local memory = tonumber(read("/proc/meminfo"):match("MemTotal:%s+(%d+)"))
    assert.equal(memory, system.TotalVisibleMemorySize)
    assert.is_true(system.FreePhysicalMemory <= memory)
    local booted = tonumber(read("/proc/stat"):match("btime (%d+)"))
    assert.is_true(math.abs(system.LastBootUpTime:epoch() - booted) <= 2)
    assert.is_true(math.abs(system.LocalDateTime:epoch() - os.time()) <= 60)
  end)

  it("runs on the computer, and the computer on it", function()
    local system = operating_system()
    local on = assert(machine:associators(system, { assoc_class = "CIM_RunningOS" }):first())
    assert.is_true(mi.path(on) == mi.path(computer()))
    local back = assert(machine:associators(on, { assoc_class = "CIM_RunningOS" }):first())
    assert.is_true(mi.path(back) == mi.path(system))
  end)

  it("has this process, and this process has it", function()
    local process = own_process()
    local system = assert(machine:associators(process, { assoc_class = "CIM_OSProcess",
      result_class = "CIM_OperatingSystem" }):first())
    assert.is_true(mi.path(system) == mi.path(operating_system()))
    local found = false
    for other in machine:associators(system, { assoc_class = "CIM_OSProcess",
      keys_only = true }) do
      found = found or mi.path(other) == mi.path(process)
    end
    assert.is_true(found)
    local reference = machine:references(process, { result_class = "CIM_OSProcess" }):first()
    assert.is_true(reference.PartComponent == mi.path(process))
  end)
end)

describe("file systems", function()
  local function mounts()
    local types = {}
    for where, kind in read("/proc/self/mounts"):gmatch("%S+ (%S+) (%S+) [^\n]*\n") do
      where = where:gsub("\\(%d%d%d)", function(octal)
        return string.char(tonumber(octal, 8))
      end)
      types[where] = kind
    end
    return types
  end

  it("are mounted where they say, and are of the kind that they say", function()
    local types, count = mounts(), 0
    for system in machine:enumerate("CIM_FileSystem") do
      count = count + 1
      assert.equal(types[system.Name], system.FileSystemType)
    end
    assert.is_true(count > 0)
  end)

  it("are not fuller than full", function()
    for system in machine:enumerate("CIM_LocalFileSystem") do
      if system.FileSystemSize and system.AvailableSpace then
        assert.is_true(system.AvailableSpace <= system.FileSystemSize)
      end
      local used = system.PercentageSpaceUse
      assert.is_true(used == nil or (used >= 0 and used <= 100))
    end
  end)

  it("are the computer's, and lead back to it", function()
    local count = 0
    for system in machine:associators(computer(), { assoc_class = "CIM_HostedFileSystem" }) do
      count = count + 1
      if count == 1 then
        local back = machine:associators(system, { assoc_class = "CIM_HostedFileSystem" }):first()
        assert.is_true(mi.path(back) == mi.path(computer()))
      end
    end
    assert.equal(#machine:enumerate("CIM_FileSystem"):collect(), count)
  end)
end)

describe("the computer", function()
  it("has the name of the host", function()
    assert.equal(line_of("/proc/sys/kernel/hostname"), computer().Name)
  end)

  it("has devices, which are its own", function()
    local seen = {}
    for device in machine:associators(computer(), { assoc_class = "CIM_SystemDevice" }) do
      assert.equal(computer().Name, device.SystemName)
      seen[mi.classname(device)] = true
    end
    assert.is_true(seen.Linux_Processor)
  end)

  it("has the network ports that the kernel has", function()
    local known = {}
    for name in read("/proc/net/dev"):gmatch("\n%s*([^:%s]+):") do known[name] = true end
    for port in machine:enumerate("CIM_NetworkPort") do
      assert.is_true(known[port.DeviceID], tostring(port.DeviceID))
      known[port.DeviceID] = nil
    end
    assert.is_nil(next(known))
  end)

  it("has the processors that the kernel has", function()
    local count = 0
    for processor in machine:enumerate("Linux_Processor") do
      count = count + processor.NumberOfLogicalProcessors
    end
    local _, online = read("/proc/stat"):gsub("\ncpu%d+ ", "")
    assert.equal(online, count)
  end)
end)

describe("the classes of this machine", function()
  it("are derived from those that people know", function()
    for name, above in pairs { Linux_UnixProcess = "CIM_Process",
      Linux_OperatingSystem = "CIM_OperatingSystem", Linux_LocalFileSystem = "CIM_FileSystem",
      Linux_EthernetPort = "CIM_LogicalDevice", Linux_OSProcess = "CIM_Component" } do
      assert.is_true(assert(machine:class(name)):is_a(above))
    end
  end)

  it("can all be enumerated, as tables and as handles", function()
    for class in machine:classes(nil, { deep = true }) do
      if class.name:match("^Linux_") then
        for _, as in ipairs { "table", "instance" } do
          local count = 0
          local op = machine:enumerate(class.name, { as = as, polymorphism = "shallow" })
          for instance in op do
            count = count + 1
            assert.equal(class.name, mi.classname(instance))
            if count == 20 then break end
          end
          op:close()
        end
      end
    end
  end)

  it("have associations whose ends are there", function()
    for _, name in ipairs { "CIM_RunningOS", "CIM_InstalledOS", "CIM_SystemDevice",
      "CIM_HostedAccessPoint", "CIM_PortImplementsEndpoint", "CIM_ElementStatisticalData" } do
      local op, count = machine:enumerate(name), 0
      for association in op do
        count = count + 1
        for _, property in ipairs(mi.properties(association)) do
          local value = association[property]
          if mi.is_ref(value) then assert(machine:get(value, { keys_only = true })) end
        end
        if count == 10 then break end
      end
      op:close()
    end
  end)
end)
