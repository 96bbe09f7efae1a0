#include "local_world.h"

#define DISK_A "T_Disk(Name=\"a\" Size=1 Serial=\"none\")"
#define DISK_F "T_FastDisk(Name=\"f\" Size=3 Serial=\"none\" Speed=7)"
#define PART_P "T_Part(Name=\"p\" Size=5)"

static void enumeration_is_deep_shallow_or_base(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_ENUMERATE, .class_name = "t_disk"};
  GIVES(call, "T_Disk(Name=\"a\" Size=1 Serial=\"none\")\n"
              "T_FastDisk(Name=\"f\" Size=3 Serial=\"none\" Speed=7)");
  call.polymorphism = MI_SHALLOW;
  GIVES(call, "T_Disk(Name=\"a\" Size=1 Serial=\"none\")");
  call.polymorphism = MI_BASE;
  GIVES(call, "T_Disk(Name=\"a\" Size=1 Serial=\"none\")\n"
              "T_Disk(Name=\"f\" Size=3 Serial=\"none\")@T_FastDisk.Name=\"f\"");
  call.class_name = "T_Element";
  GIVES(call, "T_Element(Name=\"a\" Size=1)@T_Disk.Name=\"a\"\n"
              "T_Element(Name=\"f\" Size=3)@T_FastDisk.Name=\"f\"\n"
              "T_Element(Name=\"p\" Size=5)@T_Part.Name=\"p\"\n"
              "T_Element(Name=\"q\")@T_Part.Name=\"q\"");
  call.class_name = "T_Root";
  GIVES(call, "T_Root()@T_Disk.Name=\"a\"\nT_Root()@T_FastDisk.Name=\"f\"\n"
              "T_Root()@T_Part.Name=\"p\"\nT_Root()@T_Part.Name=\"q\"");
  call.polymorphism = MI_SHALLOW;
  GIVES(call, "");
  close_world(&w);
}

static void a_property_list_cuts_and_keeps_the_path(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_ENUMERATE, .class_name = "T_Disk", NAMES("size", "SPEED")};
  GIVES(call, "T_Disk(Size=1)@T_Disk.Name=\"a\"\n"
              "T_FastDisk(Size=3 Speed=7)@T_FastDisk.Name=\"f\"");
  call.polymorphism = MI_BASE;
  GIVES(call, "T_Disk(Size=1)@T_Disk.Name=\"a\"\nT_Disk(Size=3)@T_FastDisk.Name=\"f\"");
  call = CALL(.kind = MI_CALL_ENUMERATE, .class_name = "T_Disk", .limit_properties = true);
  GIVES(call, "T_Disk()@T_Disk.Name=\"a\"\nT_FastDisk()@T_FastDisk.Name=\"f\"");
  call = CALL(.kind = MI_CALL_ENUMERATE, .class_name = "T_Element", .keys_only = true);
  GIVES(call, "T_Disk(Name=\"a\")\nT_FastDisk(Name=\"f\")\nT_Part(Name=\"p\")\nT_Part(Name=\"q\")");
  close_world(&w);
}

static void a_wrong_place_is_named(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_ENUMERATE, .class_name = "T_Dusk"};
  GIVES(call, "invalid_class: no class T_Dusk in root/test (did you mean T_Disk?)");
  call.class_name = "Elsewhere";
  GIVES(call, "invalid_class: no class Elsewhere in root/test");
  call.class_name = NULL;
  GIVES(call, "invalid_parameter: enumerate: no class is named");
  call = CALL(.kind = MI_CALL_ENUMERATE, .class_name = "T_Part", .namespace_name = "root/x");
  GIVES(call, "invalid_namespace: no namespace root/x");
  call = CALL(.kind = MI_CALL_ENUMERATE, .class_name = "T_Part", .namespace_name = "\\ROOT\\Test/",
              .keys_only = true);
  GIVES(call, "T_Part(Name=\"p\")\nT_Part(Name=\"q\")");
  GIVES(CALL(.kind = MI_CALL_SUBSCRIBE, .query = "SELECT * FROM T_Alert"),
        "not_supported: subscribe: the local protocol has no indications");
  GIVES(CALL(.kind = MI_CALL_GET), "invalid_parameter: get: no class is named");
  GIVES(CALL(.kind = MI_CALL_GET, .class_name = "T_Disk"),
        "invalid_parameter: get: no object is named");
  close_world(&w);
}

static void get_finds_by_the_class_or_one_above_it(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_GET, .path = path(&w, "T_FastDisk.Name=\"f\"")};
  const char *fast = "T_FastDisk(Name=\"f\" Size=3 Serial=\"none\" Speed=7)";
  GIVES(call, fast);
  call.path = path(&w, "//host/root/test:T_Element.name='f'");
  GIVES(call, fast);
  call.path = path(&w, "T_Element=\"f\"");
  GIVES(call, fast);
  call.path = path(&w, "T_Root.Name=\"f\"");
  GIVES(call, fast);
  call.path = path(&w, "T_Element.Name=\"f\"");
  call.keys_only = true;
  GIVES(call, "T_FastDisk(Name=\"f\")");
  call.path = path(&w, "T_Part.Name=\"f\"");
  GIVES(call, "not_found: no object T_Part.Name=\"f\"");
  call.path = path(&w, "T_Part.Size=5");
  GIVES(call, "invalid_parameter: T_Part has no key Size");
  call.path = path(&w, "T_Part");
  GIVES(call, "invalid_parameter: the key Name of T_Part is missing");
  call.path = path(&w, "root/nowhere:T_Part.Name=\"p\"");
  GIVES(call, "invalid_namespace: no namespace root/nowhere");
  close_world(&w);
}

static const char partial_source[] =
    "class P_Root {};\n"
    "class P_Thing : P_Root { [Key] string Kind; [Key] string Id; uint8 Size; };\n"
    "class P_More : P_Thing {};\n"
    "class P_Other : P_Root { [Key] string Kind; };\n"
    "[Association] class P_Link { [Key] P_Thing REF A; [Key] P_Thing REF B; };\n"
    "instance of P_Thing { Kind = \"a\"; Id = \"1\"; Size = 1; };\n"
    "instance of P_More { Kind = \"a\"; Id = \"2\"; };\n"
    "instance of P_More { Kind = \"b\"; Id = \"3\"; };\n"
    "instance of P_Other { Kind = \"b\"; };\n"
    "instance of P_Link { A = \"P_Thing.Kind=\\\"a\\\",Id=\\\"1\\\"\";\n"
    "  B = \"P_More.Kind=\\\"b\\\",Id=\\\"3\\\"\"; };\n";

static void some_keys_name_the_only_object_that_fits(void) {
  world w;
  CHECK_INT(open_world_of(&w, mi_allocator_default(), partial_source), MI_OK);
  mi_call call = {.kind = MI_CALL_GET, .path = path(&w, "P_Thing.Id=2")};
  GIVES(call, "P_More(Kind=\"a\" Id=\"2\")");
  call.path = path(&w, "P_Thing.kind=\"b\"");
  GIVES(call, "P_More(Kind=\"b\" Id=\"3\")");
  call.path = path(&w, "P_Root.Id=\"1\"");
  GIVES(call, "P_Thing(Kind=\"a\" Id=\"1\" Size=1)");
  call.path = path(&w, "P_Root.Kind=\"b\"");
  GIVES(call, "P_Other(Kind=\"b\")");
  call.path = path(&w, "P_Link.B=\"P_More.Kind=\\\"b\\\",Id=\\\"3\\\"\"");
  HAS(call, "P_Link(A=");
  call.path = path(&w, "P_Thing.Id=\"3\"");
  HAS(CALL(.kind = MI_CALL_REFERENCES, .path = call.path), "P_Link(A=");
  GIVES(CALL(.kind = MI_CALL_ASSOCIATORS, .path = call.path),
        "P_Thing(Kind=\"a\" Id=\"1\" Size=1)");
  close_world(&w);
}

static void some_keys_of_several_or_no_objects_are_refused(void) {
  world w;
  CHECK_INT(open_world_of(&w, mi_allocator_default(), partial_source), MI_OK);
  mi_call call = {.kind = MI_CALL_GET, .path = path(&w, "P_Thing.Kind=\"a\"")};
  GIVES(call, "invalid_parameter: several objects fit P_Thing.Kind=\"a\": the key Id is missing");
  call.kind = MI_CALL_REFERENCES;
  HAS(call, "invalid_parameter: several objects fit");
  call.kind = MI_CALL_ASSOCIATORS;
  HAS(call, "invalid_parameter: several objects fit");
  call = CALL(.kind = MI_CALL_GET, .path = path(&w, "P_Root.Kind=\"a\""));
  GIVES(call, "invalid_parameter: several objects fit P_Root.Kind=\"a\": the key Id is missing");
  call.path = path(&w, "P_Thing.Id=\"4\"");
  GIVES(call, "not_found: no object P_Thing.Id=\"4\"");
  call.path = path(&w, "P_Thing=\"1\"");
  GIVES(call, "invalid_parameter: P_Thing has 2 keys: a value needs the name of its key");
  call.path = path(&w, "P_Thing.Id=\"1\",Size=1");
  GIVES(call, "invalid_parameter: P_Thing has no key Size");
  call.path = path(&w, "P_Thing");
  GIVES(call, "invalid_parameter: the key Kind of P_Thing is missing");
  close_world(&w);
}

static void changes_need_all_keys(void) {
  world w;
  CHECK_INT(open_world_of(&w, mi_allocator_default(), partial_source), MI_OK);
  mi_schema *schema = caller_schema(&w);
  mi_call call = {.kind = MI_CALL_MODIFY, .path = path(&w, "P_Thing.Id=\"1\""),
                  .instance = given(&w, schema, "x", TEXTS("Size", "2"))};
  GIVES(call, "invalid_parameter: the key Kind of P_Thing is missing");
  call.kind = MI_CALL_DELETE;
  GIVES(call, "invalid_parameter: the key Kind of P_Thing is missing");
  call.path = path(&w, "P_Root.Id=\"1\"");
  GIVES(call, "not_found: no object P_Root.Id=\"1\"");
  mi_schema_unref(schema);
  close_world(&w);
}

static void a_property_that_no_class_has_is_a_typing_error(void) {
  world w;
  open_world(&w);
  static const char story[] =
      "no_such_property: T_Element has no property Sise (did you mean Size?)";
  mi_call call = {.kind = MI_CALL_ENUMERATE, .class_name = "T_Element", NAMES("Name", "Sise")};
  GIVES(call, story);
  call.properties = (const char *const[]){"Name", "speed"};
  HAS(call, "T_FastDisk(Name=\"f\" Speed=7)");
  call = CALL(.kind = MI_CALL_GET, .path = path(&w, "T_Element.Name=\"f\""), NAMES("Sise"));
  GIVES(call, story);
  call.kind = MI_CALL_ASSOCIATORS;
  HAS(call, "T_Disk()@");
  call.result_class = "T_Element";
  GIVES(call, story);
  call = CALL(.kind = MI_CALL_REFERENCES, .path = call.path, .result_class = "T_Link",
              NAMES("Price"));
  GIVES(call, "no_such_property: T_Link has no property Price");
  close_world(&w);
}

/* Creates a link from what the text says. */
static const char *link_to(world *w, const char *text) {
  mi_schema *schema = caller_schema(w);
  mi_call call = {.kind = MI_CALL_CREATE};
  call.instance = given(w, schema, "T_Link",
                        TEXTS("Antecedent", text, "Dependent", "T_Part.Name=\"x\""));
  const char *shown = run(w, call);
  mi_schema_unref(schema);
  return shown;
}

static void a_reference_must_fit_its_declaration(void) {
  world w;
  open_world(&w);
  CHECK_TEXT(link_to(&w, "T_Port.Name=\"a\""),
             "invalid_class: T_Link.Antecedent: no class T_Port in root/test "
             "(did you mean T_Part?)");
  CHECK_TEXT(link_to(&w, "root/far:T_Disk.Name=\"a\""),
             "invalid_class: T_Link.Antecedent: no class T_Disk in root/far");
  CHECK_TEXT(link_to(&w, "T_Host.Name=\"h\""),
             "type_mismatch: T_Link.Antecedent: T_Host is no T_Element");
  CHECK_TEXT(link_to(&w, "T_Disk"),
             "type_mismatch: T_Link.Antecedent: T_Disk names a class: a reference needs keys");
  CHECK_TEXT(link_to(&w, "T_Disk.Nome=\"a\""),
             "invalid_parameter: T_Link.Antecedent: T_Disk has no key Nome");
  CHECK_TEXT(link_to(&w, "T_Disk=@"),
             "invalid_parameter: T_Link.Antecedent: the key Name of T_Disk is missing");
  CHECK_HAS(link_to(&w, "T_Disk.Name=\"nobody\""), "T_Link(");
  CHECK_HAS(link_to(&w, "//far/root/x:X.Y=\"a\""), "T_Link(");
  close_world(&w);
}

static void a_changed_reference_must_fit_as_well(void) {
  world w;
  CHECK_INT(open_world_of(&w, mi_allocator_default(),
                          "class N { [Key] uint8 Id; N REF Next; };\n"
                          "instance of N { Id = 1; };"), MI_OK);
  mi_schema *schema = caller_schema(&w);
  mi_call call = {.kind = MI_CALL_MODIFY, .path = path(&w, "N.Id=1"),
                  .instance = given(&w, schema, "N", TEXTS("Next", "N.Id=300"))};
  GIVES(call, "invalid_parameter: N.Next: the key Id of N: 300 does not fit uint8");
  call.instance = given(&w, schema, "N", TEXTS("Next", "N.Id=200"));
  GIVES(call, "nothing");
  mi_schema_unref(schema);
  close_world(&w);
}

static void a_query_selects_and_cuts(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_QUERY, .query = "SELECT * FROM T_Element WHERE Size >= 3"};
  GIVES(call, "T_FastDisk(Name=\"f\" Size=3 Serial=\"none\" Speed=7)\nT_Part(Name=\"p\" Size=5)");
  call.query = "SELECT Name FROM T_Element WHERE Size < 5 AND __this ISA 'T_Disk'";
  call.dialect = "wql";
  GIVES(call, "T_Disk(Name=\"a\")\nT_FastDisk(Name=\"f\")");
  call.query = "SELECT Size FROM T_Element WHERE Name LIKE '[f-p]'";
  call.dialect = "http://schemas.microsoft.com/wbem/wsman/1/WQL";
  GIVES(call, "T_FastDisk(Size=3)@T_FastDisk.Name=\"f\"\nT_Part(Size=5)@T_Part.Name=\"p\"");
  call.query = "SELECT * FROM T_Link WHERE Antecedent = 'T_Disk.Name=\"a\"' "
               "AND Dependent ISA 'T_Disk'";
  GIVES(call, "T_Link(Antecedent=\"T_Disk.Name=\\\"a\\\"\" "
              "Dependent=\"T_FastDisk.Name=\\\"f\\\"\")");
  call.query = "SELECT * FROM T_Element WHERE Speed = 1";
  GIVES(call, "invalid_query: at 31: T_Element has no property Speed");
  call.query = "SELECT * FROM Nowhere";
  GIVES(call, "invalid_class: no class Nowhere in root/test");
  call.dialect = "CQL";
  GIVES(call, "query_language_not_supported: no query language CQL here: WQL is understood");
  call = CALL(.kind = MI_CALL_QUERY);
  GIVES(call, "invalid_query: there is no query");
  close_world(&w);
}

static void create_takes_defaults_and_answers_with_the_keys(void) {
  world w;
  open_world(&w);
  mi_schema *schema = caller_schema(&w);
  mi_call call = {.kind = MI_CALL_CREATE,
                  .instance = given(&w, schema, "T_FastDisk", TEXTS("name", "n", "Speed", "12"))};
  GIVES(call, "T_FastDisk(Name=\"n\")");
  GIVES(CALL(.kind = MI_CALL_GET, .path = path(&w, "T_Disk=\"n\"")),
        "T_FastDisk(Name=\"n\" Serial=\"none\" Speed=12)");
  GIVES(call, "already_exists: T_FastDisk.Name=\"n\" exists already");
  call.instance = given(&w, schema, "T_FastDisk", TEXTS("Name", "m", "Nowhere", "12"));
  GIVES(call, "no_such_property: T_FastDisk has no property Nowhere");
  call.instance = given(&w, schema, "T_FastDisk", TEXTS("Speed", "12"));
  GIVES(call, "invalid_parameter: the key Name of T_FastDisk is not set");
  call.instance = given(&w, schema, "T_Element", TEXTS("Name", "m"));
  CHECK_HAS(run(&w, call), "invalid_class: the class T_Element is abstract");
  call.instance = given(&w, schema, "T_Nothing", TEXTS("Name", "m"));
  GIVES(call, "invalid_class: no class T_Nothing in root/test");
  mi_schema_unref(schema);
  close_world(&w);
}

/* The caller's class dies before the repository does. */
static void an_embedded_instance_is_given_a_class_of_the_repository(void) {
  world w;
  open_world(&w);
  mi_schema *schema = caller_schema(&w);
  const mi_class *class_;
  mi_element elements[2];
  memset(elements, 0, sizeof elements);
  elements[0] = (mi_element){.name = "Number", .name_length = 6, .type = MI_TYPE_UINT16};
  elements[1] = (mi_element){.name = "Note", .name_length = 4, .type = MI_TYPE_INSTANCE};
  elements[0].value = mi_value_null(MI_TYPE_UINT16);
  elements[1].value = mi_value_null(MI_TYPE_INSTANCE);
  CHECK_INT(mi_schema_shape(schema, "root/test", "T_Page", elements, 2, &class_, NULL), MI_OK);
  mi_instance *page = mi_instance_new(class_, false, &w.arena);
  page->values[0] = mi_value_unsigned(MI_TYPE_UINT16, 4);
  page->values[1] = mi_value_instance(given(&w, schema, "T_Note", TEXTS("Text", "hello")));
  mi_call create = {.kind = MI_CALL_CREATE, .instance = page};
  GIVES(create, "T_Page(Number=4)");
  page->values[0] = mi_value_unsigned(MI_TYPE_UINT16, 5);
  page->values[1] = mi_value_instance(given(&w, schema, "T_Host", TEXTS("Name", "hello")));
  GIVES(create, "type_mismatch: T_Page.Note: T_Host is no T_Note");
  page->values[1] = mi_value_instance(given(&w, schema, "T_Nought", TEXTS("Text", "hello")));
  GIVES(create, "invalid_class: Note: no class T_Nought in root/test");
  mi_schema_unref(schema);
  GIVES(CALL(.kind = MI_CALL_GET, .path = path(&w, "T_Page.Number=4")),
        "T_Page(Number=4 Note=\"instance of T_Note\\n{\\n  Text = \\\"hello\\\";\\n};\\n\")");
  close_world(&w);
}

static void modify_and_delete_change_the_object_at_the_path(void) {
  world w;
  open_world(&w);
  mi_schema *schema = caller_schema(&w);
  mi_call call = {.kind = MI_CALL_MODIFY, .path = path(&w, "T_Element.Name=\"f\""),
                  .instance = given(&w, schema, "x", TEXTS("Speed", "99", "serial", "s"))};
  GIVES(call, "nothing");
  GIVES(CALL(.kind = MI_CALL_GET, .path = path(&w, "T_FastDisk=\"f\"")),
        "T_FastDisk(Name=\"f\" Size=3 Serial=\"s\" Speed=99)");
  call.path = NULL;
  call.instance = given(&w, schema, "T_Part", TEXTS("Size", "8"));
  GIVES(call, "invalid_parameter: modify: no object is named");
  call.path = path(&w, "T_Part.Name=\"none\"");
  GIVES(call, "not_found: no object T_Part.Name=\"none\"");
  call.path = path(&w, "T_Part.Name=\"p\"");
  call.instance = given(&w, schema, "T_Part", TEXTS("Size", "big"));
  CHECK_HAS(run(&w, call), "type_mismatch");
  call.instance = given(&w, schema, "T_Part", TEXTS("Name", "r"));
  GIVES(call, "invalid_parameter: the key Name of T_Part cannot be changed");
  GIVES(CALL(.kind = MI_CALL_MODIFY, .path = call.path),
        "invalid_parameter: modify: there are no changes");
  mi_call removal = {.kind = MI_CALL_DELETE, .path = path(&w, "T_Element.Name=\"f\"")};
  GIVES(removal, "nothing");
  GIVES(removal, "not_found: no object T_Element.Name=\"f\"");
  mi_schema_unref(schema);
  close_world(&w);
}

static void methods_without_a_provider_are_not_available(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_INVOKE, .class_name = "T_Host", .method = "Count"};
  GIVES(call, "method_not_available: nothing here carries out T_Host.Count");
  call.method = "Nothing";
  GIVES(call, "method_not_found: T_Host has no method Nothing");
  call.method = "Stop";
  GIVES(call, "invalid_parameter: T_Host.Stop is not static: it needs an object");
  call.path = path(&w, "T_Host.Name=\"x\"");
  GIVES(call, "not_found: no object T_Host.Name=\"x\"");
  call.path = path(&w, "T_Host.Name=\"h\"");
  GIVES(call, "method_not_available: nothing here carries out T_Host.Stop");
  call.method = NULL;
  GIVES(call, "invalid_parameter: invoke: no method is named");
  close_world(&w);
}

static void classes_and_namespaces_are_told(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_GET_CLASS, .class_name = "t_disk"};
  GIVES(call, "T_Disk");
  call.class_name = "T_Dask";
  GIVES(call, "invalid_class: no class T_Dask in root/test (did you mean T_Disk?)");
  call = CALL(.kind = MI_CALL_ENUMERATE_CLASSES, .class_name = "T_Root");
  GIVES(call, "T_Element\nT_Disk\nT_FastDisk\nT_Part");
  call.polymorphism = MI_SHALLOW;
  GIVES(call, "T_Element");
  call.class_name = NULL;
  GIVES(call, "T_Root\nT_Note\nT_Page\nT_Host\nT_Link\nT_Trio");
  GIVES(CALL(.kind = MI_CALL_NAMESPACES), "CIM_Namespace(Name=\"root/test\")");
  CHECK_HAS(run(&w, CALL(.kind = MI_CALL_IDENTIFY)), "ProductName=\"mi\"");
  const mi_class *found = mi_protocol_local.find_class(w.connection, NULL, "t_part");
  CHECK(found != NULL && strcmp(found->name, "T_Part") == 0);
  CHECK(mi_protocol_local.find_class(w.connection, "root/x", "T_Part") == NULL);
  close_world(&w);
}

static void the_repository_may_change_while_it_is_walked(void) {
  world w;
  open_world(&w);
  mi_schema *schema = caller_schema(&w);
  mi_machine *machine;
  mi_output output;
  mi_call call = {.kind = MI_CALL_ENUMERATE, .class_name = "T_Element"};
  CHECK_INT(mi_protocol_local.start(&machine, w.connection, &call, &w.error), MI_OK);
  CHECK_INT(step(machine, &output, &w.error), MI_STEP_RESULT);
  GIVES(CALL(.kind = MI_CALL_DELETE, .path = path(&w, "T_Disk.Name=\"a\"")), "nothing");
  GIVES(CALL(.kind = MI_CALL_DELETE, .path = path(&w, "T_FastDisk.Name=\"f\"")), "nothing");
  GIVES(CALL(.kind = MI_CALL_CREATE, .instance = given(&w, schema, "T_Part", TEXTS("Name", "z"))),
        "T_Part(Name=\"z\")");
  mi_buffer_reset(&w.shown);
  show_output(&w.shown, &output); /* what was yielded is still there */
  while (step(machine, &output, &w.error) == MI_STEP_RESULT) show_output(&w.shown, &output);
  CHECK_TEXT(mi_buffer_text(&w.shown),
             DISK_A "\n" PART_P "\nT_Part(Name=\"q\")\nT_Part(Name=\"z\")");
  mi_protocol_local.close(machine);
  mi_schema_unref(schema);
  close_world(&w);
}

static void one_step_does_a_bounded_piece_of_work(void) {
  world w;
  mi_buffer text;
  mi_buffer_init(&text, mi_allocator_default(), 1 << 20);
  mi_buffer_append_text(&text, "class T_Many { [Key] uint32 Number; };\n");
  for (int i = 0; i < 1000; i++) {
    mi_buffer_printf(&text, "instance of T_Many { Number = %d; };\n", i);
  }
  CHECK_INT(open_world_of(&w, mi_allocator_default(), mi_buffer_text(&text)), MI_OK);
  mi_call call = {.kind = MI_CALL_QUERY, .query = "SELECT * FROM T_Many WHERE Number = 999"};
  mi_machine *machine;
  mi_output output;
  int steps = 0;
  CHECK_INT(mi_protocol_local.start(&machine, w.connection, &call, &w.error), MI_OK);
  while (mi_protocol_local.step(machine, &output, &w.error) == MI_STEP_AGAIN) steps++;
  CHECK(output.instance != NULL && output.instance->values[0].as.natural == 999);
  CHECK(steps >= 1000 / 64 && steps <= 20);
  mi_protocol_local.close(machine);
  mi_buffer_free(&text);
  close_world(&w);
}

static void a_machine_keeps_its_connection(void) {
  world w;
  mi_machine *machine;
  mi_output output;
  mi_schema *schema = NULL;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_ENUMERATE, .class_name = "T_Disk", .keys_only = true};
  CHECK_INT(mi_protocol_local.start(&machine, w.connection, &call, &w.error), MI_OK);
  mi_connection_unref(w.connection);
  w.connection = NULL;
  CHECK_INT(step(machine, &output, &w.error), MI_STEP_RESULT);
  const mi_class *class_ = output.instance->class_;
  schema = mi_schema_ref(output.schema);
  CHECK_INT(step(machine, &output, &w.error), MI_STEP_RESULT);
  mi_protocol_local.close(machine);
  CHECK_TEXT(class_->name, "T_Disk"); /* kept by its schema alone */
  mi_schema_unref(schema);
  close_world(&w);
}

static void a_failure_from_outside_ends_the_operation(void) {
  world w;
  mi_machine *machine;
  mi_output output;
  mi_error why;
  open_world(&w);
  mi_error_init(&why, w.allocator);
  mi_error_set(&why, MI_E_TIMEOUT, "too late");
  mi_call call = {.kind = MI_CALL_ENUMERATE, .class_name = "T_Disk"};
  CHECK_INT(mi_protocol_local.start(&machine, w.connection, &call, &w.error), MI_OK);
  CHECK_INT(step(machine, &output, &w.error), MI_STEP_RESULT);
  mi_protocol_local.fail(machine, &why);
  CHECK_INT(step(machine, &output, &w.error), MI_STEP_FAILED);
  CHECK_INT(w.error.result, MI_E_TIMEOUT);
  CHECK_TEXT(mi_error_text(&w.error), "too late");
  CHECK_INT(mi_protocol_local.feed(machine, "x", 1, &w.error), MI_E_INVALID_PARAMETER);
  mi_protocol_local.close(machine);
  mi_error_clear(&why);
  close_world(&w);
}

/* One call of every kind. Instances and parameters are of the caller's schema. */
static size_t every_call(world *w, mi_schema *schema, mi_call *calls) {
  const mi_path *disk = path(w, "T_Disk.Name=\"a\"");
  static const char *const size[] = {"Size"}, *const slot[] = {"Slot"};
  const mi_call all[] = {
      {.kind = MI_CALL_GET, .path = disk, .properties = size, .property_count = 1},
      {.kind = MI_CALL_ENUMERATE, .class_name = "T_Element", .polymorphism = MI_BASE},
      {.kind = MI_CALL_ENUMERATE, .class_name = "T_Element", .keys_only = true},
      {.kind = MI_CALL_ASSOCIATORS, .path = disk, .result_class = "T_Element",
       .role = "Antecedent"},
      {.kind = MI_CALL_ASSOCIATORS, .path = disk, .keys_only = true},
      {.kind = MI_CALL_REFERENCES, .path = path(w, "T_Element=\"f\""), .properties = slot,
       .property_count = 1},
      {.kind = MI_CALL_QUERY, .query = "SELECT Size FROM T_Element WHERE Name LIKE '%p%'"},
      {.kind = MI_CALL_GET, .path = path(w, "T_Trio.Host=\"T_Host.Name=\\\"h\\\"\"")},
      {.kind = MI_CALL_CREATE, .instance = given(w, schema, "T_Part", TEXTS("Name", "new"))},
      {.kind = MI_CALL_MODIFY, .path = disk, .instance = given(w, schema, "x", TEXTS("Size", "6"))},
      {.kind = MI_CALL_GET_CLASS, .class_name = "T_Disk"},
      {.kind = MI_CALL_ENUMERATE_CLASSES},
      {.kind = MI_CALL_NAMESPACES},
      {.kind = MI_CALL_IDENTIFY},
      {.kind = MI_CALL_DELETE, .path = path(w, "T_Part.Name=\"new\"")},
  };
  memcpy(calls, all, sizeof all);
  return sizeof all / sizeof *all;
}

#define MOST_CALLS 20

static void an_operation_can_be_closed_after_any_step(void) {
  world w;
  mi_call calls[MOST_CALLS];
  open_world(&w);
  mi_schema *schema = caller_schema(&w);
  size_t count = every_call(&w, schema, calls);
  for (size_t i = 0; i < count; i++) {
    mi_step said = MI_STEP_AGAIN;
    for (int steps = 0; said != MI_STEP_DONE && said != MI_STEP_FAILED; steps++) {
      mi_machine *machine;
      mi_output output;
      CHECK_INT(mi_protocol_local.start(&machine, w.connection, &calls[i], &w.error), MI_OK);
      for (int k = 0; k < steps; k++) said = mi_protocol_local.step(machine, &output, &w.error);
      mi_protocol_local.close(machine);
    }
  }
  mi_schema_unref(schema);
  close_world(&w);
}

static mi_result run_every_call(world *w, mi_schema *schema) {
  mi_call calls[MOST_CALLS];
  size_t count = every_call(w, schema, calls);
  mi_result result = MI_OK;
  for (size_t i = 0; i < count && result == MI_OK; i++) result = drive(w, &calls[i]);
  return result;
}

/* The calls themselves are made with memory that does not fail. */
static mi_result scenario(const mi_allocator *allocator) {
  world w;
  mi_schema *schema;
  mi_result result = open_world_of(&w, allocator, local_source);
  const mi_allocator *safe = mi_allocator_default();
  mi_arena_init(&w.arena, safe, w.limits.max_memory);
  mi_buffer_init(&w.shown, safe, w.limits.max_text);
  if (result == MI_OK) {
    CHECK_INT(mi_schema_new(&schema, safe, &w.limits, NULL), MI_OK);
    result = run_every_call(&w, schema);
    mi_schema_unref(schema);
  }
  close_world(&w);
  return result;
}

static void every_failing_allocation_is_survived(void) { check_each_failing_allocation(scenario); }

static void more_than_max_memory_is_told_by_name(void) {
  world w;
  char text[4001], query[4100];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  snprintf(query, sizeof query, "SELECT * FROM T_Disk WHERE Serial = '%s'", text);
  open_world(&w);
  mi_schema *schema = caller_schema(&w);
  mi_call create = {.kind = MI_CALL_CREATE,
                    .instance = given(&w, schema, "T_Disk", TEXTS("Name", "x", "Serial", text))};
  GIVES(create, "T_Disk(Name=\"x\")");
  w.connection->limits.max_memory = 3000;
  GIVES(create, "limit: create takes more than max_memory (3000) bytes");
  GIVES(CALL(.kind = MI_CALL_GET, .path = path(&w, "T_Disk=\"x\"")),
        "limit: an instance of T_Disk takes more than max_memory (3000) bytes");
  GIVES(CALL(.kind = MI_CALL_QUERY, .query = query),
        "limit: query takes more than max_memory (3000) bytes");
  w.connection->limits.max_memory = 6000; /* enough for the call, and not for what it needs */
  GIVES(CALL(.kind = MI_CALL_QUERY, .query = query),
        "limit: query takes more than max_memory (6000) bytes");
  mi_schema_unref(schema);
  close_world(&w);
}

static void a_call_describes_itself(void) {
  world w;
  open_world(&w);
  const struct {
    mi_call call;
    const char *text;
  } cases[] = {
      {{.kind = MI_CALL_ENUMERATE, .class_name = "T_Disk", .namespace_name = "root/test"},
       "enumerate T_Disk in root/test"},
      {{.kind = MI_CALL_GET, .path = path(&w, "//h/root/x:T_Disk.Name=\"a\"")},
       "get T_Disk.Name=\"a\""},
      {{.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Disk.Name=\"a\"")},
       "associators of T_Disk.Name=\"a\""},
      {{.kind = MI_CALL_INVOKE, .class_name = "T_Host", .method = "Count"},
       "invoke Count of T_Host"},
      {{.kind = MI_CALL_QUERY, .query = "SELECT * FROM x"}, "query \"SELECT * FROM x\""},
      {{.kind = MI_CALL_NAMESPACES}, "namespaces"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    mi_buffer_reset(&w.shown);
    CHECK_INT(mi_call_describe(&cases[i].call, &w.shown), MI_OK);
    CHECK_TEXT(mi_buffer_text(&w.shown), cases[i].text);
  }
  CHECK(mi_call_yields_classes(MI_CALL_GET_CLASS) && !mi_call_yields_classes(MI_CALL_GET));
  close_world(&w);
}

static void a_target_finds_its_protocol(void) {
  const mi_protocol *protocol;
  const char *rest;
  mi_error error;
  mi_error_init(&error, mi_allocator_default());
  CHECK_INT(mi_protocol_find(&protocol, &rest, NULL, &error), MI_OK);
  CHECK(protocol == &mi_protocol_local);
  CHECK_TEXT(rest, "");
  CHECK_INT(mi_protocol_find(&protocol, &rest, "Local:a/b.mof", &error), MI_OK);
  CHECK_TEXT(rest, "a/b.mof");
  CHECK_INT(mi_protocol_find(&protocol, &rest, "gopher://user:secret@host", &error),
            MI_E_INVALID_PARAMETER);
  CHECK_TEXT(mi_error_text(&error), "no protocol for targets of scheme \"gopher\"");
  CHECK_INT(mi_protocol_find(&protocol, &rest, "file.mof", &error), MI_E_INVALID_PARAMETER);
  mi_error_clear(&error);
}

static void a_broken_file_is_no_connection(void) {
  world w;
  CHECK_INT(open_world_of(&w, mi_allocator_default(), "class {"), MI_E_SYNTAX);
  CHECK_HAS(mi_error_text(&w.error), "test.mof:1:7");
  close_world(&w);
}

int main(void) {
  RUN(enumeration_is_deep_shallow_or_base);
  RUN(a_property_list_cuts_and_keeps_the_path);
  RUN(a_wrong_place_is_named);
  RUN(get_finds_by_the_class_or_one_above_it);
  RUN(some_keys_name_the_only_object_that_fits);
  RUN(some_keys_of_several_or_no_objects_are_refused);
  RUN(changes_need_all_keys);
  RUN(a_property_that_no_class_has_is_a_typing_error);
  RUN(a_reference_must_fit_its_declaration);
  RUN(a_changed_reference_must_fit_as_well);
  RUN(a_query_selects_and_cuts);
  RUN(create_takes_defaults_and_answers_with_the_keys);
  RUN(an_embedded_instance_is_given_a_class_of_the_repository);
  RUN(modify_and_delete_change_the_object_at_the_path);
  RUN(methods_without_a_provider_are_not_available);
  RUN(classes_and_namespaces_are_told);
  RUN(the_repository_may_change_while_it_is_walked);
  RUN(one_step_does_a_bounded_piece_of_work);
  RUN(a_machine_keeps_its_connection);
  RUN(a_failure_from_outside_ends_the_operation);
  RUN(an_operation_can_be_closed_after_any_step);
  RUN(every_failing_allocation_is_survived);
  RUN(more_than_max_memory_is_told_by_name);
  RUN(a_call_describes_itself);
  RUN(a_target_finds_its_protocol);
  RUN(a_broken_file_is_no_connection);
  return check_done();
}
