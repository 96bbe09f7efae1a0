#include "local_world.h"
#include "protocol/local/local_machine.h"

/* This machine, through the protocol: what the providers yield is tested with them. */

static void open_machine(world *w) {
  memset(w, 0, sizeof *w);
  w->allocator = mi_allocator_default();
  mi_limits_default(&w->limits);
  mi_error_init(&w->error, w->allocator);
  mi_arena_init(&w->arena, w->allocator, w->limits.max_memory);
  mi_buffer_init(&w->shown, w->allocator, w->limits.max_text);
  mi_destination destination = {"", NULL};
  mi_result result = mi_protocol_local.connect(&w->connection, w->allocator, &w->limits,
                                               &destination, &w->error);
  if (!CHECK_INT(result, MI_OK)) CHECK_TEXT(mi_error_text(&w->error), "");
}

/* The path of the first result. */
static const mi_path *first(world *w, mi_call call) {
  mi_machine *machine;
  mi_output output;
  const mi_path *found = NULL;
  mi_path *copy = NULL;
  CHECK_INT(mi_protocol_local.start(&machine, w->connection, &call, &w->error), MI_OK);
  if (CHECK_INT(step(machine, &output, &w->error), MI_STEP_RESULT)) {
    CHECK_INT(mi_instance_path(&found, output.instance, &w->arena, NULL), MI_OK);
    CHECK_INT(mi_path_copy(&copy, found, &w->arena), MI_OK);
  }
  mi_protocol_local.close(machine);
  return copy;
}

static const mi_path *this_process(world *w) {
  char query[100];
  snprintf(query, sizeof query, "SELECT Handle FROM CIM_Process WHERE Handle = %ld",
           (long)getpid());
  return first(w, CALL(.kind = MI_CALL_QUERY, .query = query));
}


static void live_instances_are_enumerated_and_got_again(void) {
  world w;
  open_machine(&w);
  const mi_path *system =
      first(&w, CALL(.kind = MI_CALL_ENUMERATE, .class_name = "CIM_OperatingSystem",
                     NAMES("Caption")));
  HAS(CALL(.kind = MI_CALL_GET, .path = system, .keys_only = true), "Linux_OperatingSystem(");
  HAS(CALL(.kind = MI_CALL_ENUMERATE, .class_name = "CIM_ManagedElement",
           .limit_properties = true, .polymorphism = MI_BASE),
      "CIM_ManagedElement()@Linux_OperatingSystem.");
  GIVES(CALL(.kind = MI_CALL_ENUMERATE, .class_name = "CIM_OperatingSystem",
             .polymorphism = MI_SHALLOW), "");
  close_world(&w);
}

/* The condition looks at a property that the result does not show, and that is yet found out. */
static void a_query_finds_this_process(void) {
  world w;
  char query[120], expected[60];
  open_machine(&w);
  snprintf(query, sizeof query,
           "SELECT Handle FROM CIM_UnixProcess WHERE ParentProcessID = %ld AND Handle = '%ld'",
           (long)getppid(), (long)getpid());
  snprintf(expected, sizeof expected, "Linux_UnixProcess(Handle=\"%ld\")@", (long)getpid());
  HAS(CALL(.kind = MI_CALL_QUERY, .query = query), expected);
  CHECK(strchr(mi_buffer_text(&w.shown), '\n') == NULL);
  close_world(&w);
}

static void associations_of_live_objects_are_walked(void) {
  world w;
  open_machine(&w);
  const mi_path *process = this_process(&w);
  mi_call call = {.kind = MI_CALL_ASSOCIATORS, .path = process, .keys_only = true,
                  .association_class = "CIM_OSProcess"};
  HAS(call, "Linux_OperatingSystem(");
  CHECK(strchr(mi_buffer_text(&w.shown), '\n') == NULL);
  call.result_class = "CIM_Process";
  GIVES(call, "");
  call = CALL(.kind = MI_CALL_ASSOCIATORS, .path = first(&w, CALL(.kind = MI_CALL_ENUMERATE,
                  .class_name = "CIM_OperatingSystem")), .result_class = "CIM_Process",
              NAMES("Handle"));
  char expected[60];
  snprintf(expected, sizeof expected, "Linux_UnixProcess(Handle=\"%ld\")", (long)getpid());
  HAS(call, expected);
  call = CALL(.kind = MI_CALL_REFERENCES, .path = process, .keys_only = true);
  HAS(call, "Linux_OSProcess(");
  close_world(&w);
}

static void only_what_is_wanted_of_a_live_object_is_found_out(void) {
  static const char *const wanted[] = {"Name"};
  world w;
  open_machine(&w);
  const mi_local_connection *connection = (const mi_local_connection *)w.connection;
  const mi_instance *one = NULL, *again = NULL;
  mi_projection shown, live;
  mi_projection_init(&shown, w.allocator, &w.limits,
                     mi_repository_schema(connection->store.repository));
  mi_projection_init_within(&live, &shown);
  live.rule = (mi_projection_rule){
      .listed = true, .linked = true, .properties = wanted, .property_count = 1};
  const mi_class *class_ =
      w.connection->protocol->find_class(w.connection, NULL, "Linux_UnixProcess");
  const mi_source_filter filter = {.deep = true, .path = this_process(&w), .live = &live};
  CHECK_INT(mi_store_find(&connection->store, class_, &filter, &one, &w.arena, NULL), MI_OK);
  CHECK_INT(mi_store_find(&connection->store, class_, &filter, &again, &w.arena, NULL), MI_OK);
  if (CHECK(one != NULL && again != NULL)) {
    CHECK(one->class_ == again->class_);
    CHECK_INT(one->class_->property_count, class_->key_count + 1);
    CHECK(mi_instance_get(one, "Name") != NULL && mi_instance_get(one, "Handle") != NULL);
  }
  mi_projection_free(&live);
  mi_projection_free(&shown);
  close_world(&w);
}

/* How many objects the provider makes for a path. */
static size_t made_for(world *w, const mi_path *hint) {
  const mi_local_connection *connection = (const mi_local_connection *)w->connection;
  const mi_class *class_ =
      w->connection->protocol->find_class(w->connection, NULL, "Linux_UnixProcess");
  const mi_provider *provider = mi_store_provider(&connection->store, class_);
  const mi_scan_start start = {connection->store.host, class_, hint, NULL};
  const mi_instance *instance;
  mi_scan *scan;
  size_t count = 0;
  bool again = true;
  CHECK_INT(provider->open(&scan, &start, &w->error), MI_OK);
  do {
    CHECK_INT(provider->next(scan, &instance, &again, &w->arena, &w->error), MI_OK);
    count += instance != NULL;
  } while (instance != NULL || again);
  provider->close(scan);
  return count;
}

static void a_process_is_named_by_its_handle_alone(void) {
  world w;
  char text[60], name[80];
  open_machine(&w);
  mi_schema *schema = caller_schema(&w);
  snprintf(text, sizeof text, "CIM_Process.Handle=\"%ld\"", (long)getpid());
  snprintf(name, sizeof name, "Linux_UnixProcess(Handle=\"%ld\")@", (long)getpid());
  mi_call call = {.kind = MI_CALL_GET, .path = path(&w, text), NAMES("Handle")};
  HAS(call, name);
  CHECK_INT(made_for(&w, call.path), 1);
  HAS(CALL(.kind = MI_CALL_ASSOCIATORS, .path = call.path), "Linux_OperatingSystem(");
  HAS(CALL(.kind = MI_CALL_REFERENCES, .path = call.path), "Linux_OSProcess(");
  GIVES(CALL(.kind = MI_CALL_INVOKE, .path = path(&w, text), .method = "SendSignal",
             .parameters = given(&w, schema, "x", TEXTS("Signal", "0"))),
        "SendSignal(ReturnValue=0)");
  call.path = path(&w, "CIM_Process.Handle=\"999999999\"");
  GIVES(call, "not_found: no object CIM_Process.Handle=\"999999999\"");
  call.path = path(&w, "CIM_Process.OSCreationClassName=\"Linux_OperatingSystem\"");
  GIVES(call, "invalid_parameter: several objects fit CIM_Process.OSCreationClassName="
              "\"Linux_OperatingSystem\": the key CSCreationClassName is missing");
  mi_schema_unref(schema);
  close_world(&w);
}

static void associators_cut_each_class_once(void) {
  world w;
  mi_machine *machine;
  mi_output output;
  uint32_t count = 0, met = 0;
  open_machine(&w);
  mi_call call = {.kind = MI_CALL_ASSOCIATORS, .result_class = "CIM_Process",
                  .path = first(&w, CALL(.kind = MI_CALL_ENUMERATE,
                                         .class_name = "CIM_OperatingSystem")),
                  NAMES("Name")};
  CHECK_INT(mi_protocol_local.start(&machine, w.connection, &call, &w.error), MI_OK);
  for (; step(machine, &output, &w.error) == MI_STEP_RESULT; met++) {
    if (met == 0) count = mi_schema_count(output.schema);
    CHECK_INT(mi_schema_count(output.schema), count);
  }
  CHECK(met > 1);
  mi_protocol_local.close(machine);
  close_world(&w);
}

static void methods_of_live_objects_are_invoked(void) {
  world w;
  open_machine(&w);
  mi_schema *schema = caller_schema(&w);
  mi_call call = {.kind = MI_CALL_INVOKE, .path = this_process(&w), .method = "sendsignal",
                  .parameters = given(&w, schema, "x", TEXTS("signal", "0"))};
  GIVES(call, "SendSignal(ReturnValue=0)");
  call.parameters = given(&w, schema, "x", TEXTS("Volume", "0"));
  GIVES(call, "invalid_parameter: Linux_UnixProcess.SendSignal has no in-parameter Volume");
  call.parameters = given(&w, schema, "x", TEXTS("Signal", "loud"));
  HAS(call, "type_mismatch");
  call.parameters = NULL;
  call.method = "SendFlowers";
  GIVES(call, "method_not_found: Linux_UnixProcess has no method SendFlowers");
  mi_path above = *call.path;
  above.class_name = "CIM_Process"; /* which has no such method */
  call.path = &above;
  call.method = "SendSignal";
  call.parameters = given(&w, schema, "x", TEXTS("Signal", "0"));
  GIVES(call, "SendSignal(ReturnValue=0)");
  mi_schema_unref(schema);
  close_world(&w);
}

static void live_instances_are_not_written(void) {
  world w;
  open_machine(&w);
  mi_schema *schema = caller_schema(&w);
  const mi_path *process = this_process(&w);
  mi_instance *instance = given(&w, schema, "Linux_UnixProcess", TEXTS("Handle", "1"));
  HAS(CALL(.kind = MI_CALL_CREATE, .instance = instance),
      "not_supported: Linux_UnixProcess is live");
  HAS(CALL(.kind = MI_CALL_MODIFY, .path = process, .instance = instance),
      "not_supported: Linux_UnixProcess is live");
  HAS(CALL(.kind = MI_CALL_DELETE, .path = process), "not_supported: Linux_UnixProcess is live");
  mi_path above = *process;
  above.class_name = "CIM_Process";
  HAS(CALL(.kind = MI_CALL_DELETE, .path = &above), "not_supported: Linux_UnixProcess is live");
  mi_schema_unref(schema);
  close_world(&w);
}

static void a_live_walk_can_be_closed_after_any_step(void) {
  world w;
  open_machine(&w);
  mi_call call = {.kind = MI_CALL_ENUMERATE, .class_name = "CIM_ManagedElement",
                  .keys_only = true};
  for (int steps = 0; steps < 200; steps += 7) {
    mi_machine *machine;
    mi_output output;
    CHECK_INT(mi_protocol_local.start(&machine, w.connection, &call, &w.error), MI_OK);
    for (int k = 0; k < steps; k++) mi_protocol_local.step(machine, &output, &w.error);
    mi_protocol_local.close(machine);
  }
  close_world(&w);
}

int main(void) {
  RUN(live_instances_are_enumerated_and_got_again);
  RUN(a_query_finds_this_process);
  RUN(associations_of_live_objects_are_walked);
  RUN(only_what_is_wanted_of_a_live_object_is_found_out);
  RUN(a_process_is_named_by_its_handle_alone);
  RUN(associators_cut_each_class_once);
  RUN(methods_of_live_objects_are_invoked);
  RUN(live_instances_are_not_written);
  RUN(a_live_walk_can_be_closed_after_any_step);
  return check_done();
}
