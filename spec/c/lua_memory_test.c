/* The binding when memory runs out, and when the Lua state ends with objects alive.
 *
 * Each scenario is a script on a small repository. It is run with Lua's allocator failing the 1st,
 * 2nd, 3rd ... request, then with the core's: every run either gets through or reports that there
 * was no memory, and leaves no block behind. */
#include "lua/core.h"

#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static const char source[] =
    "class T_Note { string Text; };\n"
    "[Abstract] class T_Element { [Key] string Name; };\n"
    "class T_Disk : T_Element { uint64 Size = 7; uint16 Codes[]; datetime Made;\n"
    "  [EmbeddedInstance(\"T_Note\")] string Note; char16 Mark; real64 Load;\n"
    "  uint32 Stop([In] boolean Force, [In(false), Out] string Said); };\n"
    "class T_Part : T_Element { sint32 Count; };\n"
    "[Association] class T_Holds {\n"
    "  [Key] T_Disk REF Antecedent; [Key] T_Part REF Dependent; };\n"
    "instance of T_Disk { Name = \"a\"; Size = 18446744073709551615; Codes = {1, NULL, 3};\n"
    "  Made = \"20200102030405.000000+060\"; Mark = 'x'; Load = 0.5;\n"
    "  Note = instance of T_Note { Text = \"note\"; }; };\n"
    "instance of T_Disk { Name = \"b\"; };\n"
    "instance of T_Part { Name = \"p\"; Count = -1; };\n"
    "instance of T_Holds { Antecedent = \"T_Disk.Name=\\\"a\\\"\";\n"
    "  Dependent = \"T_Part.Name=\\\"p\\\"\"; };\n";

/* What the scripts share. `core` is the module, `session` is open on the repository. */
static const char prelude[] =
    "core, file = ...\n"
    "function need(value, err) if value == nil then error(err, 0) end return value end\n"
    "function start(kind, args) return need(core.start(session, kind, args)) end\n"
    "function all(kind, args)\n"
    "  local op, list = start(kind, args), {}\n"
    "  while true do\n"
    "    local value, err = core.advance(op)\n"
    "    if value == nil then op:close() if err then error(err, 0) end return list end\n"
    "    if value then list[#list + 1] = value end\n"
    "  end\n"
    "end\n"
    "function refused(code, fn, ...)\n"
    "  local ok, err = pcall(fn, ...)\n"
    "  assert(not ok, 'a failure was expected')\n"
    "  if not core.is_error(err) or err.code ~= code then error(err, 0) end\n"
    "  return err\n"
    "end\n"
    "disk_a = 'T_Disk.Name=\"a\"'\n"
    "function open()\n"
    "  return need(core.session('local:' .. file, { namespace = 'root/cimv2' }))\n"
    "end\n"
    "session = open()\n";

static const char *const scripts[] = {
    /* sessions */
    "local s = open() assert(tostring(s):find('mi.session', 1, true))\n"
    "assert(core.settings(s).namespace == 'root/cimv2') s:close()\n"
    "assert(s:is_closed()) local none, err = core.session('nowhere://x')\n"
    "if err.code == 'out_of_memory' then error(err, 0) end assert(err.code, tostring(err))",
    /* tables */
    "local list = all('enumerate', { class = 'T_Disk', null = true, int64 = 'string' })\n"
    "assert(#list == 2 and list[1].name == 'a' and list[1].Codes[3] == 3)\n"
    "assert(list[1].Note.text == 'note' and list[1].Size == '18446744073709551615')\n"
    "list[1].NAME = 'z' assert(rawget(list[1], 'Name') == 'z')\n"
    "assert(tostring(list[1]):find('T_Note', 1, true))\n"
    "assert(core.keys(list[2]).Name == 'b' and tostring(core.path(list[2])))\n"
    "assert(core.table(list[2]).Name == 'b' and core.type(list[1], 'codes') == 'uint16[]')",
    /* handles */
    "local list = all('enumerate', { class = 'T_Disk', as = 'instance' })\n"
    "local h = list[1] assert(h.NAME == 'a' and h.Note.Text == 'note' and h ~= list[2])\n"
    "assert(tostring(h.Size) == '18446744073709551615' and h.Made.hour == 3)\n"
    "local count = 0 for name, value in pairs(h) do count = count + 1 end assert(count == 7)\n"
    "assert(core.table(h).Codes[2] == core.null and tostring(core.path(h)) and tostring(h))\n"
    "assert(core.classname(h.Note) == 'T_Note')\n"
    "assert(all('get', { object = h })[1].Name == 'a')",
    /* projections, and what is near an object */
    "local list = all('enumerate', { class = 'T_Disk', properties = { 'Size' } })\n"
    "assert(list[1].Size and core.path(list[1]).keys.Name == 'a')\n"
    "local parts = all('associators', { object = disk_a, role = 'Antecedent' })\n"
    "assert(parts[1].Count == -1)\n"
    "local link = all('references', { object = core.ref(disk_a) })[1]\n"
    "assert(link.Dependent == core.path(parts[1]) and link.Dependent ~= link.Antecedent)\n"
    "assert(#all('query', { query = 'SELECT Name FROM T_Disk WHERE Size > 8' }) == 1)",
    /* writing */
    "local made = all('create', { class = 'T_Disk', properties_in = {\n"
    "  name = 'c', Codes = { 1, 2 },\n"
    "  Made = core.datetime('20200102030405.000000+060'), Note = { Text = 'x' },\n"
    "  Size = core.uint64('18446744073709551615') } })[1]\n"
    "assert(core.path(made).keys.Name == 'c')\n"
    "assert(all('modify', { object = made, properties_in = { size = 3 } })[1] == true)\n"
    "assert(all('get', { object = made })[1].Size == 3)\n"
    "assert(all('delete', { object = made })[1] == true)",
    /* refusals */
    "local err = refused('type_mismatch', all, 'create',\n"
    "  { class = 'T_Disk', properties_in = { Name = 'd', Size = 'many' } })\n"
    "assert(tostring(err) and err.operation:find('^create') and err.host)\n"
    "refused('no_such_property', all, 'modify',\n"
    "  { object = disk_a, properties_in = { Sice = 1 } })\n"
    "refused('not_found', all, 'get', { object = 'T_Disk.Name=\"none\"' })\n"
    "refused('invalid_class', all, 'enumerate', { class = 'T_None' })\n"
    "refused('method_not_available', all, 'invoke',\n"
    "  { object = disk_a, method = 'Stop', parameters = { Force = true } })\n"
    "local loop = {} loop[1] = loop\n"
    "refused('limit', all, 'create', { class = 'T_Disk', properties_in = { Codes = loop } })",
    /* declarations */
    "local class = all('class', { class = 'T_Disk' })[1]\n"
    "assert(class.parent.name == 'T_Element' and class:is_a('t_element'))\n"
    "assert(class.properties.size.default == 7 and class.properties.Name.key)\n"
    "assert(class.methods.stop.parameters.Said.out and #class.property_names == 7)\n"
    "assert(tostring(class):find('T_Disk', 1, true) and class.parent.abstract)\n"
    "assert(#all('classes', { polymorphism = 'deep' }) == 5)",
    /* values */
    "local big = core.uint64('0xffffffffffffffff')\n"
    "assert(big == core.uint64('18446744073709551615') and big - 1 < big and big % 10 == 5)\n"
    "assert(tostring(core.real32(0.5)) == '0.5' and tostring(core.char16('x')) == 'x')\n"
    "assert(core.datetime { year = 2020, month = 2 } < core.datetime('2020-03-01'))\n"
    "assert(core.interval(90).minutes == 1 and tostring(core.interval(90)))\n"
    "local ref = core.ref('T_X', { A = 5, B = core.ref('T_Y.K=1') }, 'root/x')\n"
    "assert(ref == core.ref(tostring(ref)) and core.ref(ref) == ref and tostring(ref))\n"
    "assert(tostring(core.error('timeout', 'a\\nb', { host = 'h' })) == 'a b')",
    /* an operation left alone */
    "local op = start('enumerate', { class = 'T_Disk', custom = { a = 1 } })\n"
    "local word, err = op:step() if word == 'failed' then error(err, 0) end\n"
    "assert(word == 'result' and op:stats().objects == 1)\n"
    "op:cancel() word, err = op:step() assert(word == 'failed')\n"
    "if err.code ~= 'cancelled' then error(err, 0) end\n"
    "assert(tostring(op)) op:close() assert(core.advance(op) == nil)\n"
    "start('enumerate', { class = 'T_Disk' })",
};

#define SCRIPTS (sizeof scripts / sizeof scripts[0])

static char folder[] = "/tmp/mi_lua_XXXXXX";
static char file[64];

/* ---- a Lua state on counted memory ---- */

typedef struct world {
  lua_State *L;
  check_memory core;
  size_t blocks, requests, fail_at; /* of Lua's memory; fail_at 0: never */
  bool failed;
} world;

/* After a failure Lua collects, and asks once more: that fails, too. */
static bool must_fail(world *w) {
  w->requests++;
  if (w->fail_at == 0 || w->requests < w->fail_at || w->requests > w->fail_at + 1) return false;
  return w->failed = true;
}

static void *allocate(void *context, void *block, size_t old_size, size_t size) {
  world *w = context;
  if (size == 0) {
    if (block != NULL) w->blocks--;
    free(block);
    return NULL;
  }
  if ((block == NULL || size > old_size) && must_fail(w)) return NULL;
  void *resized = realloc(block, size);
  if (resized != NULL && block == NULL) w->blocks++;
  return resized;
}

static int open_core(lua_State *L) { return mi_lua_open(L, lua_touserdata(L, 1)); }

static int load_core(lua_State *L) {
  lua_pushcfunction(L, open_core);
  lua_pushvalue(L, 1);
  lua_call(L, 1, 1);
  if (luaL_loadstring(L, prelude) != LUA_OK) return lua_error(L);
  lua_insert(L, -2);
  lua_pushstring(L, file);
  lua_call(L, 2, 0);
  return 0;
}

static int run_script(lua_State *L) {
  if (luaL_loadstring(L, lua_touserdata(L, 1)) != LUA_OK) return lua_error(L);
  lua_call(L, 0, 0);
  return 0;
}

static int call_with(world *w, lua_CFunction function, const void *argument) {
  lua_pushcfunction(w->L, function);
  lua_pushlightuserdata(w->L, (void *)(uintptr_t)argument);
  return lua_pcall(w->L, 1, 0, 0);
}

static bool begin(world *w) {
  memset(w, 0, sizeof *w);
  check_memory_init(&w->core, 0);
  w->L = lua_newstate(allocate, w);
  if (!CHECK(w->L != NULL)) return false;
  luaL_openlibs(w->L);
  return true;
}

static void end(world *w) {
  w->fail_at = 0;
  w->core.fail_at = 0;
  lua_close(w->L);
  CHECK_INT(w->blocks, 0);
  CHECK_INT(w->core.blocks, 0);
}

/* Ran out of memory, in Lua's words or the core's. */
static bool tells_no_memory(lua_State *L) {
  const char *text = lua_tostring(L, -1);
  if (text != NULL) return strstr(text, "not enough memory") != NULL;
  if (!lua_istable(L, -1)) return false;
  lua_pushliteral(L, "code");
  lua_rawget(L, -2);
  text = lua_tostring(L, -1);
  bool tells = text != NULL && strcmp(text, "out_of_memory") == 0;
  lua_pop(L, 1);
  return tells;
}

static void check_outcome(world *w, int status, bool failed, const char *script) {
  if (status == LUA_OK || (failed && tells_no_memory(w->L))) return;
  w->fail_at = w->core.fail_at = 0;
  CHECK_TEXT(luaL_tolstring(w->L, -1, NULL), script);
}

/* The nth request fails, of Lua's memory or of the core's; false: all went well without. Without a
 * script, opening the module and a session is what is tried. */
static bool run_failing(const char *script, size_t nth, bool of_core) {
  world w;
  if (!begin(&w)) return false;
  if (script != NULL) CHECK_INT(call_with(&w, load_core, &w.core.allocator), LUA_OK);
  size_t *fail_at = of_core ? &w.core.fail_at : &w.fail_at;
  *fail_at = (of_core ? w.core.allocations : w.requests) + nth;
  int status = script != NULL ? call_with(&w, run_script, script)
                              : call_with(&w, load_core, &w.core.allocator);
  bool failed = w.failed || w.core.failed;
  check_outcome(&w, status, failed, script != NULL ? script : "opening");
  end(&w);
  return failed;
}

static void run_each(bool of_core) {
  for (size_t nth = 1; run_failing(NULL, nth, of_core); nth++) continue;
  for (size_t i = 0; i < SCRIPTS; i++) {
    for (size_t nth = 1; run_failing(scripts[i], nth, of_core); nth++) continue;
  }
}

static void lua_memory_may_run_out_at_any_moment(void) { run_each(false); }

static void core_memory_may_run_out_at_any_moment(void) { run_each(true); }

/* ---- the end of a Lua state ---- */

/* Objects of every kind, as fields of `kept`. */
static const char keeping[] =
    "kept = {}\n"
    "kept.session = session\n"
    "kept.operation = start('enumerate', { class = 'T_Disk', as = 'instance' })\n"
    "kept.handle = core.advance(kept.operation)\n"
    "kept.embedded = kept.handle.Note\n"
    "kept.class = all('class', { class = 'T_Disk' })[1]\n"
    "kept.instance = all('enumerate', { class = 'T_Disk', properties = { 'Size' } })[1]\n"
    "kept.number = kept.handle.Size\n"
    "kept.error = refused('invalid_class', all, 'enumerate', { class = 'T_None' })\n";

static const char *const kept_names[] = {"session",  "operation", "handle", "embedded",
                                         "class",    "instance",  "number", "error"};

#define KEPT (sizeof kept_names / sizeof kept_names[0])

/* Uses all that is kept, and makes new objects; whether that still works does not matter. */
static const char using[] =
    "function use(kept)\n"
    "  for _, object in pairs(kept) do\n"
    "    pcall(tostring, object) pcall(core.path, object) pcall(core.properties, object)\n"
    "    pcall(function() return object.Name, object.Note, object.methods, object.parent end)\n"
    "    pcall(core.advance, object) pcall(core.declaration, object) pcall(core.table, object)\n"
    "  end\n"
    "  pcall(all, 'enumerate', { class = 'T_Disk' })\n"
    "  pcall(core.start, kept.session, 'enumerate', { class = 'T_Disk' })\n"
    "  late = { pcall(open) }\n"
    "end\n";

static void run_whole(world *w, const char *script) {
  if (call_with(w, run_script, script) == LUA_OK) return;
  CHECK_TEXT(luaL_tolstring(w->L, -1, NULL), script);
}

static void any_objects_may_be_left_when_the_state_is_closed(void) {
  for (unsigned mask = 0; mask < 1U << KEPT; mask++) {
    char drop[512] = "";
    world w;
    if (!begin(&w)) return;
    CHECK_INT(call_with(&w, load_core, &w.core.allocator), LUA_OK);
    run_whole(&w, keeping);
    for (size_t i = 0; i < KEPT; i++) {
      if (mask & 1U << i) continue;
      strcat(strcat(strcat(drop, "kept."), kept_names[i]), " = nil\n");
    }
    strcat(drop, "session = nil collectgarbage() collectgarbage()");
    run_whole(&w, drop);
    end(&w);
  }
}

static void finalizers_may_use_objects_while_the_state_is_closed(void) {
  static const char *const finalizing =
      "guard = setmetatable({}, { __gc = function() use(kept) end })\n";
  for (int last = 0; last < 2; last++) {
    world w;
    if (!begin(&w)) return;
    CHECK_INT(call_with(&w, load_core, &w.core.allocator), LUA_OK);
    run_whole(&w, using);
    if (!last) run_whole(&w, finalizing);
    run_whole(&w, keeping);
    if (last) run_whole(&w, finalizing);
    end(&w);
  }
}

/* The finalizers run in the order of nothing that the script could know. */
static void finalizers_may_use_objects_that_are_collected_with_them(void) {
  world w;
  if (!begin(&w)) return;
  CHECK_INT(call_with(&w, load_core, &w.core.allocator), LUA_OK);
  run_whole(&w, using);
  for (int round = 0; round < 10; round++) {
    run_whole(&w,
              "local first = setmetatable({}, { __gc = function(t) use(t.kept) end })\n"
              "first.kept = {}\n"
              "for i = 1, 3 do\n"
              "  local op = start('enumerate', { class = 'T_Disk', as = 'instance' })\n"
              "  first.kept[2 * i] = op\n"
              "  first.kept[2 * i + 1] = core.advance(op)\n"
              "end\n"
              "first.kept.session = open()\n"
              "first = nil\n"
              "collectgarbage() collectgarbage()");
  }
  end(&w);
}

static void an_operation_may_be_closed_while_its_result_is_made(void) {
  world w;
  if (!begin(&w)) return;
  CHECK_INT(call_with(&w, load_core, &w.core.allocator), LUA_OK);
  run_whole(&w,
            "collectgarbage('incremental', 1, 1000)\n"
            "for i = 1, 200 do\n"
            "  local op = start('enumerate', { class = 'T_Disk' })\n"
            "  for j = 1, i % 20 do\n"
            "    setmetatable({}, { __gc = function()\n"
            "      op:close() pcall(op.step, op) core.operation_metatable.__gc(op)\n"
            "    end })\n"
            "  end\n"
            "  while core.advance(op) do end\n"
            "end\n");
  end(&w);
}

static bool write_source(void) {
  if (!CHECK(mkdtemp(folder) != NULL)) return false;
  snprintf(file, sizeof file, "%s/test.mof", folder);
  FILE *out = fopen(file, "w");
  if (!CHECK(out != NULL)) return false;
  fputs(source, out);
  fclose(out);
  return true;
}

static void remove_source(void) {
  unlink(file);
  rmdir(folder);
}

int main(void) {
  if (!write_source()) return 1;
  RUN(any_objects_may_be_left_when_the_state_is_closed);
  RUN(finalizers_may_use_objects_while_the_state_is_closed);
  RUN(finalizers_may_use_objects_that_are_collected_with_them);
  RUN(an_operation_may_be_closed_while_its_result_is_made);
  RUN(lua_memory_may_run_out_at_any_moment);
  RUN(core_memory_may_run_out_at_any_moment);
  remove_source();
  return check_done();
}
