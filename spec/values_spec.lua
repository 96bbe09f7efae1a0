local mi = require "mi"
local cjson = require "cjson"
local fleet = require "spec.support.fleet"

local session
before_each(function() session = fleet.open() end)

-- What is written comes back as what is read.
local function through(property, value, options)
  assert(session:create("Fleet_Values", { Name = "written", [property] = value }))
  local read = fleet.values(session, "written", options)[property]
  assert(session:delete(mi.ref("Fleet_Values", { Name = "written" })))
  return read
end

local function refused(code, property, value)
  local err = fleet.fails(code, session:create("Fleet_Values", { Name = "w", [property] = value }))
  assert.matches(property, tostring(err))
end

local function is_integer(value)
  if fleet.integers then return math.type(value) == "integer" end
  return type(value) == "number" and value % 1 == 0
end

-- Name, lowest and highest of the types whose numbers every Lua holds.
local small = {
  { "U8", "uint8", 0, 255 }, { "S8", "sint8", -128, 127 },
  { "U16", "uint16", 0, 65535 }, { "S16", "sint16", -32768, 32767 },
  { "U32", "uint32", 0, 4294967295 }, { "S32", "sint32", -2147483648, 2147483647 },
}

describe("integers up to 32 bits", function()
  it("are plain numbers from the least to the most", function()
    local least, most = fleet.values(session, "least"), fleet.values(session, "most")
    for _, case in ipairs(small) do
      local name, word, lowest, highest = case[1], case[2], case[3], case[4]
      assert.equal(lowest, least[name])
      assert.equal(highest, most[name])
      assert.is_true(is_integer(least[name]) and is_integer(most[name]))
      assert.equal(word, mi.type(most, name))
      assert.equal(word .. "[]", mi.type(most, name .. "s"))
    end
  end)

  it("are written up to their bounds, and not beyond", function()
    for _, case in ipairs(small) do
      local name, _, lowest, highest = case[1], case[2], case[3], case[4]
      for _, value in ipairs { lowest, highest, 1 } do
        assert.equal(value, through(name, value))
        assert.equal(value, through(name, ("%d"):format(value)))
        assert.equal(value, through(name, value + 0.0))
      end
      refused("type_mismatch", name, lowest - 1)
      refused("type_mismatch", name, highest + 1)
      refused("type_mismatch", name, 0.5)
      refused("type_mismatch", name, "one")
      refused("type_mismatch", name, 0 / 0)
      refused("type_mismatch", name, true)
    end
  end)
end)

describe("64-bit integers", function()
  local u_most, s_most = "18446744073709551615", "9223372036854775807"
  local s_least = "-9223372036854775808"

  it("are never rounded", function()
    local least, most = fleet.values(session, "least"), fleet.values(session, "most")
    assert.equal("0", tostring(least.U64))
    assert.equal(s_least, tostring(least.S64))
    assert.equal(u_most, tostring(most.U64))
    assert.equal(s_most, tostring(most.S64))
    assert.equal("9007199254740993", tostring(most.U64s[3]))
    assert.equal(u_most, tostring(most.U64s[4]))
  end)

  it("are plain numbers where those are exact, else boxed", function()
    local most = fleet.values(session, "most")
    assert.equal(0, most.U64s[1])
    assert.equal("number", type(most.U64s[2]))
    assert.is_true(is_integer(most.U64s[2]))
    assert.equal("userdata", type(most.U64))
    assert.equal("userdata", type(most.U64s[4]))
    if fleet.integers then
      assert.equal(math.maxinteger, most.S64)
      assert.equal(9007199254740993, most.U64s[3])
    else
      assert.equal(mi.sint64(s_most), most.S64)
      assert.equal(mi.uint64("9007199254740993"), most.U64s[3])
      assert.equal(2 ^ 53, most.U64s[2])
    end
  end)

  it("come back exact in every form", function()
    for _, text in ipairs { "0", "1", "9007199254740993", s_most, "9223372036854775808", u_most } do
      assert.equal(text, tostring(through("U64", text)))
      assert.equal(text, tostring(through("U64", mi.uint64(text))))
      assert.equal(text, through("U64", text, { int64 = "string" }))
    end
    for _, text in ipairs { s_least, "-9007199254740993", "-1", "0", s_most } do
      assert.equal(text, tostring(through("S64", text)))
      assert.equal(text, tostring(through("S64", mi.sint64(text))))
      assert.equal(text, through("S64", text, { int64 = "string" }))
    end
  end)

  it("are refused where they do not fit", function()
    refused("type_mismatch", "U64", -1)
    refused("type_mismatch", "U64", "18446744073709551616")
    refused("type_mismatch", "U64", 2 ^ 64)
    refused("type_mismatch", "S64", 2 ^ 63)
    refused("type_mismatch", "S64", mi.uint64("9223372036854775808"))
    refused("type_mismatch", "S64", -2 ^ 64)
    assert.equal(s_least, tostring(through("S64", -2 ^ 63)))
    refused("type_mismatch", "U8", mi.uint64(256))
  end)

  it("are texts with int64 = \"string\", also in arrays and with handles", function()
    for _, as in ipairs { "table", "instance" } do
      local most = fleet.values(session, "most", { int64 = "string", as = as })
      assert.equal(u_most, most.U64)
      assert.equal(s_most, most.S64)
      assert.same({ "0", "9007199254740992", "9007199254740993", u_most }, most.U64s)
      assert.same({ s_least, s_most }, most.S64s)
      assert.equal(4294967295, most.U32)
    end
  end)
end)

describe("typed numbers", function()
  local big = "18446744073709551615"

  it("are one object for one number of one type", function()
    assert.is_true(rawequal(mi.uint64(big), mi.uint64(big)))
    assert.is_true(rawequal(mi.uint8(5), mi.uint8("5")))
    local set = { [mi.uint64(big)] = "found", [mi.sint8(-5)] = "small" }
    collectgarbage()
    assert.equal("found", set[mi.uint64(big)])
    assert.equal("small", set[mi.sint8(-5)])
    assert.is_true(mi.uint64(5) == mi.uint8(5))
    assert.is_false(mi.uint64(5) == mi.uint64(6))
  end)

  it("hold what their type holds, and raise for the rest", function()
    for _, case in ipairs(small) do
      local make, lowest, highest = mi[case[2]], case[3], case[4]
      assert.equal(lowest, make(lowest):tonumber())
      assert.equal(highest, make(highest):tonumber())
      assert.equal(case[2], make(1).type)
      fleet.raises("is no " .. case[2], make, lowest - 1)
      fleet.raises("is no " .. case[2], make, highest + 1)
      fleet.raises("is no " .. case[2], make, 1.5)
      fleet.raises("is no " .. case[2], make, "x")
      fleet.raises("is no " .. case[2], make, {})
      assert.is_false(pcall(make))
    end
    assert.equal(big, tostring(mi.uint64(big)))
    fleet.raises("is no uint64", mi.uint64, "18446744073709551616")
    fleet.raises("is no uint64", mi.uint64, -1)
    fleet.raises("is no sint64", mi.sint64, "9223372036854775808")
    fleet.raises("is no sint64", mi.sint64, 2 ^ 63)
    assert.equal("-9223372036854775808", tostring(mi.sint64(-2 ^ 63)))
    assert.equal("0.5", tostring(mi.real64(0.5)))
    assert.equal("0.1", tostring(mi.real32(0.1)))
    assert.equal("x", tostring(mi.char16("x")))
    assert.equal("€", tostring(mi.char16(0x20AC)))
    fleet.raises("is no char16", mi.char16, "𝄞")
    fleet.raises("is no char16", mi.char16, 65536)
  end)

  it("calculate where the result is exact, and raise where not", function()
    local a = mi.uint64(big)
    assert.equal("18446744073709551614", tostring(a - 1))
    assert.equal(a, (a - 1) + 1)
    assert.equal(1, a / a)
    assert.equal("3689348814741910323", tostring(a / 5))
    assert.equal(0, a % 5)
    assert.equal("-9223372036854775808", tostring(-mi.uint64("9223372036854775808")))
    fleet.raises("does not fit in 64 bits", function() return a + 1 end)
    fleet.raises("does not fit in 64 bits", function() return a * 2 end)
    fleet.raises("does not fit in 64 bits", function() return -a end)
    fleet.raises("not exact", function() return a + 0.5 end)
    fleet.raises("a table", function() return a + {} end)
    assert.equal(7, mi.uint8(3) + mi.uint8(4))
    assert.equal(-1, mi.uint8(3) - mi.uint8(4))
  end)

  it("compare", function()
    assert.is_true(mi.uint64("18446744073709551614") < mi.uint64(big))
    assert.is_true(mi.sint64(-1) < mi.uint64(0))
    assert.is_true(mi.uint64(big) > mi.sint64("9223372036854775807"))
    assert.is_true(mi.uint8(5) <= mi.real64(5))
    assert.is_false(mi.uint8(5) < mi.uint8(5))
    -- Two operands of different types have no order in Lua 5.1 and LuaJIT.
    local ok, less = pcall(function() return 5 < mi.uint64(big) end)
    if ok then assert.is_true(less) else assert.equal("Lua 5.1", _VERSION) end
  end)

  it("are texts where one is wanted", function()
    assert.equal("n=" .. big, "n=" .. mi.uint64(big))
    assert.equal(tonumber(big), mi.uint64(big):tonumber())
    assert.equal(5, mi.uint8(5):tonumber())
  end)

  it("say the type where no declaration does", function()
    local ref = mi.ref("Fleet_Driver", { Name = "Ada", Number = mi.uint32(1) })
    assert.equal("Ada", session:get(ref).Name)
  end)

  it("take no fields", function()
    assert.is_false(pcall(function() mi.uint8(5).type = "x" end))
  end)
end)

describe("reals", function()
  it("are plain numbers from the least to the most", function()
    local least, most = fleet.values(session, "least"), fleet.values(session, "most")
    assert.equal(-2.5, least.R32)
    assert.equal(-1.7976931348623157e308, least.R64)
    assert.equal(1.7976931348623157e308, most.R64)
    assert.is_true(math.abs(most.R32 - 0.1) < 1e-8)
    assert.same({ 0.1, 1e300 }, most.R64s)
    assert.equal("real32", mi.type(most, "R32"))
    assert.equal("real64", mi.type(most, "R64"))
    if fleet.integers then
      assert.equal("float", math.type(through("R64", 5)))
    end
  end)

  it("may be no number, and without end", function()
    for _, property in ipairs { "R32", "R64" } do
      local nan = through(property, 0 / 0)
      assert.is_true(nan ~= nan)
      assert.equal(math.huge, through(property, math.huge))
      assert.equal(-math.huge, through(property, -math.huge))
    end
    assert.equal(-math.huge, through("R64", "-INF"))
  end)

  it("keep every bit of a real64", function()
    for _, number in ipairs { 0.1, 1 / 3, 5e-324, 2.2250738585072014e-308, 1e22, 123456.789 } do
      assert.equal(number, through("R64", number))
      assert.equal(number, through("R64", ("%.17g"):format(number)))
    end
    assert.equal(-math.huge, 1 / through("R64", -1 / math.huge))
  end)

  it("take integers only where none is rounded", function()
    assert.equal(2 ^ 53, through("R64", 2 ^ 53))
    refused("type_mismatch", "R64", mi.uint64("9007199254740993"))
    refused("type_mismatch", "R32", 1e300)
    fleet.raises("is no real32", mi.real32, 1e300)
    assert.equal(math.huge, mi.real32(math.huge):tonumber())
  end)
end)

describe("booleans", function()
  it("are booleans", function()
    assert.is_false(fleet.values(session, "least").Flag)
    assert.is_true(fleet.values(session, "most").Flag)
    assert.is_true(through("Flag", true))
    assert.is_false(through("Flag", false))
    assert.is_false(through("Flag", "false"))
    refused("type_mismatch", "Flag", "perhaps")
  end)
end)

describe("texts", function()
  it("are UTF-8, byte for byte", function()
    assert.equal("", fleet.values(session, "least").Text)
    assert.equal("Grüße, \"Welt\"\n\\ ☂ 𝄞", fleet.values(session, "most").Text)
    for _, text in ipairs { "", " ", "a\tb\r\n", "\"'\\", "日本語", ("x"):rep(100000) } do
      assert.equal(text, through("Text", text))
    end
  end)

  it("are what numbers and booleans are written as", function()
    assert.equal("5", through("Text", 5))
    assert.equal("18446744073709551615", through("Text", mi.uint64("18446744073709551615")))
  end)

  it("that are no UTF-8, or hold a NUL, are refused or kept whole", function()
    refused("type_mismatch", "Text", "\255\254")
    local ref, err = session:create("Fleet_Values", { Name = "w", Text = "a\0b" })
    if ref then
      assert.equal("a\0b", session:get(ref).Text)
    else
      assert.is_true(mi.is_error(err))
    end
  end)
end)

describe("a char16", function()
  it("is a text of one character", function()
    local most = fleet.values(session, "most")
    assert.equal("a", fleet.values(session, "least").Letter)
    assert.equal("€", most.Letter)
    assert.same({ "x", "ä" }, most.Letters)
    assert.equal("char16", mi.type(most, "Letter"))
    for _, letter in ipairs { "a", "ä", "€", "5", " " } do
      assert.equal(letter, through("Letter", letter))
    end
    assert.equal("€", through("Letter", 0x20AC))
    assert.equal("€", through("Letter", mi.char16("€")))
  end)

  it("that is half a character stays exact", function()
    local half = through("Letter", mi.char16(0xD834))
    assert.equal("userdata", type(half))
    assert.equal(mi.char16(0xD834), half)
  end)

  it("is nothing longer", function()
    refused("type_mismatch", "Letter", "ab")
    refused("type_mismatch", "Letter", "𝄞")
    refused("type_mismatch", "Letter", 65536)
  end)
end)

describe("a datetime", function()
  local text = "20130415200447.892798+120"

  it("is a table with its text, and has fields", function()
    local built = fleet.car(session).Built
    assert.equal("text", fleet.names(built))
    assert.equal(text, built.text)
    assert.equal(text, tostring(built))
    assert.equal("built " .. text, "built " .. built)
    for name, value in pairs { year = 2013, month = 4, day = 15, hour = 20, minute = 4, second = 47,
      microsecond = 892798, utc = 120 } do
      assert.equal(value, built[name])
    end
    assert.is_nil(built.century)
    assert.equal("datetime", mi.type(fleet.car(session), "Built"))
  end)

  it("counts seconds since 1970", function()
    assert.equal(0, mi.datetime("19700101000000.000000+000"):epoch())
    assert.equal(1366049087.892798, mi.datetime("20130415200447.892798+120"):epoch())
    assert.equal(-1, mi.datetime("19691231235959.000000+000"):epoch())
  end)

  it("is made of text, seconds, fields and another", function()
    assert.equal(text, tostring(mi.datetime(text)))
    assert.equal("20130415180447.892798+000", tostring(mi.datetime("2013-04-15T18:04:47.892798Z")))
    assert.equal("19700101000000.000000+000", tostring(mi.datetime(0)))
    assert.equal("20010909014640.500000+000", tostring(mi.datetime(1000000000.5)))
    assert.equal(text, tostring(mi.datetime { year = 2013, month = 4, day = 15, hour = 20,
      minute = 4, second = 47, microsecond = 892798, utc = 120 }))
    assert.equal("20130101000000.000000+000", tostring(mi.datetime { year = 2013 }))
    local now = os.date("!*t", 86400)
    assert.equal("19700102000000.000000+000", tostring(mi.datetime(now)))
    local copy = mi.datetime(mi.datetime(text))
    assert.equal(text, tostring(copy))
  end)

  it("compares in time", function()
    assert.is_true(mi.datetime(text) == mi.datetime("20130415180447.892798+000"))
    assert.is_true(mi.datetime(0) < mi.datetime(1))
    assert.is_true(mi.datetime(0) <= mi.datetime(0))
    assert.is_false(mi.datetime(0) == mi.datetime(1))
    assert.is_false(mi.datetime(0) == mi.interval(0))
    fleet.raises("compare", function() return mi.datetime(0) < mi.interval(0) end)
  end)

  it("keeps fields that are unknown", function()
    for _, unknown in ipairs { "201304**000000.000000+000", "20130415******.******+000",
      "20130415200447.892***+120" } do
      assert.equal(unknown, tostring(mi.datetime(unknown)))
      assert.equal(unknown, tostring(through("Moment", mi.datetime(unknown))))
    end
    local evening = mi.datetime("20130415******.******+000")
    assert.equal(15, evening.day)
    assert.is_nil(evening.hour)
    assert.is_nil(evening.microsecond)
    assert.equal(mi.datetime("20130415000000.000000+000"):epoch(), evening:epoch())
  end)

  it("goes through at its extremes", function()
    local least, most = fleet.values(session, "least"), fleet.values(session, "most")
    assert.equal("00010101000000.000000+000", tostring(least.Moment))
    assert.equal("99991231235959.999999-720", tostring(most.Moment))
    assert.equal(-720, most.Moment.utc)
    assert.equal(text, tostring(through("Moment", text)))
    assert.equal(text, tostring(through("Moment", mi.datetime(text))))
    refused("type_mismatch", "Moment", "yesterday")
    refused("type_mismatch", "Moment", "20131315200447.892798+120")
  end)

  it("is nothing else", function()
    for _, wrong in ipairs { "", "yesterday", "20130230000000.000000+000", {}, { year = "x" },
      { year = 2013, month = 13 }, { year = 2013, dya = 1 }, { year = 2013, day = 1.5 }, 1e300,
      0 / 0, true, print, "00000001020304.500000:000" } do
      assert.is_false(pcall(mi.datetime, wrong))
    end
    assert.is_false(pcall(mi.datetime))
  end)
end)

describe("an interval", function()
  local text = "00000001020304.500000:000"

  it("has fields and a length", function()
    local span = mi.interval(text)
    assert.equal("text", fleet.names(span))
    assert.equal(text, tostring(span))
    for name, value in pairs { days = 1, hours = 2, minutes = 3, seconds = 4,
      microseconds = 500000 } do
      assert.equal(value, span[name])
    end
    assert.equal(93784.5, span:total())
  end)

  it("is made of text, seconds, fields and another", function()
    assert.equal(text, tostring(mi.interval(93784.5)))
    assert.equal(text, tostring(mi.interval("P1DT2H3M4.5S")))
    assert.equal(text, tostring(mi.interval { days = 1, hours = 2, minutes = 3, seconds = 4,
      microseconds = 500000 }))
    assert.equal(text, tostring(mi.interval(mi.interval(text))))
  end)

  it("compares", function()
    assert.is_true(mi.interval(60) == mi.interval("PT1M"))
    assert.is_true(mi.interval(59) < mi.interval(60))
    assert.is_false(mi.interval(61) <= mi.interval(60))
  end)

  it("goes through at its extremes", function()
    assert.equal(0, fleet.values(session, "least").Span:total())
    local most = fleet.values(session, "most")
    assert.equal("99999999235959.999999:000", tostring(most.Span))
    assert.equal(99999999, most.Span.days)
    assert.equal(text, tostring(most.Moments[2]))
    assert.equal(text, tostring(through("Span", mi.interval(text))))
  end)

  it("is nothing else", function()
    for _, wrong in ipairs { "", "soon", "20130415200447.892798+120", -1, 1e300, { weeks = 1 },
      { hours = 25 }, true, mi.datetime(0) } do
      assert.is_false(pcall(mi.interval, wrong))
    end
  end)
end)

describe("a ref", function()
  it("is a table with class, keys and namespace", function()
    local ref = mi.ref("Fleet_Driver", { Name = "Ada", Number = 1 }, "root/fleet")
    assert.equal("class keys namespace", fleet.names(ref))
    assert.equal("Fleet_Driver", ref.class)
    assert.equal("root/fleet", ref.namespace)
    assert.same({ Name = "Ada", Number = 1 }, ref.keys)
    assert.is_true(mi.is_ref(ref))
    assert.is_false(mi.is_ref({}))
    assert.is_false(mi.is_ref("Fleet_Driver"))
  end)

  it("is read from a path, and is one as text", function()
    local ref = mi.ref '//host/root/fleet:Fleet_Driver.Name="A \\"b\\" c",Number=1'
    assert.equal("host", ref.host)
    assert.equal("root/fleet", ref.namespace)
    assert.equal('A "b" c', ref.keys.Name)
    assert.equal('//host/root/fleet:Fleet_Driver.Name="A \\"b\\" c",Number=1', tostring(ref))
    assert.is_true(ref == mi.ref(tostring(ref)))
    fleet.raises("ref", mi.ref, "no : path = at all")
    assert.is_false(pcall(mi.ref))
    assert.is_false(pcall(mi.ref, 5))
    assert.is_false(pcall(mi.ref, "Fleet_Driver", "Ada"))
    assert.is_false(pcall(mi.ref, "Fleet_Driver", { print }))
  end)

  it("is equal to another that means the same object", function()
    local ada = fleet.ada()
    assert.is_true(ada == fleet.ada())
    assert.is_true(ada == mi.ref("fleet_driver", { name = "Ada", number = "1" }))
    assert.is_true(ada == mi.ref 'root/fleet:Fleet_Driver.Number=1,Name="Ada"')
    assert.is_false(ada == fleet.bob())
    assert.is_false(ada == mi.ref("Fleet_Depot", { Name = "Ada", Number = 1 }))
  end)

  it("is what mi.path gives, and leads back", function()
    for _, as in ipairs { "table", "instance" } do
      local taxi = session:get("Fleet_Vehicle", { Plate = "B-TX 7" }, { as = as })
      local path = assert(mi.path(taxi))
      assert.equal("Fleet_Taxi", path.class)
      assert.equal("root/fleet", path.namespace)
      assert.equal('root/fleet:Fleet_Taxi.Plate="B-TX 7"', tostring(path))
      assert.equal(2.5, session:get(path).Fare)
    end
    assert.is_true(mi.path(fleet.ada()) == fleet.ada())
  end)

  it("goes through as a value", function()
    local friend = fleet.values(session, "most").Friend
    assert.is_true(mi.is_ref(friend))
    assert.equal("drives her own", session:get(friend).Caption)
    assert.is_true(friend == fleet.ada())
    assert.is_true(through("Friend", fleet.bob()) == fleet.bob())
    assert.is_true(through("Friend", session:get(fleet.bob())) == fleet.bob())
    assert.is_true(through("Friend", tostring(fleet.bob())) == fleet.bob())
    assert.equal("reference", mi.type(fleet.values(session, "most"), "Friend"))
  end)

  it("can be changed", function()
    local ref = fleet.ada()
    ref.keys.Name, ref.keys.Number = "Bob", 2
    assert.equal("Bob", session:get(ref).Name)
  end)

  it("that was spoilt fails, or is refused", function()
    for _, spoil in ipairs {
      function(ref) ref.keys = nil end, function(ref) ref.keys = 5 end,
      function(ref) ref.class = nil end, function(ref) ref.class = {} end,
      function(ref) ref.keys.Name = {} end, function(ref) ref.keys.Name = ref end,
      function(ref) ref.namespace = print end,
    } do
      local ref = fleet.ada()
      spoil(ref)
      local ok, value, err = pcall(session.get, session, ref)
      assert.is_true(not ok or (value == nil and mi.is_error(err)))
      assert.is_string(tostring(ref))
    end
  end)
end)

describe("embedded instances", function()
  it("are tables of their own class", function()
    local truck = fleet.truck(session)
    assert.equal("Fleet_TurboEngine", mi.classname(truck.Engine))
    assert.equal(300, truck.Engine.power)
    assert.equal("uint32", mi.type(truck.Engine, "Power"))
    assert.equal("instance", mi.type(truck, "Engine"))
    assert.equal("instance[]", mi.type(truck, "Spares"))
    assert.equal("Fleet_Driver", mi.classname(truck.Cargo))
    assert.equal("Stowaway", truck.Cargo.Name)
  end)

  it("stand in arrays", function()
    local truck = fleet.truck(session)
    assert.equal(2, #truck.Spares)
    assert.equal("Fleet_Engine", mi.classname(truck.Spares[1]))
    assert.equal("Fleet_TurboEngine", mi.classname(truck.Spares[2]))
    assert.equal(2, truck.Spares[2].Boost)
  end)

  it("come back as they were written", function()
    local motor = fleet.values(session, "most").Motor
    motor.Fuel = "steam and coal"
    local read = through("Motor", motor)
    assert.equal("steam and coal", read.Fuel)
    assert.equal(42, read.Power)
    local motors = through("Motors", { motor, motor })
    assert.equal(2, #motors)
    assert.equal("steam and coal", motors[2].Fuel)
  end)
end)

describe("arrays", function()
  it("are sequences, whose NULL elements are mi.null", function()
    local most = fleet.values(session, "most")
    assert.same({ 0, 255, mi.null, 7 }, most.U8s)
    assert.same({ true, false, mi.null }, most.Flags)
    assert.same({ "one", mi.null, "three" }, most.Texts)
    assert.same({ -32768, 32767 }, most.S16s)
    assert.same({ 0.5, -0.5 }, most.R32s)
    assert.equal("20130415200447.892798+120", tostring(most.Moments[1]))
    assert.equal(1, most.Motors[1].Power)
  end)

  it("may be empty, which is not NULL", function()
    local least = fleet.values(session, "least")
    assert.same({}, least.U8s)
    assert.same({}, least.Texts)
    assert.is_nil(least.U16s)
  end)

  it("come back as they were written", function()
    assert.same({ "one", mi.null, "three" }, through("Texts", { "one", mi.null, "three" }))
    assert.same({}, through("Texts", {}))
    assert.same({ 1, 2, 3 }, through("U8s", { 1, "2", mi.uint8(3) }))
    assert.same({ mi.null }, through("U8s", { mi.null }))
    assert.same({ "x", "ä" }, through("Letters", { "x", "ä" }))
    local many = {}
    for i = 1, 10000 do many[i] = i end
    assert.same(many, through("U32s", many))
  end)

  it("name the element that does not fit", function()
    refused("type_mismatch", "U8s", { 1, 256 })
    refused("type_mismatch", "U8s", { 1, {} })
    refused("type_mismatch", "U8", { 1, 2 })
  end)
end)

describe("NULL", function()
  it("is absent, or mi.null when asked for", function()
    assert.equal("Name", fleet.names(fleet.values(session, "null")))
    local null = fleet.values(session, "null", { null = true })
    for _, name in ipairs(mi.properties(null)) do
      assert.equal(name == "Name" and "null" or mi.null, null[name])
    end
  end)

  it("is the null of cjson", function()
    assert.equal(cjson.null, mi.null)
    assert.equal("userdata", type(mi.null))
  end)

  it("is written by mi.null", function()
    for _, property in ipairs { "Flag", "U8", "U64", "R64", "Letter", "Text", "Moment", "Friend",
      "Motor", "U8s" } do
      assert.is_nil(through(property, mi.null))
    end
  end)
end)

describe("JSON", function()
  it("is made of instance tables as they are", function()
    local car = cjson.decode(cjson.encode(fleet.car(session)))
    assert.equal("B-CA 1", car.Plate)
    assert.equal(5, car.Seats)
    assert.is_true(car.Electric)
    assert.equal("20130415200447.892798+120", car.Built.text)
  end)

  it("holds NULL, arrays and embedded instances", function()
    local most = fleet.values(session, "most", { null = true, int64 = "string" })
    local again = cjson.decode(cjson.encode(most))
    assert.equal("18446744073709551615", again.U64)
    assert.same({ "one", cjson.null, "three" }, again.Texts)
    assert.equal(42, again.Motor.Power)
    assert.equal("Ada", again.Friend.keys.Name)
    local null = cjson.encode(fleet.values(session, "null", { null = true }))
    assert.matches('"Flag":null', null, 1, true)
  end)
end)
