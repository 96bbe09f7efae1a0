#include "local_world.h"

#define DISK_A "T_Disk(Name=\"a\" Size=1 Serial=\"none\")"
#define DISK_F "T_FastDisk(Name=\"f\" Size=3 Serial=\"none\" Speed=7)"
#define PART_P "T_Part(Name=\"p\" Size=5)"

static void associators_go_through_every_filter(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Disk.Name=\"a\"")};
  GIVES(call, DISK_F "\n" PART_P "\nT_Host(Name=\"h\")");
  call.association_class = "T_Link";
  GIVES(call, DISK_F "\n" PART_P);
  call.association_class = "T_Holds";
  GIVES(call, PART_P);
  call.association_class = NULL;
  call.result_class = "T_Element";
  GIVES(call, DISK_F "\n" PART_P);
  call.result_class = "T_Disk";
  GIVES(call, DISK_F);
  call.result_class = NULL;
  call.role = "antecedent";
  GIVES(call, DISK_F "\n" PART_P);
  call.role = "Dependent";
  GIVES(call, "");
  call.role = NULL;
  call.result_role = "Part";
  GIVES(call, PART_P);
  call.result_role = "Host";
  GIVES(call, "T_Host(Name=\"h\")");
  call = CALL(.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Part.Name=\"q\""));
  GIVES(call, DISK_F);
  call.path = path(&w, "T_Element=\"q\"");
  GIVES(call, DISK_F);
  call = CALL(.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Disk.Name=\"f\""));
  GIVES(call, "T_Part(Name=\"q\")\n" DISK_A);
  close_world(&w);
}

static void associators_are_cut_or_made_from_references(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Disk.Name=\"a\""),
                  .association_class = "T_Holds", NAMES("Size")};
  GIVES(call, "T_Part(Size=5)@T_Part.Name=\"p\"");
  call = CALL(.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Disk.Name=\"a\""),
              .result_class = "T_Part", .keys_only = true);
  /* The dangling reference is met here: nothing is looked at but the references. */
  GIVES(call, "T_Part(Name=\"gone\")\nT_Part(Name=\"p\")");
  call = CALL(.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Part.Name=\"q\""),
              .result_class = "T_FastDisk", .keys_only = true);
  GIVES(call, "T_FastDisk(Name=\"f\")");
  close_world(&w);
}

static void what_associations_are_asked_wrongly_is_told(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Disk.Name=\"x\"")};
  GIVES(call, "not_found: no object T_Disk.Name=\"x\"");
  call.kind = MI_CALL_REFERENCES;
  GIVES(call, "not_found: no object T_Disk.Name=\"x\"");
  call = CALL(.kind = MI_CALL_ASSOCIATORS, .path = path(&w, "T_Disk.Name=\"a\""),
              .association_class = "T_Lonk");
  GIVES(call, "invalid_parameter: association class: no class T_Lonk in root/test");
  call.association_class = "T_Disk";
  GIVES(call, "invalid_parameter: association class: T_Disk is no association");
  call.association_class = NULL;
  call.result_class = "T_Lonk";
  GIVES(call, "invalid_parameter: result class: no class T_Lonk in root/test");
  close_world(&w);
}

static void references_are_the_associations_themselves(void) {
  world w;
  open_world(&w);
  mi_call call = {.kind = MI_CALL_REFERENCES, .path = path(&w, "T_Part.Name=\"p\""),
                  .result_class = "T_Link"};
  GIVES(call, "T_Holds(Antecedent=\"T_Disk.Name=\\\"a\\\"\" Dependent=\"T_Part.Name=\\\"p\\\"\""
              " Slot=1)");
  call.role = "Antecedent";
  GIVES(call, "");
  call = CALL(.kind = MI_CALL_REFERENCES, .path = path(&w, "T_Host.Name=\"h\""), NAMES("Part"));
  GIVES(call, "T_Trio(Part=\"T_Part.Name=\\\"p\\\"\")@T_Trio.Host=\"T_Host.Name=\\\"h\\\"\","
              "Disk=\"T_Disk.Name=\\\"a\\\"\",Part=\"T_Part.Name=\\\"p\\\"\"");
  call = CALL(.kind = MI_CALL_REFERENCES, .path = path(&w, "T_Disk.Name=\"a\""),
              .result_class = "T_Holds", .keys_only = true);
  GIVES(call,
        "T_Holds(Antecedent=\"T_Disk.Name=\\\"a\\\"\" Dependent=\"T_Part.Name=\\\"p\\\"\")");
  close_world(&w);
}

/* Two associations whose keys differ by a namespace alone; one of them is an end of another. */
static void references_to_another_namespace_are_other_references(void) {
  static const char source[] =
      "#pragma namespace(\"root/b\")\nclass T { [Key] string K; };\n"
      "instance of T { K = \"x\"; };\n"
      "#pragma namespace(\"root/test\")\nclass T { [Key] string K; };\n"
      "class O { [Key] string K; };\ninstance of O { K = \"o\"; };\n"
      "instance of T { K = \"x\"; };\n"
      "[Association] class A { [Key] O REF Near; [Key] T REF Far; uint8 N; };\n"
      "[Association] class Meta { [Key] A REF Link; [Key] O REF Owner; };\n"
      "instance of A { Near = \"O='o'\"; Far = \"T='x'\"; N = 1; };\n"
      "instance of A { Near = \"O='o'\"; Far = \"root/b:T='x'\"; N = 2; };\n"
      "instance of Meta { Link = \"A.Near=\\\"O='o'\\\",Far=\\\"T='x'\\\"\";\n"
      "  Owner = \"O='o'\"; };\n";
  world w;
  CHECK_INT(open_world_of(&w, mi_allocator_default(), source), MI_OK);
  mi_call call = {.kind = MI_CALL_REFERENCES, .path = path(&w, "O=\"o\""), .result_class = "A",
                  NAMES("N")};
  CHECK_HAS(run(&w, call), "A(N=1)@");
  CHECK_HAS(mi_buffer_text(&w.shown), "A(N=2)@");
  call = CALL(.kind = MI_CALL_GET, .path = path(&w, "A.Near=\"O='o'\",Far=\"root/b:T='x'\""),
              NAMES("N"));
  CHECK_HAS(run(&w, call), "A(N=2)@");
  call.path = path(&w, "A.Near=\"O='o'\",Far=\"root/test:T='x'\"");
  CHECK_HAS(run(&w, call), "A(N=1)@");
  call = CALL(.kind = MI_CALL_ASSOCIATORS, .association_class = "Meta", .keys_only = true,
              .path = path(&w, "A.Near=\"O='o'\",Far=\"root/test:T='x'\""));
  GIVES(call, "O(K=\"o\")");
  call.path = path(&w, "A.Near=\"O='o'\",Far=\"root/b:T='x'\"");
  GIVES(call, "");
  close_world(&w);
}

int main(void) {
  RUN(associators_go_through_every_filter);
  RUN(associators_are_cut_or_made_from_references);
  RUN(what_associations_are_asked_wrongly_is_told);
  RUN(references_are_the_associations_themselves);
  RUN(references_to_another_namespace_are_other_references);
  return check_done();
}
