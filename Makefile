# mi: `make help` lists the targets.
#
# Everything is built below $(BUILD): what does not know Lua once, in core/, and the binding
# once for each Lua, in <abi>/. The sanitizer, lint and fuzz builds are the same rules with
# another BUILD and other CFLAGS.

LUA    ?= lua5.4
LUAS   ?= lua5.4 luajit
BUILD  ?= build
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
ABI    ?= $(LUA)

FUZZ_SECONDS ?= 20

ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
MAKEFLAGS += --no-builtin-rules --no-print-directory

# These start further makes over the same files, so two of them must not run at once.
COMMANDS := deps demo test lint asan gcstress valgrind fuzz install clean
ifneq ($(filter $(COMMANDS),$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

# --- flags -------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wconversion -Wno-sign-conversion $(if $(filter 1,$(WERROR)),-Werror)
STANDARD := -std=c99 -D_POSIX_C_SOURCE=200809L
C_FLAGS   = $(STANDARD) $(WARNINGS) -fPIC -fvisibility=hidden -Icsrc $(CPPFLAGS) $(CFLAGS)
DEPEND    = -MMD -MP -MF $@.d -MT $@
LIBS      = $(LIBXML2_LIBS) $(CURL_LIBS) -lm

# The first of the names that pkg-config knows.
package = $(shell for p in $(1); do pkg-config --exists $$p 2>/dev/null && echo $$p && break; done)
cflags  = $(if $(1),$(shell pkg-config --cflags $(1)))
libs    = $(if $(1),$(shell pkg-config --libs $(1)))

LUA_VERSION := $(if $(filter luajit,$(LUA)),5.1,$(patsubst lua%,%,$(LUA)))
ifndef LUA_CFLAGS
LUA_PACKAGE := $(call package,$(LUA) $(if $(filter lua5%,$(LUA)),lua-$(LUA_VERSION) \
                 lua$(subst .,,$(LUA_VERSION))))
LUA_CFLAGS  := $(call cflags,$(LUA_PACKAGE))
LUA_LIBS    ?= $(call libs,$(LUA_PACKAGE))
endif

ifneq ($(wildcard csrc/xml/*.c),)
LIBXML2_CFLAGS ?= $(call cflags,libxml-2.0)
LIBXML2_LIBS   ?= $(call libs,libxml-2.0)
endif
ifneq ($(wildcard csrc/transport/*.c),)
CURL_CFLAGS ?= $(call cflags,libcurl)
CURL_LIBS   ?= $(call libs,libcurl)
endif

# --- sources -----------------------------------------------------------------------------

CORE := $(BUILD)/core
HERE := $(BUILD)/$(ABI)

HOST_MOF := csrc/protocol/local/linux/linux.mof

CORE_SOURCES := $(shell find csrc -name '*.c' -not -path 'csrc/lua/*' | sort)
LUA_SOURCES  := $(shell find csrc/lua -name '*.c' 2>/dev/null | sort)
CORE_OBJECTS := $(CORE_SOURCES:csrc/%.c=$(CORE)/obj/%.o) $(CORE)/obj/host_mof.o
LUA_OBJECTS  := $(LUA_SOURCES:csrc/%.c=$(HERE)/obj/%.o)
MODULE       := $(HERE)/mi/core.so
LIBRARY      := $(CORE)/libmi.a
INTERPRETER  := $(HERE)/bin/$(ABI)

LUA_TEST_SOURCES := $(wildcard spec/c/lua_*_test.c)
TEST_SOURCES     := $(filter-out $(LUA_TEST_SOURCES),$(wildcard spec/c/*_test.c))
TESTS     := $(TEST_SOURCES:spec/c/%.c=$(BUILD)/test/%)
LUA_TESTS := $(LUA_TEST_SOURCES:spec/c/%.c=$(BUILD)/lua5.4/test/%)
EXAMPLES  := $(patsubst examples/c/%.c,$(BUILD)/examples/%,$(wildcard examples/c/*.c))
PROGRAMS  := $(TESTS) $(LUA_TESTS) $(EXAMPLES)
FUZZERS   := $(patsubst spec/fuzz/%.c,$(BUILD)/bin/%,$(wildcard spec/fuzz/*_fuzz.c))

# --- what is said on the command line ----------------------------------------------------

.PHONY: build help programs fuzzers interpreter FORCE $(COMMANDS)

build: $(MODULE) ## build build/<abi>/mi/core.so (the default) for LUA=lua5.1 .. lua5.4, luajit
	@:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

deps: ## install what the build, the demo and the tests need
	@spec/tools/deps build test $(LUA) $(LUAS)

demo: ## build, and show live objects of this machine
	@spec/tools/deps build lua5.4
	@$(MAKE) LUA=lua5.4 build
	@LUA_PATH='lua/?.lua;lua/?/init.lua;;' LUA_CPATH='$(BUILD)/lua5.4/?.so;;' lua5.4 examples/demo.lua

test: ## run the C unit tests, the C examples, and the specs on Lua 5.4 and LuaJIT
	@spec/tools/deps build test lua5.4 $(LUAS)
	@$(MAKE) LUA=lua5.4 programs
	@for lua in $(LUAS); do $(MAKE) LUA=$$lua build || exit 1; done
	@BUILD=$(BUILD) spec/tools/run-tests $(PROGRAMS) --specs $(LUAS)

lint: ## check layers, statics, exported names, warnings of gcc and clang, luacheck
	@spec/tools/deps build lint lua5.4
	@spec/tools/lint-layers-test
	@spec/tools/lint-layers csrc
	@$(MAKE) LUA=lua5.4 BUILD=$(BUILD)/lint/gcc CC=gcc WERROR=1 programs build
	@$(MAKE) LUA=lua5.4 BUILD=$(BUILD)/lint/clang CC=clang CFLAGS=-O0 WERROR=1 programs build
	@spec/tools/lint $(BUILD)/lint/gcc

# Instrumented code draws warnings of its own, so they are no errors here.
SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
ASAN_ENV := ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1 \
            UBSAN_OPTIONS=print_stacktrace=1 LSAN_OPTIONS=print_suppressions=0
ASAN_MAKE = $(MAKE) LUA=lua5.4 BUILD=$(BUILD)/asan WERROR= CFLAGS='$(SANITIZE)'
ASAN_LUA  = $(BUILD)/asan/lua5.4/bin/lua5.4

asan: ## run the unit tests and the specs under ASan, UBSan and the leak checker
	@spec/tools/deps build test lua5.4
	+@$(ASAN_MAKE) programs interpreter
	@$(ASAN_ENV) BUILD=$(BUILD)/asan spec/tools/run-tests $(PROGRAMS:$(BUILD)/%=$(BUILD)/asan/%) \
	  --specs $(ASAN_LUA)

gcstress: ## run the specs with a full collection around every call: plain, then under ASan
	@spec/tools/deps build test lua5.4 $(LUAS)
	@for lua in $(LUAS); do $(MAKE) LUA=$$lua build || exit 1; done
	+@$(ASAN_MAKE) interpreter
	@$(ASAN_ENV) BUILD=$(BUILD) MI_GCSTRESS=1 TEST_SECONDS=900 spec/tools/run-tests \
	  --specs $(LUAS) $(ASAN_LUA)

valgrind: ## run the unit tests and the specs under valgrind
	@spec/tools/deps build test valgrind lua5.4
	@$(MAKE) LUA=lua5.4 programs build
	@BUILD=$(BUILD) spec/tools/valgrind $(PROGRAMS) --specs lua5.4

fuzz: ## fuzz every target for FUZZ_SECONDS (20) each; FUZZ=mof for one
	@spec/tools/deps fuzz
	@$(MAKE) BUILD=$(BUILD)/fuzz CC=clang WERROR= fuzzers \
	  CFLAGS='$(SANITIZE) -fsanitize=fuzzer-no-link'
	@BUILD=$(BUILD)/fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) spec/tools/fuzz $(FUZZ)

LIBDIR ?= $(PREFIX)/lib/lua/$(LUA_VERSION)
LUADIR ?= $(PREFIX)/share/lua/$(LUA_VERSION)

install: $(MODULE) ## install below DESTDIR/PREFIX (/usr/local), for the Lua of LUA=
	install -d '$(DESTDIR)$(LIBDIR)/mi'
	install -m 755 $(MODULE) '$(DESTDIR)$(LIBDIR)/mi/core.so'
	@cd lua && find . -name '*.lua' | while read -r file; do \
	  install -d "$(DESTDIR)$(LUADIR)/$${file%/*}" && \
	  install -m 644 "$$file" "$(DESTDIR)$(LUADIR)/$$file" || exit 1; done

clean: ## remove what was built
	rm -rf '$(BUILD)'

# --- how it is built ---------------------------------------------------------------------

# Says what is made; V=1 shows the commands instead.
run = $(if $(V),,@echo '  $(1) $(2)';)

programs: $(PROGRAMS)
	@:
fuzzers: $(FUZZERS)
	@:
interpreter: $(INTERPRETER)
	@:

# Objects depend on the flags that they were made with.
$(CORE)/flags: FLAGS = $(CC) $(C_FLAGS) $(LIBXML2_CFLAGS) $(CURL_CFLAGS)
$(HERE)/flags: FLAGS = $(CC) $(C_FLAGS) $(LUA_CFLAGS)
$(CORE)/flags $(HERE)/flags: FORCE
	@mkdir -p $(@D); echo '$(FLAGS)' | cmp -s - $@ || echo '$(FLAGS)' > $@

$(CORE)/obj/%.o: csrc/%.c $(CORE)/flags
	@mkdir -p $(@D)
	$(call run,CC,$<)$(CC) $(C_FLAGS) $(LIBXML2_CFLAGS) $(CURL_CFLAGS) $(DEPEND) -c -o $@ $<

$(CORE)/obj/host_mof.o: $(CORE)/host_mof.c $(CORE)/flags
	$(call run,CC,$<)$(CC) $(C_FLAGS) $(DEPEND) -c -o $@ $<

# The MOF of this machine's classes becomes part of the library, byte for byte.
$(CORE)/host_mof.c: $(HOST_MOF)
	@mkdir -p $(@D) $(CORE)/obj
	@{ echo '#include "protocol/local/provider.h"'; \
	  echo 'const char mi_host_mof[] = {'; \
	  od -An -v -td1 $< | sed 's/-*[0-9][0-9]*/&,/g'; echo '0};'; \
	  echo 'const size_t mi_host_mof_length = sizeof mi_host_mof - 1;'; } > $@.part && mv $@.part $@

$(LIBRARY): $(CORE_OBJECTS)
	$(call run,AR,$@)rm -f $@; $(AR) rcs $@ $^

$(HERE)/obj/%.o: csrc/%.c $(HERE)/flags
	@mkdir -p $(@D)
	$(call run,CC,$< ($(ABI)))$(CC) $(C_FLAGS) $(LUA_CFLAGS) $(DEPEND) -c -o $@ $<

# Lua 5.1 and LuaJIT unload modules before the last finalizers of a script have run: nodelete.
$(MODULE): $(CORE_OBJECTS) $(LUA_OBJECTS)
	@mkdir -p $(@D)
	$(call run,LD,$@)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-z,nodelete -o $@ $^ $(LIBS)

$(BUILD)/test/check.o: spec/c/check.c $(CORE)/flags
	@mkdir -p $(@D)
	$(call run,CC,$<)$(CC) $(C_FLAGS) -Ispec/c $(DEPEND) -c -o $@ $<

$(BUILD)/test/%_test: spec/c/%_test.c $(BUILD)/test/check.o $(LIBRARY)
	$(call run,LD,$@)$(CC) $(C_FLAGS) -Ispec/c $(DEPEND) $(LDFLAGS) -o $@ $< \
	  $(BUILD)/test/check.o $(LIBRARY) $(LIBS)

$(BUILD)/lua5.4/test/lua_%_test: spec/c/lua_%_test.c $(BUILD)/test/check.o $(LUA_OBJECTS) $(LIBRARY)
	@mkdir -p $(@D)
	$(call run,LD,$@)$(CC) $(C_FLAGS) $(LUA_CFLAGS) -Ispec/c $(DEPEND) $(LDFLAGS) -o $@ $< \
	  $(BUILD)/test/check.o $(LUA_OBJECTS) $(LIBRARY) $(LUA_LIBS) $(LIBS)

# Examples are built as a user would: with the public header, and warnings as errors.
$(BUILD)/examples/%: examples/c/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call run,LD,$@)$(CC) $(STANDARD) -Wall -Wextra -Werror $(CFLAGS) -Icsrc/mi $(DEPEND) $(LDFLAGS) \
	  -o $@ $< $(LIBRARY) $(LIBS)

# A Lua interpreter with the module linked in, so that the leak checker still knows the
# module's functions when the Lua state has been closed.
$(INTERPRETER): spec/tools/lua.c $(LUA_OBJECTS) $(LIBRARY)
	@mkdir -p $(@D)
	$(call run,LD,$@)$(CC) $(C_FLAGS) $(LUA_CFLAGS) $(DEPEND) $(LDFLAGS) -o $@ $^ $(LUA_LIBS) $(LIBS)

$(BUILD)/bin/%_fuzz: spec/fuzz/%_fuzz.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call run,LD,$@)$(CC) $(C_FLAGS) $(DEPEND) $(LDFLAGS) -fsanitize=fuzzer -o $@ $< \
	  $(LIBRARY) $(LIBS)

BUILT := $(CORE) $(HERE) $(addprefix $(BUILD)/,lua5.4/test test examples bin)
-include $(shell find $(BUILT) -name '*.d' 2>/dev/null)
