-- What this machine looks like through mi. Run it with `make demo`, or with any Lua from 5.1 on
-- that finds the module:  lua examples/demo.lua
--
-- Nothing here is special to the local machine: give a URL to mi.session, and the same calls go
-- to a Windows host, an OMI server or a storage array.

local mi = require "mi"

-- A session does no I/O yet. Without a target it is on this machine, without any server.
local session = assert(mi.session())

---------------------------------------------------------------------------------------------
-- Some words for readable output

local function heading(text) print(("\n%s\n%s"):format(text, ("-"):rep(#text))) end

local function line(format, ...) print("  " .. format:format(...)) end

-- CIM's integers may be too big for a number: tonumber takes both kinds.
local function size(bytes)
  if not bytes then return "-" end
  local value, units = tonumber(tostring(bytes)), { "B", "KiB", "MiB", "GiB", "TiB", "PiB" }
  local unit = 1
  while value >= 1024 and unit < #units do value, unit = value / 1024, unit + 1 end
  return ((unit == 1 or value >= 100) and "%.0f %s" or "%.1f %s"):format(value, units[unit])
end

local function bar(percent)
  local filled = math.floor((percent or 0) / 5 + 0.5)
  return "[" .. ("#"):rep(filled) .. ("."):rep(20 - filled) .. "]"
end

local function short(text, width)
  return #text > width and text:sub(1, width - 3) .. "..." or text
end

---------------------------------------------------------------------------------------------
heading "The operating system"

-- An operation is an iterator; `first` takes one result and closes it. Asking for the CIM class
-- finds the instances of its subclasses: here the one of Linux_OperatingSystem.
local os_instance = assert(session:enumerate("CIM_OperatingSystem"):first())

-- Properties are plain fields. Classes, paths and types come from functions of `mi`, so that no
-- property is ever hidden by a method.
line("%s on %s (%s)", os_instance.Caption or os_instance.Name, os_instance.CSName,
  mi.classname(os_instance))

-- Datetimes have fields; tostring gives CIM's own 25 characters.
local boot = os_instance.LastBootUpTime
if boot then
  line("kernel %s, up since %04d-%02d-%02d %02d:%02d", os_instance.KernelRelease, boot.year,
    boot.month, boot.day, boot.hour, boot.minute)
end
line("memory %s, %s free; %d processes", size(os_instance.TotalVisibleMemorySize * 1024),
  size(os_instance.FreePhysicalMemory * 1024), os_instance.NumberOfProcesses)

---------------------------------------------------------------------------------------------
heading "The biggest processes"

-- `properties` says what is wanted: what is not, is not even read. Results are plain tables,
-- copied out of the stream, so they can be kept and sorted.
local processes = assert(session:enumerate("CIM_UnixProcess", {
  properties = { "Handle", "Name", "WorkingSetSize", "UserModeTime", "KernelModeTime", "UserName" },
}):collect())
table.sort(processes, function(a, b) return (a.WorkingSetSize or 0) > (b.WorkingSetSize or 0) end)

line("%8s  %-24s %10s %10s  %s", "pid", "name", "memory", "cpu", "user")
for i = 1, math.min(8, #processes) do
  local p = processes[i]
  line("%8s  %-24s %10s %8.1f s  %s", p.Handle, short(p.Name or "?", 24), size(p.WorkingSetSize),
    ((p.UserModeTime or 0) + (p.KernelModeTime or 0)) / 1000, p.UserName or "")
end

---------------------------------------------------------------------------------------------
heading "File systems"

for fs in session:enumerate("CIM_FileSystem") do
  line("%-28s %-9s %10s %s %3s%%", short(fs.Name, 28), fs.FileSystemType or "?",
    size(fs.FileSystemSize), bar(fs.PercentageSpaceUse), fs.PercentageSpaceUse or "-")
end

---------------------------------------------------------------------------------------------
heading "Network ports"

-- From an object to those that belong to it: the addresses of a port, and its counters.
for port in session:enumerate("CIM_NetworkPort") do
  local addresses = {}
  for endpoint in session:associators(port, { result_class = "CIM_IPProtocolEndpoint" }) do
    addresses[#addresses + 1] = endpoint.ElementName
  end
  local counted = session:associators(port, { result_class = "CIM_StatisticalData" }):first() or {}
  line("%-8s %-4s %-12s  in %9s  out %9s  %s", port.DeviceID,
    port.EnabledState == 2 and "up" or "down", (port.NetworkAddresses or {})[1] or "",
    size(counted.BytesReceived), size(counted.BytesTransmitted), table.concat(addresses, ", "))
end

---------------------------------------------------------------------------------------------
heading "A walk: computer -> running system -> its processes"

local computer = assert(session:enumerate("CIM_ComputerSystem"):first())
print("  " .. tostring(mi.path(computer)))
for running in session:associators(computer, { assoc_class = "CIM_RunningOS" }) do
  line("`- CIM_RunningOS -> %s", running.Name)
  local shown, more = 0, false
  -- Leaving a loop early is fine: the operation stops reading there.
  local wanted = { assoc_class = "CIM_OSProcess", properties = { "Handle", "Name" } }
  for p in session:associators(running, wanted) do
    shown = shown + 1
    if shown > 4 then more = true break end
    line("   `- CIM_OSProcess -> %s (%s)", p.Name or "?", p.Handle)
  end
  if more then line("   `- ... and so on") end
end

heading "A walk: computer -> its devices"

for device in session:associators(computer, { assoc_class = "CIM_SystemDevice" }) do
  line("`- %-24s %-10s %s", mi.classname(device), device.DeviceID,
    short(device.ElementName or "", 36))
end

---------------------------------------------------------------------------------------------
heading "A query"

local text = "SELECT Handle, Name FROM CIM_UnixProcess WHERE ParentProcessID = '1'"
line("%s", text)
local children = assert(session:query(text):collect(5))
for _, p in ipairs(children) do line("%8s  %s", p.Handle, p.Name or "?") end
if #children == 0 then line("(no process has that parent)") end

---------------------------------------------------------------------------------------------
heading "What an error looks like"

-- Calls that can fail return nil and an error object: tostring says it in one line, the fields
-- say it to a program. A loop has nowhere to return it to, so it raises the same object.
local class, err = session:class("CIM_Proces")
assert(not class)
line("%s", tostring(err))
line("code = %q, result = %d", err.code, err.result)

local ok, raised = pcall(function()
  for _ in session:query("SELECT * FROM CIM_Process WHERE Name LIKE") do error("not reached") end
end)
assert(not ok)
line("%s", tostring(raised))

session:close()
